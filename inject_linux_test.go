package pes_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var inject = flag.Bool("inject", false, "fail system calls of a whole run one by one; needs strace")

// TestFailedCalls fails each write, fsync, rename and open of a whole run once, by strace, and looks at what is left: the words that a person
// wrote are in the document, nothing half written lies about after the next run, and that run ends well. strace counts calls by thread, so that
// one processor is all that the run gets, and numbers are tried until several in a row hit nothing.
func TestFailedCalls(t *testing.T) {
	if !*inject {
		t.Skip("it runs the program some hundred times: -inject")
	}
	program := filepath.Join(t.TempDir(), "pes")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/pes").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, call := range []struct{ set, fails string }{
		{"write", "ENOSPC"}, {"fsync", "EIO"}, {"rename,renameat,renameat2", "EACCES"}, {"openat", "EMFILE"}, {"unlinkat", "EACCES"},
	} {
		t.Run(call.set, func(t *testing.T) {
			hit, missed := 0, 0
			for n := 1; missed < 3; n++ {
				if failCall(t, program, fmt.Sprintf("inject=%s:error=%s:when=%d", call.set, call.fails, n)) {
					hit, missed = hit+1, 0
				} else {
					missed++
				}
			}
			if hit < 2 && call.set != "unlinkat" {
				t.Errorf("only %d calls failed", hit)
			}
			t.Logf("%d calls failed, one in each run", hit)
		})
	}
}

// words is what a person wrote into the document.
const words = "A person wrote this."

// failCall runs generate on an edited document with one call failing, and then again; false if no call failed.
func failCall(t *testing.T, program, injection string) bool {
	t.Helper()
	dir := t.TempDir()
	notes := filepath.Join(dir, "notes.md")
	text := "# 2025-10-20\n- 13:42 checkout is down\n- 14:10 all services recovered\n"
	write(t, notes, text)
	run(t, program, dir, 0)
	path := filepath.Join(dir, "PES.md")
	write(t, path, strings.Replace(read(t, path), "## Summary\n", "## Summary\n\n"+words+"\n", 1))
	write(t, notes, text+"- 14:30 room closed\n")

	log := filepath.Join(t.TempDir(), "trace")
	status := run(t, "strace", dir, -1, "-f", "-qq", "-o", log, "-e", "trace="+callsOf(injection), "-e", injection, program)
	if !strings.Contains(read(t, log), "(INJECTED)") {
		return false
	}
	if !strings.Contains(read(t, path), words) {
		t.Errorf("%s: the words are gone (status %d)", injection, status)
	}
	run(t, program, dir, 0)
	if got := read(t, path); !strings.Contains(got, words) || !strings.Contains(got, "room closed") {
		t.Errorf("%s: after the next run the document is not whole", injection)
	}
	for _, sub := range []string{".", ".pes", ".pes/base"} {
		list, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if strings.HasSuffix(e.Name(), ".tmp") || e.Name() == "PES.new.md" {
				t.Errorf("%s leaves %s", injection, e.Name())
			}
		}
	}
	return true
}

// callsOf is the calls that an injection is about.
func callsOf(injection string) string {
	return regexp.MustCompile(`^inject=([^:]*):`).FindStringSubmatch(injection)[1]
}

// run runs a program on a folder and returns its exit status, which must be want unless that is negative.
func run(t *testing.T, program, dir string, want int, args ...string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, append(args, "generate", dir)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	out, err := cmd.CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	status := cmd.ProcessState.ExitCode()
	if want >= 0 && status != want {
		t.Errorf("exit status %d:\n%s", status, out)
	}
	return status
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
