// Package alertmanager asks an Alertmanager what it still knows: the alerts that are firing, and the silences. It forgets an alert once that is
// resolved; the alerts of the past are with the Prometheus behind it, or in the webhooks that it sent.
package alertmanager

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"strings"

	"github.com/pes-dev/pes/collect/alerts"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// Config is a source's settings.
type Config struct {
	live.HTTP
	// Filter is matchers that alerts and silences must fit, each as Alertmanager has it: team="payments". All if not given.
	Filter []string `yaml:"filter"`
	// Receiver is a regular expression (RE2) of the receivers whose alerts are meant. All if not given.
	Receiver string `yaml:"receiver"`
}

// Kind is Alertmanager as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "alertmanager", Event: event.Alert, Short: "alerts that are still firing, and silences, from an Alertmanager", Forgets: true,
		Example: `url: https://alertmanager.example.com
filter: ['team="payments"']`,
		Met: "Alertmanager 0.25",
	}, open)
}

type source struct {
	name   string
	config Config
	client *httpx.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	client, err := c.Client(e, live.Access{Usual: []string{"ALERTMANAGER_TOKEN"}, Fixes: map[int]string{
		400: "see whether filter: holds matchers as Alertmanager has them (team=\"payments\"), and receiver: a regular expression",
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, client}, nil
}

// Paths of the API, version 2: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
const (
	pathAlerts   = "api/v2/alerts"
	pathSilences = "api/v2/silences"
	pathStatus   = "api/v2/status"
)

// Collect asks for alerts and silences.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	var files []*file.File
	var failed error
	for _, call := range s.calls() {
		body, _, err := s.client.JSON(ctx, call)
		if err != nil {
			failed = err
			break
		}
		files = append(files, live.Body(call.Path, body))
	}
	b, err := live.Read(ctx, alerts.Family(), files, w, file.Options{}, s.name, "alertmanager", s.link)
	b.Reports[0].Notes = append(b.Reports[0].Notes, forgets)
	r := live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(), Err: cmp.Or(failed, err)}
	if failed == nil {
		r.Version, _ = s.version(ctx) // of what it answered; it is complete without
	}
	return live.Finish(b, r)
}

const forgets = "it forgets an alert once that is resolved: what fired and ended is with its Prometheus, or in the bodies of its webhooks"

// calls are the questions, the filters in them.
func (s *source) calls() []httpx.Call {
	q := url.Values{}
	for _, f := range s.config.Filter {
		q.Add("filter", f)
	}
	silences := httpx.Call{Path: pathSilences, Query: maps.Clone(q)}
	if s.config.Receiver != "" {
		q.Set("receiver", s.config.Receiver)
	}
	return []httpx.Call{{Path: pathAlerts, Query: q}, silences}
}

func (s *source) queries() []string {
	var out []string
	for _, c := range s.calls() {
		path := "GET /" + c.Path
		if len(c.Query) > 0 {
			path += "?" + c.Query.Encode()
		}
		out = append(out, path)
	}
	return out
}

// link is where an alert or a silence can be looked at: the page that the alert itself names, else Alertmanager's own.
func (s *source) link(e event.Event) []event.Ref {
	var named []event.Ref
	for _, r := range e.Refs {
		if r.URL != "" {
			named = append(named, event.Ref{URL: r.URL})
		}
	}
	if len(named) > 0 {
		return named
	}
	page := strings.TrimSuffix(s.config.URL, "/") + "/#/"
	if id := e.Labels["silence"]; id != "" {
		return []event.Ref{{URL: page + "silences/" + url.PathEscape(id)}}
	}
	return []event.Ref{{URL: page + "alerts"}}
}

// version asks what it is.
func (s *source) version(ctx context.Context) (string, error) {
	var status struct {
		VersionInfo struct {
			Version string `json:"version"`
		} `json:"versionInfo"`
	}
	_, err := s.client.Get(ctx, httpx.Call{Path: pathStatus}, &status)
	return plain.Line(status.VersionInfo.Version, 80), err
}

// Check asks for the status.
func (s *source) Check(ctx context.Context, _ event.Window) live.Health {
	defer s.client.Close()
	version, err := s.version(ctx)
	h := live.HealthOf(s.client, err)
	h.Version, h.Asks, h.Notes = version, s.queries(), []string{forgets}
	return h
}
