package pes

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
)

var six = time.Date(2025, 10, 20, 6, 0, 0, 0, time.UTC)

func minute(n int) time.Time { return six.Add(time.Duration(n) * time.Minute) }

// pretend is a pretend chat: what was said at which minute.
type pretend struct {
	said    map[int]string
	fails   int // after how many messages, newest first, an answer breaks off; -1 is never
	windows []event.Window
}

var errBroken = errors.New("broken off")

func (r *pretend) Collect(_ context.Context, w event.Window) (event.Batch, error) {
	r.windows = append(r.windows, w)
	var b event.Batch
	result := live.Result{Name: "room", Kind: live.Kind{Name: "room", Event: event.Chat}, Window: w, Queries: []string{"history"}}
	n := 0
	for _, m := range slices.Backward(slices.Sorted(maps.Keys(r.said))) {
		if !w.Contains(minute(m)) {
			continue
		}
		if n == r.fails {
			result.Err = errBroken
			break
		}
		n++
		b.Events = append(b.Events, event.Event{
			ID: fmt.Sprintf("E-%08d", m), Source: "room", Kind: event.Chat, At: minute(m), Text: r.said[m], Count: 1, Labels: map[string]string{"reactions": "eyes:1", "channel": "inc"},
		})
		result.Covered = []event.Window{{From: minute(m), To: w.To}}
	}
	if result.Err == nil {
		result.Covered = nil
	}
	return live.Finish(b, result)
}

func (r *pretend) Check(context.Context, event.Window) live.Health { return live.Health{} }

func instants(apart, revised bool) *system {
	return &system{name: "room", kind: live.Kind{Name: "room", Event: event.Chat, Apart: apart, Revised: revised}, settings: live.Settings{"channels": "C1"}}
}

func asking(a Ask) *job { return &job{Request: Request{Ask: a}} }

func texts(s *said) map[string]string {
	out := map[string]string{}
	for _, e := range s.events {
		out[e.At.Format("15:04")] = e.Text
		if e.Deleted {
			out[e.At.Format("15:04")] = "(deleted)" + e.Text + e.Labels["reactions"]
		}
	}
	return out
}

func TestRenew(t *testing.T) {
	w := event.Window{From: minute(0), To: minute(60)}
	longer := event.Window{From: minute(-30), To: minute(90)}
	for _, tt := range []struct {
		name           string
		apart, revised bool
		ask            Ask
		first          int // after how many messages the first run breaks off; -1 is never
		second         event.Window
		fails          int
		want           map[string]string
		windows        []event.Window // of the second run
		err            string
	}{
		{
			name: "instants, all there", apart: true, ask: AskMissing, first: -1, second: w, fails: -1,
			want: map[string]string{"06:10": "a", "06:20": "b", "06:30": "c"},
		},
		{
			name: "instants, of a longer window what is missing", apart: true, ask: AskMissing, first: -1, second: longer, fails: -1,
			want:    map[string]string{"05:50": "early", "06:10": "a", "06:20": "b", "06:30": "c", "07:10": "late"},
			windows: []event.Window{{From: minute(-30), To: minute(0)}, {From: minute(60), To: minute(90)}},
		},
		{
			name: "a failure ends the asking", apart: true, ask: AskMissing, first: -1, second: longer, fails: 0,
			want: map[string]string{"06:10": "a", "06:20": "b", "06:30": "c"}, windows: []event.Window{{From: minute(-30), To: minute(0)}}, err: "broken off",
		},
		{
			name: "what was broken off goes on", apart: true, revised: true, ask: AskMissing, first: 1, second: w, fails: -1,
			want: map[string]string{"06:10": "A", "06:15": "new", "06:30": "c"}, windows: []event.Window{{From: minute(0), To: minute(30)}},
		},
		{
			name: "edits and deletions are followed", apart: true, revised: true, ask: AskMissing, first: -1, second: w, fails: -1,
			want: map[string]string{"06:10": "A", "06:15": "new", "06:20": "(deleted)", "06:30": "c"}, windows: []event.Window{w},
		},
		{
			name: "and only as far as the answer goes", apart: true, revised: true, ask: AskMissing, first: -1, second: w, fails: 2,
			want: map[string]string{"06:10": "a", "06:15": "new", "06:20": "(deleted)", "06:30": "c"}, windows: []event.Window{w}, err: "broken off",
		},
		{
			name: "instants asked again, all of them", apart: true, ask: AskAll, first: -1, second: w, fails: -1,
			want: map[string]string{"06:10": "A", "06:15": "new", "06:30": "c"}, windows: []event.Window{w},
		},
		{
			name: "what hangs together is asked whole", ask: AskMissing, first: -1, second: longer, fails: -1,
			want:    map[string]string{"05:50": "early", "06:10": "A", "06:15": "new", "06:30": "c", "07:10": "late"},
			windows: []event.Window{longer},
		},
		{
			name: "and what was whole is kept when that fails", ask: AskAll, first: -1, second: w, fails: 1,
			want: map[string]string{"06:10": "a", "06:20": "b", "06:30": "c"}, windows: []event.Window{w}, err: "broken off; what it said before is kept",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := instants(tt.apart, tt.revised)
			r := &pretend{said: map[int]string{-10: "early", 10: "a", 20: "b", 30: "c", 70: "late"}, fails: tt.first}
			before := asking(AskMissing).renew(t.Context(), s, r, nil, w)
			if tt.apart && !tt.revised { // records that do not change, but for those that are asked again
				if tt.ask == AskAll {
					r.said = map[int]string{-10: "early", 10: "A", 15: "new", 30: "c", 70: "late"}
				}
			} else {
				r.said = map[int]string{-10: "early", 10: "A", 15: "new", 30: "c", 70: "late"}
			}
			r.fails, r.windows = tt.fails, nil
			now := asking(tt.ask).renew(t.Context(), s, r, before, tt.second)
			if diff := cmp.Diff(tt.want, texts(now)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.windows, r.windows); diff != "" {
				t.Errorf("asked for: %s", diff)
			}
			if now.report.Error != tt.err {
				t.Errorf("error %q", now.report.Error)
			}
		})
	}
}

