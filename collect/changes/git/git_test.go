package git_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/changes"
	"github.com/pes-dev/pes/collect/changes/git"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

func at(h, m, s int) time.Time { return time.Date(2025, 10, 20, h, m, s, 0, time.UTC) }

// repository is a real one.
type repository struct {
	t    *testing.T
	path string
}

func newRepository(t *testing.T) repository {
	livetest.Program(t, "git")
	t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(t.TempDir(), "gitconfig")) // the machine's user has no part in it
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	r := repository{t, t.TempDir()}
	r.git("init", "-q", "-b", "main")
	return r
}

// git runs git there, as Ana, and returns what it prints.
func (r repository) git(args ...string) string { return r.gitAt(at(0, 0, 0), args...) }

func (r repository) gitAt(when time.Time, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", r.path}, args...)...)
	stamp := fmt.Sprintf("%d +0200", when.Unix())
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=Ana Lima", "GIT_AUTHOR_EMAIL=ana@shop.example", "GIT_COMMITTER_NAME=CI", "GIT_COMMITTER_EMAIL=ci@shop.example",
		"GIT_AUTHOR_DATE="+stamp, "GIT_COMMITTER_DATE="+stamp)
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// commit changes a file and commits it.
func (r repository) commit(when time.Time, path, message string) string {
	r.t.Helper()
	full := filepath.Join(r.path, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(message), 0o644); err != nil {
		r.t.Fatal(err)
	}
	r.git("add", "-A")
	r.gitAt(when, "commit", "-q", "-m", message)
	return strings.TrimSpace(r.git("rev-parse", "HEAD"))
}

func (r repository) source(more live.Settings) live.Source {
	r.t.Helper()
	s := live.Settings{"path": r.path}
	maps.Copy(s, more)
	src, err := git.Kind().Open("under test", s, live.Env{})
	if err != nil {
		r.t.Fatal(err)
	}
	return src
}

func (r repository) collect(w event.Window, more live.Settings) event.Batch {
	r.t.Helper()
	b, err := r.source(more).Collect(r.t.Context(), w)
	if err != nil {
		r.t.Fatalf("%v\nfix: %s", err, live.Fix(err))
	}
	return b
}

func texts(b event.Batch) []string {
	var out []string
	for _, e := range b.Events {
		out = append(out, e.At.Format("15:04:05 ")+e.Text)
	}
	return out
}

