package timeline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// act is something that a message does, and the clause that does it.
type act struct {
	role   Role
	clause int
	again  bool // relapse: it is bad anew, and not still
	brief  bool // over: no more than a word or two that say that it works, which means something after a repair alone
	lone   bool // over: of a single thing, in passing; began: by a bad state alone, and not in so many words
}

// acts is what a message does at the time at which it was said, one sentence of it: it declares, reports, takes up, names a cause, tries,
// sees improvement, calls it mitigated or over. A question does nothing, nor does a plan, a denial or a guess (but a guess at a cause is
// kept as one).
func (r *reader) acts(e *event.Event, s *sentence) []act {
	if spoken(e) && machine(e) {
		return botActs(e, s)
	}
	if s.proposes() {
		return nil
	}
	if s.question || (spoken(e) && s.asksOpenly()) {
		return asked(e, s)
	}
	var out []act
	add := func(role Role, h *hit) {
		if h != nil {
			out = append(out, act{role: role, clause: s.words[h.from].clause})
		}
	}
	stands, relayed := s.standing(), s.relayed()
	passedOn := func(h *hit) bool { return h != nil && s.words[h.from].clause <= relayed }
	says := func(c cue) *hit { // what a cue says for the first time, denials and what lies ahead left out
		for i := range s.cues {
			h := &s.cues[i]
			if h.cue == c && !s.before(cueNot, h.from, 4) && !future(s, h) && !(tellsEnd(c) && (s.unmeant(h) || passedOn(h))) {
				return h
			}
		}
		return nil
	}
	hedged, plan := s.has(cueHedge), s.has(cuePlan)
	over := endOf(e, s, says(cueOver))
	again := cmp.Or(says(cueRelapse), fallsBack(e, s))
	if again != nil && over != nil && over.from < again.from {
		over = nil
	}
	if passedOn(over) || (stands.relapse && (over == nil || over.from < stands.at.to)) || (spoken(e) && (stands.condition == bad || stands.condition == better)) {
		over = nil
	}
	add(RoleDeclared, says(cueDeclare))
	add(RoleClosed, says(cueClose))
	cause := s.findsCause()
	if cause == nil {
		cause = understood(e, s)
	}
	noticed := s.symptomFound()
	if noticed != nil && !spoken(e) {
		cause = nil
		add(RoleNoticed, noticed)
	}
	lone := loneEnd(e, s, stands, over)
	if cause != nil || passedOn(lone) || (again != nil && lone != nil && lone.from < again.from) {
		lone = nil // "the licence has ended" is why, and no end
	}
	switch {
	case over != nil && s.has(cueRemain):
		add(RoleRemains, over)
	case over != nil:
		add(RoleOver, over)
	case lone != nil:
		out = append(out, act{role: RoleOver, clause: s.words[lone.from].clause, lone: stands.condition != well || !stands.all})
	case cause == nil && !hedged && !plan:
		if h := briefly(e, s); h != nil && again == nil && !s.unmeant(h) && !passedOn(h) {
			out = append(out, act{role: RoleOver, clause: s.words[h.from].clause, lone: true, brief: true})
		}
	}
	mostly := s.mostly()
	if mostly != nil && !hedged && over == nil {
		add(RoleLessened, mostly)
	}
	if r := cmp.Or(again, stands.at); (again != nil || stands.relapse) && over == nil && !plan && !hedged && !s.has(cuePast) {
		anew := again != nil || (s.anyWord(0, len(s.words), "again", "back") && !s.anyWord(0, len(s.words), "still"))
		out = append(out, act{role: RoleRelapse, clause: s.words[r.from].clause, again: anew})
	}
	if !hedged {
		add(RoleLessened, says(cueMitigate))
	}
	if h := s.hit(cueImproved, -1); h != nil && !plan && !s.before(cueNot, h.from, 2) {
		add(RoleImproved, h)
	} else if stands.condition == better && mostly == nil && !plan {
		add(RoleImproved, stands.at)
	}
	switch {
	case cause != nil && over == nil && lone == nil && s.foundByMonitor(cause):
		add(RoleNoticed, cause)
	case cause != nil && over == nil && lone == nil:
		add(RoleFound, cause)
	case hedged:
		add(RoleSuspected, s.hit(cueCause, -1))
	}
	tried := tries(s, -1)
	if fault := s.fault(e); fault != nil && cause == nil && over == nil && lone == nil && !hedged && !plan && (tried == nil || tried.from != fault.from) {
		add(RoleFault, fault)
	}
	began := beginning(e, s, over != nil || lone != nil)
	add(RoleBegan, began)
	if began == nil && over == nil && lone == nil && !hedged && !plan {
		if h := inception(e, s); h != nil {
			out = append(out, act{role: RoleBegan, clause: s.words[h.from].clause, lone: true})
		}
	}
	if over == nil && stands.condition != well && !plan && !s.has(cueImproved) {
		h := cmp.Or(s.noticing(), s.undenied(s.reporting()))
		if h == nil && written(e) {
			h = s.asking()
		}
		add(RoleNoticed, h)
	}
	if !s.has(cueOver) {
		add(RoleReported, cmp.Or(s.undenied(s.hit(cueReport, -1)), complaint(e, s, stands)))
		add(RoleEngaged, s.undenied(s.hit(cueEngage, -1)))
	}
	if tried != nil && !future(s, tried) && !s.before(cueNot, tried.from, 3) && !s.intended(tried) && !s.anotherTime(tried) {
		add(RoleTried, tried)
	}
	if written(e) && tried == nil && !plan && !s.has(cueOnset) {
		add(RoleChanged, s.hit(cueChange, -1))
	}
	if written(e) && !e.Until.IsZero() && !s.has(cueChange) && !s.has(cueResponse) {
		add(RoleWindow, s.hit(cueImpact, -1))
	}
	return out
}

