package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var errInjected = errors.New("injected")

// failing is the disk with its n-th operation failing, counted from 1. A failing write leaves half of its bytes behind.
func failing(n int) (system, *int) {
	done := 0
	fails := func() bool { done++; return done == n }
	sound := disk()
	sys := sound
	sys.create = func(name string, flag int, perm fs.FileMode) (*os.File, error) {
		if fails() {
			return nil, errInjected
		}
		return sound.create(name, flag, perm)
	}
	sys.chmod = func(f *os.File, perm fs.FileMode) error {
		if fails() {
			return errInjected
		}
		return sound.chmod(f, perm)
	}
	sys.write = func(f *os.File, p []byte) (int, error) {
		if fails() {
			n, _ := sound.write(f, p[:len(p)/2])
			return n, errInjected
		}
		return sound.write(f, p)
	}
	sys.sync = func(f *os.File) error {
		if fails() {
			return errInjected
		}
		return sound.sync(f)
	}
	sys.close = func(f *os.File) error {
		err := sound.close(f)
		if fails() {
			return errInjected
		}
		return err
	}
	sys.rename = func(from, to string) error {
		if fails() {
			return errInjected
		}
		return sound.rename(from, to)
	}
	sys.syncDir = func(dir string) error {
		if fails() {
			return errInjected
		}
		return sound.syncDir(dir)
	}
	return sys, &done
}

// Whichever step fails, the path holds the old content or the new one, and the folder holds nothing else.
func TestEveryFailureLeavesTheOldOrTheNew(t *testing.T) {
	for _, old := range []string{"", "the old content\n"} {
		const fresh = "the new and longer content\n"
		for n := 1; ; n++ {
			dir := t.TempDir()
			path := filepath.Join(dir, "PES.md")
			if old != "" {
				if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			sys, done := failing(n)
			err := writeFile(sys, path, []byte(fresh), 0o644)
			data, readErr := os.ReadFile(path)
			entries, dirErr := os.ReadDir(dir)
			if dirErr != nil {
				t.Fatal(dirErr)
			}
			for _, e := range entries {
				if e.Name() != "PES.md" {
					t.Errorf("failure %d leaves %s", n, e.Name())
				}
			}
			if *done < n { // nothing failed any more
				if err != nil || string(data) != fresh {
					t.Errorf("without a failure: %q, %v", data, err)
				}
				if n < 6 {
					t.Errorf("only %d steps were tried", n-1)
				}
				break
			}
			if !errors.Is(err, errInjected) || !strings.Contains(err.Error(), path) {
				t.Errorf("failure %d: error %v", n, err)
			}
			if got := string(data); got != old && got != fresh {
				t.Errorf("failure %d leaves %q", n, got)
			}
			if old != "" && readErr != nil {
				t.Errorf("failure %d: the old file is gone: %v", n, readErr)
			}
		}
	}
}

func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes")
	}
	path := filepath.Join(t.TempDir(), "a")
	mode := func() fs.FileMode {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if err := WriteFile(path, []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if m := mode(); m != 0o600 {
		t.Errorf("a new file has mode %o", m)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(path, []byte("2"), 0o600); err != nil {
		t.Fatal(err)
	}
	if m := mode(); m != 0o666 {
		t.Errorf("the old mode became %o", m)
	}
}

func TestLinksStay(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "wiki"), 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "PES.md")
	if err := os.Symlink(filepath.Join("wiki", "page.md"), link); err != nil {
		t.Skip(err)
	}
	for _, content := range []string{"created through a dangling link", "replaced"} {
		if err := WriteFile(link, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "wiki", "page.md")); string(got) != content {
			t.Errorf("%q, %v", got, err)
		}
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	loop := filepath.Join(dir, "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(loop, nil, 0o600); err == nil {
		t.Error("a link to itself was written to")
	}
}

func TestWhatIsNoFile(t *testing.T) {
	if err := WriteFile(t.TempDir(), []byte("x"), 0o600); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("a folder: %v", err)
	}
	if err := WriteFile(filepath.Join(t.TempDir(), "missing", "a"), []byte("x"), 0o600); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	if err := WriteFile(os.DevNull, []byte("x"), 0o600); err != nil {
		t.Errorf("the null device: %v", err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("the null device was replaced: %v, %v", info, err)
	}
}

