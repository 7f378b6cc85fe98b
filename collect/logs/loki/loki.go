// Package loki asks Grafana Loki for logs. The lines stay there: Loki counts them by service and level (LogQL metric queries), and only a few of the
// services that changed are fetched, see logs.Ask.
//
// What is counted: Loki evaluates a range at instants and looks back from each, over (t-range, t]. With "offset 1ms" that is [t-range, t) for stamps in whole
// milliseconds, which is the finest that its results are kept by; a line in the last millisecond of a bin whose stamp is finer is counted in the
// next one. (With an offset of a nanosecond the results' stamps would be a millisecond early, and Loki's cache of results would lose the first of
// each stretch that it keeps.) Lines are fetched by the nanosecond.
package loki

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings.
type Config struct {
	live.HTTP
	// Query says which lines: a stream selector, with a pipeline if need be: {namespace="shop"} | json. All streams if not given.
	Query string `yaml:"query"`
	// Service is the label that names the service; if not given, service_name, else the first of service, app, container, job and the like that a line has.
	Service string `yaml:"service"`
	// Level is the label that holds the level, one of the stream, of its metadata, or made by the pipeline of query; if not given, level, severity or
	// detected_level.
	Level string `yaml:"level"`
}

// Kind is Loki as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "loki", Event: event.Log, Short: "logs of a Grafana Loki: counted there, by service and level",
		Limit: 15 * time.Minute, // some dozens of queries, each over all of the window
		Example: `url: https://loki.example.com
query: '{namespace="shop"}'
headers: {X-Scope-OrgID: platform}`,
	}, open)
}

type source struct {
	name   string
	config Config
	env    live.Env
	client *httpx.Client
	query  logQL
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	query, err := parse(c.Query)
	if err != nil {
		return nil, err
	}
	for key, label := range map[string]string{"service": c.Service, "level": c.Level} {
		if label != "" && !labelName.MatchString(label) {
			return nil, &live.SettingError{Key: key, Text: fmt.Sprintf("%q is no name of a label", label), Hint: key + ": app"}
		}
	}
	client, err := c.Client(e, live.Access{Usual: []string{"LOKI_TOKEN", "LOKI_BEARER_TOKEN"}, MaxAll: maxAll})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, client, query}, nil
}

// Paths of the API: https://grafana.com/docs/loki/latest/reference/loki-http-api/
const (
	pathRange  = "loki/api/v1/query_range"
	pathQuery  = "loki/api/v1/query"
	pathLabels = "loki/api/v1/labels"
	pathStats  = "loki/api/v1/index/stats"
	pathBuild  = "loki/api/v1/status/buildinfo"
)

// Collect has Loki count the lines, and judges the counts.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	w = s.env.Bounded(w)
	e, err := s.engine(ctx, w)
	var b event.Batch
	if err == nil {
		b, err = logs.Ask(ctx, e, s.name, w, s.link)
	}
	if len(b.Reports) == 0 {
		b.Reports = []event.Report{{Name: s.name, Kind: event.Log}}
	}
	b.Reports[0].Format = "loki"
	b.Reports[0].Records = int(e.total) //nolint:gosec // a count
	b.Reports[0].Notes = append(b.Reports[0].Notes, e.notes...)
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: e.asked.List("GET /" + pathLabels), Version: e.version, Err: err})
}

// link is where the lines are: Loki has no pages of its own.
func (s *source) link(event.Event) []event.Ref { return []event.Ref{{URL: s.config.URL}} }

// engine finds out what Loki knows of the window, and what is to be asked. It is never nil.
func (s *source) engine(ctx context.Context, w event.Window) (*engine, error) {
	e := &engine{source: s, query: s.query, services: []string{s.config.Service}, levels: []string{s.config.Level}}
	if s.config.Level == "" {
		e.levels = levelLabels
	}
	labels, err := s.labels(ctx, w)
	if err != nil {
		return e, err
	}
	e.stream = labels
	if s.config.Service == "" {
		e.services = servicesOf(labels)
	}
	if e.query.matchers == "" && !e.query.given {
		if len(labels) == 0 {
			e.none = true
		} else if err := e.all(labels); err != nil {
			return e, err
		}
	}
	e.version = s.version(ctx)
	return e, ctx.Err()
}

