// Package statuspage asks a public status page what it told: one of Atlassian Statuspage by its public API, any other by its feed (RSS or Atom), or
// by a document in another form that the family of status posts reads.
package statuspage

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/status"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings. url: is the page's address, https://status.example.com, or that of its feed, https://status.example.com/feed.rss.
// Public pages want no credentials.
type Config struct {
	live.HTTP
}

// Kind is a status page as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "statuspage", Event: event.Status, Short: "posts of a public status page: a Statuspage, or any page's RSS or Atom feed", Apart: true, Revised: true,
		Example: `url: https://status.example.com`,
	}, open)
}

type source struct {
	name   string
	config Config
	env    live.Env
	client *httpx.Client
	feed   string // the address of a feed or another document; "" is Statuspage's API
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	feed := ""
	if isDocument(c.URL) {
		feed = c.URL
	}
	const another = "see whether url: is that of the page; of one that is no Statuspage name the feed, RSS or Atom"
	client, err := c.Client(e, live.Access{Fixes: map[int]string{
		http.StatusNotFound:     another,
		http.StatusUnauthorized: "the page is not public: ask who runs it for an export, or name the token of its API by token_env:",
		http.StatusForbidden:    "the page is not public, or keeps programs out: it has the right to. Name its feed, or save what it shows",
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, client, feed}, nil
}

// document fits the end of an address's path that is not that of a page.
var document = regexp.MustCompile(`(?i)(?:\.(?:rss|atom|xml|rdf|json|md|txt)|/(?:rss|atom|feed|feeds)(?:/[^/]*)?)/?$`)

func isDocument(address string) bool {
	u, err := url.Parse(address)
	return err == nil && document.MatchString(u.Path)
}

// Paths of the public API (https://www.githubstatus.com/api describes it for one page), and of what the pages themselves are drawn from: the history,
// three months a page, and an incident as a whole.
const (
	pathIncidents    = "api/v2/incidents.json"
	pathMaintenances = "api/v2/scheduled-maintenances.json"
	pathHistory      = "history.json"
	pathIncident     = "incidents/"
)

// latest is how many incidents, and how many maintenances, the API tells.
const latest = 50

// asking is one time of asking.
type asking struct {
	*source
	window   event.Window
	files    []*file.File
	notes    []string
	since    time.Time       // from when on nothing is missing; zero is from the page's beginning
	known    map[string]bool // incidents by their codes
	fleeting bool            // what it tells today it may tell no more tomorrow, although nobody took it back
}

// Collect asks for the latest incidents and maintenances, and for older ones if the window is older than these.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	a := &asking{source: s, window: w, known: map[string]bool{}}
	err := a.all(ctx)
	b, readErr := live.Read(context.WithoutCancel(ctx), status.Family(), a.files, w, file.Options{Zone: s.env.Zone, Near: w}, s.name, a.format(), pages)
	if err == nil && b.Reports[0].Error != "" {
		err = &httpx.Error{Request: "GET " + s.config.URL, Cause: b.Reports[0].Error, Fix: "see whether url: is that of a feed (RSS or Atom) or of a Statuspage"}
	}
	if err == nil {
		err = readErr
	}
	b.Reports[0].Notes = append(b.Reports[0].Notes, a.notes...)
	r := live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(), Err: err}
	switch {
	case err == nil && a.fleeting:
		r.Covered = []event.Window{}
	case err == nil && a.since.After(w.From):
		r.Covered = []event.Window{}
		if w.To.IsZero() || a.since.Before(w.To) {
			r.Covered = append(r.Covered, event.Window{From: a.since, To: w.To})
		}
		b.Reports[0].Notes = append(b.Reports[0].Notes, "the page tells back to "+a.since.Format("2006-01-02 15:04 UTC"))
	}
	return live.Finish(b, r)
}

func (a *asking) format() string {
	if a.feed != "" {
		return "feed"
	}
	return "statuspage"
}

// pages leaves of a post's references those that are pages.
func pages(e event.Event) []event.Ref {
	return slices.DeleteFunc(slices.Clone(e.Refs), func(r event.Ref) bool { return r.URL == "" })
}

func (s *source) queries() []string {
	if s.feed != "" {
		return []string{"GET " + s.feed}
	}
	return []string{"GET /" + pathIncidents, "GET /" + pathMaintenances, "GET /" + pathHistory + ", for what is older than its latest 50"}
}

func (a *asking) all(ctx context.Context) error {
	if a.feed != "" {
		return a.document(ctx)
	}
	deep := false
	for _, path := range []string{pathIncidents, pathMaintenances} {
		body, header, err := a.client.JSON(ctx, httpx.Call{Path: path})
		if e, ok := errors.AsType[*httpx.Error](err); ok && e.Status == http.StatusNotFound && path == pathMaintenances {
			continue // pages that speak Statuspage's API without being one may lack it
		}
		if err != nil {
			return err
		}
		oldest, n, err := a.take(path, body)
		if err != nil {
			return a.client.Misread(httpx.Call{Path: path}, header, body, err)
		}
		if n >= latest && oldest.After(a.window.From) {
			deep = true
			a.since = later(a.since, oldest)
		}
	}
	if !deep {
		return nil
	}
	return a.history(ctx)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b.UTC()
	}
	return a
}

// take keeps a list of incidents, and says when the oldest of them was made.
func (a *asking) take(path string, body []byte) (oldest time.Time, n int, err error) {
	type incident struct {
		ID      string    `json:"id"`
		Created time.Time `json:"created_at"`
	}
	var list struct {
		Incidents    []incident `json:"incidents"`
		Maintenances []incident `json:"scheduled_maintenances"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return oldest, 0, err
	}
	all := append(list.Incidents, list.Maintenances...)
	for _, i := range all {
		a.known[i.ID] = true
		if oldest.IsZero() || i.Created.Before(oldest) {
			oldest = i.Created
		}
	}
	if len(all) > 0 {
		a.files = append(a.files, live.Body(path, body))
	}
	return oldest, len(all), nil
}

// document asks for a feed, or whatever stands at its address. Only of a feed that keeps all posts of an incident is it known what is not in it: in
// others an entry may be written over by the next post, which is no reason to forget what it said before.
func (a *asking) document(ctx context.Context) error {
	call := httpx.Call{Path: a.feed, Accept: "application/atom+xml, application/rss+xml, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5"}
	body, header, err := a.client.Do(ctx, call)
	if err != nil {
		return err
	}
	doc := file.Bytes(call.Path, body)
	head, err := doc.Head()
	if err != nil {
		return a.client.Misread(call, header, body, err)
	}
	if m := status.Family().Match(head); m.Format == "" {
		e := a.client.Misread(call, header, body, errors.New("no feed and no other form of status posts"))
		e.Fix = "see whether url: is that of a feed (RSS or Atom), or the page's own address if it is a Statuspage"
		return e
	}
	a.files = append(a.files, doc)
	a.since, a.fleeting = oldestIn(body, a.env.Zone), status.Fleeting(head)
	return nil
}
