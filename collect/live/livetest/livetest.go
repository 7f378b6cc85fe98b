// Package livetest is the conformance suite of live sources: what package live promises of every one of them, whatever system it asks. A kind's
// test says how to pretend to be the system, and Run does the rest.
package livetest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

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
	// Loop makes a pretend system whose pages never end, in its own way; nil is one whose every page is the first.
	Loop func(t *testing.T) http.Handler
	// Skip names checks that make no sense of this kind, each with the reason.
	Skip map[string]string
}

// Source makes the source under test, of the system at url. Its environment is the subject's.
func (s Subject) Source(t *testing.T, url string, secrets *live.Secrets) live.Source {
	t.Helper()
	return s.open(t, "under test", url, live.Env{Secrets: secrets})
}

// patient is how long an attempt may take where nobody hangs: a test beside others on a busy machine is slow. hurried is where somebody does.
const (
	patient = 10 * time.Second
	hurried = 300 * time.Millisecond
)

// open makes a source with an environment, of which the rest is the subject's.
func (s Subject) open(t *testing.T, name, url string, e live.Env) live.Source {
	t.Helper()
	settings := live.Settings{}
	maps.Copy(settings, s.Settings)
	if url != "" {
		settings["url"] = url
	}
	e.Getenv, e.Now, e.Pause = func(k string) string { return s.Env[k] }, func() time.Time { return Now }, time.Millisecond
	e.Timeout = cmp.Or(e.Timeout, patient)
	src, err := s.Kind.Open(name, settings, e)
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

// Run holds a kind to what live sources promise. The checks run side by side, as most of the time somebody waits.
func Run(t *testing.T, s Subject) {
	t.Helper()
	known := map[string]bool{}
	t.Run("live", func(t *testing.T) {
		check := func(name string, f func(t *testing.T)) {
			known[name] = true
			t.Run(name, func(t *testing.T) {
				if why := s.Skip[name]; why != "" {
					t.Skip(why)
				}
				t.Parallel()
				f(t)
			})
		}
		check("window", s.window)
		check("again", s.again)
		check("elsewhere", s.elsewhere)
		check("side by side", s.sideBySide)
		check("progress", s.progress)
		check("partial", s.partial)
		check("cancelled", s.cancelled)
		check("cancelled in the middle", s.cancelledInTheMiddle)
		check("clock ahead", func(t *testing.T) { s.check(t, time.Hour) })
		check("clock behind", func(t *testing.T) { s.check(t, -time.Hour) })
		check("page loop", s.loop)
		check("wrong types", s.wrongTypes)
		for _, f := range faults() {
			check(f.name, func(t *testing.T) { s.fault(t, f) })
		}
	})
	for name := range s.Skip {
		if !known[name] {
			t.Errorf("Skip names a check that there is not: %q", name)
		}
	}
}

// whole holds a batch to what is promised of each, complete or not: one report, events in UTC within or around the window, references that are no files,
// and no secret anywhere.
func (s Subject) whole(t *testing.T, b event.Batch) {
	t.Helper()
	if len(b.Reports) != 1 {
		t.Fatalf("reports %+v", b.Reports)
	}
	r := b.Reports[0]
	if r.Name != "under test" || r.Kind != s.Kind.Event || r.Asked == nil || r.Asked.System != s.Kind.Name {
		t.Errorf("report %+v, asked %+v", r, r.Asked)
	}
	for _, e := range b.Events {
		if e.Source != "under test" || e.At.Location() != time.UTC || e.ID == "" || e.Count < 1 || !overlaps(e, Window) && (s.Around == nil || !s.Around(e)) {
			t.Errorf("event %+v", e)
		}
		for _, r := range e.Refs {
			if r.File != "" {
				t.Errorf("event %s refers to a file: %+v", e.ID, r)
			}
		}
	}
	for _, x := range b.Series {
		if x.Source != "under test" || len(x.Errors) != len(x.Total) {
			t.Errorf("series of %q: %d and %d bins", x.Source, len(x.Errors), len(x.Total))
		}
	}
	clean(t, "the batch", fmt.Sprintf("%+v", b), fmt.Sprintf("%+v", r.Asked))
}

// clean: no secret is anywhere.
func clean(t *testing.T, what string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, form := range []string{Secret, url.QueryEscape(Secret), base64.RawStdEncoding.EncodeToString([]byte(Secret))} {
			if strings.Contains(text, form) {
				t.Errorf("the secret is in %s: %s", what, text)
			}
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
