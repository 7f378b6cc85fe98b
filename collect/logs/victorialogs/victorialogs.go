// Package victorialogs asks VictoriaLogs, single or the vlselect of a cluster, by LogsQL. It has the lines counted where they lie (see logs.Ask):
// a window of any size costs some ten questions and less than a megabyte.
package victorialogs

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings. The tenant of a cluster goes into headers: AccountID and ProjectID.
type Config struct {
	live.HTTP
	// Query is the LogsQL filter of the lines that count: {namespace="shop"} -level:debug. All if not given.
	Query string `yaml:"query"`
	// Service is the field that names a line's service. If not given, the usual ones, as in files: service.name, service, app, container and so on.
	Service string `yaml:"service"`
	// Level is the field that states a line's level. If not given, the usual ones, as in files: level, severity and so on.
	Level string `yaml:"level"`
}

// Kind is VictoriaLogs as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "victorialogs", Event: event.Log, Short: "logs of a VictoriaLogs: counted there, by service and level",
		Example: `url: https://logs.example.com
query: '{namespace="shop"}'
headers: {AccountID: "12"}`,
		Met: "VictoriaLogs 1.110.0",
	}, open)
}

type source struct {
	name   string
	config Config
	client *httpx.Client
	env    live.Env
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	if strings.Contains(c.Query, "|") && !quoted(c.Query) {
		return nil, &live.SettingError{Key: "query", Text: "a query with pipes", Hint: "give the filter alone, what stands before the first |"}
	}
	client, err := c.Client(e, live.Access{Usual: []string{"VICTORIALOGS_TOKEN"}, Fixes: map[int]string{
		http.StatusBadRequest: `see whether query: is a filter as LogsQL has it: {namespace="shop"} -level:debug`,
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, client, e}, nil
}

// quoted says whether all pipes of a query stand within quotes.
func quoted(query string) bool {
	var in rune
	escaped := false
	for _, c := range query {
		switch {
		case escaped:
			escaped = false
		case c == '\\' && in != 0 && in != '`':
			escaped = true
		case in != 0:
			if c == in {
				in = 0
			}
		case c == '"' || c == '\'' || c == '`':
			in = c
		case c == '|':
			return false
		}
	}
	return true
}

// Collect asks for counts, and for patterns and a few lines of what changed.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	e := &engine{client: s.client, config: s.config, env: s.env}
	var asked logs.Engine = e
	if s.config.Service != "" || s.config.Level != "" {
		asked = struct{ logs.Shaper }{e} // who reads an export looks for the usual fields: its lines are counted instead, however few they are
	}
	b, err := logs.Ask(ctx, asked, s.name, w, e.link)
	b.Reports[0].Format = "victorialogs"
	b.Reports[0].Notes = append(b.Reports[0].Notes, e.notes()...)
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: e.asked, Err: err})
}

// link is the page of the system's own interface that shows the lines of an event, those of its service alone.
func (e *engine) link(of event.Event) []event.Ref {
	until := of.Until
	if until.Before(of.At) {
		until = of.At
	}
	from, to := of.At.Add(-time.Minute).Truncate(time.Minute), until.Add(2*time.Minute).Truncate(time.Minute)
	var named []string
	if of.Service != "" {
		for _, f := range e.service {
			named = append(named, quote(f)+":="+quote(of.Service))
		}
	}
	query := e.config.filter()
	switch {
	case len(named) == 1:
		query += " " + named[0]
	case len(named) > 1:
		query += " (" + strings.Join(named, " or ") + ")"
	}
	v := url.Values{"query": {query}, "g0.range_input": {to.Sub(from).String()}, "g0.end_input": {to.UTC().Format("2006-01-02T15:04:05")}, "g0.relative_time": {"none"}}
	return []event.Ref{{URL: strings.TrimSuffix(e.config.URL, "/") + "/select/vmui/#/?" + v.Encode()}}
}

// filter is the lines that count.
func (c Config) filter() string {
	if strings.TrimSpace(c.Query) == "" {
		return "*"
	}
	return "(" + c.Query + ")"
}

// Check asks for the fields of the window, and for the oldest line.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	e := &engine{client: s.client, config: s.config, env: s.env}
	x, err := e.Extent(ctx, w)
	if err == nil && x.N > 0 {
		err = e.learn(ctx, w, x.N)
	}
	h := live.HealthOf(s.client, err)
	if err != nil {
		return h
	}
	h.Asks = e.asked
	if x.N == 0 {
		h.Notes = append(h.Notes, "it holds no line of the window that the query fits")
	} else {
		h.Notes = append(h.Notes, e.notes()...)
	}
	if oldest, err := e.oldest(ctx); err == nil {
		h.Since = oldest
	}
	h.Version = e.version(ctx)
	return h
}
