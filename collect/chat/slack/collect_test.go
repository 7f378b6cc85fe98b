package slack_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/collect/chat"
	"github.com/pes-dev/pes/collect/chat/slack/slacktest"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// The window holds what was written in it, to the microsecond, in threads too, and of a thread that began before it the parent.
func TestWindow(t *testing.T) {
	w := scene()
	b := collect(t, source(t, w, settings(incident)), livetest.Window)
	want := []string{
		"deploying checkout 42", "the first", "HighErrorRate firing\ncheckout 7%", "rolled back to 41", "@ines set the channel topic: SEV1",
		"this deploy broke it", "our side is fine", "@dana please look at #payments, @channel, p99 > 2s", "looking", "told to all", "graph", "shared",
		"", "is it?", "resolved", "found: the pool is @lu's", "the last",
	}
	if diff := cmp.Diff(want, texts(b.Events)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var asked []string
	for _, c := range w.Calls() {
		if c.Method == "conversations.replies" {
			asked = append(asked, c.Args["ts"])
		}
		if strings.HasPrefix(c.Method, "conversations.h") || c.Method == "conversations.replies" {
			if c.Args["latest"] != "1760954400.000000" || c.Args["inclusive"] != "1" || c.Args["limit"] != "200" {
				t.Errorf("%+v", c)
			}
		}
	}
	if diff := cmp.Diff([]string{"1760941500.000200", "1760944000.000100", "1760930000.000100"}, asked); diff != "" {
		t.Errorf("threads that were asked for, the youngest first: %s", diff)
	}
	report := b.Reports[0]
	if !slices.ContainsFunc(report.Notes, func(n string) bool { return strings.Contains(n, "older than the window by more than 3 days") }) {
		t.Errorf("no note says what could be missed: %q", report.Notes)
	}
	wantQueries := []string{
		"conversations.history channel=C0INCIDENT oldest=1760680800.000000 latest=1760954400.000000 inclusive=true",
		"conversations.replies channel=C0INCIDENT ts=PARENT oldest=1760940000.000000 latest=1760954400.000000 inclusive=true, for each parent whose latest_reply is in the window or after it",
		"pins.list channel=C0INCIDENT",
	}
	if diff := cmp.Diff(wantQueries, report.Asked.Queries); diff != "" {
		t.Error(diff)
	}
}

// What an event holds, and that its address is the one that Slack gives.
func TestEvent(t *testing.T) {
	w := scene()
	b := collect(t, source(t, w, settings("https://acme.slack.com/archives/"+incident, secret, direct)), livetest.Window)
	of := map[string]event.Event{}
	for _, e := range b.Events {
		of[e.Text] = e
	}
	at := func(s string) time.Time {
		u, err := time.Parse(time.RFC3339Nano, "2025-10-20T"+s+"Z")
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	want := []event.Event{
		{
			ID: chat.ID("", incident, "1760941500.000200"), Source: "chat", Kind: event.Chat, At: at("06:25:00.0002"), Actor: event.Actor{ID: "U0IC", Name: "ines"},
			Text: "@dana please look at #payments, @channel, p99 > 2s", Count: 1, Refs: []event.Ref{{URL: "https://acme.slack.com/archives/C0INCIDENT/p1760941500000200"}},
			Labels: map[string]string{"channel": "inc-checkout", "aliases": "Ines Castro", "pinned": "true", "reactions": "eyes:2"},
		},
		{
			ID: chat.ID("", incident, "1760941000.000100"), Source: "chat", Kind: event.Chat, At: at("06:16:40.0001"), Actor: event.Actor{ID: "U0IC", Name: "ines"}, Text: "this deploy broke it", Count: 1,
			Refs:   []event.Ref{{URL: "https://acme.slack.com/archives/C0INCIDENT/p1760941000000100?thread_ts=1760930000.000100&cid=C0INCIDENT"}},
			Labels: map[string]string{"channel": "inc-checkout", "aliases": "Ines Castro", "pinned": "true", "thread": "1760930000.000100"},
		},
		{
			ID: chat.ID("", incident, "1760945000.000100"), Source: "chat", Kind: event.Chat, At: at("07:23:20.0001"), Actor: event.Actor{ID: "U0IC", Name: "ines"}, Text: "resolved", Count: 1,
			Revised: at("07:24:20"), Refs: []event.Ref{{URL: "https://acme.slack.com/archives/C0INCIDENT/p1760945000000100"}}, Labels: map[string]string{"channel": "inc-checkout", "aliases": "Ines Castro"},
		},
		{
			ID: chat.ID("", incident, "1760944000.000100"), Source: "chat", Kind: event.Chat, At: at("07:06:40.0001"), Actor: event.Actor{ID: "USLACKBOT", Bot: true}, Count: 1, Deleted: true,
			Refs: []event.Ref{{URL: "https://acme.slack.com/archives/C0INCIDENT/p1760944000000100"}}, Labels: map[string]string{"channel": "inc-checkout", "subtype": "tombstone"},
		},
		{
			ID: chat.ID("", secret, "1760942000.000300"), Source: "chat", Kind: event.Chat, At: at("06:33:20.0003"), Actor: event.Actor{ID: "U0IC", Name: "ines"}, Text: "legal says wait", Count: 1, Private: true,
			Refs: []event.Ref{{URL: "https://acme.slack.com/archives/C0SECRETROOM/p1760942000000300"}}, Labels: map[string]string{"channel": "inc-legal", "aliases": "Ines Castro"},
		},
	}
	for _, e := range want {
		if diff := cmp.Diff(e, of[e.Text]); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if !of["between us"].Private || of["our side is fine"].Actor.Name != "vic" || of["rolled back to 41"].Actor != (event.Actor{ID: "U0DEPLOY", Name: "Deployer", Bot: true}) {
		t.Errorf("%+v\n%+v\n%+v", of["between us"], of["our side is fine"], of["rolled back to 41"])
	}
	if l := of["graph"].Labels; l["files"] != "graph.png" {
		t.Errorf("labels %v", l)
	}
	for text, ts := range map[string]string{"looking": "1760941600.000100", "told to all": "1760942000.000100", "the first": "1760940000.000000"} {
		if got, want := of[text].Refs, w.Permalink(incident, ts); len(got) != 1 || got[0].URL != want {
			t.Errorf("%s is at %v, not %s", text, got, want)
		}
	}
}

// Wherever a window is cut in two, the parts are the whole, and nothing is in both but parents of threads.
func TestCutWindow(t *testing.T) {
	w := scene()
	src := source(t, w, settings(incident, secret))
	whole := collect(t, src, livetest.Window)
	w.Forget()
	rapid.Check(t, func(t *rapid.T) {
		at := livetest.Window.From.Add(time.Duration(rapid.Int64Range(1, int64(4*time.Hour)-1).Draw(t, "ns")))
		if i := rapid.IntRange(0, 3*len(whole.Events)).Draw(t, "at an event"); i < len(whole.Events) && whole.Events[i].At.After(livetest.Window.From) {
			at = whole.Events[i].At
		}
		var parts []event.Event
		for _, part := range []event.Window{{From: livetest.Window.From, To: at}, {From: at, To: livetest.Window.To}} {
			b, err := src.Collect(t.Context(), part)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range b.Events {
				if !part.Contains(e.At) && !e.At.Before(part.From) {
					t.Fatalf("%s at %s is in %v", e.ID, e.At, part)
				}
			}
			parts = append(parts, b.Events...)
		}
		if diff := cmp.Diff(whole.Events, event.Merge(parts)); diff != "" {
			t.Fatalf("cut at %s (-whole +parts):\n%s", at, diff)
		}
	})
	if n := methods(w.Calls()); n["auth.test"]+n["conversations.info"]+n["users.info"]+n["pins.list"] > 0 {
		t.Errorf("what is known was asked for again: %v", n)
	}
}

// Between two runs messages are written, edited and deleted: the second tells them as they are now.
func TestSecondRun(t *testing.T) {
	w := scene()
	src := source(t, w, settings(incident))
	before := collect(t, src, livetest.Window)
	w.Edit(incident, "1760941600.000100", "looking at the pool", "1760990000.000000")
	w.Edit(incident, "1760940000.000000", "the very first", "1760990001.000000")
	w.Delete(incident, "1760943000.000100")
	w.Delete(incident, "1760953000.000100") // a reply
	w.Delete(incident, "1760930000.000100") // a parent before the window
	w.Post(incident, slacktest.Reply("1760943500.000100", "1760943600.000100", "U0DB", "an answer that was not there"))
	now := event.Window{From: livetest.Window.From, To: livetest.Window.To}
	after := collect(t, src, now)
	old := map[string]event.Event{}
	for _, e := range before.Events {
		old[e.ID] = e
	}
	var changes []string
	for _, e := range after.Events {
		was, there := old[e.ID]
		delete(old, e.ID)
		if !there || was.Text != e.Text || was.Deleted != e.Deleted {
			changes = append(changes, fmt.Sprintf("%q is %q, revised %s, deleted %t", was.Text, e.Text, e.Revised.Format("15:04:05"), e.Deleted))
		}
	}
	want := []string{
		`"deploying checkout 42" is "", revised 00:00:00, deleted true`, `"the first" is "the very first", revised 19:53:21, deleted false`,
		`"looking" is "looking at the pool", revised 19:53:20, deleted false`, `"" is "an answer that was not there", revised 00:00:00, deleted false`,
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Error(diff)
	}
	var gone []string
	for _, e := range old {
		gone = append(gone, e.Text)
	}
	slices.Sort(gone)
	if diff := cmp.Diff([]string{"found: the pool is @lu's", "graph"}, gone); diff != "" {
		t.Error(diff)
	}
}

// A thread that began longer ago than threads are looked for is found by a reply that was shown in the channel, or if one looks back further.
func TestOldThreads(t *testing.T) {
	w := scene()
	w.Post(incident, slacktest.Message{"ts": "1760941300.000100", "thread_ts": "1760500000.000100", "subtype": "thread_broadcast", "user": "U0DB", "text": "shown to all"},
		slacktest.Text("1760500000.000100", "U0IC", "the oldest"), slacktest.Reply("1760500000.000100", "1760941310.000100", "U0DB", "shown to few"))
	long := settings(incident)
	long["threads_before"] = "500h"
	for _, tt := range []struct {
		name  string
		src   map[string]any
		texts []string
	}{
		{"three days", settings(incident), []string{"the oldest", "shown to all", "shown to few"}},
		{"twenty", long, []string{"the oldest", "shown to all", "shown to few", "long before, answered now", "to what nobody looks back for"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := collect(t, source(t, w, tt.src), livetest.Window)
			got := texts(b.Events)
			for _, text := range []string{"the oldest", "shown to all", "shown to few", "long before, answered now", "to what nobody looks back for"} {
				if slices.Contains(got, text) != slices.Contains(tt.texts, text) {
					t.Errorf("%q is there: %t", text, slices.Contains(got, text))
				}
			}
		})
	}
}

// Where a parent is not answered with its replies, nothing changes.
func TestBareReplies(t *testing.T) {
	w, bare := scene(), scene()
	bare.BareReplies = true
	a, b := collect(t, source(t, w, settings(incident)), livetest.Window), collect(t, source(t, bare, settings(incident)), livetest.Window)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

// What is in the future is not covered: it will be written.
func TestNotCoveredYet(t *testing.T) {
	now := livetest.Now
	for _, to := range []time.Time{now.Add(time.Hour), {}} {
		w := scene()
		w.Post(incident, slacktest.Text("1761047999.000100", "U0IC", "a second ago"))
		b := collect(t, source(t, w, settings(incident)), event.Window{From: livetest.Window.From, To: to})
		if diff := cmp.Diff(1, len(b.Reports[0].Asked.Covered)); diff != "" {
			t.Fatal(diff)
		}
		if got := b.Reports[0].Asked.Covered[0]; got.From != livetest.Window.From || got.To.After(now) || got.To.Before(now.Add(-365*24*time.Hour)) {
			t.Errorf("until %s: covered %v", to, got)
		}
		if !slices.Contains(texts(b.Events), "a second ago") {
			t.Error("what came after the window is missing")
		}
	}
}

// Slack's clock says what is covered, if it is behind ours.
func TestNotCoveredYetByItsClock(t *testing.T) {
	w := scene()
	late := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Date", livetest.Now.Add(-time.Hour).Format(http.TimeFormat))
		w.ServeHTTP(rw, r)
	})
	b := collect(t, source(t, late, settings(incident)), event.Window{From: livetest.Window.From, To: livetest.Now})
	if to := b.Reports[0].Asked.Covered[0].To; livetest.Now.Add(-time.Hour).Sub(to).Abs() > 2*time.Second {
		t.Errorf("covered until %s", to)
	}
}

// Threads are not looked for before there was a channel, unless that came from another workspace.
func TestLooksBackToTheChannelsBeginning(t *testing.T) {
	for name, tt := range map[string]struct {
		created int64
		set     map[string]any
		oldest  string
		note    bool
	}{
		"long before the window": {1760000000, nil, "1760680800.000000", true},
		"shortly before":         {1760930000, nil, "1760930000.000000", false},
		"in the window":          {1760945000, nil, "1760940000.000000", false},
		"shared":                 {1760930000, map[string]any{"is_ext_shared": true}, "1760680800.000000", true},
		"unknown":                {0, map[string]any{"created": "long ago"}, "1760680800.000000", true},
	} {
		t.Run(name, func(t *testing.T) {
			w := scene()
			info := map[string]any{"id": incident, "name": "x", "is_channel": true, "is_private": false, "created": tt.created}
			maps.Copy(info, tt.set)
			w.Intercept = func(_ int, c slacktest.Call) *slacktest.Answer {
				if c.Method == "conversations.info" && c.Args["channel"] == incident {
					return &slacktest.Answer{Body: string(mustJSON(t, map[string]any{"ok": true, "channel": info}))}
				}
				return nil
			}
			b := collect(t, source(t, w, settings(incident)), livetest.Window)
			for _, c := range w.Calls() {
				if c.Method == "conversations.history" && c.Args["oldest"] != tt.oldest {
					t.Errorf("it looks back to %s", c.Args["oldest"])
				}
			}
			if told := strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "are not found"); told != tt.note {
				t.Errorf("notes %q", b.Reports[0].Notes)
			}
			if !strings.Contains(b.Reports[0].Asked.Queries[0], "oldest="+tt.oldest) {
				t.Errorf("queries %q", b.Reports[0].Asked.Queries)
			}
		})
	}
}

// A thread is read also if its parent does not say when it was last written in.
func TestParentThatSaysLittle(t *testing.T) {
	for _, hint := range []string{`"thread_ts":"1760941000.000100"`, `"reply_count":1`, `"reply_count":1,"latest_reply":"soon"`} {
		h := stub(map[string]func(int) string{
			"conversations.history": func(int) string {
				return `{"ok":true,"messages":[{"type":"message","ts":"1760941000.000100","text":"parent",` + hint + `}],"has_more":false}`
			},
			"conversations.replies": func(int) string {
				return `{"ok":true,"messages":[{"type":"message","ts":"1760941001.000100","thread_ts":"1760941000.000100","text":"reply"}],"has_more":false}`
			},
		})
		if diff := cmp.Diff([]string{"parent", "reply"}, texts(collect(t, source(t, h, settings(incident)), livetest.Window).Events)); diff != "" {
			t.Errorf("%s: %s", hint, diff)
		}
	}
}

// A thread that is gone when its turn comes is no failure, and one that cannot be read costs no other.
func TestThreadThatCannotBeRead(t *testing.T) {
	for code, fails := range map[string]bool{"thread_not_found": false, "not_in_channel": true} {
		t.Run(code, func(t *testing.T) {
			w := scene()
			w.Intercept = func(_ int, c slacktest.Call) *slacktest.Answer {
				if c.Method == "conversations.replies" && c.Args["ts"] == "1760944000.000100" {
					return slacktest.Refusal(code)
				}
				return nil
			}
			b, err := source(t, w, settings(incident)).Collect(t.Context(), livetest.Window)
			if (err != nil) != fails || !slices.Contains(texts(b.Events), "this deploy broke it") || slices.Contains(texts(b.Events), "is it?") {
				t.Errorf("error %v, %q", err, texts(b.Events))
			}
			want := livetest.Window
			if fails {
				want.From = instant(t, "1760944100.000101").UTC()
			}
			if diff := cmp.Diff([]event.Window{want}, b.Reports[0].Asked.Covered); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a workspace that does not pay hides is not covered.
func TestHiddenIsNotCovered(t *testing.T) {
	w := scene()
	w.Hidden = livetest.Now.AddDate(0, 0, -90)
	ts := func(days int) string { return fmt.Sprintf("%d.000100", livetest.Now.AddDate(0, 0, -days).Unix()) }
	w.Post(incident, slacktest.Text(ts(100), "U0IC", "hidden"), slacktest.Text(ts(85), "U0IC", "seen"))
	b := collect(t, source(t, w, settings(incident)), event.Window{From: livetest.Now.AddDate(0, 0, -120), To: livetest.Now.AddDate(0, 0, -80)})
	if diff := cmp.Diff([]string{"seen"}, texts(b.Events)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]event.Window{{From: livetest.Now.AddDate(0, 0, -90), To: livetest.Now.AddDate(0, 0, -80)}}, b.Reports[0].Asked.Covered); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "90 days") {
		t.Errorf("notes %q", b.Reports[0].Notes)
	}
}
