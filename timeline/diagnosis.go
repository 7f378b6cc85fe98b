package timeline

import (
	"time"

	"github.com/pes-dev/pes/event"
)

// This file finds when the cause was named.

// reviewed is how long after the end a cause that is named is still this incident's: whoever looks for it does so on that day.
const reviewed = 24 * time.Hour

// identified: the cause, or the failing part, was named and held to be it.
func (b *builder) identified(onset, detected, recovered *Milestone) []Candidate {
	origin := b.origin(onset)
	var out, late []Candidate
	for _, c := range b.claims {
		if c.Role != RoleFound || b.withdrawn(c) || !afterKnown(c.From, onset) || !afterKnown(c.From, detected) {
			continue
		}
		var cand Candidate
		switch {
		case !c.Own && (c.Hindsight || c.Event.Kind == event.Status):
			cand = b.candidateOf(c, c.From, "stated-cause", scoreStated)
		case c.Own && written(c.Event):
			cand = b.candidateOf(c, c.From, "noted-cause", scoreStated-1)
		case c.Own && spoken(c.Event):
			cand = b.candidateOf(c, c.From, "cause-words", scoreSaid)
		case c.Own && c.Event.Kind == event.Status && !c.Hindsight && !closing(c.Event):
			cand = b.candidateOf(c, c.From, "status-identified", scoreSigned)
		default:
			continue
		}
		if c.Lone {
			cand.Score -= lossLone // something was found; whether it is the cause is not said
		}
		if c.Service != "" && c.Service == origin {
			cand.Score += lossService // the cause of the first service to fail is the incident's
		}
		switch {
		case within(cand.At, onset, recovered):
			out = keep(out, cand)
		case c.Own && c.Event.Kind != event.Status && cand.At.After(recovered.At) && cand.At.Sub(recovered.At) <= reviewed:
			cand.Score -= lossProvisional // known only when it was over
			late = keep(late, cand)
		}
	}
	if c, ok := b.countedFrom(onset, Identified, "stated-cause"); len(out) == 0 && ok && within(c.At, onset, recovered) {
		out = keep(out, c)
	}
	if len(out) == 0 {
		out = late
	}
	if c := b.explained(onset, detected, recovered); len(out) == 0 && c != nil {
		out = keep(out, b.candidateOf(c, c.From, "fault-words", scoreSigned-lossLone))
	}
	return rank(out)
}

// closing says whether a post closes the incident or tells of it afterwards: the cause was known before.
func closing(e *event.Event) bool {
	switch e.Labels["status"] {
	case "resolved", "completed", "postmortem":
		return true
	}
	return false
}

// explained is what was said to be wrong with a thing after the detection, and before things turned for the better: the first such note, or the last
// such message. Where nobody names a cause in so many words, this is what they then acted on.
func (b *builder) explained(onset, detected, recovered *Milestone) *Claim {
	var out *Claim
	for _, c := range b.claims {
		switch {
		case !c.Own || c.Event.Kind == event.Status || c.Event.Actor.Bot || !within(c.From, onset, recovered):
		case !afterKnown(c.From, onset):
		case c.Role == RoleFault && (detected.State != Known || c.From.After(detected.At)) && !c.Hedged && !b.withdrawn(c):
			if out == nil || spoken(c.Event) { // in a room people muse first
				out = c
			}
		case (c.Role == RoleOver || c.Role == RoleLessened) && (detected.State != Known || c.From.After(detected.At)) && !b.undone(c):
			if out != nil {
				return out
			}
		}
	}
	return out
}

// afterKnown says whether t does not lie before a milestone, if that is known.
func afterKnown(t time.Time, m *Milestone) bool { return m.State != Known || !t.Before(m.At) }

// origin is the service whose impact began first among those that began with the incident; "" if none is known.
func (b *builder) origin(onset *Milestone) string {
	if onset.State != Known {
		return ""
	}
	best := ""
	var gap time.Duration
	for _, i := range b.impacts {
		if i.Service == "" || i.From.IsZero() {
			continue
		}
		if d := i.From.Sub(onset.At).Abs(); d < 5*time.Minute && (best == "" || d < gap) {
			best, gap = i.Service, d
		}
	}
	return best
}
