package timeline

import "strings"

// This file tells what a sentence says of something else than it seems to: an aim, another's clock, a look back, a message to others.

// aimedAt says whether the end that a cue speaks of is what somebody works for: "to resolve it", "trying to get it back up", "is being fixed", "the
// quickest way to bring it back online", "a restart to make it work". Who was able or managed to mend it has done so.
func (s *sentence) aimedAt(over *hit) bool {
	const near = 8 // words: "bring the two database servers of the shop back up"
	switch s.wordBefore(over.from, 1) {
	case "to", "being", "bringing", "getting", "for", "toward", "towards", "until":
		return true
	}
	clause := s.words[over.from].clause
	for i := over.from - 1; i >= max(0, over.from-near) && s.words[i].clause == clause; i-- {
		switch s.words[i].text {
		case "bring", "bringing", "get", "getting", "fixing", "trying", "attempting", "wait", "waiting", "decided", "want", "wants", "wanted":
			return true
		case "fix", "restore", "recover", "make":
			if s.wordBefore(i, 1) == "to" && !s.anyWord(i-2, i-1, "able", "managed") {
				return true
			}
		}
	}
	return false
}

// ofAnotherClock says whether the time at word index at is told by a clock that nobody can know: "8:03 my time", "around 9 your time".
func (s *sentence) ofAnotherClock(at int) bool {
	return s.anyWord(at+1, at+2, "my", "your", "his", "her", "their") && s.wordAt(at+2) == "time"
}

// deadline says whether the time at word index at is one by which something should have happened: "not finished by 03:30", "deadline was 04:30".
func (s *sentence) deadline(at int) bool {
	if s.anyWord(at-3, at, "deadline", "due", "cutoff", "cut-off") {
		return true
	}
	return s.anyWord(at-1, at, "by", "before") && s.anyWord(0, at, "not", "isn't", "hasn't", "didn't", "unfinished", "missed")
}

// afterTheFact says whether a line tells by itself that nobody saw what it tells when it happened: "(from graphs, found afterwards)", "nobody was awake".
func (s *sentence) afterTheFact() bool {
	for i, w := range s.words {
		switch w.text {
		case "afterwards", "afterward", "hindsight", "retrospect", "retrospectively", "unnoticed", "undetected", "silently", "unknowingly":
			return true
		case "nobody":
			return s.anyWord(i+1, i+4, "noticed", "awake", "saw", "knew", "looked", "watching", "around")
		case "found", "seen", "learned", "discovered", "established", "reconstructed":
			if s.anyWord(i+1, i+2, "later") {
				return true
			}
		case "from":
			if s.anyWord(i+1, i+3, "graphs", "metrics", "logs", "dashboards", "monitoring", "grafana", "records") {
				return true
			}
		}
	}
	return false
}

// toldOthers says whether a sentence tells that others were told of the end, in a mail, a ticket or a post: that comes after it.
func toldOthers(sentence string) bool {
	for w := range strings.FieldsFuncSeq(sentence, func(r rune) bool { return !wordRune(r) && r != '-' }) {
		switch strings.ToLower(w) {
		case "mail", "mails", "email", "emails", "e-mail", "mailed", "tweet", "tweeted", "ticket", "tickets", "statuspage", "announcement", "announced", "announces", "banner",
			"post", "posted", "informed", "notified", "notification", "newsletter", "communicated", "communication", "comms":
			return true
		}
	}
	return false
}

// mishap says whether a line tells of a change that went wrong, in the words of those who know it afterwards: "accidentally upgraded", "applied the disruptive
// rule".
func mishap(sentence string) bool { return holdsWord(sentence, mishaps) }

var mishaps = wordSet("accidentally", "accidental", "inadvertently", "inadvertent", "mistakenly", "mistake", "erroneously", "erroneous", "wrongly", "unintentionally", "unintended",
	"disruptive", "breaking", "broke", "breaks", "faulty", "malformed", "bad", "broken", "buggy", "misconfigured", "incorrectly", "incorrect", "wrong", "unintentional", "defective")

// workedOff says whether a sentence tells of the end of what had piled up, which comes after the end of what piled it up.
func workedOff(sentence string) bool { return holdsWord(sentence, piledUp) }

var piledUp = wordSet("backlog", "backlogs", "catchup")

// callsItOver says whether a sentence that names nothing in particular calls something over, as "it's fixed" does, and not merely in a good state.
func callsItOver(sentence string) bool { return holdsWord(sentence, overWords) }

var overWords = wordSet("fixed", "resolved", "solved", "over")

// holdsWord says whether one of the words stands in a text, whatever its case.
func holdsWord(text string, words map[string]bool) bool {
	for w := range bareWords(text) {
		if words[strings.ToLower(w)] {
			return true
		}
	}
	return false
}

// mendsIt says whether a word that may be a state is what somebody did to a thing: "restored the template from yesterday's backup".
func (s *sentence) mendsIt(h *hit, from int) bool {
	switch s.words[h.from].text {
	case "restored", "fixed", "recovered", "cleared", "resolved":
		return (h.from == from || responder(s.wordBefore(h.from, 1))) && s.anyWord(h.to, h.to+1, "the", "a", "an", "our", "my")
	}
	return false
}
