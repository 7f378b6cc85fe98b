package when

import "time"

// settle chooses, of the two instants at which a clock shows the same, the one of which the abbreviation speaks that was written behind it: "1:42 AM EST" on
// the night on which 1:42 comes twice is the second.
func (z zoneRef) settle(t time.Time, loc *time.Location) time.Time {
	if z.kind != zoneName || t.IsZero() {
		return t
	}
	first, second, ok := Twice(t, loc)
	if !ok {
		return t
	}
	for _, at := range [...]time.Time{first, second} {
		if name, _ := at.In(loc).Zone(); name == z.name {
			return at.UTC()
		}
	}
	return t
}

// Twice says whether the clocks of loc show twice what they show at t, because they are set back, and the two instants at which they do. A stamp
// without its zone's abbreviation or offset does not tell which is meant; what stands before it may.
func Twice(t time.Time, loc *time.Location) (first, second time.Time, ok bool) {
	// No zone changes its clocks twice within two days.
	_, before := t.Add(-day).In(loc).Zone()
	_, after := t.Add(day).In(loc).Zone()
	back := time.Duration(before-after) * time.Second
	if back <= 0 {
		return first, second, false
	}
	first, second = t, t.Add(back)
	if _, offset := t.In(loc).Zone(); offset == after {
		first, second = t.Add(-back), t
	}
	_, atFirst := first.In(loc).Zone()
	_, atSecond := second.In(loc).Zone()
	return first, second, atFirst == before && atSecond == after
}
