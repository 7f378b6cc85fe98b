package alertmanager_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/alerts/alertmanager"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// TestServer: a real Alertmanager tells of an alert that was posted to it and of the silence that somebody put on it, and takes the filters.
func TestServer(t *testing.T) {
	t.Parallel()
	program := livetest.Program(t, "prometheus-alertmanager")
	dir, port := t.TempDir(), livetest.FreePort(t)
	config := filepath.Join(dir, "am.yml")
	if err := os.WriteFile(config, []byte("route: {receiver: web}\nreceivers: [{name: web}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	address := livetest.Address(port)
	livetest.Start(t, address+"/-/ready", program, "--config.file="+config, "--storage.path="+dir, fmt.Sprintf("--web.listen-address=127.0.0.1:%d", port), "--cluster.listen-address=")

	now := time.Now().UTC()
	post := func(path, body string) {
		t.Helper()
		res, err := http.Post(address+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", path, res.Status)
		}
	}
	stamp := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339Nano) }
	post("/api/v2/silences", fmt.Sprintf(`{"matchers":[{"name":"service","value":"queue","isRegex":false,"isEqual":true}],"startsAt":%q,"endsAt":%q,"createdBy":"ines","comment":"known"}`, stamp(0), stamp(time.Hour)))
	for _, service := range []string{"tickets", "queue"} {
		post("/api/v2/alerts", fmt.Sprintf(`[{"labels":{"alertname":"Slow","service":%q},"annotations":{"summary":"%s is slow"},"startsAt":%q,"generatorURL":"http://prometheus.example/graph"}]`, service, service, stamp(-time.Minute)))
	}
	collect := func(settings live.Settings) map[string]event.Event {
		t.Helper()
		settings["url"] = address
		src, err := alertmanager.Kind().Open("pager", settings, live.Env{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		b, err := src.Collect(t.Context(), event.Window{From: now.Add(-time.Hour), To: now.Add(time.Hour)})
		if err != nil || !strings.HasPrefix(b.Reports[0].Asked.Version, "0.") {
			t.Fatal(err, b.Reports)
		}
		found := map[string]event.Event{}
		for _, e := range b.Events {
			found[e.Text] = e
		}
		return found
	}
	all := collect(live.Settings{})
	silence := all[`alerts silenced: known (service="queue")`]
	if len(all) != 3 || !all["tickets is slow"].Open || silence.Actor.Name != "ines" || !silence.Open {
		t.Errorf("%+v", all)
	}
	if e := all["tickets is slow"]; len(e.Refs) != 1 || e.Refs[0].URL != "http://prometheus.example/graph" || e.Labels["suppressed"] != "" {
		t.Errorf("%+v", e)
	}
	if narrow := collect(live.Settings{"filter": `service="tickets"`, "receiver": "web"}); len(narrow) != 1 || !narrow["tickets is slow"].Open {
		t.Errorf("filtered: %+v", narrow)
	}
	if none := collect(live.Settings{"receiver": "phone", "filter": `service="tickets"`}); len(none) != 0 {
		t.Errorf("of another receiver: %+v", none)
	}
}
