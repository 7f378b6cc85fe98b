package logs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Paging is how lines are fetched of an engine that gives a page of them at a time, by their stamps. No line is lost or doubled where pages meet, however
// many have one stamp, as long as a page holds all of these.
type Paging[L any] struct {
	Most  int           // lines of a page
	Grain time.Duration // of the engine's stamps, such as time.Nanosecond
	Last  bool          // the last lines are meant and not the first

	// Page is the first n lines of a window in order of time; with Last, the last n, the last one first.
	Page func(ctx context.Context, w event.Window, n int) ([]L, error)
	At   func(L) time.Time
	ID   func(L) string // tells a line from others of its stamp; equal lines have equal ones
}

// maxPages is how many pages are fetched of one question: nobody looks at more than a few thousand lines.
const maxPages = 1000

// Fetch fetches at most n lines in order of time. over is the stamps that more lines had than a page holds, the rest of which was passed over. With an error
// come the lines before it.
func (p Paging[L]) Fetch(ctx context.Context, w event.Window, n int) (lines []L, over []time.Time, err error) {
	known := map[string]int{} // lines that were taken of the stamp at which the page begins
	kept := 0
	for pages := 0; w.From.Before(w.To); pages++ {
		if pages == maxPages {
			err = &httpx.Error{Request: "reading lines page by page", Cause: fmt.Sprintf("they do not end after %d pages", maxPages), Fix: "ask for a shorter window"}
			break
		}
		limit := min(n-len(lines)+kept, p.Most)
		var page []L
		if page, err = p.Page(ctx, w, limit); err != nil {
			break
		}
		edge := w.From
		if p.Last {
			edge = w.To.Add(-p.Grain)
		}
		last, next := edge, map[string]int{}
		kept = 0
		for _, l := range page {
			at, id := p.At(l), p.ID(l)
			if at.Before(w.From) || !at.Before(w.To) {
				continue // nobody asked for it
			}
			if !at.Equal(last) {
				last, next, kept = at, map[string]int{}, 0
			}
			next[id]++
			kept++
			if at.Equal(edge) && known[id] > 0 {
				known[id]--
			} else if len(lines) < n {
				lines = append(lines, l)
			}
		}
		if len(page) < limit || len(lines) >= n {
			break
		}
		known = next
		if last.Equal(edge) { // the page is full of one stamp
			over = append(over, edge)
			known, kept = map[string]int{}, 0
		}
		w = p.rest(w, last, last.Equal(edge))
	}
	if p.Last {
		slices.Reverse(lines)
	}
	return lines, over, err
}

// rest is what is left of a window after a page that ended with a stamp, which itself is left unless it is done.
func (p Paging[L]) rest(w event.Window, last time.Time, done bool) event.Window {
	switch {
	case p.Last && done:
		w.To = last
	case p.Last:
		w.To = last.Add(p.Grain)
	case done:
		w.From = last.Add(p.Grain)
	default:
		w.From = last
	}
	return w
}
