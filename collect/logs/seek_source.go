package logs

import (
	"cmp"
	"io"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/when"
)

// newSeeker makes a seeker for a file, whose first lines are given. It has parsers and a clock of its own, so that looking around leaves no
// trace in what is said of the file.
func newSeeker(f *file.File, first [][]byte, o file.Options, r io.ReaderAt, size int64) *seeker {
	s := newSource(f, o)
	s.open(first)
	return &seeker{r: r, size: size, instants: s.instants, near: seekNear, want: probeSize}
}

// instants is when the record of a line happened, at the earliest and at the latest.
func (s *source) instants(line []byte) (earliest, latest int64, ok bool) {
	var r record
	s.clock.last = time.Time{} // the line before may be gigabytes away
	if line = trim(line); !s.parse(line, &r) || r.undated != nil {
		return 0, 0, false
	}
	if !s.clock.noZone {
		return r.at, r.at, true
	}
	first, second, twice := when.Twice(instant(r.at), cmp.Or(s.clock.zone, time.UTC))
	if !twice {
		return r.at, r.at, true
	}
	return first.UnixNano(), second.UnixNano(), true
}
