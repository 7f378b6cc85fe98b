package logs

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/zstd"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// amid puts something between two of the lines of a log, at a place far from its outage.
func amid(data []byte, what string) []byte {
	i := len(data)/10 + bytes.Index(data[len(data)/10:], []byte("\n20")) + 1
	return bytes.Join([][]byte{data[:i], []byte(what), data[i:]}, nil)
}

func frames(parts ...[]byte) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		w, err := zstd.NewWriter(&b)
		if err != nil {
			panic(err)
		}
		_, _ = w.Write(p) // the buffer never fails
		_ = w.Close()
	}
	return b.Bytes()
}

// TestBadInput: whatever is done to a log, its outage is found as before, what is no log is counted, and what is damaged is said to be.
func TestBadInput(t *testing.T) {
	const lines = 12_000
	data := outage{lines: lines, from: 4 * time.Hour, to: 270 * time.Minute, seed: 31}.write()
	clean := run(t, event.Window{}, file.Bytes("a", data))
	if len(clean.Events) != 2 || clean.Reports[0].Records != lines {
		t.Fatalf("%q in the clean log, %d records", changesOf(clean), clean.Reports[0].Records)
	}
	gz := packed(data)
	cutFrames := frames(data, []byte("2025-10-20 12:00:01.000 INFO  [exec-1] auth: worker 1 idle\n"))
	cutFrames = cutFrames[:len(cutFrames)-2]
	all := func(old, text string) []byte { return bytes.ReplaceAll(data, []byte(old), []byte(text)) }
	for _, tc := range []struct {
		name    string
		data    []byte
		records int // more or fewer than in the clean log
		dropped int
		says    string // a part of a note or of the error
		fails   bool   // the report has an error
	}{
		{"a gzip cut in its trailer", gz[:len(gz)-2], 0, 0, "gzip stream ends in the middle", true},
		{"a gzip with something else behind it", append(bytes.Clone(gz), "this is no gzip header"...), 0, 0, "gzip stream is damaged", true},
		{"a gzip with a bit that fell over", append(append(bytes.Clone(gz[:len(gz)-6]), gz[len(gz)-6]^1), gz[len(gz)-5:]...), 0, 0, "gzip stream is damaged", true},
		{"members of gzip", append(packed(data[:77_777]), packed(data[77_777:])...), 0, 0, "", false},
		{"frames of zstd", frames(data[:77_777], nil, data[77_777:]), 0, 0, "", false},
		{"zstd cut short", cutFrames, 0, 0, "zstd stream", true},
		{"a gzip in a gzip", packed(gz), 0, 0, "", false},
		{"CRLF", all("\n", "\r\n"), 0, 0, "", false},
		{"CRLF in one half", append(bytes.ReplaceAll(data[:len(data)/2], []byte("\n"), []byte("\r\n")), data[len(data)/2:]...), 0, 0, "", false},
		{"a carriage return in the middle of lines", all("sent", "10 %\r50 %\rsent"), 0, 0, "", false},
		{"no newline at the end", bytes.TrimSuffix(data, []byte("\n")), 0, 0, "", false},
		{"a byte order mark", append([]byte("\xef\xbb\xbf"), data...), 0, 0, "", false},
		{"empty lines between all", all("\n", "\n\n"), 0, 0, "", false},
		{"bytes that are no UTF-8", all("cache hit", "cache \xff\xfe\xc3( hit"), 0, 0, "", false},
		{"NULs within lines", all("sent", "se\x00nt"), 0, 0, "", false},
		{"NULs at the ends of lines", all("idle\n", "idle\x00\x00\x00\n"), 0, 0, "", false},
		{"a line of NULs", amid(data, strings.Repeat("\x00", 5000)+"\n"), 0, 0, "", false},
		{"a hole of megabytes", amid(data, strings.Repeat("\x00", 3<<20)+"\n"), 0, 0, "cut at", false},
		{"a hole before a record", amid(data, strings.Repeat("\x00", 5000)), 0, 0, "", false},
		{"a hole of megabytes before a record", amid(data, strings.Repeat("\x00", 3<<20)), -1, 0, "cut at", false},
		{"a hole at the beginning", append(make([]byte, 5000), data...), 0, 0, "", false},
		{"a hole longer than the head", append(make([]byte, 300_000), data...), 0, 0, "", false},
		{"a hole of megabytes at the beginning", append(make([]byte, 3<<20), data...), -1, 0, "cut at", false},
		{"a hole of megabytes at the beginning, packed", packed(append(make([]byte, 3<<20), data...)), -1, 0, "cut at", false},
		{"a line of megabytes", amid(data, strings.Repeat("x", 5<<20)+"\n"), 0, 1, "cut at", false},
		{"a record of megabytes", amid(data, "2025-10-20 06:36:00.000 INFO  [exec-1] auth: "+strings.Repeat("x ", 4<<20)+"\n"), 1, 0, "cut at", false},
		{"a binary dump", amid(data, string(gz[:9000])+"\n"), 0, 0, "", false},
		{"clocks that go back to 1970", amid(data, strings.Repeat("1970-01-01 00:00:07.000 INFO [main] auth: booting\n", 3)), 0, 0, "", false},
		{"clocks that go back to 2001", amid(data, strings.Repeat("2001-01-01 00:00:07.000 INFO [main] auth: booting\n", 3)), 3, 0, "30 days off", false},
		{"days that are none", amid(data, strings.Repeat("2025-02-31 00:00:07.000 INFO [main] auth: booting\n", 2)), 0, 0, "", false},
		{"hours that are none", amid(data, strings.Repeat("2025-10-20 25:61:99.000 INFO [main] auth: booting\n", 2)), 0, 0, "", false},
		{
			"JSON in between", amid(data, strings.Repeat(`{"ts":"2025-10-20T06:36:00Z","level":"info","service":"auth","msg":"worker 7 idle"}`+"\n", 3)),
			3, 0, "3 lines are in other formats", false,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := run(t, event.Window{}, file.Bytes("a", tc.data))
			r := b.Reports[0]
			if diff := cmp.Diff(clean.Events, b.Events, cmpopts.IgnoreFields(event.Event{}, "Refs")); diff != "" {
				t.Errorf("events (-clean +damaged):\n%s", diff)
			}
			if r.Records != lines+tc.records || r.Dropped != tc.dropped || (r.Error != "") != tc.fails {
				t.Errorf("%d records, %d dropped, error %q; want %d and %d", r.Records, r.Dropped, r.Error, lines+tc.records, tc.dropped)
			}
			if said := strings.Join(append(r.Notes, r.Error), "; "); !strings.Contains(said, tc.says) {
				t.Errorf("%q, want %q in it", said, tc.says)
			}
		})
	}
}

