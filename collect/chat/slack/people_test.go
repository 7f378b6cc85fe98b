package slack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pes-dev/pes/collect/chat/slack/slacktest"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// Who wrote and who is mentioned is asked for once, others are not.
func TestPeople(t *testing.T) {
	w := scene()
	src := source(t, w, settings(incident))
	collect(t, src, livetest.Window)
	var asked []string
	for _, c := range w.Calls() {
		if c.Method == "users.info" {
			asked = append(asked, c.Args["user"])
		}
	}
	slices.Sort(asked)
	if diff := cmp.Diff([]string{"U0DB", "U0DEPLOY", "U0IC", "U0LURKER", "U0VENDOR", "USLACKBOT"}, asked); diff != "" {
		t.Error(diff)
	}
	w.Forget()
	collect(t, src, livetest.Window)
	if n := methods(w.Calls()); n["users.info"] > 0 || n["auth.test"] > 0 || n["conversations.history"] != 1 {
		t.Errorf("again it asked for %v", n)
	}
}

// Of many people the list is read instead, and those who are not in it are asked for by name.
func TestManyPeople(t *testing.T) {
	w := scene()
	for i := range 450 {
		id := fmt.Sprintf("U0MANY%d", i)
		w.AddUser(id, fmt.Sprint("name", i), "", nil)
		w.Post(incident, slacktest.Text(fmt.Sprintf("1760946000.%06d", i), id, "me, too"))
	}
	w.Intercept = func(_ int, c slacktest.Call) *slacktest.Answer {
		if c.Method == "users.info" && strings.HasPrefix(c.Args["user"], "U0MANY") {
			t.Errorf("%s is asked for", c.Args["user"])
		}
		return nil
	}
	got := collect(t, source(t, w, settings(incident)), livetest.Window)
	if n := methods(w.Calls()); n["users.list"] != 3 || n["users.info"] != 1 {
		t.Errorf("it asked for %v", n)
	}
	want := exported(t, w, livetest.Window, "inc-checkout")
	ignore := cmpopts.IgnoreFields(event.Event{}, "Source", "Refs")
	old := func(e event.Event) bool {
		return e.Text == "long before, answered now" || e.Text == "to what nobody looks back for"
	}
	want.Events = slices.DeleteFunc(want.Events, old)
	if diff := cmp.Diff(want.Events, got.Events, ignore); diff != "" {
		t.Error(diff)
	}
}

// A bot that does not say its name is asked for.
func TestBots(t *testing.T) {
	w := scene()
	w.Post(incident, slacktest.Message{"ts": "1760946000.000100", "subtype": "bot_message", "bot_id": "B0ALERT", "text": "it fires"},
		slacktest.Message{"ts": "1760946001.000100", "subtype": "bot_message", "bot_id": "B0GONE", "text": "it fired"})
	names := map[string]event.Actor{}
	for _, e := range collect(t, source(t, w, settings(incident)), livetest.Window).Events {
		names[e.Text] = e.Actor
	}
	if got := names["it fires"]; got != (event.Actor{ID: "B0ALERT", Name: "Pager", Bot: true}) {
		t.Errorf("%+v", got)
	}
	if got := names["it fired"]; got != (event.Actor{ID: "B0GONE", Bot: true}) {
		t.Errorf("%+v", got)
	}
}

// A channel is found by its name, page by page, also by a token that sees public channels alone.
func TestFoundByName(t *testing.T) {
	for name, scopes := range map[string][]string{"all": slacktest.AllScopes(), "public ones": without("groups:read")} {
		t.Run(name, func(t *testing.T) {
			w := scene()
			w.Grant(livetest.Secret, slacktest.Token{User: "U0PESBOT", Bot: "B0PES", Scopes: scopes})
			for i := range 300 {
				w.AddChannel(slacktest.Channel{ID: fmt.Sprintf("C0000%05d", i), Name: fmt.Sprint("other-", i)})
			}
			src := source(t, w, settings("#inc-checkout", incident))
			b := collect(t, src, livetest.Window)
			if len(b.Events) < 15 || !strings.Contains(b.Reports[0].Asked.Queries[0], "channel="+incident) {
				t.Errorf("%d events, asked %q", len(b.Events), b.Reports[0].Asked.Queries)
			}
			if n := methods(w.Calls()); n["conversations.list"] < 2 || n["conversations.history"] != 1 {
				t.Errorf("it asked for %v", n)
			}
			w.Forget()
			collect(t, src, livetest.Window)
			if n := methods(w.Calls()); n["conversations.list"] > 0 {
				t.Errorf("again it asked for %v", n)
			}
		})
	}
}

// Whoever mentions people without end costs a run some minutes, and no names of those who wrote.
func TestMentionsWithoutEnd(t *testing.T) {
	w := scene()
	for n := range 9 {
		var spam []string
		for i := range 300 {
			spam = append(spam, fmt.Sprintf("<@U0X%dY%d> <#C0000%dY%d>", n, i, n, i))
		}
		w.Post(incident, slacktest.Text(fmt.Sprintf("1760946000.%06d", n), "U0VENDOR", strings.Join(spam, " ")))
	}
	b := collect(t, source(t, w, settings(incident)), livetest.Window)
	wrote := map[string]bool{}
	for _, e := range b.Events {
		wrote[e.Actor.Name] = true
	}
	if !wrote["ines"] || !wrote["dana"] || !wrote["vic"] {
		t.Errorf("who wrote: %v", wrote)
	}
	if n := methods(w.Calls()); n["users.info"]+n["conversations.info"] > 310 || !strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "more than 300 are mentioned") {
		t.Errorf("it asked for %v, notes %q", n, b.Reports[0].Notes)
	}
}

// When the token is revoked, nothing more is asked.
func TestNothingIsAskedInVain(t *testing.T) {
	w := scene()
	w.Intercept = func(_ int, c slacktest.Call) *slacktest.Answer {
		if c.Method == "users.info" {
			return slacktest.Refusal("token_revoked")
		}
		return nil
	}
	if _, err := source(t, w, settings(incident)).Collect(t.Context(), livetest.Window); err == nil {
		t.Error("no error")
	}
	if calls := w.Calls(); calls[len(calls)-1].Method != "users.info" || methods(calls)["users.info"] != 1 {
		t.Errorf("it asked for %v", methods(calls))
	}
}

// What Slack tells of somebody may be little.
func TestStrangers(t *testing.T) {
	w := scene()
	w.Intercept = func(_ int, c slacktest.Call) *slacktest.Answer {
		if c.Method == "users.info" {
			return &slacktest.Answer{Body: `{"ok":true,"user":{"name":"n-` + c.Args["user"] + `"}}`}
		}
		return nil
	}
	for _, e := range collect(t, source(t, w, settings(secret)), livetest.Window).Events {
		if e.Actor != (event.Actor{ID: "U0IC", Name: "n-U0IC"}) {
			t.Errorf("%+v", e.Actor)
		}
	}
}

// Progress is told.
func TestProgress(t *testing.T) {
	var said []string
	src := told(t, scene(), settings(incident), func(done, total int64, what string) { said = append(said, fmt.Sprint(done, "/", total, " ", what)) })
	collect(t, src, livetest.Window)
	if !slices.Contains(said, "5/0 messages") || !slices.Contains(said, "2/3 threads") {
		t.Errorf("%q", said)
	}
}
