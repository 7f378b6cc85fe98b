package github_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/changes/github"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

func subject() livetest.Subject {
	return livetest.Subject{
		Kind:     github.Kind(),
		Serve:    func(*testing.T) http.Handler { return usual().handler() },
		Settings: live.Settings{"repositories": []any{"shop/checkout"}},
		Env:      map[string]string{"GITHUB_TOKEN": livetest.Secret},
		Least:    6,
	}
}

func TestConformance(t *testing.T) { livetest.Run(t, subject()) }

// ask asks a server, with more settings.
func ask(t *testing.T, h http.Handler, w event.Window, more live.Settings) (event.Batch, error) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	s := subject()
	maps.Copy(s.Settings, more)
	return s.Source(t, server.URL, &live.Secrets{}).Collect(t.Context(), w)
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
		"05:55:00 Deployment of main (0000000) of shop/checkout to production: success", // it ended in the window
		"06:00:00 Change 12",
		"06:35:00 Release v4.2.0 of shop/checkout",
		"06:40:00 Deployment of main (0000000) of shop/checkout to production: failure",
		"07:00:00 Deployment of main (0000000) of shop/checkout to staging",
		"09:59:59 Change 13",
	}
	for _, perPage := range []int{0, 1, 2} {
		f := usual()
		f.perPage = perPage
		b, err := ask(t, f.handler(), livetest.Window, nil)
		if diff := cmp.Diff(want, texts(b)); diff != "" || err != nil {
			t.Errorf("%d a page: %v\n%s\n%s", perPage, err, diff, lines(f))
		}
		if strings.Contains(lines(f), "deployments/1/") || strings.Contains(lines(f), "deployments/5/") || strings.Contains(lines(f), "pulls/14") {
			t.Errorf("it asks about what lies beside the window:\n%s", lines(f))
		}
		for _, e := range b.Events {
			if len(e.Refs) == 0 || !strings.Contains(e.Refs[0].URL, "/shop/checkout/") {
				t.Errorf("%s: %v", e.Text, e.Refs)
			}
		}
	}
	f := usual()
	b, err := ask(t, f.handler(), livetest.Window, live.Settings{"environments": "staging", "what": "deployments"})
	if diff := cmp.Diff([]string{"07:00:00 Deployment of main (0000000) of shop/checkout to staging"}, texts(b)); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if diff := cmp.Diff([]string{"GET /repos/shop/checkout/deployments?environment=staging&per_page=100"}, b.Reports[0].Asked.Queries); diff != "" {
		t.Error(diff)
	}
}

// Paging through deployments ends at the first page that is older than a day before the window.
func TestStopsPaging(t *testing.T) {
	f := &fake{perPage: 10}
	for i := range 1000 {
		f.deployments = append(f.deployments, deployment{id: i + 1, created: at(7, 0, 0).Add(-time.Duration(i) * time.Hour), env: "production"})
	}
	b, err := ask(t, f.handler(), livetest.Window, live.Settings{"what": "deployments"})
	if err != nil || len(b.Events) != 2 {
		t.Errorf("%v %v", err, texts(b))
	}
	if n := strings.Count(lines(f), "per_page"); n > 40 {
		t.Errorf("%d requests", n)
	}
}

func TestMoreMergesThanASearchGives(t *testing.T) {
	f := &fake{found: 5}
	for i := range 40 {
		f.pulls = append(f.pulls, pull{i + 1, at(6, 0, 0).Add(time.Duration(i) * 6 * time.Minute)})
	}
	b, err := ask(t, f.handler(), livetest.Window, live.Settings{"what": "merges"})
	if err != nil || len(b.Events) != 40 || len(b.Reports[0].Notes) > 0 {
		t.Errorf("%v: %d merges, %v", err, len(b.Events), b.Reports[0].Notes)
	}
}

func TestPagesStayOnTheHost(t *testing.T) {
	var there int
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { there++ }))
	defer other.Close()
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", `<`+other.URL+`/next>; rel="next"`)
		w.Write([]byte(`[{"id":1,"created_at":"2025-10-20T07:00:00Z"}]`))
	})
	b, err := ask(t, h, livetest.Window, live.Settings{"what": "deployments"})
	if err == nil || there > 0 || !strings.Contains(b.Reports[0].Fix, "hosts:") {
		t.Errorf("%v, %d requests, %+v", err, there, b.Reports)
	}
}

