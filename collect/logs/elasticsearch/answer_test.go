package elasticsearch_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/collect/logs/enginetest"
)

// searched answers searches with h, and all else as it is.
func searched(h http.HandlerFunc) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/_search") {
			return false
		}
		h(w, r)
		return true
	}
}

// TestRefusals: what a system says no with is told by its reason, with what to do about it.
func TestRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		status             int
		kind, reason, want string
		fix                string
	}{
		"closed":    {400, "index_closed_exception", "closed", "closed", "open it"},
		"buckets":   {400, "too_many_buckets_exception", "Trying to create too many buckets. Must be less than or equal to: [65535]", "65535", "search.max_buckets"},
		"syntax":    {400, "query_shard_exception", "Failed to parse query [a:]", "Failed to parse query [a:]", "Lucene"},
		"right":     {403, "security_exception", "action [indices:data/read/search] is unauthorized for API key id [x]", "unauthorized", "view_index_metadata"},
		"its right": {403, "security_exception", "no permissions for [indices:data/read/search] and User [name=x]", "no permissions", "indices:data/read/search"},
		"memory":    {400, "circuit_breaking_exception", "[parent] Data too large, data for [<http_request>]", "too large", "memory"},
		"counting":  {400, "illegal_argument_exception", "Fielddata is disabled on [level] in [logs]. Text fields are not optimised for operations", "Fielddata", "keyword"},
		"other":     {400, "illegal_argument_exception", "something else", "something else", "settings"},
	} {
		t.Run(name, func(t *testing.T) {
			f := holding(t, enginetest.Few())
			f.hook = searched(func(w http.ResponseWriter, _ *http.Request) { refuse(w, tc.status, tc.kind, tc.reason) })
			b, err := open(t, f, "elasticsearch", nil).Collect(t.Context(), livetest.Window)
			if err == nil || !strings.Contains(b.Reports[0].Error, tc.want) || !strings.Contains(b.Reports[0].Fix, tc.fix) {
				t.Errorf("error %v, fix %q", err, b.Reports[0].Fix)
			}
		})
	}
}

// TestIncomplete: an answer of a part of the shards, or of what was found until time was up, is kept and said to be incomplete.
func TestIncomplete(t *testing.T) {
	for name, tc := range map[string]struct{ old, new, cause string }{
		"shards":    {`"failed":0`, `"failed":1,"failures":[{"shard":0,"reason":{"type":"x","reason":"node left"}}]`, "1 of 2 shards did not answer: node left"},
		"timed out": {`"timed_out":false`, `"timed_out":true`, "did not finish in time"},
	} {
		t.Run(name, func(t *testing.T) {
			f := holding(t, enginetest.Few())
			good := holding(t, enginetest.Few())
			f.hook = searched(func(w http.ResponseWriter, r *http.Request) {
				c := &caught{ResponseWriter: w}
				good.ServeHTTP(c, r)
				w.Write([]byte(strings.Replace(string(c.body), tc.old, tc.new, 1)))
			})
			src := open(t, f, "elasticsearch", nil)
			b, err := src.Collect(t.Context(), livetest.Window)
			if err == nil || !strings.Contains(b.Reports[0].Error, tc.cause) || len(b.Events) < 2 || b.Reports[0].Asked.Covered != nil || b.Reports[0].Fix == "" {
				t.Errorf("error %v, %d events, %+v", err, len(b.Events), b.Reports[0])
			}
			if h := src.Check(t.Context(), livetest.Window); h.Err == nil || !h.Reachable || !h.Authorized {
				t.Errorf("health %+v", h)
			}
		})
	}
}

type caught struct {
	http.ResponseWriter
	body []byte
}

func (c *caught) Write(p []byte) (int, error) { c.body = append(c.body, p...); return len(p), nil }

