package render

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/plain"
)

// codeSpan is a text as a code span that stands by itself: with a fence longer than any run of backticks in it, and with what only a table
// would take amiss escaped where it stands in one.
func codeSpan(s string, cell bool) string {
	s = oneLine(s)
	if s == "" {
		return ""
	}
	if strings.Contains(s, "|") || (cell && strings.Contains(s, "\\")) || strings.Contains(s, "{{") || strings.Contains(s, "{%") {
		return escape(s) // parsers of tables differ on these within code, a row may begin without a |, and site generators run templates there too
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if s[0] == '`' || s[len(s)-1] == '`' {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// codeLine is a text as a line of a code block, or a part of one. Nothing can be escaped there, so that what would mean something all the
// same is taken apart by a blank that a reader sees: runs that could end the block, what site generators (Liquid, Hugo) run within code too, and a mark of ours.
func codeLine(s string) string {
	return takenApart(oneLine(s))
}

var codeSigns = strings.NewReplacer("```", "`` `", "~~~", "~~ ~", "{{", "{ {", "{%", "{ %", "{#", "{ #", "<!--", "<! --")

func takenApart(s string) string { return codeSigns.Replace(s) }

// inBlock are those of the signs that mean something in a block whose fence is long enough.
var inBlock = strings.NewReplacer("{{", "{ {", "{%", "{ %", "{#", "{ #", "<!--", "<! --")

// codeBlock is a text as a whole code block, line by line, with a fence that is longer than any run in it. info is what stands behind the fence.
func codeBlock(info, s string) string {
	s = strings.TrimRight(plain.Text(s, maxText), " \n")
	s = inBlock.Replace(s)
	fence := strings.Repeat("`", max(3, longestRun(s, '`')+1))
	return fence + info + "\n" + s + "\n" + fence
}

// yamlText is a text as a double-quoted scalar of YAML (1.2.2, 7.3.1), in one line. A reader that knows no front matter takes it for
// Markdown, so that what means anything there is written by its number, too.
func yamlText(s string) string {
	s = oneLine(s)
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case strings.ContainsRune("\"\\<>[]`*_|&@#{}$!~", r), r == ':' && strings.HasPrefix(s[i+1:], "/"), r == '.' && endsFold(s[:i], "www"):
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainRune says whether a character is a letter or a digit of ASCII, which mean nothing anywhere.
func plainRune(r rune) bool { return r < utf8.RuneSelf && wordRune(r) }

// escapeHTML is a text where HTML is read as it is, and for all that is known Markdown might be: every sign that means anything in either
// is written as a character reference, which both read alike.
func escapeHTML(s string) string {
	s = oneLine(s)
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '@' || r == '#' || r == '$' || r == '~' || r == '%':
			fmt.Fprintf(&b, "&#%d;%s", r, breaker)
		case r == ':' || r == '.' || r == '!':
			fmt.Fprintf(&b, "&#%d;", r)
			b.WriteString(broken(strings.HasPrefix(s[i+1:], "/") || endsFold(s[:i], "www") || endsFold(s[:i], "mailto") || endsFold(s[:i], "xmpp")))
		case r < utf8.RuneSelf && r != ' ' && !plainRune(r):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// destination is an address fit to stand between the parentheses of a link; false for whatever is no plain web address. An address that
// holds a user's name or password is none: it misleads, and it may be a secret.
func destination(s string) (string, bool) {
	if len(s) > 2048 || plain.Line(s, 0) != s {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return "", false
	}
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= utf8.RuneSelf || strings.IndexByte("()<>[]{}\\`|\"'*_~$@", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		if c == '&' {
			b.WriteString("&amp;")
			continue
		}
		b.WriteByte(c)
	}
	return b.String(), true
}

// link is a destination, or the address of nothing.
func link(s string) string {
	d, ok := destination(s)
	if !ok {
		return "#"
	}
	return d
}

// addressPiece is a text as a part of an address that literal text begins: one name of a path, or one value of a query, whatever it holds.
func addressPiece(s string) string {
	var b strings.Builder
	for _, c := range []byte(oneLine(s)) {
		if isASCIILetter(c) || ('0' <= c && c <= '9') || c == '-' || c == '.' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// comment is a text fit to stand within an HTML comment, which nobody sees: what could end the comment is left out.
func comment(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '<' || r == '>' || r == '&' || r == '!' {
			return -1
		}
		return r
	}, oneLine(s))
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "-")
	}
	return strings.Trim(s, "-")
}

// markerWord is a text as a value in the mark of a document, which machines read: letters, digits and what versions are written with.
func markerWord(s string) string {
	return comment(strings.Map(func(r rune) rune {
		if plainRune(r) || strings.ContainsRune("._+-/", r) {
			return r
		}
		return -1
	}, oneLine(s)))
}

// markerName is a text as a part of the name of a section or a table: small letters and digits, with a hyphen for all that stands between.
func markerName(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(oneLine(s)), func(r rune) bool {
		return !plainRune(r)
	}), "-")
}
