package logs

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// disk is a log on a disk, which changes as soon as it is read as far as some place.
type disk struct {
	mu    sync.Mutex
	data  []byte
	place int64
	then  []byte
}

func (d *disk) file(path string) *file.File {
	return file.New(path, int64(len(d.data)), func() (io.ReadCloser, error) { return &opened{disk: d}, nil })
}

// opened is a disk's log where it is read.
type opened struct {
	*disk
	offset int64
}

func (o *opened) ReadAt(p []byte, off int64) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if off+int64(len(p)) > o.place && o.then != nil {
		o.data, o.then = o.then, nil
	}
	if off >= int64(len(o.data)) {
		return 0, io.EOF
	}
	n := copy(p, o.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (o *opened) Read(p []byte) (int, error) {
	n, err := o.ReadAt(p, o.offset)
	o.offset += int64(n)
	if n > 0 {
		return n, nil
	}
	return 0, err
}

func (o *opened) Size() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return int64(len(o.data))
}

func (o *opened) Close() error { return nil }

// TestChangesWhileRead: a log that is written to is read as far as it went; one that is cut, or cut and begun anew, keeps what was read.
func TestChangesWhileRead(t *testing.T) {
	const lines = 150_000
	data := outage{lines: lines, from: time.Hour, to: 90 * time.Minute, seed: 34}.write()
	clean := run(t, event.Window{}, file.Bytes("a", data))
	more := append(bytes.Clone(data), outage{lines: 20_000, seed: 35}.write()...)
	half := data[:len(data)*4/5]
	for _, tc := range []struct {
		name    string
		place   int
		then    []byte
		records func(n int) bool
		says    string
		events  bool // as in the clean log
	}{
		{"grows", len(data) / 2, more, func(n int) bool { return n == lines }, "written to while it was read", true},
		{"grows at its end", len(data) - 10, more, func(n int) bool { return n == lines }, "written to while it was read", true},
		{"shrinks", len(data) / 2, half, func(n int) bool { return n > lines*3/4 && n < lines*5/6 }, errShrunk.Error(), true},
		{"is cut off", len(data) / 2, data[:0], func(n int) bool { return n < lines*2/3 }, errShrunk.Error(), false},
		{"begins anew", len(data) / 2, data[:3000], func(n int) bool { return n < lines*2/3 }, errShrunk.Error(), false},
		{"is cut off at once", 0, data[:0], func(n int) bool { return n == 0 }, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := disk{data: data, place: int64(tc.place), then: tc.then}
			b := run(t, event.Window{}, d.file("a"))
			r := b.Reports[0]
			if said := strings.Join(append(r.Notes, r.Error), "; "); !tc.records(r.Records) || !strings.Contains(said, tc.says) {
				t.Errorf("report %+v", r)
			}
			if diff := cmp.Diff(clean.Events, b.Events); tc.events && diff != "" {
				t.Errorf("events (-clean +changed):\n%s", diff)
			}
		})
	}
}

// TestChangesWhileSought: a log that is cut while its window is sought is read as far as it goes, and one that grows is read to where it was.
func TestChangesWhileSought(t *testing.T) {
	data := outage{lines: 150_000, from: 4 * time.Hour, to: 270 * time.Minute, seed: 36}.write()
	w := event.Window{From: day.Add(230 * time.Minute), To: day.Add(280 * time.Minute)}
	clean := run(t, w, file.Bytes("a", data))
	for _, tc := range []struct {
		name  string
		then  []byte
		fails bool
	}{
		{"grows", append(bytes.Clone(data), outage{lines: 20_000, seed: 35}.write()...), false},
		{"shrinks behind the window", data[:len(data)*9/10], false},
		{"shrinks before the window", data[:len(data)/2], true},
		{"is cut off", data[:0], true},
	} {
		for _, place := range []int{100_000, len(data) / 4, len(data) / 2, len(data) * 3 / 4, len(data) - 1} {
			t.Run(fmt.Sprintf("%s after %d", tc.name, place), func(t *testing.T) {
				d := disk{data: data, place: int64(place), then: tc.then}
				b := run(t, w, d.file("a"))
				if diff := cmp.Diff(clean.Events, b.Events); !tc.fails && diff != "" {
					t.Errorf("report %+v, events (-clean +changed):\n%s", b.Reports[0], diff)
				}
				if tc.fails && b.Reports[0].Records > 0 && b.Reports[0].Error == "" && len(b.Events) == 0 {
					t.Errorf("nothing is said: %+v", b.Reports[0])
				}
			})
		}
	}
}
