package prometheus

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// Check asks for the version, how long it keeps samples, and a query that reads nothing.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	now := s.env.Time()
	_, _, err := s.query(ctx, "vector(1)", now)
	h := live.HealthOf(s.client, err)
	a := &asking{source: s, window: s.env.Bounded(w)}
	h.Asks = []string{a.selector(nil) + "[" + length(a.window.To.Sub(a.window.From)) + "] @ " + instant(a.window.To.Add(-time.Millisecond)), "GET /" + pathRules}
	if err != nil {
		return h
	}
	h.Version = s.build(ctx)
	h.Since, h.Notes = s.since(ctx)
	if !h.Since.IsZero() && a.window.From.Before(h.Since) {
		h.Notes = append(h.Notes, "the window begins before the oldest samples that it keeps")
	}
	return h
}

// build is the server's version, with its name where it is no Prometheus; "" if it does not say.
func (s *source) build(ctx context.Context) string {
	var info struct {
		Data struct {
			Application string `json:"application"` // Mimir's name of itself
			Version     string `json:"version"`
		} `json:"data"`
	}
	if _, err := s.client.Get(ctx, httpx.Call{Path: pathBuildInfo}, &info); err != nil {
		return ""
	}
	return strings.TrimSpace(plain.Line(info.Data.Application, 40) + " " + plain.Line(info.Data.Version, 80))
}

// since is how far back it can see: the oldest sample that it tells of among its own metrics, else what it was told to keep; zero if it says neither.
func (s *source) since(ctx context.Context) (time.Time, []string) {
	now := s.env.Time()
	var notes []string
	var info struct {
		Data struct {
			Retention string `json:"storageRetention"`
		} `json:"data"`
	}
	if _, err := s.client.Get(ctx, httpx.Call{Path: pathRuntime}, &info); err == nil && info.Data.Retention != "" {
		notes = append(notes, "it keeps samples for "+plain.Line(info.Data.Retention, 60))
	}
	_, got, err := s.query(ctx, "min(prometheus_tsdb_lowest_timestamp_seconds)", now)
	if err != nil || len(got.Data.Result) == 0 {
		return time.Time{}, notes
	}
	oldest, err := value(got.Data.Result[0].Value)
	if err != nil || !(oldest > 0 && oldest < 1e10) {
		return time.Time{}, notes
	}
	return time.UnixMilli(int64(math.Round(oldest * 1000))).UTC(), notes
}

// value is the value of a sample: [time, "value"].
func value(sample json.RawMessage) (float64, error) {
	var pair [2]json.RawMessage
	var text string
	if err := json.Unmarshal(sample, &pair); err != nil {
		return 0, err
	}
	if err := json.Unmarshal(pair[1], &text); err != nil {
		return 0, err
	}
	return strconv.ParseFloat(text, 64)
}

// tellSince notes, where there are no alerts, whether that is because it has forgotten them.
func (a *asking) tellSince(ctx context.Context) {
	since, notes := a.since(ctx)
	if !since.IsZero() && a.window.From.Before(since) {
		notes = append(notes, "its oldest sample is of "+since.Format(time.RFC3339)+", after the window began")
	}
	a.note("%s", strings.Join(append([]string{"no alert was pending or firing in the window"}, notes...), "; "))
}

// rules asks for what rules say of their alerts. The alerts that fire now are left out of the answer: the samples tell of those of the window.
func (a *asking) rules(ctx context.Context) {
	type rule struct {
		Type        string          `json:"type"`
		Name        string          `json:"name"`
		Query       string          `json:"query"`
		Labels      json.RawMessage `json:"labels,omitempty"`
		Annotations json.RawMessage `json:"annotations,omitempty"`
	}
	var got struct {
		Data struct {
			Groups []struct {
				Rules []rule `json:"rules"`
			} `json:"groups"`
		} `json:"data"`
	}
	a.queries = append(a.queries, "GET /"+pathRules)
	if _, err := a.client.Get(ctx, httpx.Call{Path: pathRules, Query: url.Values{"type": {"alert"}, "exclude_alerts": {"true"}}}, &got); err != nil {
		if ctx.Err() == nil {
			a.note("what its rules say of alerts could not be read, so that alerts are told by their labels: %s", plain.Line(a.env.Secrets.Clean(err.Error()), 300))
		}
		return
	}
	body, err := json.Marshal(got)
	if err != nil || len(got.Data.Groups) == 0 {
		return
	}
	a.files = append(a.files, file.Bytes(pathRules, body))
	a.note("summaries and runbooks of alerts are those of the rules as they are now")
}

// link is where an alert can be looked at: its samples, in the server's own page for queries.
func (s *source) link(e event.Event) []event.Ref {
	name := e.Labels["alertname"]
	if name == "" || s.config.URL == "" {
		return nil
	}
	end := e.Until
	if end.IsZero() {
		end = e.At
	}
	end = end.Add(10 * time.Minute)
	expr := fmt.Sprintf("ALERTS{alertname=%s}", strconv.Quote(name))
	if e.Service != "" && e.Labels["service"] == e.Service {
		expr = fmt.Sprintf("ALERTS{alertname=%s,service=%s}", strconv.Quote(name), strconv.Quote(e.Service))
	}
	q := url.Values{
		"g0.expr": {expr}, "g0.tab": {"0"}, "g0.range_input": {length((end.Sub(e.At) + 10*time.Minute).Round(time.Minute))},
		"g0.end_input": {end.Format(time.DateTime)},
	}
	return []event.Ref{{URL: strings.TrimSuffix(s.config.URL, "/") + "/graph?" + q.Encode()}}
}
