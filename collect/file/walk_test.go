package file_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// write puts files into a fresh folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

type zipEntry struct {
	name, data string
	flags      uint16
	mode       fs.FileMode
}

func zipped(t *testing.T, entries ...zipEntry) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Flags: e.flags}
		if e.mode != 0 {
			h.SetMode(e.mode)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(e.name, "/") {
			if _, err := io.WriteString(f, e.data); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// walk walks and opens everything: content by path, and reports as "name: note or error".
func walk(t *testing.T, dir string, o file.WalkOptions) (map[string]string, []string) {
	t.Helper()
	files, reports, err := file.Walk(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return contents(t, files), words(reports)
}

func contents(t *testing.T, files []*file.File) map[string]string {
	t.Helper()
	got := map[string]string{}
	for i, f := range files {
		if i > 0 && files[i-1].Path >= f.Path {
			t.Errorf("%s is listed before %s", files[i-1].Path, f.Path)
		}
		s, err := read(t, f)
		if err != nil {
			s = "error: " + err.Error()
		}
		got[f.Path] = s
	}
	return got
}

func words(reports []event.Report) (got []string) {
	for _, r := range reports {
		got = append(got, strings.TrimSpace(r.Name+": "+strings.Join(r.Notes, "; ")+r.Error))
	}
	return got
}

func TestWalk(t *testing.T) {
	dir := write(t, map[string]string{
		"b.log": "b", "a/deep/x": "x", "a.json": "{}", ".hidden": "no", ".pes/base.md": "no", "PES.md": "no", "skipped/y": "no",
		"notes.zip": zipped(t, zipEntry{name: "README", data: "no"}, zipEntry{name: "n.md", data: "13:42 paged"}),
	})
	got, problems := walk(t, dir, file.WalkOptions{Skip: func(path string) bool {
		return path == "PES.md" || path == "skipped" || strings.HasSuffix(path, "README")
	}})
	want := map[string]string{"a.json": "{}", "a/deep/x": "x", "b.log": "b", "notes.zip!/n.md": "13:42 paged"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(problems) > 0 {
		t.Error(problems)
	}
}

func TestWalkNamesWhatItMayNotRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := write(t, map[string]string{"a": "a", "b": "b", "closed/c": "c"})
	for _, name := range []string{"a", "closed"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "closed"), 0o700) })
	got, problems := walk(t, dir, file.WalkOptions{})
	if diff := cmp.Diff(map[string]string{"b": "b"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a: permission denied", "closed: permission denied"}, problems); diff != "" {
		t.Error(diff)
	}
}

func TestZip(t *testing.T) {
	archive := zipped(t,
		zipEntry{name: "general/"},
		zipEntry{name: "general/2025-10-20.json", data: "[]"},
		zipEntry{name: `win\app.log`, data: "w"},
		zipEntry{name: "twice", data: "old"}, zipEntry{name: "twice", data: "new"},
		zipEntry{name: "packed.gz", data: string(gzipped(t, "unpacked"))},
		zipEntry{name: "../../etc/passwd", data: "x"}, zipEntry{name: "/etc/shadow", data: "x"}, zipEntry{name: "C:/x", data: "x"},
		zipEntry{name: "locked", data: "x", flags: 1}, zipEntry{name: "link", data: "/etc/passwd", mode: fs.ModeSymlink | 0o777},
		zipEntry{name: "__MACOSX/._a", data: "x"}, zipEntry{name: "a/.DS_Store", data: "x"},
		zipEntry{name: "inner.zip", data: zipped(t, zipEntry{name: "z", data: "z"})},
	)
	got, problems := walk(t, write(t, map[string]string{"export": archive}), file.WalkOptions{})
	if !strings.HasPrefix(got["export!/inner.zip"], "PK\x03\x04") {
		t.Errorf("the archive in the archive: %q", got["export!/inner.zip"])
	}
	delete(got, "export!/inner.zip")
	want := map[string]string{"export!/general/2025-10-20.json": "[]", "export!/win/app.log": "w", "export!/twice": "new", "export!/packed.gz": "unpacked"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantProblems := []string{
		"export: 1 entry (locked) encrypted: not read",
		"export: 3 entries (../../etc/passwd …) named to land outside of the archive: not read",
		"export: 1 entry (link) links or devices: not read",
	}
	if diff := cmp.Diff(wantProblems, problems); diff != "" {
		t.Error(diff)
	}
}

func TestZipOfNoUse(t *testing.T) {
	good := zipped(t, zipEntry{name: "a", data: noise(4000)})
	corrupt := []byte(good)
	for i := 200; i < 600; i++ {
		corrupt[i] ^= 0x5a
	}
	for _, tt := range []struct {
		name, data string
		files      map[string]string
		problem    string
	}{
		{"cut", good[:len(good)/2], map[string]string{}, "z: zip archive without its table of contents (cut in the middle?): stream is damaged"},
		{"empty", zipped(t), map[string]string{}, "z: an empty zip archive"},
		{"bomb", zipped(t, zipEntry{name: "a", data: strings.Repeat("a", 100<<20)}), map[string]string{}, "z: zip archive unpacks to far more than logs do: reading stopped"},
		{"spreadsheet", zipped(t, zipEntry{name: "[Content_Types].xml", data: "<x/>"}, zipEntry{name: "xl/a.xml"}), map[string]string{}, "z: an office document: an attachment, not read as evidence"},
		{"broken entry", string(corrupt), map[string]string{"z!/a": "error: zip stream is damaged"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, problems := walk(t, write(t, map[string]string{"z": tt.data}), file.WalkOptions{})
			for k, v := range got {
				if strings.HasPrefix(v, "error: zip stream is damaged") { // the rest is another library's wording
					got[k] = "error: zip stream is damaged"
				}
			}
			if diff := cmp.Diff(tt.files, got); diff != "" {
				t.Error(diff)
			}
			if p := strings.Join(problems, "\n"); p != tt.problem {
				t.Errorf("problem %q, want %q", p, tt.problem)
			}
		})
	}
}

func TestZipEntriesMayBeOpenTogether(t *testing.T) {
	files, _, err := file.Walk(t.Context(), write(t, map[string]string{"z": zipped(t, zipEntry{name: "a", data: "1"}, zipEntry{name: "b", data: "2"})}), file.WalkOptions{})
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	a, err := files[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if b, err := read(t, files[1]); b != "2" || err != nil {
		t.Errorf("b: %q, %v", b, err)
	}
	if data, err := io.ReadAll(a); string(data) != "1" || err != nil {
		t.Errorf("a: %q, %v", data, err)
	}
	for range 2 { // closing twice must not close for others
		_ = a.Close()
	}
	if again, err := read(t, files[0]); again != "1" || err != nil {
		t.Errorf("a again: %q, %v", again, err)
	}
}

func TestNamed(t *testing.T) {
	dir := write(t, map[string]string{"x.log": "x", "sub/y.log": "y", "z.zip": zipped(t, zipEntry{name: "e", data: "e"})})
	t.Chdir(dir)
	files, reports, err := file.Named(t.Context(), []string{"z.zip", "x.log", "sub", "x.log", "missing"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"x.log": "x", "sub/y.log": "y", "z.zip!/e": "e"}, contents(t, files)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"missing: no such file or directory"}, words(reports)); diff != "" {
		t.Error(diff)
	}
}

func TestWalkFails(t *testing.T) {
	if _, _, err := file.Walk(t.Context(), filepath.Join(t.TempDir(), "missing"), file.WalkOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := file.Walk(ctx, write(t, map[string]string{"a": "a"}), file.WalkOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
