package incident

import (
	"slices"
	"strings"
	"testing"
	"time"
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
		if got := nearest(tt.word, tt.known); got != tt.want {
			t.Errorf("nearest(%.40q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"form", "from", 1}, {"abc", "abc", 0}, {"title", "tilte", 1},
	}
	for _, tt := range tests {
		if got := editDistance(tt.a, tt.b); got != tt.want {
			t.Errorf("editDistance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
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

func TestExcerptKeepsColumns(t *testing.T) {
	line := strings.Repeat("x", 300) + "HERE" + strings.Repeat("y", 300)
	text, column := excerpt(line, 301)
	if !strings.HasPrefix(text[column-1:], "HERE") {
		t.Errorf("column %d of %q", column, text)
	}
	if len(text) > excerptWidth {
		t.Errorf("%d characters", len(text))
	}
}
