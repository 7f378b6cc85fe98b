package logs

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"math"
	"slices"
)

const (
	// probeSize is how much is read at a place at first: some hundred lines, of which a few are records even among stack traces.
	probeSize = 16 << 10
	// maxProbe is how far a place is searched for a record: over a line of the greatest length, to the end of another.
	maxProbe = 4 * maxLine
	// probeRecords is how many records are looked at in a place: enough to meet lines that are out of order, few enough to cost no more than
	// the read.
	probeRecords = 200
)

// probe is what was found at a place of a file: the first records whose lines begin at it or after it.
type probe struct {
	at    int64 // the place
	start int64 // where the line of the first record begins
	ok    bool  // there is a record

	// The earliest of the records is of an instant between earliest and earliestAtMost, the latest of one between latestAtLeast and latest:
	// an hour that clocks show twice can be read in two ways.
	earliest, earliestAtMost int64
	latestAtLeast, latest    int64
	folded                   int64 // the first reading of the first record in such an hour; 0 if there is none

	lag int64 // by how much a record is of before one that stands before it, at most
}

// take adds a record.
func (p *probe) take(start, earliest, latest int64) {
	if !p.ok {
		*p = probe{at: p.at, start: start, ok: true, earliest: math.MaxInt64, earliestAtMost: math.MaxInt64}
	}
	p.lag = max(p.lag, p.latestAtLeast-latest)
	p.earliest, p.earliestAtMost = min(p.earliest, earliest), min(p.earliestAtMost, latest)
	p.latestAtLeast, p.latest = max(p.latestAtLeast, earliest), max(p.latest, latest)
	if p.folded == 0 && earliest != latest {
		p.folded = earliest
	}
}

// probe looks at a place, and remembers what is there. It reads on until there is a record.
func (s *seeker) probe(at int64) probe {
	p := probe{at: at}
	begin := max(at-1, 0) // a line begins at the place if there is a newline right before it
	s.buf = s.buf[:0]
	lines := at == 0 // the buffer begins with a line
	looked := 0
	for want := s.want; !p.ok && len(s.buf) < maxProbe && s.reads < seekReads && s.err == nil; want = 3 * len(s.buf) {
		end := s.more(begin, want)
		if !lines {
			i := bytes.IndexByte(s.buf, '\n')
			looked, lines = i+1, i >= 0
		}
		if lines {
			looked = s.look(&p, begin, looked, end)
		}
		if end {
			break
		}
	}
	if p.ok { // lines are about as long elsewhere
		s.want = max(s.want, len(s.buf))
	}
	i, _ := slices.BinarySearchFunc(s.seen, p, func(a, b probe) int { return cmp.Compare(a.at, b.at) })
	s.seen = slices.Insert(s.seen, i, p)
	return p
}

// more reads on, and says whether it came to the end of the file.
func (s *seeker) more(begin int64, want int) (end bool) {
	have := len(s.buf)
	n := int(min(int64(want), int64(maxProbe-have), s.size-begin-int64(have)))
	s.buf = slices.Grow(s.buf, n)[:have+n]
	s.reads++
	got, err := s.r.ReadAt(s.buf[have:], begin+int64(have))
	switch {
	case got < n: // the file is shorter than it was
		s.err = cmp.Or(err, io.ErrUnexpectedEOF)
	case err != nil && !errors.Is(err, io.EOF):
		s.err = err
	}
	s.buf = s.buf[:have+got]
	return begin+int64(len(s.buf)) >= s.size
}

// look takes the lines of the buffer from looked on, and returns where the first begins that is not whole.
func (s *seeker) look(p *probe, begin int64, looked int, end bool) int {
	for n := 0; n < probeRecords && looked < len(s.buf); {
		line := s.buf[looked:]
		i := bytes.IndexByte(line, '\n')
		if i < 0 && !end && len(line) < maxLine {
			return looked
		}
		if i >= 0 {
			line = line[:i]
		}
		if earliest, latest, ok := s.instants(line[:min(len(line), maxLine)]); ok {
			p.take(begin+int64(looked), earliest, latest)
			n++
		}
		if i < 0 {
			return looked
		}
		looked += i + 1
	}
	return looked
}
