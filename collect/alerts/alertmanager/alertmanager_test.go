package alertmanager_test

import (
	"net/http"
	"testing"

	"github.com/pes-dev/pes/collect/alerts/alertmanager"
	"github.com/pes-dev/pes/collect/live/livetest"
)

func TestConformance(t *testing.T) {
	livetest.Run(t, livetest.Subject{
		Kind: alertmanager.Kind(),
		Serve: func(*testing.T) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/v2/alerts", func(w http.ResponseWriter, _ *http.Request) {
				w.Write([]byte(`[{"labels":{"alertname":"HighErrorRate","service":"api"},"annotations":{},"startsAt":"2025-10-20T06:50:00Z","endsAt":"2025-10-21T12:05:00Z","updatedAt":"2025-10-21T12:00:00Z","fingerprint":"2f5a0e5f1a0a6b1c","status":{"state":"active","silencedBy":[],"inhibitedBy":[]}}]`))
			})
			mux.HandleFunc("GET /api/v2/silences", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`[]`)) })
			mux.HandleFunc("GET /api/v2/status", func(w http.ResponseWriter, _ *http.Request) {
				w.Write([]byte(`{"versionInfo":{"version":"0.25.0"},"uptime":"2025-10-01T00:00:00Z"}`))
			})
			return livetest.Bearer(mux)
		},
		Env:   map[string]string{"ALERTMANAGER_TOKEN": livetest.Secret},
		Least: 1,
	})
}
