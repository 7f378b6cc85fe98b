package incident

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLexicon(t *testing.T) {
	got, err := Parse(ConfigName, []byte("lexicon:\n  resolved: [Läuft  wieder, '- resolved to', 500*, don't panic]\n  noise:\n  asks: []\n  tries: wir ~ probieren\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []Words{
		{Act: "resolved", Add: []string{"Läuft wieder", "500*", "don't panic"}, Remove: []string{"resolved to"}},
		{Act: "tries", Add: []string{"wir ~ probieren"}},
	}
	if d := cmp.Diff(want, got.Lexicon); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestLexiconProblems(t *testing.T) {
	long := strings.Repeat("lang ", maxPhraseWords+1)
	many := strings.Repeat("    - wort\n", maxPhrases+2)
	for _, tt := range []struct{ name, yaml, want string }{
		{"unknown act", "  resolve: [x y]\n", `2:3: lexicon: unknown act "resolve"; did you mean "resolved"?`},
		{"no act at all", "  - x\n", `lexicon must be a mapping`},
		{"empty", "  resolved: ['']\n", `2:14: lexicon: resolved: an empty phrase`},
		{"blank", "  resolved: ['   ']\n", `an empty phrase`},
		{"nothing taken away", "  resolved: ['-']\n", `an empty phrase`},
		{"null in a list", "  resolved: [~]\n", `an empty item`},
		{"a star alone", "  resolved: ['*']\n", `only words are looked for, not signs`},
		{"stars", "  resolved: ['* * *']\n", `only words are looked for, not signs`},
		{"a gap alone", "  resolved: ['a ~']\n", `"~" stands for words between two others`},
		{"gaps side by side", "  resolved: ['a ~ ~ ~ b']\n", `more than 2 "~"`},
		{"an expression", "  resolved: ['fix(ed)?']\n", `a phrase is no regular expression`},
		{"a star within", "  resolved: ['fi*ed']\n", `a phrase is no regular expression`},
		{"too short a stem", "  resolved: ['a*']\n", `three at least`},
		{"a sign", "  resolved: [✅]\n", `only words are looked for, not signs`},
		{"a mapping", "  resolved: {add: [x]}\n", `a phrase must be text, not a mapping`},
		{"too many words", "  resolved: ['" + long + "']\n", fmt.Sprintf("a phrase of more than %d words", maxPhraseWords)},
		{"too long a word", "  resolved: ['" + strings.Repeat("x", maxPhraseBytes+1) + "']\n", "or 120 bytes"},
		{"too many phrases", "  resolved:\n" + many, fmt.Sprintf("%d:7: lexicon: more than %d phrases", 3+maxPhrases, maxPhrases)},
		{"added and taken away", "  resolved: [fixed, -FIXED]\n", `"FIXED" is both added and taken away`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(ConfigName, []byte("lexicon:\n"+tt.yaml), nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
			if err != nil && strings.Count(err.Error(), "lexicon: more than") > 1 {
				t.Errorf("said more than once: %v", err)
			}
		})
	}
}
