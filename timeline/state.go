package timeline

import (
	"slices"
	"strconv"
	"strings"
)

// This file reads how a clause says that things stand, in the clipped language of chat and notes, which often has no verb that a list could
// hold: "errors gone", "all machines sell tickets again", "still no luck", "most stores back".

// condition is how a clause says that what it speaks of fares.
type condition uint8

const (
	unsaid condition = iota
	bad              // "is down", "does not load", "errors are back"
	better           // "most stores are back", "latency falls"
	well             // "loads again", "errors gone", "back to normal"
)

// state is what one clause says of how things stand.
type state struct {
	condition condition
	at        *hit // the word that says so
	relapse   bool // bad, and it was so before: "still failing", "timeouts are back"
	all       bool // well, of everything: "all good", "we're good"
}

// standing is what a sentence says of how things stand: by its last clause that says anything, since people write what came of it last
// ("killed the vacuum, latency falls, most requests ok now"). What is bad or well in part outweighs what is well beside it.
func (s *sentence) standing() state {
	if !s.looked {
		s.stands, s.looked = s.lastState(), true
	}
	return s.stands
}

// longest is how many words a sentence has at most that is read for what it says in clipped words: the cost grows with the square of it, and what is
// longer is a dump.
const longest = 300

func (s *sentence) rambles() bool { return len(s.words) > longest }

func (s *sentence) lastState() state {
	var out state
	if s.rambles() {
		return out
	}
	for i := 0; i < len(s.words); {
		j := i
		for j < len(s.words) && s.words[j].clause == s.words[i].clause {
			j++
		}
		st := s.clauseState(i, j)
		switch {
		case st.condition == unsaid:
		case out.condition == better && st.condition == well && !st.all:
		default:
			st.all = st.all || (out.all && out.condition == well && st.condition == well)
			out = st
		}
		i = j
	}
	return out
}

// clauseState reads the clause of words [from, to).
func (s *sentence) clauseState(from, to int) state {
	for i := s.cuesFrom(from); i < len(s.cues) && s.cues[i].from < to; i++ {
		h := &s.cues[i]
		if st := s.stateAt(h, from, to); st.condition != unsaid {
			if st.condition == well && s.partial(from, to) && !lowered[s.wordAt(st.at.to)] && s.words[st.at.from].text != "success" && s.words[st.at.from].text != "availability" {
				st.condition = better
			}
			if st.condition == well && (future(s, st.at) || s.wished(from, st.at.from) || s.oneOfMany(from, st.at.from)) {
				return state{}
			}
			return st
		}
	}
	return state{}
}

// stateAt is what one cue says within its clause, words [from, to).
func (s *sentence) stateAt(h *hit, from, to int) state {
	denied := s.denied(h.from, from)
	switch h.cue {
	case cueTrouble:
		return s.troubleState(h, denied, from, to)
	case cueImpact, cueWorsened:
		again := s.wordAt(h.to) == "again" || s.anyWord(from, h.from, "still", "again", "keeps", "nope")
		if denied || s.namesOnly(h) || s.within(cueGone, h.to, min(h.to+3, to)) != nil || s.anyWord(from, h.from, "no", "not", "never") {
			return state{}
		}
		if again || s.anyWord(from, h.from, "now") {
			return state{condition: bad, at: h, relapse: again}
		}
	case cueStopped:
		if s.within(cueWorks, h.to, min(h.to+4, to)) != nil && !denied {
			return state{condition: bad, at: h} // "stopped accepting orders"
		}
	case cueAble:
		enabled := s.within(cueWorks, h.to, min(h.to+2, to)) != nil ||
			s.anyWord(h.to, h.to+1, "start", "resume", "use", "access", "login", "connect", "continue", "sign", "see")
		if !denied && enabled {
			return state{condition: well, at: h}
		}
	case cueWorks:
		switch {
		case denied:
			return state{condition: bad, at: h, relapse: s.lasting(from, to)}
		case s.restored(h, from, to):
			return state{condition: well, at: h, all: s.wide(from, to)}
		case s.underWay(h, from, to):
			return state{condition: better, at: h}
		case s.runs(h, from, to):
			return state{condition: well, at: h} // "ls works!"
		case s.words[h.from].text == "succeeded" && h.to == to:
			return state{condition: well, at: h}
		}
	case cueGood:
		return s.goodState(h, denied, from, to)
	}
	return state{}
}

