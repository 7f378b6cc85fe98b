package victorialogs_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs/victorialogs"
	"github.com/pes-dev/pes/event"
)

// pretend answers as a VictoriaLogs does that holds few lines: what it answers to counts, fields and lines was recorded from version 1.110.0.
func pretend(*testing.T) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /select/logsql/query", func(w http.ResponseWriter, r *http.Request) {
		query := r.FormValue("query")
		from, to, ok := cut(query)
		w.Header().Set("Content-Type", "application/stream+json")
		switch {
		case strings.HasSuffix(query, "| stats min(_time) a"):
			fmt.Fprintln(w, `{"a":"2025-09-01T00:00:00.5Z"}`)
		case !ok:
			http.Error(w, "cannot parse query", http.StatusBadRequest)
		case strings.HasSuffix(query, "| stats count() n, min(_time) a, max(_time) b"):
			lines := held(from, to)
			if len(lines) == 0 {
				fmt.Fprintln(w, `{"n":"0","a":"","b":""}`)
				return
			}
			fmt.Fprintf(w, `{"n":"%d","a":%q,"b":%q}`+"\n", len(lines), lines[0].at, lines[len(lines)-1].at)
		case strings.HasSuffix(query, "| sort by (_time, _msg)"):
			for _, l := range held(from, to) {
				fmt.Fprintf(w, `{"_time":%q,"_stream_id":"0000","_stream":"{service=\"shop\"}","_msg":%q,"level":%q,"service":"shop"}`+"\n", l.at, l.text, l.level)
			}
		default:
			http.Error(w, "cannot parse query", http.StatusBadRequest)
		}
	})
	mux.HandleFunc("POST /select/logsql/field_names", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"values":[{"value":"_msg","hits":500},{"value":"_stream","hits":500},{"value":"_time","hits":500},{"value":"level","hits":500},{"value":"service","hits":500}]}`)
	})
	mux.HandleFunc("POST /select/logsql/field_values", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"values":[{"value":"INFO","hits":400},{"value":"ERROR","hits":100}]}`)
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, `vm_app_version{version="victoria-logs-20250218-v1.110.0", short_version="v1.110.0"} 1`)
	})
	return livetest.Bearer(mux)
}

type heldLine struct{ at, level, text string }

// held is the lines of [from, to), which are compared as the texts that they are: all have the same form.
func held(from, to string) (lines []heldLine) {
	for i := range 1200 { // 05:00 to 08:20
		l := heldLine{at: fmt.Sprintf("2025-10-20T%02d:%02d:%02d.250Z", 5+i/360, i/6%60, i%6*10), level: "INFO", text: fmt.Sprintf("GET /basket/%d", i)}
		if i >= 720 && i < 840 && i%2 == 0 {
			l.level, l.text = "ERROR", fmt.Sprintf("cannot reach db-%d", i)
		}
		if l.at >= from[:len(l.at)-1] && l.at < to[:len(l.at)-1] {
			lines = append(lines, l)
		}
	}
	return lines
}

// cut finds the window in a query, which must be half-open.
func cut(query string) (from, to string, ok bool) {
	_, rest, ok := strings.Cut(query, "_time:[")
	if !ok {
		return "", "", false
	}
	window, _, ok := strings.Cut(rest, ")")
	from, to, both := strings.Cut(window, ", ")
	return from, to, ok && both && len(from) == len("2025-10-20T06:00:00.000000000Z") && len(to) == len(from)
}

func TestConformance(t *testing.T) {
	livetest.Run(t, livetest.Subject{
		Kind: victorialogs.Kind(), Serve: pretend, Env: map[string]string{"VICTORIALOGS_TOKEN": livetest.Secret}, Least: 2,
		Skip: map[string]string{"partial": "it is asked how many lines it has, and for the lines: they are one answer, of which what came is kept (see TestCutExport)"},
	})
}

