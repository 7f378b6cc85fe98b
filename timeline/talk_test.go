package timeline

import (
	"slices"
	"testing"

	"github.com/pes-dev/pes/event"
)

// rolesOf lists what a text of a kind does at its own time.
func rolesOf(t *testing.T, kind event.Kind, text string) []Role {
	t.Helper()
	var out []Role
	for _, s := range readText(t, kind, "2026-03-10T14:20:00Z", text) {
		out = append(out, s.Role)
	}
	return out
}

func TestReports(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"anyone else getting 502s off the wiki?", true},
		{"uploads stay in processing for me, someone else?", true},
		{"is nfs dead?", true},
		{"anyone know why nothing merges today?", true},
		{"A client just told me that their webhooks did not arrive", true},
		{"customer says every webhook comes twice since yesterday evening", true},
		{"ward 4C reports no lab results", true},
		{"three students report problems with the server", true},
		{"www renders blank in two browsers", true},

		{"is it fixed?", false},
		{"what broke it, the deploy or the disk?", false},
		{"could it be DNS that is down?", false},
		{"does anyone have the runbook?", false},
		{"the retro of last month's outage is at four", false},
		{"reminder: game day on Thursday, we will break the checkout", false},
		{"restarted the two failed nodes", false},
		{"we need an alert that fires when replication fails", false},
		{"the final report is due on Friday", false},
	} {
		roles := rolesOf(t, event.Chat, tt.text)
		got := slices.Contains(roles, RoleReported) || slices.Contains(roles, RoleNoticed)
		if got != tt.want {
			t.Errorf("%q reports trouble: %v (%v), want %v", tt.text, got, roles, tt.want)
		}
	}
}

func TestInception(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"API error rate jumps to 30%", true},
		{"Portal answers with error 500", true},
		{"file shares unavailable", true},
		{"both uplinks down, campus offline", true},

		{"API error rate jumps again", false},
		{"support reports failed orders", false},
		{"monitoring alerts the on-call (failed orders)", false},
		{"restart of the failed servers", false},
		{"cloud provider asks why the API went down", false},
		{"incident repaired", false},
		{"root cause: the failed migration", false},
	} {
		if got := slices.Contains(rolesOf(t, event.Note, tt.text), RoleBegan); got != tt.want {
			t.Errorf("%q tells of a beginning: %v, want %v", tt.text, got, tt.want)
		}
	}
}

// Logs of conversations come as notes whose lines name who said them, and programs speak in them too.
func TestSpokenNotes(t *testing.T) {
	person := &event.Event{Kind: event.Note, Actor: event.Actor{Name: "fenna"}}
	bot := &event.Event{Kind: event.Note, Actor: event.Actor{Name: "oncall-bot"}}
	line := &event.Event{Kind: event.Note}
	if !spoken(person) || !spoken(bot) || spoken(line) || written(person) || !written(line) {
		t.Error("a note with an actor is spoken, one without is written")
	}
	if machine(person) || !machine(bot) || machine(line) {
		t.Error("only the bot is a machine")
	}
}
