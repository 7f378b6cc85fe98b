package github_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pes-dev/pes/collect/live/livetest"
)

// fake is a GitHub Enterprise with one repository, shop/checkout, in the spirit of httptest: paging by Link, lists in GitHub's order, a search with
// whole seconds that takes its ends in, and statuses apart from deployments.
type fake struct {
	deployments []deployment
	releases    []map[string]any
	pulls       []pull
	perPage     int        // at most; 0 is GitHub's hundred
	mu          sync.Mutex // of asked
	asked       []string   // paths with queries
	found       int        // the most that a search gives; 0 is a thousand
}

type deployment struct {
	id       int
	created  time.Time
	env      string
	statuses map[string]time.Time
}

type pull struct {
	number int
	merged time.Time
}

// public is where it is, as it calls itself.
const public = "https://ghe.shop.example"

func at(h, m, s int) time.Time { return time.Date(2025, 10, 20, h, m, s, 0, time.UTC) }

func (f *fake) handler() http.Handler {
	mux := http.NewServeMux()
	const base = "/api/v3/repos/shop/checkout"
	mux.HandleFunc("GET "+base, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-GitHub-Enterprise-Version", "3.14.0")
		w.Write([]byte(`{"full_name":"shop/checkout"}`))
	})
	mux.HandleFunc("GET "+base+"/deployments", func(w http.ResponseWriter, r *http.Request) {
		all := slices.SortedFunc(slices.Values(f.deployments), func(a, b deployment) int { return b.created.Compare(a.created) })
		var out []any
		for _, d := range all {
			if env := r.URL.Query().Get("environment"); env != "" && env != d.env {
				continue
			}
			at := fmt.Sprintf("%s%s/deployments/%d", public, base, d.id)
			out = append(out, map[string]any{
				"url": at, "id": d.id, "statuses_url": at + "/statuses", "sha": fmt.Sprintf("%040x", 0xa0000000+d.id), "ref": "main", "environment": d.env,
				"created_at": d.created, "updated_at": d.created, "description": nil, "creator": map[string]any{"login": "ana", "type": "User"}, "payload": map[string]any{},
			})
		}
		f.page(w, r, out)
	})
	mux.HandleFunc("GET "+base+"/deployments/{id}/statuses", func(w http.ResponseWriter, r *http.Request) {
		out := []any{}
		for _, d := range f.deployments {
			if strconv.Itoa(d.id) != r.PathValue("id") {
				continue
			}
			for word, at := range d.statuses {
				out = append(out, map[string]any{"id": 1, "state": word, "created_at": at, "environment": d.env, "deployment_url": fmt.Sprintf("%s%s/deployments/%d", public, base, d.id)})
			}
		}
		f.page(w, r, out)
	})
	mux.HandleFunc("GET "+base+"/releases", func(w http.ResponseWriter, r *http.Request) {
		out := []any{}
		for _, x := range f.releases {
			out = append(out, x)
		}
		f.page(w, r, out)
	})
	mux.HandleFunc("GET "+base+"/pulls/{n}", func(w http.ResponseWriter, r *http.Request) {
		for _, p := range f.pulls {
			if strconv.Itoa(p.number) == r.PathValue("n") {
				json.NewEncoder(w).Encode(map[string]any{
					"html_url": fmt.Sprintf("%s/shop/checkout/pull/%d", public, p.number), "number": p.number, "title": fmt.Sprintf("Change %d", p.number), "body": nil,
					"user": map[string]any{"login": "bo"}, "merged_at": p.merged, "merge_commit_sha": fmt.Sprintf("%040x", 0xb0000000+p.number), "base": map[string]any{"ref": "main"},
				})
				return
			}
		}
		http.Error(w, `{"message":"Not Found"}`, http.StatusNotFound)
	})
	mux.HandleFunc("GET /api/v3/search/issues", f.search)
	return livetest.Bearer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.asked = append(f.asked, r.URL.Path+"?"+r.URL.RawQuery)
		f.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		mux.ServeHTTP(w, r)
	}))
}

var merged = regexp.MustCompile(`^repo:shop/checkout is:pr is:merged merged:(\S+)\.\.(\S+)$`)

func (f *fake) search(w http.ResponseWriter, r *http.Request) {
	m := merged.FindStringSubmatch(r.URL.Query().Get("q"))
	if m == nil {
		http.Error(w, `{"message":"Validation Failed"}`, http.StatusUnprocessableEntity)
		return
	}
	from, _ := time.Parse(time.RFC3339, m[1])
	to, _ := time.Parse(time.RFC3339, m[2])
	out := []any{}
	for _, p := range f.pulls {
		if !p.merged.Before(from) && !p.merged.After(to) {
			out = append(out, map[string]any{"number": p.number, "pull_request": map[string]any{"merged_at": p.merged}})
		}
	}
	total := len(out)
	out = out[:min(len(out), cmp.Or(f.found, 1000))]
	if f.found > 0 && total > f.found {
		total += 1000 // as if the cap were GitHub's
	}
	lo, hi := f.slice(w, r, len(out))
	json.NewEncoder(w).Encode(map[string]any{"total_count": total, "incomplete_results": false, "items": out[lo:hi]})
}

func (f *fake) page(w http.ResponseWriter, r *http.Request, all []any) {
	lo, hi := f.slice(w, r, len(all))
	out := append([]any{}, all[lo:hi]...)
	json.NewEncoder(w).Encode(out)
}

// slice is the bounds of a page, whose successor the Link header names.
func (f *fake) slice(w http.ResponseWriter, r *http.Request, n int) (lo, hi int) {
	q := r.URL.Query()
	size, _ := strconv.Atoi(q.Get("per_page"))
	size = min(cmp.Or(size, 30), cmp.Or(f.perPage, 100))
	page, _ := strconv.Atoi(cmp.Or(q.Get("page"), "1"))
	lo, hi = min((page-1)*size, n), min(page*size, n)
	if hi < n {
		q.Set("page", strconv.Itoa(page+1))
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?%s>; rel="next", <http://%s%s?page=99>; rel="last"`, r.Host, r.URL.Path, q.Encode(), r.Host, r.URL.Path))
	}
	return lo, hi
}

func release(tag string, created, published any) map[string]any {
	return map[string]any{"html_url": "https://ghe.shop.example/shop/checkout/releases/tag/" + tag, "tag_name": tag, "name": tag, "draft": published == nil, "created_at": created, "published_at": published, "author": map[string]any{"login": "ana"}}
}

func usual() *fake {
	return &fake{
		deployments: []deployment{
			{1, at(0, 0, 0).AddDate(0, 0, -3), "production", nil},
			{2, at(5, 55, 0), "production", map[string]time.Time{"success": at(6, 1, 0)}},
			{3, at(6, 40, 0), "production", map[string]time.Time{"in_progress": at(6, 40, 30), "failure": at(6, 46, 0)}},
			{4, at(7, 0, 0), "staging", nil},
			{5, at(10, 0, 0), "production", map[string]time.Time{"success": at(10, 1, 0)}},
		},
		releases: []map[string]any{
			release("v4.3.0", at(9, 0, 0), nil), release("v4.2.0", at(5, 0, 0).AddDate(0, 0, -2), at(6, 35, 0)), release("v4.1.0", at(5, 0, 0).AddDate(0, 0, -9), at(5, 0, 0)),
		},
		pulls: []pull{{11, at(5, 59, 59)}, {12, at(6, 0, 0)}, {13, at(9, 59, 59)}, {14, at(10, 0, 0)}},
	}
}

func lines(f *fake) string { return strings.Join(f.asked, "\n") }
