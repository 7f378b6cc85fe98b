package statuspage_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/status"
	"github.com/pes-dev/pes/collect/status/statuspage"
	"github.com/pes-dev/pes/event"
)

func at(h, m, s int) time.Time { return time.Date(2025, 10, 20, h, m, s, 0, time.UTC) }

// page is a Statuspage, in the spirit of httptest: its API tells the latest fifty, its history names all by month, three months at a time.
type page struct {
	incidents   []incident // the latest first
	noHistory   bool
	maintenance bool
	mu          sync.Mutex // of asked
	asked       []string
}

type incident struct {
	code  string
	began time.Time
	posts map[string]time.Time // by what they say
}

func (i incident) json() map[string]any {
	updates := []any{}
	for word, at := range i.posts {
		updates = append(updates, map[string]any{"id": i.code + word, "status": word, "body": "We are " + word + ".", "created_at": at, "display_at": at, "updated_at": at, "incident_id": i.code})
	}
	return map[string]any{"id": i.code, "name": "Labels " + i.code, "status": "resolved", "impact": "major", "shortlink": "https://stspg.example/" + i.code, "created_at": i.began, "updated_at": i.began, "components": []any{}, "incident_updates": updates}
}

func (p *page) handler() http.Handler {
	mux := http.NewServeMux()
	meta := map[string]any{"id": "p1", "name": "Print", "url": "https://status.print.example", "time_zone": "Etc/UTC"}
	mux.HandleFunc("GET /api/v2/incidents.json", func(w http.ResponseWriter, _ *http.Request) {
		out := []any{}
		for _, i := range p.incidents[:min(len(p.incidents), 50)] {
			out = append(out, i.json())
		}
		json.NewEncoder(w).Encode(map[string]any{"page": meta, "incidents": out})
	})
	mux.HandleFunc("GET /api/v2/scheduled-maintenances.json", func(w http.ResponseWriter, r *http.Request) {
		if !p.maintenance {
			http.NotFound(w, r)
			return
		}
		m := incident{"mmmmmm", at(5, 0, 0), map[string]time.Time{"in_progress": at(8, 0, 0)}}
		json.NewEncoder(w).Encode(map[string]any{"page": meta, "scheduled_maintenances": []any{m.json()}})
	})
	if !p.noHistory {
		mux.HandleFunc("GET /history.json", func(w http.ResponseWriter, r *http.Request) {
			n, _ := strconv.Atoi(r.URL.Query().Get("page"))
			months := []any{}
			for k := range 3 {
				m := time.Date(2025, time.Month(10-3*(n-1)-k), 1, 0, 0, 0, 0, time.UTC)
				in := []any{}
				for _, i := range p.incidents {
					if i.began.Year() == m.Year() && i.began.Month() == m.Month() {
						in = append(in, map[string]any{"code": i.code, "name": "x", "impact": "major", "timestamp": "…"})
					}
				}
				months = append(months, map[string]any{"name": m.Month().String(), "year": m.Year(), "days": 31, "incidents": in})
			}
			json.NewEncoder(w).Encode(map[string]any{"components": []any{}, "months": months})
		})
		mux.HandleFunc("GET /incidents/{file}", func(w http.ResponseWriter, r *http.Request) {
			for _, i := range p.incidents {
				if i.code+".json" == r.PathValue("file") {
					json.NewEncoder(w).Encode(i.json())
					return
				}
			}
			http.NotFound(w, r)
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked = append(p.asked, r.URL.RequestURI())
		p.mu.Unlock()
		mux.ServeHTTP(w, r)
	})
}

func usual() *page {
	return &page{maintenance: true, incidents: []incident{
		{"cccccc", at(11, 0, 0), map[string]time.Time{"investigating": at(11, 0, 0)}},
		{"bbbbbb", at(6, 0, 0), map[string]time.Time{"investigating": at(6, 0, 0), "identified": at(7, 0, 0), "resolved": at(10, 0, 0)}},
		{"aaaaaa", at(1, 0, 0), map[string]time.Time{"investigating": at(1, 0, 0), "resolved": at(5, 59, 59)}},
	}}
}

// busy is a page with many incidents after the one in the window.
func busy() *page {
	p := &page{maintenance: true}
	for i := range 60 {
		when := livetest.Now.Add(-time.Duration(i) * time.Minute)
		p.incidents = append(p.incidents, incident{fmt.Sprintf("later%02d", i), when, map[string]time.Time{"investigating": when}})
	}
	older := usual().incidents[1:]
	old := time.Date(2025, 9, 29, 6, 0, 0, 0, time.UTC)
	p.incidents = append(append(p.incidents, older...), incident{"dddddd", old, map[string]time.Time{"investigating": old, "resolved": at(9, 0, 0)}})
	for i := range 20 {
		when := time.Date(2024, 5, 1, i, 0, 0, 0, time.UTC)
		p.incidents = append(p.incidents, incident{fmt.Sprintf("ancient%02d", i), when, map[string]time.Time{"investigating": when}})
	}
	return p
}

func subject() livetest.Subject {
	return livetest.Subject{
		Kind: statuspage.Kind(), Serve: func(*testing.T) http.Handler { return usual().handler() }, Least: 3,
		Refuse: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }), // it was sent no credential that it could tell
	}
}

