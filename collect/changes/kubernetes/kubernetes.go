// Package kubernetes asks a cluster for its events: what was scaled, started and killed, and what it met with. By the API if it is told where that
// is, or runs in a pod; else by kubectl, so that the person's own access counts, whatever program gives it.
//
// A cluster forgets an event an hour after it last came (kube-apiserver --event-ttl), and what is kept for longer is elsewhere.
package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/changes"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings. Without url: it asks by kubectl, or by the API if pes itself runs in a pod of the cluster. The token is that of
// KUBE_TOKEN if nothing else is said; in a pod it is that of its service account.
type Config struct {
	live.HTTP
	// Context is the context of the kubeconfig that kubectl asks by; the current one if not given.
	Context string `yaml:"context"`
	// Kubeconfig is the file that kubectl takes its contexts from; if not given, that of KUBECONFIG, or ~/.kube/config.
	Kubeconfig string `yaml:"kubeconfig"`
	// Namespaces are those whose events are asked for; all if not given, which takes the right to list the events of the whole cluster.
	Namespaces []string `yaml:"namespaces"`
}

// Kind is a Kubernetes cluster as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "kubernetes", Event: event.Change, Short: "events of a Kubernetes cluster, by its API or by kubectl", Arg: "CONTEXT|URL", Flag: flag, Apart: true,
		Example: `context: production
namespaces: [shop, ingress]`,
	}, open)
}

// flag takes the address of an API, or the name of a context of kubectl; "-" is the current one.
func flag(arg string) (live.Settings, error) {
	switch {
	case strings.HasPrefix(arg, "https://") || strings.HasPrefix(arg, "http://"):
		return live.Settings{"url": arg}, nil
	case arg == "-":
		return live.Settings{}, nil
	}
	return live.Settings{"context": arg}, nil
}

// asker gets what stands at a path of the API, and the server's clock if that is told. The error is an *httpx.Error or the context's.
type asker interface {
	get(ctx context.Context, path string, query url.Values) (body []byte, clock time.Time, err error)
	health(err error) live.Health
	close()
}

type source struct {
	name   string
	config Config
	env    live.Env
	asker  asker
}

// Where a pod finds its access: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
const (
	podToken = "/var/run/secrets/kubernetes.io/serviceaccount/token" //nolint:gosec // a path
	podCA    = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"
)

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

func open(name string, c Config, e live.Env) (live.Source, error) {
	for _, n := range c.Namespaces {
		if !label.MatchString(n) {
			return nil, &live.SettingError{Key: "namespaces", Text: "one of them is no name of a namespace", Hint: "small letters, digits and hyphens"}
		}
	}
	if c.URL != "" && (c.Context != "" || c.Kubeconfig != "") {
		return nil, &live.SettingError{Key: "url", Text: "both an API and a context of kubectl", Hint: "leave out url: to ask by kubectl, or context: and kubeconfig: to ask the API"}
	}
	if strings.HasPrefix(c.Context, "-") || strings.HasPrefix(c.Kubeconfig, "-") {
		return nil, &live.SettingError{Key: "context", Text: "a name that begins with a hyphen", Hint: "kubectl config get-contexts tells the names"}
	}
	host, port := e.Get("KUBERNETES_SERVICE_HOST"), e.Get("KUBERNETES_SERVICE_PORT")
	if c.URL == "" && c.Context == "" && c.Kubeconfig == "" && host != "" && port != "" {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		c.URL = "https://" + host + ":" + port
		if c.CAFile == "" {
			c.CAFile = podCA
		}
		if c.TokenEnv == "" && c.TokenFile == "" && c.TokenCommand == "" {
			c.TokenFile = podToken
		}
	}
	if c.URL == "" {
		return &source{name, c, e, kubectl{c}}, nil
	}
	client, err := c.Client(e, live.Access{Usual: []string{"KUBE_TOKEN"}, Fixes: map[int]string{
		http.StatusForbidden: "give it the right to list events: the ClusterRole view, bound in the cluster or, with namespaces:, in those",
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, api{client}}, nil
}

// api asks by HTTP.
type api struct{ client *httpx.Client }

func (a api) get(ctx context.Context, path string, query url.Values) ([]byte, time.Time, error) {
	body, header, err := a.client.JSON(ctx, httpx.Call{Path: path, Query: query})
	clock, _ := http.ParseTime(header.Get("Date"))
	return body, clock, err
}

func (a api) health(err error) live.Health { return live.HealthOf(a.client, err) }

func (a api) close() { a.client.Close() }

// ttl is how long a cluster remembers an event at least, unless somebody has set it to less.
const ttl = time.Hour

const forgets = "a cluster forgets its events an hour after they last came: ask within the hour, or where its events are kept for longer"

// Collect asks for all events, since the API knows no times.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.asker.close()
	var files []*file.File
	var failed error
	seen := memory{now: s.env.Time()}
	for _, path := range s.paths() {
		pages, err := s.list(ctx, path, &seen)
		files = append(files, pages...)
		if failed == nil {
			failed = err
		}
		if e, ok := errors.AsType[*httpx.Error](err); err != nil && (!ok || e.Status != http.StatusForbidden && e.Status != http.StatusNotFound) {
			break
		}
	}
	b, err := live.Read(context.WithoutCancel(ctx), changes.Family(), files, w, file.Options{}, s.name, "kubernetes-events", nil)
	if failed == nil {
		failed = err
	}
	covered := []event.Window{}
	if since := seen.since(); failed == nil && (w.To.IsZero() || since.Before(w.To)) {
		from := w.From
		if from.Before(since) {
			from = since.UTC()
		}
		covered = append(covered, event.Window{From: from, To: w.To})
	}
	if failed == nil && (len(covered) == 0 || covered[0] != w) {
		b.Reports[0].Notes = append(b.Reports[0].Notes, "it sees back to "+seen.since().UTC().Format("2006-01-02 15:04 UTC")+": "+forgets)
	}
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(), Covered: covered, Err: failed})
}

