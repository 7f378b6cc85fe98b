package chat_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/chat"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

func TestDamage(t *testing.T) {
	two := "[" + msg("1.000001", `"text":"one"`) + ",\n" + msg("2.000001", `"text":"two"`) + "]"
	tests := map[string]struct {
		in      string
		want    []string
		dropped int
		err     string
	}{
		"cut":         {two[:len(two)-9], []string{"one"}, 1, "x/inc-checkout/1: line 2, byte 64: the file ends in the middle of a JSON document: unexpected EOF"},
		"half JSON":   {strings.Replace(two, `"text":"two"`, `"text":two`, 1), []string{"one"}, 1, "x/inc-checkout/1: line 2, byte 64: invalid character 'w' in literal true (expecting 'r')"},
		"odd types":   {`[{"type":"message","ts":"1.5","text":7,"user":{},"reactions":"x","files":{},"blocks":"x"},{"type":"message","ts":7,"text":"x"},{"ts":"never"},null,3,[[]]]`, []string{""}, 5, ""},
		"ts of old":   {`[` + msg("1", `"text":"a"`) + `,` + msg("-5.0", `"text":"b"`) + `,` + msg("1.x", `"text":"c"`) + `,` + msg("99999999999.0", `"text":"d"`) + `]`, []string{"a"}, 3, ""},
		"not UTF-8":   {`[` + msg("1.0", "\"text\":\"a\xff\xfeb\"") + `]`, []string{"a\ufffd\ufffdb"}, 0, ""},
		"deep blocks": {`[` + msg("1.0", `"text":"","blocks":`+strings.Repeat(`[{"type":"context","elements":`, 500)+`[]`+strings.Repeat(`}]`, 500)) + `]`, []string{"…"}, 0, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := collect(t, event.Window{}, export("x/", map[string]string{"inc-checkout/1": tt.in}))
			if diff := cmp.Diff(tt.want, texts(got.Events)); diff != "" {
				t.Error(diff)
			}
			if r := got.Reports[0]; r.Dropped != tt.dropped || r.Error != tt.err {
				t.Errorf("report %+v", r)
			}
		})
	}
}

func TestHugeTextIsCut(t *testing.T) {
	got := day(t, msg("1.0", `"text":"`+strings.Repeat("<", 1<<20)+`"`), msg("2.0", `"text":"`+strings.Repeat("&lt;", 10<<20)+`"`)).Events
	for _, ev := range got {
		if len(ev.Text) > 64<<10 || !strings.Contains(ev.Text, "… (cut: ") {
			t.Errorf("%d bytes, ends %q", len(ev.Text), ev.Text[len(ev.Text)-40:])
		}
	}
}

// TestHugeFirstMessage: a day whose first message alone fills what a file is recognised by is recognised, wherever that message has its ts.
func TestHugeFirstMessage(t *testing.T) {
	huge := `"text":"` + strings.Repeat("x ", 5<<20) + `"`
	for _, first := range []string{
		`{"client_msg_id":"c","type":"message",` + huge + `,"user":"U1","ts":"1.0"}`,
		`{"type":"message","user":"U1",` + huge + `,"ts":"1.0"}`,
		`{"type":"message","ts":"1.0",` + huge + `,"user":"U1"}`,
	} {
		f := file.Bytes("general/2025-10-20.json", []byte("["+first+","+msg("2.0", `"text":"two"`)+"]"))
		h, err := f.Head()
		if err != nil || chat.Family().Match(h).Format != "slack-messages" {
			t.Errorf("%.60s…: recognised as %q, %v", first, chat.Family().Match(h).Format, err)
		}
	}
}

// What goes first is a bot's, then what people said in the middle: how it began and how it ended stays.
func TestCapKeepsPeople(t *testing.T) {
	const most = 100_000
	for bots, want := range map[int]int{1000: most - 900, 0: most} {
		var all []string
		for i := range most + 100 {
			who := `"user":"U0IC"`
			if i < bots {
				who = `"bot_id":"B1"`
			}
			all = append(all, fmt.Sprintf(`{"type":"message","ts":"%d.000001","text":"t",%s}`, 1760943180+i, who))
		}
		got := day(t, all...)
		people := 0
		for _, ev := range got.Events {
			if !ev.Actor.Bot {
				people++
			}
		}
		last := got.Events[len(got.Events)-1].At.Unix()
		if len(got.Events) != most || people != want || got.Reports[0].Dropped != 100 || last != 1760943180+most+99 {
			t.Errorf("%d events, %d of people, the last at %d, report %+v", len(got.Events), people, last, got.Reports[0])
		}
	}
}

func TestMatchLeavesOthersAlone(t *testing.T) {
	for _, in := range []string{
		"", "[]", "{}", `[{"id":1,"name":"x"}]`, `[{"labels":{"alertname":"x"},"startsAt":"x"}]`, `{"level":"error","ts":"1.2","type":"message"}`,
		`[{"id":"1","title":"an incident","created_at":"x"}]`, "general chat",
	} {
		if m := chat.Family().Match(file.Head{Data: []byte(in), Whole: true}); m.Score != 0 {
			t.Errorf("%q was taken as %s", in, m.Format)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	files := []*file.File{file.Bytes("a", []byte("["+msg("1.0", `"text":"x"`)+"]"))}
	if _, err := chat.Family().Collect(ctx, files, event.Window{}, file.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzCollect: whatever a message file holds, nothing panics, every event has an id and a UTC time, a deleted one has no text, and texts are
// within their cap.
func FuzzCollect(f *testing.F) {
	f.Add([]byte("[" + msg("1760943180.000100", `"text":"<@U0IC> &lt; <!date^1^x|y>","thread_ts":"1.0"`) + "]"))
	f.Add([]byte(`[{"type":"message","subtype":"message_changed","ts":"2.0","message":{"text":"x","ts":"1.0"}},{"type":"message","subtype":"message_deleted","ts":"3.0","deleted_ts":"1.0"}]`))
	f.Add([]byte(`[{"type":"message","ts":"1.0","bot_id":"B","attachments":[{"text":"a","blocks":[{"type":"rich_text","elements":[{"type":"text","text":"b"}]}]}]}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		files := []*file.File{file.Bytes("users.json", []byte(users)), file.Bytes("general/1", data)}
		b, err := chat.Family().Collect(t.Context(), files, event.Window{}, file.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range b.Events {
			if ev.ID == "" || ev.At.IsZero() || ev.At.Location() != time.UTC || (ev.Deleted && ev.Text != "") || len(ev.Text) > 64<<10 {
				t.Fatalf("a broken event: %+v", ev)
			}
		}
	})
}

func BenchmarkCollect(b *testing.B) {
	var all []string
	for i := range 5000 {
		all = append(all, fmt.Sprintf(`{"type":"message","user":"U0IC","ts":"%d.000100","text":"<@U0DB> errors are down to %d%% &amp; falling","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"errors are down"}]}]}],"reactions":[{"name":"eyes","users":["U0DB"],"count":1}]}`, 1760943180+i, i%100))
	}
	in := []byte("[" + strings.Join(all, ",\n") + "]")
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		files := []*file.File{file.Bytes("users.json", []byte(users)), file.Bytes("channels.json", []byte(channels)), file.Bytes("inc-checkout/1", in)}
		if _, err := chat.Family().Collect(b.Context(), files, event.Window{}, file.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
