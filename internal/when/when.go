// Package when is the only place where pes reads times: in stamps at the start of a log line or a note (Detect, Layout, Stamp), in the
// sentences that people write (Find), and in flags and incident.yaml (Parse). It knows zones by name and by abbreviation (Zone), refuses an
// abbreviation that fits several places unless the incident's zone settles it, and infers a missing year or date from what is near, or not
// at all.
//
// A wall clock that a place skips when its clocks go forward is shifted on by what was skipped (02:30 in New York on the second Sunday of
// March is 03:30 EDT), and one that occurs twice when they go back is its first occurrence. Both are choices; they are made here alone, so
// that all of pes agrees on them. A leap second (:60) is read as :59, because time.Time has none.
package when

import (
	"time"
	_ "time/tzdata" // a static binary must know the zones on a machine without them
)

// Years before minYear or after maxYear are not read: a stamp there is a broken clock (1970, 1980) or a placeholder (9999), and every
// inference from it would be wrong.
const (
	minYear = 1990
	maxYear = 2200
)

const day = 24 * time.Hour

// Span is a stretch of time that undated stamps are resolved against. An end that is zero is open: the span then reaches three quarters of a
// year from the other, so that a stamp from shortly beyond the known end is not taken for one of almost a year inside.
type Span struct{ From, To time.Time }

// openReach is how far a span reaches whose other end is open. The quarter that is left of a year is what may lie beyond the known end: logs
// begin before the window, and what follows an incident is recorded after it.
const openReach = 274 * day

// IsZero says that the span knows nothing.
func (s Span) IsZero() bool { return s.From.IsZero() && s.To.IsZero() }

// distance is how far t lies outside the span: 0 within it.
func (s Span) distance(t time.Time) time.Duration {
	from, to := s.From, s.To
	switch {
	case s.IsZero():
		return 0
	case from.IsZero():
		from = to.Add(-openReach)
	case to.IsZero():
		to = from.Add(openReach)
	}
	return max(from.Sub(t), t.Sub(to), 0)
}

// anchor is the end that breaks ties among instants inside the span: its start if that is known.
func (s Span) anchor() time.Time {
	if s.From.IsZero() {
		return s.To
	}
	return s.From
}

// nearer says whether a is a better reading than b: nearer to the span, and of two inside it the one nearer to its anchor.
func (s Span) nearer(a, b time.Time) bool {
	da, db := s.distance(a), s.distance(b)
	if da != db {
		return da < db
	}
	return a.Sub(s.anchor()).Abs() < b.Sub(s.anchor()).Abs()
}
