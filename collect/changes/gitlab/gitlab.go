// Package gitlab asks a GitLab what was deployed, released and merged in projects. It speaks REST by the client of pes alone, for the reason that is
// given for GitHub: its answers are the family's as they are. https://docs.gitlab.com/api/rest/
package gitlab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/changes"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings. url: is https://gitlab.com if not given. The token, that of GITLAB_TOKEN if nothing else is said, is a personal,
// project or group access token with the scope read_api; public projects need none.
type Config struct {
	live.HTTP
	// Projects are those that are asked about, each by its path, GROUP/NAME, or its number.
	Projects []string `yaml:"projects"`
	// Environments are those of which deployments are asked for, such as production; all if not given, reviews among them.
	Environments []string `yaml:"environments"`
	// What is asked for: deployments, releases, merges; all three if not given.
	What []string `yaml:"what"`
}

// Kind is GitLab as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "gitlab", Event: event.Change, Short: "deployments, releases and merged merge requests of projects on GitLab", Arg: "GROUP/NAME", Flag: flag, Apart: true,
		Example: `url: https://gitlab.example.com
projects: [platform/shop]`,
	}, open)
}

const hint = "GROUP/NAME or a number, or https://gitlab.com/GROUP/NAME"

// flag takes GROUP/NAME, a project's number, or the address of its page.
func flag(arg string) (live.Settings, error) {
	if !strings.Contains(arg, "://") {
		return live.Settings{"projects": arg}, nil
	}
	u, err := url.Parse(arg)
	if err != nil {
		return nil, &live.SettingError{Key: "projects", Text: "no address of a project", Hint: hint}
	}
	path, _, _ := strings.Cut(u.Path, "/-/")
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	if !strings.Contains(path, "/") {
		return nil, &live.SettingError{Key: "projects", Text: fmt.Sprintf("%q is no address of a project", arg), Hint: hint}
	}
	return live.Settings{"url": u.Scheme + "://" + u.Host, "projects": path}, nil
}

// What can be asked for.
const (
	deployments = "deployments"
	releases    = "releases"
	merges      = "merges"
)

