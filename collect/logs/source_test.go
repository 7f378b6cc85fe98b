package logs

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// onDisk is a log on a disk, and where it lies.
func onDisk(t testing.TB, data []byte) (*file.File, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.log")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	files, _, err := file.Named(t.Context(), []string{path})
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, error %v", len(files), err)
	}
	return files[0], path
}

// A log that is cut or written to while it is read: what was there is counted, and the report says so.
func TestFileThatChanges(t *testing.T) {
	data := outage{lines: 4000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 31}.write()
	half := bytes.LastIndexByte(data[:len(data)/2], '\n') + 1
	for _, tc := range []struct {
		name   string
		change func(path string) error
		lines  int
		says   string
	}{
		{"shrinks", func(path string) error { return os.Truncate(path, int64(half)) }, bytes.Count(data[:half], []byte("\n")), "became shorter"},
		{"grows", func(path string) error {
			return os.WriteFile(path, append(bytes.Clone(data), data...), 0o600)
		}, bytes.Count(data, []byte("\n")), "written to while it was read"},
		{"is gone", os.Remove, 0, "no such file"},
	} {
		f, path := onDisk(t, data)
		o := testOptions(t)
		sources, err := prepare(t.Context(), []*file.File{f}, o.Options)
		if err != nil {
			t.Fatal(err)
		}
		if err := tc.change(path); err != nil {
			t.Fatal(err)
		}
		all, err := scanFiles(t.Context(), sources, o)
		if err != nil {
			t.Fatal(err)
		}
		report := all.files[0].report()
		if got := int(all.files[0].lines); got != tc.lines || !strings.Contains(report.Error+strings.Join(report.Notes, ";"), tc.says) {
			t.Errorf("%s: %d lines, report %+v; want %d lines and %q", tc.name, got, report, tc.lines, tc.says)
		}
	}
}

// A big file is a snapshot of the size that it has when its turn comes.
func TestBigFileThatShrinks(t *testing.T) {
	data := outage{lines: 4000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 32}.write()
	half := bytes.LastIndexByte(data[:len(data)/2], '\n') + 1
	shrinking := file.New("f", int64(len(data)), func() (io.ReadCloser, error) {
		return &shrinkingFile{Reader: bytes.NewReader(data), left: int64(half)}, nil
	})
	o := testOptions(t)
	o.block = 8 << 10
	all, _ := scanned(t, o, shrinking)
	s := all.files[0]
	if want := bytes.Count(data[:half], []byte("\n")); int(s.lines) != want || s.err == nil || !strings.Contains(s.err.Error(), "became shorter") {
		t.Errorf("%d lines, error %v; want %d", s.lines, s.err, want)
	}
}

// shrinkingFile states its whole size and has less.
type shrinkingFile struct {
	*bytes.Reader
	left int64
}

func (f *shrinkingFile) ReadAt(p []byte, off int64) (int, error) {
	n := min(int64(len(p)), max(f.left-off, 0))
	n0, err := f.Reader.ReadAt(p[:n], off)
	if int64(n0) < int64(len(p)) && err == nil {
		err = io.EOF
	}
	return n0, err
}

func (f *shrinkingFile) Close() error { return nil }

// Lines for findings are read again from the block that holds them, wherever that is, and from a stream.
func TestRecallReadsTheLine(t *testing.T) {
	var b bytes.Buffer
	for i := range 3000 {
		at := day.Add(time.Duration(i) * time.Second).Format(time.RFC3339)
		fmt.Fprintf(&b, "%s INFO app: step %d%s\n", at, i, strings.Repeat(" x", i%200))
	}
	for name, f := range map[string]*file.File{"text": file.Bytes("f", b.Bytes()), "stream": streamed(b.Bytes()), "gzip": file.Bytes("f", packed(b.Bytes()))} {
		for _, size := range []int{100, 5000, 1 << 20} {
			o := testOptions(t)
			o.block = size
			all, _ := scanned(t, o, f)
			var found []finding
			for _, line := range []uint32{3000, 1, 2, 1500, 2999, 777, 777} {
				found = append(found, finding{text: place{0, line}})
			}
			recall(t.Context(), found, all)
			for _, x := range found {
				if want := fmt.Sprintf("step %d", x.text.line-1); !strings.HasPrefix(x.event.Text+" ", want+" ") {
					t.Errorf("%s by %d: line %d says %q, want %q", name, size, x.text.line, x.event.Text, want)
				}
			}
		}
	}
}

// The reading tells of each byte once.
func TestProgress(t *testing.T) {
	data := outage{lines: 4000, seed: 33}.write()
	for name, content := range map[string][]byte{"text": data, "gzip": packed(data)} {
		f, _ := onDisk(t, content)
		var told int64
		f.OnRead(func(n int64) { told += n })
		o := testOptions(t)
		o.block, o.workers = 10_000, 1
		scanned(t, o, f)
		if told != int64(len(content)) {
			t.Errorf("%s: told of %d bytes of %d", name, told, len(content))
		}
	}
}

// Copies are found whatever they are packed in, and only whole ones.
func TestCopiesOfBigFiles(t *testing.T) {
	data := outage{lines: 4000, seed: 34}.write()
	if len(data) <= file.HeadSize {
		t.Fatal("too small to tell")
	}
	other := bytes.Clone(data)
	other[len(other)-2] ^= 1
	_, got := scanned(t, testOptions(t), file.Bytes("a", data), file.Bytes("b", packed(data)), file.Bytes("c", other))
	if n := strings.Count(strings.Join(got.Files, "\n"), "same content as a, counted once"); n != 1 {
		t.Errorf("%d copies, want 1: %q", n, got.Files)
	}
}

// BenchmarkScan counts the lines of a log in memory, and judges nothing.
func BenchmarkScan(b *testing.B) {
	for _, as := range []string{"text", "json", "logfmt", "access"} {
		o := outage{lines: 300_000, from: 2 * time.Hour, to: 150 * time.Minute, as: as}
		if as == "text" {
			o.as = ""
		}
		data := o.write()
		sources, err := prepare(b.Context(), []*file.File{file.Bytes("f", data)}, file.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/workers=%d", as, workers), func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					again := *sources[0]
					if _, err := scanFiles(b.Context(), []*source{&again}, options{within: nanos(event.Window{}), workers: workers}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