func TestConformance(t *testing.T) {
	livetest.Run(t, subject())
}

// A feed is held to the same; it is no JSON, so that HTML in its place is another mistake.
func TestFeedConformance(t *testing.T) {
	s := subject()
	s.Serve = func(*testing.T) http.Handler { return feed() }
	s.Least = 2
	s.Kind.Open = func(open func(string, live.Settings, live.Env) (live.Source, error)) func(string, live.Settings, live.Env) (live.Source, error) {
		return func(name string, set live.Settings, e live.Env) (live.Source, error) {
			set["url"] = set["url"].(string) + "/history.atom"
			return open(name, set, e)
		}
	}(s.Kind.Open)
	livetest.Run(t, s)
}

func feed() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/history.atom" || !strings.Contains(r.Header.Get("Accept"), "atom") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/atom+xml")
		entry := func(n int, at time.Time, text string) string {
			return fmt.Sprintf(`<entry><id>tag:x,2005:%d</id><published>%s</published><link href="https://status.print.example/i/%d"/><title>Labels</title><content type="html">`+
				`&lt;p&gt;&lt;small&gt;%s&lt;var data-var='date'&gt;%s&lt;/var&gt;, &lt;var data-var='time'&gt;%s&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Update&lt;/strong&gt; - %s&lt;/p&gt;</content></entry>`,
				n, at.Format(time.RFC3339), n, at.Format("Jan "), at.Format("2"), at.Format("15:04"), text)
		}
		fmt.Fprint(w, `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">`+entry(4, at(10, 0, 0), "after")+entry(3, at(9, 0, 0), "last")+entry(2, at(6, 0, 0), "first")+entry(1, at(5, 0, 0), "before")+`</feed>`)
	})
}

func ask(t *testing.T, h http.Handler, path string, w event.Window) (event.Batch, error) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return subject().Source(t, server.URL+path, &live.Secrets{}).Collect(t.Context(), w)
}

func texts(b event.Batch) []string {
	var out []string
	for _, e := range b.Events {
		out = append(out, e.At.Format("15:04:05 ")+e.Labels["incident"]+": "+e.Text)
	}
	return out
}

func TestCollect(t *testing.T) {
	b, err := ask(t, usual().handler(), "", livetest.Window)
	want := []string{"06:00:00 Labels bbbbbb: We are investigating.", "07:00:00 Labels bbbbbb: We are identified.", "08:00:00 Labels mmmmmm: We are in_progress."}
	if diff := cmp.Diff(want, texts(b)); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if e := b.Events[0]; !slices.Equal(e.Refs, []event.Ref{{URL: "https://stspg.example/bbbbbb"}}) || e.ID != event.ID(event.Status, "bbbbbbinvestigating") {
		t.Errorf("%+v", e)
	}
	// Without maintenances, as pages that imitate the API.
	p := usual()
	p.maintenance = false
	if b, err := ask(t, p.handler(), "", livetest.Window); err != nil || len(b.Events) != 2 {
		t.Errorf("%v %v", err, texts(b))
	}
}

