package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/pes-dev/pes/timeline"
)

// RuleReference writes what each rule of the timeline looks for, needs and refuses, for a terminal.
func RuleReference(w io.Writer, o TerminalOptions) error {
	r := reference{o: o}
	for _, rule := range timeline.Reference() {
		r.entry(rule.Name, rule.Doc)
	}
	return r.write(w)
}

// ActReference writes what a message can do, and what can be said of it, with the words that pes knows for each, for a terminal. The names are
// those of lexicon: in incident.yaml.
func ActReference(w io.Writer, o TerminalOptions) error {
	r := reference{o: o}
	for _, a := range timeline.Acts() {
		words := "No words decide this."
		if list := a.Phrases(); len(list) > 0 {
			words = "Words: " + strings.Join(list, ", ")
		} else if a.Extensible() {
			words = "Words: only those of incident.yaml"
		}
		r.entry(a.Name, a.Doc, words)
	}
	return r.write(w)
}

// reference is a list of names, each with paragraphs below it.
type reference struct {
	o   TerminalOptions
	out strings.Builder
}

const indent = "    "

func (r *reference) entry(name string, paragraphs ...string) {
	r.out.WriteString(terminal{o: r.o}.paint(colorHead, name) + "\n")
	for _, p := range paragraphs {
		for _, line := range wrapped(p, r.o.Width-len(indent)) {
			r.out.WriteString(indent + line + "\n")
		}
	}
}

func (r *reference) write(w io.Writer) error {
	if _, err := io.WriteString(w, r.out.String()); err != nil {
		return fmt.Errorf("writing the reference: %w", err)
	}
	return nil
}

// wrapped breaks a text at blanks into lines of at most room columns; with less room than a word takes, the word stands alone.
func wrapped(s string, room int) []string {
	if room < minWhat {
		return []string{s}
	}
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		switch {
		case line == "":
			line = word
		case twwidth.Width(line)+1+twwidth.Width(word) > room:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
