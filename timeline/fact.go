package timeline

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/event"
)

// counted is a number with what it counts: "142 services", "1,266 page builds", "about 2 million users", "39.5 % of …".
var counted = regexp.MustCompile(`(?i)(?:^|[\s(~])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(%|percent|thousand|million|billion|k\b|m\b)?\s*((?:[a-z][a-z/-]*\s+){0,2}?)` +
	`(services|requests|customers|users|accounts|orders|transactions|payments|tickets|cases|jobs|messages|instances|hosts|nodes|pods|clusters|regions|zones|builds|calls|queries|logs|events|records|sessions|tenants|merchants)\b`)

// share is a percentage and what it is a share of.
var share = regexp.MustCompile(`(?i)(?:^|[\s(~])(\d+(?:\.\d+)?)\s?(?:%|percent)(?:\s+(?:of\s+)?([\pL][\pL\d /.-]{2,40}))?`)

// maxFacts is how many numbers are kept; units that say how many were hit come first.
const maxFacts = 20

// telling orders units: who and what was hit comes before how much of it.
var telling = []string{"services", "customers", "users", "accounts", "requests", "orders", "transactions", "payments", "tickets"}

// facts are the numbers that accounts and posts state of the impact.
func (b *builder) facts() []Fact {
	var out []Fact
	for i := range b.events {
		e := &b.events[i]
		if e.Deleted || (e.Kind != event.Status && e.Kind != event.Note && (e.Kind != event.Chat || e.Actor.Bot)) || marked(e) != "" {
			continue
		}
		for _, s := range sentences(e.Text[:min(len(e.Text), maxText)], b.lex, nil) {
			if s.question || s.has(cueHedge) || s.has(cuePlan) || !s.has(cueImpact) {
				continue
			}
			out = append(out, factsOf(e, s.text)...)
		}
	}
	slices.SortStableFunc(out, func(x, y Fact) int {
		return cmp.Or(cmp.Compare(unitRank(x.Unit), unitRank(y.Unit)), cmp.Compare(y.Value, x.Value))
	})
	out = joinFacts(out)
	return out[:min(len(out), maxFacts)]
}

func factsOf(e *event.Event, text string) []Fact {
	var out []Fact
	for _, m := range counted.FindAllStringSubmatch(text, 8) {
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
	for _, m := range share.FindAllStringSubmatch(text, 8) {
		if v, ok := amount(m[1], ""); ok && v > 0 && v <= 100 {
			out = append(out, Fact{Text: clip(text, 200), Value: v, Unit: "%", Evidence: []string{e.ID}})
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
