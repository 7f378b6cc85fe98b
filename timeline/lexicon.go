package timeline

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// cue is a group of words that say the same thing about a time or a message.
type cue uint8

const (
	cueBegan     cue = iota // impact began
	cueImpact               // something was wrong for users
	cueOver                 // impact ended
	cueAll                  // … for everybody, wholly
	cueWhole                // the incident itself is spoken of
	cueDetect               // a monitor or a person noticed
	cueReport               // a person reports trouble
	cueName                 // something was found out
	cueCause                // … and it is the cause that is spoken of
	cueMitigate             // impact was lessened
	cueAttempt              // something was done to lessen it
	cueFailed               // … to no avail
	cueImproved             // things get better, but are not over
	cueDeclare              // it is called an incident
	cueEngage               // somebody takes it up
	cueClose                // declared over
	cueResponse             // the work of responders, which begins and ends too
	cueChange               // a change to the system
	cueRemain               // something outlasted the rest
	cuePlan                 // the future, a wish, a condition
	cueHedge                // a guess
	cueNot                  // negation
	cuePart                 // not everything
	cueOnset                // the beginning of impact, in words that can mean nothing else
	cueEnd                  // its end, likewise
	cueMechanism            // how it failed
	cueSearch               // the cause is still looked for
	cueRefute               // a cause that was held to be it is not
	cueFiring               // a monitor says that something is wrong
	cueTrouble              // what there is more of when something is wrong: errors, timeouts, lag
	cueGone                 // … and what it does when it goes away
	cueWorks                // what a service does when it works
	cueGood                 // how it is when it works
	cueStopped              // it does so no more
	cueWorsened             // a figure or a state turns for the worse
	cueAha                  // somebody has just understood
	cueAble                 // that they can
	cueFault                // what may be wrong with a thing, so that others fail
	cuePast                 // another, earlier time is spoken of
	cueRelapse              // it is bad again, in words that can mean nothing else
	cues                    // how many there are
)

// defaultLexicon lists the words of each cue, a file a group: lexicon_impact.go, lexicon_response.go, lexicon_manner.go. Words are separated by
// blanks, phrases by "|"; "*" at a word's end stands for any ending, "~" for at most two words between two others.
// They were gathered from public incident reports, status pages and incident rooms; none names a product or a company.
var defaultLexicon = allWords(impactWords, responseWords, mannerWords)

func allWords(groups ...map[cue]string) map[cue]string {
	out := map[cue]string{}
	for _, g := range groups {
		maps.Copy(out, g)
	}
	return out
}

// lexicon finds cues in sentences, in one pass over the words.
type lexicon struct {
	exact  map[string][]phrase // by first word
	prefix map[string][]phrase // by the first three bytes of a first word that ends in "*"
	begins openings            // of the first words of both
	own    *vocabulary         // what incident.yaml adds and takes away; nil is nothing
}

// openings tells of most words that no phrase begins with them, at less than a tenth of the cost of a look into a map: by their first two letters and their
// length, or that of a stem.
type openings [1 << 12]bool

func (o *openings) place(w string, size int) *bool {
	h := uint(size)
	if len(w) > 1 {
		h += uint(w[0])*37 + uint(w[1])*331
	}
	return &o[h%uint(len(o))]
}

// stemLength is the length that stands for all words with a stem.
const stemLength = 0

type phrase struct {
	cue   cue
	words []string
}

// newLexicon compiles a table of cues. It panics on an empty phrase, which is a programmer's mistake.
func newLexicon(table map[cue]string) *lexicon {
	l := &lexicon{exact: map[string][]phrase{}, prefix: map[string][]phrase{}}
	for c, list := range table {
		for p := range strings.SplitSeq(list, "|") {
			words := strings.Fields(p)
			if len(words) == 0 {
				panic("empty phrase in the lexicon")
			}
			l.add(phrase{cue: c, words: words})
		}
	}
	return l
}

// add puts a phrase where find looks for it: by its first word.
func (l *lexicon) add(p phrase) {
	if first := p.words[0]; strings.HasSuffix(first, "*") && len(first) > 3 {
		*l.begins.place(first, stemLength) = true
		l.prefix[first[:3]] = append(l.prefix[first[:3]], p)
		return
	}
	*l.begins.place(p.words[0], len(p.words[0])) = true
	l.exact[p.words[0]] = append(l.exact[p.words[0]], p)
}

// find lists the cues of a sentence in the order of their words, in the memory of out.
func (l *lexicon) find(out []hit, words []word) []hit {
	out, spanning := l.scan(out[:0], words)
	out, spanning = l.own.change(words, out, spanning)
	for _, h := range spanning {
		if !slices.ContainsFunc(out, func(o hit) bool { return o.cue == cueNot && o.from > h.from && o.to < h.to }) {
			out = append(out, h) // "declared no incident" declares none
		}
	}
	slices.SortFunc(out, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.cue, b.cue), cmp.Compare(b.to, a.to))
	})
	return out
}

// scan finds where phrases stand; those with words of others between theirs apart.
func (l *lexicon) scan(out []hit, words []word) (found, spanning []hit) {
	find := func(p phrase, i int) {
		n := p.match(words[i:])
		switch {
		case n == 0:
		case slices.Contains(p.words, "~"):
			spanning = append(spanning, hit{p.cue, i, i + n})
		default:
			out = append(out, hit{p.cue, i, i + n})
		}
	}
	for i, w := range words {
		if *l.begins.place(w.text, len(w.text)) {
			for _, p := range l.exact[w.text] {
				find(p, i)
			}
		}
		if len(w.text) < 3 || !*l.begins.place(w.text, stemLength) {
			continue
		}
		for _, p := range l.prefix[w.text[:3]] {
			find(p, i)
		}
	}
	return out, spanning
}

// match is how many words the phrase takes at the beginning of words, 0 if it does not stand there.
func (p phrase) match(words []word) int { return matchFrom(p.words, words) }

func matchFrom(want []string, words []word) int {
	at := 0
	for i, w := range want {
		if w == "~" {
			for skip := 0; skip <= maxBetween && at+skip < len(words); skip++ {
				if n := matchFrom(want[i+1:], words[at+skip:]); n > 0 {
					return at + skip + n
				}
			}
			return 0
		}
		if at == len(words) || !fits(w, words[at].text) {
			return 0
		}
		at++
	}
	return at
}

// maxBetween is how many words "~" stands for: "declared a security incident".
const maxBetween = 2

func fits(want, got string) bool {
	if stem, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(got, stem)
	}
	return got == want
}
