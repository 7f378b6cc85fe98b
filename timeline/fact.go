package timeline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/event"
)

// countedUnits are what incidents are counted in.
const countedUnits = `services|requests|customers|users|accounts|orders|transactions|payments|tickets|cases|jobs|messages|instances|hosts|nodes|pods|clusters|regions|zones|builds|calls|queries|logs|events|records|sessions|tenants|merchants`

// units is the same for looking a word up.
var units = func() map[string]bool {
	out := map[string]bool{}
	for u := range strings.SplitSeq(countedUnits, "|") {
		out[u] = true
	}
	return out
}()

// maxFacts is how many numbers are kept; units that say how many were hit come first.
const maxFacts = 20

// telling orders units: who and what was hit comes before how much of it.
var telling = []string{"services", "customers", "users", "accounts", "requests", "orders", "transactions", "payments", "tickets"}

// noteFacts keeps the numbers that an event states of the impact.
func (b *builder) noteFacts(e *event.Event, sents []*sentence) {
	for _, s := range sents {
		if s.question || !s.has(cueImpact) || s.has(cueHedge) || s.has(cuePlan) || !strings.ContainsAny(s.text, "0123456789") {
			continue
		}
		b.numbers.add(factsOf(e, s))
	}
}

// factSet holds facts, each number of the same things once.
type factSet struct {
	list []Fact
	at   map[factKey]int // where in list
}

type factKey struct {
	value float64
	unit  string
}

// maxDistinct is how many different numbers are kept before the most telling are chosen: an account of an incident states some dozens, and a
// log that was pasted into a channel does not matter.
const maxDistinct = 2000

// add joins facts that state the same number of the same things: the first one's words, everybody's evidence.
func (f *factSet) add(facts []Fact) {
	for _, x := range facts {
		k := factKey{x.Value, x.Unit}
		i, seen := f.at[k]
		switch {
		case seen:
			f.list[i].Evidence = union(f.list[i].Evidence, x.Evidence)
		case len(f.list) < maxDistinct:
			f.at[k] = len(f.list)
			x.Text = clip(x.Text, 200)
			f.list = append(f.list, x)
		}
	}
}

// facts are the numbers that are stated of the impact, those first that say who and what was hit.
func (b *builder) facts() []Fact {
	out := b.numbers.list
	slices.SortStableFunc(out, func(x, y Fact) int {
		return cmp.Or(cmp.Compare(unitRank(x.Unit), unitRank(y.Unit)), cmp.Compare(y.Value, x.Value))
	})
	return out[:min(len(out), maxFacts)]
}

// maxNumbers is how many numbers one sentence may give.
const maxNumbers = 8

// factsOf reads the numbers of a sentence: "142 services", "1,266 page builds", "about 2 million users", "39.5 %".
func factsOf(e *event.Event, s *sentence) []Fact {
	var out []Fact
	for i, w := range s.words {
		if !units[w.text] || len(out) == maxNumbers {
			continue
		}
		if v, ok := s.countBefore(i); ok && v != 1 {
			out = append(out, Fact{Text: s.text, Value: v, Unit: w.text, Evidence: []string{e.ID}})
		}
	}
	for _, v := range percentages(s.text) {
		out = append(out, Fact{Text: s.text, Value: v, Unit: "%", Evidence: []string{e.ID}})
	}
	return out
}

// scales are words that multiply the number before them.
var scales = map[string]float64{"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9}

// countBefore is the number that counts the word at index i: right before it, or with at most two words ("page", "failed HTTP") and a scale
// between.
func (s *sentence) countBefore(i int) (float64, bool) {
	scale := 1.0
	for j, between := i-1, 0; j >= 0 && between <= 2; j-- {
		text := s.words[j].text
		switch {
		case scales[text] > 0 && scale == 1:
			scale = scales[text]
		case isDigit(text[0]):
			v, ok := numberEnding(s.text, s.words[j])
			return v * scale, ok
		case text == "<time>" || strings.ContainsAny(text, "0123456789%"):
			return 0, false
		default:
			between++
		}
	}
	return 0, false
}

// numberEnding reads the number that ends with a word, with the thousands before its commas. It must stand by itself: "EC2" counts nothing.
func numberEnding(text string, w word) (float64, bool) {
	from := w.end
	for from > 0 && (isDigit(text[from-1]) || text[from-1] == '.' || text[from-1] == ',') {
		from--
	}
	if from > w.start || (from > 0 && !strings.ContainsRune(" (~<>\n", rune(text[from-1]))) {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(text[from:w.end], ",", ""), 64)
	return v, err == nil
}

// percentages are the numbers that stand before a percent sign, or the word, from above 0 to 100.
func percentages(text string) []float64 {
	var out []float64
	for i := 0; i < len(text) && len(out) < maxNumbers; i++ {
		if text[i] != '%' && !strings.HasPrefix(text[i:], "percent") {
			continue
		}
		end := len(strings.TrimRight(text[:i], " \u00a0"))
		from := end
		for from > 0 && (isDigit(text[from-1]) || text[from-1] == '.') {
			from--
		}
		if from > 0 && !strings.ContainsRune(" (~<>-", rune(text[from-1])) {
			continue // part of a word
		}
		if v, err := strconv.ParseFloat(text[from:end], 64); err == nil && v > 0 && v <= 100 {
			out = append(out, v)
		}
	}
	return out
}

func unitRank(unit string) int {
	if i := slices.Index(telling, unit); i >= 0 {
		return i
	}
	if unit == "%" {
		return len(telling) + 1
	}
	return len(telling)
}
