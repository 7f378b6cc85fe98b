package file_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pes-dev/pes/collect/file"
)

// stream is a file of a pipe.
func stream(t *testing.T, text string, again bool) *file.File {
	t.Helper()
	f, done, err := file.Stream("-", iotest.OneByteReader(strings.NewReader(text)), again)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := done(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestStreamIsReadOnce(t *testing.T) {
	long := noise(1 << 20)
	f := stream(t, long, false)
	for range 2 {
		if h, err := f.Head(); err != nil || string(h.Data) != long[:file.HeadSize] {
			t.Fatalf("a head of %d bytes, %v", len(h.Data), err)
		}
	}
	if got, err := read(t, f); err != nil || got != long {
		t.Errorf("read %d bytes of %d, %v", len(got), len(long), err)
	}
	if _, err := read(t, f); err == nil || err.Error() != "a stream can be read only once" {
		t.Errorf("the second reading: %v", err)
	}
}

func TestPackedStream(t *testing.T) {
	long := noise(1 << 20)
	f := stream(t, string(gzipped(t, long)), false)
	if h, err := f.Head(); err != nil || string(h.Data) != long[:file.HeadSize] {
		t.Fatalf("a head of %d bytes, %v", len(h.Data), err)
	}
	if got, err := read(t, f); err != nil || got != long {
		t.Errorf("read %d bytes of %d, %v", len(got), len(long), err)
	}
}

func TestShortStreamCanBeReadAgain(t *testing.T) {
	f := stream(t, sample, false)
	for range 3 {
		if got, err := read(t, f); err != nil || got != sample {
			t.Errorf("%q, %v", got, err)
		}
	}
}

func TestStreamIsKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	long := noise(1 << 20)
	f, done, err := file.Stream("-", strings.NewReader(long), true)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got, err := read(t, f); err != nil || got != long {
			t.Errorf("read %d bytes of %d, %v", len(got), len(long), err)
		}
	}
	if err := done(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestStreamOfAFile: what a shell makes of "< app.log" is read from where it stands, and as often as one likes.
func TestStreamOfAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "app.log")
	if err := os.WriteFile(name, []byte("gone\n"+sample), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Seek(5, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	f, _, err := file.Stream("-", r, true)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got, err := read(t, f); err != nil || got != sample {
			t.Errorf("%q, %v", got, err)
		}
	}
	if f.Size != int64(len(sample)) {
		t.Errorf("a size of %d", f.Size)
	}
}
