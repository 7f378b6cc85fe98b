package timeline

import (
	"cmp"
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
	RoleFault     Role = "fault"     // something is said to be wrong with a thing, which may be why
	RoleRelapse   Role = "relapse"   // it is bad again, or still
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
	Brief     bool   // a word or two say that it works, which means something after a repair alone
	Lone      bool   // it rests on a bad or a good state alone: "loads again", "error rate jumps"
	Words     string // the words of the time, as written
	Sentence  string // the sentence, as written
	again     bool   // a relapse: it is bad anew, and not still
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
	times    when.Finder
	cut      cutter
	fixes    map[string]time.Duration // what people correct clocks by
	lasted   map[string]time.Time     // until when a page posted on each of its incidents while it went on
}

// maxText is how much of a message is read for claims. Reports of incidents run to some 30 kB; what is longer is a dump.
const maxText = 64 << 10

// read lists the sentences of an event's text, which hold until the next call, and their claims: those with a time of their own, then what the message itself does at its own
// time. Only what people write is read: a log line that says "resolved" resolves nothing.
func (r *reader) read(e *event.Event) ([]*sentence, []*Claim) {
	if e.Deleted || e.Text == "" || (e.Kind != event.Chat && e.Kind != event.Status && e.Kind != event.Note) {
		return nil, nil
	}
	text := e.Text[:min(len(e.Text), maxText)]
	if spoken(e) {
		text = withoutQuotes(text)
	}
	zone := r.zoneOf(e)
	mentions := r.find(e, text, zone)
	sents := r.cut.sentences(text, r.lex, mentions)
	hindsight, account := toldAfterwards(e, mentions), written(e) && clocks(mentions) > 1
	var out []*Claim
	for _, s := range sents {
		for _, c := range r.readSentence(e, s, account) {
			c.Hindsight = hindsight || (spoken(e) && c.Role == RoleWindow && !c.To.IsZero() && !c.To.After(e.At)) // whoever states its end looks back
			c.order = len(out)
			out = append(out, c)
		}
	}
	return sents, withLength(e, sents, out)
}

// spoken says whether a text is a message of a conversation: from a chat, or from a log of one, each of whose lines names who said it.
func spoken(e *event.Event) bool {
	return e.Kind == event.Chat || (e.Kind == event.Note && (e.Actor.ID != "" || e.Actor.Name != ""))
}

// written says whether a text is a note, by whoever keeps the account.
func written(e *event.Event) bool { return e.Kind == event.Note && !spoken(e) }

// clocks counts the times of day that a text states.
func clocks(mentions []when.Mention) int {
	n := 0
	for _, m := range mentions {
		if m.Clock && !m.Ago {
			n++
		}
	}
	return n
}

// withoutQuotes blanks what stands in double quotes or as code in a message, offsets kept: four words or more are somebody else's, said at
// another time, and a block of code is a program's.
func withoutQuotes(text string) string {
	if !strings.ContainsAny(text, "\"`'") && !strings.Contains(text, "“") { // a set of ASCII alone is searched far faster
		return text
	}
	return quoted.ReplaceAllStringFunc(text, func(q string) string {
		if len(strings.Fields(q)) < 4 && !strings.HasPrefix(q, "```") {
			return q
		}
		return strings.Repeat(" ", len(q))
	})
}

var quoted = regexp.MustCompile(`"[^"\n]{1,1000}"|“[^”\n]{1,1000}”|(?s:\x60{3}.*?\x60{3})|\x60[^\x60\n]{1,1000}\x60|(?:^|[ (])'[^'\n]{1,1000}'(?:$|[ ,.;:!?)])`)

// find reads the times that a text states. Those of an account that was published days after the incident are of the incident's last posts, unless
// it states their date.
func (r *reader) find(e *event.Event, text string, zone *time.Location) []when.Mention {
	mentions := r.times.Find(text, when.Context{At: writtenBy(e, zone), Zone: zone})
	last := r.lasted[incidentOf(e)]
	if e.Labels["status"] != "postmortem" || last.IsZero() || !last.Before(e.At) {
		return mentions
	}
	then := r.times.Find(text, when.Context{At: last, Zone: zone})
	for i := range mentions {
		if i < len(then) && then[i].Start == mentions[i].Start && !mentions[i].Date {
			mentions[i] = then[i]
		}
	}
	return mentions
}

