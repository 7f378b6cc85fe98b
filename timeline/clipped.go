package timeline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/event"
)

// This file reads small grammars of clipped talk: a word that points back at a cause, a count that is full, a repair in one verb, and the
// word or two by which somebody confirms that it helped.

// lowered are the words behind "back" that say how far trouble has sunk.
var lowered = wordSet("under", "below", "within", "at", "down", "in")

// pointers are the words that point back at what was just said, with the verb in them or before it.
var (
	pointers    = wordSet("that", "this", "it", "there", "which", "so", "here", "those", "these")
	pointerVerb = wordSet("that's", "thats", "it's", "this's", "there's", "which's", "here's")
	linkVerb    = wordSet("is", "was", "were", "are", "must")
	fillers     = wordSet("our", "the", "a", "an", "my", "your", "exactly", "then", "indeed", "definitely", "actually", "really", "just", "also", "clearly", "surely", "obviously",
		"root", "real", "actual", "whole", "very", "what", "most")
	causeNouns = wordSet("cause", "culprit", "reason", "bug", "crash", "offender", "killer", "trigger", "leak", "why", "source", "explanation", "regression", "villain", "root",
		"mistake", "blocker", "bottleneck", "perpetrator", "sinner", "suspect", "smoking", "broke", "caused", "killed", "triggered", "happened", "blocked", "breaks", "causes",
		"kills", "blocks", "trips", "tripped")
	ownNouns = wordSet("problem", "issue", "one", "fault", "error") // causes if definite
)

// mayPoint are the first letters of the pointers.
var mayPoint = [256]bool{'t': true, 'w': true, 'i': true, 's': true, 'h': true}

// pointsBack is where a sentence points back at what was said and calls it the cause: "so that's why", "that is the bug", "which was our culprit",
// "that's what broke it", "ok that's the one".
func (s *sentence) pointsBack() *hit {
	for i := range s.words {
		at := i + 1
		if !mayPoint[s.words[i].text[0]] {
			continue // nearly all words, and a look into a table costs more
		}
		switch w := s.words[i].text; {
		case pointerVerb[w]:
		case pointers[w] && linkVerb[s.wordAt(at)]:
			at++
		case (w == "that" || w == "this" || w == "which" || w == "it") && (s.wordAt(at) == "explains" || s.wordAt(at) == "explained"):
			return &hit{cueAha, i, at + 1}
		default:
			continue
		}
		if i > 0 && s.words[i-1].text == "so" && (s.words[i].text == "it" || s.words[i].text == "it's") && len(s.words)-at >= 3 && s.hit(cueImpact, s.words[i].clause) == nil &&
			s.within(cueGood, at, at+1) == nil && !s.anyWord(at, at+2, "not", "nothing", "only", "just") {
			return &hit{cueAha, i, at} // "so it was d14 locking the bus"
		}
		definite := false
		for n := 0; n < 3 && fillers[s.wordAt(at)]; n++ {
			w := s.wordAt(at)
			definite = definite || w == "the" || w == "our" || w == "your" || w == "my"
			if w == "what" && s.verbAt(at+1) {
				return &hit{cueAha, i, at + 2} // "that's what crashes it"
			}
			if w == "what" && !causeNouns[s.wordAt(at+1)] {
				break
			}
			at++
		}
		noun := s.wordAt(at)
		if !causeNouns[noun] && !(definite && ownNouns[noun]) && !(fillers[noun] && noun == "root") {
			continue
		}
		if s.anyWord(at+1, at+3, "we", "i", "they", "you") && noun == "why" || s.anyWord(i, at, "not", "never") || s.anyWord(0, i, "what", "if", "whether", "wonder", "not", "isn't", "dunno", "doubt", "don't") {
			return nil // "that's why we have two of them"
		}
		if ownNouns[noun] && len(s.words)-at > 4 {
			continue // "that's the problem with vendors who never answer"
		}
		return &hit{cueAha, i, at + 1}
	}
	return nil
}

// verbAt says whether the word at index i is a verb in the third person, or in the past, with "it" or the like for its object.
func (s *sentence) verbAt(i int) bool {
	w := s.wordAt(i)
	return (strings.HasSuffix(w, "s") || strings.HasSuffix(w, "ed")) && s.anyWord(i+1, i+2, "it", "them", "everything", "us", "this")
}

