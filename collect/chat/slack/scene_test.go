package slack_test

import (
	"archive/zip"
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	evidence "github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/collect/chat/slack"
	"github.com/pes-dev/pes/collect/chat/slack/slacktest"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

const (
	incident = "C0INCIDENT"
	secret   = "C0SECRETROOM"
	direct   = "D0DIRECT01"
	several  = "C0SEVERALOF"
)

// scene is a workspace with an incident: 6:00 is 1760940000 and 10:00 is 1760954400.
func scene() *slacktest.Workspace {
	w := slacktest.New("acme", "T0ACME")
	w.Grant(livetest.Secret, slacktest.Token{User: "U0PESBOT", Bot: "B0PES", Scopes: slacktest.AllScopes()})
	w.AddUser("U0IC", "ines", "Ines Castro", nil)
	w.AddUser("U0DB", "dana", "Dana Brandt", nil)
	w.AddUser("U0PESBOT", "pes", "pes", map[string]any{"is_bot": true})
	w.AddUser("U0DEPLOY", "deployer", "Deployer", map[string]any{"is_bot": true})
	w.AddUser("U0VENDOR", "vic", "Vic Vendor", map[string]any{"team_id": "T0VENDOR", "is_stranger": true})
	w.AddUser("U0LURKER", "lu", "Lu Rker", nil)
	w.AddBot("B0ALERT", "Pager", "")
	w.AddChannel(slacktest.Channel{ID: incident, Name: "inc-checkout", Created: 1760000000, Creator: "U0IC", Members: []string{"U0IC", "U0PESBOT"}})
	w.AddChannel(slacktest.Channel{ID: secret, Name: "inc-legal", Private: true, Created: 1760000000, Creator: "U0IC", Members: []string{"U0IC", "U0PESBOT"}})
	w.AddChannel(slacktest.Channel{ID: direct, Created: 1760000000, Members: []string{"U0IC", "U0PESBOT"}})
	w.AddChannel(slacktest.Channel{ID: several, Name: "mpdm-ines--dana--pes-1", Group: true, Created: 1760000000, Members: []string{"U0IC", "U0DB", "U0PESBOT"}})
	w.AddChannel(slacktest.Channel{ID: "C0ELSEWHERE", Name: "payments", Created: 1760000000, Members: []string{"U0DB"}})
	w.Post(incident,
		slacktest.Text("1760600000.000100", "U0DB", "long before, answered now"),
		slacktest.Text("1760800000.000100", "U0DB", "the day before, answered then"),
		slacktest.Reply("1760800000.000100", "1760800100.000100", "U0IC", "then"),
		slacktest.Text("1760930000.000100", "U0DB", "deploying checkout 42"),
		slacktest.Reply("1760930000.000100", "1760930100.000100", "U0IC", "before the window"),
		slacktest.Reply("1760930000.000100", "1760941000.000100", "U0IC", "this deploy broke it"),
		slacktest.Reply("1760930000.000100", "1760941100.000100", "U0VENDOR", "our side is fine"),
		slacktest.Text("1760939999.999999", "U0IC", "a microsecond before the window"),
		slacktest.Text("1760940000.000000", "U0IC", "the first"),
		slacktest.Message{"ts": "1760940300.000000", "subtype": "bot_message", "bot_id": "B0ALERT", "username": "Pager", "text": "", "attachments": []any{map[string]any{"title": "HighErrorRate firing", "text": "checkout 7%", "fallback": "x"}}},
		slacktest.Message{"ts": "1760940400.000000", "user": "U0DEPLOY", "bot_id": "B0DEPLOY", "bot_profile": map[string]any{"id": "B0DEPLOY", "name": "Deployer", "deleted": false}, "text": "rolled back to 41"},
		slacktest.Message{"ts": "1760940500.000000", "user": "U0IC", "subtype": "channel_join", "text": "<@U0IC> has joined the channel"},
		slacktest.Message{"ts": "1760940600.000000", "user": "U0IC", "subtype": "channel_topic", "text": "<@U0IC> set the channel topic: SEV1", "topic": "SEV1"},
		slacktest.Text("1760941500.000200", "U0IC", "<@U0DB> please look at <#C0ELSEWHERE>, <!channel>, p99 &gt; 2s"),
		slacktest.Reply("1760941500.000200", "1760941600.000100", "U0DB", "looking"),
		slacktest.Reply("1760941500.000200", "1760953000.000100", "U0DB", "found: the pool is <@U0LURKER>'s"),
		slacktest.Reply("1760941500.000200", "1760954400.000000", "U0DB", "at the end, which is outside"),
		slacktest.Message{"ts": "1760942000.000100", "thread_ts": "1760941500.000200", "subtype": "thread_broadcast", "user": "U0DB", "text": "told to all"},
		slacktest.Message{"ts": "1760943000.000100", "user": "U0DB", "text": "graph", "files": []any{map[string]any{"id": "F1", "name": "graph.png", "mode": "hosted"}, map[string]any{"id": "F2", "mode": "tombstone", "name": "gone"}}},
		slacktest.Message{"ts": "1760943500.000100", "user": "U0VENDOR", "team": "T0VENDOR", "text": "shared", "attachments": []any{map[string]any{"is_share": true, "text": "from another channel", "author_name": "dana", "from_url": "https://acme.slack.com/archives/C0ELSEWHERE/p1"}}},
		slacktest.Text("1760944000.000100", "U0DB", "an answered mistake"),
		slacktest.Reply("1760944000.000100", "1760944100.000100", "U0IC", "is it?"),
		slacktest.Text("1760945000.000100", "U0IC", "resolvde"),
		slacktest.Text("1760954399.999999", "U0IC", "the last"),
		slacktest.Text("1760954400.000000", "U0IC", "at the end, which is outside"),
		slacktest.Text("1760960000.000100", "U0IC", "after it"),
		slacktest.Reply("1760600000.000100", "1760941200.000100", "U0IC", "to what nobody looks back for"),
	)
	w.Edit(incident, "1760945000.000100", "resolved", "1760945060.000000")
	w.Delete(incident, "1760944000.000100")
	w.React(incident, "1760941500.000200", "eyes", "U0DB")
	w.React(incident, "1760941500.000200", "eyes", "U0IC")
	w.Pin(incident, "1760941500.000200", "U0IC")
	w.Pin(incident, "1760941000.000100", "U0IC")
	w.Post(secret, slacktest.Text("1760942000.000300", "U0IC", "legal says wait"), slacktest.Reply("1760942000.000300", "1760942100.000300", "U0IC", "still"))
	w.Post(several, slacktest.Text("1760942600.000300", "U0DB", "between us three"))
	w.Post(direct, slacktest.Text("1760942500.000300", "U0IC", "between us"))
	return w
}

// settings are those of a source that reads channels.
func settings(channels ...string) live.Settings {
	var all []any
	for _, c := range channels {
		all = append(all, c)
	}
	return live.Settings{"channels": all}
}

// source is a source of the workspace w behind a real server.
func source(t testing.TB, w http.Handler, s live.Settings) live.Source {
	t.Helper()
	return told(t, w, s, nil)
}

func told(t testing.TB, w http.Handler, s live.Settings, progress func(done, total int64, what string)) live.Source {
	t.Helper()
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	s = maps.Clone(s)
	s["url"] = server.URL
	return openAt(t, s, progress)
}

// openAt is a source with these settings.
func openAt(t testing.TB, s live.Settings, progress func(done, total int64, what string)) live.Source {
	t.Helper()
	src, err := slack.Kind().Open("chat", s, live.Env{
		Getenv: func(k string) string { return map[string]string{"SLACK_TOKEN": livetest.Secret}[k] }, Now: func() time.Time { return livetest.Now },
		Secrets: &live.Secrets{}, Pause: time.Millisecond, Timeout: 5 * time.Second, Progress: progress,
	})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func collect(t testing.TB, src live.Source, w event.Window) event.Batch {
	t.Helper()
	b, err := src.Collect(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// exported is what is read of the workspace's export, a zip in an incident folder, of all channels or of some by their folders.
func exported(t testing.TB, w *slacktest.Workspace, window event.Window, channels ...string) event.Batch {
	t.Helper()
	var archive bytes.Buffer
	out := zip.NewWriter(&archive)
	contents := w.Export()
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		folder, _, inside := strings.Cut(name, "/")
		if inside && len(channels) > 0 && !slices.Contains(channels, folder) {
			continue
		}
		f, err := out.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(contents[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "acme Slack export.zip"), archive.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := (&evidence.Folder{Dir: dir}).Collect(t.Context(), window)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Reports {
		if r.Error != "" {
			t.Fatalf("%+v", r)
		}
	}
	return b
}

func texts(events []event.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, e.Text)
	}
	return out
}

func methods(calls []slacktest.Call) map[string]int {
	n := map[string]int{}
	for _, c := range calls {
		n[c.Method]++
	}
	return n
}
