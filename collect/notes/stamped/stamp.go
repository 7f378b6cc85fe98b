// Package stamped dates texts whose lines begin with a time as people write it: notes, and posts pasted from a dashboard. Such times mostly
// lack the year, the date or the zone; headings state them for the lines below, the order of the lines tells which midnight lies between, and
// the rest comes from outside or not at all. Whatever is assumed is put into words, for the report.
//
// What a time looks like is internal/when's; what a sequence of times means is decided here.
package stamped

import (
	"regexp"
	"strings"

	"github.com/pes-dev/pes/internal/when"
)

// Stamp is the time that a line begins with.
type Stamp struct {
	when.Stamp
	Until when.Stamp // the second time of a range
	Range bool       // whether there is one
	About bool       // "~13:42", "around 13:42"
	Words string     // as it was written

	layout when.Layout
	head   string // what layout read, to be read again when other lines tell which number is the month
	tail   string // the same of Until
}

// maxStamp is how much of a line is looked at for its stamp: the longest, with a weekday, a month written out and an IANA zone, are below 70.
const maxStamp = 120

// Cut reads the stamp at the start of a line, and the text behind it without what separates the two. Emphasis, code marks and brackets
// around the stamp are taken off.
func Cut(line string) (s Stamp, rest string, ok bool) {
	t := strings.TrimLeft(line, " \t")
	t, s.About = cutAbout(t)
	t, marks := cutOpening(t)
	s.head = t[:min(len(t), maxStamp)]
	var n int
	if s.layout, ok = when.Detect([]byte(s.head)); ok {
		s.Stamp, n, ok = s.layout.Scan([]byte(s.head))
	}
	if !ok || n == 0 {
		return Stamp{}, "", false
	}
	words := t[:n]
	t = cutClosing(t[n:], marks)
	if until, after, ok := cutRange(t); ok {
		words += t[:len(t)-len(after)]
		s.tail = dash.ReplaceAllString(t[:min(len(t), maxStamp)], "")
		s.Until, s.Range = until, true
		t = cutClosing(after, marks)
	}
	s.Words = strings.Trim(words, "[()] \t")
	return s, cutSeparator(t), true
}

// scan reads a stamp at the very start of a text.
func scan(t string) (s when.Stamp, n int, ok bool) {
	head := []byte(t[:min(len(t), maxStamp)])
	layout, ok := when.Detect(head)
	if !ok {
		return s, 0, false
	}
	s, n, ok = layout.Scan(head)
	return s, n, ok && n > 0
}

// unsettled says that the date does not tell which number is the month.
func (s Stamp) unsettled() bool { return s.layout.Order() == when.Unsettled && s.HasDate() }

// settle reads the date again with its numbers in an order that other lines told.
func (s Stamp) settle(o when.Order) Stamp {
	layout := s.layout.WithOrder(o)
	if st, _, ok := layout.Scan([]byte(s.head)); ok {
		s.layout, s.Stamp = layout, st
	}
	if layout, ok := when.Detect([]byte(s.tail)); ok && s.Range {
		if st, _, ok := layout.WithOrder(o).Scan([]byte(s.tail)); ok {
			s.Until = st
		}
	}
	return s
}

var about = regexp.MustCompile(`^(?i)(?:~|≈|(?:around|about|approx\.?|approximately|circa|ca\.?|c\.)\s)\s*([0-9\[*_` + "`" + `])`)

func cutAbout(t string) (string, bool) {
	m := about.FindStringSubmatchIndex(t)
	if m == nil {
		return t, false
	}
	return t[m[2]:], true
}

// cutOpening takes off the Markdown marks around a stamp, and remembers them. A bracket is left to internal/when, which knows "[13:42]".
func cutOpening(t string) (rest, marks string) {
	rest = strings.TrimLeft(t, "*_`")
	if len(t)-len(rest) > 3 {
		return t, ""
	}
	if len(rest) > 1 && rest[0] == '(' && rest[1]-'0' <= 9 {
		rest = rest[1:]
	}
	return rest, t[:len(t)-len(rest)]
}

// cutClosing takes off the marks that belong to opening ones. Emphasis that ends later in the line ("**13:42 deployed** by hand") ends
// nowhere else: its mark is taken out there.
func cutClosing(t, marks string) string {
	if marks == "" {
		return t
	}
	closing := strings.TrimSuffix(marks, "(")
	if strings.HasSuffix(marks, "(") {
		t = strings.TrimPrefix(t, ")")
	}
	if closing == "" {
		return t
	}
	trimmed := strings.TrimLeft(t, " ")
	for _, sep := range []string{"", ":"} { // "**13:42** text", "**13:42:** text"
		if after, ok := strings.CutPrefix(trimmed, sep+closing); ok {
			return after
		}
	}
	before, after, found := strings.Cut(t, closing)
	if !found {
		return t
	}
	return before + after
}

var dash = regexp.MustCompile(`^\s*(?:-|–|—|to\s|until\s|till\s|\.\.+|…|→|->)\s*`)

// cutRange reads the second time of "13:42-13:50" or "13:42 – 13:50".
func cutRange(t string) (until when.Stamp, rest string, ok bool) {
	d := dash.FindString(t[:min(len(t), maxStamp)])
	if d == "" {
		return until, "", false
	}
	s, n, ok := scan(t[len(d):])
	if !ok || (n < len(t)-len(d) && wordByte(t[len(d)+n-1]) && wordByte(t[len(d)+n])) {
		return until, "", false
	}
	return s, t[len(d)+n:], true
}

func wordByte(c byte) bool {
	return c-'0' <= 9 || (c|0x20)-'a' <= 'z'-'a' || c >= 0x80
}

// cutSeparator takes off what stands between a stamp and its text.
func cutSeparator(t string) string {
	t = strings.TrimLeft(t, " \t")
	for _, sep := range []string{":", "|", "—", "–", "→", "=>", "->", "-", ","} {
		after, ok := strings.CutPrefix(t, sep)
		if !ok {
			continue
		}
		if sep == "-" && after != "" && after[0] != ' ' && after[0] != '\t' {
			return t // "-5 %", "--force"
		}
		return strings.TrimSpace(after)
	}
	return strings.TrimSpace(t)
}
