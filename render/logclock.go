package render

import (
	"time"

	"github.com/pes-dev/pes/summary"
)

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
