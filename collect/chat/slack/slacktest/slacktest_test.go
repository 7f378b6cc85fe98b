package slacktest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/chat/slack/slacktest"
)

// tester asks a workspace.
type tester struct {
	*testing.T
	*slacktest.Workspace
	token string
	last  *http.Response
}

func workspace(t *testing.T) *tester {
	w := slacktest.New("acme", "T0ACME")
	w.AddUser("U0IC", "ines", "Ines Castro", nil)
	w.AddUser("U0BOT", "pes", "pes", nil)
	w.AddChannel(slacktest.Channel{ID: "C0OPEN", Name: "open", Created: 1000, Members: []string{"U0BOT"}})
	w.AddChannel(slacktest.Channel{ID: "C0OTHER", Name: "other", Created: 1000, Members: []string{"U0IC"}})
	w.AddChannel(slacktest.Channel{ID: "C0CLOSED", Name: "closed", Private: true, Created: 1000, Members: []string{"U0IC"}})
	w.Grant("xoxb-1", slacktest.Token{User: "U0BOT", Bot: "B0BOT", Scopes: slacktest.AllScopes()})
	w.Grant("xoxp-1", slacktest.Token{User: "U0IC", Scopes: slacktest.AllScopes()})
	w.Grant("xoxb-2", slacktest.Token{User: "U0BOT", Bot: "B0BOT", Scopes: []string{"channels:read"}})
	for i := range 5 {
		w.Post("C0OPEN", slacktest.Text(fmt.Sprintf("%d.000100", 2000+i), "U0IC", fmt.Sprint("m", i)))
	}
	w.Post("C0OPEN", slacktest.Reply("2001.000100", "2001.500000", "U0BOT", "r1"), slacktest.Reply("2001.000100", "2010.000000", "U0IC", "r2"))
	return &tester{T: t, Workspace: w, token: "xoxb-1"}
}

// ask sends a form, and is the answer.
func (t *tester) ask(method string, args ...string) map[string]any {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	req := httptest.NewRequest(http.MethodPost, "/api/"+method, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return t.send(req)
}

func (t *tester) send(req *http.Request) map[string]any {
	t.Helper()
	if t.token != "" {
		req.Header.Set("Authorization", "Bearer "+t.token)
	}
	rec := httptest.NewRecorder()
	t.ServeHTTP(rec, req)
	t.last = rec.Result()
	body, err := io.ReadAll(t.last.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(body, &out); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return out
}

func texts(answer map[string]any) string {
	var out []string
	messages, _ := answer["messages"].([]any)
	for _, m := range messages {
		out = append(out, fmt.Sprint(m.(map[string]any)["text"]))
	}
	return strings.Join(out, " ")
}

func cursor(answer map[string]any) string {
	meta, _ := answer["response_metadata"].(map[string]any)
	c, _ := meta["next_cursor"].(string)
	return c
}

// A refusal has the status 200 and says ok:false; a missing scope is named.
func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		token, method, want string
		args                []string
	}{
		"no token":              {"", "auth.test", "not_authed", nil},
		"wrong token":           {"xoxb-9", "auth.test", "invalid_auth", nil},
		"no method":             {"xoxb-1", "conversations.future", "unknown_method", nil},
		"no channel":            {"xoxb-1", "conversations.history", "channel_not_found", []string{"channel", "C0NONE"}},
		"not in the channel":    {"xoxb-1", "conversations.history", "not_in_channel", []string{"channel", "C0OTHER"}},
		"a private one":         {"xoxb-1", "conversations.history", "channel_not_found", []string{"channel", "C0CLOSED"}},
		"a user's public one":   {"xoxp-1", "conversations.history", "", []string{"channel", "C0OPEN"}},
		"no scope":              {"xoxb-2", "conversations.history", "missing_scope", []string{"channel", "C0OPEN"}},
		"no thread":             {"xoxb-1", "conversations.replies", "thread_not_found", []string{"channel", "C0OPEN", "ts", "1.000000"}},
		"no time":               {"xoxb-1", "conversations.history", "invalid_ts_latest", []string{"channel", "C0OPEN", "latest", "noon"}},
		"no time, the other":    {"xoxb-1", "conversations.history", "invalid_ts_oldest", []string{"channel", "C0OPEN", "oldest", "noon"}},
		"no cursor":             {"xoxb-1", "conversations.history", "invalid_cursor", []string{"channel", "C0OPEN", "cursor", "x"}},
		"no number":             {"xoxb-1", "conversations.history", "invalid_limit", []string{"channel", "C0OPEN", "limit", "all"}},
		"no user":               {"xoxb-1", "users.info", "user_not_found", []string{"user", "U0NONE"}},
		"no bot":                {"xoxb-1", "bots.info", "bot_not_found", []string{"bot", "B0NONE"}},
		"not to join":           {"xoxb-1", "conversations.join", "missing_scope", []string{"channel", "C0OTHER"}},
		"pins of what is apart": {"xoxb-1", "pins.list", "not_in_channel", []string{"channel", "C0OTHER"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := workspace(t)
			w.token = tt.token
			got := w.ask(tt.method, tt.args...)
			code, _ := got["error"].(string)
			if code != tt.want || got["ok"] != (tt.want == "") || w.last.StatusCode != http.StatusOK {
				t.Errorf("%v, status %d", got, w.last.StatusCode)
			}
			if tt.want == "missing_scope" && (got["needed"] == nil || got["provided"] == nil) {
				t.Errorf("%v", got)
			}
		})
	}
}