// TestNothingIn: files in which there is nothing are no failure, and yield nothing.
func TestNothingIn(t *testing.T) {
	for _, tc := range []struct{ name, data string }{
		{"empty", ""},
		{"a newline", "\n"},
		{"newlines", strings.Repeat("\n", 3<<20)},
		{"carriage returns and newlines", strings.Repeat("\r\n", 1<<20)},
		{"carriage returns", strings.Repeat("\r", 3<<20)},
		{"NULs", strings.Repeat("\x00", 3<<20)},
		{"blanks", strings.Repeat(" \t", 2<<20)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := run(t, event.Window{}, file.Bytes("a", []byte(tc.data)))
			if r := b.Reports[0]; len(b.Events)+len(b.Series)+r.Records+r.Dropped != 0 || r.Error != "" {
				t.Errorf("%d events, %d series, report %+v", len(b.Events), len(b.Series), r)
			}
		})
	}
}

// TestMixedHalves: a file whose second half is in another format, because a program was replaced, is read in both.
func TestMixedHalves(t *testing.T) {
	whole := outage{lines: 20_000, from: 5 * time.Hour, to: 330 * time.Minute, seed: 32}
	for _, as := range []string{"", "json", "logfmt"} {
		text := whole.write()
		other := whole
		other.as = as
		half := bytes.SplitAfter(other.write(), []byte("\n"))
		data := append(bytes.Clone(text[:bytes.Index(text, []byte("2025-10-20 09:00:0"))]), bytes.Join(half[len(half)/2:], nil)...)
		b := run(t, event.Window{}, file.Bytes("a", data))
		if r := b.Reports[0]; r.Records < 19_900 || r.Error != "" {
			t.Errorf("%q: report %+v", as, r)
		}
		if len(b.Events) != 2 {
			t.Errorf("%q: %q", as, changesOf(b))
		}
	}
}

// hostile is a log of a million lines that is made to fill memory, and is never held in it.
type hostile struct {
	line func(b []byte, rng *rand.Rand, i int) []byte
	n    int
	i    int
	rng  *rand.Rand
	rest []byte
}

func (h *hostile) Read(p []byte) (int, error) {
	for len(h.rest) < len(p) && h.i < h.n {
		h.rest = h.line(h.rest, h.rng, h.i)
		h.i++
	}
	if len(h.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, h.rest)
	h.rest = append(h.rest[:0], h.rest[n:]...)
	return n, nil
}

