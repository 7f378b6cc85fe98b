package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file reads the course of what was said: what a message says holds until another takes it back.

// course is what the whole of the claims says, in order of time, so that each claim can be held against it at the cost of a search.
type course struct {
	relapses []*Claim                   // that it is bad again, or still
	tries    []*Claim                   // what was tried
	ends     map[event.Kind][]time.Time // when things were called well, by the kind of text, and nobody took it back; the incident as such is not spoken of
	acted    time.Time                  // when something was first tried or found
	trouble  time.Time                  // when trouble was first spoken of
	lastOver time.Time
	handled  time.Time   // when somebody had first noticed, or was at work on it
	told     time.Time   // when accounts tell that somebody first did
	noticed  []time.Time // when somebody or something noticed
	troubles []time.Time // the same, and when it was bad again, or began
}

// noteCourse builds the course of the claims, which are in order of time.
func (b *builder) noteCourse() {
	b.course.ends = map[event.Kind][]time.Time{}
	first := func(t *time.Time, at time.Time) {
		if t.IsZero() {
			*t = at
		}
	}
	for _, c := range b.claims {
		switch c.Role {
		case RoleNoticed, RoleReported, RoleBegan, RoleWindow, RoleEngaged, RoleDeclared, RoleRelapse, RoleFound:
			first(&b.course.trouble, c.From)
		case RoleOver:
			b.course.lastOver = c.From
		}
		if handles(c) {
			first(&b.course.handled, c.From)
		}
		if c.Hindsight && !c.Own && shows(c) {
			first(&b.course.told, c.From)
		}
		switch c.Role {
		case RoleNoticed, RoleReported:
			b.course.noticed = append(b.course.noticed, c.From)
			b.course.troubles = append(b.course.troubles, c.From)
		case RoleRelapse, RoleBegan:
			b.course.troubles = append(b.course.troubles, c.From)
		}
		if !c.Own {
			continue
		}
		switch c.Role {
		case RoleRelapse:
			if time.Duration(c.Event.Precision) < time.Hour {
				b.course.relapses = append(b.course.relapses, c)
			}
		case RoleTried:
			b.course.tries = append(b.course.tries, c)
			first(&b.course.acted, c.From)
		case RoleFound, RoleFault:
			first(&b.course.acted, c.From)
		}
	}
	for _, c := range b.claims {
		if c.Role == RoleOver && c.Own && !c.Whole && !c.Hedged && !c.Part && !b.undone(c) {
			b.course.ends[c.Event.Kind] = append(b.course.ends[c.Event.Kind], c.From)
		}
	}
}

// confirmedWithin is how long after a repair "works" and "ok here" confirm that it helped. People test what they mended, and long transfers and rebuilds
// run for some hours.
const confirmedWithin = 3 * time.Hour

// noteRepair keeps when a message or a line of notes told of a repair.
func (b *builder) noteRepair(e *event.Event, sents []*sentence) {
	if e.Kind != event.Chat && e.Kind != event.Note {
		return
	}
	if slices.ContainsFunc(sents, func(s *sentence) bool { return !s.question && (s.repairing() || tries(s, -1) != nil) }) {
		b.repairs = append(b.repairs, e.At)
	}
}

// dropIdle drops the claims that rest on a word or two, "works", "im in", where nothing had been mended shortly before.
func (b *builder) dropIdle() {
	idle := func(c *Claim) bool {
		if !c.Brief {
			return false
		}
		at, _ := slices.BinarySearchFunc(b.repairs, c.From.Add(1), time.Time.Compare) // what was mended at the same moment counts
		return at == 0 || c.From.Sub(b.repairs[at-1]) > confirmedWithin
	}
	all := len(b.claims)
	if b.claims = slices.DeleteFunc(b.claims, idle); len(b.claims) == all {
		return
	}
	for id, list := range b.ofEvent {
		b.ofEvent[id] = slices.DeleteFunc(list, idle)
	}
}

// nextOf is the first of claims in order of time that comes after a claim and from another event; nil if none does.
func nextOf(claims []*Claim, c *Claim) *Claim {
	at, _ := slices.BinarySearchFunc(claims, c.From, func(r *Claim, t time.Time) int { return cmp.Or(r.From.Compare(t), -1) })
	for _, r := range claims[at:] {
		if r.Event.ID != c.Event.ID {
			return r
		}
	}
	return nil
}

