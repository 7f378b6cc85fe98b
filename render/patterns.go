package render

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

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
	head := []string{fmt.Sprintf("%s in %s", clip.Count(p.Total, "pattern", "patterns"), lines(p.Lines.Count))}
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

// foot says what there is besides.
func (t patternTable) foot(w io.Writer, n int, one, many string, unkept int) error {
	var notes []string
	if n > 0 {
		notes = append(notes, clip.Count(n, one, many)+": --limit 0 shows all")
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

func lines(n int) string { return clip.Count(n, "line", "lines") }

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
