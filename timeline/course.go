package timeline

import (
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file reads the course of what was said: what a message says holds until another takes it back.

// course is what later steps ask of the order in which things were said, found once for all claims.
type course struct {
	relapses []*Claim                   // that it is bad again, or still, dated to the hour or better
	unheard  []time.Time                // … outside the status page
	noticed  time.Time                  // when somebody in notes or chat first noticed, or was at work
	told     time.Time                  // when accounts tell that somebody first did
	trouble  time.Time                  // when anybody first said that something was wrong
	mended   bool                       // something was called over after that
	well     map[event.Kind][]time.Time // when a state was called well that was not taken back, by the kind of who said so
	inside   []time.Time                // … by the people at work, and not by the status page
}

// followCourse reads the claims, which are in order of time.
func (b *builder) followCourse() {
	b.course = course{well: map[event.Kind][]time.Time{}}
	for _, c := range b.claims {
		b.course.follow(c)
	}
	for _, c := range b.claims {
		if c.Role != RoleOver || !c.Own || c.Hedged || c.Part || b.undone(c) {
			continue
		}
		if !c.Whole {
			b.course.well[c.Event.Kind] = append(b.course.well[c.Event.Kind], c.From)
		}
		if c.Service == "" && c.Event.Kind != event.Status {
			b.course.inside = append(b.course.inside, c.From)
		}
	}
}

func (k *course) follow(c *Claim) {
	private := c.Event.Kind == event.Note || c.Event.Kind == event.Chat
	switch c.Role {
	case RoleNoticed, RoleReported, RoleEngaged, RoleDeclared, RoleFound, RoleOver, RoleLessened:
		if private && k.noticed.IsZero() {
			k.noticed = c.From
		}
		if c.Hindsight && !c.Own && k.told.IsZero() {
			k.told = c.From
		}
	}
	switch c.Role {
	case RoleNoticed, RoleReported, RoleBegan, RoleWindow, RoleEngaged, RoleDeclared, RoleRelapse, RoleFound:
		if k.trouble.IsZero() {
			k.trouble = c.From
		}
	case RoleOver:
		k.mended = k.mended || !k.trouble.IsZero()
	}
	if c.Role == RoleRelapse && c.Own && time.Duration(c.Event.Precision) < time.Hour {
		k.relapses = append(k.relapses, c)
		if c.Event.Kind != event.Status {
			k.unheard = append(k.unheard, c.From)
		}
	}
}

// soonAfter says whether one of several times, in order, lies after t and within the same incident.
func soonAfter(times []time.Time, t time.Time) bool {
	i, _ := slices.BinarySearchFunc(times, t.Add(1), time.Time.Compare)
	return i < len(times) && times[i].Sub(t) < sameIncident
}

// soonBefore says whether one of several times, in order, lies before t and within the same incident.
func soonBefore(times []time.Time, t time.Time) bool {
	i, _ := slices.BinarySearchFunc(times, t, time.Time.Compare)
	return i > 0 && t.Sub(times[i-1]) < sameIncident
}

// undone says whether what a message or a line of notes calls over at its own time was bad again afterwards: "rolled back, we're good", and
// ten minutes later "nope, timeouts are back". What is bad a day later is another incident.
func (b *builder) undone(c *Claim) bool {
	if c.Role != RoleOver || !c.Own {
		return false
	}
	list := b.course.relapses
	i, _ := slices.BinarySearchFunc(list, c.From.Add(1), func(r *Claim, t time.Time) int { return r.From.Compare(t) })
	return i < len(list) && list[i].From.Sub(c.From) < sameIncident
}

// beforeTrouble says whether a message calls things well before anybody had said that they were not, while others do both later: tests that pass
// are no recovery.
func (b *builder) beforeTrouble(c *Claim) bool {
	return c.Role == RoleOver && c.Own && b.course.mended && b.course.trouble.After(c.From)
}

// noticedBefore says whether somebody had noticed, or was at work on it, before a claim's time: what turns bad then is not its beginning.
func (b *builder) noticedBefore(c *Claim) bool {
	if k := b.course; !k.noticed.IsZero() && k.noticed.Before(c.From) {
		return true
	}
	return c.Hindsight && !b.course.told.IsZero() && b.course.told.Before(c.From)
}

// lossClosing is what an end loses that speaks of the incident, as somebody who closes it does, where a state was called well before.
func (b *builder) lossClosing(c *Claim) float64 {
	if (!c.Whole && b.ofRole(c.Event.ID, RoleClosed) == nil && len(strings.Fields(c.Sentence)) > 1) || (written(c.Event) && !tellsLength(c.Sentence)) {
		return 0 // whoever keeps notes calls it over when it is
	}
	if soonBefore(b.course.well[c.Event.Kind], c.From) {
		return lossClosing
	}
	return 0
}

// lossPublic is what a status page's "resolved" loses where the people at work had said before that all was well, since the public is told later; and
// where they said afterwards that it was not.
func (b *builder) lossPublic(e *event.Event) float64 {
	switch {
	case soonAfter(b.course.unheard, e.At):
		return 2 * lossProvisional
	case soonBefore(b.course.inside, e.At):
		return lossClosing
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

// turn is what tells whether a claim is the turn for the better in what was said at the time.
type turn struct {
	recovered *Milestone
	acted     time.Time // when something was first tried or found
	struggled time.Time // when it was last bad again, or something was tried, before the recovery
}

func (b *builder) turn(recovered *Milestone) turn {
	t := turn{recovered: recovered}
	for _, o := range b.claims {
		if !o.Own {
			continue
		}
		if t.acted.IsZero() && (o.Role == RoleTried || o.Role == RoleFound || o.Role == RoleFault) {
			t.acted = o.From
		}
		if (o.Role == RoleRelapse || o.Role == RoleTried) && o.From.Before(recovered.At) {
			t.struggled = o.From // claims are in order of time
		}
	}
	return t
}

// at says whether a claim is that turn: things improve or a single one works again, something had been tried or found before, and nothing took it
// back, or had to be tried, until the recovery.
func (t turn) at(c *Claim) bool {
	if t.recovered.State != Known || !c.Own || c.Hedged || (c.Role != RoleImproved && (c.Role != RoleOver || !c.Lone)) || c.Event.Kind == event.Status {
		return false
	}
	return c.From.Before(t.recovered.At) && !t.acted.IsZero() && t.acted.Before(c.From) && !t.struggled.After(c.From)
}