// endBefore says whether things had been called well in texts of a kind within a day before t.
func (b *builder) endBefore(kind event.Kind, t time.Time) bool {
	ends := b.course.ends[kind]
	at, _ := slices.BinarySearchFunc(ends, t, time.Time.Compare)
	return at > 0 && t.Sub(ends[at-1]) < sameIncident
}

// undone says whether what a message or a line of notes calls over at its own time was bad again afterwards: "rolled back, we're good", and
// ten minutes later "nope, timeouts are back". What is bad a day later is another incident.
func (b *builder) undone(c *Claim) bool {
	if c.Role != RoleOver || !c.Own {
		return false
	}
	r := nextOf(b.course.relapses, c)
	return r != nil && r.From.Sub(c.From) < sameIncident
}

// beforeTrouble says whether a message calls things well before anybody had said that they were not, while others do both later: tests that pass
// are no recovery.
func (b *builder) beforeTrouble(c *Claim) bool {
	return c.Role == RoleOver && c.Own && c.From.Before(b.course.trouble) && b.course.lastOver.After(b.course.trouble)
}

// lossClosing is what an end loses that speaks of the incident, as somebody who closes it does, where a state was called well before. Whoever keeps
// notes calls it over when it is, unless the line tells how long it has been quiet.
func (b *builder) lossClosing(c *Claim) float64 {
	closes := c.Whole || workedOff(c.Sentence) || toldOthers(c.Sentence) || b.ofRole(c.Event.ID, RoleClosed) != nil || len(strings.Fields(c.Sentence)) == 1
	if b.wellForHours(c) {
		return lossClosing
	}
	if !closes || (written(c.Event) && !tellsLength(c.Sentence) && !toldOthers(c.Sentence)) || !b.endBefore(c.Event.Kind, c.From) {
		return 0
	}
	return lossClosing
}

// lossPublic is what a status page's "resolved" loses where the people at work had said before that all was well, since the public is told later; and
// where they said afterwards that it was not.
func (b *builder) lossPublic(e *event.Event) float64 {
	if r := nextOf(b.course.relapses, &Claim{Event: e, From: e.At}); r != nil && r.From.Sub(e.At) < sameIncident && r.Event.Kind != event.Status {
		return 2 * lossProvisional
	}
	if b.endBefore(event.Chat, e.At) || b.endBefore(event.Note, e.At) {
		return lossClosing
	}
	return 0
}

// turns says whether a claim is the turn for the better in what was said at the time: things improve or a single one works again, something had
// been tried or found before, and until the recovery nobody took it back or went on trying.
func (b *builder) turns(c *Claim, recovered *Milestone) bool {
	if recovered.State != Known || !c.Own || c.Hedged || c.Event.Kind == event.Status || !c.From.Before(recovered.At) {
		return false
	}
	if c.Role != RoleImproved && (c.Role != RoleOver || !c.Lone) {
		return false
	}
	for _, next := range []*Claim{nextOf(b.course.relapses, c), nextOf(b.course.tries, c)} {
		if next != nil && next.From.Before(recovered.At) {
			return false
		}
	}
	return !b.course.acted.IsZero() && b.course.acted.Before(c.From)
}

// noticedBefore says whether somebody had noticed, or was at work on it, before a claim's time: what turns bad then is not its beginning.
func (b *builder) noticedBefore(c *Claim) bool {
	if k := b.course; !k.handled.IsZero() && k.handled.Before(c.From) {
		return true
	}
	return c.Hindsight && !b.course.told.IsZero() && b.course.told.Before(c.From)
}

// shows says whether a claim shows that somebody had noticed, or was at work on it.
func shows(c *Claim) bool {
	switch c.Role {
	case RoleNoticed, RoleReported, RoleEngaged, RoleDeclared, RoleFound, RoleOver, RoleLessened:
		return true
	}
	return false
}

