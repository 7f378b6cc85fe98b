package render_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/render"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update)", err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s is not current (-want +got), run with -update:\n%s", path, d)
	}
}

func TestDocumentOfAnOutage(t *testing.T) {
	got, err := render.Markdown(outage(t), "", render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "outage.golden.md", got)
	again, err := render.Markdown(outage(t), "pes", render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, again) {
		t.Error("the same summary gave other bytes")
	}
}
