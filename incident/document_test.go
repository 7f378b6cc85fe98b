package incident

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// put writes a version of a document as the use cases do.
func put(t *testing.T, f *Folder, path, text, generation string) Written {
	t.Helper()
	was, err := f.ReadDocument(path, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.WriteDocument(was, Version{[]byte(text), []byte("base of " + text), generation})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func bases(t *testing.T, f *Folder) []string {
	t.Helper()
	list, err := os.ReadDir(f.Path(StateName, baseDir))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func TestWriteDocument(t *testing.T) {
	f := locked(t)
	path := f.Path("PES.md")
	if w := put(t, f, path, "v1", "g1"); w != (Written{Path: path}) {
		t.Errorf("new: %+v", w)
	}
	if w := put(t, f, path, "v1", "g1"); w != (Written{Path: path, Same: true}) {
		t.Errorf("again: %+v", w)
	}
	put(t, f, path, "v2", "g2")
	put(t, f, f.Path("PES.coe.md"), "other", "g7")
	if got := read(t, path); got != "v2" {
		t.Errorf("it holds %q", got)
	}
	if got := string(f.BaseText(path, "g2")); got != "base of v2" {
		t.Errorf("its base is %q", got)
	}
	if got := f.BaseText(path, "g1"); got != nil {
		t.Errorf("the base before is %q", got)
	}
	if got, want := bases(t, f), []string{"PES.coe.md~g7", "PES.md~g2"}; !slices.Equal(got, want) {
		t.Errorf("bases %q, want %q", got, want)
	}
}

// TestExchanged: on Linux the file that is replaced is looked at once more when it comes out; see atomicfile.
func TestExchanged(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("no exchange here")
	}
	f := locked(t)
	put(t, f, f.Path("PES.md"), "v1", "g1")
	var steps []string
	f.After = func(step string) { steps = append(steps, step) }
	put(t, f, f.Path("PES.md"), "v2", "g2")
	// A plain commit closes the new file and renames it; an exchange comes before the close, since it may have to be undone.
	at := map[string]int{}
	for i, step := range steps {
		at[step] = i // the last of its name, which is the document's
	}
	if at["close"] < at["rename"] {
		t.Errorf("no exchange: %q", steps)
	}
}

// TestBaseOfAStranger: a document says itself which base is its own, and a document may come from anybody.
func TestBaseOfAStranger(t *testing.T) {
	f := locked(t)
	write(t, f.Path("secret"), "mine")
	put(t, f, f.Path("PES.md"), "v1", "g1")
	for _, generation := range []string{"../../secret", "x/../../../secret", "g1/../g1", "g1\x00", strings.Repeat("g", 65), "G1"} {
		if got := f.BaseText(f.Path("PES.md"), generation); got != nil {
			t.Errorf("generation %q leads to %q", generation, got)
		}
	}
	if got := string(f.BaseText(f.Path("PES.md"), "")); got != "base of v1" {
		t.Errorf("without a generation: %q", got)
	}
	write(t, f.Path(StateName, baseDir, "PES.md~g0"), "older")
	if got := f.BaseText(f.Path("PES.md"), ""); got != nil {
		t.Errorf("without a generation, one of two: %q", got)
	}
	outside := &Folder{}
	if got := outside.BaseText(f.Path("PES.md"), "g1"); got != nil {
		t.Errorf("without a folder: %q", got)
	}
}

// TestChangedMeanwhile: what somebody saves between reading and writing is not written over.
func TestChangedMeanwhile(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"changed":             func(path string) error { return os.WriteFile(path, []byte("person"), 0o600) },
		"changed to the same": nil,
		"of the same length":  func(path string) error { return os.WriteFile(path, []byte("v9"), 0o600) },
		"longer":              func(path string) error { return os.WriteFile(path, []byte("v1 and a person's words"), 0o600) },
		"deleted":             os.Remove,
		"made a folder": func(path string) error {
			return errors.Join(os.Remove(path), os.Mkdir(path, 0o700))
		},
		"made a link": func(path string) error { return errors.Join(os.Remove(path), os.Symlink("v1", path)) },
	} {
		t.Run(name, func(t *testing.T) {
			f := locked(t)
			path := f.Path("PES.md")
			write(t, path, "v1")
			write(t, f.Path("v1"), "v1")
			was, err := f.ReadDocument(path, 100)
			if err != nil {
				t.Fatal(err)
			}
			if change != nil {
				if err := change(path); err != nil {
					t.Skip(err)
				}
			}
			before, _ := os.ReadFile(path)
			_, err = f.WriteDocument(was, Version{[]byte("v2"), []byte("v2"), "g2"})
			if change == nil {
				if err != nil || read(t, path) != "v2" {
					t.Errorf("not written: %v", err)
				}
				return
			}
			if err == nil || name != "made a folder" && !errors.Is(err, ErrChanged) {
				t.Errorf("error %v", err)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Errorf("%q became %q", before, after)
			}
		})
	}
	f := locked(t)
	was, err := f.ReadDocument(f.Path("PES.md"), 100)
	if err != nil || was.Exists {
		t.Fatal(was, err)
	}
	write(t, f.Path("PES.md"), "written by a person meanwhile")
	if _, err := f.WriteDocument(was, Version{[]byte("v1"), []byte("v1"), "g1"}); !errors.Is(err, ErrChanged) {
		t.Errorf("one that appeared: %v", err)
	}
}

func TestReadDocument(t *testing.T) {
	f := locked(t)
	path := f.Path("PES.md")
	if d, err := f.ReadDocument(path, 100); err != nil || d.Exists || d.Text != nil {
		t.Errorf("nothing: %+v, %v", d, err)
	}
	write(t, path, strings.Repeat("x", 101))
	if _, err := f.ReadDocument(path, 100); !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), path) {
		t.Errorf("too large: %v", err)
	}
	write(t, path, "v1")
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ReadDocument(path, 100); !errors.Is(err, ErrReadOnly) {
		t.Errorf("read-only: %v", err)
	}
	if _, err := f.ReadDocument(f.Dir, 100); err == nil || !strings.Contains(err.Error(), "it is a folder") {
		t.Errorf("a folder: %v", err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	d, err := f.ReadDocument(os.DevNull, 100)
	if err != nil || d.Exists {
		t.Fatalf("a device: %+v, %v", d, err)
	}
	if w, err := f.WriteDocument(d, Version{[]byte("v1"), []byte("v1"), "g1"}); err != nil || w.Path != os.DevNull {
		t.Errorf("a device: %+v, %v", w, err)
	}
	if err := os.Symlink("nowhere", f.Path("PES.coe.md")); err != nil {
		t.Fatal(err)
	}
	if d, err := f.ReadDocument(f.Path("PES.coe.md"), 100); err != nil || !d.Fixed || !d.Exists {
		t.Errorf("a link to nothing: %+v, %v", d, err)
	}
}

func TestWriteDocumentElsewhere(t *testing.T) {
	f := locked(t)
	path := filepath.Join(t.TempDir(), "report.md")
	put(t, f, path, "v1", "g1")
	put(t, f, path, "v2", "g2")
	if read(t, path) != "v2" || string(f.BaseText(path, "g2")) != "base of v2" || len(bases(t, f)) != 1 {
		t.Errorf("it holds %q, with bases %q", read(t, path), bases(t, f))
	}
	none := &Folder{}
	if w := put(t, none, path, "v3", "g3"); w.Path != path || read(t, path) != "v3" {
		t.Errorf("without a folder: %+v", w)
	}
}

// TestTidy: whoever holds the lock next removes what a run that died left of our own files, and nothing else.
func TestTidy(t *testing.T) {
	f := &Folder{Dir: t.TempDir()}
	if err := os.MkdirAll(f.Path(StateName, baseDir), 0o700); err != nil {
		t.Fatal(err)
	}
	gone := []string{".PES.md.0123abcd.tmp", ".evidence.jsonl.0123abcd.tmp", ".pes/.manifest.json.0123abcd.tmp", ".pes/base/.PES.md~g1.0123abcd.tmp"}
	stay := []string{".notes.md.0123abcd.tmp", "PES.md.0123abcd.tmp", ".PES.md.swp", "PES.coe.md", ".pes/base/PES.md~g1", ".PES.md.0123abcd.tmp.bak"}
	for _, name := range slices.Concat(gone, stay) {
		write(t, f.Path(name), "x")
	}
	unlock, err := f.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	for _, name := range gone {
		if _, err := os.Lstat(f.Path(name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range stay {
		if _, err := os.Lstat(f.Path(name)); err != nil {
			t.Errorf("%s is gone", name)
		}
	}
}
