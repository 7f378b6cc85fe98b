package when

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLengths(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []time.Duration
	}{
		{"it lasted 43 minutes", []time.Duration{43 * time.Minute}},
		{"within one minute", []time.Duration{time.Minute}},
		{"an hour and a half, then 1h30m", []time.Duration{90 * time.Minute, 90 * time.Minute}},
		{"for about two hours", []time.Duration{2 * time.Hour}},
		{"a 34 minute outage", []time.Duration{34 * time.Minute}},
		{"v1.2 of 14:05, 5 nodes, m5.large, 43minutesold", nil},
		{"", nil},
	} {
		var got []time.Duration
		for _, l := range Lengths(tt.text, 8) {
			got = append(got, l.Value)
			if strings.TrimSpace(tt.text[l.Start:l.End]) == "" {
				t.Errorf("%q: the words of %v are empty", tt.text, l.Value)
			}
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("lengths of %q (-want +got):\n%s", tt.text, d)
		}
	}
	if got := Lengths(strings.Repeat("5 minutes ", 100), 3); len(got) != 3 {
		t.Errorf("%d lengths, want the limit of 3", len(got))
	}
}
