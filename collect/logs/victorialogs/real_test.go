package victorialogs_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/collect/logs/victorialogs"
	"github.com/pes-dev/pes/event"
)

// server starts a VictoriaLogs that holds lines in JSON.
func server(t *testing.T, data []byte) (url string) {
	t.Helper()
	program := livetest.Program(t, "victoria-logs")
	url = livetest.Address(livetest.FreePort(t))
	livetest.Start(t, url+"/health", program, "-storageDataPath="+t.TempDir(), "-httpListenAddr="+strings.TrimPrefix(url, "http://"), "-retentionPeriod=100y", "-loggerLevel=ERROR")
	res, err := http.Post(url+"/insert/jsonline?_stream_fields=service&_time_field=ts&_msg_field=msg", "application/stream+json", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	lines := bytes.Count(data, []byte("\n"))
	for range 200 {
		// Counts see lines a second before they are given out, and the fields of their streams come one stream after another.
		if count(t, url) == lines && bytes.Count(get(t, url+"/select/logsql/query?query=*"), []byte(`"service":`)) == lines {
			return url
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%d lines are there, of %d", count(t, url), lines)
	return ""
}

func count(t *testing.T, url string) (n int) {
	t.Helper()
	fmt.Sscanf(string(get(t, url+"/select/logsql/query?query=*+|+stats+count()+n")), `{"n":"%d"}`, &n)
	return n
}

func get(t *testing.T, url string) []byte {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	return b.Bytes()
}

var from = time.Date(2025, 10, 20, 3, 0, 0, 0, time.UTC)

// window is the later half of what the log holds, so that the first half is what stands before it.
var window = event.Window{From: from.Add(2 * time.Hour), To: from.Add(4 * time.Hour)}

// night is four hours of five services, of which checkout cannot reach its database from the third hour on for 25 minutes, and mailer says nothing
// for a while. bare is without levels.
func night(lines int, bare bool) []byte {
	rng := rand.New(rand.NewPCG(20, 10))
	var b bytes.Buffer
	usual := []string{"GET /basket/%d in 12 ms", "worker %d is idle", "sent %d bytes to peer 10.1.2.%d", "cache miss for user:%d", "saved order id=%d rev=%d"}
	step := 4 * time.Hour / time.Duration(lines)
	for i := range lines {
		at := time.Duration(i)*step + time.Duration(rng.Int64N(int64(step)))
		service := []string{"checkout", "basket", "mailer", "search", "media"}[rng.IntN(5)]
		level, text := "INFO", fill(usual[rng.IntN(len(usual))], rng)
		failing := service == "checkout" && at >= 150*time.Minute && at < 175*time.Minute
		switch {
		case service == "mailer" && at > 170*time.Minute && at < 190*time.Minute:
			service = "media"
		case failing && rng.IntN(10) < 4:
			level, text = "ERROR", fill("cannot reach db-%d:5432: connection refused", rng)
		case failing && rng.IntN(10) < 2:
			level, text = "WARN", fill("circuit to db-%d is open", rng)
		case rng.IntN(100) == 0:
			level, text = "ERROR", fill("order %d has no address, request failed", rng)
		case rng.IntN(60) == 0:
			level, text = "WARN", fill("slow query took %d ms", rng)
		case i == lines*3/4:
			level, text = "CRITICAL", "no space left on device: /var/lib/media"
		}
		stamp := from.Add(at).Format("2006-01-02T15:04:05.000Z")
		if bare {
			if level == "INFO" && rng.IntN(2) == 0 {
				fmt.Fprintf(&b, `{"ts":%q,"service":%q,"msg":%q}`+"\n", stamp, service, text)
				continue
			}
			fmt.Fprintf(&b, `{"ts":%q,"service":%q,"msg":%q}`+"\n", stamp, service, level+" "+text)
			continue
		}
		fmt.Fprintf(&b, `{"ts":%q,"level":%q,"service":%q,"trace":"%016x","msg":%q}`+"\n", stamp, level, service, rng.Uint64(), text)
	}
	return b.Bytes()
}

func fill(text string, rng *rand.Rand) string {
	for strings.Contains(text, "%d") {
		text = strings.Replace(text, "%d", fmt.Sprint(rng.IntN(9000)), 1)
	}
	return text
}

// plain is a batch without what names where it came from.
func plain(b event.Batch) event.Batch {
	for i := range b.Events {
		b.Events[i].Source, b.Events[i].Refs = "", nil
	}
	for i := range b.Series {
		b.Series[i].Source = ""
	}
	b.Reports = nil
	return b
}

// collect asks a server.
func collect(t *testing.T, url string, s live.Settings, w event.Window) event.Batch {
	t.Helper()
	s["url"] = url
	src, err := victorialogs.Kind().Open("logs", s, live.Env{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := src.Collect(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var lines = flag.Int("lines", 60_000, "lines of the logs that a real server is asked for; 1000000 takes a minute")

// TestAskedAsExported: what a VictoriaLogs is asked for amounts to what its own export does, whether its lines are fetched or counted, and whether
// they state a level in a field or in their text.
func TestAskedAsExported(t *testing.T) {
	for name, bare := range map[string]bool{"levels": false, "levels in the text": true} {
		t.Run(name, func(t *testing.T) {
			url := server(t, night(*lines, bare))
			export := get(t, url+"/select/logsql/query?query=*")
			want, err := logs.Family().Collect(t.Context(), []*file.File{file.Bytes("export.json", export)}, window, file.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(want.Events) < 4 {
				t.Fatalf("only %d events", len(want.Events))
			}
			want = plain(want)
			if diff := cmp.Diff(want, plain(collect(t, url, live.Settings{}, window))); diff != "" {
				t.Errorf("collected: %s", diff)
			}
			if diff := cmp.Diff(want, plain(victorialogs.Counted(t, url, window))); diff != "" {
				t.Errorf("counted: %s", diff)
			}
		})
	}
}

// TestRealCheck: it says how far back it sees, and what it would ask.
func TestRealCheck(t *testing.T) {
	url := server(t, night(2000, false))
	src, err := victorialogs.Kind().Open("logs", live.Settings{"url": url}, live.Env{})
	if err != nil {
		t.Fatal(err)
	}
	h := src.Check(t.Context(), window)
	if h.Err != nil || !h.Reachable || !h.Authorized || h.Since.Before(from) || h.Since.After(from.Add(time.Minute)) || len(h.Asks) == 0 {
		t.Errorf("health %+v", h)
	}
	if notes := strings.Join(h.Notes, "; "); notes != "service by the field service; level by the field level" {
		t.Errorf("notes %q", notes)
	}
}

// TestRealFields: which field names the service counts for few lines as for many, and one that no line has is told.
func TestRealFields(t *testing.T) {
	url := server(t, bytes.ReplaceAll(night(2000, false), []byte(`"service":`), []byte(`"team":"red","service":`)))
	red := collect(t, url, live.Settings{"service": "team"}, window)
	if len(red.Series) != 1 || red.Series[0].Service != "red" {
		t.Errorf("series %+v", red.Series)
	}
	none := collect(t, url, live.Settings{"service": "tribe"}, window)
	if !slices.Contains(none.Reports[0].Notes, "no line of the window has the field tribe") {
		t.Errorf("notes %q", none.Reports[0].Notes)
	}
	src, err := victorialogs.Kind().Open("logs", live.Settings{"url": url, "query": "(("}, live.Env{})
	if err != nil {
		t.Fatal(err)
	}
	h := src.Check(t.Context(), window)
	if h.Err == nil || strings.Contains(h.Err.Error(), "remoteAddr") || !strings.Contains(h.Err.Error(), "cannot parse query") || !strings.Contains(live.Fix(h.Err), "query:") {
		t.Errorf("a query that is none: %v, fix %q", h.Err, live.Fix(h.Err))
	}
}
