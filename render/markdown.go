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
		"say":           d.say,     // a sentence with its evidence
		"lede":          d.lede,    // a sentence of the opening with its evidence
		"words":         d.words,   // a sentence without
		"cite":          d.cite,    // evidence as links
		"rests":         d.rests,   // evidence as links, and whether people decided
		"held":          d.held,    // the same for a cell of a table
		"cited":         d.cited,   // the same for a cell of a table
		"why":           d.why,     // why a milestone is what it is
		"known":         known,     // how the start of a period is known
		"subject":       d.subject, // what a period of impact was of
		"at":            d.at,      // an instant in the incident's zone, with its name
		"span":          d.span,    // from when to when
		"length":        d.length,  // how long
		"moment":        moment,    // a milestone for a column in the incident's zone
		"momentUTC":     momentUTC, // a milestone for a column in UTC
		"grounds":       grounds,   // the evidence of a milestone
		"phaseFrom":     d.phaseFrom,
		"phaseTo":       d.phaseTo,
		"after":         d.after,  // a milestone's time after onset
		"label":         label,    // what a milestone, phase, kind or state is called
		"brief":         brief,    // a text of the evidence, cut for a row
		"whole":         whole,    // a text of the evidence, cut at a larger size
		"cell":          cell,     // a text of the evidence, cut for a cell beside others
		"what":          d.what,   // what a row says
		"whatOf":        d.whatOf, // what an entry says that is no row
		"source":        source,   // what a line of the story is and what rests on it
		"story":         story,    // what a line of the story says
		"where":         where,    // where to check an entry
		"anchor":        d.anchor, // where links to an entry lead
		"actor":         actor,    // who spoke
		"or":            or,       // the first text that is not empty
		"count":         count,    // a number with its noun
		"list":          summary.List,
		"period":        period,   // how long a period of impact was
		"peak":          peak,     // how bad it was at its worst
		"kind":          kind,     // the kind of an entry
		"both":          both,     // two lists of ids
		"outcome":       outcome,  // of an attempt
		"number":        number,   // a whole number with commas
		"sides":         d.sides,  // what the sides of a disagreement say
		"used":          d.used,   // which side is used, and why
		"target":        d.target, // an anchor, unless there is one already
		"entryAt":       entryAt,  // an entry's time for a column in the incident's zone
		"entryUTC":      entryUTC, // an entry's time for a column in UTC
		"stampUTC":      stampUTC, // an entry's time where UTC alone is told
		"inFull":        inFull,   // a text that its row cuts
		"holder":        holder,
		"due":           due,
		"proof":         d.proof,
		"dash":          dash, // what stands where there is nothing to say
		"plainCites":    func(r summary.Row) string { return strings.Join(r.Cites(), " ") },
		"plainIDs":      func(ids []string) string { return strings.Join(ids, " ") },
		"join":          func(list []string) string { return strings.Join(list, "; ") },
		"confidence":    confidence,
		"silence":       silence, // what a silence is
		"knownBy":       knownBy, // how the time is known at which a service was hit
		"behind":        behind,  // how long after the first a service was hit
		"itemProof":     d.itemProof,
		"ended":         ended,        // what is said of the end of a period
		"impactTo":      impactTo,     // when a period ended
		"base":          summary.Base, // a source's name in a sentence
		"bare":          summary.Bare, // a text without the service that it begins with
		"impactGrounds": impactGrounds,
	}
}
