package incident

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const everything = `title: Checkout fails
id: INC-7
kind: third-party
severity: 1
status: in-review
timezone: America/New_York
window: {from: 2025-10-20 02:00, to: "2025-10-20T23:00:00Z"}
regions: us-east-1
services:
  - checkout
  - name: payments
    depends_on: [dynamodb, sqs]
impact: {requests_failed: 3 %, customers: 1200, tickets: 87, data_lost: none}
roles:
  incident_commander: Ana
  communications: [Ben, Chi]
people: roles
distribution: internal
sources:
  - name: forge
    github: shop/api
    token_env: FORGE_TOKEN
    what: [releases, "deployments"]
milestones:
  onset: 2025-10-20 02:48
  mitigated: not_applicable
  identified: {state: unknown}
  recovered: {at: "2025-10-20 18:01:30", why: canary passed, by: Ana}
actions:
  - Alert on empty answers
  - {id: A-2, text: Retry, type: mitigate, owner: Ben, priority: P2, due: 2025-11-15, verify: game day, tracker: OPS-1, state: done}
clocks: {chat.zip: +90s, notes.md: -1h30m}
redact: {names: [Example Ltd], patterns: ['ACCT-\d+']}
lexicon: {resolved: [all  green, -resolved to], noise: Lunch}
templates: ./templates
publish:
  wiki: {git: https://example.test/wiki.git}
`

