// Package livetest is the conformance suite of live sources: what package live promises of every one of them, whatever system it asks. A kind's
// test says how to pretend to be the system, and Run does the rest.
package livetest

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
)

// Secret is the credential of every source under test. It must not be seen anywhere.
const Secret = "s3cr3t-Zq81LkPw0vXnTt5Y"

// Now is the time by the clock of every source under test, which stands still.
var Now = time.Date(2025, 10, 21, 12, 0, 0, 0, time.UTC)

// Window is the stretch that sources under test are asked about: the morning of 20 October 2025. A pretend system holds events in it, before it and after it.
var Window = event.Window{From: time.Date(2025, 10, 20, 6, 0, 0, 0, time.UTC), To: time.Date(2025, 10, 20, 10, 0, 0, 0, time.UTC)}

// Subject is a kind under test.
type Subject struct {
	Kind live.Kind
	// Serve makes the pretend system, anew for each check. It must ask for Secret as the real one asks for its credential.
	Serve func(t *testing.T) http.Handler
	// Settings are the source's, without url:.
	Settings live.Settings
	// Env is the environment, in which Secret stands where the source looks for it.
	Env map[string]string
	// Least is how many events there are in Window, at least.
	Least int
	// Refuse makes the pretend system refuse credentials in its own way; nil is with the status 401.
	Refuse http.Handler
	// Around says of an event outside of the window that it belongs to one inside: the parent of a thread, as live.Result has it. Nil is of none.
	Around func(event.Event) bool
	// Skip names checks that make no sense of this kind, each with the reason.
	Skip map[string]string
}

// Source makes the source under test, of the system at url. Its environment is the subject's.
func (s Subject) Source(t *testing.T, url string, secrets *live.Secrets) live.Source {
	t.Helper()
	settings := live.Settings{}
	maps.Copy(settings, s.Settings)
	if url != "" {
		settings["url"] = url
	}
	src, err := s.Kind.Open("under test", settings, live.Env{
		Getenv: func(k string) string { return s.Env[k] }, Now: func() time.Time { return Now }, Secrets: secrets,
		Pause: time.Millisecond, Timeout: 300 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// dated answers with the date that the source's clock shows, plus a skew.
func dated(h http.Handler, skew time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", Now.Add(skew).Format(http.TimeFormat))
		h.ServeHTTP(w, r)
	})
}

// Run holds a kind to what live sources promise.
func Run(t *testing.T, s Subject) {
	check := func(name string, f func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			if why := s.Skip[name]; why != "" {
				t.Skip(why)
			}
			f(t)
		})
	}
	check("window", s.window)
	check("again", s.again)
	check("cancelled", s.cancelled)
	check("check", s.check)
	for _, f := range faults() {
		check(f.name, func(t *testing.T) { s.fault(t, f) })
	}
}

// collect asks the pretend system.
func (s Subject) collect(t *testing.T, w event.Window) event.Batch {
	t.Helper()
	server := httptest.NewServer(dated(s.Serve(t), 0))
	defer server.Close()
	b, err := s.Source(t, server.URL, nil).Collect(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Reports) != 1 || b.Reports[0].Error != "" || b.Reports[0].Asked == nil {
		t.Fatalf("reports: %+v", b.Reports)
	}
	return b
}

// window: events are in UTC, named after the source, and lie in or overlap the window, which is half-open.
func (s Subject) window(t *testing.T) {
	whole := s.collect(t, Window)
	if len(whole.Events) < s.Least {
		t.Fatalf("%d events, at least %d are there", len(whole.Events), s.Least)
	}
	report := whole.Reports[0]
	if report.Name != "under test" || report.Kind != s.Kind.Event || len(report.Asked.Queries) == 0 || report.Asked.System != s.Kind.Name {
		t.Errorf("report %+v, asked %+v", report, report.Asked)
	}
	if diff := cmp.Diff([]event.Window{Window}, report.Asked.Covered); diff != "" {
		t.Errorf("covered: %s", diff)
	}
	for _, e := range whole.Events {
		if e.Source != "under test" || e.At.Location() != time.UTC || e.ID == "" || e.Count < 1 || !overlaps(e, Window) && (s.Around == nil || !s.Around(e)) {
			t.Errorf("event %+v", e)
		}
		for _, r := range e.Refs {
			if r.File != "" {
				t.Errorf("event %s refers to a file: %+v", e.ID, r)
			}
		}
	}
	for _, e := range whole.Events {
		if !e.Until.IsZero() || e.Open || !Window.Contains(e.At) {
			continue // it is the instants whose edges can be looked at
		}
		if before := s.collect(t, event.Window{From: Window.From, To: e.At}); has(before, e.ID) {
			t.Errorf("%s at %s is in a window that ends then", e.ID, e.At)
		}
		if from := s.collect(t, event.Window{From: e.At, To: Window.To}); !has(from, e.ID) {
			t.Errorf("%s at %s is not in a window that begins then", e.ID, e.At)
		}
		break
	}
}

func overlaps(e event.Event, w event.Window) bool {
	return e.Open && e.At.Before(w.To) || w.Overlaps(e.At, e.Until)
}

func has(b event.Batch, id string) bool {
	for _, e := range b.Events {
		if e.ID == id {
			return true
		}
	}
	return false
}

// again: the same question has the same answer.
func (s Subject) again(t *testing.T) {
	server := httptest.NewServer(dated(s.Serve(t), 0))
	defer server.Close()
	var answers [2]event.Batch
	for i := range answers {
		var err error
		if answers[i], err = s.Source(t, server.URL, nil).Collect(t.Context(), Window); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(answers[0], answers[1]); diff != "" {
		t.Error(diff)
	}
}

// cancelled: it returns soon after ctx is done.
func (s Subject) cancelled(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := s.Source(t, server.URL, nil).Collect(ctx, Window)
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it goes on after its context is done")
	}
}

// check: the source is well, tells a clock that is an hour ahead, and what it would ask.
func (s Subject) check(t *testing.T) {
	server := httptest.NewServer(dated(s.Serve(t), time.Hour))
	defer server.Close()
	h := s.Source(t, server.URL, nil).Check(t.Context(), Window)
	if h.Err != nil || !h.Reachable || !h.Authorized || len(h.Asks) == 0 {
		t.Errorf("health %+v", h)
	}
	if !h.Clock || (h.Skew-time.Hour).Abs() > 2*time.Second {
		t.Errorf("the clock is %s ahead (known: %t), not an hour", h.Skew, h.Clock)
	}
}

// clean: no secret is anywhere.
func clean(t *testing.T, what string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(text, Secret) {
			t.Errorf("the secret is in %s: %s", what, text)
		}
	}
}

// Bearer asks for Secret as a bearer token, as most systems do.
func Bearer(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+Secret {
			http.Error(w, "no token", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	})
}
