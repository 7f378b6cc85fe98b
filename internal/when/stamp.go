package when

import (
	"errors"
	"fmt"
	"time"
)

// Stamp is a time as it was written, not yet an instant: its year, date or zone may be missing.
type Stamp struct {
	civil     civil
	zone      zoneRef
	named     bool // the zone was written as a word
	precision time.Duration
	has       hasParts
	order     Order // Unsettled only of a stamp whose day and month may be swapped
	numbersOf dateNumbers
	epoch     bool // civil is UTC because it was counted since 1970
}

type hasParts uint8

const (
	hasYear hasParts = 1 << iota
	hasDate
)

// HasZone says that the stamp states its zone or offset, or counts seconds since 1970.
func (s Stamp) HasZone() bool { return s.zone.kind != zoneNone || s.epoch }

// Location is the zone that the stamp states, nil if it states none or counts seconds since 1970. at is some instant near it, and incident
// settles an ambiguous abbreviation.
func (s Stamp) Location(at time.Time, incident *time.Location) *time.Location {
	if s.zone.kind == zoneNone {
		return nil
	}
	loc, err := s.zone.location(at, incident)
	if err != nil {
		return nil
	}
	return loc
}

// HasYear says that the stamp states its year.
func (s Stamp) HasYear() bool { return s.has&hasYear != 0 }

// HasDate says that the stamp states its month and day; without it, it is a time of day alone.
func (s Stamp) HasDate() bool { return s.has&hasDate != 0 }

// Precision is the unit of the last part that was written: a minute for "13:42", a second for "13:42:05", a millisecond for "13:42:05.250".
func (s Stamp) Precision() time.Duration { return s.precision }

// Clock is the time of day as written.
func (s Stamp) Clock() (hour, minute, second int) {
	return s.civil.hour, s.civil.minute, s.civil.second
}

// Date is the date as written; a part that was not stated is 0. Of a stamp whose day and month may be swapped it is the reading with the
// month first.
func (s Stamp) Date() (year int, month time.Month, day int) {
	return s.civil.year, time.Month(s.civil.month), s.civil.dom
}

// On is the stamp with a date that was stated elsewhere, by the heading above it or a stamp before it. What the stamp states itself is
// replaced, so that a date without a year can be given one. A day that does not exist makes an error of Resolve.
func (s Stamp) On(year int, month time.Month, dom int) Stamp {
	s.civil.year, s.civil.month, s.civil.dom = year, int(month), dom
	s.has |= hasYear | hasDate
	s.order = Settled
	return s
}

// Errors of Resolve, for callers that word them by themselves.
var (
	ErrNoYear = errors.New("the stamp states no year, and nothing dated is near it")
	ErrNoDate = errors.New("the stamp states no date, and nothing dated is near it")
)

// Resolve makes an instant of a stamp. A missing zone is zone's (nil: UTC); a missing year is the one that brings it nearest to near; a
// missing date likewise, the nearest day in the stamp's zone. Of several inside near it is the one nearest to near.From. A date whose day
// and month may be swapped is settled if exactly one reading lies within a week of near. With nothing to be near to, a stamp that lacks its
// year or date is ErrNoYear or ErrNoDate. A weekday is not looked at: people get it wrong more often than the date.
func (s Stamp) Resolve(zone *time.Location, near Span) (time.Time, error) {
	if s.order == Unsettled && s.HasDate() {
		return s.settle(zone, near)
	}
	if s.HasYear() && (!validDay(s.civil.year, s.civil.month, s.civil.dom) || !plausibleYear(s.civil.year)) {
		return time.Time{}, fmt.Errorf("there is no day %04d-%02d-%02d", s.civil.year, s.civil.month, s.civil.dom)
	}
	if s.HasYear() {
		return s.zone.instant(s.civil, zone)
	}
	if near.IsZero() {
		if s.HasDate() {
			return time.Time{}, ErrNoYear
		}
		return time.Time{}, ErrNoDate
	}
	loc, err := s.zone.location(near.anchor(), zone)
	if err != nil {
		return time.Time{}, err
	}
	in := func(c civil) time.Time { return c.in(loc) }
	if s.HasDate() {
		return s.civil.nearestYear(in, near)
	}
	return s.civil.nearestDay(in, loc, near), nil
}

// settleWithin is how far from the known stretch a reading of "10/11/2025" may lie to be the right one. Two readings of one date are at
// least 27 days apart, so at most one can be that near to an instant.
const settleWithin = 7 * day

// settle chooses among the readings of a date that does not say which number is the month.
func (s Stamp) settle(zone *time.Location, near Span) (time.Time, error) {
	var found []time.Time
	for _, order := range []Order{MonthFirst, DayFirst, YearFirst} {
		r, ok := s.reordered(order)
		if !ok || near.IsZero() {
			continue
		}
		t, err := r.Resolve(zone, near)
		if err != nil {
			return time.Time{}, err
		}
		if near.distance(t) <= settleWithin {
			found = append(found, t)
		}
	}
	if len(found) == 1 || (len(found) == 2 && found[0].Equal(found[1])) {
		return found[0], nil
	}
	return time.Time{}, s.unsettled()
}

func (s Stamp) unsettled() error {
	return fmt.Errorf("the date %s does not say which number is the month: write it as 2025-10-20", s.numbers())
}
