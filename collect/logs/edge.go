package logs

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/internal/changepoint"
)

// around is how many bins on either side of a change point its exact place is looked for in: the change point of a rise to a fifth of few
// lines is off by one or two.
const around = 3

// onset is the cell with the first record of a raised stretch that begins at about a bin. Rates are in records per nanosecond.
func onset(cells []cell, from, to int64, before, after float64) (cell, bool) {
	near, k := edge(cells, from, to, before, after)
	if k/2 >= len(near) {
		return cell{}, false
	}
	return near[k/2], true
}

// recovery is the cell with the last record of a raised stretch.
func recovery(cells []cell, from, to int64, before, after float64) (cell, bool) {
	near, k := edge(cells, from, to, before, after)
	if k/2-1 < 0 {
		return cell{}, false
	}
	return near[k/2-1], true
}

// edge finds where the rate of cells between two instants changes. It returns those cells, and the place among them and the gaps between
// them: gap 0, cell 0, gap 1, cell 1 … The likelihood puts a rise just before a cell, and a fall just behind one.
func edge(cells []cell, from, to int64, before, after float64) (near []cell, k int) {
	near = within(cells, from, to)
	// Exposures are whole numbers: a millionth of the stretch is finer than any of its rates.
	unit := max((to-from)/1_000_000, 1)
	count, exposure := make([]uint32, 0, 2*len(near)+1), make([]uint32, 0, 2*len(near)+1)
	add := func(n uint32, lasts int64) {
		count, exposure = append(count, n), append(exposure, uint32(max(lasts, 0)/unit)) //nolint:gosec // at most a million
	}
	at := from
	for _, x := range near {
		add(0, x.first-at)
		add(x.n, x.last-x.first)
		at = x.last
	}
	add(0, to-at)
	return near, changepoint.Edge(count, exposure, before*float64(unit), after*float64(unit))
}

// within is the cells whose first record lies in [from, to).
func within(cells []cell, from, to int64) []cell {
	begins := func(x cell, at int64) int { return cmp.Compare(x.first, at) }
	i, _ := slices.BinarySearchFunc(cells, from, begins)
	n, _ := slices.BinarySearchFunc(cells[i:], to, begins)
	return cells[i : i+n]
}

// stretch is a change with its edges put to the line.
type stretch struct {
	changepoint.Interval
	first, last cell    // with the first and the last record of it
	peak        cell    // the cell with the most records
	count       uint64  // of records from first to last
	scale       float64 // the exposure of a nanosecond
}

// places is where a reader can check a stretch: its first line, its peak, its last line.
func (s stretch) places() []place { return []place{s.first.begin(), s.peak.begin(), s.last.end()} }

// begin and end are the places of a cell's first and last record.
func (x cell) begin() place { return place{x.file, x.firstLine} }

func (x cell) end() place { return place{x.lastFile, x.lastLine} }

// locate puts the edges of an interval of a board to the line. perBin is the usual exposure of a bin there, step the interval's bins, and
// offset the instant of its bin 0. ok is false if no record is there.
func locate(v changepoint.Interval, cells []cell, offset, step int64, perBin float64) (s stretch, ok bool) {
	scale := perBin / float64(step)
	s.Interval, s.scale = v, scale
	from, to := offset+int64(v.From)*step, offset+int64(v.To)*step
	all := within(cells, from, to)
	if len(all) == 0 {
		return s, false
	}
	s.first, s.last = all[0], all[len(all)-1]
	if !v.FromStart {
		if x, ok := onset(cells, from-around*step, min(from+around*step, to), v.Before*scale, v.During*scale); ok {
			s.first = x
		}
	}
	if !v.ToEnd {
		if x, ok := recovery(cells, max(to-around*step, s.first.first), to+around*step, v.During*scale, v.Before*scale); ok {
			s.last = x
		}
	}
	s.measure(cells)
	return s, s.count > 0
}

// measure counts the records from the first of a stretch to its last.
func (s *stretch) measure(cells []cell) {
	s.count, s.peak = 0, cell{}
	for _, x := range within(cells, s.first.first, s.last.last+1) {
		s.count += uint64(x.n)
		if x.n > s.peak.n {
			s.peak = x
		}
	}
}

// perMinute is the greatest number of records in a minute of the stretch, and when that minute began. Where cells are longer than a minute it
// is their mean.
func perMinute(c counts, from, to int64) (n float64, at int64) {
	step := max(c.step, int64(time.Minute))
	var minute int64
	var sum uint64
	for _, x := range within(c.cells, from, to+1) {
		if m := floor(x.first, step); m != minute {
			minute, sum = m, 0
		}
		sum += uint64(x.n)
		if r := float64(sum) / (float64(step) / float64(time.Minute)); r > n {
			n, at = r, minute
		}
	}
	return n, at
}
