package prometheus_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/alerts/alertmanager"
	"github.com/pes-dev/pes/collect/alerts/prometheus"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// now is the real time: real servers have a real clock.
func now() time.Time { return time.Now() }

// recorder is a webhook that keeps what it was sent, a line each.
type recorder struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (r *recorder) ServeHTTP(_ http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines.Write(append(bytes.TrimSpace(body), '\n'))
}

func (r *recorder) said() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.lines.Bytes())
}

const ruleFile = `groups:
- name: shop
  rules:
  - alert: TicketSalesFail
    expr: tickets_failed_ratio > 0.05
    for: 1s
    labels: {severity: critical, service: tickets}
    annotations:
      summary: Tickets cannot be sold
      description: "{{ $value | humanizePercentage }} of sales fail"
      runbook_url: https://runbooks.example/tickets
`

// TestAlertFires: an alert of a real Prometheus that fires and resolves through a real Alertmanager is one thing, whether Prometheus is asked,
// Alertmanager is, or the webhook's bodies were kept.
func TestAlertFires(t *testing.T) {
	t.Parallel()
	promServer, amServer := livetest.Program(t, "prometheus"), livetest.Program(t, "prometheus-alertmanager")
	var failing atomic.Bool
	failing.Store(true)
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		ratio := "0"
		if failing.Load() {
			ratio = "0.137"
		}
		fmt.Fprintf(w, "tickets_failed_ratio %s\n", ratio)
	}))
	defer shop.Close()
	hook := &recorder{}
	hooked := httptest.NewServer(hook)
	defer hooked.Close()

	dir, amPort, promPort := t.TempDir(), livetest.FreePort(t), livetest.FreePort(t)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	began := now()
	amConfig := write("am.yml", fmt.Sprintf("route: {receiver: r, group_wait: 100ms, group_interval: 500ms}\nreceivers:\n- name: r\n  webhook_configs: [{url: %q, send_resolved: true}]\n", hooked.URL))
	livetest.Start(t, livetest.Address(amPort)+"/-/ready", amServer, "--config.file="+amConfig, "--storage.path="+filepath.Join(dir, "am"),
		fmt.Sprintf("--web.listen-address=127.0.0.1:%d", amPort), "--cluster.listen-address=")
	rules := write("rules.yml", ruleFile)
	promConfig := write("prom.yml", fmt.Sprintf(`global: {scrape_interval: 500ms, evaluation_interval: 500ms}
rule_files: [%q]
alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
scrape_configs:
- {job_name: shop, static_configs: [{targets: [%q]}]}
- {job_name: prometheus, static_configs: [{targets: ["127.0.0.1:%d"]}]}
`, rules, amPort, strings.TrimPrefix(shop.URL, "http://"), promPort))
	livetest.Start(t, livetest.Address(promPort)+"/-/ready", promServer, "--config.file="+promConfig, "--storage.tsdb.path="+filepath.Join(dir, "data"),
		fmt.Sprintf("--web.listen-address=127.0.0.1:%d", promPort))

	await(t, "the alert", func() bool { return bytes.Contains(hook.said(), []byte(`"status":"firing"`)) })
	atAlertmanager := one(t, alertmanager.Kind(), livetest.Address(amPort), event.Window{From: began, To: now().Add(time.Minute)})
	time.Sleep(1200 * time.Millisecond) // for a second sample: one alone has no length
	failing.Store(false)
	await(t, "its end", func() bool { return bytes.Contains(hook.said(), []byte(`"status":"resolved"`)) })
	time.Sleep(1500 * time.Millisecond) // until rules were evaluated again, and that was scraped

	w := event.Window{From: began, To: now()}
	atPrometheus := one(t, prometheus.Kind(), livetest.Address(promPort), w)
	kept := read(t, w, hook.said())
	if len(kept) != 1 {
		t.Fatalf("the webhook's bodies hold %q", brief(kept))
	}
	webhook := kept[0]

	if atPrometheus.ID != webhook.ID || atAlertmanager.ID != webhook.ID {
		t.Errorf("ids: %s of Prometheus, %s of Alertmanager, %s of the webhook", atPrometheus.ID, atAlertmanager.ID, webhook.ID)
	}
	for name, e := range map[string]event.Event{"Prometheus": atPrometheus, "Alertmanager": atAlertmanager} {
		if !e.At.Truncate(time.Millisecond).Equal(webhook.At.Truncate(time.Millisecond)) {
			t.Errorf("%s has %s, the webhook %s", name, e.At, webhook.At)
		}
		if e.Text != webhook.Text || e.Service != "tickets" || e.Severity != event.Critical || e.Labels["runbook"] != "https://runbooks.example/tickets" {
			t.Errorf("%s: %q of %s, %s, runbook %s", name, e.Text, e.Service, e.Severity, e.Labels["runbook"])
		}
	}
	if webhook.Open || atPrometheus.Open || !atAlertmanager.Open {
		t.Errorf("open: webhook %t, Prometheus %t, Alertmanager while it fired %t", webhook.Open, atPrometheus.Open, atAlertmanager.Open)
	}
	if late := webhook.Until.Sub(atPrometheus.Until); late < 0 || late > 1500*time.Millisecond { // the last sample is one evaluation before the end
		t.Errorf("it ended at %s by its samples, at %s by the webhook", atPrometheus.Until, webhook.Until)
	}
}

func await(t *testing.T, what string, there func() bool) {
	t.Helper()
	for range 600 {
		if there() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s did not come", what)
}

// one is the one event that a system has in a window.
func one(t *testing.T, kind live.Kind, address string, w event.Window) event.Event {
	t.Helper()
	src, err := kind.Open("under test", live.Settings{"url": address}, live.Env{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	b, err := src.Collect(t.Context(), w)
	if err != nil || len(b.Events) != 1 {
		t.Fatalf("%s: %v, %q, %+v", kind.Name, err, brief(b.Events), b.Reports)
	}
	return b.Events[0]
}
