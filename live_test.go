package pes_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes"
	"github.com/pes-dev/pes/collect/chat/slack/slacktest"
	"github.com/pes-dev/pes/event"
)

const slackToken = "xoxb-11111111-example-Zq81LkPw0v"

// workspace is one in which an outage is worked on: 6:00 of 20 October 2025 is 1760940000.
func workspace() *slacktest.Workspace {
	w := slacktest.New("acme", "T0ACME")
	w.Grant(slackToken, slacktest.Token{User: "U0BOT", Bot: "B0BOT", Scopes: slacktest.AllScopes()})
	w.AddUser("U0BOT", "pes", "pes", map[string]any{"is_bot": true})
	w.AddUser("U0ANA", "ana", "Ana Ruiz", nil)
	w.AddUser("U0BEN", "ben", "Ben Okafor", nil)
	w.AddChannel(slacktest.Channel{ID: "C0INCIDENT", Name: "inc-checkout", Created: 1760000000, Members: []string{"U0ANA", "U0BEN", "U0BOT"}})
	w.Post("C0INCIDENT",
		slacktest.Text("1760930000.000100", "U0BEN", "deploying checkout 42 to production"),
		slacktest.Reply("1760930000.000100", "1760942000.000100", "U0ANA", "rolling this one back"),
		slacktest.Text("1760940700.000100", "U0ANA", "checkout is down, all card payments fail"),
		slacktest.Text("1760940900.000100", "U0BEN", "I am on it, looking"),
		slacktest.Text("1760941500.000100", "U0BEN", "found it: the pool has no conections left"),
		slacktest.Text("1760943000.000100", "U0ANA", "the password is hunter2hunter2"),
		slacktest.Text("1760943600.000100", "U0ANA", "checkout works again for everybody, resolved"),
	)
	return w
}

