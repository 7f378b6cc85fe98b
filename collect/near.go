package collect

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// telling are the kinds of evidence that are about the incident and little else. Changes go back for years, and notes quote other days.
var telling = []event.Kind{event.Alert, event.Log, event.Status, event.Chat}

// quiet is how long nothing may happen within one incident's evidence. Even a long incident has somebody speak once a day, and two days leave
// room for a time zone misread; a status page's earlier incidents and a log's stray stamps of 1970 lie farther off.
const quiet = 48 * time.Hour

// span is when the incident was, going by evidence of some kinds: of the stretches that a quiet time parts, the one that most kinds speak of,
// then the one with most events, then the latest. ok is false if there is no event of these kinds.
func span(events []event.Event, kinds []event.Kind) (w event.Window, ok bool) {
	events = slices.DeleteFunc(slices.Clone(events), func(e event.Event) bool {
		return !slices.Contains(kinds, e.Kind) || e.At.Unix() <= 0 // a clock that was never set
	})
	slices.SortFunc(events, func(a, b event.Event) int { return a.At.Compare(b.At) })
	var best stretch
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].At.Sub(events[n-1].At) <= quiet {
			n++
		}
		if s := measure(events[:n]); s.compare(best) >= 0 {
			best = s
		}
		events = events[n:]
	}
	return best.Window, best.events > 0
}

// stretch is evidence without a quiet time in it.
type stretch struct {
	event.Window
	kinds, events int
}

func measure(events []event.Event) stretch {
	kinds := map[event.Kind]bool{}
	for _, e := range events {
		kinds[e.Kind] = true
	}
	return stretch{event.Window{From: events[0].At, To: events[len(events)-1].At}, len(kinds), len(events)}
}

func (s stretch) compare(o stretch) int {
	return cmp.Or(cmp.Compare(s.kinds, o.kinds), cmp.Compare(s.events, o.events))
}

// within is a window whose open ends are taken from a span, as far as the span lies on the window's side of the other end.
func within(w, about event.Window) event.Window {
	if w.From.IsZero() && (w.To.IsZero() || about.From.Before(w.To)) {
		w.From = about.From
	}
	if w.To.IsZero() && !about.To.Before(w.From) { // equal: a single event says when it was, too
		w.To = about.To
	}
	return w
}
