package templates_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/templates"
)

func TestEveryFileIsAGenreAndTheReverse(t *testing.T) {
	files, err := templates.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var have, listed []string
	for _, f := range files {
		have = append(have, strings.TrimSuffix(f.Name(), ".md.tmpl"))
	}
	for _, g := range templates.List() {
		listed = append(listed, g.Name)
		if g.For == "" || strings.Contains(g.For, "\n") {
			t.Errorf("genre %s: what it is for is not one line: %q", g.Name, g.For)
		}
		if s, err := templates.Source(g.Name); err != nil || s == "" {
			t.Errorf("Source(%q): %d bytes, %v", g.Name, len(s), err)
		}
	}
	if d := cmp.Diff(have, listed); d != "" {
		t.Errorf("files and genres differ (-files +list):\n%s", d)
	}
}

func TestUnknownGenreSaysWhichThereAre(t *testing.T) {
	for _, name := range []string{"", "nope", "../pes", "pes.md.tmpl"} {
		if _, err := templates.Source(name); err == nil || !strings.Contains(err.Error(), "pes") {
			t.Errorf("Source(%q): %v", name, err)
		}
	}
}
