// Package elasticsearch asks Elasticsearch and OpenSearch for logs, which speak the same language where it matters here. The lines stay there: they are
// counted by service and level (composite aggregations, which are exact however many services there are), and only a few of the services that
// changed are fetched, see logs.Ask.
//
// What words are found by depends on how the index keeps the message. Of a field of the type text or match_only_text the words that the index made of it
// are compared: in any case, in any order among the parts asked for, and the last word of each part may go on. Of one of the type keyword or wildcard,
// letters are. That a line speaks of a failure is asked of the same words.
package elasticsearch

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings.
type Config struct {
	live.HTTP
	// Index is the index, alias or data stream, or a pattern of their names, several divided by commas. "logs-*,filebeat-*,logstash-*" if not given.
	Index string `yaml:"index"`
	// Query says which lines, in Lucene's query syntax: kubernetes.namespace:shop AND NOT log.level:debug. All if not given.
	Query string `yaml:"query"`
	// Time is the field with the time of a line. @timestamp, else timestamp, time or ts, if not given.
	Time string `yaml:"time"`
	// Service is the field that names the service; if not given, the usual ones are looked for: service.name, service, kubernetes.container.name …
	Service string `yaml:"service"`
	// Level is the field with the level; if not given, the usual ones are looked for: log.level, level, severity …
	Level string `yaml:"level"`
	// Message is the field with the message; if not given, the usual ones are looked for: message, msg, log, event.original …
	Message string `yaml:"message"`
	// Scheme is how the token is sent where there is no user: apikey (an encoded API key of Elasticsearch) or bearer. If not given, apikey to
	// Elasticsearch and bearer to OpenSearch.
	Scheme string `yaml:"scheme"`
}

// defaultIndex is where the usual shippers put logs: Elastic's integrations and OpenTelemetry, Filebeat, and Logstash with Fluentd and Fluent Bit.
const defaultIndex = "logs-*,filebeat-*,logstash-*"

// Kind is Elasticsearch as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "elasticsearch", Event: event.Log, Short: "logs of an Elasticsearch: counted there, by service and level",
		Limit: 15 * time.Minute, // some dozens of questions, each over all of the window
		Example: `url: https://elasticsearch.example.com:9200
index: logs-shop-*
query: NOT log.level:debug`,
	}, func(name string, c Config, e live.Env) (live.Source, error) {
		return open(name, c, e, Kind, live.Access{Usual: []string{"ELASTICSEARCH_API_KEY", "ELASTIC_API_KEY", "ES_API_KEY"}, Scheme: "ApiKey ", MaxAll: maxAll})
	})
}

// OpenSearch is OpenSearch as a kind of live system.
func OpenSearch() live.Kind {
	return live.Of(live.Kind{
		Name: "opensearch", Event: event.Log, Short: "logs of an OpenSearch: counted there, by service and level",
		Limit: 15 * time.Minute, // as above
		Example: `url: https://opensearch.example.com:9200
index: logs-shop-*
user: pes-reader`,
	}, func(name string, c Config, e live.Env) (live.Source, error) {
		return open(name, c, e, OpenSearch, live.Access{Usual: []string{"OPENSEARCH_TOKEN", "OPENSEARCH_PASSWORD"}, Scheme: "Bearer ", MaxAll: maxAll})
	})
}

type source struct {
	name   string
	config Config
	env    live.Env
	kind   func() live.Kind
	client *httpx.Client
}

func open(name string, c Config, e live.Env, kind func() live.Kind, a live.Access) (live.Source, error) {
	switch c.Scheme {
	case "":
	case "apikey":
		a.Scheme = "ApiKey "
	case "bearer":
		a.Scheme = "Bearer "
	default:
		return nil, &live.SettingError{Key: "scheme", Text: fmt.Sprintf("%q is none", c.Scheme), Hint: "scheme: apikey, or bearer"}
	}
	if c.Index == "" {
		c.Index = defaultIndex
	}
	if strings.ContainsAny(c.Index, "/?#\\ \"<>|") || strings.HasPrefix(c.Index, "_") {
		return nil, &live.SettingError{Key: "index", Text: fmt.Sprintf("%q is no name or pattern of an index", c.Index), Hint: "index: logs-*"}
	}
	client, err := c.Client(e, a)
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, kind, client}, nil
}

// Collect has the lines counted, and judges the counts.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	w = s.env.Bounded(w)
	e, err := s.engine(ctx)
	var b event.Batch
	if err == nil {
		b, err = logs.Ask(ctx, e, s.name, w, s.link)
	}
	if err == nil {
		err = e.incomplete
	}
	if len(b.Reports) == 0 {
		b.Reports = []event.Report{{Name: s.name, Kind: event.Log}}
	}
	b.Reports[0].Format = s.kind().Name
	b.Reports[0].Notes = append(b.Reports[0].Notes, e.notes...)
	return live.Finish(b, live.Result{
		Name: s.name, Kind: s.kind(), Window: w, Queries: e.asked.List("POST /" + s.config.Index + "/_field_caps"), Version: e.version, Err: err,
	})
}

// link is where the lines are: their pages are those of Kibana or Dashboards, which nobody knows of here.
func (s *source) link(event.Event) []event.Ref { return []event.Ref{{URL: s.config.URL}} }

// engine finds out which fields there are. It is never nil.
func (s *source) engine(ctx context.Context) (*engine, error) {
	e := &engine{source: s}
	version, err := s.version(ctx)
	if err != nil {
		return e, err
	}
	e.version = version
	e.fields, err = s.fields(ctx)
	return e, err
}

// version is the system's, with its name where that is not the kind's own; "" if the credentials are for indices alone.
func (s *source) version(ctx context.Context) (string, error) {
	var root struct {
		Tagline string `json:"tagline"`
		Version struct {
			Number       string `json:"number"`
			Distribution string `json:"distribution"` // of OpenSearch
			Flavor       string `json:"build_flavor"` // of Elasticsearch; "serverless" has no versions
		} `json:"version"`
	}
	_, err := s.client.Get(ctx, httpx.Call{Path: "/"}, &root)
	if code := status(err); code == http.StatusForbidden || code == http.StatusNotFound {
		return "", nil // it takes the right to monitor; what follows shows whether the rest is allowed
	}
	if err != nil {
		return "", explain(err)
	}
	v := root.Version
	switch {
	case v.Distribution != "" && v.Distribution != s.kind().Name:
		return v.Distribution + " " + v.Number, nil
	case v.Distribution == "" && s.kind().Name != "elasticsearch" && v.Number != "":
		return "elasticsearch " + v.Number, nil
	case v.Flavor == "serverless":
		return v.Flavor, nil
	}
	return v.Number, nil
}

// Check asks for version, fields, and how far back there are lines.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	w = s.env.Bounded(w)
	e, err := s.engine(ctx)
	var first time.Time
	var x logs.Extent
	if err == nil {
		first, err = e.oldest(ctx)
	}
	if err == nil {
		x, err = e.Extent(ctx, w)
	}
	h := live.HealthOf(s.client, err)
	h.Version, h.Since = e.version, first
	if err != nil {
		return h
	}
	h.Asks = []string{"POST /" + s.config.Index + "/_field_caps", e.described(e.ratesBody(w, logs.Query{}, time.Minute))}
	h.Notes = append(h.Notes, fmt.Sprintf("in the window there are %d lines", x.N), e.fields.told())
	h.Notes = append(h.Notes, e.notes...)
	if h.Err == nil {
		h.Err = e.incomplete
	}
	return h
}
