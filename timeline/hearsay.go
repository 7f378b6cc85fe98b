package timeline

import (
	"slices"
	"strings"
)

// This file finds what only sounds like a statement: what others said and somebody passes on, what was said of another time or another thing, what
// is asked for, thought, or waited for.

// asksOpenly says whether a sentence opens as a question does, whatever it ends with: "any idea whether this is fixed", "have we found it".
func (s *sentence) asksOpenly() bool {
	if n := len(s.words); n == 0 || s.words[n-1].clause != s.words[0].clause {
		return false // "can we get ana, payments are failing" tells as well
	}
	switch s.wordAt(0) {
	case "any":
		return s.anyWord(1, 3, "idea", "ideas", "news", "word", "clue") && s.anyWord(2, 5, "whether", "if", "when", "why", "what", "how")
	case "does", "anyone", "anybody":
		return s.anyWord(1, 4, "know", "knows") && s.anyWord(2, 6, "whether", "if", "when", "why", "what", "how")
	case "have", "has", "did", "do", "are", "were", "can", "could", "would":
		return s.anyWord(1, 2, "we", "you", "they", "anyone", "anybody", "somebody", "someone", "everyone")
	}
	return false
}

// relayed is the last clause of a sentence in which it passes on what others say, or words that are to be published: "copied from the status page: …",
// "the vendor says it is fixed"; -1 is none. A label has a few words, and holds for all that follows.
func (s *sentence) relayed() int {
	if label, _, ok := strings.Cut(s.text, ": "); ok && len(strings.Fields(label)) <= 6 {
		for w := range strings.FieldsSeq(strings.ToLower(label)) {
			switch strings.Trim(w, ",.*_()") {
			case "copied", "draft", "drafted", "wording", "template", "forwarded", "fwd", "quote", "quoting", "vendor", "provider", "carrier", "upstream":
				return len(s.words)
			}
		}
	}
	for i := range min(4, len(s.words)) {
		if s.anyWord(i, i+1, "vendor", "provider", "carrier", "upstream") && s.anyWord(i+1, i+3, "says", "said", "say", "claims", "reports", "told", "writes") {
			return s.words[i].clause
		}
	}
	return -1
}

// proposes says whether a sentence is marked as something to be done.
func (s *sentence) proposes() bool {
	return (s.wordAt(0) == "action" && (s.wordAt(1) == "item" || s.wordAt(1) == "items")) || s.wordAt(0) == "todo"
}

// clauseFrom is the index of the first word of the clause of word i.
func (s *sentence) clauseFrom(i int) int {
	for i > 0 && s.words[i-1].clause == s.words[i].clause {
		i--
	}
	return i
}

// unmeant says whether words of an end mean none: it was thought, is waited or worked for, is expected, was that of another time, or is another
// thing's.
func (s *sentence) unmeant(h *hit) bool {
	from := s.clauseFrom(h.from)
	switch {
	case s.anyWord(h.from-6, h.from, "thought", "assumed", "believed", "hoped"),
		s.anyWord(from, h.from, "until", "towards", "toward"),
		s.anyWord(from, h.from, "nothing", "nobody"):
		return true
	case s.anyWord(from, h.from, "when") && s.anyWord(from-3, from, "know", "tell", "ping", "update", "call", "shout"):
		return true // "let me know when it's resolved"
	case s.anyWord(h.from-1, h.from, "was", "were", "been") && s.anyWord(max(from+1, h.from-3), h.from-1, "that", "which"):
		return true // "the incident that was resolved yesterday"
	}
	for i := max(from, h.from-6); i < h.from; i++ {
		if s.words[i].text != "to" {
			continue
		}
		if s.anyWord(i+1, i+2, "get", "bring", "have") && !s.anyWord(i-1, i, "managed", "able") {
			return true // "working to get everything back to normal"
		}
		if s.wordAt(i+1) == "be" && s.anyWord(i-4, i, "for", "waiting", "wait", "needs", "need") {
			return true // "waiting for it to be resolved"; what "seems to be" is a guess
		}
	}
	return s.expected(h) || s.anotherTime(h) || s.anotherThing(h)
}

// expected says whether what a cue says is told to be expected right behind it: "full recovery is expected within two hours".
func (s *sentence) expected(h *hit) bool {
	for i := h.to; i < min(h.to+3, len(s.words)); i++ {
		if s.anyWord(i, i+1, "expected", "anticipated", "estimated") && s.anyWord(i-1, i, "is", "are", "be") {
			return true
		}
	}
	return false
}

// anotherTime says whether the clause of a cue speaks of an earlier incident. That a review is to follow says nothing of when.
func (s *sentence) anotherTime(h *hit) bool {
	for _, w := range s.words {
		if w.text == "<time>" && w.clause == s.words[h.from].clause && w.end <= len(s.text) && strings.EqualFold(s.text[w.start:w.end], "yesterday") {
			return true
		}
	}
	for _, p := range s.cues {
		if p.cue != cuePast || s.words[p.from].clause != s.words[h.from].clause {
			continue
		}
		switch s.words[p.from].text {
		case "last", "yesterday", "yesterday's", "previous", "earlier", "back", "drill", "exercise", "rehearsal", "simulation", "fake":
			return true
		}
	}
	return false
}

// anotherThing says whether what was resolved or recovered is a name, a conflict in code, or what users got back themselves.
func (s *sentence) anotherThing(h *hit) bool {
	switch s.words[h.from].text {
	case "resolved", "resolves":
		next := s.wordAt(h.to)
		if next == "to" || (next == "fine" && s.anyWord(h.from-1, h.from, "dns", "name", "hostname", "domain")) {
			return true
		}
		clause := s.words[h.from].clause
		return slices.ContainsFunc(s.words, func(w word) bool { return w.clause == clause && (w.text == "conflict" || w.text == "conflicts") })
	case "recovered", "restored":
		return s.anyWord(h.to, h.to+1, "their", "his", "her", "my")
	}
	return false
}

// denies says whether a clause denies what a cue says, before it or, of a monitor, right behind it: "nobody is looking into it", "the alarm never
// fired".
func (s *sentence) denies(h *hit) bool {
	from := s.clauseFrom(h.from)
	if s.anyWord(from, h.from, "nobody", "none") {
		return true
	}
	if s.anyWord(h.from, h.from+1, "alarm", "alarms", "alert", "alerts", "pager", "monitoring", "monitor", "monitors") &&
		(s.anyWord(h.to, h.to+1, "never", "didn't") || (s.wordAt(h.to) == "did" && s.wordAt(h.to+1) == "not")) {
		return true
	}
	for i := max(from, h.from-2); i < h.from; i++ {
		switch w := s.words[i].text; w {
		case "no", "not", "never", "without":
			return true
		default:
			if strings.HasSuffix(w, "n't") || bareNot[w] {
				return true
			}
		}
	}
	return false
}

// undenied is a cue that its clause does not deny.
func (s *sentence) undenied(h *hit) *hit {
	if h == nil || s.denies(h) {
		return nil
	}
	return h
}

// intended says whether what a cue tells of is still ahead: "ready to roll back".
func (s *sentence) intended(h *hit) bool {
	return s.wordBefore(h.from, 1) == "to" && s.anyWord(h.from-2, h.from-1, "ready", "want", "wants", "about", "like", "how", "prepare", "prepared", "preparing", "time", "whether")
}
