// Package github asks GitHub, or a GitHub Enterprise, what was deployed, released and merged in repositories.
//
// It speaks REST by the client of pes alone: its answers go to the family of changes as they are, as "gh api" would have saved them, and a client
// library would take them apart only for them to be put together again. https://docs.github.com/en/rest
package github

import (
	"context"
	"errors"
	"fmt"
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

// Config is a source's settings. url: is https://github.com if not given, or that of a GitHub Enterprise, with or without the path of its API. The
// token is that of GITHUB_TOKEN or GH_TOKEN if nothing else is said; public repositories need none, but without one GitHub answers 60 requests an hour.
type Config struct {
	live.HTTP
	// Repositories are those that are asked about, each as OWNER/NAME.
	Repositories []string `yaml:"repositories"`
	// Environments are those of which deployments are asked for, such as production; all if not given, previews among them.
	Environments []string `yaml:"environments"`
	// What is asked for: deployments, releases, merges; all three if not given.
	What []string `yaml:"what"`
}

// Kind is GitHub as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "github", Event: event.Change, Short: "deployments, releases and merged pull requests of repositories on GitHub", Arg: "OWNER/NAME", Flag: flag, Apart: true,
		Example: `repositories: [example/shop, example/infrastructure]`,
	}, open)
}

// flag takes OWNER/NAME, or the address of a repository's page.
func flag(arg string) (live.Settings, error) {
	if !strings.Contains(arg, "://") {
		return live.Settings{"repositories": arg}, nil
	}
	u, err := url.Parse(arg)
	if err != nil {
		return nil, &live.SettingError{Key: "repositories", Text: "no address of a repository", Hint: "OWNER/NAME, or https://github.com/OWNER/NAME"}
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) < 2 {
		return nil, &live.SettingError{Key: "repositories", Text: fmt.Sprintf("%q is no address of a repository", arg), Hint: "OWNER/NAME, or https://github.com/OWNER/NAME"}
	}
	return live.Settings{"url": u.Scheme + "://" + u.Host, "repositories": parts[0] + "/" + strings.TrimSuffix(parts[1], ".git")}, nil
}

// What can be asked for.
const (
	deployments = "deployments"
	releases    = "releases"
	merges      = "merges"
)

