package when

import (
	"bytes"
)

// contextWords is what the words before a time say about it.
type contextWords struct {
	approx   bool // "about", "shortly after", "~"
	timed    bool // "at", "since": a time is to come
	between  bool // "between"
	repeated bool // "every", "each"
	opening  bool // nothing, or "on", stands before it in its sentence
}

// lookBack is how far before a time its context is read: a dozen words.
const lookBack = 96

// backgroundStems begin the words of things that were done to a system before it failed, or are to be done.
var backgroundStems = [...]string{
	"deploy", "releas", "introduc", "merg", "roll", "chang", "upgrad", "migrat", "install", "launch", "ship", "creat", "expir", "schedul",
	"plan", "publish", "commit", "added", "made", "built", "land", "enabled", "updated", "provision", "until", "by", "before",
}

// impactStems begin the words of the incident itself.
var impactStems = [...]string{
	"incident", "outage", "disrupt", "event", "impact", "issue", "occur", "experienc", "began", "begin", "start", "affect", "error",
	"unavailab", "degrad", "interrupt", "fail", "elevated", "problem",
}

// wordsBack are the words before a time in its sentence, in lower case, the last first.
type wordsBack struct {
	lower   [lookBack]byte
	words   [16]struct{ start, end int }
	count   int
	size    int  // of what was read into lower
	opening bool // see contextWords
}

// read reads the words before b[i] in a sentence that begins at start.
func (w *wordsBack) read(b []byte, i, start int) {
	from := max(start, i-lookBack)
	before := b[from:i]
	w.size, w.count, w.opening = len(before), 0, from == start && opens(before)
	for k, c := range before {
		if isUpper(c) {
			c |= 0x20
		}
		w.lower[k] = c
	}
	for end := len(before); end > 0 && w.count < len(w.words); {
		for end > 0 && !isWord(before[end-1]) {
			end--
		}
		begin := end
		for begin > 0 && isWord(before[begin-1]) {
			begin--
		}
		if begin == end || (begin == 0 && from > start) {
			break // cut off by lookBack, it may be another word
		}
		w.words[w.count] = struct{ start, end int }{begin, end}
		w.count++
		end = begin
	}
}

// word is the k-th word before the time, from 0.
func (w *wordsBack) word(k int) []byte {
	if k >= w.count {
		return nil
	}
	return w.lower[w.words[k].start:w.words[k].end]
}

// context is what the words nearest to the time say about it.
func (w *wordsBack) context() contextWords {
	c := contextWords{opening: w.opening}
	trimmed := bytes.TrimRight(w.lower[:w.size], " ")
	c.approx = len(trimmed) > 0 && trimmed[len(trimmed)-1] == '~'
	switch string(w.word(0)) {
	case "every", "each":
		c.repeated = true
	case "after", "before":
		switch string(w.word(1)) {
		case "shortly", "just", "soon", "little", "bit":
			c.approx = true
		}
	}
	for k := range min(w.count, 4) {
		word := string(w.word(k))
		if isApproxWord(word) {
			c.approx = c.approx || k < 2
			continue
		}
		c.timed = c.timed || isTimeWord(word)
		c.between = c.between || word == "between"
		if word != "at" && word != "the" && word != "hours" && word != "of" {
			break
		}
	}
	return c
}

// subject says whether a date is of something done before or to be done after, and whether it is of the incident itself.
func (w *wordsBack) subject() (background, impact bool) {
	for k := range w.count {
		background = background || k < 6 && beginsAny(w.word(k), backgroundStems[:])
		impact = impact || beginsAny(w.word(k), impactStems[:])
	}
	return background, impact
}

func isApproxWord(w string) bool {
	switch w {
	case "about", "around", "approximately", "approx", "roughly", "circa", "ca", "nearly", "almost", "gegen", "vers":
		return true
	}
	return false
}

func isTimeWord(w string) bool {
	switch w {
	case "at", "since", "by", "from", "until", "till", "between", "before", "after", "to", "and", "starting", "beginning",
		"um", "ab", "bis", "seit", "depuis":
		return true
	}
	return false
}

// beginsAny says that a word begins with a stem; a stem of two letters must be the word.
func beginsAny(w []byte, stems []string) bool {
	for _, s := range stems {
		if string(w) == s || (len(s) > 3 && len(w) >= len(s) && string(w[:len(s)]) == s) {
			return true
		}
	}
	return false
}

// opens says that nothing stands before a time in its sentence but list marks and "on".
func opens(before []byte) bool {
	rest := bytes.Trim(before, " \t\r\n-*#>•|\"'([")
	return len(rest) == 0 || bytes.EqualFold(rest, []byte("on"))
}
