package logs

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/changepoint"
)

// Span is what is to be counted so that a window can be judged: the window, and as long before it, at least an hour and at most a day.
func Span(w event.Window) event.Window { return span(w) }

// MaxBins is how many steps a span may have at most that is judged.
const MaxBins = maxBins

// Measured judges counts that another system took, such as failed requests and all requests by service, as the counts of lines are judged (see
// intervals). It returns the stretches in which the failures of a service stood out and that touch w: events like those of logs, which say by the
// label "counted" what was counted. The series are to begin before w (see Span). An edge is known to the step, which is the event's precision.
// A series whose Total is zero throughout is judged by the clock.
func Measured(all []event.Series, w event.Window) []event.Event {
	var found []event.Event
	for _, s := range all {
		step := time.Duration(s.Step)
		if step <= 0 || len(s.Errors) == 0 || len(s.Errors) != len(s.Total) || len(s.Errors) > maxBins {
			continue
		}
		o := changeOptions(int64(step), len(all))
		exposure, sporadic := s.Total, usual(s.Total) == 0
		if sporadic {
			exposure = slices.Repeat([]uint32{uint32(max(step/time.Second, 1))}, len(s.Errors)) //nolint:gosec // at most a day
		} else {
			o.MinRise, o.Serious = minRise, serious
		}
		for _, v := range changepoint.Intervals(s.Errors, exposure, o) {
			if sporadic && slices.Max(s.Total) > 0 && !unlike(v, s.Errors, s.Total) {
				continue
			}
			if e := measured(s, v, sporadic); e.Open && e.At.Before(w.To) || w.Overlaps(e.At, e.Until) {
				found = append(found, e)
			}
		}
	}
	slices.SortFunc(found, event.Compare)
	return found
}

// measured is a stretch of a series as an event.
func measured(s event.Series, v changepoint.Interval, sporadic bool) event.Event {
	step := time.Duration(s.Step)
	at := func(bin int) time.Time { return s.Start.Add(time.Duration(bin) * step).UTC() }
	e := event.Event{
		Kind: event.Log, Service: s.Service, Source: s.Source, Severity: event.Error, At: at(v.From), Until: at(v.To), Open: v.ToEnd,
		Precision: s.Step, Count: max(int(min(v.Count, 1<<40)), 1),
	}
	before, during, peak, unit := v.Before, v.During, v.Peak, "share"
	if sporadic {
		before, during, peak, unit = before*60, during*60, peak*60, "per-minute"
	}
	e.Labels = map[string]string{
		"change": changeErrorRate, "counted": s.Unit, "unit": unit,
		"before": short(before), "during": short(during), "peak": short(peak), "peak_at": at(v.PeakBin).Format(time.RFC3339),
	}
	if time.Duration(v.To-v.From)*step <= minRiseLasts && !v.FromStart && !v.ToEnd {
		e.Labels["change"] = changeErrorBlip
	}
	high := short(during) + " a minute"
	low := short(before)
	if !sporadic {
		high, low = percent(during)+" of "+s.Unit, percent(before)
	}
	e.Text = fmt.Sprintf("failed %s rose from %s to %s", s.Unit, low, high)
	if v.FromStart {
		e.Labels["from_start"] = "true"
		e.Text = fmt.Sprintf("failed %s from the first count on: %s", s.Unit, high)
	}
	if v.Waves > 1 {
		e.Labels["waves"] = strconv.Itoa(v.Waves)
		e.Text += ", in " + strconv.Itoa(v.Waves) + " waves"
	}
	e.ID = event.ID(event.Log, s.Service, "measured", s.Unit, e.At.Truncate(time.Minute).Format(time.RFC3339))
	return e
}
