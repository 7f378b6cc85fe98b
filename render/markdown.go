// Package render writes a summary for its readers: as Markdown by a genre's template, as CSV, and as a table for a terminal. Whatever came
// from outside is escaped by default: a walk over the template's parse tree appends the escaper that fits the place (see walk.go), so that no
// template can forget to. Times are told in the incident's zone, with UTC beside them.
package render

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
)

// Options says how a document is written. The zero value is the genre as it is.
type Options struct {
	MaxAppendix int // how many entries the appendix lists; 0 is 400

	outward bool // for readers outside, whom ids of evidence and names of files tell nothing: whatever prints one prints nothing
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
	return execute(genre+templates.Suffix, source, s, o)
}

// Document writes the document of a genre of a set. Its mark, which says of which genre it is, is written by this package where the template is a
// person's own. A template that cannot be used is a *TemplateError.
func Document(s *summary.Summary, t templates.Template, o Options) ([]byte, error) {
	o.outward = t.Public
	if t.File == "" {
		return execute(t.Name+templates.Suffix, t.Source, s, o)
	}
	out, err := execute(t.File, t.Source, s, o)
	if err != nil {
		return nil, err
	}
	return signed(out, t.Name, s.Meta.Version), nil
}

// Check says what is wrong in a template: nil, or a *TemplateError that has all of it. One that passes fails on no incident, but for its size.
func Check(t templates.Template) error {
	_, err := parseTemplate(cmp.Or(t.File, t.Name+templates.Suffix), t.Source)
	return err
}

// What a document begins with: its mark, and front matter before that.
var (
	documentMark = regexp.MustCompile(`^<!-- pes:document [^\n]*-->\n`)
	frontMatter  = regexp.MustCompile(`^---\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)`)
)

// signed is a document with its mark, in its first line or behind its front matter.
func signed(doc []byte, genre, version string) []byte {
	front := frontMatter.Find(doc)
	rest := bytes.TrimLeft(doc[len(front):], "\n")
	rest = bytes.TrimLeft(rest[len(documentMark.Find(rest)):], "\n")
	mark := "<!-- pes:document genre=" + genre + " "
	if version != "" {
		mark += "version=" + markerWord(version) + " "
	}
	mark += "-->\n"
	if len(front) > 0 {
		mark = strings.TrimRight(string(front), "\n") + "\n\n" + mark
	}
	if len(rest) > 0 {
		mark += "\n"
	}
	return append([]byte(mark), rest...)
}

func execute(name, source string, s *summary.Summary, o Options) ([]byte, error) {
	t, err := parseTemplate(name, source)
	if err != nil {
		return nil, err
	}
	d := newDocument(s, o)
	out, again, err := d.run(t)
	if again {
		out, _, err = d.run(t)
	}
	return out, err
}

// What a document links to, and the places in it that links can lead to, as this package writes them.
var (
	linkTo  = regexp.MustCompile(`\]\(#(e-[0-9a-z]{1,16})\)`)
	placeOf = regexp.MustCompile(`<a id="(e-[0-9a-z]{1,16})"></a>`)
)

// run writes the document once. Only then it is seen which evidence it cites, and whether a template has a list of evidence for links to lead to;
// where that asks for another document, it is to be run again, which gives that document. What a third run would give does not differ from the
// second: links that led nowhere are plain ids, and those that lead somewhere still do.
func (d *document) run(t *program) (out []byte, again bool, err error) {
	v := newView(d)
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return nil, false, fmt.Errorf("writing the document: %w", err)
	}
	cited, places := idsOf(linkTo, b.Bytes()), idsOf(placeOf, b.Bytes())
	d.printed, d.linked = cited, places
	if *d.supporting {
		d.linked = cited // each will be in the list
	}
	for id := range cited {
		again = again || !places[id]
	}
	return tidy(b.Bytes()), again, nil
}

// idsOf are the ids of evidence in what a form of links or places finds.
func idsOf(form *regexp.Regexp, doc []byte) map[string]bool {
	out := map[string]bool{}
	for _, m := range form.FindAllSubmatch(doc, -1) {
		out["E-"+string(m[1][2:])] = true
	}
	return out
}

// strayBlank is the one blank that a line ends with where a template put nothing behind it. Two are a line break to Markdown, and are meant.
var strayBlank = regexp.MustCompile(`(?m)([^ ]) $`)

// tidy ends the document with one newline, leaves at most one empty line between two that are not, and no stray blank at the end of a line.
func tidy(b []byte) []byte {
	b = strayBlank.ReplaceAll(b, []byte("$1"))
	for bytes.Contains(b, []byte("\n\n\n")) {
		b = bytes.ReplaceAll(b, []byte("\n\n\n"), []byte("\n\n"))
	}
	return append(bytes.TrimSpace(b), '\n')
}

// funcs are what templates may call, beside what text/template has by itself.
var funcs = template.FuncMap{
	"or":     or,           // the first text that is not empty
	"join":   join,         // texts with something between them
	"list":   summary.List, // texts as a sentence lists them: "a, b and c"
	"count":  count,        // a number with its noun: "12 posts"
	"number": number,       // a whole number with commas: "12,000"
}

// or stands in for the template language's own, which would take any two values.
func or(texts ...string) string { return cmp.Or(texts...) }

func join(texts []string, between string) string { return strings.Join(texts, between) }

func count(n int, one string, many ...string) string { return summary.Count(n, one, many...) }

func number(n int) string { return summary.Number(n) }