func TestParseEverything(t *testing.T) {
	got, err := Parse(ConfigName, []byte(everything), nil)
	if err != nil {
		t.Fatal(err)
	}
	zone := got.Timezone
	if zone.String() != "America/New_York" {
		t.Errorf("zone %v", zone)
	}
	got.Timezone = nil
	utc := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	want := &Config{
		Title: "Checkout fails", ID: "INC-7", Kind: "third-party", Severity: "1", Status: "in-review",
		Window:   Window{From: utc("2025-10-20T06:00:00Z"), To: utc("2025-10-20T23:00:00Z")},
		Regions:  []string{"us-east-1"},
		Services: []Service{{Name: "checkout"}, {Name: "payments", DependsOn: []string{"dynamodb", "sqs"}}},
		Impact:   Impact{RequestsFailed: "3 %", Customers: "1200", Tickets: "87", DataLost: "none"},
		Roles:    []Role{{"incident_commander", []string{"Ana"}}, {"communications", []string{"Ben", "Chi"}}},
		People:   "roles", Distribution: "internal",
		Sources: []Source{{Name: "forge", Settings: map[string]any{
			"github": "shop/api", "token_env": "FORGE_TOKEN", "what": []any{"releases", "deployments"},
		}}},
		Clocks: []Clock{{"chat.zip", 90 * time.Second}, {"notes.md", -90 * time.Minute}},
		Milestones: []Milestone{
			{Name: "onset", At: utc("2025-10-20T06:48:00Z"), Precision: time.Minute},
			{Name: "mitigated", State: "not_applicable"},
			{Name: "identified", State: "unknown"},
			{Name: "recovered", At: utc("2025-10-20T22:01:30Z"), Precision: time.Second, Why: "canary passed", By: "Ana"},
		},
		Actions: []Action{
			{Text: "Alert on empty answers"},
			{
				ID: "A-2", Text: "Retry", Type: "mitigate", Owner: "Ben", Priority: "P2", Due: "2025-11-15", Verify: "game day",
				Tracker: "OPS-1", State: "done",
			},
		},
		Redact:    Redact{Names: []string{"Example Ltd"}, Patterns: []string{`ACCT-\d+`}},
		Lexicon:   []Words{{Act: "resolved", Add: []string{"all green"}, Remove: []string{"resolved to"}}, {Act: "noise", Add: []string{"Lunch"}}},
		Templates: "./templates",
		Publish:   []Target{{Name: "wiki", Settings: map[string]any{"git": "https://example.test/wiki.git"}}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Source{}, "Places"), cmpopts.IgnoreFields(Target{}, "Places")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestParseForms(t *testing.T) {
	tests := map[string]string{
		"empty":              "",
		"blank":              "\n\n  \n",
		"only comments":      "# title: x\n# more\n",
		"document mark":      "---\n",
		"null":               "~\n",
		"keys without value": "title:\nwindow:\n  from:\nservices:\nmilestones:\n  onset:\nactions: []\n",
		"the starter":        Starter(),
		"mark alone":         "\ufeff",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(ConfigName, []byte(text), nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&Config{}, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestParseSameInEveryEncodingOfLines(t *testing.T) {
	want, err := Parse(ConfigName, []byte(everything), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"CRLF":            strings.ReplaceAll(everything, "\n", "\r\n"),
		"byte-order mark": "\ufeff" + everything,
		"no last newline": strings.TrimSuffix(everything, "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(ConfigName, []byte(text), nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestParseFallbackZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(ConfigName, []byte("window: {from: 2025-10-20 08:48}"), berlin)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2025, 10, 20, 6, 48, 0, 0, time.UTC); !got.Window.From.Equal(want) || got.Timezone != nil {
		t.Errorf("from %v in %v, want %v", got.Window.From, got.Timezone, want)
	}
}

func TestParseAliases(t *testing.T) {
	got, err := Parse(ConfigName, []byte(`
sources:
  - &base {name: a, url: http://a, step: 60}
  - <<: *base
    name: b
services: [&s checkout]
regions: [*s]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []Source{
		{Name: "a", Settings: map[string]any{"url": "http://a", "step": "60"}, Places: map[string]Problem{
			"": {Line: 3, Column: 5}, "name": {Line: 3, Column: 12}, "url": {Line: 3, Column: 21}, "step": {Line: 3, Column: 36},
		}},
		{Name: "b", Settings: map[string]any{"url": "http://a", "step": "60"}, Places: map[string]Problem{
			"": {Line: 4, Column: 5}, "name": {Line: 5, Column: 5}, "url": {Line: 3, Column: 21}, "step": {Line: 3, Column: 36},
		}},
	}
	if diff := cmp.Diff(want, got.Sources); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(got.Regions) != 1 || got.Regions[0] != "checkout" {
		t.Errorf("regions %v", got.Regions)
	}
}

func TestParseProblems(t *testing.T) {
	tests := map[string]struct {
		yaml string
		want []string // substrings of the error, in order
	}{
		"unknown key": {"id: a\ntilte: Checkout\n", []string{
			"incident.yaml:2:1: unknown key \"tilte\"; did you mean \"title\"?\n", "   2 | tilte: Checkout\n", "     | ^",
		}},
		"hyphen for underscore":   {"services: [{name: a, depends-on: b}]\n", []string{`:1:22: unknown key "depends-on"; did you mean "depends_on"?`}},
		"key far from all":        {"window: {zzzzzz: 1}\n", []string{`unknown key "zzzzzz"; it can be from, to`}},
		"unknown kind":            {"kind: availibilty\n", []string{`:1:7: kind "availibilty" is not known; did you mean "availability"?`}},
		"kind far from all":       {"kind: outage\n", []string{"it can be availability, data, security, third-party, near-miss, false-alarm"}},
		"unknown milestone":       {"milestones:\n  recoverd: 2025-10-20 18:01\n", []string{`:2:3: unknown milestone "recoverd"; did you mean "recovered"?`}},
		"bad state":               {"milestones: {onset: {state: not-applicable}}\n", []string{`did you mean "not_applicable"?`}},
		"milestone of nothing":    {"milestones: {onset: {why: because}}\n", []string{"onset needs a time (at:) or a state (unknown, not_applicable)"}},
		"milestone of both":       {"milestones: {onset: {at: 2025-10-20 01:00, state: unknown}}\n", []string{"onset has a time and the state unknown"}},
		"bad zone":                {"timezone: America/NewYork\n", []string{`:1:11: timezone: "America/NewYork" is not known; did you mean "America/New_York"?`}},
		"ambiguous zone":          {"timezone: CST\n", []string{":1:11: timezone: CST names several zones: "}},
		"bad time":                {"window:\n  from: yesterday\n", []string{`:2:9: from: "yesterday" is no time: `, "2 |   from: yesterday\n", "     |         ^"}},
		"window backwards":        {"window: {from: 2025-10-20 03:00, to: 2025-10-20 02:00}\n", []string{"the window ends before it begins"}},
		"duplicate key":           {"title: a\nid: b\ntitle: c\n", []string{":3:1: title is given twice, first in line 1"}},
		"list for text":           {"title: [a, b]\n", []string{":1:8: title must be text, not a list"}},
		"mapping for text":        {"title: {a: b}\n", []string{"title must be text, not a mapping"}},
		"text for mapping":        {"window: all day\n", []string{"window must be a mapping (key: value), not a single value"}},
		"file is a list":          {"- a\n- b\n", []string{"incident.yaml must be a mapping (key: value), not a list"}},
		"service without name":    {"services:\n  - depends_on: [a]\n", []string{":2:5: a service without a name"}},
		"service twice":           {"services: [a, {name: a}]\n", []string{`service "a" is listed twice`}},
		"action without text":     {"actions:\n  - owner: me\n", []string{":2:5: an action without a text"}},
		"empty item":              {"actions:\n  -\n", []string{"an empty item"}},
		"bad pattern":             {"redact: {patterns: ['(']}\n", []string{"a pattern: error parsing regexp"}},
		"no YAML":                 {"title: 'open\nid: x\n", []string{"incident.yaml:1:8: could not find end character", "1 | title: 'open"}},
		"tab":                     {"window:\n\tfrom: 2025-10-20\n", []string{":2:1: a tab: YAML is indented with spaces"}},
		"two documents":           {"title: a\n---\ntitle: b\n", []string{":3:", "a second document"}},
		"unknown alias":           {"title: *nope\n", []string{":1:8: alias *nope: nothing is named &nope"}},
		"invalid UTF-8":           {"title: a\nid: \xff\n", []string{":2:1: not UTF-8", "2 | id: \ufffd"}},
		"several":                 {"tilte: a\nkind: b\nwindow: {form: 2025-10-20}\n", []string{":1:1:", ":2:7:", `:3:10: unknown key "form"; did you mean "from"?`}},
		"column after wide runes": {"título: x\n\"é\": {a: b}\nimpact: {cüstomers: 3}\n", []string{":1:1:", ":2:1:", `:3:10: unknown key "cüstomers"; did you mean "customers"?`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(ConfigName, []byte(tt.yaml), nil)
			if err == nil {
				t.Fatal("no error")
			}
			rest := err.Error()
			for _, want := range tt.want {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Fatalf("%q is not in (the rest of) the error:\n%s", want, err)
				}
				rest = after
			}
		})
	}
}

// TestCredentials: an inline credential is refused, and no error shows it.
func TestCredentials(t *testing.T) {
	const value = "hunter2-SECRET-value"
	tests := map[string]string{
		"token":                     "sources: [{name: a, token: " + value + "}]\n",
		"in a block":                "sources:\n  - name: a\n    password: " + value + "\n",
		"by target name":            "publish:\n  wiki:\n    api-key: \"" + value + "\"\n",
		"deep":                      "sources: [{name: a, auth: {basic: {client_secret: " + value + "}}}]\n",
		"in an address":             "sources: [{name: a, url: \"https://me:" + value + "@prom.test/\"}]\n",
		"beside another problem":    "sources: [{name: a}]\ntoken: " + value + "\n",
		"in a line of broken YAML":  "sources:\n  - name: a\n    token: '" + value + "\n",
		"in a file of another kind": "- token: " + value + "\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(ConfigName, []byte(text), nil)
			if err == nil {
				t.Fatal("taken")
			}
			if strings.Contains(err.Error(), value) {
				t.Errorf("the error shows it:\n%v", err)
			}
		})
	}
	_, err := Parse(ConfigName, []byte(tests["token"]), nil)
	if e, ok := errors.AsType[*ConfigError](err); !ok || !strings.Contains(e.Hint, "token_env") {
		t.Errorf("no hint of token_env: %v", err)
	}
	if _, err := Parse(ConfigName, []byte("sources: [{name: a, token_env: A, token_file: /run/t, password_command: pass show a}]\n"), nil); err != nil {
		t.Errorf("ways to find a credential are refused: %v", err)
	}
}

// TestParseHostile: files that are made to hang a parser or to fill memory are answered, and at once.
func TestParseHostile(t *testing.T) {
	bomb := "sources:\n  - &a0 {name: x, v: [1, 2, 3]}\n"
	for i := range 12 {
		bomb += fmt.Sprintf("  - &a%d {name: x, v: [%s]}\n", i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), ", "))
	}
	tests := map[string]string{
		"alias bomb":    bomb,
		"alias cycle":   "sources: [&a {name: x, v: [*a]}]\n",
		"merge cycle":   "sources: [&a {name: x, <<: *a}]\n",
		"alias of self": "title: &a *a\n",
		"deep flow":     "sources: " + strings.Repeat("[", 100_000),
		"deep block":    "sources: [{name: a, v: " + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "}]\n",
		"deep pairs":    strings.Repeat("a: [", 60_000),
		"many keys":     manyKeys(30_000),
		"long":          "title: " + strings.Repeat("x", 1<<20),
		"control":       "title\x00\x1b[31m: x\n",
		"bidirectional": "\u202etitle: x\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(ConfigName, []byte(text), nil)
			if err == nil {
				t.Fatal("taken")
			}
			if strings.ContainsAny(err.Error(), "\x00\x1b\u202e\r") {
				t.Errorf("control characters: %q", err)
			}
			if len(err.Error()) > 20_000 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	return b.String()
}

func TestManyProblems(t *testing.T) {
	_, err := Parse("incident.yaml", []byte(manyKeys(50)), nil)
	if err == nil || strings.Count(err.Error(), "unknown key") != maxProblems || !strings.HasSuffix(err.Error(), "and 30 more problems like these") {
		t.Errorf("got %v", err)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	if c, err := Load(dir, nil); err != nil || c.Title != "" {
		t.Errorf("a bare folder: %v, %v", c, err)
	}
	for _, near := range []string{"incident.yml", "incident.yaml.txt", "INCIDENT.YML"} {
		name := filepath.Join(dir, near)
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir, nil); err == nil || !strings.Contains(err.Error(), "must be called incident.yaml") {
			t.Errorf("%s passes: %v", near, err)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ConfigName), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, nil); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Errorf("a folder of that name: %v", err)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"missing": filepath.Join(dir, "no"), "a file": file} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(path, nil)
			if _, ok := errors.AsType[*FolderError](err); !ok {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := Open(dir, nil); err != nil {
		t.Error(err)
	}
}

// FuzzParse: whatever the file holds, there is either a config whose values keep their promises, or an error that can be printed: no control
// characters, no invalid UTF-8, no more than a screenful for a problem.
func FuzzParse(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(Starter()))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("<<: *x\n? [a]\n: b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(ConfigName, data, nil)
		if err == nil {
			for _, m := range c.Milestones {
				if m.At.IsZero() == (m.State == "") {
					t.Errorf("milestone %+v has both a time and a state, or neither", m)
				}
			}
			if !c.Window.From.IsZero() && !c.Window.To.IsZero() && !c.Window.From.Before(c.Window.To) {
				t.Errorf("window %+v", c.Window)
			}
			return
		}
		e, ok := errors.AsType[*ConfigError](err)
		if !ok {
			t.Fatalf("not a ConfigError: %v", err)
		}
		for _, r := range err.Error() {
			if r < ' ' && r != '\n' || r == 0x7f {
				t.Errorf("control character %q in the error", r)
			}
		}
		if len(err.Error()) > 2000*len(e.Problems) {
			t.Errorf("%d problems in %d bytes", len(e.Problems), len(err.Error()))
		}
	})
}
