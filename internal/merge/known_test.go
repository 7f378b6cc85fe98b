package merge

import (
	"strings"
	"testing"
)

// TestWhatIsNotOnRecordIsNotOurs pastes an untouched section of another document: its hash fits, but it was never generated here.
func TestWhatIsNotOnRecordIsNotOurs(t *testing.T) {
	other := marking(t, "<!-- pes:document genre=coe -->\n\n# X\n\n## Why\n\nBecause of the disk.\n")
	pasted := between(other, "\n\n## Why", "\n<!-- pes:ledger")
	old, late := marking(t, first), marking(t, second)
	edited := strings.Replace(old, "\n<!-- pes:ledger", "\n## Why"+pasted+"\n<!-- pes:ledger", 1)
	for _, base := range []string{old, ""} {
		if got := string(merged(t, edited, base, late).Document); !strings.Contains(got, "## Why"+pasted) {
			t.Errorf("lost:\n%s", got)
		}
	}
}

// TestABaseOfAnotherGenerationIsNotUsed gives the base of a later document, in which a row says what a person wrote into theirs.
func TestABaseOfAnotherGenerationIsNotUsed(t *testing.T) {
	const head, rule = "| Item | What | State |", "|---|---|---|"
	old := marking(t, tableOf(head, rule, "| R-aaaaaaa1 | mend | open |"))
	wrong := marking(t, tableOf(head, rule, "| R-aaaaaaa1 | mend | done |"))
	late := marking(t, tableOf(head, rule, "| R-aaaaaaa1 | mend | late |"))
	edited := strings.NewReplacer(head, "| Item | State |", rule, "|---|---|", "| mend | open |", "| done |").Replace(old)
	if got := tableIn(string(merged(t, edited, wrong, late).Document), ""); !strings.Contains(got, "| R-aaaaaaa1 | done |") {
		t.Errorf("a person's word was replaced:\n%s", got)
	}
}

// TestADeletedTableIsNotSuggested deletes a table and edits the text beside it.
func TestADeletedTableIsNotSuggested(t *testing.T) {
	old := marking(t, first)
	table := "<!-- pes:table timeline" + between(old, "<!-- pes:table timeline", "Rows are")
	edited := strings.NewReplacer(table, "", "Rows are folded.", "No rows.").Replace(old)
	late := marking(t, strings.Replace(second, "Rows are folded.", "Rows are not folded.", 1))
	got := string(merged(t, edited, old, late).Document)
	if !strings.Contains(got, "> Rows are not folded.") || strings.Contains(got, "alert fires") {
		t.Errorf("got:\n%s", got)
	}
}

// TestANewTableOfAnEditedSectionIsSuggested adds one.
func TestANewTableOfAnEditedSectionIsSuggested(t *testing.T) {
	old := marking(t, first)
	edited := strings.Replace(old, "noticed at 10:07.", "noticed late.", 1)
	late := marking(t, strings.Replace(first, "## Key facts", "| New | Table |\n|---|---|\n| a | b |\n\n## Key facts", 1))
	if got := string(merged(t, edited, old, late).Document); !strings.Contains(got, "> | New | Table |\n> |---|---|\n> | a | b |\n") {
		t.Errorf("got:\n%s", got)
	}
}

// TestACopyIsNotTheSection copies a section before its place in the order; where both then stand, the copy stays the copy.
func TestACopyIsNotTheSection(t *testing.T) {
	old, late := marking(t, first), marking(t, second)
	facts := "## Key facts" + between(old, "## Key facts", "## Timeline")
	edited := strings.Replace(old, "\n<!-- pes:ledger", "\n"+strings.Replace(facts, "12", "a dozen", 1)+"\n<!-- pes:ledger", 1)
	got := string(merged(t, edited, old, late).Document)
	if n := strings.Count(got, "<!-- pes:section key-facts "); n != 1 {
		t.Errorf("%d sections have the name:\n%s", n, got)
	}
	if !strings.Contains(got, "| Tickets | a dozen |") || !strings.Contains(got, "| Tickets | 14 |") {
		t.Errorf("got:\n%s", got)
	}
}

// TestAnOpenFenceStaysLast opens a fence in the last section: a new section that came after it would be code to every reader.
func TestAnOpenFenceStaysLast(t *testing.T) {
	old := marking(t, first)
	edited := strings.Replace(old, "\n<!-- pes:ledger", "\n```\nselect 1\n\n<!-- pes:ledger", 1)
	late := marking(t, second+"\n## Luck\n\nIt was Sunday.\n")
	got := string(merged(t, edited, old, late).Document)
	luck, fence := strings.Index(got, "It was Sunday."), strings.Index(got, "select 1")
	if luck < 0 || luck > fence {
		t.Errorf("got:\n%s", got)
	}
}

