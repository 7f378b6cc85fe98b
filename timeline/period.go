package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file finds the milestones of one period of impact.

// ofService is the evidence on one service.
type ofService struct {
	alerts, posts, rises []*event.Event
	lasting              []time.Time // until when the rises up to each last at most
	claims               []*Claim
}

// forever is after every time that evidence can hold.
var forever = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)

// byService sorts the evidence by the services that it is on, once for all periods.
func (b *builder) byService() map[string]*ofService {
	out := map[string]*ofService{}
	of := func(name string) *ofService {
		if out[name] == nil {
			out[name] = &ofService{}
		}
		return out[name]
	}
	for i := range b.events {
		e := &b.events[i]
		if e.Service == "" || (e.Kind != event.Alert && e.Kind != event.Status && e.Kind != event.Log) {
			continue
		}
		s := of(b.services.canonical(e.Service))
		switch {
		case isAlert(e):
			s.alerts = append(s.alerts, e)
		case isNotice(e):
			s.posts = append(s.posts, e)
		case isRise(e):
			last := lastSign(e)
			if e.Open {
				last = forever
			}
			if n := len(s.lasting); n > 0 {
				last = later(last, s.lasting[n-1])
			}
			s.rises, s.lasting = append(s.rises, e), append(s.lasting, last)
		}
	}
	for _, c := range b.claims {
		if c.Component != "" {
			s := of(c.Component)
			s.claims = append(s.claims, c)
		}
	}
	return out
}

// periodMilestones are the milestones of one period: its own ends, and what the claims on its service say was noticed, taken up, found and
// mitigated within it, what its alerts, its logs and the posts on it show.
func (b *builder) periodMilestones(i *Impact, s *ofService) Milestones {
	ms := Milestones{}
	ms[Onset] = periodEnd(Onset, i.From, i.FromWhy, i.Evidence)
	ms[Recovered] = periodEnd(Recovered, i.To, i.ToWhy, i.Evidence)
	if i.To.IsZero() && b.milestones[Recovered].State == Pending {
		ms[Recovered].await(b.milestones[Recovered])
	}
	found := b.claimedOf(i, s.claims)
	for _, e := range i.held(s.alerts) {
		found[Detected] = keep(found[Detected], eventCandidate(e, e.At, "alert-start", scoreAlert))
	}
	if cand, ok := b.belowHalf(ms[Onset], ms[Recovered], i.overlapping(s.rises, s.lasting), event.Window{From: i.From, To: i.To}); ok {
		found[Mitigated] = append(found[Mitigated], cand)
	}
	if posts := i.held(s.posts); len(posts) > 0 {
		found[Notified] = []Candidate{eventCandidate(posts[0], posts[0].At, "first-notice", scoreStated)}
	}
	for _, n := range []Name{Detected, Engaged, Identified, Mitigated, Notified} {
		ms[n] = settle(n, firstMoment(rank(found[n])))
	}
	return ms
}

// claimedOf are the candidates that claims on the service of a period give for its milestones.
func (b *builder) claimedOf(i *Impact, claims []*Claim) map[Name][]Candidate {
	found := map[Name][]Candidate{}
	for _, c := range claims[firstClaim(claims, i.From):] {
		if !i.To.IsZero() && c.From.After(i.To) {
			break // claims are in order of time
		}
		name, rule, score := ofPeriod(c)
		if rule != "" {
			found[name] = keep(found[name], b.candidateOf(c, c.From, rule, score+lossService))
		}
	}
	return found
}

// ofPeriod is the milestone of a period that a claim tells of, by which rule and how well; no rule is none. What a post does at its own time tells
// neither when it was noticed nor when it was taken up, since posts come late.
func ofPeriod(c *Claim) (n Name, rule string, score float64) {
	post := c.Own && c.Event.Kind == event.Status
	switch {
	case c.Role == RoleEngaged && !post:
		return Engaged, "ack-words", scoreStated
	case c.Role == RoleNoticed && !c.Own:
		return Detected, "stated-detection", scoreStated
	case c.Role == RoleNoticed && !post:
		return Detected, "first-report", scoreNoted
	case c.Role == RoleFound && !c.Own:
		return Identified, "stated-cause", scoreStated
	case c.Role == RoleFound && post:
		return Identified, "status-identified", scoreSigned
	case c.Role == RoleFound && spoken(c.Event):
		return Identified, "cause-words", scoreSaid
	case c.Role == RoleFound:
		return Identified, "noted-cause", scoreStated
	case c.Role == RoleLessened && !c.Own:
		return Mitigated, "stated-mitigation", scoreStated
	case c.Role == RoleLessened && written(c.Event):
		return Mitigated, "noted-mitigation", scoreNoted
	case c.Role == RoleLessened:
		return Mitigated, "mitigated-words", scoreSaid
	}
	return "", "", 0
}

// overlapping are the events, in order of time, that touch a period; lasting is until when the events up to each last at most.
func (i *Impact) overlapping(events []*event.Event, lasting []time.Time) []*event.Event {
	from, _ := slices.BinarySearchFunc(lasting, i.From, time.Time.Compare)
	var out []*event.Event
	for _, e := range events[from:] {
		if !i.To.IsZero() && !e.At.Before(i.To) {
			break
		}
		if e.Open || !lastSign(e).Before(i.From) {
			out = append(out, e)
		}
	}
	return out
}

// held are the events, in order of time, that begin in a period.
func (i *Impact) held(events []*event.Event) []*event.Event {
	at := func(e *event.Event, t time.Time) int { return e.At.Compare(t) }
	from, _ := slices.BinarySearchFunc(events, i.From, at)
	if i.To.IsZero() {
		return events[from:]
	}
	to, _ := slices.BinarySearchFunc(events, i.To, at)
	return events[from:max(from, to)]
}

// holds says whether t lies in a period.
func (i *Impact) holds(t time.Time) bool {
	return !t.Before(i.From) && (i.To.IsZero() || t.Before(i.To))
}

func periodEnd(n Name, at time.Time, why Reason, evidence []string) *Milestone {
	if at.IsZero() {
		return &Milestone{Name: n, State: Unknown}
	}
	return &Milestone{Name: n, State: Known, At: at, Evidence: evidence, Reason: why, Confidence: Medium, Precision: time.Minute}
}

// describePeriods finds the milestones and the durations of all periods. An incident of which no service is told has
// periods of its own.
func (b *builder) describePeriods() {
	if len(b.impacts) == 0 {
		b.impacts = b.ownWaves()
		for k := range b.impacts {
			i := &b.impacts[k]
			i.Milestones, i.Durations = b.milestones, durations(b.milestones)
			if len(b.impacts) > 1 {
				i.Milestones = b.withinWave(i)
				i.Durations = durations(i.Milestones)
			}
		}
		return
	}
	of := b.byService()
	for k := range b.impacts {
		i := &b.impacts[k]
		i.Milestones = b.periodMilestones(i, cmp.Or(of[i.Service], &ofService{}))
		i.Durations = durations(i.Milestones)
	}
}

// laggard says whether a period is known by the states of a status page's component alone, and is the first of its service: the page may have
// been late, so that its beginning undoes nothing that was said before.
func (b *builder) laggard(i *Impact) bool {
	if i.FromWhy.Rule != "component-state" {
		return false
	}
	end, ended := b.firstEnd[i.Service]
	return !ended || !end.Before(i.From)
}
