// Package pagerduty asks PagerDuty for incidents, for what was done about them and by whom, and for the notes that people left on them.
//
// It speaks HTTP itself and not through PagerDuty's own module: three questions by paging are asked, and the answers are read by the family as they
// stand, where that module would make structs of them and lose what it does not know.
package pagerduty

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
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
	// Services are the ids of the services whose incidents are meant: PIJ90N7. All that the token may see if not given.
	Services []string `yaml:"services"`
	// Teams are the ids of the teams whose incidents are meant. All that the token may see if not given.
	Teams []string `yaml:"teams"`
}

// Kind is PagerDuty as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "pagerduty", Event: event.Alert, Short: "incidents, acknowledgements, escalations and notes from PagerDuty",
		Arg: "SERVICE", Flag: flag,
		Example: `services: [PSRV123]
token_command: pass show work/pagerduty`,
	}, open)
}

// flag is what --pagerduty stands for: the id of a service, or "all".
func flag(arg string) (live.Settings, error) {
	if arg == "all" {
		return live.Settings{}, nil
	}
	id := arg[strings.LastIndexByte(strings.TrimSuffix(arg, "/"), '/')+1:] // its page is https://NAME.pagerduty.com/service-directory/ID
	id = strings.TrimSuffix(id, "/")
	if id == "" || strings.ContainsFunc(id, func(r rune) bool { return !('A' <= r && r <= 'Z' || '0' <= r && r <= '9') }) {
		return nil, &live.SettingError{Key: "services", Text: fmt.Sprintf("%q is no id of a service", arg), Hint: "the id that its page's address ends with, such as PIJ90N7, or: all"}
	}
	return live.Settings{"services": []any{id}}, nil
}

type source struct {
	name   string
	config Config
	env    live.Env
	client *httpx.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	client, err := c.Client(e, live.Access{
		Default: "https://api.pagerduty.com", Usual: []string{"PAGERDUTY_TOKEN", "PAGERDUTY_API_KEY"}, Scheme: "Token token=",
		Fixes: map[int]string{
			401: "it wants a REST API key, by token_env:, token_file: or token_command:; accounts in the EU are at url: https://api.eu.pagerduty.com",
			403: "the key may not read this: a read-only key of the account has the right to, one of a person what that person may see",
			404: "see whether url: is https://api.pagerduty.com or https://api.eu.pagerduty.com",
		},
	})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, client}, nil
}

// The API, version 2: https://developer.pagerduty.com/api-reference/
const (
	accept    = "application/vnd.pagerduty+json;version=2"
	pageSize  = 100    // the most that a page may have
	maxOffset = 10_000 // offset and limit together may not be more
)

const (
	// before is how far before the window incidents are asked for that may still have been open in it. One that is older and was open is found by its log.
	before = 24 * time.Hour
	// maxAsked is how many incidents are asked for one by one: those that the log names and the list does not, and those whose notes are read.
	maxAsked = 200
)

// Collect asks for incidents, their log and their notes.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	a := &asking{source: s, window: s.env.Bounded(w), listed: map[string]bool{}, logged: map[string]bool{}, annotated: map[string]bool{}}
	err := a.ask(ctx)
	b, readErr := live.Read(ctx, alerts.Family(), a.files, a.window, file.Options{}, s.name, "pagerduty", link)
	b.Reports[0].Notes = append(b.Reports[0].Notes, a.notes...)
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: a.queries, Err: cmp.Or(err, readErr)})
}

// link is where an event can be looked at: the page that PagerDuty names for it.
func link(e event.Event) []event.Ref {
	return slices.DeleteFunc(slices.Clone(e.Refs), func(r event.Ref) bool { return r.URL == "" })
}

// Check asks for one incident.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	a := &asking{source: s, window: s.env.Bounded(w)}
	q := a.filter(true)
	q.Set("limit", "1")
	_, _, err := s.client.JSON(ctx, httpx.Call{Path: "incidents", Query: q, Accept: accept})
	h := live.HealthOf(s.client, err)
	around := event.Window{From: a.window.From.Add(-before), To: a.window.To}
	h.Asks = []string{question("incidents", around, a.filter(true)), question("log_entries", a.window, a.filter(false)), "GET /incidents/ID/notes, of those with notes"}
	return h
}
