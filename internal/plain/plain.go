// Package plain makes untrusted text harmless for people to look at. What comes out of it holds no terminal escapes, no control characters, and
// nothing that is invisible or that turns the direction of the text around it, so that what a person reads is what is there. It knows nothing
// of Markdown or HTML: escaping for those is the renderers' own work.
package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Mark stands at the end of what was cut.
const Mark = "…"

// Line is s as one line of valid UTF-8: line breaks and tabs are spaces; escape sequences (CSI, OSC with its hyperlinks, DCS and their kin)
// are gone as a whole; so are control characters, marks and overrides of direction, and zero-width characters, except the joiners that emoji
// and some scripts are written with. Bytes that are no UTF-8 are U+FFFD. If limit is above zero, the result is at most limit bytes, with Mark
// at its end if something was cut. A line that has nothing to change is returned as it is, without allocation.
func Line(s string, limit int) string { return harmless(s, limit, false) }

// Text is like Line, but keeps line breaks, each as "\n".
func Text(s string, limit int) string { return harmless(s, limit, true) }

func harmless(s string, limit int, breaks bool) string {
	clean := cleanPrefix(s, breaks)
	if clean == len(s) {
		return cut(s, limit)
	}
	c := cleaner{breaks: breaks}
	c.out.Grow(len(s))
	c.out.WriteString(s[:clean])
	if clean > 0 {
		c.prev, _ = utf8.DecodeLastRuneInString(s[:clean])
	}
	for rest := s[clean:]; rest != ""; {
		if limit > 0 && c.out.Len() > limit+maxBackUp {
			break // a cut is certain, and the boundary it is made at lies behind us
		}
		rest = rest[c.step(rest):]
	}
	return cut(c.out.String(), limit)
}

