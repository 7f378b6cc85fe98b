package timeline

import (
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// Role is what a stated time is the time of.
type Role string

// The roles.
const (
	RoleWindow    Role = "window"    // impact lasted from From to To
	RoleBegan     Role = "began"     // impact began
	RoleNoticed   Role = "noticed"   // somebody or something noticed
	RoleFound     Role = "found"     // the cause was found
	RoleLessened  Role = "lessened"  // impact was mitigated
	RoleOver      Role = "over"      // impact ended
	RoleRemains   Role = "remains"   // something that outlasted the rest ended
	RoleTried     Role = "tried"     // something was tried
	RoleImproved  Role = "improved"  // things got better
	RoleChanged   Role = "changed"   // the system was changed
	RoleDeclared  Role = "declared"  // it was called an incident
	RoleClosed    Role = "closed"    // it was declared over
	RoleEngaged   Role = "engaged"   // somebody took it up
	RoleReported  Role = "reported"  // somebody reported trouble
	RoleSuspected Role = "suspected" // a cause was guessed at
)

// Claim is what one sentence of an event says of a time: that impact began, that a cause was found, that all was over. A sentence that
// states no time of its own speaks of the time at which it was said (Own).
type Claim struct {
	Event     *event.Event
	Role      Role
	From, To  time.Time // To is zero for an instant
	Precision time.Duration
	Service   string // whose time it is; "" for the incident
	Component string // the service whose impact it tells of, where that is known although the time is the incident's
	All       bool   // "all services", "all customers"
	Fully     bool   // "fully", "completely", "all"
	Whole     bool   // the sentence speaks of the incident, the event or the outage itself
	Own       bool   // the time is that of the message, not one stated in it
	Hindsight bool   // told afterwards, by a text that sees the whole
	Hedged    bool
	Approx    bool
	Part      bool   // "most", "some"
	Words     string // the words of the time, as written
	Sentence  string // the sentence, as written
	order     int    // which of its text's claims it is
}

// end is when the claim's time ends.
func (c *Claim) end() time.Time {
	if c.To.IsZero() {
		return c.From
	}
	return c.To
}

// reader reads claims out of events.
type reader struct {
	lex      *lexicon
	zone     *time.Location
	services *services
}

// maxText is how much of a message is read for claims. Reports of incidents run to some 30 kB; what is longer is a dump.
const maxText = 64 << 10

// read lists the sentences of an event's text, and their claims: those with a time of their own, then what the message itself does at its own
// time. Only what people write is read: a log line that says "resolved" resolves nothing.
func (r *reader) read(e *event.Event) ([]*sentence, []*Claim) {
	if e.Deleted || e.Text == "" || (e.Kind != event.Chat && e.Kind != event.Status && e.Kind != event.Note) {
		return nil, nil
	}
	text := e.Text[:min(len(e.Text), maxText)]
	mentions := when.Find(text, when.Context{At: e.At.Add(writtenWithin(e)), Zone: r.zoneOf(e)})
	sents := sentences(text, r.lex, mentions)
	hindsight := toldAfterwards(e, mentions)
	var out []*Claim
	impact := false
	for _, s := range sents {
		impact = impact || s.has(cueImpact)
		for _, c := range r.readSentence(e, s, impact) {
			c.Hindsight = hindsight
			c.order = len(out)
			out = append(out, c)
		}
	}
	return sents, out
}

// writtenWithin is how long after its time a text may have been written: an account that is dated by the day was written in the course of it.
func writtenWithin(e *event.Event) time.Duration {
	if p := time.Duration(e.Precision); p >= 24*time.Hour {
		return p
	}
	return 0
}

// zoneOf is the zone in which an event's author writes: the one its source states, else the incident's.
func (r *reader) zoneOf(e *event.Event) *time.Location {
	if name := e.Labels["zone"]; name != "" {
		if z, err := when.Zone(name, e.At, r.zone); err == nil {
			return z
		}
	}
	return r.zone
}

// toldAfterwards says whether a text was written with hindsight: notes are; a post is when it states a window that is already over, or two
// times that lie behind it. What was said while it happened is provisional.
func toldAfterwards(e *event.Event, mentions []when.Mention) bool {
	if e.Kind == event.Note {
		return true
	}
	if e.Kind != event.Status {
		return false
	}
	past := 0
	for _, m := range mentions {
		if !m.Clock || m.Ago || m.From.IsZero() {
			continue
		}
		if !m.To.IsZero() && !m.To.After(e.At) {
			return true
		}
		if m.From.Before(e.At) {
			past++
		}
	}
	return past >= 2 && e.Labels["status"] != "investigating"
}

// readSentence lists what one sentence claims. impact says whether it or a sentence before it spoke of something being wrong.
func (r *reader) readSentence(e *event.Event, s *sentence, impact bool) []*Claim {
	var out []*Claim
	stated := false
	for _, m := range s.mentions {
		if !m.Clock || m.From.IsZero() {
			continue
		}
		stated = true
		role, ok := r.role(e, s, m, impact)
		if !ok {
			continue
		}
		clause, _ := s.clauseOf(m)
		c := r.claim(e, s, role, clause)
		c.From, c.To, c.Precision, c.Approx = m.From, m.To, m.Precision, m.Approx
		c.Words = e.Text[m.Start:m.End]
		if named := r.services.in(s.leading(m)); named != "" && len(s.mentions) > 1 {
			c.Service, c.Component = named, named // "DynamoDB from 23:48 to 02:40, EC2 from 02:25 to 13:50"
		}
		if role != RoleWindow && role != RoleBegan && !m.To.IsZero() {
			c.From, c.To = m.To, time.Time{} // "recovered between 14:00 and 14:10" is over at the later time
		}
		out = append(out, c)
	}
	if stated && e.Kind != event.Note {
		return out // what it says of its own time is not what it is about
	}
	for _, a := range r.acts(e, s) {
		if stated && len(out) > 0 && a.role != RoleDeclared {
			continue
		}
		c := r.claim(e, s, a.role, a.clause)
		c.From, c.Precision, c.Own = e.At, time.Duration(e.Precision), true
		if a.role == RoleWindow && !e.Until.IsZero() {
			c.To = e.Until
		}
		out = append(out, c)
	}
	return out
}

// claim is a claim of a sentence without its time. clause is the clause that it rests on: "the DNS problem is mitigated, and most calls
// succeed" is wholly mitigated.
func (r *reader) claim(e *event.Event, s *sentence, role Role, clause int) *Claim {
	c := &Claim{Event: e, Role: role, Sentence: s.text, Hedged: s.has(cueHedge), Part: s.hit(cuePart, clause) != nil, Whole: speaksOfTheIncident(s, clause)}
	c.Service = r.services.of(e, s)
	c.All = speaksOfAll(s) && !c.Part
	c.Fully = !c.Part && s.hit(cueAll, clause) != nil
	c.Component = c.Service
	if e.Service != "" {
		c.Component = r.services.canonical(e.Service)
	}
	if c.All || c.Whole {
		c.Service = ""
	}
	return c
}

// speaksOfAll says whether the sentence is about everything: "all services", "all customers", "for all affected users".
func speaksOfAll(s *sentence) bool {
	for _, h := range s.cues {
		if h.cue != cueAll || h.to >= len(s.words) {
			continue
		}
		for _, w := range s.words[h.to:min(h.to+4, len(s.words))] {
			switch w.text {
			case "services", "customers", "users", "projects", "systems", "regions", "operations", "components":
				return true
			}
		}
	}
	return false
}

// speaksOfTheIncident says whether a clause names the incident itself: "the event began", "this incident", "Incident resolved",
// "… OUTAGE ENDS". "The primary event" is a part of it, and "event source" is something else.
func speaksOfTheIncident(s *sentence, clause int) bool {
	for _, h := range s.cues {
		if h.cue != cueWhole || s.words[h.from].clause != clause {
			continue
		}
		switch s.wordBefore(h.from, 1) {
		case "", "the", "this", "our", "entire", "whole":
			return h.to == len(s.words) || !nounAfter(s.words[h.to].text)
		}
		if w := s.words[h.from]; strings.ToUpper(s.text[w.start:w.end]) == s.text[w.start:w.end] {
			return true
		}
	}
	return false
}

// nounAfter says whether a word makes another thing of the one before it: "event source", "incident commander".
func nounAfter(w string) bool {
	switch w {
	case "source", "sources", "commander", "lead", "channel", "review", "report", "response", "bus", "stream", "log", "logs", "window", "manager", "page":
		return true
	}
	return false
}

// role is the role that a sentence gives to one of its times. The rules are tried in order; the first that fits decides.
func (r *reader) role(e *event.Event, s *sentence, m when.Mention, impact bool) (Role, bool) {
	clause, at := s.clauseOf(m)
	if at < 0 {
		return "", false
	}
	if m.Ago && !m.To.IsZero() {
		return "", false // "stable for the last hour": the end is now, and that ends nothing
	}
	if s.question || s.wordBefore(at, 1) == "not" || (s.wordBefore(at, 1) == "at" && s.wordBefore(at, 2) == "not") {
		return "", false // asked, or said to be wrong
	}
	if planned(s, clause, at, e, m) {
		return "", false
	}
	if role, ok := rangeRole(s, m, clause, impact); ok || !m.To.IsZero() {
		return role, ok
	}
	role, ok := clauseRole(s, clause, at)
	if !ok && len(s.mentions) == 1 {
		role, ok = clauseRole(s, -1, at)
	}
	if role == RoleFound && ownStamped(e) && !foundThen(s, clause, at) {
		return "", false
	}
	return role, ok
}

// ownStamped says whether a text is dated to the minute by itself: a line of notes. Its other times are what it tells of.
func ownStamped(e *event.Event) bool {
	return e.Kind == event.Note && time.Duration(e.Precision) < time.Hour
}

// foundThen says whether a time in a line of notes is the time at which the cause was found, "at 14:46 the cause was identified", and not
// part of the cause: "cause found: the job has been failing since 09:30".
func foundThen(s *sentence, clause, at int) bool {
	switch s.wordBefore(at, 1) {
	case "at", "by", "around", "about":
		return s.hit(cueName, clause) != nil
	}
	return at == 0
}

// planned says whether a time is one that was ahead when it was written: an announced update, an expectation, a plan.
func planned(s *sentence, clause, at int, e *event.Event, m when.Mention) bool {
	if m.From.After(e.At.Add(5*time.Minute)) && e.Kind != event.Note {
		return true
	}
	h := s.hit(cuePlan, clause)
	if h == nil {
		return false
	}
	for i := h.from; i < h.to; i++ {
		switch s.words[i].text {
		case "should", "if", "once", "be", "could", "would": // "should be resolved as of 18:57" is a careful way of saying that it is
			continue
		}
		return h.from < at
	}
	return false
}

// rangeRole is the role of a range: a window of impact where the sentence speaks of impact, or the text did before.
func rangeRole(s *sentence, m when.Mention, clause int, impact bool) (Role, bool) {
	if m.To.IsZero() {
		return "", false
	}
	switch {
	case s.hit(cueRemain, clause) != nil && !s.has(cueBegan):
		return RoleRemains, true
	case s.hit(cueImproved, clause) != nil && s.hit(cueImpact, clause) == nil:
		return RoleImproved, true
	case s.has(cueImpact) || s.has(cueWhole):
		return RoleWindow, true
	case tries(s, clause) != nil:
		return RoleTried, true
	case impact && s.hit(cueResponse, clause) == nil:
		return RoleWindow, true
	}
	return "", false
}

// clauseRole is the role that a clause (-1: the whole sentence) gives to its time, the word at index at.
func clauseRole(s *sentence, clause, at int) (Role, bool) {
	until := s.wordBefore(at, 1) == "until" || s.wordBefore(at, 1) == "till"
	began, over := s.hit(cueBegan, clause), s.hit(cueOver, clause)
	named := s.hit(cueName, clause)
	switch {
	case s.hit(cueDeclare, clause) != nil:
		return RoleDeclared, true
	case s.hit(cueRemain, clause) != nil && (until || over != nil || s.has(cueOver)):
		return RoleRemains, true
	case named != nil && (s.hit(cueCause, clause) != nil || s.words[named.from].text == "identified" || s.words[named.from].text == "root-caused") &&
		!s.before(cueNot, named.from, 3):
		return RoleFound, true
	case s.hit(cueDetect, clause) != nil && !s.before(cueNot, s.hit(cueDetect, clause).from, 2):
		return RoleNoticed, true
	case s.hit(cueReport, clause) != nil && over == nil:
		return RoleNoticed, true
	case s.hit(cueImproved, clause) != nil:
		return RoleImproved, true
	case began != nil && !ofResponse(s, began):
		if s.has(cueImpact) || s.has(cueWhole) {
			return RoleBegan, true
		}
	case over != nil && !s.before(cueNot, over.from, 3) && !until:
		return RoleOver, true
	}
	switch {
	case s.hit(cueMitigate, clause) != nil && !s.before(cueNot, s.hit(cueMitigate, clause).from, 3):
		return RoleLessened, true
	case tries(s, clause) != nil:
		return RoleTried, true
	case s.hit(cueEngage, clause) != nil:
		return RoleEngaged, true
	case s.hit(cueChange, clause) != nil:
		return RoleChanged, true
	case until && s.has(cueImpact):
		return RoleOver, true
	}
	return "", false
}

// ofResponse says whether what began is the work of responders and not the impact: "mitigation began", "engineers started".
func ofResponse(s *sentence, began *hit) bool {
	for i := max(0, began.from-3); i < began.from; i++ {
		for _, h := range s.cues {
			if (h.cue == cueResponse || h.cue == cueAttempt) && h.from == i && s.words[i].clause == s.words[began.from].clause {
				return true
			}
		}
	}
	for _, h := range s.cues {
		if h.from == began.to && (h.cue == cueResponse || h.cue == cueAttempt || h.cue == cueEngage || h.cue == cueOver || h.cue == cueImproved) {
			return true
		}
	}
	return began.to < len(s.words) && s.words[began.to].text == "to" && !s.has(cueImpact)
}

// quoteOf shortens a sentence for a reason; the whole stands in the evidence.
func quoteOf(s string) string { return clip(s, 160) }