func content(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func put(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func request(dir string) pes.Request {
	return pes.Request{
		Dir: dir, Now: time.Now,
		Getenv: func(k string) string { return map[string]string{"SLACK_TOKEN": slackToken}[k] },
	}
}

func collected(t *testing.T, dir string) event.Batch {
	t.Helper()
	r := request(dir)
	r.Ask = pes.AskMissing
	res, err := pes.Collect(t.Context(), r, pes.CollectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if res.Sources.Incomplete != nil {
		t.Fatalf("incomplete: %q", res.Sources.Incomplete)
	}
	b, err := event.Read(strings.NewReader(content(t, dir, "evidence.jsonl")), "evidence.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const window = "window: {from: 2025-10-20T06:00:00Z, to: 2025-10-20T10:00:00Z}\n"

// bare is a timeline in JSON without what tells where evidence came from: sources, references, and one name instead of another.
func bare(t *testing.T, timeline []byte, name, instead string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(bytes.ReplaceAll(timeline, []byte(name), []byte(instead)), &v); err != nil {
		t.Fatal(err)
	}
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			delete(v, "refs")
			delete(v, "sources")
			for _, x := range v {
				strip(x)
			}
		case []any:
			for _, x := range v {
				strip(x)
			}
		}
	}
	strip(v)
	return v
}

// TestSlackLiveAndExported: the same channel gives the same timeline, whether it is asked for or lies in the folder as an export, source names and
// references aside.
func TestSlackLiveAndExported(t *testing.T) {
	w := workspace()
	server := httptest.NewServer(w)
	defer server.Close()
	live, exported := t.TempDir(), t.TempDir()
	put(t, live, "incident.yaml", fmt.Appendf(nil, "%ssources:\n  - slack: https://acme.slack.com/archives/C0INCIDENT\n    url: %s\n", window, server.URL))
	put(t, exported, "incident.yaml", []byte(window))
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	files := w.Export()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	put(t, exported, "export.zip", b.Bytes())

	var told [2]any
	for i, dir := range []string{live, exported} {
		collected(t, dir)
		res, err := pes.Timeline(t.Context(), request(dir), pes.TimelineOptions{Format: "json"})
		if err != nil {
			t.Fatal(err)
		}
		told[i] = bare(t, res.Text, "export.zip", "slack")
		if i == 0 && (!bytes.Contains(res.Text, []byte("deploying checkout 42")) || !bytes.Contains(res.Text, []byte("https://acme.slack.com/archives/C0INCIDENT/p1760941500000100"))) {
			t.Errorf("live: %s", res.Text)
		}
	}
	if diff := cmp.Diff(told[1], told[0]); diff != "" {
		t.Errorf("-exported +live: %s", diff)
	}
	if strings.Contains(content(t, live, "evidence.jsonl"), "hunter2") || strings.Contains(content(t, live, "evidence.jsonl"), slackToken) {
		t.Error("a secret is in evidence.jsonl")
	}
}

// TestSlackEditsAndDeletions: the next run has what people made of their messages, in the document too; what was taken back is nowhere.
func TestSlackEditsAndDeletions(t *testing.T) {
	w := workspace()
	server := httptest.NewServer(w)
	defer server.Close()
	dir := t.TempDir()
	put(t, dir, "incident.yaml", fmt.Appendf(nil, "%ssources:\n  - slack: C0INCIDENT\n    url: %s\n", window, server.URL))
	collected(t, dir)
	generate := func() {
		t.Helper()
		if _, err := pes.Generate(t.Context(), request(dir), pes.GenerateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	generate()
	if doc := content(t, dir, "PES.md"); !strings.Contains(doc, "no conections left") {
		t.Fatalf("the document: %s", doc)
	}
	w.Edit("C0INCIDENT", "1760941500.000100", "found it: the pool has no connections left", "1760947000.000000")
	w.Delete("C0INCIDENT", "1760940900.000100")
	w.Post("C0INCIDENT", slacktest.Reply("1760940700.000100", "1760941000.000100", "U0BEN", "support has 40 tickets"))
	collected(t, dir)
	generate()
	for _, name := range []string{"PES.md", "evidence.jsonl"} {
		text := content(t, dir, name)
		for _, gone := range []string{"conections", "looking"} {
			if strings.Contains(text, gone) {
				t.Errorf("%q is still in %s", gone, name)
			}
		}
		for _, there := range []string{"no connections left", "40 tickets"} {
			if !strings.Contains(text, there) {
				t.Errorf("%q is not in %s", there, name)
			}
		}
	}
	before := content(t, dir, "evidence.jsonl")
	collected(t, dir)
	if diff := cmp.Diff(before, content(t, dir, "evidence.jsonl")); diff != "" {
		t.Errorf("nothing happened, and evidence.jsonl changed: %s", diff)
	}
}

// TestLiveBesideExport: the same message, asked for and exported, is one event that stays when the export is gone.
func TestLiveBesideExport(t *testing.T) {
	w := workspace()
	server := httptest.NewServer(w)
	defer server.Close()
	dir := t.TempDir()
	put(t, dir, "incident.yaml", fmt.Appendf(nil, "%ssources:\n  - name: room\n    slack: C0INCIDENT\n    url: %s\n", window, server.URL))
	for name, data := range w.Export() {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, "export", name)), 0o700); err != nil {
			t.Fatal(err)
		}
		put(t, dir, filepath.Join("export", name), data)
	}
	both := collected(t, dir)
	if err := os.RemoveAll(filepath.Join(dir, "export")); err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = http.NotFoundHandler()
	r := request(dir) // nobody is asked
	if _, err := pes.Collect(t.Context(), r, pes.CollectOptions{}); err != nil {
		t.Fatal(err)
	}
	alone, err := event.Read(strings.NewReader(content(t, dir, "evidence.jsonl")), "evidence.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	ids := func(b event.Batch) (ids []string) {
		for _, e := range b.Events {
			ids = append(ids, e.ID+" "+e.Source+" "+e.Text)
		}
		return ids
	}
	if diff := cmp.Diff(ids(both), ids(alone)); diff != "" || len(both.Events) != 7 {
		t.Errorf("%d events: %s", len(both.Events), diff)
	}
}
