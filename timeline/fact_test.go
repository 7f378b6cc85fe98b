package timeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

func TestFacts(t *testing.T) {
	type fact struct {
		Value float64
		Unit  string
	}
	for _, tt := range []struct {
		name, text string
		want       []fact
	}{
		{"services", "142 services were affected.", []fact{{142, "services"}}},
		{"thousands", "The outage hit 1,266 page builds and about 2 million users.", []fact{{2e6, "users"}, {1266, "builds"}}},
		{"shares", "On average 39.5% of the requests failed, 71 % at the peak.", []fact{{71, "%"}, {39.5, "%"}}},
		{"part of a name", "Launches of new EC2 instances fail with 5xx errors.", nil},
		{"a guess", "Maybe 300 customers are affected.", nil},
		{"no impact", "We deployed to 12 hosts.", nil},
		{"over a hundred", "CPU load rose by 300% and requests failed.", nil},
		{"not a share", "version1.2% failed", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []fact
			for _, f := range Build([]event.Event{note("14:10", tt.text)}, nil, Options{}).Facts {
				got = append(got, fact{f.Value, f.Unit})
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("facts of %q (-want +got):\n%s", tt.text, d)
			}
		})
	}
}

func TestClip(t *testing.T) {
	tests := map[string]string{
		"one two": "one two", " one": "one", "one ": "one", "one  two": "one two", "one\ttwo": "one two", "größe  two": "größe two",
		"größe two": "größe two", "a\u00a0b": "a b", "é\n": "é", "": "", " ": "", "x\u2009y z": "x y z", "é ": "é",
	}
	for in, want := range tests {
		if got := clip(in, 100); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := clip("one two three four", 9); got != "one two …" {
		t.Errorf("got %q", got)
	}
}
