package timeline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// errorsOf is a series of errors a minute from 10:00 on.
func errorsOf(service string, errors ...uint32) event.Series {
	s := event.Series{Service: service, Source: "app.log", Unit: "lines", Start: at("10:00"), Step: event.Duration(time.Minute), Errors: errors}
	s.Total = make([]uint32, len(errors))
	return s
}

// level is n counts of one height.
func level(n int, height uint32) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = height
	}
	return out
}

func TestContradictions(t *testing.T) {
	over := func(clock string) event.Event { return chat(clock, "ana", "incident resolved, all good") }
	account := func(text string) event.Event { return window(text) }
	other := func(text string) event.Event {
		e := account(text)
		e.Source = "report.md"
		return e
	}
	tests := map[string]struct {
		events []event.Event
		series []event.Series
		want   string // subjects with the value used, in order
	}{
		"declared fixed while an alert fires": {
			[]event.Event{alert("10:02", "11:00", "shop", "ShopErrors"), chat("10:05", "ana", "looking into it"), over("10:20")}, nil, "fixed-while-firing:1",
		},
		"… and is not seen to stop": {
			[]event.Event{alert("10:02", "", "shop", "ShopErrors"), over("10:20")}, nil, "fixed-while-firing:0",
		},
		"a part of it works again while an alert fires": {
			[]event.Event{alert("10:02", "11:00", "shop", "ShopErrors"), chat("10:05", "ana", "looking into it"), chat("10:20", "ana", "sign-in works again on our side")}, nil, "",
		},
		"… and somebody calls it fixed": {
			[]event.Event{alert("10:02", "11:00", "shop", "ShopErrors"), chat("10:05", "ana", "looking into it"), chat("10:20", "ana", "it's fixed")}, nil, "fixed-while-firing:1",
		},
		"the alert resolves some minutes later": {
			[]event.Event{alert("10:02", "10:28", "shop", "ShopErrors"), over("10:20")}, nil, "",
		},
		"an alert of another day fires": {
			[]event.Event{days(-3, alert("10:02", "11:00", "disk", "DiskFull")), alert("10:02", "10:21", "shop", "ShopErrors"), over("10:20")}, nil, "",
		},
		"a warning fires on": {
			[]event.Event{func() event.Event {
				e := alert("10:02", "12:00", "shop", "ShopSlow")
				e.Severity = event.Warning
				return e
			}(), over("10:20")}, nil, "",
		},
		"declared fixed while errors go on": {
			[]event.Event{rise("10:00", "11:00", "shop"), over("10:20")}, nil, "fixed-while-failing:1",
		},
		"errors go on in the series": {
			[]event.Event{rise("10:00", "10:22", "shop"), over("10:20")},
			[]event.Series{errorsOf("shop", level(60, 40)...)},
			"fixed-while-failing:1",
		},
		"errors end in the series": {
			[]event.Event{rise("10:00", "10:22", "shop"), over("10:20")},
			[]event.Series{errorsOf("shop", append(level(20, 40), level(40, 2)...)...)},
			"",
		},
		"the series ends with the incident": {
			[]event.Event{rise("10:00", "10:22", "shop"), over("10:20")}, []event.Series{errorsOf("shop", level(24, 40)...)}, "",
		},
		"a resolution before the recovery": {
			[]event.Event{over("10:20"), account("On March 10, 2026, between 10:00 UTC and 11:00 UTC the shop was unavailable.")}, nil, "resolved-before-recovery:1",
		},
		"a resolution at the recovery": {
			[]event.Event{over("10:57"), account("On March 10, 2026, between 10:00 UTC and 11:00 UTC the shop was unavailable.")}, nil, "",
		},
		"said twice too soon is told once": {
			[]event.Event{over("10:20"), over("10:25"), account("On March 10, 2026, between 10:00 UTC and 11:00 UTC the shop was unavailable.")}, nil, "resolved-before-recovery:1",
		},
		"the public was told before": {
			[]event.Event{chat("10:05", "ana", "looking into it"), post("10:06", "investigating", "The shop is down."), post("10:30", "resolved", "The shop is back."), over("10:55")}, nil, "public-before-internal:0",
		},
		"the public was told after": {
			[]event.Event{post("10:06", "investigating", "The shop is down."), over("10:30"), post("10:55", "resolved", "The shop is back.")}, nil, "",
		},
		"the public was told some minutes before": {
			[]event.Event{post("10:06", "investigating", "The shop is down."), post("10:30", "resolved", "The shop is back."), over("10:34")}, nil, "",
		},
		"the room is closed later": {
			[]event.Event{post("10:06", "investigating", "The shop is down."), post("10:30", "resolved", "The shop is back."), chat("11:30", "ana", "closing the incident")}, nil, "",
		},
		"declared before the first sign": {
			[]event.Event{note("09:30", "SEV1 declared"), rise("10:00", "10:40", "shop"), alert("10:02", "10:41", "shop", "ShopErrors")}, nil, "declared-before-sign:-1",
		},
		"declared with the first sign": {
			[]event.Event{note("09:58", "SEV1 declared"), rise("10:00", "10:40", "shop"), alert("10:02", "10:41", "shop", "ShopErrors")}, nil, "",
		},
		"declared by who reports it": {
			[]event.Event{chat("09:30", "ana", "the shop is down, declaring an incident"), rise("10:00", "10:40", "shop")}, nil, "",
		},
		"two accounts, two onsets": {
			[]event.Event{
				account("On March 10, 2026, between 10:00 UTC and 11:00 UTC the shop was unavailable."),
				other("On March 10, 2026, between 10:20 UTC and 11:00 UTC the shop was unavailable."),
			}, nil, "onset:0",
		},
		"two accounts of one": {
			[]event.Event{
				account("On March 10, 2026, between 10:00 UTC and 11:00 UTC the shop was unavailable."),
				other("On March 10, 2026, between 10:00 UTC and 11:00 UTC the shop could not be reached."),
			}, nil, "",
		},
		"a note a minute off": {
			[]event.Event{
				account("On March 10, 2026, between 10:00 UTC and 11:00 UTC the shop was unavailable."),
				note("10:01", "outage begins"), note("11:01", "outage ends"),
			}, nil, "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			tl := Build(tt.events, tt.series, Options{})
			for _, c := range tl.Contradictions {
				got = append(got, fmt.Sprintf("%s:%d", c.Subject, c.Used))
				if c.Used >= 0 && c.Used >= len(c.Values) {
					t.Errorf("%s uses value %d of %d", c.Subject, c.Used, len(c.Values))
				}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("contradictions = %q, want %q", s, tt.want)
				for _, n := range []Name{Onset, Detected, Declared, Recovered} {
					m := tl.Milestones[n]
					t.Logf("%s %s %s by %s", n, m.State, m.At.Format("15:04"), m.Reason.Rule)
				}
			}
		})
	}
}
