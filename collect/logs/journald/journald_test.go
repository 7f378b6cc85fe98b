package journald_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/collect/logs/journald"
	"github.com/pes-dev/pes/event"
)

var start = time.Date(2025, 10, 20, 4, 0, 0, 0, time.UTC)

var window = event.Window{From: start.Add(2 * time.Hour), To: start.Add(4 * time.Hour)}

// entry is a line in the journal's export format: https://systemd.io/JOURNAL_EXPORT_FORMATS
func entry(b *bytes.Buffer, at time.Time, priority int, unit, message string) {
	fmt.Fprintf(b, "__REALTIME_TIMESTAMP=%d\n__MONOTONIC_TIMESTAMP=%d\n_BOOT_ID=4c1b2d3e4f5061728394a5b6c7d8e9f0\nPRIORITY=%d\n", at.UnixMicro(), at.Sub(start).Microseconds()+1, priority)
	fmt.Fprintf(b, "SYSLOG_IDENTIFIER=%s\n_SYSTEMD_UNIT=%s.service\n_HOSTNAME=web1\n", unit, unit)
	if strings.Contains(message, "\n") || !strings.Contains(message, "{") && strings.ToValidUTF8(message, "") != message {
		b.WriteString("MESSAGE\n")
		b.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(message))))
		b.WriteString(message + "\n\n")
		return
	}
	fmt.Fprintf(b, "MESSAGE=%s\n\n", message)
}

// journal writes four hours of two units, of which shop fails for twenty minutes, as a journal's file.
func journal(t *testing.T) string {
	t.Helper()
	const remote = "/lib/systemd/systemd-journal-remote"
	program := livetest.Program(t, remote)
	livetest.Program(t, "journalctl")
	var b bytes.Buffer
	for i := range 4 * 360 {
		at := start.Add(time.Duration(i) * 10 * time.Second)
		entry(&b, at, 6, "mail", fmt.Sprintf("sent %d letters", i))
		failing := at.Compare(start.Add(150*time.Minute)) >= 0 && at.Before(start.Add(170*time.Minute))
		for k := range 3 {
			at := at.Add(time.Duration(k) * time.Second)
			if failing && k > 0 {
				entry(&b, at, 3, "shop", fmt.Sprintf("cannot reach stock %d: \xff\xfe", i))
				continue
			}
			entry(&b, at, 6, "shop", fmt.Sprintf("order %d\nof %d things", i, k))
		}
	}
	entry(&b, window.To, 2, "shop", "no space left on device") // the first instant behind the window
	dir := t.TempDir()
	path := filepath.Join(dir, "x.journal")
	export := filepath.Join(dir, "x.export")
	if err := os.WriteFile(export, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(program, "-o", path, export).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

func source(t *testing.T, s live.Settings) live.Source {
	t.Helper()
	src, err := journald.Kind().Open("web1", s, live.Env{})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func collect(t *testing.T, s live.Settings, w event.Window) event.Batch {
	t.Helper()
	b, err := source(t, s).Collect(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAskedAsExported(t *testing.T) {
	path := journal(t)
	export, err := exec.Command("journalctl", "--file", path, "-o", "json", "--utc").Output()
	if err != nil {
		t.Fatal(err)
	}
	want, err := logs.Family().Collect(t.Context(), []*file.File{file.Bytes("journal.json", export)}, window, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := collect(t, live.Settings{"files": []any{path}}, window)
	r := got.Reports[0]
	if r.Name != "web1" || r.Records == 0 || r.Error != "" || r.Asked.System != "journald" || !strings.HasPrefix(r.Asked.Queries[0], "journalctl ") {
		t.Errorf("report %+v, asked %+v", r, r.Asked)
	}
	if len(got.Events) < 2 {
		t.Fatalf("%d events", len(got.Events))
	}
	for _, b := range []*event.Batch{&want, &got} {
		b.Reports = nil
		for i := range b.Events {
			b.Events[i].Source, b.Events[i].Refs = "", nil
		}
		for i := range b.Series {
			b.Series[i].Source = ""
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	texts := ""
	for _, e := range got.Events {
		if e.Service != "shop" || e.Severity != event.Error {
			t.Errorf("event %+v", e)
		}
		texts += e.Text + "\n"
	}
	if !strings.Contains(texts, "cannot reach stock 900: \ufffd\ufffd") || strings.Contains(texts, "space left") {
		t.Errorf("texts:\n%s", texts)
	}
}

// TestWindowIsHalfOpen: what stands at the window's end is not of it, though journalctl's --until is inclusive.
func TestWindowIsHalfOpen(t *testing.T) {
	path := journal(t)
	grave := func(w event.Window) bool {
		for _, e := range collect(t, live.Settings{"files": []any{path}}, w).Events {
			if strings.Contains(e.Text, "space left") {
				return true
			}
		}
		return false
	}
	if grave(window) {
		t.Error("the line at its end is of the window")
	}
	if !grave(event.Window{From: window.From, To: window.To.Add(time.Microsecond)}) {
		t.Error("the line just before its end is not of the window")
	}
}

func TestSettingsOfUnits(t *testing.T) {
	path := journal(t)
	for name, s := range map[string]live.Settings{
		"units": {"units": "mail.service"}, "match": {"match": "SYSLOG_IDENTIFIER=mail"}, "priority": {"priority": "crit"},
	} {
		s["files"] = path
		if b := collect(t, s, window); len(b.Events) > 0 {
			t.Errorf("%s: %+v", name, b.Events)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for _, s := range []live.Settings{
		{"units": "--file=/etc/passwd"}, {"match": "--file=x"}, {"match": "lower=x"}, {"priority": "loud"}, {"boot": "--list"}, {"files": "x", "directory": "y"},
	} {
		if _, err := journald.Kind().Open("web1", s, live.Env{}); err == nil {
			t.Errorf("%v is taken", s)
		}
	}
}

func TestCheck(t *testing.T) {
	path := journal(t)
	h := source(t, live.Settings{"files": path}).Check(t.Context(), window)
	if h.Err != nil || !h.Reachable || !h.Authorized || !h.Since.Equal(start) || h.Version == "" || len(h.Asks) != 1 {
		t.Errorf("health %+v", h)
	}
}

func TestFailures(t *testing.T) {
	path := journal(t)
	missing := source(t, live.Settings{"files": filepath.Join(t.TempDir(), "none.journal")})
	b, err := missing.Collect(t.Context(), window)
	if err == nil || len(b.Reports) != 1 || b.Reports[0].Error == "" || b.Reports[0].Fix == "" {
		t.Errorf("a file that is not there: %v, %+v", err, b.Reports)
	}
	t.Setenv("PATH", t.TempDir())
	b, err = source(t, live.Settings{"files": path}).Collect(t.Context(), window)
	if err == nil || !strings.Contains(b.Reports[0].Error, "not installed") || b.Reports[0].Fix == "" {
		t.Errorf("no journalctl: %v, %+v", err, b.Reports)
	}
	if h := source(t, live.Settings{"files": path}).Check(t.Context(), window); h.Err == nil || h.Reachable {
		t.Errorf("no journalctl: %+v", h)
	}
}
