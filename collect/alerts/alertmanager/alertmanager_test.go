package alertmanager_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts/alertmanager"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

const (
	firing = `[{"labels":{"alertname":"TicketSalesFail","service":"tickets","severity":"critical"},"annotations":{"summary":"Tickets cannot be sold"},
	"startsAt":"2025-10-20T06:50:00.123Z","endsAt":"2025-10-21T12:05:00Z","updatedAt":"2025-10-21T12:00:00Z","fingerprint":"2f5a0e5f1a0a6b1c",
	"generatorURL":"http://prometheus.example:9090/graph?g0.expr=x","receivers":[{"name":"web"}],"status":{"state":"active","silencedBy":[],"inhibitedBy":[]}},
	{"labels":{"alertname":"Evil"},"annotations":{},"startsAt":"2025-10-20T07:00:00Z","endsAt":"2025-10-21T12:05:00Z","updatedAt":"2025-10-21T12:00:00Z",
	"fingerprint":"2f5a0e5f1a0a6b1d","generatorURL":"http://user:hunter22@prometheus.example/","status":{"state":"active","silencedBy":[],"inhibitedBy":[]}},
	{"labels":{"alertname":"LaterOn"},"annotations":{},"startsAt":"2025-10-20T10:00:00Z","endsAt":"2025-10-21T12:05:00Z","updatedAt":"2025-10-21T12:00:00Z",
	"fingerprint":"2f5a0e5f1a0a6b1e","generatorURL":"javascript:alert(1)","status":{"state":"suppressed","silencedBy":["x"],"inhibitedBy":[]}}]`
	silences = `[{"id":"709aaa19-942d","status":{"state":"expired"},"updatedAt":"2025-10-20T08:00:00Z","comment":"known, on it","createdBy":"ines","endsAt":"2025-10-20T08:00:00Z",
	"matchers":[{"isEqual":true,"isRegex":false,"name":"service","value":"tickets"}],"startsAt":"2025-10-20T07:10:00Z"}]`
)

// fake is an Alertmanager. It notes what it was asked.
func fake(asked *[]string) http.Handler {
	mux := http.NewServeMux()
	for path, body := range map[string]string{
		"/api/v2/alerts": firing, "/api/v2/silences": silences, "/api/v2/status": `{"versionInfo":{"version":"0.25.0"},"uptime":"2025-10-01T00:00:00Z"}`,
	} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			if asked != nil {
				*asked = append(*asked, r.URL.RequestURI())
			}
			w.Write([]byte(body))
		})
	}
	return mux
}

func TestConformance(t *testing.T) {
	t.Parallel()
	livetest.Run(t, livetest.Subject{
		Kind:  alertmanager.Kind(),
		Serve: func(*testing.T) http.Handler { return livetest.Bearer(fake(nil)) },
		Env:   map[string]string{"ALERTMANAGER_TOKEN": livetest.Secret},
		Least: 3,
	})
}

func collect(t *testing.T, h http.Handler, settings live.Settings) event.Batch {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	settings["url"] = server.URL
	src, err := alertmanager.Kind().Open("pager", settings, live.Env{Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	b, err := src.Collect(t.Context(), livetest.Window)
	if err != nil {
		t.Fatal(err)
	}
	for i := range b.Events {
		for j, r := range b.Events[i].Refs {
			b.Events[i].Refs[j].URL = strings.Replace(r.URL, server.URL, "", 1)
		}
	}
	return b
}

func TestWhatItKnows(t *testing.T) {
	b := collect(t, fake(nil), live.Settings{})
	var got []string
	for _, e := range b.Events {
		got = append(got, e.At.Format("15:04:05.000")+" "+e.Text+" "+e.Refs[0].URL)
		if len(e.Refs) != 1 {
			t.Errorf("%s refers to %+v", e.Text, e.Refs)
		}
	}
	want := []string{
		"06:50:00.123 Tickets cannot be sold http://prometheus.example:9090/graph?g0.expr=x",
		"07:00:00.000 Evil /#/alerts",
		`07:10:00.000 alerts silenced: known, on it (service="tickets") /#/silences/709aaa19-942d`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s := b.Events[2]; s.Actor.Name != "ines" || s.Open || !s.Until.Equal(time.Date(2025, 10, 20, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("silence %+v", s)
	}
	r := b.Reports[0]
	if !strings.Contains(strings.Join(r.Notes, "\n"), "forgets") || r.Asked.Version != "0.25.0" || r.Records != 4 {
		t.Errorf("report %+v, asked %+v", r, r.Asked)
	}
}

func TestFilters(t *testing.T) {
	var asked []string
	b := collect(t, fake(&asked), live.Settings{"filter": []any{`team="payments"`, `severity=~"critical|page"`}, "receiver": "web|phone"})
	filter := "?filter=team%3D%22payments%22&filter=severity%3D~%22critical%7Cpage%22"
	want := []string{"/api/v2/alerts" + filter + "&receiver=web%7Cphone", "/api/v2/silences" + filter, "/api/v2/status"}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"GET " + want[0], "GET " + want[1]}, b.Reports[0].Asked.Queries); diff != "" {
		t.Error(diff)
	}
}

// TestSilencesRefused: the alerts that came before an error are kept.
func TestSilencesRefused(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v2/alerts", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(firing)) })
	mux.HandleFunc("GET /api/v2/silences", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) })
	server := httptest.NewServer(mux)
	defer server.Close()
	src, err := alertmanager.Kind().Open("pager", live.Settings{"url": server.URL}, live.Env{Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	b, err := src.Collect(t.Context(), livetest.Window)
	if err == nil || len(b.Events) != 2 || b.Reports[0].Error != err.Error() || b.Reports[0].Asked.Covered != nil {
		t.Errorf("%d events, error %v, report %+v", len(b.Events), err, b.Reports[0])
	}
}