// affirms is the word by which a message, or a line of notes, affirms something and goes on to tell what: "confirmed. image is arm64, runners are
// amd64", "yes! selfheal brought the old one back". Who confirms trouble names no cause.
func affirms(e *event.Event, s *sentence) *hit {
	if s.at != 0 || len(s.words) == 0 {
		return nil
	}
	switch s.words[0].text {
	case "confirmed", "confirm", "verified", "checked", "reproduced":
	default:
		return nil
	}
	const telling, short = 5, 4
	if len(s.words) > short || s.has(cueGood) || s.has(cueOver) || s.has(cueWorks) {
		return nil // more is said of what was confirmed
	}
	behind := strings.Fields(e.Text[min(len(s.text), len(e.Text)):min(len(e.Text), 400)])
	if len(behind) < telling || slices.ContainsFunc(behind, func(w string) bool { return notWhy[strings.ToLower(strings.Trim(w, ".,;:!()"))] }) {
		return nil
	}
	return &hit{cueAha, 0, 1}
}

// notWhy are words of what is confirmed that is no cause: that users are hit, that it works.
var notWhy = wordSet("users", "customers", "down", "slow", "works", "working", "fixed", "ok", "fine", "back", "restored", "resolved", "normal", "again", "stable", "good", "green", "errors",
	"timeouts", "affected", "impacted", "see", "sees", "seeing", "looking", "checking", "investigating", "up", "healthy", "all")

// counted is where a count is said to be full, all of what there should be: "registrations 140/140", "9 of 9 regions", "31/31 online".
func (s *sentence) counted() *hit {
	if s.question || s.rambles() || s.has(cueNot) {
		return nil
	}
	for i := range s.words {
		if !isDigit(s.words[i].text[0]) {
			continue
		}
		n, err := strconv.Atoi(s.words[i].text)
		if err != nil || n < 2 {
			continue
		}
		k := i + 1
		if s.wordAt(k) == "of" || s.wordAt(k) == "out" {
			k++
			if s.wordAt(k) == "of" {
				k++
			}
		} else if k >= len(s.words) || s.text[s.words[i].end:s.words[k].start] != "/" {
			continue
		}
		if s.wordAt(k) != s.words[i].text {
			continue
		}
		if k+1 < len(s.words) && s.text[s.words[k].end:s.words[k+1].start] == "/" {
			continue // a date
		}
		if s.has(cueImpact) || s.has(cueTrouble) || s.has(cueWorsened) || s.has(cueFault) || s.anyWord(0, len(s.words), "used", "full", "taken", "not", "no") {
			return nil
		}
		return &hit{cueGood, i, k + 1}
	}
	return nil
}

// briefly is the word by which a short message, or a short clause of a line of notes, says that something does its work: "im in", "cart ok", "sync done",
// "unlocked it, scanners log in", "ringing!!". By itself it says little; after a repair it is the confirmation.
func briefly(e *event.Event, s *sentence) *hit {
	const short = 12 // words of the sentence
	if e.Kind == event.Status || s.question || len(s.words) == 0 || len(s.words) > short || len(s.mentions) > 0 || slices.ContainsFunc(notBrief, s.has) || s.anyWord(0, len(s.words), "but", "though", "except", "only", "still", "how", "what", "why", "who") {
		return nil
	}
	if h := s.confirmed(); h != nil {
		return h
	}
	for i := 0; i < len(s.words); {
		j := i
		for j < len(s.words) && s.words[j].clause == s.words[i].clause {
			j++
		}
		if h := cmp.Or(s.brief(i, j), s.onceMore(i, j)); h != nil {
			return h
		}
		i = j
	}
	return nil
}

// notBrief are the cues of a sentence that says more, or something else, than that a thing works.
var notBrief = []cue{cuePast, cueHedge, cueNot, cueTrouble, cueImpact, cueWorsened, cuePart, cueImproved, cueSearch, cueFailed, cueEngage, cueRemain}

