package changepoint

import (
	"cmp"
	"slices"
)

// Interval is a run of bins, [From, To), in which the rate stood out.
type Interval struct {
	From, To  int
	Count     uint64
	Exposure  uint64
	Before    float64 // the rate just before it, or the baseline where it began with the evidence
	During    float64 // its mean rate
	Peak      float64 // the highest rate within it, over bins that hold enough to speak of a rate
	PeakBin   int     // where the peak is
	FromStart bool    // it was there when the evidence began: it may have begun earlier
	ToEnd     bool    // it was there when the evidence ended: it was not seen to end
	Waves     int     // how many rises it stands for; more than 1 where many at short intervals were taken as one
}

// Options says what counts as standing out. The zero value works.
type Options struct {
	// Gap is how many bins of quiet join what lies on both sides of them; 0 joins nothing.
	Gap int
	// MinRise is the least absolute increase of the rate that counts when the rate is less than tenfold the baseline: 0.01, one line in a
	// hundred, where exposure is lines. It keeps a service that errs in two lines of a thousand by day and in none by night out of the story.
	MinRise float64
	// MinCount is the least count of an interval where the baseline is zero; 0 is 10.
	MinCount uint64
	// Serious is the rate from which the level that prevailed is not normal if there is a much quieter one: 0.05, one line in twenty, where errors
	// are counted against lines; 0 is never.
	Serious float64
	// Tests is how many sequences are looked at together; see Detect.
	Tests int
	// Dispersion is by how much the variance of counts is known to exceed a Poisson's, at least; 0 is 1.
	Dispersion float64
	// Periods are the lengths in bins at which jobs come again: an hour, half an hour. What is raised for less than half of one, and again at most of
	// its turns from the beginning to the end of the evidence, is how the source lives and stands out from nothing. Day is the one of them of which
	// one further turn is enough, since evidence of many days is rare; 0 is none.
	Periods []int
	Day     int
}

const (
	// ratio is how many times the baseline a rate must be: below threefold, the shares of errors of healthy services differ between night
	// and day, and alert rules in the field start at that order (Google SRE workbook, chapter 5: burn rates of 3 and more in six hours).
	ratio = 3
	// lasting is how many times the baseline a rate next to a raised one must be to belong to it: the beginning of a ramp, the tail of a recovery.
	lasting = 2
	// sameOrder is how much of a raised rate the one beside it must have to belong to it: a tenth, an order of magnitude.
	sameOrder = 0.1
	// minCount is the least count of an interval above a baseline that is not zero. Fewer than five is what a single retried request leaves.
	minCount = 5
	// minCountFromZero is the same where nothing was counted before, and a baseline is hence not known well.
	minCountFromZero = 10
	// sharp is how many times the baseline a rate must be that rose or fell by a jump, and by three times MinRise: a partial outage (2 % to 6 %).
	// A level that swings with the hour passes twofold slowly, and never with a jump of twofold.
	sharp, jump = 2.5, 2
	// unmistakable is how many times the baseline a rate must be for its absolute increase not to matter.
	unmistakable = 10
)

// Intervals finds the stretches in which the rate stood out from the prevailing quiet: Detect and Elevated in one.
func Intervals(count, exposure []uint32, o Options) []Interval {
	n := min(len(count), len(exposure))
	return Elevated(detect(count[:n], exposure[:n], o.Tests, o.Dispersion), count[:n], exposure[:n], o)
}

// Elevated picks from the segments of the bins those that stand out from the baseline, and joins neighbours. An interval needs at least five
// counts and three times the baseline, or ten counts where the baseline is zero. A baseline is the level that prevailed (see baseline), not
// the beginning: evidence often begins in the middle of an outage.
func Elevated(segments []Segment, count, exposure []uint32, o Options) []Interval {
	base := o.baseline(segments)
	if base.Exposure == 0 {
		return nil
	}
	var found []Interval
	for i := 0; i < len(segments); {
		if !o.stands(segments, i, base) {
			i++
			continue
		}
		from, to := i, i+1
		for from > 0 && belongs(segments[from-1], segments[from], base) && (len(found) == 0 || segments[from-1].From >= found[len(found)-1].To) {
			from--
		}
		for to < len(segments) && (o.stands(segments, to, base) || belongs(segments[to], segments[to-1], base)) {
			to++
		}
		found = append(found, measure(segments, from, to, base))
		i = to
	}
	found = o.comesAgain(found, count, exposure, base)
	found = o.merge(found, o.Gap)
	found = o.habit(found, segments)
	for i := range found {
		found[i].Peak, found[i].PeakBin = peak(count, exposure, found[i])
	}
	return found
}

// level is the baseline: its rate, smoothed by half a count so that a zero is never taken for certain.
type level struct {
	Segment
	rate float64
}

