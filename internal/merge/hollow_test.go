package merge

import (
	"strings"
	"testing"
)

// TestHollowSection: a table that stands where a person keeps it leaves nothing of a section that has only this table under another name, as
// when a template of one's own is given up. A heading with nothing under it is not added, and comes when there is something to say.
func TestHollowSection(t *testing.T) {
	const own = "<!-- pes:document genre=pes -->\n\n# T\n\n## At a glance\n\n<!-- pes:table facts -->\n\n| Fact | Value |\n|---|---|\n| Tickets | 12 |\n"
	plainGenre := strings.Replace(own, "At a glance", "Key facts", 1)
	old, late := marking(t, own), marking(t, plainGenre)
	edited := strings.Replace(old, "<!-- pes:table facts", "Words of a person.\n\n<!-- pes:table facts", 1)
	got := string(merged(t, edited, old, late).Document)
	if strings.Contains(got, "## Key facts") || !strings.Contains(got, "Words of a person.") || strings.Count(got, "| Tickets | 12 |") != 1 {
		t.Errorf("the table stands in what a person keeps:\n%s", got)
	}
	if again := string(merged(t, got, late, late).Document); again != got {
		t.Errorf("once more it is another:\n%s", again)
	}
	said := marking(t, strings.Replace(plainGenre, "## Key facts\n", "## Key facts\n\nThey are few.\n", 1))
	if got := string(merged(t, got, late, said).Document); !strings.Contains(got, "## Key facts\n") || !strings.Contains(got, "They are few.") {
		t.Errorf("it does not come when it has something to say:\n%s", got)
	}
	unedited := string(merged(t, old, old, late).Document)
	if strings.Contains(unedited, "At a glance") || !strings.Contains(unedited, "## Key facts") {
		t.Errorf("nobody edited it, and it is not the new one:\n%s", unedited)
	}
}
