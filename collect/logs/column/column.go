// Package column learns from the first lines of a log what stands before the message: which words of a line are its header, and which of them are the
// stamp, the level and the service. It knows no format by name: a column belongs to the header if it looks alike in whatever a line says, and
// that is seen by comparing lines that say different things.
package column

// A Span is a part of a line: line[From:To]. The zero Span is a part that the line does not have.
type Span struct{ From, To int }

// A Header is where the parts of one line stand.
type Header struct {
	Stamp   Span // from the first byte of the stamp; To is the end of its last word, a fraction and a zone included
	Level   Span // the word alone, without brackets and colon
	Service Span // likewise
	Message int  // where the message begins
}

// A Layout is the header of one file's lines, compiled. The zero Layout has no header: the message is the whole line. It is read by many goroutines
// at once.
type Layout struct {
	steps   []step
	stamp   int8 // the step at which the stamp begins, plus one; 0 if there is none
	stampTo int8 // the step that ends it, plus one
	level   int8
	service int8
}

// Columns says which parts lines of this layout have: all false where nothing was learnt.
func (l Layout) Columns() (stamp, level, service bool) {
	return l.stamp > 0, l.level > 0, l.service > 0
}

// Message is the offset at which a line's message begins. It is 0, so that the whole line is its message, where the line does not fit the layout: a
// stack trace, what a second program writes. It allocates nothing.
func (l Layout) Message(line []byte) int {
	var h Header
	if !l.Read(line, &h) {
		return 0
	}
	return h.Message
}

// Read finds the parts of a line, and says whether the line fits the layout; if not, h is zero. It allocates nothing.
func (l Layout) Read(line []byte, h *Header) bool {
	*h = Header{}
	at := 0
	for i := range l.steps {
		t := next(line, at)
		if t.kind&l.steps[i].kinds == 0 {
			*h = Header{}
			return false
		}
		at = t.next
		n := int8(i + 1) //nolint:gosec // there are at most maxColumns steps
		if n == l.stamp {
			h.Stamp.From = t.from
		}
		if n == l.stampTo {
			h.Stamp.To = t.to
		}
		if n == l.level {
			h.Level = t.bare(line)
		}
		if n == l.service {
			h.Service = t.bare(line)
		}
	}
	h.Message = at
	return true
}

// A step reads one column.
type step struct {
	kinds kind // what may stand there
}
