package elasticsearch_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/collect/logs/elasticsearch"
	"github.com/pes-dev/pes/collect/logs/enginetest"
)

// ecs is how Elastic's own shippers map logs.
var ecs = map[string]string{"@timestamp": "date", "service.name": "keyword", "service": "object", "log.level": "keyword", "log": "object", "message": "text", "namespace": "keyword"}

// outage is a system that holds the lines of an outage.
func outage(t testing.TB) *fake { return holding(t, enginetest.Records()) }

func holding(t testing.TB, records []enginetest.Record) *fake {
	var docs []doc
	for _, r := range records {
		d := doc{at: r.At, fields: map[string]any{"service.name": r.Service, "message": r.Text, "namespace": "shop"}}
		if r.Level != "" {
			d.fields["log.level"] = r.Level
		}
		docs = append(docs, d)
	}
	return newFake(t, ecs, docs)
}

func open(t testing.TB, h http.Handler, kind string, s live.Settings) live.Source {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	settings := live.Settings{"url": server.URL}
	maps.Copy(settings, s)
	src, err := kinds()[kind].Open("logs", settings, live.Env{Now: func() time.Time { return livetest.Now }, Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func kinds() map[string]live.Kind {
	return map[string]live.Kind{"elasticsearch": elasticsearch.Kind(), "opensearch": elasticsearch.OpenSearch()}
}

// wants asks for a header as the credentials have it.
func wants(authorization string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != authorization {
			refuse(w, 401, "security_exception", "missing authentication credentials for REST request")
			return
		}
		h.ServeHTTP(w, r)
	})
}

func TestConformance(t *testing.T) {
	livetest.Run(t, livetest.Subject{
		Kind: kinds()["elasticsearch"], Env: map[string]string{"ELASTICSEARCH_API_KEY": livetest.Secret}, Least: 2,
		Serve: func(t *testing.T) http.Handler { return wants("ApiKey "+livetest.Secret, holding(t, enginetest.Few())) },
	})
}

// TestCredentials: each kind sends them as its system has them, and as they are set.
func TestCredentials(t *testing.T) {
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("reader:"+livetest.Secret))
	for name, tc := range map[string]struct {
		kind, env string
		settings  live.Settings
		want      string
	}{
		"API key":    {"elasticsearch", "ELASTIC_API_KEY", nil, "ApiKey " + livetest.Secret},
		"bearer":     {"elasticsearch", "ES_API_KEY", live.Settings{"scheme": "bearer"}, "Bearer " + livetest.Secret},
		"password":   {"elasticsearch", "ES_API_KEY", live.Settings{"user": "reader"}, basic},
		"OpenSearch": {"opensearch", "OPENSEARCH_TOKEN", nil, "Bearer " + livetest.Secret},
		"its user":   {"opensearch", "OPENSEARCH_PASSWORD", live.Settings{"user": "reader"}, basic},
		"its key":    {"opensearch", "OPENSEARCH_TOKEN", live.Settings{"scheme": "apikey"}, "ApiKey " + livetest.Secret},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(wants(tc.want, newFake(t, ecs, nil)))
			defer server.Close()
			settings := live.Settings{"url": server.URL}
			maps.Copy(settings, tc.settings)
			src, err := kinds()[tc.kind].Open("logs", settings, live.Env{Getenv: func(k string) string { return map[string]string{tc.env: livetest.Secret}[k] }})
			if err != nil {
				t.Fatal(err)
			}
			if h := src.Check(t.Context(), livetest.Window); h.Err != nil {
				t.Error(h.Err)
			}
		})
	}
}

// TestAsScanned: what is counted amounts to what scanning an export of the lines does.
func TestAsScanned(t *testing.T) {
	for kind, root := range map[string]string{"elasticsearch": elasticRoot, "opensearch": openRoot} {
		f := outage(t)
		f.root = root
		b, err := open(t, f, kind, live.Settings{"index": "logs-shop", "query": "namespace:shop"}).Collect(t.Context(), livetest.Window)
		if err != nil {
			t.Fatal(err)
		}
		enginetest.Same(t, enginetest.Scanned(t, enginetest.Records(), livetest.Window), b, 10*time.Second)
		report := b.Reports[0]
		if report.Format != kind || report.Records < 5000 || len(report.Asked.Queries) < 3 || !strings.HasPrefix(report.Asked.Queries[0], `POST /logs-shop/_search {"aggs":{"rates"`) {
			t.Errorf("report %+v, asked %q", report, report.Asked.Queries)
		}
		if f.searches > 60 {
			t.Errorf("%d questions", f.searches)
		}
	}
}

// mappings are how indices keep logs: the types of their fields, and where a service, a level and a message are.
var mappings = map[string]struct {
	types   map[string]string
	service string
	level   string
	message string
}{
	"Elastic Common Schema": {ecs, "service.name", "log.level", "message"},
	"by itself": {map[string]string{
		"@timestamp": "date", "app": "text", "app.keyword": "keyword", "level": "text", "level.keyword": "keyword", "msg": "text", "msg.keyword": "keyword", "namespace": "keyword",
	}, "app.keyword", "level.keyword", "msg"},
	"keywords":       {map[string]string{"@timestamp": "date", "kubernetes.container.name": "keyword", "severity": "keyword", "log": "wildcard"}, "kubernetes.container.name", "severity", "log"},
	"in nanoseconds": {map[string]string{"@timestamp": "date_nanos", "service": "keyword", "level": "keyword", "message": "match_only_text"}, "service", "level", "message"},
	"several shippers": {map[string]string{
		"@timestamp": "date", "service.name": "keyword", "app": "keyword", "container.name": "keyword", "log.level": "keyword", "level": "keyword", "message": "text",
	}, "app", "level", "message"},
}

