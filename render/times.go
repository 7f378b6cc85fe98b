package render

import (
	"cmp"
	"time"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// times tells the instants of one table. A date is told once: in the header where all of a column happened on one day, else once in every row.
type times struct {
	Head, HeadUTC string // of the columns: "EDT", or "EDT, 20 Oct 2025"
	clock, utc    summary.Clock
	uniform       bool // one offset of the incident's zone holds throughout
	oneDayUTC     bool
}

// timesOf makes the clock of a table that shows these instants.
func (d *document) timesOf(instants []time.Time) times {
	t := times{Head: d.Zone, HeadUTC: "UTC", clock: d.clock, utc: d.clock.UTC(), uniform: d.uniform}
	if day, ok := oneDay(d.clock, instants); ok {
		t.clock = d.clock.On(day)
		t.Head += ", " + d.clock.In(day).Format(headDay)
	}
	if day, ok := oneDay(t.utc, instants); ok {
		t.oneDayUTC = true
		t.utc = t.utc.On(day)
		t.HeadUTC += ", " + day.UTC().Format(headDay)
	}
	return t
}

const headDay = "2 Jan 2006"

// oneDay is an instant of the day on which all instants lie; false if there are several days, or none.
func oneDay(c summary.Clock, instants []time.Time) (time.Time, bool) {
	var day time.Time
	for _, x := range instants {
		switch {
		case x.IsZero():
		case day.IsZero():
			day = x
		case c.Day(day) != c.Day(x):
			return day, false
		}
	}
	return day, !day.IsZero()
}

// At is an instant in the first column of a row.
func (t times) At(x time.Time) string { return t.tell(t.clock, x) }

// After is an instant in a row that has told an earlier one: with its date only if that is another.
func (t times) After(earlier, x time.Time) string {
	if earlier.IsZero() {
		return t.At(x)
	}
	return t.tell(t.clock.On(earlier), x)
}

func (t times) tell(c summary.Clock, x time.Time) string {
	if t.uniform || x.IsZero() {
		return c.Bare(x)
	}
	return c.Time(x)
}

// UTC is the instant of a row's first column in UTC, with the date only where it is another one there.
func (t times) UTC(x time.Time) string {
	if !t.oneDayUTC && t.clock.Day(x) == t.utc.Day(x) {
		return t.utc.On(x).Bare(x)
	}
	return t.utc.Bare(x)
}

// MilestoneTimes, ImpactTimes, PhaseTimes, RowTimes and RestTimes are the clocks of the document's tables.
func (d *document) MilestoneTimes() times {
	var all []time.Time
	for _, m := range d.Milestones {
		all = append(all, m.At, m.NotBefore, m.NotAfter)
		if m.Machine != nil {
			all = append(all, m.Machine.At, m.Machine.NotBefore, m.Machine.NotAfter)
		}
	}
	return d.timesOf(all)
}

func (d *document) ImpactTimes() times {
	var all []time.Time
	for _, i := range d.Impacts {
		all = append(all, i.From, i.To, i.Since)
	}
	return d.timesOf(all)
}

func (d *document) PhaseTimes() times {
	var all []time.Time
	for _, p := range d.Phases {
		all = append(all, p.From, p.To)
		for _, n := range []timeline.Name{p.Ends, p.Begins} {
			if m := d.Timeline.Milestones[n]; m != nil {
				all = append(all, m.NotBefore, m.NotAfter)
			}
		}
	}
	return d.timesOf(all)
}

func (d *document) RowTimes() times {
	var all []time.Time
	for _, l := range d.Lines() {
		all = append(all, dated(l.Row.Entry)...)
		if l.Silence != nil {
			all = append(all, l.Silence.From, l.Silence.To)
		}
	}
	return d.timesOf(all)
}

func (d *document) RestTimes() times {
	var all []time.Time
	for _, e := range d.Rest {
		all = append(all, dated(e)...)
	}
	return d.timesOf(all)
}

// EvidenceTimes is the clock of the table of evidence, which tells UTC alone.
func (d *document) EvidenceTimes() times {
	var all []time.Time
	for _, e := range d.Evidence {
		all = append(all, dated(e)...)
	}
	return d.timesOf(all)
}

// dated is the instants that a row tells of an entry.
func dated(e timeline.Entry) []time.Time {
	if undated(e) {
		return nil
	}
	return []time.Time{e.At, e.Until, e.Reported}
}

// ChapterTimes is the clock of a chapter of the story, whose first line has named the day.
func (d *document) ChapterTimes(c summary.Chapter) times {
	t := times{clock: d.clock, utc: d.clock.UTC(), uniform: d.uniform}
	if !c.From.IsZero() || !c.To.IsZero() {
		t.clock = d.clock.On(cmp.Or(c.From, c.To))
	}
	return t
}

// undated says of an entry that its record bears no time: the collector gave it a place in the order, which is no time to print.
func undated(e timeline.Entry) bool { return e.Labels["undated"] == "true" }

// entryAt and entryUTC are an entry's time for a column; where the evidence gives the day only, so do they.
func entryAt(t times, e timeline.Entry) string {
	switch {
	case undated(e):
		return "undated"
	case time.Duration(e.Precision) >= time.Hour:
		return t.clock.Stamp(e.At, time.Duration(e.Precision))
	}
	return t.At(e.At)
}

func entryUTC(t times, e timeline.Entry) string {
	if undated(e) || time.Duration(e.Precision) >= 24*time.Hour {
		return "–"
	}
	return t.UTC(e.At)
}

// stampUTC is an entry's time in a table that tells UTC alone: with its date in every row, unless the header has it.
func stampUTC(t times, e timeline.Entry) string {
	if undated(e) || time.Duration(e.Precision) >= 24*time.Hour {
		return "–"
	}
	return t.utc.Bare(e.At)
}

// moment is a milestone as far as it is known, in the incident's zone.
func moment(t times, m *timeline.Milestone) string {
	switch {
	case m.State == timeline.Bounded:
		return summary.Bounds(m, func(b timeline.Milestone) string { return t.At(b.At) })
	case m.State != timeline.Known:
		return summary.StateWords(m.State)
	case m.Precision >= time.Hour:
		return t.clock.Stamp(m.At, m.Precision)
	}
	return t.At(m.At)
}

// momentUTC is a milestone in UTC; a day of the incident's zone is no day of UTC.
func momentUTC(t times, m *timeline.Milestone) string {
	switch {
	case m.State == timeline.Bounded:
		return summary.Bounds(m, func(b timeline.Milestone) string { return t.UTC(b.At) })
	case m.State != timeline.Known || m.Precision >= 24*time.Hour:
		return "–"
	}
	return t.UTC(m.At)
}

// phaseFrom and phaseTo are the ends of a phase, as far as they are known.
func (d *document) phaseFrom(t times, p summary.Phase) string {
	if !p.From.IsZero() {
		return t.At(p.From)
	}
	return d.bounded(t, p.Begins)
}

func (d *document) phaseTo(t times, p summary.Phase) string {
	if !p.To.IsZero() {
		return t.After(p.From, p.To)
	}
	return d.bounded(t, p.Ends)
}

func (d *document) bounded(t times, n timeline.Name) string {
	m := d.Timeline.Milestones[n]
	if m == nil || m.State == timeline.Known {
		return "unknown"
	}
	return moment(t, m)
}