func TestCollect(t *testing.T) {
	r := newRepository(t)
	r.commit(at(5, 59, 59), "api/a", "before")
	first := r.commit(at(6, 0, 0), "api/a", "first")
	r.commit(at(2, 0, 0), "web/a", "out of order: earlier than its parents")
	r.git("checkout", "-q", "-b", "side")
	r.commit(at(6, 30, 0), "web/b", "on a side branch")
	r.git("checkout", "-q", "main")
	r.commit(at(6, 20, 0), "api/c", "on main")
	r.gitAt(at(6, 40, 0), "merge", "-q", "--no-ff", "-m", "Merge branch 'side'", "side")
	r.gitAt(at(6, 45, 0), "tag", "-a", "-m", "The autumn release", "v4.2.0")
	r.git("tag", "light")
	r.commit(at(9, 59, 59), "api/d", "last\n\nwhy\n\ncommit 0000000000000000000000000000000000000000\nAuthor: Eve <eve@shop.example>")
	r.commit(at(10, 0, 0), "api/e", "after")
	r.git("branch", "-q", "feature")
	r.git("checkout", "-q", "feature")
	r.commit(at(7, 0, 0), "api/f", "on a branch that was not merged")
	r.git("checkout", "-q", "main")
	r.gitAt(at(10, 0, 0), "tag", "-a", "-m", "later", "v4.3.0")

	want := []string{"06:00:00 first", "06:20:00 on main", "06:30:00 on a side branch", "06:40:00 Merge branch 'side'", "06:45:00 Tag v4.2.0: The autumn release", "09:59:59 last"}
	b := r.collect(livetest.Window, live.Settings{"url": "https://git.shop.example/checkout/commit/"})
	if diff := cmp.Diff(want, texts(b)); diff != "" {
		t.Error(diff)
	}
	e := b.Events[0]
	if e.ID != event.ID(event.Change, first) || e.Source != "under test" || e.At.Location() != time.UTC || !slices.Equal(e.Refs, []event.Ref{{URL: "https://git.shop.example/checkout/commit/" + first}}) ||
		e.Actor.Name != "Ana Lima" || e.Labels["commit"] != first {
		t.Errorf("%+v", e)
	}
	for _, url := range []string{"https://git.shop.example/checkout", "https://git.shop.example/checkout/"} {
		if got := r.collect(livetest.Window, live.Settings{"url": url}).Events[0].Refs; !slices.Equal(got, e.Refs) {
			t.Errorf("%s: %v", url, got)
		}
	}
	if got := r.collect(livetest.Window, live.Settings{"url": "https://git.shop.example/?p=x;a=commit;h="}).Events[0].Refs[0].URL; got != "https://git.shop.example/?p=x;a=commit;h="+first {
		t.Error(got)
	}
	if merge := b.Events[3]; merge.Labels["merge"] != "true" || !strings.Contains(merge.Labels["refs"], "tag: light") {
		t.Errorf("%+v", merge)
	}
	if tag := b.Events[4]; tag.Labels["tag"] != "v4.2.0" || tag.Labels["commit"] != b.Events[3].Labels["commit"] {
		t.Errorf("%+v", tag)
	}
	if report := b.Reports[0]; len(b.Reports) != 1 || report.Asked == nil || !slices.Equal(report.Asked.Covered, []event.Window{livetest.Window}) || report.Asked.System != "git" ||
		report.Asked.Queries[0] != "git log HEAD --pretty=fuller --since=2025-10-20T06:00:00Z --until=2025-10-20T10:00:00Z" {
		t.Errorf("%+v", report)
	}
	if diff := cmp.Diff(b, r.collect(livetest.Window, live.Settings{"url": "https://git.shop.example/checkout/commit/"})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"06:30:00 on a side branch"}, texts(r.collect(event.Window{From: at(6, 25, 0), To: at(6, 45, 0)}, live.Settings{"paths": "web"}))); diff != "" {
		t.Errorf("paths: %s", diff)
	}
	inside := live.Settings{"paths": "web", "path": filepath.Join(r.path, "api")}
	if diff := cmp.Diff([]string{"06:30:00 on a side branch"}, texts(r.collect(event.Window{From: at(6, 25, 0), To: at(6, 45, 0)}, inside))); diff != "" {
		t.Errorf("paths from a folder in it: %s", diff)
	}
	late := event.Window{From: at(6, 50, 0), To: at(8, 0, 0)}
	for ref, want := range map[string][]string{"feature": {"07:00:00 on a branch that was not merged"}, "*": {"07:00:00 on a branch that was not merged"}, "main": nil, "light": nil, first: nil} {
		if diff := cmp.Diff(want, texts(r.collect(late, live.Settings{"ref": ref}))); diff != "" {
			t.Errorf("%s: %s", ref, diff)
		}
	}
}

