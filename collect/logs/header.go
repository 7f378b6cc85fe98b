package logs

import (
	"bytes"

	"github.com/pes-dev/pes/collect/file"
	columns "github.com/pes-dev/pes/collect/logs/column"
)

// headLines is how many of a file's first lines its columns are learnt from where patterns are asked for. From 500 on the layouts of labelled logs
// changed no more; with 200 a column that one program leaves out for a while is missed.
const headLines = 1000

// heading says where the message of a line begins. A format's parser knows that for its own lines; but what it leaves may have a header of its own
// (a program's within syslog's), and what has no format at all may have columns. Only patterns are made of what is behind it: a person who reads an
// event wants the thread and the logger, too.
type heading struct {
	layout columns.Layout
	inside bool // it is learnt of messages, and not of whole lines
	agrees bool // where a parser finds a message, the layout finds the same
}

// learn learns the header of a file whose parsers have seen the first lines.
func (s *scanner) learn(head [][]byte) heading {
	_, plain := s.main.(*plainParser)
	if plain {
		h := heading{layout: columns.Learn(head), agrees: true}
		for _, line := range head {
			var r record
			if ok, mixed := s.parse(line, &r); ok && !mixed && len(r.message) != len(line)-h.layout.Message(line) {
				h.agrees = false
				break
			}
		}
		return h
	}
	var messages [][]byte
	for _, line := range head {
		var r record
		if ok, mixed := s.parse(line, &r); ok && !mixed {
			messages = append(messages, bytes.Clone(r.message))
		}
	}
	return heading{layout: columns.Learn(messages), inside: true}
}

// cut takes the header off the message of a line, which a parser has read or not.
func (h *heading) cut(line []byte, r *record, ok, mixed bool) {
	if !ok {
		*r = record{message: line}
	}
	switch {
	case h.inside && ok && !mixed:
		r.message = r.message[h.layout.Message(r.message):]
	case !h.inside && (!ok || !mixed && !h.agrees):
		r.message = line[h.layout.Message(line):]
	}
}

// begin notes what a file begins with, for those who read its lines.
func (s *source) begin(h file.Head) {
	s.first = firstOf(h, sampleLines)
	s.head = h
}
