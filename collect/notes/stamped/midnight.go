package stamped

import (
	"math"
	"slices"
	"time"
)

// undated dates the entries that are a time of day alone: from the heading above, from the entry before, going over midnight where the
// times do, and if there is neither, by the incident's own time.
func (d *dating) undated() {
	anchor := 0
	for anchor < len(d.entries) && d.entries[anchor].At.IsZero() && !d.anchored(anchor) {
		anchor++
	}
	if anchor == len(d.entries) {
		d.place()
		return
	}
	if d.newest && d.fromStart && anchor == 0 && d.oneHeading() {
		slices.Reverse(d.entries)
		d.newest = false
		d.walk(0)
		slices.Reverse(d.entries)
		d.newest = true
		return
	}
	d.walk(anchor)
	for i := anchor - 1; i >= 0; i-- {
		d.walkBack(i)
	}
}

// oneHeading says whether one heading dates all entries, and nothing else does.
func (d *dating) oneHeading() bool {
	return !slices.ContainsFunc(d.entries, func(e Entry) bool {
		return e.Day.Year == 0 || e.From != d.entries[0].From || e.From > e.Line || e.Stamp.HasDate() || e.Problem != ""
	})
}

// anchored says whether the heading above an entry dates it.
func (d *dating) anchored(i int) bool {
	e := d.entries[i]
	return e.Day.Year != 0 && !e.Stamp.HasDate() && e.Problem == ""
}

// walk dates the entries from i on, each after the one before it.
func (d *dating) walk(i int) {
	limits := d.limits()
	prev := -1
	for ; i < len(d.entries); i++ {
		e := &d.entries[i]
		if e.Stamp.HasDate() || e.Problem != "" {
			if !e.At.IsZero() {
				prev = i
			}
			continue
		}
		day, restarts := e.Day, true
		if prev >= 0 {
			day, restarts = d.dayAfter(d.entries[prev], *e)
		}
		at, err := d.on(*e, day)
		if err != nil {
			e.Problem = d.problem(err)
			continue
		}
		if !restarts {
			at = d.overMidnight(d.entries[prev], *e, at, day, limits[i])
		}
		e.At, prev = at, i
	}
}

// dayAfter is the day that an entry is first thought to be on: that of the heading where a new one begins, else that of the entry before.
// A section without a date of its own restarts at the carried date, unless it goes on where the last one ended.
func (d *dating) dayAfter(prev, e Entry) (day Day, restarts bool) {
	if e.Day.Year != 0 && e.From != prev.From {
		return e.Day, true
	}
	day = wallDay(prev, d.zoneOf(prev))
	if e.Day.Year == 0 || e.Group == prev.Group {
		return day, false
	}
	if at, err := d.on(e, day); err == nil && at.Sub(prev.At).Abs() <= overnight {
		return day, false
	}
	return e.Day, true
}

// on is the instant at which an entry's clock shows its time on a day.
func (d *dating) on(e Entry, day Day) (time.Time, error) {
	return e.Stamp.On(day.Year, day.Month, day.Dom).Resolve(d.zoneOf(e), d.near)
}

// overMidnight moves an entry by a day if the times went over midnight since the one before it. Where the newest stand first, they go back
// over it. It is not moved beyond what is dated below.
func (d *dating) overMidnight(prev, e Entry, at time.Time, day Day, limit time.Time) time.Time {
	towards := 1
	if d.newest {
		towards = -1
	}
	step := time.Duration(towards) * at.Sub(prev.At) // below zero: against the order
	days := 0
	switch {
	case step < -overnight:
		days = towards
	case step > 24*time.Hour-overnight:
		days = -towards // another zone than the line before: its calendar is a day off
	default:
		return at
	}
	moved, err := d.on(e, day.add(days))
	if err != nil || (days == towards && !limit.IsZero() && time.Duration(towards)*moved.Sub(limit) > 0) {
		return at
	}
	if days == towards {
		d.rolled(prev, e)
	}
	return moved
}

