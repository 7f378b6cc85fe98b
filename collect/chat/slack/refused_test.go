package slack_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/chat/slack"
	"github.com/pes-dev/pes/collect/chat/slack/slacktest"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
)

// without are all scopes but some.
func without(scopes ...string) []string {
	return slices.DeleteFunc(slacktest.AllScopes(), func(s string) bool { return slices.Contains(scopes, s) })
}

// A refusal is told with its cause, Slack's word and what to do.
func TestRefused(t *testing.T) {
	grant := func(w *slacktest.Workspace, scopes []string) {
		w.Grant(livetest.Secret, slacktest.Token{User: "U0PESBOT", Bot: "B0PES", Scopes: scopes})
	}
	code := func(method, code string) func(*slacktest.Workspace) {
		return func(w *slacktest.Workspace) {
			w.Intercept = func(_ int, c slacktest.Call) *slacktest.Answer {
				if c.Method == method {
					return slacktest.Refusal(code)
				}
				return nil
			}
		}
	}
	for name, tt := range map[string]struct {
		channels   []string
		set        func(*slacktest.Workspace)
		cause, fix string
		events     int // that came nevertheless, at least
	}{
		"no scope":                  {set: func(w *slacktest.Workspace) { grant(w, without("channels:history")) }, cause: "#inc-checkout: the token lacks the scope channels:history, and has channels:read, groups:history", fix: "add channels:history to the app"},
		"no scope for private ones": {channels: []string{incident, secret}, set: func(w *slacktest.Workspace) { grant(w, without("groups:history")) }, cause: "#inc-legal: the token lacks the scope groups:history", fix: "add groups:history", events: 10},
		"not invited":               {channels: []string{"C0ELSEWHERE", incident}, cause: "#payments: the token's owner is not in the channel (not_in_channel)", fix: "type /invite @pes;", events: 10},
		"no such channel":           {channels: []string{"C0NOWHERE", incident}, cause: "C0NOWHERE: there is no such channel", fix: "type in it /invite @pes", events: 10},
		"a channel of others":       {channels: []string{"https://rival.slack.com/archives/C0NOWHERE"}, cause: "there is no such channel", fix: "the address is of rival.slack.com and the token of acme.slack.com"},
		"an unknown name":           {channels: []string{"#inc-nothing"}, cause: "#inc-nothing: no channel that the token can see is called that", fix: "by its address"},
		"no token":                  {set: code("auth.test", "not_authed"), cause: "no token was sent (not_authed)", fix: "SLACK_TOKEN"},
		"wrong token":               {set: code("auth.test", "invalid_auth"), cause: "(invalid_auth)", fix: "xoxb-"},
		"app removed":               {set: code("auth.test", "account_inactive"), cause: "(account_inactive)", fix: "install the app"},
		"revoked":                   {set: code("conversations.history", "token_revoked"), cause: "(token_revoked)", fix: "new token"},
		"limited for ever":          {set: code("conversations.history", "ratelimited"), cause: "(ratelimited)", fix: "timeout:"},
		"broken for ever":           {set: code("conversations.replies", "internal_error"), cause: "(internal_error)", fix: "run it again later", events: 10},
		"locked away":               {set: code("conversations.history", "ekm_access_denied"), cause: "(ekm_access_denied)", fix: "administrator"},
		"something new":             {set: code("conversations.history", "moon_phase\x1b[31m"), cause: "(moon_phase)", fix: "https://docs.slack.dev/reference/methods/conversations.history"},
		"something secret":          {set: code("conversations.history", livetest.Secret), cause: "([credential])", fix: "docs.slack.dev"},
		"nothing":                   {set: code("conversations.history", ""), cause: "(an error without a name)", fix: "docs.slack.dev"},
		"people":                    {set: code("users.info", "internal_error"), cause: "(internal_error)", fix: "run it again later", events: 10},
		"one thread":                {set: code("conversations.replies", "not_in_channel"), cause: "not_in_channel", fix: "/invite", events: 10},
	} {
		t.Run(name, func(t *testing.T) {
			w := scene()
			if tt.set != nil {
				tt.set(w)
			}
			channels := tt.channels
			if channels == nil {
				channels = []string{incident}
			}
			b, err := source(t, w, settings(channels...)).Collect(t.Context(), livetest.Window)
			r := b.Reports[0]
			if err == nil || !strings.Contains(r.Error, tt.cause) || !strings.Contains(r.Fix, tt.fix) {
				t.Errorf("%q, fix %q; want %q, %q", r.Error, r.Fix, tt.cause, tt.fix)
			}
			if len(b.Events) < tt.events || len(r.Asked.Covered) > 0 {
				t.Errorf("%d events, covered %v", len(b.Events), r.Asked.Covered)
			}
		})
	}
}

// What can be done without is done without, and is said.
func TestDoneWithout(t *testing.T) {
	for name, tt := range map[string]struct {
		scopes  []string
		note    string
		private bool
		actor   string
	}{
		"pins":     {without("pins:read"), "pinned messages of C0INCIDENT are known by the messages alone (pins.list: the token lacks the scope pins:read", false, "ines"},
		"users":    {without("users:read"), "names are not known, and ids stand for them (users.info: the token lacks the scope users:read", false, ""},
		"channels": {without("channels:read"), "it is taken to be private (conversations.info: the token lacks the scope channels:read", true, "ines"},
	} {
		t.Run(name, func(t *testing.T) {
			w := scene()
			w.Grant(livetest.Secret, slacktest.Token{User: "U0PESBOT", Bot: "B0PES", Scopes: tt.scopes})
			src := source(t, w, settings(incident))
			for range 2 {
				b := collect(t, src, livetest.Window)
				if notes := strings.Join(b.Reports[0].Notes, "\n"); !strings.Contains(notes, tt.note) {
					t.Errorf("notes %q", notes)
				}
				for _, e := range b.Events {
					if e.Text == "the first" && (e.Private != tt.private || e.Actor.Name != tt.actor || e.Actor.ID != "U0IC") {
						t.Errorf("%+v", e)
					}
				}
			}
			if n := methods(w.Calls())["users.info"]; name == "users" && n != 1 {
				t.Errorf("users.info was asked for %d times", n)
			}
		})
	}
}

