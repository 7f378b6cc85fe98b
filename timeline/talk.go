package timeline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// This file reads what people say in clipped words: that something is bad, that it has begun, that it is over as far as they can see.

// asked is what a question does in chat: who asks whether others see it too reports it ("anyone else getting 502s?"). Other questions do
// nothing.
func asked(e *event.Event, s *sentence) []act {
	if !spoken(e) || s.has(cuePast) {
		return nil
	}
	if s.anyWord(0, len(s.words), "else") || (s.anyWord(0, len(s.words), "just", "only") && s.anyWord(0, len(s.words), "me")) {
		return []act{{role: RoleReported}}
	}
	if h := s.hit(cueImpact, -1); h != nil && s.wonders() && !s.namesOnly(h) {
		return []act{{role: RoleReported, clause: s.words[h.from].clause}}
	}
	h := slices.IndexFunc(s.words, func(w word) bool {
		switch w.text {
		case "anyone", "anybody", "someone", "somebody", "everyone", "everybody", "else", "me":
			return true
		}
		return false
	})
	if h < 0 {
		return nil
	}
	for _, c := range []cue{cueImpact, cueTrouble, cueWorsened, cueReport} {
		if hit := s.hit(c, -1); hit != nil {
			return []act{{role: RoleReported, clause: s.words[hit.from].clause}}
		}
	}
	if st := s.standing(); st.condition == bad {
		return []act{{role: RoleReported, clause: s.words[st.at.from].clause}}
	}
	return nil
}

// wonders says whether a question is short and asks whether something is bad, "is nfs dead?", "login broken?", and not why, whether still, or for help.
func (s *sentence) wonders() bool {
	const short = 8
	if len(s.words) > short || s.anyWord(0, len(s.words), "still", "was", "were", "fixed", "yet", "maybe") {
		return false
	}
	switch s.words[0].text {
	case "did", "do", "does", "could", "can", "should", "would", "shall", "will", "might", "have", "has",
		"why", "what", "what's", "who", "when", "where", "how", "which", "any", "so", "or", "and":
		return false
	}
	return true
}

// complaint is the cue by which a person in chat says that something is bad right now; nil where what is told is past, planned, tried, or why.
func complaint(e *event.Event, s *sentence, stands state) *hit {
	if !spoken(e) || slices.ContainsFunc([]cue{cuePast, cueDeclare, cueClose, cueImproved, cueCause}, s.has) || tries(s, -1) != nil {
		return nil
	}
	if stands.condition == bad {
		return stands.at
	}
	if stands.condition != unsaid || s.has(cuePlan) {
		return nil
	}
	if n := len(s.words); n >= 4 && s.anyWord(n-1, n, "me", "us", "everyone", "everybody") && s.words[n-2].text == "for" && !s.has(cueGood) && !s.has(cueWorks) && !s.has(cueOver) && !s.has(cueRefute) {
		return &hit{cueReport, n - 2, n} // "cart total shows NaN for me"
	}
	if h := s.notDoing(); h != nil {
		return h
	}
	for _, c := range []cue{cueImpact, cueTrouble, cueWorsened} {
		for i := range s.cues {
			h := &s.cues[i]
			if h.cue != c || s.denied(h.from, 0) {
				continue
			}
			if !s.namesOnly(h) {
				return h
			}
		}
	}
	return nil
}

// notDoing is where a thing is said not to do what it does: "cameras are not reading plates". What people do not do is their own affair.
func (s *sentence) notDoing() *hit {
	for i := 1; i+1 < len(s.words); i++ {
		switch s.words[i].text {
		case "not", "isn't", "aren't", "isnt", "arent":
		default:
			continue
		}
		if !strings.HasSuffix(s.words[i+1].text, "ing") || s.anyWord(i+1, i+2, "going", "being", "nothing", "anything", "looking", "sharing") {
			continue
		}
		if s.anyWord(i-2, i, "i", "i'm", "we", "we're", "you", "you're", "they", "they're", "he's", "she's", "it's", "that's", "nobody", "why") {
			continue
		}
		return &hit{cueImpact, i, i + 2}
	}
	return nil
}

// asking is where a line of notes tells that somebody asked about what they saw: "dev asks why pipelines are pending", "two teams ask whether we do something".
func (s *sentence) asking() *hit {
	const near = 7 // words between the asking and its question: "asks in the channel of the platform team why"
	for i := 1; i < len(s.words); i++ {
		switch s.words[i].text {
		case "ask", "asks", "asked", "wonders", "wondered", "enquires", "inquires":
			if !responder(s.words[i-1].text) && s.anyWord(i+1, min(i+near, len(s.words)), "why", "whether", "if", "about", "what") {
				return &hit{cueDetect, i, i + 1}
			}
		}
	}
	return nil
}

