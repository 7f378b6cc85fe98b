// Package grafana asks Grafana for its annotations (what people and programs marked on graphs, and changes of the states of alerts) and for the history
// of its alerts.
//
// Where Grafana keeps that history depends on its release and its settings. Up to release 9, and later by default, changes of state are annotations. From
// 9.4 on they may be kept in Loki instead ([unified_alerting.state_history]), and are then found by /api/v1/rules/history alone. Both are asked; a change that
// both have is one.
package grafana

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

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
	// Tags are tags that what people and programs marked must all have. All of it if not given; alerts have no tags, and are always asked for.
	Tags []string `yaml:"tags"`
}

// Kind is Grafana as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "grafana", Event: event.Alert, Short: "annotations and the history of alerts from a Grafana",
		Example: `url: https://grafana.example.com
token_env: GRAFANA_TOKEN`,
	}, open)
}

type source struct {
	name   string
	config Config
	env    live.Env
	client *httpx.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	client, err := c.Client(e, live.Access{Usual: []string{"GRAFANA_TOKEN", "GRAFANA_API_KEY"}, Fixes: map[int]string{
		401: "it wants a service account's token, by token_env:, token_file: or token_command:",
		403: "the service account's role may not read annotations: Viewer has the right to",
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, client}, nil
}

const (
	pathAnnotations = "api/annotations"
	pathHistory     = "api/v1/rules/history"
	pathHealth      = "api/health"

	pageSize   = 1000 // annotations of one answer
	maxHistory = 5000 // changes of one answer: what Loki has as its limit
	// around is how far from the window changes of state are asked for: the beginnings of alerts that were firing when it began, and the ends of those that
	// were when it ended.
	around = 24 * time.Hour
)

// Collect asks for annotations in the window, then for changes of the states of alerts in it and around it.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	a := &asking{source: s}
	bounded := s.env.Bounded(w)
	err := a.ask(ctx, bounded)
	b, readErr := live.Read(ctx, alerts.Family(), a.files, bounded, file.Options{}, s.name, "grafana", s.link)
	b.Reports[0].Notes = append(b.Reports[0].Notes, a.notes...)
	r := live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: a.queries, Err: cmp.Or(err, readErr)}
	if err == nil {
		r.Version, _ = s.version(ctx) // it is complete without
	}
	return live.Finish(b, r)
}

// asking is the questions of one collection, and their answers.
type asking struct {
	*source
	files   []*file.File
	queries []string
	notes   []string
	records int64
}

func (a *asking) ask(ctx context.Context, w event.Window) error {
	if err := a.annotations(ctx, w, a.marks()); err != nil {
		return err
	}
	wide := a.env.Wide(w, around)
	if err := a.annotations(ctx, wide, url.Values{"type": {"alert"}}); err != nil {
		return err
	}
	return a.history(ctx, wide)
}

// marks asks for what people and programs marked.
func (a *asking) marks() url.Values {
	q := url.Values{"type": {"annotation"}}
	if len(a.config.Tags) > 0 {
		q["tags"] = a.config.Tags
	}
	return q
}

// question is a question by its window, whose ends Grafana takes as included, in milliseconds.
func question(w event.Window, filter url.Values) url.Values {
	q := url.Values{"from": {milli(w.From)}, "to": {milli(w.To.Add(-time.Millisecond))}}
	maps.Copy(q, filter)
	return q
}

