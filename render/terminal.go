package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// TerminalOptions says how a terminal is written to. The zero value is no colour and lines as long as they come.
type TerminalOptions struct {
	Width int  // columns of the terminal; 0 is no limit
	Color bool // whether the terminal shows colours and is meant to
}

// Colours, by what they say. They go by the terminal's own palette, so that they can be read on light and dark.
const (
	colorOff     = "\x1b[0m"
	colorHead    = "\x1b[1m"
	colorSure    = "\x1b[32m"
	colorUnsure  = "\x1b[33m"
	colorMissing = "\x1b[2m"
	colorWrong   = "\x1b[31m"
)

// TimelineTable writes a timeline for a terminal: the milestones, who was hit in which order, then the rows that people
// read. Nothing in it can move the terminal's
// cursor or change its colours but what this package puts there.
func TimelineTable(w io.Writer, s *summary.Summary, o TerminalOptions) error {
	d := newDocument(s, Options{})
	term := terminal{document: d, o: o}
	if _, err := fmt.Fprintf(w, "%s\n\n", term.paint(colorHead, plain.Line(s.Title, maxBrief))); err != nil {
		return fmt.Errorf("writing the timeline: %w", err)
	}
	if err := term.milestones(w); err != nil {
		return fmt.Errorf("writing the timeline: %w", err)
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return fmt.Errorf("writing the timeline: %w", err)
	}
	if err := term.cascade(w); err != nil {
		return fmt.Errorf("writing the timeline: %w", err)
	}
	if err := term.rows(w); err != nil {
		return fmt.Errorf("writing the timeline: %w", err)
	}
	return nil
}

type terminal struct {
	*document
	o TerminalOptions
}

func (t terminal) milestones(w io.Writer) error {
	clock := t.MilestoneTimes()
	head := []string{"Milestone", clock.Head, "After onset", "Sure", "How it is known"}
	var rows [][]string
	for _, m := range t.Milestones {
		color := colorMissing
		switch {
		case m.State == timeline.Known && m.Confidence != timeline.Low:
			color = colorSure
		case m.State == timeline.Known || m.State == timeline.Bounded:
			color = colorUnsure
		}
		rows = append(rows, []string{
			summary.MilestoneLabel(m.Name), t.paint(color, moment(clock, m)), t.after(m), cmp.Or(confidence(m), "–"), t.why(clock, m),
		})
	}
	return t.table(w, head, rows)
}

func (t terminal) rows(w io.Writer) error {
	clock := t.RowTimes()
	head := []string{clock.Head, "Kind", "Service", "Evidence", "What"}
	var rows [][]string
	for _, l := range t.Lines() {
		if x := l.Silence; x != nil {
			rows = append(rows, []string{clock.At(x.From), "silence", "", plain.Line(x.After, maxService), silence(clock, x)})
			continue
		}
		r := l.Row
		what := t.what(clock, r)
		rows = append(rows, []string{entryAt(clock, r.Entry), kind(r.Entry), plain.Line(r.Service, maxService), plain.Line(r.ID, maxService), what})
	}
	return t.table(w, head, rows)
}

// maxService is how many bytes of a name a column shows.
const maxService = 24

// table writes a table whose last column takes what the others leave of the terminal's width. The columns of right are aligned right.
func (t terminal) table(w io.Writer, head []string, rows [][]string, right ...int) error {
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "no rows")
		return err
	}
	last := len(head) - 1
	if t.o.Width > 0 {
		room := t.o.Width - columnGap
		for col := range last {
			room -= widest(head, rows, col) + columnGap
		}
		rows = folded(rows, last, max(room, minWhat))
	}
	painted := make([]string, len(head))
	for i, h := range head {
		painted[i] = t.paint(colorHead, h)
	}
	align := slices.Repeat([]tw.Align{tw.AlignLeft}, len(head))
	for _, col := range right {
		align[col] = tw.AlignRight
	}
	table := tablewriter.NewTable(w,
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAlignmentConfig(tw.CellAlignment{PerColumn: align}),
		tablewriter.WithRowAlignmentConfig(tw.CellAlignment{PerColumn: align}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Symbols:  tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		})),
	)
	table.Header(painted)
	if err := table.Bulk(rows); err != nil {
		return err
	}
	return table.Render()
}

// What a column costs beside its text (a blank on either side), and the least that the last one is left with on a narrow terminal.
const (
	columnGap = 2
	minWhat   = 20
)

// maxLines is how many lines of a terminal a row takes: what does not fit into two is for the document.
const maxLines = 2

// folded breaks the last column at words where it is too wide; its further lines are rows whose other cells are empty.
func folded(rows [][]string, last, room int) [][]string {
	var out [][]string
	for _, r := range rows {
		rest := r[last]
		for n := 1; ; n++ {
			line, more := rest, ""
			if twwidth.Width(rest) > room {
				line, more = breakLine(rest, room, n == maxLines)
			}
			row := make([]string, len(r))
			if n == 1 {
				copy(row, r)
			}
			row[last] = line
			out = append(out, row)
			if more == "" {
				break
			}
			rest = more
		}
	}
	return out
}

// breakLine is what fits of a text that is too wide, and the rest of it; the last line is cut visibly and has none.
func breakLine(s string, room int, cut bool) (line, rest string) {
	if cut {
		return twwidth.Truncate(s, room, plain.Mark), ""
	}
	line = twwidth.Truncate(s, room, "")
	if i := strings.LastIndexByte(line, ' '); i > len(line)/2 {
		line = line[:i]
	}
	if line == "" || !strings.HasPrefix(s, line) {
		return twwidth.Truncate(s, room, plain.Mark), "" // a character wider than the room
	}
	return line, strings.TrimLeft(s[len(line):], " ")
}

func widest(head []string, rows [][]string, col int) int {
	w := twwidth.Width(head[col])
	for _, r := range rows {
		w = max(w, twwidth.Width(r[col]))
	}
	return w
}

func (t terminal) paint(color, s string) string {
	if !t.o.Color || s == "" {
		return s
	}
	return color + s + colorOff
}