// noticing is the cue by which a sentence tells that something was noticed; "before we noticed" and "until it was detected" look back.
func (s *sentence) noticing() *hit {
	for i := range s.cues {
		if h := &s.cues[i]; h.cue == cueDetect && !s.denies(h) && !s.ownSound(h) && !s.denied(h.from, 0) && !s.anyWord(h.from-3, h.from, "would", "could", "should", "might") && !s.anyWord(h.from-3, h.from, "before", "until", "without", "list", "customers", "users", "public", "stakeholders", "management") {
			return h
		}
	}
	return nil
}

// ownSound says whether the bell of a phone is all that a sentence ends with: "the test call rings" is no alarm.
func (s *sentence) ownSound(h *hit) bool {
	return h.to == len(s.words) && s.anyWord(h.from, h.to, "rings", "rang") && s.anyWord(0, h.from, "call", "calls", "phone", "phones", "line", "test", "extension", "bell")
}

// reporting is the verb by which somebody, or a monitor, reports something that is wrong: "three students report problems", "the ward reports no
// results". "The report", "an incident report" are things.
func (s *sentence) reporting() *hit {
	if s.rambles() {
		return nil
	}
	for i, w := range s.words {
		switch w.text {
		case "reports", "report", "reported", "reporting":
		case "call", "calls", "called", "phone", "ring", "rings", "write", "email", "emails":
			if i == 0 || i+1 >= len(s.words) || s.words[i+1].clause == w.clause || s.anyWord(i-1, i, "the", "a", "this", "no", "of", "to", "per", "for") {
				continue // "municipal offices call: no incoming calls"
			}
		case "says", "say", "said", "writes", "wrote", "complains", "mentions", "mentioned", "tells":
			if i == 0 || !s.reporter(i-1) {
				continue
			}
		default:
			continue
		}
		if i == 0 || s.anyWord(i-1, i, "the", "a", "an", "this", "incident", "of", "in", "our", "final", "bug", "to", "not", "will", "please") {
			continue
		}
		if s.reporter(i - 1) {
			return &hit{cueReport, i, i + 1}
		}
		for k := range s.cues {
			h := &s.cues[k]
			if h.from <= i || (h.cue == cueGood && !s.denied(h.from, i)) {
				continue
			}
			switch h.cue {
			case cueImpact, cueTrouble, cueWorsened, cueStopped:
				return &hit{cueReport, i, i + 1}
			}
		}
		if s.anyWord(i, len(s.words), "no", "not", "unable", "missing", "slow") {
			return &hit{cueReport, i, i + 1}
		}
	}
	return nil
}

// reporter says whether the word at index i stands for those who are hit by trouble, or hear of it, and report it.
func (s *sentence) reporter(i int) bool {
	switch s.words[i].text {
	case "user", "users", "customer", "customers", "client", "clients", "student", "students", "developer", "developers", "colleague", "colleagues", "partner",
		"partners", "someone", "somebody", "operator", "operators", "driver", "drivers", "team", "teams", "people", "staff", "desk", "support", "tenant", "tenants":
		return true
	}
	return false
}

// namesOnly says whether a cue is a noun by which trouble is spoken of and not seen.
func (s *sentence) namesOnly(h *hit) bool {
	switch s.words[h.from].text {
	case "down", "dark", "red", "up", "cut", "loops", "growing", "amber", "mute", "muted":
		return h.to == h.from+1 && (s.anyWord(h.from-1, h.from, "way", "scroll", "further", "sit", "calm", "slow", "write", "wrote", "track", "tracked", "narrow", "narrowed", "cut", "shut", "scale",
			"scaled", "scaling", "spin", "spun", "tear", "boils", "comes", "coming", "came", "breaking", "break", "upside", "count", "counting", "turn", "turned", "winding", "hunt", "hunted", "in") ||
			s.anyWord(h.to, h.to+1, "the", "to", "below", "there"))
	case "incident", "outage", "event", "issue", "issues", "problem", "problems", "queue", "queues", "impact", "impacted", "affected", "disruption", "backlog",
		"lock", "locks", "spam":
		return true
	}
	return false
}