// labels is the labels that streams of the window have.
func (s *source) labels(ctx context.Context, w event.Window) ([]string, error) {
	q := url.Values{"start": {nano(w.From)}, "end": {nano(w.To)}}
	if s.query.given {
		q.Set("query", s.query.selector())
	}
	var answer struct {
		Status string   `json:"status"`
		Data   []string `json:"data"`
	}
	if _, err := s.client.Get(ctx, httpx.Call{Path: pathLabels, Query: q}, &answer); err != nil {
		return nil, explain(err)
	}
	if answer.Status != "success" {
		return nil, &httpx.Error{Request: "GET /" + pathLabels, Cause: "the answer is not one of Loki", Fix: "see whether url: is Loki's own address, without /loki"}
	}
	return answer.Data, nil
}

// version is Loki's; "" if it does not say, as behind gateways that let only queries through.
func (s *source) version(ctx context.Context) string {
	var build struct {
		Version string `json:"version"`
	}
	if _, err := s.client.Get(ctx, httpx.Call{Path: pathBuild}, &build); err != nil {
		return ""
	}
	return build.Version
}

// serviceLabels is the labels in which Loki itself looks for a service's name, in this order, to make service_name of it (discover_service_name in
// https://grafana.com/docs/loki/latest/configure/#limits_config).
var serviceLabels = []string{"service", "app", "application", "name", "app_kubernetes_io_name", "container", "container_name", "component", "workload", "job"}

// servicesOf is the labels in which a service's name is looked for, in order, of those that there are. service_name is made by Loki (since 3.0), for
// every stream: one label makes fewer series than several.
func servicesOf(labels []string) []string {
	if slices.Contains(labels, "service_name") {
		return []string{"service_name"}
	}
	var found []string
	for _, l := range serviceLabels {
		if slices.Contains(labels, l) {
			found = append(found, l)
		}
	}
	return found
}

// levelLabels is the labels in which a level is looked for, in order: what people label, and what Loki (since 3.0) finds by itself.
var levelLabels = []string{"level", "severity", "detected_level"}

// Check asks for labels, the version, and how much the index knows.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	w = s.env.Bounded(w)
	e, err := s.engine(ctx, w)
	h := live.HealthOf(s.client, err)
	h.Version = e.version
	if err != nil {
		return h
	}
	if e.none {
		h.Notes = append(h.Notes, "no stream has a line in the window")
	}
	h.Asks = e.asks()
	size, err := e.stats(ctx, w)
	if err != nil {
		return h // older ones, and gateways, do not have it
	}
	h.Notes = append(h.Notes, fmt.Sprintf("in the window there are about %d lines in %d streams", size.Entries, size.Streams))
	h.Since = e.since(ctx, w)
	return h
}

// asks is what Collect asks first.
func (e *engine) asks() []string {
	if e.none {
		return []string{"GET /" + pathLabels}
	}
	return []string{"GET /" + pathLabels, counted(e.query.with(), time.Minute, fine, slices.Concat(e.services, e.levels)), e.query.with() + " (a few lines of what changed)"}
}

// size is what the index says of a stretch.
type size struct {
	Streams uint64 `json:"streams"`
	Entries uint64 `json:"entries"`
}

// stats asks the index, which costs next to nothing. It knows streams and nothing of pipelines.
func (e *engine) stats(ctx context.Context, w event.Window) (size, error) {
	var z size
	q := url.Values{"query": {e.query.selector()}, "start": {nano(w.From)}, "end": {nano(w.To)}}
	_, err := e.client.Get(ctx, httpx.Call{Path: pathStats, Query: q}, &z)
	return z, err
}

// How far back the index is asked: a month at a time, the longest that Loki lets be asked at once (max_query_length is 30d1h), for at most a year.
const (
	month  = 30 * 24 * time.Hour
	months = 12
)

// since is how far back there are lines without a gap of a month, to a day; zero if the index does not say.
func (e *engine) since(ctx context.Context, w event.Window) time.Time {
	var known time.Time
	end := w.To
	for range months {
		z, err := e.stats(ctx, event.Window{From: end.Add(-month), To: end})
		if err != nil {
			return time.Time{}
		}
		if z.Entries == 0 {
			break
		}
		end = end.Add(-month)
		known = end
	}
	if known.IsZero() {
		return known
	}
	from, to := known, known.Add(month) // the first day with lines is between them
	for to.Sub(from) > 24*time.Hour {
		middle := from.Add(to.Sub(from) / 2)
		z, err := e.stats(ctx, event.Window{From: from, To: middle})
		if err != nil {
			return time.Time{}
		}
		if z.Entries == 0 {
			from = middle
		} else {
			to = middle
		}
	}
	return from
}

// nano is an instant as Loki's API has it.
func nano(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }
