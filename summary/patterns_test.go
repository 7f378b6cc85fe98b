package summary_test

import (
	"testing"
	"time"

	"github.com/pes-dev/pes/summary"
)

// TestPatternsFitTheirSchemas: the contracts of pes patterns are current, and hold for what is empty and for what is full.
func TestPatternsFitTheirSchemas(t *testing.T) {
	at, level, ratio, text := time.Date(2026, 2, 17, 14, 4, 0, 0, time.UTC), "error", 3.5, "gzip stream ends in the middle"
	pattern := summary.Pattern{
		ID: "P-2tg39dj2", Template: "charge <*> failed", Count: 3, Share: 0.1, First: &at, Last: &at, Level: &level,
		Services: []summary.PatternService{{Name: "payments", Count: 3}}, Trend: &summary.Trend{Start: at, Step: 60, Counts: []uint32{3}},
		Sample: "charge 17 failed", File: "app.log", Line: 1,
	}
	lines := summary.PatternLines{Count: 30, Undated: 1, Unkept: 2, First: &at, Last: &at}
	sources := []summary.LogSource{{Name: "app.log", Format: "plain-text", Error: &text, Notes: []string{"times without a zone read as UTC"}}}
	bare := summary.Pattern{ID: "P-2tg39dj2", Services: []summary.PatternService{}}
	for _, c := range []contract{
		{
			file: "patterns.schema.json", title: summary.PatternsSchema, of: &summary.Patterns{},
			description: "What `pes patterns -f json` prints. Instants are RFC 3339 in UTC, steps are seconds, null is unknown.",
			fitting: map[string]any{
				"nothing": summary.Patterns{Schema: summary.PatternsSchema, Patterns: []summary.Pattern{}, Sources: []summary.LogSource{}},
				"patterns": summary.Patterns{
					Schema: summary.PatternsSchema, Window: summary.Window{From: &at}, Lines: lines, Total: 2, Patterns: []summary.Pattern{pattern, bare}, Sources: sources,
				},
			},
		},
		{
			file: "patterns-against.schema.json", title: summary.AgainstSchema, of: &summary.Against{},
			description: "What `pes patterns --against … -f json` prints. Instants are RFC 3339 in UTC, steps are seconds, null is unknown.",
			fitting: map[string]any{
				"nothing": summary.Against{
					Schema: summary.AgainstSchema, RateUnit: "lines/min", Changes: []summary.PatternChange{}, Sources: []summary.LogSource{},
				},
				"changes": summary.Against{
					Schema: summary.AgainstSchema, At: &at, Before: summary.Span{Name: "before", From: &at, To: &at, Lines: lines}, RateUnit: "lines/1000 lines",
					Traffic: &ratio, Total: summary.AgainstTotals{New: 1}, Sources: sources,
					Changes: []summary.PatternChange{
						{Change: "grown", Before: summary.Rate{Count: 2, Rate: 1}, After: summary.Rate{Count: 7, Rate: 3.5}, Ratio: &ratio, Pattern: pattern},
						{Change: "new", After: summary.Rate{Count: 7, Rate: 3.5}, Pattern: bare},
					},
				},
			},
		},
	} {
		t.Run(c.title, c.test)
	}
}