// paths are the lists that are asked for.
func (s *source) paths() []string {
	if len(s.config.Namespaces) == 0 {
		return []string{"api/v1/events"}
	}
	var all []string
	for _, n := range slices.Compact(slices.Sorted(slices.Values(s.config.Namespaces))) {
		all = append(all, "api/v1/namespaces/"+n+"/events")
	}
	return all
}

// queries are what is asked, as kubectl takes it.
func (s *source) queries() []string {
	var all []string
	for _, p := range s.paths() {
		all = append(all, "kubectl get --raw '/"+p+"?limit=500'")
	}
	return all
}

// memory is how far back events were seen.
type memory struct {
	now    time.Time // by the cluster's clock, or ours
	oldest time.Time // the earliest that any event last came
}

// since is from when on nothing was forgotten.
func (m memory) since() time.Time {
	hour := m.now.Add(-ttl)
	if !m.oldest.IsZero() && m.oldest.Before(hour) {
		return m.oldest
	}
	return hour
}

// look notes when the events of a page last came, and says how many there are.
func (m *memory) look(body []byte) (int, error) {
	var page struct {
		Items []struct {
			Metadata struct {
				Created time.Time `json:"creationTimestamp"`
			} `json:"metadata"`
			Last   *time.Time `json:"lastTimestamp"`
			Series *struct {
				Last *time.Time `json:"lastObservedTime"`
			} `json:"series"`
		} `json:"items"`
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return 0, err
	}
	for _, i := range page.Items {
		last := i.Metadata.Created
		if i.Last != nil && i.Last.After(last) {
			last = *i.Last
		}
		if i.Series != nil && i.Series.Last != nil && i.Series.Last.After(last) {
			last = *i.Series.Last
		}
		if !last.IsZero() && (m.oldest.IsZero() || last.Before(m.oldest)) {
			m.oldest = last
		}
	}
	return len(page.Items), nil
}

// restarts is how often a list is begun anew whose next page the server no longer has: it keeps them for five minutes.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
const restarts = 2

// list reads a list page by page.
func (s *source) list(ctx context.Context, path string, seen *memory) (pages []*file.File, err error) {
	for try := 0; ; try++ {
		more, err := s.once(ctx, path, seen)
		pages = append(pages, more...) // what came twice is read once
		if e, ok := errors.AsType[*httpx.Error](err); !ok || e.Status != http.StatusGone || try == restarts {
			return pages, err
		}
	}
}

func (s *source) once(ctx context.Context, path string, seen *memory) (pages []*file.File, err error) {
	var guard live.Pages
	query := url.Values{"limit": {"500"}}
	for {
		if err := guard.Next(query.Get("continue")); err != nil {
			return pages, err
		}
		body, clock, err := s.asker.get(ctx, path, query)
		if err != nil {
			return pages, err
		}
		if !clock.IsZero() {
			seen.now = clock
		}
		var head struct {
			Metadata struct {
				Continue string `json:"continue"`
			} `json:"metadata"`
		}
		n, err := seen.look(body)
		if err == nil {
			err = json.Unmarshal(body, &head)
		}
		if err != nil {
			return pages, &httpx.Error{Request: "GET /" + path, Cause: "the answer is no list of events", Fix: "see whether url: is that of the cluster's API", Err: err}
		}
		if n > 0 {
			pages = append(pages, live.Body(path, body))
		}
		s.env.Tell(int64(len(pages)), 0, "pages of events")
		if head.Metadata.Continue == "" {
			return pages, nil
		}
		query = url.Values{"limit": {"500"}, "continue": {head.Metadata.Continue}}
	}
}

// Check asks for one event of each list.
func (s *source) Check(ctx context.Context, _ event.Window) live.Health {
	defer s.asker.close()
	var err error
	seen := memory{now: s.env.Time()}
	for _, path := range s.paths() {
		var clock time.Time
		if _, clock, err = s.asker.get(ctx, path, url.Values{"limit": {"1"}}); err != nil {
			break
		}
		if !clock.IsZero() {
			seen.now = clock
		}
	}
	h := s.asker.health(err)
	h.Asks, h.Notes = s.queries(), []string{forgets}
	if err != nil {
		return h
	}
	if !seen.now.IsZero() {
		h.Since = seen.since().UTC()
	}
	var version struct {
		Git string `json:"gitVersion"`
	}
	if body, _, err := s.asker.get(ctx, "version", nil); err == nil && json.Unmarshal(body, &version) == nil {
		h.Version = version.Git
	}
	return h
}
