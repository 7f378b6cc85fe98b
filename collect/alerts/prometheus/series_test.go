package prometheus_test

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts/prometheus"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// requests is the settings of a series of failed requests by service.
var requests = live.Settings{"series": []any{map[string]any{
	"query": `sum by (service) (increase(shop_requests_total{code="500"}[$step]))`, "total": `sum by (service) (increase(shop_requests_total[$step]))`,
}}}

// shopMetrics is two services' requests from midnight to noon, a sample every 15 seconds. One fails in a third of them from 06:48 to 08:30, the other is well.
func shopMetrics() string {
	var b strings.Builder
	b.WriteString("# TYPE shop_requests counter\n")
	for _, service := range []string{"tickets", "search"} {
		for _, code := range []string{"200", "500"} {
			n := 0
			for at := clock("00:00"); at.Before(clock("12:00")); at = at.Add(15 * time.Second) {
				failing := service == "tickets" && !at.Before(clock("06:48")) && at.Before(clock("08:30"))
				switch {
				case code == "200" && failing:
					n += 100
				case code == "200":
					n += 150
				case failing:
					n += 50
				case at.Second() == 0 && at.Minute()%7 == 0:
					n++
				}
				fmt.Fprintf(&b, "shop_requests_total{service=%q,code=%q} %d %d\n", service, code, n, at.Unix())
			}
		}
	}
	return b.String()
}

// TestSeriesOfServer: a rise of failed requests in a real Prometheus is an event, and the counts are there for the figures.
func TestSeriesOfServer(t *testing.T) {
	t.Parallel()
	address := backfilled(t, shopMetrics()+"# EOF\n")
	b, err := ask(t, address, event.Window{From: clock("06:00"), To: clock("10:00")}, requests)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Events) != 1 {
		t.Fatalf("events %q, report %+v", brief(b.Events), b.Reports[0])
	}
	e := b.Events[0]
	if e.Kind != event.Log || e.Service != "tickets" || e.Source != "metrics" || e.Labels["change"] != "error-rate-rise" || e.Labels["counted"] != "requests" {
		t.Errorf("event %+v", e)
	}
	if e.At.Sub(clock("06:48")).Abs() > time.Minute || e.Until.Sub(clock("08:30")).Abs() > time.Minute || time.Duration(e.Precision) != time.Minute {
		t.Errorf("from %s to %s, to %s", e.At, e.Until, e.Precision)
	}
	if !strings.HasPrefix(e.Text, "failed requests rose from 0.") || !strings.HasSuffix(e.Text, " to 33 % of requests") {
		t.Errorf("text %q", e.Text)
	}
	if len(b.Series) != 2 || b.Series[0].Service != "search" || b.Series[1].Unit != "requests" || !b.Series[1].Start.Equal(clock("06:00")) || len(b.Series[1].Total) != 240 {
		t.Fatalf("series %+v", b.Series)
	}
	if s := b.Series[1]; s.Errors[60] < 195 || s.Errors[60] > 205 || s.Total[60] < 590 || s.Total[60] > 610 || s.Total[0] < 590 {
		t.Errorf("at 07:00 %d of %d", s.Errors[60], s.Total[60])
	}
}