// Messages come newest first without replies, between bounds that count only with inclusive, page by page.
func TestHistory(t *testing.T) {
	w := workspace(t)
	for _, tt := range []struct{ args, want string }{
		{"", "m4 m3 m2 m1 m0"},
		{"oldest=2001.000100&latest=2003.000100", "m2"},
		{"oldest=2001.000100&latest=2003.000100&inclusive=true", "m3 m2 m1"},
		{"oldest=2001.000100&latest=2003.000100&inclusive=1", "m3 m2 m1"},
		{"oldest=2001.000099&latest=2001.000101", "m1"},
		{"latest=2002.000101", "m2 m1 m0"},
		{"oldest=2001.0001", "m4 m3 m2 m1 m0"}, // four decimals: the dot is misread
		{"limit=2", "m4 m3|m2 m1|m0"},
		{"limit=2&oldest=2000.000100&latest=2004.000100", "m3 m2|m1"},
		{"limit=2&oldest=1999.000000", "m1 m0|m3 m2|m4"}, // without latest it begins with the oldest
	} {
		args, err := url.ParseQuery("channel=C0OPEN&" + tt.args)
		if err != nil {
			t.Fatal(err)
		}
		var pages []string
		for range 9 {
			var flat []string
			for k, v := range args {
				flat = append(flat, k, v[0])
			}
			got := w.ask("conversations.history", flat...)
			pages = append(pages, texts(got))
			if got["has_more"] != (cursor(got) != "") {
				t.Errorf("%s: %v", tt.args, got)
			}
			if cursor(got) == "" {
				break
			}
			args.Set("cursor", cursor(got))
		}
		if diff := cmp.Diff(tt.want, strings.Join(pages, "|")); diff != "" {
			t.Errorf("%s: %s", tt.args, diff)
		}
	}
}

