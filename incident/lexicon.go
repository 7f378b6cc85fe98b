package incident

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"github.com/pes-dev/pes/internal/mistake"
)

// Words are a team's own words for one act of a message.
type Words struct {
	// Act is one of Acts.
	Act string
	// Add are the phrases that mean it as well.
	Add []string
	// Remove are those that do not mean it; in the file they begin with "-".
	Remove []string
}

// Acts lists what words of a team's own can be for, in the order in which an incident runs; those that qualify others come last.
func Acts() []string {
	return []string{
		"onset", "begins", "detects", "firing", "reports", "declares", "acknowledges", "guesses", "names-cause", "tries", "fails", "improves", "mitigated",
		"recovers", "resolved", "remains", "relapses", "faults", "closes", "changes", "impact", "incident", "entirely", "partial", "finds", "understands",
		"trouble", "goes-away", "works", "able", "good-state", "stops", "worsens", "cause", "mechanism", "searches", "rules-out", "responds", "plans",
		"denies", "asks", "past", "noise",
	}
}

// How much a lexicon may hold: every phrase is looked for in every sentence. The table of pes itself has some 1,400 phrases, of six words at most.
const (
	maxPhrases     = 500
	maxPhraseWords = 8
	maxPhraseBytes = 120
	maxGaps        = 2 // "~" in one phrase: each multiplies the ways in which it can fit
)

// lexicon reads the phrases of each act.
func (r *reader) lexicon(n ast.Node, c *Config) {
	total := 0
	for _, e := range r.entries(n, "lexicon") {
		if !slices.Contains(Acts(), e.key) {
			r.problem(e.at, "lexicon: unknown act %q%s", cut(e.key), mistake.DidYouMean(e.key, Acts()))
			continue
		}
		w := Words{Act: e.key}
		r.each(e.value, func(item ast.Node) {
			if total++; total == maxPhrases+1 {
				r.problem(item, "lexicon: more than %d phrases", maxPhrases)
			}
			if total <= maxPhrases {
				r.phrase(item, &w)
			}
		})
		if len(w.Add)+len(w.Remove) > 0 {
			c.Lexicon = append(c.Lexicon, w)
		}
	}
}

// phrase reads one phrase; "-" before it takes it away.
func (r *reader) phrase(n ast.Node, w *Words) {
	text, at, ok := r.scalar(n, "a phrase")
	if !ok {
		return
	}
	rest, away := strings.CutPrefix(strings.TrimSpace(text), "-")
	words := strings.Fields(rest)
	if wrong := phraseProblem(words); wrong != "" {
		r.problem(at, "lexicon: %s: %s", w.Act, wrong)
		return
	}
	phrase := strings.Join(words, " ")
	mine, other := &w.Add, w.Remove
	if away {
		mine, other = &w.Remove, w.Add
	}
	if slices.ContainsFunc(other, func(o string) bool { return strings.EqualFold(o, phrase) }) {
		r.problem(at, "lexicon: %s: %q is both added and taken away", w.Act, cut(phrase))
		return
	}
	*mine = append(*mine, phrase)
}

// phraseProblem says what is wrong with a phrase; "" if nothing is.
func phraseProblem(words []string) string {
	phrase := strings.Join(words, " ")
	switch {
	case len(words) == 0:
		return "an empty phrase"
	case len(phrase) > maxPhraseBytes || len(words) > maxPhraseWords:
		return fmt.Sprintf("a phrase of more than %d words or %d bytes: %q", maxPhraseWords, maxPhraseBytes, cut(phrase))
	case strings.Count(phrase, "~") > maxGaps:
		return fmt.Sprintf("more than %d \"~\" in %q", maxGaps, phrase)
	}
	for i, w := range words {
		if wrong := wordProblem(w, i == 0); wrong != "" {
			return fmt.Sprintf("%q: %s", phrase, wrong)
		}
		if w == "~" && (i == 0 || i == len(words)-1) {
			return fmt.Sprintf("%q: \"~\" stands for words between two others", phrase)
		}
	}
	return ""
}

// shortestStem is how many bytes a phrase must begin with before a "*": with fewer it would fit every third word. A Chinese character has three.
const shortestStem = 3

// wordProblem says what is wrong with one word of a phrase; "" if nothing is.
func wordProblem(w string, first bool) string {
	if w == "~" {
		return ""
	}
	stem, open := strings.CutSuffix(w, "*")
	switch {
	case strings.ContainsAny(stem, `*~|\()[]{}^$+`):
		return "a phrase is no regular expression: it is words, \"*\" behind one for any ending, and \"~\" for at most two words between two others"
	case !strings.ContainsFunc(stem, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return "only words are looked for, not signs"
	case open && first && len(stem) < shortestStem:
		return "a phrase that begins with so few letters before \"*\" fits nearly everything; three at least"
	}
	return ""
}
