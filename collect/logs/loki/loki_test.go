package loki_test

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/collect/logs/enginetest"
	"github.com/pes-dev/pes/collect/logs/loki"
	"github.com/pes-dev/pes/event"
)

// outage is a Loki that holds the lines of an outage, with the labels that Loki 3 gives them.
func outage(t testing.TB) *fake { return holding(t, enginetest.Records()) }

func holding(t testing.TB, records []enginetest.Record) *fake {
	var entries []fakeEntry
	for _, r := range records {
		level := r.Level
		if level == "" {
			level = "unknown"
		}
		entries = append(entries, fakeEntry{
			at: r.At.UnixNano(), line: r.Text,
			stream: map[string]string{"service_name": r.Service, "namespace": "shop"}, own: map[string]string{"detected_level": level},
		})
	}
	return newFake(t, entries)
}

func open(t testing.TB, h http.Handler, s live.Settings) live.Source {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	settings := live.Settings{"url": server.URL}
	maps.Copy(settings, s)
	src, err := loki.Kind().Open("loki", settings, live.Env{Now: func() time.Time { return livetest.Now }, Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestConformance(t *testing.T) {
	livetest.Run(t, livetest.Subject{
		Kind:  loki.Kind(),
		Serve: func(t *testing.T) http.Handler { return livetest.Bearer(holding(t, enginetest.Few())) },
		Env:   map[string]string{"LOKI_TOKEN": livetest.Secret},
		Least: 2,
	})
}

// TestAsScanned: what Loki counts amounts to what scanning an export of its lines does.
func TestAsScanned(t *testing.T) {
	f := outage(t)
	b, err := open(t, f, nil).Collect(t.Context(), livetest.Window)
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Same(t, enginetest.Scanned(t, enginetest.Records(), livetest.Window), b, 10*time.Second)
	report := b.Reports[0]
	if report.Asked.Version != "3.5.1" || report.Records < 5000 || report.Format != "loki" {
		t.Errorf("report %+v", report)
	}
	if !slices.Contains(report.Asked.Queries, "sum by (service_name, level, severity, detected_level) (count_over_time({service_name=~`.+`} [30s] offset 1ms))") {
		t.Errorf("asked %q", report.Asked.Queries)
	}
}

// few is a Loki with these lines, a label "app" of each, and an engine of it.
func few(t *testing.T, lines ...fakeEntry) (*fake, logs.Engine) {
	f := newFake(t, lines)
	e, err := loki.Engine(t.Context(), open(t, f, live.Settings{"query": `{app=~".+"}`}), livetest.Window)
	if err != nil {
		t.Fatal(err)
	}
	return f, e
}

var six = livetest.Window.From

func line(after time.Duration, app, level, text string) fakeEntry {
	e := fakeEntry{at: six.Add(after).UnixNano(), stream: map[string]string{"app": app}, line: text}
	if level != "" {
		e.own = map[string]string{"level": level}
	}
	return e
}

// TestEngine: the lines are counted by their nanoseconds where Loki does so, and otherwise by milliseconds.
func TestEngine(t *testing.T) {
	enginetest.Run(t, enginetest.Subject{
		Grain: time.Millisecond,
		Engine: func(t testing.TB, records []enginetest.Record) logs.Engine {
			entries := make([]fakeEntry, len(records))
			for i, r := range records {
				entries[i] = fakeEntry{at: r.At.UnixNano(), stream: map[string]string{"ns": "x"}, own: map[string]string{}, line: r.Text}
				if r.Service != "" {
					entries[i].stream["app"] = r.Service
				}
				if r.Level != "" {
					entries[i].own["level"] = r.Level
				}
			}
			e, err := loki.Engine(t.Context(), open(t, newFake(t, entries), live.Settings{"query": `{ns=~".+"}`, "service": "app"}), livetest.Window)
			if err != nil {
				t.Fatal(err)
			}
			return e
		},
	})
}

// TestLines: the first and the last, with messages as programs meant them, whether Loki tells labels of lines apart or not.
func TestLines(t *testing.T) {
	f, e := few(t,
		line(time.Second, "a", "error", `{"level":"error","msg":"cannot reach \"ledger\": caf\u00e9 is closed"}`), line(time.Second, "b", "info", "plain"),
		line(2*time.Second, "a", "info", "later"),
	)
	w := event.Window{From: six, To: six.Add(2 * time.Second)}
	first := logs.Line{At: six.Add(time.Second), Service: "a", Said: logs.Said{Level: "error"}, Text: `cannot reach "ledger": café is closed`}
	second := logs.Line{At: six.Add(time.Second), Service: "b", Said: logs.Said{Level: "info"}, Text: "plain"}
	for _, apart := range []bool{false, true} {
		f.metadata = apart
		for name, tc := range map[string]struct {
			q    logs.Query
			n    int
			want []logs.Line
		}{
			"all": {logs.Query{}, 10, []logs.Line{first, second}}, "the first": {logs.Query{}, 1, []logs.Line{first}},
			"the last":      {logs.Query{Last: true}, 1, []logs.Line{second}},
			"escaped words": {logs.Query{Words: []string{`"ledger":`, "café"}}, 10, []logs.Line{first}},
			"none":          {logs.Query{}, 0, nil},
		} {
			got, err := e.Lines(t.Context(), w, tc.q, tc.n)
			if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
				t.Errorf("%s, labels apart %t: %v %s", name, apart, err, diff)
			}
		}
	}
}

// TestManyLinesOfOneStamp: pages are cut at Loki's limit, and what has one stamp is fetched once.
func TestManyLinesOfOneStamp(t *testing.T) {
	var all []fakeEntry
	for i := range 12_000 {
		all = append(all, line(time.Duration(i/3000)*time.Second, "a", "info", strconv.Itoa(i)))
	}
	f, e := few(t, all...)
	lines, err := e.Lines(t.Context(), livetest.Window, logs.Query{}, 20_000)
	if err != nil || len(lines) != len(all) || f.pages > 8 {
		t.Fatalf("error %v, %d lines in %d pages", err, len(lines), f.pages)
	}
	seen := map[string]bool{}
	for _, l := range lines {
		seen[l.Text] = true
	}
	if len(seen) != len(all) {
		t.Errorf("%d different lines", len(seen))
	}
}

// TestManySteps: what Loki does not count at once is asked in parts, none of which is counted twice.
func TestManySteps(t *testing.T) {
	var all []fakeEntry
	for i := range 24 * 60 {
		all = append(all, line(time.Duration(i)*time.Minute, "a", "info", "x"))
	}
	f, e := few(t, all...)
	bins, err := e.Rates(t.Context(), event.Window{From: six, To: six.Add(24 * time.Hour)}, logs.Query{}, 10*time.Second)
	if err != nil || len(bins) != len(all) || f.pages < 4 {
		t.Errorf("error %v, %d bins in %d parts", err, len(bins), f.pages)
	}
}

// TestLabels: the name of a service is that of the label that is set, else of the first of the usual ones that a stream has.
func TestLabels(t *testing.T) {
	lines := []fakeEntry{
		{at: six.UnixNano(), stream: map[string]string{"container": "web", "job": "x"}, own: map[string]string{"lvl": "error", "team": "red"}, line: "1"},
		{at: six.UnixNano(), stream: map[string]string{"job": "cron"}, own: map[string]string{"severity": "warn"}, line: "2"},
		{at: six.UnixNano(), stream: map[string]string{"job": "unknown_service"}, line: "3"},
	}
	for name, tc := range map[string]struct {
		settings live.Settings
		want     []string
	}{
		"usual":     {live.Settings{"query": `{job=~".+"}`}, []string{"web/", "cron/warn", "/"}},
		"said":      {live.Settings{"query": `{job=~".+"}`, "service": "job", "level": "lvl"}, []string{"x/error", "cron/", "/"}},
		"of a line": {live.Settings{"query": `{job=~".+"}`, "service": "team"}, []string{"red/", "/warn", "/"}},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := loki.Engine(t.Context(), open(t, newFake(t, lines), tc.settings), livetest.Window)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{}, time.Minute)
			for _, b := range bins {
				got[b.Service+"/"+b.Level] = true
				lines, lerr := e.Lines(t.Context(), livetest.Window, logs.Query{Services: []string{b.Service}, Said: []logs.Said{b.Said}}, 10)
				if len(lines) != 1 || lerr != nil || lines[0].Service != b.Service || lines[0].Said != b.Said {
					t.Errorf("%+v: %v, lines %+v", b, lerr, lines)
				}
			}
			want := map[string]bool{}
			for _, w := range tc.want {
				want[w] = true
			}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
		})
	}
}

