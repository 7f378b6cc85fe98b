package logs

import (
	"cmp"
	"math"
	"path"
	"slices"
	"strings"
)

// member is a file of what its name says to be a rotated log.
type member struct {
	*candidate
	rotation
}

// linkRotated finds which file goes on where another ends: app.log.1 after app.log.2.gz. Their names propose it, and their first records have
// to agree: in the order of the names they follow one another, in one format. Then what stands at the end of one tells how the beginning of
// the next is to be read: whose stack trace it goes on with, and which hour it is of two that the clocks show. It sets how each file begins.
func linkRotated(all []candidate) {
	type set struct {
		stem   string
		format int
	}
	sets := map[set][]member{}
	for i := range all {
		if c := &all[i]; c.copyOf == nil && c.earliest != math.MaxInt64 {
			r := rotationOf(c.file.Path)
			sets[set{r.stem, c.format}] = append(sets[set{r.stem, c.format}], member{c, r})
		}
	}
	for _, s := range sets { // each for itself
		if len(s) < 2 {
			continue
		}
		slices.SortStableFunc(s, func(a, b member) int { return a.rotation.compare(b.rotation) })
		if link(s) {
			continue
		}
		slices.SortStableFunc(s, func(a, b member) int { // some count back within a date, too
			return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(b.number, a.number))
		})
		link(s)
	}
}

// link links the files in their order, if their first records agree with it.
func link(s []member) bool {
	begin := make([]int64, len(s))
	latest := int64(0)
	for i, m := range s {
		begin[i] = m.earliest
		if begin[i] < latest { // or it begins when the clocks show the hour again
			begin[i] = m.latest
		}
		if begin[i] < latest || i > 0 && m.rotation == s[i-1].rotation {
			return false
		}
		latest = begin[i]
	}
	for i, m := range s {
		m.at, m.place = begin[i], i
		if i > 0 {
			m.after = s[i-1].source
			s[i-1].next = m.source
		}
	}
	return true
}

// passOver passes over what can be read only from its beginning to its end, if it is of a rotated log and the files around it show that it has
// nothing of the window: the one after it begins before the window, or it begins behind it. A file whose last stamp another needs is read.
func (s *source) passOver(w bounds) {
	const slack = slackFor * int64(maxLag) // its own order is not known
	if s.after == nil && s.next == nil || !s.surely() {
		return
	}
	ended := s.next != nil && s.next.latest+slack < w.from && s.next.earliest == s.next.latest
	if ended || s.earliest-slack >= w.to && s.ordered() {
		s.part = &section{}
	}
}

// surely says whether a rotated log's name can hardly mean another thing: in web.1.gz the number may be that of a machine.
func (s *source) surely() bool {
	r := rotationOf(s.file.Path)
	return r.date != "" || strings.Contains(path.Base(r.stem), ".") || strings.Contains(path.Base(r.stem), "log")
}

// ordered says whether the first records are in the order of time.
func (s *source) ordered() bool {
	h, err := s.file.Head()
	if err != nil {
		return false
	}
	first := firstLines(h)
	k := newSeeker(s, first, nil, 0)
	var p probe
	for _, line := range first {
		if earliest, latest, ok := k.instants(line); ok {
			p.take(0, earliest, latest)
		}
	}
	return p.ok && p.lag <= int64(maxLag)
}

// lastStamp is the instant of the last stamp before what is read next, in the file or in the one before it; 0 if there is none.
func (s *source) lastStamp() int64 {
	if s.last == 0 && s.after != nil {
		return s.after.lastStamp()
	}
	return s.last
}
