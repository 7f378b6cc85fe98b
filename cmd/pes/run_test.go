package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

func noEnv(string) string { return "" }

// TestExamplesRun: what the help shows as an example can be typed in the checkout.
func TestExamplesRun(t *testing.T) {
	work := t.TempDir()
	if err := os.CopyFS(filepath.Join(work, "samples"), os.DirFS("../../samples")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(work)
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for line := range strings.SplitSeq(c.Example, "\n") {
			line = strings.TrimSpace(line)
			rest, ok := strings.CutPrefix(line, "pes ")
			if !ok {
				continue
			}
			t.Run(line, func(t *testing.T) {
				var stdout, stderr bytes.Buffer
				args := strings.Fields(strings.ReplaceAll(rest, "'", ""))
				if strings.Contains(line, "example.com") { // which nobody can ask: that it can be typed is all that can be held
					found, flags, err := rootCommand(&streams{env: noEnv}).Find(args)
					if err == nil {
						err = found.ParseFlags(flags)
					}
					if err != nil {
						t.Error(err)
					}
					return
				}
				if status := run(t.Context(), process{noEnv, time.Now, strings.NewReader(""), &stdout, &stderr, args}); status != exitDone {
					t.Errorf("exit status %d\n%s", status, &stderr)
				}
			})
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(rootCommand(&streams{env: noEnv}))
}

// TestInterrupted: a command that is told to stop writes nothing, neither to stdout nor into the folder.
func TestInterrupted(t *testing.T) {
	for _, command := range []string{"generate", "collect", "timeline", "patterns"} {
		t.Run(command, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "notes.md"), []byte("# 2025-10-20\n- 13:42 checkout is down\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			var stdout, stderr bytes.Buffer
			status := run(ctx, process{noEnv, time.Now, strings.NewReader(""), &stdout, &stderr, []string{command, dir}})
			if status != exitInterrupted || stdout.Len() > 0 || stderr.String() != "pes: interrupted\n" {
				t.Errorf("exit status %d, stdout %q, stderr %q", status, &stdout, &stderr)
			}
			for _, name := range []string{"PES.md", "evidence.jsonl"} {
				if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
					t.Errorf("%s was written", name)
				}
			}
		})
	}
}

// TestBrokenPipe: "pes timeline | head" ends without a word.
func TestBrokenPipe(t *testing.T) {
	var stderr bytes.Buffer
	status := run(t.Context(), process{noEnv, time.Now, strings.NewReader(""), broken{syscall.EPIPE}, &stderr, []string{"version"}})
	if status != exitFailed || stderr.Len() > 0 {
		t.Errorf("exit status %d, stderr %q", status, &stderr)
	}
	status = run(t.Context(), process{noEnv, time.Now, strings.NewReader(""), broken{errors.New("no space left")}, &stderr, []string{"version"}})
	if status != exitFailed || !strings.Contains(stderr.String(), "writing to standard output: no space left") {
		t.Errorf("exit status %d, stderr %q", status, &stderr)
	}
}

// TestManyUnread: a folder that is mostly no evidence does not bury what matters under one line a file.
func TestManyUnread(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"notes.md": "# 2025-10-20\n- 13:42 checkout is down\n"}
	for i := range 60 {
		files[fmt.Sprintf("junk%d", i)] = fmt.Sprintf("junk %d\n", i)
		files[fmt.Sprintf("torn%d.zip", i)] = "PK\x03\x04"
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), process{noEnv, time.Now, strings.NewReader(""), &stdout, &stderr, []string{"timeline", dir}})
	lines := strings.Split(stderr.String(), "\n")
	if status != exitIncomplete || len(lines) != 2*(maxTold+1)+1 || lines[maxTold] != "note: and 10 more files that were not read" ||
		lines[2*maxTold+1] != "incomplete: and 10 more" {
		t.Errorf("exit status %d\n%s", status, &stderr)
	}
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }
