package event_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

func at(clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	return t.AddDate(2025, 9, 19)
}

func TestMerge(t *testing.T) {
	firing := event.Event{ID: "E-1", Kind: event.Alert, At: at("06:48:00"), Open: true, Text: "HighErrorRate", Count: 1, Refs: []event.Ref{{File: "b.json", Line: 1}}, Source: "b.json"}
	resolved := firing
	resolved.Open, resolved.Until, resolved.Source = false, at("09:25:00"), "a.json"
	resolved.Refs = []event.Ref{{File: "a.json", Line: 7}, {File: "b.json", Line: 1}}
	resolved.Labels = map[string]string{"severity": "critical"}

	message := event.Event{ID: "E-2", Kind: event.Chat, At: at("07:00:00"), Text: "DNS I thnk", Count: 1, Source: "slack"}
	edited := message
	edited.Text, edited.Revised = "DNS, I think", at("07:01:00")
	deleted := event.Event{ID: "E-2", Kind: event.Chat, At: at("07:00:00"), Count: 1, Revised: at("07:05:00"), Deleted: true, Source: "slack"}

	other := event.Event{ID: "E-2", Kind: event.Change, At: at("03:00:00"), Text: "deploy 812", Count: 1, Source: "git"}
	shown := event.Event{ID: "E-3", Kind: event.Status, At: at("07:11:00"), Text: "investigating", Count: 1, Refs: []event.Ref{{URL: "https://status.example.com/i/1#2"}}, Source: "status"}
	redated := shown
	redated.At, redated.Text, redated.Revised = at("06:50:00"), "We are investigating", at("09:00:00")

	for _, tt := range []struct {
		name string
		in   []event.Event
		want []event.Event
	}{
		{"nothing", nil, nil},
		{"a copy does not count twice", []event.Event{message, message}, []event.Event{message}},
		{"an end closes what was open", []event.Event{firing, resolved}, []event.Event{{
			ID: "E-1", Kind: event.Alert, At: at("06:48:00"), Until: at("09:25:00"), Text: "HighErrorRate", Count: 1, Source: "a.json",
			Refs: []event.Ref{{File: "a.json", Line: 7}, {File: "b.json", Line: 1}}, Labels: map[string]string{"severity": "critical"},
		}}},
		{"the last revision has the word", []event.Event{edited, message}, []event.Event{edited}},
		{"a deleted message stays deleted", []event.Event{edited, deleted, message}, []event.Event{deleted}},
		{"a post that was dated back and reworded", []event.Event{shown, redated}, []event.Event{redated}},
		{"two things that met on one id", []event.Event{message, other}, []event.Event{other, {
			ID: event.ID(event.Chat, "E-2", "2025-10-20T07:00:00Z", "DNS I thnk", "1"), Kind: event.Chat, At: message.At, Text: message.Text, Count: 1, Source: "slack",
		}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := slices.SortedFunc(slices.Values(tt.want), event.Compare)
			if diff := cmp.Diff(want, event.Merge(tt.in), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			slices.Reverse(tt.in)
			if diff := cmp.Diff(want, event.Merge(tt.in), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("reversed: %s", diff)
			}
		})
	}
}

// anyEvent draws from few values, so that ids meet and fields conflict.
func anyEvent() *rapid.Generator[event.Event] {
	return rapid.Custom(func(t *rapid.T) event.Event {
		moment := func(label string) time.Time {
			return at("06:48:00").Add(time.Duration(rapid.IntRange(0, 4).Draw(t, label)) * 40 * time.Second)
		}
		maybe := func(label string) time.Time {
			if rapid.Bool().Draw(t, label+" is said") {
				return moment(label)
			}
			return time.Time{}
		}
		word := rapid.SampledFrom([]string{"", "disk full", "disk\nfull \u2028", "<b>|x", "a\x00\xff"})
		e := event.Event{
			ID: rapid.SampledFrom([]string{"E-1", "E-2"}).Draw(t, "id"), Source: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "source"),
			Kind: rapid.SampledFrom(event.Kinds()).Draw(t, "kind"), At: moment("at"), Precision: event.Duration(rapid.Int64Range(0, 1e15).Draw(t, "precision")),
			Until: maybe("until"), Open: rapid.Bool().Draw(t, "open"), Reported: maybe("reported"), Service: word.Draw(t, "service"),
			Severity: rapid.SampledFrom([]event.Severity{event.Unsaid, event.Info, event.Critical}).Draw(t, "severity"),
			Actor:    event.Actor{ID: word.Draw(t, "actor"), Bot: rapid.Bool().Draw(t, "bot")}, Text: word.Draw(t, "text"),
			Count: rapid.IntRange(1, 3).Draw(t, "count"), Private: rapid.Bool().Draw(t, "private"), Revised: maybe("revised"), Deleted: rapid.Bool().Draw(t, "deleted"),
		}
		for range rapid.IntRange(0, 2).Draw(t, "refs") {
			e.Refs = append(e.Refs, event.Ref{File: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "file"), Line: rapid.IntRange(0, 2).Draw(t, "line")})
		}
		if rapid.Bool().Draw(t, "labels") {
			e.Labels = map[string]string{"k": word.Draw(t, "label")}
		}
		return e
	})
}

// Merging does not hang on the order of its input, is done when it is done, and leaves every id once and every ref somewhere.
func TestMergeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(anyEvent(), 0, 12).Draw(t, "events")
		merged := event.Merge(slices.Clone(events))
		shuffled := event.Merge(rapid.Permutation(events).Draw(t, "shuffled"))
		if diff := cmp.Diff(merged, shuffled); diff != "" {
			t.Fatalf("another order, another result: %s", diff)
		}
		if diff := cmp.Diff(merged, event.Merge(slices.Clone(merged))); diff != "" {
			t.Fatalf("merging again changes it: %s", diff)
		}
		ids := map[string]bool{}
		refs := map[event.Ref]bool{}
		for _, e := range merged {
			if ids[e.ID] {
				t.Fatalf("id %s twice", e.ID)
			}
			ids[e.ID] = true
			for _, r := range e.Refs {
				refs[r] = true
			}
		}
		for _, e := range events {
			for _, r := range e.Refs {
				if !refs[r] {
					t.Fatalf("ref %v is lost", r)
				}
			}
		}
	})
}

func TestMergeLeavesItsInputAlone(t *testing.T) {
	in := []event.Event{
		{ID: "E-1", Kind: event.Chat, At: at("06:48:00"), Text: "a", Revised: at("07:00:00"), Labels: map[string]string{"x": "1"}, Refs: []event.Ref{{File: "b"}, {File: "a"}}},
		{ID: "E-1", Kind: event.Chat, At: at("06:48:00"), Text: "b", Labels: map[string]string{"y": "2"}},
	}
	event.Merge(in)
	if len(in[0].Labels) != 1 || in[0].Refs[0].File != "b" {
		t.Errorf("changed: %+v", in[0])
	}
}

// A thousand files with the same alert, and a thousand alerts of one id that have nothing in common: neither may take time that is quadratic.
func BenchmarkMergeOfOneID(b *testing.B) {
	events := make([]event.Event, 20_000)
	for i := range events {
		events[i] = event.Event{ID: "E-1", Kind: event.Log, At: at("06:48:00").Add(time.Duration(i) * time.Minute), Text: strings.Repeat("x", i%97+1) + "y", Count: 1}
	}
	b.ReportAllocs()
	for b.Loop() {
		event.Merge(events)
	}
}
