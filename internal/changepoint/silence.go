package changepoint

import "slices"

// Silences finds stretches in which a source that otherwise speaks steadily said (almost) nothing. Before, During and Peak of an interval are
// lines per bin. A source that is often quiet anyway has no silences: its quiet says nothing.
//
// Bins are first put together until the usual one holds at least twenty lines: with fewer, an empty bin is chance (e^-20 is two in a thousand
// million). A source is steady if nine in ten of those hold at least a third of the usual number, and if it spoke through four of them before
// it fell silent for the first time. A silence is two or more of them in a row with no more than a fiftieth. Four silences are a habit.
func Silences(total []uint32) []Interval {
	const (
		enough = 20
		steady = 3
		almost = 50
		most   = 0.1
		before = 4
	)
	width := 1
	groups, usual := regroup(total, width)
	for usual < enough {
		width *= 2
		if width > len(total)/4 { // fewer than four groups tell nothing about steadiness
			return nil
		}
		groups, usual = regroup(total, width)
	}
	speaking := slices.DeleteFunc(slices.Clone(groups), func(n uint64) bool { return n*almost <= usual })
	slices.Sort(speaking)
	if speaking[int(most*float64(len(speaking)))]*steady < usual {
		return nil
	}
	var found []Interval
	for i := 0; i < len(groups); {
		j := i
		for j < len(groups) && groups[j]*almost <= usual {
			j++
		}
		if j-i >= 2 {
			if i < before {
				return nil
			}
			found = append(found, quiet(total, i*width, min(j*width, len(total)), float64(usual)/float64(width)))
		}
		i = max(j, i+1)
	}
	if len(found) >= manyIntervals {
		return nil
	}
	return found
}

// regroup sums each width bins, and returns the sums and their median among those that are not empty. A last group that is not full is left out
// unless it is empty.
func regroup(total []uint32, width int) (groups []uint64, usual uint64) {
	for i := 0; i+width <= len(total); i += width {
		var sum uint64
		for _, n := range total[i : i+width] {
			sum += uint64(n)
		}
		groups = append(groups, sum)
	}
	sorted := slices.DeleteFunc(slices.Clone(groups), func(n uint64) bool { return n == 0 })
	if len(sorted) == 0 {
		return groups, 0
	}
	slices.Sort(sorted)
	return groups, sorted[len(sorted)/2]
}

// quiet widens [from, to) to all the bins around it that hold nothing.
func quiet(total []uint32, from, to int, usual float64) Interval {
	for from > 0 && total[from-1] == 0 {
		from--
	}
	for to < len(total) && total[to] == 0 {
		to++
	}
	for from < to && total[from] > 0 {
		from++
	}
	for to > from && total[to-1] > 0 {
		to--
	}
	v := Interval{From: from, To: to, Before: usual, PeakBin: from, Waves: 1, ToEnd: to == len(total)}
	for _, n := range total[from:to] {
		v.Count += uint64(n)
	}
	v.Exposure = uint64(to - from) //nolint:gosec // a silence has a length
	v.During = rate(v.Count, v.Exposure)
	return v
}

// Gone picks from the segments of a sequence those in which what was steadily counted is counted no more, although at the rate before at least
// twenty counts would have been expected. The end of an interval that stood out is none: that is its recovery.
func Gone(segments []Segment, elevated []Interval) []Interval {
	const enough = 20
	var found []Interval
	for i := 1; i < len(segments); i++ {
		s, before := segments[i], segments[i-1]
		if s.Count > 0 || before.Count < enough || before.Rate()*float64(s.Exposure) < enough || inside(elevated, before) {
			continue
		}
		found = append(found, Interval{
			From: s.From, To: s.To, Exposure: s.Exposure, Before: before.Rate(), PeakBin: s.From, Waves: 1, ToEnd: empty(segments[i+1:]),
		})
	}
	if len(found) >= manyIntervals { // it comes and goes by habit
		return nil
	}
	return found
}

func inside(intervals []Interval, s Segment) bool {
	return slices.ContainsFunc(intervals, func(v Interval) bool { return s.From < v.To && v.From < s.To })
}