func TestEngine(t *testing.T) {
	for name, m := range mappings {
		t.Run(name, func(t *testing.T) {
			grain := time.Millisecond
			if m.types["@timestamp"] == "date_nanos" {
				grain = time.Nanosecond
			}
			enginetest.Run(t, enginetest.Subject{
				Grain: grain, Loose: strings.Contains(m.types[m.message], "text"),
				Engine: func(t testing.TB, records []enginetest.Record) logs.Engine {
					docs := make([]doc, len(records))
					for i, r := range records {
						docs[i] = doc{at: r.At, fields: map[string]any{m.message: r.Text}}
						if r.Service != "" {
							docs[i].fields[m.service] = r.Service
						}
						if r.Level != "" {
							docs[i].fields[m.level] = r.Level
						}
						docs[i].source = nested(map[string]any{
							m.message: r.Text, strings.TrimSuffix(m.service, ".keyword"): r.Service, strings.TrimSuffix(m.level, ".keyword"): r.Level,
						})
					}
					return engine(t, newFake(t, m.types, docs), nil)
				},
			})
		})
	}
}

// TestSeveralFields: of a line that names its service in several fields the surest counts, however it is asked for.
func TestSeveralFields(t *testing.T) {
	f := newFake(t, mappings["several shippers"].types, []doc{
		{at: livetest.Window.From, fields: map[string]any{"service.name": "shop", "app": "sidecar", "log.level": "error", "level": "info", "message": "x"}},
		{at: livetest.Window.From, fields: map[string]any{"service.name": "", "app": "sidecar", "message": "y"}},
	})
	e := engine(t, f, nil)
	for service, want := range map[string]string{"shop": "x", "sidecar": "y"} {
		q := logs.Query{Services: []string{service}}
		bins, err := e.Rates(t.Context(), livetest.Window, q, time.Minute)
		if err != nil || len(bins) != 1 || bins[0].N != 1 || bins[0].Service != service {
			t.Errorf("%s: error %v, %+v", service, err, bins)
		}
		lines, err := e.Lines(t.Context(), livetest.Window, q, 5)
		if err != nil || len(lines) != 1 || lines[0].Text != want || lines[0].Service != service {
			t.Errorf("%s: error %v, %+v", service, err, lines)
		}
	}
	bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{Said: []logs.Said{{Level: "info"}}}, time.Minute)
	if err != nil || len(bins) > 0 {
		t.Errorf("error %v, %+v", err, bins)
	}
}

func engine(t testing.TB, f *fake, s live.Settings) logs.Engine {
	t.Helper()
	e, err := elasticsearch.Engine(t.Context(), open(t, f, "elasticsearch", s))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestSlices: what an answer has no room for is asked in parts, none of which is counted twice.
func TestSlices(t *testing.T) {
	var docs []doc
	for i := range 21_000 {
		docs = append(docs, doc{at: livetest.Window.From.Add(time.Duration(i/30) * time.Second), fields: map[string]any{"service.name": fmt.Sprintf("s%02d", i%30), "message": "x"}})
	}
	f := newFake(t, ecs, docs)
	bins, err := engine(t, f, nil).Rates(t.Context(), livetest.Window, logs.Query{}, time.Second)
	if err != nil || len(bins) != len(docs) {
		t.Errorf("error %v, %d bins of %d", err, len(bins), len(docs))
	}
	if f.searches < 4 || f.searches > 60 {
		t.Errorf("%d questions", f.searches)
	}
}

// TestManyLinesOfOneStamp: pages are cut at what an index gives at once, and what has one stamp is fetched once.
func TestManyLinesOfOneStamp(t *testing.T) {
	var docs []doc
	for i := range 22_000 {
		docs = append(docs, doc{at: livetest.Window.From.Add(time.Duration(i/6000) * time.Second), fields: map[string]any{"message": strconv.Itoa(i)}})
	}
	f := newFake(t, ecs, docs)
	lines, err := engine(t, f, nil).Lines(t.Context(), livetest.Window, logs.Query{}, 30_000)
	seen := map[string]bool{}
	for _, l := range lines {
		seen[l.Text] = true
	}
	if err != nil || len(lines) != len(docs) || len(seen) != len(docs) || f.searches > 8 {
		t.Errorf("error %v, %d lines, %d of them different, %d questions", err, len(lines), len(seen), f.searches)
	}
}

// TestSources: fields of a line are found nested or written with dots, as text, number or list; a message in JSON is what it says.
func TestSources(t *testing.T) {
	for source, want := range map[string]logs.Line{
		`{"service":{"name":"a"},"log":{"level":"error"},"message":"broke"}`:          {Service: "a", Said: logs.Said{Level: "error"}, Text: "broke"},
		`{"service.name":"a","log.level":"error","message":["broke","and more"]}`:     {Service: "a", Said: logs.Said{Level: "error"}, Text: "broke"},
		`{"service":[{"name":["a"]}],"log":{"level":3},"message":"broke\nat main:3"}`: {Service: "a", Said: logs.Said{Level: "3"}, Text: "broke"},
		`{"message":"{\"level\":\"info\",\"msg\":\"it is \\\"up\\\"\"}"}`:             {Text: `it is "up"`},
		`{"service":"a","message":{"text":"x"}}`:                                      {},
		`{}`:                                                                          {},
		`null`:                                                                        {},
		`"text"`:                                                                      {},
	} {
		at := livetest.Window.From
		f := newFake(t, ecs, []doc{{at: at, fields: map[string]any{"message": "x"}, source: source}})
		want.At = at
		got, err := engine(t, f, nil).Lines(t.Context(), livetest.Window, logs.Query{}, 5)
		if diff := cmp.Diff([]logs.Line{want}, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", source, err, diff)
		}
	}
}
