package clip_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/clip"
)

func TestText(t *testing.T) {
	long := strings.Repeat("é", 600)
	tests := map[string]struct {
		in    string
		limit int
		want  string
	}{
		"short":             {"disk full", 20, "disk full"},
		"exactly":           {"disk full", 9, "disk full"},
		"between runes":     {long, 64, strings.Repeat("é", 20) + " … (cut: 1,200 bytes)"},
		"limit below mark":  {long, 3, " … (cut: 1,200 bytes)"},
		"not even UTF-8":    {strings.Repeat("\xbf", 100), 40, " … (cut: 100 bytes)"},
		"nothing to cut at": {"", 0, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := clip.Text(tt.in, tt.limit); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", -100: "-100"} {
		if got := clip.Grouped(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

// FuzzText: what is cut stays valid UTF-8 if it was, is never longer than the limit unless the mark alone is, and is a prefix before the mark.
func FuzzText(f *testing.F) {
	f.Add("größer", 5)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		got := clip.Text(s, limit)
		if len(s) <= limit && got != s {
			t.Fatalf("%q was changed to %q", s, got)
		}
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Fatalf("%q became invalid: %q", s, got)
		}
		kept, _, _ := strings.Cut(got, " … (cut: ")
		if !strings.HasPrefix(s, kept) && got != s {
			t.Fatalf("%q is no prefix of %q", kept, s)
		}
		if len(got) > max(limit, len(s)) && kept != "" {
			t.Fatalf("%d bytes over the limit of %d", len(got), limit)
		}
	})
}
