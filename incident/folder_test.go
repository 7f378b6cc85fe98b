package incident

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
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

func TestWriteDocument(t *testing.T) {
	type step struct {
		edit string // what a person writes into PES.md before; "" is nothing
		text string
		want Written // Path and Edited by base name
	}
	tests := map[string][]step{
		"again":                  {{"", "v1", Written{Path: "PES.md"}}, {"", "v1", Written{Path: "PES.md", Same: true}}},
		"new evidence":           {{"", "v1", Written{Path: "PES.md"}}, {"", "v2", Written{Path: "PES.md"}}, {"", "v3", Written{Path: "PES.md"}}},
		"edited":                 {{"", "v1", Written{Path: "PES.md"}}, {"mine", "v2", Written{Path: "PES.new.md", Edited: "PES.md"}}},
		"edited, then twice":     {{"mine", "v1", Written{Path: "PES.new.md", Edited: "PES.md"}}, {"", "v2", Written{Path: "PES.new.md", Edited: "PES.md"}}},
		"never ours":             {{"mine", "v1", Written{Path: "PES.new.md", Edited: "PES.md"}}},
		"edited to the new text": {{"", "v1", Written{Path: "PES.md"}}, {"v2", "v2", Written{Path: "PES.md", Same: true}}, {"", "v3", Written{Path: "PES.md"}}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			f := locked(t)
			path := f.Path("PES.md")
			for i, s := range steps {
				if s.edit != "" {
					write(t, path, s.edit)
				}
				before := ""
				if s.want.Edited != "" {
					before = read(t, path)
				}
				got, err := f.WriteDocument(path, []byte(s.text))
				if err != nil {
					t.Fatal(err)
				}
				if text := read(t, got.Path); text != s.text {
					t.Errorf("step %d: %s holds %q", i, got.Path, text)
				}
				if s.want.Edited != "" && read(t, path) != before {
					t.Errorf("step %d: the person's words are gone: %q", i, read(t, path))
				}
				got.Path = filepath.Base(got.Path)
				if got.Edited != "" {
					got.Edited = filepath.Base(got.Edited)
				}
				if diff := cmp.Diff(s.want, got); diff != "" {
					t.Errorf("step %d: -want +got:\n%s", i, diff)
				}
			}
		})
	}
}

func TestWriteDocumentBothEdited(t *testing.T) {
	f := locked(t)
	write(t, f.Path("PES.md"), "mine")
	write(t, f.Path("PES.new.md"), "mine too")
	_, err := f.WriteDocument(f.Path("PES.md"), []byte("v1"))
	if _, ok := errors.AsType[*EditedError](err); !ok {
		t.Errorf("got %v", err)
	}
	if read(t, f.Path("PES.md"))+read(t, f.Path("PES.new.md")) != "minemine too" {
		t.Error("overwritten")
	}
}

// TestWriteDocumentAfterACrash: a run that died between its two writes leaves nothing that looks like a person's edit.
func TestWriteDocumentAfterACrash(t *testing.T) {
	f := locked(t)
	if _, err := f.WriteDocument(f.Path("PES.md"), []byte("v1")); err != nil {
		t.Fatal(err)
	}
	for name, document := range map[string]string{"before the document": "v1", "behind it": "v2"} {
		t.Run(name, func(t *testing.T) {
			write(t, f.Path(StateName, "PES.md"), "v1")
			write(t, f.Path(StateName, "PES.md.next"), "v2")
			write(t, f.Path("PES.md"), document)
			w, err := f.WriteDocument(f.Path("PES.md"), []byte("v3"))
			if err != nil || w.Edited != "" || read(t, f.Path("PES.md")) != "v3" {
				t.Errorf("%+v, %v", w, err)
			}
		})
	}
}

func TestWriteDocumentElsewhere(t *testing.T) {
	f := locked(t)
	path := filepath.Join(t.TempDir(), "report.md")
	for _, text := range []string{"v1", "v2"} {
		if w, err := f.WriteDocument(path, []byte(text)); err != nil || w.Path != path || read(t, path) != text {
			t.Fatalf("%+v, %v", w, err)
		}
	}
	write(t, path, "mine")
	w, err := f.WriteDocument(path, []byte("v3"))
	if err != nil || w.Edited != path || read(t, path) != "mine" || read(t, w.Path) != "v3" {
		t.Errorf("%+v, %v", w, err)
	}
	if _, err := f.WriteDocument(filepath.Dir(path), []byte("v1")); err == nil {
		t.Error("a folder was taken for a file")
	}
	if runtime.GOOS != "windows" {
		if _, err := f.WriteDocument(os.DevNull, []byte("v1")); err != nil {
			t.Errorf("a device: %v", err)
		}
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
	if w, err := f.WriteDocument(f.Path("PES.md"), []byte("v1")); err != nil || filepath.Base(w.Path) != "PES.new.md" {
		t.Errorf("document: %+v, %v", w, err)
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
	if _, err := WriteFile(path, []byte("v2")); err == nil || read(t, path) != "v1" {
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
