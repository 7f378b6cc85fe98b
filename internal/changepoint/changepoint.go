// Package changepoint finds where the rate of something changed: errors among a service's lines, lines of one pattern among all lines. It is
// what turns a day of log counts into "errors rose at 14:00 and fell at 14:42". It is pure arithmetic on counts: it knows no time, no service
// and no file, and the same counts always give the same answer.
//
// Detect cuts a sequence of bins into segments of constant rate, Elevated picks the segments that stand out from the prevailing quiet, Edge
// puts a boundary exactly where finer counts are known, and Silences finds stretches in which a steady source said nothing.
package changepoint

import (
	"math"
	"slices"
)

// Segment is a run of bins, [From, To), in which the rate did not change.
type Segment struct {
	From, To int
	Count    uint64 // what was counted in it: error lines
	Exposure uint64 // what it is counted against: all lines, or seconds
}

// Rate is the count per unit of exposure: the share of errors where exposure is lines. It is 0 where there is no exposure.
func (s Segment) Rate() float64 { return rate(s.Count, s.Exposure) }

func rate(count, exposure uint64) float64 {
	if exposure == 0 {
		return 0
	}
	return float64(count) / float64(exposure)
}

// Detect cuts the bins into segments of constant rate by PELT (Killick, Fearnhead, Eckley: Optimal detection of changepoints with a linear
// computational cost, JASA 2012), which finds the segmentation of least cost exactly. A bin's count is taken as Poisson with a mean of rate
// times exposure, so that a surge of traffic at a constant share of errors is no change; the exposures need not be equal.
//
// tests is how many sequences are looked at for changes together: the more, the surer each change must be. 0 is 1.
//
// The segments cover all bins in order. Both slices must have the same length; bins beyond the shorter one are ignored.
func Detect(count, exposure []uint32, tests int) []Segment { return detect(count, exposure, tests, 1) }

// detect is Detect where the dispersion is known to be no less than some.
func detect(count, exposure []uint32, tests int, phi float64) []Segment {
	n := min(len(count), len(exposure))
	if n == 0 {
		return nil
	}
	count, exposure = count[:n], exposure[:n]
	items := compress(count, exposure)
	phi = max(phi, dispersion(items))
	width := 1
	for len(items) > maxItems {
		width++
		items = compress(regrouped(count, width), regrouped(exposure, width))
	}
	var segments []Segment
	from := 0
	for _, to := range append(pelt(items, penalty(n, tests)*phi), len(items)) {
		segments = append(segments, join(items[from:to]))
		from = to
	}
	if width > 1 {
		sharpen(segments, count, exposure, width)
	}
	return segments
}

// maxItems is how many bins that hold a count PELT is given: where nothing changes it is quadratic in them, 3 ms here and 30 ms at three times
// as many. More are put together for it, and the boundaries put back to single bins.
const maxItems = 512

// regrouped sums each width bins.
func regrouped(bins []uint32, width int) []uint32 {
	out := make([]uint32, 0, len(bins)/width+1)
	for group := range slices.Chunk(bins, width) {
		var sum uint64
		for _, n := range group {
			sum += uint64(n)
		}
		out = append(out, uint32(min(sum, math.MaxUint32)))
	}
	return out
}

// sharpen puts the segments, which count groups of width bins, to single bins: each boundary to where the bins around it change sides.
func sharpen(segments []Segment, count, exposure []uint32, width int) {
	at := 0
	for i := range segments {
		s := &segments[i]
		to := len(count)
		if i+1 < len(segments) {
			next := segments[i+1]
			low, high := max(at+1, (s.To-1)*width), min((s.To+1)*width, len(count)-1)
			if next.To-next.From == 1 {
				high = min(high, s.To*width+width-1) // the next segment keeps a bin
			}
			to = low + Edge(count[low:high], exposure[low:high], s.Rate(), next.Rate())
		}
		s.From, s.To = at, to
		at = to
	}
	for i := range segments {
		s := &segments[i]
		*s = Segment{From: s.From, To: s.To}
		for b := s.From; b < s.To; b++ {
			s.Count += uint64(count[b])
			s.Exposure += exposed(count[b], exposure[b])
		}
	}
}

// exposed is a bin's exposure, at least 1 where it holds a count: a count against nothing would have an infinite rate.
func exposed(count, exposure uint32) uint64 {
	if count > 0 {
		return uint64(max(exposure, 1))
	}
	return uint64(exposure)
}

// penalty is what a further change must gain in twice the log-likelihood: 3 ln n, the leading term of the modified BIC for change points
// (Zhang, Siegmund: A modified Bayes information criterion, Biometrics 2007), which pays for the new rate and for the freedom of its place.
// Several tests add ln tests: a burst is two changes, and 2 ln tests on that scale is what Bonferroni's bound asks for.
func penalty(n, tests int) float64 {
	return 3*math.Log(float64(max(n, 16))) + math.Log(float64(max(tests, 1)))
}

