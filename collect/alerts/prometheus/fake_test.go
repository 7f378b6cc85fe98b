package prometheus_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is a Prometheus as far as its API is asked: raw samples by a range selector, an instant query or two, rules, and its version. It does not parse
// PromQL; it knows the selectors that a source of alerts writes.
type fake struct {
	series []fakeSeries
	rules  string // the groups, as JSON
	closed bool   // range selectors are closed on the left, as before Prometheus 3
	most   int    // of samples in one answer; 0 is any number
	extra  string // further fields of each answer: `,"warnings":["…"]`
	mu     sync.Mutex
	asked  []string
}

// note remembers a question.
func (f *fake) note(question string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, question)
}

type fakeSeries struct {
	labels map[string]string
	values map[int64]string // by the millisecond
}

var rangeSelector = regexp.MustCompile(`^\{__name__=~"ALERTS\|ALERTS_FOR_STATE"(?:,alertname=~("(?:[^"\\]|\\.)*"))?(?:,severity="([a-z]+)")?\}\[(\d+)(ms|s|m|h)\]$`)

func (f *fake) handler(t testing.TB) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/query", func(w http.ResponseWriter, r *http.Request) {
		query := r.FormValue("query")
		f.note(query)
		seconds, err := strconv.ParseFloat(r.FormValue("time"), 64)
		if err != nil {
			http.Error(w, `{"status":"error","errorType":"bad_data","error":"invalid parameter \"time\""}`, http.StatusBadRequest)
			return
		}
		switch m := rangeSelector.FindStringSubmatch(query); {
		case m != nil:
			f.raw(t, w, m, int64(math.Round(seconds*1000)))
		case query == "vector(1)":
			fmt.Fprintf(w, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[%s,"1"]}]}}`, r.FormValue("time"))
		default:
			fmt.Fprint(w, `{"status":"success","data":{"resultType":"vector","result":[]}}`)
		}
	})
	mux.HandleFunc("GET /api/v1/rules", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"status":"success","data":{"groups":[%s]}}`, f.rules)
	})
	mux.HandleFunc("GET /api/v1/status/buildinfo", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"status":"success","data":{"version":"3.5.0","revision":"x"}}`)
	})
	mux.HandleFunc("GET /api/v1/status/runtimeinfo", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"status":"success","data":{"storageRetention":"15d"}}`)
	})
	return mux
}

func (f *fake) raw(t testing.TB, w http.ResponseWriter, m []string, at int64) {
	n, _ := strconv.ParseInt(m[3], 10, 64)
	from := at - n*map[string]int64{"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}[m[4]]
	names := regexp.MustCompile("")
	if m[1] != "" {
		text, err := strconv.Unquote(m[1])
		if err != nil {
			t.Error(err)
		}
		names = regexp.MustCompile("^(?:" + text + ")$")
	}
	var result []string
	total := 0
	for _, s := range f.series {
		if !names.MatchString(s.labels["alertname"]) || m[2] != "" && s.labels["severity"] != m[2] {
			continue
		}
		var values []string
		for _, ms := range slices.Sorted(maps.Keys(s.values)) {
			if ms <= at && (ms > from || f.closed && ms == from) {
				values = append(values, fmt.Sprintf(`[%s,%q]`, strconv.FormatFloat(float64(ms)/1000, 'f', -1, 64), s.values[ms]))
			}
		}
		if len(values) > 0 {
			labels, _ := json.Marshal(s.labels)
			result = append(result, fmt.Sprintf(`{"metric":%s,"values":[%s]}`, labels, strings.Join(values, ",")))
			total += len(values)
		}
	}
	if f.most > 0 && total > f.most {
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprint(w, `{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}`)
		return
	}
	fmt.Fprintf(w, `{"status":"success"%s,"data":{"resultType":"matrix","result":[%s]}}`, f.extra, strings.Join(result, ","))
}

// fire has an alert fire from minute to minute of 20 October 2025, both included, with a sample a minute at this second.
func (f *fake) fire(name, from, to string, second int, labels ...string) {
	start, end := clock(from).Add(time.Duration(second)*time.Second), clock(to).Add(time.Duration(second)*time.Second)
	alert := fakeSeries{map[string]string{"__name__": "ALERTS", "alertname": name, "alertstate": "firing", "severity": "critical"}, map[int64]string{}}
	since := fakeSeries{map[string]string{"__name__": "ALERTS_FOR_STATE", "alertname": name, "severity": "critical"}, map[int64]string{}}
	for i := 0; i+1 < len(labels); i += 2 {
		alert.labels[labels[i]], since.labels[labels[i]] = labels[i+1], labels[i+1]
	}
	for at := start; !at.After(end); at = at.Add(time.Minute) {
		alert.values[at.UnixMilli()] = "1"
		since.values[at.UnixMilli()] = strconv.FormatInt(start.Add(-2*time.Minute).Unix(), 10)
	}
	f.series = append(f.series, alert, since)
}

// clock is a time of 20 October 2025, or of a day beside it: "06:48", "-1 23:10".
func clock(text string) time.Time {
	day := time.Date(2025, 10, 20, 0, 0, 0, 0, time.UTC)
	if days, rest, ok := strings.Cut(text, " "); ok {
		n, _ := strconv.Atoi(days)
		day, text = day.AddDate(0, 0, n), rest
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		panic(err)
	}
	return day.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}
