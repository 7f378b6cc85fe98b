package logs

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// take adds what a block amounts to. Blocks are to be taken in the order of the files, and of their lines: this is where all caps are applied,
// so that nothing depends on how lines came to be in one block.
func (t *tally) take(b *block) {
	s := b.source
	above := s.at
	before := s.take(b)
	if b.reader != nil {
		s.starts = append(s.starts, before)
	}
	if b.first != 0 {
		t.span(b.first, b.latest)
	}
	b.sum()
	m := merging{t: t, b: b, file: s.index, before: before, above: above}
	m.services()
	m.patterns()
	m.ofLines, m.ofErrors, m.ofPattern = t.lineLimit(), t.errorLimit(), t.patternLimit()
	m.counts()
}

// merging is a block on its way into a tally.
type merging struct {
	t      *tally
	b      *block
	file   uint16
	before int64 // lines of the file before the block
	above  int64 // the instant of the last record before the block; 0 if there is none

	ofLines, ofErrors, ofPattern int // limits of cells
}

// services finds what the block's services are in the tally.
func (m *merging) services() {
	for _, i := range m.b.seen {
		x := &m.b.services[i]
		if x.to == nil {
			x.to, x.over = m.t.service(x.name)
		}
		if x.to.file != m.b.source {
			x.to.file = m.b.source
			m.b.source.services = append(m.b.source.services, x.to.name)
		}
	}
}

// patterns finds what the block's patterns are in the tally, and tells them what it tells beside counts.
func (m *merging) patterns() {
	if m.t.makeRoom(m.find()) {
		m.find() // some of those that were found are gone
	}
	for _, i := range m.b.shapes {
		x := &m.b.patterns[i]
		if m.outside(x) {
			continue
		}
		s := &m.b.services[x.service]
		if s.over {
			m.t.overflow += int(x.n)
		}
		if x.to == nil {
			x.to = m.t.pattern(s.to, patternKey{s.to.index, x.shape})
		}
		if x.to == nil {
			m.t.forgotten += int(x.n) + int(x.loose.n)
			continue
		}
		m.pattern(x)
	}
}

// find finds the patterns that the tally has, and says how many it has not.
func (m *merging) find() (missing int) {
	for _, i := range m.b.shapes {
		x := &m.b.patterns[i]
		if x.to == nil || x.epoch != m.t.epoch {
			x.to, x.epoch = m.t.patterns[patternKey{m.b.services[x.service].to.index, x.shape}], m.t.epoch
		}
		if x.to == nil && !m.outside(x) {
			missing++
		}
	}
	return missing
}

func (m *merging) pattern(x *blockPattern) {
	p := x.to
	if x.loose.n > 0 {
		m.loose(p, x)
	}
	if x.n > 0 && (p.first == 0 || x.first < p.first) {
		p.first, p.sample = x.first, m.shown(x.sample)
	}
	p.level = max(p.level, x.level)
	p.errors = p.errors || x.errors
}

// loose adds the lines before the block's first record.
func (m *merging) loose(p *pattern, x *blockPattern) {
	lines := m.placed(cell{n: x.loose.n, firstLine: x.loose.first, lastLine: x.loose.last})
	if m.above == 0 {
		if p.first == 0 && p.loose.n == 0 {
			p.sample = m.shown(x.looseSample)
		}
		p.loose.follow(lines)
		return
	}
	if p.first == 0 || m.above < p.first {
		p.first, p.sample = m.above, m.shown(x.looseSample)
	}
	lines.first, lines.last = m.above, m.above
	p.counts.take(lines, m.t.patternLimit())
}

// outside settles which lines before the block's first record count, which are of the time of the record above them, and says whether nothing
// is left of a pattern then.
func (m *merging) outside(x *blockPattern) bool {
	if m.above == 0 && m.t.within != nanos(event.Window{}) || !m.t.within.contains(m.above) {
		x.loose.n = 0
	}
	return x.n+x.loose.n == 0
}

// shown is the message of a sample as an event's text.
func (m *merging) shown(x sample) string {
	return shownOf(m.b.samples[x.at:x.at+x.n], int(x.whole))
}

// placed is a cell with its lines numbered as in the file.
func (m *merging) placed(x cell) cell {
	x.firstLine, x.lastLine = lineNumber(m.before+int64(x.firstLine)), lineNumber(m.before+int64(x.lastLine))
	x.file, x.lastFile = m.file, m.file
	return x
}

