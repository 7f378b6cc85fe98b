package render_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// TestWhatMetersCountedIsNoLog: a rise of failed requests is told as one in the document and on the terminal, and nothing of it as lines of a log.
func TestWhatMetersCountedIsNoLog(t *testing.T) {
	start := time.Date(2025, 10, 20, 6, 48, 0, 0, time.UTC)
	tl := timeline.Build([]event.Event{{
		ID: "E-00000001", Kind: event.Log, Source: "metrics", Service: "tickets", Severity: event.Error, At: start, Until: start.Add(time.Hour), Count: 20_400,
		Text:   "failed requests rose from 0.024 % to 33 % of requests",
		Labels: map[string]string{"change": "error-rate-rise", "counted": "requests", "unit": "share", "before": "0.00024", "during": "0.33", "peak": "0.34"},
	}}, nil, timeline.Options{})
	s := summary.New(tl, summary.Meta{Title: "Tickets"})
	document, err := render.Markdown(s, "pes", render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := render.TimelineTable(&table, s, render.TerminalOptions{}); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"document": string(document), "terminal": table.String()} {
		if !strings.Contains(text, "metric") || !strings.Contains(text, "20,400 failed requests") || strings.Contains(text, "lines") || strings.Contains(text, "in the logs") {
			t.Errorf("%s:\n%s", name, text)
		}
	}
	if !strings.Contains(string(document), "% of requests") {
		t.Errorf("document:\n%s", document)
	}
}
