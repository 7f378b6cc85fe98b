package stamped

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// errNothingNear is a time of day that no heading, no line and no window dates.
var errNothingNear = when.ErrNoDate

// Problems of a stamp that a reader must be told what to do about.
const (
	NoYear = "has times without a year"
	NoDate = "has times without a date"
)

// problem words why a stamp has no instant.
func (d *dating) problem(err error) string {
	switch {
	case errors.Is(err, when.ErrNoYear):
		return NoYear
	case errors.Is(err, when.ErrNoDate):
		return NoDate
	}
	return err.Error()
}

// Refusal words why entries were refused, for the report's error: each reason once, with the first line that it holds for; "" if none was.
func Refusal(entries []Entry) (reasons string, refused int) {
	first := map[string]int{}
	count := map[string]int{}
	for _, e := range entries {
		if e.Problem == "" {
			continue
		}
		refused++
		count[e.Problem]++
		if _, ok := first[e.Problem]; !ok {
			first[e.Problem] = e.Line
		}
	}
	problems := slices.SortedFunc(maps.Keys(first), func(a, b string) int { return cmp.Compare(first[a], first[b]) })
	for i, p := range problems {
		if i == 5 {
			return reasons + fmt.Sprintf("; and %d more reasons", len(problems)-i), refused
		}
		if i > 0 {
			reasons += "; "
		}
		reasons += fmt.Sprintf("line %d: %s", first[p], p)
		if p == NoYear || p == NoDate {
			reasons += "; give window: in incident.yaml or --from"
		}
		if count[p] > 1 {
			reasons += fmt.Sprintf(" (%d lines)", count[p])
		}
	}
	return reasons, refused
}

// maxRolls is how many midnights are reported one by one.
const maxRolls = 5

func (d *dating) rolled(prev, e Entry) {
	d.rolls++
	if d.rolls > maxRolls {
		return
	}
	which := "next"
	if d.newest {
		which = "previous"
	}
	d.rollNotes = append(d.rollNotes, fmt.Sprintf("line %d: %s below %s read as the %s day", e.Line, e.Stamp.Words, prev.Stamp.Words, which))
}

// ends resolves the second times of ranges: on the date they state, else at the first such time of day after the start.
func (d *dating) ends() {
	for i := range d.entries {
		e := &d.entries[i]
		if e.At.IsZero() || !e.Stamp.Range {
			continue
		}
		zone := d.zoneOf(*e)
		until := e.Stamp.Until
		if !until.HasDate() {
			day := dayOf(e.At, zone)
			until = until.On(day.Year, day.Month, day.Dom)
		}
		at, err := until.Resolve(zone, when.Span{From: e.At, To: e.At})
		if first, second, ok := when.Twice(at, zone); err == nil && ok && !until.HasZone() && first.Before(e.At) {
			at = second
		}
		if err == nil && at.Before(e.At) && !e.Stamp.Until.HasDate() {
			day := dayOf(e.At, zone).add(1)
			at, err = until.On(day.Year, day.Month, day.Dom).Resolve(zone, when.Span{})
		}
		if err != nil || at.Before(e.At) || at.Sub(e.At) > longestRange {
			d.note("line %d: the end of %q is not after its start, and was left out", e.Line, e.Stamp.Words)
			continue
		}
		e.Until = at
	}
}

// longestRange bounds a range between two times of day: above it the second is more likely a time before the first ("14:00-13:50").
const longestRange = 18 * time.Hour

// assumptions words what was assumed of zone, year and date.
func (d *dating) assumptions() {
	bare, first := 0, time.Time{}
	for _, e := range d.entries {
		if e.At.IsZero() {
			continue
		}
		if !e.Stamp.HasZone() && e.Zone == nil {
			bare++
		}
		if d.placed && (first.IsZero() || e.At.Before(first)) {
			first = e.At
		}
	}
	var notes []string
	if bare > 0 {
		notes = append(notes, fmt.Sprintf("times without a zone read as %s", d.zone))
	}
	years := make([]int, 0, len(d.years))
	for y := range d.years {
		years = append(years, y)
	}
	sort.Ints(years)
	for _, y := range years {
		notes = append(notes, fmt.Sprintf("line %d: dates without a year read as of %d", d.years[y], y))
	}
	if !first.IsZero() {
		notes = append(notes, fmt.Sprintf("times without a date read as from %s on, the day nearest to the incident", dayOf(first, d.zone)))
	}
	if d.newest {
		notes = append(notes, "the newest entries stand first")
	}
	d.notes = append(append(notes, d.rollNotes...), d.notes...)
	if d.rolls > maxRolls {
		d.note("%d more times read as another day after a midnight", d.rolls-maxRolls)
	}
}
