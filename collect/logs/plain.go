package logs

import (
	"bytes"
	"cmp"

	"github.com/pes-dev/pes/collect/file"
)

// plainName is what the format is called that reads what no other is sure of.
const plainName = "plain-text"

// plainText is lines that begin with a stamp: "2025-10-20 14:00:03,123 ERROR [exec-7] payments: message" and its many relatives.
func plainText() format {
	return format{
		name: plainName,
		match: func(lines [][]byte) file.Match {
			c := &clock{}
			c.settle(lines)
			var stamped, levels, undated int
			for _, line := range lines {
				_, n, err := c.read(line)
				if n == 0 {
					continue
				}
				stamped++
				if headerLevel(line, n) != unsaid {
					levels++
				}
				if err != nil {
					undated++
				}
			}
			m := file.Match{Undated: 2*undated > stamped}
			switch {
			case stamped == 0 || !share(stamped, len(lines), 10): // nine lines of stack trace to a record
			case share(levels, stamped, 50):
				m.Score = 70
			case share(stamped, len(lines), 60):
				m.Score = 50
			case share(stamped, len(lines), 30):
				m.Score = 30
			}
			if m.Score == 0 {
				return file.Match{}
			}
			return m
		},
		open: func(c *clock, first [][]byte) parser {
			c.settle(first)
			p := &plainParser{clock: c, words: cmp.Or(c.words, &memo{})}
			p.learn(first)
			return p
		},
	}
}

func headerLevel(line []byte, n int) level {
	var h header
	h.read(line[n:], &memo{})
	if h.level == unsaid {
		h.level = klogLevel(line)
	}
	return h.level
}

// plainParser reads the columns behind the stamp. Whether one of them is the service is learnt from the file's first lines, since one line
// alone does not tell "payments: charge refused" from "retrying: charge refused".
type plainParser struct {
	clock   *clock
	words   *memo
	headers headers
	named   [kinds]bool // which kinds of column hold the service
}

func (p *plainParser) parse(line []byte, r *record) bool {
	at, n, err := p.clock.read(line)
	if n == 0 {
		return false
	}
	r.at, r.undated = at, err
	rest := line[n:]
	if known := p.headers.find(rest); known != nil {
		r.level, r.service, r.message = known.level, rest[known.from:known.to], rest[known.message:]
		return true
	}
	p.headers.remember(rest, p.read(line, rest, r), r)
	return true
}

// read reads the header of a line behind its stamp. ends says where it ends, if that does not depend on what is behind it, else 0.
func (p *plainParser) read(line, rest []byte, r *record) (ends int) {
	var h header
	h.read(rest, p.words)
	r.level, r.message = h.level, h.message
	if r.level == unsaid {
		r.level = klogLevel(line)
	}
	if !p.named[colon] {
		r.message = h.whole // what stands before a colon belongs to the message after all
	}
	for kind := range kinds {
		if p.named[kind] && len(h.names[kind]) > 0 {
			r.service = h.names[kind]
			break
		}
	}
	return h.ends
}

// learn finds the columns that hold a service: those that have a plausible name in three of five records.
func (p *plainParser) learn(lines [][]byte) {
	const most = 60
	var records int
	var named [kinds]int
	var distinct [kinds]map[string]int
	for kind := range kinds {
		distinct[kind] = map[string]int{}
	}
	for _, line := range lines {
		_, n, _ := p.clock.read(line)
		if n == 0 {
			continue
		}
		records++
		var h header
		h.read(line[n:], p.words)
		for kind, name := range h.names {
			if len(name) > 0 {
				named[kind]++
				distinct[kind][string(name)]++
			}
		}
	}
	p.clock.begin(0, false)
	for kind := range kinds {
		// A column in which nearly every line has another word is no name but a part of the sentence.
		p.named[kind] = share(named[kind], records, most) && (named[kind] < 10 || 2*len(distinct[kind]) <= named[kind])
	}
}

// klogLevel is the level before the stamp of glog and klog: "E1020 14:00:03.123456".
func klogLevel(line []byte) level {
	if len(line) < 5 || line[1]-'0' > 9 || line[4]-'0' > 9 {
		return unsaid
	}
	return letterLevel(line[0])
}

// The kinds of column that may name a service, the surest first.
const (
	colon   = iota // a word with a colon behind it, last before the message: "payments:"
	barred         // a word alone between dashes or bars: "- payments -"
	bracket        // a word in brackets: "[payments]"; with a digit in it, it is a thread
	kinds
)

// header is what stands between a stamp and the message.
type header struct {
	level   level
	names   [kinds][]byte
	message []byte
	whole   []byte // the message, with the word before the colon if there is one
	ends    int    // behind the colon, if the level was stated before it; else 0
}

// headerWords is how many words are taken for columns at most: level, process, thread, logger and the dashes between them.
const headerWords = 8

