package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// contradictions lists where sources disagree: on the time of a milestone, and where the incident was called over too early.
func (b *builder) contradictions() []Contradiction {
	var out []Contradiction
	for _, n := range []Name{Onset, Identified, Mitigated, Recovered} {
		if c, ok := b.disagreement(n); ok {
			out = append(out, c)
		}
	}
	out = append(out, b.calledOverTooEarly()...)
	return append(out, b.fixedWhileFiring()...)
}

// disagreement compares the best answer of each account for one milestone. Only what is stated for the incident as a whole is compared:
// that two services failed at two times is no disagreement.
func (b *builder) disagreement(n Name) (Contradiction, bool) {
	m := b.milestones[n]
	if m.State != Known {
		return Contradiction{}, false
	}
	best := map[string]Value{}
	scores := map[string]float64{}
	for _, c := range b.claims {
		at, score, ok := b.says(c, n)
		if !ok {
			continue
		}
		key := account(c.Event)
		if c.Event.Kind == event.Note {
			key = "note\x00" + c.Event.Source
		}
		if old, seen := scores[key]; !seen || score > old {
			best[key], scores[key] = Value{At: at, Source: c.Event.Source, Text: quoteOf(c.Sentence), Evidence: []string{c.Event.ID}}, score
		}
	}
	values := make([]Value, 0, len(best))
	for _, v := range best {
		values = append(values, v)
	}
	slices.SortFunc(values, func(x, y Value) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Evidence[0], y.Evidence[0])) })
	values = oncePerInstant(values)
	if len(values) < 2 {
		return Contradiction{}, false
	}
	c := Contradiction{Subject: string(n), Values: values, Used: -1, Reason: m.Reason}
	for i, v := range values {
		if v.At.Equal(m.At) {
			c.Used = i
		}
		c.Evidence = union(c.Evidence, v.Evidence)
	}
	return c, true
}

// says is the time that a claim states for a milestone of the whole incident, and how well it does.
func (b *builder) says(c *Claim, n Name) (at time.Time, score float64, ok bool) {
	if !c.Hindsight || c.Hedged || c.Part || c.Approx {
		return at, 0, false
	}
	whole := c.Service == "" && (!c.Own || c.Whole)
	switch {
	case n == Onset && c.Role == RoleWindow && !c.To.IsZero() && whole:
		return c.From, scoreWindow - orderLoss(c), true
	case n == Onset && c.Role == RoleBegan && whole:
		return c.From, scoreStated + gainWhole - orderLoss(c), c.Whole || !c.Own
	case n == Identified && c.Role == RoleFound && (c.Service == "" || c.Service == b.origin(b.milestones[Onset])) && (!c.Own || c.Event.Kind == event.Note):
		return c.From, scoreStated, true
	case n == Mitigated && c.Role == RoleLessened && whole && !c.Own:
		return c.From, scoreStated, true
	case n == Recovered && c.Role == RoleOver && (whole || (c.Whole && c.Event.Kind == event.Note)) && !b.insideOwnWindow(c):
		s := float64(scoreStated)
		if c.Whole {
			s += gainWhole
		}
		if c.All {
			s += gainAll
		}
		return c.From, s, c.Whole || c.All || !c.Own
	case n == Recovered && c.Role == RoleWindow && !c.To.IsZero() && whole && c.Event.Kind != event.Status:
		return c.To, scoreStated - 1, true
	}
	return at, 0, false
}

// oncePerInstant joins the values that state the same time.
func oncePerInstant(vs []Value) []Value {
	var out []Value
	for _, v := range vs {
		if n := len(out); n > 0 && v.At.Sub(out[n-1].At) < time.Minute {
			out[n-1].Evidence = union(out[n-1].Evidence, v.Evidence)
			continue
		}
		out = append(out, v)
	}
	return out
}

// calledOverTooEarly lists the statements that the incident was mitigated or over after which impact began again.
func (b *builder) calledOverTooEarly() []Contradiction {
	var out []Contradiction
	told := map[time.Time]bool{}
	for _, c := range b.prematureEnds() {
		next := b.nextImpact(c.From, b.milestones[Recovered].At)
		if told[next.From] {
			continue // said again before the same impact
		}
		told[next.From] = true
		out = append(out, Contradiction{
			Subject: "called-over-too-early", Service: next.Service, Used: 1,
			Reason:   Reason{Rule: "impact-began-again", Service: next.Service, At: next.From},
			Evidence: union([]string{c.Event.ID}, next.Evidence),
			Values: []Value{
				{At: c.From, Source: c.Event.Source, Text: quoteOf(c.Sentence), Evidence: []string{c.Event.ID}},
				{At: next.From, Source: next.FromWhy.Source, Text: next.FromWhy.Words, Evidence: next.Evidence},
			},
		})
	}
	return out
}

// maxFixed is how many messages of one incident are shown that declared an end too early.
const maxFixed = 10

// fixedWhileFiring lists the messages that declared an end while an alert was firing that went on for a good while.
func (b *builder) fixedWhileFiring() []Contradiction {
	const goodWhile = 10 * time.Minute // most alerts resolve within two evaluation and group intervals, some minutes
	var out []Contradiction
	for _, c := range b.claims {
		if c.Role != RoleOver || !c.Own || c.Lone || c.Service != "" || c.Hedged || c.Part || c.Event.Kind != event.Chat || len(out) == maxFixed {
			continue
		}
		i := slices.IndexFunc(b.alerts, func(e *event.Event) bool {
			return e.Severity.Rank() >= event.Error.Rank() && !e.At.After(c.From) && (e.Open || e.Until.After(c.From.Add(goodWhile)))
		})
		if i < 0 {
			continue
		}
		e := b.alerts[i]
		out = append(out, Contradiction{
			Subject: "fixed-while-firing", Service: e.Service, Used: 1, Reason: Reason{Rule: "alert-end", Service: e.Service, At: e.Until, Words: quoteOf(e.Text)},
			Evidence: []string{c.Event.ID, e.ID},
			Values: []Value{
				{At: c.From, Source: c.Event.Source, Text: quoteOf(c.Sentence), Evidence: []string{c.Event.ID}},
				{At: e.Until, Source: e.Source, Text: quoteOf(e.Text), Evidence: []string{e.ID}},
			},
		})
	}
	return out
}