// TestCanonical says which changes of a section are edits.
func TestCanonical(t *testing.T) {
	const text = "## A  b\n\n- one  two\n  - three\n\n***\n\n```\na  b\n```\n\nlast\n"
	for _, c := range []struct {
		name, changed string
		edit          bool
	}{
		{"line ends", strings.ReplaceAll(text, "\n", "\r\n"), false},
		{"blanks at ends", strings.ReplaceAll(text, "last", "last \t"), false},
		{"empty lines", strings.ReplaceAll(text, "\n\n", "\n\n\n"), false},
		{"runs of blanks", strings.Replace(text, "one  two", "one two", 1), false},
		{"bullets", strings.NewReplacer("- one", "*   one", "- three", "+ three").Replace(text), false},
		{"rules", strings.Replace(text, "***", "- - -", 1), false},
		{"form of the heading", strings.Replace(text, "## A  b", "A b\n---", 1), false},
		{"closed heading", strings.Replace(text, "## A  b", "## A b ##", 1), false},
		{"level of the heading", strings.Replace(text, "## A", "### A", 1), true},
		{"a comment in the heading", strings.Replace(text, "## A", "## <!-- mine --> A", 1), true},
		{"a word", strings.Replace(text, "two", "Two", 1), true},
		{"an indent", strings.Replace(text, "  - three", "- three", 1), true},
		{"an indent of text", strings.Replace(text, "last", "  last", 1), true},
		{"blanks in code", strings.Replace(text, "a  b\n```", "a b\n```", 1), true},
		{"no rule", strings.Replace(text, "***\n\n", "", 1), true},
	} {
		was, is := parse([]byte(text)).sections, parse([]byte(c.changed)).sections
		if len(is) != 1 || (was[0].hash != is[0].hash) != c.edit {
			t.Errorf("%s: edited is %t, want %t", c.name, !c.edit, c.edit)
		}
	}
}

// TestRescuedRows edits a row of a section that is then no longer generated, and after that is again: the table comes back, and the row stays where
// it was put.
func TestRescuedRows(t *testing.T) {
	old, less := marking(t, first), marking(t, strings.Replace(first, "## Key facts"+between(first, "## Key facts", "## Timeline"), "", 1))
	edited := strings.Replace(old, "| Tickets | 12 |", "| Tickets | a dozen |", 1)
	got := string(merged(t, edited, old, less).Document)
	if !strings.Contains(got, "## Kept from earlier versions\n\n<!-- pes:section kept -->\n\nFrom “Key facts”:\n\n| Fact | Value |\n|---|---|\n| Tickets | a dozen |\n") {
		t.Fatalf("not rescued:\n%s", got)
	}
	got = string(merged(t, got, "", old).Document)
	if !strings.Contains(got, "| Tickets | 12 |") || !strings.Contains(got, "| Tickets | a dozen |") {
		t.Errorf("got:\n%s", got)
	}
}

// TestACopiedSuggestionIsText copies a suggestion within its section: one of them is a person's then.
func TestACopiedSuggestionIsText(t *testing.T) {
	edited := strings.Replace(marking(t, first), "noticed at 10:07.", "noticed late.", 1)
	got := string(merged(t, edited, "", marking(t, second)).Document)
	quote := "<!-- pes:suggestion" + between(got, "<!-- pes:suggestion", "## Key facts")
	got = strings.Replace(got, quote, quote+quote, 1)
	third := marking(t, strings.Replace(second, "noticed at 10:05", "noticed at 10:04", 1))
	got = string(merged(t, got, "", third).Document)
	if strings.Count(got, "> - It was noticed at 10:05.") != 1 || strings.Count(got, "> - It was noticed at 10:04.") != 1 {
		t.Errorf("got:\n%s", got)
	}
}

// TestAnUnderlineBelowTheLedger makes no heading of what stands above it.
func TestAnUnderlineBelowTheLedger(t *testing.T) {
	old := strings.Replace(marking(t, first), "\n<!-- pes:ledger", "\nwords\n<!-- pes:ledger", 1) + "===\n"
	got := string(merged(t, old, "", marking(t, second)).Document)
	if !strings.HasSuffix(got, "\n-->\n===\n") || !strings.Contains(got, "\nwords\n") {
		t.Errorf("got:\n%s", got)
	}
}
