package live

import (
	"errors"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Result is how asking a source went.
type Result struct {
	Name    string // the source's
	Kind    Kind
	Window  event.Window
	Queries []string       // what it was asked, in its own language
	Covered []event.Window // of which stretches nothing is missing; nil is the window if Err is nil, else none
	Version string         // the system's
	Err     error          // why it is incomplete

	// Around says of an event outside of the window that it stays, because what is inside makes no sense without it; nil is of none.
	Around func(event.Event) bool
}

// Finish completes what a source returns: events that do not belong to the window go, and the one report says what was asked and what went wrong.
// The error is that of the result.
func Finish(b event.Batch, r Result) (event.Batch, error) {
	kept := b.Events[:0]
	for _, e := range b.Events {
		e.At, e.Until, e.Reported, e.Revised = e.At.UTC(), e.Until.UTC(), e.Reported.UTC(), e.Revised.UTC()
		if r.Window.Overlaps(e.At, e.Until) || e.Open && (r.Window.To.IsZero() || e.At.Before(r.Window.To)) || r.Around != nil && r.Around(e) {
			kept = append(kept, e)
		}
	}
	b.Events = event.Merge(kept)
	b = Failed(b, r.Name, r.Kind.Event, r.Err)
	if r.Covered == nil && r.Err == nil {
		r.Covered = []event.Window{r.Window}
	}
	b.Reports[0].Asked = &event.Asked{System: r.Kind.Name, Queries: r.Queries, Covered: r.Covered, Version: r.Version}
	return b, r.Err
}

// HealthOf is the health that a request shows: whether anybody answered, and whether the credentials were accepted.
func HealthOf(c *httpx.Client, err error) Health {
	s := c.Stats()
	h := Health{Reachable: err == nil, Authorized: err == nil, Skew: s.Skew, Clock: s.Clock, Err: err}
	if e, ok := errors.AsType[*httpx.Error](err); ok && e.Status != 0 {
		h.Reachable = true
		h.Authorized = e.Status != 401 && e.Status != 403
	}
	return h
}
