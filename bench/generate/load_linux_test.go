package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// load is how many lines TestLoad reads. Ten million take minutes and gigabytes, so that it is asked for.
var load = flag.Int64("load", 0, "lines of the logs that the built program is tried on; 0 leaves that out")

// TestLoad has the program read large logs of every format: it finds the incident, to the second and in its services alone, finds none where there
// is none, and needs as much memory as for a log of any size.
func TestLoad(t *testing.T) {
	const most = 64 << 20
	if *load == 0 {
		t.Skip("a load is asked for by -load 10000000")
	}
	pes := filepath.Join(t.TempDir(), "pes")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", pes, "github.com/pes-dev/pes/cmd/pes").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, format := range formatNames() {
		for _, quiet := range []bool{false, true} {
			name := format
			if quiet {
				name += ", a quiet day"
			}
			t.Run(name, func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "app.log")
				size := *load * formats[format].perLine
				in := write(t, file, format, size, quiet)
				large, peak := timeline(t.Context(), t, pes, file)
				check(t, large, in, quiet)
				if peak > most {
					t.Errorf("%d MB of memory for %d MB of logs, want at most %d", peak>>20, size>>20, most>>20)
				}
				t.Logf("%d MB of logs, %d MB of memory", size>>20, peak>>20)
			})
		}
	}
}

func write(t *testing.T, name, format string, size int64, quiet bool) incident {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	if err := run(format, size, 11, quiet, "", w); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return newLog(11, size/formats[format].perLine+1, quiet).incident
}

// found is what is asked of the timeline.
type found struct {
	Milestones map[string]struct{ At *time.Time }
	Impacts    []struct{ Service string }
	Entries    []struct{ ID string }
}

// timeline also says how much memory the program held at most.
func timeline(ctx context.Context, t *testing.T, pes, file string) (f found, peak int64) {
	t.Helper()
	// Stamps of syslog have no year, and nothing else is there that would tell it.
	cmd := exec.CommandContext(ctx, pes, "timeline", "--logs", file, "-f", "json", "--from", "2026-05-20", "--to", "2026-05-21")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &f); err != nil {
		t.Fatal(err)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("no usage of the process")
	}
	return f, usage.Maxrss << 10 // getrusage(2) counts in KiB
}

func check(t *testing.T, f found, in incident, quiet bool) {
	t.Helper()
	if quiet {
		if len(f.Entries) > 0 {
			t.Errorf("%d entries of a quiet day", len(f.Entries))
		}
		return
	}
	for _, m := range []struct {
		name   string
		at     time.Time
		within time.Duration
	}{{"onset", in.Onset, 10 * time.Second}, {"recovered", in.Recovery, 30 * time.Second}} {
		if at := f.Milestones[m.name].At; at == nil || at.Sub(m.at).Abs() > m.within {
			t.Errorf("%s is %v, want %v within %v", m.name, at, m.at, m.within)
		}
	}
	var services []string
	for _, i := range f.Impacts {
		services = append(services, i.Service)
	}
	slices.Sort(services)
	if want := slices.Sorted(slices.Values(in.Services)); !slices.Equal(slices.Compact(services), want) {
		t.Errorf("services %v, want %v", services, want)
	}
}