// tellsEnd says whether a cue is one of an end.
func tellsEnd(c cue) bool { return c == cueOver || c == cueClose || c == cueMitigate }

// share says whether a clause speaks of less than all by a percentage: "80% of stores are back online".
func (s *sentence) share(clause int) bool {
	for _, w := range s.words {
		if w.clause == clause && strings.HasSuffix(w.text, "%") && w.text != "100%" {
			return true
		}
	}
	return false
}

// botActs is what a bot's message does: an alert that it passes on is a monitor that noticed. Whatever else bots say they copy.
func botActs(e *event.Event, s *sentence) []act {
	h := s.hit(cueFiring, -1)
	if h == nil {
		h = s.marked()
	}
	if low := s.belowUsual(); low != nil {
		return []act{{role: RoleNoticed, clause: s.words[low.from].clause}}
	}
	if ended := s.cleared(e); ended != nil {
		return []act{{role: RoleOver, clause: s.words[ended.from].clause, lone: true}}
	}
	if h == nil && s.at == 0 && len(s.words) > 0 && pages(e) {
		h = &hit{cueFiring, 0, 1}
	}
	if h == nil || s.has(cueOver) || s.anyWord(0, len(s.words), "closed", "ok", "ready", "recovered", "clear") || s.before(cueNot, h.from, 3) {
		return nil
	}
	return []act{{role: RoleNoticed, clause: s.words[h.from].clause}}
}

// pages says whether a program is there to call people: whatever it says is an alarm, or the end of one.
func pages(e *event.Event) bool {
	name := strings.ToLower(e.Actor.Name)
	return strings.Contains(name, "pager") || strings.Contains(name, "alert") || strings.Contains(name, "monitor")
}

// marked is the mark of an alert that a message begins with: "[P3] …", "[WARN] …", "ALERT: …".
func (s *sentence) marked() *hit {
	for i := range min(2, len(s.words)) {
		switch s.words[i].text {
		case "alert", "alarm", "warn", "warning", "crit", "p1", "p2", "p3", "p4", "p5", "sev1", "sev2", "sev3":
			return &hit{cueFiring, i, i + 1}
		}
	}
	return nil
}

