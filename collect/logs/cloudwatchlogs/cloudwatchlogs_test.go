package cloudwatchlogs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/aws/awstest"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/collect/logs/cloudwatchlogs"
	"github.com/pes-dev/pes/collect/logs/enginetest"
	"github.com/pes-dev/pes/event"
)

// holding is CloudWatch with lines in JSON, a log group for each service.
func holding(t testing.TB, records []enginetest.Record) *fake {
	f := &fake{t: t, groups: []string{"/ecs/checkout", "/ecs/mailer", "/ecs/payments"}, bytes: 1e6}
	for _, r := range records {
		f.events = append(f.events, logEvent{at: r.At, group: "/ecs/" + r.Service, text: written(r), fields: map[string]string{"level": r.Level, "env": "shop"}})
	}
	return f
}

// written is a line as a program writes it.
func written(r enginetest.Record) string {
	line := map[string]string{"msg": r.Text, "env": "shop"}
	if r.Level != "" {
		line["level"] = r.Level
	}
	data, _ := json.Marshal(line)
	return string(data)
}

func open(t testing.TB, h http.Handler, s live.Settings) live.Source {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	settings := live.Settings{"url": server.URL, "prefix": "/ecs/"}
	maps.Copy(settings, s)
	src, err := cloudwatchlogs.Kind().Open("logs", settings, live.Env{
		Getenv: func(k string) string { return awstest.Env()[k] }, Now: func() time.Time { return livetest.Now }, Pause: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestConformance(t *testing.T) {
	awstest.Isolate(t)
	livetest.Run(t, livetest.Subject{
		Kind: cloudwatchlogs.Kind(), Env: awstest.Env(), Settings: live.Settings{"prefix": "/ecs/"}, Least: 2, Refuse: awstest.Refuse(),
		Skip:  map[string]string{"partial": "so few lines come in one answer: there is nothing between all of them and none"},
		Serve: func(t *testing.T) http.Handler { return awstest.Signed(holding(t, enginetest.Few())) },
	})
}

// TestAsScanned: what is counted amounts to what scanning an export of the lines does; few lines are read as one.
func TestAsScanned(t *testing.T) {
	awstest.Isolate(t)
	f := holding(t, enginetest.Records())
	f.slow = 2
	b, err := open(t, f, live.Settings{"query": `env = "shop"`}).Collect(t.Context(), livetest.Window)
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Same(t, enginetest.Scanned(t, enginetest.Records(), livetest.Window), b, time.Millisecond)
	report := b.Reports[0]
	if report.Records < 5000 || report.Format != "cloudwatchlogs" || len(f.queries) > 12 || !strings.Contains(strings.Join(report.Notes, " "), "which AWS bills") {
		t.Errorf("%d queries, report %+v", len(f.queries), report)
	}
	if len(b.Events) == 0 || !strings.Contains(b.Events[0].Refs[0].URL, "eu-west-1.console.aws.amazon.com") {
		t.Errorf("events %+v", b.Events)
	}
}

// TestPartialExport: what was fetched before an error is read all the same.
func TestPartialExport(t *testing.T) {
	awstest.Isolate(t)
	f := holding(t, enginetest.Records())
	n := 0
	f.hook = func(w http.ResponseWriter, action string) bool {
		if action == "StartQuery" {
			n++
		}
		if action == "StartQuery" && n > 2 {
			awstest.Fail(400, "AccessDeniedException", "no more").ServeHTTP(w, nil)
			return true
		}
		return false
	}
	b, err := open(t, f, nil).Collect(t.Context(), livetest.Window)
	if err == nil || b.Reports[0].Records < 1000 || b.Reports[0].Records > 5000 || b.Reports[0].Asked.Covered != nil {
		t.Errorf("error %v, %d events, %+v", err, len(b.Events), b.Reports[0])
	}
}

// counting is an engine that exports nothing.
type counting struct{ logs.Engine }

// TestAsScannedByCounts: the same where nothing is exported, as of many lines.
func TestAsScannedByCounts(t *testing.T) {
	awstest.Isolate(t)
	e, err := cloudwatchlogs.Engine(t.Context(), open(t, holding(t, enginetest.Records()), nil))
	if err != nil {
		t.Fatal(err)
	}
	b, err := logs.Ask(t.Context(), counting{e}, "logs", livetest.Window, nil)
	if err != nil {
		t.Fatal(err)
	}
	within := b.Events[:0]
	for _, ev := range b.Events {
		if livetest.Window.Overlaps(ev.At, ev.Until) {
			within = append(within, ev)
		}
	}
	b.Events = within
	enginetest.Same(t, enginetest.Scanned(t, enginetest.Records(), livetest.Window), b, 10*time.Second)
}

func TestEngine(t *testing.T) {
	awstest.Isolate(t)
	for name, settings := range map[string]live.Settings{
		"by field": {"service": "app", "level": "level"}, "usual level": {"service": "app"},
	} {
		t.Run(name, func(t *testing.T) {
			enginetest.Run(t, enginetest.Subject{
				Grain: time.Millisecond,
				Engine: func(t testing.TB, records []enginetest.Record) logs.Engine {
					f := &fake{t: t, groups: []string{"/ecs/all"}}
					for _, r := range records {
						f.events = append(f.events, logEvent{at: r.At, group: "/ecs/all", text: r.Text, fields: map[string]string{"app": r.Service, "level": r.Level}})
					}
					e, err := cloudwatchlogs.Engine(t.Context(), open(t, f, settings))
					if err != nil {
						t.Fatal(err)
					}
					return e
				},
			})
		})
	}
}

// TestGroups: a service is a log group by the last part of its name, or by all of it where several share that, and only what a question is about is scanned.
func TestGroups(t *testing.T) {
	awstest.Isolate(t)
	f := &fake{t: t}
	for i := range 120 {
		f.groups = append(f.groups, fmt.Sprintf("/ecs/s%03d", i))
	}
	f.groups = append(f.groups, "/ecs/blue/web", "/ecs/green/web")
	for i, g := range f.groups {
		f.events = append(f.events, logEvent{at: livetest.Window.From.Add(time.Duration(i) * time.Millisecond), group: g, text: "x"})
	}
	e, err := cloudwatchlogs.Engine(t.Context(), open(t, f, nil))
	if err != nil {
		t.Fatal(err)
	}
	bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{}, time.Minute)
	if err != nil || len(bins) != 122 || len(f.queries) != 3 || bins[0].Service != "/ecs/blue/web" || bins[2].Service != "s000" {
		t.Fatalf("error %v, %d bins by %d queries", err, len(bins), len(f.queries))
	}
	lines, err := e.Lines(t.Context(), livetest.Window, logs.Query{Services: []string{"s007", "/ecs/green/web", "nobody"}}, 10)
	if err != nil || len(lines) != 2 || lines[0].Service != "s007" || len(f.queries) != 4 || len(f.queries[3].LogGroupNames) != 2 {
		t.Errorf("error %v, lines %+v, groups %v", err, lines, f.queries[len(f.queries)-1].LogGroupNames)
	}
}

// TestFullAnswers: an answer that is full is asked for in parts, so that nothing is lost.
func TestFullAnswers(t *testing.T) {
	awstest.Isolate(t)
	f := &fake{t: t, groups: []string{"/ecs/a"}}
	for i := range 12_000 {
		f.events = append(f.events, logEvent{at: livetest.Window.From.Add(time.Duration(i) * time.Second), group: "/ecs/a", text: "x"})
	}
	e, err := cloudwatchlogs.Engine(t.Context(), open(t, f, nil))
	if err != nil {
		t.Fatal(err)
	}
	bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{}, time.Second)
	if err != nil || len(bins) != 12_000 {
		t.Errorf("error %v, %d bins", err, len(bins))
	}
	lines, err := e.Lines(t.Context(), livetest.Window, logs.Query{}, 20_000)
	if err != nil || len(lines) != 12_000 {
		t.Errorf("error %v, %d lines", err, len(lines))
	}
}

// TestStops: a query that nobody waits for is stopped.
func TestStops(t *testing.T) {
	awstest.Isolate(t)
	f := holding(t, enginetest.Few())
	f.slow = 1 << 30
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := open(t, f, nil).Collect(ctx, livetest.Window)
	f.mu.Lock()
	defer f.mu.Unlock()
	if !errors.Is(err, context.DeadlineExceeded) || len(f.queries) != 1 || len(f.stopped) != 1 || f.stopped[0] != "q0" {
		t.Errorf("error %v, %d queries, stopped %v", err, len(f.queries), f.stopped)
	}
}

// TestBudget: no more is scanned than may be.
func TestBudget(t *testing.T) {
	awstest.Isolate(t)
	f := holding(t, enginetest.Few())
	f.bytes = 11e9
	b, err := open(t, f, live.Settings{"max_gb": "10"}).Collect(t.Context(), livetest.Window)
	if err == nil || !strings.Contains(b.Reports[0].Fix, "max_gb:") || len(f.queries) != 1 || !strings.Contains(strings.Join(b.Reports[0].Notes, " "), "scanned 11.0 GB (queries: 1)") {
		t.Errorf("error %v, %d queries, %+v", err, len(f.queries), b.Reports[0])
	}
}

// TestEnds: how a query may end that is not done.
func TestEnds(t *testing.T) {
	awstest.Isolate(t)
	for status, fix := range map[string]string{"Failed": "console", "Cancelled": "again", "Timeout": "shorter window", "Unknown": "again", "Odd": "again"} {
		f := holding(t, enginetest.Few())
		f.status = status
		b, err := open(t, f, nil).Collect(t.Context(), livetest.Window)
		if err == nil || !strings.Contains(b.Reports[0].Fix, fix) || len(f.stopped) != 1 {
			t.Errorf("%s: error %v, fix %q", status, err, b.Reports[0].Fix)
		}
	}
}

// TestRefusals: what AWS says no with is told with what to do about it.
func TestRefusals(t *testing.T) {
	awstest.Isolate(t)
	for code, fix := range map[string]string{
		"AccessDeniedException": "right to StartQuery", "LimitExceededException": "30", "MalformedQueryException": "query:", "ExpiredTokenException": "aws sso login", "ResourceNotFoundException": "region:",
	} {
		f := holding(t, enginetest.Few())
		f.hook = func(w http.ResponseWriter, action string) bool {
			if action == "StartQuery" {
				awstest.Fail(400, code, "no").ServeHTTP(w, nil)
			}
			return action == "StartQuery"
		}
		b, err := open(t, f, nil).Collect(t.Context(), livetest.Window)
		if err == nil || !strings.Contains(b.Reports[0].Fix, fix) || !strings.HasPrefix(err.Error(), "CloudWatch Logs StartQuery") {
			t.Errorf("%s: error %v, fix %q", code, err, b.Reports[0].Fix)
		}
	}
}

// TestStrangeRows: rows that are no answer to the query are an error.
func TestStrangeRows(t *testing.T) {
	awstest.Isolate(t)
	row := func(start, n, failing, first string) string {
		return fmt.Sprintf(`[{"field":"start","value":%q},{"field":"n","value":%q},{"field":"failing","value":%q},{"field":"first","value":%q},{"field":"last","value":"1.760940000E12"}]`, start, n, failing, first)
	}
	for name, rows := range map[string]string{
		"empty row":    `[]`,
		"no start":     row("", "1", "0", "1760940000000"),
		"another time": row("2025-01-01 00:00:00.000", "1", "0", "1760940000000"),
		"off the grid": row("2025-10-20 06:00:03.000", "1", "0", "1760940000000"),
		"no count":     row("2025-10-20 06:00:00.000", "many", "0", "1760940000000"),
		"negative":     row("2025-10-20 06:00:00.000", "-1", "0", "1760940000000"),
		"more fail":    row("2025-10-20 06:00:00.000", "1", "2", "1760940000000"),
		"no first":     row("2025-10-20 06:00:00.000", "1", "0", "x"),
		"far first":    row("2025-10-20 06:00:00.000", "1", "0", "1E300"),
	} {
		f := holding(t, nil)
		f.hook = func(w http.ResponseWriter, action string) bool {
			if action != "GetQueryResults" {
				return false
			}
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			fmt.Fprintf(w, `{"status":"Complete","results":[%s]}`, rows)
			return true
		}
		e, err := cloudwatchlogs.Engine(t.Context(), open(t, f, nil))
		if err != nil {
			t.Fatal(err)
		}
		if bins, err := e.Rates(t.Context(), event.Window{From: livetest.Window.From, To: livetest.Window.From.Add(time.Hour)}, logs.Query{}, time.Minute); err == nil || live.Fix(err) == "" {
			t.Errorf("%s: error %v, bins %v", name, err, bins)
		}
		if lines, err := e.Lines(t.Context(), livetest.Window, logs.Query{}, 5); err == nil {
			t.Errorf("%s: lines %v", name, lines)
		}
	}
}

func TestSettings(t *testing.T) {
	for name, s := range map[string]live.Settings{
		"no groups": {}, "service": {"prefix": "/", "service": "a b"}, "stages": {"prefix": "/", "query": "a = 1 | limit 5"}, "budget": {"prefix": "/", "max_gb": "-5"},
		"unknown": {"prefix": "/", "group": "x"}, "address": {"prefix": "/", "url": "logs"},
	} {
		_, err := cloudwatchlogs.Kind().Open("logs", s, live.Env{})
		if _, ok := errors.AsType[*live.SettingError](err); !ok {
			t.Errorf("%s: %T %v", name, err, err)
		}
	}
	s, err := cloudwatchlogs.Kind().Flag("/ecs/shop-")
	if err != nil || s["prefix"] != "/ecs/shop-" {
		t.Errorf("flag: %v %v", s, err)
	}
}

// TestCheck: it costs nothing, and says what asking would.
func TestCheck(t *testing.T) {
	awstest.Isolate(t)
	for name, tc := range map[string]struct {
		settings live.Settings
		wrong    string
	}{
		"prefix": {nil, ""}, "names": {live.Settings{"prefix": "", "log_groups": []any{"/ecs/mailer", "/ecs/payments"}}, ""},
		"no such name":   {live.Settings{"prefix": "", "log_groups": "/ecs/pay"}, "no log group /ecs/pay"},
		"no such prefix": {live.Settings{"prefix": "/nobody/"}, "no log group begins with /nobody/"},
	} {
		t.Run(name, func(t *testing.T) {
			f := holding(t, nil)
			h := open(t, f, tc.settings).Check(t.Context(), livetest.Window)
			if len(f.queries) > 0 {
				t.Errorf("%d queries", len(f.queries))
			}
			if tc.wrong != "" {
				if h.Err == nil || !strings.Contains(h.Err.Error(), tc.wrong) || live.Fix(h.Err) == "" {
					t.Errorf("health %+v", h)
				}
				return
			}
			if h.Err != nil || h.Since.IsZero() || len(h.Asks) != 1 || !strings.Contains(h.Asks[0], "bin(60s)") || !strings.Contains(h.Notes[0], "bills") {
				t.Errorf("health %+v", h)
			}
		})
	}
}
