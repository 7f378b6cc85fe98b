package slack_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pes-dev/pes/collect/chat"
	"github.com/pes-dev/pes/collect/chat/slack"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	parent := chat.ID("", incident, "1760930000.000100")
	livetest.Run(t, livetest.Subject{
		Kind:     slack.Kind(),
		Serve:    func(*testing.T) http.Handler { return scene() },
		Settings: settings(incident, secret),
		Env:      map[string]string{"SLACK_TOKEN": livetest.Secret},
		Least:    15,
		Around:   func(e event.Event) bool { return e.ID == parent },
		Refuse: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(`{"ok":false,"error":"invalid_auth","token":"` + livetest.Secret + `"}`))
		}),
	})
}

// The same workspace gives the same events live and by an export, but for where they can be looked up.
func TestExportGivesTheSame(t *testing.T) {
	w := scene()
	for name, window := range map[string]event.Window{"all": {}, "the morning": livetest.Window} {
		t.Run(name, func(t *testing.T) {
			live := settings(incident, secret, direct, several)
			live["threads_before"] = "1000h"
			got := collect(t, source(t, w, live), window)
			want := exported(t, w, window)
			if diff := cmp.Diff(want.Events, got.Events, cmpopts.IgnoreFields(event.Event{}, "Source", "Refs")); diff != "" {
				t.Errorf("(-export +live):\n%s", diff)
			}
			if len(want.Events) < 20 {
				t.Errorf("%d events", len(want.Events))
			}
		})
	}
}
