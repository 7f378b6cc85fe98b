package column

import "bytes"

// kind is what a word looks like. Kinds are bits, so that a column can allow several.
type kind uint16

const (
	number    kind = 1 << iota // digits alone
	stamp                      // digits with the marks of dates and clocks, the name of a month or of a day
	bracket                    // what stands in brackets, blanks included
	level                      // a level's name
	separator                  // a dash or a bar alone
	tag                        // a name with a colon behind it
	mixed                      // any other word with a digit
	name                       // a word with marks or capitals inside, as people name things in programs
	word                       // any other word
)

// token is one word of a line, or a bracket group.
type token struct {
	from, to int
	next     int // where the next one begins
	kind     kind
}

// maxBracket is how far a bracket's end is looked for: the name of a thread, a request's id.
const maxBracket = 120

func next(line []byte, at int) token {
	for at < len(line) && blank(line[at]) {
		at++
	}
	t := token{from: at, to: at}
	if at < len(line) {
		if end := closing(line, at); end > 0 {
			t.to, t.kind = end, bracket
		}
	}
	for t.to < len(line) && !blank(line[t.to]) {
		t.to++
	}
	if t.kind == 0 {
		t.kind = kindOf(line[t.from:t.to])
	}
	t.next = t.to
	for t.next < len(line) && blank(line[t.next]) {
		t.next++
	}
	return t
}

// closing is the end of the bracket group that begins at line[at]; 0 if none does.
func closing(line []byte, at int) int {
	var shut byte
	switch line[at] {
	case '[':
		shut = ']'
	case '(':
		shut = ')'
	case '<':
		shut = '>'
	default:
		return 0
	}
	return at + 1 + bytes.IndexByte(line[at:min(len(line), at+maxBracket)], shut)
}

// bare is a token without brackets, and without what stands behind a name: its process, a colon, a comma.
func (t token) bare(line []byte) Span {
	from, to := t.from, t.to
	for from < to && (line[from] == '[' || line[from] == '(' || line[from] == '<') {
		from++
	}
	if i := bytes.IndexAny(line[from:to], "[]():>,|"); i >= 0 {
		to = from + i
	}
	return Span{from, to}
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

func kindOf(w []byte) kind {
	if len(w) == 0 {
		return 0
	}
	var digits, marks, letters, capitals int
	for _, c := range w {
		switch {
		case c-'0' <= 9:
			digits++
		case (c|0x20)-'a' <= 'z'-'a' || c >= 0x80:
			letters++
			if c-'A' <= 'Z'-'A' {
				capitals++
			}
		case bytes.IndexByte([]byte("-:./,+"), c) >= 0:
			marks++
		}
	}
	switch {
	case digits == len(w):
		return number
	case letters+digits == 0:
		return separator
	case digits >= 2 && digits+marks == len(w):
		return stamp
	case isLevel(w):
		return level
	case w[len(w)-1] == ':' && len(w) > 2:
		return tag
	case digits > 0:
		return mixed
	case letters < len(w) || capitals > 1:
		return name
	}
	return word
}

// isLevel says whether a word names a level, with a colon or comma behind it or not.
func isLevel(w []byte) bool {
	w = bytes.TrimRight(w, ":,|")
	switch string(w) {
	case "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "ERR", "SEVERE", "CRITICAL", "CRIT", "FATAL", "ALERT", "EMERG", "PANIC",
		"Trace", "Debug", "Info", "Notice", "Warn", "Warning", "Error", "Critical", "Fatal", "trace", "debug", "info", "notice", "warn", "warning", "error",
		"critical", "fatal", "V", "D", "I", "W", "E", "F", "C":
		return true
	}
	return false
}