// A thread has its parent first, on the first page alone, and is found by any of its messages; parents tell of their threads.
func TestReplies(t *testing.T) {
	w := workspace(t)
	for _, ts := range []string{"2001.000100", "2010.000000"} {
		if got := texts(w.ask("conversations.replies", "channel", "C0OPEN", "ts", ts)); got != "m1 r1 r2" {
			t.Errorf("%s: %s", ts, got)
		}
	}
	if got := texts(w.ask("conversations.replies", "channel", "C0OPEN", "ts", "2000.000100")); got != "m0" {
		t.Errorf("a message that nobody answered: %s", got)
	}
	if got := texts(w.ask("conversations.replies", "channel", "C0OPEN", "ts", "2001.000100", "oldest", "2005.000000")); got != "m1 r2" {
		t.Errorf("from later on: %s", got)
	}
	w.BareReplies = true
	if got := texts(w.ask("conversations.replies", "channel", "C0OPEN", "ts", "2001.000100", "oldest", "2005.000000")); got != "r2" {
		t.Errorf("from later on, bare: %s", got)
	}
	w.BareReplies = false
	first := w.ask("conversations.replies", "channel", "C0OPEN", "ts", "2001.000100", "limit", "2")
	second := w.ask("conversations.replies", "channel", "C0OPEN", "ts", "2001.000100", "limit", "2", "cursor", cursor(first))
	if texts(first) != "m1 r1" || texts(second) != "r2" || second["has_more"] != false {
		t.Errorf("%v\n%v", first, second)
	}
	parent := w.ask("conversations.history", "channel", "C0OPEN", "oldest", "2001.000000", "latest", "2001.000200")["messages"].([]any)[0].(map[string]any)
	for k, want := range map[string]any{"reply_count": 2.0, "latest_reply": "2010.000000", "thread_ts": "2001.000100", "reply_users_count": 2.0} {
		if parent[k] != want {
			t.Errorf("%s is %v", k, parent[k])
		}
	}
	w.Delete("C0OPEN", "2001.000100")
	w.Delete("C0OPEN", "2010.000000")
	tomb := w.ask("conversations.replies", "channel", "C0OPEN", "ts", "2001.000100")["messages"].([]any)
	if parent := tomb[0].(map[string]any); parent["subtype"] != "tombstone" || parent["latest_reply"] != "2001.500000" || len(tomb) != 2 {
		t.Errorf("%v", tomb)
	}
}

