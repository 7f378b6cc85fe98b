package render

import (
	"errors"
	"strings"
)

// lineKind is what the line that a template is writing will be.
type lineKind int

const (
	lineStart lineKind = iota // nothing but white space and quotation marks so far
	lineText
	lineHeading
	lineCell
)

// inner is what a template is writing within a line, or across lines.
type inner int

const (
	inNothing inner = iota
	inCode
	inDestination
	inComment
	inTag
	inFence
)

// context is where in the Markdown a point of a template lies. It follows the literal text only: values never change it, because what they
// print has been escaped.
type context struct {
	line lineKind
	in   inner
}

var (
	errCodeLine  = errors.New("a code span must end on the line on which it begins")
	errCodeFence = errors.New("a code span in a template has one backtick on either side")
	errLinkLine  = errors.New("a link's address must end on the line on which it begins")
)

// advance is the context after a piece of literal text.
func (c context) advance(text string) (context, error) {
	for text != "" {
		n, err := c.step(text)
		if err != nil {
			return c, err
		}
		text = text[n:]
	}
	return c, nil
}

// step moves over the next token, and says how many bytes it takes.
func (c *context) step(s string) (int, error) {
	switch c.in {
	case inCode:
		return c.until(s, "`", errCodeLine)
	case inDestination:
		return c.until(s, ")", errLinkLine)
	case inComment:
		return c.until(s, "-->", nil)
	case inTag:
		return c.until(s, ">", nil)
	case inFence:
		return c.fence(s)
	}
	if s[0] == '\n' {
		c.line = lineStart
		return 1, nil
	}
	if c.line == lineStart {
		return c.start(s), nil
	}
	return c.inline(s)
}

// until leaves the inner context where its end stands.
func (c *context) until(s, end string, newline error) (int, error) {
	if strings.HasPrefix(s, end) {
		c.in = inNothing
		return len(end), nil
	}
	if s[0] == '\n' && newline != nil {
		return 0, newline
	}
	return 1, nil
}

// fence looks for the closing fence at the start of a line.
func (c *context) fence(s string) (int, error) {
	if c.line == lineStart && strings.HasPrefix(s, "```") {
		c.in, c.line = inNothing, lineText
		return 3, nil
	}
	c.line = lineText
	if s[0] == '\n' {
		c.line = lineStart
	}
	return 1, nil
}

// start reads what a line begins with.
func (c *context) start(s string) int {
	switch {
	case s[0] == ' ' || s[0] == '>':
		return 1
	case strings.HasPrefix(s, "```"):
		c.in, c.line = inFence, lineText
		return 3
	case s[0] == '#':
		c.line = lineHeading
		return 1
	}
	c.line = lineText
	return 0
}

// inline reads a token within a line.
func (c *context) inline(s string) (int, error) {
	switch {
	case s[0] == '\\' && len(s) > 1:
		return 2, nil
	case s[0] == '|' && c.line == lineText:
		c.line = lineCell
	case strings.HasPrefix(s, "``"):
		return 0, errCodeFence
	case s[0] == '`':
		c.in = inCode
	case strings.HasPrefix(s, "]("):
		c.in = inDestination
		return 2, nil
	case strings.HasPrefix(s, "<!--"):
		c.in = inComment
		return 4, nil
	case s[0] == '<' && len(s) > 1 && (s[1] == '/' || isASCIILetter(s[1])):
		c.in = inTag
	}
	return 1, nil
}

// join is the context after two ways that meet again; false if they end in different ones. A line that one way has begun and the other not
// is a line of text.
func (c context) join(o context) (context, bool) {
	switch {
	case c == o:
		return c, true
	case c.in != o.in || c.in != inNothing:
		return c, false
	case c.line+o.line == lineStart+lineText:
		return context{line: lineText}, true
	}
	return c, false
}