// What the API no longer lists is found by the history, and told by the same ids.
func TestHistory(t *testing.T) {
	p := busy()
	b, err := ask(t, p.handler(), "", livetest.Window)
	want := []string{"06:00:00 Labels bbbbbb: We are investigating.", "07:00:00 Labels bbbbbb: We are identified.", "08:00:00 Labels mmmmmm: We are in_progress.", "09:00:00 Labels dddddd: We are resolved."}
	if diff := cmp.Diff(want, texts(b)); diff != "" || err != nil {
		t.Errorf("%v %s\n%s", err, diff, strings.Join(p.asked, "\n"))
	}
	if b.Events[0].ID != event.ID(event.Status, "bbbbbbinvestigating") || !slices.Equal(b.Reports[0].Asked.Covered, []event.Window{livetest.Window}) {
		t.Errorf("%+v", b.Reports[0].Asked)
	}
	if n := len(p.asked); n > 20 || slices.ContainsFunc(p.asked, func(s string) bool { return strings.Contains(s, "ancient") || strings.Contains(s, "later00") }) {
		t.Errorf("%d requests:\n%s", n, strings.Join(p.asked, "\n"))
	}
	p = busy()
	p.noHistory = true
	b, err = ask(t, p.handler(), "", livetest.Window)
	if err != nil || len(b.Events) != 1 || len(b.Reports[0].Asked.Covered) != 0 || !strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "no history") || !strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "tells back to 2025-10-21 11:11 UTC") {
		t.Errorf("%v %v %+v", err, texts(b), b.Reports[0])
	}
}

// The page asked and its answer saved give the same events.
func TestAsSaved(t *testing.T) {
	p := usual()
	h := p.handler()
	server := httptest.NewServer(h)
	defer server.Close()
	live, err := subject().Source(t, server.URL, nil).Collect(t.Context(), livetest.Window)
	if err != nil {
		t.Fatal(err)
	}
	var files []*file.File
	for _, path := range []string{"/api/v2/incidents.json", "/api/v2/scheduled-maintenances.json"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		files = append(files, file.Bytes("status"+strings.ReplaceAll(path, "/", "-"), w.Body.Bytes()))
	}
	saved, err := status.Family().Collect(t.Context(), files, livetest.Window, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []event.Batch{live, saved} {
		for i := range b.Events {
			b.Events[i].Source, b.Events[i].Refs = "", nil
		}
	}
	if diff := cmp.Diff(saved.Events, live.Events); diff != "" {
		t.Errorf("(-saved +live)\n%s", diff)
	}
}

func TestFeed(t *testing.T) {
	b, err := ask(t, feed(), "/history.atom", livetest.Window)
	if diff := cmp.Diff([]string{"06:00:00 Labels: first", "09:00:00 Labels: last"}, texts(b)); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if !slices.Equal(b.Events[0].Refs, []event.Ref{{URL: "https://status.print.example/i/2"}}) {
		t.Errorf("%+v", b.Events[0])
	}
	early := event.Window{From: at(4, 0, 0), To: at(7, 0, 0)}
	b, err = ask(t, feed(), "/history.atom", early)
	if diff := cmp.Diff([]event.Window{{From: at(5, 0, 0), To: at(7, 0, 0)}}, b.Reports[0].Asked.Covered); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	// An entry of any other page may be written over: what is not in the feed may have been said.
	other := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<rss version="2.0"><channel><item><title>Labels</title><guid>1</guid><pubDate>%s</pubDate></item></channel></rss>`, at(7, 0, 0).Format(time.RFC1123Z))
	})
	if b, err := ask(t, other, "/feed", livetest.Window); err != nil || len(b.Events) != 1 || len(b.Reports[0].Asked.Covered) != 0 {
		t.Errorf("%v %+v", err, b)
	}
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<rss><channel><item>")) })
	if b, err := ask(t, h, "/x.rss", livetest.Window); err == nil || !strings.Contains(b.Reports[0].Error, "ends in the middle") || len(b.Reports[0].Asked.Covered) > 0 {
		t.Errorf("%v %+v", err, b.Reports[0])
	}
}
