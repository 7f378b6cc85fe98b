package logs

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cespare/xxhash/v2"

	"github.com/pes-dev/pes/collect/file"
)

// candidate is a file before it is read.
type candidate struct {
	*source
	at    int64  // the instant of its first record
	place int    // in a rotated log
	hash  uint64 // of its head
	n     int    // bytes of its head
	line  uint64 // a hash of its first line
	spans bool   // its head has records of several instants
}

// prepare looks at what each file begins with. It recognises its format, and finds out whether it can be read at random, and whether it is a
// copy of another; and it sorts the files by their first record's instant, then by a hash, so that nothing depends on their names.
func prepare(ctx context.Context, files []*file.File, o file.Options) ([]*source, error) {
	all := make([]candidate, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			var s scanner
			for i := next.Add(1) - 1; i < int64(len(files)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				all[i] = look(files[i], o, &s)
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	slices.SortFunc(all, candidate.compare)
	if err := findCopies(ctx, all); err != nil {
		return nil, err
	}
	linkRotated(all)
	slices.SortFunc(all, candidate.compare)
	if err := findOverlaps(ctx, all); err != nil {
		return nil, err
	}
	sources := make([]*source, len(all))
	for i, c := range all {
		sources[i] = c.source
	}
	return sources, nil
}

func (c candidate) compare(o candidate) int {
	return cmp.Or(cmp.Compare(c.at, o.at), cmp.Compare(c.place, o.place), cmp.Compare(c.hash, o.hash), cmp.Compare(c.file.Path, o.file.Path))
}

// look reads a file's head.
func look(f *file.File, o file.Options, s *scanner) candidate {
	c := candidate{source: newSource(f, o), at: math.MaxInt64}
	c.earliest, c.latest = math.MaxInt64, math.MaxInt64
	h, err := f.Head()
	if err != nil {
		return c // it will come again
	}
	if r, size, ok, err := f.At(); err == nil && ok {
		c.size = size
		_ = r.Close() // nothing was read
	}
	c.hash, c.n, c.line = xxhash.Sum64(h.Data), len(h.Data), xxhash.Sum64(h.FirstLine())
	c.recognise(firstLines(h))
	c.at, c.spans = s.firstInstant(c.source)
	c.first = nil
	return c
}

// firstInstant is the instant of the first record among a file's first lines, and whether there is another of another instant.
func (sc *scanner) firstInstant(s *source) (at int64, spans bool) {
	at = math.MaxInt64
	sc.open(s)
	sc.clock.begin(0, false)
	for _, line := range s.first {
		sc.r = record{}
		if ok, _ := sc.parse(line, &sc.r); !ok || sc.r.undated != nil || sc.r.at == at {
			continue
		}
		if at != math.MaxInt64 {
			return at, true
		}
		at = sc.r.at
		s.earliest, s.latest, _ = sc.instants(line)
		sc.clock.begin(at, false)
	}
	return at, false
}
