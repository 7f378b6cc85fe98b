package timeline

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// moved is a post that moves the states of components.
func moved(clock, status, states string) event.Event {
	e := post(clock, status, "Update.")
	e.Labels["incident_id"], e.Labels["component_status"] = "i1", states
	e.ID = event.ID(event.Status, clock, states)
	return e
}

func TestComponentStates(t *testing.T) {
	for label, want := range map[string][]componentState{
		"":                                nil,
		"API: operational → major_outage": {{"API", "major_outage"}},
		"API: operational → major_outage; Search: x → operational":            {{"API", "major_outage"}, {"Search", "operational"}},
		"EU: Frankfurt; Paris: operational → partial_outage; A: b → degraded": {{"EU: Frankfurt; Paris", "partial_outage"}, {"A", "degraded"}},
		"cut in the midd": nil,
		": → ":            nil,
	} {
		if d := cmp.Diff(want, componentStates(&event.Event{Labels: map[string]string{"component_status": label}}), cmp.AllowUnexported(componentState{})); d != "" {
			t.Errorf("%q (-want +got):\n%s", label, d)
		}
	}
}

func TestComponentPeriods(t *testing.T) {
	type period struct {
		Service  string
		Wave     int
		From, To string
		Rule     string
	}
	tests := map[string]struct {
		events []event.Event
		want   []period
	}{
		"from impaired to operational": {
			[]event.Event{moved("10:00", "investigating", "API: operational → partial_outage"), moved("10:20", "identified", "API: partial_outage → major_outage; Web: operational → degraded_performance"), moved("11:00", "monitoring", "API: major_outage → operational"), moved("11:30", "resolved", "Web: degraded_performance → operational")},
			[]period{{"API", 1, "10:00", "11:00", "component-state"}, {"Web", 1, "10:20", "11:30", "component-state"}},
		},
		"impaired again is a new wave": {
			[]event.Event{moved("10:00", "investigating", "API: operational → major_outage"), moved("10:30", "monitoring", "API: major_outage → operational"), moved("11:30", "investigating", "API: operational → major_outage"), moved("12:00", "resolved", "API: major_outage → operational")},
			[]period{{"API", 1, "10:00", "10:30", "component-state"}, {"API", 2, "11:30", "12:00", "component-state"}},
		},
		"flapping is not": {
			[]event.Event{moved("10:00", "investigating", "API: operational → major_outage"), moved("10:30", "monitoring", "API: major_outage → operational"), moved("10:40", "investigating", "API: operational → major_outage"), moved("11:00", "resolved", "API: major_outage → operational")},
			[]period{{"API", 1, "10:00", "11:00", "component-state"}},
		},
		"resolved without a state": {
			[]event.Event{moved("10:00", "investigating", "API: operational → major_outage"), moved("11:00", "resolved", "")},
			[]period{{"API", 1, "10:00", "11:00", "component-state"}},
		},
		"maintenance is no impact": {
			[]event.Event{moved("10:00", "in_progress", "API: operational → under_maintenance"), moved("11:00", "completed", "API: under_maintenance → operational")}, nil,
		},
		"measured is better": {
			[]event.Event{rise("09:50", "10:55", "api"), moved("10:00", "investigating", "API: operational → major_outage"), moved("11:00", "resolved", "API: major_outage → operational")},
			[]period{{"api", 1, "09:50", "10:55", "log-rate-rise"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []period
			for _, i := range Build(tt.events, nil, Options{}).Impacts {
				got = append(got, period{i.Service, i.Wave, i.From.Format("15:04"), i.To.Format("15:04"), i.FromWhy.Rule})
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("periods (-want +got):\n%s", d)
			}
		})
	}
}

func TestPeriodsHaveMilestonesAndDurations(t *testing.T) {
	api := moved("10:06", "investigating", "")
	api.Service = "api"
	tl := Build([]event.Event{
		rise("10:00", "10:40", "api"), alert("10:04", "10:45", "api", "APIErrors"), api, rise("12:00", "12:10", "web"),
	}, nil, Options{})
	got := map[string]time.Duration{}
	for _, d := range tl.Impacts[0].Durations {
		if d.State == Known {
			got[d.Name] = d.Value
		}
	}
	want := map[string]time.Duration{"ttd": 4 * time.Minute, "ttn": 6 * time.Minute, "ttr": 40 * time.Minute}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("durations of the first period (-want +got):\n%s", d)
	}
	for _, i := range tl.Impacts {
		if len(i.Durations) != len(durationEnds) {
			t.Errorf("%s has %d durations, want %d", i.Service, len(i.Durations), len(durationEnds))
		}
		for _, n := range Names() {
			if m := i.Milestones[n]; m != nil && m.Name != n {
				t.Errorf("%s: milestone %s is named %s", i.Service, n, m.Name)
			}
		}
	}
}

// An incident of which no service is told has one period, its own.
func TestPeriodOfTheIncident(t *testing.T) {
	tl := Build([]event.Event{window("On March 10, 2026, between 10:00 UTC and 13:00 UTC the shop was unavailable.")}, nil, Options{})
	if len(tl.Impacts) != 1 || tl.Impacts[0].Service != "" || !tl.Impacts[0].From.Equal(at("10:00")) || !tl.Impacts[0].To.Equal(at("13:00")) {
		t.Fatalf("impacts = %+v, want one of the incident from 10:00 to 13:00", tl.Impacts)
	}
	if tl := Build([]event.Event{chat("09:00", "ana", "good morning")}, nil, Options{}); len(tl.Impacts) != 0 {
		t.Errorf("impacts = %+v although nothing happened", tl.Impacts)
	}
}
