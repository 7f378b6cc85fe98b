package slack_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pes-dev/pes/collect/chat/slack/slacktest"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// Whatever a message holds costs no other message.
func TestHostileMessages(t *testing.T) {
	for name, m := range map[string]slacktest.Message{
		"huge":             {"user": "U0IC", "text": strings.Repeat("<@U0DB> ", 1<<14)},
		"controls":         {"user": "U0IC", "text": "\x00\x1b[31m\u202e<!channel>|\r\n", "username": "\x1b]0;x\a"},
		"no UTF-8":         {"user": "U0IC", "text": json.RawMessage("\"a\xff\xfe\"")},
		"other types":      {"user": 7, "text": []any{1}, "reactions": "x", "files": map[string]any{}, "blocks": "y", "edited": 3, "thread_ts": 4, "bot_id": true, "reply_count": "many", "attachments": 9, "latest_reply": false},
		"unknown blocks":   {"user": "U0IC", "text": "", "blocks": []any{map[string]any{"type": "hologram", "elements": []any{map[string]any{"type": 5}}}}},
		"deep":             {"user": "U0IC", "text": "", "blocks": json.RawMessage(strings.Repeat(`[{"type":"context","elements":`, 300) + `[]` + strings.Repeat(`}]`, 300))},
		"an odd thread":    {"user": "U0IC", "text": "x", "thread_ts": "../../etc", "subtype": "thread_broadcast"},
		"a thread of it":   {"user": "U0IC", "text": "x", "reply_count": 5},
		"an odd bot":       {"bot_id": "B0'; DROP", "text": "x"},
		"an odd user":      {"user": "../users.list", "text": "<@../x> <@U0NOBODY>"},
		"a false profile":  {"user": "U0NOBODY", "text": "x", "user_profile": "x", "bot_profile": []any{}, "bot_id": "B0NONE"},
		"odd times of all": {"user": "U0IC", "text": "x", "edited": map[string]any{"ts": "never"}, "latest_reply": "99999999999999999999.9"},
	} {
		t.Run(name, func(t *testing.T) {
			w := scene()
			want := len(collect(t, source(t, w, settings(incident)), livetest.Window).Events)
			m["ts"] = "1760946000.000100"
			w.Post(incident, m)
			b := collect(t, source(t, w, settings(incident)), livetest.Window)
			if len(b.Events) != want+1 {
				t.Errorf("%d events, not %d: %+v", len(b.Events), want+1, b.Reports)
			}
			for _, e := range b.Events {
				if len(e.Text) > 64<<10 {
					t.Errorf("%d bytes", len(e.Text))
				}
				for _, r := range e.Refs {
					if !strings.HasPrefix(r.URL, "https://acme.slack.com/archives/C0INCIDENT/p1760") || strings.Contains(r.URL, "..") {
						t.Errorf("it is at %q", r.URL)
					}
				}
			}
		})
	}
}

// Names are data, whatever they hold, and a channel's name is no path.
func TestHostileNames(t *testing.T) {
	w := scene()
	w.AddUser("U0IC", "../../x", "\x1b[31m<!channel>", map[string]any{"profile": "none", "team_id": 5})
	w.AddChannel(slacktest.Channel{ID: "C0TRICKY", Name: "users.json/../..", Created: 1760000000, Members: []string{"U0PESBOT"}})
	w.Post("C0TRICKY", slacktest.Text("1760946000.000100", "U0IC", "here"))
	b := collect(t, source(t, w, settings("C0TRICKY", incident)), livetest.Window)
	i := slices.IndexFunc(b.Events, func(e event.Event) bool { return e.Text == "here" })
	if i < 0 || b.Events[i].Labels["channel"] != "users.json/../.." || b.Events[i].Actor.ID != "U0IC" || len(b.Events) < 15 {
		t.Errorf("%+v", b.Events)
	}
}

// stub answers some methods in its own way.
func stub(answers map[string]func(n int) string) http.Handler {
	var n atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := strings.TrimPrefix(r.URL.Path, "/api/")
		w.Header().Set("Content-Type", "application/json")
		answer := answers[method]
		if answer == nil {
			fmt.Fprint(w, map[string]string{
				"auth.test": `{"ok":true,"url":"https://acme.slack.com/","team":"acme","user":"pes","bot_id":"B1"}`, "pins.list": `{"ok":true,"items":[]}`,
				"conversations.info": `{"ok":true,"channel":{"id":"C0INCIDENT","name":"x","is_channel":true,"is_private":false,"is_member":true}}`,
			}[method])
			return
		}
		fmt.Fprint(w, answer(int(n.Add(1))))
	})
}

