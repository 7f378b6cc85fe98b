package slack_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/chat/slack/slacktest"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// rest is what of a window is not covered.
func rest(w event.Window, covered []event.Window) []event.Window {
	if len(covered) == 0 {
		return []event.Window{w}
	}
	var out []event.Window
	if w.From.Before(covered[0].From) {
		out = append(out, event.Window{From: w.From, To: covered[0].From})
	}
	if covered[0].To.Before(w.To) {
		out = append(out, event.Window{From: covered[0].To, To: w.To})
	}
	return out
}

// quiet is a workspace in which nobody answers, and everybody says one thing.
func quiet() *slacktest.Workspace {
	w := slacktest.New("acme", "T0ACME")
	w.Grant(livetest.Secret, slacktest.Token{User: "U0PESBOT", Bot: "B0PES", Scopes: slacktest.AllScopes()})
	for _, c := range []string{incident, secret} {
		w.AddChannel(slacktest.Channel{ID: c, Name: strings.ToLower(c), Created: 1760000000, Members: []string{"U0PESBOT"}})
	}
	for i := range 6 {
		id := fmt.Sprintf("U0P%d", i)
		w.AddUser(id, fmt.Sprint("person-", i), "", nil)
		w.Post([]string{incident, secret}[i%2], slacktest.Text(fmt.Sprintf("%d.000100", 1760941000+100*i), id, "a word"))
	}
	return w
}

// Wherever a run is interrupted, what it says is covered, and a second run for the rest, are what one run in peace finds; and the second asks for no
// thread that is covered.
func TestResumed(t *testing.T) {
	for name, tt := range map[string]struct {
		make      func() *slacktest.Workspace
		stretches int // so many at least are told apart
	}{"with threads": {scene, 4}, "without": {quiet, 7}} {
		t.Run(name, func(t *testing.T) {
			w := tt.make()
			w.MaxPage = 4
			whole := collect(t, source(t, w, settings(incident, secret)), livetest.Window)
			stretches := map[string]bool{}
			for n := range len(w.Calls()) {
				for _, how := range []string{"cancelled", "refused", "revoked"} {
					t.Run(fmt.Sprintf("%s at %d", how, n+1), func(t *testing.T) {
						stretches[fmt.Sprint(resume(t, tt.make(), whole, n+1, how))] = true
					})
				}
			}
			if len(stretches) < tt.stretches {
				t.Errorf("of %d interruptions only %d stretches: %v", len(w.Calls()), len(stretches), stretches)
			}
		})
	}
}

// resume interrupts a run at the n-th request, makes another for the rest, and is what the first covered.
func resume(t *testing.T, w *slacktest.Workspace, whole event.Batch, n int, how string) []event.Window {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w.MaxPage = 4
	w.Intercept = func(i int, _ slacktest.Call) *slacktest.Answer {
		switch {
		case i < n:
			return nil
		case how == "refused":
			return &slacktest.Answer{Status: 403, Body: "no"}
		case how == "revoked":
			return slacktest.Refusal("token_revoked")
		}
		cancel()
		return slacktest.Refusal("fatal_error")
	}
	one, err := source(t, w, settings(incident, secret)).Collect(ctx, livetest.Window)
	if err == nil || one.Reports[0].Error == "" || how == "cancelled" && !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, report %+v", err, one.Reports[0])
	}
	covered := one.Reports[0].Asked.Covered
	var all []event.Event
	for _, e := range one.Events {
		if e.At.Before(livetest.Window.From) || len(covered) > 0 && covered[0].Contains(e.At) {
			all = append(all, e)
		}
	}
	w.Intercept = nil
	w.Forget()
	src := source(t, w, settings(incident, secret))
	for _, part := range rest(livetest.Window, covered) {
		all = append(all, collect(t, src, part).Events...)
	}
	if diff := cmp.Diff(whole.Events, event.Merge(all)); diff != "" {
		t.Errorf("covered %v (-whole +resumed):\n%s", covered, diff)
	}
	for _, c := range w.Calls() {
		if c.Method == "conversations.replies" && len(covered) > 0 && covered[0].Contains(instant(t, c.Args["ts"])) {
			t.Errorf("%s was asked for again, %v is covered", c.Args["ts"], covered)
		}
	}
	return covered
}

