// Package column learns from the first lines of a log what stands before the message: which words of a line are its header, and which of them are the
// stamp, the level and the service.
//
// It knows no format by name. Lines that say different things are compared column by column: what looks alike in nearly all of them (a level, a
// bracket group, a name with a colon behind it, a word with digits) is no part of what they say. A bracket group is one column, however many words it
// has. Of two mistakes it makes the harmless one: a header that is left in a message costs little, a word of the message that is taken for a column
// makes two statements one; so a plain word is a column only where a sure one follows.
package column

import "bytes"

// A Span is a part of a line: line[From:To]. The zero Span is a part that the line does not have.
type Span struct{ From, To int }

// A Header is where the parts of one line stand.
type Header struct {
	Stamp   Span // from the first byte of the stamp to the end of its last word
	Level   Span // the word alone, without brackets and colon
	Service Span // likewise
	Message int  // where the message begins
}

// A Layout is the header of one file's lines, compiled. The zero Layout has no header: the message is the whole line. A Layout does not change, and may
// be used by many goroutines at once.
type Layout struct {
	steps  []step
	prefix bool // the line begins with a name and a colon that are not its own, as grep writes the name of the file
	delim  byte // what ends a cell beside a bar; 0 if nothing does

	// The steps of the parts, counted from 1; 0 for none.
	stamp, stampEnd, level, service int
}

// A step reads one column.
type step struct {
	want family
	seek bool // the column may be up to maxGap words further on: an optional one stands before it
}

// Parts says which parts the lines of this layout have.
func (l Layout) Parts() (stamp, level, service bool) { return l.stamp > 0, l.level > 0, l.service > 0 }

// Message is the offset at which a line's message begins. It is 0, so that the whole line is its message, where the line does not even begin like the
// layout: a stack trace, what another program wrote. Of a line that fits only at its beginning, what does not fit belongs to the message. It allocates
// nothing.
func (l Layout) Message(line []byte) int {
	var h Header
	l.Read(line, &h)
	return h.Message
}

// Read finds the parts of a line, and says whether the line begins like the layout; h is zero if it does not. It allocates nothing.
func (l Layout) Read(line []byte, h *Header) bool {
	*h = Header{}
	at, sure := 0, false
	if l.prefix {
		at = bytes.IndexByte(line, ':') + 1
	}
	for i := range l.steps {
		s := &l.steps[i]
		t := next(line, at, l.delim)
		if !t.is(line, s.want) && !(s.seek && seek(line, &t, s.want, l.delim)) {
			return sure
		}
		at = t.next
		if s.want != anything {
			h.Message, sure = at, true
		}
		l.note(line, &t, i+1, h)
	}
	return sure
}

// note keeps a word that is one of the parts.
func (l *Layout) note(line []byte, t *token, n int, h *Header) {
	if n == l.stamp {
		h.Stamp.From = t.from
	}
	if n == l.stampEnd {
		h.Stamp.To = t.to
	}
	if n == l.level {
		h.Level = t.span(line)
	}
	if n == l.service {
		h.Service = t.span(line)
	}
}

// seek moves on to a word of a family that stands a few words further on.
func seek(line []byte, t *token, f family, delim byte) bool {
	for range maxGap {
		*t = next(line, t.next, delim)
		if t.is(line, f) {
			return true
		}
	}
	return false
}
