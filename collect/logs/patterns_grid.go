package logs

// maxTrend is how many bins a trend has at most: more than a line of a terminal shows, and few enough to read as numbers.
const maxTrend = 60

// grid60 is the bins of the trends: steps of the absolute UTC grid, at most maxTrend of them. Without lines that have a stamp it is zero.
type grid60 struct {
	from, step int64
	bins       int
}

// grid is the finest grid that the lines of all sets together fit on.
func (f *finder) grid() grid60 {
	var first, last int64
	for _, e := range f.sets {
		first, last = earliest(first, e.first), max(last, e.last)
	}
	if first == 0 {
		return grid60{}
	}
	g := grid60{step: grid()[0]}
	for g.count(first, last) > maxTrend && coarser(g.step) != g.step {
		g.step = coarser(g.step)
	}
	g.from = floor(first, g.step)
	g.bins = min(g.count(first, last), maxTrend)
	return g
}

func (g grid60) count(first, last int64) int { return int((last-floor(first, g.step))/g.step) + 1 }

func (g grid60) bin(at int64) int { return int(min(max((at-g.from)/g.step, 0), int64(g.bins-1))) }

// spread adds the lines of a cell to the bins that it reaches over, in equal parts: nothing more is known of them.
func (g grid60) spread(c cell, bins []uint32) {
	from, to := g.bin(c.first), g.bin(c.last)
	width := uint64(to - from + 1) //nolint:gosec // a cell's last is never before its first
	var given uint64
	for i := range width {
		due := uint64(c.n) * (i + 1) / width
		bins[from+int(i)] = plus(bins[from+int(i)], uint32(due-given)) //nolint:gosec // at most c.n
		given = due
	}
}
