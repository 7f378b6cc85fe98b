package logs

import "time"

// kind is the records of a service that are judged together: its errors, or its warnings.
type kind struct {
	counts
	holds func(*pattern) bool // which patterns those records are of
}

// trim puts the edges of a raised stretch to the first and the last line of the patterns that make it up. The rate alone cannot tell a stray error
// shortly before the onset from the onset; a pattern that was not there for an hour before can. It does so only where such patterns are at least
// half of the stretch, and never cuts off what was raised by itself.
func (k kind) trim(s *stretch, patterns []*pattern) {
	around := reach{from: s.first.first, to: s.last.last, count: s.count}
	around.slack = max(int64(2*time.Minute), 3*(around.to-around.from)/int64(s.count)) //nolint:gosec // lines of files; three times as long is as good as never
	around.margin = max(int64(time.Hour), 2*around.slack)
	if x, ok := around.beginning(patterns); ok && !s.FromStart && k.idle(s, around.from, x.first) {
		s.first = x
	}
	if x, ok := around.ending(patterns); ok && !s.ToEnd && k.idle(s, x.last+1, around.to+1) {
		s.last = x
	}
	s.measure(k.cells)
}

// reach is where the patterns of a raised stretch are looked for: within slack of what the rate says, and not in the margin beyond.
type reach struct {
	from, to, slack, margin int64
	count                   uint64 // of the stretch
}

// beginning is the first cell of the patterns that are new in a stretch.
func (r reach) beginning(patterns []*pattern) (first cell, ok bool) {
	var sum uint64
	for _, p := range patterns {
		in, n := r.of(p)
		if !r.part(n) || len(within(p.counts.cells, r.from-r.slack-r.margin, r.from-r.slack)) > 0 {
			continue
		}
		sum += n
		if (r.core(n) || p.first >= in[0].first) && (!ok || in[0].first < first.first) { // two strays of a known pattern are no onset
			first, ok = in[0], true
		}
	}
	return first, ok && 2*sum >= r.count
}

// ending is the last cell of the patterns that are gone after it.
func (r reach) ending(patterns []*pattern) (last cell, ok bool) {
	var sum uint64
	for _, p := range patterns {
		in, n := r.of(p)
		if !r.part(n) || in[len(in)-1].last > r.to+r.slack || len(within(p.counts.cells, r.to+r.slack, r.to+r.slack+r.margin)) > 0 {
			continue
		}
		sum += n
		x := in[len(in)-1]
		if (r.core(n) || x == p.counts.cells[len(p.counts.cells)-1]) && (!ok || x.last > last.last) {
			last, ok = x, true
		}
	}
	return last, ok && 2*sum >= r.count
}

// of is a pattern's cells in reach of a stretch, and their records.
func (r reach) of(p *pattern) ([]cell, uint64) {
	in := within(p.counts.cells, r.from-r.slack, r.to+r.slack)
	return in, records(in)
}

// part and core say whether so many records are a part of a stretch worth a look, a twentieth and not one line, and whether they are at its core.
func (r reach) part(n uint64) bool { return n >= 2 && 20*n >= r.count }

func (r reach) core(n uint64) bool { return 5*n >= r.count }

// idle says whether no more was counted in [from, to) than there is on either side of the stretch, give or take two.
func (k kind) idle(s *stretch, from, to int64) bool {
	const ratio, stray = 3, 2 // what changepoint calls raised
	return to <= from || float64(records(within(k.cells, from, to))) <= ratio*s.Before*s.scale*float64(to-from)+stray
}

// records is how many records cells hold.
func records(cells []cell) (n uint64) {
	for _, x := range cells {
		n += uint64(x.n)
	}
	return n
}
