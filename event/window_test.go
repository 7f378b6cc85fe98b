package event_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

// minutes draws windows of whole minutes of one hour, some of them empty.
func minutes() *rapid.Generator[event.Window] {
	return rapid.Custom(func(t *rapid.T) event.Window {
		from, to := rapid.IntRange(0, 60).Draw(t, "from"), rapid.IntRange(0, 60).Draw(t, "to")
		return event.Window{From: at("06:00:00").Add(time.Duration(from) * time.Minute), To: at("06:00:00").Add(time.Duration(to) * time.Minute)}
	})
}

func within(windows []event.Window, t time.Time) bool {
	return slices.ContainsFunc(windows, func(w event.Window) bool { return w.Contains(t) })
}

// What is joined covers the same instants, in order and apart; what is without others covers those of the window that they do not.
func TestWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(minutes(), 0, 6).Draw(t, "some")
		w := minutes().Draw(t, "window")
		joined, rest := event.Joined(some), event.Without(w, some)
		for _, list := range [][]event.Window{joined, rest} {
			for i, x := range list {
				if !x.From.Before(x.To) || i > 0 && !list[i-1].To.Before(x.From) {
					t.Fatalf("empty, touching or out of order: %v", list)
				}
			}
		}
		for m := range 61 {
			x := at("06:00:00").Add(time.Duration(m) * time.Minute)
			if within(joined, x) != within(some, x) {
				t.Fatalf("%s: joined %v of %v", x, joined, some)
			}
			if within(rest, x) != (w.Contains(x) && !within(some, x)) {
				t.Fatalf("%s: %v is left of %v without %v", x, rest, w, some)
			}
		}
	})
}
