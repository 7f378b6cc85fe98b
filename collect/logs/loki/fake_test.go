package loki_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is a Loki in memory. It evaluates the LogQL that this package sends, as Loki's documentation and source have it, and fails the test at any other.
type fake struct {
	t        testing.TB
	entries  []fakeEntry // in order of time
	series   int         // at most so many a query; 0 is Loki's 500
	noBuild  bool        // it does not tell its version, as behind a gateway
	noStats  bool        // nor what its index knows
	metadata bool        // it tells labels of lines apart from those of streams
	hook     func(w http.ResponseWriter, r *http.Request) bool

	mu      sync.Mutex
	queries []string
	pages   int
}

type fakeEntry struct {
	at     int64
	stream map[string]string
	own    map[string]string // structured metadata
	line   string
	labels map[string]string // both
}

func newFake(t testing.TB, entries []fakeEntry) *fake {
	for i := range entries {
		e := &entries[i]
		e.labels = maps.Clone(e.stream)
		maps.Copy(e.labels, e.own)
	}
	return &fake{t: t, entries: entries}
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.hook != nil && f.hook(w, r) {
		return
	}
	if len(r.URL.RawQuery) > 4000 {
		f.t.Errorf("an address of %d bytes", len(r.URL.RawQuery))
	}
	if err := r.ParseForm(); err != nil {
		f.t.Error(err)
	}
	q := r.Form
	switch r.URL.Path {
	case "/loki/api/v1/status/buildinfo":
		if f.noBuild {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `{"version":"3.5.1","revision":"abc","branch":"HEAD","buildUser":"","buildDate":"","goVersion":"go1.24"}`)
	case "/loki/api/v1/labels":
		f.labels(w, q)
	case "/loki/api/v1/index/stats":
		f.stats(w, q)
	case "/loki/api/v1/query_range":
		f.queryRange(w, q)
	case "/loki/api/v1/query":
		f.query(w, q)
	default:
		f.t.Errorf("asked for %s", r.URL.Path)
		http.NotFound(w, r)
	}
}

func (f *fake) bounds(q url.Values) (from, to int64) {
	from, err := strconv.ParseInt(q.Get("start"), 10, 64)
	if err != nil {
		f.t.Errorf("start %q", q.Get("start"))
	}
	if to, err = strconv.ParseInt(q.Get("end"), 10, 64); err != nil {
		f.t.Errorf("end %q", q.Get("end"))
	}
	return from, to
}

