package logs

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// take adds the tally of another file. A file whose content was already taken is counted once: rotated logs are often copied together with
// their originals. Services and patterns are taken in an order that does not depend on maps, because of the caps.
func (t *tally) take(o *tally) {
	offset := uint16(len(t.files)) //nolint:gosec // collect keeps files below 65,536
	s := o.files[0]
	if offset == 0 { // nothing to merge with, and no need to hold it twice
		*t = *o
		t.digests[s.digest] = s
		s.services = t.indexed()
		return
	}
	t.files = append(t.files, s)
	if other := t.digests[s.digest]; other != nil && s.records > 0 && other.records == s.records {
		s.copyOf = other
		return
	}
	t.digests[s.digest] = s
	if o.first == 0 {
		return
	}
	s.services = o.indexed()
	t.span(o.first, o.last)
	t.overflow += o.overflow
	t.forgotten += o.forgotten
	for _, s := range o.byIndex {
		to := t.service([]byte(s.name))
		to.lines.merge(s.lines, offset, t.lineLimit())
		to.errors.merge(s.errors, offset, t.errorLimit())
	}
	for _, p := range o.sorted() {
		to := t.service([]byte(p.service.name))
		into := t.pattern(to, patternKey{to.index, p.shape})
		if into == nil {
			t.forgotten += int(p.counts.total()) //nolint:gosec // lines of a file
			continue
		}
		if into.first == 0 || p.first < into.first {
			into.first, into.sample = p.first, p.sample
		}
		into.level = max(into.level, p.level)
		into.errors = into.errors || p.errors
		into.counts.merge(p.counts, offset, t.patternLimit())
	}
}

func (t *tally) indexed() []string {
	names := make([]string, 0, len(t.byIndex))
	for _, s := range t.byIndex {
		names = append(names, s.name)
	}
	return names
}

// sorted is the patterns in order of their first line.
func (t *tally) sorted() []*pattern {
	return slices.SortedFunc(maps.Values(t.patterns), func(a, b *pattern) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.service.name, b.service.name), cmp.Compare(a.shape, b.shape))
	})
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
		all.cells = append(all.cells, t.services[name].lines.cells...)
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
