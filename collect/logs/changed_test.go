package logs

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

func TestDeadly(t *testing.T) {
	for _, message := range []string{
		"write /var/lib/db/7: no space left on device", "java.lang.OutOfMemoryError: GC overhead limit exceeded", "accept: Too many open files",
		"panic: runtime error: index out of range", "app[12]: segfault at 0 ip 00007f", "x509: certificate has expired or is not yet valid",
	} {
		if !deadly(message) {
			t.Errorf("%q is deadly", message)
		}
	}
	for _, message := range []string{"memory usage 80 %", "order 7 rejected", "the button panics", "opened too many tabs", "connection refused", ""} {
		if deadly(message) {
			t.Errorf("%q is not deadly", message)
		}
	}
}

// TestGraveLines: a critical line and a deadly one are told even if they are alone, wherever they are, but not a habit of them.
func TestGraveLines(t *testing.T) {
	for _, tc := range []struct {
		name  string
		lines map[int]string // by the number of the second
		want  int
	}{
		{"one fatal line", map[int]string{9000: "FATAL app: the end"}, 1},
		{"one deadly error", map[int]string{9000: "ERROR app: no space left on device"}, 1},
		{"one ordinary error", map[int]string{9000: "ERROR app: no such page"}, 0},
		{"deadly words in a line that is no error", map[int]string{9000: "INFO app: test of the message no space left on device"}, 0},
		{"one as the log begins", map[int]string{60: "FATAL app: the end"}, 0},
		{"seven different ones", map[int]string{
			9000: "FATAL app: cannot bind the address", 9500: "FATAL app: lost the lease of leadership", 10_000: "FATAL app: schema is older than expected",
			10_500: "FATAL app: license not accepted", 11_000: "FATAL app: password is wrong", 11_500: "FATAL app: disk went away", 12_000: "FATAL app: quorum lost",
		}, maxGrave},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b bytes.Buffer
			for i := range 14_400 {
				at := midnight.Add(time.Duration(i) * time.Second).Format("2006-01-02 15:04:05")
				fmt.Fprintf(&b, "%s INFO app: step %d\n", at, i)
				if line, ok := tc.lines[i]; ok {
					fmt.Fprintf(&b, "%s %s\n", at, line)
				}
			}
			if got := run(t, event.Window{}, file.Bytes("a.log", b.Bytes())).Events; len(got) != tc.want {
				t.Errorf("%d events, want %d: %+v", len(got), tc.want, got)
			}
		})
	}
}

// TestClumps: what comes several at once is told from what comes often.
func TestClumps(t *testing.T) {
	second := int64(time.Second)
	cells := func(gap int64, sizes ...uint32) (all []cell) {
		for i, n := range sizes {
			at := int64(i) * gap
			all = append(all, cell{first: at, last: at, n: n})
		}
		return all
	}
	for _, tc := range []struct {
		name  string
		cells []cell
		want  float64
	}{
		{"one by one", cells(60*second, 1, 1, 1, 1, 1, 1, 1, 1), 1},
		{"thrice each", cells(60*second, 3, 3, 3, 3, 3, 3, 3, 3), 3},
		{"one batch", cells(60*second, 1, 1, 1, 90, 1, 1, 1, 1), 1},
		{"an outage", cells(second, 3, 3, 3, 3, 3, 3, 3, 3), 1},
		{"too few to tell", cells(60*second, 9, 9, 9), 1},
		{"none", nil, 1},
	} {
		if got := clumps(tc.cells, second); got != tc.want {
			t.Errorf("%s: %g, want %g", tc.name, got, tc.want)
		}
	}
}

// TestBlip: what lasts less than a minute is told and not called a rise; a batch that fails within a second is not told at all.
func TestBlip(t *testing.T) {
	for _, tc := range []struct {
		name string
		from time.Duration
		to   time.Duration
		want string
	}{
		{"a restart", time.Hour, time.Hour + 40*time.Second, changeErrorBlip},
		{"an outage", time.Hour, time.Hour + 4*time.Minute, changeErrorRate},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := scene{span: 3 * time.Hour, cast: []actor{{name: "app", lines: always(4), noise: always(0.005), failure: between(tc.from, tc.to, 0.8, 0)}}}
			data, _ := s.write(1)
			got := run(t, event.Window{}, file.Bytes("a.log", data)).Events
			i := slices.IndexFunc(got, func(e event.Event) bool { return e.Labels["template"] == "" })
			if i < 0 || got[i].Labels["change"] != tc.want || strings.HasSuffix(got[i].Text, " s") != (tc.want == changeErrorBlip) {
				t.Errorf("got %+v, want %s", got, tc.want)
			}
		})
	}
	var b bytes.Buffer
	for i := range 7200 {
		at := midnight.Add(time.Duration(i) * time.Second)
		fmt.Fprintf(&b, "%s INFO app: step %d\n", at.Format("2006-01-02 15:04:05.000"), i)
		for j := range 40 {
			if i == 4000 {
				fmt.Fprintf(&b, "%s ERROR app: item %d of the batch failed\n", at.Add(time.Duration(j)*time.Millisecond).Format("2006-01-02 15:04:05.000"), j)
			}
		}
	}
	if got := run(t, event.Window{}, file.Bytes("a.log", b.Bytes())).Events; len(got) > 0 {
		t.Errorf("a batch: got %+v", got)
	}
}
