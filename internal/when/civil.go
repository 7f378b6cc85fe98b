package when

import (
	"fmt"
	"time"
)

// civil is a date and a time of day on some wall, not yet in a zone.
type civil struct {
	year             int
	month, dom       int
	hour, minute     int
	second, nanosecs int
}

// daysIn is the number of days of a month, February by the leap years of the Gregorian calendar.
func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// validDay says whether a month has a day. A year of 0 is not stated: 29 February is then a day.
func validDay(year, month, dom int) bool {
	if month < 1 || month > 12 || dom < 1 {
		return false
	}
	if year == 0 {
		year = 2000
	}
	return dom <= daysIn(year, month)
}

// epochDays is the number of days from 1970-01-01 to a date, by Howard Hinnant's days_from_civil
// (https://howardhinnant.github.io/date_algorithms.html): no table, no loop, exact for all years.
func epochDays(year, month, dom int) int64 {
	y := int64(year)
	if month <= 2 {
		y--
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	mp := int64((month + 9) % 12)
	doy := (153*mp+2)/5 + int64(dom) - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

// wall is the count of seconds that c would be in UTC.
func (c civil) wall() int64 {
	return epochDays(c.year, c.month, c.dom)*86400 + int64(c.hour)*3600 + int64(c.minute)*60 + int64(c.second)
}

// at is the instant at which a clock that is offset seconds east of UTC shows c.
func (c civil) at(offset int) time.Time {
	return time.Unix(c.wall()-int64(offset), int64(c.nanosecs)).UTC()
}

// in is the instant at which a place's clock shows c: the first if it shows it twice, and if it skips c, c shifted on by what was skipped.
// time.Date promises neither.
func (c civil) in(loc *time.Location) time.Time {
	if loc == nil || loc == time.UTC {
		return c.at(0)
	}
	// No zone changes its clocks twice within two days, so the offsets a day before and a day after are all that may hold at c.
	wall := c.wall()
	before, after := offsetAt(loc, wall-86400), offsetAt(loc, wall+86400)
	if before == after || offsetAt(loc, wall-int64(before)) == before || offsetAt(loc, wall-int64(after)) != after {
		return c.at(before)
	}
	return c.at(after)
}

func offsetAt(loc *time.Location, unix int64) int {
	_, offset := time.Unix(unix, 0).In(loc).Zone()
	return offset
}

// addDays moves c by whole days of the calendar; the time of day stays.
func (c civil) addDays(n int) civil {
	d := time.Date(c.year, time.Month(c.month), c.dom+n, 0, 0, 0, 0, time.UTC)
	c.year, c.month, c.dom = d.Year(), int(d.Month()), d.Day()
	return c
}

// onDay is c's time of day on the date that t has in its own location.
func (c civil) onDay(t time.Time) civil {
	y, m, d := t.Date()
	c.year, c.month, c.dom = y, int(m), d
	return c
}

// nearestYear gives c the year in which its day exists and that brings it nearest to a span. Eight years on either side reach a 29 February
// across 2100, which is no leap year.
func (c civil) nearestYear(instant func(civil) time.Time, near Span) (time.Time, error) {
	var best time.Time
	mid := near.anchor().UTC().Year()
	reach := 1
	if c.month == 2 && c.dom == 29 {
		reach = 8
	}
	last := mid
	if near.distance(time.Date(mid+2, 1, 1, 0, 0, 0, 0, time.UTC)) == 0 {
		last = mid + 1 // the first that lies inside comes no later
	}
	for y := mid - reach; y <= last+reach; y++ {
		if y < minYear || y > maxYear || !validDay(y, c.month, c.dom) {
			continue
		}
		c.year = y
		if t := instant(c); best.IsZero() || near.nearer(t, best) {
			best = t
		}
	}
	if best.IsZero() {
		return best, fmt.Errorf("%s %d is in no year near %s", time.Month(c.month), c.dom, near.anchor().UTC().Format(time.DateOnly))
	}
	return best, nil
}

// nearestDay gives c the date that brings it nearest to a span, by the calendar of loc.
func (c civil) nearestDay(instant func(civil) time.Time, loc *time.Location, near Span) time.Time {
	var best time.Time
	for _, end := range []time.Time{near.From, near.To} {
		if end.IsZero() {
			continue
		}
		today := c.onDay(end.In(loc))
		for n := -1; n <= 1; n++ {
			if t := instant(today.addDays(n)); best.IsZero() || near.nearer(t, best) {
				best = t
			}
		}
	}
	return best
}