func TestNoStreams(t *testing.T) {
	b, err := open(t, newFake(t, nil), nil).Collect(t.Context(), livetest.Window)
	if err != nil || len(b.Events) > 0 || b.Reports[0].Error != "" {
		t.Errorf("error %v, %+v", err, b)
	}
}

func TestSettings(t *testing.T) {
	for name, s := range map[string]live.Settings{
		"metric":       {"query": `rate({a="b"}[1m])`},
		"no end":       {"query": `{a="}"`},
		"empty":        {"query": `{ }`},
		"words":        {"query": `{a="b"} error`},
		"label":        {"service": "a b"},
		"level":        {"level": `x="y"`},
		"no such key":  {"labels": "x"},
		"no authority": {"ca_file": "none.pem"},
	} {
		s["url"] = "http://127.0.0.1:1"
		if _, err := loki.Kind().Open("loki", s, live.Env{}); err == nil {
			t.Errorf("%s: it is taken", name)
		} else if _, ok := errors.AsType[*live.SettingError](err); !ok {
			t.Errorf("%s: %T %v", name, err, err)
		}
	}
	if _, err := loki.Kind().Open("loki", live.Settings{"url": "http://127.0.0.1:1", "query": "{a=`}`, b=\"}\\\"}\"} | json # of the shop"}, live.Env{}); err != nil {
		t.Error(err)
	}
}

// TestCheck: version, how much and how far back, and what would be asked; also of a Loki that tells little.
func TestCheck(t *testing.T) {
	f := outage(t)
	old := f.entries[0]
	old.at = livetest.Window.To.Add(-45 * 24 * time.Hour).UnixNano()
	f.entries = append([]fakeEntry{old}, f.entries...)
	h := open(t, f, nil).Check(t.Context(), livetest.Window)
	if h.Err != nil || h.Version != "3.5.1" || h.Since.Sub(livetest.Window.To.Add(-45*24*time.Hour)).Abs() > 24*time.Hour || len(h.Asks) != 3 || len(h.Notes) != 1 {
		t.Errorf("health %+v", h)
	}
	f.noBuild, f.noStats = true, true
	h = open(t, f, nil).Check(t.Context(), livetest.Window)
	if h.Err != nil || h.Version != "" || !h.Since.IsZero() || len(h.Asks) != 3 {
		t.Errorf("health %+v", h)
	}
}
