package stamped

import (
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// jitter is how far back a line may lie behind the one before it and still have been noted out of order, in the hour that clocks show twice:
// people add a line of some minutes ago, and an hour that is told twice goes back by most of it.
const jitter = 10 * time.Minute

// repeated settles the times of day that clocks show twice when they are set back, by the order of the lines: 02:52 and then 02:12 are the
// first 02:52 and the second 02:12. Where no line before it tells, it is the reading that lies within the incident, else the first.
func (d *dating) repeated() {
	var before time.Time
	for i := range d.entries {
		e := &d.entries[i]
		if e.At.IsZero() {
			continue
		}
		if first, second, ok := d.twice(*e); ok {
			e.At = d.pick(first, second, before)
			d.tellTwice(*e, e.At.Equal(second))
		}
		before = e.At
	}
}

func (d *dating) twice(e Entry) (first, second time.Time, ok bool) {
	if e.Stamp.HasZone() {
		return first, second, false
	}
	return when.Twice(e.At, d.zoneOf(e))
}

func (d *dating) pick(first, second, before time.Time) time.Time {
	switch {
	case before.IsZero() && d.during(second) && !d.during(first):
		return second
	case before.IsZero():
		return first
	case d.newest && !second.After(before.Add(jitter)):
		return second
	case !d.newest && first.Before(before.Add(-jitter)):
		return second
	}
	return first
}

func (d *dating) during(t time.Time) bool {
	return !d.near.IsZero() && !t.Before(d.near.From) && !t.After(d.near.To)
}

// tellTwice notes, once for each of the two, that a time of the repeated hour was read as that.
func (d *dating) tellTwice(e Entry, second bool) {
	told, which := &d.toldFirst, "first"
	if second {
		told, which = &d.toldSecond, "second"
	}
	if *told {
		return
	}
	*told = true
	zone, _ := e.At.In(d.zoneOf(e)).Zone()
	d.note("line %d: clocks showed %s twice, read as the %s (%s)", e.Line, e.Stamp.Words, which, zone)
}