func history(n, count int, cursor string) string {
	var all []string
	for i := range count {
		all = append(all, fmt.Sprintf(`{"type":"message","ts":"%d.%06d","text":"m","user":""}`, 1760950000-n, i))
	}
	return fmt.Sprintf(`{"ok":true,"messages":[%s],"has_more":true,"response_metadata":{"next_cursor":%q}}`, strings.Join(all, ","), cursor)
}

// Pages that lead nowhere come to an end, and what came is kept.
func TestEndlessPages(t *testing.T) {
	for name, tt := range map[string]struct {
		answer func(n int) string
		cause  string
		events int
	}{
		"a loop":                    {func(n int) string { return history(n, 2, fmt.Sprint(n%3)) }, "lead back", 8},
		"the same page for ever":    {func(n int) string { return history(1, 2, fmt.Sprint(n)) }, "brought nothing new", 2},
		"empty pages for ever":      {func(n int) string { return history(n, 0, fmt.Sprint(n)) }, "brought nothing new", 0},
		"more, and no way to it":    {func(n int) string { return history(n, 2, "") }, "not said how", 2},
		"messages that are none":    {func(int) string { return `{"ok":true,"messages":{"a":1}}` }, "no list of messages", 0},
		"no messages at all":        {func(int) string { return `{"ok":true}` }, "no list of messages", 0},
		"a cursor that is none":     {func(int) string { return `{"ok":true,"messages":[],"response_metadata":["x"]}` }, "no JSON that is known", 0},
		"an answer that is no yes":  {func(int) string { return `{"ok":"perhaps"}` }, "an error without a name", 0},
		"an answer that is no sign": {func(int) string { return `{}` }, "does not say whether it is ok", 0},
		"a list":                    {func(int) string { return `[]` }, "no JSON that is known", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := stub(map[string]func(int) string{"conversations.history": tt.answer})
			b, err := source(t, h, settings(incident)).Collect(t.Context(), livetest.Window)
			r := b.Reports[0]
			if err == nil || !strings.Contains(r.Error, tt.cause) || r.Fix == "" || len(b.Events) != tt.events || len(r.Asked.Covered) > 0 {
				t.Errorf("%d events, error %v, fix %q, covered %v", len(b.Events), err, r.Fix, r.Asked.Covered)
			}
		})
	}
}

// A channel without end is cut, and that is said.
func TestTooMany(t *testing.T) {
	t.Parallel()
	body := make([]string, 0, 200)
	h := stub(map[string]func(int) string{"conversations.history": func(n int) string {
		body = body[:0]
		for i := range 10_000 {
			body = append(body, fmt.Sprintf(`{"type":"message","ts":"%d.%06d","text":"m"}`, 1760950000-n, i))
		}
		return fmt.Sprintf(`{"ok":true,"messages":[%s],"has_more":true,"response_metadata":{"next_cursor":"%d"}}`, strings.Join(body, ","), n)
	}})
	b, err := source(t, h, settings(incident)).Collect(t.Context(), livetest.Window)
	if r := b.Reports[0]; err == nil || !strings.Contains(r.Error, "more than 100,000 messages") || !strings.Contains(r.Fix, "shorter window") || len(b.Events) != 100_000 {
		t.Errorf("%d events, error %v", len(b.Events), err)
	}
}

// An address of the workspace that is none makes no link.
func TestHostileWorkspace(t *testing.T) {
	for _, address := range []string{"", "javascript:alert(1)", "http://acme.slack.com/", "https://user:pw@acme.slack.com/", "https://acme.slack.com/x?token=y", "https:///", "\x00"} {
		w := scene()
		w.Intercept = func(_ int, c slacktest.Call) *slacktest.Answer {
			if c.Method == "auth.test" {
				return &slacktest.Answer{Body: string(mustJSON(t, map[string]any{"ok": true, "url": address}))}
			}
			return nil
		}
		for _, e := range collect(t, source(t, w, settings(incident)), livetest.Window).Events {
			if e.Refs != nil {
				t.Fatalf("%q: %v", address, e.Refs)
			}
		}
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The token goes into the header and nowhere else, and to Slack's own host alone.
func TestTokenStaysInTheHeader(t *testing.T) {
	var seen []string
	w := scene()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Form.Has("token") || strings.Contains(r.URL.String(), livetest.Secret) {
			t.Errorf("%s: %v, %v", r.URL, err, r.Form)
		}
		seen = append(seen, r.Header.Get("Authorization"))
		w.ServeHTTP(rw, r)
	}))
	defer server.Close()
	s := settings(incident)
	s["url"] = server.URL + "/api/"
	src := openAt(t, s, nil)
	collect(t, src, livetest.Window)
	if got := slices.Compact(seen); len(got) != 1 || got[0] != "Bearer "+livetest.Secret {
		t.Errorf("headers %q", got)
	}
}