// answering is a source of a server that answers queries that end with the keys with the values, and to all else as pretend does.
func answering(t *testing.T, answers map[string]string) live.Source {
	t.Helper()
	good := pretend(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.FormValue("query")
		for end, body := range answers {
			if strings.HasSuffix(query, end) || strings.HasSuffix(r.URL.Path, end) {
				fmt.Fprint(w, body)
				return
			}
		}
		good.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	src, err := victorialogs.Kind().Open("logs", live.Settings{"url": server.URL}, live.Env{
		Getenv: func(k string) string { return map[string]string{"VICTORIALOGS_TOKEN": livetest.Secret}[k] }, Secrets: &live.Secrets{}, Pause: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

const extent = "| stats count() n, min(_time) a, max(_time) b"

// TestCutExport: lines that came before the answer broke off are kept, and it is told.
func TestCutExport(t *testing.T) {
	whole, err := answering(t, nil).Collect(t.Context(), livetest.Window)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range held("2025-10-20T02:00:00.000000000Z", "2025-10-20T10:00:00.000000000Z") {
		fmt.Fprintf(&b, `{"_time":%q,"_stream":"{}","_msg":%q,"level":%q,"service":"shop"}`+"\n", l.at, l.text, l.level)
	}
	text := b.String()
	got, err := answering(t, map[string]string{"| sort by (_time, _msg)": text[:len(text)-40]}).Collect(t.Context(), livetest.Window)
	if err == nil || !strings.Contains(got.Reports[0].Error, "middle of a line") || got.Reports[0].Fix == "" || len(got.Events) != len(whole.Events) || len(got.Reports[0].Asked.Covered) > 0 {
		t.Errorf("%v: %d events of %d, %+v", err, len(got.Events), len(whole.Events), got.Reports)
	}
}

// TestHostileAnswers: whatever it answers, asking ends, with an error that says what to do.
func TestHostileAnswers(t *testing.T) {
	many := `{"n":"9000000","a":"2025-10-20T05:00:00.25Z","b":"2025-10-20T08:19:50.25Z"}`
	for name, answers := range map[string]map[string]string{
		"no number":              {extent: `{"n":"many","a":"","b":""}`},
		"a negative count":       {extent: `{"n":"-1","a":"","b":""}`},
		"no time":                {extent: `{"n":"5","a":"yesterday","b":""}`},
		"numbers as numbers":     {extent: `{"n":5}`},
		"nested":                 {extent: strings.Repeat(`{"a":`, 20_000)},
		"counts that are HTML":   {extent: many, `sort by ("service", _time)`: "<html>"},
		"more errors than all":   {extent: many, `sort by ("service", _time)`: `{"service":"a","_time":"2025-10-20T05:00:00Z","n":"1","c0":"2","c1":"0","c2":"0"}`},
		"no step":                {extent: many, `sort by ("service", _time)`: `{"service":"a","_time":"now","n":"1","c0":"0"}`},
		"fields that are a list": {extent: many, "field_names": `[]`},
		"markup and zeros":       {extent: many, `sort by ("service", _time)`: "{\"service\":\"<b>\x00\",\"_time\":1}"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := answering(t, answers).Collect(t.Context(), livetest.Window)
			if err == nil || len(b.Reports) != 1 || b.Reports[0].Error == "" || b.Reports[0].Fix == "" || len(b.Reports[0].Asked.Covered) > 0 {
				t.Errorf("%v: %+v", err, b.Reports)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	for query, ok := range map[string]bool{`level:error`: true, `"a|b"`: true, `"a\"|b"`: true, `* | stats count()`: false, `"a" | b`: false} {
		_, err := victorialogs.Kind().Open("logs", live.Settings{"url": "http://127.0.0.1", "query": query}, live.Env{})
		if (err == nil) != ok {
			t.Errorf("query %s: %v", query, err)
		}
	}
}

// TestLink: who follows a reference sees the lines of that service, in its time.
func TestLink(t *testing.T) {
	at := time.Date(2026, 3, 4, 10, 15, 30, 0, time.UTC)
	for _, tt := range []struct {
		name, query string
		fields      []string
		service     string
		want        string
	}{
		{"of the field that names it", "", []string{"app"}, "shop", `* "app":="shop"`},
		{"of any of the fields", `{env="live"}`, []string{"service.name", "app"}, "shop", `({env="live"}) ("service.name":="shop" or "app":="shop")`},
		{"of no service", "", []string{"app"}, "", "*"},
		{"no field is known", "", nil, "shop", "*"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			link := victorialogs.LinkOf("https://logs.example.com/", tt.query, tt.fields, event.Event{At: at, Until: at.Add(time.Hour), Service: tt.service})
			page, fragment, _ := strings.Cut(link, "#/?")
			v, err := url.ParseQuery(fragment)
			if err != nil || page != "https://logs.example.com/select/vmui/" || v.Get("query") != tt.want || v.Get("g0.end_input") != "2026-03-04T11:17:00" || v.Get("g0.range_input") != "1h3m0s" {
				t.Errorf("%s %v %v", page, v, err)
			}
		})
	}
}
