package stamped

import "time"

// seasons notes, once for each, what clocks that are set forward and back made of a time: one that they never showed, and one whose zone is
// called as in the other half of the year.
func (d *dating) seasons() {
	var skipped, called bool
	for _, e := range d.entries {
		if e.At.IsZero() {
			continue
		}
		if !skipped && e.Stamp.Skipped(e.At, d.zoneOf(e)) {
			skipped = true
			d.note("line %d: clocks never showed %s, read as %s", e.Line, e.Stamp.Words, e.At.In(d.shownIn(e)).Format("15:04 MST"))
		}
		if written, shown, ok := e.Stamp.OtherSeason(e.At, d.zone); ok && !called {
			called = true
			d.note("line %d: %s read as what clocks there showed on that day (%s)", e.Line, written, shown)
		}
	}
}

// shownIn is the zone of an entry's stamp: its own, or that of stamps without one.
func (d *dating) shownIn(e Entry) *time.Location {
	if zone := e.Stamp.Location(e.At, d.zone); zone != nil {
		return zone
	}
	return d.zoneOf(e)
}
