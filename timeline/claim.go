package timeline

import (
	"regexp"
	"slices"
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
	if e.Kind == event.Chat {
		text = withoutQuotes(text)
	}
	mentions := when.Find(text, when.Context{At: e.At.Add(writtenWithin(e)), Zone: r.zoneOf(e)})
	sents := sentences(text, r.lex, mentions)
	hindsight := toldAfterwards(e, mentions)
	var out []*Claim
	for _, s := range sents {
		for _, c := range r.readSentence(e, s) {
			c.Hindsight = hindsight
			c.order = len(out)
			out = append(out, c)
		}
	}
	return sents, out
}

// withoutQuotes blanks what stands in double quotes or as code in a message, offsets kept: four words or more are somebody else's, said at
// another time, and a block of code is a program's.
func withoutQuotes(text string) string {
	if !strings.ContainsAny(text, "\"“`") {
		return text
	}
	return quoted.ReplaceAllStringFunc(text, func(q string) string {
		if len(strings.Fields(q)) < 4 && !strings.HasPrefix(q, "```") {
			return q
		}
		return strings.Repeat(" ", len(q))
	})
}

var quoted = regexp.MustCompile(`"[^"\n]{1,1000}"|“[^”\n]{1,1000}”|(?s:\x60{3}.*?\x60{3})|\x60[^\x60\n]{1,1000}\x60`)

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
	if past > 0 && e.Labels["status"] == "resolved" {
		return true // the post that closes it looks back
	}
	return past >= 2 && e.Labels["status"] != "investigating"
}

// readSentence lists what one sentence claims.
func (r *reader) readSentence(e *event.Event, s *sentence) []*Claim {
	var out []*Claim
	stated := false
	for _, m := range s.mentions {
		if !m.Clock || m.From.IsZero() {
			continue
		}
		stated = true
		role, ok := role(e, s, m)
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
	out = withWhole(out)
	if stated && e.Kind != event.Note {
		return out // what it says of its own time is not what it is about
	}
	if e.Labels["undated"] == "true" {
		return out // it stands at the time of something else
	}
	for _, a := range r.acts(e, s) {
		if stated && len(out) > 0 && !ofItsOwn(a.role, out) {
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

// ofItsOwn says whether a line that states other times speaks of its own time as well: it declares, or it names a cause and tells since when
// that has been at work.
func ofItsOwn(r Role, stated []*Claim) bool {
	return r == RoleDeclared || (r == RoleFound && !slices.ContainsFunc(stated, func(c *Claim) bool { return c.Role == RoleFound }))
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