// However often an answer breaks off, the runs together know what one that does not knows; and what somebody took back is nowhere.
func TestRenewProperties(t *testing.T) {
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		s := instants(true, true)
		w := event.Window{From: minute(0), To: minute(60)}
		words := rapid.MapOfN(rapid.IntRange(-5, 65), rapid.SampledFrom([]string{"a", "b"}), 0, 12)
		r := &pretend{said: words.Draw(t, "said")}
		var now *said
		seen := map[int]bool{}
		for range rapid.IntRange(0, 5).Draw(t, "runs") {
			if rapid.Bool().Draw(t, "people write") {
				r.said = words.Draw(t, "said now")
			}
			r.fails = rapid.IntRange(0, 4).Draw(t, "breaks off after")
			now = asking(AskMissing).renew(ctx, s, r, now, w)
			for m := range r.said {
				seen[m] = true
			}
		}
		r.fails = -1
		now = asking(AskMissing).renew(ctx, s, r, now, w) // what is missing
		now = asking(AskMissing).renew(ctx, s, r, now, w) // and what changed
		if now.report.Error != "" || len(event.Without(w, now.report.Asked.Covered)) > 0 {
			t.Fatalf("report %+v", now.report)
		}
		left := map[int]string{}
		for m, text := range r.said {
			if w.Contains(minute(m)) {
				left[m] = text
			}
		}
		for _, e := range now.events {
			m := int(e.At.Sub(six) / time.Minute)
			if e.Deleted {
				if e.Text != "" || left[m] != "" || !seen[m] {
					t.Fatalf("deleted: %+v", e)
				}
				continue
			}
			if e.Text != left[m] {
				t.Fatalf("at minute %d it says %q, not %q", m, e.Text, left[m])
			}
			delete(left, m)
		}
		if len(left) > 0 {
			t.Fatalf("missing: %v", left)
		}
	})
}

// Another question makes what was said to the first one void, unless nobody answers it.
func TestRenewAnotherQuestion(t *testing.T) {
	w := event.Window{From: minute(0), To: minute(60)}
	r := &pretend{said: map[int]string{10: "a"}, fails: -1}
	before := asking(AskMissing).renew(t.Context(), instants(true, false), r, nil, w)
	other := instants(true, false)
	other.settings = live.Settings{"channels": "C2"}
	r.said = map[int]string{20: "b"}
	r.fails = 0
	if now := asking(AskMissing).renew(t.Context(), other, r, before, w); len(now.events) != 1 || now.events[0].Text != "a" || now.report.Error == "" {
		t.Errorf("%+v", now)
	}
	r.fails = -1
	if now := asking(AskMissing).renew(t.Context(), other, r, before, w); len(now.events) != 1 || now.events[0].Text != "b" || now.report.Error != "" {
		t.Errorf("%+v", now)
	}
	other.settings = live.Settings{"channels": "C1", "token_env": "OTHER", "timeout": "1m"}
	r.windows = nil
	if asking(AskMissing).renew(t.Context(), other, r, before, w); r.windows != nil {
		t.Error("another credential is no other question")
	}
}

// Of the last minutes something may still come.
func TestSettled(t *testing.T) {
	j := asking(AskMissing)
	j.Now = func() time.Time { return minute(61) }
	now := j.renew(t.Context(), instants(true, false), &pretend{said: map[int]string{10: "a"}, fails: -1}, nil, event.Window{From: minute(0), To: minute(60)})
	want := []event.Window{{From: minute(0), To: minute(59)}}
	if diff := cmp.Diff(want, now.report.Asked.Covered); diff != "" {
		t.Error(diff)
	}
}

