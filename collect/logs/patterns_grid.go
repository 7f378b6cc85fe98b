package logs

// maxTrend is how many bins a trend has at most: more than a line of a terminal shows, and few enough to read as numbers.
const maxTrend = 60

// trendBins is the bins of all trends: steps of the absolute UTC grid, at most maxTrend of them. Without lines that have a stamp it is zero.
type trendBins struct {
	from, step int64
	n          int
}

// bins is the finest bins that the lines of all sets together fit into.
func (f *finder) bins() trendBins {
	var first, last int64
	for _, t := range f.sets {
		if t.first != 0 && (first == 0 || t.first < first) {
			first = t.first
		}
		last = max(last, t.last)
	}
	if first == 0 {
		return trendBins{}
	}
	b := trendBins{step: patternStep}
	for b.count(first, last) > maxTrend && coarser(b.step) != b.step {
		b.step = coarser(b.step)
	}
	b.from = floor(first, b.step)
	b.n = min(b.count(first, last), maxTrend)
	return b
}

func (b trendBins) count(first, last int64) int { return int((last-floor(first, b.step))/b.step) + 1 }

func (b trendBins) bin(at int64) int { return int(min(max((at-b.from)/b.step, 0), int64(b.n-1))) }

// spread adds the lines of a cell to the bins that it reaches over, in equal parts: nothing more is known of them.
func (b trendBins) spread(c cell, bins []uint32) {
	from, to := b.bin(c.first), b.bin(c.last)
	width := uint64(to - from + 1) //nolint:gosec // a cell's last is never before its first
	var given uint64
	for i := range width {
		due := uint64(c.n) * (i + 1) / width
		bins[from+int(i)] = plus(bins[from+int(i)], uint32(due-given)) //nolint:gosec // at most c.n
		given = due
	}
}
