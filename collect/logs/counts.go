package logs

import (
	"cmp"
	"slices"
	"time"
)

// grid is the steps of the absolute UTC grids that records are counted on, each a multiple of the one before.
func grid() []int64 {
	return []int64{
		int64(time.Second), int64(10 * time.Second), int64(30 * time.Second), int64(time.Minute), int64(5 * time.Minute), int64(10 * time.Minute),
		int64(30 * time.Minute), int64(time.Hour), int64(6 * time.Hour), int64(24 * time.Hour), int64(10 * 24 * time.Hour), int64(100 * 24 * time.Hour),
	}
}

// coarser is the next step of the grid, which is step itself at its end.
func coarser(step int64) int64 {
	for _, s := range grid() {
		if s > step {
			return s
		}
	}
	return step
}

// counts is how many records fell into each step of the grid, only where there were any, and which were the first and the last there. It is
// in the order of arrival until it is settled. When there are more cells than its limit it goes to a coarser step, so that it never grows with
// the input; the step depends on the instants alone, not on the order in which they came or on how they were spread over files.
type counts struct {
	step    int64
	cells   []cell
	settled int   // how many cells were left when they were last settled
	from    int64 // where the step begins that the last cell is of
}

// cell is the records of one step. It is kept small: there are some hundred thousand.
type cell struct {
	first, last         int64  // instants of its first and last record
	firstLine, lastLine uint32 // where they are, in file; a line beyond four billion is given as the last that fits
	file                uint16 // of the first record; see tally.files
	lastFile            uint16
	n                   uint32
}

// add counts a record. limit is of cells.
func (c *counts) add(at int64, line uint32, limit int) {
	c.take(cell{first: at, last: at, firstLine: line, lastLine: line, n: 1}, limit)
}

// take adds a cell of a step that is no coarser. limit is of cells.
func (c *counts) take(x cell, limit int) {
	if d := x.first - c.from; d >= 0 && d < c.step && len(c.cells) > 0 { // nearly always
		c.cells[len(c.cells)-1].add(x)
		return
	}
	c.cells = append(c.cells, x)
	if n := max(c.settled, limit); len(c.cells) > n+n/4 { // those that came out of order may still be joined
		c.limit(limit)
	}
	c.from = floor(c.cells[len(c.cells)-1].first, c.step)
}

// limit settles the cells, and goes to coarser steps until there are no more than limit. It gives back what memory is not needed any more: there
// are thousands of patterns.
func (c *counts) limit(limit int) {
	c.settle()
	for len(c.cells) > limit && coarser(c.step) != c.step {
		c.step = coarser(c.step)
		c.settle()
	}
	if n := len(c.cells); cap(c.cells) > 2*n+16 {
		c.cells = append(make([]cell, 0, n+n/4+1), c.cells...)
	}
}

// settle sorts the cells and joins those of one step.
func (c *counts) settle() {
	if !slices.IsSortedFunc(c.cells, cell.compare) {
		slices.SortStableFunc(c.cells, cell.compare)
	}
	out := c.cells[:0]
	for _, x := range c.cells {
		if n := len(out); n > 0 && floor(out[n-1].first, c.step) == floor(x.first, c.step) {
			out[n-1].add(x)
			continue
		}
		out = append(out, x)
	}
	c.cells = out
	c.settled = len(out)
}

func (x cell) compare(y cell) int { return cmp.Compare(x.first, y.first) }

// add joins a later-come cell of the same step. Of records of one instant the first to come is the first, and the last to come the last.
func (x *cell) add(y cell) {
	if y.first < x.first {
		x.first, x.firstLine, x.file = y.first, y.firstLine, y.file
	}
	if y.last >= x.last {
		x.last, x.lastLine, x.lastFile = y.last, y.lastLine, y.lastFile
	}
	x.n = plus(x.n, y.n)
}

// follow joins a cell of lines without an instant, which come later.
func (x *cell) follow(y cell) {
	if x.n == 0 {
		x.firstLine, x.file = y.firstLine, y.file
	}
	if y.n > 0 {
		x.lastLine, x.lastFile = y.lastLine, y.lastFile
	}
	x.n = plus(x.n, y.n)
}

func plus(a, b uint32) uint32 {
	if s := a + b; s >= a {
		return s
	}
	return ^uint32(0)
}

// floor is the instant at which the step begins that holds at.
func floor(at, step int64) int64 { return at - at%step } // no instant is before 1970: see clock.resolve

// merge takes the cells of another, whose files are offset by some.
func (c *counts) merge(o counts, files uint16, limit int) {
	for c.step < o.step {
		c.step = o.step
	}
	for _, x := range o.cells {
		x.file += files
		x.lastFile += files
		c.cells = append(c.cells, x)
	}
	c.limit(limit)
}

// total is the number of records.
func (c *counts) total() (n uint64) {
	for _, x := range c.cells {
		n += uint64(x.n)
	}
	return n
}
