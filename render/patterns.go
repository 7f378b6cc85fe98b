package render

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
)

// PatternsOptions says how patterns are shown.
type PatternsOptions struct {
	TerminalOptions
	Height int            // lines of the terminal, into which as much as fits is shown; 0 shows all
	Zone   *time.Location // of the times; nil is UTC
}

// PatternsTable writes the patterns of logs for a terminal: what the table is of, then a row a pattern, and its sample below where that says
// more.
func PatternsTable(w io.Writer, p *summary.Patterns, o PatternsOptions) error {
	t := patternTable{terminal: terminal{o: o.TerminalOptions}, o: o, clock: clockOf(o.Zone, p.Lines.First, p.Lines.Last)}
	head := []string{fmt.Sprintf("%s in %s", countOf(p.Total, "pattern", "patterns"), lines(p.Lines.Count))}
	if span := t.clock.span(p.Lines.First, p.Lines.Last); span != "" {
		head = append(head, span)
	}
	columns := []tableColumn{
		{name: "Id"},
		{name: "Count", right: true},
		{name: "Share", right: true, drop: 4},
		{name: "Trend", drop: 6},
		{name: "Level", drop: 5},
		{name: "Service", drop: 3},
		{name: "First", drop: 2},
		{name: "Last", drop: 1},
	}
	var rows []patternRow
	for _, x := range p.Patterns {
		rows = append(rows, patternRow{
			cells: []string{
				x.ID, clip.Grouped(x.Count), share(x.Share), spark(x.Trend), t.level(x.Level), serviceCell(x.Services), t.clock.at(x.First), t.clock.at(x.Last),
			},
			template: x.Template, sample: x.Sample,
		})
	}
	shown, err := t.write(w, []string{t.paint(colorHead, strings.Join(head, ", "))}, columns, [][]patternRow{rows})
	if err != nil {
		return fmt.Errorf("writing the patterns: %w", err)
	}
	return t.foot(w, p.Total-shown, "more pattern", "more patterns", p.Lines.Unkept)
}

// AgainstTable writes what changed between two spans of logs for a terminal.
func AgainstTable(w io.Writer, a *summary.Against, o PatternsOptions) error {
	t := patternTable{terminal: terminal{o: o.TerminalOptions}, o: o, clock: clockOf(o.Zone, a.Before.From, a.After.To, a.Before.To, a.After.From)}
	what := fmt.Sprintf("from %s to %s", plain.Line(a.Before.Name, maxBrief), plain.Line(a.After.Name, maxBrief))
	if a.At != nil {
		what = "at " + t.clock.long(*a.At)
	}
	title := fmt.Sprintf("What changed %s: %d new, %d gone, %d grown, %d shrunk", what, a.Total.New, a.Total.Gone, a.Total.Grown, a.Total.Shrunk)
	unit := "/min"
	if a.RateUnit != "lines/min" {
		unit = "/1000"
	}
	columns := []tableColumn{
		{name: "Change"},
		{name: "Id"},
		{name: "Before", right: true},
		{name: unit, right: true, drop: 4},
		{name: "After", right: true},
		{name: unit, right: true, drop: 3},
		{name: "Times", right: true, drop: 2},
		{name: "Level", drop: 5},
		{name: "Service", drop: 1},
	}
	var kinds [][]patternRow
	for i, x := range a.Changes {
		row := patternRow{
			cells: []string{
				x.Change, x.ID, clip.Grouped(x.Before.Count), rate(x.Before.Rate), clip.Grouped(x.After.Count), rate(x.After.Rate), times10(x.Ratio),
				t.level(x.Level), serviceCell(x.Services),
			},
			template: x.Template, sample: x.Sample,
		}
		if i == 0 || a.Changes[i-1].Change != x.Change {
			kinds = append(kinds, nil)
		}
		kinds[len(kinds)-1] = append(kinds[len(kinds)-1], row)
	}
	above := []string{t.paint(colorHead, title), t.paint(colorMissing, "before: "+t.span(a.Before)), t.paint(colorMissing, "after:  "+t.span(a.After))}
	shown, err := t.write(w, above, columns, kinds)
	if err != nil {
		return fmt.Errorf("writing what changed: %w", err)
	}
	if err := t.foot(w, a.Total.New+a.Total.Gone+a.Total.Grown+a.Total.Shrunk-shown, "more change", "more changes", 0); err != nil {
		return err
	}
	for _, text := range measured(a) {
		if _, err := fmt.Fprintln(w, t.paint(colorMissing, text)); err != nil {
			return fmt.Errorf("writing what changed: %w", err)
		}
	}
	return nil
}

