package logs

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/cespare/xxhash/v2"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// maxFiles is how many files the references of a tally can tell apart.
const maxFiles = math.MaxUint16

func collect(ctx context.Context, files []*file.File, w event.Window, o file.Options) (event.Batch, error) {
	files = inOrder(files, o)
	var batch event.Batch
	for len(files) > maxFiles {
		f := files[len(files)-1]
		batch.Reports = append(batch.Reports, event.Report{Name: f.Path, Kind: event.Log, Error: "not read: more than " + group(maxFiles) + " logs"})
		files = files[:len(files)-1]
	}
	all, err := tallyAll(ctx, files, w, o)
	if err != nil {
		return event.Batch{}, err
	}
	found, series := all.judge(w)
	kept, beyond := capped(found)
	recall(ctx, kept, all, o)
	if err := ctx.Err(); err != nil {
		return event.Batch{}, err
	}
	batch.Events, batch.Series = all.named(kept), series
	batch.Reports = append(batch.Reports, all.reports(beyond)...)
	slices.SortFunc(batch.Reports, func(a, b event.Report) int { return cmp.Compare(a.Name, b.Name) })
	return batch, nil
}

// inOrder sorts files by what they begin with, so that nothing depends on their names: by their first record's instant, then by a hash.
func inOrder(files []*file.File, o file.Options) []*file.File {
	type key struct {
		file *file.File
		at   int64
		hash uint64
	}
	keys := make([]key, 0, len(files))
	for _, f := range files {
		k := key{file: f, at: math.MaxInt64}
		if h, err := f.Head(); err == nil {
			k.hash = xxhash.Sum64(h.Data)
			k.at = firstInstant(f, h, o)
		}
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.hash, b.hash), cmp.Compare(a.file.Path, b.file.Path))
	})
	sorted := make([]*file.File, len(keys))
	for i, k := range keys {
		sorted[i] = k.file
	}
	return sorted
}

// firstInstant is the instant of the first record of a head.
func firstInstant(f *file.File, h file.Head, o file.Options) int64 {
	var lines [][]byte
	for line := range h.Lines() {
		if line = trim(line); len(line) > 0 {
			lines = append(lines, line)
		}
		if len(lines) == sampleLines {
			break
		}
	}
	s := newSource(f, o)
	s.open(lines)
	for _, line := range lines {
		var r record
		if s.parse(line, &r) && r.undated == nil {
			return r.at
		}
	}
	return math.MaxInt64
}

// tallyAll reads the files, as many at a time as there are cores, and merges their tallies in the order of the files. The tallies that wait
// for their turn are few, however many files there are.
func tallyAll(ctx context.Context, files []*file.File, w event.Window, o file.Options) (*tally, error) {
	results := make([]chan *tally, len(files))
	for i := range results {
		results[i] = make(chan *tally, 1)
	}
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	go func() {
		for i, f := range files {
			turns <- struct{}{}
			go func() { results[i] <- read(ctx, f, w, o) }()
		}
	}()
	all := newTally()
	for _, result := range results {
		all.take(<-result)
		<-turns
	}
	all.close()
	return all, ctx.Err()
}

// judge is what the evidence amounts to within the window.
func (t *tally) judge(w event.Window) ([]finding, []event.Series) {
	if t.first == 0 {
		return nil, nil
	}
	t.far = t.trimSpan()
	b := newBoard(t)
	found := slices.DeleteFunc(b.findings(), func(f finding) bool {
		until := f.event.Until
		if f.event.Open && !w.From.IsZero() && until.Before(w.From) {
			until = w.From
		}
		return !w.Overlaps(f.event.At, until)
	})
	return found, b.series(w)
}
