package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// badLogs is logs that nobody should have written.
var badLogs = []struct {
	name, text string
	lines      int
	patterns   int // of them; -1 is any number
	status     int
	says       string // what stands in the JSON
}{
	{name: "nothing"},
	{name: "newlines alone", text: "\n\n\n", lines: 3, patterns: 1},
	{name: "carriage returns", text: "a\r\nb\r\n\r\n", lines: 3, patterns: 3},
	{name: "blanks", text: " \n\t\n   \n", lines: 3, patterns: 1},
	{name: "NUL bytes", text: strings.Repeat("\x00", 5000) + "2025-10-20T06:00:00Z INFO up\nwo\x00rd\n", lines: 2, patterns: 2},
	{name: "escapes", text: "\x1b[2J\x1b]0;owned\x07\x9b31m one that is long enough to be text\n" + strings.Repeat("text ", 100) + "\n", lines: 2, patterns: 2},
	{name: "line breaks of other worlds", text: strings.Repeat("one two\x0bthree\x0cfour\u0085five\u2028six\u2029seven eight nine ten eleven\n", 3), lines: 3, patterns: 1},
	{name: "marks of direction", text: "pay \u202eniamod\u202c \u2066x\u2069 now\n", lines: 1, patterns: 1},
	{name: "no UTF-8", text: "caf\xe9 is open \xc3( and \xf0\x9f\x92 closed until tomorrow\n", lines: 1, patterns: 1},
	{name: "a line of three megabytes", text: strings.Repeat("word ", 600_000) + "\nnext\n", lines: 2, patterns: 2, says: "1 line was cut at 1,048,576 bytes"},
	{name: "a word of three megabytes", text: strings.Repeat("x", 3_000_000) + "\nnext\n", lines: 2, patterns: 2},
	{name: "no final newline", text: "2025-10-20T06:00:00Z INFO up\n2025-10-20T06:00:01Z INFO up", lines: 2, patterns: 1},
	{name: "stamps that go back", text: "2025-10-20T06:00:00Z INFO up\n2025-10-19T06:00:00Z INFO up\n2025-10-20T05:00:00Z INFO up\n", lines: 3, patterns: 1, says: `"first": "2025-10-19T06:00:00Z"`},
	{name: "years that cannot be", text: "9999-12-31T23:59:59Z INFO up\n0001-01-01T00:00:00Z INFO up\n1970-01-01T00:00:00Z INFO up\n", lines: 3, patterns: -1},
	{
		name:  "formats mixed",
		text:  "2025-10-20T06:00:00Z INFO up\n{\"time\":\"2025-10-20T06:00:00Z\",\"level\":\"info\",\"msg\":\"up\"}\nts=2025-10-20T06:00:00Z level=info msg=up\n",
		lines: 3, patterns: -1,
	},
	{
		name:  "JSON that breaks off",
		text:  strings.Repeat("{\"time\":\"2025-10-20T06:00:00Z\",\"level\":\"info\",\"msg\":\"up\"}\n", 3) + "{\"time\":\"2025-",
		lines: 4, patterns: 2, status: exitIncomplete, says: "line 4: JSON ends in the middle",
	},
	{name: "deep JSON", text: strings.Repeat("[", 100_000) + "\n" + strings.Repeat(`{"a":`, 50_000) + "\n", lines: 2, patterns: -1},
	{name: "formulas", text: "=cmd|' /C calc'!A0\n+1+2\n-1\n@SUM(A1)\n=HYPERLINK(\"http://evil.test\")\n", lines: 5, patterns: -1},
	{name: "what a template is made of", text: "<*> <*> <*>\nP-00000000 a b\n<*> is \\u0041 %s %d {{.}}\n", lines: 3, patterns: 3},
}

// TestBadLogs: whatever stands in a log, each form of its patterns is whole and harmless, and every line has its id.
func TestBadLogs(t *testing.T) {
	for _, tt := range badLogs {
		t.Run(tt.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "app.log")
			if err := os.WriteFile(name, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{}, {"-f", "csv"}, {"-f", "json"}, {"--against", name}, {"--against", name, "-f", "csv"}, {"--lines"}} {
				s := pesIn(t, append([]string{"patterns", name}, args...)...)
				if tt.lines == 0 && len(args) > 0 && args[0] == "--against" {
					continue // there is nothing to compare
				}
				if s.status != tt.status {
					t.Errorf("%q: exit status %d\n%s", args, s.status, s.stderr)
				}
				checkHarmless(t, s)
				switch strings.Join(args, " ") {
				case "-f csv", "--against " + name + " -f csv":
					checkNoFormula(t, s.stdout)
				case "-f json":
					checkPatterns(t, s.stdout, tt.lines, tt.patterns, tt.says)
				case "--lines":
					checkLines(t, s.stdout, tt.lines)
				}
			}
		})
	}
}

func checkPatterns(t *testing.T, text string, lines, patterns int, says string) {
	t.Helper()
	var got struct {
		Lines    struct{ Count int }
		Total    int
		Patterns []struct {
			ID, Template, Sample string
			Count                int
		}
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	sum, ids := 0, map[string]bool{}
	for _, p := range got.Patterns {
		sum += p.Count
		ids[p.ID] = true
	}
	if got.Lines.Count != lines || sum != lines || len(ids) != got.Total || patterns >= 0 && got.Total != patterns {
		t.Errorf("%d lines, %d in %d patterns; want %d in %d: %+v", got.Lines.Count, sum, got.Total, lines, patterns, got.Patterns)
	}
	if !strings.Contains(text, says) {
		t.Errorf("nothing says %q:\n%s", says, text)
	}
}

var withID = regexp.MustCompile(`^P-[0-9a-hjkmnp-tv-z]{8} `)

// checkLines looks at lines as other programs may cut them: at every character that Unicode has as a line break.
func checkLines(t *testing.T, text string, want int) {
	t.Helper()
	lines := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029", r) })
	if len(lines) != want {
		t.Errorf("%d lines, want %d", len(lines), want)
	}
	for _, line := range lines {
		if !withID.MatchString(line) {
			t.Errorf("a line without an id: %.80q", line)
		}
	}
}

func checkNoFormula(t *testing.T, text string) {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader([]byte(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		for _, cell := range r {
			if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-") || strings.HasPrefix(cell, "@") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
}
