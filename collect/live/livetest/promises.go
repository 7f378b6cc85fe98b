package livetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
)

// collect asks the pretend system.
func (s Subject) collect(t *testing.T, w event.Window) event.Batch {
	t.Helper()
	server := serve(t, dated(s.Serve(t), 0))
	b, err := s.Source(t, server.URL, &live.Secrets{}).Collect(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	s.whole(t, b)
	if b.Reports[0].Error != "" {
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
	if len(report.Asked.Queries) == 0 {
		t.Errorf("it does not say what it asked: %+v", report.Asked)
	}
	if diff := cmp.Diff([]event.Window{Window}, report.Asked.Covered); diff != "" {
		t.Errorf("covered: %s", diff)
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
	server := serve(t, dated(s.Serve(t), 0))
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

// check: the source is well, tells a clock that is off, and what it would ask.
func (s Subject) check(t *testing.T, off time.Duration) {
	server := serve(t, dated(s.Serve(t), off))
	h := s.Source(t, server.URL, nil).Check(t.Context(), Window)
	if h.Err != nil || !h.Reachable || !h.Authorized || len(h.Asks) == 0 {
		t.Errorf("health %+v", h)
	}
	if !h.Clock || (h.Skew-off).Abs() > 2*time.Second {
		t.Errorf("the clock is %s ahead (known: %t), not %s", h.Skew, h.Clock, off)
	}
}

// serve is a server until the test ends.
func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

// elsewhere: another name of the source and another address of the system make the same evidence.
func (s Subject) elsewhere(t *testing.T) {
	here, there := serve(t, dated(s.Serve(t), 0)), serve(t, dated(s.Serve(t), 0))
	a, err := s.open(t, "under test", here.URL, live.Env{}).Collect(t.Context(), Window)
	b, err2 := s.open(t, "another name", there.URL, live.Env{}).Collect(t.Context(), Window)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	said := func(b event.Batch) []string {
		var all []string
		for _, e := range b.Events {
			all = append(all, fmt.Sprintf("%s %s %s %q", e.ID, e.At, e.Until, e.Text))
		}
		return all
	}
	if diff := cmp.Diff(said(a), said(b)); diff != "" {
		t.Error(diff)
	}
	for _, e := range b.Events {
		if e.Source != "another name" {
			t.Errorf("event %+v", e)
		}
	}
}

// sideBySide: sources do not meet, be they asked at the same time.
func (s Subject) sideBySide(t *testing.T) {
	alone := s.collect(t, Window)
	var wg sync.WaitGroup
	for range 2 {
		server := serve(t, dated(s.Serve(t), 0))
		src := s.open(t, "under test", server.URL, live.Env{Secrets: &live.Secrets{}})
		wg.Go(func() {
			b, err := src.Collect(t.Context(), Window)
			if err != nil {
				t.Error(err)
				return
			}
			ids := func(e event.Event) string { return e.ID }
			if diff := cmp.Diff(column(alone.Events, ids), column(b.Events, ids)); diff != "" {
				t.Error(diff)
			}
		})
		wg.Go(func() {
			if h := src.Check(t.Context(), Window); h.Err != nil {
				t.Error(h.Err)
			}
		})
	}
	wg.Wait()
}

func column(events []event.Event, of func(event.Event) string) []string {
	var all []string
	for _, e := range events {
		all = append(all, of(e))
	}
	return all
}

// progress: what is told of it makes sense.
func (s Subject) progress(t *testing.T) {
	server := serve(t, dated(s.Serve(t), 0))
	var mu sync.Mutex
	_, err := s.open(t, "under test", server.URL, live.Env{Progress: func(done, total int64, what string) {
		mu.Lock()
		defer mu.Unlock()
		if done < 0 || total < 0 || total > 0 && done > total || what == "" {
			t.Errorf("told %d of %d %s", done, total, what)
		}
	}}).Collect(t.Context(), Window)
	if err != nil {
		t.Fatal(err)
	}
}

// partial: when the system fails in the middle, what came before is kept, and nobody is told that it is all.
func (s Subject) partial(t *testing.T) {
	var n atomic.Int32
	good := serve(t, dated(counting(&n, s.Serve(t)), 0))
	all, err := s.Source(t, good.URL, &live.Secrets{}).Collect(t.Context(), Window)
	if err != nil {
		t.Fatal(err)
	}
	requests, kept := int(n.Load()), 0
	for _, k := range moments(requests) {
		server := serve(t, dated(until(k, s.Serve(t), func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }), 0))
		b, err := s.Source(t, server.URL, &live.Secrets{}).Collect(t.Context(), Window)
		s.whole(t, b)
		kept = max(kept, len(b.Events))
		r := b.Reports[0]
		if err == nil && len(b.Events) < len(all.Events) {
			t.Errorf("of %d requests those after %d failed: %d of %d events, and no error", requests, k, len(b.Events), len(all.Events))
		}
		if (err == nil) != (r.Error == "") || err != nil && r.Fix == "" {
			t.Errorf("error %v, report %q, fix %q", err, r.Error, r.Fix)
		}
		if err != nil && len(b.Events) < len(all.Events) && cmp.Equal(r.Asked.Covered, []event.Window{Window}) {
			t.Errorf("%d of %d events, and the whole window is said to be covered", len(b.Events), len(all.Events))
		}
		for _, c := range r.Asked.Covered {
			if c.From.Before(Window.From) || c.To.After(Window.To) || !c.From.Before(c.To) {
				t.Errorf("covered %v", c)
			}
		}
	}
	if requests > 1 && kept == 0 {
		t.Errorf("%d requests, and wherever the system fails nothing is kept", requests)
	}
}

// moments are after how many requests of n the system fails: the first ones differ, then it is one page like the other, and the last one differs.
func moments(n int) []int {
	const first, between = 6, 8
	var all []int
	for k := 1; k < n; k++ {
		if k <= first || k == n-1 || k%max(1, n/between) == 0 {
			all = append(all, k)
		}
	}
	return all
}

// hang answers nothing until the client goes. It is seen to go only once its request was read.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func counting(n *atomic.Int32, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		h.ServeHTTP(w, r)
	})
}

// until answers k requests well, and all others in a bad way.
func until(k int, good http.Handler, bad http.HandlerFunc) http.Handler {
	var n atomic.Int32
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if int(n.Add(1)) > k {
			bad(w, r)
			return
		}
		good.ServeHTTP(w, r)
	})
}

// cancelledInTheMiddle: it returns soon after ctx is done, with what came.
func (s Subject) cancelledInTheMiddle(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	why := errors.New("somebody pressed a key")
	server := serve(t, dated(until(1, s.Serve(t), func(_ http.ResponseWriter, r *http.Request) {
		cancel(why)
		hang(nil, r)
	}), 0))
	began := time.Now()
	b, err := s.Source(t, server.URL, &live.Secrets{}).Collect(ctx, Window)
	s.whole(t, b)
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it took %s", took)
	}
	if ctx.Err() != nil && (!errors.Is(err, why) && !errors.Is(err, context.Canceled) || b.Reports[0].Error == "") {
		t.Errorf("error %v, report %q", err, b.Reports[0].Error)
	}
}