func (f *fake) labels(w http.ResponseWriter, q url.Values) {
	from, to := f.bounds(q)
	p := &logqlParser{t: f.t, text: cmpOr(q.Get("query"), "{}")}
	match := p.selector()
	names := map[string]bool{}
	for _, e := range f.entries {
		if e.at >= from && e.at < to && match(e.stream) {
			for k := range e.stream {
				names[k] = true
			}
		}
	}
	data, _ := json.Marshal(map[string]any{"status": "success", "data": slices.Sorted(maps.Keys(names))})
	w.Write(data)
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func (f *fake) stats(w http.ResponseWriter, q url.Values) {
	if f.noStats {
		http.NotFound(w, nil)
		return
	}
	from, to := f.bounds(q)
	p := &logqlParser{t: f.t, text: q.Get("query")}
	match := p.selector()
	p.end()
	var n int
	streams := map[string]bool{}
	for _, e := range f.entries {
		if e.at >= from && e.at < to && match(e.stream) {
			n++
			streams[fmt.Sprint(e.stream)] = true
		}
	}
	fmt.Fprintf(w, `{"streams":%d,"chunks":1,"entries":%d,"bytes":1}`, len(streams), n)
}

func bad(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	fmt.Fprintln(w, text)
}

func (f *fake) queryRange(w http.ResponseWriter, q url.Values) {
	from, to := f.bounds(q)
	text := q.Get("query")
	f.mu.Lock()
	f.queries = append(f.queries, text)
	f.pages++
	f.mu.Unlock()
	if to-from > int64(721*time.Hour) {
		bad(w, fmt.Sprintf("the query time range exceeds the limit (query length: %s, limit: 30d1h)", time.Duration(to-from)))
		return
	}
	p := &logqlParser{t: f.t, text: text}
	if strings.HasPrefix(text, "{") {
		f.lines(w, p, from, to, q)
		return
	}
	step, err := time.ParseDuration(q.Get("step"))
	if err != nil {
		f.t.Errorf("step %q", q.Get("step"))
	}
	m := p.metric()
	if (to-from)/int64(step) > 11000 {
		bad(w, "exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter")
		return
	}
	// The query frontend aligns the ends to the step.
	from -= from % int64(step)
	if r := to % int64(step); r != 0 {
		to += int64(step) - r
	}
	type point [2]any
	series := map[string][]point{}
	metrics := map[string]map[string]string{}
	for at := from; at <= to; at += int64(step) {
		for name, c := range f.count(m, at) {
			metrics[name] = c.labels
			series[name] = append(series[name], point{float64((at-m.offset)/1e6+m.offset/1e6) / 1000, strconv.Itoa(c.n)})
		}
	}
	most := f.series
	if most == 0 {
		most = 500
	}
	if len(series) > most {
		bad(w, fmt.Sprintf("maximum of series (%d) reached for a single query", most))
		return
	}
	result := []any{}
	for _, name := range slices.Sorted(maps.Keys(series)) {
		result = append(result, map[string]any{"metric": metrics[name], "values": series[name]})
	}
	answer(w, "matrix", result)
}

func (f *fake) query(w http.ResponseWriter, q url.Values) {
	at, err := strconv.ParseInt(q.Get("time"), 10, 64)
	if err != nil {
		f.t.Errorf("time %q", q.Get("time"))
	}
	f.mu.Lock()
	f.queries = append(f.queries, q.Get("query"))
	f.mu.Unlock()
	p := &logqlParser{t: f.t, text: q.Get("query")}
	m := p.metric()
	result := []any{}
	counted := f.count(m, at)
	for _, name := range slices.Sorted(maps.Keys(counted)) {
		result = append(result, map[string]any{"metric": counted[name].labels, "value": []any{float64(at) / 1e9, strconv.Itoa(counted[name].n)}})
	}
	answer(w, "vector", result)
}

func answer(w http.ResponseWriter, kind string, result any) {
	data, _ := json.Marshal(map[string]any{"status": "success", "data": map[string]any{"resultType": kind, "result": result, "stats": map[string]any{}}})
	w.Write(data)
}

type counted struct {
	labels map[string]string
	n      int
}

// count evaluates a metric at an instant: the range is open at its beginning and closed at its end.
func (f *fake) count(m metric, at int64) map[string]counted {
	to := at - m.offset
	from := to - m.span
	all := map[string]counted{}
	i, _ := slices.BinarySearchFunc(f.entries, from+1, func(e fakeEntry, t int64) int { return int(min(max(e.at-t, -1), 1)) })
	for _, e := range f.entries[i:] {
		if e.at > to {
			break
		}
		labels, ok := m.lines(e)
		if !ok {
			continue
		}
		var key strings.Builder
		for _, l := range m.by {
			key.WriteString(labels[l])
			key.WriteByte(0)
		}
		c := all[key.String()]
		if c.n == 0 {
			c.labels = map[string]string{}
			for _, l := range m.by {
				if labels[l] != "" {
					c.labels[l] = labels[l]
				}
			}
		}
		c.n++
		all[key.String()] = c
	}
	return all
}

func (f *fake) lines(w http.ResponseWriter, p *logqlParser, from, to int64, q url.Values) {
	match := p.lines()
	p.end()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit < 1 {
		f.t.Errorf("limit %q", q.Get("limit"))
	}
	if limit > 5000 {
		bad(w, fmt.Sprintf("max entries limit per query exceeded, limit > max_entries_limit_per_query (%d > 5000)", limit))
		return
	}
	entries := f.entries
	switch q.Get("direction") {
	case "forward":
	case "backward":
		entries = slices.Clone(entries)
		slices.Reverse(entries)
	default:
		f.t.Errorf("direction %q", q.Get("direction"))
	}
	type stream struct {
		Stream map[string]string `json:"stream"`
		Values [][]any           `json:"values"`
	}
	streams := map[string]*stream{}
	for _, e := range entries {
		if limit == 0 {
			break
		}
		labels, ok := match(e)
		if e.at < from || e.at >= to || !ok {
			continue
		}
		limit--
		value := []any{strconv.FormatInt(e.at, 10), e.line}
		if f.metadata {
			value = append(value, map[string]any{"structuredMetadata": e.own})
			labels = e.stream
		}
		key := fmt.Sprint(labels)
		if streams[key] == nil {
			streams[key] = &stream{Stream: labels}
		}
		streams[key].Values = append(streams[key].Values, value)
	}
	result := []*stream{}
	for _, key := range slices.Sorted(maps.Keys(streams)) {
		result = append(result, streams[key])
	}
	answer(w, "streams", result)
}
