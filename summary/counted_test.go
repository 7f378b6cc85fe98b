package summary_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// TestCountedReasons: what a meter counted is not told as lines of logs.
func TestCountedReasons(t *testing.T) {
	clock := summary.NewClock(nil, time.Date(2025, 10, 20, 7, 0, 0, 0, time.UTC))
	for rule, want := range map[string]string{
		"log-rate-rise": "Failed requests for search rose from 1 % to 40 % of requests",
		"log-rate-end":  "Failed requests for search",
		"log-rate-half": "Failed requests of the services that were hit fell below half",
	} {
		r := timeline.Reason{Rule: rule, Kind: event.Log, Service: "search", Before: 0.01, After: 0.4, Unit: "share", Counted: "requests"}
		if got := summary.Why(r, clock); !strings.Contains(got, want) || strings.Contains(got, "log") || strings.Contains(got, "lines") {
			t.Errorf("%s: %q", rule, got)
		}
		if got := summary.Briefly(r); strings.Contains(got, "logs") {
			t.Errorf("%s, briefly: %q", rule, got)
		}
	}
}