// brief is the word by which the clause of words [from, to) says in few words that something works.
func (s *sentence) brief(from, to int) *hit {
	const short = 7 // words of the clause
	if to-from > short || s.within(cueFault, from, to) != nil || s.share(s.words[from].clause) || aboutAlert(s, s.words[from].clause) || s.oneOfMany(from, to) {
		return nil
	}
	for i := from; i < min(to, from+4); i++ {
		if mends(s.words[i].text) {
			return nil
		}
		if w := s.words[i].text; w == "roll" || w == "go" || w == "going" || w == "switch" || (w == "back" && s.wordAt(i+1) == "to") {
			return nil // "roll back to 4.17.3"
		}
	}
	if strings.HasSuffix(s.words[from].text, "ing") && s.anyWord(from+1, from+2, "the", "a", "an", "it", "our", "my", "them", "this", "that", "back") {
		return nil // "putting the old one back"
	}
	if s.anyWord(from, to, "there", "region", "zone", "one", "1", "canary", "staging", "first", "locally", "test", "tests", "mine") {
		return nil // a part, or a try
	}
	if s.anyWord(from, to, "waiting", "wait", "waits", "try", "trying", "let", "lets", "start", "starting", "good", "morning", "night", "job", "catch", "idea", "point", "luck", "will", "when", "until") &&
		!s.anyWord(from, to, "looks", "all") {
		return nil
	}
	for i := from; i < to; i++ {
		w, n := s.words[i].text, i-from
		if s.denied(i, from) || s.risesUp(&hit{cueGood, i, i + 1}) {
			return nil
		}
		switch {
		case i == 0 && len(s.words) > 1 && reply[w]:
			continue // "ok, thanks"
		case confirms[w] && (n > 0 || (standsAlone[w] && to-from <= 3)):
			return &hit{cueGood, i, i + 1}
		case plainVerbs[w] && n > 0 && i+1 == to && strings.HasSuffix(s.words[i-1].text, "s") && to-from <= 4:
			return &hit{cueGood, i, i + 1} // "reports load"
		case w == "in" && n > 0 && i+1 == to && s.anyWord(i-1, i, "im", "we're", "were", "i'm", "am", "log", "logged", "logs"):
			return &hit{cueGood, i, i + 1}
		case (w == "done" || w == "complete" || w == "completed" || w == "finished") && n == 1 && i+1 == to && finishes[s.words[from].text]:
			return &hit{cueGood, i, i + 1}
		case (w == "starts" || w == "resumes" || w == "continues" || w == "goes") && n == 1 && i+1 == to:
			return &hit{cueGood, i, i + 1}
		}
	}
	return nil
}

// confirmed is where somebody is told to confirm that things are well: "bank confirms that files arrive", "office confirms everything in order".
func (s *sentence) confirmed() *hit {
	const near = 7 // words between the confirmation and what is confirmed
	for i := 1; i < len(s.words); i++ {
		switch s.words[i].text {
		case "confirms", "confirm", "confirmed", "verifies":
		default:
			continue
		}
		for k := i + 1; k < min(i+near, len(s.words)); k++ {
			if w := s.words[k].text; confirms[w] || plainVerbs[w] || (w == "order" && s.words[k-1].text == "in") {
				return &hit{cueGood, i, k + 1}
			}
		}
	}
	return nil
}

// onceMore is the "again" at the end of a clause of words [from, to) that tells of no trouble and no repair: "all lifts report again", "I see my orders again".
func (s *sentence) onceMore(from, to int) *hit {
	const least, most = 3, 9 // words of the clause: fewer tell nothing, more tell something else
	if to-from < least || to-from > most || s.words[to-1].text != "again" || s.anyWord(to-2, to-1, "on", "off", "up", "over", "him", "them", "us") || s.within(cueFault, from, to) != nil || s.within(cueStopped, from, to) != nil {
		return nil
	}
	for i := from; i < to; i++ {
		w := s.words[i].text
		if mends(w) || s.denied(i, from) || (strings.HasSuffix(w, "ing") && (i == from || responder(s.words[i-1].text))) {
			return nil
		}
		switch w {
		case "same", "happened", "happens", "once", "try", "tried", "seems", "and", "call", "called", "ask", "asked", "check", "checked", "down", "this", "here", "there":
			return nil
		}
	}
	return &hit{cueGood, to - 1, to}
}

// plainVerbs are what many things do when they work: "reports load", "files arrive".
var plainVerbs = wordSet("load", "work", "run", "pass", "print", "connect", "answer", "respond", "boot", "sync", "flow", "arrive", "build", "ring", "open", "start", "report", "stream", "play", "sell",
	"move", "send", "deliver", "process", "publish", "scan")

// confirms are the words by which people confirm that a thing works, in a message that says little else; standsAlone those that say so with nothing before
// them.
var (
	confirms = wordSet("works", "working", "loads", "loading", "ok", "okay", "up", "back", "fine", "green", "healthy", "online", "alive", "pass", "passes", "passing", "passed", "ringing", "rings",
		"prints", "printing", "connects", "connected", "answers", "responds", "resolves", "boots", "booted", "syncs", "synced", "delivered", "arrives", "arriving", "arrived", "200", "200s",
		"clear", "normal", "stable", "reachable", "flows", "flowing", "running", "runs", "serving", "serves", "sends", "picked", "registered", "succeeded", "succeeds", "success", "fixed",
		"resolved", "restored", "recovered", "sorted", "solved", "fast", "quick", "snappy", "yes!", "login", "reconnected", "rejoined", "gone")
	standsAlone = wordSet("works", "working", "back", "ringing", "200", "fixed", "resolved", "restored", "recovered", "sorted", "solved", "alive", "online", "green", "confirmed", "reachable",
		"connected", "loads", "prints", "reconnected", "flowing", "passing", "gone")
	finishes = wordSet("sync", "resync", "backup", "restore", "rebuild", "replay", "requeue", "reindex", "resilver", "recovery", "failover", "rollback", "import", "rerun", "catchup", "repair",
		"replication", "migration", "redeploy", "deploy")
)