// How a source is: whom the token speaks for, what it may not do, whether it is in the channels, how far back it sees.
func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		channels []string
		set      func(*slacktest.Workspace)
		cause    string
		fix      string
		notes    []string
		since    time.Time
		denied   bool
	}{
		"well": {notes: []string{"the token is of the bot pes in the workspace acme", "more than 3 days"}},
		"a user": {set: func(w *slacktest.Workspace) {
			w.Grant(livetest.Secret, slacktest.Token{User: "U0IC", Scopes: slacktest.AllScopes()})
		}, channels: []string{"C0ELSEWHERE"}, notes: []string{"the user ines"}},
		"scopes": {channels: []string{incident, secret, direct}, set: func(w *slacktest.Workspace) {
			w.Grant(livetest.Secret, slacktest.Token{User: "U0PESBOT", Bot: "B0PES", Scopes: without("channels:history", "groups:history", "im:history", "users:read", "pins:read")})
		}, cause: "the token lacks the scope channels:history, groups:history, im:history", fix: "add channels:history, groups:history, im:history", notes: []string{"users:read", "pins:read"}},
		"not in it":     {channels: []string{"C0ELSEWHERE", incident}, cause: "#payments: the token's owner is not in the channel", fix: "/invite"},
		"two of three":  {channels: []string{"C0NOWHERE", incident, "C0ELSEWHERE"}, cause: "(channel_not_found); POST ", fix: "/invite"},
		"no channel":    {channels: []string{"C0NOWHERE"}, cause: "C0NOWHERE: there is no such channel", fix: "/invite"},
		"a free plan":   {set: func(w *slacktest.Workspace) { w.Hidden = time.Unix(1760940000, 0) }, notes: []string{"90 days"}, since: livetest.Now.AddDate(0, 0, -90)},
		"a wrong token": {set: func(w *slacktest.Workspace) { w.Grant(livetest.Secret, slacktest.Token{}); w.Intercept = refuseAuth }, cause: "invalid_auth", fix: "token", denied: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := scene()
			if tt.set != nil {
				tt.set(w)
			}
			channels := tt.channels
			if channels == nil {
				channels = []string{incident}
			}
			h := source(t, w, settings(channels...)).Check(t.Context(), livetest.Window)
			if !h.Reachable || h.Authorized == tt.denied || (h.Err == nil) != (tt.cause == "") || len(h.Asks) != 3*len(channels) || !h.Since.Equal(tt.since) {
				t.Errorf("%+v", h)
			}
			if h.Err != nil && (!strings.Contains(h.Err.Error(), tt.cause) || !strings.Contains(live.Fix(h.Err), tt.fix)) {
				t.Errorf("%v, fix %q", h.Err, live.Fix(h.Err))
			}
			for _, n := range tt.notes {
				if !strings.Contains(strings.Join(h.Notes, "\n"), n) {
					t.Errorf("%q is not in %q", n, h.Notes)
				}
			}
			if n := methods(w.Calls()); n["conversations.replies"] > 0 || n["conversations.history"] > len(channels) {
				t.Errorf("it asked for %v", n)
			}
		})
	}
}

func refuseAuth(int, slacktest.Call) *slacktest.Answer { return slacktest.Refusal("invalid_auth") }

// The ways in which people name a channel, and what is none.
func TestSettings(t *testing.T) {
	kind := slack.Kind()
	for text, url := range map[string]string{
		incident: "", "#inc-checkout": "", "inc-checkout": "", "https://acme.slack.com/archives/C0INCIDENT": "", "https://acme.slack.com/archives/C0INCIDENT/": "",
		"https://acme.slack.com/archives/C0INCIDENT/p1760941000000100?thread_ts=1760930000.000100&cid=C0INCIDENT": "", "https://app.slack.com/client/T0ACME/C0INCIDENT": "",
		"https://agency.slack-gov.com/archives/C0INCIDENT": "https://slack-gov.com",
	} {
		s, err := kind.Flag(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, _ := s["url"].(string); got != url {
			t.Errorf("%s: url %q", text, got)
		}
		b := collect(t, source(t, scene(), s), livetest.Window)
		if len(b.Events) < 15 {
			t.Errorf("%s: %d events", text, len(b.Events))
		}
	}
	for _, text := range []string{"", "#", "https://acme.slack.com/", "https://acme.slack.com/archives/", "https://acme.slack.com/archives/nothing", "https://user@acme.slack.com/archives/C0INCIDENT", "ftp://x/archives/C0INCIDENT", "two words", "acme.slack.com/archives/C0INCIDENT"} {
		if _, err := kind.Flag(text); err == nil || live.Fix(err) == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
	for name, s := range map[string]live.Settings{
		"no channel": {}, "too many": settings(slices.Repeat([]string{incident}, 51)...), "a user": {"channels": "C0INCIDENT", "user": "me"}, "no channel's name": settings("a b"),
		"no url": {"channels": incident, "url": "slack.com"}, "no length": {"channels": incident, "threads_before": "long"},
	} {
		if _, err := kind.Open("x", s, live.Env{}); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
