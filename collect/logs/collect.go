package logs

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// maxFiles is how many files the references of a tally can tell apart.
const maxFiles = math.MaxUint16

func collect(ctx context.Context, files []*file.File, w event.Window, o file.Options) (event.Batch, error) {
	sources, err := prepare(ctx, files, o)
	if err != nil {
		return event.Batch{}, err
	}
	var batch event.Batch
	for len(sources) > maxFiles {
		f := sources[len(sources)-1].file
		batch.Reports = append(batch.Reports, event.Report{Name: f.Path, Kind: event.Log, Error: "not read: more than " + group(maxFiles) + " logs"})
		sources = sources[:len(sources)-1]
	}
	within := nanos(span(w))
	if err := seekWindow(ctx, sources, within); err != nil {
		return event.Batch{}, err
	}
	all, err := scanFiles(ctx, sources, options{Options: o, within: within})
	if err != nil {
		return event.Batch{}, err
	}
	all.fold()
	found, series := all.judge(w)
	kept, beyond := capped(found)
	recall(ctx, kept, all)
	all.number(ctx, kept)
	if err := ctx.Err(); err != nil {
		return event.Batch{}, err
	}
	batch.Events, batch.Series = all.named(kept), series
	batch.Reports = append(batch.Reports, all.reports(beyond)...)
	slices.SortFunc(batch.Reports, func(a, b event.Report) int { return cmp.Compare(a.Name, b.Name) })
	return batch, nil
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