func instant(t *testing.T, ts string) time.Time {
	t.Helper()
	n, err := strconv.ParseInt(strings.Replace(ts, ".", "", 1), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.UnixMicro(n)
}

// A refusal for a while in the middle of paging costs nothing: with a header or without, by the status or in the body.
func TestLimitedInTheMiddle(t *testing.T) {
	whole := collect(t, source(t, scene(), settings(incident)), livetest.Window)
	for name, a := range map[string]*slacktest.Answer{
		"429":                  {Status: 429, Body: `{"ok":false,"error":"ratelimited"}`},
		"429, and how long":    {Status: 429, Header: map[string]string{"Retry-After": "1"}, Body: `{"ok":false,"error":"ratelimited"}`},
		"in the body":          slacktest.Refusal("ratelimited"),
		"Slack's own trouble":  slacktest.Refusal("internal_error"),
		"503":                  {Status: 503, Body: "<html>busy</html>"},
		"cut short":            {Body: `{"ok":true,`, Cut: true},
		"a load balancer's no": {Status: 502, Body: "bad gateway"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := scene()
			w.MaxPage = 5
			bad := map[int]bool{8: true, 13: true}
			if a.Header != nil {
				bad = map[int]bool{8: true}
			}
			w.Intercept = func(n int, _ slacktest.Call) *slacktest.Answer {
				if bad[n] {
					return a
				}
				return nil
			}
			b := collect(t, source(t, w, settings(incident)), livetest.Window)
			if diff := cmp.Diff(whole.Events, b.Events); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An app that gets 15 messages a page and one page a minute has all of them in the end, and says why that takes so long.
func TestSmallPages(t *testing.T) {
	for name, strict := range map[string]bool{"the limit is lowered": false, "the limit is refused": true} {
		t.Run(name, func(t *testing.T) {
			w := scene()
			for i := range 40 {
				w.Post(incident, slacktest.Text(fmt.Sprintf("%d.000700", 1760946000+i), "U0IC", fmt.Sprint("status ", i)), slacktest.Reply("1760941500.000200", fmt.Sprintf("%d.000800", 1760946000+i), "U0DB", fmt.Sprint("step ", i)))
			}
			whole := collect(t, source(t, w, settings(incident)), livetest.Window)
			w.Forget()
			w.MaxPage, w.PerMinute, w.Unsaid, w.StrictLimit = 15, 1, true, strict
			clock := livetest.Now
			w.Now = func() time.Time { return clock }
			w.Intercept = func(int, slacktest.Call) *slacktest.Answer {
				clock = clock.Add(25 * time.Second)
				return nil
			}
			b := collect(t, source(t, w, settings(incident)), livetest.Window)
			if diff := cmp.Diff(whole.Events, b.Events); diff != "" {
				t.Error(diff)
			}
			if n := methods(w.Calls()); n["conversations.history"] < 6 || n["conversations.replies"] < 6 {
				t.Errorf("it was not paged: %v", n)
			}
			told := strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "15 messages a page")
			if !told {
				t.Errorf("notes %q", b.Reports[0].Notes)
			}
		})
	}
}

// What may be asked a minute hence, and a run has no time for, ends the run with what came.
func TestNoTimeToWait(t *testing.T) {
	for name, a := range map[string]*slacktest.Answer{
		"by the status": {Status: 429, Header: map[string]string{"Retry-After": "60"}, Body: `{"ok":false,"error":"ratelimited"}`},
		"in the body":   {Header: map[string]string{"Retry-After": "60"}, Body: `{"ok":false,"error":"ratelimited"}`},
	} {
		t.Run(name, func(t *testing.T) {
			w := scene()
			w.Intercept = func(_ int, c slacktest.Call) *slacktest.Answer {
				if c.Method == "conversations.replies" && c.Args["ts"] == "1760944000.000100" {
					return a
				}
				return nil
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			b, err := source(t, w, settings(incident)).Collect(ctx, livetest.Window)
			r := b.Reports[0]
			if err == nil || !strings.Contains(r.Fix, "it goes on from there") || len(b.Events) < 10 || len(r.Asked.Covered) != 1 {
				t.Errorf("error %v, %d events, report %+v", err, len(b.Events), r)
			}
			if from := r.Asked.Covered[0].From; !from.Equal(instant(t, "1760944100.000101")) {
				t.Errorf("covered from %s", from)
			}
		})
	}
}
