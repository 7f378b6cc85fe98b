package pes_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/redact/redacttest"
)

// plantedFolder is an incident folder with secrets in evidence of all families, in its incident.yaml, in names of files, and in encodings.
func plantedFolder(t *testing.T, plants []redacttest.Plant) string {
	t.Helper()
	dir := t.TempDir()
	at := func(i int) time.Time {
		return time.Date(2025, 10, 20, 13, 42, 0, 0, time.UTC).Add(time.Duration(i) * time.Second)
	}
	var jsonl, text, notes, wide strings.Builder
	var messages, firing, updates []any
	for i, p := range plants {
		line := strings.ReplaceAll(p.Text, "\n", " ")
		switch i % 6 {
		case 0:
			b, _ := json.Marshal(map[string]string{"time": at(i).Format(time.RFC3339), "level": "error", "service": "checkout", "msg": p.Text})
			fmt.Fprintf(&jsonl, "%s\n", b)
		case 1:
			fmt.Fprintf(&text, "%s ERROR checkout %s\n", at(i).Format(time.RFC3339), line)
		case 2:
			fmt.Fprintf(&notes, "- %s Ana: %s\n", at(i).Format("15:04:05"), line)
		case 3:
			messages = append(messages, map[string]any{"type": "message", "user": "U0ANA", "ts": fmt.Sprintf("%d.%06d", at(i).Unix(), i), "text": p.Text})
		case 4:
			firing = append(firing, map[string]any{
				"labels": map[string]string{"alertname": fmt.Sprintf("A%d", i), "service": "checkout", "detail": line}, "annotations": map[string]string{"summary": "refused: " + p.Text},
				"startsAt": at(i), "endsAt": at(i + 60), "fingerprint": fmt.Sprintf("%016x", i), "status": map[string]string{"state": "active"},
				"generatorURL": "https://prom.example/graph?token=" + p.Secret,
			})
		case 5:
			updates = append(updates, map[string]any{"id": fmt.Sprint("u", i), "status": "investigating", "body": p.Text, "created_at": at(i), "display_at": at(i)})
		}
		fmt.Fprintf(&wide, "%s ERROR wide %s\n", at(i).Format(time.RFC3339), line)
	}
	put := func(name string, data []byte) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	marshal := func(v any) []byte {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	put("api.jsonl", []byte(jsonl.String()+`{"time":"2025-10-20T13:50:00Z","level":"error","msg":"cut `+plants[0].Secret+"\n"))
	put("web.log", []byte(text.String()))
	put("notes.md", []byte("# 2025-10-20\n"+notes.String()))
	put("chat/channels.json", marshal([]any{map[string]any{"id": "C01", "name": "inc", "members": []string{"U0ANA"}}}))
	put("chat/users.json", marshal([]any{map[string]any{"id": "U0ANA", "name": "ana", "profile": map[string]string{"real_name": "Ana password=" + plants[10].Secret, "email": "ana.b@example.com"}}}))
	put("chat/inc/2025-10-20.json", marshal(messages))
	put("alerts.json", marshal(firing))
	put("status.json", marshal(map[string]any{"incidents": []any{map[string]any{"id": "s1", "name": "Checkout", "status": "resolved", "created_at": at(0), "incident_updates": updates}}}))
	put("dump password="+strings.ReplaceAll(plants[10].Secret, "/", "")+".log", []byte(at(1).Format(time.RFC3339)+" ERROR gone\n"))
	var utf []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + wide.String())) {
		utf = append(utf, byte(u), byte(u>>8))
	}
	put("wide.log", utf)
	return dir
}