func TestPagesThatLoop(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", `<http://`+r.Host+`/api/v3/repos/shop/checkout/deployments?page=2>; rel="next"`)
		w.Write([]byte(`[{"id":1,"created_at":"2025-10-20T07:00:00Z"}]`))
	})
	b, err := ask(t, h, livetest.Window, live.Settings{"what": "deployments"})
	if err == nil || !strings.Contains(b.Reports[0].Error, "lead back") {
		t.Errorf("%v, %+v", err, b.Reports)
	}
}

func TestLimits(t *testing.T) {
	date := livetest.Now
	once := func(status int, header map[string]string, body string) http.Handler {
		n := 0
		good := usual().handler()
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", date.Format(http.TimeFormat))
			n++
			if n > 1 {
				good.ServeHTTP(w, r)
				return
			}
			for k, v := range header {
				w.Header().Set(k, v)
			}
			w.WriteHeader(status)
			w.Write([]byte(body))
		})
	}
	tests := map[string]struct {
		h          http.Handler
		cause, fix string
	}{
		"the hour's limit":                 {once(403, map[string]string{"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": strconv.FormatInt(date.Add(40*time.Minute).Unix(), 10)}, `{"message":"API rate limit exceeded"}`), "5000 requests is used up until 12:40:00 UTC on 2025-10-21", "later than that"},
		"the limit without a token":        {once(403, map[string]string{"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": strconv.FormatInt(date.Add(40*time.Minute).Unix(), 10)}, ``), "60 requests", "GITHUB_TOKEN"},
		"a limit that ends soon":           {once(403, map[string]string{"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": strconv.FormatInt(date.Unix(), 10)}, ``), "", ""},
		"the secondary limit":              {once(403, map[string]string{"Retry-After": "1"}, `{"message":"You have exceeded a secondary rate limit"}`), "", ""},
		"the secondary limit for long":     {once(403, map[string]string{"Retry-After": "600"}, `{"message":"You have exceeded a secondary rate limit"}`), "10m0s", "later than that"},
		"the secondary limit without time": {once(403, nil, `{"message":"You have exceeded a secondary rate limit."}`), "secondary rate limit", "minutes"},
		"a refusal":                        {once(403, nil, `{"message":"Resource not accessible by personal access token"}`), "not accessible", "right to read"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := ask(t, tt.h, livetest.Window, nil)
			if r := b.Reports[0]; (err != nil) != (tt.cause != "") || !strings.Contains(r.Error, tt.cause) || !strings.Contains(r.Fix, tt.fix) {
				t.Errorf("%v: %q, %q", err, r.Error, r.Fix)
			}
		})
	}
}

// One repository that is hidden keeps no other from being read.
func TestSeveralRepositories(t *testing.T) {
	b, err := ask(t, usual().handler(), livetest.Window, live.Settings{"repositories": []any{"shop/secret", "shop/checkout"}})
	if err == nil || len(b.Events) != 6 || !strings.Contains(b.Reports[0].Error, "shop/secret") || !strings.Contains(b.Reports[0].Fix, "hides") {
		t.Errorf("%v, %d events, %+v", err, len(b.Events), b.Reports)
	}
}

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		s    live.Settings
		want string
	}{
		{live.Settings{}, "repositories"},
		{live.Settings{"repositories": "checkout"}, "repositories"},
		{live.Settings{"repositories": "../../user/repos"}, "repositories"},
		{live.Settings{"repositories": "shop/.."}, "repositories"},
		{live.Settings{"repositories": "a/b", "what": "commits"}, "what"},
	} {
		_, err := github.Kind().Open("x", tt.s, live.Env{})
		if err == nil || !strings.HasPrefix(err.Error(), tt.want+":") || live.Fix(err) == "" {
			t.Errorf("%v: %v", tt.s, err)
		}
	}
	for arg, want := range map[string]string{
		"shop/checkout": "map[repositories:shop/checkout]", "https://github.com/shop/checkout.git": "map[repositories:shop/checkout url:https://github.com]",
		"https://ghe.shop.example/shop/checkout/pulls": "map[repositories:shop/checkout url:https://ghe.shop.example]",
	} {
		if s, err := github.Kind().Flag(arg); err != nil || fmt.Sprint(s) != want {
			t.Errorf("%s: %v, %v", arg, s, err)
		}
	}
	if _, err := github.Kind().Flag("https://github.com/shop"); err == nil {
		t.Error("an address of no repository was taken")
	}
}
