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
	claims               []*Claim
}

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
		case isPost(e):
			s.posts = append(s.posts, e)
		case isRise(e):
			s.rises = append(s.rises, e)
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
	for _, e := range s.alerts {
		if i.holds(e.At) {
			found[Detected] = append(found[Detected], eventCandidate(e, e.At, "alert-start", scoreAlert))
		}
	}
	if cand, ok := b.belowHalf(ms[Onset], ms[Recovered], i.overlapping(s.rises), event.Window{From: i.From, To: i.To}); ok {
		found[Mitigated] = append(found[Mitigated], cand)
	}
	if k := slices.IndexFunc(s.posts, func(e *event.Event) bool { return i.holds(e.At) }); k >= 0 {
		found[Notified] = []Candidate{eventCandidate(s.posts[k], s.posts[k].At, "first-notice", scoreStated)}
	}
	for _, n := range []Name{Detected, Engaged, Identified, Mitigated, Notified} {
		ms[n] = settle(n, firstMoment(rank(found[n])))
	}
	return ms
}

// claimedOf are the candidates that claims on the service of a period give for its milestones.
func (b *builder) claimedOf(i *Impact, claims []*Claim) map[Name][]Candidate {
	roles := map[Role]Name{RoleNoticed: Detected, RoleFound: Identified, RoleLessened: Mitigated, RoleEngaged: Engaged}
	rules := map[Role]string{RoleNoticed: "stated-detection", RoleFound: "stated-cause", RoleLessened: "stated-mitigation", RoleEngaged: "ack-words"}
	found := map[Name][]Candidate{}
	for _, c := range claims {
		name, ok := roles[c.Role]
		if !ok || c.From.Before(i.From) || (!i.To.IsZero() && c.From.After(i.To)) {
			continue
		}
		found[name] = append(found[name], b.candidateOf(c, c.From, rules[c.Role], scoreStated+lossService))
	}
	return found
}

// overlapping are the events that touch a period.
func (i *Impact) overlapping(events []*event.Event) []*event.Event {
	var out []*event.Event
	for _, e := range events {
		if (i.To.IsZero() || e.At.Before(i.To)) && (e.Open || !lastSign(e).Before(i.From)) {
			out = append(out, e)
		}
	}
	return out
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
