package live

import (
	"time"

	"github.com/pes-dev/pes/event"
)

// Bounded is a window with both ends, as systems want it: without an end it ends now, without a beginning it lasts a day.
func (e Env) Bounded(w event.Window) event.Window {
	if w.To.IsZero() {
		w.To = e.Time()
	}
	if w.From.IsZero() {
		w.From = w.To.Add(-24 * time.Hour)
	}
	return w
}

// Wide is a bounded window with what lies around it, as far as time has come.
func (e Env) Wide(w event.Window, around time.Duration) event.Window {
	wide := event.Window{From: w.From.Add(-around), To: w.To.Add(around)}
	if now := e.Time(); !now.IsZero() && now.Before(wide.To) {
		wide.To = now
	}
	if wide.To.Before(w.To) {
		wide.To = w.To
	}
	return wide
}