// troubleState reads a noun of trouble: "errors gone" and "no more errors" are well, "errors again" bad.
func (s *sentence) troubleState(h *hit, denied bool, from, to int) state {
	away := s.within(cueGone, h.to, min(h.to+4, to))
	gone := away != nil
	if prev := s.wordBefore(h.from, 1); prev == "more" && s.wordBefore(h.from, 2) == "no" {
		gone = true
	}
	switch {
	case gone && !s.lasting(from, to) && !s.anyWord(h.to, to, "not", "yet"):
		return state{condition: well, at: h, all: s.waiting(h)}
	case gone:
		return state{condition: bad, at: h, relapse: true}
	case !denied && (s.lasting(from, to) || (s.anyWord(h.to, min(h.to+3, to), "back", "again") && s.within(cueGood, h.to, to) == nil && s.within(cueOver, h.to, to) == nil)):
		return state{condition: bad, at: h, relapse: true}
	}
	return state{}
}

// waiting says whether a noun of trouble is what piled up: once that is gone, so is the trouble.
func (s *sentence) waiting(h *hit) bool {
	switch s.words[h.from].text {
	case "queue", "queues", "backlog", "lag":
		return true
	}
	return false
}

// goodState reads a word for a good state. By itself it says little in chat ("redis ok"); with a word that says that it was otherwise, or as
// the whole of a short clause, it is an end.
func (s *sentence) goodState(h *hit, denied bool, from, to int) state {
	word := s.words[h.from].text
	trouble := s.within(cueTrouble, from, h.from)
	if word == "success" || word == "availability" {
		if share, ok := strings.CutSuffix(s.wordAt(h.to), "%"); ok {
			v, err := strconv.ParseFloat(share, 64)
			if err == nil && v >= usualShare && v <= 100 {
				return state{condition: well, at: h}
			}
		}
		return state{}
	}
	switch {
	case s.mendsIt(h, from):
		return state{} // "restored the template": done, and not yet tried
	case h.from == 0 && len(s.words) > 2 && reply[word]:
		return state{} // "ok, now it hangs here too"
	case trouble != nil && word == "back" && lowered[s.wordAt(h.to)]:
		return state{condition: well, at: h} // "5xx back under 1%"
	case trouble != nil && (word == "back" || word == "up") && s.wordAt(h.to) != "to" && h.from-trouble.to <= 2:
		return state{condition: bad, at: h, relapse: true} // "timeouts are back"
	case denied && word != "back":
		return state{condition: bad, at: h, relapse: s.lasting(from, to)}
	case denied:
		return state{condition: bad, at: h, relapse: true}
	case word == "back" && s.goodAfterBack(h.to, to):
		return state{condition: well, at: h, all: s.wide(from, to)}
	case word == "back" && h.from > from && s.copula(h.from) && s.wordAt(h.to) != "and":
		return state{condition: well, at: h, all: s.wide(from, to)}
	case s.risesUp(h):
		return state{}
	case word != "back" && s.restored(h, from, to):
		return state{condition: well, at: h, all: s.wide(from, to)}
	case exits[word] && h.to == to && h.from > from && !s.anyWord(from, to, "it's", "perfectly", "between"):
		return state{condition: well, at: h, all: s.wide(from, to)}
	case s.alone(h, from, to):
		return state{condition: well, at: h, all: true} // "stable.", "service operational"
	case s.wide(from, h.from) && ofAll[word]:
		return state{condition: well, at: h, all: word == "operational" || word == "recovered" || word == "resolved" || word == "restored"} // "all nodes up"
	case s.wide(from, h.from+1) && ofUs[word]:
		return state{condition: well, at: h, all: true} // "all good", "we're good", "everything's sweet"
	}
	return state{}
}

