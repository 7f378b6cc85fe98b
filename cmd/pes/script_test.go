package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pes": main})
}

// TestScripts runs testdata/*.txtar: what the command line does, as a person at a shell sees it.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SAMPLES", samples)
			pretend(e)
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, errors.New("unknown condition")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "gzip": pack, "cut": cutFile, "bytes": writeBytes, "append": appendLine, "absent": absent, "tree": tree, "ids": sameIDs,
			"burst": burst, "expand": expand,
		},
	})
}

// expand FILE: puts the values of the script's variables in place of $NAME in it.
func expand(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	ts.Check(os.WriteFile(name, []byte(os.Expand(string(data), ts.Getenv)), 0o600))
}

// exits STATUS COMMAND ARG…: runs a command and looks at its exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND [ARG…]")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if want := args[0]; strconv.Itoa(got) != want {
		ts.Fatalf("exit status %d, want %s", got, want)
	}
}

// gzip FILE: packs it to FILE.gz, and removes it.
func pack(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	f, err := os.Create(name + ".gz")
	ts.Check(err)
	w := gzip.NewWriter(f)
	_, err = w.Write(data)
	ts.Check(errors.Join(err, w.Close(), f.Close(), os.Remove(name)))
}

// cut FILE: keeps the first half of it.
func cutFile(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), info.Size()/2))
}

// bytes FILE TEXT: writes a file of a text with Go's escapes.
func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	text, err := unescape(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// burst FILE [TEXT]: a log of an hour, a line a second, whose errors, which say TEXT with Go's escapes, rise from none to half of the lines for
// ten minutes from 13:10 on.
func burst(ts *testscript.TestScript, _ bool, args []string) {
	failure := "GET /orders 502 upstream timed out"
	if len(args) > 1 {
		var err error
		failure, err = unescape(args[1])
		ts.Check(err)
	}
	start := time.Date(2025, 10, 20, 13, 0, 0, 0, time.UTC)
	var b strings.Builder
	for i := range 3600 {
		level, text := "info", "GET /orders 200"
		if i >= 600 && i < 1200 && i%2 == 0 {
			level, text = "error", failure
		}
		at := start.Add(time.Duration(i) * time.Second).Format(time.RFC3339)
		line, err := json.Marshal(map[string]string{"time": at, "level": level, "service": "api", "msg": text})
		ts.Check(err)
		b.Write(append(line, '\n'))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}

// unescape reads Go's escapes.
func unescape(s string) (string, error) {
	return strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
}

// append FILE LINE: adds a line, as a person with an editor does.
func appendLine(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_APPEND|os.O_WRONLY, 0)
	ts.Check(err)
	_, err = f.WriteString(args[1] + "\n")
	ts.Check(errors.Join(err, f.Close()))
}

// absent TEXT FILE…: none of the files holds the text, with Go's escapes; stdout and stderr are the last command's, a folder is all in it.
func absent(ts *testscript.TestScript, _ bool, args []string) {
	text, err := unescape(args[0])
	ts.Check(err)
	for _, name := range args[1:] {
		files := []string{name}
		if info, err := os.Stat(ts.MkAbs(name)); err == nil && info.IsDir() {
			files = list(ts, name)
		}
		for _, f := range files {
			if strings.Contains(ts.ReadFile(f), text) {
				ts.Fatalf("%s holds %q", f, text)
			}
		}
	}
}

// tree DIR PATTERN…: the files in a folder are these, in this order, and no others.
func tree(ts *testscript.TestScript, _ bool, args []string) {
	got := list(ts, args[0])
	for i, name := range got {
		rel, err := filepath.Rel(ts.MkAbs(args[0]), name)
		ts.Check(err)
		got[i] = filepath.ToSlash(rel)
	}
	same := slices.EqualFunc(got, args[1:], func(name, pattern string) bool {
		ok, err := path.Match(pattern, name)
		ts.Check(err)
		return ok
	})
	if !same {
		ts.Fatalf("%s holds %s\nwant %s", args[0], strings.Join(got, " "), strings.Join(args[1:], " "))
	}
}

// ids FILE FILE: two timelines in JSON have the same entries and milestones, the names of sources and files aside.
func sameIDs(ts *testscript.TestScript, _ bool, args []string) {
	type timeline struct {
		Milestones map[string]struct {
			State, At string
			Evidence  []string
		}
		Entries []struct{ ID, At, Kind, Text string }
	}
	var both [2]timeline
	for i := range both {
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[i])), &both[i]))
	}
	if len(both[0].Entries) == 0 || len(both[0].Milestones) == 0 {
		ts.Fatalf("%s holds no timeline", args[0])
	}
	if diff := cmp.Diff(both[0], both[1]); diff != "" {
		ts.Fatalf("-%s +%s:\n%s", args[0], args[1], diff)
	}
}

func list(ts *testscript.TestScript, dir string) []string {
	var files []string
	ts.Check(filepath.WalkDir(ts.MkAbs(dir), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	}))
	return files
}
