package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func needBash(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
}

func TestMedian(t *testing.T) {
	for want, all := range map[float64][]float64{2: {3, 1, 2}, 2.5: {4, 1, 2, 3}, 7: {7}} {
		if got := median(all); got != want {
			t.Errorf("%v: %v, want %v", all, got, want)
		}
	}
}

func TestReport(t *testing.T) {
	a := &contender{name: "a", bytes: 4e6, runs: []usage{{cpu: 2 * time.Second, wall: time.Second, peak: 5e6}, {cpu: time.Second, wall: time.Second, peak: 5e6}, {cpu: 4 * time.Second, wall: 3 * time.Second, peak: 9e6}}}
	b := &contender{name: "b", bytes: 4e6, runs: []usage{{cpu: time.Second}, {cpu: time.Second}, {cpu: time.Second}}}
	gone := &contender{name: "gone", err: exec.ErrNotFound}
	var out bytes.Buffer
	report(&out, []*contender{a, gone}, []ratio{{"a / b", a, b, "cpu", "at most 3"}, {"a / gone", a, gone, "cpu", ""}})
	want := `| program | MB/s of CPU | CPU s | wall s | peak MB |
|---|---|---|---|---|
| a | 2 | 2.00 | 1.00 | 5 |
| gone | did not run | | | |

| ratio, round by round | median | lowest | highest | aim |
|---|---|---|---|---|
| a / b | 2.00 | 1.00 | 4.00 | at most 3 |
`
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
}

func TestRun(t *testing.T) {
	needBash(t)
	var out, progress bytes.Buffer
	err := run(strings.NewReader("run\techo\t1000\techo x\nrun\tfails\t1\techo sorry >&2; exit 3\nratio\techo / echo\techo\techo\tmemory\tone\nratio\techo / none\techo\tnone\tcpu\t\n"), &out, &progress, 2)
	if err == nil || !strings.Contains(progress.String(), "fails: exit status 3: sorry") {
		t.Errorf("error %v, said %q", err, progress.String())
	}
	if s := out.String(); !strings.Contains(s, "| fails | did not run |") || !strings.Contains(s, "| echo / echo | 1.00 | 1.00 | 1.00 | one |") || strings.Contains(s, "none") {
		t.Errorf("got\n%s", s)
	}
}

func TestPlanWithMistakes(t *testing.T) {
	for _, in := range []string{"run\ta\tmany\tx", "walk\ta", "ratio\ta\tb\tc\tbeauty\t"} {
		if err := run(strings.NewReader(in), &bytes.Buffer{}, &bytes.Buffer{}, 1); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: error %v", in, err)
		}
	}
}

// The script makes its data, builds what it runs, and measures each contender that is installed.
func TestScript(t *testing.T) {
	needBash(t)
	if testing.Short() {
		t.Skip("it builds four programs")
	}
	cmd := exec.CommandContext(t.Context(), "bash", "../run", "1", "1")
	cmd.Env = append(cmd.Environ(), "PES_SKETCH=", "TMPDIR="+t.TempDir())
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &complaint)
	}
	for _, want := range []string{"| wc -l | ", "| pes timeline, 1 of the cores, text.log | ", "| pes timeline, 2 of the cores, json.log | ", "| pes timeline of gzip / inflating, CPU | "} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	if strings.Contains(string(out), "| pes timeline, 1 of the cores, text.log | did not run") {
		t.Errorf("pes did not run:\n%s\n%s", out, &complaint)
	}
}
