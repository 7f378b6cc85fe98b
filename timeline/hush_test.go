package timeline

import (
	"testing"

	"github.com/pes-dev/pes/event"
)

// TestHush: a silence tells of an outage where nothing better does, prolongs one, and is kept apart from one of another day.
func TestHush(t *testing.T) {
	for _, tc := range []struct {
		name             string
		events           []event.Event
		onset, recovered string // "" is not known
		impacts          int
	}{
		{"alone", list(hush("14:02", "14:48", "payments")), "14:02", "14:48", 1},
		{"not ended", list(open(hush("14:02", "14:48", "payments"))), "14:02", "", 1},
		{"measured errors come first", list(hush("14:02", "14:48", "payments"), rise("14:04", "14:40", "search")), "14:04", "14:40", 2},
		{"errors end in it", list(rise("14:02", "14:10", "payments"), hush("14:10", "14:48", "payments")), "14:02", "14:48", 1},
		{"errors end in it for good", list(rise("14:02", "14:10", "payments"), open(hush("14:10", "14:48", "payments"))), "14:02", "", 1},
		{"long before", list(hush("01:00", "01:10", "payments"), rise("14:04", "14:40", "search")), "14:04", "14:40", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tl := Build(tc.events, nil, Options{})
			for name, want := range map[Name]string{Onset: tc.onset, Recovered: tc.recovered} {
				m := tl.Milestones[name]
				if known := m.State == Known; known != (want != "") || known && !m.At.Equal(at(want)) {
					t.Errorf("%s is %s %s, want %q", name, m.State, m.At, want)
				}
			}
			if len(tl.Impacts) != tc.impacts {
				t.Errorf("%d periods of impact, want %d: %+v", len(tl.Impacts), tc.impacts, tl.Impacts)
			}
		})
	}
}
