package event

import (
	"slices"
	"time"
)

// Window is a half-open span of time, [From, To). A zero end is unbounded.
type Window struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// Contains says whether t lies in the window.
func (w Window) Contains(t time.Time) bool {
	return (w.From.IsZero() || !t.Before(w.From)) && (w.To.IsZero() || t.Before(w.To))
}

// Overlaps says whether something that lasted from start to end touches the window; a zero end is an instant.
func (w Window) Overlaps(start, end time.Time) bool {
	if end.IsZero() {
		end = start
	}
	return (w.From.IsZero() || !end.Before(w.From)) && (w.To.IsZero() || start.Before(w.To))
}

// IsZero says whether the window is unbounded on both sides.
func (w Window) IsZero() bool { return w.From.IsZero() && w.To.IsZero() }

// Joined is a list of bounded windows in order of time, those that touch or overlap made one, and empty ones left out.
func Joined(windows []Window) []Window {
	var out []Window
	for _, w := range slices.SortedFunc(slices.Values(windows), func(a, b Window) int { return a.From.Compare(b.From) }) {
		n := len(out)
		switch {
		case !w.From.Before(w.To):
		case n > 0 && !w.From.After(out[n-1].To):
			if w.To.After(out[n-1].To) {
				out[n-1].To = w.To
			}
		default:
			out = append(out, w)
		}
	}
	return out
}

// Without is what is left of a bounded window without others, which are bounded too, in order of time.
func Without(w Window, others []Window) []Window {
	var out []Window
	for _, o := range Joined(others) {
		if !o.To.After(w.From) {
			continue
		}
		if !o.From.Before(w.To) {
			break
		}
		if w.From.Before(o.From) {
			out = append(out, Window{w.From, o.From})
		}
		w.From = o.To
	}
	if w.From.Before(w.To) {
		out = append(out, w)
	}
	return out
}
