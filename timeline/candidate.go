package timeline

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/event"
)

// The scores of rules. They order answers, nothing more: who saw the whole and says it in so many words comes first, then what was measured,
// then what was said at the time, then what merely bounds it. The order was settled on incidents whose owners stated the truth afterwards.
const (
	scoreStated   = 93 // a time stated with hindsight
	scoreWindow   = 95 // a window of impact stated with hindsight
	scoreMeasured = 90 // a change of error rates
	scoreNoted    = 86 // a note's line says so at its own time
	scoreAlert    = 85 // an alert's own start
	scorePost     = 82 // a status page's own state
	scoreSaid     = 78 // a message says so
	scoreSigned   = 60 // a sign of it, not a statement
)

// What a claim loses or gains.
const (
	lossProvisional = 20 // told while it happened
	lossService     = 25 // the time of one service, not of the incident
	lossHedged      = 15
	lossApprox      = 4
	lossLone        = 6  // a single thing's state, not said of the whole
	lossClosing     = 11 // the incident is called over some time after things were said to be well
	lossDay         = 40 // all that is known is the day: whatever knows the hour comes before it
	gainAll         = 10 // "all services", "fully"
	gainWhole       = 3  // speaks of the incident itself
	gainFullness    = 4  // the fullest account of all; others in proportion
	gainMeasured    = 3  // what was measured agrees within a minute
)

// candidateOf makes a candidate of a claim at one end of it, with a base score.
func (b *builder) candidateOf(c *Claim, at time.Time, rule string, base float64) Candidate {
	score := base
	switch {
	case c.Hindsight:
		score += gainFullness * b.fullness[account(c.Event)]
	case !c.Own:
		score += b.toldLater(c) - lossProvisional
	}
	if c.Service != "" || (c.Own && c.Event.Kind == event.Note && !b.wholly(c)) {
		score -= lossService
	}
	if c.Hedged {
		score -= lossHedged
	}
	if c.Approx {
		score -= lossApprox
	}
	if c.Precision >= 24*time.Hour {
		score -= lossDay
	}
	if c.Whole {
		score += gainWhole
	}
	return Candidate{
		At: at, Precision: c.Precision, Evidence: []string{c.Event.ID}, Score: score,
		Reason: Reason{Rule: rule, Source: c.Event.Source, Kind: c.Event.Kind, Service: c.Service, Words: quoteOf(c.Sentence)},
	}
}

// toldLater is what a time told while it happened gains by being told late: of two provisional times the later corrects the earlier. It is at
// most one, so that it decides between equals only.
func (b *builder) toldLater(c *Claim) float64 {
	const soon = 24 * time.Hour
	return float64(min(c.Event.At.Sub(b.events[0].At), soon)) / float64(soon)
}

// eventCandidate makes a candidate of an event's own time.
func eventCandidate(e *event.Event, at time.Time, rule string, score float64) Candidate {
	return Candidate{
		At: at, Precision: time.Duration(e.Precision), Evidence: []string{e.ID}, Score: score,
		Reason: Reason{Rule: rule, Source: e.Source, Kind: e.Kind, Service: e.Service, Words: quoteOf(e.Text)},
	}
}

// fieldSize is how many candidates for one milestone are held at once, and fieldBest how many of each rule stay when there are more: a room in
// which a hundred thousand messages say that it began differs in nothing from one in which hundreds do.
const (
	fieldSize = 4096
	fieldBest = 256
)

// keep adds a candidate to those of its milestone. When there are too many, the best and the earliest of each rule stay.
func keep(cs []Candidate, c Candidate) []Candidate {
	if len(cs) < fieldSize {
		return append(cs, c)
	}
	slices.SortFunc(cs, betterFirst)
	best := bestOfEach(cs)
	rest := cs[best:]
	slices.SortFunc(rest, func(x, y Candidate) int { return cmp.Or(x.At.Compare(y.At), betterFirst(x, y)) })
	return append(cs[:best+bestOfEach(rest)], c)
}

