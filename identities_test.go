package pes

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
)

// room is an incident of three people, one of whom only incident.yaml names, with what must not leave the house in all of its evidence.
var room = map[string]string{
	"incident.yaml": `id: INC-4711
title: Priya's pool in db-07.corp.internal
services: [payments, hudson]
roles:
  incident_commander: Priya
  customer_liaison: Zoë Okonkwo
actions:
  - {text: "Ask Zoe about 10.20.30.40", owner: Dana Brandt, tracker: "https://jira.corp.internal/browse/OPS-17"}
milestones:
  declared: {at: "2025-10-20 13:50", by: priya.raman@corp.example, why: "said in #inc-payments"}
`,
	"notes/priya-raman.md": `# 2025-10-20, times in UTC
- 13:42 payments is down on db-07.corp.internal, priya noticed
- 13:50 Priya Raman declares SEV2 in #inc-payments
- 14:10 Root cause: the pool of 10.20.30.40 was full, says Tom Okafor (tom.okafor@corp.example)
- 14:20 payments works again
`,
	"chat/users.json": `[{"id":"U0AAAAAA1","name":"priya","profile":{"real_name":"Priya Raman"}},
 {"id":"U0AAAAAA2","name":"tom","profile":{"display_name":"tom.okafor"}}]`,
	"chat/channels.json": `[{"id":"C0AAAAAA1","name":"inc-payments"}]`,
	"chat/inc-payments/2025-10-20.json": `[
 {"type":"message","user":"U0AAAAAA2","ts":"1760967780.000100","text":"payments is down, see https://grafana.corp.internal/d/tom, paging <@U0AAAAAA1>"},
 {"type":"message","user":"U0AAAAAA1","ts":"1760968260.000100","text":"The cause is Tom's change of /etc/pool.conf on db-07.corp.internal"},
 {"type":"message","user":"U0AAAAAA2","ts":"1760969940.000100","text":"OKAFOR here: fixed, payments is back to normal"}]`,
	"status.json": `{"page":{"id":"p","name":"Shop","url":"https://status.shop.example"},"incidents":[{"id":"i1","name":"Payments fail","status":"resolved",
 "created_at":"2025-10-20T13:55:00Z","updated_at":"2025-10-20T14:25:00Z","shortlink":"https://status.shop.example/i1","incident_updates":[
 {"id":"u2","status":"resolved","body":"Payments work again. Priya Raman and our team thank you; mail ops@corp.example.","created_at":"2025-10-20T14:25:00Z","display_at":"2025-10-20T14:25:00Z","incident_id":"i1"},
 {"id":"u1","status":"investigating","body":"Calls to api.shop.example fail.","created_at":"2025-10-20T13:55:00Z","display_at":"2025-10-20T13:55:00Z","incident_id":"i1"}]}]}`,
}

