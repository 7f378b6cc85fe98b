package timeline

import "testing"

// A cue without words is a rule that never fires, and nothing else would say so.
func TestEveryCueHasWords(t *testing.T) {
	for c := range cues {
		if defaultLexicon[c] == "" {
			t.Errorf("cue %d has no words", c)
		}
	}
}

func TestPhrases(t *testing.T) {
	lex := newLexicon(map[cue]string{cueDeclare: "declared ~ incident", cueImpact: "degrad*", cueOver: "back to normal"})
	for _, tt := range []struct {
		text string
		cue  cue
		want bool
	}{
		{"Declared incident", cueDeclare, true},
		{"declared a security incident", cueDeclare, true},
		{"declared that there is no incident", cueDeclare, false},
		{"service is degraded", cueImpact, true},
		{"the grade", cueImpact, false},
		{"all is back to normal now", cueOver, true},
		{"back to work", cueOver, false},
		{"", cueOver, false},
	} {
		words := split(nil, tt.text, nil, 0)
		got := false
		for _, h := range lex.find(nil, words) {
			got = got || h.cue == tt.cue
		}
		if got != tt.want {
			t.Errorf("cue %d in %q: %v, want %v", tt.cue, tt.text, got, tt.want)
		}
	}
}
