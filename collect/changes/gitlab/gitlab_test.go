package gitlab_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/changes/gitlab"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

func at(h, m, s int) time.Time { return time.Date(2025, 10, 20, h, m, s, 0, time.UTC) }

type deployment struct {
	id               int
	created, updated time.Time
	env, status      string
}

type merge struct {
	id                       int
	created, merged, updated time.Time
}

// fake is a GitLab with one project, shop/web/checkout, that filters and sorts as GitLab does: ends of ranges belong to them, and pages are told by Link.
type fake struct {
	deployments []deployment
	releases    []time.Time
	merges      []merge
	perPage     int
	mu          sync.Mutex // of asked
	asked       []string
}

// public is where it is, as it calls itself.
const public = "https://gitlab.shop.example/shop/web/checkout"

func usual() *fake {
	return &fake{
		deployments: []deployment{
			{1, at(2, 0, 0), at(5, 0, 0), "production", "success"},
			{2, at(5, 55, 0), at(6, 1, 0), "production", "success"},
			{3, at(6, 40, 0), at(6, 46, 0), "production", "failed"},
			{4, at(7, 0, 0), at(7, 1, 0), "staging", "success"},
			{5, at(9, 59, 0), at(11, 0, 0), "production", "success"},
			{6, at(10, 0, 0), at(10, 5, 0), "production", "success"},
		},
		releases: []time.Time{at(12, 0, 0), at(10, 0, 0), at(6, 35, 0), at(6, 0, 0), at(5, 0, 0)},
		merges: []merge{
			{11, at(1, 0, 0), at(5, 59, 59), at(8, 0, 0)},
			{12, at(1, 0, 0), at(6, 0, 0), at(6, 0, 0)},
			{13, at(1, 0, 0), at(9, 59, 59), at(20, 0, 0)},
			{14, at(1, 0, 0), at(10, 0, 0), at(10, 0, 0)},
			{15, at(11, 0, 0), at(12, 0, 0), at(12, 0, 0)},
		},
	}
}