func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// seen is the summary of a folder as it is, and as the readers of a genre see it.
func seen(t *testing.T, dir string, g templates.Genre) (was, is *summary.Summary) {
	t.Helper()
	j, err := open(Request{Dir: dir, Rows: AllRows})
	if err != nil {
		t.Fatal(err)
	}
	ev, err := j.gather(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	was = j.build(ev)
	return was, j.identities(ev, was, g)
}

// printed is everything that a summary prints: the document, the timeline in all its forms, and all of its fields.
func printed(t *testing.T, s *summary.Summary) string {
	t.Helper()
	var b bytes.Buffer
	document, err := render.Markdown(s, "pes", render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b.Write(document)
	for _, f := range TimelineFormats() {
		out, err := show(s, TimelineOptions{Format: f})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(out)
	}
	for _, v := range []any{s.Timeline, s.Rows, s.Story, s.KeyFacts, s.Lede, s.Questions, s.Items, s.Evidence, s.Appendix, s.Sources, s.Meta.Roles, s.Title} {
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(out)
	}
	return b.String()
}

var (
	namesOfRoom = regexp.MustCompile(`(?i)priya|raman|\btom\b|okafor|zo[eë]|okonkwo|dana|brandt`)
	house       = regexp.MustCompile(`(?i)corp\.internal|10\.20\.30\.40|inc-payments|INC-4711|OPS-17|/etc/pool|@corp|db-07|grafana|\.json|\.md\b`)
)

func TestNamelessGenreNamesNobody(t *testing.T) {
	dir := folderOf(t, room)
	was, is := seen(t, dir, templates.Genre{Name: "aws-pes", Nameless: true})
	if !namesOfRoom.MatchString(printed(t, was)) {
		t.Fatal("nobody is named in the first place")
	}
	if found := namesOfRoom.FindAllString(printed(t, is), -1); found != nil {
		t.Errorf("named all the same: %q", found)
	}
	sameCourse(t, was, is)
}

func TestPublicGenreTellsNothingOfTheHouse(t *testing.T) {
	dir := folderOf(t, room)
	was, is := seen(t, dir, templates.Genre{Name: "public", Nameless: true, Public: true})
	out := printed(t, is)
	if found := namesOfRoom.FindAllString(out, -1); found != nil {
		t.Errorf("named all the same: %q", found)
	}
	// The templates of this test print ids, which those of public genres do not.
	if found := house.FindAllString(out, -1); found != nil {
		t.Errorf("told outside: %q", found)
	}
	for _, published := range []string{"Calls to api.shop.example fail.", "Payments work again. The incident commander and our team thank you; mail an e-mail address."} {
		if !strings.Contains(out, published) {
			t.Errorf("%q is missing", published)
		}
	}
	sameCourse(t, was, is)
}

// sameCourse asks for the same rows with the same ids and times, and the same milestones.
func sameCourse(t *testing.T, was, is *summary.Summary) {
	t.Helper()
	type row struct{ id, at, kind string }
	rows := func(s *summary.Summary) (out []row) {
		for _, e := range s.Timeline.Entries {
			out = append(out, row{e.ID, e.At.String(), string(e.Kind)})
		}
		for _, m := range s.Milestones {
			out = append(out, row{strings.Join(m.Evidence, " "), m.At.String(), string(m.State)})
		}
		for _, r := range s.Rows {
			out = append(out, row{id: r.ID})
		}
		return out
	}
	if diff := cmp.Diff(rows(was), rows(is), cmp.AllowUnexported(row{})); diff != "" {
		t.Error(diff)
	}
}

func TestPrivateWordsAreNotTold(t *testing.T) {
	j, err := open(Request{Dir: folderOf(t, room), Rows: AllRows})
	if err != nil {
		t.Fatal(err)
	}
	ev, err := j.gather(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range ev.Events {
		e := &ev.Events[i]
		e.Private = e.Kind == event.Chat || e.Kind == event.Note
	}
	out := printed(t, j.identities(ev, j.build(ev), templates.Genre{Name: "public", Public: true}))
	for _, said := range []string{"back to normal", "pool of", "payments is down", "The cause is"} {
		if strings.Contains(out, said) {
			t.Errorf("%q was said in private", said)
		}
	}
	if !strings.Contains(out, "Calls to api.shop.example fail.") {
		t.Error("a public post is missing")
	}
}

func TestPublicGenreIsRefused(t *testing.T) {
	public, inside := templates.Genre{Name: "public", Public: true}, templates.Genre{Name: "coe", Nameless: true}
	for _, tt := range []struct {
		name, config string
		refused      string // a part of the error; "" for none
		cautions     int
	}{
		{"availability", "kind: availability\n", "", 0},
		{"security", "kind: security\n", "security incident", 0},
		{"security, to be told", "kind: security\ndistribution: public\n", "security incident", 0},
		{"restricted", "distribution: restricted\n", "restricts", 0},
		{"internal", "distribution: internal\n", "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j, err := open(Request{Dir: folderOf(t, map[string]string{"incident.yaml": tt.config})})
			if err != nil {
				t.Fatal(err)
			}
			err = j.refused(public)
			if (err == nil) != (tt.refused == "") || (err != nil && !strings.Contains(err.Error(), tt.refused)) {
				t.Errorf("%v, want %q", err, tt.refused)
			}
			if e, ok := errors.AsType[*Error](err); err != nil && (!ok || !e.Usage || e.Hint == "") {
				t.Errorf("%#v is no error of usage with a hint", err)
			}
			if got := j.cautions(public); len(got) != tt.cautions {
				t.Errorf("cautions: %q", got)
			}
			if err, told := j.refused(inside), j.cautions(inside); err != nil || told != nil {
				t.Errorf("a genre for readers inside: %v, %q", err, told)
			}
		})
	}
}
