package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/collect/logs/victorialogs"
	"github.com/pes-dev/pes/event"
)

// wire passes connections on to a server, and counts what it answers.
type wire struct {
	url      string
	answered atomic.Int64
}

func newWire(t *testing.T, to string) *wire {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w := &wire{url: "http://" + l.Addr().String()}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", strings.TrimPrefix(to, "http://"))
			if err != nil {
				client.Close()
				continue
			}
			go func() { io.Copy(server, client); server.Close() }()
			go func() { io.Copy(client, io.TeeReader(server, w)); client.Close() }()
		}
	}()
	return w
}

func (w *wire) Write(p []byte) (int, error) {
	w.answered.Add(int64(len(p)))
	return len(p), nil
}

// TestPushdown has a VictoriaLogs hold a day of -load lines, and asks what happened that day in two ways, in turns: by counts that it takes, and by
// downloading the day and scanning it. Both must find the same onsets to within a bin; what the first needs must be less than a megabyte, and an eighth
// of the second in time: the aim is a twentieth, which is not reached on one machine (BENCHMARKS.md has what is).
func TestPushdown(t *testing.T) {
	if *load == 0 {
		t.Skip("a load is asked for by -load 10000000")
	}
	const rounds, least, most = 2, 8, 1 << 20
	program := livetest.Program(t, "victoria-logs")
	server := livetest.Address(livetest.FreePort(t))
	livetest.Start(t, server+"/health", program, "-storageDataPath="+t.TempDir(), "-httpListenAddr="+strings.TrimPrefix(server, "http://"),
		"-retentionPeriod=100y", "-loggerLevel=ERROR", "-search.maxQueryDuration=30m")
	ingest(t, server)

	day := event.Window{From: time.Date(2026, 5, 20, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 5, 21, 0, 0, 0, 0, time.UTC)}
	var asked, scanned event.Batch
	for round := range rounds {
		w := newWire(t, server)
		began := time.Now()
		asked = ask(t, w.url, day)
		took, bytes := time.Since(began), w.answered.Load()

		w = newWire(t, server)
		began = time.Now()
		path := download(t, w.url)
		fetched := time.Since(began)
		scanned = scan(t, path, day)
		all := time.Since(began)
		os.Remove(path)

		ratio := all.Seconds() / took.Seconds()
		t.Logf("round %d: asked: %.2f s, %d bytes, %d events; downloaded and scanned: %.2f s (%.2f s and %.2f s), %d bytes, %d events; %.0f times",
			round+1, took.Seconds(), bytes, len(asked.Events), all.Seconds(), fetched.Seconds(), (all - fetched).Seconds(), w.answered.Load(), len(scanned.Events), ratio)
		if *load >= 10_000_000 && (ratio < least || bytes >= most) {
			t.Errorf("want at least %d times, and less than %d bytes", least, most)
		}
	}
	got, want := onsets(asked), onsets(scanned)
	t.Logf("onsets asked %v, scanned %v", got, want)
	if len(want) == 0 || len(got) != len(want) {
		t.Fatalf("%d onsets asked, %d scanned", len(got), len(want))
	}
	for service, at := range want {
		if d := got[service].Sub(at).Abs(); d > time.Duration(scanned.Series[0].Step) {
			t.Errorf("%s: the onsets are %s apart, more than a bin of %s", service, d, time.Duration(scanned.Series[0].Step))
		}
	}
}

// ingest writes the lines into the server, and waits until it shows them.
func ingest(t *testing.T, server string) {
	in, out := io.Pipe()
	go func() { out.CloseWithError(run("json", *load*formats["json"].perLine, 7, false, "", out)) }()
	began := time.Now()
	res, err := http.Post(server+"/insert/jsonline?_stream_fields=service&_time_field=ts&_msg_field=msg", "application/stream+json", in)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	n, before := int64(0), int64(-1)
	for n < *load*9/10 || n != before {
		time.Sleep(3 * time.Second)
		before = n
		res, err := http.Get(server + "/select/logsql/query?query=*+|+stats+count()+n")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fscanf(res.Body, `{"n":"%d"}`, &n)
		res.Body.Close()
	}
	t.Logf("%d lines, there after %.0f s", n, time.Since(began).Seconds())
}

func ask(t *testing.T, url string, w event.Window) event.Batch {
	src, err := victorialogs.Kind().Open("logs", live.Settings{"url": url}, live.Env{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	b, err := src.Collect(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// download fetches all lines, packed as HTTP clients have it.
func download(t *testing.T, url string) string {
	res, err := http.Get(url + "/select/logsql/query?query=*")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	path := filepath.Join(t.TempDir(), "day.json")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.Copy(f, res.Body); err != nil {
		t.Fatal(err)
	}
	return path
}

func scan(t *testing.T, path string, w event.Window) event.Batch {
	files, _, err := file.Named(t.Context(), []string{path})
	if err != nil {
		t.Fatal(err)
	}
	b, err := logs.Family().Collect(t.Context(), files, w, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// onsets is when the errors of each service began to stand out.
func onsets(b event.Batch) map[string]time.Time {
	all := map[string]time.Time{}
	for _, e := range b.Events {
		if at, ok := all[e.Service]; e.Labels["change"] == "error-rate-rise" && (!ok || e.At.Before(at)) {
			all[e.Service] = e.At
		}
	}
	return all
}
