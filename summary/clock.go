package summary

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Clock words instants in one zone: an incident's own, or UTC. A year is shown only where it is not the incident's, so that rows stay short
// and a New Year in the middle of an incident is still seen. The zero Clock is UTC and shows every year.
type Clock struct {
	zone *time.Location
	year int
	on   string // the day that needs no saying, as Day has it; "" if every day does
}

// NewClock is a clock for an incident that happened around an instant, in a zone; nil is UTC.
func NewClock(zone *time.Location, around time.Time) Clock {
	if zone == nil {
		zone = time.UTC
	}
	c := Clock{zone: zone}
	if !around.IsZero() {
		c.year = around.In(zone).Year()
	}
	return c
}

// UTC is the same clock in UTC.
func (c Clock) UTC() Clock { return Clock{zone: time.UTC, year: c.year} }

// On is the same clock for a place whose reader knows the day: of an instant on it, the time of day is told alone.
func (c Clock) On(day time.Time) Clock {
	c.on = c.Day(day)
	return c
}

// IsUTC says whether the clock's zone never differs from UTC by name.
func (c Clock) IsUTC() bool { return c.location() == time.UTC || c.location().String() == "UTC" }

// Name is the name of the clock's zone: "America/New_York".
func (c Clock) Name() string { return c.location().String() }

// In is the instant in the clock's zone.
func (c Clock) In(t time.Time) time.Time { return t.In(c.location()) }

func (c Clock) location() *time.Location {
	if c.zone == nil {
		return time.UTC
	}
	return c.zone
}

// Zone is the abbreviation in force at an instant: "EDT", or "UTC-03" where the place has none.
func (c Clock) Zone(t time.Time) string {
	name, _ := c.In(t).Zone()
	if name == "" || strings.ContainsAny(name[:1], "+-") {
		return "UTC" + strings.TrimSuffix(c.In(t).Format("-07:00"), ":00")
	}
	return name
}

// Bare is an instant without its zone, for a table whose header names it: "20 Oct 02:48", with seconds only where there are some.
func (c Clock) Bare(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	if day := c.Day(t); day != c.on {
		return day + " " + c.hour(t)
	}
	return c.hour(t)
}

// Time is an instant with its zone: "20 Oct 02:48 EDT".
func (c Clock) Time(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	return c.Bare(t) + " " + c.Zone(t)
}

// Stamp is an instant as well as it is known: a day's precision has no hour, and an hour's says so.
func (c Clock) Stamp(t time.Time, precision time.Duration) string {
	switch {
	case t.IsZero():
		return "unknown"
	case precision >= 24*time.Hour:
		return c.Day(t) + " (the day only)"
	case precision >= time.Hour:
		return c.Time(t) + " (to the hour)"
	}
	return c.Time(t)
}

// Long is an instant with its year: "20 October 2025, 02:48 EDT".
func (c Clock) Long(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	return c.In(t).Format("2 January 2006") + ", " + c.hour(t) + " " + c.Zone(t)
}

// Day is the date of an instant: "20 Oct", or "31 Dec 2024" where the year is not the incident's.
func (c Clock) Day(t time.Time) string {
	if c.In(t).Year() == c.year {
		return c.In(t).Format("2 Jan")
	}
	return c.In(t).Format("2 Jan 2006")
}

// Span is from when to when, naming day and zone once where they are the same: "20 Oct 02:48 to 18:01 EDT".
func (c Clock) Span(from, to time.Time) string {
	switch {
	case c.Zone(from) != c.Zone(to):
		return c.Time(from) + " to " + c.Time(to)
	case c.Day(from) == c.Day(to):
		return c.Bare(from) + " to " + c.hour(to) + " " + c.Zone(to)
	}
	return c.Bare(from) + " to " + c.Time(to)
}

// LongSpan is a span with its year, for the first sentence: "02:48 to 18:01 EDT on 20 October 2025".
func (c Clock) LongSpan(from, to time.Time) string {
	if c.Day(from) == c.Day(to) && c.Zone(from) == c.Zone(to) {
		return c.hour(from) + " to " + c.hour(to) + " " + c.Zone(to) + " on " + c.In(to).Format("2 January 2006")
	}
	return c.Long(from) + " to " + c.Long(to)
}

func (c Clock) hour(t time.Time) string {
	if t = t.Truncate(time.Second); t.Truncate(time.Minute).Equal(t) {
		return c.In(t).Format("15:04")
	}
	return c.In(t).Format("15:04:05")
}

// Length words a duration: "42 s", "3 min 20 s", "15 h 13 min", "2 d 3 h". From an hour on it is rounded to the minute, which is how
// well anybody knows such a time; "0 s" is none.
func Length(d time.Duration) string {
	if d < 0 {
		return "minus " + Length(-max(d, -math.MaxInt64))
	}
	if d < time.Hour {
		d = d.Round(time.Second)
	}
	if d >= time.Hour {
		d = d.Round(time.Minute)
	}
	var parts []string
	for _, u := range []struct {
		name string
		size time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"min", time.Minute}, {"s", time.Second}} {
		if n := d / u.size; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
			d -= n * u.size
		}
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}

// Count is a number with its noun: "1 post", "12,000 posts". An irregular plural is given.
func Count(n int, one string, many ...string) string {
	if n == 1 {
		return "1 " + one
	}
	if len(many) > 0 {
		return Number(n) + " " + many[0]
	}
	return Number(n) + " " + one + "s"
}

// Number is a whole number with commas between thousands.
func Number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// List joins words as a sentence does: "a, b and c".
func List(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
