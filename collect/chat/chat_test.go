package chat_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pes-dev/pes/collect/chat"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

const (
	users = `[{"id":"U0IC","team_id":"T01","name":"ic","real_name":"Ines Castro","profile":{"display_name":"incident-commander","real_name":"Ines Castro"}},
{"id":"U0DB","team_id":"T01","name":"db.lead","profile":{"display_name":"","real_name":"Dana Brandt"}},
{"id":"U0BOT","team_id":"T01","name":"deploybot","is_bot":true,"profile":{"real_name":"Deploy Bot","bot_id":"B01"}},
{"id":"U0EXT","team_id":"T99","name":"vendor","profile":{"real_name":"Vendor <script>"}}]`
	channels = `[{"id":"C0000INC","name":"inc-checkout","created":1760940000,"is_general":false,"members":["U0IC"],"pins":[{"id":"1760943180.000200","type":"C"}]}]`
	groups   = `[{"id":"C0000SEC","name":"inc-private","created":1760940000,"members":["U0IC"]}]`
)

// export is a Slack export with these message files.
func export(root string, days map[string]string) map[string]string {
	files := map[string]string{root + "users.json": users, root + "channels.json": channels, root + "groups.json": groups}
	for name, content := range days {
		files[root+name] = content
	}
	return files
}

