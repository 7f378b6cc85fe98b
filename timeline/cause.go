package timeline

import (
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// findsCause is the cue by which a sentence holds something to be the cause, without hedging; nil where it does not: a guess, a plan, a
// denial ("is not the cause", "is still unknown"), a search.
func (s *sentence) findsCause() *hit {
	if s.has(cueHedge) || s.has(cueRefute) || s.question {
		return nil
	}
	cause := s.hit(cueCause, -1)
	name := s.hit(cueName, -1)
	for _, h := range []*hit{cause, name} {
		if h == nil {
			continue
		}
		switch s.wordAt(h.to) {
		case "analysis", "analyses", "investigation", "investigations":
			return nil // "root cause analysis started"
		}
		clause := s.words[h.from].clause
		if future(s, h) || s.hit(cueSearch, clause) != nil || s.hit(cueNot, clause) != nil {
			return nil
		}
	}
	switch {
	case name != nil && s.anyWord(name.to, name.to+1, "nothing", "no", "none"):
		return nil
	case name != nil && (cause != nil || s.words[name.from].text == "identified"):
		return name
	case cause != nil && strongCause(s, cause):
		return cause
	case name != nil && s.faultFound(name):
		return name
	case name != nil && s.presents(name):
		return name
	}
	return s.points()
}

// strongCause says whether a phrase names a cause by itself: "turns out", "the cause is …", "reason: …".
func strongCause(s *sentence, h *hit) bool {
	if h.to >= len(s.words) {
		return false
	}
	switch s.words[h.from].text {
	case "root":
		return !searched[s.wordAt(h.to)]
	case "culprit", "turns", "turned", "caused", "explanation":
		return true
	case "cause", "reason":
		next := s.words[h.to]
		switch next.text {
		case "is", "was", "found", "recognised", "recognized":
			return h.to+2 < len(s.words)
		}
		return next.clause != s.words[h.from].clause && h.from <= 1 // "cause: …"
	}
	return false
}

// searched are the words behind "root cause" that make work of it: "root cause analysis", "root cause investigation started", "root cause unknown".
var searched = wordSet("analysis", "analyses", "investigation", "investigations", "search", "unknown", "unclear", "tbd", "pending", "ticket", "meeting", "review", "report",
	"document", "doc", "statement", "from", "by", "still", "later", "yet", "")

// presents says whether a word of finding is followed by its object and by what is wrong with it: "found the leak: a new codec build never frees
// its buffers". "Found a workaround" presents nothing.
func (s *sentence) presents(h *hit) bool {
	const telling = 4 // words of explanation; fewer name a thing without saying what is wrong with it
	if s.words[h.from].text != "found" || h.from > 2 {
		return false
	}
	switch s.wordAt(h.to) {
	case "the", "our", "it":
	default:
		return h.from == 0 && h.to < len(s.words) && s.words[h.to].clause != s.words[h.from].clause && len(s.words)-h.to >= telling // "found: …"
	}
	clause := s.words[h.from].clause
	for i := h.to; i < len(s.words); i++ {
		if s.words[i].clause != clause {
			return len(s.words)-i >= telling
		}
	}
	return false
}

// points is where a sentence points at what it is and goes on to say why: "it's the fraud check, its pool is stuck", "it is 5.2.0: the cookie
// changed". Without a word more it may be no more than where it hurts.
func (s *sentence) points() *hit {
	const telling = 4
	if s.rambles() {
		return nil
	}
	for i := range s.words {
		at := i + 1
		switch s.words[i].text {
		case "it's", "its":
		case "it":
			if w := s.wordAt(at); w != "is" && w != "was" {
				continue
			}
			at++
		default:
			continue
		}
		opens := i == 0 || s.words[i-1].clause != s.words[i].clause || s.anyWord(i-1, i, "so", "yes", "confirmed")
		if !opens || !(s.thing(at) || s.named(at)) || s.hit(cueNot, s.words[i].clause) != nil {
			continue
		}
		confirmed := i > 0 && s.within(cueName, 0, i) != nil
		for k := at; k < len(s.words); k++ {
			if s.words[k].clause != s.words[i].clause && (confirmed || len(s.words)-k >= telling) {
				return &hit{cueCause, i, at}
			}
		}
		if confirmed && len(s.words) > at+1 {
			return &hit{cueCause, i, at}
		}
	}
	return nil
}

// noCause are words of what is found out that is no cause: who was hit, what is well.
var noCause = wordSet("users", "customers", "user", "customer", "clients", "projects", "tenants", "experiencing", "seeing", "affected", "impact", "workaround", "nothing", "no",
	"fixed", "restored", "whether", "still", "failing")

// faultFound says whether what was found is a fault that stands right before the word: "expired cert found in the gateway log".
func (s *sentence) faultFound(name *hit) bool {
	const near = 5 // words from the fault to its finding
	switch s.words[name.from].text {
	case "found", "discovered", "located", "uncovered", "spotted":
		return s.within(cueFault, max(0, name.from-near), name.from) != nil && !responder(s.wordBefore(name.from, 1))
	}
	return false
}

// foundByMonitor says whether what was found is trouble, and what found it is a monitor: "global disruption identified by our monitoring".
func (s *sentence) foundByMonitor(h *hit) bool {
	for i := h.to; i < min(h.to+5, len(s.words)); i++ {
		switch s.words[i].text {
		case "monitoring", "monitor", "monitors", "alert", "alerts", "alerting", "alarm", "alarms", "probe", "probes", "dashboard", "customer", "customers", "user", "users":
			return s.anyWord(h.to, i, "by", "through", "via") && s.hit(cueCause, -1) == nil
		}
	}
	return false
}

// objectSize is how many words behind a word of finding are looked at for what was found. What stands further off is told of it.
const objectSize = 8

// finds says whether a clause of an account (-1: the whole sentence) tells that somebody came to know why: "the team traced it to …", "it was
// found that the partition was full". What is found out about users, or of what works, is no cause.
func (s *sentence) finds(clause int) bool {
	for i := range s.cues {
		h := &s.cues[i]
		if h.cue != cueName || (clause >= 0 && s.words[h.from].clause != clause) || s.denied(h.from, 0) || future(s, h) {
			continue
		}
		switch s.words[h.from].text {
		case "found", "traced", "knew", "discovered", "determined", "established", "realised", "realized", "understood", "figured", "tracked", "recognised",
			"recognized", "narrowed", "pinpointed", "diagnosed":
		default:
			continue
		}
		if !s.anyWord(h.to, h.to+3, "that", "to", "why", "it", "the", "down", "a", "an") || s.has(cueHedge) || s.has(cueRefute) || s.has(cueReport) {
			continue
		}
		if slices.ContainsFunc(s.words[h.to:min(h.to+objectSize, len(s.words))], func(w word) bool { return noCause[w.text] }) {
			continue
		}
		return true
	}
	return false
}

// fault is the cue by which a line of chat or notes tells what is wrong with a thing: "LDAP bind account locked", "chiller 1 tripped". What begins
// with it was done to mend it ("removed the node").
func (s *sentence) fault(e *event.Event) *hit {
	if e.Kind == event.Status || s.question || s.has(cuePast) || s.has(cueRefute) || s.has(cueFailed) {
		return nil
	}
	for i := range s.cues {
		h := &s.cues[i]
		if h.cue != cueFault || h.from == 0 || s.denied(h.from, 0) {
			continue
		}
		if prev := s.words[h.from-1]; prev.clause != s.words[h.from].clause || responder(prev.text) || conjunction(prev.text) {
			continue // "killed it, removed the lock"
		}
		if s.anyWord(h.from-1, h.from, "the", "this", "that", "finding", "fixing") || s.anyWord(h.from-2, h.from-1, "fix", "fixes", "fixed") {
			continue // "thanks for finding the bug" tells nothing of it that was not known
		}
		return h
	}
	return nil
}

// named says whether what stands at word i is a name that a colon follows, with what is wrong with it: "it is fluent-bit: the new config has debug on".
func (s *sentence) named(i int) bool {
	for k := i + 1; k <= i+2 && k < len(s.words); k++ {
		if gap := s.text[s.words[k-1].end:s.words[k].start]; strings.HasPrefix(gap, ":") {
			return true
		}
	}
	return false
}

// thing says whether a part of the system is named at word i: "the …", "our …", a version.
func (s *sentence) thing(i int) bool {
	switch s.wordAt(i) {
	case "the", "our", "that":
		switch s.wordAt(i + 1) {
		case "same", "weekend", "first", "second", "third", "only", "whole", "best", "one", "":
			return false
		}
		return true
	}
	w := s.wordAt(i)
	return w != "" && len(w) >= 3 && (isDigit(w[0]) || (w[0] == 'v' && isDigit(w[1])))
}

// understood is the word by which somebody in a room, or a line of notes, says that it is clear now, where the text goes on to say what: "got it.
// the gateway is out of descriptors", "ah. vlan 40 is missing", "… expired at nine. that's it".
func understood(e *event.Event, s *sentence) *hit {
	if s.has(cueHedge) || s.has(cueRefute) || s.has(cuePlan) || e.Kind == event.Status {
		return nil
	}
	const telling = 4
	if h := s.pointsBack(); h != nil {
		return h
	}
	h := s.hit(cueAha, -1)
	if h == nil {
		return affirms(e, s)
	}
	if s.denied(h.from, 0) || (s.words[h.to-1].text == "why" && s.anyWord(h.to, h.to+1, "we", "i", "you", "they")) {
		return nil // "that's why we have two"
	}
	behind := e.Text[min(s.at+len(s.text), len(e.Text)):]
	more := len(s.words) - h.to
	for i := 0; i < len(behind) && more < telling; i++ {
		if behind[i] == ' ' {
			more++
		}
	}
	switch s.words[h.from].text {
	case "that's", "thats", "that", "this", "there", "which", "explains":
		if s.at+s.words[h.from].start > 20 {
			return h // what it is stands before it
		}
	case "cause", "found", "nailed", "smoking", "figured", "worked", "work", "cracked", "mystery", "tracked", "traced", "pinned", "penny", "my", "mea", "i", "fat", "fat-fingered",
		"root", "we", "now", "here", "here's", "there's", "bang", "caught":
		return h
	case "discovered", "ah", "aha", "oh", "got", "bingo", "eureka", "gotcha":
		if h.from == 0 && more >= telling && !s.anyWord(h.to, len(s.words), "thanks", "thx", "ok", "okay", "will", "yes", "right", "sorry", "you") {
			return h
		}
	}
	return nil
}

// symptoms are what is identified when somebody notices that something is wrong, and not why.
var symptoms = wordSet("disruption", "outage", "incident", "issue", "problem", "errors", "impact", "degradation", "latency", "failures", "downtime")

// symptomFound is the cue by which a sentence tells that trouble itself was identified, and by whom or what came of it: "global disruption identified by
// monitoring", "an issue was identified by the team, who began to investigate". Nil if none does.
func (s *sentence) symptomFound() *hit {
	for i := range s.cues {
		h := &s.cues[i]
		if h.cue != cueName || s.hit(cueCause, s.words[h.from].clause) != nil {
			continue
		}
		subject := h.from - 1
		for subject > 0 && passive(s.words[subject].text) {
			subject--
		}
		if subject < 0 || !symptoms[s.words[subject].text] {
			continue
		}
		by := s.wordAt(h.to) == "by" && s.anyWord(h.to+1, h.to+6, "monitoring", "monitors", "monitor", "alert", "alerts", "alarm", "alarms", "customers", "users", "team", "staff", "support")
		if by || s.anyWord(h.to, len(s.words), "investigate", "investigating", "investigation", "response") {
			return h
		}
	}
	return nil
}

// passive says whether a word may stand between what was identified and the word that says so.
func passive(w string) bool {
	switch w {
	case "was", "were", "is", "been", "has", "had", "first", "initially", "formally", "also", "quickly":
		return true
	}
	return false
}