// writtenBy is the time up to which a text's times of day lie. One that is dated by the day, or by the note above it, tells of that day; the latter
// perhaps of the night beside it: in the small hours of the evening before, late in the evening of the hours to come.
func writtenBy(e *event.Event, zone *time.Location) time.Time {
	const (
		night = 6  // the hour up to which a night lasts
		late  = 18 // the hour from which on the next day's first hours are near
	)
	if time.Duration(e.Precision) < 24*time.Hour {
		return e.At
	}
	local := e.At.In(cmp.Or(zone, time.UTC))
	end := time.Date(local.Year(), local.Month(), local.Day(), 23, 59, 59, 0, local.Location())
	switch hour := local.Hour(); {
	case e.Labels["undated"] == "":
	case hour >= late:
		return end
	case hour < night:
		return e.At.Add(night * time.Hour)
	}
	return end.Add(-when.AheadWithin)
}

// incidentOf tells the incidents of status pages apart.
func incidentOf(e *event.Event) string {
	return e.Source + "\x00" + cmp.Or(e.Labels["incident_id"], e.Labels["incident"])
}

// lastPosts are when each incident of a status page was last posted on before the account of it.
func lastPosts(events []event.Event) map[string]time.Time {
	out := map[string]time.Time{}
	for i := range events {
		if e := &events[i]; e.Kind == event.Status && !e.Deleted && e.Labels["status"] != "postmortem" {
			out[incidentOf(e)] = later(out[incidentOf(e)], e.At)
		}
	}
	return out
}

// zoneOf is the zone in which an event's author writes: the one its source states, else the incident's.
func (r *reader) zoneOf(e *event.Event) *time.Location {
	if name := e.Labels["zone"]; name != "" {
		if z, err := when.Zone(name, e.At, r.zone); err == nil {
			return r.corrected(e, z)
		}
	}
	return r.corrected(e, r.zone)
}

// toldAfterwards says whether a text was written with hindsight: notes are; a post is when it states a window that is already over, or two
// times that lie behind it. What was said while it happened is provisional.
func toldAfterwards(e *event.Event, mentions []when.Mention) bool {
	if written(e) {
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

// maxTimes is how many times are read of one sentence; a whole account that was flattened to one line states fewer. The cost grows with the product of
// a sentence's times and words.
const maxTimes = 200

// readSentence lists what one sentence claims.
func (r *reader) readSentence(e *event.Event, s *sentence, account bool) []*Claim {
	var out []*Claim
	stated, prev := false, s.at
	for _, m := range s.mentions[:min(len(s.mentions), maxTimes)] {
		if !m.Clock {
			continue
		}
		account = account || m.From.IsZero() // a time that was refused is not the message's own either
		if m.From.IsZero() {
			continue
		}
		stated = true
		if c := r.goodFor(e, s, m); c != nil {
			out = append(out, c)
			continue
		}
		label, labelled, skip := labelRole(e.Text, prev, m)
		prev = m.End
		if skip {
			continue
		}
		clause, at := s.clauseOf(m)
		if s.deadline(at) {
			continue
		}
		role, ok := role(e, s, m)
		if !ok && corrects(s, m) {
			role, ok = RoleBegan, true
		}
		if labelled {
			role, ok = label, true
		}
		if ok {
			out = append(out, r.statedClaim(e, s, m, act{role: role, clause: clause}))
		}
		if ok && role != RoleTried && role != RoleChanged && role != RoleEngaged {
			continue
		}
		for _, a := range segmentActs(e, s, m) { // what was done says little of what came of it
			if a.role != role {
				a.clause = clause
				out = append(out, r.statedClaim(e, s, m, a))
			}
		}
	}
	out = append(withWhole(out), r.following(e, s)...)
	if k := slices.IndexFunc(out, func(c *Claim) bool { return c.Role == RoleBegan }); k >= 0 && spoken(e) && !machine(e) {
		told := *out[k] // who tells since when it is bad has noticed
		told.Role, told.From, told.Precision, told.Own, told.Approx = RoleReported, e.At, time.Duration(e.Precision), true, false
		out = append(out, &told)
	}
	if stated && e.Kind == event.Status {
		return out // what it says of its own time is not what it is about
	}
	if e.Labels["undated"] == "true" || time.Duration(e.Precision) >= 24*time.Hour {
		return out // it stands at the time of something else, or at the beginning of its day
	}
	if slices.ContainsFunc(s.mentions, func(m when.Mention) bool { return m.Clock && m.Problem != "" }) {
		return out // it speaks of a time that cannot be read, and not of its own
	}
	for _, a := range actsOf(e, s) {
		if a.lone && account {
			continue // an account does not speak of the moment at which it was written
		}
		if stated && (len(out) > 0 || spoken(e)) && !ofItsOwn(e, s, a, out) {
			continue
		}
		c := r.claim(e, s, a.role, a.clause)
		c.From, c.Precision, c.Own, c.Lone, c.Brief, c.again = e.At, time.Duration(e.Precision), true, a.lone, a.brief, a.again
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
		before := s.wordBefore(h.from, 1)
		if h.from > 0 && s.words[h.from-1].clause != clause {
			before = "" // "no drops for an hour, incident over"
		}
		switch before {
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