// limits are how far each entry may be moved over midnights: to the next entry that is dated, or the end of the next heading's day.
func (d *dating) limits() []time.Time {
	limits := make([]time.Time, len(d.entries)+1)
	for i := len(d.entries) - 1; i > 0; i-- {
		e, before := d.entries[i], d.entries[i-1]
		limits[i-1] = limits[i]
		if !e.At.IsZero() {
			limits[i-1] = e.At.Add(overnight)
			if d.newest {
				limits[i-1] = e.At.Add(-overnight)
			}
			continue
		}
		if e.Day.Year == 0 || e.From == before.From {
			continue
		}
		limits[i-1] = e.Day.add(1).noon(d.zoneOf(e)).Add(-12 * time.Hour)
		if d.newest {
			limits[i-1] = e.Day.noon(d.zoneOf(e)).Add(-12 * time.Hour)
		}
	}
	return limits
}

// walkBack dates an entry by the one after it.
func (d *dating) walkBack(i int) {
	e := &d.entries[i]
	if e.Stamp.HasDate() || e.Problem != "" {
		return
	}
	next := -1
	for j := i + 1; j < len(d.entries) && j <= i+8; j++ { // a few refused lines may stand between
		if !d.entries[j].At.IsZero() {
			next = j
			break
		}
	}
	if next < 0 {
		e.Problem = d.problem(errNothingNear)
		return
	}
	after := d.entries[next].At
	day := wallDay(d.entries[next], d.zoneOf(d.entries[next]))
	at, err := d.on(*e, day)
	towards := 1
	if d.newest {
		towards = -1
	}
	if err == nil && time.Duration(towards)*after.Sub(at) < -overnight {
		at, err = d.on(*e, day.add(-towards))
	}
	if err != nil {
		e.Problem = d.problem(err)
		return
	}
	e.At = at
}

// place dates a text that states no date at all: as it runs, on the days that bring it nearest to the incident.
func (d *dating) place() {
	from, to := d.near.From, d.near.To
	if from.IsZero() {
		from = to
	}
	if to.IsZero() {
		to = from
	}
	first := -1
	for i := range d.entries {
		e := &d.entries[i]
		switch {
		case e.Stamp.HasDate() || e.Problem != "":
		case from.IsZero():
			e.Problem = d.problem(errNothingNear)
		case first < 0:
			first = i
		}
	}
	if first < 0 {
		return
	}
	d.placed = true
	base := dayOf(from, d.zoneOf(d.entries[first]))
	earliest, latest := d.startAt(first, base)
	if earliest.IsZero() {
		return
	}
	if shift := nearestShift(earliest, latest, from, to); shift != 0 {
		d.startAt(first, base.add(shift))
	}
}

// startAt dates the text as if its first entry were on a day, and says from when to when it then goes.
func (d *dating) startAt(first int, day Day) (earliest, latest time.Time) {
	d.rolls, d.rollNotes = 0, nil
	line := d.entries[first].Line
	d.entries[first].Day, d.entries[first].From = day, line
	for i := range d.entries {
		if i != first && !d.entries[i].Stamp.HasDate() {
			d.entries[i].At = time.Time{}
			d.entries[i].From = line
		}
	}
	d.entries[first].At = time.Time{}
	d.walk(first)
	for _, e := range d.entries {
		if e.At.IsZero() {
			continue
		}
		if earliest.IsZero() || e.At.Before(earliest) {
			earliest = e.At
		}
		if e.At.After(latest) {
			latest = e.At
		}
	}
	return earliest, latest
}

// nearestShift is by how many days a text that goes from earliest to latest is to be moved to lie nearest to the incident; of several that
// lie within it, the first.
func nearestShift(earliest, latest, from, to time.Time) int {
	const day = 24 * time.Hour
	low := int(math.Floor(float64(from.Sub(latest))/float64(day))) - 1
	high := min(int(math.Ceil(float64(to.Sub(earliest))/float64(day)))+1, low+1000)
	best, far := 0, time.Duration(math.MaxInt64)
	for k := low; k <= high; k++ {
		by := time.Duration(k) * day
		off := max(from.Sub(earliest.Add(by)), 0) + max(latest.Add(by).Sub(to), 0)
		if off < far {
			best, far = k, off
		}
	}
	return best
}