var named = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,99}/[A-Za-z0-9._-]{1,100}$`)

type source struct {
	name   string
	config Config
	env    live.Env
	client *httpx.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	if len(c.Repositories) == 0 {
		return nil, &live.SettingError{Key: "repositories", Text: "it is not said which", Hint: "repositories: [OWNER/NAME]"}
	}
	for _, r := range c.Repositories {
		if !named.MatchString(r) || strings.HasSuffix(r, "/..") || strings.HasSuffix(r, "/.") {
			return nil, &live.SettingError{Key: "repositories", Text: fmt.Sprintf("%q is no name of a repository", r), Hint: "OWNER/NAME"}
		}
	}
	for _, w := range c.What {
		if w != deployments && w != releases && w != merges {
			return nil, &live.SettingError{Key: "what", Text: fmt.Sprintf("%q is nothing that can be asked for", w), Hint: "what: [deployments, releases, merges]"}
		}
	}
	if len(c.What) == 0 {
		c.What = []string{deployments, releases, merges}
	}
	c.URL = api(c.URL)
	client, err := c.Client(e, live.Access{Default: "https://api.github.com", Usual: []string{"GITHUB_TOKEN", "GH_TOKEN"}, Fixes: map[int]string{
		http.StatusNotFound: "see whether the name in repositories: and url: are right, and whether the token may see it: GitHub says the same of what it hides",
		http.StatusForbidden: "give the token the right to read: of a fine-grained one, Contents, Deployments and Pull requests; of a classic one, repo. " +
			"An organisation with single sign-on must have approved it, too",
		http.StatusUnprocessableEntity: "see whether the name in repositories: is right, and whether the token may see it",
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, client}, nil
}

// api is the address of the API of the GitHub at an address: api.github.com, below /api/v3 of a server of one's own, or before the name of one that
// GitHub keeps (*.ghe.com). https://docs.github.com/en/enterprise-server/rest/quickstart
func api(where string) string {
	u, err := url.Parse(where)
	if err != nil || where == "" || strings.Trim(u.Path, "/") != "" {
		return where
	}
	switch host := strings.ToLower(u.Host); {
	case host == "github.com" || host == "www.github.com" || host == "api.github.com":
		return "https://api.github.com"
	case strings.HasPrefix(host, "api.") && strings.HasSuffix(host, ".ghe.com"):
		return where
	case strings.HasSuffix(host, ".ghe.com"):
		return u.Scheme + "://api." + u.Host
	}
	return u.Scheme + "://" + u.Host + "/api/v3"
}

// asking is one time of asking.
type asking struct {
	*source
	window event.Window
	files  []*file.File
	notes  []string
	asked  int // for each of what was found
}

// Collect asks for what each repository is to be asked about. A repository that cannot be read keeps no other from being asked.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	a := &asking{source: s, window: w}
	var failed error
	for _, repository := range s.config.Repositories {
		err := a.repository(ctx, repository)
		if failed == nil {
			failed = err
		}
		if e, ok := errors.AsType[*httpx.Error](err); err != nil && (!ok || e.Status != http.StatusNotFound && e.Status != http.StatusUnprocessableEntity) {
			break
		}
	}
	b, err := live.Read(context.WithoutCancel(ctx), changes.Family(), a.files, w, file.Options{}, s.name, "github", page)
	if failed == nil {
		failed = err
	}
	b.Reports[0].Notes = append(b.Reports[0].Notes, a.notes...)
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(w), Err: failed})
}

func (a *asking) repository(ctx context.Context, repository string) error {
	for _, what := range a.config.What {
		var err error
		switch what {
		case deployments:
			err = a.deployments(ctx, repository)
		case releases:
			err = a.releases(ctx, repository)
		case merges:
			err = a.merges(ctx, repository)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// page leaves of an event's references those that are pages.
func page(e event.Event) []event.Ref {
	return slices.DeleteFunc(slices.Clone(e.Refs), func(r event.Ref) bool { return r.URL == "" })
}

// queries are what is asked, as "gh api" takes it.
func (s *source) queries(w event.Window) []string {
	var all []string
	for _, r := range s.config.Repositories {
		for _, what := range s.config.What {
			switch what {
			case deployments:
				for _, env := range s.environments() {
					all = append(all, "GET /repos/"+r+"/deployments?"+deploymentQuery(env).Encode())
				}
			case releases:
				all = append(all, "GET /repos/"+r+"/releases?per_page=100")
			case merges:
				all = append(all, "GET /search/issues?"+mergeQuery(r, w).Encode())
			}
		}
	}
	return all
}

// environments are those that are asked for one by one, since the API takes one; "" is all.
func (s *source) environments() []string {
	if len(s.config.Environments) == 0 {
		return []string{""}
	}
	return s.config.Environments
}

// maxChecked is how many repositories Check looks at.
const maxChecked = 20

// Check asks for each repository.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	var header http.Header
	var err error
	for _, r := range s.config.Repositories[:min(len(s.config.Repositories), maxChecked)] {
		if _, header, err = s.ask(ctx, httpx.Call{Path: "repos/" + r}); err != nil {
			break
		}
	}
	h := live.HealthOf(s.client, err)
	h.Asks, h.Version = s.queries(w), header.Get("X-GitHub-Enterprise-Version")
	if header.Get("X-RateLimit-Limit") == "60" {
		h.Notes = append(h.Notes, "without a token it answers 60 requests an hour: set GITHUB_TOKEN")
	}
	return h
}

// before is how long before the window a deployment may have begun that ended in it. A job on GitHub's own machines may run for six hours, and one
// that waits for somebody's approval is seen to by the next day, if it matters.
const before = 24 * time.Hour