// span is how much of what time a comparison looks at.
func (t patternTable) span(s summary.Span) string {
	text := lines(s.Lines.Count)
	if span := t.clock.span(s.From, s.To); span != "" {
		text += ", " + span
	}
	return text
}

// measured says against what the changes were measured, and what was too rare to be one.
func measured(a *summary.Against) []string {
	var out []string
	if a.Traffic != nil {
		out = append(out, fmt.Sprintf("the usual pattern is %s times as frequent", short(*a.Traffic)))
	}
	if a.Total.RareNew+a.Total.RareGone > 0 {
		out = append(out, fmt.Sprintf("too rare or too uneven to tell from chance: %d of the later span alone, %d of the earlier", a.Total.RareNew, a.Total.RareGone))
	}
	return out
}

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

// fit is which columns there is room for, and the room that is left for the templates; 0 is no limit.
func (t patternTable) fit(columns []tableColumn, rows []patternRow) (keep []int, room int) {
	widths := make([]int, len(columns))
	for i, c := range columns {
		keep = append(keep, i)
		widths[i] = twwidth.Width(c.name)
		for _, r := range rows {
			widths[i] = max(widths[i], twwidth.Width(r.cells[i]))
		}
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

// foot says what there is besides.
func (t patternTable) foot(w io.Writer, n int, one, many string, unkept int) error {
	var notes []string
	if n > 0 {
		notes = append(notes, countOf(n, one, many)+": --limit 0 shows all")
	}
	if unkept > 0 {
		notes = append(notes, lines(unkept)+" in no pattern: there are too many different ones")
	}
	if notes == nil {
		return nil
	}
	_, err := fmt.Fprintf(w, "%s\n", t.paint(colorMissing, strings.Join(notes, "; ")))
	return err
}

func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return clip.Grouped(n) + " " + many
}

func lines(n int) string { return countOf(n, "line", "lines") }

// serviceCell names the service that wrote most of a pattern, and how many others did.
func serviceCell(all []summary.PatternService) string {
	if len(all) == 0 {
		return ""
	}
	name := plain.Line(all[0].Name, maxService)
	if len(all) > 1 {
		name += fmt.Sprintf(" +%d", len(all)-1)
	}
	return name
}

// share is a share in percent, with one decimal; what is not nothing is not shown as nothing.
func share(x float64) string {
	switch {
	case x > 0 && x < 0.0005:
		return "<0.1%"
	case x >= 0.9995 && x < 1:
		return ">99.9%"
	}
	return strconv.FormatFloat(100*x, 'f', 1, 64) + "%"
}

// rate is lines a minute, or in a thousand.
func rate(x float64) string { return short(x) }

func times10(ratio *float64) string {
	if ratio == nil {
		return ""
	}
	return "×" + short(*ratio)
}

// short writes a number with two significant digits, but no fraction from 10 on.
func short(x float64) string {
	if x >= 10 {
		return clip.Grouped(int(math.Round(min(x, math.MaxInt32))))
	}
	s := strconv.FormatFloat(x, 'g', 2, 64)
	f, _ := strconv.ParseFloat(s, 64)
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// logClock tells instants of logs, to the second, with as much of the date as varies.
type logClock struct {
	zone   *time.Location
	layout string
}

func clockOf(zone *time.Location, ends ...*time.Time) logClock {
	c := logClock{zone: zone, layout: time.TimeOnly}
	if zone == nil {
		c.zone = time.UTC
	}
	days, years := map[string]bool{}, map[int]bool{}
	for _, t := range ends {
		if t != nil {
			days[t.In(c.zone).Format(time.DateOnly)], years[t.In(c.zone).Year()] = true, true
		}
	}
	switch {
	case len(years) > 1:
		c.layout = time.DateTime
	case len(days) > 1:
		c.layout = "01-02 15:04:05"
	}
	return c
}

func (c logClock) at(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(c.zone).Format(c.layout)
}

// span is from when to when, with the date and the zone.
func (c logClock) span(from, to *time.Time) string {
	if from == nil || to == nil {
		return ""
	}
	a, b := from.In(c.zone), to.In(c.zone)
	end := b.Format(time.DateTime)
	if a.Format(time.DateOnly) == b.Format(time.DateOnly) {
		end = b.Format(time.TimeOnly)
	}
	return a.Format(time.DateTime) + " to " + end + " " + c.zoneAt(b)
}

func (c logClock) long(t time.Time) string {
	return t.In(c.zone).Format(time.DateTime) + " " + c.zoneAt(t)
}

func (c logClock) zoneAt(t time.Time) string { return summary.NewClock(c.zone, t).Zone(t) }