// Good states by what they say in which company.
var (
	ofAll = wordSet("operational", "recovered", "resolved", "restored", "up", "back", "online", "healthy") // an end if said of all
	ofUs  = wordSet("good", "fine", "well", "ok", "okay", "green", "sweet", "clear")                       // an end if said of all, or of us
	exits = wordSet("normal", "stable", "healthy", "nominal", "green")                                     // an end at the end of a clause: "calls stable"
	reply = wordSet("ok", "okay", "good", "well", "fine", "clear")                                         // a message may begin with it and not mean it
)

func wordSet(words ...string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}

// runs says whether a clause ends with a thing that does its work again: "ls works!", "the spooler runs".
func (s *sentence) runs(h *hit, from, to int) bool {
	switch s.words[h.from].text {
	case "works", "runs", "loads", "prints", "boots", "syncs":
		return h.to == to && to == len(s.words) && h.from > from && to-from <= 3
	}
	return false
}

// alone says whether a good state is all that a clause says, of the service or of nothing: "stable", "service restored".
func (s *sentence) alone(h *hit, from, to int) bool {
	switch s.words[h.from].text {
	case "stable", "operational", "restored", "recovered", "normal", "fixed", "resolved", "solved":
	default:
		return false
	}
	for i := from; i < to; i++ {
		switch s.words[i].text {
		case s.words[h.from].text, "service", "services", "system", "systems", "site", "now", "is", "are", "and", "situation", "all", "everything":
		default:
			return false
		}
	}
	return len(s.words) <= 4 || from == 0
}

// goodAfterBack says whether what follows "back" is where a service comes back to: "back to normal", "back online", "back at its usual level".
func (s *sentence) goodAfterBack(from, to int) bool {
	for i := from; i < min(from+4, to); i++ {
		switch s.words[i].text {
		case "normal", "baseline", "usual", "green", "online", "up", "100%", "life", "nominal", "healthy", "service", "business", "expected", "action":
			return true
		}
	}
	return false
}

// copula says whether the word before index i, adverbs left out, binds a subject to its state: "it's back", "calls are now back".
func (s *sentence) copula(i int) bool {
	for n := 1; n <= 3; n++ {
		w := s.wordBefore(i, n)
		switch w {
		case "now", "all", "fully", "just", "already", "finally", "mostly", "also", "both":
			continue
		case "is", "are", "it's", "that's", "they're", "we're", "came", "come", "comes", "coming", "seems", "looks", "everything's", "site's":
			return true
		}
		return strings.HasSuffix(w, "'s")
	}
	return false
}

// restored says whether the words round a good sign say that it was otherwise before, or that it is as it should be: "works again", "fine now",
// "processing as usual", "works without restrictions".
func (s *sentence) restored(h *hit, from, to int) bool {
	for i := h.to; i < min(h.to+5, to); i++ {
		if s.within(cueWorsened, i, i+1) != nil || s.within(cueTrouble, i, i+1) != nil {
			return false // "builds stalled again"
		}
		switch s.words[i].text {
		case "again", "normally", "usual", "normal", "fine", "smoothly", "properly", "cleanly":
			return !s.lasting(from, to)
		case "now":
			return s.words[h.from].text != "working" && s.words[h.from].text != "running" && !s.lasting(from, to)
		case "without":
			return i+1 < to && !s.anyWord(i+1, to, "us")
		case "on", "for", "about", "with":
			if h.cue == cueWorks {
				return false // "working on it again"
			}
		}
	}
	if h.from == from || h.cue != cueGood {
		return false
	}
	switch s.words[h.from-1].text {
	case "again", "now", "looks", "look", "looking":
		return true
	}
	return false
}

// lasting says whether a clause says that what it tells of has not changed: "still failing", "not fixed yet", "again down".
func (s *sentence) lasting(from, to int) bool {
	return s.anyWord(from, to, "still", "nope", "yet", "keeps", "keep", "continues", "continue")
}