// baseline is the level that prevailed. That is the median by exposure, unless that level is serious while a tenth of the exposure was at a
// third of it or less, and it got there by a jump: then the evidence was cut closely around an outage, and the quiet part of it is the baseline.
func (o Options) baseline(segments []Segment) level {
	const tenth = 0.1
	sorted := slices.Clone(segments)
	slices.SortStableFunc(sorted, func(a, b Segment) int { return cmp.Compare(a.Rate(), b.Rate()) })
	var all uint64
	for _, s := range sorted {
		all += s.Exposure
	}
	upTo := quantile(sorted, all, 0.5)
	low := quantile(sorted, all, tenth)
	if o.Serious > 0 && upTo.Rate() >= o.Serious && low.Rate()*ratio <= upTo.Rate() && leaps(segments, low.Rate()) {
		upTo = low
	}
	var base level
	for _, s := range sorted {
		if s.Rate() > upTo.Rate() {
			break
		}
		base.Count += s.Count
		base.Exposure += s.Exposure
	}
	if base.Exposure > 0 {
		base.rate = (float64(base.Count) + 0.5) / float64(base.Exposure)
	}
	return base
}

func quantile(sorted []Segment, all uint64, q float64) Segment {
	var sum uint64
	for _, s := range sorted {
		sum += s.Exposure
		if float64(sum) >= q*float64(all) && s.Exposure > 0 {
			return s
		}
	}
	return Segment{}
}

// leaps says whether the rate goes from no more than a low level to six times as much at once, or back. A share of errors that follows the hours
// of the day does so in more steps than one, even where few lines make them out.
func leaps(segments []Segment, low float64) bool {
	for i := 1; i < len(segments); i++ {
		a, b := segments[i-1].Rate(), segments[i].Rate()
		if min(a, b) <= low && max(a, b) >= 2*ratio*min(a, b) {
			return true
		}
	}
	return false
}

// stands says whether a segment stands out from the baseline.
func (o Options) stands(segments []Segment, i int, base level) bool {
	s := segments[i]
	least := uint64(minCount)
	if base.Count == 0 {
		least = cmp.Or(o.MinCount, minCountFromZero)
	}
	r := s.Rate()
	if s.Count < least || r < sharp*base.rate {
		return false
	}
	if r < ratio*base.rate {
		return o.MinRise > 0 && r-base.rate >= ratio*o.MinRise && jumps(segments, i)
	}
	return r-base.rate >= o.MinRise || r >= unmistakable*base.rate
}

// jumps says whether a segment's rate is twice that of one beside it.
func jumps(segments []Segment, i int) bool {
	r := segments[i].Rate()
	return i > 0 && r >= jump*segments[i-1].Rate() || i+1 < len(segments) && r >= jump*segments[i+1].Rate()
}

// belongs says whether a segment next to a raised one is part of it: it is raised too, and of its order. A service that errs in one line of a
// hundred before the outage and in one of five hundred after it was not down before.
func belongs(s, beside Segment, base level) bool {
	return s.Count >= minCount && s.Rate() >= lasting*base.rate && s.Rate() >= beside.Rate()*sameOrder
}

func measure(segments []Segment, from, to int, base level) Interval {
	first, last := segments[from], segments[to-1]
	v := Interval{From: first.From, To: last.To, Waves: 1, Before: rate(base.Count, base.Exposure)}
	for _, s := range segments[from:to] {
		v.Count += s.Count
		v.Exposure += s.Exposure
	}
	v.During = rate(v.Count, v.Exposure)
	v.FromStart, v.ToEnd = empty(segments[:from]), empty(segments[to:])
	if from > 0 && segments[from-1].Exposure > 0 {
		v.Before = segments[from-1].Rate()
	}
	return v
}

func empty(segments []Segment) bool {
	return !slices.ContainsFunc(segments, func(s Segment) bool { return s.Exposure > 0 })
}

// merge joins intervals with at most gap bins between them.
func (o Options) merge(found []Interval, gap int) []Interval {
	var out []Interval
	for _, v := range found {
		if n := len(out); n > 0 && v.From-out[n-1].To <= gap {
			w := &out[n-1]
			w.To, w.ToEnd = v.To, v.ToEnd
			w.Count += v.Count
			w.Exposure += v.Exposure
			w.During = rate(w.Count, w.Exposure)
			w.Waves += v.Waves
			continue
		}
		out = append(out, v)
	}
	return out
}

// peak is the highest rate over neighbouring bins that together hold at least twenty units of exposure (or the whole interval, if it has
// less): one error in a bin of one line is no peak of 100 %.
func peak(count, exposure []uint32, v Interval) (high float64, at int) {
	enough := min(20, v.Exposure)
	at = v.From
	var c, e uint64
	start := v.From
	for i := v.From; i < v.To; i++ {
		c += uint64(count[i])
		e += uint64(exposure[i])
		for start < i && e-uint64(exposure[start]) >= enough {
			c -= uint64(count[start])
			e -= uint64(exposure[start])
			start++
		}
		if r := rate(c, e); e >= enough && r > high {
			high, at = r, start
		}
	}
	return high, at
}
