package render

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// lineKind is what the line that a template is writing will be.
type lineKind int

const (
	lineStart  lineKind = iota // nothing but white space and quotation marks so far
	lineMarked                 // the same behind the mark of a list, where a line begins anew
	lineMaybe                  // a value that may be empty, or what only one way through the template writes
	lineText
	lineHeading
	lineCell
)

// inner is what a template is writing within a line, or across lines.
type inner int

const (
	inNothing inner = iota
	inCode
	inDestination // an address behind ](
	inDefinition  // what stands behind [name]: on a line that begins with a bracket
	inComment
	inTag
	inInfo  // the rest of the line that opens a code block
	inFence // a code block
	inFront // front matter, between the document's first line --- and the next
)

// htmlKind is whether Markdown is read at all where a template writes, or HTML as it is (CommonMark 0.31.2, 4.6).
type htmlKind int

const (
	htmlNone  htmlKind = iota
	htmlLine           // until the end of the line: a comment began it
	htmlBlock          // until an empty line: a tag began it
)

// opening is whether what a template writes is the beginning of the document, where --- begins front matter and is no rule.
type opening int

const (
	openingYes opening = iota
	openingNo
	openingMaybe // one way through the template has written something, and another has not
)

// context is where in the Markdown a point of a template lies. It follows the literal text only: values never change it, because what they
// print has been escaped.
type context struct {
	line    lineKind
	in      inner
	html    htmlKind
	opening opening
	bracket bool   // the paragraph began with a bracket: ]: makes a definition of it
	lead    string // what was written so far of an address, a comment, a line of front matter, or a tag's quotation; the prefix of a code block
	fence   string // what opened the code block, without its prefix
	tail    tail
}

// tail is what the text before a point may end with, by any way through the template.
type tail uint

const (
	tailSlash   tail = 1 << iota // a backslash, which would take the first sign of a value for its own
	tailAngle                    // <, which may go on as a tag
	tailBracket                  // ], which may go on as a link
	tailDash                     // -, which may go on as the end of a comment
	tailTick                     // a backtick, or a code span
	tailJoin                     // what makes something of a value that follows at once: an address, a mention, an image
	tailValue                    // a value
)

var (
	errCodeLine   = errors.New("a code span must end on the line on which it begins")
	errCodeFence  = errors.New("a code span in a template has one backtick on either side, and none beside it")
	errLinkLine   = errors.New("a link's address must end on the line on which it begins")
	errLinkParen  = errors.New("a link's address may not hold parentheses or <: write %28, %29 or %3C")
	errRawText    = errors.New("scripts, styles and other elements whose content is no text have no place in a document; <pre> is a code block here")
	errHTMLFence  = errors.New("a code block within HTML: put an empty line before it")
	errMarkup     = errors.New("only elements and comments of HTML can stand in a document")
	errDefinition = errors.New("the address of a definition stands on the line of its name")
	errFrontOther = errors.New("front matter is YAML between lines of ---; other forms are not known")
	errFrontMaybe = errors.New("front matter must be the first thing in the document, whatever the way through the template")
	errFrontAfter = errors.New("a value in front matter stands alone behind its key, its dash, or between the commas of a list in brackets")
	errFencePart  = errors.New("the line that opens or closes a code block must be literal to its end")
	errFencePlace = errors.New("every line of a code block must begin as its first line does")
	errComment    = errors.New("this comment ends earlier than it seems to")
	errPieces     = errors.New("signs that mean something together must stand together, without an action between")
	errLong       = fmt.Errorf("more than %d bytes of an address or a line of front matter", maxAddress)
	errWhole      = errors.New("an address that is a value stands alone between the parentheses")
	errCodeMore   = errors.New("a code span that holds a value holds nothing else")
)

// advance is the context after a piece of literal text that follows a value, a branch or nothing; with an error, how many bytes of it were read.
func (c context) advance(text string) (context, int, error) {
	if text != "" && c.parted(text[0]) {
		return c, 0, errPieces
	}
	for rest := text; rest != ""; {
		n, err := c.step(rest)
		if err == nil && len(c.lead) > maxAddress {
			err = errLong
		}
		if err != nil {
			return c, len(text) - len(rest), err
		}
		rest = rest[n:]
	}
	if text != "" {
		c.tail = tailOf(text[max(0, len(text)-2*maxWord):], c.tail)
	}
	c.canonical()
	return c, 0, nil
}

