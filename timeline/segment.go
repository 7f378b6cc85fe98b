package timeline

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// This file finds which words of a sentence a time belongs to: a label before it ("Resolved: 14:05"), what follows it ("At 14:05 the cache was
// flushed"), or what led up to it ("we flushed the cache at 14:05").

// maxLabel is how many words the label of a time has at most: "time of first customer report".
const maxLabel = 6

// labelRole is the role that a label gives to the time behind it; ok is false where there is no label, skip is true where the label says that
// the time is none of the incident's.
func labelRole(text string, prev int, m when.Mention) (role Role, ok, skip bool) {
	label, found := labelOf(text, prev, m.Start)
	if !found {
		label, found = labelBare(text, prev, m)
	}
	if !found {
		return "", false, false
	}
	words := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return !wordRune(r) })
	if len(words) == 0 || len(words) > maxLabel {
		return "", false, false
	}
	for _, w := range words {
		switch w {
		case "next", "update", "updated", "review", "meeting", "published", "written", "author", "posted", "created", "due", "scheduled", "version":
			return "", false, true
		}
	}
	for _, l := range labels {
		for _, w := range words {
			if !strings.HasPrefix(w, l.stem) {
				continue
			}
			if l.role == RoleWindow && m.To.IsZero() {
				of := len(words) > 2 && words[1] == "of" && (words[0] == "time" || words[0] == "date") // "Time of incident: 16:12"
				return RoleBegan, of, false
			}
			if !m.To.IsZero() && l.role != RoleWindow {
				return "", false, false
			}
			return l.role, true, false
		}
	}
	if !m.To.IsZero() && words[len(words)-1] == "when" {
		return RoleWindow, true, false
	}
	return "", false, false
}

// labels are the stems of the words in labels, in the order in which they decide: "incident end" is the end, "first detected" the detection.
var labels = []struct {
	stem string
	role Role
}{
	{"detect", RoleNoticed},
	{"notic", RoleNoticed},
	{"alert", RoleNoticed},
	{"discover", RoleNoticed},
	{"reported", RoleNoticed},
	{"report", RoleNoticed},
	{"acknowledg", RoleEngaged},
	{"engaged", RoleEngaged},
	{"declared", RoleDeclared},
	{"identif", RoleFound},
	{"diagnos", RoleFound},
	{"mitigat", RoleLessened},
	{"contain", RoleLessened},
	{"repaired", RoleLessened},
	{"closed", RoleClosed},
	{"resol", RoleOver},
	{"restor", RoleOver},
	{"recover", RoleOver},
	{"fixed", RoleOver},
	{"ended", RoleOver},
	{"end", RoleOver},
	{"finish", RoleOver},
	{"start", RoleBegan},
	{"began", RoleBegan},
	{"begin", RoleBegan},
	{"onset", RoleBegan},
	{"occur", RoleBegan},
	{"window", RoleWindow},
	{"duration", RoleWindow},
	{"period", RoleWindow},
	{"downtime", RoleWindow},
	{"outage", RoleWindow},
	{"impact", RoleWindow},
	{"affected", RoleWindow},
	{"incident", RoleWindow},
	{"when", RoleWindow},
	{"time", RoleWindow},
	{"date", RoleWindow},
}

// labelOf is the label that ends right before offset at: what stands between the last line break, full stop or time (prev) and a colon or the
// bar of a table.
func labelOf(text string, prev, at int) (string, bool) {
	before := strings.TrimRight(text[prev:at], " \t*_`~(")
	before = strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(strings.TrimSuffix(before, " on"), " \t*_`"), " at"), " around")
	before = strings.TrimRight(before, " \t*_`")
	label, ok := strings.CutSuffix(before, ":")
	if !ok {
		if label, ok = strings.CutSuffix(before, "|"); !ok {
			return "", false
		}
	}
	label = strings.TrimRight(label, " \t*_`")
	if i := strings.LastIndexAny(label, "\n.|:;,!?"); i >= 0 {
		label = label[i+1:]
	}
	return label, true
}

// labelBare is the label of a time that makes up a line with it, without a colon: "Impact End Date (UTC) 2021-02-08T19:17".
func labelBare(text string, prev int, m when.Mention) (string, bool) {
	from := strings.LastIndexByte(text[:m.Start], '\n') + 1
	end := len(text)
	if n := strings.IndexByte(text[m.End:], '\n'); n >= 0 {
		end = m.End + n
	}
	if from < prev || strings.Trim(text[m.End:end], " \t*_`)]-Z") != "" || strings.ContainsAny(text[from:m.Start], ".,;!?") {
		return "", false
	}
	label := strings.TrimSuffix(strings.TrimSpace(text[from:m.Start]), "(")
	label = bracketed.ReplaceAllString(label, "")
	words := strings.Fields(strings.ToLower(label))
	if len(words) < 2 || len(words) > maxLabel || slices.ContainsFunc(words, narrates) {
		return "", false
	}
	switch words[len(words)-1] {
	case "date", "time", "timestamp", "start", "end":
		return label, true
	}
	return "", false
}

