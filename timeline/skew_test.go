package timeline

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pes-dev/pes/event"
)

// told is n alerts, each told of by bots in their channels, by so much later each.
func told(n int, by map[string][]time.Duration) []event.Event {
	var out []event.Event
	names := []string{"PaymentErrors", "QueueBacklog", "DiskFull", "HighLatency", "CertExpiry"}
	for i := range n {
		clock := at("14:00").Add(time.Duration(17*i) * time.Minute)
		a := alert("14:00", "", "payments", names[i])
		a.At = clock
		out = append(out, a)
		for source, late := range by {
			b := relayed("14:00", "alerts", "alert-bot", "[FIRING] "+names[i]+" (payments)")
			b.At = clock.Add(late[i%len(late)])
			out = append(out, from(source, b))
		}
	}
	return out
}

func TestClocks(t *testing.T) {
	const s, m = time.Second, time.Minute
	for _, tt := range []struct {
		name  string
		in    []event.Event
		fixes map[string]time.Duration
		want  []Clock
	}{
		{"nothing is shared", []event.Event{alert("14:05", "", "payments", "PaymentErrors"), chat("14:06", "ana", "looking")}, nil, nil},
		{"two things are too few", told(2, map[string][]time.Duration{"chat": {-3 * m}}), nil, nil},
		{"a bot takes its time", told(4, map[string][]time.Duration{"chat": {32 * s, 5*m + 30*s}}), nil, nil},
		{"ahead by what passing on may take", told(4, map[string][]time.Duration{"chat": {90 * s}}), nil, nil},
		{"nothing is told before it happens", told(4, map[string][]time.Duration{"chat": {-170 * s, -180 * s}}), nil, []Clock{
			{Source: "chat", Offset: -175 * s, Spread: 5 * s, Pairs: 4, Against: "alerts", Remains: -175 * s},
		}},
		{"offsets that scatter have other reasons", told(5, map[string][]time.Duration{"chat": {-2 * m, -20 * m, -40 * m, -90 * m}}), nil, nil},
		{"less than clocks differ by", told(4, map[string][]time.Duration{"chat": {-20 * s}}), nil, nil},
		{"an hour is a zone", told(3, map[string][]time.Duration{"chat": {time.Hour + 40*s}}), nil, []Clock{
			{Source: "chat", Offset: time.Hour + 40*s, Pairs: 3, Against: "alerts", Zone: true, Remains: time.Hour + 40*s},
		}},
		{"one that differs from all others", told(3, map[string][]time.Duration{"chat": {-20 * m}, "pager": {-20*m + 10*s}}), nil, []Clock{
			{Source: "alerts", Offset: 20 * m, Pairs: 3, Against: "chat", Remains: 20 * m},
		}},
		{"one of several", told(3, map[string][]time.Duration{"chat": {-20 * m}, "pager": {20 * s}}), nil, []Clock{
			{Source: "chat", Offset: -20 * m, Pairs: 3, Against: "alerts", Remains: -20 * m},
		}},
		{"a rule that pages later is no clock, but may be one", told(3, map[string][]time.Duration{"chat": {25 * m}}), nil, []Clock{
			{Source: "chat", Offset: 25 * m, Pairs: 3, Against: "alerts", Remains: 25 * m},
		}},
		{"between commit and deployment lies work", []event.Event{
			commit("12:00", "aaaaaa1", "Deploy one"), relayed("12:40", "deploys", "ci", "live: aaaaaa1"),
			commit("13:00", "bbbbbb2", "Deploy two"), relayed("13:40", "deploys", "ci", "live: bbbbbb2"),
			commit("14:00", "cccccc3", "Deploy three"), relayed("14:40", "deploys", "ci", "live: cccccc3"),
		}, nil, nil},
		{"corrected", told(3, map[string][]time.Duration{"chat": {-20 * m}}), map[string]time.Duration{"chat": 20*m + 30*s}, []Clock{
			{Source: "chat", Offset: -20 * m, Pairs: 3, Against: "alerts", Corrected: 20*m + 30*s},
		}},
		{"corrected, but not enough", told(3, map[string][]time.Duration{"chat": {-20 * m}}), map[string]time.Duration{"chat": 10 * m}, []Clock{
			{Source: "chat", Offset: -20 * m, Pairs: 3, Against: "alerts", Corrected: 10 * m, Remains: -10 * m},
		}},
		{"the better known one is corrected", told(3, map[string][]time.Duration{"chat": {-20 * m}}), map[string]time.Duration{"alerts": -20 * m}, []Clock{
			{Source: "alerts", Offset: 20 * m, Pairs: 3, Against: "chat", Corrected: -20 * m},
		}},
		{"corrected on people's word alone", []event.Event{chat("14:06", "ana", "looking into it")}, map[string]time.Duration{"chat": 5 * m, "other": m}, []Clock{
			{Source: "chat", Corrected: 5 * m},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tl := Build(tt.in, nil, Options{Clocks: tt.fixes})
			if diff := cmp.Diff(tt.want, tl.Clocks, cmpopts.IgnoreFields(Clock{}, "Evidence")); diff != "" {
				t.Errorf("clocks (-want +got):\n%s", diff)
			}
			for _, c := range tl.Clocks {
				if c.Pairs > 0 && len(c.Evidence) == 0 {
					t.Errorf("%s: nothing shows it", c.Source)
				}
			}
		})
	}
}

