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

// actsOf is what a message does at the time at which it was said, one sentence of it: it declares, reports, takes up, names a cause, tries,
// sees improvement, calls it mitigated or over. A question does nothing, nor does a plan, a denial or a guess (but a guess at a cause is
// kept as one).
func actsOf(e *event.Event, s *sentence) []act {
	switch {
	case spoken(e) && machine(e):
		return botActs(e, s)
	case s.proposes():
		return nil
	case s.question || (spoken(e) && s.asksOpenly()):
		return asked(e, s)
	}
	d := deeds{e: e, s: s}
	d.read()
	d.add(RoleDeclared, d.says(cueDeclare))
	d.add(RoleClosed, d.says(cueClose))
	d.add(RoleNoticed, d.symptom)
	d.addEnd()
	if d.over == nil && !d.hedged {
		d.add(RoleLessened, d.mostly)
	}
	d.addRelapse()
	d.addImprovement()
	d.addCause()
	d.addBeginning()
	d.addNoticing()
	d.addResponse()
	return d.acts
}

// deeds are the acts of one sentence while they are gathered, and what several of them ask of it. Their order is that in which they are added.
type deeds struct {
	e    *event.Event
	s    *sentence
	acts []act

	stands  state
	relayed int  // the last clause that passes on what others say; -1 is none
	hedged  bool // it guesses
	plan    bool // it tells what is to be done

	over    *hit // by this it is over
	lone    *hit // by this a single thing is well; nil where over is not
	again   *hit // by this it is bad anew
	cause   *hit // by this it holds something to be the cause
	symptom *hit // by this it tells that a symptom was found
	tried   *hit // by this something was tried
	mostly  *hit // by this the greater part is well
}

// read finds what several acts ask of the sentence. An end is weighed against a relapse, and a single thing's against the cause.
func (d *deeds) read() {
	d.stands, d.relayed = d.s.standing(), d.s.relayed()
	d.hedged, d.plan = d.s.has(cueHedge), d.s.has(cuePlan)
	d.tried, d.mostly = tries(d.s, -1), d.s.mostly()
	d.again = cmp.Or(d.says(cueRelapse), fallsBack(d.e, d.s))
	d.over = d.end()
	if d.cause = d.s.findsCause(); d.cause == nil {
		d.cause = understood(d.e, d.s)
	}
	if h := d.s.symptomFound(); h != nil && !spoken(d.e) {
		d.cause, d.symptom = nil, h
	}
	lone := loneEnd(d.e, d.s, d.stands, d.over)
	if d.cause == nil && !d.passedOn(lone) && !d.fallsBackAfter(lone) { // "the licence has ended" is why, and no end
		d.lone = lone
	}
}

// add adds an act that a cue stands for, if there is one.
func (d *deeds) add(role Role, h *hit) {
	if h != nil {
		d.acts = append(d.acts, act{role: role, clause: d.clause(h)})
	}
}

func (d *deeds) clause(h *hit) int { return d.s.words[h.from].clause }

// says is what a cue says for the first time, denials and what lies ahead left out; of an end also what is not meant, or passed on.
func (d *deeds) says(c cue) *hit {
	for i := range d.s.cues {
		h := &d.s.cues[i]
		if h.cue != c || d.s.before(cueNot, h.from, 4) || future(d.s, h) {
			continue
		}
		if !tellsEnd(c) || (!d.s.unmeant(h) && !d.passedOn(h)) {
			return h
		}
	}
	return nil
}

func (d *deeds) passedOn(h *hit) bool { return h != nil && d.clause(h) <= d.relayed }

// fallsBackAfter says whether the sentence goes on to tell that it is bad anew: "it was up again, and went down".
func (d *deeds) fallsBackAfter(h *hit) bool {
	return h != nil && d.again != nil && h.from < d.again.from
}

// ends says whether the sentence tells of an end, of all or of a single thing.
func (d *deeds) ends() bool { return d.over != nil || d.lone != nil }

// end is the cue of an end that the rest of the sentence leaves standing.
func (d *deeds) end() *hit {
	over := endOf(d.e, d.s, d.says(cueOver))
	switch {
	case over == nil, d.passedOn(over), d.fallsBackAfter(over):
		return nil
	case d.stands.relapse && over.from < d.stands.at.to:
		return nil
	case spoken(d.e) && (d.stands.condition == bad || d.stands.condition == better):
		return nil
	}
	return over
}

