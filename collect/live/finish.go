package live

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
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
	if r.Err == nil && len(b.Reports) > 0 && b.Reports[0].Error != "" { // the family's
		r.Err = &AnswerError{Text: b.Reports[0].Error, Hint: "see whether url: is the right system, in a version that pes knows"}
	}
	b = Failed(b, r.Name, r.Kind.Event, r.Err)
	if over := len(b.Events) - maxEvents; over > 0 {
		b.Events = telling(b.Events)
		b.Reports[0].Dropped += over
		b.Reports[0].Notes = append(b.Reports[0].Notes, fmt.Sprintf("%s events beyond the cap of %s were left out: the least severe, of those the latest; ask for a shorter window",
			clip.Grouped(over), clip.Grouped(maxEvents)))
		r.Covered = []event.Window{} // something is missing everywhere
	}
	if r.Covered == nil && r.Err == nil {
		r.Covered = []event.Window{r.Window}
	}
	queries := make([]string, len(r.Queries))
	for i, q := range r.Queries {
		queries[i] = clip.Text(q, maxQuery)
	}
	b.Reports[0].Asked = &event.Asked{System: r.Kind.Name, Queries: queries, Covered: r.Covered, Version: r.Version}
	return b, r.Err
}

// AnswerError is an answer whose form is that of no answer that the system is known to give.
type AnswerError struct{ Text, Hint string }

func (e *AnswerError) Error() string { return e.Text }

// maxQuery is how many bytes of a query are told: one that looks for words in all their forms has ten thousand, which nobody reads.
const maxQuery = 1000

// maxEvents is how many events a source may yield: as many as an export of chat, and a hundred times what anybody reads.
const maxEvents = 100_000

// telling are the events that are kept of too many, in order.
func telling(events []event.Event) []event.Event {
	slices.SortStableFunc(events, func(a, b event.Event) int { return b.Severity.Rank() - a.Severity.Rank() })
	events = events[:maxEvents]
	slices.SortFunc(events, event.Compare)
	return events
}

// HealthOf is the health that a request shows: whether anybody answered, and whether the credentials were accepted.
func HealthOf(c *httpx.Client, err error) Health {
	s := c.Stats()
	h := Health{Reachable: err == nil, Authorized: err == nil, Skew: s.Skew, Clock: s.Clock, Err: err}
	if e, ok := errors.AsType[*httpx.Error](err); ok && e.Status != 0 {
		h.Reachable = true
		h.Authorized = e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden && e.Status/100 != 2 // a page instead of an answer is a login
	}
	return h
}
