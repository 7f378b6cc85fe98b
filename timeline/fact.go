package timeline

import (
	"cmp"
	"regexp"
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

// counted is a number with what it counts: "142 services", "1,266 page builds", "about 2 million users", "39.5 % of …".
var counted = regexp.MustCompile(`(?i)(?:^|[\s(~])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(%|percent|thousand|million|billion|k\b|m\b)?\s*((?:[a-z][a-z/-]*\s+){0,2}?)` +
	`(` + countedUnits + `)\b`)

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
		b.numbers = append(b.numbers, factsOf(e, s)...)
	}
}

// facts are the numbers that are stated of the impact, those first that say who and what was hit.
func (b *builder) facts() []Fact {
	out := b.numbers
	slices.SortStableFunc(out, func(x, y Fact) int {
		return cmp.Or(cmp.Compare(unitRank(x.Unit), unitRank(y.Unit)), cmp.Compare(y.Value, x.Value))
	})
	out = joinFacts(out)
	return out[:min(len(out), maxFacts)]
}

// factsOf reads the numbers of a sentence. The patterns are slow beside the scan of the words that decides whether they are tried.
func factsOf(e *event.Event, s *sentence) []Fact {
	var out []Fact
	text := s.text
	counts := slices.ContainsFunc(s.words, func(w word) bool { return units[w.text] })
	for _, m := range matches(counted, text, counts) {
		v, ok := amount(m[1], m[2])
		if !ok || m[2] == "%" || strings.EqualFold(m[2], "percent") {
			continue
		}
		unit := strings.ToLower(m[4])
		if v == 1 {
			continue
		}
		out = append(out, Fact{Text: clip(text, 200), Value: v, Unit: unit, Evidence: []string{e.ID}})
	}
	for _, v := range percentages(text) {
		out = append(out, Fact{Text: clip(text, 200), Value: v, Unit: "%", Evidence: []string{e.ID}})
	}
	return out
}

// maxNumbers is how many numbers one sentence may give.
const maxNumbers = 8

// matches lists the matches of a pattern that is worth trying.
func matches(pattern *regexp.Regexp, text string, worth bool) [][]string {
	if !worth {
		return nil
	}
	return pattern.FindAllStringSubmatch(text, maxNumbers)
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
		if v, ok := amount(text[from:end], ""); ok && v > 0 && v <= 100 {
			out = append(out, v)
		}
	}
	return out
}

func amount(digits, scale string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
	switch strings.ToLower(scale) {
	case "thousand", "k":
		v *= 1e3
	case "million", "m":
		v *= 1e6
	case "billion":
		v *= 1e9
	}
	return v, err == nil
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

// joinFacts makes one of the facts that state the same number of the same things.
func joinFacts(list []Fact) []Fact {
	var out []Fact
	for _, f := range list {
		i := slices.IndexFunc(out, func(o Fact) bool { return o.Value == f.Value && o.Unit == f.Unit })
		if i < 0 {
			out = append(out, f)
			continue
		}
		out[i].Evidence = union(out[i].Evidence, f.Evidence)
	}
	return out
}
