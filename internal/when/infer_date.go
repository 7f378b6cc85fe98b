package when

import (
	"fmt"
	"time"
)

// date is the day that a date means, as far as it was stated: the rest comes from the date stated before it, or from the time of writing.
// c is the time of day that stands with it, if any.
func (r *resolver) date(d dateRef, c clockRef, loc *time.Location) (civil, string) {
	ref := r.reference(loc)
	switch d.kind {
	case dateFull:
		return civil{year: d.year, month: d.month, dom: d.dom}, ""
	case dateYearless:
		if ref.IsZero() {
			return civil{}, noYearProblem(d)
		}
		return yearOf(civil{month: d.month, dom: d.dom}, loc, Span{From: ref.Add(-told), To: ref.Add(promised)})
	case dateDay:
		if ref.IsZero() {
			return civil{}, "it states no month, and when it was written is unknown"
		}
		return monthOf(d.dom, loc, ref)
	case dateBeside:
		if ref.IsZero() {
			return civil{}, "it is counted from another day, and none is told before it"
		}
		return civil{}.onDay(ref.In(loc)).addDays(d.days), ""
	case dateUnsettled:
		return r.settle(d, loc)
	case dateWeekday:
		if r.context.At.IsZero() && ref.IsZero() {
			return civil{}, "it states a weekday alone, and when it was written is unknown"
		}
		return r.weekday(d, c, loc, ref), ""
	}
	if r.context.At.IsZero() {
		return civil{}, "it is counted from the day of writing, which is unknown"
	}
	return civil{}.onDay(r.context.At.In(loc)).addDays(d.days), ""
}

// reference is what a date without its year or month is near to: the date stated before it, else the time of writing.
func (r *resolver) reference(loc *time.Location) time.Time {
	if !r.anchor.set || (r.anchor.background && !r.context.At.IsZero()) {
		return r.context.At
	}
	if !r.anchor.last.IsZero() {
		return r.anchor.last
	}
	return r.anchor.date.in(loc)
}

// What is told lies behind far more often than ahead: a date without its year is the one from nine months before to three months after, the
// quarter in which people promise reports and plan work.
const (
	promised = 91 * day
	told     = 365*day - promised
)

func yearOf(c civil, loc *time.Location, near Span) (civil, string) {
	in := func(c civil) time.Time { return c.in(loc) }
	t, err := c.nearestYear(in, near)
	if err != nil {
		return civil{}, err.Error()
	}
	return civil{}.onDay(t.In(loc)), ""
}

