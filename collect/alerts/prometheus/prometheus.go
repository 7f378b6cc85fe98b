// Package prometheus asks a Prometheus, or what speaks its API (Thanos, Mimir, VictoriaMetrics), which alerts fired. It keeps that history itself, in
// the series ALERTS and ALERTS_FOR_STATE, of which it is asked for the raw samples: a range query would show each alert as long as a sample
// looks back, and in steps.
package prometheus

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
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
	// Match is further matchers of the alerts, as in PromQL: severity="critical", team=~"payments|search". All alerts if not given.
	Match string `yaml:"match"`
	// Series are questions for counts over time, such as failed requests by service. A rise in them is an event like one of errors in logs.
	Series []Counted `yaml:"series"`
	// Step is how long the steps of series are: 5m. A minute if not given; it is to be twice the interval of scrapes at least.
	Step time.Duration `yaml:"step"`
}

// Kind is Prometheus as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "prometheus", Event: event.Alert, Short: "alerts that fired, from the history that a Prometheus keeps of them",
		Example: `url: https://prometheus.example.com
token_file: /run/secrets/prometheus`,
		Met: "Prometheus 2.42",
	}, open)
}

type source struct {
	name   string
	config Config
	env    live.Env
	client *httpx.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	client, err := c.Client(e, live.Access{Usual: []string{"PROMETHEUS_TOKEN"}, Fixes: map[int]string{
		400: "see whether match: holds matchers as PromQL has them: severity=\"critical\"",
	}})
	if err != nil {
		return nil, err
	}
	for i := range c.Series {
		if err := c.Series[i].check(i + 1); err != nil {
			return nil, err
		}
	}
	return &source{name, c, e, client}, nil
}

// Paths of the API: https://prometheus.io/docs/prometheus/latest/querying/api/
const (
	pathQuery     = "api/v1/query"
	pathRules     = "api/v1/rules"
	pathBuildInfo = "api/v1/status/buildinfo"
	pathRuntime   = "api/v1/status/runtimeinfo"
)

// Collect asks for the samples of alerts in the window and around it, then for what rules say of them.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	a := &asking{source: s, window: s.env.Bounded(w)}
	err := a.ask(ctx)
	if body := a.samples.body(); body != nil {
		a.files = append(a.files, file.Bytes(pathQuery, body))
	}
	b, readErr := live.Read(ctx, alerts.Family(), a.files, a.window, file.Options{}, s.name, "prometheus", s.link)
	if err == nil {
		err = readErr
	}
	if err == nil && len(s.config.Series) > 0 {
		var rises []event.Event
		rises, b.Series, err = s.counts(ctx, a.window, a)
		b.Events = append(b.Events, rises...)
	}
	b.Reports[0].Notes = append(b.Reports[0].Notes, a.notes...)
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: a.queries, Version: a.version, Err: err})
}

// asking is the questions of one collection, and their answers.
type asking struct {
	*source
	window  event.Window
	samples samples
	files   []*file.File
	queries []string
	notes   []string
	version string
}

func (a *asking) ask(ctx context.Context) error {
	if err := a.stretch(ctx, a.window, nil); err != nil {
		return err
	}
	until, err := a.around(ctx)
	if err != nil {
		return err
	}
	if a.samples.empty() {
		a.tellSince(ctx)
	} else {
		a.evaluated(ctx, until)
		a.rules(ctx)
	}
	a.version = a.build(ctx)
	return ctx.Err()
}

// instant is what Prometheus's API takes for a time: seconds since 1970.
func instant(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64)
}

// query asks an instant query. The answer holds no samples other than those of its kind.
func (s *source) query(ctx context.Context, promql string, at time.Time) ([]byte, answer, error) {
	call := httpx.Call{Path: pathQuery, Query: url.Values{"query": {promql}, "time": {instant(at)}}}
	body, header, err := s.client.JSON(ctx, call)
	if err != nil {
		return nil, answer{}, err
	}
	var a answer
	if err := a.read(body); err != nil {
		return nil, answer{}, s.client.Misread(call, header, body, err)
	}
	return body, a, nil
}

// note adds what is to be known of an answer, once.
func (a *asking) note(format string, args ...any) {
	n := fmt.Sprintf(format, args...)
	if len(a.notes) < maxNotes && !slices.Contains(a.notes, n) {
		a.notes = append(a.notes, n)
	}
}

// maxNotes bounds what a server's warnings can make the document's Sources section say.
const maxNotes = 10

// evaluated asks until when rules were evaluated, so that alerts whose samples end before that are known to have ended. A server that does not
// watch itself has no answer.
func (a *asking) evaluated(ctx context.Context, until time.Time) {
	body, got, err := a.query(ctx, alerts.EvaluationMetric, until.Add(-time.Millisecond))
	if err != nil || len(got.Data.Result) == 0 {
		return
	}
	a.queries = append(a.queries, alerts.EvaluationMetric+" @ "+instant(until.Add(-time.Millisecond)))
	a.files = append(a.files, file.Bytes(alerts.EvaluationMetric, body))
}

// status is the HTTP status of an error; 0 if there was none.
func status(err error) int {
	if e, ok := errors.AsType[*httpx.Error](err); ok {
		return e.Status
	}
	return 0
}
