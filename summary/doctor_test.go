package summary_test

import (
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
)

// TestDoctorFitsItsSchema: the contract of pes doctor is current, and holds for what is well, for what nobody could ask, and for what is to be mended.
func TestDoctorFitsItsSchema(t *testing.T) {
	at, yes, no, skew := time.Date(2026, 2, 17, 14, 4, 0, 0, time.UTC), true, false, -3600.0
	window := event.Window{From: at, To: at.Add(time.Hour)}
	contract{
		file: "doctor.schema.json", title: summary.DoctorSchema, of: &summary.Doctor{},
		description: "What `pes doctor -f json` prints. Instants are RFC 3339 in UTC, null is unknown, a system with findings is to be mended.",
		fitting: map[string]any{
			"well": summary.Doctor{Schema: summary.DoctorSchema, Window: window, Sources: []summary.Checked{{
				Name: "prom", System: "prometheus", Kind: "alert", Version: "2.42.0", Reachable: &yes, Authorized: &yes, Since: &at, Asks: []string{"ALERTS[1h]"},
				Findings: []summary.Finding{},
			}}},
			"to be mended": summary.Doctor{Schema: summary.DoctorSchema, Window: window, Assumed: true, Sources: []summary.Checked{
				{Name: "room", System: "slack", Kind: "message", Authorized: &no, Findings: []summary.Finding{{Text: "token_env: NO_SUCH is not set", Fix: "export it"}}},
				{Name: "logs", System: "loki", Kind: "log", Reachable: &no, Skew: &skew, Notes: []string{"all streams"}, Findings: []summary.Finding{{Text: "cut"}}},
			}},
		},
	}.test(t)
}
