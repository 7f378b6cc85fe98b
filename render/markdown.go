// Package render writes a summary for its readers: as Markdown by a genre's template, as CSV, and as a table for a terminal. Whatever came
// from outside is escaped by default: a walk over the template's parse tree appends the escaper that fits the place (see walk.go), so that no
// template can forget to. Times are told in the incident's zone, with UTC beside them.
package render

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
)

// Options says how a document is written. The zero value is the genre as it is.
type Options struct {
	MaxAppendix int // how many entries the appendix lists; 0 is 400
}

// defaultAppendix is how long the appendix may grow before a page becomes too heavy for a wiki to show; some 60 kB.
const defaultAppendix = 400

// Markdown writes the document of a genre; "" is templates.Default. The same summary gives the same bytes.
func Markdown(s *summary.Summary, genre string, o Options) ([]byte, error) {
	if genre == "" {
		genre = templates.Default
	}
	source, err := templates.Source(genre)
	if err != nil {
		return nil, err
	}
	return execute(genre+".md.tmpl", source, s, o)
}

func execute(name, source string, s *summary.Summary, o Options) ([]byte, error) {
	d := newDocument(s, o)
	t, err := parseTemplate(name, source, d.funcs())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, d); err != nil {
		return nil, fmt.Errorf("writing the document: %w", err)
	}
	return tidy(b.Bytes()), nil
}

// tidy ends the document with one newline, and leaves at most one empty line between two that are not.
func tidy(b []byte) []byte {
	for bytes.Contains(b, []byte("\n\n\n")) {
		b = bytes.ReplaceAll(b, []byte("\n\n\n"), []byte("\n\n"))
	}
	return append(bytes.TrimSpace(b), '\n')
}

// funcs are what templates may call.
func (d *document) funcs() template.FuncMap {
	return template.FuncMap{
		"say":        d.say,      // a sentence with its evidence
		"words":      d.words,    // a sentence without
		"cite":       d.cite,     // evidence as links
		"cited":      d.cited,    // the same for a cell of a table
		"why":        d.why,      // why a milestone is what it is
		"known":      known,      // how the start of a period is known
		"subject":    d.subject,  // what a period of impact was of
		"at":         d.at,       // an instant in the incident's zone, with its name
		"local":      d.local,    // an instant for a column in the incident's zone
		"utc":        d.utc,      // an instant for a column in UTC
		"span":       d.span,     // from when to when
		"length":     d.length,   // how long
		"moment":     d.moment,   // a milestone for a column in the incident's zone
		"momentIn":   d.momentIn, // a milestone for a column in UTC
		"after":      d.after,    // a milestone's time after onset
		"label":      label,      // what a milestone, phase, kind or state is called
		"brief":      brief,      // a text of the evidence, cut for a row
		"whole":      whole,      // a text of the evidence, cut at a larger size
		"notes":      d.notes,    // what else there is to say of a row
		"where":      where,      // where to check an entry
		"anchor":     d.anchor,   // where links to an entry lead
		"actor":      actor,      // who spoke
		"or":         or,         // the first text that is not empty
		"count":      count,      // a number with its noun
		"list":       summary.List,
		"period":     period,       // how long a period of impact was
		"peak":       peak,         // how bad it was at its worst
		"kind":       kind,         // the kind of an entry
		"only":       only,         // a list of one id
		"both":       both,         // two lists of ids
		"outcome":    outcome,      // of an attempt
		"number":     number,       // a whole number with commas
		"sides":      d.sides,      // what the sides of a disagreement say
		"used":       d.used,       // which side is used, and why
		"target":     d.target,     // an anchor, unless there is one already
		"entryLocal": d.entryLocal, // an entry's time for a column in the incident's zone
		"entryUTC":   d.entryUTC,   // an entry's time for a column in UTC
		"entryAt":    d.entryAt,    // an entry's time in a sentence
		"inFull":     inFull,       // a text that its row cuts
		"holder":     holder,
		"due":        due,
		"proof":      d.proof,
		"dash":       dash, // what stands where there is nothing to say
		"join":       func(list []string) string { return strings.Join(list, "; ") },
		"confidence": confidence,
	}
}
