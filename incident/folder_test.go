package incident

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

func TestSkip(t *testing.T) {
	tests := map[string]bool{
		"incident.yaml": true, "evidence.jsonl": true, "PES.md": true, "PES.new.md": true, "PES.executive.md": true,
		"README": true, "README.md": true, "sub/README.txt": true, ".pes": true, ".pes/PES.md": true, ".hidden": true,
		"logs/.PES.md.1a2b.tmp": true, "sub/incident.yaml": true,
		"notes.md": false, "api.jsonl": false, "logs/evidence.jsonl.gz": false, "pes.md": false, "PES": false, "export.zip": false,
		".": false, "readme-from-vendor.json": false,
	}
	for name, want := range tests {
		if got := Skip(name); got != want {
			t.Errorf("Skip(%q) = %v", name, got)
		}
	}
}

func TestOurs(t *testing.T) {
	tests := map[string]bool{
		"<!-- pes:document -->\n# Title\n":             true,
		"\ufeff<!-- pes:document v=2 -->":              true,
		"\r\n<!-- pes:document -->":                    true,
		"{\"schema\":\"pes/evidence/v1\"}\n":           true,
		"{\n  \"schema\": \"pes/timeline/v1\",\n":      true,
		TimelineColumns + "phase\n":                    true,
		"{\"schema\":\"acme/v1\"}\n":                   false,
		"# Notes\n<!-- pes:document -->\n":             false,
		"13:42 someone pasted <!-- pes:document -->\n": false,
		"": false,
	}
	for head, want := range tests {
		if got := Ours([]byte(head)); got != want {
			t.Errorf("Ours(%q) = %v", head, got)
		}
	}
}

func TestInit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "2025", "outage")
	name, err := Init(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, nil); err != nil {
		t.Errorf("what Init writes is refused: %v", err)
	}
	if err := os.WriteFile(name, []byte("title: mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Init(dir); !errors.Is(err, ErrExists) {
		t.Errorf("a second Init: %v", err)
	}
	if got := read(t, name); got != "title: mine\n" {
		t.Errorf("overwritten: %q", got)
	}
}

// TestLinksAreLeftAlone: what a link in a folder leads to belongs to somebody else.
func TestLinksAreLeftAlone(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "profile")
	write(t, outside, "mine")
	f := locked(t)
	for _, name := range []string{"PES.md", EvidenceName, filepath.Join(StateName, "manifest.json")} {
		if err := os.Symlink(outside, f.Path(name)); err != nil {
			t.Skip("no links here:", err)
		}
	}
	if d, err := f.ReadDocument(f.Path("PES.md"), 100); err != nil || !d.Fixed || string(d.Text) != "mine" {
		t.Errorf("document: %+v, %v", d, err)
	}
	if err := f.WriteEvidence([]byte("x")); err == nil {
		t.Error("evidence was written through a link")
	}
	if err := f.WriteManifest(Manifest{}); err == nil {
		t.Error("the manifest was written through a link")
	}
	if got := read(t, outside); got != "mine" {
		t.Errorf("written through a link: %q", got)
	}
	other := &Folder{Dir: t.TempDir()}
	if err := os.Symlink(f.Dir, other.Path(StateName)); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Lock(t.Context(), nil); err == nil {
		t.Error("a link was taken for .pes")
	}
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.md")
	for i, same := range []bool{false, true} {
		if w, err := WriteFile(path, []byte("v1")); err != nil || w.Same != same {
			t.Fatalf("write %d: %+v, %v", i, w, err)
		}
	}
	if _, err := WriteFile(path, []byte("v2")); !errors.Is(err, ErrTaken) || read(t, path) != "v1" {
		t.Errorf("what was there is overwritten: %v", err)
	}
}

func TestManifest(t *testing.T) {
	f := locked(t)
	if _, ok, err := f.Manifest(); ok || err != nil {
		t.Fatalf("a manifest of nothing: %v, %v", ok, err)
	}
	at := time.Date(2025, 10, 20, 6, 48, 0, 0, time.UTC)
	m := Manifest{
		Version: "v1.2.3", Window: event.Window{From: at}, Redacted: map[string]int{"token": 2}, Dropped: map[string]int{"api": 1},
		Inputs: []Input{{"b.json", 2, "02"}, {"a.json", 1, "01"}},
	}
	if err := f.WriteManifest(m); err != nil {
		t.Fatal(err)
	}
	got, ok, err := f.Manifest()
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	m.Schema = ManifestSchema
	m.Inputs[0], m.Inputs[1] = m.Inputs[1], m.Inputs[0]
	if diff := cmp.Diff(m, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestLock(t *testing.T) {
	f := &Folder{Dir: t.TempDir()}
	unlock, err := f.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 3*lockPoll)
	defer cancel()
	waited := 0
	if _, err := f.Lock(short, func() { waited++ }); !errors.Is(err, context.DeadlineExceeded) || waited != 1 {
		t.Errorf("a second lock: %v, told %d times", err, waited)
	}
	got := make(chan error)
	go func() {
		u, err := f.Lock(t.Context(), nil)
		if err == nil {
			u()
		}
		got <- err
	}()
	unlock()
	if err := <-got; err != nil {
		t.Errorf("the lock behind it: %v", err)
	}
}

func TestLockWhereNothingCanBeWritten(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, StateName), "a file in its place")
	if _, err := (&Folder{Dir: dir}).Lock(t.Context(), nil); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v", err)
	}
}

func locked(t *testing.T) *Folder {
	t.Helper()
	f := &Folder{Dir: t.TempDir()}
	unlock, err := f.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(unlock)
	return f
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
