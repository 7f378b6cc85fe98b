package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
)

// seen is what one run of pes came to.
type seen struct {
	status         int
	stdout, stderr string
}

func pesIn(t *testing.T, args ...string) seen {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), process{noEnv, time.Now, strings.NewReader(""), &stdout, &stderr, args})
	return seen{status, stdout.String(), stderr.String()}
}

// told is what a timeline in JSON says that a test here looks at.
type told struct {
	Window     struct{ From, To *time.Time }
	Milestones map[string]struct {
		State     string
		At        *time.Time
		NotBefore *time.Time `json:"not_before"`
		NotAfter  *time.Time `json:"not_after"`
	}
	Durations map[string]struct {
		State   string
		Seconds *int
	}
	Impacts []struct{ From, To *time.Time }
	Entries []struct {
		At    time.Time
		Text  string
		Count int
	}
	Sources []struct {
		Records, Dropped int
		Notes            []string
	}
}

// message is a message of a Slack export, its keys in the order in which Slack has them.
func message(at float64, who, text string) string {
	line, err := json.Marshal(struct {
		User string `json:"user"`
		Type string `json:"type"`
		TS   string `json:"ts"`
		Text string `json:"text"`
	}{who, "message", fmt.Sprintf("%.6f", at), text})
	if err != nil {
		panic(err)
	}
	return string(line)
}

func slack(messages ...string) map[string]string {
	return map[string]string{"general/2025-10-20.json": "[" + strings.Join(messages, ",\n") + "]"}
}

func notes(lines ...string) map[string]string {
	return map[string]string{"notes.md": "# 2025-10-20\n- " + strings.Join(lines, "\n- ") + "\n"}
}

const from = 1760967720 // 2025-10-20 13:42 UTC