// wide says whether words [from, to) speak of everything, or of the speakers' whole concern: "all", "everything", "we're".
func (s *sentence) wide(from, to int) bool {
	return s.anyWord(from, to, "all", "everything", "everything's", "everyone", "everybody", "we're", "fully", "completely", "100%")
}

// partial says whether a clause speaks of a part only.
func (s *sentence) partial(from, to int) bool {
	for i := from; i < to; i++ {
		w := s.words[i].text
		if strings.HasSuffix(w, "%") && w != "100%" && len(w) > 1 {
			return true
		}
	}
	return s.within(cuePart, from, to) != nil || s.within(cueImproved, from, to) != nil
}

// underWay says whether things are said to do their work just now: "messages flowing", "workers taking jobs". People who do are at theirs.
func (s *sentence) underWay(h *hit, from, to int) bool {
	switch s.words[h.from].text {
	case "flowing", "processing", "arriving", "delivering", "succeeding", "passing", "serving", "responding", "answering", "loading", "booting", "polling", "syncing", "draining",
		"taking", "starting":
	default:
		return false
	}
	if h.from == from || to-h.to > 2 || s.lasting(from, to) || s.within(cueTrouble, from, to) != nil || s.within(cueWorsened, from, to) != nil || s.within(cueImpact, from, to) != nil {
		return false
	}
	subject := s.words[h.from-1].text
	if subject == "are" || subject == "is" || subject == "now" {
		subject = s.wordBefore(h.from, 2)
	}
	return subject != "" && !responder(subject) && !smallWord(subject) && subject != "<time>" && !strings.HasSuffix(subject, "ing")
}

// oneOfMany says whether words [from, i) name one machine of many, whose state is not the service's: "that pod", "node 3".
func (s *sentence) oneOfMany(from, i int) bool {
	return s.anyWord(from, i, "pod", "node", "instance", "replica", "host", "box", "worker", "disk", "shard", "container", "vm", "process", "laptop", "test", "tests")
}

// wished says whether words [from, i) make a wish or a condition of what follows.
func (s *sentence) wished(from, i int) bool {
	return s.anyWord(from, i, "if", "once", "until", "should", "hopefully", "when", "unless", "before", "try", "trying", "get", "getting", "bring", "bringing", "want")
}

// denied says whether a negation stands at most three words before index i, in its clause.
func (s *sentence) denied(i, from int) bool {
	for k := max(from, i-7); k < i; k++ {
		if w := s.words[k].text; w == "nobody" || w == "none" {
			return true // "nobody on the second floor can print"
		}
	}
	for k := max(from, i-3); k < i; k++ {
		w := s.words[k].text
		switch w {
		case "not", "no", "never", "without", "nor", "neither", "nothing", "zero", "cannot", "none", "nobody", "unable", "hardly", "barely":
			return true
		}
		if n := len(w); n > 2 && ((w[n-1] == 't' && (strings.HasSuffix(w, "n't") || bareNot[w])) || (w == "far" && s.wordAt(k+1) == "from")) {
			return true
		}
	}
	return false
}

// bareNot are negations as people type them without the apostrophe.
var bareNot = map[string]bool{
	"dont": true, "doesnt": true, "didnt": true, "isnt": true, "arent": true, "wasnt": true, "werent": true, "cant": true, "wont": true, "couldnt": true,
	"hasnt": true, "havent": true, "aint": true,
}

// within is the first cue of a kind that begins at words [from, to).
func (s *sentence) within(c cue, from, to int) *hit {
	for i := s.cuesFrom(from); i < len(s.cues) && s.cues[i].from < to; i++ {
		if h := &s.cues[i]; h.cue == c {
			return h
		}
	}
	return nil
}

// anyWord says whether one of the words stands at [from, to).
func (s *sentence) anyWord(from, to int, list ...string) bool {
	for i := max(from, 0); i < min(to, len(s.words)); i++ {
		if slices.Contains(list, s.words[i].text) {
			return true
		}
	}
	return false
}