// TestStrangeAnswers: what is no answer to the question is an error, and nothing is counted.
func TestStrangeAnswers(t *testing.T) {
	rates := func(buckets string) string {
		return `{"timed_out":false,"_shards":{"total":1,"failed":0},"hits":{"hits":[]},"aggregations":{"rates":{"buckets":[` + buckets + `]}}}`
	}
	full := `"doc_count":1,"failing":{"doc_count":0,"first":{"value":null},"last":{"value":null}},"well":{"doc_count":1,"first":{"value":%s},"last":{"value":1760940000000}}`
	for name, body := range map[string]string{
		"empty":        `{}`,
		"a list":       `[]`,
		"no counts":    `{"timed_out":false,"hits":{"hits":[]}}`,
		"no start":     rates(`{"key":{},` + fmt.Sprintf(full, "1760940000000") + `}`),
		"start a word": rates(`{"key":{"start":"soon"},` + fmt.Sprintf(full, "1760940000000") + `}`),
		"far start":    rates(`{"key":{"start":9e18},` + fmt.Sprintf(full, "1760940000000") + `}`),
		"another time": rates(`{"key":{"start":1660940000000},` + fmt.Sprintf(full, "1760940000000") + `}`),
		"off the grid": rates(`{"key":{"start":1760940003000},` + fmt.Sprintf(full, "1760940000000") + `}`),
		"no first":     rates(`{"key":{"start":1760940000000},` + fmt.Sprintf(full, "null") + `}`),
		"far first":    rates(`{"key":{"start":1760940000000},` + fmt.Sprintf(full, "1e300") + `}`),
		"negative":     rates(`{"key":{"start":1760940000000},"well":{"doc_count":-1}}`),
		"no hit":       `{"timed_out":false,"hits":{"hits":[{"_id":"1","sort":[]}]},"aggregations":{"rates":{}}}`,
		"sort a word":  `{"timed_out":false,"hits":{"hits":[{"_id":"1","sort":["x"]}]}}`,
		"sort a half":  `{"timed_out":false,"hits":{"hits":[{"_id":"1","sort":[1.5]}]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			f := holding(t, enginetest.Few())
			e := engine(t, f, nil)
			f.hook = func(w http.ResponseWriter, _ *http.Request) bool { w.Write([]byte(body)); return true }
			bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{}, 10*time.Second)
			lines, other := e.Lines(t.Context(), livetest.Window, logs.Query{}, 5)
			if err == nil && other == nil || err != nil && live.Fix(err) == "" || len(lines) > 0 || err != nil && len(bins) > 0 {
				t.Errorf("errors %v, %v, bins %v, lines %v", err, other, bins, lines)
			}
		})
	}
}

// TestPageLoop: pages of counts that lead back end.
func TestPageLoop(t *testing.T) {
	f := holding(t, enginetest.Few())
	e := engine(t, f, nil)
	f.hook = searched(func(w http.ResponseWriter, _ *http.Request) {
		bucket := `{"key":{"start":1760940000000},"failing":{"doc_count":0},"well":{"doc_count":1,"first":{"value":1760940000000},"last":{"value":1760940000000}}},`
		fmt.Fprintf(w, `{"timed_out":false,"aggregations":{"rates":{"after_key":{"start":1},"buckets":[%s]}}}`, strings.TrimSuffix(strings.Repeat(bucket, 10_000), ","))
	})
	if _, err := e.Rates(t.Context(), livetest.Window, logs.Query{}, 10*time.Second); err == nil || !strings.Contains(err.Error(), "lead back") {
		t.Errorf("error %v", err)
	}
}

// TestFields: what an index lacks is said, with the setting that helps.
func TestFields(t *testing.T) {
	for name, tc := range map[string]struct {
		types    map[string]string
		settings live.Settings
		cause    string
		fix      string
	}{
		"nothing":      {map[string]string{}, nil, "no open index of logs-*,filebeat-*,logstash-*", "index:"},
		"no such":      {ecs, live.Settings{"index": "nope"}, "no such index", "index:"},
		"no time":      {map[string]string{"message": "text", "@timestamp": "keyword"}, nil, "the time of a line", "time:"},
		"no message":   {map[string]string{"@timestamp": "date", "log": "object"}, nil, "the message", "message:"},
		"service text": {ecs, live.Settings{"service": "message"}, "counted by the field message", "service:"},
		"level text":   {map[string]string{"@timestamp": "date", "message": "text", "level": "text|keyword"}, live.Settings{"level": "level"}, "counted by the field level", "level:"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(t, newFake(t, tc.types, nil), "elasticsearch", tc.settings).Collect(t.Context(), livetest.Window)
			if err == nil || !strings.Contains(err.Error(), tc.cause) || !strings.Contains(live.Fix(err), tc.fix) {
				t.Errorf("error %v, fix %q", err, live.Fix(err))
			}
		})
	}
}

// TestBareFields: an index that knows neither services nor levels has its lines counted all the same.
func TestBareFields(t *testing.T) {
	f := newFake(t, map[string]string{"@timestamp": "date", "message": "text"}, []doc{{at: livetest.Window.From, fields: map[string]any{"message": "it failed"}}})
	e := engine(t, f, nil)
	bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{Services: []string{""}}, time.Minute)
	if err != nil || len(bins) != 1 || !bins[0].Failing || bins[0].N != 1 {
		t.Errorf("error %v, %+v", err, bins)
	}
	if bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{Services: []string{"a"}}, time.Minute); err != nil || len(bins) != 0 {
		t.Errorf("error %v, %+v", err, bins)
	}
}

func TestSettings(t *testing.T) {
	for name, s := range map[string]live.Settings{
		"scheme": {"scheme": "digest"}, "path": {"index": "../x"}, "inside": {"index": "_all"}, "query in it": {"index": "logs?pretty"}, "unknown": {"indices": "x"},
	} {
		s["url"] = "http://127.0.0.1:1"
		_, err := kinds()["opensearch"].Open("logs", s, live.Env{})
		if _, ok := errors.AsType[*live.SettingError](err); !ok {
			t.Errorf("%s: %T %v", name, err, err)
		}
	}
}

// TestCheck: version, what there is and how far back, and what would be asked; also of credentials that are for indices alone.
func TestCheck(t *testing.T) {
	for name, tc := range map[string]struct{ kind, root, version string }{
		"elasticsearch":             {"elasticsearch", elasticRoot, "8.15.0"},
		"opensearch":                {"opensearch", openRoot, "2.17.0"},
		"the other":                 {"elasticsearch", openRoot, "opensearch 2.17.0"},
		"the other way round":       {"opensearch", elasticRoot, "elasticsearch 8.15.0"},
		"serverless":                {"elasticsearch", `{"version":{"number":"8.11.0","build_flavor":"serverless"},"tagline":"You Know, for Search"}`, "serverless"},
		"without right to the root": {"elasticsearch", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := holding(t, enginetest.Few())
			f.root = tc.root
			f.hook = func(w http.ResponseWriter, r *http.Request) bool {
				if tc.root == "" && r.URL.Path == "/" {
					refuse(w, 403, "security_exception", "action [cluster:monitor/main] is unauthorized")
					return true
				}
				return false
			}
			h := open(t, f, tc.kind, nil).Check(t.Context(), livetest.Window)
			if h.Err != nil || h.Version != tc.version || !h.Since.Equal(f.docs[0].at) || len(h.Asks) != 2 || len(h.Notes) != 2 || !strings.Contains(h.Notes[1], "service service.name; level log.level; message message") {
				t.Errorf("health %+v", h)
			}
		})
	}
}
