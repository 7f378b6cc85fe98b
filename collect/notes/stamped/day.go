package stamped

import (
	"fmt"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// Day is a date of the calendar. Year is 0 where it was not stated; the zero Day is none.
type Day struct {
	Year  int
	Month time.Month
	Dom   int
}

// IsZero says that there is no date.
func (d Day) IsZero() bool { return d == Day{} }

// noon is the middle of the day in a zone, from where a time of day is never more than half a day away.
func (d Day) noon(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Dom, 12, 0, 0, 0, loc)
}

func dayOf(t time.Time, loc *time.Location) Day {
	y, m, d := t.In(loc).Date()
	return Day{y, m, d}
}

// DayOf is the day of an instant in UTC.
func DayOf(t time.Time) Day { return dayOf(t, time.UTC) }

func (d Day) add(n int) Day {
	return dayOf(time.Date(d.Year, d.Month, d.Dom+n, 12, 0, 0, 0, time.UTC), time.UTC)
}

// String writes a day as 2025-10-20.
func (d Day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Dom) }

// In is the day with its year: its own, or the one that brings it nearest to a span. It is the zero Day if nothing is near.
func (d Day) In(near when.Span, zone *time.Location) Day {
	if d.IsZero() || d.Year != 0 {
		return d
	}
	if near.IsZero() {
		return Day{}
	}
	return nearestYear(d, near, zone)
}

// Start is the first instant of the day in a zone.
func (d Day) Start(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Dom, 0, 0, 0, 0, zone).UTC()
}

// Beside is the day with the year that brings it nearest to another day.
func (d Day) Beside(o Day) Day {
	at := o.noon(time.UTC)
	return nearestYear(d, when.Span{From: at, To: at}, time.UTC)
}

// nearestYear is the day in the year that brings it nearest to a span. Four years on either side hold a 29 February.
func nearestYear(d Day, near when.Span, loc *time.Location) Day {
	from, to := near.From, near.To
	if from.IsZero() {
		from = to
	}
	if to.IsZero() {
		to = from
	}
	best, far := Day{}, time.Duration(-1)
	for y := from.In(loc).Year() - 4; y <= from.In(loc).Year()+4; y++ {
		c := Day{y, d.Month, d.Dom}
		t := c.noon(loc)
		if dayOf(t, loc) != c {
			continue // no such day in that year
		}
		off := max(from.Sub(t), t.Sub(to), 0)
		if far < 0 || off < far {
			best, far = c, off
		}
	}
	return best
}