// counts adds the block's cells: first those that were closed, then those that are open still.
func (m *merging) counts() {
	for _, x := range m.b.closed {
		m.cell(x.owner, x.cell)
	}
	for _, i := range m.b.seen {
		s := &m.b.services[i]
		if s.lines.step > 0 {
			m.cell(ownedBy(i, ofLines), s.lines.cell)
		}
		if s.errors.step > 0 {
			m.cell(ownedBy(i, ofErrors), s.errors.cell)
		}
		s.linesGrain, s.errorsGrain = s.to.lines.step, s.to.errors.step
	}
	for _, i := range m.b.shapes {
		p := &m.b.patterns[i]
		if p.to == nil {
			continue
		}
		if counts := &m.b.hot[i].counts; counts.step > 0 {
			m.cell(ownedBy(i, ofPattern), counts.cell)
		}
		p.grain = p.to.counts.step
	}
}

func (m *merging) cell(owner uint32, x cell) {
	x = m.placed(x)
	switch i := owner >> 2; owner & 3 {
	case ofLines:
		m.b.services[i].to.lines.take(x, m.ofLines)
	case ofErrors:
		m.b.services[i].to.errors.take(x, m.ofErrors)
	case ofPattern:
		if p := m.b.patterns[i].to; p != nil {
			p.counts.take(x, m.ofPattern)
		}
	}
}

// fold joins the patterns whose lines have one template: the shapes by which lines are told apart while they are read are finer. The first of
// them gives the joint pattern its message.
func (t *tally) fold() {
	joint := make(map[patternKey]*pattern, len(t.patterns))
	for _, p := range t.sorted() {
		key := patternKey{p.service.index, shapeOf([]byte(p.sample))}
		into := joint[key]
		if into == nil {
			p.shape = key.shape
			joint[key] = p
			continue
		}
		into.level = max(into.level, p.level)
		into.errors = into.errors || p.errors
		into.loose.follow(p.loose)
		into.counts.merge(p.counts, 0, t.patternLimit())
	}
	t.patterns = joint
}

// sorted is the patterns in order of their first line.
func (t *tally) sorted() []*pattern {
	return slices.SortedFunc(maps.Values(t.patterns), func(a, b *pattern) int {
		return cmp.Or(cmp.Compare(a.first, b.first), comparePlaces(a, b), cmp.Compare(a.service.name, b.service.name), cmp.Compare(a.shape, b.shape))
	})
}

// comparePlaces is for patterns that begin at one instant: which was read first.
func comparePlaces(a, b *pattern) int {
	if len(a.counts.cells) == 0 || len(b.counts.cells) == 0 {
		return 0
	}
	x, y := a.counts.cells[0], b.counts.cells[0]
	return cmp.Or(cmp.Compare(x.file, y.file), cmp.Compare(x.firstLine, y.firstLine))
}

// names is the services' names in order.
func (t *tally) names() []string { return slices.Sorted(maps.Keys(t.services)) }

// trimSpan narrows the tally's span where a few records lie far off the rest: a machine whose clock was not set yet writes 1970, and a grid
// from there to now would have bins of months. It returns how many were left out.
func (t *tally) trimSpan() (left uint64) {
	const (
		far = int64(30 * 24 * time.Hour) // no log of an incident has a hole of a month
		few = 1000                       // at most one record in so many
	)
	var all counts
	all.step = int64(24 * time.Hour)
	for _, name := range t.names() {
		from := len(all.cells)
		for _, x := range t.services[name].lines.cells {
			if n := len(all.cells); n > from && floor(all.cells[n-1].first, all.step) == floor(x.first, all.step) {
				all.cells[n-1].add(x) // days, and not all cells once more
				continue
			}
			all.cells = append(all.cells, x)
		}
	}
	all.settle()
	cells, total := all.cells, all.total()
	for len(cells) > 1 {
		i, low := island(cells, far)
		j, high := island(reversed(cells), far)
		switch {
		case i > 0 && (low+left)*few <= total:
			cells, left = cells[i:], left+low
		case j > 0 && (high+left)*few <= total:
			cells, left = cells[:len(cells)-j], left+high
		default:
			t.narrow(cells)
			return left
		}
	}
	t.narrow(cells)
	return left
}

// island is how many cells at the beginning are parted from the rest by a hole, and their records.
func island(cells []cell, far int64) (n int, records uint64) {
	for i := 1; i < len(cells); i++ {
		records += uint64(cells[i-1].n)
		if d := cells[i].first - cells[i-1].last; d > far || cells[i-1].first-cells[i].last > far {
			return i, records
		}
	}
	return 0, 0
}

func reversed(cells []cell) []cell {
	r := slices.Clone(cells)
	slices.Reverse(r)
	return r
}

func (t *tally) narrow(cells []cell) {
	if len(cells) > 0 {
		t.first, t.last = cells[0].first, cells[len(cells)-1].last
	}
}