func (f *fake) handler() http.Handler {
	mux := http.NewServeMux()
	const base = "/api/v4/projects/{project}"
	mux.HandleFunc("GET /api/v4/version", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`{"version":"17.5.1-ee"}`)) })
	mux.HandleFunc("GET "+base, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`{"id":3}`)) })
	mux.HandleFunc("GET "+base+"/deployments", func(w http.ResponseWriter, r *http.Request) {
		q, out := r.URL.Query(), []any{}
		if q.Get("order_by") != "updated_at" {
			http.Error(w, `{"message":"400 Bad request - `+"`updated_at`"+` filter and `+"`updated_at`"+` sorting must be paired"}`, http.StatusBadRequest)
			return
		}
		for _, d := range slices.SortedFunc(slices.Values(f.deployments), func(a, b deployment) int { return a.updated.Compare(b.updated) }) {
			if env := q.Get("environment"); env != "" && env != d.env || !between(q, "updated", d.updated) {
				continue
			}
			out = append(out, map[string]any{
				"id": d.id, "iid": d.id, "ref": "main", "sha": fmt.Sprintf("%040x", 0xa0000000+d.id), "created_at": d.created, "updated_at": d.updated, "status": d.status,
				"user": map[string]any{"username": "ana", "name": "Ana Lima"}, "environment": map[string]any{"id": 9, "name": d.env},
				"deployable": map[string]any{"id": 7, "finished_at": d.updated, "pipeline": map[string]any{"web_url": public + "/-/pipelines/36"}},
			})
		}
		f.page(w, r, out)
	})
	mux.HandleFunc("GET "+base+"/releases", func(w http.ResponseWriter, r *http.Request) {
		out := []any{}
		for i, at := range f.releases {
			tag := fmt.Sprintf("v4.%d.0", 9-i)
			out = append(out, map[string]any{"tag_name": tag, "name": tag, "created_at": at, "released_at": at, "author": map[string]any{"username": "ana"}, "commit": map[string]any{"id": fmt.Sprintf("%040x", 0xc0000000+i)}, "_links": map[string]any{"self": public + "/-/releases/" + tag}})
		}
		f.page(w, r, out)
	})
	mux.HandleFunc("GET "+base+"/merge_requests", func(w http.ResponseWriter, r *http.Request) {
		q, out := r.URL.Query(), []any{}
		for _, m := range f.merges {
			if q.Get("state") != "merged" || !between(q, "updated", m.updated) || !between(q, "created", m.created) {
				continue
			}
			out = append(out, map[string]any{
				"id": 1000 + m.id, "iid": m.id, "title": fmt.Sprintf("Change %d", m.id), "description": "", "state": "merged", "created_at": m.created, "updated_at": m.updated, "merged_at": m.merged,
				"target_branch": "main", "author": map[string]any{"username": "bo", "name": "Bo"}, "sha": fmt.Sprintf("%040x", 0xb0000000+m.id), "merge_commit_sha": nil, "squash_commit_sha": nil,
				"web_url": fmt.Sprintf("%s/-/merge_requests/%d", public, m.id),
			})
		}
		f.page(w, r, out)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.asked = append(f.asked, r.URL.EscapedPath()+"?"+r.URL.RawQuery)
		f.mu.Unlock()
		switch {
		case r.Header.Get("Private-Token") != livetest.Secret || r.Header.Get("Authorization") != "":
			http.Error(w, `{"message":"401 Unauthorized"}`, http.StatusUnauthorized)
		case strings.HasPrefix(r.URL.EscapedPath(), "/api/v4/projects/") && !strings.HasPrefix(r.URL.EscapedPath(), "/api/v4/projects/shop%2Fweb%2Fcheckout"):
			http.Error(w, `{"message":"404 Project Not Found"}`, http.StatusNotFound)
		default:
			mux.ServeHTTP(w, r)
		}
	})
}

func between(q map[string][]string, key string, t time.Time) bool {
	get := func(k string) (time.Time, bool) {
		if len(q[k]) == 0 {
			return time.Time{}, false
		}
		at, err := time.Parse(time.RFC3339, q[k][0])
		return at, err == nil
	}
	from, bounded := get(key + "_after")
	if bounded && t.Before(from) {
		return false
	}
	to, bounded := get(key + "_before")
	return !bounded || !t.After(to)
}