type source struct {
	name   string
	config Config
	env    live.Env
	client *httpx.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	if len(c.Projects) == 0 {
		return nil, &live.SettingError{Key: "projects", Text: "it is not said which", Hint: "projects: [GROUP/NAME]"}
	}
	for _, p := range c.Projects {
		number := strings.Trim(p, "0123456789") == "" && p != ""
		if !number && !strings.Contains(p, "/") || strings.ContainsAny(p, "?#%\\\x00\n\r ") || slices.Contains(strings.Split(p, "/"), "..") {
			return nil, &live.SettingError{Key: "projects", Text: fmt.Sprintf("%q is no project", p), Hint: hint}
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
	client, err := c.Client(e, live.Access{Default: "https://gitlab.com", Usual: []string{"GITLAB_TOKEN"}, Header: "PRIVATE-TOKEN", Fixes: map[int]string{
		http.StatusNotFound:  "see whether the name in projects: and url: are right, and whether the token may see it: GitLab says the same of what it hides",
		http.StatusForbidden: "give the token the right to read: the scope read_api, of somebody who is at least a Reporter in the project",
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, client}, nil
}

// Collect asks for what each project is to be asked about. A project that cannot be read keeps no other from being asked.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	var files []*file.File
	var failed error
	for _, q := range s.questions(w) {
		n := 0
		err := s.pages(ctx, q, func(body []byte) {
			n++
			files = append(files, live.Body(fmt.Sprintf("%s/%s/%d", q.project, q.name, n), body))
			s.env.Tell(int64(len(files)), 0, "answers")
		})
		if failed == nil {
			failed = err
		}
		if e, ok := errors.AsType[*httpx.Error](err); err != nil && (!ok || e.Status != http.StatusNotFound && e.Status != http.StatusForbidden || len(s.config.Projects) == 1) {
			break
		}
	}
	b, err := live.Read(context.WithoutCancel(ctx), changes.Family(), files, w, file.Options{}, s.name, "gitlab", page)
	if failed == nil {
		failed = err
	}
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(w), Err: failed})
}

// page leaves of an event's references those that are pages.
func page(e event.Event) []event.Ref {
	return slices.DeleteFunc(slices.Clone(e.Refs), func(r event.Ref) bool { return r.URL == "" })
}

// question is one list that is asked for.
type question struct {
	project string
	name    string
	query   url.Values
	enough  func(last record) bool // says of a page's last record that no more pages are needed; nil is never
}

func (q question) call() httpx.Call {
	return httpx.Call{Path: "api/v4/projects/" + url.PathEscape(q.project) + "/" + q.name, Query: q.query}
}

// record is what paging looks at.
type record struct {
	Updated  time.Time `json:"updated_at"`
	Released time.Time `json:"released_at"`
}

// after is how long after the window a deployment is waited for that began in it: a job runs for an hour unless it is told otherwise, and one that
// waits for somebody's approval is seen to by the next day, if it matters.
const after = 24 * time.Hour

// questions are the lists that are asked for. GitLab takes times as ends that belong to the range; what is beyond the window is left out afterwards.
func (s *source) questions(w event.Window) []question {
	var all []question
	environments := s.config.Environments
	if len(environments) == 0 {
		environments = []string{""}
	}
	for _, p := range s.config.Projects {
		for _, what := range s.config.What {
			switch what {
			case deployments:
				for _, env := range environments {
					q := url.Values{"order_by": {"updated_at"}, "sort": {"asc"}, "per_page": {"100"}}
					bound(q, "updated_after", w.From)
					if !w.To.IsZero() {
						bound(q, "updated_before", w.To.Add(after))
					}
					if env != "" {
						q.Set("environment", env)
					}
					all = append(all, question{p, "deployments", q, nil})
				}
			case releases:
				all = append(all, question{p, "releases", url.Values{"order_by": {"released_at"}, "sort": {"desc"}, "per_page": {"100"}}, func(last record) bool {
					return last.Released.Before(w.From)
				}})
			case merges:
				// Nothing older than the window's beginning was merged in it, and nothing that was made after its end.
				q := url.Values{"state": {"merged"}, "order_by": {"updated_at"}, "sort": {"asc"}, "per_page": {"100"}}
				bound(q, "updated_after", w.From)
				bound(q, "created_before", w.To)
				all = append(all, question{p, "merge_requests", q, nil})
			}
		}
	}
	return all
}

// bound sets an end of a range, if the window has one.
func bound(q url.Values, key string, t time.Time) {
	if !t.IsZero() {
		q.Set(key, t.UTC().Format(time.RFC3339Nano))
	}
}

// queries are what is asked, as "glab api" takes it.
func (s *source) queries(w event.Window) []string {
	var all []string
	for _, q := range s.questions(w) {
		all = append(all, "GET /"+q.call().Path+"?"+q.query.Encode())
	}
	return all
}

// pages reads a list page by page.
func (s *source) pages(ctx context.Context, q question, take func([]byte)) error {
	var guard live.Pages
	for call := q.call(); ; {
		if err := guard.Next(call.Path + "?" + call.Query.Encode()); err != nil {
			return err
		}
		body, header, err := s.client.JSON(ctx, call)
		if err != nil {
			return err
		}
		var page []record
		if err := json.Unmarshal(body, &page); err != nil {
			return s.client.Misread(call, header, body, err)
		}
		take(body)
		next := live.NextLink(header)
		if next == "" || len(page) > 0 && q.enough != nil && q.enough(page[len(page)-1]) {
			return nil
		}
		call = httpx.Call{Path: next} // it stays on the host: httpx asks no other
	}
}

// maxChecked is how many projects Check looks at.
const maxChecked = 20

// Check asks for each project.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	var err error
	for _, p := range s.config.Projects[:min(len(s.config.Projects), maxChecked)] {
		var project struct {
			ID int64 `json:"id"`
		}
		if _, err = s.client.Get(ctx, httpx.Call{Path: "api/v4/projects/" + url.PathEscape(p)}, &project); err != nil {
			break
		}
	}
	h := live.HealthOf(s.client, err)
	h.Asks = s.queries(w)
	var meta struct {
		Version string `json:"version"`
	}
	if _, unknown := s.client.Get(ctx, httpx.Call{Path: "api/v4/version"}, &meta); err == nil && unknown == nil { // wants a token, others do not
		h.Version = meta.Version
	}
	return h
}
