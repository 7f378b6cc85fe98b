package prometheus_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts"
	"github.com/pes-dev/pes/collect/alerts/prometheus"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	livetest.Run(t, livetest.Subject{
		Kind: prometheus.Kind(),
		Serve: func(t *testing.T) http.Handler {
			f := &fake{}
			f.fire("TicketErrors", "06:48", "07:30", 12, "service", "tickets")
			f.fire("QueueGrows", "05:00", "06:20", 12, "service", "queue")
			f.fire("TooLate", "10:00", "10:20", 0, "service", "queue")
			return livetest.Bearer(f.handler(t))
		},
		Env:   map[string]string{"PROMETHEUS_TOKEN": livetest.Secret},
		Least: 2,
	})
}

// collect asks a fake for a window of 20 October 2025.
func collect(t *testing.T, f *fake, from, to string, settings live.Settings) event.Batch {
	t.Helper()
	server := httptest.NewServer(f.handler(t))
	defer server.Close()
	b, err := ask(t, server.URL, event.Window{From: clock(from), To: clock(to)}, settings)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ask(t *testing.T, url string, w event.Window, settings live.Settings) (event.Batch, error) {
	t.Helper()
	all := live.Settings{"url": url}
	maps.Copy(all, settings)
	src, err := prometheus.Kind().Open("metrics", all, live.Env{Now: func() time.Time { return livetest.Now }, Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return src.Collect(t.Context(), w)
}

// brief is what a test looks at: when, until, and the words.
func brief(events []event.Event) []string {
	var out []string
	for _, e := range events {
		until := "-"
		if e.Open {
			until = "open"
		} else if !e.Until.IsZero() {
			until = e.Until.Format("02T15:04:05")
		}
		out = append(out, fmt.Sprintf("%s %s x%d %s: %s", e.At.Format("02T15:04:05"), until, e.Count, e.Service, e.Text))
	}
	return out
}

func TestWindow(t *testing.T) {
	tests := map[string]struct {
		fires func(f *fake)
		most  int
		want  []string
	}{
		"within": {
			func(f *fake) { f.fire("A", "06:48", "07:30", 0); f.fire("B", "08:00", "09:30", 0) }, 0,
			[]string{"20T06:48:00 20T07:30:00 x1 : A (severity=critical)", "20T08:00:00 open x1 : B (severity=critical)"},
		},
		"began before": {
			func(f *fake) { f.fire("A", "03:10", "07:30", 0); f.fire("B", "08:00", "09:30", 0) }, 0,
			[]string{"20T03:10:00 20T07:30:00 x1 : A (severity=critical)", "20T08:00:00 open x1 : B (severity=critical)"},
		},
		"began days before": {
			func(f *fake) { f.fire("A", "-3 03:10", "07:30", 0); f.fire("B", "08:00", "09:30", 0) }, 0,
			[]string{"17T03:10:00 20T07:30:00 x1 : A (severity=critical)", "20T08:00:00 open x1 : B (severity=critical)"},
		},
		"flapped before": {
			func(f *fake) {
				f.fire("A", "05:30", "05:55", 0)
				f.fire("A", "06:03", "07:30", 0)
				f.fire("B", "08:00", "09:30", 0)
			}, 0,
			[]string{"20T05:30:00 20T07:30:00 x2 : A (severity=critical)", "20T08:00:00 open x1 : B (severity=critical)"},
		},
		"ended before": {
			func(f *fake) { f.fire("A", "05:30", "05:59", 59); f.fire("B", "08:00", "09:30", 0) }, 0,
			[]string{"20T08:00:00 open x1 : B (severity=critical)"},
		},
		"ends after": {
			func(f *fake) { f.fire("A", "08:00", "14:30", 0); f.fire("B", "08:00", "16:30", 0) }, 0,
			[]string{"20T08:00:00 20T14:30:00 x1 : A (severity=critical)", "20T08:00:00 open x1 : B (severity=critical)"},
		},
		"begins at the window's end": {
			func(f *fake) { f.fire("A", "10:00", "14:30", 0); f.fire("B", "06:00", "07:30", 0) }, 0,
			[]string{"20T06:00:00 open x1 : B (severity=critical)"},
		},
		"more than the server answers at once": {
			func(f *fake) { f.fire("A", "06:48", "07:30", 0); f.fire("B", "08:00", "09:30", 0) }, 70,
			[]string{"20T06:48:00 20T07:30:00 x1 : A (severity=critical)", "20T08:00:00 open x1 : B (severity=critical)"},
		},
	}
	for name, tt := range tests {
		for _, closed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, closed %t", name, closed), func(t *testing.T) {
				f := &fake{closed: closed, most: tt.most}
				tt.fires(f)
				b := collect(t, f, "06:00", "10:00", nil)
				if diff := cmp.Diff(tt.want, brief(b.Events)); diff != "" {
					t.Errorf("%s\nasked %q", diff, f.asked)
				}
				if len(f.asked) > 60 {
					t.Errorf("%d questions", len(f.asked))
				}
				if len(b.Reports[0].Notes) != 0 { // no sample came twice
					t.Errorf("notes %q", b.Reports[0].Notes)
				}
			})
		}
	}
}

// TestSharedSample: a sample at the edge of two questions, which both have before Prometheus 3, is one.
func TestSharedSample(t *testing.T) {
	f := &fake{closed: true, most: 70}
	f.fire("A", "06:00", "09:50", 0)
	for _, s := range f.series { // to the last millisecond of each minute
		late := map[int64]string{}
		for at, v := range s.values {
			late[at+59_999] = v
		}
		clear(s.values)
		maps.Copy(s.values, late)
	}
	b := collect(t, f, "06:00", "10:00", nil)
	if len(b.Events) != 1 || b.Events[0].Count != 1 || len(b.Reports[0].Notes) != 0 {
		t.Errorf("%q, notes %q", brief(b.Events), b.Reports[0].Notes)
	}
}