// badInput is evidence that nobody should have written, and what may be said of it: no milestone but these is known, and none at another time.
var badInput = []struct {
	name  string
	files map[string]string
	known map[string]string // milestones, at times of 2025-10-20 or at instants
	says  string            // what stands in the list of sources, or in the rows
}{
	{
		name:  "a message of a megabyte",
		files: slack(message(from, "U1", "users report that checkout is down "+strings.Repeat("x y ", 1<<18)), message(from+600, "U2", "incident resolved, all services recovered")),
		known: map[string]string{"detected": "13:42", "engaged": "13:52", "recovered": "13:52", "closed": "13:52"},
	},
	{
		name:  "a word of a megabyte",
		files: slack(message(from, "U1", "users report that checkout is down "+strings.Repeat("x", 1<<20)), message(from+600, "U2", "incident resolved, all services recovered")),
		known: map[string]string{"detected": "13:42", "engaged": "13:52", "recovered": "13:52", "closed": "13:52"},
	},
	{
		name:  "a note of a megabyte",
		files: notes("13:42 Users report that checkout is down", "13:50 "+strings.Repeat("lorem ipsum ", 90_000), "13:52 Everything works again"),
		known: map[string]string{"detected": "13:42", "recovered": "13:52"},
	},
	{
		name:  "clocks that cannot be, before notes",
		files: notes("13:42 Users report that checkout is down", "25:99 Declared an incident", "13:60 Root cause is a lock", "13:52 Everything works again"),
		known: map[string]string{"detected": "13:42", "recovered": "13:52"},
		says:  "2 lines left out that begin with a time which cannot be, such as 25:99",
	},
	{
		name:  "clocks that cannot be, in texts",
		files: notes("13:42 Users report since 25:99 that checkout is down", "13:52 Between 25:00 and 26:30 payments failed"),
		known: map[string]string{"detected": "13:42"},
	},
	{
		name:  "years that cannot be, before notes",
		files: map[string]string{"notes.md": "- 2025-10-20T13:42:00Z Users report that checkout is down\n- 9999-12-31T23:59:59Z All services recovered\n- 0001-01-01T00:00:00Z Declared an incident\n"},
		known: map[string]string{"detected": "13:42"},
		says:  "2 lines left out that begin with a time which cannot be, such as 9999-12-31T23:59:59Z",
	},
	{
		name:  "years that cannot be, in texts",
		files: notes("13:42 Checkout is down since 9999-12-31 23:59 UTC", "13:52 The incident ended at 0001-01-01 00:00 UTC"),
		known: map[string]string{"detected": "13:42"},
	},
	{
		name: "marks of direction",
		files: map[string]string{
			"general/2025-10-20.json": "[" + message(from, "U1", "users report that \u202echeckout\u202c is \u2066down\u2069 \u200f\u061c") + "]",
			"users.json":              `[{"id": "U1", "name": "a\u202ena", "profile": {"real_name": "\u2067Ana\u200e"}}]`,
			"alerts.json": `{"status": "success", "data": {"alerts": [{"labels": {"alertname": "Check\u202eout", "service": "check\u2066out", "severity": "critical"},
				"state": "firing", "activeAt": "2025-10-20T13:43:00Z"}]}}`,
			"incident.yaml": "title: \"a\\u202eb\"\nservices: [\"check\\u2066out\"]\n",
		},
		known: map[string]string{"detected": "13:42"},
	},
	{
		name:  "NULs and escapes",
		files: slack(message(from, "U1", "users report that check\x00out is down \x1b[2J"), message(from+600, "U2", "incident re\x00solved, all services recovered")),
		known: map[string]string{"detected": "13:42", "engaged": "13:52", "recovered": "13:52", "closed": "13:52"},
	},
	{
		name: "thirty days",
		files: map[string]string{
			"notes.md": "- 2025-09-20T13:42:00Z Outage begins, checkout is down\n- 2025-09-21T10:00:00Z Declared an incident\n- 2025-10-20T13:42:00Z All services recovered\n",
		},
		known: map[string]string{"onset": "2025-09-20T13:42:00Z", "declared": "2025-09-21T10:00:00Z", "detected": "2025-09-20T13:42:00Z", "recovered": "2025-10-20T13:42:00Z"},
	},
	{
		name:  "three seconds",
		files: slack(message(from, "U1", "seeing errors on checkout"), message(from+1, "U2", "on it"), message(from+3, "U2", "all clear, everything is back to normal")),
		known: map[string]string{"detected": "13:42", "engaged": "2025-10-20T13:42:01Z", "recovered": "2025-10-20T13:42:03Z"},
	},
	{
		name:  "one event",
		files: notes("13:42 Users report that checkout is down"),
		known: map[string]string{"detected": "13:42"},
	},
	{
		name: "all at one instant",
		files: notes("13:42 Users report that checkout is down", "13:42 Declared an incident", "13:42 Root cause is an expired certificate", "13:42 Mitigated",
			"13:42 All services recovered", "13:42 Closing the incident"),
		known: map[string]string{"detected": "13:42", "declared": "13:42", "identified": "13:42", "mitigated": "13:42", "recovered": "13:42", "closed": "13:42"},
	},
	{
		name:  "ten thousand identical notes",
		files: notes(strings.TrimSuffix(strings.Repeat("13:42 Users report that checkout is down\n- ", 10_000), "\n- ")),
		known: map[string]string{"detected": "13:42"},
	},
	{
		name:  "ten thousand identical messages",
		files: slack(every(10_000, "users report that checkout is down")...),
		known: map[string]string{"detected": "13:42", "engaged": "2025-10-20T13:42:01Z"},
	},
	{
		name:  "a message of 1970",
		files: map[string]string{"general/1970-01-01.json": "[" + message(1000, "U1", "users report that checkout is down") + "]"},
		known: map[string]string{"detected": "1970-01-01T00:16:40Z"},
	},
}

// every is as many messages of one text, a second apart.
func every(n int, text string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = message(float64(from+i), "U1", text)
	}
	return out
}

// TestBadInput: whatever stands in the evidence, each form of the answer is whole and harmless, and no time in it is invented.
func TestBadInput(t *testing.T) {
	for _, tt := range badInput {
		t.Run(tt.name, func(t *testing.T) {
			dir := written(t, tt.files)
			s := pesIn(t, "timeline", dir, "-f", "json")
			if s.status != exitDone {
				t.Fatalf("exit status %d\n%s", s.status, s.stderr)
			}
			var got told
			if err := json.Unmarshal([]byte(s.stdout), &got); err != nil {
				t.Fatal(err)
			}
			checkKnown(t, got, tt.known)
			if !strings.Contains(s.stdout, tt.says) {
				t.Errorf("nothing says %q: %+v", tt.says, got.Sources)
			}
			for _, args := range [][]string{
				{"timeline", dir, "-f", "json"},
				{"timeline", dir, "--timezone", "Pacific/Kiritimati"},
				{"timeline", dir, "-f", "csv"},
				{"timeline", dir, "-f", "markdown"},
				{"timeline", dir, "--explain", "detected"},
				{"generate", dir, "-o", "-"},
			} {
				s := pesIn(t, args...)
				if s.status != exitDone || s.stdout == "" {
					t.Errorf("%s: exit status %d\n%s", args, s.status, s.stderr)
				}
				checkHarmless(t, s)
			}
		})
	}
}

