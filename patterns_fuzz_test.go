package pes_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"unicode"

	"github.com/pes-dev/pes"
)

// FuzzPatternLines: whatever a text log holds, each of its lines is one line behind an id, in every sense of a line; nothing in it moves a
// terminal; and the table of its patterns, which counts as many lines, can be made.
func FuzzPatternLines(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "a", "a\r\n\r\nb", "2025-10-20T06:00:00Z ERROR x: no connection 1\n\tat y.Z(Y.java:1)\n",
		"{\"time\":\"2025-10-20T06:00:00Z\",\"msg\":\"a\"}\n{\"time\":", "a\x0bb\x0cc\x1cd\u0085e\u2028f\u2029g\x1b[2Jh\u202e\n", "\x00\x00\x00\n\xff\n",
		"Oct 20 06:00:00 h s[1]: m\n<13>Oct 20 06:00:00 h s: m\n", "ts=2025-10-20T06:00:00Z level=info msg=\"a b\"\n", "-----BEGIN PRIVATE KEY-----\nx\n",
	} {
		f.Add([]byte(seed))
	}
	id := regexp.MustCompile(`^P-[0-9a-hjkmnp-tv-z]{8} `)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(dir, "app.log")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		r := pes.PatternsRequest{Files: []string{name}}
		var out bytes.Buffer
		if _, err := pes.PatternLines(t.Context(), r, &out); err != nil {
			t.Skip() // packed, damaged, or not text
		}
		if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
			t.Skip() // is read as other bytes
		}
		lines := bytes.SplitAfter(out.Bytes(), []byte("\n"))
		lines = lines[:len(lines)-1]
		want := bytes.Count(data, []byte("\n"))
		if len(data) > 0 && data[len(data)-1] != '\n' {
			want++
		}
		if len(lines) != want {
			t.Errorf("%d lines, want %d", len(lines), want)
		}
		for _, line := range lines {
			if !id.Match(line) {
				t.Errorf("no id: %q", line)
			}
			for _, c := range string(line[:len(line)-1]) {
				if unicode.IsControl(c) || c == '\u2028' || c == '\u2029' || unicode.Is(unicode.Bidi_Control, c) {
					t.Errorf("%U in %q", c, line)
				}
			}
		}
		res, err := pes.Patterns(t.Context(), r, pes.PatternsOptions{})
		if err != nil || len(res.Text) == 0 {
			t.Errorf("%q, %v", res.Text, err)
		}
	})
}