// TestSameAsExport: the body of the raw-sample query, saved to a file, is the same evidence.
func TestSameAsExport(t *testing.T) {
	f := &fake{}
	f.fire("A", "06:48", "07:30", 12, "service", "tickets")
	f.fire("B", "07:10", "07:20", 40)
	f.fire("B", "07:25", "07:31", 40)
	f.fire("C", "08:00", "09:30", 0)
	f.most = 150 // of a question; the export is one
	got := collect(t, f, "06:00", "10:00", nil)
	f.most = 0
	rec := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodGet, "/api/v1/query", nil)
	req.URL.RawQuery = "query=%7B__name__%3D~%22ALERTS%7CALERTS_FOR_STATE%22%7D%5B4h%5D&time=1760954400"
	f.handler(t).ServeHTTP(rec, req)
	want, err := alerts.Family().Collect(t.Context(), []*file.File{file.Bytes("alerts.json", rec.Body.Bytes())}, event.Window{From: clock("06:00"), To: clock("10:00")}, file.Options{})
	if err != nil || len(want.Events) < 3 {
		t.Fatal(err, len(want.Events))
	}
	if diff := cmp.Diff(bare(want.Events), bare(got.Events)); diff != "" {
		t.Error(diff)
	}
}

// bare is events without the names of their sources and their references.
func bare(events []event.Event) []event.Event {
	out := make([]event.Event, len(events))
	for i, e := range events {
		e.Source, e.Refs = "", nil
		out[i] = e
	}
	return out
}

func TestRules(t *testing.T) {
	f := &fake{rules: `{"name":"g","rules":[
		{"type":"alerting","name":"Plain","query":"x","labels":{"severity":"critical"},"annotations":{"summary":"Tickets cannot be sold","runbook_url":"https://runbooks.example/tickets"},
		 "alerts":[{"labels":{"alertname":"Plain"},"annotations":{},"state":"firing","activeAt":"2025-10-20T06:00:00Z"}]},
		{"type":"alerting","name":"Plain","query":"x","labels":{"severity":"warning"},"annotations":{"summary":"Few tickets are sold"}},
		{"type":"alerting","name":"Templated","query":"x","annotations":{"summary":"{{ $labels.host }} is full","description":"A disk is full"}},
		{"type":"alerting","name":"Nothing","query":"x","annotations":{"summary":"{{ $value }} failed","runbook_url":"https://{{ $labels.host }}/"}},
		{"type":"alerting","name":"Twice","query":"x","annotations":{"summary":"one"}},
		{"type":"alerting","name":"Twice","query":"y","annotations":{"summary":"two"}},
		{"type":"recording","name":"Plain","query":"z"}]}`}
	for i, name := range []string{"Plain", "Templated", "Nothing", "Twice"} {
		f.fire(name, fmt.Sprintf("07:0%d", i), "07:30", 0)
	}
	b := collect(t, f, "06:00", "10:00", nil)
	want := []string{
		"20T07:00:00 open x1 : Tickets cannot be sold",
		"20T07:01:00 open x1 : A disk is full",
		"20T07:02:00 open x1 : Nothing (severity=critical)",
		"20T07:03:00 open x1 : Twice (severity=critical)",
	}
	if diff := cmp.Diff(want, brief(b.Events)); diff != "" {
		t.Error(diff)
	}
	if got := b.Events[0].Labels["runbook"]; got != "https://runbooks.example/tickets" {
		t.Errorf("runbook %q", got)
	}
	if got, ok := b.Events[2].Labels["runbook"]; ok {
		t.Errorf("runbook %q of a template", got)
	}
}

func TestWarningsAreNotes(t *testing.T) {
	for name, extra := range map[string]string{"Thanos": `,"warnings":["No StoreAPIs matched for this query"]`, "VictoriaMetrics": `,"isPartial":true`} {
		t.Run(name, func(t *testing.T) {
			f := &fake{extra: extra}
			f.fire("A", "07:00", "07:30", 0)
			b := collect(t, f, "06:00", "10:00", nil)
			if !strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "incomplete") {
				t.Errorf("notes %q", b.Reports[0].Notes)
			}
		})
	}
}

func TestAsked(t *testing.T) {
	f := &fake{}
	f.fire("A", "07:00", "07:30", 0)
	f.fire("B", "07:00", "07:30", 0, "severity", "warning")
	b := collect(t, f, "06:00", "10:00", live.Settings{"match": `severity="warning"`})
	want := []string{`{__name__=~"ALERTS|ALERTS_FOR_STATE",severity="warning"}[4h] @ 1760954399.999`, "GET /api/v1/rules"}
	if diff := cmp.Diff(want, b.Reports[0].Asked.Queries); diff != "" {
		t.Error(diff)
	}
	if len(b.Events) != 1 || b.Reports[0].Asked.Version != "3.5.0" {
		t.Errorf("%d events, version %q", len(b.Events), b.Reports[0].Asked.Version)
	}
	if ref := b.Events[0].Refs; len(ref) != 1 || !strings.Contains(ref[0].URL, "/graph?g0.end_input=2025-10-20+07%3A40%3A00&g0.expr=ALERTS") && !b.Events[0].Open {
		t.Errorf("refs %+v", ref)
	}
}

func TestNothingSaysWhy(t *testing.T) {
	b := collect(t, &fake{}, "06:00", "10:00", nil)
	if len(b.Events) != 0 || !strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "it keeps samples for 15d") {
		t.Errorf("notes %q", b.Reports[0].Notes)
	}
}
