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
	has      class // of all its bytes; 0 of a bracket group
	group    bool  // it is a bracket group
	cell     bool  // a delimiter ends it
}

// class is what a byte is. Classes are bits, so that those of a word's bytes can be added up.
type class uint8

const (
	digit class = 1 << iota
	lower
	upper
	mark    // any other
	opener  // begins a bracket group
	parting // may stand behind a bracket group; "[nobody]@[nowhere]" is a word
	ending  // ends a cell
	stop    // ends a word

	letters = lower | upper
)

// classes are those of all bytes, for one delimiter of cells.
type classes [256]class

func classesFor(delim byte) *classes {
	var k classes
	for i := range k {
		switch c := byte(i); {
		case c-'0' <= 9:
			k[i] = digit
		case c-'a' <= 'z'-'a' || c >= 0x80:
			k[i] = lower
		case c-'A' <= 'Z'-'A':
			k[i] = upper
		default:
			k[i] = mark
		}
	}
	for _, c := range []byte("[(<") {
		k[c] |= opener
	}
	for _, c := range []byte(":,[({<- \t") {
		k[c] |= parting
	}
	k[' '] |= stop
	k['\t'] |= stop
	k['|'] |= parting | ending | stop
	if delim != 0 {
		k[delim] |= parting | ending | stop
	}
	return &k
}

// maxBracket is how far a bracket's end is looked for: the name of a thread, a request's id.
const maxBracket = 256

// read finds the word that begins at line[at:] or behind the blanks there. Words end at blanks and at what ends a cell.
func (k *classes) read(line []byte, at int, t *token) {
	for at < len(line) && blank(line[at]) {
		at++
	}
	*t = token{from: at, to: at, next: at}
	if at == len(line) {
		return
	}
	if k[line[at]]&opener != 0 {
		if end := closing(line, at); end > 0 && (end == len(line) || k[line[end]]&parting != 0) {
			t.to, t.group = end, true
			at = end
			if at < len(line) && (line[at] == ':' || line[at] == ',') {
				at++
			}
		}
	}
	if !t.group {
		var has class
		for _, b := range line[at:] {
			c := k[b]
			if c&stop != 0 {
				break
			}
			has |= c
			at++
		}
		t.has, t.to = has&(digit|letters|mark), at
	}
	for at < len(line) && blank(line[at]) {
		at++
	}
	if at < len(line) && k[line[at]]&ending != 0 {
		t.cell = true
		for at++; at < len(line) && blank(line[at]); {
			at++
		}
	}
	t.next = at
}

// closing is the end of the bracket group that begins at line[at], with those inside it; 0 if none does.
func closing(line []byte, at int) int {
	open, depth := line[at], 0
	shut := open + 2 // of [ and <
	if open == '(' {
		shut = ')'
	}
	for i, c := range line[at:min(len(line), at+maxBracket)] {
		if c == shut {
			if depth--; depth == 0 {
				return at + i + 1
			}
		}
		if c == open {
			depth++
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
		return !t.group && (last == ':' || last == ']' && bytes.IndexByte(line[t.from:t.to], '[') < 0) && t.has&letters != 0 && t.to-t.from > 2
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
		switch c {
		case '[', ']', '(', ')', ':', '>', ',':
			return Span{from, from + i}
		case ' ':
			if t.group {
				return Span{from, from + i}
			}
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
