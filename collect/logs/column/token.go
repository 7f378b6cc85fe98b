package column

import "bytes"

// family is what the words of a column have in common. A word may be of several. Families are bits.
type family uint16

const (
	levelled  family = 1 << iota // the name of a level
	ruled                        // a dash, a bar or another mark alone
	bracketed                    // a bracket group, blanks inside it included
	tagged                       // a name with a colon behind it, or klog's closing bracket: "sshd[17]:", "pool.go:17]"
	numbered                     // a word with a digit, or the name of a month or of a day: a stamp, a process, a thread, a machine
	celled                       // anything that a bar ends, or the delimiter of the file's cells
	padded                       // anything that at least two blanks end
	coded                        // numbered, or without a lower-case letter: what stands in a column of machines for none of them
	anything                     // where only what follows is told by its form
)

// families are those that tell a column, the surest first.
func families() []family { return []family{levelled, ruled, bracketed, tagged, numbered, celled} }

// token is one word of a header, or a bracket group.
type token struct {
	from, to int
	next     int   // where the next one begins
	has      class // of all its bytes
	group    bool  // it is a bracket group
	cell     bool  // a delimiter ends it
}

// class is what a byte is. Classes are bits, so that those of a word's bytes can be added up.
type class uint8

const (
	digit class = 1 << iota
	lower
	upper
	mark // any other
)

func classOf(c byte) class {
	switch {
	case c-'0' <= 9:
		return digit
	case c-'a' <= 'z'-'a' || c >= 0x80:
		return lower
	case c-'A' <= 'Z'-'A':
		return upper
	}
	return mark
}

// maxBracket is how far a bracket's end is looked for: the name of a thread, a request's id.
const maxBracket = 256

// next is the word that begins at line[at:] or behind the blanks there. Words end at blanks, at bars and at delim, which is 0 if there is none.
func next(line []byte, at int, delim byte) token {
	for at < len(line) && blank(line[at]) {
		at++
	}
	t := token{from: at, to: at}
	if at < len(line) {
		if end := closing(line, at); end > 0 && (end == len(line) || parts(line[end], delim)) {
			t.to, t.group = end, true
		}
	}
	for !t.group && t.to < len(line) {
		c := line[t.to]
		if blank(c) || c == '|' || c == delim {
			break
		}
		t.has |= classOf(c)
		t.to++
	}
	t.next = t.to
	if t.group && t.next < len(line) && (line[t.next] == ':' || line[t.next] == ',') {
		t.next++
	}
	for t.next < len(line) && blank(line[t.next]) {
		t.next++
	}
	if t.next < len(line) && (line[t.next] == '|' || line[t.next] == delim) && delim|line[t.next] != 0 {
		t.cell = true
		for t.next++; t.next < len(line) && blank(line[t.next]); {
			t.next++
		}
	}
	return t
}

// parts says whether a bracket group ends before a byte; "[nobody]@[nowhere]" is a word.
func parts(c, delim byte) bool {
	return blank(c) || c == delim || bytes.IndexByte([]byte(":,|[({<-"), c) >= 0
}

// closing is the end of the bracket group that begins at line[at], with those inside it; 0 if none does.
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
	depth := 0
	for i, c := range line[at:min(len(line), at+maxBracket)] {
		switch c {
		case line[at]:
			depth++
		case shut:
			if depth--; depth == 0 {
				return at + i + 1
			}
		}
	}
	return 0
}

// is says whether a word is of a family.
func (t *token) is(line []byte, f family) bool {
	if t.from == t.to {
		return f == celled && t.cell
	}
	last := line[t.to-1]
	switch f {
	case levelled:
		return isLevel(t.bare(line))
	case ruled:
		return !t.group && t.has == mark && t.to-t.from <= 3
	case bracketed:
		return t.group
	case tagged:
		return !t.group && (last == ':' || last == ']' && bytes.IndexByte(line[t.from:t.to], '[') < 0) && t.has&(lower|upper) != 0 && t.to-t.from > 2
	case numbered:
		return !t.group && (t.has&digit != 0 || isCalendar(line[t.from:t.to]))
	case coded:
		return t.has&digit != 0 || t.has&lower == 0
	case celled:
		return t.cell
	case padded:
		return t.next-t.to > 1
	}
	return true
}

// bare is a word without its brackets, and without what stands behind a name: its process, a colon, a comma.
func (t *token) bare(line []byte) []byte {
	s := t.span(line)
	return line[s.From:s.To]
}

func (t *token) span(line []byte) Span {
	from, to := t.from, t.to
	for from < to && (line[from] == '[' || line[from] == '(' || line[from] == '<' || line[from] == ' ') {
		from++
	}
	for i, c := range line[from:to] {
		if c == '[' || c == ']' || c == '(' || c == ')' || c == ':' || c == '>' || c == ',' || t.group && c == ' ' {
			return Span{from, from + i}
		}
	}
	return Span{from, to}
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// isCalendar says whether a word is the short name of a month or of a day, in English.
func isCalendar(w []byte) bool {
	if len(w) == 4 && w[3] == ',' {
		w = w[:3]
	}
	switch string(w) {
	case "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
		return true
	}
	return false
}

// isLevel says whether a word names a level, in any case. The words are those that the readers of collect/logs know; single letters are logcat's and
// MongoDB's, and become a column only where nearly every line has one.
func isLevel(w []byte) bool {
	if len(w) == 1 {
		return bytes.IndexByte([]byte("VDIWEFC"), w[0]) >= 0
	}
	var lowered [11]byte
	if len(w) < 3 || len(w) > len(lowered) {
		return false
	}
	for i, c := range w {
		lowered[i] = c | 0x20
	}
	switch string(lowered[:len(w)]) {
	case "trace", "trc", "debug", "dbg", "verbose", "verb", "fine", "finer", "finest", "info", "inf", "information", "notice", "note", "warn", "wrn", "warning",
		"error", "err", "eror", "severe", "failure", "critical", "crit", "crt", "fatal", "ftl", "alert", "emerg", "emergency", "panic", "dpanic":
		return true
	}
	return false
}
