package live_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
)

func TestWindows(t *testing.T) {
	hour := func(n int) time.Time { return time.Date(2025, 10, 20, n, 0, 0, 0, time.UTC) }
	at := func(n int) live.Env { return live.Env{Now: func() time.Time { return hour(n) }} }
	for name, tt := range map[string]struct{ got, want event.Window }{
		"both ends":         {at(12).Bounded(event.Window{From: hour(6), To: hour(9)}), event.Window{From: hour(6), To: hour(9)}},
		"no end":            {at(12).Bounded(event.Window{From: hour(6)}), event.Window{From: hour(6), To: hour(12)}},
		"none":              {at(12).Bounded(event.Window{}), event.Window{From: hour(12 - 24), To: hour(12)}},
		"around":            {at(20).Wide(event.Window{From: hour(6), To: hour(9)}, time.Hour), event.Window{From: hour(5), To: hour(10)}},
		"not the future":    {at(9).Wide(event.Window{From: hour(6), To: hour(9)}, time.Hour), event.Window{From: hour(5), To: hour(9)}},
		"never narrower":    {at(7).Wide(event.Window{From: hour(6), To: hour(9)}, time.Hour), event.Window{From: hour(5), To: hour(9)}},
		"nobody's own time": {live.Env{}.Wide(event.Window{From: hour(6), To: hour(9)}, time.Hour), event.Window{From: hour(5), To: hour(10)}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
