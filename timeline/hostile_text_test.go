package timeline

import (
	"strings"
	"testing"
	"time"
)

// A text of clauses that hold nothing is read in one pass, in hundredths of a second. Read anew for each clause it takes thirteen seconds; the limit
// is far from both, so that a slow machine fails nothing.
func TestEmptyClauses(t *testing.T) {
	text := strings.Repeat("a: ", 100_000)
	start := time.Now()
	words := split(nil, text, nil, 0)
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("%d empty clauses took %v", len(words), took)
	}
	for i, w := range words {
		if w.clause != words[0].clause {
			t.Fatalf("word %d stands in clause %d, want them joined to %d", i, w.clause, words[0].clause)
		}
	}
	if got := split(nil, "at: on: the server failed and, at 14:02", nil, 0); got[0].clause != got[3].clause {
		t.Errorf("bare clauses stand in %d, want them with what follows, %d", got[0].clause, got[3].clause)
	}
	var c cutter
	if s := c.sentences(text, newLexicon(defaultLexicon), nil); len(s) != 1 {
		t.Errorf("cut into %d sentences, want 1", len(s))
	}
}