// read reads the words behind a stamp, as far as they are columns.
func (h *header) read(line []byte, words *memo) {
	cell := true // the next word begins a column: it stands behind the stamp, a dash or a bar
	at := 0
	for range headerWords {
		w, start, end, after := words.next(line, at, true)
		if start == end {
			break
		}
		l := unsaid
		if h.level == unsaid {
			l = w.stated
			if l == unsaid && w.is&isLetter > 0 {
				l = loneLetter(line[start:end], line[after:])
			}
			if l == unsaid && cell {
				l = w.alone // alone in a column, a level needs no capitals
			}
		}
		switch {
		case l != unsaid:
			h.level, cell = l, true
		case w.is&isSeparator > 0:
			cell = true
		case line[start] == '[':
			if w.is&isService > 0 && len(h.names[bracket]) == 0 {
				h.names[bracket] = line[start+int(w.from) : start+int(w.to)]
			}
			cell = false
		case w.is&isDigits > 0:
			cell = false
		case w.is&isLogger > 0 && (w.is&hasColon > 0 || colonAhead(line[after:])):
			h.logger(line, at, start, end, after, w.is&hasColon > 0)
			h.finish(words)
			return
		case cell && w.is&isNamed > 0 && separatorAhead(line[after:]):
			if len(h.names[barred]) == 0 {
				h.names[barred] = line[start+int(w.from) : start+int(w.to)]
			}
			cell = false
		default:
			h.message = line[at:]
			h.finish(words)
			return
		}
		at = after
	}
	h.message = line[at:]
	h.finish(words)
}

// logger takes a word with a colon behind it, marked or apart, which is the last before the message.
func (h *header) logger(line []byte, at, start, end, after int, marked bool) {
	h.whole, h.message = line[at:], line[after:]
	if marked {
		h.names[colon] = line[start : end-1]
		if h.level != unsaid {
			h.ends = end
		}
		return
	}
	h.names[colon] = line[start:end]
	_, h.message = field(h.message)
}

// finish looks at the message.
func (h *header) finish(words *memo) {
	if h.whole == nil {
		h.whole = h.message
	}
	at := 0
	for i := 0; i < messageWords && h.level == unsaid; i++ {
		w, start, end, after := words.next(h.message, at, false)
		if start == end {
			return
		}
		h.level, at = w.stated, after
	}
}

// column cuts the first word off, or the whole of a bracket that begins there: a thread's name has blanks in it.
func column(b []byte) (word, rest []byte) {
	const longest = 256 // a thread may be called after the file that it writes
	for len(b) > 0 && blank(b[0]) {
		b = b[1:]
	}
	if len(b) > 0 && b[0] == '[' {
		if i := closingBracket(b[:min(len(b), longest)]); i > 0 && (i+1 == len(b) || blank(b[i+1]) || b[i+1] == ':') {
			return b[:i+1], bytes.TrimLeft(b[i+1:], " \t:")
		}
	}
	return field(b)
}

// closingBracket is where the bracket is closed that b begins with, which may have others in it: "[Worker[id=1]:Pool@17]". 0 if it is not.
func closingBracket(b []byte) int {
	depth := 0
	for i, c := range b {
		switch c {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

func separator(word []byte) bool {
	switch string(word) {
	case "-", "--", "---", ",", "|", "||", ":", "::", "—", "–", "=>", "->":
		return true
	}
	return false
}

func separatorAhead(b []byte) bool {
	if len(b) == 0 || alnum(b[0]) {
		return false
	}
	word, _ := field(b[:min(len(b), 8)])
	return separator(word)
}

// colonAhead says whether a colon stands alone before b, as in "kube-proxy : synced".
func colonAhead(b []byte) bool { return len(b) > 1 && b[0] == ':' && blank(b[1]) }

// loggerName says whether a word may name a program or a logger: "payments", "org.example.Pool". A single capitalised word ("Failed") and the
// name of an exception begin a sentence.
func loggerName(name []byte) bool {
	return isName(name) && !sentence(name) && !upper(name) && // "ORA-00600:" is a code
		!bytes.HasSuffix(name, []byte("Error")) && !bytes.HasSuffix(name, []byte("Exception"))
}

// isName says whether a word may be the name of a program: letters first, then letters, digits and a few marks; no level.
func isName(b []byte) bool {
	if len(b) < 2 || len(b) > maxService || (b[0]|0x20)-'a' > 'z'-'a' {
		return false
	}
	for _, c := range b {
		if !alnum(c) && c != '-' && c != '_' && c != '.' && c != '/' && c != '$' && c != '@' {
			return false
		}
	}
	return levelOf(b) == unsaid
}

func sentence(name []byte) bool {
	for i, c := range name {
		if (c-'A' <= 'Z'-'A') != (i == 0) || !alnum(c) {
			return false
		}
	}
	return true
}

func anyDigit(b []byte) bool {
	for _, c := range b {
		if c-'0' <= 9 {
			return true
		}
	}
	return false
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c-'0' > 9 {
			return false
		}
	}
	return len(b) > 0
}

// loneLetter is the level of a letter that stands alone, as logcat writes it, before a word with a colon; in a sentence "I" is no level.
func loneLetter(word, after []byte) level {
	bare, marked := unmark(word)
	if len(bare) != 1 {
		return unsaid
	}
	next, _ := field(after[:min(len(after), maxService)])
	if !marked && !(len(next) > 1 && bytes.IndexByte(next, ':') > 0) {
		return unsaid
	}
	return letterLevel(bare[0])
}