// bestOfEach moves the first candidates of each rule to the front, in their order, and says how many there are. The order of the others is lost.
func bestOfEach(cs []Candidate) int {
	taken := map[string]int{}
	kept := 0
	for i := range cs {
		if taken[cs[i].Reason.Rule]++; taken[cs[i].Reason.Rule] <= fieldBest {
			cs[kept], cs[i] = cs[i], cs[kept]
			kept++
		}
	}
	return kept
}

// betterFirst orders candidates by score, then by time, then so that no two of one event and one rule differ.
func betterFirst(x, y Candidate) int {
	if x.Score != y.Score {
		return cmp.Compare(y.Score, x.Score)
	}
	return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Evidence[0], y.Evidence[0]), cmp.Compare(x.Reason.Rule, y.Reason.Rule))
}

// rank sorts candidates, best first; those of one instant that one rule found become one, with all their evidence.
func rank(cs []Candidate) []Candidate {
	slices.SortStableFunc(cs, betterFirst)
	type key struct {
		at            int64
		rule, service string
	}
	place := make(map[key]int, len(cs))
	var out []Candidate
	for _, c := range cs {
		k := key{c.At.UnixNano(), c.Reason.Rule, c.Reason.Service}
		i, seen := place[k]
		if !seen {
			place[k] = len(out)
			c.Reason.Count, c.Confidence = 1, confidence(c.Score)
			out = append(out, c)
			continue
		}
		before := len(out[i].Evidence)
		out[i].Evidence = union(out[i].Evidence, c.Evidence)
		out[i].Reason.Count += len(out[i].Evidence) - before
	}
	return out
}

func confidence(score float64) Confidence {
	switch {
	case score >= 88:
		return High
	case score >= 74:
		return Medium
	}
	return Low
}

// maxAlternatives is how many runners-up are kept for a reader; the rest differ in nothing that helps a decision.
const maxAlternatives = 8

// settle makes a milestone of its ranked candidates.
func settle(name Name, cs []Candidate) *Milestone {
	m := &Milestone{Name: name, State: Unknown}
	if len(cs) == 0 {
		return m
	}
	best := cs[0]
	m.State, m.At, m.Precision, m.Evidence, m.Reason, m.Confidence = Known, best.At, best.Precision, best.Evidence, best.Reason, best.Confidence
	m.Score = best.Score
	m.Alternatives = runnersUp(best, cs[1:])
	return m
}

// runnersUp are the candidates worth a look beside the best, each instant once: the best of every rule first, since ten services whose errors
// rose one after the other say less than what a note says.
func runnersUp(best Candidate, cs []Candidate) []Candidate {
	var out, rest []Candidate
	rules := map[string]bool{}
	instants := map[int64]bool{best.At.UnixNano(): true}
	for _, c := range cs {
		if instants[c.At.UnixNano()] {
			continue
		}
		instants[c.At.UnixNano()] = true
		if rules[c.Reason.Rule] {
			rest = append(rest, c)
			continue
		}
		rules[c.Reason.Rule] = true
		out = append(out, c)
	}
	out = append(out, rest...)
	return slices.Clip(out[:min(len(out), maxAlternatives)])
}

// bound makes an unknown milestone a bounded one where something limits it.
func (m *Milestone) bound(notBefore, notAfter *Milestone) {
	if m.State != Unknown || m.ByPerson {
		return
	}
	var first, ids []string // what each limit rests on comes before what agrees with it
	limit := func(at *time.Time, by *Milestone) {
		if by != nil && by.State == Known {
			*at = by.At
			first, ids = append(first, by.Evidence[:min(len(by.Evidence), 1)]...), append(ids, by.Evidence...)
		}
	}
	limit(&m.NotBefore, notBefore)
	limit(&m.NotAfter, notAfter)
	ids = union(first, ids)
	if len(ids) == 0 || (!m.NotBefore.IsZero() && !m.NotAfter.IsZero() && m.NotAfter.Before(m.NotBefore)) {
		m.NotBefore, m.NotAfter = time.Time{}, time.Time{}
		return
	}
	m.State, m.Confidence = Bounded, Medium
	m.Evidence = ids
	m.Reason = Reason{Rule: "bounded-by-neighbours"}
}

// number is a label read as a number.
func number(e *event.Event, label string) (float64, bool) {
	f, err := strconv.ParseFloat(e.Labels[label], 64)
	return f, err == nil
}
