package render

import (
	"regexp"
	"strings"
)

// open reads what a document begins with.
func (c *context) open(s string) (int, error) {
	if s[0] == ' ' || s[0] == '\n' {
		return 0, nil
	}
	line, _, whole := strings.Cut(s, "\n")
	front := c.line != lineMarked && strings.HasPrefix(line, "---") && strings.Trim(line, "- \t") == ""
	switch {
	case front && (c.opening == openingMaybe || c.line != lineStart):
		return 0, errFrontMaybe
	case c.line == lineStart && c.opening == openingYes && (strings.HasPrefix(line, "+++") || line[0] == '{'):
		return 0, errFrontOther
	case front && whole && strings.TrimRight(line, " \t") == "---":
		c.in, c.opening = inFront, openingNo
		return len(line) + 1, nil
	}
	c.opening = openingNo
	return 0, nil
}

// start reads what a line begins with.
func (c *context) start(s string) (int, error) {
	fence := fenceAt(s)
	switch {
	case s[0] == ' ' || s[0] == '\t' || s[0] == '>':
		if c.line == lineStart {
			c.lead += s[:1]
		}
		return 1, nil
	case fence != "" && c.html != htmlNone:
		return 0, errHTMLFence
	case fence != "" && c.line != lineStart:
		return 0, errFencePlace
	case fence != "":
		c.in, c.line, c.fence = inInfo, lineText, fence
		return len(fence), nil
	case strings.HasPrefix(s, "<!--"):
		c.html = max(c.html, htmlLine)
	case s[0] == '<':
		c.html = htmlBlock
	case s[0] == '[' && !strings.HasPrefix(s, "[^"):
		c.bracket = true
	case s[0] == '#':
		c.line, c.lead = lineHeading, ""
		return 1, nil
	}
	if n := len(listMark.FindString(s)); n > 0 {
		c.line, c.lead = max(c.line, lineMarked), ""
		return n, nil
	}
	c.line, c.lead = lineText, ""
	return 0, nil
}

// listMark is the mark of an item of a list, with the space behind it.
var listMark = regexp.MustCompile(`^(?:[-+*]|[0-9]{1,9}[.)]) +`)

// fenceAt is the run of backticks or tildes that a line begins with, if it is long enough to open a code block.
func fenceAt(s string) string {
	for _, c := range []string{"`", "~"} {
		if n := len(s) - len(strings.TrimLeft(s, c)); n >= 3 {
			return s[:n]
		}
	}
	return ""
}

// inline reads a token within a line.
func (c *context) inline(s string) (int, error) {
	switch {
	case s[0] == '\\' && len(s) > 1 && s[1] != '\n':
		return 2, nil
	case s[0] == '|' && c.line == lineText:
		c.line = lineCell
	case s[0] == '`' && c.html == htmlNone:
		if strings.HasPrefix(s, "``") {
			return 0, errCodeFence
		}
		c.in = inCode
	case strings.HasPrefix(s, "]("):
		c.in, c.lead = inDestination, ""
		return 2, nil
	case strings.HasPrefix(s, "]:") && c.bracket && c.line == lineText:
		c.in, c.lead = inDefinition, ""
		return 2, nil
	case strings.HasPrefix(s, "<!--"):
		c.in, c.lead = inComment, ""
		return 4, nil
	case s[0] == '<':
		return c.angle(s)
	}
	return 1, nil
}

// rawText are the elements whose content is not read as text, or that change how all behind them is read (HTML, 13.1.2 and 13.2.5).
var rawText = regexp.MustCompile(`(?i)^</?(?:script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext|template|svg|math|pre|base|object|embed|form)\b`)

// angle reads what begins with <.
func (c *context) angle(s string) (int, error) {
	switch {
	case rawText.MatchString(s):
		return 0, errRawText
	case strings.HasPrefix(s, "<!") || strings.HasPrefix(s, "<?"):
		return 0, errMarkup
	case len(s) > 1 && (s[1] == '/' || isASCIILetter(s[1])):
		c.in, c.lead = inTag, ""
	}
	return 1, nil
}

