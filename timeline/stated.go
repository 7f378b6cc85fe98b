package timeline

import (
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// This file makes claims of the times that sentences state.

// goodFor is the end that a message tells of by how long all has been well: "logins have been fine again for the last five minutes". What is merely
// stable for an hour ended nothing.
func (r *reader) goodFor(e *event.Event, s *sentence, m when.Mention) *Claim {
	if !m.Ago || m.To.IsZero() || !spoken(e) || !s.anyWord(0, len(s.words), "again", "back") {
		return nil
	}
	st := s.standing()
	if st.condition != well || s.has(cueHedge) {
		return nil
	}
	c := r.statedClaim(e, s, m, act{role: RoleOver, clause: s.words[st.at.from].clause, lone: true})
	c.From, c.Approx = m.From, true
	return c
}

// timed says whether a clause tells when what it tells of happened; "the 8:10 run" only has a time for a name.
func (s *sentence) timed(clause int) bool {
	for i, w := range s.words {
		if w.text == "<time>" && w.clause == clause && (i > 0 || i+1 == len(s.words)) && s.wordBefore(i, 1) != "the" {
			return true
		}
	}
	return false
}

// corrects says whether a time is the one that a beginning is moved to: "it did not begin at 14:00 but already at 13:47".
func corrects(s *sentence, m when.Mention) bool {
	_, at := s.clauseOf(m)
	began := s.hit(cueBegan, -1)
	return began != nil && began.from < at && m.To.IsZero() && s.anyWord(at-4, at, "but") && s.before(cueNot, began.from, 3)
}

// statedClaim is the claim of a time that a sentence states.
func (r *reader) statedClaim(e *event.Event, s *sentence, m when.Mention, a act) *Claim {
	c := r.claim(e, s, a.role, a.clause)
	c.From, c.To, c.Precision, c.Approx, c.Lone = m.From, m.To, m.Precision, m.Approx, a.lone
	c.Lone = c.Lone || (a.role == RoleFound && s.hit(cueCause, a.clause) == nil)
	c.Words = e.Text[m.Start:m.End]
	if named := r.services.in(s.leading(m)); named != "" && len(s.mentions) > 1 {
		c.Service, c.Component = named, named // "DynamoDB from 23:48 to 02:40, EC2 from 02:25 to 13:50"
	}
	if a.role != RoleWindow && a.role != RoleBegan && !m.To.IsZero() {
		c.From, c.To = m.To, time.Time{} // "recovered between 14:00 and 14:10" is over at the later time
	}
	return c
}

// ofItsOwn says whether a line that states other times speaks of its own time as well: it declares, or it names a cause and tells since when
// that has been at work. Who says in chat that something has been bad since then reports it now.
func ofItsOwn(e *event.Event, s *sentence, a act, stated []*Claim) bool {
	switch a.role {
	case RoleDeclared, RoleFault:
		return true
	case RoleOver: // "turned it off at 15:17, it works again": the time is that of another clause
		return spoken(e) && !s.timed(a.clause) &&
			!slices.ContainsFunc(stated, func(c *Claim) bool { return c.Role != RoleTried && c.Role != RoleChanged })
	case RoleFound:
		return !slices.ContainsFunc(stated, func(c *Claim) bool { return c.Role == RoleFound })
	case RoleReported:
		return spoken(e) && !slices.ContainsFunc(stated, func(c *Claim) bool { return c.Role == RoleNoticed || c.Role == RoleReported || c.Role == RoleOver })
	}
	return false
}

// withWhole puts before the windows of one sentence the window that they make up together: "storage between 07:05 and 09:40, compute between
// 08:10 and 13:50" lasted from 07:05 to 13:50.
func withWhole(cs []*Claim) []*Claim {
	var whole *Claim
	windows := 0
	for _, c := range cs {
		if c.Role != RoleWindow || c.To.IsZero() {
			continue
		}
		windows++
		if whole == nil {
			first := *c
			whole = &first
			whole.Service, whole.Component = "", ""
			continue
		}
		if c.From.Before(whole.From) {
			whole.From = c.From
		}
		if c.To.After(whole.To) {
			whole.To = c.To
		}
	}
	if windows < 2 {
		return cs
	}
	return append([]*Claim{whole}, cs...)
}
