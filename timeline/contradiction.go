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
	out = append(out, b.endedTooSoon(out)...)
	out = append(out, b.publicBeforeInternal()...)
	out = append(out, b.declaredBeforeSign()...)
	return append(out, stampContradictions(b.stamps)...)
}

// disagreement compares the best answer of each account for one milestone. Only what is stated for the incident as a whole is compared:
// that two services failed at two times is no disagreement.
func (b *builder) disagreement(n Name) (Contradiction, bool) {
	m := b.milestones[n]
	if m.State != Known {
		return Contradiction{}, false
	}
	best := map[string]stand{}
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
			v := Value{At: at, Source: c.Event.Source, Text: quoteOf(c.Sentence), Evidence: []string{c.Event.ID}}
			best[key], scores[key] = stand{v, c.Precision, c.Own}, score
		}
	}
	stands := make([]stand, 0, len(best))
	for _, v := range best {
		stands = append(stands, v)
	}
	slices.SortFunc(stands, func(x, y stand) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Evidence[0], y.Evidence[0])) })
	values := apart(stands, m.At)
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

// stand is what an account says of a time, how exactly, and whether that is the time of the record itself.
type stand struct {
	Value
	precision time.Duration
	own       bool
}

// apart are the values that really differ: a time told to the hour agrees with any minute of it, and whoever notes what happens is a minute late.
// Two texts that both state the minute do differ by one. Of those that agree the one that is used stands for all.
func apart(stands []stand, used time.Time) []Value {
	var out []Value
	var last stand
	for _, v := range stands {
		n := len(out)
		if n == 0 || !v.agrees(last) {
			out, last = append(out, v.Value), v
			continue
		}
		evidence := union(out[n-1].Evidence, v.Evidence)
		if v.At.Equal(used) {
			out[n-1] = v.Value
		}
		out[n-1].Evidence = evidence
		last.precision, last.own = max(last.precision, v.precision), last.own || v.own
	}
	return out
}

// agrees says whether a value, later than another or at its time, may be the same.
func (v stand) agrees(o stand) bool {
	gap := v.At.Sub(o.At)
	return gap < time.Minute || gap < max(v.precision, o.precision) || (v.own || o.own) && gap <= noteLate
}

// noteLate is how far the time of a note may lie from the time that it is about: two minutes, one of writing it and one of its precision.
const noteLate = 2 * time.Minute

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
