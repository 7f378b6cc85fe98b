package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/plain"
)

// markdown is Markdown that this package has made: the only values that a template prints as they are. Nobody outside can make one, because
// its field is not exported; everything else is escaped.
type markdown struct{ source string }

// breaker is an empty comment. It splits a text in two without a trace for the reader, which is the only thing that stops GitHub from making
// a mention, an e-mail address, an issue or a formula of it: those are looked for in the rendered text, where a backslash or an entity is
// long gone (github/cmark-gfm issue 181).
const breaker = "<!-- -->"

// maxText caps one untrusted text of a document, in bytes.
const maxText = 32 << 10

// escape makes Markdown that shows a text exactly, with its white space folded: wherever in a line it stands, in a paragraph, a list item or a
// table cell.
func escape(s string) string {
	s = oneLine(s)
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		escapeRune(&b, s, i, r, n)
		i += n
	}
	return b.String()
}

// oneLine is a text as one line that is harmless to look at, with its white space folded.
func oneLine(s string) string { return strings.Join(strings.Fields(plain.Line(s, maxText)), " ") }

// escapeRune writes the character at s[i:], which is n bytes long.
func escapeRune(b *strings.Builder, s string, i int, r rune, n int) {
	rest := s[i+n:]
	switch r {
	case '\\', '`', '*', '[', ']':
		b.WriteByte('\\')
		b.WriteRune(r)
	case '~':
		b.WriteString("\\~" + broken(rest == "" || startsWord(rest) || rest[0] == '"')) // ~bug is a label to GitLab
	case '!', '%', '^':
		b.WriteRune(r)
		b.WriteString(broken(refers(s[:i], r, rest)))
	case '<':
		b.WriteString("&lt;")
	case '>':
		b.WriteString("&gt;")
	case '|':
		b.WriteString("&#124;") // an entity, as parsers of tables differ on a backslash before a backslash
	case '{':
		b.WriteString(brace(rest))
	case '_':
		escapeUnderscore(b, s, i)
	case '&':
		b.WriteString(ampersand(rest))
	case '@':
		b.WriteString("@" + broken(rest == "" || startsWord(rest)))
	case '#':
		b.WriteString("\\#" + broken(rest == "" || startsDigit(rest)))
	case '$':
		b.WriteString("\\$" + breaker)
	case ':':
		escapeColon(b, s, i)
	case '.':
		escapeDot(b, s, i)
	case '/':
		b.WriteString("/" + broken(i == 0 && strings.HasPrefix(rest, "/")))
	case '-', '+', '=', ')':
		escapeAtStart(b, s, i, r)
	default:
		b.WriteRune(r)
	}
}

func broken(yes bool) string {
	if yes {
		return breaker
	}
	return ""
}

// brace hides what a site generator's templates (Liquid, Hugo) would run, and what gives a block attributes in kramdown.
func brace(rest string) string {
	if rest == "" || strings.IndexByte("{%#.:", rest[0]) >= 0 {
		return "&#123;"
	}
	return "{"
}

// escapeHeading is escape for a heading, where braces at the end are attributes to some engines.
func escapeHeading(s string) string { return strings.ReplaceAll(escape(s), "{", "&#123;") }

// refers says whether a sign begins what is a reference to GitLab: !12 is a merge request, %1.2 and %"one" are milestones, ^alert is an
// alert. Within a word or a number (50%off) none is.
func refers(before string, r rune, rest string) bool {
	if last, _ := utf8.DecodeLastRuneInString(before); before != "" && wordRune(last) {
		return false
	}
	switch {
	case rest == "":
		return false
	case r == '!':
		return startsDigit(rest)
	case r == '^':
		return strings.HasPrefix(rest, "alert")
	}
	return startsWord(rest) || rest[0] == '"'
}

// maxShortcode is longer than the longest name of an emoji that GitHub, GitLab, Slack or Mattermost know.
const maxShortcode = 60

// shortcode says whether what stands behind a colon is the name of an emoji with a colon behind it, as far as that can be told without a list: two
// colons around a word, as 02:48:11 has them, but with a letter in it, or one of the numbers and signs that have a picture.
func shortcode(rest string) bool {
	name, _, ok := strings.Cut(rest[:min(len(rest), maxShortcode)], ":")
	if !ok || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_+-") != "" {
		return false
	}
	switch name {
	case "100", "1234", "+1", "-1":
		return true
	}
	return strings.ContainsAny(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz")
}

// ampersand is escaped where an entity could begin, or where what follows is not in sight.
func ampersand(rest string) string {
	if rest == "" || rest[0] == '#' || isASCIILetter(rest[0]) {
		return "&amp;"
	}
	return "&" + broken(startsDigit(rest)) // &12 is an epic to GitLab
}

// escapeUnderscore leaves one between letters or digits alone: no emphasis can begin or end there.
func escapeUnderscore(b *strings.Builder, s string, i int) {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	if i == 0 || i == len(s)-1 || !wordRune(before) || !wordRune(after) {
		b.WriteByte('\\')
	}
	b.WriteByte('_')
}

// escapeColon breaks addresses, "mailto:" and "xmpp:" among them; at the start of a text it would make a definition.
func escapeColon(b *strings.Builder, s string, i int) {
	rest := s[i+1:]
	if i == 0 {
		b.WriteByte('\\')
	}
	b.WriteByte(':')
	if strings.HasPrefix(rest, "/") || endsFold(s[:i], "mailto") || endsFold(s[:i], "xmpp") || shortcode(rest) {
		b.WriteString(breaker)
	}
}

// escapeDot breaks "www." and keeps "1." at the start of a text from becoming a list.
func escapeDot(b *strings.Builder, s string, i int) {
	if i == 0 || (i <= 9 && allDigits(s[:i])) {
		b.WriteByte('\\')
	}
	if endsFold(s[:i], "www") {
		b.WriteString(breaker)
	}
	b.WriteByte('.')
}

// escapeAtStart is for what means something only where a line begins: a list mark, a line under a heading, the end of a list's number.
func escapeAtStart(b *strings.Builder, s string, i int, r rune) {
	if i == 0 || (r == ')' && i <= 9 && allDigits(s[:i])) {
		b.WriteByte('\\')
	}
	if r == '-' && endsFold(s[:i], "gh") && startsDigit(s[i+1:]) {
		b.WriteString(breaker) // GH-123 is an issue to GitHub
	}
	b.WriteRune(r)
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func startsWord(s string) bool {
	return s[0] >= utf8.RuneSelf || isASCIILetter(s[0]) || startsDigit(s) || s[0] == '_'
}

func startsDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func endsFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}