// narrates says whether a word stands in sentences and not in labels: "we started the migration at 14:02".
func narrates(w string) bool {
	switch w {
	case "was", "were", "has", "have", "had", "did", "is", "are", "not", "we", "i", "it", "they", "he", "she", "you", "the", "a", "an", "this", "that", "our", "my":
		return true
	}
	return false
}

var bracketed = regexp.MustCompile(`\([^()\n]{0,40}\)`)

// segment is the part of a sentence that a time tells the time of, as a sentence of its own, and whether the time stands before it.
func (s *sentence) segment(m when.Mention) (seg *sentence, timeFirst bool) {
	_, at := s.clauseOf(m)
	if at < 0 {
		return nil, false
	}
	before, after := at, at+1
	for before > 0 && s.words[before-1].text != "<time>" {
		before--
	}
	for after < len(s.words) && !s.isClock(after) {
		after++
	}
	lead := at // where the small words that lead up to the time begin
	for lead > before && (smallWord(s.words[lead-1].text) || conjunction(s.words[lead-1].text)) {
		lead--
	}
	if lead == before || s.words[lead-1].clause != s.words[min(lead, at)].clause {
		if after > at+1 && !s.closes(at, after) {
			end := after
			if after < len(s.words) {
				for end > at+1 && (smallWord(s.words[end-1].text) || conjunction(s.words[end-1].text)) {
					end-- // "… and by" leads up to the next time
				}
			}
			if k := end - 1; after < len(s.words) && s.words[k].clause == s.words[after].clause && !smallWord(s.words[k].text) {
				for k > at+1 && s.words[k-1].clause == s.words[after].clause {
					k--
				}
				if k > at+1 {
					end = k // "…, and it was normal at" leads up to the next time as well
				}
			}
			return s.sub(at+1, end), true
		}
	}
	return s.sub(before, lead), false
}

// isClock says whether the word at index i stands for a time of day; a day alone divides nothing.
func (s *sentence) isClock(i int) bool {
	if s.words[i].text != "<time>" {
		return false
	}
	return slices.ContainsFunc(s.mentions, func(m when.Mention) bool { return m.Clock && m.Start-s.at == s.words[i].start })
}

// closes says whether the words behind the time at index at, up to the next, are none of its own: only small ones.
func (s *sentence) closes(at, after int) bool {
	for _, w := range s.words[at+1 : after] {
		if !smallWord(w.text) && !conjunction(w.text) {
			return false
		}
	}
	return true
}

// sub is the sentence of words [from, to) and the cues that lie in it.
func (s *sentence) sub(from, to int) *sentence {
	out := &sentence{text: s.text, at: s.at, words: s.words[from:to], question: s.question}
	cues := s.cues[s.cuesFrom(from):s.cuesFrom(to)]
	out.cues = make([]hit, 0, len(cues))
	for _, h := range cues {
		if h.to <= to {
			out.cues = append(out.cues, hit{h.cue, h.from - from, h.to - from})
		}
	}
	return out
}

// segmentActs is what the words that belong to a time say happened then, read as a line of notes of that time would be.
func segmentActs(e *event.Event, s *sentence, m when.Mention) []act {
	if !m.To.IsZero() || m.Ago {
		return nil
	}
	seg, first := s.segment(m)
	if seg == nil || seg.question {
		return nil
	}
	_, at := s.clauseOf(m)
	if !first && !spoken(e) && m == s.mentions[len(s.mentions)-1] {
		if st := s.sub(at+1, len(s.words)).standing(); st.condition == well && !s.has(cueHedge) && len(when.Lengths(s.text[m.End-s.at:], 1)) == 0 {
			return append(lineActs(e, seg), act{role: RoleOver, clause: s.words[at].clause, lone: true}) // "restarted at 15:55, and it works again"
		}
	}
	inFinding := func(a act) bool { // the time is part of what was found at the line's own
		return a.role == RoleFound && ownStamped(e) && at > 0 && !s.anyWord(at-1, at, "at", "by", "around", "about")
	}
	acts := slices.DeleteFunc(lineActs(e, seg), inFinding)
	if len(acts) > 0 || first || clocks(s.mentions) > 1 {
		return acts
	}
	return slices.DeleteFunc(lineActs(e, s.sub(0, len(s.words))), inFinding) // what leads up to the only time may be no more than "at ten past seven"
}

// lineActs is what words say happened at the time that they belong to.
func lineActs(e *event.Event, seg *sentence) []act {
	if len(seg.words) == 0 || seg.has(cuePast) {
		return nil
	}
	line := *e
	line.Kind, line.Until, line.Actor = event.Note, line.At, event.Actor{}
	var out []act
	for _, a := range actsOf(&line, seg) {
		if a.brief {
			continue // "engineer arrives by 2:30"
		}
		if a.role == RoleBegan {
			out = append(out, a)
		}
		if spoken(e) {
			continue // in a room people tell of their own doings
		}
		switch a.role {
		case RoleOver, RoleLessened, RoleFound, RoleNoticed, RoleReported, RoleImproved, RoleTried, RoleDeclared, RoleEngaged, RoleRemains:
			out = append(out, a)
		}
	}
	return out
}