// outputs are all that pes makes of a folder, by where it stands: what is printed, what is told, and every file that it writes.
func outputs(t *testing.T, r pes.Request) map[string]string {
	t.Helper()
	out := map[string]string{}
	keep := func(name string, res *pes.Result, err error) {
		t.Helper()
		if err != nil {
			lines, hint := pes.Explain(err)
			out["error of "+name] = strings.Join(lines, "\n") + hint
			t.Errorf("%s: %v", name, err)
			return
		}
		out[name] = string(res.Text)
		out["told by "+name] = strings.Join(append(res.Sources.Incomplete, res.Sources.Unread...), "\n")
	}
	for _, f := range pes.TimelineFormats() {
		res, err := pes.Timeline(t.Context(), r, pes.TimelineOptions{Format: f})
		keep("timeline "+f, res, err)
	}
	for _, g := range pes.Genres() {
		if g == "public" && r.KeepSecrets {
			if _, err := pes.Generate(t.Context(), r, pes.GenerateOptions{Genre: g, File: pes.Stdout}); err == nil || !strings.Contains(err.Error(), "no secret is kept") {
				t.Errorf("%s with secrets: %v", g, err)
			}
			continue
		}
		res, err := pes.Generate(t.Context(), r, pes.GenerateOptions{Genre: g, File: pes.Stdout})
		keep("genre "+g, res, err)
		res, err = pes.Generate(t.Context(), r, pes.GenerateOptions{Genre: g})
		keep("writing "+g, res, err)
	}
	res, err := pes.Collect(t.Context(), r, pes.CollectOptions{File: pes.Stdout})
	keep("collect", res, err)
	for _, f := range pes.PatternsFormats() {
		res, err := pes.Patterns(t.Context(), pes.PatternsRequest{Files: []string{r.Dir}}, pes.PatternsOptions{Format: f})
		keep("patterns "+f, res, err)
	}
	var lines strings.Builder
	if _, err := pes.PatternLines(t.Context(), pes.PatternsRequest{Files: []string{r.Dir}}, &lines); err != nil {
		t.Error(err)
	}
	out["patterns --lines"] = lines.String()
	for _, name := range []string{"evidence.jsonl", ".pes", "PES*"} {
		found, _ := filepath.Glob(filepath.Join(r.Dir, name))
		for _, f := range found {
			err := filepath.WalkDir(f, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				data, err := os.ReadFile(path)
				out[strings.TrimPrefix(path, r.Dir)] = string(data)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
	return out
}

// TestSecretsLeaveNothing: no planted secret is in anything that pes prints, tells or writes.
func TestSecretsLeaveNothing(t *testing.T) {
	plants := redacttest.Planted(1)
	kinds := map[string]bool{}
	for _, p := range plants {
		kinds[p.Kind] = true
	}
	if len(plants) < 200 || len(kinds) < 30 {
		t.Fatalf("%d secrets of %d kinds", len(plants), len(kinds))
	}
	dir := plantedFolder(t, plants)
	for name, text := range outputs(t, pes.Request{Dir: dir}) {
		for _, p := range plants {
			if i := strings.Index(text, p.Secret); i >= 0 {
				t.Errorf("%s has the %s of %q: …%s", name, p.Kind, p.Text, text[max(0, i-60):min(len(text), i+len(p.Secret)+20)])
			}
		}
	}
}

// TestNamesLeaveNothing: the names and patterns of incident.yaml are in no output, not even those that incident.yaml itself has elsewhere.
func TestNamesLeaveNothing(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"incident.yaml": "title: Outage of Acme Corp's shop\nservices: [acme-corp-checkout]\nroles: {scribe: Müller}\nactions: [Tell ACCT-4711 of it]\nimpact: {customers: Acme Corp and 3 more}\n" +
			"redact: {names: [Acme Corp, Müller], patterns: ['ACCT-\\d+', 'ticket (\\d+)']}\n",
		"web.log":        "2025-10-20T13:42:05Z ERROR acme-corp-checkout refused for ACME CORP\n2025-10-20T13:42:06Z ERROR checkout ACCT-4711 gone, see https://x.example/Acme%20Corp/a\n",
		"notes.md":       "# 2025-10-20\n- 13:43 Müller: Acme Corps call, ticket 998877, the acmecorporate one is another\n",
		"acme_corp.log":  "2025-10-20T13:42:07Z ERROR gone\n",
		"alerts.json":    `[{"labels":{"alertname":"A","customer":"AcmeCorp"},"annotations":{"summary":"acme.corp down"},"startsAt":"2025-10-20T13:42:00Z","fingerprint":"01","status":{"state":"active"}}]`,
		"not known.docx": "Acme Corp",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := outputs(t, pes.Request{Dir: dir})
	for name, text := range out {
		for _, gone := range []string{"acme corp", "acme-corp", "acme_corp", "acmecorp\"", "acme.corp", "acme%20corp", "müller", "mu\u0308ller", "acct-4711", "998877"} {
			if strings.Contains(strings.ToLower(text), gone) {
				t.Errorf("%s has %q:\n%s", name, gone, text)
			}
		}
	}
	if !strings.Contains(out["collect"], "ticket [redacted:pattern], the acmecorporate one") {
		t.Errorf("more than the group, or a part of a longer word, is gone:\n%s", out["collect"])
	}
	if !strings.Contains(out["genre pes"], "kind name were removed") {
		t.Errorf("the document does not count the names:\n%s", out["genre pes"])
	}
}

// TestKeepSecrets: what is kept on request is said wherever somebody looks.
func TestKeepSecrets(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"notes.md": "# 2025-10-20\n- 13:42 checkout is down, password=Tr0ub4dor of bob@example.com\n",
		"web.log":  "2025-10-20T13:42:05Z ERROR gone\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := outputs(t, pes.Request{Dir: dir, KeepSecrets: true})
	for _, name := range []string{"genre pes", "timeline json", "/evidence.jsonl"} {
		if !strings.Contains(out[name], "password=Tr0ub4dor of bob@") && !strings.Contains(out[name], "password=Tr0ub4dor of bob@<!-- -->example.com") {
			t.Errorf("%s is without them:\n%s", name, out[name])
		}
	}
	for _, name := range []string{"genre pes", "timeline json", "told by timeline table", "told by writing pes"} {
		if !strings.Contains(out[name], "nothing was removed") {
			t.Errorf("%s does not say that nothing was removed:\n%s", name, out[name])
		}
	}
}

// TestIDsOutlastRules: what is redacted has no part in an event's id, in the order of events, or in which there are.
func TestIDsOutlastRules(t *testing.T) {
	plants := redacttest.Planted(1)
	dir := plantedFolder(t, plants)
	ids := func(r pes.Request) []string {
		t.Helper()
		res, err := pes.Collect(t.Context(), r, pes.CollectOptions{File: pes.Stdout})
		if err != nil {
			t.Fatal(err)
		}
		b, err := event.Read(strings.NewReader(string(res.Text)), "evidence")
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, e := range b.Events {
			list = append(list, e.ID)
		}
		return list
	}
	want := ids(pes.Request{Dir: dir})
	if len(want) < 100 {
		t.Fatalf("only %d events", len(want))
	}
	if diff := cmp.Diff(want, ids(pes.Request{Dir: dir, KeepSecrets: true})); diff != "" {
		t.Errorf("-default +off:\n%s", diff)
	}
	yaml := "redact: {names: [checkout, Ana, refused, investigating], patterns: ['[a-z]+ing', 'E.*R']}\n"
	if err := os.WriteFile(filepath.Join(dir, "incident.yaml"), []byte(yaml), 0o644); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, ids(pes.Request{Dir: dir})); diff != "" {
		t.Errorf("-default +names:\n%s", diff)
	}
}