// stuck ends neither by itself nor when it is told to, until the test is over.
type stuck struct {
	pretend
	over chan struct{}
}

func (s *stuck) Collect(context.Context, event.Window) (event.Batch, error) {
	<-s.over
	return event.Batch{}, nil
}

// A source that takes too long ends when its time is over, with what came; one that does not end is left alone soon after.
func TestAskOneEndsInTime(t *testing.T) {
	w := event.Window{From: minute(0), To: minute(60)}
	synctest.Test(t, func(t *testing.T) {
		s := instants(false, false)
		s.settings["timeout"] = "3m"
		began := time.Now()
		now := asking(AskMissing).renew(t.Context(), s, &slow{}, nil, w)
		if now.report.Error != "not done within 3m0s" || now.report.Fix == "" || len(now.events) != 1 || time.Since(began) != 3*time.Minute {
			t.Errorf("after %s: %+v", time.Since(began), now)
		}
		over := make(chan struct{})
		began = time.Now()
		now = asking(AskMissing).renew(t.Context(), s, &stuck{over: over}, nil, w)
		if now.report.Error != "not done within 3m0s" || time.Since(began) != 3*time.Minute+grace {
			t.Errorf("after %s: %+v", time.Since(began), now)
		}
		close(over)
	})
}

// slow returns what came when its time is over.
type slow struct{ pretend }

func (*slow) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	<-ctx.Done()
	b := event.Batch{Events: []event.Event{{ID: "E-1", Source: "room", Kind: event.Chat, At: minute(1), Count: 1}}}
	return live.Finish(b, live.Result{Name: "room", Kind: live.Kind{Name: "room", Event: event.Chat}, Window: w, Err: ctx.Err()})
}

// Nothing is asked of times to come: what happens then would be taken for covered.
func TestAskedEndsNow(t *testing.T) {
	for name, tt := range map[string]struct {
		w    event.Window
		want time.Time // zero is an error
	}{
		"no end":             {event.Window{From: minute(0)}, minute(30)},
		"an end to come":     {event.Window{From: minute(0), To: minute(60)}, minute(30)},
		"an end in the past": {event.Window{From: minute(0), To: minute(20)}, minute(20)},
		"all to come":        {event.Window{From: minute(40), To: minute(60)}, time.Time{}},
		"no beginning":       {event.Window{To: minute(20)}, time.Time{}},
	} {
		j := asking(AskMissing)
		j.Now, j.window = func() time.Time { return minute(30) }, tt.w
		w, err := j.asked()
		if (err == nil) == tt.want.IsZero() || err == nil && !w.To.Equal(tt.want) {
			t.Errorf("%s: %v, %v", name, w, err)
		}
	}
}

// What is kept of other times than the window is as free of what must not be shown as the rest, also if people named it later.
func TestBeyondIsCleansed(t *testing.T) {
	j := asking(AskNobody)
	j.config, j.credentials = &incident.Config{Redact: incident.Redact{Names: []string{"Acme Corp"}}}, &live.Secrets{}
	j.rules = j.secrets()
	j.beyond = []event.Event{{ID: "E-1", Kind: event.Chat, At: minute(1), Text: "Acme Corp called"}}
	j.cleanse(&event.Batch{})
	if strings.Contains(j.beyond[0].Text, "Acme") {
		t.Errorf("%q", j.beyond[0].Text)
	}
}

// An interrupted run keeps what files gave and what live systems said, and nothing of what was to be forgotten.
func TestSalvage(t *testing.T) {
	dir := t.TempDir()
	const before = `{"schema":"pes/evidence/v1"}
{"report":{"name":"gone","kind":"message","records":1,"asked":{"system":"room"}}}
{"report":{"name":"notes.md","kind":"note","records":1}}
{"event":{"id":"E-00000001","source":"gone","kind":"message","at":"2025-10-20T06:01:00Z","text":"to be forgotten","count":1}}
{"event":{"id":"E-00000002","source":"notes.md","kind":"note","at":"2025-10-20T06:02:00Z","text":"of a file","count":1}}
`
	if err := os.WriteFile(filepath.Join(dir, incident.EvidenceName), []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	j, err := open(Request{Dir: dir, Ask: AskMissing, Live: []LiveInput{{Kind: "git", Arg: dir}}})
	if err != nil {
		t.Fatal(err)
	}
	j.stores = true
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	room := &pretend{said: map[int]string{10: "a"}, fails: -1}
	now := asking(AskMissing).renew(t.Context(), instants(true, true), room, nil, event.Window{From: minute(0), To: minute(60)})
	if err := j.salvage(ctx, known{"room": now}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, incident.EvidenceName))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"to be forgotten": false, `"gone"`: false, "of a file": true, `"text":"a"`: true, `"name":"room"`: true} {
		if strings.Contains(string(kept), text) != want {
			t.Errorf("%s: %t in %s", text, !want, kept)
		}
	}
}