// A source with a wrong clock is recognised by what it says, so that its copies are joined, at the time of the better known source.
func TestAWrongClockHidesNothing(t *testing.T) {
	tl := Build(told(3, map[string][]time.Duration{"chat": {-time.Hour}}), nil, Options{})
	if len(tl.Entries) != 3 || len(tl.Entries[0].Also) != 1 || !tl.Entries[0].At.Equal(at("14:00")) {
		t.Errorf("entries: %+v", tl.Entries)
	}
}

// What always comes as late may be sent as late: a page for what nobody took up is something that happened then.
func TestWhatComesLateStays(t *testing.T) {
	if tl := Build(told(3, map[string][]time.Duration{"chat": {25 * time.Minute}}), nil, Options{}); len(tl.Entries) != 6 {
		t.Errorf("%d entries, want the six", len(tl.Entries))
	}
}

// An alert storm is folded, and with its alerts what was joined into them.
func TestStormsKeepTheirTellings(t *testing.T) {
	var in []event.Event
	for i := range stormSize + 10 {
		name := fmt.Sprintf("Alert%d", i)
		in = append(in, alert("14:05", "", "payments", name), relayed("14:06", "alerts", "alert-bot", "[FIRING] "+name+" (payments)"))
	}
	found := 0
	for _, e := range Build(in, nil, Options{}).Entries {
		found += len(e.Also)
	}
	if found != stormSize+10 {
		t.Errorf("%d of %d notices are found again", found, stormSize+10)
	}
}

func TestCorrect(t *testing.T) {
	in := []event.Event{chat("14:06", "ana", "looking into it"), note("14:20", "fixed")}
	series := []event.Series{{Source: "chat", Start: at("14:00"), Step: event.Duration(time.Minute), Total: []uint32{1}, Errors: []uint32{0}}}
	events, shifted := correct(in, series, map[string]time.Duration{"chat": 90 * time.Second})
	if !events[0].At.Equal(at("14:06").Add(90*time.Second)) || !events[1].At.Equal(at("14:20")) || !in[0].At.Equal(at("14:06")) {
		t.Errorf("events: %v, the input: %v", events, in[0].At)
	}
	if got := shifted[0].Start.Sub(series[0].Start); got != 2*time.Minute {
		t.Errorf("the series was moved by %v, want whole steps: 2m", got)
	}
	tl := Build(in, nil, Options{Clocks: map[string]time.Duration{"chat": 90 * time.Second}})
	if e := tl.Entries[0]; !e.Stamped.Equal(at("14:06")) || !e.At.Equal(events[0].At) {
		t.Errorf("entry at %v, stamped %v", e.At, e.Stamped)
	}
	if !tl.Entries[1].Stamped.IsZero() {
		t.Error("a stamp is shown beside a time that was not corrected")
	}
}

// Notes in the wrong zone state their times in it, too; a slow clock is not what people read the time from.
func TestCorrectionsOfStatedTimes(t *testing.T) {
	in := []event.Event{note("14:20", "Errors: outage began at 14:02")}
	for by, want := range map[time.Duration]time.Time{2 * time.Hour: at("16:02"), -5*time.Hour - 30*time.Minute: at("08:32"), 90 * time.Second: at("14:02"), 0: at("14:02")} {
		m := Build(in, nil, Options{Clocks: map[string]time.Duration{"notes.md": by}}).Milestones[Onset]
		if !m.At.Equal(want) {
			t.Errorf("corrected by %v: onset at %v, want %v", by, m.At, want)
		}
	}
}

func TestWholeHours(t *testing.T) {
	for offset, want := range map[time.Duration]bool{
		0: false, time.Minute: false, 9 * time.Minute: false, 59 * time.Minute: true, time.Hour: true, 65 * time.Minute: true, 71 * time.Minute: false,
		90 * time.Minute: false, -time.Hour: true, -55 * time.Minute: true, -61 * time.Minute: true, -49 * time.Minute: false, -7 * time.Hour: true,
	} {
		if got := wholeHours(offset); got != want {
			t.Errorf("%v is a zone: %v, want %v", offset, got, want)
		}
	}
}