// State that was changed is answered.
func TestState(t *testing.T) {
	w := workspace(t)
	w.Edit("C0OPEN", "2000.000100", "M0", "3000.000000")
	w.React("C0OPEN", "2000.000100", "eyes", "U0IC")
	w.React("C0OPEN", "2000.000100", "eyes", "U0BOT")
	w.Pin("C0OPEN", "2000.000100", "U0IC")
	got := w.ask("pins.list", "channel", "C0OPEN")["items"].([]any)[0].(map[string]any)["message"].(map[string]any)
	again := w.ask("reactions.get", "channel", "C0OPEN", "timestamp", "2000.000100")["message"].(map[string]any)
	link := w.ask("chat.getPermalink", "channel", "C0OPEN", "message_ts", "2000.000100")["permalink"]
	if got["permalink"] != link || link != "https://acme.slack.com/archives/C0OPEN/p2000000100" {
		t.Errorf("%v, %v", got["permalink"], link)
	}
	delete(got, "permalink")
	if diff := cmp.Diff(again, got); diff != "" {
		t.Error(diff)
	}
	want := map[string]any{
		"type": "message", "ts": "2000.000100", "user": "U0IC", "text": "M0", "client_msg_id": "id-2000.000100", "pinned_to": []any{"C0OPEN"},
		"edited": map[string]any{"user": "U0IC", "ts": "3000.000000"}, "reactions": []any{map[string]any{"name": "eyes", "count": 2.0, "users": []any{"U0IC", "U0BOT"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	w.Grant("xoxb-1", slacktest.Token{User: "U0BOT", Bot: "B0BOT", Scopes: append(slacktest.AllScopes(), "channels:join")})
	if joined := w.ask("conversations.join", "channel", "C0OTHER"); joined["ok"] != true {
		t.Errorf("%v", joined)
	}
	if in := w.ask("conversations.history", "channel", "C0OTHER"); in["ok"] != true {
		t.Errorf("%v", in)
	}
	if info := w.ask("conversations.info", "channel", "C0OTHER")["channel"].(map[string]any); info["is_member"] != true {
		t.Errorf("%v", info)
	}
}

// Arguments come as a form, as JSON or in the address, and the token in the header or among them.
func TestForms(t *testing.T) {
	w := workspace(t)
	asJSON := httptest.NewRequest(http.MethodPost, "/api/conversations.history", strings.NewReader(`{"channel":"C0OPEN","limit":1,"inclusive":true}`))
	asJSON.Header.Set("Content-Type", "application/json; charset=utf-8")
	if got := texts(w.send(asJSON)); got != "m4" {
		t.Errorf("JSON: %q", got)
	}
	if got := texts(w.send(httptest.NewRequest(http.MethodGet, "/api/conversations.history?channel=C0OPEN&limit=1", http.NoBody))); got != "m4" {
		t.Errorf("the address: %q", got)
	}
	w.token = ""
	if got := w.ask("auth.test", "token", "xoxp-1"); got["user_id"] != "U0IC" || got["url"] != "https://acme.slack.com/" || got["bot_id"] != nil {
		t.Errorf("%v", got)
	}
	if s := w.last.Header.Get("X-OAuth-Scopes"); !strings.HasPrefix(s, "channels:history,") {
		t.Errorf("scopes %q", s)
	}
	for _, c := range w.Calls() {
		if c.Args["token"] != "" || c.Token == "" {
			t.Errorf("%+v", c)
		}
	}
}

// More often than allowed is refused with 429, and how long to wait.
func TestRate(t *testing.T) {
	w := workspace(t)
	now := time.Unix(5000, 0)
	w.PerMinute, w.Now = 2, func() time.Time { return now }
	var got []string
	for range 6 {
		w.ask("conversations.history", "channel", "C0OPEN")
		got = append(got, fmt.Sprint(w.last.StatusCode, " ", w.last.Header.Get("Retry-After")))
		now = now.Add(20*time.Second + time.Millisecond)
	}
	if diff := cmp.Diff([]string{"200 ", "200 ", "429 20", "200 ", "200 ", "429 20"}, got); diff != "" {
		t.Error(diff)
	}
	if w.ask("users.info", "user", "U0IC")["ok"] != true {
		t.Error("another method is refused")
	}
}

// A workspace that does not pay does not show what is old, and says so.
func TestHidden(t *testing.T) {
	w := workspace(t)
	w.Hidden = time.Unix(2002, 0)
	if got := w.ask("conversations.history", "channel", "C0OPEN"); texts(got) != "m4 m3 m2" || got["is_limited"] != true {
		t.Errorf("%v", got)
	}
	if got := w.ask("conversations.replies", "channel", "C0OPEN", "ts", "2001.000100"); got["error"] != "thread_not_found" {
		t.Errorf("%v", got)
	}
}

// Lists are paged, by kinds that the token may see.
func TestLists(t *testing.T) {
	w := workspace(t)
	first := w.ask("conversations.list", "limit", "1")
	if first["channels"].([]any)[0].(map[string]any)["name"] != "open" || cursor(first) == "" {
		t.Errorf("%v", first)
	}
	second := w.ask("conversations.list", "limit", "1", "cursor", cursor(first))
	if second["channels"].([]any)[0].(map[string]any)["name"] != "other" || cursor(second) != "" {
		t.Errorf("%v", second)
	}
	w.token = "xoxp-1"
	if got := w.ask("conversations.list", "types", "private_channel")["channels"].([]any); len(got) != 1 {
		t.Errorf("%v", got)
	}
	w.token = "xoxb-2"
	if got := w.ask("conversations.list", "types", "public_channel,private_channel"); got["needed"] != "groups:read" {
		t.Errorf("%v", got)
	}
	w.token = "xoxb-1"
	if got := w.ask("users.list", "limit", "1"); len(got["members"].([]any)) != 1 || cursor(got) == "" {
		t.Errorf("%v", got)
	}
}
