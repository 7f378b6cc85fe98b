package logs

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// said makes messages of the words and signs that the rules are about.
func saidMessages() *rapid.Generator[string] {
	words := []string{
		"error", "Error", "ERROR", "errors", "failed", "timeout", "timed", "out", "of memory", "TypeError", "Error", "IOException", "Exception", "xError",
		"0", "no", "No", "NO", "without", "zero", "none", "nil", "null", "<nil>", "<nil>x", "false", "falsehood", "00", "now", "n", "zer", "zeroes", "5", "42",
		"status", "code", "503", "499", "5000", "HTTP", "returned", "retry", "order", "x", "withoutx", "nothing", "panic", "é",
	}
	gaps := []string{" ", "=", ":", ": ", "= ", "\"", "'", " \"", "=\"", ":\"", "_", "-", ".", "", ", ", "/"}
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(0, 5).Draw(t, "words") {
			b.WriteString(rapid.SampledFrom(gaps).Draw(t, "gap"))
			b.WriteString(rapid.SampledFrom(words).Draw(t, "word"))
		}
		b.WriteString(rapid.SampledFrom(gaps).Draw(t, "end"))
		return b.String()
	})
}

func TestFailureWordsAreThoseOfFiles(t *testing.T) {
	rx := regexp.MustCompile(FailureWords)
	check := func(t interface{ Errorf(string, ...any) }, message string) {
		if got, want := rx.MatchString(message), failing([]byte(Message(message))); got != want {
			t.Errorf("%q: by the expression %t, of files %t", message, got, want)
		}
	}
	for _, m := range []string{
		"", "error", "no error", "0 errors", "10 errors", "error=0", "error: 0", "error: 5", "error=none", "error=no route", "error= x", "error=\"x\"",
		"upstream timed out", "timed  out", "java.lang.OutOfMemoryError: heap", "GET / HTTP/1.1\" 503 12", "status=503", "status 5030", "db_error raised",
		"one failed\nsecond", "fine\nfailed", "\n\nfailed", "error:<nil>", "error=<nil>", "error=<nil>x", "error:", "error=", "errorx", "xerror",
	} {
		check(t, m)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, saidMessages().Draw(t, "message")) })
}

func TestStatedWordsAreThoseOfFiles(t *testing.T) {
	rx := map[string]*regexp.Regexp{}
	for _, meant := range []string{"error", "critical", "warning", "info", ""} {
		rx[meant] = regexp.MustCompile(StatedWords(meant))
	}
	for _, m := range []string{
		"ERROR no route", "[error] no route", "error no route", "Error: no route", "level=error x", "a b c d e ERROR", "a b c d e f ERROR", "[core:error] x",
		"WARN x", "<warn> x", "an INFO x", "fatal: x", "FATAL x", "x ALERT", "(debug) x", "severity=WARNING x", "no level at all", "", "INFORM x", "xINFO y", "an error occurred",
	} {
		l := inMessage([]byte(m))
		for meant, want := range map[string]bool{
			"error": l == erroneous, "critical": l == critical, "warning": l == warning, "info": l == info || l == debug, "": l != unsaid,
		} {
			if got := rx[meant].MatchString(m); got != want {
				t.Errorf("%q states %q: by the expression %t, of files %t", m, meant, got, want)
			}
		}
	}
}
