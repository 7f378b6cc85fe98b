package timeline

import (
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// role is the role that a sentence gives to one of its times. The rules are tried in order; the first that fits decides.
func role(e *event.Event, s *sentence, m when.Mention) (Role, bool) {
	clause, at := s.clauseOf(m)
	if at < 0 {
		return "", false
	}
	if m.Ago && !m.To.IsZero() {
		return "", false // "stable for the last hour": the end is now, and that ends nothing
	}
	if s.ofAnotherClock(at) {
		return "", false
	}
	if s.question || s.wordBefore(at, 1) == "not" || (s.wordBefore(at, 1) == "at" && s.wordBefore(at, 2) == "not") {
		return "", false // asked, or said to be wrong
	}
	if planned(s, clause, at, e, m) {
		return "", false
	}
	if lead := s.leadIn(at); s.wordAt(lead) == "since" {
		switch s.wordAt(lead - 1) {
		case "alert", "alerts", "alarm", "alarms", "complaints":
			return RoleNoticed, true
		}
		if h := s.hit(cueOver, -1); (h != nil && !s.before(cueNot, h.from, 3)) || (s.standing().condition == well && s.standing().at.from < at) {
			return RoleOver, true // "working fine since 15:20", "all good since four"
		}
		if s.has(cueImpact) || (s.hit(cueResponse, clause) == nil && !s.ofSpeaker(clause) && !s.doing(clause)) {
			return RoleBegan, true
		}
	}
	if s.startsBare(at) && m.To.IsZero() && e.Kind != event.Status {
		return RoleBegan, true
	}
	if s.wordBefore(at, 1) == "from" && m.To.IsZero() && s.hit(cueOver, clause) == nil && (s.hit(cueImpact, clause) != nil || s.standing().condition == bad) {
		return RoleBegan, true // "from 19:10 on payments were rejected"
	}
	if role, ok := rangeRole(e, s, m, clause); ok || !m.To.IsZero() {
		return role, ok
	}
	if s.firstOf(at) || (startsAt(e.Text[m.Start:m.End]) && (s.has(cueImpact) || s.has(cueWhole) || s.standing().condition == bad)) {
		return RoleBegan, true
	}
	if s.anyWord(at-6, at, "first") && s.anyWord(at-5, at, "report", "reports", "complaint", "complaints", "alert", "alarm", "call", "ticket", "tickets") {
		return RoleNoticed, true
	}
	if s.bringsAbout(clause, at) {
		return RoleBegan, true
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
	return written(e) && time.Duration(e.Precision) < time.Hour
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

// ofSpeaker says whether a clause tells of who speaks: "I've been on the bridge since 14:10".
func (s *sentence) ofSpeaker(clause int) bool {
	for _, w := range s.words {
		if w.clause == clause && (w.text == "i" || w.text == "i'm" || w.text == "i've" || w.text == "on-call" || w.text == "shift") {
			return true
		}
	}
	return false
}

// doing says whether a clause begins with what somebody is doing: "re-queueing all since 9 AM".
func (s *sentence) doing(clause int) bool {
	for _, w := range s.words {
		if w.clause == clause {
			return strings.HasSuffix(w.text, "ing")
		}
	}
	return false
}

// startsAt says whether the words of a time hold that it is a start: "May 19, starting at 11:20".
func startsAt(words string) bool {
	words = strings.ToLower(words)
	return strings.Contains(words, " starting ") || strings.Contains(words, " beginning ")
}

// noSign are things whose first is no sign of trouble, or is somebody's notice of it.
var noSign = wordSet("report", "reports", "reported", "complaint", "complaints", "complained", "alert", "alerts", "alarm", "call", "calls", "ticket", "tickets",
	"noticed", "seen", "saw", "time", "node", "fix", "response", "update", "attempt", "steps")

// lastGood are the words behind "last" that make it the last sign of service.
var lastGood = wordSet("one", "successful", "good", "ok", "message", "mail", "order", "event")

// lastRecord are what a working system keeps making: the last of them is the last sign of service, whatever is said of it.
var lastRecord = wordSet("edit", "transaction", "payment", "sale", "login", "record", "row", "entry", "heartbeat", "sample", "datapoint", "packet", "write", "request", "response", "scan",
	"reading", "upload", "frame", "batch", "insert", "delivery", "webhook", "booking", "invoice", "sms", "tick", "trade", "measurement", "line", "ack", "result")

// startsBare says whether a sentence says of no more than "it" that it began at the time at word index at: "started 21:58 by the graph", "this began at 14:05",
// "smokeping shows it from 14:15".
func (s *sentence) startsBare(at int) bool {
	i := at - 1
	for i >= 0 && (smallWord(s.words[i].text) && s.words[i].text != "from" && s.words[i].text != "since") {
		i--
	}
	switch s.wordAt(i) {
	case "started", "began", "begins", "starts", "start":
		switch s.wordAt(i - 1) {
		case "it", "this", "trouble", "problem", "issue":
			return i == 1 || s.words[i-2].clause != s.words[i].clause || s.anyWord(i-2, i-1, "the", "that", "and", "yes", "yeah", "ok")
		}
		return i == 0 || (i == 1 && s.text[s.words[0].end] != ' ')
	case "from", "since":
		switch s.wordAt(i - 1) {
		case "it", "this":
			return s.anyWord(max(0, i-4), i, "shows", "show", "see", "sees", "seeing", "has", "have", "had")
		}
	}
	return false
}

// firstOf says whether the word at index at, a time, is told of the first sign of trouble or the last of service: "first 403 at 06:02", "oldest stuck mail
// is from 06:58", "last one delivered 23:41".
func (s *sentence) firstOf(at int) bool {
	for i := max(0, at-8); i < at; i++ {
		switch s.words[i].text {
		case "first", "oldest", "earliest":
			if slices.ContainsFunc(s.words[i:at], func(w word) bool { return noSign[w.text] }) {
				return false
			}
			return s.within(cueTrouble, i, at) != nil || s.within(cueImpact, i, at) != nil || s.within(cueWorsened, i, at) != nil || s.anyWord(i, at, "one", "never")
		case "last":
			if !lastGood[s.wordAt(i+1)] {
				return lastRecord[s.wordAt(i+1)] && s.anyWord(at-1, at, "is", "was", "at", "from", "around")
			}
			return s.within(cueWorks, i, at) != nil || s.anyWord(i, at, "successful", "good", "ok", "received", "seen")
		}
	}
	return false
}

// rangeRole is the role of a range: a window of impact where the sentence speaks of impact, or the text did before.
func rangeRole(e *event.Event, s *sentence, m when.Mention, clause int) (Role, bool) {
	if m.To.IsZero() {
		return "", false
	}
	if h := s.hit(cueImpact, -1); spoken(e) && (h == nil || s.denied(h.from, 0) || s.hit(cueChange, clause) != nil) {
		return "", false // in a room many other things have their hours
	}
	if seg, first := s.segment(m); first && len(seg.cues) > 0 && seg.cues[0].from <= 2 && (tries(seg, -1) != nil || seg.has(cueChange)) {
		return RoleTried, true // "14:00-17:30: updated code merged to address the bug"
	}
	if _, at := s.clauseOf(m); s.lostData(at) {
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
	case s.hit(cueResponse, clause) == nil && s.hit(cueChange, clause) == nil:
		return RoleWindow, true // of what else would a range be told
	}
	return "", false
}

// lostData says whether the range at index at is that of records and not of what happened: "any data between 17:20 and 23:25 is lost".
func (s *sentence) lostData(at int) bool {
	for n := 1; n <= 2; n++ {
		switch s.wordBefore(at, n) {
		case "between", "from":
			continue
		case "data", "records", "entries", "changes", "edits", "comments", "files", "backups":
			return s.anyWord(0, len(s.words), "lost", "missing", "deleted", "restored", "recovered")
		}
	}
	return false
}

// leadIn is the index of the word that leads up to the time at index at: "since", in "since about 09:50".
func (s *sentence) leadIn(at int) int {
	i := at - 1
	for s.anyWord(i, i+1, "about", "around", "approximately", "approx", "roughly", "circa", "ca", "shortly", "just", "before", "after") {
		i--
	}
	return i
}

// clauseRole is the role that a clause (-1: the whole sentence) gives to its time, the word at index at.
func clauseRole(s *sentence, clause, at int) (Role, bool) {
	until := s.wordBefore(at, 1) == "until" || s.wordBefore(at, 1) == "till"
	began, over := s.hit(cueBegan, clause), s.hit(cueOver, clause)
	named, noticed, lessened, symptom := s.hit(cueName, clause), s.hit(cueDetect, clause), s.hit(cueMitigate, clause), s.symptomFound()
	switch {
	case symptom != nil && (clause < 0 || s.words[symptom.from].clause == clause):
		return RoleNoticed, true
	case s.hit(cueDeclare, clause) != nil:
		return RoleDeclared, true
	case s.hit(cueRemain, clause) != nil && (until || over != nil || s.has(cueOver)):
		return RoleRemains, true
	case named != nil && (s.hit(cueCause, clause) != nil || s.words[named.from].text == "identified" || s.words[named.from].text == "root-caused") &&
		!s.before(cueNot, named.from, 3) && (over == nil || over.from < named.from || over.to > at || s.aimedAt(over)):
		return RoleFound, true // but not "once the fault was identified, service was restored at 11:33"
	case s.finds(clause):
		return RoleFound, true
	case noticed != nil && !s.before(cueNot, noticed.from, 2):
		return RoleNoticed, true
	case s.hit(cueReport, clause) != nil && over == nil:
		return RoleNoticed, true
	case s.hit(cueImproved, clause) != nil:
		return RoleImproved, true
	case began != nil && (s.tellsOfImpact(began) || !ofResponse(s, began)) && !s.before(cueNot, began.from, 3) && !s.sinceOther(began, at):
		if s.has(cueImpact) || s.has(cueWhole) || s.tellsOfImpact(began) {
			return RoleBegan, true
		}
	case over != nil && !s.before(cueNot, over.from, 3) && !until && !s.aimedAt(over):
		return RoleOver, true
	}
	switch {
	case lessened != nil && !s.before(cueNot, lessened.from, 3):
		return RoleLessened, true
	case tries(s, clause) != nil:
		return RoleTried, true
	case s.hit(cueEngage, clause) != nil:
		return RoleEngaged, true
	case s.hit(cueChange, clause) != nil:
		return RoleChanged, true
	case until && s.wordAt(at+1) == "when" && s.within(cueWorsened, at+1, len(s.words)) != nil:
		return RoleBegan, true // "the batteries held until 02:31, when all servers went offline"
	case until && s.has(cueImpact) && !s.anyWord(0, at, "identification", "detection", "escalation", "diagnosis", "response", "investigation"):
		return RoleOver, true
	}
	return "", false
}

// bringsAbout says whether a clause that begins with its time, the word at index at, tells that impact came then: "14:35: the
// migration causes a crash loop", "at 05:20 we experienced a series of faults". What people found out then they say before it.
func (s *sentence) bringsAbout(clause, at int) bool {
	const opening = 4 // words that may lead up to the time: "Earlier this morning around"
	if at > opening || s.hit(cueName, -1) != nil || s.hit(cueDetect, -1) != nil || s.hit(cueReport, -1) != nil || s.has(cueHedge) || s.has(cueOver) {
		return false
	}
	for i := at + 1; i < len(s.words) && s.words[i].clause == clause; i++ {
		w, next := s.words[i].text, s.wordAt(i+1)
		led := (w == "led" || w == "leads" || w == "leading") && next == "to" || (w == "resulted" || w == "results" || w == "resulting") && next == "in"
		if !led && w != "causes" && w != "caused" && w != "causing" && w != "triggers" && w != "triggered" && w != "experienced" && w != "suffered" {
			continue
		}
		return s.within(cueImpact, i+1, len(s.words)) != nil && s.wordBefore(i, 1) != "was" && s.wordBefore(i, 1) != "were"
	}
	return false
}

// sinceOther says whether "since" tells of something else than the time at index at: "all posts since that snapshot was taken (22:02)".
func (s *sentence) sinceOther(began *hit, at int) bool {
	const between = 3 // words that may stand between: "since shortly before"
	return s.words[began.from].text == "since" && (at < began.from || at-began.to > between)
}

// tellsOfImpact says whether words of beginning say by themselves what began: "stopped responding", "went down".
func (s *sentence) tellsOfImpact(began *hit) bool {
	switch s.words[began.from].text {
	case "stopped", "went", "goes":
		return true
	}
	return false
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
	for i := began.from - 1; i > max(0, began.from-6) && s.words[i].clause == s.words[began.from].clause; i-- {
		if s.words[i].text == "of" && (s.within(cueResponse, i-1, i) != nil || s.within(cueAttempt, i-1, i) != nil) {
			return true // "the mitigation of the incident started"
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