// parted says whether the sign that a piece of text begins with may mean something together with what stands before it.
func (c *context) parted(first byte) bool {
	switch {
	case c.in == inFence || c.in == inFront || c.in == inInfo:
		return false
	case c.in == inComment:
		return c.tail&tailDash != 0 && (first == '-' || first == '>')
	case c.tail&tailSlash != 0:
		return true
	case c.tail&tailAngle != 0 && (first == '/' || first == '!' || first == '?' || isASCIILetter(first)):
		return true
	case c.tail&tailBracket != 0 && (first == '(' || first == ':' || first == '['):
		return true
	}
	return c.in == inNothing && c.tail&tailTick != 0 && first == '`'
}

// step moves over the next token, and says how many bytes it takes.
func (c *context) step(s string) (int, error) {
	if c.opening != openingNo && c.in == inNothing {
		if n, err := c.open(s); n > 0 || err != nil {
			return n, err
		}
	}
	switch c.in {
	case inCode:
		return c.code(s)
	case inDestination:
		return c.destination(s)
	case inDefinition:
		return c.definition(s)
	case inComment:
		return c.comment(s)
	case inTag:
		return c.tag(s)
	case inInfo:
		return c.info(s)
	case inFence:
		return c.block(s)
	case inFront:
		return c.front(s)
	}
	if s[0] == '\n' {
		c.newline()
		return 1, nil
	}
	if c.line <= lineMaybe {
		return c.start(s)
	}
	return c.inline(s)
}

// newline begins a line. An empty one ends the paragraph and the block of HTML.
func (c *context) newline() {
	if c.line == lineStart {
		c.html, c.bracket = htmlNone, false
	}
	if c.html == htmlLine {
		c.html = htmlNone
	}
	c.line, c.lead = lineStart, ""
}

// code looks for the end of a code span.
func (c *context) code(s string) (int, error) {
	switch {
	case s[0] == '\n':
		return 0, errCodeLine
	case strings.HasPrefix(s, "``"):
		return 0, errCodeFence
	case s[0] == '`':
		c.in, c.lead = inNothing, ""
	case c.lead == valueMark:
		return 0, errCodeMore
	default:
		c.lead = "-"
	}
	return 1, nil
}

// destination looks for the end of an address.
func (c *context) destination(s string) (int, error) {
	switch {
	case s[0] == '\n':
		return 0, errLinkLine
	case s[0] == '(' || s[0] == '<':
		return 0, errLinkParen
	case s[0] == ')':
		c.in, c.lead = inNothing, ""
		return 1, nil
	case c.lead == valueMark:
		return 0, errWhole
	}
	return c.keep(s), nil
}

// keep keeps in mind what stands before the next sign that means something, as far as anything can come of it.
func (c *context) keep(s string) int {
	n := len(s)
	if i := strings.IndexAny(s[1:], "\n()<\"',]"); i >= 0 {
		n = i + 1
	}
	c.lead += s[:min(n, maxAddress+1)]
	return n
}

// definition looks for the end of the line that gives a name to an address.
func (c *context) definition(s string) (int, error) {
	if s[0] != '\n' {
		if s[0] != ' ' {
			c.lead = "-"
		}
		return 1, nil
	}
	if c.lead == "" {
		return 0, errDefinition
	}
	c.in, c.lead = inNothing, ""
	c.newline()
	return 1, nil
}

// tag looks for the end of a tag, which is no > within quotation marks.
func (c *context) tag(s string) (int, error) {
	switch {
	case c.lead == s[:1]:
		c.lead = ""
	case c.lead != "":
	case s[0] == '"' || s[0] == '\'':
		c.lead = s[:1]
	case s[0] == '>':
		c.in = inNothing
	}
	return 1, nil
}

// maxLead is how much of a comment is looked at to know whose it is.
const maxLead = 80