// counting is a Prometheus that answers range queries with values by the start of a step, and has no alerts.
func counting(t *testing.T, failed, total func(at time.Time) string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/", (&fake{}).handler(t))
	mux.HandleFunc("GET /api/v1/query_range", func(w http.ResponseWriter, r *http.Request) {
		start, _ := strconv.ParseFloat(r.FormValue("start"), 64)
		end, _ := strconv.ParseFloat(r.FormValue("end"), 64)
		step, _ := strconv.ParseFloat(r.FormValue("step"), 64)
		if math.Mod(start, step) != 0 || strings.Contains(r.FormValue("query"), "$") || (end-start)/step > 11_000 {
			t.Errorf("asked %s", r.URL.RawQuery)
		}
		value := failed
		if strings.HasPrefix(r.FormValue("query"), "all") {
			value = total
		}
		var values []string
		for at := start; at <= end; at += step {
			if v := value(time.Unix(int64(at-step), 0).UTC()); v != "" {
				values = append(values, fmt.Sprintf(`[%d,%q]`, int64(at), v))
			}
		}
		fmt.Fprintf(w, `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"service":"tickets"},"values":[%s]}]}}`, strings.Join(values, ","))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestSeriesValues(t *testing.T) {
	odd := map[string]string{"06:10": "-3", "06:11": "NaN", "06:12": "+Inf", "06:13": "2.6", "06:14": "1e300", "06:15": "x"}
	address := counting(t, func(at time.Time) string {
		if v, ok := odd[at.Format("15:04")]; ok {
			return v
		}
		return ""
	}, func(time.Time) string { return "10.2" })
	b, err := ask(t, address, livetest.Window, live.Settings{"series": []any{map[string]any{"query": "failed[$step]", "total": "all[$step]", "unit": "sales", "service": "web"}}})
	if err != nil {
		t.Fatal(err)
	}
	s := b.Series[0]
	if s.Service != "web" || s.Unit != "sales" {
		t.Errorf("series of %s in %s", s.Service, s.Unit)
	}
	if diff := cmp.Diff([]uint32{0, 0, 0, 0, 3, math.MaxUint32, 0}, s.Errors[9:16]); diff != "" {
		t.Error(diff)
	}
	if s.Total[13] != 10 || s.Total[14] != math.MaxUint32 {
		t.Errorf("totals %d", s.Total[13:15])
	}
	if !slices.ContainsFunc(b.Reports[0].Notes, func(n string) bool { return strings.Contains(n, "no counts") && strings.HasSuffix(n, ": 4") }) {
		t.Errorf("notes %q", b.Reports[0].Notes)
	}
}

// TestSeriesByTheClock: failures without a total are judged by the clock.
func TestSeriesByTheClock(t *testing.T) {
	address := counting(t, func(at time.Time) string {
		if !at.Before(clock("07:00")) && at.Before(clock("07:30")) {
			return "40"
		}
		return "1"
	}, nil)
	b, err := ask(t, address, livetest.Window, live.Settings{"series": []any{map[string]any{"query": "failed[$step]"}}})
	if err != nil || len(b.Events) != 1 {
		t.Fatal(err, brief(b.Events))
	}
	e := b.Events[0]
	if e.Text != "failed requests rose from 1 to 40 a minute" || !e.At.Equal(clock("07:00")) || !e.Until.Equal(clock("07:30")) || e.Labels["unit"] != "per-minute" {
		t.Errorf("%+v", e)
	}
}

func TestSeriesQuiet(t *testing.T) {
	address := counting(t, func(at time.Time) string { return fmt.Sprint(at.Minute() % 3) }, func(time.Time) string { return "500" })
	b, err := ask(t, address, livetest.Window, live.Settings{"step": "5m", "series": []any{map[string]any{"query": "failed[$step]", "total": "all[$step]"}}})
	if err != nil || len(b.Events) != 0 || len(b.Series) != 1 || time.Duration(b.Series[0].Step) != 5*time.Minute {
		t.Errorf("%v, %q, %+v", err, brief(b.Events), b.Series)
	}
}

// TestSeriesSmall: sixfold of a thousandth is no outage.
func TestSeriesSmall(t *testing.T) {
	address := counting(t, func(at time.Time) string {
		if !at.Before(clock("08:00")) && at.Before(clock("09:00")) {
			return "12"
		}
		return "2"
	}, func(time.Time) string { return "2000" })
	b, err := ask(t, address, livetest.Window, live.Settings{"series": []any{map[string]any{"query": "failed[$step]", "total": "all[$step]"}}})
	if err != nil || len(b.Events) != 0 {
		t.Errorf("%v, %q", err, brief(b.Events))
	}
}

func TestSeriesSettings(t *testing.T) {
	for query, want := range map[string]string{"": "no query", "increase(x[5m])": "$step"} {
		_, err := prometheus.Kind().Open("metrics", live.Settings{"url": "http://x", "series": []any{map[string]any{"query": query}}}, live.Env{})
		if err == nil || !strings.Contains(err.Error(), want) || live.Fix(err) == "" {
			t.Errorf("%q: %v", query, err)
		}
	}
}

// TestSeriesRefused: alerts are kept when a question for counts is refused, and the report says which.
func TestSeriesRefused(t *testing.T) {
	f := &fake{}
	f.fire("A", "07:00", "07:30", 0)
	mux := http.NewServeMux()
	mux.Handle("/", f.handler(t))
	mux.HandleFunc("GET /api/v1/query_range", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"status":"error","errorType":"bad_data","error":"1:5: parse error: unexpected end of input"}`)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	b, err := ask(t, server.URL, livetest.Window, live.Settings{"series": []any{map[string]any{"query": "sum([$step]"}}})
	if err == nil || len(b.Events) != 1 || !strings.Contains(b.Reports[0].Error, "item 1") || !strings.Contains(b.Reports[0].Error, "parse error") {
		t.Errorf("%v, %d events, %q", err, len(b.Events), b.Reports[0].Error)
	}
}
