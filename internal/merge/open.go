package merge

import "bytes"

// open finds the blocks that begin on a line, after the marks of the containers that it continues.
func (s *scanner) open(c *cursor, matched, n int) class {
	fresh := false // a container has begun on this line
	for {
		continues := s.leaf == paragraph && !fresh && matched == len(s.stack)
		if c.indent(4) > 3 {
			if s.leaf == paragraph && !fresh {
				break
			}
			s.settle(matched, fresh)
			s.leaf = indented
			return code
		}
		c.lead = c.indent(4)
		c.skip(c.lead)
		rest := c.rest()
		switch {
		case rest[0] == '>':
			s.settle(matched, fresh)
			fresh = true
			c.quote()
			s.push(container{quote: true})
		case continues && isUnderline(rest) && !s.defines:
			s.leaf = noLeaf
			return s.top(setext)
		case isATX(rest):
			s.settle(matched, fresh)
			return s.top(heading)
		case s.opensFence(rest):
			s.settle(matched, fresh)
			s.leaf, s.fence, s.fenceLen = fenced, rest[0], run(rest, rest[0])
			return code
		case c.isRule():
			s.settle(matched, fresh)
			return s.top(rule)
		case s.opensHTML(rest, s.leaf == paragraph && !fresh):
			return s.beginHTML(rest, matched, fresh)
		case !s.opensItem(c, continues, matched, &fresh):
			return s.text(rest, matched, fresh, n)
		}
		if c.blank() {
			return other
		}
	}
	return s.text(c.rest(), matched, fresh, n)
}

// settle ends what a new block ends: the containers that the line did not continue, and the leaf.
func (s *scanner) settle(matched int, fresh bool) {
	if fresh {
		return
	}
	s.close(matched)
}

func (s *scanner) push(b container) {
	if k := len(s.stack); k > 0 {
		b.quotes = s.stack[k-1].quotes
	}
	if b.quote {
		b.quotes++
	}
	s.stack = append(s.stack, b)
	s.leaf = noLeaf
}

// top is a class where it stands at the top level.
func (s *scanner) top(k class) class {
	if len(s.stack) > 0 {
		return other
	}
	return k
}

// text takes a line as a paragraph's, which it may continue even where the marks of its containers lack.
func (s *scanner) text(rest []byte, matched int, fresh bool, n int) class {
	if s.leaf == paragraph && !fresh {
		return s.top(more)
	}
	s.settle(matched, fresh)
	s.leaf, s.start, s.defines = paragraph, n, rest[0] == '[' && bytes.Contains(rest, []byte("]:"))
	return s.top(para)
}

func isUnderline(s []byte) bool { return (s[0] == '=' || s[0] == '-') && run(s, s[0]) == len(s) }

func isATX(s []byte) bool {
	n := run(s, '#')
	return 0 < n && n <= 6 && (n == len(s) || s[n] == ' ' || s[n] == '\t')
}

func (s *scanner) opensFence(rest []byte) bool {
	switch rest[0] {
	case '~':
		return run(rest, '~') >= 3
	case '`':
		n := run(rest, '`')
		return n >= 3 && bytes.IndexByte(rest[n:], '`') < 0
	}
	return false
}

// isRule says if the rest of the line is a thematic break: three marks of one kind and nothing else.
func (c *cursor) isRule() bool {
	if c.i < c.rule {
		return false
	}
	marks := 0
	for _, b := range c.rest() {
		if b == ' ' || b == '\t' {
			continue
		}
		if marks++; marks == 3 {
			return true
		}
	}
	return false
}

// opensItem begins a list item, if the line does. In the middle of a paragraph a list begins only with text, and a numbered one with 1.
func (s *scanner) opensItem(c *cursor, continues bool, matched int, fresh *bool) bool {
	width := itemMark(c.rest())
	if width == 0 {
		return false
	}
	after := c.rest()[width:]
	if len(after) > 0 && after[0] != ' ' && after[0] != '\t' {
		return false
	}
	if continues && (len(after) == 0 || (width > 1 && string(c.rest()[:width-1]) != "1")) {
		return false
	}
	s.settle(matched, *fresh)
	*fresh = true
	c.take(width)
	gap := c.indent(5)
	if gap == 0 || gap > 4 {
		gap = 1
	}
	s.push(container{offset: c.lead + width + gap, bare: c.blank()})
	c.skip(min(gap, c.indent(gap)))
	return true
}

// itemMark is the length of the list mark at the start of a text; 0 if there is none. A number has nine digits at most.
func itemMark(s []byte) int {
	switch s[0] {
	case '-', '*', '+':
		return 1
	}
	n := 0
	for n < len(s) && n < 10 && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	if n == 0 || n > 9 || n == len(s) || (s[n] != '.' && s[n] != ')') {
		return 0
	}
	return n + 1
}
