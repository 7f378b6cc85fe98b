package prometheus_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts"
	"github.com/pes-dev/pes/collect/alerts/prometheus"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// openMetrics is the series of a fake as a file that promtool makes blocks of.
func (f *fake) openMetrics(more string) string {
	var b strings.Builder
	family := ""
	for _, name := range []string{"ALERTS", "ALERTS_FOR_STATE"} {
		for _, s := range f.series {
			if s.labels["__name__"] != name {
				continue
			}
			if family != name {
				fmt.Fprintf(&b, "# TYPE %s gauge\n", name)
				family = name
			}
			var labels []string
			for k, v := range s.labels {
				if k != "__name__" {
					labels = append(labels, fmt.Sprintf("%s=%q", k, v))
				}
			}
			for at := clock("-4 00:00").UnixMilli(); at < clock("2 00:00").UnixMilli(); at += 1000 {
				if v, ok := s.values[at]; ok {
					fmt.Fprintf(&b, "%s{%s} %s %d\n", name, strings.Join(labels, ","), v, at/1000)
				}
			}
		}
	}
	return b.String() + more + "# EOF\n"
}

// backfilled starts a Prometheus whose past holds what is written in OpenMetrics, and returns its address.
func backfilled(t *testing.T, metrics string) string {
	t.Helper()
	server, tool := livetest.Program(t, "prometheus"), livetest.Program(t, "promtool")
	dir := t.TempDir()
	in, data, config := filepath.Join(dir, "in.om"), filepath.Join(dir, "data"), filepath.Join(dir, "prom.yml")
	for path, text := range map[string]string{in: metrics, config: "global: {scrape_interval: 1h}\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), tool, "tsdb", "create-blocks-from", "openmetrics", "-q", in, data).CombinedOutput(); err != nil {
		t.Fatalf("promtool: %v\n%s", err, out)
	}
	port := livetest.FreePort(t)
	livetest.Start(t, livetest.Address(port)+"/-/ready", server, "--config.file="+config, "--storage.tsdb.path="+data, "--storage.tsdb.retention.time=100y",
		fmt.Sprintf("--web.listen-address=127.0.0.1:%d", port))
	return livetest.Address(port)
}

// get is what a server answers.
func get(t *testing.T, address string, query url.Values) []byte {
	t.Helper()
	res, err := http.Get(address + "?" + query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v: %s", address, res.StatusCode, err, body)
	}
	return body
}

// read is what the family makes of files.
func read(t *testing.T, w event.Window, bodies ...[]byte) []event.Event {
	t.Helper()
	var files []*file.File
	for i, b := range bodies {
		files = append(files, file.Bytes(fmt.Sprintf("alerts/%d.json", i), b))
	}
	b, err := alerts.Family().Collect(t.Context(), files, w, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b.Events
}

// TestBackfilledServer: an incident of 20 October 2025 in a real Prometheus is the same evidence asked for as from the body of the raw-sample query.
func TestBackfilledServer(t *testing.T) {
	t.Parallel()
	f := &fake{}
	f.fire("TicketSalesFail", "06:53", "09:28", 0, "service", "tickets", "job", "probe")
	f.fire("QueueGrows", "07:02", "08:41", 17, "service", "queue")
	f.fire("QueueGrows", "08:55", "09:40", 17, "service", "queue")
	f.fire("DiskFills", "06:00", "09:59", 31, "service", "archive")
	address := backfilled(t, f.openMetrics(""))
	w := event.Window{From: clock("06:00"), To: clock("10:00")}

	got, err := ask(t, address, w, nil)
	if err != nil {
		t.Fatal(err)
	}
	body := get(t, address+"/api/v1/query", url.Values{"query": {`{__name__=~"ALERTS|ALERTS_FOR_STATE"}[4h]`}, "time": {fmt.Sprint(w.To.Unix())}})
	want := read(t, w, body)
	if len(want) != 4 {
		t.Fatalf("events %q", brief(want))
	}
	if diff := cmp.Diff(bare(want), bare(got.Events)); diff != "" {
		t.Error(diff)
	}
	if v := got.Reports[0].Asked.Version; !strings.HasPrefix(v, "2.") && !strings.HasPrefix(v, "3.") {
		t.Errorf("version %q", v)
	}

	late, err := ask(t, address, event.Window{From: clock("08:30"), To: clock("09:00")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bare(want), bare(late.Events)); diff != "" {
		t.Errorf("asked for half an hour, it tells otherwise of the alerts of that time: %s", diff)
	}

	src, err := prometheus.Kind().Open("metrics", live.Settings{"url": address}, live.Env{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if h := src.Check(t.Context(), w); h.Err != nil || h.Version == "" || !h.Clock || h.Skew.Abs() > 5*time.Second || len(h.Notes) == 0 {
		t.Errorf("health %+v", h)
	}
}
