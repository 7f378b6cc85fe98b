package summary

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/timeline"
)

// How much of an untrusted text a sentence may hold: a name, and a quotation. Two hundred and some characters are three lines of a page.
const (
	maxName  = 80
	maxQuote = 240
)

// line is an untrusted text on one line, without control characters, cut visibly.
func line(s string, limit int) string { return plain.Line(s, limit) }

// quote is an untrusted text in quotation marks, so that nobody takes it for words of the document.
func quote(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "..") {
		s = s[:len(s)-1] // the sentence around it has a full stop of its own
	}
	return "“" + line(s, maxQuote) + "”"
}

// upper makes the first letter a capital.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// ActorName is what people see of an actor: the name, else the source's own id.
func ActorName(a event.Actor) string { return cmp.Or(a.Name, a.ID) }

// Status is how far the document has come: draft unless people say otherwise.
func (s *Summary) Status() string { return cmp.Or(s.Meta.Status, "draft") }

// SideWords is one side of a contradiction in words: its time, its source, and what it says.
func SideWords(v timeline.Value, c Clock) string {
	var parts []string
	if !v.At.IsZero() {
		parts = append(parts, c.Time(v.At))
	}
	if v.Source != "" {
		parts = append(parts, "("+line(v.Source, maxName)+")")
	}
	s := strings.Join(parts, " ")
	switch {
	case v.Text == "":
		return s
	case s == "":
		return quote(v.Text)
	}
	return s + ": " + quote(v.Text)
}
