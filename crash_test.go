package pes

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// The environment of the process that crashes: in which folder, and after which step, counted from 1.
const (
	crashDir  = "PES_TEST_CRASH_DIR"
	crashStep = "PES_TEST_CRASH_STEP"
)

// crashed is its exit status.
const crashed = 77

// TestCrashes: a run that dies after any step of writing leaves each file as it was or as it is to be, and the next run ends as if nothing had
// happened. Nothing is deferred in a process that exits, so that what it leaves is what a kill leaves.
func TestCrashes(t *testing.T) {
	before := t.TempDir()
	prepareEdited(t, before)
	after := copyOf(t, before)
	generateIn(t, after, nil)
	edited, merged := readAll(t, before), readAll(t, after)
	if edited["PES.md"] == merged["PES.md"] || !strings.Contains(merged["PES.md"], "A person wrote this.") {
		t.Fatal("the run whose crashes are tried changes nothing, or loses a person's words")
	}
	step := 1
	for ; ; step++ {
		dir := copyOf(t, before)
		if !crash(t, dir, step) {
			break
		}
		left := readAll(t, dir)
		for _, name := range []string{"PES.md", "evidence.jsonl", ".pes/manifest.json"} {
			if left[name] != edited[name] && left[name] != merged[name] {
				t.Errorf("after step %d %s is neither the old nor the new one", step, name)
			}
		}
		if _, err := event.Read(strings.NewReader(left["evidence.jsonl"]), "evidence.jsonl"); err != nil {
			t.Errorf("after step %d: %v", step, err)
		}
		generateIn(t, dir, nil)
		if diff := cmp.Diff(merged, readAll(t, dir)); diff != "" {
			t.Errorf("the run after the crash at step %d: -want +got:\n%s", step, diff)
		}
	}
	if step < 15 {
		t.Errorf("only %d steps were tried", step-1)
	}
}

// TestCrashChild is the process that crashes.
func TestCrashChild(t *testing.T) {
	dir := os.Getenv(crashDir)
	if dir == "" {
		t.Skip("TestCrashes runs it")
	}
	last, err := strconv.Atoi(os.Getenv(crashStep))
	if err != nil {
		t.Fatal(err)
	}
	step := 0
	generateIn(t, dir, func(string) {
		if step++; step == last {
			os.Exit(crashed)
		}
	})
}

// crash runs generate in a process that dies after a step; false if it ended before.
func crash(t *testing.T, dir string, step int) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir, crashStep+"="+strconv.Itoa(step))
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() == crashed {
		return true
	}
	if err != nil {
		t.Fatalf("step %d: %v\n%s", step, err, out)
	}
	return false
}

// TestSavedMeanwhile: what a person saves while pes is at work is merged with, at whichever step it comes before the document is written.
func TestSavedMeanwhile(t *testing.T) {
	const words = "Saved in the middle of it."
	for step := 1; ; step++ {
		dir := t.TempDir()
		prepareEdited(t, dir)
		n, late := 0, false
		generateIn(t, dir, func(string) {
			n++
			path := filepath.Join(dir, "PES.md")
			was, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			late = late || bytes.Contains(was, []byte("room closed")) // it is written already
			if n == step && !late {
				save(t, path, strings.Replace(string(was), "A person wrote this.", "A person wrote this.\n"+words, 1))
			}
		})
		if late && n < step {
			return
		}
		got, err := os.ReadFile(filepath.Join(dir, "PES.md"))
		if err != nil {
			t.Fatal(err)
		}
		if !late && !bytes.Contains(got, []byte(words)) {
			t.Errorf("what was saved after step %d is lost", step)
		}
	}
}

// TestDeletedMeanwhile: a document that somebody deletes while pes is at work is made anew.
func TestDeletedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	prepareEdited(t, dir)
	path, deleted := filepath.Join(dir, "PES.md"), false
	generateIn(t, dir, func(string) {
		if !deleted {
			deleted = true
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	})
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(got, []byte("room closed")) {
		t.Errorf("%v: %.200s", err, got)
	}
}

// TestKeptSaving: a file that never comes to rest is left to whoever keeps saving it.
func TestKeptSaving(t *testing.T) {
	dir := t.TempDir()
	prepareEdited(t, dir)
	path, n := filepath.Join(dir, "PES.md"), 0
	_, err := Generate(t.Context(), Request{Dir: dir, after: func(what string) {
		was, err := os.ReadFile(path)
		if what == "sync" && err == nil {
			n++
			save(t, path, string(was)+fmt.Sprintf("Save %d.\n", n))
		}
	}}, GenerateOptions{})
	lines, hint := Explain(err)
	if len(lines) == 0 || !strings.Contains(lines[0], "changed meanwhile") || !strings.Contains(hint, "run it again") {
		t.Errorf("%q, %q", lines, hint)
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(got, fmt.Appendf(nil, "Save %d.\n", n)) {
		t.Errorf("the last save is lost: %v", err)
	}
}

// prepareEdited makes a folder whose document a person edited, and which got late evidence since.
func prepareEdited(t *testing.T, dir string) {
	t.Helper()
	save(t, filepath.Join(dir, "notes.md"), "# 2025-10-20\n- 13:42 checkout is down\n- 13:50 declared an incident\n- 14:10 all services recovered\n")
	generateIn(t, dir, nil)
	path := filepath.Join(dir, "PES.md")
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(was), "## Summary\n", "## Summary\n\nA person wrote this.\n", 1)
	if edited == string(was) {
		t.Fatal("there is no summary to edit")
	}
	save(t, path, edited)
	save(t, filepath.Join(dir, "notes.md"),
		"# 2025-10-20\n- 13:42 checkout is down\n- 13:50 declared an incident\n- 14:10 all services recovered\n- 14:30 room closed\n")
}

func generateIn(t *testing.T, dir string, after func(step string)) {
	t.Helper()
	if _, err := Generate(t.Context(), Request{Dir: dir, after: after}, GenerateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func save(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// readAll is what a folder holds.
func readAll(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
