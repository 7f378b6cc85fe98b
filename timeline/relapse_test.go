package timeline

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// Impact that is there again is told apart from impact that never went away.
func TestFallsBack(t *testing.T) {
	for text, want := range map[string]bool{
		"Calls dropping again, same symptom":                   true,
		"checkout is down again":                               true,
		"we are again unable to log in":                        true,
		"errors again on all nodes":                            true,
		"search works again":                                   false,
		"all services are available again":                     false,
		"is it down again?":                                    false,
		"it might be failing again":                            false,
		"not failing again so far":                             false,
		"make sure it does not fail again":                     false,
		"Action item: prevent the queue from being lost again": false,
		"so that it is never lost again":                       false,
		"if it fails again we roll back":                       false,
		"requests succeed again":                               false,
		"thanks again, the incident is closed":                 false,
		"thanks again, incident commander of the day":          false,
	} {
		b := newBuilder(nil, nil, Options{})
		e := note("10:00", text)
		_, claims := (&reader{lex: b.lex, zone: b.zone, services: b.services}).read(&e)
		if got := slices.ContainsFunc(claims, func(c *Claim) bool { return c.Role == RoleRelapse && c.again }); got != want {
			t.Errorf("%q says that impact is there again: %v, want %v", text, got, want)
		}
	}
}

func TestWavesOfTheIncident(t *testing.T) {
	type wave struct {
		Wave     int
		From, To string
	}
	tests := map[string]struct {
		events    []event.Event
		recovered string
		want      []wave
	}{
		"again after an end": {
			[]event.Event{note("09:00", "Outage begins, calls drop"), note("09:35", "Calls stable again"), note("11:20", "Calls dropping again"), note("12:10", "All calls stable again, outage over")},
			"12:10",
			[]wave{{1, "09:00", "09:35"}, {2, "11:20", "12:10"}},
		},
		"flapping": {
			[]event.Event{note("09:00", "Outage begins, calls drop"), note("09:35", "Calls stable again"), note("09:50", "Calls dropping again"), note("12:10", "All calls stable again, outage over")},
			"12:10",
			[]wave{{1, "09:00", "12:10"}},
		},
		"once": {
			[]event.Event{note("09:00", "Outage begins, calls drop"), note("09:35", "Calls stable again, outage over")}, "09:35", []wave{{1, "09:00", "09:35"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tl := Build(tt.events, nil, Options{})
			if m := tl.Milestones[Recovered]; m.State != Known || !m.At.Equal(at(tt.recovered)) {
				t.Errorf("recovered = %s %v, want %s", m.State, m.At, tt.recovered)
			}
			var got []wave
			for _, i := range tl.Impacts {
				got = append(got, wave{i.Wave, i.From.Format("15:04"), i.To.Format("15:04")})
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("waves (-want +got):\n%s", d)
			}
		})
	}
}
