package logs

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/changepoint"
)

// The values of the label "change".
const (
	changeErrorRate  = "error-rate-rise" // a service's errors stood out for a while
	changeSilent     = "silent"          // a service stopped logging
	changeAppeared   = "appeared"        // a pattern that was not there before
	changeRose       = "rose"            // a pattern that became frequent
	changeFellSilent = "fell-silent"     // a pattern that stopped
)

// finding is an event in the making: its text may have to be read again from the file.
type finding struct {
	event  event.Event
	places []place // of its first line, its peak and its last line; the event's references are made of them
	text   place   // of the line whose message becomes the text; zero if the text is there
	key    string  // what the id hangs on besides the service and the minute; "" until the text is there
	score  float64
}

// place is a line of a file of the tally; line 0 is none.
type place struct {
	file uint16
	line uint32
}

// intervals finds the stretches in which a service's errors stood out, and its silences.
func (b *board) intervals() []finding {
	var found []finding
	for _, r := range b.rates {
		o := b.options(len(b.rates))
		exposure := b.exposure(r)[r.from:r.to]
		if !r.sporadic {
			o.MinRise, o.Serious = 0.01, 0.05
		}
		for _, v := range changepoint.Intervals(r.errors[r.from:r.to], exposure, o) {
			perBin := float64(v.Exposure) / float64(v.To-v.From)
			if s, ok := locate(v, r.service.errors.cells, b.at(r.from), b.step, perBin); ok {
				found = append(found, b.interval(r, s))
			}
		}
		for _, v := range changepoint.Silences(r.lines[r.from:r.to]) {
			if f, ok := b.silence(r, v); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

func (b *board) interval(r rates, s stretch) finding {
	e := event.Event{
		Kind: event.Log, Service: r.name, Severity: event.Error, At: instant(s.first.first), Until: instant(s.last.last), Open: s.ToEnd,
		Count: int(s.count), //nolint:gosec // lines of files
	}
	e.Labels = map[string]string{
		"change":  changeErrorRate,
		"peak_at": instant(b.at(r.from + s.PeakBin)).Format(time.RFC3339),
	}
	before, during, peak := s.Before, s.During, s.Peak
	unit := "share"
	if r.sporadic {
		unit = "per-minute"
		before, during, peak = before*60, during*60, peak*60
	}
	e.Labels["unit"] = unit
	e.Labels["before"], e.Labels["during"], e.Labels["peak"] = short(before), short(during), short(peak)
	e.Text = risen(before, during, r.sporadic)
	if s.FromStart {
		e.Labels["from_start"] = "true"
		e.Text = "errors from the first line on: " + amount(during, r.sporadic)
	}
	if s.Waves > 1 {
		e.Labels["waves"] = strconv.Itoa(s.Waves)
	}
	return finding{event: e, key: "interval", places: s.places()}
}

func risen(before, during float64, sporadic bool) string {
	if sporadic {
		return fmt.Sprintf("errors rose from %s to %s", short(before), amount(during, true))
	}
	return fmt.Sprintf("errors rose from %s to %s", percent(before), amount(during, false))
}

func amount(x float64, sporadic bool) string {
	if sporadic {
		return short(x) + " a minute"
	}
	return percent(x) + " of lines"
}

func percent(x float64) string { return short(100*x) + " %" }

// short writes a number with two significant digits, but no fraction from 10 on.
func short(x float64) string {
	if x >= 10 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	s := strconv.FormatFloat(x, 'g', 2, 64)
	f, _ := strconv.ParseFloat(s, 64)
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// silence is a service that said nothing for a while, from its last line before to its first after.
func (b *board) silence(r rates, v changepoint.Interval) (finding, bool) {
	before, after := neighbours(r.service.lines.cells, b.at(r.from+v.From), b.at(r.from+v.To))
	end := b.at(r.to)
	if after.n > 0 {
		end = after.first
	}
	quiet := time.Duration(end - before.last)
	if before.n == 0 || quiet < pause {
		return finding{}, false
	}
	usual := v.Before / (float64(b.step) / float64(time.Minute))
	e := event.Event{
		Kind: event.Log, Service: r.name, Severity: event.Warning, At: instant(before.last), Open: v.ToEnd, Count: 1,
		Text: fmt.Sprintf("no lines for %s, %s a minute before", lasting(quiet), short(usual)),
		Labels: map[string]string{
			"change": changeSilent, "unit": "per-minute", "before": short(usual), "during": "0",
		},
	}
	if after.n > 0 {
		e.Until = instant(after.first)
	}
	return finding{event: e, key: "silence", places: []place{before.end(), after.begin()}}, true
}

// neighbours is the last cell that begins before an instant, and the first that begins at another or later.
func neighbours(cells []cell, from, to int64) (before, after cell) {
	for _, x := range cells {
		if x.first < from {
			before = x
		}
		if x.first >= to {
			return before, x
		}
	}
	return before, after
}

// lasting writes a duration in minutes, or in seconds if it is short.
func lasting(d time.Duration) string {
	if d < 2*time.Minute {
		return strconv.Itoa(int(d.Seconds())) + " s"
	}
	return strconv.Itoa(int(d.Minutes())) + " min"
}

// align puts the edges of a raised stretch to the first and the last line of the patterns that make it up. The rate alone cannot tell a stray
// error shortly before the onset from the onset; a pattern that was never seen before can. It does so only where patterns that appeared are at
// least half of the stretch's errors, and begin near where the rate rose.
func (b *board) align(intervals, bursts []finding) {
	slack := max(around*time.Duration(b.step), 2*time.Minute)
	for i := range intervals {
		e := &intervals[i].event
		if e.Labels["change"] != changeErrorRate || e.Labels["from_start"] != "" {
			continue
		}
		var parts []finding
		var count int
		for _, f := range bursts {
			p := f.event
			if p.Service == e.Service && p.Labels["change"] == changeAppeared && p.Severity.Rank() >= event.Error.Rank() &&
				!p.At.Before(e.At.Add(-slack)) && !p.Until.After(e.Until.Add(slack)) {
				parts = append(parts, f)
				count += p.Count
			}
		}
		if len(parts) == 0 || 2*count < e.Count {
			continue
		}
		first := slices.MinFunc(parts, func(p, q finding) int { return p.event.At.Compare(q.event.At) })
		last := slices.MaxFunc(parts, func(p, q finding) int { return p.event.Until.Compare(q.event.Until) })
		if first.event.At.Sub(e.At).Abs() <= slack && last.event.Until.Sub(e.Until).Abs() <= slack {
			e.At, e.Until = first.event.At, last.event.Until
			places := intervals[i].places
			places[0], places[len(places)-1] = first.places[0], last.places[len(last.places)-1]
		}
	}
}
