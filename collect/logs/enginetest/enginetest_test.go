package enginetest_test

import (
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs/enginetest"
)

// Scanning finds the outage: what engines are held to is worth it.
func TestScanned(t *testing.T) {
	b := enginetest.Scanned(t, enginetest.Records(), livetest.Window)
	var first, last time.Time
	for _, e := range b.Events {
		t.Logf("%s %s %s %s to %s, %d times: %s", e.ID, e.Service, e.Severity, e.At.Format(time.RFC3339Nano), e.Until.Format(time.RFC3339Nano), e.Count, e.Text)
		if e.Service == "payments" {
			if first.IsZero() || e.At.Before(first) {
				first = e.At
			}
			if e.Until.After(last) {
				last = e.Until
			}
		}
	}
	if first.Sub(enginetest.Onset).Abs() > 10*time.Second || last.Sub(enginetest.Recovery).Abs() > 10*time.Second {
		t.Errorf("the outage of payments is from %s to %s", first, last)
	}
}
