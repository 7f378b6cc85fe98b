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
	maxCell  = 120 // of a quotation within a table: two lines of a wide column
)

// line is an untrusted text on one line, without control characters, cut visibly.
func line(s string, limit int) string { return plain.Line(s, limit) }

// quote is an untrusted text in quotation marks, so that nobody takes it for words of the document.
func quote(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ";,: ")
	if strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "..") {
		s = s[:len(s)-1] // the sentence around it has a full stop of its own
	}
	return "“" + line(s, maxQuote) + "”"
}

// shorter is a text cut visibly at a word, for a cell of a table or a row of a list; at a limit of 0 it is whole, on one line.
func shorter(s string, limit int) string {
	s = strings.Join(strings.Fields(line(s, 0)), " ")
	if limit <= 0 || len(s) <= limit {
		return s
	}
	s = line(s, limit)
	if i := strings.LastIndexByte(s, ' '); i > limit/2 {
		s = s[:i] + " " + plain.Mark
	}
	return s
}

// Shorter is an untrusted text on one line, cut visibly at a word.
func Shorter(s string, limit int) string { return shorter(s, limit) }

// sourceName is what a source is called in a sentence: a file without its folders, since the row of the evidence has the whole path.
func sourceName(s string) string { return line(s[strings.LastIndexByte(s, '/')+1:], maxName) }

// Base is what a source is called in a sentence.
func Base(source string) string { return sourceName(source) }

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
		parts = append(parts, "("+sourceName(v.Source)+")")
	}
	s := strings.Join(parts, " ")
	switch {
	case v.Text == "":
		return s
	case s == "":
		return quote(shorter(v.Text, maxCell))
	}
	return s + ": " + quote(shorter(v.Text, maxCell))
}
