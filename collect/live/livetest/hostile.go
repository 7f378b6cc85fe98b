package livetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/live"
)

// loop: pages that lead nowhere but back to the first come to an end, soon and with a reason, or are seen to be one.
func (s Subject) loop(t *testing.T) {
	h := s.first(t)
	if s.Loop != nil {
		h = s.Loop(t)
	}
	var n atomic.Int32
	server := serve(t, dated(counting(&n, h), 0))
	began := time.Now()
	b, err := s.Source(t, server.URL, &live.Secrets{}).Collect(t.Context(), Window)
	s.whole(t, b)
	if took := time.Since(began); took > 20*time.Second || n.Load() > 1000 {
		t.Errorf("%d requests in %s", n.Load(), took)
	}
	if s.Loop != nil && err == nil {
		t.Error("pages without end are no error")
	}
	if r := b.Reports[0]; err != nil && (r.Error == "" || r.Fix == "") {
		t.Errorf("error %v, report %q, fix %q", err, r.Error, r.Fix)
	}
}

// first answers each path for ever as it did the first time, whatever page is asked for.
func (s Subject) first(t *testing.T) http.Handler {
	good := s.Serve(t)
	var mu sync.Mutex
	known := map[string]*httptest.ResponseRecorder{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		key := r.Method + r.URL.Path
		if known[key] == nil {
			known[key] = httptest.NewRecorder()
			good.ServeHTTP(known[key], r)
		}
		replay(w, known[key], known[key].Body.Bytes())
	})
}

func replay(w http.ResponseWriter, answer *httptest.ResponseRecorder, body []byte) {
	maps.Copy(w.Header(), answer.Header())
	w.Header().Del("Content-Length")
	w.WriteHeader(answer.Code)
	_, _ = w.Write(body)
}

// odd is what values of answers are replaced by: each type of JSON where another belongs, and texts that do harm where nobody looks.
var odd = []any{
	nil, true, false, json.Number("-1"), json.Number("1e300"), json.Number("0.5"), json.Number("99999999999999999999999"), "", "x",
	"\x00\x1b[31m<script>|`*[a](b)\u202e", strings.Repeat("long ", 60_000), "2025-10-20T07:00:00", "9999-99-99T99:99:99Z",
	[]any{},
	[]any{nil},
	[]any{[]any{[]any{"x"}}},
	map[string]any{},
	map[string]any{"": nil, "x": map[string]any{}},
}

// How many answers with something wrong a source is given: every value of a good one where it has few, else some, spread over all; fewer where it takes
// many requests to be told all.
const (
	fewWrongs    = 12
	mostWrongs   = 120
	wrongAnswers = 300 // over all requests
)

// wrongTypes: an answer in which any one value is of another type, or odd, is taken for what it is, or is an error for people. Nothing panics.
func (s Subject) wrongTypes(t *testing.T) {
	var requests atomic.Int32
	probe := &spoiler{good: s.Serve(t), at: -1}
	server := serve(t, dated(counting(&requests, probe), 0))
	if _, err := s.Source(t, server.URL, &live.Secrets{}).Collect(t.Context(), Window); err != nil {
		t.Fatal(err)
	}
	if probe.seen == 0 {
		return // it does not speak JSON
	}
	cases := probe.seen * len(odd)
	step := max(1, cases/min(max(wrongAnswers/int(requests.Load()), fewWrongs), mostWrongs))
	if step > 1 && step%len(odd) == 0 {
		step++ // so that the same type is not tried everywhere
	}
	for i := 0; i < cases; i += step {
		spoiled := &spoiler{good: s.Serve(t), at: i / len(odd), with: odd[i%len(odd)]}
		server := httptest.NewServer(dated(spoiled, 0))
		b, err := s.open(t, "under test", server.URL, live.Env{Secrets: &live.Secrets{}, Timeout: 2 * time.Second}).Collect(t.Context(), Window)
		server.Close()
		s.whole(t, b)
		r := b.Reports[0]
		if (err == nil) != (r.Error == "") || err != nil && strings.TrimSpace(r.Error) == "" || len(r.Error) > 2000 {
			t.Errorf("%s: error %v, report %q", spoiled.what, err, r.Error)
		}
		for _, word := range []string{"json: cannot", "invalid character", "Go struct", "runtime error", "interface {}", "reflect", "%!"} {
			if strings.Contains(r.Error, word) {
				t.Errorf("%s: the error is for programmers: %s", spoiled.what, r.Error)
			}
		}
		if t.Failed() {
			t.Logf("that was with %s", spoiled.what)
			return
		}
	}
}

// spoiler hands on good answers, and replaces one value of all that are in them.
type spoiler struct {
	good http.Handler
	at   int // which value, counted over all answers; -1 is none
	with any

	mu   sync.Mutex
	seen int
	what string // where it was replaced
}

func (p *spoiler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	p.good.ServeHTTP(answer, r)
	body := answer.Body.Bytes()
	p.mu.Lock()
	defer p.mu.Unlock()
	if answer.Code/100 == 2 {
		body = p.spoil(r.URL.Path, body)
	}
	replay(w, answer, body)
}

// spoil replaces a value in a body of JSON, or of lines of it.
func (p *spoiler) spoil(path string, body []byte) []byte {
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	var out strings.Builder
	for {
		var v any
		if err := d.Decode(&v); err != nil {
			break
		}
		data, err := json.Marshal(p.walk(v, path))
		if err != nil {
			return body
		}
		out.Write(data)
		out.WriteByte('\n')
	}
	if out.Len() == 0 {
		return body
	}
	return []byte(out.String())
}

func (p *spoiler) walk(v any, at string) any {
	mine := p.seen == p.at
	p.seen++
	if mine {
		p.what = fmt.Sprintf("%.60v instead of %s", p.with, at)
		return p.with
	}
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			v[k] = p.walk(v[k], at+"."+k)
		}
	case []any:
		for i := range v {
			v[i] = p.walk(v[i], fmt.Sprintf("%s[%d]", at, i))
		}
	}
	return v
}