// cleanPrefix is how much of s can stay as it is for certain: printable ASCII, and characters from U+00A0 on that no rule is about.
func cleanPrefix(s string, breaks bool) int {
	for i := 0; i < len(s); {
		b := s[i]
		if b >= ' ' && b < 0x7f || (b == '\n' && breaks) {
			i++
			continue
		}
		if b < utf8.RuneSelf {
			return i
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if (r == utf8.RuneError && n == 1) || special(r) {
			return i
		}
		i += n
	}
	return len(s)
}

// special says whether some rule is about a character beyond ASCII.
func special(r rune) bool {
	switch {
	case r < 0xa0, r == '\u2028', r == '\u2029':
		return true
	case r < 0x0300: // the Latin blocks: the soft hyphen alone
		return r == 0xad
	}
	return invisible(r) || variation(r) || noCharacter(r)
}

// invisible says whether a character has no picture of its own: Unicode's format characters, which hold the marks and overrides of direction, the
// zero-width ones, the anchors of annotations and the tags (General Category Cf), without those that Arabic and Syriac print around numbers; and
// what else programs are to show nothing for (Other_Default_Ignorable_Code_Point): the fillers of Hangul, and what may become such a character.
func invisible(r rune) bool {
	if unicode.Is(unicode.Cf, r) {
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	}
	return unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// noCharacter says whether a code point is none, and never will be (The Unicode Standard, 23.7).
func noCharacter(r rune) bool { return r&0xfffe == 0xfffe || (r >= 0xfdd0 && r <= 0xfdef) }

// variation says whether a character chooses the picture of the one before it. One such is legitimate; a row of them hides data.
func variation(r rune) bool {
	return (r >= 0xfe00 && r <= 0xfe0f) || (r >= 0xe0100 && r <= 0xe01ef) || (r >= 0x180b && r <= 0x180f)
}

// varies says whether a character chooses among pictures that the one before it has. Behind any other it shows nothing, and only keeps a search from
// finding the word. Digits and signs of ASCII have pictures as keys, emoji and the scripts from Hebrew on others; Mongolian and Han have
// selectors of their own.
func varies(r, before rune) bool {
	switch {
	case r >= 0xfe00 && r <= 0xfe0f:
		return before >= 0x0590 || before == 0xa9 || before == 0xae || before == '#' || before == '*' || (before >= '0' && before <= '9')
	case r >= 0x180b && r <= 0x180f:
		return before >= 0x1800 && before <= 0x18af
	case r >= 0xe0100 && r <= 0xe01ef:
		return unicode.Is(unicode.Han, before)
	}
	return false
}

// joins says whether a character takes part in joining: those of scripts that are written joined, and emoji. Latin, Greek and Cyrillic are not, nor
// are Han, Kana and Hangul, in which a joiner would only hide.
func joins(r rune) bool {
	switch {
	case r < 0x0590, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7ff, r >= 0xf900 && r <= 0xfaff, r >= 0x20000 && r <= 0x3ffff:
		return r == 0xa9 || r == 0xae
	case r == joiner, r == nonJoiner:
		return false
	}
	return true
}

const (
	joiner    = '\u200d' // in emoji: a family is three people joined
	nonJoiner = '\u200c' // in Persian: a word's parts that must not touch
)

// cleaner writes the harmless form of a text.
type cleaner struct {
	breaks bool
	out    strings.Builder
	prev   rune // the last character written
}

// step takes what stands at the start of s and returns how many bytes that was.
func (c *cleaner) step(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n == 1:
		n = invalidRun(s)
		c.write(utf8.RuneError)
	case r == '\r':
		c.newline()
		if strings.HasPrefix(s, "\r\n") {
			return 2
		}
	case r == '\n', r == '\u0085', r == '\u2028', r == '\u2029', r == '\v', r == '\f':
		c.newline()
	case r == '\t':
		c.write(' ')
	case r == 0x1b:
		return escape(s)
	case r >= 0x80 && r < 0xa0:
		return control8(s, r, n)
	case r < ' ', r == 0x7f:
	case r == joiner, r == nonJoiner:
		if joins(c.prev) {
			c.write(r)
		}
	case variation(r):
		if varies(r, c.prev) && !variation(c.prev) {
			c.write(r)
		}
	case noCharacter(r):
		c.write(utf8.RuneError)
	case r >= 0x0300 && invisible(r), r == 0xad:
	default:
		c.write(r)
	}
	return n
}

func (c *cleaner) write(r rune) {
	c.out.WriteRune(r)
	c.prev = r
}

func (c *cleaner) newline() {
	if c.breaks {
		c.write('\n')
		return
	}
	c.write(' ')
}

// invalidRun is the length of the bytes at the start of s that are no UTF-8.
func invalidRun(s string) int {
	n := 0
	for n < len(s) {
		if r, size := utf8.DecodeRuneInString(s[n:]); r != utf8.RuneError || size != 1 {
			break
		}
		n++
	}
	return n
}

// cut cuts s to limit bytes with the mark, between two characters as a reader sees them.
func cut(s string, limit int) string {
	if limit <= 0 || len(s) <= limit {
		return s
	}
	if limit < len(Mark) {
		return ""
	}
	return s[:boundary(s, limit-len(Mark))] + Mark
}

// maxBackUp is how far before a cut the search for a boundary starts: longer than any emoji; a letter under a longer heap of accents is
// cut between two of them.
const maxBackUp = 256

// boundary is the last place up to at where no visible character is torn apart. s is valid UTF-8 and longer than at.
func boundary(s string, at int) int {
	start := max(0, at-maxBackUp)
	for start > 0 && !utf8.RuneStart(s[start]) {
		start--
	}
	if i := strings.LastIndexAny(s[start:at], " \n"); i >= 0 {
		start += i
	}
	end, state := start, -1
	for rest := s[start:]; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.StepString(rest, state)
		if end+len(cluster) > at {
			break
		}
		end += len(cluster)
	}
	if end > 0 || at < utf8.UTFMax {
		return end
	}
	end = at // one heap of accents from the start on
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return end
}