// checkKnown holds what is known against what may be, and the rest of what has a time against the evidence's own times.
func checkKnown(t *testing.T, got told, known map[string]string) {
	t.Helper()
	for name, m := range got.Milestones {
		want, ok := known[name]
		if m.At == nil {
			if ok {
				t.Errorf("%s is %s, want %s", name, m.State, want)
			}
			continue
		}
		if at := m.At.UTC(); at.Format("15:04:05") != want+":00" && at.Format(time.RFC3339) != want {
			t.Errorf("%s is %s, want %q", name, at.Format(time.RFC3339), want)
		}
	}
	if len(got.Entries) == 0 {
		t.Fatal("no entries")
	}
	first, last := got.Entries[0].At, got.Entries[0].At
	for _, e := range got.Entries {
		if e.At.Before(first) {
			first = e.At
		}
		if e.At.After(last) {
			last = e.At
		}
	}
	const margin = 31 * time.Minute // the window has half an hour around, cut to the minute
	check := func(what string, at *time.Time) {
		if at != nil && (at.Before(first.Add(-margin)) || at.After(last.Add(margin))) {
			t.Errorf("%s is %s, outside of the evidence (%s to %s)", what, at, first, last)
		}
	}
	check("the window's beginning", got.Window.From)
	check("the window's end", got.Window.To)
	for name, m := range got.Milestones {
		check(name+" not before", m.NotBefore)
		check(name+" not after", m.NotAfter)
	}
	for _, i := range got.Impacts {
		check("impact", i.From)
		check("impact", i.To)
	}
}

// checkHarmless looks for what can turn, hide or move the text around it.
func checkHarmless(t *testing.T, s seen) {
	t.Helper()
	for _, out := range []string{s.stdout, s.stderr} {
		for _, r := range out {
			if unicode.Is(unicode.Bidi_Control, r) || (unicode.IsControl(r) && r != '\n') {
				t.Errorf("%U in the output", r)
				return
			}
		}
		if strings.Contains(strings.ToLower(out), `\u202e`) {
			t.Error("an override of direction in JSON")
		}
	}
}

// TestEmptyWindow: a window that holds nothing, that holds no time, or that runs backwards is said to, and nothing is made up for it.
func TestEmptyWindow(t *testing.T) {
	dir := written(t, notes("13:42 checkout is down"))
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"nothing in it", []string{"--from", "2026-01-01T00:00:00Z", "--to", "2026-01-02T00:00:00Z"}, exitFailed, "no evidence in " + dir + " between 2026-01-01T00:00:00Z and 2026-01-02T00:00:00Z"},
		{"backwards", []string{"--from", "2025-10-21", "--to", "2025-10-20"}, exitUsage, "the window ends before it begins"},
		{"of no length", []string{"--from", "2025-10-20", "--to", "2025-10-20"}, exitUsage, "the window is empty"},
		{"no date", []string{"--from", "25:99"}, exitUsage, "--from: "},
		{"a year that cannot be", []string{"--to", "9999-12-31T00:00:00Z"}, exitUsage, "--to: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := pesIn(t, append([]string{"timeline", dir}, tt.args...)...)
			if s.status != tt.status || s.stdout != "" || !strings.Contains(s.stderr, tt.says) {
				t.Errorf("exit status %d, stdout %q\n%s\nwant status %d and %q", s.status, s.stdout, s.stderr, tt.status, tt.says)
			}
		})
	}
}

// TestNoEvidence: a folder without any, or with none that can be read, is said to be so, with the next step.
func TestNoEvidence(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"empty":           {},
		"an empty file":   {"notes.md": ""},
		"only NULs":       {"notes.md": strings.Repeat("\x00", 4096)},
		"only of 1970":    {"notes.md": "- 1970-01-01T00:00:00Z checkout is down\n"},
		"only of 9999":    {"notes.md": "- 9999-12-31T23:59:59Z checkout is down\n"},
		"only the config": {"incident.yaml": "title: x\n"},
		"an empty export": {"general/2025-10-20.json": "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, command := range []string{"timeline", "generate"} {
				dir := written(t, files)
				s := pesIn(t, command, dir)
				if s.status != exitFailed || s.stdout != "" || !strings.HasPrefix(s.stderr, "error: no evidence in ") || !strings.Contains(s.stderr, "hint: ") {
					t.Errorf("%s: exit status %d, stdout %q\n%s", command, s.status, s.stdout, s.stderr)
				}
				if _, err := os.Stat(filepath.Join(dir, "PES.md")); err == nil {
					t.Errorf("%s wrote a document", command)
				}
			}
		})
	}
}

// written is a new folder with files in it.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
