package collect_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
)

var update = flag.Bool("update", false, "write the generated files anew")

const referenceFile = "SOURCES.md"

// TestReference holds the page of all sources against their settings; -update writes it anew.
func TestReference(t *testing.T) {
	intro, err := os.ReadFile("testdata/sources.md")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var shared []livetest.Setting
	rows := strings.Builder{}
	body := strings.Builder{}
	kinds := slices.SortedFunc(slices.Values(collect.Kinds()), func(a, b live.Kind) int { return strings.Compare(a.Name, b.Name) })
	for _, k := range kinds {
		all := livetest.Settings(t, k.Config)
		own := slices.DeleteFunc(slices.Clone(all), func(s livetest.Setting) bool { return s.Shared })
		if len(own) < len(all) {
			shared = slices.DeleteFunc(all, func(s livetest.Setting) bool { return !s.Shared })
		}
		fmt.Fprintf(&rows, "| [%s](#%s) | %s | %s |\n", k.Name, k.Name, familyOf(k), cell(k.Short))
		describe(t, &body, k, own, len(own) < len(all))
	}
	table := strings.Builder{}
	settingsTable(&table, shared, "")
	fmt.Fprintf(&b, string(intro), rows.String(), table.String(), strings.TrimSuffix(body.String(), "\n"))
	got := []byte(b.String())
	if *update {
		if err := os.WriteFile(referenceFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s is not current (-want +got), run with -update:\n%s", referenceFile, d)
	}
	if !*update && collect.Reference != string(want) { // what was built in is from before
		t.Error("the page in the program is another one")
	}
}

func familyOf(k live.Kind) string {
	return map[event.Kind]string{event.Alert: "alerts", event.Change: "changes", event.Chat: "chat", event.Log: "logs", event.Status: "status"}[k.Event]
}

// describe writes what there is to know of a kind.
func describe(t *testing.T, b *strings.Builder, k live.Kind, own []livetest.Setting, http bool) {
	t.Helper()
	arg := k.Arg
	if arg == "" {
		arg = "URL"
	}
	fmt.Fprintf(b, "## %s\n\n%s. As a flag: `--%s %s`.\n\n", k.Name, strings.ToUpper(k.Short[:1])+k.Short[1:], k.Name, arg)
	b.WriteString("```yaml\n" + example(t, k) + "```\n\n")
	variables, address := livetest.Usual(t, k.Config)
	if len(variables) > 0 {
		fmt.Fprintf(b, "Without `token_env`, `token_file` and `token_command` the token is that of `%s`.", strings.Join(variables, "`, else `"))
		if address != "" {
			fmt.Fprintf(b, " Without `url` it is at <%s>.", address)
		}
		b.WriteString("\n\n")
	}
	if has(own, "region") {
		b.WriteString("Credentials are found as the AWS command line finds them: by the environment, the profile, or the role of the machine.\n\n")
	}
	if k.Limit > 0 {
		fmt.Fprintf(b, "Without `timeout` it has %s.\n\n", strings.TrimSuffix(strings.TrimSuffix(k.Limit.String(), "0s"), "0m"))
	}
	if k.Met == "" {
		b.WriteString("It was not tried against the real system yet, only against answers made after its documentation.\n\n")
	} else {
		fmt.Fprintf(b, "Tested against %s.\n\n", k.Met)
	}
	switch {
	case len(own) > 0:
		b.WriteString("| Setting | Type | What it is |\n|---|---|---|\n")
		settingsTable(b, own, "")
		b.WriteByte('\n')
		if http {
			b.WriteString("And those [of all](#settings-of-all-that-speak-http).\n\n")
		}
	case http:
		b.WriteString("Its settings are those [of all](#settings-of-all-that-speak-http).\n\n")
	}
}

func settingsTable(b *strings.Builder, all []livetest.Setting, within string) {
	for _, s := range all {
		fmt.Fprintf(b, "| `%s%s` | %s | %s |\n", within, s.Key, livetest.TypeName(s.Type), cell(s.Doc))
		settingsTable(b, s.Of, within+s.Key+".")
	}
}

func cell(s string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "*", "\\*").Replace(s)
}

// example is a source in an incident.yaml; where a kind gives none, the least that can be said of one.
func example(t *testing.T, k live.Kind) string {
	settings, all := k.Example, livetest.Settings(t, k.Config)
	switch {
	case settings != "":
	case has(all, "region"):
		settings = "region: eu-central-1"
	case has(all, "url"):
		settings = "url: https://" + k.Name + ".example.com"
	}
	lines := append([]string{"name: our-" + k.Name, "kind: " + k.Name}, strings.Split(strings.TrimSpace(settings), "\n")...)
	return "sources:\n  - " + strings.TrimSpace(strings.Join(lines, "\n    ")) + "\n"
}

func has(all []livetest.Setting, key string) bool {
	return slices.ContainsFunc(all, func(s livetest.Setting) bool { return s.Key == key })
}

// opened reads a kind's example as incident.yaml is read.
func opened(t *testing.T, k live.Kind) live.Settings {
	t.Helper()
	c, err := incident.Parse(incident.ConfigName, []byte(example(t, k)), nil)
	if err != nil {
		t.Fatalf("%s: the example is no incident.yaml: %v", k.Name, err)
	}
	settings := live.Settings(c.Sources[0].Settings)
	delete(settings, "kind")
	return settings
}

// TestExamples: what the page shows is right, as far as can be said without asking.
func TestExamples(t *testing.T) {
	token := func(name string) string {
		if name == "AWS_CA_BUNDLE" {
			return "" // it names a file
		}
		return "x"
	}
	for _, k := range collect.Kinds() {
		if _, err := k.Open("n", opened(t, k), live.Env{Getenv: token}); err != nil {
			t.Errorf("%s: %v: give live.Kind an Example", k.Name, err)
		}
	}
}

// TestConformance: each kind that speaks HTTP runs the suite, so that none is forgotten. The others keep the same promises by tests of their own.
func TestConformance(t *testing.T) {
	for _, k := range collect.Kinds() {
		http := slices.ContainsFunc(livetest.Settings(t, k.Config), func(s livetest.Setting) bool { return s.Shared })
		names, err := filepath.Glob(filepath.Join(livetest.Folder(t, k.Config), "*_test.go"))
		if err != nil || len(names) == 0 {
			t.Errorf("%s has no tests: %v", k.Name, err)
		}
		runs := slices.ContainsFunc(names, func(name string) bool {
			text, err := os.ReadFile(name)
			return err == nil && strings.Contains(string(text), "livetest.Run(")
		})
		if http && !runs {
			t.Errorf("%s does not run livetest", k.Name)
		}
	}
}