// loneEnd is the sign that a single thing is well again; nil if there is none, or if the sentence is about an alert, or in part, or a guess.
func loneEnd(e *event.Event, s *sentence, stands state, over *hit) *hit {
	if over != nil || stands.condition == bad || stands.condition == better || s.has(cueHedge) || s.has(cuePast) || s.anyWord(0, len(s.words), "slowly", "gradually") {
		return nil
	}
	if stands.condition == well && s.unmeant(stands.at) {
		return nil
	}
	if stands.condition == well && !aboutAlert(s, s.words[stands.at.from].clause) {
		return stands.at
	}
	if h := s.counted(); h != nil {
		return h
	}
	if !spoken(e) {
		return nil
	}
	for i := range s.cues {
		h := &s.cues[i]
		clause := s.words[h.from].clause
		if h.cue == cueOver && !s.unmeant(h) && !s.aimedAt(h) && !s.mendsIt(h, s.clauseFrom(h.from)) && !s.risesUp(h) && !s.before(cueNot, h.from, 4) && !future(s, h) && !s.oneOfMany(0, h.from) && !aboutAlert(s, clause) && s.hit(cuePart, clause) == nil && s.hit(cueImproved, clause) == nil && !s.share(clause) {
			return h
		}
	}
	return nil
}

// risesUp says whether "up" in a phrase of good states belongs to a verb of growth: "fills up again".
func (s *sentence) risesUp(h *hit) bool {
	if s.words[h.from].text != "up" {
		return false
	}
	switch s.wordBefore(h.from, 1) {
	case "fills", "fill", "filling", "piles", "piling", "builds", "building", "goes", "going", "climbs", "shoots", "ramps", "backs", "backing":
		return true
	}
	return false
}

// mostly is the sign by which a sentence says that the greater part is well: "most requests ok", "80% of stores back online", "usable again for most".
func (s *sentence) mostly() *hit {
	if s.rambles() {
		return nil
	}
	if h := s.hit(cueImproved, -1); s.halves() {
		return cmp.Or(h, s.hit(cueTrouble, -1))
	}
	for i := range s.words {
		if !s.greaterPart(i) {
			continue
		}
		clause := s.words[i].clause
		for k := range s.cues {
			h := &s.cues[k]
			if s.words[h.from].clause != clause || s.denied(h.from, 0) || future(s, h) {
				continue
			}
			if h.cue == cueGood || h.cue == cueOver || (h.cue == cueWorks && s.hit(cueTrouble, clause) == nil && s.hit(cueImpact, clause) == nil) {
				return h
			}
		}
	}
	return nil
}

// greaterPart says whether the word at index i means more than half: "most", "majority", "mostly", a percentage from 50 up.
func (s *sentence) greaterPart(i int) bool {
	w := s.words[i].text
	switch w {
	case "most", "majority", "mostly":
		return true
	}
	n := len(w)
	return n == 3 && w[2] == '%' && w[0] >= '5' && w[0] <= '9' && isDigit(w[1])
}

// notInception are the cues of what is no beginning.
var notInception = []cue{
	cueDetect, cueReport, cueEngage, cueAttempt, cueName, cueCause, cueRemain, cueImproved, cueDeclare, cueClose, cuePast, cueSearch, cueMitigate, cueOver, cueWhole,
}

// inception is the cue by which a line of notes says that things turned bad at its time, without a word for beginning: "error rate jumps to
// 30%", "portal answers with error 500". Who reports it, tries something or tells why is no such line.
func inception(e *event.Event, s *sentence) *hit {
	if !written(e) {
		return nil
	}
	if h := s.within(cueTrouble, 1, 3); h != nil && s.words[0].text == "first" {
		return h // "first evictions, pods restart"
	}
	if slices.ContainsFunc(notInception, s.has) {
		return nil
	}
	if s.reporting() != nil {
		return nil // it was bad before it was reported
	}
	st := s.standing()
	if st.condition == bad && !st.relapse && !s.anyWord(0, len(s.words), "again") {
		return st.at
	}
	if s.has(cueTrouble) && s.anyWord(0, len(s.words), "falls", "fall", "fell", "drops", "dropped", "decreases", "decreased", "sinks", "sank", "lower") {
		return nil // trouble that gets less
	}
	if st.condition != unsaid || s.anyWord(0, len(s.words), "still", "again", "more", "another", "why", "asks", "asked", "since", "because") {
		return nil
	}
	for _, c := range []cue{cueWorsened, cueTrouble, cueImpact} {
		if h := s.hit(c, -1); h != nil && !s.denied(h.from, 0) && !s.namesOnly(h) && !s.anyWord(1, h.from, "since") { // "since" without a time tells why
			return h
		}
	}
	return nil
}
