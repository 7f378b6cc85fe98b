package live

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// search is a look for a token, and what comes of it.
type search struct {
	token    Token
	want     string
	err, fix string
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	env := map[string]string{"SET": " abc ", "EMPTY": " ", "USUAL": "usual", "LINES": "a\nb"}
	tests := map[string]search{
		"nothing said":       {Token{}, "usual", "", ""},
		"variable":           {Token{TokenEnv: "SET"}, "abc", "", ""},
		"variable not set":   {Token{TokenEnv: "GONE"}, "", "token_env: GONE is not set", "export"},
		"empty variable":     {Token{TokenEnv: "EMPTY"}, "", "token_env: EMPTY is not set", "export"},
		"two lines":          {Token{TokenEnv: "LINES"}, "", "more than one line", "alone"},
		"file":               {Token{TokenFile: file("t", "\ufeffabc\r\n")}, "abc", "", ""},
		"no file":            {Token{TokenFile: filepath.Join(dir, "gone")}, "", "token_file: open ", "name the file"},
		"empty file":         {Token{TokenFile: file("e", "\n")}, "", "is empty", "name the file"},
		"large file":         {Token{TokenFile: file("l", strings.Repeat("x", maxToken+1))}, "", "larger than 65536 bytes", "nothing else"},
		"folder":             {Token{TokenFile: dir}, "", "token_file: read ", "nothing else"},
		"binary file":        {Token{TokenFile: file("b", "a\x00b")}, "", "control characters", "alone"},
		"no words":           {Token{TokenCommand: "  "}, "", "names no command", "pass"},
		"no command":         {Token{TokenCommand: "pes-no-such-command --x"}, "", "token_command: pes-no-such-command is not installed", "by hand"},
		"first of the three": {Token{TokenEnv: "SET", TokenFile: "gone", TokenCommand: "gone"}, "abc", "", ""},
	}
	if runtime.GOOS != "windows" {
		script := func(name, text string) string {
			path := file(name, "#!/bin/sh\n"+text)
			if err := os.Chmod(path, 0o700); err != nil {
				t.Fatal(err)
			}
			return path
		}
		tests["command"] = search{Token{TokenCommand: script("good.sh", "echo tok-$1") + " a"}, "tok-a", "", ""}
		tests["command that fails"] = search{
			Token{TokenCommand: script("bad.sh", "echo tok-s3cr3t; printf 'vault is \\033[31msealed\\n' >&2; exit 3")},
			"",
			"token_command: bad.sh: exit status 3: vault is sealed", "by hand",
		}
		tests["command that says nothing"] = search{Token{TokenCommand: script("mute.sh", "exit 0")}, "", "printed nothing", "by hand"}
		tests["command without end"] = search{Token{TokenCommand: script("yes.sh", "while :; do echo tok-s3cr3t; done")}, "", "printed more than 65536 bytes", "by hand"}
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var s Secrets
			got, err := tt.token.Find(t.Context(), Env{Getenv: func(k string) string { return env[k] }, Secrets: &s}, "UNSET", "USUAL")
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) || !strings.Contains(Fix(err), tt.fix) {
					t.Errorf("error %v, fix %q; want %s, %s", err, Fix(err), tt.err, tt.fix)
				}
				if strings.Contains(err.Error(), "s3cr3t") {
					t.Errorf("it tells what the command printed: %v", err)
				}
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
			if s.Clean("<"+got+">") == "<"+got+">" {
				t.Error("it is not remembered as a secret")
			}
		})
	}
}

func TestProgram(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh: ", err)
	}
	run := func(ctx context.Context, p Program, script string) (string, error) {
		p.Name, p.Args = sh, []string{"-c", script}
		out, err := p.Run(ctx)
		return string(out), err
	}
	t.Setenv("PES_TEST_TOKEN", "s3cr3t")
	t.Setenv("PES_OTHER_SECRET", "s3cr3t2")
	t.Setenv("PES_PLAIN", "plain")
	const show = `echo "$PES_TEST_TOKEN|$PES_OTHER_SECRET|$PES_PLAIN"; pwd`
	dir := t.TempDir()
	tests := map[string]struct {
		p      Program
		script string
		out    string
		err    string
	}{
		"good":            {Program{Dir: dir}, show, "||plain\n" + dir + "\n", ""},
		"needs":           {Program{Dir: dir, Needs: []string{"PES_TEST*"}}, show, "s3cr3t||plain\n" + dir + "\n", ""},
		"asks":            {Program{Dir: dir, Asks: true}, show, "s3cr3t|s3cr3t2|plain\n" + dir + "\n", ""},
		"fails":           {Program{}, `echo half; printf "fatal: \033[1mno\nsuch" >&2; exit 7`, "half\n", "sh: exit status 7: fatal: no such"},
		"talks much":      {Program{}, `i=0; while [ $i -lt 2000 ]; do echo "fatal fatal" >&2; i=$((i+1)); done; exit 1`, "", "sh: exit status 1: fatal fatal"},
		"prints too much": {Program{Most: 10}, "while :; do echo line; done", "line\nline\n", "sh printed more than 10 bytes"},
		"takes too long":  {Program{Time: 50 * time.Millisecond}, "echo half; sleep 100 & sleep 100", "half\n", "sh took longer than 50ms"},
		"killed":          {Program{}, "kill -9 $$", "", "sh: signal: killed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out, err := run(t.Context(), tt.p, tt.script)
			if out != tt.out || (err == nil) != (tt.err == "") || err != nil && (!strings.HasPrefix(err.Error(), tt.err) || Fix(err) == "") {
				t.Errorf("%q, %v (%s); want %q, %s", out, err, Fix(err), tt.out, tt.err)
			}
			if err != nil && len(err.Error()) > 400 {
				t.Errorf("%d bytes", len(err.Error()))
			}
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	out, err := run(ctx, Program{}, "echo half; sleep 100 & sleep 100")
	if out != "half\n" || err != context.DeadlineExceeded || time.Since(began) > 10*time.Second { //nolint:errorlint // itself
		t.Errorf("%q, %v after %s", out, err, time.Since(began))
	}
}
