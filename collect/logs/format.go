package logs

import (
	"bytes"

	"github.com/pes-dev/pes/collect/file"
)

// A format is one way of writing a log.
type format struct {
	name string
	// match says how sure it is that lines, the first of a file and none of them empty, are this format. Format is left empty.
	match func(lines [][]byte) file.Match
	// open makes a parser for one file, which sees the file's first lines once before it parses the first.
	open func(c *clock, first [][]byte) parser
	// alone is a format that is looked for only where no other is sure, and of which no line is looked for in files of another: it takes
	// learning, and what is learnt of one file says nothing about a line of another program.
	alone bool
}

// A parser makes records of the lines of one file. It is used by one goroutine.
type parser interface {
	// parse fills r, which is zero, from a line without its end, and says whether the line is a record of this format. It must not keep
	// line; what r refers to holds until the next call. It never panics, and takes time linear in the line.
	parse(line []byte, r *record) bool
}

// A record is what one line says, before anything is made of it. Its texts are untrusted.
type record struct {
	at      int64 // nanoseconds since 1970, UTC
	undated error // why there is no instant, although the line is a record; nil if there is one
	level   level
	status  int // of an HTTP response; 0 if none
	service []byte
	message []byte // without stamp, level and service; never with a newline
}

// trial is what a format makes of a file's first lines: how many there are, how many of them are records, tell more than a time, and have
// a time that cannot be known.
type trial struct{ lines, records, told, undated int }

// try parses a file's first lines. told says whether a record, which was parsed just now, tells enough to be sure of the format.
func try(p parser, lines [][]byte, told func(r *record) bool) trial {
	t := trial{lines: len(lines)}
	for _, line := range lines {
		var r record
		if !p.parse(line, &r) {
			continue
		}
		t.records++
		if told(&r) {
			t.told++
		}
		if r.undated != nil {
			t.undated++
		}
	}
	return t
}

// speaks says whether a record has a level, a service or a status.
func (r *record) speaks() bool { return r.level != unsaid || len(r.service) > 0 || r.status > 0 }

// sampleLines is how many lines a file is recognised by, and its columns are learnt from: enough for shares of lines to mean something.
const sampleLines = 200

// share says whether at least most of n lines fit, most in hundredths.
func share(fit, n, most int) bool { return n > 0 && fit*100 >= n*most }

// trim takes the end of a line off: a carriage return, blanks, and the zeros that a file system leaves after a crash, at the beginning as well.
func trim(line []byte) []byte {
	for len(line) > 0 && line[0] == 0 {
		line = line[1:]
	}
	n := len(line)
	for n > 0 && (line[n-1] <= ' ' && (space(line[n-1]) || line[n-1] == 0)) {
		n--
	}
	return line[:n]
}

// field cuts the first word off b, and the blanks around it.
func field(b []byte) (word, rest []byte) {
	from := pastSpace(b, 0)
	to := endOfWord(b, from)
	return b[from:to], b[pastSpace(b, to):]
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// firstLine is the first line of a message that is not empty; the rest of it is a stack trace or a dump.
func firstLine(b []byte) []byte {
	for len(b) > 0 && b[0] <= ' ' && (blank(b[0]) || b[0] == '\r' || b[0] == '\n') {
		b = b[1:]
	}
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	return trim(b)
}
