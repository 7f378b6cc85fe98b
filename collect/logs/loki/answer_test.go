package loki_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
)

// TestRefusals: what Loki says no with is told with what to do about it.
func TestRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		status    int
		said, fix string
	}{
		"series":   {400, "maximum of series (500) reached for a single query", "service:"},
		"length":   {400, "the query time range exceeds the limit (query length: 800h0m0s, limit: 30d1h)", "max_query_length"},
		"tenant":   {401, "no org id", "X-Scope-OrgID"},
		"parse":    {400, "parse error at line 1, col 4: syntax error: unexpected IDENTIFIER", "LogQL"},
		"pipeline": {400, "pipeline error: 'JSONParserErr' for series: '{app=\"a\"}'.", "drop __error__"},
		"bytes":    {400, "the query would read too many bytes (query: 2TB, limit: 1TB)", "max_query_bytes_read"},
		"other":    {400, "something else", "settings"},
		"denied":   {403, "no", "right"},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.hook = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != "/loki/api/v1/query_range" {
					return false
				}
				http.Error(w, tc.said, tc.status)
				return true
			}
			b, err := open(t, f, nil).Collect(t.Context(), livetest.Window)
			if err == nil || !strings.Contains(b.Reports[0].Fix, tc.fix) {
				t.Errorf("error %v, fix %q", err, b.Reports[0].Fix)
			}
			if b.Reports[0].Asked.Covered != nil {
				t.Errorf("covered %v", b.Reports[0].Asked.Covered)
			}
		})
	}
}

// TestStrangeAnswers: what is no answer of Loki is an error, and nothing is counted.
func TestStrangeAnswers(t *testing.T) {
	matrix := func(result string) string {
		return `{"status":"success","data":{"resultType":"matrix","result":` + result + `}}`
	}
	for name, body := range map[string]string{
		"failed":       `{"status":"error","errorType":"x","error":"no"}`,
		"other result": `{"status":"success","data":{"resultType":"vector","result":[]}}`,
		"no pair":      matrix(`[{"metric":{},"values":[[1760940010]]}]`),
		"no number":    matrix(`[{"metric":{},"values":[[1760940010,"many"]]}]`),
		"NaN":          matrix(`[{"metric":{},"values":[[1760940010,"NaN"]]}]`),
		"negative":     matrix(`[{"metric":{},"values":[[1760940010,"-3"]]}]`),
		"a half":       matrix(`[{"metric":{},"values":[[1760940010,"0.5"]]}]`),
		"too large":    matrix(`[{"metric":{},"values":[[1760940010,"1e30"]]}]`),
		"another time": matrix(`[{"metric":{},"values":[[1660940010,"3"]]}]`),
		"off the grid": matrix(`[{"metric":{},"values":[[1760940013,"3"]]}]`),
		"no time":      matrix(`[{"metric":{},"values":[["soon","3"]]}]`),
		"no series":    matrix(`{"a":1}`),
		"no text":      matrix(`[{"metric":{"a":{"b":1}},"values":[]}]`),
		"no JSON":      "{",
	} {
		t.Run(name, func(t *testing.T) {
			f, e := few(t, line(0, "a", "info", "x"))
			f.hook = func(w http.ResponseWriter, _ *http.Request) bool { w.Write([]byte(body)); return true }
			bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{}, 10*time.Second)
			if err == nil || len(bins) > 0 || live.Fix(err) == "" {
				t.Errorf("error %v, bins %v", err, bins)
			}
		})
	}
	streams := `{"status":"success","data":{"resultType":"streams","result":[{"stream":{},"values":[%s]}]}}`
	for name, entry := range map[string]string{
		"one part": `["1"]`, "four parts": `["1","a",{},{}]`, "no stamp": `["soon","a"]`, "number": `[1,"a"]`, "no line": `["1",{}]`, "metadata": `["1","a",3]`,
	} {
		t.Run(name, func(t *testing.T) {
			f, e := few(t, line(0, "a", "info", "x"))
			f.hook = func(w http.ResponseWriter, _ *http.Request) bool { fmt.Fprintf(w, streams, entry); return true }
			if lines, err := e.Lines(t.Context(), livetest.Window, logs.Query{}, 10); err == nil || len(lines) > 0 {
				t.Errorf("error %v, lines %v", err, lines)
			}
		})
	}
}

// TestRecorded reads an answer of a real Loki, with its statistics left out.
func TestRecorded(t *testing.T) {
	f, e := few(t, line(0, "a", "info", "x"))
	f.hook = func(w http.ResponseWriter, _ *http.Request) bool {
		w.Write([]byte(`{"status":"success","data":{"resultType":"streams","result":[{"stream":{"detected_level":"unknown","app":"cart","service_name":"cart"},` +
			`"values":[["1760942880000000000","name resolution failed"]]}],"stats":{"summary":{"totalLinesProcessed":1}}}}`))
		return true
	}
	got, err := e.Lines(t.Context(), livetest.Window, logs.Query{}, 10)
	want := []logs.Line{{At: time.Date(2025, 10, 20, 6, 48, 0, 0, time.UTC), Service: "cart", Said: logs.Said{Failing: true}, Text: "name resolution failed"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}
