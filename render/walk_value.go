package render

import (
	"errors"
	"regexp"
	"strings"
	"text/template/parse"
)

// escaper is the escaper of the value at siblings[i], with what it needs to know, and the context behind the value.
func (w *walker) escaper(siblings []parse.Node, i int, c context) (name string, args []string, next context, err error) {
	next = c
	switch c.in {
	case inTag:
		return "", nil, c, errTagValue
	case inInfo:
		return "", nil, c, errInfoValue
	case inDefinition:
		return "", nil, c, errors.New("a value cannot be the address that a definition gives a name to: put something before the bracket, or write [text](address)")
	case inComment:
		return commentEscaper(c)
	case inDestination:
		return addressEscaper(c)
	case inFront:
		return w.front(siblings, i, c)
	case inFence:
		return w.fence(siblings, i, c)
	case inCode:
		return w.code(siblings, i, c)
	}
	switch {
	case c.tail&tailSlash != 0:
		return "", nil, c, errSlash
	case c.tail&tailAngle != 0:
		return "", nil, c, errAngle
	case c.html != htmlNone:
		return escaperHTML, nil, next, nil
	}
	name = escaperText
	switch c.line {
	case lineCell:
		name = escaperCell
	case lineHeading:
		name = escaperHeading
	}
	if c.tail&(tailJoin|tailBracket|tailValue) == 0 {
		return name, nil, next, nil
	}
	if c.line < lineText { // where a line may begin, the comment that keeps both apart would be HTML
		return "", nil, c, errSide
	}
	name += apart
	return name, nil, next, nil
}

func commentEscaper(c context) (string, []string, context, error) {
	switch {
	case forges(c.lead):
		return "", nil, c, errForged
	case strings.HasPrefix(c.lead, markerOfUs):
		return escaperMarker, nil, c, nil
	case namedMarker.MatchString(c.lead):
		return escaperName, nil, c, nil
	}
	return escaperComment, nil, c, nil
}

// safeAddress is the beginning of an address behind which a value can only say where on a host, or where in the document.
var safeAddress = regexp.MustCompile(`^(?:https?://[A-Za-z0-9.-]+(?::[0-9]+)?/|#|\.{0,2}/[A-Za-z0-9_-]|/-$)[A-Za-z0-9._~/?#&=+%,;:-]*$`)

func addressEscaper(c context) (string, []string, context, error) {
	if c.lead == "" {
		c.lead = valueMark
		return escaperLink, nil, c, nil
	}
	if !safeAddress.MatchString(c.lead) {
		return "", nil, c, errAddress
	}
	return escaperPiece, nil, c, nil
}

// code has the escaper make the whole code span, as it knows how many backticks the value needs.
func (w *walker) code(siblings []parse.Node, i int, c context) (string, []string, context, error) {
	before, after, ok := around(siblings, i)
	switch {
	case c.html != htmlNone:
		return "", nil, c, errHTMLCode
	case c.tail&tailJoin != 0:
		return "", nil, c, errAddressCode
	case c.lead != "" || !ok || !strings.HasSuffix(string(before.Text), "`") || !strings.HasPrefix(string(after.Text), "`"):
		return "", nil, c, errCodeMore
	}
	w.later(func() {
		before.Text = before.Text[:len(before.Text)-1]
		after.Text = after.Text[1:]
	})
	c.lead = valueMark
	if c.line == lineCell {
		return escaperInCell, nil, c, nil
	}
	return escaperCode, nil, c, nil
}

// front takes the quotation marks around a value out of the template, as the escaper writes those that fit.
func (w *walker) front(siblings []parse.Node, i int, c context) (string, []string, context, error) {
	quoted := strings.HasSuffix(c.lead, `"`)
	if !c.put() {
		return "", nil, c, errFrontValue
	}
	if !quoted {
		return escaperFront, nil, c, nil
	}
	before, after, ok := around(siblings, i)
	if !ok || !strings.HasSuffix(string(before.Text), `"`) || !strings.HasPrefix(string(after.Text), `"`) {
		return "", nil, c, errFrontAfter
	}
	w.later(func() {
		before.Text = before.Text[:len(before.Text)-1]
		after.Text = after.Text[1:]
	})
	return escaperFront, nil, c, nil
}

// The lines around a value that is all that its code block holds.
var (
	blockOpens = regexp.MustCompile("(?:^|\n)(`{3,}|~{3,})([^\n]*)\n$")
	blockEnds  = regexp.MustCompile("^\n(`{3,}|~{3,}) *(?:\n|$)")
)

// fence has the escaper make the whole code block where it holds nothing but the value, line breaks and all. Elsewhere a value is a line,
// in which what could end the block is taken apart.
func (w *walker) fence(siblings []parse.Node, i int, c context) (string, []string, context, error) {
	if c.lead != "" {
		return "", nil, c, errQuotedFence
	}
	if c.tail&tailValue != 0 && c.line != lineStart {
		return "", nil, c, errSide
	}
	before, after, ok := around(siblings, i)
	if ok && c.line == lineStart {
		opens, ends := blockOpens.FindSubmatchIndex(before.Text), blockEnds.FindSubmatchIndex(after.Text)
		if opens != nil && ends != nil && ends[3]-ends[2] >= len(c.fence) && after.Text[ends[2]] == c.fence[0] && string(before.Text[opens[2]:opens[3]]) == c.fence {
			info := string(before.Text[opens[4]:opens[5]])
			w.later(func() {
				before.Text = before.Text[:opens[2]]
				after.Text = after.Text[ends[3]:]
			})
			return escaperBlock, []string{info}, c, nil
		}
	}
	c.line = lineText
	return escaperLine, nil, c, nil
}

// around is the texts on either side of a value, if there are such.
func around(siblings []parse.Node, i int) (before, after *parse.TextNode, ok bool) {
	if i == 0 || i == len(siblings)-1 {
		return nil, nil, false
	}
	before, ok = siblings[i-1].(*parse.TextNode)
	after, ok2 := siblings[i+1].(*parse.TextNode)
	return before, after, ok && ok2
}
