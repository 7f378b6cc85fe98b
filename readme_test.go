package pes

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestReadmeExample: the incident.yaml that the README shows can be used as it stands.
func TestReadmeExample(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(blocks) == 0 {
		t.Fatal("the README shows none")
	}
	for _, b := range blocks {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "incident.yaml"), b[1], 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := open(Request{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if len(j.systems) == 0 || j.window.IsZero() {
			t.Errorf("%d systems, window %v", len(j.systems), j.window)
		}
		for i := range j.systems {
			if _, err := j.openSystem(&j.systems[i]); err != nil {
				t.Error(err)
			}
		}
	}
}
