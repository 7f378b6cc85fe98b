package timeline

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

// What a post says at its own time tells the public; it tells neither when it was noticed nor when it was taken up.
func TestAPostNoticesNothing(t *testing.T) {
	on := func(e event.Event) event.Event {
		e.Service = "payments"
		return e
	}
	tl := Build(list(rise("14:02", "14:48", "payments"), on(post("14:15", "investigating", "We are looking into reports of failed payments."))), nil, Options{})
	ms := tl.Impacts[0].Milestones
	if d, e := ms[Detected].State, ms[Engaged].State; d == Known || e == Known {
		t.Errorf("detected is %s by %q, engaged %s by %q", d, ms[Detected].Reason.Rule, e, ms[Engaged].Reason.Rule)
	}
	if n := ms[Notified]; n.State != Known || !n.At.Equal(at("14:15")) {
		t.Errorf("notified is %s at %s, want 14:15", n.State, clock(n.At))
	}
}

// spans are some periods of one service, apart and in order, of which the last may be open.
func spans(t *rapid.T) []Impact {
	var out []Impact
	for range rapid.IntRange(0, 6).Draw(t, "periods") {
		i := Impact{From: at("00:00").Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "from")) * time.Minute)}
		if !rapid.Bool().Draw(t, "open") {
			i.To = i.From.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
		}
		out = append(out, i)
	}
	return merged(out, 0)
}

// What is found by halving is what a walk over all finds.
func TestWhatTouchesAPeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known, others := spans(t), spans(t)
		var rises []*event.Event
		var lasting []time.Time
		last := time.Time{}
		for _, i := range known {
			e := &event.Event{At: i.From, Until: i.To, Open: i.To.IsZero()}
			if last = later(last, e.Until); e.Open {
				last = forever
			}
			rises, lasting = append(rises, e), append(lasting, last)
		}
		for _, i := range others {
			if want, got := slices.IndexFunc(known, func(k Impact) bool { return touches(k, i) }), touching(known, i); got != want {
				t.Fatalf("touches the period %d, want %d", got, want)
			}
			var over, held []*event.Event
			for _, e := range rises {
				if (i.To.IsZero() || e.At.Before(i.To)) && (e.Open || !lastSign(e).Before(i.From)) {
					over = append(over, e)
				}
				if i.holds(e.At) {
					held = append(held, e)
				}
			}
			if d := cmp.Diff(over, i.overlapping(rises, lasting)); d != "" {
				t.Fatalf("overlapping (-want +got):\n%s", d)
			}
			if !slices.Equal(held, i.held(rises)) {
				t.Fatalf("%d begin in it, want %d", len(i.held(rises)), len(held))
			}
		}
	})
}
