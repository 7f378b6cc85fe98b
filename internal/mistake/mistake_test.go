package mistake

import (
	"strings"
	"testing"
)

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