func (f *fake) page(w http.ResponseWriter, r *http.Request, all []any) {
	q := r.URL.Query()
	size, _ := strconv.Atoi(q.Get("per_page"))
	size = min(cmp.Or(size, 20), cmp.Or(f.perPage, 100))
	page, _ := strconv.Atoi(cmp.Or(q.Get("page"), "1"))
	lo, hi := min((page-1)*size, len(all)), min(page*size, len(all))
	if hi < len(all) {
		q.Set("page", strconv.Itoa(page+1))
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?%s>; rel="next"`, r.Host, r.URL.EscapedPath(), q.Encode()))
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(append([]any{}, all[lo:hi]...))
}

func subject() livetest.Subject {
	return livetest.Subject{
		Kind: gitlab.Kind(), Serve: func(*testing.T) http.Handler { return usual().handler() },
		Settings: live.Settings{"projects": "shop/web/checkout"}, Env: map[string]string{"GITLAB_TOKEN": livetest.Secret}, Least: 8,
	}
}

func TestConformance(t *testing.T) { livetest.Run(t, subject()) }

func ask(t *testing.T, h http.Handler, more live.Settings) (event.Batch, error) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	s := subject()
	maps.Copy(s.Settings, more)
	return s.Source(t, server.URL, &live.Secrets{}).Collect(t.Context(), livetest.Window)
}

func texts(b event.Batch) []string {
	var out []string
	for _, e := range b.Events {
		out = append(out, e.At.Format("15:04:05 ")+e.Text)
	}
	return out
}

func TestCollect(t *testing.T) {
	want := []string{
		"05:55:00 Deployment of main (0000000) of shop/web/checkout to production: success",
		"06:00:00 Change 12", "06:00:00 Release v4.6.0 of shop/web/checkout", "06:35:00 Release v4.7.0 of shop/web/checkout",
		"06:40:00 Deployment of main (0000000) of shop/web/checkout to production: failed",
		"07:00:00 Deployment of main (0000000) of shop/web/checkout to staging: success",
		"09:59:00 Deployment of main (0000000) of shop/web/checkout to production: success",
		"09:59:59 Change 13",
	}
	for _, perPage := range []int{0, 1, 2} {
		f := usual()
		f.perPage = perPage
		b, err := ask(t, f.handler(), nil)
		got := texts(b)
		slices.Sort(got)
		if diff := gocmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%d a page: %v\n%s\n%s", perPage, err, diff, strings.Join(f.asked, "\n"))
		}
		for _, e := range b.Events {
			if len(e.Refs) != 1 || !strings.HasPrefix(e.Refs[0].URL, public) {
				t.Errorf("%s: %v", e.Text, e.Refs)
			}
		}
	}
	f := usual()
	f.perPage = 1
	if b, err := ask(t, f.handler(), live.Settings{"environments": "staging", "what": "deployments"}); err != nil || len(b.Events) != 1 || len(f.asked) != 1 {
		t.Errorf("%v %v\n%s", err, texts(b), strings.Join(f.asked, "\n"))
	}
}

func TestSeveralProjects(t *testing.T) {
	b, err := ask(t, usual().handler(), live.Settings{"projects": []any{"shop/secret", "shop/web/checkout"}})
	if err == nil || len(b.Events) != 8 || !strings.Contains(b.Reports[0].Error, "shop") || !strings.Contains(b.Reports[0].Fix, "hides") || len(b.Reports[0].Asked.Covered) > 0 {
		t.Errorf("%v, %d events, %+v", err, len(b.Events), b.Reports)
	}
}

func TestPagesStayOnTheHost(t *testing.T) {
	for name, link := range map[string]string{"another host": "http://gitlab.evil.example/api/v4/x", "a loop": "self"} {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if link == "self" {
				w.Header().Set("Link", `<http://`+r.Host+r.URL.EscapedPath()+`?page=2>; rel="next"`)
			} else {
				w.Header().Set("Link", `<`+link+`>; rel="next"`)
			}
			w.Write([]byte(`[]`))
		})
		if b, err := ask(t, h, nil); err == nil || b.Reports[0].Fix == "" {
			t.Errorf("%s: %v, %+v", name, err, b.Reports)
		}
	}
}

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		s    live.Settings
		want string
	}{
		{live.Settings{}, "projects"},
		{live.Settings{"projects": "checkout"}, "projects"},
		{live.Settings{"projects": "a/../b"}, "projects"},
		{live.Settings{"projects": "a/b?x=1"}, "projects"},
		{live.Settings{"projects": "12", "what": "commits"}, "what"},
	} {
		if _, err := gitlab.Kind().Open("x", tt.s, live.Env{}); err == nil || !strings.HasPrefix(err.Error(), tt.want+":") || live.Fix(err) == "" {
			t.Errorf("%v: %v", tt.s, err)
		}
	}
	for arg, want := range map[string]string{
		"shop/checkout": "map[projects:shop/checkout]", "12": "map[projects:12]", "https://gitlab.com/shop/web/checkout/-/merge_requests/3": "map[projects:shop/web/checkout url:https://gitlab.com]",
	} {
		if s, err := gitlab.Kind().Flag(arg); err != nil || fmt.Sprint(s) != want {
			t.Errorf("%s: %v, %v", arg, s, err)
		}
	}
}