func milli(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// annotations asks for annotations, the latest first, and again for those up to the earliest that came, as long as a page is full: there is no other paging.
func (a *asking) annotations(ctx context.Context, w event.Window, filter url.Values) error {
	q := question(w, filter)
	a.queries = append(a.queries, "GET /"+pathAnnotations+"?"+q.Encode())
	q.Set("limit", strconv.Itoa(pageSize))
	var seen live.Pages
	for {
		if err := seen.Next(q.Get("to")); err != nil {
			return err
		}
		call := httpx.Call{Path: pathAnnotations, Query: q}
		body, header, err := a.client.JSON(ctx, call)
		if err != nil {
			return err
		}
		var page []struct {
			Time float64 `json:"time"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return a.client.Misread(call, header, body, err)
		}
		a.files = append(a.files, live.Body(fmt.Sprintf("%s/%06d", pathAnnotations, len(a.files)), body))
		a.records += int64(len(page))
		a.env.Tell(a.records, 0, "annotations")
		if len(page) < pageSize {
			return nil
		}
		earliest := w.To.UnixMilli()
		for _, p := range page {
			earliest = min(earliest, int64(p.Time))
		}
		next := strconv.FormatInt(earliest, 10)
		if next == q.Get("to") {
			a.notes = append(a.notes, fmt.Sprintf("more than %d annotations bear the time %s: the rest of them, and what is before it, was not read", pageSize, time.UnixMilli(earliest).UTC().Format(time.RFC3339)))
			return nil
		}
		if earliest < w.From.UnixMilli() {
			return nil
		}
		q.Set("to", next)
	}
}

// history asks for the history of alerts where that is kept apart from annotations. A Grafana that does not refuses the question, in ways of its own
// in each release.
func (a *asking) history(ctx context.Context, w event.Window) error {
	q := url.Values{"from": {strconv.FormatInt(w.From.Unix(), 10)}, "to": {strconv.FormatInt(w.To.Unix(), 10)}, "limit": {strconv.Itoa(maxHistory)}}
	body, _, err := a.client.JSON(ctx, httpx.Call{Path: pathHistory, Query: q})
	if err == nil {
		a.queries = append(a.queries, "GET /"+pathHistory+"?"+q.Encode())
		f, rows := frameOf(body)
		a.files = append(a.files, f)
		if rows >= maxHistory {
			a.notes = append(a.notes, fmt.Sprintf("of the history of alerts %d changes were read, the most that one answer holds: run it for a shorter window", rows))
		}
		return nil
	}
	if ctx.Err() != nil {
		return err
	}
	e, isHTTP := errors.AsType[*httpx.Error](err)
	if !isHTTP || !slices.Contains(withoutHistory, e.Status) {
		a.notes = append(a.notes, "the history of alerts could not be read, so that only those are shown whose changes are annotations: "+plain.Line(a.env.Secrets.Clean(err.Error()), 300))
	}
	return nil
}

// withoutHistory is how a Grafana refuses that is older than 9.4, or that keeps changes of state as annotations, which are read.
var withoutHistory = []int{http.StatusNotFound, http.StatusBadRequest, http.StatusInternalServerError, http.StatusNotImplemented}

// frameOf is a history as a file, and how many changes it holds; nil if none.
func frameOf(body []byte) (*file.File, int) {
	var frame struct {
		Data struct {
			Values []json.RawMessage `json:"values"`
		} `json:"data"`
	}
	var rows []json.RawMessage
	if json.Unmarshal(body, &frame) != nil || len(frame.Data.Values) == 0 || json.Unmarshal(frame.Data.Values[0], &rows) != nil || len(rows) == 0 {
		return nil, 0
	}
	return live.Body(pathHistory, body), len(rows)
}

// link is where an event can be looked at: its panel or dashboard at its time, else its rule, else what its own references say.
func (s *source) link(e event.Event) []event.Ref {
	base := strings.TrimSuffix(s.config.URL, "/")
	if uid := e.Labels["dashboard_uid"]; uid != "" {
		end := e.At
		if e.Until.After(end) {
			end = e.Until
		}
		q := url.Values{"from": {milli(e.At.Add(-time.Hour))}, "to": {milli(end.Add(time.Hour))}}
		if panel := e.Labels["panel_id"]; panel != "" {
			q.Set("viewPanel", panel)
		}
		return []event.Ref{{URL: base + "/d/" + url.PathEscape(uid) + "?" + q.Encode()}}
	}
	if uid := e.Labels["rule_uid"]; uid != "" {
		return []event.Ref{{URL: base + "/alerting/grafana/" + url.PathEscape(uid) + "/view"}}
	}
	return slices.DeleteFunc(slices.Clone(e.Refs), func(r event.Ref) bool { return r.URL == "" })
}

// version asks what it is. Nobody has to be known to it for that.
func (s *source) version(ctx context.Context) (string, error) {
	var health struct {
		Version string `json:"version"`
	}
	_, err := s.client.Get(ctx, httpx.Call{Path: pathHealth}, &health)
	return plain.Line(health.Version, 80), err
}

// Check asks for one annotation.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	a := &asking{source: s}
	_, _, err := s.client.JSON(ctx, httpx.Call{Path: pathAnnotations, Query: url.Values{"limit": {"1"}}})
	h := live.HealthOf(s.client, err)
	bounded := s.env.Bounded(w)
	h.Asks = []string{
		"GET /" + pathAnnotations + "?" + question(bounded, a.marks()).Encode(),
		"GET /" + pathAnnotations + "?" + question(s.env.Wide(bounded, around), url.Values{"type": {"alert"}}).Encode(),
		"GET /" + pathHistory,
	}
	if err == nil {
		h.Version, _ = s.version(ctx)
	}
	return h
}