// addEnd adds the end of all, of what remained, or of a single thing.
func (d *deeds) addEnd() {
	switch {
	case d.over != nil && d.s.has(cueRemain):
		d.add(RoleRemains, d.over)
	case d.over != nil:
		d.add(RoleOver, d.over)
	case d.lone != nil:
		d.acts = append(d.acts, act{role: RoleOver, clause: d.clause(d.lone), lone: d.stands.condition != well || !d.stands.all})
	case d.cause == nil && d.again == nil && !d.hedged && !d.plan:
		if h := briefly(d.e, d.s); h != nil && !d.s.unmeant(h) && !d.passedOn(h) {
			d.acts = append(d.acts, act{role: RoleOver, clause: d.clause(h), lone: true, brief: true})
		}
	}
}

// addRelapse adds that it is bad anew, or still.
func (d *deeds) addRelapse() {
	if d.over != nil || d.plan || d.hedged || d.s.has(cuePast) || (d.again == nil && !d.stands.relapse) {
		return
	}
	anew := d.again != nil || (d.s.anyWord(0, len(d.s.words), "again", "back") && !d.s.anyWord(0, len(d.s.words), "still"))
	d.acts = append(d.acts, act{role: RoleRelapse, clause: d.clause(cmp.Or(d.again, d.stands.at)), again: anew})
}

// addImprovement adds what is mitigated, and what got better.
func (d *deeds) addImprovement() {
	if !d.hedged {
		d.add(RoleLessened, d.says(cueMitigate))
	}
	if h := d.s.hit(cueImproved, -1); h != nil && !d.plan && !d.s.before(cueNot, h.from, 2) {
		d.add(RoleImproved, h)
		return
	}
	if d.stands.condition == better && d.mostly == nil && !d.plan {
		d.add(RoleImproved, d.stands.at)
	}
}

// addCause adds the cause that was found or guessed at, or the fault that may be it. Trouble that a monitor found is a noticing.
func (d *deeds) addCause() {
	switch {
	case d.cause != nil && !d.ends() && d.s.foundByMonitor(d.cause):
		d.add(RoleNoticed, d.cause)
	case d.cause != nil && !d.ends():
		d.add(RoleFound, d.cause)
	case d.hedged:
		d.add(RoleSuspected, d.s.hit(cueCause, -1))
	}
	if d.cause != nil || d.ends() || d.hedged || d.plan {
		return
	}
	if fault := d.s.fault(d.e); fault != nil && (d.tried == nil || d.tried.from != fault.from) {
		d.add(RoleFault, fault)
	}
}

// addBeginning adds that impact begins, in so many words or by a bad state alone.
func (d *deeds) addBeginning() {
	if began := beginning(d.e, d.s, d.ends()); began != nil {
		d.add(RoleBegan, began)
		return
	}
	if d.ends() || d.hedged || d.plan {
		return
	}
	if h := inception(d.e, d.s); h != nil {
		d.acts = append(d.acts, act{role: RoleBegan, clause: d.clause(h), lone: true})
	}
}

// addNoticing adds that somebody or something noticed, or that somebody reported.
func (d *deeds) addNoticing() {
	if d.over == nil && d.stands.condition != well && !d.plan && !d.s.has(cueImproved) {
		h := cmp.Or(d.s.noticing(), d.s.undenied(d.s.reporting()))
		if h == nil && written(d.e) {
			h = d.s.asking()
		}
		d.add(RoleNoticed, h)
	}
	if !d.s.has(cueOver) {
		d.add(RoleReported, cmp.Or(d.s.undenied(d.s.hit(cueReport, -1)), complaint(d.e, d.s, d.stands)))
	}
}

// addResponse adds what people did about it, and what a line of notes tells of the system at its own time.
func (d *deeds) addResponse() {
	if !d.s.has(cueOver) {
		d.add(RoleEngaged, d.s.undenied(d.s.hit(cueEngage, -1)))
	}
	if t := d.tried; t != nil && !future(d.s, t) && !d.s.before(cueNot, t.from, 3) && !d.s.intended(t) && !d.s.anotherTime(t) {
		d.add(RoleTried, t)
	}
	if !written(d.e) {
		return
	}
	if d.tried == nil && !d.plan && !d.s.has(cueOnset) {
		d.add(RoleChanged, d.s.hit(cueChange, -1))
	}
	if !d.e.Until.IsZero() && !d.s.has(cueChange) && !d.s.has(cueResponse) {
		d.add(RoleWindow, d.s.hit(cueImpact, -1))
	}
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

// endOf is the cue by which a sentence calls the incident, or what it speaks of, over; nil where it does not. A hope, a part, an alert's end
// and, in chat, a single thing that is back are no end.
func endOf(e *event.Event, s *sentence, over *hit) *hit {
	if end := s.hit(cueEnd, -1); end != nil && !s.before(cueNot, end.from, 2) && !future(s, end) && !s.unmeant(end) {
		return end
	}
	if over == nil || s.aimedAt(over) || s.has(cueHedge) || aboutAlert(s, s.words[over.from].clause) {
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