// TestBombs: what is made to fill memory does not, is counted, and does not hide the one outage in it.
func TestBombs(t *testing.T) {
	word := func(b []byte, rng *rand.Rand) []byte {
		for range 12 {
			b = append(b, byte('a'+rng.IntN(26)))
		}
		return b
	}
	stamp := func(b []byte, i int) []byte {
		return day.Add(time.Duration(i)*50*time.Millisecond).AppendFormat(b, "2006-01-02T15:04:05.000Z")
	}
	for _, tc := range []struct {
		name string
		line func(b []byte, rng *rand.Rand, i int) []byte
		n    int
		says string
	}{
		{"every word different", func(b []byte, rng *rand.Rand, i int) []byte {
			b = append(stamp(b, i), " ERROR shop: "...)
			for range 5 {
				b = append(word(b, rng), ' ')
			}
			return append(b, '\n')
		}, 300_000, "patterns in the logs"},
		{"every word different, with digits", func(b []byte, rng *rand.Rand, i int) []byte {
			return fmt.Appendf(stamp(b, i), " ERROR shop: order %d of x%dy to %x\n", i, rng.Uint32(), rng.Uint64())
		}, 300_000, ""},
		{"every service different", func(b []byte, rng *rand.Rand, i int) []byte {
			b = append(append(b, `{"ts":"`...), stamp(nil, i)...)
			return append(word(append(b, `","level":"error","msg":"no","service":"`...), rng), "\"}\n"...)
		}, 300_000, "services in the logs"},
		{"every service and word different", func(b []byte, rng *rand.Rand, i int) []byte {
			b = append(append(b, `{"ts":"`...), stamp(nil, i)...)
			b = word(append(b, `","level":"error","msg":"`...), rng)
			return append(word(append(b, `","service":"`...), rng), "\"}\n"...)
		}, 300_000, "services in the logs"},
		{"every key different", func(b []byte, rng *rand.Rand, i int) []byte {
			b = append(append(b, `{"ts":"`...), stamp(nil, i)...)
			return append(word(append(b, `","level":"error","msg":"no","`...), rng), "\":1}\n"...)
		}, 200_000, ""},
		{"lines of a megabyte", func(b []byte, _ *rand.Rand, i int) []byte {
			b = append(stamp(b, i*1000), " ERROR shop: "...)
			return append(append(b, bytes.Repeat([]byte("xy "), 400_000)...), '\n')
		}, 60, "cut at"},
		{"a line of 100 MB", func(b []byte, _ *rand.Rand, i int) []byte {
			if i < 1000 {
				return append(stamp(b, i), " ERROR shop: order refused\n"...)
			}
			return append(b, bytes.Repeat([]byte("x"), 1<<20)...)
		}, 1100, "cut at"},
		{"stamps at random", func(b []byte, rng *rand.Rand, _ int) []byte {
			return append(stamp(b, rng.IntN(1<<31)), " ERROR shop: order refused\n"...)
		}, 300_000, ""},
		{"stamps that go back", func(b []byte, _ *rand.Rand, i int) []byte {
			return append(stamp(b, 1<<20-i), " ERROR shop: order refused\n"...)
		}, 300_000, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			open := func() (io.ReadCloser, error) {
				return io.NopCloser(&hostile{line: tc.line, n: tc.n, rng: rand.New(rand.NewPCG(1, 2))}), nil
			}
			peak := heapPeak(func() {
				b := run(t, event.Window{}, file.New("a", 0, open))
				if notes := strings.Join(b.Reports[0].Notes, "; "); !strings.Contains(notes, tc.says) || b.Reports[0].Error != "" {
					t.Errorf("report %+v, want a note with %q", b.Reports[0], tc.says)
				}
				if len(b.Events) > maxEvents || len(b.Series) > maxServices {
					t.Errorf("%d events, %d series", len(b.Events), len(b.Series))
				}
			})
			if peak > 128<<20 { // a tally of 40 MB at worst, twice while it is merged, and what the collector has not taken away yet
				t.Errorf("%d MB of heap", peak>>20)
			}
		})
	}
}

// heapPeak is how much larger the heap was at times while f ran.
func heapPeak(f func()) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := m.HeapInuse
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		for {
			select {
			case <-stop:
				done <- peak
				return
			case <-time.After(5 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			}
		}
	}()
	f()
	close(stop)
	peak := <-done
	return peak - min(before, peak)
}

// TestManyFiles: ten thousand small logs are one evidence.
func TestManyFiles(t *testing.T) {
	data := outage{lines: 20_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 33}.write()
	want := run(t, event.Window{}, file.Bytes("a", data))
	var files []*file.File
	lines := bytes.SplitAfter(bytes.ReplaceAll(data, []byte("\n\t"), []byte(" ")), []byte("\n"))
	for i := 0; i < len(lines); i += 2 {
		files = append(files, file.Bytes(fmt.Sprintf("%d", i), bytes.Join(lines[i:min(i+2, len(lines))], nil)))
	}
	got := run(t, event.Window{}, files...)
	if diff := cmp.Diff(changesOf(want), changesOf(got)); diff != "" || len(files) < 10_000 {
		t.Errorf("%d files: (-one +many)\n%s", len(files), diff)
	}
	records := 0
	for _, r := range got.Reports {
		records += r.Records
	}
	if len(got.Reports) != len(files) || records != want.Reports[0].Records {
		t.Errorf("%d reports of %d files, %d records", len(got.Reports), len(files), records)
	}
}
