package incident

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/internal/mistake"
)

func TestNearest(t *testing.T) {
	zones := strings.Fields(zoneNames)
	tests := []struct {
		word  string
		known []string
		want  string
	}{
		{"tilte", []string{"id", "title", "kind"}, "title"},
		{"depends-on", []string{"depends_on", "name"}, "depends_on"},
		{"DependsOn", []string{"depends_on", "name"}, "depends_on"},
		{"third_party", Kinds(), "third-party"},
		{"nearmiss", Kinds(), "near-miss"},
		{"x", []string{"id"}, ""},
		{"", []string{"id"}, ""},
		{"outage", Kinds(), ""},
		{"america/new york", zones, "America/New_York"},
		{"Europe/Belrin", zones, "Europe/Berlin"},
		{strings.Repeat("a", 1<<20), zones, ""},
	}
	for _, tt := range tests {
		if got := mistake.Nearest(tt.word, tt.known); got != tt.want {
			t.Errorf("Nearest(%.40q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestZoneNamesAreZones(t *testing.T) {
	zones := strings.Fields(zoneNames)
	if !slices.IsSorted(zones) || len(zones) < 400 {
		t.Errorf("%d zones, sorted: %v", len(zones), slices.IsSorted(zones))
	}
	for _, z := range zones {
		if _, err := time.LoadLocation(z); err != nil {
			t.Errorf("%s: %v", z, err)
		}
	}
}
