package logs

import (
	"cmp"
	"context"
	"errors"
	"io"
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
	at   int64  // the instant of its first record
	hash uint64 // of its head
	n    int    // bytes of its head
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
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.hash, b.hash), cmp.Compare(a.file.Path, b.file.Path))
	})
	if err := findCopies(ctx, all); err != nil {
		return nil, err
	}
	sources := make([]*source, len(all))
	for i, c := range all {
		sources[i] = c.source
	}
	return sources, nil
}

// look reads a file's head.
func look(f *file.File, o file.Options, s *scanner) candidate {
	c := candidate{source: newSource(f, o), at: math.MaxInt64}
	h, err := f.Head()
	if err != nil {
		return c // it will come again
	}
	if r, size, ok, err := f.At(); err == nil && ok {
		c.size = size
		_ = r.Close() // nothing was read
	}
	c.hash, c.n, c.whole = xxhash.Sum64(h.Data), len(h.Data), h.Whole
	c.recognise(firstLines(h))
	c.at = s.firstInstant(c.source)
	c.first = nil
	return c
}

// firstInstant is the instant of the first record among a file's first lines.
func (s *scanner) firstInstant(src *source) int64 {
	s.open(src)
	s.clock.begin(0, false)
	for _, line := range src.first {
		s.r = record{}
		if ok, _ := s.parse(line, &s.r); ok && s.r.undated == nil {
			return s.r.at
		}
	}
	return math.MaxInt64
}

// findCopies finds the files whose content is that of an earlier one: rotated logs are often copied together with their originals, packed or
// not. Only files that begin alike are read to their ends for it.
func findCopies(ctx context.Context, all []candidate) error {
	type content struct {
		head uint64
		n    int
		rest uint64
	}
	alike := map[content]int{}
	for _, c := range all {
		alike[content{head: c.hash, n: c.n}]++
	}
	originals := map[content]*source{}
	for _, c := range all {
		key := content{head: c.hash, n: c.n}
		if alike[key] < 2 || c.n == 0 {
			continue
		}
		if !c.whole {
			digest, err := contentHash(ctx, c.file)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				continue // what is cut is a copy of nothing
			}
			key.rest = digest
		}
		if o := originals[key]; o != nil {
			c.copyOf = o
			continue
		}
		originals[key] = c.source
	}
	return nil
}

// contentHash is a hash of a file's text.
func contentHash(ctx context.Context, f *file.File) (uint64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close() //nolint:errcheck // nothing was written
	h := xxhash.New()
	for {
		_, err := io.CopyN(h, r, 8<<20)
		if errors.Is(err, io.EOF) {
			return h.Sum64(), nil
		}
		if err != nil || ctx.Err() != nil {
			return 0, cmp.Or(ctx.Err(), err)
		}
	}
}

// beCopy makes what is said about a copy that of its original, whose content it has.
func (s *source) beCopy() {
	o := s.copyOf
	if o == nil {
		return
	}
	s.records, s.outside, s.mixed, s.dropped, s.cut, s.remarks, s.err = o.records, o.outside, o.mixed, o.dropped, o.cut, o.remarks, o.err
	if s.records == 0 {
		s.copyOf = nil
	}
}