// comment looks for the end of a comment.
func (c *context) comment(s string) (int, error) {
	if strings.HasPrefix(s, "-->") {
		c.in, c.lead = inNothing, ""
		return 3, nil
	}
	if (c.lead == "" && (s[0] == '>' || strings.HasPrefix(s, "->"))) || strings.HasPrefix(s, "--!>") {
		return 0, errComment
	}
	if len(c.lead) < maxLead {
		c.lead = strings.ToLower(strings.TrimLeft(c.lead+s[:1], " \t\n"))
	}
	return 1, nil
}

// What begins a mark of ours. Only the document's may hold values, and the name of a section or a table behind a name that is the template's own.
const (
	marker     = "pes:"
	markerOfUs = "pes:document "
)

var namedMarker = regexp.MustCompile(`^pes:(?:section|table) [a-z0-9-]+/[a-z0-9/-]*$`)

// forges says of a comment that begins with lead whether a value in it could make a mark of it.
func forges(lead string) bool {
	if lead == "" || strings.HasPrefix(marker, lead) {
		return true
	}
	return strings.HasPrefix(lead, marker) && !strings.HasPrefix(lead, markerOfUs) && !namedMarker.MatchString(lead)
}

// canonical makes contexts equal in which the same may follow, so that the ways through a branch can meet.
func (c *context) canonical() {
	switch {
	case c.in == inComment && strings.HasPrefix(c.lead, markerOfUs):
		c.lead = markerOfUs
	case c.in == inComment && namedMarker.MatchString(c.lead):
		c.lead = "pes:section -/"
	case c.in == inComment && !forges(c.lead):
		c.lead = "-"
	case c.in == inDestination && safeAddress.MatchString(c.lead):
		c.lead = "/-"
	case c.in == inFront && flowList.MatchString(c.lead) && !strings.HasSuffix(c.lead, `"`):
		c.lead = "-: ["
	}
}

// join is the context after two ways that meet again; false if they end in different ones. A line that one way has begun and the other not
// is a line of text.
func (c context) join(o context) (context, bool) {
	both := c
	both.tail |= o.tail
	both.html = max(c.html, o.html)
	both.bracket = c.bracket || o.bracket
	if c.opening != o.opening {
		both.opening = openingMaybe
	}
	o.tail, o.html, o.bracket, o.opening = both.tail, both.html, both.bracket, both.opening
	switch {
	case both == o:
		return both, true
	case c.in != o.in || c.in != inNothing:
		return c, false
	case max(c.line, o.line) <= lineText:
		both.line, both.lead = lineMaybe, ""
		return both, true
	}
	return c, false
}

// tailOf is what a text ends with, where before is what stands before it.
func tailOf(text string, before tail) tail {
	slashes := len(text) - len(strings.TrimRight(text, `\`))
	if slashes%2 == 1 {
		return tailSlash
	}
	if strings.HasSuffix(text, `\`) {
		return 0
	}
	var t tail
	switch text[len(text)-1] {
	case '<':
		t |= tailAngle
	case '-':
		t |= tailDash
	case '`':
		t |= tailTick
	case ']':
		t |= tailBracket | tailJoin
	case '!', '{', '@', '#', '&', '%', '$', '~', '^':
		t |= tailJoin
	}
	if joinsAddress(text) || (before&tailJoin != 0 && !strings.ContainsAny(text, separators)) {
		t |= tailJoin
	}
	return t
}

// What is looked at: an address or a line of front matter in bytes, and a word.
const (
	maxAddress = 2048
	maxWord    = 200
)

// separators end a word, and with it an address.
const separators = " \n\t|()[]<>*\"'"

// joinsAddress says whether the word that a text ends with is an address, or may become one.
func joinsAddress(text string) bool {
	word := text[strings.LastIndexAny(text, separators)+1:]
	if len(word) > maxWord {
		return true
	}
	word = strings.ToLower(word)
	return strings.Contains(word, ":/") || strings.HasPrefix(word, "www.") || strings.HasPrefix("www", word) && word != "" ||
		strings.HasSuffix(word, "gh-") || strings.HasSuffix(word, "mailto:") || strings.HasSuffix(word, "xmpp:")
}
