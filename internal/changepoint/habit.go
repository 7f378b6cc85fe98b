package changepoint

import "slices"

const (
	// manyIntervals is from how many intervals on they are looked at as one habit: hourly jobs, crash loops.
	manyIntervals = 4
	// outstanding is how many times as many counts as the usual one of a habit an interval must hold to be none of it.
	outstanding = 4
)

// comesAgain drops the intervals that come again at the same time of every hour, or day: what lay in the interval above the baseline lies, to a
// third at least, in three of four of its other turns, too, and does so from the beginning of the evidence to its end. A service that fails at
// each turn of a job while it is down did not do so before or does not do so after. Longer intervals that such turns explain are dropped, too.
//
// It counts and does not look for further intervals: where a job errs each hour, most of its turns are too small to be found by themselves.
func (o Options) comesAgain(found []Interval, count, exposure []uint32, base level) []Interval {
	if len(found) == 0 {
		return nil
	}
	t := turns{counts: sums(count), exposures: sums(exposure), base: base.rate}
	var habits []turn
	kept := slices.DeleteFunc(found, func(v Interval) bool {
		if length := v.To - v.From; length <= o.Day/8 && t.hit(v, o.Day, 1) { // a job of three hours, not a bad morning after another
			habits = append(habits, turn{v, o.Day})
			return true
		}
		for _, period := range o.Periods {
			if t.hit(v, period, fewest) {
				habits = append(habits, turn{v, period})
				return true
			}
		}
		return false
	})
	return slices.DeleteFunc(kept, func(v Interval) bool {
		return slices.ContainsFunc(habits, func(h turn) bool { return v.To-v.From > h.period && t.explained(v, h) })
	})
}

// turn is an interval that comes again with a period.
type turn struct {
	Interval
	period int
}

// fewest is how many further turns tell a habit.
const fewest = 3

// turns tells what lies in an interval's place at other turns of a period.
type turns struct {
	counts, exposures []uint64 // sums up to each bin
	base              float64
}

// excess is what bins hold above the baseline.
func (t turns) excess(from, to int) float64 {
	return float64(t.counts[to]-t.counts[from]) - t.base*float64(t.exposures[to]-t.exposures[from])
}

// hit says whether an interval comes again with a period. least is of further turns. A turn in which so little was said that hardly a count would
// be expected, as by night, is none. What is expected grows with the exposure, or does not: a job errs as often by night.
func (t turns) hit(v Interval, period, least int) bool {
	const expectable = 3
	length := v.To - v.From
	if 2*length > period {
		return false
	}
	here, bins := t.excess(v.From, v.To), len(t.counts)-1
	slack := 1 + length/4 // jobs do not begin to the second
	var hits []bool
	for from := v.From%period - period; from < bins; from += period {
		if from == v.From || from < slack || from+length+slack > bins {
			continue
		}
		there := min(1, float64(t.exposures[from+length]-t.exposures[from])/float64(v.Exposure))
		if here*there >= expectable {
			hits = append(hits, t.excess(from-slack, from+length+slack) >= here*there/ratio)
		}
	}
	n := 0
	for _, hit := range hits {
		if hit {
			n++
		}
	}
	ends := min(2, len(hits)) // a turn may be missed
	return len(hits) >= least && 4*n >= 3*len(hits) && slices.Contains(hits[:ends], true) && slices.Contains(hits[len(hits)-ends:], true)
}

// explained says whether nothing stands out of an interval but the turns of a habit within it.
func (t turns) explained(v Interval, h turn) bool {
	slack := 1 + (h.To-h.From)/4
	count, exposed := v.Count, v.Exposure
	for from := h.From%h.period - h.period; from < v.To; from += h.period {
		i, j := min(max(from-slack, v.From), v.To), min(max(from+h.To-h.From+slack, v.From), v.To)
		count -= t.counts[j] - t.counts[i]
		exposed -= t.exposures[j] - t.exposures[i]
	}
	return count < minCount || float64(count) < ratio*t.base*float64(exposed)
}

func sums(bins []uint32) []uint64 {
	all := make([]uint64, len(bins)+1)
	for i, n := range bins {
		all[i+1] = all[i] + uint64(n)
	}
	return all
}

// habit looks at many intervals together. A job that errs now and then is how that service lives, not twenty-four outages; a crash loop of two
// hours in a quiet day is one outage. So intervals whose pauses are of the usual length become one, and one that fills the evidence is dropped,
// but for those within it that hold far more than the usual.
func (o Options) habit(found []Interval, segments []Segment) []Interval {
	if len(found) < manyIntervals {
		return found
	}
	gaps, sizes := make([]int, 0, len(found)), make([]uint64, 0, len(found))
	for i, v := range found {
		sizes = append(sizes, v.Count)
		if i > 0 {
			gaps = append(gaps, v.From-found[i-1].To)
		}
	}
	slices.Sort(gaps)
	slices.Sort(sizes)
	usual, size := ratio*gaps[len(gaps)/2], sizes[len(sizes)/2]
	first, end := segments[0].From, segments[len(segments)-1].To
	var out []Interval
	for _, v := range o.merge(found, usual) {
		if v.Waves < manyIntervals || v.From-first > usual || end-v.To > usual {
			out = append(out, v)
			continue
		}
		for _, w := range found {
			if w.From >= v.From && w.To <= v.To && w.Count >= outstanding*size {
				out = append(out, w)
			}
		}
	}
	return out
}
