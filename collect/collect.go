// Package collect gathers evidence. A Collector is a place that evidence comes from: the files of an incident folder (Folder), or a live system.
// The formats of files live in a folder a family below this one, and only the list in families.go knows them all.
package collect

import (
	"context"
	"errors"
	"sync"

	"github.com/pes-dev/pes/event"
)

// Collector is a place that evidence comes from.
type Collector interface {
	// Collect returns what the source knows about the window. Events are in UTC, have stable ids (see event.ID), lie in the half-open window or
	// overlap it, and are not redacted yet. A batch has a report for each source, also for one that failed, with the reason in its Error.
	//
	// Collect may return a batch together with an error: the batch is kept, and the document says that the source is incomplete. It returns soon
	// after ctx is done, retries what may pass (429, 5xx) and nothing else, bounds what it reads and keeps, and puts no secret into an error. It
	// must be safe to call beside other collectors.
	Collect(ctx context.Context, w event.Window) (event.Batch, error)
}

// All runs collectors side by side and adds up what they return, in the order of the list. One that fails does not keep the others from their
// work: its error is joined to the result, and so is what it could collect.
func All(ctx context.Context, w event.Window, collectors []Collector) (event.Batch, error) {
	all, err := side(ctx, w, collectors)
	all.Events = event.Merge(all.Events)
	return all, err
}

// side runs collectors side by side and adds up their batches as they are.
func side(ctx context.Context, w event.Window, collectors []Collector) (event.Batch, error) {
	batches := make([]event.Batch, len(collectors))
	errs := make([]error, len(collectors))
	var wg sync.WaitGroup
	for i, c := range collectors {
		wg.Go(func() { batches[i], errs[i] = c.Collect(ctx, w) })
	}
	wg.Wait()

	var all event.Batch
	for _, b := range batches {
		all.Add(b)
	}
	return all, errors.Join(errs...)
}
