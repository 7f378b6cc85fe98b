package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
)

// patternTable is a table whose last column is a template, which has its sample below.
type patternTable struct {
	terminal
	o     PatternsOptions
	clock logClock
}

// tableColumn is a column beside the template. On a narrow terminal those with the least drop go first; one without stays.
type tableColumn struct {
	name  string
	right bool
	drop  int
}

type patternRow struct {
	cells            []string
	template, sample string
}

// minTemplate is the room that a template has at least, before columns are dropped for it.
const minTemplate = 48

// write writes what stands above the table, and the table, of groups of rows that share the room of a terminal. It returns how many rows there
// was room for.
func (t patternTable) write(w io.Writer, above []string, columns []tableColumn, groups [][]patternRow) (int, error) {
	for _, line := range above {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return 0, err
		}
	}
	if len(groups) == 0 {
		return 0, nil
	}
	keep, room := t.fit(columns, slices.Concat(groups...))
	var rows [][]string
	fitted := t.fill(groups, room, len(above))
	for _, r := range fitted {
		for i, text := range t.texts(r, room) {
			row := make([]string, 0, len(keep)+1)
			for _, c := range keep {
				cell := ""
				if i == 0 {
					cell = r.cells[c]
				}
				row = append(row, cell)
			}
			rows = append(rows, append(row, text))
		}
	}
	head := make([]string, 0, len(keep)+1)
	var right []int
	for i, c := range keep {
		head = append(head, columns[c].name)
		if columns[c].right {
			right = append(right, i)
		}
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return 0, err
	}
	return len(fitted), t.table(w, append(head, "Pattern"), rows, right...)
}

// fit is which columns say anything and have room, and the room that is left for the templates; 0 is no limit.
func (t patternTable) fit(columns []tableColumn, rows []patternRow) (keep []int, room int) {
	widths := make([]int, len(columns))
	for i, c := range columns {
		for _, r := range rows {
			widths[i] = max(widths[i], twwidth.Width(r.cells[i]))
		}
		if widths[i] > 0 {
			keep = append(keep, i)
		}
		widths[i] = max(widths[i], twwidth.Width(c.name))
	}
	if t.o.Width <= 0 {
		return keep, 0
	}
	for {
		room = t.o.Width - columnGap
		next := -1
		for i, c := range keep {
			room -= widths[c] + columnGap
			if columns[c].drop > 0 && (next < 0 || columns[c].drop < columns[keep[next]].drop) {
				next = i
			}
		}
		if room >= minTemplate || next < 0 {
			return keep, max(room, minWhat)
		}
		keep = slices.Delete(keep, next, next+1)
	}
}

// fill is the rows that the height of the terminal has room for: as many of each group as of the others, as far as it has them.
func (t patternTable) fill(groups [][]patternRow, room, above int) []patternRow {
	if t.o.Height <= 0 {
		return slices.Concat(groups...)
	}
	const around = 7 // a blank line, the head, three lines below, and the prompt of the shell with the next command
	free := max(t.o.Height-around-above, minRows)
	taken := make([]int, len(groups))
	for more := true; more && free > 0; {
		more = false
		for i, g := range groups {
			if taken[i] == len(g) || free <= 0 {
				continue
			}
			if free -= len(t.texts(g[taken[i]], room)); free >= 0 {
				taken[i]++
				more = true
			}
		}
	}
	var out []patternRow
	for i, g := range groups {
		out = append(out, g[:taken[i]]...)
	}
	return out
}

// minRows is how many lines of rows are shown in the lowest of terminals.
const minRows = 8

// texts is the lines of a row's last column: the template, and below it the sample, where something varies.
func (t patternTable) texts(r patternRow, room int) []string {
	var out []string
	for _, row := range t.folded(r.template, room, maxLines) {
		out = append(out, t.marked(row))
	}
	if r.sample != r.template {
		for _, row := range t.folded(r.sample, room, 1) {
			out = append(out, t.paint(colorMissing, row))
		}
	}
	return out
}

// folded breaks a text into so many lines at most.
func (t patternTable) folded(s string, room, most int) []string {
	s = plain.Line(s, maxBrief)
	if room <= 0 {
		return []string{s}
	}
	var out []string
	for rest := s; ; {
		line, more := rest, ""
		if twwidth.Width(rest) > room {
			line, more = breakLine(rest, room, len(out)+1 == most)
		}
		out = append(out, line)
		if rest = more; rest == "" {
			return out
		}
	}
}

// wild is what stands in a template for what varies.
const wild = "<*>"

// marked sets off what varies in a template.
func (t patternTable) marked(s string) string {
	return strings.ReplaceAll(s, wild, t.paint(colorUnsure, wild))
}

func (t patternTable) level(l *string) string {
	if l == nil {
		return ""
	}
	switch *l {
	case string(event.Error), string(event.Critical):
		return t.paint(colorBad, *l)
	case string(event.Warning):
		return t.paint(colorUnsure, *l)
	}
	return *l
}

const colorBad = "\x1b[31m"
