package timeline

import (
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// TestCounted: a rise of what a meter counted says of what it is a share, and is not added to the lines that tell of the same failures.
func TestCounted(t *testing.T) {
	metered := rise("14:04", "14:40", "search")
	metered.Labels = map[string]string{"change": "error-rate-rise", "counted": "requests", "unit": "share", "before": "0.01", "during": "0.4", "peak": "0.5"}
	series := func(unit string, high uint32, until int) event.Series {
		s := event.Series{Service: "search", Unit: unit, Start: at("14:00"), Step: event.Duration(time.Minute)}
		for i := range 60 {
			n := uint32(0)
			if i >= 4 && i < until {
				n = high
			}
			s.Errors, s.Total = append(s.Errors, n), append(s.Total, 1000)
		}
		return s
	}
	tl := Build([]event.Event{metered}, []event.Series{series("requests", 100, 20), series("lines", 90, 40)}, Options{})
	if len(tl.Impacts) != 1 || tl.Impacts[0].Unit != "% of requests" || tl.Impacts[0].Peak != 50 {
		t.Errorf("impacts %+v", tl.Impacts)
	}
	if r := tl.Milestones[Onset].Reason; r.Counted != "requests" || r.Rule != "log-rate-rise" {
		t.Errorf("onset by %+v", r)
	}
	if m := tl.Milestones[Mitigated]; m.Reason.Rule != "log-rate-half" || m.Reason.Counted != "requests" || m.At.Sub(at("14:20")).Abs() > 3*time.Minute {
		t.Errorf("mitigated at %s by %+v", m.At, m.Reason)
	}
}
