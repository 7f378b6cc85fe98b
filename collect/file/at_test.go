package file

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func onDisk(t *testing.T, data string) *File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.log")
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	files, reports, err := Named(t.Context(), []string{path})
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, reports %+v, error %v", len(files), reports, err)
	}
	return files[0]
}

func TestAt(t *testing.T) {
	for _, tc := range []struct {
		name, data, want string
		ok               bool
	}{
		{"plain", "one\ntwo\n", "one\ntwo\n", true},
		{"empty", "", "", true},
		{"a byte order mark", "\xef\xbb\xbfone\n", "one\n", true},
		{"UTF-16", "\xff\xfeo\x00n\x00", "", false},
		{"UTF-16, the other way", "\xfe\xff\x00o\x00n", "", false},
		{"gzip", "\x1f\x8b\x08\x00", "", false},
		{"zstd", "\x28\xb5\x2f\xfd\x00", "", false},
	} {
		for where, f := range map[string]*File{"disk": onDisk(t, tc.data), "memory": Bytes("a", []byte(tc.data))} {
			r, size, ok, err := f.At()
			if ok != tc.ok || err != nil {
				t.Fatalf("%s in %s: ok %v, error %v", tc.name, where, ok, err)
			}
			if !ok {
				continue
			}
			got, err := io.ReadAll(io.NewSectionReader(r, 0, size))
			if err != nil || string(got) != tc.want {
				t.Errorf("%s in %s: %q, error %v", tc.name, where, got, err)
			}
			if err := r.Close(); err != nil {
				t.Errorf("%s in %s: closing: %v", tc.name, where, err)
			}
		}
	}
}

// A stream that cannot seek, as an archive's entry is, is read by Open alone.
func TestAtOfAStream(t *testing.T) {
	f := New("a", 0, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("one\n")), nil })
	if _, _, ok, err := f.At(); ok || err != nil {
		t.Errorf("ok %v, error %v", ok, err)
	}
	gone := errors.New("gone")
	f = New("a", 0, func() (io.ReadCloser, error) { return nil, gone })
	if _, _, ok, err := f.At(); ok || !errors.Is(err, gone) {
		t.Errorf("ok %v, error %v", ok, err)
	}
}

func TestAtWhileTheFileChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.log")
	if err := os.WriteFile(path, []byte("one\ntwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, _, err := Named(t.Context(), []string{path})
	if err != nil {
		t.Fatal(err)
	}
	var told int64
	files[0].OnRead(func(n int64) { told += n })
	r, size, _, err := files[0].At()
	if err != nil || size != 8 {
		t.Fatalf("size %d, error %v", size, err)
	}
	defer r.Close()
	if err := os.WriteFile(path, []byte("one\ntwo\nthree\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if now, err := r.Size(); now != 14 || err != nil {
		t.Errorf("size %d after it grew, error %v", now, err)
	}
	if err := os.Truncate(path, 2); err != nil {
		t.Fatal(err)
	}
	if n, err := r.ReadAt(make([]byte, 8), 0); n != 2 || !errors.Is(err, io.EOF) {
		t.Errorf("%d bytes of a file that shrank, error %v", n, err)
	}
	r.Passed(4)
	r.Passed(3)
	if told != 4 {
		t.Errorf("told of %d bytes, want 4", told)
	}
}
