package render

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/templates"
)

// Origin is where a genre comes from: built-in, or the file of its template.
func Origin(t templates.Template) string { return cmp.Or(t.File, "built-in") }

// GenreTable writes a list of genres for a terminal: what each is for, what it keeps to itself, and where it comes from.
func GenreTable(w io.Writer, list []templates.Template, o TerminalOptions) error {
	t := terminal{o: o}
	var rows [][]string
	for _, g := range list {
		rows = append(rows, []string{plain.Line(g.Name, maxService), plain.Line(cmp.Or(g.For, "–"), maxBrief), keeps(g.Genre), plain.Line(Origin(g), maxBrief)})
	}
	if err := t.table(w, []string{"Genre", "What it is for", "Leaves out", "From"}, rows); err != nil {
		return fmt.Errorf("writing the genres: %w", err)
	}
	return nil
}

// keeps is what a genre leaves out of every document.
func keeps(g templates.Genre) string {
	var out []string
	if g.Nameless {
		out = append(out, "names")
	}
	if g.Public {
		out = append(out, "what is internal")
	}
	return cmp.Or(strings.Join(out, ", "), "–")
}
