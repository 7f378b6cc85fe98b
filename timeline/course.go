package timeline

import (
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file reads the course of what was said: what a message says holds until another takes it back.

// undone says whether what a message or a line of notes calls over at its own time was bad again afterwards: "rolled back, we're good", and
// ten minutes later "nope, timeouts are back". What is bad a day later is another incident.
func (b *builder) undone(c *Claim) bool {
	if c.Role != RoleOver || !c.Own {
		return false
	}
	for _, r := range b.relapses {
		if r.Event.ID != c.Event.ID && r.From.After(c.From) && r.From.Sub(c.From) < sameIncident {
			return true
		}
	}
	return false
}

// beforeTrouble says whether a message calls things well before anybody had said that they were not, while others do both later: tests that pass
// are no recovery.
func (b *builder) beforeTrouble(c *Claim) bool {
	if c.Role != RoleOver || !c.Own {
		return false
	}
	trouble := false
	for _, o := range b.claims {
		switch o.Role {
		case RoleNoticed, RoleReported, RoleBegan, RoleWindow, RoleEngaged, RoleDeclared, RoleRelapse, RoleFound:
			if !o.From.After(c.From) {
				return false
			}
			trouble = true
		case RoleOver:
			if trouble && o.From.After(c.From) {
				return true
			}
		}
	}
	return false
}

// noticedBefore says whether somebody had noticed, or was at work on it, before a claim's time: what turns bad then is not its beginning.
func (b *builder) noticedBefore(c *Claim) bool {
	for _, o := range b.claims {
		if !o.From.Before(c.From) {
			return false // claims are in order of time
		}
		switch o.Role {
		case RoleNoticed, RoleReported, RoleEngaged, RoleDeclared, RoleFound, RoleOver, RoleLessened:
			if o.Event.Kind == event.Note || o.Event.Kind == event.Chat {
				return true
			}
		}
	}
	return false
}

// lossClosing is what an end loses that speaks of the incident, as somebody who closes it does, where a state was called well before.
func (b *builder) lossClosing(c *Claim) float64 {
	if (!c.Whole && b.ofRole(c.Event.ID, RoleClosed) == nil && len(strings.Fields(c.Sentence)) > 1) || (written(c.Event) && !tellsLength(c.Sentence)) {
		return 0 // whoever keeps notes calls it over when it is
	}
	for _, o := range b.claims {
		if !o.From.Before(c.From) {
			break
		}
		if o.Role == RoleOver && o.Own && !o.Whole && !o.Hedged && !o.Part && o.Event.Kind == c.Event.Kind && c.From.Sub(o.From) < sameIncident && !b.undone(o) {
			return lossClosing
		}
	}
	return 0
}

// lossPublic is what a status page's "resolved" loses where the people at work had said before that all was well, since the public is told later; and
// where they said afterwards that it was not.
func (b *builder) lossPublic(e *event.Event) float64 {
	for _, r := range b.relapses {
		if r.From.After(e.At) && r.From.Sub(e.At) < sameIncident && r.Event.Kind != event.Status {
			return 2 * lossProvisional
		}
	}
	for _, o := range b.claims {
		if !o.From.Before(e.At) {
			break
		}
		if o.Role == RoleOver && o.Own && !o.Hedged && !o.Part && o.Service == "" && o.Event.Kind != event.Status && e.At.Sub(o.From) < sameIncident && !b.undone(o) {
			return lossClosing
		}
	}
	return 0
}

// tellsLength says whether a sentence tells how long something has lasted: "no drops for three hours, incident over".
func tellsLength(s string) bool {
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		if w == "for" || w == "since" {
			for _, u := range words[i+1 : min(i+5, len(words))] {
				if u = strings.Trim(u, ",.;"); u == "hours" || u == "hour" || u == "minutes" || u == "min" || u == "mins" || u == "minute" || u == "h" {
					return true
				}
			}
		}
	}
	return false
}

// ofRole is the first claim of an event that has a role, nil if none has.
func (b *builder) ofRole(id string, role Role) *Claim {
	for _, c := range b.ofEvent[id] {
		if c.Role == role {
			return c
		}
	}
	return nil
}

// shortly is how long before the first response a message may stand that is what was responded to. Nobody waits longer to be answered in a room
// in which an incident is handled.
const shortly = 30 * time.Minute

// beforeResponse is the message that the first response in chat answers, where none says in known words that something is wrong: the last
// one of another person before it.
func (b *builder) beforeResponse(onset, recovered *Milestone) *event.Event {
	var ack *Claim
	for _, c := range b.claims {
		if c.Role == RoleEngaged && c.Own && spoken(c.Event) && !c.Event.Actor.Bot && within(c.From, onset, recovered) {
			ack = c
			break
		}
	}
	if ack == nil {
		return nil
	}
	var out *event.Event
	for i := range b.events {
		e := &b.events[i]
		if !e.At.Before(ack.From) {
			break
		}
		if spoken(e) && e.Source == ack.Event.Source && !e.Deleted && !e.Actor.Bot && e.Actor != ack.Event.Actor && ack.From.Sub(e.At) <= shortly {
			out = e
		}
	}
	return out
}

// turns says whether a claim is the turn for the better in what was said at the time: things improve or a single one works again, something had
// been tried or found before, and nothing took it back until the recovery.
func (b *builder) turns(c *Claim, recovered *Milestone) bool {
	if recovered.State != Known || !c.Own || c.Hedged || (c.Role != RoleImproved && (c.Role != RoleOver || !c.Lone)) || c.Event.Kind == event.Status {
		return false
	}
	if !c.From.Before(recovered.At) {
		return false
	}
	acted := false
	for _, o := range b.claims {
		switch {
		case o.Role == RoleRelapse && o.Own && o.From.After(c.From) && o.From.Before(recovered.At):
			return false
		case (o.Role == RoleTried || o.Role == RoleFound || o.Role == RoleFault) && o.Own && o.From.Before(c.From):
			acted = true
		case o.Role == RoleTried && o.Own && o.From.After(c.From) && o.From.Before(recovered.At):
			return false // they went on trying
		}
	}
	return acted
}