func collect(t testing.TB, w event.Window, contents map[string]string) event.Batch {
	t.Helper()
	var files []*file.File
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		f := file.Bytes(name, []byte(contents[name]))
		head, err := f.Head()
		if err != nil {
			t.Fatal(err)
		}
		if m := chat.Family().Match(head); m.Score == 0 {
			t.Fatalf("%s is not recognised: %.200s", name, contents[name])
		}
		files = append(files, f)
	}
	r := rand.New(rand.NewPCG(1, uint64(len(files))))
	r.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	b, err := chat.Family().Collect(t.Context(), files, w, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// day is the events of one day's file of the channel inc-checkout.
func day(t testing.TB, messages ...string) event.Batch {
	t.Helper()
	return collect(t, event.Window{}, export("x.zip!/", map[string]string{"inc-checkout/2025-10-20.json": "[" + strings.Join(messages, ",\n") + "]"}))
}

func msg(ts, rest string) string {
	return `{"type":"message","user":"U0IC","ts":"` + ts + `",` + rest + `}`
}

func texts(events []event.Event) (out []string) {
	for _, ev := range events {
		out = append(out, ev.Text)
	}
	return out
}

func TestText(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"mentions":       {`<@U0DB> and <@U0DB|old-name>, <@U0NEW>, <@U0NEW2|newcomer>`, "@Dana Brandt and @Dana Brandt, @U0NEW, @newcomer"},
		"channels":       {`see <#C0000INC|was-named> <#C0000INC> <#C1> <#C2|gone>`, "see #inc-checkout #inc-checkout #C1 #gone"},
		"groups":         {`<!here> <!channel> <!everyone> <!subteam^S01|@oncall> <!subteam^S02> <!here|here>`, "@here @channel @everyone @oncall @S02 @here"},
		"dates":          {`<!date^1760943180^{date} at {time}|20 Oct 06:53 UTC> <!date^1760943180^{date}>`, "20 Oct 06:53 UTC 2025-10-20 06:53:00 UTC"},
		"links":          {`<https://g.example/d?a=1&amp;b=2|the graph> <https://x.example> <mailto:a@b.example|a@b.example> <http://x.example|x.example>`, "the graph (https://g.example/d?a=1&b=2) https://x.example a@b.example http://x.example"},
		"entities":       {`p99 &gt; 2s &amp;&amp; errors &lt; 5%, &amp;lt; stays &lt;b&gt;`, "p99 > 2s && errors < 5%, &lt; stays <b>"},
		"marks stay":     {"*bold* `code`\\n&gt; quoted", "*bold* `code`\n> quoted"},
		"broken":         {`a < b <@U0DB <@U0DB> <> <|> < x > <!date^x> <!>`, "a < b <@U0DB @Dana Brandt <> <|>  x  date^x @"},
		"names are data": {`<@U0EXT>`, "@Vendor <script>"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := day(t, msg("1760943180.000100", `"text":"`+tt.in+`"`))
			if diff := cmp.Diff([]string{tt.want}, texts(got.Events)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMessage(t *testing.T) {
	got := day(t, msg("1760943180.000200", `"text":"declaring SEV1","team":"T77","reactions":[{"name":"white_check_mark","count":1},{"name":"eyes","users":["U1","U2"],"count":2}],`+
		`"files":[{"name":"graph.png"},{"title":"notes"}],"edited":{"user":"U0IC","ts":"1760943200.000000"},"permalink":"https://team.example/archives/C0000INC/p1760943180000200"`))
	want := []event.Event{{
		ID: chat.ID("", "C0000INC", "1760943180.000200"), Source: "x.zip", Kind: event.Chat, At: time.Date(2025, 10, 20, 6, 53, 0, 200_000, time.UTC),
		Actor: event.Actor{ID: "U0IC", Name: "incident-commander"}, Text: "declaring SEV1", Count: 1, Revised: time.Date(2025, 10, 20, 6, 53, 20, 0, time.UTC),
		Refs:   []event.Ref{{File: "x.zip!/inc-checkout/2025-10-20.json", Line: 1}, {URL: "https://team.example/archives/C0000INC/p1760943180000200"}},
		Labels: map[string]string{"channel": "inc-checkout", "reactions": "eyes:2 white_check_mark:1", "pinned": "true", "files": "graph.png, notes", "aliases": "Ines Castro; ic"},
	}}
	if diff := cmp.Diff(want, got.Events); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantReports := []event.Report{{Name: "x.zip", Kind: event.Chat, Format: "slack-export", Records: 1}}
	if diff := cmp.Diff(wantReports, got.Reports); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestThreads(t *testing.T) {
	in := export("", map[string]string{
		"inc-checkout/2025-10-20.json": "[" + strings.Join([]string{
			msg("1760943300.000100", `"text":"second reply","thread_ts":"1760943180.000100","parent_user_id":"U0IC"`),
			msg("1760943180.000100", `"text":"parent","thread_ts":"1760943180.000100","reply_count":2`),
			msg("1760943200.000100", `"text":"first reply","thread_ts":"1760943180.000100"`),
			msg("1760943210.000100", `"text":"to the lost","thread_ts":"1760000000.000100"`),
		}, ",\n") + "]",
		"inc-checkout/2025-10-18.json": "[" + msg("1760770000.000100", `"text":"old parent","thread_ts":"1760770000.000100"`) + "," +
			msg("1760770001.000100", `"text":"old, of no use"`) + "," + msg("1760770002.000100", `"text":"old reply","thread_ts":"1760770000.000100"`) + "," +
			msg("1760770003.000100", `"text":"another old parent","thread_ts":"1760770003.000100"`) + "]",
		"inc-checkout/2025-10-21.json": "[" + msg("1760943220.000100", `"text":"late answer","thread_ts":"1760770000.000100"`) + "]",
	})
	w := event.Window{From: time.Unix(1760943000, 0), To: time.Unix(1760943301, 0)}
	var got []string
	for _, ev := range collect(t, w, in).Events {
		got = append(got, fmt.Sprintf("%s %s [%s%s]", ev.At.Format("15:04:05"), ev.Text, ev.Labels["thread"], ev.Labels["thread_parent"]))
	}
	want := []string{
		"06:46:40 old parent []", "06:53:00 parent []", "06:53:20 first reply [1760943180.000100]", "06:53:30 to the lost [1760000000.000100outside the export]",
		"06:53:40 late answer [1760770000.000100]", "06:55:00 second reply [1760943180.000100]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEditsAndDeletions(t *testing.T) {
	got := day(t,
		`{"type":"message","subtype":"message_changed","ts":"1760943250.000100","hidden":true,"message":{"type":"message","user":"U0IC","text":"region is eu-west-1","ts":"1760943180.000100","edited":{"user":"U0IC","ts":"1760943249.000000"}},"previous_message":{"text":"region is eu-west-2","ts":"1760943180.000100"}}`,
		msg("1760943180.000100", `"text":"region is eu-west-2"`),
		`{"type":"message","subtype":"message_changed","ts":"1760943240.000100","message":{"type":"message","user":"U0IC","text":"region is eu-west-9","ts":"1760943180.000100","edited":{"ts":"1760943239.000000"}}}`,
		msg("1760943190.000100", `"text":"password is hunter2","files":[{"name":"secret.txt"}]`),
		`{"type":"message","subtype":"message_deleted","ts":"1760943260.000100","deleted_ts":"1760943190.000100","previous_message":{"user":"U0IC","text":"password is hunter2","ts":"1760943190.000100"}}`,
		`{"type":"message","subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"1760943195.000100","thread_ts":"1760943195.000100","hidden":true}`,
		`{"type":"message","subtype":"message_deleted","ts":"1760943270.000100","previous_message":{"user":"U0DB","text":"oops","ts":"1760943196.000100"}}`,
	)
	var lines []string
	for _, ev := range got.Events {
		lines = append(lines, fmt.Sprintf("%s %q deleted=%t revised=%s by=%s %v", ev.At.Format("15:04:05"), ev.Text, ev.Deleted, ev.Revised.Format("15:04:05"), ev.Actor.Name, ev.Labels["files"]))
	}
	want := []string{
		`06:53:00 "region is eu-west-1" deleted=false revised=06:54:09 by=incident-commander `,
		`06:53:10 "" deleted=true revised=00:00:00 by=incident-commander `,
		`06:53:15 "" deleted=true revised=00:00:00 by= `,
		`06:53:16 "" deleted=true revised=00:00:00 by=Dana Brandt `,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s := fmt.Sprintf("%+v", got); strings.Contains(s, "hunter2") || strings.Contains(s, "oops") {
		t.Error("what was taken back is in the batch")
	}
}

func TestBotsAndBlocks(t *testing.T) {
	got := day(t,
		`{"type":"message","subtype":"bot_message","ts":"1.000001","username":"Alertmanager","bot_id":"B9","text":"","attachments":[{"fallback":"[FIRING:1] X","title":"[FIRING:1] PaymentErrors","text":"<https://p.example|payments> fail &gt; 5%","fields":[{"title":"severity","value":"page"},{"title":"n","value":3}]},{"fallback":"only this"}]}`,
		`{"type":"message","ts":"2.000001","user":"U0BOT","bot_id":"B01","bot_profile":{"name":"Deployer"},"text":"deployed v42","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"deployed v42"}}]}`,
		msg("3.000001", `"text":"","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"a < b, "},{"type":"user","user_id":"U0DB"},{"type":"text","text":" "},{"type":"emoji","name":"eyes"},{"type":"link","url":"https://x.example","text":"x"},{"type":"broadcast","range":"here"}]},{"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"two"}]}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"q"}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"<x>"}]}]}]`),
		msg("4.000001", `"text":"","blocks":[{"type":"header","text":{"type":"plain_text","text":"A <b>"}},{"type":"divider"},{"type":"section","fields":[{"type":"mrkdwn","text":"*State*"}]},{"type":"image","alt_text":"a graph"}]`),
		msg("5.000001", `"text":"see","attachments":[{"title":"unfurled page"}]`),
		msg("6.000001", `"text":"","files":[{"name":"graph.png"},{"name":"gone","mode":"tombstone"}],"subtype":"file_share"`),
	)
	want := []string{
		"[FIRING:1] PaymentErrors\npayments (https://p.example) fail > 5%\nseverity: page\nn\nonly this", "deployed v42",
		"a < b, @Dana Brandt :eyes:x (https://x.example)@here\n• one\n• two\n> q\n```<x>```", "A <b>\n*State*\na graph", "see", "[file: graph.png]",
	}
	if diff := cmp.Diff(want, texts(got.Events)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantActors := []event.Actor{{ID: "B9", Name: "Alertmanager", Bot: true}, {ID: "U0BOT", Name: "Deployer", Bot: true}, {ID: "U0IC", Name: "incident-commander"}}
	for i, want := range wantActors {
		if got.Events[i].Actor != want {
			t.Errorf("actor %+v, want %+v", got.Events[i].Actor, want)
		}
	}
}

func TestSubtypes(t *testing.T) {
	got := day(t,
		msg("1.000001", `"subtype":"channel_join","text":"<@U0IC> has joined the channel"`), msg("2.000001", `"subtype":"channel_join","text":"x"`),
		msg("3.000001", `"subtype":"pinned_item","text":"pinned","item":{"type":"message","ts":"6.000001"}`),
		msg("4.000001", `"subtype":"channel_topic","text":"","topic":"SEV1: <@U0DB> leads"`),
		msg("5.000001", `"subtype":"channel_purpose","text":"<@U0IC> set the channel purpose: war room"`), msg("6.000001", `"text":"pinned one"`),
	)
	if diff := cmp.Diff([]string{"set the channel topic: SEV1: @Dana Brandt leads", "@incident-commander set the channel purpose: war room", "pinned one"}, texts(got.Events)); diff != "" {
		t.Error(diff)
	}
	if got.Events[0].Labels["subtype"] != "channel_topic" || got.Events[2].Labels["pinned"] != "true" {
		t.Errorf("labels %v, %v", got.Events[0].Labels, got.Events[2].Labels)
	}
	if diff := cmp.Diff([]string{"2 messages of subtype channel_join are no events", "1 messages of subtype pinned_item are no events"}, got.Reports[0].Notes); diff != "" {
		t.Error(diff)
	}
}

func TestWhereAnExportLies(t *testing.T) {
	days := map[string]string{
		"inc-checkout/2025-10-20.json": "[" + msg("1760943180.000100", `"text":"one"`) + "]", "inc-private/2025-10-20.json": "[" + msg("1760943181.000100", `"text":"two"`) + "]",
		"D0ABCDEF/2025-10-20.json": "[" + msg("1760943182.000100", `"text":"three"`) + "]", "unlisted/2025-10-20.json": "[" + msg("1760943183.000100", `"text":"four","team":"T01"`) + "]",
	}
	want := collect(t, event.Window{}, export("war room.zip!/", days)).Events
	var private []bool
	var names []string
	for _, ev := range want {
		private = append(private, ev.Private)
		names = append(names, ev.Labels["channel"])
	}
	if diff := cmp.Diff([]bool{false, true, true, false}, private); diff != "" {
		t.Errorf("private: %s", diff)
	}
	if diff := cmp.Diff([]string{"inc-checkout", "inc-private", "D0ABCDEF", "unlisted"}, names); diff != "" {
		t.Errorf("channels: %s", diff)
	}
	ignore := cmpopts.IgnoreFields(event.Event{}, "Refs", "Source")
	for _, root := range []string{"", "slack/", "a/b/c/", "renamed!/inner folder/"} {
		got := collect(t, event.Window{}, export(root, days)).Events
		if diff := cmp.Diff(want, got, ignore); diff != "" {
			t.Errorf("at %q (-want +got):\n%s", root, diff)
		}
	}
	renamed := map[string]string{}
	for name, content := range export("moved/", days) {
		renamed[strings.TrimSuffix(name, ".json")] = content
	}
	if diff := cmp.Diff(want, collect(t, event.Window{}, renamed).Events, ignore); diff != "" {
		t.Errorf("without endings (-want +got):\n%s", diff)
	}
	twice := export("a.zip!/", days)
	maps.Copy(twice, export("b/", days))
	got := collect(t, event.Window{}, twice)
	if diff := cmp.Diff(want, got.Events, ignore); diff != "" {
		t.Errorf("twice (-want +got):\n%s", diff)
	}
	if refs := got.Events[0].Refs; len(refs) != 2 {
		t.Errorf("refs %v", refs)
	}
}

func TestBareFiles(t *testing.T) {
	one := "[" + msg("1760943180.000100", `"text":"hello <@U0IC>","user_profile":{"display_name":"ines"}`) + "]"
	a := collect(t, event.Window{}, map[string]string{"chat.json": one})
	b := collect(t, event.Window{}, map[string]string{"evidence/saved": one})
	if a.Events[0].ID != b.Events[0].ID || a.Events[0].ID != chat.ID("", "", "1760943180.000100") {
		t.Errorf("ids %s and %s", a.Events[0].ID, b.Events[0].ID)
	}
	if ev := a.Events[0]; ev.Text != "hello @U0IC" || ev.Actor.Name != "ines" || ev.Labels["channel"] != "" || a.Reports[0].Name != "chat.json" {
		t.Errorf("event %+v, report %+v", ev, a.Reports[0])
	}
	c := collect(t, event.Window{}, map[string]string{"general/2025-10-20.json": one})
	if ev := c.Events[0]; ev.Labels["channel"] != "general" || ev.ID != chat.ID("", "general", "1760943180.000100") {
		t.Errorf("a day's file in a channel's folder: %+v", ev)
	}
	h := collect(t, event.Window{}, map[string]string{"history": `{"ok":true,"messages":` + one + `,"has_more":false}`})
	if h.Events[0].ID != a.Events[0].ID {
		t.Errorf("an API answer: %+v", h.Events[0])
	}
}

func TestOrderBelowASecondAndOverNewYear(t *testing.T) {
	got := day(t, msg("1767225600.000001", `"text":"third"`), msg("1767225599.999999", `"text":"second"`), msg("1767225599.999998", `"text":"first"`))
	if diff := cmp.Diff([]string{"first", "second", "third"}, texts(got.Events)); diff != "" {
		t.Error(diff)
	}
	if at := got.Events[2].At; !at.Equal(time.Date(2026, 1, 1, 0, 0, 0, 1000, time.UTC)) {
		t.Errorf("at %v", at)
	}
}
