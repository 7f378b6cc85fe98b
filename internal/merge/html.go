package merge

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// htmlEnd is what ends an HTML block (CommonMark 0.31, section 4.6).
type htmlEnd uint8

const (
	atBlank htmlEnd = iota
	atTag           // </script>, </pre>, </style>, </textarea>
	atComment
	atInstruction
	atDeclaration
	atData
)

// in says if the end stands in a line. A block that ends at a blank line has no end in a line.
func (e htmlEnd) in(line []byte) bool {
	switch e {
	case atTag:
		return rawEnd.Match(line)
	case atComment:
		return bytes.Contains(line, []byte("-->"))
	case atInstruction:
		return bytes.Contains(line, []byte("?>"))
	case atDeclaration:
		return bytes.IndexByte(line, '>') >= 0
	case atData:
		return bytes.Contains(line, []byte("]]>"))
	case atBlank:
	}
	return false
}

var (
	rawStart = regexp.MustCompile(`(?i)^<(?:script|pre|style|textarea)(?:[\s>]|$)`)
	rawEnd   = regexp.MustCompile(`(?i)</(?:script|pre|style|textarea)>`)
	tagStart = regexp.MustCompile(`^</?([a-zA-Z][a-zA-Z0-9-]*)(?:[\s>]|/>|$)`)
	oneTag   = regexp.MustCompile(`^(?:<[a-zA-Z][a-zA-Z0-9-]*(?:\s+[a-zA-Z_:][a-zA-Z0-9_.:-]*(?:\s*=\s*(?:[^\s"'=<>` + "`" +
		`]+|'[^']*'|"[^"]*"))?)*\s*/?>|</[a-zA-Z][a-zA-Z0-9-]*\s*>)\s*$`)
)

// blockTags are the elements that begin an HTML block by themselves.
var blockTags = strings.Fields(`address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt
	fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu menuitem nav
	noframes ol optgroup option p param search section summary table tbody td tfoot th thead title tr track ul`)

// htmlStart is what ends the HTML block that begins with a text; false if none begins. A lone tag of another name does not end a paragraph.
func htmlStart(s []byte, inParagraph bool) (htmlEnd, bool) {
	switch {
	case len(s) < 2 || s[0] != '<':
		return 0, false
	case rawStart.Match(s):
		return atTag, true
	case bytes.HasPrefix(s, []byte("<!--")):
		return atComment, true
	case s[1] == '?':
		return atInstruction, true
	case bytes.HasPrefix(s, []byte("<![CDATA[")):
		return atData, true
	case s[1] == '!':
		return atDeclaration, len(s) > 2 && letter(s[2])
	}
	if m := tagStart.FindSubmatch(s); m != nil && slices.Contains(blockTags, strings.ToLower(string(m[1]))) {
		return atBlank, true
	}
	return atBlank, !inParagraph && oneTag.Match(s) && !rawEnd.Match(s)
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func (s *scanner) opensHTML(rest []byte, inParagraph bool) bool {
	_, ok := htmlStart(rest, inParagraph)
	return ok
}

func (s *scanner) beginHTML(rest []byte, matched int, fresh bool) class {
	end, _ := htmlStart(rest, s.leaf == paragraph && !fresh)
	s.settle(matched, fresh)
	if !end.in(rest) {
		s.leaf, s.end = htmlBlock, end
	}
	return s.top(markup)
}