// TestDescriptor: the name of an open pipe, as of /dev/stdout in a pipeline, is a link to what is no path.
func TestDescriptor(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	name := fmt.Sprintf("/dev/fd/%d", w.Fd())
	if _, err := os.Stat(name); err != nil {
		t.Skipf("no descriptors under /dev here: %v", err)
	}
	if err := WriteFile(name, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 1)
	if _, err := io.ReadFull(r, got); err != nil || got[0] != 'x' {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestStream(t *testing.T) {
	path := filepath.Join(t.TempDir(), "evidence.jsonl")
	write := func() *File {
		t.Helper()
		f, err := Create(path, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := io.WriteString(f, "line\n"); err != nil {
				t.Fatal(err)
			}
		}
		return f
	}
	f := write()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("seen before it is committed: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 0 {
		t.Errorf("what was dropped left %v, %v", entries, err)
	}
	f = write()
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if err := f.Commit(); err == nil {
		t.Error("committed twice")
	}
	if got, err := os.ReadFile(path); string(got) != "line\nline\nline\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestSyncOnce: what was synced before somebody had a last look at the path is not synced again between that look and the rename, unless it grew.
func TestSyncOnce(t *testing.T) {
	for name, grows := range map[string]bool{"as it was": false, "grown": true} {
		t.Run(name, func(t *testing.T) {
			sys, syncs := disk(), 0
			sync := sys.sync
			sys.sync = func(f *os.File) error { syncs++; return sync(f) }
			path := filepath.Join(t.TempDir(), "a")
			f, err := create(sys, path, 0o644)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			want := 1
			if _, err := f.Write([]byte("one")); err != nil {
				t.Fatal(err)
			}
			if err := f.Sync(); err != nil {
				t.Fatal(err)
			}
			if grows {
				want = 2
				if _, err := f.Write([]byte("two")); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.Commit(); err != nil || syncs != want {
				t.Errorf("%d syncs and error %v, want %d", syncs, err, want)
			}
		})
	}
}

// TestCommitOver: what somebody saved between the last look and the commit stays, and so does a save while that is being put back.
func TestCommitOver(t *testing.T) {
	for _, c := range []struct {
		name       string
		saved      string // in the moment before the exchange
		savedAgain string // in the moment before it is undone
		want       string
		changed    bool
	}{
		{"nobody saved", "", "", "new", false},
		{"somebody saved", "words", "", "words", true},
		{"and once more", "words", "more words", "more words", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a")
			save := func(text string) {
				if text == "" {
					return
				}
				if err := errors.Join(os.WriteFile(path+"~", []byte(text), 0o600), os.Rename(path+"~", path)); err != nil {
					t.Fatal(err)
				}
			}
			save("old")
			sys, saves := disk(), []string{c.saved, c.savedAgain}
			sys.exchange = func(a, b string) error {
				if len(saves) > 0 {
					save(saves[0])
					saves = saves[1:]
				}
				return exchange(a, b)
			}
			f, err := create(sys, path, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write([]byte("new")); err != nil {
				t.Fatal(err)
			}
			err = f.CommitOver([]byte("old"))
			if runtime.GOOS != "linux" {
				return
			}
			if errors.Is(err, ErrChanged) != c.changed || !c.changed && err != nil {
				t.Errorf("error %v", err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
			got, _ := os.ReadFile(path)
			list, _ := os.ReadDir(dir)
			if string(got) != c.want || len(list) != 1 {
				t.Errorf("it holds %q beside %v, want %q alone", got, list, c.want)
			}
		})
	}
}

// TestCommitOverCannotPutBack: where an exchange cannot be undone, what somebody saved lies beside the path, and is not removed.
func TestCommitOverCannotPutBack(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := os.WriteFile(path, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	sys, calls := disk(), 0
	sys.exchange = func(a, b string) error {
		if calls++; calls > 1 {
			return errInjected
		}
		return errors.Join(os.Rename(b, b+"~"), os.Rename(a, b), os.Rename(b+"~", a))
	}
	f, err := create(sys, path, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	if err := f.CommitOver([]byte("old")); !errors.Is(err, ErrChanged) || !errors.Is(err, errInjected) {
		t.Errorf("error %v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	left, err := os.ReadFile(f.file.Name())
	if err != nil || string(left) != "words" {
		t.Errorf("what was saved: %q, %v", left, err)
	}
}