// handles says the same of what people in notes and rooms said.
func handles(c *Claim) bool {
	if !shows(c) {
		return false
	}
	if !c.Own && spoken(c.Event) && (c.Role == RoleOver || c.Role == RoleLessened) {
		return false // a time that was taken for another's
	}
	return c.Event.Kind == event.Note || c.Event.Kind == event.Chat
}

// longWell is how long things must have been called well before a statement that they are counts as a look back. What is cleaned up after the end takes hours; those
// who still see trouble say so sooner.
const longWell = 2 * time.Hour

// wellForHours says whether things had been called well hours before a claim says it again, and nobody told of trouble in between.
func (b *builder) wellForHours(c *Claim) bool {
	ends := b.course.ends[c.Event.Kind]
	at, _ := slices.BinarySearchFunc(ends, c.From, time.Time.Compare)
	if at == 0 || c.From.Sub(ends[at-1]) > sameIncident {
		return false
	}
	k, _ := slices.BinarySearchFunc(ends, ends[at-1].Add(1-longWell), time.Time.Compare)
	first := ends[k]
	return c.From.Sub(first) >= longWell && !anyIn(b.course.troubles, first.Add(1), c.From)
}

// anyIn says whether one of times in order lies at from or behind it, and before to.
func anyIn(times []time.Time, from, to time.Time) bool {
	at, _ := slices.BinarySearchFunc(times, from, time.Time.Compare)
	return at < len(times) && times[at].Before(to)
}

// noticedLater says whether somebody or something noticed within a day after a claim's time.
func (b *builder) noticedLater(c *Claim) bool {
	return anyIn(b.course.noticed, c.From.Add(1), c.From.Add(24*time.Hour))
}

// noticedAtOnce says whether a fault was told of, or spoken of by others, within minutes of a claim's time: then whoever tells of it saw it, and it may have
// begun any time before. What lies further back was put there by those who looked for it.
func (b *builder) noticedAtOnce(c *Claim) bool {
	const atOnce = 10 * time.Minute
	at, _ := slices.BinarySearchFunc(b.claims, c.From, func(o *Claim, t time.Time) int { return cmp.Or(o.From.Compare(t), -1) })
	for _, o := range b.claims[at:] {
		if o.From.Sub(c.From) > atOnce {
			return false
		}
		if o.Event.ID != c.Event.ID || o.Role == RoleReported || o.Role == RoleNoticed {
			return true
		}
	}
	return false
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

// beforeResponse is the message that the first response in a room answers, where none says in known words that something is wrong: the first one by
// another person of those that lead up to it without a long silence. Who says what was just done opens nothing.
func (b *builder) beforeResponse(onset, recovered *Milestone) *event.Event {
	var first *Claim
	for _, c := range b.claims {
		if c.Own && spoken(c.Event) && !machine(c.Event) && within(c.From, onset, recovered) && responds[c.Role] {
			first = c
			break
		}
	}
	if first == nil {
		return nil
	}
	end := slices.IndexFunc(b.events, func(e event.Event) bool { return e.ID == first.Event.ID })
	var out *event.Event
	at := first.From
	for i := end - 1; i >= 0 && at.Sub(b.events[i].At) <= sameIncident; i-- {
		e := &b.events[i]
		if !spoken(e) || e.Source != first.Event.Source || e.Deleted || machine(e) {
			continue
		}
		if first.From.Sub(e.At) > shortly {
			return nil
		}
		if at.Sub(e.At) > silent {
			return nil // whether what was said earlier belongs to it, nobody can tell
		}
		at = e.At
		if b.didSomething(e.At) {
			break // what comes before a deployment is talk of it
		}
		if e.Actor != first.Event.Actor || first.Role != RoleEngaged {
			out = e
		}
	}
	return out
}

// silent is how long a room is silent at most between a message that something is wrong and its answer's; who gets none in a quarter of an hour asks again.
const silent = 15 * time.Minute

// responds are the roles of claims by which people show that they are at work on something.
var responds = map[Role]bool{RoleEngaged: true, RoleFault: true, RoleFound: true, RoleSuspected: true, RoleTried: true, RoleRelapse: true}

// didSomething says whether a repair, or another act, was told of at t.
func (b *builder) didSomething(t time.Time) bool {
	_, ok := slices.BinarySearchFunc(b.repairs, t, time.Time.Compare)
	return ok
}