// compress merges neighbouring bins without a count into one. It loses nothing: the cost is concave in where a boundary stands within such a
// run, so the best boundary is at one of its ends.
func compress(count, exposure []uint32) []Segment {
	items := make([]Segment, 0, len(count))
	for i, c := range count {
		e := exposed(c, exposure[i])
		last := len(items) - 1
		if c == 0 && last >= 0 && items[last].Count == 0 {
			items[last].To, items[last].Exposure = i+1, items[last].Exposure+e
			continue
		}
		items = append(items, Segment{From: i, To: i + 1, Count: uint64(c), Exposure: e})
	}
	return items
}

func join(items []Segment) Segment {
	s := Segment{From: items[0].From, To: items[len(items)-1].To}
	for _, it := range items {
		s.Count += it.Count
		s.Exposure += it.Exposure
	}
	return s
}

// pelt returns the indices at which a new segment begins, the first one's 0 left out.
func pelt(items []Segment, beta float64) []int {
	n := len(items)
	counts, exposures := make([]float64, n+1), make([]float64, n+1)
	for i, it := range items {
		counts[i+1] = counts[i] + float64(it.Count)
		exposures[i+1] = exposures[i] + float64(it.Exposure)
	}
	best := make([]float64, n+1) // least cost of the first t items
	from := make([]int, n+1)     // where their last segment begins
	best[0] = -beta
	candidates := make([]int, 0, n)
	values := make([]float64, n)
	for t := 1; t <= n; t++ {
		candidates = append(candidates, t-1)
		least, at := math.Inf(1), 0
		for k, s := range candidates {
			values[k] = best[s] + cost(counts[t]-counts[s], exposures[t]-exposures[s])
			if values[k] < least {
				least, at = values[k], s
			}
		}
		best[t], from[t] = least+beta, at
		kept := candidates[:0]
		for k, s := range candidates {
			if values[k] <= best[t] {
				kept = append(kept, s)
			}
		}
		candidates = kept
	}
	var cuts []int
	for t := from[n]; t > 0; t = from[t] {
		cuts = append(cuts, t)
	}
	slices.Reverse(cuts)
	return cuts
}

// cost is -2 times the log-likelihood of a segment at its own rate, without the terms that are the same for every segmentation.
func cost(count, exposure float64) float64 {
	if count == 0 {
		return 0
	}
	return -2 * count * math.Log(count/exposure)
}

// dispersion estimates by how much the variance of counts exceeds a Poisson's, at least 1: errors come in clumps (a retry is logged thrice, a
// batch fails whole), and without this every clump is a change. It compares neighbouring groups of bins only, and takes the median, so that
// real changes, which are few, do not count.
func dispersion(items []Segment) float64 {
	const (
		enough   = 5     // counts in a group, below which its difference to the next is no normal variable; the usual rule of chi-squared tests
		pairs    = 8     // pairs below which the median says little
		expected = 0.455 // median of a chi-squared variable of one degree of freedom
	)
	var groups []Segment
	var g Segment
	for _, it := range items {
		g.Count += it.Count
		g.Exposure += it.Exposure
		if g.Count >= enough {
			groups, g = append(groups, g), Segment{}
		}
	}
	if len(groups) <= pairs {
		return 1
	}
	ratios := make([]float64, 0, len(groups))
	for i := 1; i < len(groups); i++ {
		a, b := groups[i-1], groups[i]
		mean := rate(a.Count+b.Count, a.Exposure+b.Exposure)
		d := a.Rate() - b.Rate()
		ratios = append(ratios, d*d/(mean*(1/float64(a.Exposure)+1/float64(b.Exposure))))
	}
	slices.Sort(ratios)
	// The lower end of the median's confidence interval: a handful of pairs shows a dispersion of 8 by chance, and that would hide an outage.
	sure := len(ratios)/2 - int(math.Sqrt(float64(len(ratios))))
	return max(1, ratios[max(sure, 0)]/expected)
}

// Edge says where between two known rates the finer counts change sides: bins [0, k) fit the rate before, bins [k, n) the rate after. Of
// equally good places it takes the first. Rates are per unit of the given exposure.
func Edge(count, exposure []uint32, before, after float64) int {
	// A rate of nothing at all would make a single stray count before the edge impossible.
	const floor = 1e-3
	before, after = max(before, after*floor, math.SmallestNonzeroFloat32), max(after, before*floor, math.SmallestNonzeroFloat32)
	gain, slope := math.Log(before/after), after-before
	score, best, at := 0.0, 0.0, 0
	for i := range min(len(count), len(exposure)) {
		score += float64(count[i])*gain + float64(exposure[i])*slope // how much better bin i fits the rate before
		if score > best {
			best, at = score, i+1
		}
	}
	return at
}
