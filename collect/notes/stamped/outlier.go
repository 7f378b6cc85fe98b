package stamped

import (
	"fmt"
	"sort"
	"time"
)

// maxOutliers is how many lines are reported for a date that does not fit; more of them are a text without an order.
const maxOutliers = 5

// slack is how far an entry may stand out of order before its date is questioned.
const slack = 24 * time.Hour

// outliers reports entries whose date does not fit those around them, such as one of 2022 among those of 2023. They stay as written: which
// of the two is wrong, the text does not say.
func (d *dating) outliers() {
	var dated []Entry
	for _, e := range d.entries {
		if !e.At.IsZero() {
			dated = append(dated, e)
		}
	}
	if d.newest {
		for i, j := 0, len(dated)-1; i < j; i, j = i+1, j-1 {
			dated[i], dated[j] = dated[j], dated[i]
		}
	}
	inOrder := longestRun(dated)
	var notes []string
	for i := range dated {
		if inOrder[i] {
			continue
		}
		beside, ok := neighbour(dated, inOrder, i)
		if !ok || dated[i].At.Sub(beside).Abs() <= slack {
			continue
		}
		notes = append(notes, fmt.Sprintf("line %d: dated %s", dated[i].Line, apart(dated[i].At.Sub(beside))))
	}
	if len(notes) > maxOutliers {
		notes = append(notes[:maxOutliers], fmt.Sprintf("%d more lines are dated out of order", len(notes)-maxOutliers))
	}
	d.notes = append(d.notes, notes...)
}

// longestRun marks the entries of a longest run that is in order, by patience sorting: whatever disagrees with it is the exception.
func longestRun(entries []Entry) []bool {
	var tails []int // tails[k] ends the run of length k+1 whose end is earliest
	before := make([]int, len(entries))
	for i, e := range entries {
		k := sort.Search(len(tails), func(k int) bool { return entries[tails[k]].At.After(e.At) })
		before[i] = -1
		if k > 0 {
			before[i] = tails[k-1]
		}
		if k == len(tails) {
			tails = append(tails, i)
			continue
		}
		tails[k] = i
	}
	in := make([]bool, len(entries))
	if len(tails) == 0 {
		return in
	}
	for i := tails[len(tails)-1]; i >= 0; i = before[i] {
		in[i] = true
	}
	return in
}

// neighbour is the nearest instant, of the entries in order on either side of the i-th, to its own.
func neighbour(entries []Entry, inOrder []bool, i int) (time.Time, bool) {
	var best time.Time
	look := func(j int) bool {
		if !inOrder[j] {
			return false
		}
		if best.IsZero() || entries[j].At.Sub(entries[i].At).Abs() < best.Sub(entries[i].At).Abs() {
			best = entries[j].At
		}
		return true
	}
	for j := i - 1; j >= 0 && i-j <= 100; j-- {
		if look(j) {
			break
		}
	}
	for j := i + 1; j < len(entries) && j-i <= 100; j++ {
		if look(j) {
			break
		}
	}
	return best, !best.IsZero()
}

// apart words how far a date is from its neighbours.
func apart(by time.Duration) string {
	side := "after"
	if by < 0 {
		side, by = "before", -by
	}
	days := int(by.Round(24*time.Hour) / (24 * time.Hour))
	years := (days + 182) / 365
	switch {
	case years == 1 && days >= 363 && days <= 368:
		return "a year " + side + " its neighbours"
	case years > 1 && days >= years*365-3 && days <= years*366+3:
		return fmt.Sprintf("%d years %s its neighbours", years, side)
	case days <= 1:
		return "a day " + side + " its neighbours"
	}
	return fmt.Sprintf("%d days %s its neighbours", days, side)
}