// machine says whether a program wrote a message. In logs of conversations only its name can tell.
func machine(e *event.Event) bool {
	if e.Actor.Bot {
		return true
	}
	name := strings.ToLower(e.Actor.Name)
	if strings.HasPrefix(name, "bot-") || strings.HasPrefix(name, "bot_") {
		return true
	}
	for _, end := range []string{"bot", "-ci", "alerts", "alert", "pager", "monitor", "monitoring"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// endOf is the cue by which a sentence calls the incident, or what it speaks of, over; nil where it does not. A hope, a part, an alert's end
// and, in chat, a single thing that is back are no end.
func endOf(e *event.Event, s *sentence, over *hit) *hit {
	if end := s.hit(cueEnd, -1); end != nil && !s.before(cueNot, end.from, 2) && !future(s, end) && !s.unmeant(end) {
		return end
	}
	if over == nil || s.aimedAt(over) || s.aimed(over) || s.has(cueHedge) || aboutAlert(s, s.words[over.from].clause) {
		return nil
	}
	if clause := s.words[over.from].clause; s.hit(cueImproved, clause) != nil || s.hit(cuePart, clause) != nil || s.share(clause) {
		return nil
	}
	if spoken(e) && (!settles(s, over) || s.anyWord(0, len(s.words), "itself", "alone")) {
		return nil
	}
	return over
}

// aimed says whether an end is what somebody works at: "we are looking at bringing the system back up", "in order to get it up and running".
func (s *sentence) aimed(over *hit) bool {
	const near = 6 // words: "bring the two database servers back up"
	for i := max(0, over.from-near); i < over.from; i++ {
		switch s.words[i].text {
		case "bring", "get", "fix", "restore", "recover", "make":
			if prev := s.wordBefore(i, 1); prev == "to" && s.wordBefore(i, 2) != "able" && s.wordBefore(i, 2) != "managed" {
				return true
			}
		case "bringing", "getting", "fixing", "trying", "attempting":
			return true
		}
	}
	return false
}

// beginning is the cue by which a line of notes says that impact begins at its own time; in other texts only the phrases that can mean
// nothing else count.
func beginning(e *event.Event, s *sentence, over bool) *hit {
	if h := s.hit(cueOnset, -1); h != nil {
		return h
	}
	h := s.hit(cueBegan, -1)
	if h != nil && (s.words[h.from].text == "since" || s.anyWord(0, h.from, "why", "how", "asks", "asked")) {
		return nil // without a time "since" means "because", and who asks why tells nothing new
	}
	if h == nil || !written(e) || over || ofResponse(s, h) || (!s.has(cueWhole) && !s.has(cueImpact)) {
		return nil
	}
	if slices.ContainsFunc([]cue{cueDeclare, cueName, cueDetect, cueAttempt, cuePlan}, s.has) {
		return nil
	}
	return h
}

// tries is the cue by which a clause (-1: any) tells of something that was done about it: by somebody ("engineers disabled …", "we rolled
// back"), in a note's clipped style ("Rolled back …"), or in the passive ("the change was reverted"). "The failover worked" and "an agent
// deleted the record" tell of a mechanism.
func tries(s *sentence, clause int) *hit {
	for i := range s.cues {
		h := &s.cues[i]
		if h.cue != cueAttempt || (clause >= 0 && s.words[h.from].clause != clause) {
			continue
		}
		if h.from <= 3 && !determiner(s.words[0].text) {
			return h // "Rolled back …", "cron job disabled"
		}
		switch s.wordBefore(h.from, 1) {
		case "was", "were", "been", "being", "tried":
			return h
		}
		for n := 1; n <= 5; n++ {
			if by := s.wordBefore(h.from, n); responder(by) {
				return h
			}
		}
	}
	return nil
}

// determiner says whether a sentence that begins with a word begins with a full noun phrase, as whole sentences do and clipped notes do not.
func determiner(w string) bool {
	switch w {
	case "the", "a", "an", "this", "that", "these", "those", "some", "all", "its", "our", "their", "it":
		return true
	}
	return false
}

// responder says whether a word stands for the people who respond.
func responder(w string) bool {
	switch w {
	case "we", "i", "they", "he", "she", "engineer", "engineers", "team", "teams", "responders", "operators", "on-call", "oncall", "i've", "we've", "sre",
		"sres", "staff", "operations":
		return true
	}
	return false
}

// future says whether what a cue says lies ahead: a plan word stands before it in its clause ("will be fixed", "once it is resolved").
func future(s *sentence, h *hit) bool { return h != nil && s.before(cuePlan, h.from, 12) }

// settles says whether a chat message that speaks of an end means the incident: "all clear", "fully recovered", "incident resolved", and not
// "that pod is back up".
func settles(s *sentence, over *hit) bool {
	if s.has(cueAll) || s.has(cueWhole) {
		return true
	}
	switch s.words[over.from].text {
	case "all", "resolved", "recovered", "full", "back", "returned", "nominal", "gone", "normal":
		return true
	}
	return false
}

// aboutAlert says whether a clause tells of an alert's end and not of the incident's: "resolved status for CPU-Critical alert".
func aboutAlert(s *sentence, clause int) bool {
	for _, w := range s.words {
		if w.clause != clause {
			continue
		}
		switch w.text {
		case "alert", "alerts", "alarm", "alarms", "pagerduty", "page":
			return true
		}
	}
	return false
}
