package merge

import "bytes"

// class is what a line is to the structure of a document, by the block rules of CommonMark 0.31. Only what stands at the top level counts: a
// heading in a list or a quote divides nothing.
type class uint8

const (
	other   class = iota // whatever else
	blank                // nothing to be seen
	code                 // of fenced or indented code, at any level
	heading              // an ATX heading at the top level
	setext               // the underline of a heading at the top level
	para                 // the first line of a paragraph at the top level
	more                 // a further line of it
	markup               // the first line of an HTML block at the top level
	rule                 // a thematic break at the top level
)

// leaf is the block that is open for further lines.
type leaf uint8

const (
	noLeaf leaf = iota
	paragraph
	fenced
	indented
	htmlBlock
)

// container is a quote or a list item that is open.
type container struct {
	quote  bool
	offset int  // of a list item: columns by which its content is indented
	bare   bool // a list item whose first line was empty: a blank line ends it
	quotes int  // how many containers up to this one are quotes
}

// scanner classes lines one by one, in time linear in their length.
type scanner struct {
	stack []container
	leaf  leaf

	fence    byte // fenced: its character, and how many of it
	fenceLen int
	end      htmlEnd // htmlBlock
	start    int     // paragraph: its first line
	defines  bool    // paragraph: it begins as a link's definition, which no underline makes a heading
}

// cursor is a place in a line. col may lie within a tab that is partly used up.
type cursor struct {
	s    []byte // the line without trailing blanks
	i    int
	col  int
	lead int // columns of blanks before the block that begins here
	rule int // from here on the line may be a thematic break
}

func newCursor(line []byte) cursor {
	c := cursor{s: trimEnd(line)}
	c.rule = len(c.s)
	if n := len(c.s); n > 0 && (c.s[n-1] == '-' || c.s[n-1] == '*' || c.s[n-1] == '_') {
		mark := c.s[n-1]
		for c.rule > 0 && (c.s[c.rule-1] == mark || c.s[c.rule-1] == ' ' || c.s[c.rule-1] == '\t') {
			c.rule--
		}
	}
	return c
}

func (c *cursor) blank() bool { return c.i >= len(c.s) }

// indent is how many columns of blanks come, at most limit.
func (c *cursor) indent(limit int) int {
	col := c.col
	for i := c.i; i < len(c.s) && col-c.col < limit; i++ {
		switch c.s[i] {
		case ' ':
			col++
		case '\t':
			col += 4 - col%4
		default:
			return min(col-c.col, limit)
		}
	}
	return min(col-c.col, limit)
}

// skip passes over n columns of blanks.
func (c *cursor) skip(n int) {
	for to := c.col + n; c.i < len(c.s) && c.col < to; {
		if c.s[c.i] == ' ' {
			c.i++
			c.col++
			continue
		}
		next := c.col + 4 - c.col%4
		if next > to {
			c.col = to
			return
		}
		c.i++
		c.col = next
	}
}

// take passes over n characters that are no blanks.
func (c *cursor) take(n int) {
	c.i += n
	c.col += n
}

func (c *cursor) rest() []byte { return c.s[c.i:] }

// line classes the n-th line. For setext, s.start is the line at which the heading begins.
func (s *scanner) line(line []byte, n int) class {
	c := newCursor(line)
	matched := s.match(&c)
	whole := matched == len(s.stack)
	if !whole && s.leaf != paragraph {
		s.leaf = noLeaf
	}
	if whole {
		if k, ok := s.resume(&c); ok {
			return k
		}
	}
	if c.blank() {
		s.close(matched)
		if k := len(s.stack); k > 0 && whole && s.stack[k-1].bare {
			s.stack = s.stack[:k-1]
		}
		return blank
	}
	return s.open(&c, matched, n)
}

// unclosed says if what comes next belongs to a fence or a comment at the top level, whatever it is.
func (s *scanner) unclosed() bool {
	return len(s.stack) == 0 && (s.leaf == fenced || s.leaf == htmlBlock && s.end != atBlank)
}

// match passes over the marks of the containers that the line continues, and says how many these are.
func (s *scanner) match(c *cursor) int {
	for k := range s.stack {
		b := &s.stack[k]
		if c.blank() {
			return s.matchBlank(k)
		}
		if b.quote {
			if c.indent(4) > 3 || c.s[c.i+blanks(c.rest())] != '>' {
				return k
			}
			c.skip(c.indent(4))
			c.quote()
			continue
		}
		if c.indent(b.offset) < b.offset {
			return k
		}
		c.skip(b.offset)
		b.bare = false
	}
	return len(s.stack)
}

// matchBlank is match for a blank line, from the k-th container on: list items go on, quotes end.
func (s *scanner) matchBlank(k int) int {
	before := 0
	if k > 0 {
		before = s.stack[k-1].quotes
	}
	if s.stack[len(s.stack)-1].quotes == before {
		return len(s.stack)
	}
	for !s.stack[k].quote {
		k++
	}
	return k
}

func blanks(s []byte) int { return len(s) - len(bytes.TrimLeft(s, " \t")) }

// quote passes over a quote's mark.
func (c *cursor) quote() {
	c.take(1)
	c.skip(min(1, c.indent(1)))
}

// close ends the containers beyond the first n, and the leaf.
func (s *scanner) close(n int) {
	s.stack = s.stack[:n]
	s.leaf = noLeaf
}

// resume lets the open leaf have the line; false if it does not take it.
func (s *scanner) resume(c *cursor) (class, bool) {
	switch s.leaf {
	case fenced:
		if s.closesFence(c) {
			s.leaf = noLeaf
		}
		return code, true
	case indented:
		if !c.blank() && c.indent(4) < 4 {
			s.leaf = noLeaf
			return other, false
		}
		if c.blank() {
			return blank, true
		}
		return code, true
	case htmlBlock:
		if s.end == atBlank && c.blank() {
			s.leaf = noLeaf
			return blank, true
		}
		if s.end.in(c.rest()) {
			s.leaf = noLeaf
		}
		if c.blank() {
			return blank, true
		}
		return other, true
	case noLeaf, paragraph:
	}
	return other, false
}

func (s *scanner) closesFence(c *cursor) bool {
	if c.blank() || c.indent(4) > 3 {
		return false
	}
	rest := bytes.TrimLeft(c.rest(), " \t")
	return len(rest) >= s.fenceLen && run(rest, s.fence) == len(rest)
}

// run is how many of a character a text begins with.
func run(s []byte, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}
