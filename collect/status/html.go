package status

import (
	"html"
	"regexp"
	"strings"

	"github.com/pes-dev/pes/collect/notes/stamped"
)

// entity finds a character reference. Text that only happens to hold an ampersand is left as it is.
var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});`)

// blocks are the elements that begin and end a line; the others of elements stand within one.
var blocks = map[string]string{
	"p": "\n\n", "div": "\n", "br": "\n", "hr": "\n", "ul": "\n", "ol": "\n", "li": "\n- ", "tr": "\n", "table": "\n",
	"h1": "\n\n", "h2": "\n\n", "h3": "\n\n", "h4": "\n\n", "h5": "\n\n", "h6": "\n\n", "blockquote": "\n\n", "pre": "\n",
}

// inline are the other elements that the editors of status pages write. What is none of these is no tag: "<nil>", "x < y".
var inline = map[string]bool{
	"a": true, "b": true, "strong": true, "i": true, "em": true, "u": true, "s": true, "span": true, "small": true, "var": true, "code": true,
	"sub": true, "sup": true, "font": true, "img": true, "td": true, "th": true, "tbody": true, "thead": true, "time": true, "abbr": true,
}

// maxTag is the length within which a tag must end; it keeps a row of "<a <a <a" linear.
const maxTag = 2 << 10

// plainText is the text that a reader of the page sees: tags taken off, their line breaks kept, character references resolved, links written
// behind their words. A body without markup is only trimmed. The result is at most maxText long.
func plainText(body string) string {
	body = strings.ToValidUTF8(stamped.Clip(body, 4*maxText), "\uFFFD")
	var b strings.Builder
	href := ""
	for {
		i := strings.IndexByte(body, '<')
		if i < 0 {
			break
		}
		name, attrs, closing, n := tag(body[i:])
		if n == 0 {
			b.WriteString(unescape(body[:i+1]))
			body = body[i+1:]
			continue
		}
		words := body[:i]
		b.WriteString(unescape(words))
		body = body[i+n:]
		switch brk, isBlock := blocks[name]; {
		case isBlock && closing:
			b.WriteString("\n")
		case isBlock:
			b.WriteString(brk)
		case name == "a" && closing:
			if href != "" && href != strings.TrimSpace(unescape(words)) {
				b.WriteString(" (" + href + ")")
			}
			href = ""
		case name == "a":
			href = link(attrs)
		case name == "td" || name == "th":
			b.WriteByte(' ')
		}
	}
	b.WriteString(unescape(body))
	return stamped.Clip(tidy(b.String()), maxText)
}

// tag reads the tag at the start of s: the name of its element in lower case, its attributes, whether it closes, and its length. The length
// is 0 if there is none.
func tag(s string) (name, attrs string, closing bool, n int) {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s[:min(len(s), maxTag)], "-->"); end > 0 {
			return "", "", false, end + len("-->")
		}
		return "", "", false, 0
	}
	end := strings.IndexByte(s[:min(len(s), maxTag)], '>')
	if end < 0 {
		return "", "", false, 0
	}
	inner := s[1:end]
	inner, closing = strings.CutPrefix(inner, "/")
	inner = strings.TrimSuffix(inner, "/")
	name, attrs, _ = strings.Cut(strings.TrimRight(inner, " \t\r\n"), " ")
	name = strings.ToLower(name)
	if _, ok := blocks[name]; !ok && !inline[name] {
		return "", "", false, 0
	}
	return name, attrs, closing, end + 1
}

var hrefAttr = regexp.MustCompile(`(?i)\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')`)

// link is the address of an anchor, if it is one of the web's.
func link(attrs string) string {
	m := hrefAttr.FindStringSubmatch(attrs)
	if m == nil {
		return ""
	}
	if href := html.UnescapeString(m[1] + m[2]); isWeb(href) {
		return href
	}
	return ""
}

func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	return entity.ReplaceAllStringFunc(s, html.UnescapeString)
}

// tidy trims lines and keeps at most one empty line between two others.
func tidy(s string) string {
	s = strings.ReplaceAll(s, "\u00a0", " ")
	var out []string
	for line := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
