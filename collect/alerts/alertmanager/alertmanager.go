// Package alertmanager asks an Alertmanager what it still knows: the alerts that are firing, and the silences. It forgets an alert once that is
// resolved; the alerts of the past are with the Prometheus behind it, or in the webhooks that it sent.
package alertmanager

import (
	"context"
	"time"

	"github.com/pes-dev/pes/collect/alerts"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings.
type Config struct {
	live.HTTP
}

// Kind is Alertmanager as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "alertmanager", Event: event.Alert, Short: "alerts that are still firing, and silences, from an Alertmanager",
	}, open)
}

type source struct {
	name   string
	config Config
	client *httpx.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	client, err := c.Client(e, live.Access{Usual: []string{"ALERTMANAGER_TOKEN"}})
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
	for _, path := range []string{pathAlerts, pathSilences} {
		body, _, err := s.client.JSON(ctx, httpx.Call{Path: path})
		if err != nil {
			failed = err
			break
		}
		files = append(files, live.Body(path, body))
	}
	b, err := live.Read(ctx, alerts.Family(), files, w, file.Options{}, s.name, "alertmanager", s.link)
	if failed == nil {
		failed = err
	}
	return live.Finish(b, live.Result{
		Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(), Err: failed,
	})
}

func (s *source) queries() []string { return []string{"GET /" + pathAlerts, "GET /" + pathSilences} }

// link is where the alert can be looked at: its rule's page, which the family keeps as a label.
func (s *source) link(event.Event) []event.Ref { return []event.Ref{{URL: s.config.URL}} }

// Check asks for the status.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	var status struct {
		VersionInfo struct {
			Version string `json:"version"`
		} `json:"versionInfo"`
		Uptime time.Time `json:"uptime"`
	}
	_, err := s.client.Get(ctx, httpx.Call{Path: pathStatus}, &status)
	h := live.HealthOf(s.client, err)
	h.Version, h.Asks = status.VersionInfo.Version, s.queries()
	h.Notes = []string{"it forgets an alert once that is resolved: ask its Prometheus as well"}
	return h
}