// info reads the rest of the line that opens a code block.
func (c *context) info(s string) (int, error) {
	switch {
	case s[0] == '\n':
		c.in, c.line = inFence, lineStart
	case s[0] == '`' && c.fence[0] == '`':
		return 0, errCodeFence // no code block: a span that goes on over lines
	}
	return 1, nil
}

// block reads a line of a code block, and looks for its end: a run as long as that which opened it, at the same place. A line of which a value or a
// branch is a part holds none of the signs that could end the block.
func (c *context) block(s string) (int, error) {
	line, _, whole := strings.Cut(s, "\n")
	if c.line != lineStart || !whole {
		return c.part(line, whole)
	}
	inside, ok := strings.CutPrefix(line, c.lead)
	if !ok && (strings.Trim(c.lead, " ") != "" || strings.Trim(line, " ") != "") {
		return 0, errFencePlace
	}
	run := fenceAt(strings.TrimLeft(inside, " "))
	if len(run) < len(c.fence) || run[0] != c.fence[0] || strings.Trim(inside, " ") != run {
		return len(line) + 1, nil
	}
	if len(inside)-len(strings.TrimLeft(inside, " ")) > 3 {
		return 0, errFencePart
	}
	c.in, c.fence = inNothing, ""
	c.newline()
	return len(line) + 1, nil
}

// part reads a part of a line of a code block.
func (c *context) part(line string, whole bool) (int, error) {
	if strings.Contains(line, c.fence[:1]) {
		return 0, errFencePart
	}
	if whole {
		c.line = lineStart
		return len(line) + 1, nil
	}
	c.line = lineText
	return len(line), nil
}

// What a line of front matter may be where a value stands: a key, the dash of a list's item, or a list in brackets that is open.
var (
	frontKey = regexp.MustCompile(`^ *(?:- +)*(?:[A-Za-z_][\w.-]*: +|- +)"?$`)
	flowList = regexp.MustCompile(`^ *(?:- +)?[A-Za-z_][\w.-]*: +\[(?:[^\[\]{}#]*, *)?"?$|^-: \[ *"?$`)
)

// What stands for a value in a line of front matter, in an address and in a code span; and for one behind a quotation mark.
const (
	valueMark  = "\x00"
	quotedMark = "\x01"
)

// front reads front matter.
func (c *context) front(s string) (int, error) {
	if s[0] == '\n' {
		if strings.HasSuffix(c.lead, quotedMark) {
			return 0, errFrontAfter
		}
		end := strings.TrimRight(c.lead, " \t")
		c.lead = ""
		if end == "---" || end == "..." {
			c.in = inNothing
		}
		return 1, nil
	}
	if before, ok := strings.CutSuffix(c.lead, quotedMark); ok {
		c.lead = before + valueMark
		if s[0] != '"' {
			return 0, errFrontAfter
		}
		return 1, nil
	}
	if i := strings.LastIndex(c.lead, valueMark); i >= 0 {
		flow := c.lead[0] == '['
		switch behind := strings.Trim(c.lead[i+1:]+s[:1], " "); {
		case behind == "", flow && behind == "]":
		case flow && behind == ",":
			c.lead = "-: ["
			return 1, nil
		default:
			return 0, errFrontAfter
		}
	}
	c.lead += s[:1]
	return 1, nil
}

// put is the context behind a value in front matter; false if none may stand there.
func (c *context) put() bool {
	mark := valueMark
	if strings.HasSuffix(c.lead, `"`) {
		mark = quotedMark
	}
	switch {
	case frontKey.MatchString(c.lead):
		c.lead = mark
	case flowList.MatchString(c.lead):
		c.lead = "[" + mark
	default:
		return false
	}
	return true
}
