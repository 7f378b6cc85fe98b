// Package git asks a local repository, by the git program, what was committed and tagged.
//
// The repository may be anybody's: nothing that it configures is run. No hook, pager, filter, driver for differences, program for signatures or remote
// helper of its own is reached, and a missing object is not fetched. Whose it is git itself checks (safe.directory).
package git

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/changes"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
)

// Config is a source's settings.
type Config struct {
	// Path is where the repository is: its folder, or one in it.
	Path string `yaml:"path"`
	// Ref is the branch, tag or commit whose history is read: main, origin/main. HEAD if not given, as git log has it, since what lies on other branches
	// has changed nothing that runs; "*" is all branches, of remotes too, and all tags.
	Ref string `yaml:"ref"`
	// Paths are the folders and files that commits must have changed, relative to the repository's root; all if not given.
	Paths []string `yaml:"paths"`
	// URL is the repository's page, https://github.com/OWNER/NAME, below which a commit's is commit/HASH; or, ending with / or =, what stands before the hash
	// where pages are called otherwise: https://git.example.com/?p=shop;a=commit;h=.
	URL string `yaml:"url"`
	// Timeout is how long all of it may take: 10m. Five minutes if not given.
	Timeout time.Duration `yaml:"timeout"`
}

// Kind is a git repository as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "git", Event: event.Change, Short: "commits and tags of a local git repository", Arg: "PATH", Apart: true,
		Flag: func(arg string) (live.Settings, error) { return live.Settings{"path": arg}, nil },
		Example: `path: ../shop
ref: origin/main
url: https://git.example.com/shop`,
		Met: "git 2.39",
	}, open)
}

type source struct {
	name   string
	config Config
	env    live.Env
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	if c.Path == "" {
		return nil, &live.SettingError{Key: "path", Text: "it is not said where the repository is", Hint: "path: the folder of a repository"}
	}
	if strings.HasPrefix(c.Ref, "-") || strings.ContainsAny(c.Ref, "\x00\n\r ") || c.Ref != all && strings.ContainsAny(c.Ref, "*?[:\\") || strings.Contains(c.Ref, "..") {
		return nil, &live.SettingError{Key: "ref", Text: fmt.Sprintf("%q names no branch, tag or commit", c.Ref), Hint: `a name such as main, or "*" for all`}
	}
	for _, p := range c.Paths {
		if p == "" || filepath.IsAbs(p) || strings.ContainsAny(p, "\x00\n\r") {
			return nil, &live.SettingError{Key: "paths", Text: fmt.Sprintf("%q is no folder of the repository", p), Hint: "folders relative to the repository's root"}
		}
	}
	if u, err := url.Parse(c.URL); err != nil || c.URL != "" && (u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil) {
		return nil, &live.SettingError{Key: "url", Text: "no address of a page", Hint: "the repository's page: https://github.com/OWNER/NAME"}
	}
	c.Ref = cmp.Or(c.Ref, "HEAD")
	return &source{name, c, e}, nil
}

// all stands for every branch and tag. No name of one holds an asterisk (git-check-ref-format).
const all = "*"

// Collect reads the commits and tags of the window.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	var files []*file.File
	log, more, err := s.log(ctx, w)
	if err == nil {
		files = append(files, live.Body("git-log", log))
		var tags []byte
		tags, err = s.tags(ctx, w)
		files = append(files, live.Body("git-tags", tags))
	}
	b, readErr := live.Read(context.WithoutCancel(ctx), changes.Family(), files, w, file.Options{}, s.name, "git-log", s.link)
	if more > 0 {
		b.Reports[0].Dropped += more
		b.Reports[0].Notes = append(b.Reports[0].Notes, fmt.Sprintf("%d commits beyond the latest %d of the window left out", more, maxCommits))
	}
	r := live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(w), Err: cmp.Or(err, readErr)}
	if since := s.since(ctx); r.Err == nil && since.After(w.From) {
		r.Covered = []event.Window{}
		if w.To.IsZero() || since.Before(w.To) {
			r.Covered = append(r.Covered, event.Window{From: since, To: w.To})
		}
		b.Reports[0].Notes = append(b.Reports[0].Notes, isShallow)
	}
	return live.Finish(b, r)
}

const isShallow = "it is a shallow clone, and sees its latest commits alone: git fetch --unshallow"

// since is the time of the oldest commit of a shallow clone; zero of any other.
func (s *source) since(ctx context.Context) (oldest time.Time) {
	shallow, err := s.run(ctx, "rev-parse", "--is-shallow-repository")
	if err != nil || strings.TrimSpace(string(shallow)) != "true" {
		return oldest
	}
	_ = s.walk(ctx, func(_ string, at time.Time) {
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at.UTC()
		}
	})
	return oldest
}

// link is the page of the commit, if it is told where pages are.
func (s *source) link(e event.Event) []event.Ref {
	if s.config.URL == "" || e.Labels["commit"] == "" {
		return nil
	}
	return []event.Ref{{URL: pages(s.config.URL) + e.Labels["commit"]}}
}

// pages is what stands before a commit's hash in the address of its page. GitHub, Gitea and Forgejo have it below the repository's, and GitLab leads on
// from there.
func pages(address string) string {
	if strings.HasSuffix(address, "=") || strings.HasSuffix(address, "/") && strings.Contains(address, "commit") {
		return address
	}
	return strings.TrimSuffix(address, "/") + "/commit/"
}

// queries are what is asked, to be pasted into a shell in the repository. git's own --since stops at the first commits that are older, so it is no
// part of what is run.
func (s *source) queries(w event.Window) []string {
	words := append([]string{"git", "log"}, s.reach(s.config.Ref)...)
	words = append(words, "--pretty=fuller")
	if !w.From.IsZero() {
		words = append(words, "--since="+w.From.UTC().Format(time.RFC3339))
	}
	if !w.To.IsZero() {
		words = append(words, "--until="+w.To.UTC().Format(time.RFC3339))
	}
	if len(s.config.Paths) > 0 {
		words = append(append(words, "--"), s.config.Paths...)
	}
	for i, word := range words {
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:@") != "" {
			words[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return []string{strings.Join(words, " ")}
}

// reach says to git where the history begins.
func (s *source) reach(ref string) []string {
	if ref == all {
		return []string{"--branches", "--remotes", "--tags"}
	}
	return []string{ref}
}

// Check looks whether the repository and the branch are there, and how far back they go.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	h := live.Health{Asks: s.queries(w)}
	version, err := s.run(ctx, "--version")
	if err == nil {
		h.Version = strings.TrimSpace(strings.TrimPrefix(string(version), "git version"))
		_, err = s.start(ctx)
	}
	if err != nil {
		h.Err = err
		return h
	}
	h.Reachable, h.Authorized = true, true
	if h.Since = s.since(ctx); !h.Since.IsZero() {
		h.Notes = append(h.Notes, isShallow)
	}
	return h
}
