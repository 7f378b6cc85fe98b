package logs

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// seekWindow finds out which part of each file is to be read for a window.
func seekWindow(ctx context.Context, sources []*source, w bounds) error {
	if w.from <= 0 && w.to == nanos(event.Window{}).to {
		return nil
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(sources)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(sources)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				switch s := sources[i]; {
				case s.copyOf != nil:
				case s.size < 0:
					s.passOver(w)
				case s.size >= seekSize:
					s.seek(w)
				}
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// seek finds the part of the file that holds a window. If the file cannot be read, that comes again when it is.
func (s *source) seek(w bounds) {
	h, err := s.file.Head()
	if err != nil {
		return
	}
	r, size, ok, err := s.file.At()
	if err != nil || !ok {
		return
	}
	defer r.Close() //nolint:errcheck // nothing was written
	k := newSeeker(s, firstLines(h), r, size)
	found, sorted := k.find(w)
	s.size, s.unsorted = size, !sorted && k.err == nil
	if sorted && found.to-found.from < size {
		s.part = &found
	}
}

// newSeeker makes a seeker for a file, whose first lines are given.
func newSeeker(s *source, first [][]byte, r io.ReaderAt, size int64) *seeker {
	again := *s
	again.first = first
	var sc scanner
	sc.open(&again)
	return &seeker{r: r, size: size, instants: sc.instants, near: seekNear, want: probeSize}
}

// instants is when the record of a line happened, at the earliest and at the latest, as far as the line alone tells.
func (s *scanner) instants(line []byte) (earliest, latest int64, ok bool) {
	s.clock.begin(0, true)
	s.r = record{}
	if ok, _ := s.parse(trim(line), &s.r); !ok || s.r.undated != nil {
		return 0, 0, false
	}
	if !s.clock.lost {
		return s.r.at, s.r.at, true
	}
	first, second, _ := when.Twice(instant(s.r.at), cmp.Or(s.clock.zone, time.UTC))
	return first.UnixNano(), second.UnixNano(), true
}

// readable is the part of a text of some size that is to be read.
func (s *source) readable(size int64) section {
	p := section{0, size}
	if s.part != nil {
		p.from = s.part.from
		if s.part.to != s.size { // else it may have grown since
			p.to = s.part.to
		}
	}
	if s.goesOn != nil {
		p.to = min(p.to, s.ends)
	}
	p.to = min(p.to, size)
	p.from = min(p.from, p.to)
	return p
}

// tornError is why the last line of a file is none; 0 is a line whose number is not known.
type tornError struct{ line int64 }

func (e *tornError) Error() string {
	const what = "JSON ends in the middle: what came before was kept"
	if e.line == 0 {
		return "the last line: " + what
	}
	return fmt.Sprintf("line %d: %s", e.line, what)
}

// behind is the error with so many lines before those that it counts; -1 is not known.
func (e *tornError) behind(lines int64) *tornError {
	if lines < 0 {
		return &tornError{}
	}
	return &tornError{e.line + lines}
}

// number finds out how many lines stand before the parts that were read, of the files that findings refer to: a reference is to a line of the
// file. It is the only use of what lies before a window, and it is read as fast as memory is copied.
func (t *tally) number(ctx context.Context, found []finding) {
	wanted := map[*source]bool{}
	for _, f := range found {
		for _, p := range f.places {
			wanted[t.files[p.file]] = true
		}
	}
	for _, s := range t.files {
		if _, torn := errors.AsType[*tornError](s.err); s.part != nil && (wanted[s] || torn) {
			s.before = s.linesBefore(ctx)
		}
	}
}

// linesBefore counts the lines before the part that was read; -1 if it cannot.
func (s *source) linesBefore(ctx context.Context) int64 {
	r, _, ok, err := s.file.At()
	if err != nil || !ok {
		return -1
	}
	defer r.Close() //nolint:errcheck // nothing was written
	n, err := newlines(ctx, r, s.part.from)
	if err != nil {
		return -1
	}
	return n
}

// newlines counts the newlines of the first bytes of a text, on all cores.
func newlines(ctx context.Context, r io.ReaderAt, size int64) (int64, error) {
	var next, sum, failed atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			buf := make([]byte, streamSize)
			for from := next.Add(streamSize) - streamSize; from < size && ctx.Err() == nil; from = next.Add(streamSize) - streamSize {
				piece := buf[:min(streamSize, size-from)]
				if n, _ := r.ReadAt(piece, from); n < len(piece) {
					failed.Add(1)
					return
				}
				sum.Add(int64(bytes.Count(piece, []byte("\n"))))
			}
		})
	}
	wg.Wait()
	if failed.Load() > 0 {
		return 0, errShrunk
	}
	return sum.Load(), ctx.Err()
}
