package pes

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
)

// listed is patterns as they are shown: filtered, in order, and no more than were asked for.
func (l *logSets) listed(found logs.Patterns, o PatternsOptions) *summary.Patterns {
	set := found.Sets[0]
	p := &summary.Patterns{
		Schema: summary.PatternsSchema, Window: summary.Window{From: pointer(l.window.From), To: pointer(l.window.To)},
		Lines: linesOf(set), Sources: l.logSources(found), Patterns: []summary.Pattern{},
	}
	list := only(found.List, func(x logs.Pattern) bool { return atLeast(x.Level, o.Level) })
	slices.SortStableFunc(list, ordered(o.Sort))
	p.Total = len(list)
	for _, x := range limited(list, o.Limit) {
		p.Patterns = append(p.Patterns, l.patternOf(x, x.Parts[0], set.Lines, found))
	}
	return p
}

// compared is what changed, as it is shown.
func (l *logSets) compared(found logs.Patterns, o PatternsOptions) *summary.Against {
	if !l.at.IsZero() { // before and after meet there, whether a line was written at that instant or not
		found.Sets[0].To, found.Sets[1].From = l.at, l.at
	}
	c := logs.Compare(found)
	a := &summary.Against{
		Schema: summary.AgainstSchema, At: pointer(l.at), RateUnit: "lines/min", Sources: l.logSources(found), Changes: []summary.PatternChange{},
		Before: spanOf(l.names[0], found.Sets[0]), After: spanOf(l.names[1], found.Sets[1]),
	}
	if c.Traffic > 0 {
		a.Traffic = &c.Traffic
	}
	if c.Untimed {
		a.RateUnit = "lines/1000 lines"
	}
	list := only(c.Changes, func(x logs.Change) bool { return atLeast(x.Level, o.Level) })
	count := map[logs.ChangeKind]int{}
	for _, x := range list {
		count[x.Kind]++
	}
	a.Total = summary.AgainstTotals{
		New: count[logs.New], Gone: count[logs.Gone], Grown: count[logs.Grown], Shrunk: count[logs.Shrunk], RareNew: c.Few[logs.New], RareGone: c.Few[logs.Gone],
	}
	for _, x := range limited(list, o.Limit) {
		part, of := x.Parts[1], found.Sets[1].Lines
		if x.Kind == logs.Gone {
			part, of = x.Parts[0], found.Sets[0].Lines
		}
		change := summary.PatternChange{
			Change: string(x.Kind), Pattern: l.patternOf(x.Pattern, part, of, found),
			Before: summary.Rate(x.Before), After: summary.Rate(x.After),
		}
		if x.Before.Count > 0 && x.After.Count > 0 {
			ratio := x.After.Rate / x.Before.Rate
			change.Ratio = &ratio
		}
		a.Changes = append(a.Changes, change)
	}
	return a
}

// ordered compares patterns for an order; equal ones stay as they are, the most frequent first.
func ordered(by string) func(a, b logs.Pattern) int {
	switch by {
	case "rare":
		return func(a, b logs.Pattern) int { return cmp.Compare(a.Count(), b.Count()) }
	case "first":
		return func(a, b logs.Pattern) int { return datedFirst(a.Parts[0].First, b.Parts[0].First, 1) }
	case "last":
		return func(a, b logs.Pattern) int { return datedFirst(a.Parts[0].Last, b.Parts[0].Last, -1) }
	case "level":
		return func(a, b logs.Pattern) int { return cmp.Compare(b.Level.Rank(), a.Level.Rank()) }
	}
	return func(a, b logs.Pattern) int { return cmp.Compare(b.Count(), a.Count()) }
}

// datedFirst compares instants, in a direction; those that are not known come last in either.
func datedFirst(a, b time.Time, direction int) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return direction * a.Compare(b)
}

func atLeast(l event.Severity, least string) bool {
	return least == "" || l.Rank() >= event.Severity(least).Rank()
}

func limited[T any](list []T, limit int) []T {
	if limit > 0 && len(list) > limit {
		return list[:limit]
	}
	return list
}

func linesOf(s logs.SetLines) summary.PatternLines {
	return summary.PatternLines{Count: s.Lines, Undated: s.Undated, Unkept: s.Unkept, First: pointer(s.First), Last: pointer(s.Last)}
}

func spanOf(name string, s logs.SetLines) summary.Span {
	return summary.Span{Name: name, From: pointer(s.From), To: pointer(s.To), Lines: linesOf(s)}
}

// patternOf is a pattern with what is said of it in one set, whose lines are so many.
func (l *logSets) patternOf(x logs.Pattern, part logs.Part, lines int, found logs.Patterns) summary.Pattern {
	p := summary.Pattern{
		ID: x.ID, Template: x.Template, Count: part.Count, First: pointer(part.First), Last: pointer(part.Last),
		Services: []summary.PatternService{}, Sample: x.Sample, File: l.words(x.Where.File), Line: x.Where.Line,
	}
	if lines > 0 {
		p.Share = float64(part.Count) / float64(lines)
	}
	if x.Level != event.Unsaid {
		level := string(x.Level)
		p.Level = &level
	}
	for _, s := range x.Services {
		p.Services = append(p.Services, summary.PatternService{Name: l.words(s.Name), Count: s.Count})
	}
	if part.Trend != nil {
		p.Trend = &summary.Trend{Start: found.Start.UTC(), Step: int(found.Step / time.Second), Counts: part.Trend}
	}
	return p
}

func (l *logSets) logSources(found logs.Patterns) []summary.LogSource {
	list := []summary.LogSource{}
	for _, r := range slices.Concat(l.reports, found.Reports) {
		s := summary.LogSource{Name: l.words(r.Name), Format: l.words(r.Format), Notes: []string{}}
		if r.Error != "" {
			text := l.words(r.Error)
			s.Error = &text
		}
		s.Notes = append(s.Notes, each(r.Notes, l.words)...)
		list = append(list, s)
	}
	return list
}

func pointer(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
