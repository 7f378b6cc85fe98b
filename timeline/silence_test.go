package timeline

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

// window is a note that states from when to when impact lasted, written the day after.
func window(text string) event.Event {
	e := note("10:00", text)
	e.At = e.At.Add(24 * time.Hour)
	e.ID = event.ID(event.Note, "account", text)
	return e
}

func TestSilences(t *testing.T) {
	account := window("On March 10, 2026, between 10:00 UTC and 13:00 UTC the shop was unavailable.")
	day := note("00:00", "a change was prepared")
	day.Precision = event.Duration(24 * time.Hour)
	type span struct {
		From, To string
		Going    int
	}
	tests := map[string]struct {
		events []event.Event
		want   []span
	}{
		"between messages": {
			[]event.Event{account, chat("10:02", "ana", "shop is down"), chat("10:51", "ben", "looking"), chat("12:40", "ana", "hm"), chat("12:59", "ana", "ok")},
			[]span{{"10:02", "10:51", 0}, {"10:51", "12:40", 0}},
		},
		"half an hour is none":              {[]event.Event{account, chat("10:30", "a", "x"), chat("11:00", "a", "y"), chat("11:30", "a", "z"), chat("12:00", "a", "u"), chat("12:30", "a", "v")}, nil},
		"from onset, to the end":            {[]event.Event{account, chat("11:00", "ana", "shop is down")}, []span{{"10:00", "11:00", 0}, {"11:00", "13:00", 0}}},
		"an alert fires on":                 {[]event.Event{account, alert("10:05", "12:45", "shop", "ShopDown")}, []span{{"10:05", "12:45", 1}}},
		"before and after impact":           {[]event.Event{account, chat("08:00", "ana", "morning"), chat("09:59", "ana", "x"), chat("10:20", "a", "y"), chat("10:50", "a", "y"), chat("11:20", "a", "y"), chat("11:50", "a", "y"), chat("12:20", "a", "y"), chat("12:50", "a", "y")}, nil},
		"a record of a day may be anywhere": {[]event.Event{account, day}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []span
			for _, s := range Build(tt.events, nil, Options{}).Silences {
				got = append(got, span{s.From.Format("15:04"), s.To.Format("15:04"), s.Going})
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("silences (-want +got):\n%s", d)
			}
		})
	}
}

// manyEvents is an incident with a lot of talk in it.
func manyEvents(n int) []event.Event {
	events := incident()
	for i := range n {
		e := chat("14:03", "ana", fmt.Sprintf("checking node %d", i))
		e.At = e.At.Add(time.Duration(i) * 37 * time.Second)
		e.ID = event.ID(event.Chat, "many", fmt.Sprint(i))
		events = append(events, e)
	}
	return events
}

// However few rows people read, the first evidence of every known milestone is one of them; otherwise there are no more than asked for, and what
// is no row is folded under one. No silence holds the beginning or the end of an entry.
func TestRowsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := manyEvents(rapid.IntRange(0, 150).Draw(t, "talk"))
		events = rapid.Permutation(events).Draw(t, "events")[:rapid.IntRange(1, len(events)).Draw(t, "kept")]
		for i := range events {
			if rapid.IntRange(0, 9).Draw(t, "late") == 0 {
				events[i].At = events[i].At.Add(3 * time.Hour)
				events[i].Until = time.Time{}
			}
		}
		most := rapid.IntRange(-1, 80).Draw(t, "rows")
		tl := Build(events, nil, Options{MaxRows: most})
		rows, shown := map[string]bool{}, 0
		for _, e := range tl.Entries {
			if e.Row {
				rows[e.ID] = true
				shown++
			}
		}
		for _, s := range tl.Silences {
			if s.Row {
				shown++
			}
			for _, e := range tl.Entries {
				for _, at := range []time.Time{e.At, e.Until} {
					if at.After(s.From) && at.Before(s.To) {
						t.Fatalf("%s stirs at %v within the silence from %v to %v", e.ID, at, s.From, s.To)
					}
				}
			}
		}
		known := 0
		for _, m := range tl.Milestones {
			if m.State == Known && len(m.Evidence) > 0 {
				known++
				if !rows[m.Evidence[0]] {
					t.Fatalf("%s rests on %s, which is no row of %d", m.Name, m.Evidence[0], most)
				}
			}
		}
		if limit := most; most > 0 && shown > max(limit, known+limit/4) {
			t.Fatalf("%d rows, want at most %d", shown, limit)
		}
		for _, e := range tl.Entries {
			switch {
			case most < 0 && !e.Row:
				t.Fatalf("%s is no row although all are wanted", e.ID)
			case !e.Row && !rows[e.Under]:
				t.Fatalf("%s is folded under %q, which is no row", e.ID, e.Under)
			}
		}
	})
}
