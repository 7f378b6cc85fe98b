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
type Layout struct{ compiled *layout }

type layout struct {
	steps   []step
	classes *classes
	prefix  bool // the line begins with a name and a colon that are not its own, as grep writes the name of the file

	// The steps of the parts, counted from 1; 0 for none.
	stamp, stampEnd, level, service int
}

// A step reads one column.
type step struct {
	want family
	seek bool // the column may be up to maxGap words further on: an optional one stands before it
	part bool // it is one of the parts of a header, or the end of one
}

// Parts says which parts the lines of this layout have.
func (l Layout) Parts() (stamp, level, service bool) {
	if l.compiled == nil {
		return false, false, false
	}
	return l.compiled.stamp > 0, l.compiled.level > 0, l.compiled.service > 0
}

// Message is the offset at which a line's message begins. It is 0, so that the whole line is its message, where the line does not even begin like the
// layout: a stack trace, what another program wrote. Of a line that fits only at its beginning, what does not fit belongs to the message. It allocates
// nothing.
func (l Layout) Message(line []byte) int {
	if l.compiled == nil {
		return 0
	}
	return l.compiled.read(line, nil)
}

// Read finds the parts of a line, and says whether the line begins like the layout; h is zero if it does not. It allocates nothing.
func (l Layout) Read(line []byte, h *Header) bool {
	*h = Header{}
	if l.compiled == nil {
		return false
	}
	h.Message = l.compiled.read(line, h)
	for _, part := range []*Span{&h.Stamp, &h.Level, &h.Service} {
		if part.To == 0 || part.To > h.Message { // what does not fit belongs to the message, and so does what stands before it
			*part = Span{}
		}
	}
	return h.Message > 0
}

// read is where the message of a line begins, and notes its parts in h, if there is one.
func (l *layout) read(line []byte, h *Header) (message int) {
	at := 0
	if l.prefix {
		at = bytes.IndexByte(line, ':') + 1
	}
	var t token
	for i := range l.steps {
		s := &l.steps[i]
		l.classes.read(line, at, &t)
		if !t.is(line, s.want) && !(s.seek && l.seek(line, &t, s.want)) {
			break
		}
		at = t.next
		if s.want != anything {
			message = at
		}
		if s.part && h != nil {
			l.note(line, &t, i+1, h)
		}
	}
	return message
}

// note keeps a word that is one of the parts.
func (l *layout) note(line []byte, t *token, n int, h *Header) {
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
func (l *layout) seek(line []byte, t *token, f family) bool {
	for range maxGap {
		l.classes.read(line, t.next, t)
		if t.is(line, f) {
			return true
		}
	}
	return false
}