// monthOf gives a day of the month the month that brings it nearest to ref.
func monthOf(dom int, loc *time.Location, ref time.Time) (civil, string) {
	var best civil
	var bestBy time.Duration
	here := ref.In(loc)
	for n := -1; n <= 1; n++ {
		first := time.Date(here.Year(), here.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		c := civil{year: first.Year(), month: int(first.Month()), dom: dom}
		if !validDay(c.year, c.month, dom) {
			continue
		}
		if by := c.in(loc).Sub(ref).Abs(); best.dom == 0 || by < bestBy {
			best, bestBy = c, by
		}
	}
	if best.dom == 0 {
		return best, fmt.Sprintf("no month near %s has a day %d", here.Format(time.DateOnly), dom)
	}
	return best, ""
}

// settle chooses a reading of "10/11/2025" if exactly one lies near the time of writing.
func (r *resolver) settle(d dateRef, loc *time.Location) (civil, string) {
	s := Stamp{numbersOf: d.numbers, order: Unsettled, has: hasDate}
	if d.numbers.count == 3 {
		s.has |= hasYear
	}
	if ordered, ok := s.reordered(r.context.Order); ok && r.context.Order > Unsettled {
		s = ordered
	}
	t, err := s.Resolve(loc, Span{From: r.context.At, To: r.context.At})
	if err != nil {
		return civil{}, err.Error()
	}
	return civil{}.onDay(t.In(loc)), ""
}

// weekday is the latest day of its name that is not after the time of writing, or, of a "next" one, the first after it. Without a time of
// writing it is the one nearest to the date stated before.
func (r *resolver) weekday(d dateRef, c clockRef, loc *time.Location, ref time.Time) civil {
	at := r.context.At
	if at.IsZero() {
		here := ref.In(loc)
		n := (d.weekday - int(here.Weekday()) + 7) % 7
		if n > 3 {
			n -= 7
		}
		return civil{}.onDay(here).addDays(n)
	}
	here := at.In(loc)
	n := (d.weekday - int(here.Weekday()) + 7) % 7
	today := civil{}.onDay(here)
	if d.days > 0 {
		return today.addDays((n+6)%7 + 1)
	}
	if n == 0 && (!c.stated || !c.on(today).in(loc).After(at.Add(AheadWithin))) {
		return today
	}
	return today.addDays(n - 7)
}

// span resolves a range. An end without a date lies behind the start by less than a day, a start without a date before its end likewise.
func (r *resolver) span(s spoken, loc, lastLoc *time.Location) (from, to time.Time, dated bool, problem string) {
	first, last := s.first, s.last
	first.clock = first.clock.withHalf(last.clock)
	if first.date.kind == dateNone && last.date.kind != dateNone {
		if to, dated, problem = r.point(s, last, lastLoc); problem != "" {
			return from, to, dated, problem
		}
		to = last.clock.zone.settle(to, lastLoc)
		on := first.clock.on(civil{}.onDay(to.In(loc)))
		if from = first.clock.zone.settle(on.in(loc), loc); from.After(to) {
			from = on.addDays(-1).in(loc)
		}
		return from, to, true, ""
	}
	if from, dated, problem = r.point(s, first, loc); problem != "" {
		return from, to, dated, problem
	}
	if last.date.kind != dateNone {
		began, aside := r.anchor, r.aside
		to, _, problem = r.point(s, last, lastLoc)
		to = last.clock.zone.settle(to, lastLoc)
		if to.Sub(from) > farBefore {
			r.anchor, r.aside = began, aside // a text goes on where its story begins, not at the far end of one product's tail
		}
		return from, to, dated, problem
	}
	to = last.clock.zone.settle(last.clock.firstFrom(from, lastLoc, first.clock.half == 'a' || first.clock.half == 'p'), lastLoc)
	if a := r.active(s); dated && a != nil {
		a.last = to
	}
	return from, to, dated, ""
}

// withHalf gives the start of a range the am or pm that was written at its end alone: "11:05 to 11:45am", "11:30 to 1:15 PM".
func (c clockRef) withHalf(last clockRef) clockRef {
	if c.half != 0 || (last.half != 'a' && last.half != 'p') || c.civil.hour == 0 || c.civil.hour > 12 {
		return c
	}
	same, other := c, c
	same.civil.hour = hour24(c.civil.hour, last.half)
	other.civil.hour = (same.civil.hour + 12) % 24
	if same.minuteOfDay() > last.minuteOfDay() {
		return other
	}
	return same
}

func (c clockRef) minuteOfDay() int { return c.civil.hour*60 + c.civil.minute }

// firstFrom is the first occurrence of a time of day at or after an instant. half says that the start of its range had an am or pm: a time
// without one may then be either ("11:49 PM to 2:24").
func (c clockRef) firstFrom(from time.Time, loc *time.Location, half bool) time.Time {
	t := c.firstAt(from, loc)
	if !half || c.half != 0 || c.civil.hour == 0 || c.civil.hour > 12 {
		return t
	}
	other := c
	other.civil.hour = (c.civil.hour + 12) % 24
	if o := other.firstAt(from, loc); o.Before(t) {
		return o
	}
	return t
}

func (c clockRef) firstAt(from time.Time, loc *time.Location) time.Time {
	on := c.on(civil{}.onDay(from.In(loc)))
	if t := on.in(loc); !t.Before(from) {
		return t
	}
	return on.addDays(1).in(loc)
}
