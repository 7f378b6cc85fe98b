package logs_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/collect/logs"
)

func TestMessages(t *testing.T) {
	for name, tc := range map[string]struct{ lines, want []string }{
		"none":            {nil, []string{}},
		"plain":           {[]string{"connection to db-1 refused", "retrying"}, []string{"connection to db-1 refused", "retrying"}},
		"stamped":         {[]string{"2025-10-20T06:48:01Z ERROR connection refused", "2025-10-20T06:48:02Z ERROR giving up"}, []string{"connection refused", "giving up"}},
		"JSON":            {[]string{`{"ts":"2025-10-20T06:48:01Z","level":"error","msg":"connection \"db\" refused"}`}, []string{`connection "db" refused`}},
		"JSON, no time":   {[]string{`{"level":"error","msg":"connection refused"}`, `{"level":"info","message":"fine"}`}, []string{"connection refused", "fine"}},
		"JSON, no words":  {[]string{`{"took":3}`}, []string{`{"took":3}`}},
		"no JSON":         {[]string{`{took 3`, `{"a":`}, []string{`{took 3`, `{"a":`}},
		"logfmt":          {[]string{`time=2025-10-20T06:48:01Z level=error msg="connection refused" peer=db`}, []string{`connection refused`}},
		"several lines":   {[]string{"it broke\n\tat main.go:3\n", "{\"msg\":\"it broke\\nthere\"}"}, []string{"it broke", "it broke"}},
		"a mix":           {[]string{"plain words", `{"msg":"in JSON"}`, ""}, []string{"plain words", "in JSON", ""}},
		"invalid UTF-8":   {[]string{"caf\xe9 closed"}, []string{"caf\ufffd closed"}},
		"bare NUL in one": {[]string{"a\x00b"}, []string{"a\x00b"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := []string{}
			for _, m := range logs.Messages(tc.lines) {
				got = append(got, m.Text)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMessagesStateLevels(t *testing.T) {
	for line, want := range map[string]string{
		`{"level":"WARN","msg":"slow"}`: "warning", "2025-10-20T06:48:01Z ERROR refused": "error", "[error] refused": "error", "an error occurred": "",
		`{"level":30,"msg":"fine"}`: "info", "plain": "",
	} {
		if got := logs.Messages([]string{line})[0].Level; got != want {
			t.Errorf("%s: %q", line, got)
		}
	}
}

// TestAsWritten: a part of a message is found in its line, plain or as JSON has it, whichever way that is escaped.
func TestAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringOfN(rapid.RuneFrom([]rune("ab.*(<>&\"\\/é€\t\u2028\x7f")), 1, 8, -1).Draw(t, "part")
		re, err := regexp.Compile("^(?:" + logs.AsWritten(part) + ")$")
		if err != nil {
			t.Fatal(err)
		}
		escaped, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		var plain bytes.Buffer
		e := json.NewEncoder(&plain)
		e.SetEscapeHTML(false)
		if err := e.Encode(part); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{part, inside(string(escaped)), inside(strings.TrimSuffix(plain.String(), "\n"))} {
			if !re.MatchString(text) {
				t.Fatalf("%s is not found in %s", re, text)
			}
		}
	})
	if !regexp.MustCompile(logs.AsWritten("café")).MatchString(`caf\u00E9`) {
		t.Error("what is escaped beyond need is not found")
	}
	if regexp.MustCompile(logs.AsWritten("a.b")).MatchString("axb") {
		t.Error("a full stop is any letter")
	}
}

// inside is a quoted text without its quotes.
func inside(quoted string) string { return quoted[1 : len(quoted)-1] }

func TestFailures(t *testing.T) {
	re := regexp.MustCompile(logs.Failures)
	for text, want := range map[string]bool{
		"request failed": true, "java.io.IOException: gone": true, "ERROR": true, "db_error": true, "connection refused.": true, "timed out after 3 s": true,
		"terrors of the deep": false, "erratic": false, "failover done": false, "all fine": false, "panicle": false, "TimeoutError: x": true, "out of memorykilled": true,
	} {
		if re.MatchString(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

// TestFailuresAreAll: what speaks of a failure by the exact expression does so by the short one.
func TestFailuresAreAll(t *testing.T) {
	exact, short := regexp.MustCompile(logs.FailureWords), regexp.MustCompile(logs.Failures)
	parts := append(logs.FailurePhrases(), "no", "0", "x", "IOError", "KeyException", "status", "statusCode", "503", "512", " of memory", "=", ":", " ", "\"", "_", "\n", "none", "-")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 6).Draw(t, "parts"), "")
		if exact.MatchString(text) && !short.MatchString(text) {
			t.Fatalf("%q", text)
		}
	})
}

func TestDoubtful(t *testing.T) {
	for level, want := range map[string]bool{"": true, "WARN": true, "warning": true, "4": true, "error": false, "I": false, "nobody knows": true} {
		if logs.Doubtful(level) != want {
			t.Errorf("%q: %t", level, !want)
		}
	}
}