// repairing says whether a sentence tells in one verb of something that was done, or is being done, to mend it: "clearing leases", "row added", "turned it
// off", "I moved X to route B".
func (s *sentence) repairing() bool {
	const near = 4 // words before the verb: "ok, I'm now clearing", "mirror job paused"
	for i := range s.words[:min(near, len(s.words))] {
		if mends(s.words[i].text) && !s.denied(i, 0) {
			return true
		}
	}
	return false
}

// mends says whether a word is a verb of repair that tells what was done or is being done.
func mends(w string) bool {
	const longest = 11 // letters of a form that is not regular
	if len(w) <= longest && mended[w] {
		return true
	}
	stem, ok := strings.CutSuffix(w, "ing")
	if !ok {
		stem, ok = strings.CutSuffix(w, "ed")
	}
	if !ok || len(stem) < 3 {
		return false
	}
	if repairStems[stem] {
		return true
	}
	n := len(stem)
	return stem[n-1] == stem[n-2] && repairStems[stem[:n-1]] // "swapped", "clearing"
}

// Verbs of repair of all trades by their stems, as "-ed" and "-ing" leave them, and forms that are not regular.
var (
	repairStems = wordSet("restart", "reboot", "reload", "bounc", "kick", "cycl", "power-cycl", "recycl", "reset", "clear", "flush", "purg", "drain", "delet", "remov", "kill", "stopp", "disabl",
		"enabl", "switch", "swap", "replac", "unplug", "plugg", "reseat", "re-seat", "mov", "migrat", "shift", "redirect", "rerout", "re-rout", "rout", "promot", "demot", "roll", "revert",
		"downgrad", "upgrad", "patch", "hotfix", "fix", "repair", "rebuild", "reinstall", "redeploy", "rerunn", "resync", "requeu", "re-queu", "replay", "retri", "retry", "rotat", "renew",
		"reissu", "regenerat", "unblock", "block", "bann", "ban", "whitelist", "allowlist", "open", "unlock", "rais", "increas", "bump", "doubl", "extend", "add", "scal", "resiz", "expand",
		"grow", "lower", "reduc", "limit", "throttl", "capp", "cap", "shedd", "paus", "unpaus", "cordon", "uncordon", "evict", "isolat", "quarantin", "detach", "attach", "mount", "remount",
		"unmount", "import", "repoint", "point", "correct", "appli", "apply", "push", "deploy", "pinn", "unpinn", "pin", "exclud", "skipp", "skip", "bypass", "free", "trimm", "trim", "truncat",
		"vacuum", "compact", "reindex", "warm", "tighten", "weld", "splic", "spliced", "rewir", "recabl", "re-cabl", "clean", "tim", "prun", "re-enabl", "reenabl", "toggl", "depool", "repool",
		"undeploy", "reconfigur", "re-register", "reregister", "reconnect", "reapply", "reappli", "invalidat", "refresh", "escalat", "decommission", "bootstrapp", "bootstrap", "turn")
	mended = wordSet("rm'd", "shut", "cut", "reran", "rebuilt", "undid", "took", "put", "gave", "redid", "rewrote", "froze", "rolled", "freed", "ntpdate", "hotfix", "rollback", "reverting", "set",
		"kicking", "swapped", "swapping", "reseated", "failed-over", "failover")
)

// falls are the words by which a figure falls.
var falls = wordSet("falls", "fall", "fell", "drops", "drop", "dropped", "down", "decreased", "decreases", "sank", "sinks", "reduced", "declined", "declines", "improved", "shrank", "shrinks",
	"cut", "came")

// halves says whether a sentence tells that a share fell to half or less: "error rate falls from 40 % to 12 %".
func (s *sentence) halves() bool {
	for i := range s.words {
		if s.words[i].text != "from" || i == 0 {
			continue
		}
		was, to, ok := s.shareAt(i + 1)
		if !ok || s.wordAt(to) != "to" {
			continue
		}
		is, _, ok := s.shareAt(to + 1)
		const near = 5 // words between the fall and what it fell from: "drops for most of them from"
		if ok && is <= was/2 && slices.ContainsFunc(s.words[max(0, i-near):i], func(w word) bool { return falls[w.text] }) {
			return true
		}
	}
	return false
}

// shareAt is the percentage at word index i, and the index behind it.
func (s *sentence) shareAt(i int) (share float64, next int, ok bool) {
	digits, attached := strings.CutSuffix(s.wordAt(i), "%")
	next = i + 1
	if !attached {
		if s.wordAt(next) != "%" {
			return 0, 0, false
		}
		next++
	}
	share, err := strconv.ParseFloat(digits, 64)
	return share, next, err == nil
}