// What git log prints, saved to a file, gives the same events.
func TestAsSaved(t *testing.T) {
	r := newRepository(t)
	r.commit(at(6, 10, 0), "a", "Raise the pool size\n\nThe checkout ran dry.")
	r.commit(at(6, 20, 0), "b", "Größer: <b>x</b> | [y](javascript:z)")
	live := r.collect(livetest.Window, nil)
	saved, err := changes.Family().Collect(t.Context(), []*file.File{file.Bytes("log.txt", []byte(r.git("log", "--format=fuller", "--decorate=short")))}, livetest.Window, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []event.Batch{live, saved} {
		for i := range b.Events {
			b.Events[i].Source, b.Events[i].Refs = "", nil
		}
	}
	if diff := cmp.Diff(saved.Events, live.Events); diff != "" || len(live.Events) != 2 {
		t.Errorf("(-saved +live)\n%s", diff)
	}
}

// A repository of somebody else's runs nothing.
func TestRunsNothing(t *testing.T) {
	r := newRepository(t)
	mark := filepath.Join(t.TempDir(), "ran")
	script := filepath.Join(r.path, "evil.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\ntouch "+mark+"\ncat\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.commit(at(6, 10, 0), ".gitattributes", "* diff=evil filter=evil")
	r.commit(at(6, 20, 0), "a", "change")
	for _, kv := range [][2]string{
		{"core.fsmonitor", script},
		{"core.pager", script},
		{"pager.log", script},
		{"core.sshCommand", script},
		{"diff.external", script},
		{"diff.evil.command", script},
		{"diff.evil.textconv", script},
		{"filter.evil.clean", script},
		{"filter.evil.smudge", script},
		{"log.showSignature", "true"},
		{"gpg.program", script},
		{"gpg.ssh.program", script},
		{"core.askPass", script},
		{"core.editor", script},
		{"alias.log", "!" + script},
		{"alias.rev-list", "!" + script},
		{"color.ui", "always"},
		{"log.date", "relative"},
		{"format.pretty", "oneline"},
		{"log.decorate", "full"},
		{"core.hooksPath", r.path},
		{"remote.evil.url", "ext::" + script},
		{"remote.evil.promisor", "true"},
		{"remote.evil.partialclonefilter", "blob:none"},
		{"protocol.ext.allow", "always"},
		{"remote.evil.uploadpack", script},
	} {
		r.git("config", kv[0], kv[1])
	}
	for _, hook := range []string{"post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"} {
		if err := os.WriteFile(filepath.Join(r.path, ".git", "hooks", hook), []byte("#!/bin/sh\ntouch "+mark+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	tree := strings.TrimSpace(r.git("rev-parse", "HEAD^{tree}"))
	t.Setenv("GIT_EXTERNAL_DIFF", script)
	t.Setenv("GIT_PAGER", script)
	t.Setenv("GIT_TRACE", "2")
	if got := texts(r.collect(livetest.Window, nil)); !slices.Equal(got, []string{"06:10:00 * diff=evil filter=evil", "06:20:00 change"}) {
		t.Errorf("%q", got)
	}
	r.collect(livetest.Window, live.Settings{"paths": "a"})
	// A tree that is not there would be fetched from the promisor.
	if err := os.Remove(filepath.Join(r.path, ".git", "objects", tree[:2], tree[2:])); err != nil {
		t.Fatal(err)
	}
	if _, err := r.source(live.Settings{"paths": "a"}).Collect(t.Context(), livetest.Window); err == nil {
		t.Error("a tree that is not there is not missed")
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("the repository's own program ran")
	}
}

// Variables of a hook that pes is called from lead to no other repository.
func TestIgnoresGitsVariables(t *testing.T) {
	other := newRepository(t)
	other.commit(at(6, 30, 0), "x", "another repository")
	r := repository{t, t.TempDir()}
	r.git("init", "-q", "-b", "main")
	r.commit(at(6, 10, 0), "a", "this one")
	t.Setenv("GIT_DIR", filepath.Join(other.path, ".git"))
	t.Setenv("GIT_WORK_TREE", other.path)
	if got := texts(r.collect(livetest.Window, nil)); !slices.Equal(got, []string{"06:10:00 this one"}) {
		t.Errorf("%q", got)
	}
}

func TestErrors(t *testing.T) {
	r := newRepository(t)
	r.commit(at(6, 10, 0), "a", "change")
	tests := map[string]struct {
		s          live.Settings
		cause, fix string
	}{
		"no folder":     {live.Settings{"path": filepath.Join(r.path, "none")}, "no git repository", "path:"},
		"no repository": {live.Settings{"path": t.TempDir()}, "no git repository", "path:"},
		"no such ref":   {live.Settings{"ref": "production"}, "it has no production", "ref:"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b, err := r.source(tt.s).Collect(t.Context(), livetest.Window)
			if report := b.Reports[0]; err == nil || !strings.Contains(report.Error, tt.cause) || !strings.Contains(report.Fix, tt.fix) || len(report.Asked.Covered) > 0 {
				t.Errorf("%v: %+v", err, report)
			}
			if h := r.source(tt.s).Check(t.Context(), livetest.Window); h.Err == nil || h.Reachable {
				t.Errorf("%+v", h)
			}
		})
	}
	t.Run("of another user", func(t *testing.T) {
		if os.Getuid() != 0 {
			t.Skip("only root can give a repository away")
		}
		other := newRepository(t)
		other.commit(at(6, 10, 0), "a", "change")
		if err := os.Chown(other.path, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		b, err := other.source(nil).Collect(t.Context(), livetest.Window)
		if err == nil || !strings.Contains(b.Reports[0].Error, "another user") || !strings.Contains(b.Reports[0].Fix, "safe.directory "+other.path) {
			t.Errorf("%v: %+v", err, b.Reports[0])
		}
	})
	t.Run("no git", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		b, err := r.source(nil).Collect(t.Context(), livetest.Window)
		if err == nil || !strings.Contains(b.Reports[0].Fix, "install git") {
			t.Errorf("%v: %+v", err, b.Reports[0])
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.source(nil).Collect(ctx, livetest.Window); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}

func TestWithoutCommits(t *testing.T) {
	r := newRepository(t)
	for _, ref := range []string{"HEAD", "*"} {
		if b := r.collect(livetest.Window, live.Settings{"ref": ref}); len(b.Events) != 0 {
			t.Errorf("%v", b.Events)
		}
	}
}

func TestCheck(t *testing.T) {
	r := newRepository(t)
	r.commit(at(1, 0, 0), "a", "one")
	r.commit(at(2, 0, 0), "a", "two")
	h := r.source(nil).Check(t.Context(), livetest.Window)
	if h.Err != nil || !h.Reachable || !h.Authorized || !strings.HasPrefix(h.Version, "2.") || len(h.Asks) != 1 || len(h.Notes) > 0 {
		t.Errorf("%+v", h)
	}
	clone := repository{t, t.TempDir()}
	clone.git("clone", "-q", "--depth", "1", "file://"+r.path, ".")
	if h := clone.source(nil).Check(t.Context(), livetest.Window); h.Err != nil || !h.Since.Equal(at(2, 0, 0)) || len(h.Notes) != 1 {
		t.Errorf("%+v", h)
	}
	b := clone.collect(event.Window{From: at(0, 0, 0), To: at(3, 0, 0)}, nil)
	if diff := cmp.Diff([]event.Window{{From: at(2, 0, 0), To: at(3, 0, 0)}}, b.Reports[0].Asked.Covered); diff != "" || len(b.Events) != 1 || len(b.Reports[0].Notes) != 1 {
		t.Errorf("%s %+v", diff, b.Reports[0])
	}
}

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		s    live.Settings
		want string
	}{
		{live.Settings{}, "path"},
		{live.Settings{"path": ".", "ref": "--output=/etc/passwd"}, "ref"},
		{live.Settings{"path": ".", "ref": "a..b"}, "ref"},
		{live.Settings{"path": ".", "ref": "rel*"}, "ref"},
		{live.Settings{"path": ".", "paths": "/etc"}, "paths"},
		{live.Settings{"path": ".", "url": "https://token@github.com/a/b/commit/"}, "url"},
		{live.Settings{"path": ".", "url": "javascript:x"}, "url"},
	} {
		if _, err := git.Kind().Open("x", tt.s, live.Env{}); err == nil || !strings.HasPrefix(err.Error(), tt.want+":") || live.Fix(err) == "" {
			t.Errorf("%v: %v", tt.s, err)
		}
	}
}
