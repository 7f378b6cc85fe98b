package logs

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
)

// corpus is logs that hold what could go wrong where a log is cut into blocks.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	var traces, mixed, clocks, ragged, unsaid bytes.Buffer
	rng := rand.New(rand.NewPCG(5, 6))
	night := time.Date(2025, 10, 25, 22, 30, 0, 0, time.UTC)
	for i := range 1500 {
		at := day.Add(time.Duration(i) * 1700 * time.Millisecond)
		stamp := at.Format("2006-01-02 15:04:05.000")
		fmt.Fprintf(&traces, "%s ERROR [main] shop: lost order %d\n", stamp, i)
		for range rng.IntN(40) {
			fmt.Fprintf(&traces, "\tat shop.Stock.call(Stock.java:%d)\n\n", rng.IntN(100))
		}
		if i%500 == 499 {
			traces.WriteString(strings.Repeat("  dump of a page\n", 5000))
		}
		switch rng.IntN(6) {
		case 0:
			fmt.Fprintf(&mixed, `{"ts":%q,"level":"warn","service":"auth","msg":"retry %d"}`+"\n", at.Format(time.RFC3339Nano), i)
		case 1:
			fmt.Fprintf(&mixed, "%s host cron[%d]: run %d\n", at.Format("Jan _2 15:04:05"), i, i)
		case 2:
			fmt.Fprintf(&mixed, "%s\nno record at all\n", strings.Repeat("y", rng.IntN(300)))
		case 3:
			fmt.Fprintf(&mixed, "2025-13-45 07:00:00 INFO shop: no such day\n  more of it\n")
		default:
			fmt.Fprintf(&mixed, "%s INFO shop: served %d\n", stamp, i)
		}
		local := night.Add(time.Duration(i) * 10 * time.Second).In(berlin)
		fmt.Fprintf(&clocks, "%s INFO shop: order %d\n", local.Format("2006-01-02 15:04:05"), i)
		fmt.Fprintf(&ragged, "%s WARN shop: queue %d\r\n", at.Add(time.Duration(rng.IntN(9000))*time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00"), i)
		if rng.IntN(9) == 0 {
			ragged.WriteString("\x00\x00\x00\n\xff\xfe torn \n")
		}
		fmt.Fprintf(&unsaid, "%s a%d=%c x=%d request failed: code %d\n", at.Format("Jan _2 15:04:05"), i%3, 'a'+i%7, i, i%5)
	}
	ragged.WriteString("2025-10-20T07:00:00.000Z WARN shop: no newline at the end")
	return map[string][]byte{
		"text":   outage{lines: 3000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 21}.write(),
		"json":   append(outage{lines: 1000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 22, as: "json"}.write(), `{"ts":"2025-10-20T12:00`...),
		"logfmt": outage{lines: 1000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 23, as: "logfmt"}.write(),
		"access": outage{lines: 1000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 24, as: "access"}.write(),
		"traces": traces.Bytes(), "mixed": mixed.Bytes(), "clocks": clocks.Bytes(), "ragged": ragged.Bytes(), "unsaid": unsaid.Bytes(),
	}
}

// testOptions are those of a corpus: the zone in which an hour comes twice, and an incident for stamps without a year.
func testOptions(t testing.TB) options {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	o := options{Options: file.Options{Zone: berlin}}
	o.Near.From, o.Near.To = day, day.Add(6*time.Hour)
	return o
}

// told is all that a tally says, in an order of its own.
type toldTally struct {
	First, Last int64
	Files       []string
	Services    []string
	Patterns    []string
}

func scanned(t testing.TB, o options, files ...*file.File) (*tally, toldTally) {
	t.Helper()
	sources, err := prepare(t.Context(), files, o.Options)
	if err != nil {
		t.Fatal(err)
	}
	all, err := scanFiles(t.Context(), sources, o)
	if err != nil {
		t.Fatal(err)
	}
	return all, tell(all)
}

func tell(all *tally) toldTally {
	told := toldTally{First: all.first, Last: all.last}
	for _, s := range all.files {
		told.Files = append(told.Files, fmt.Sprintf("%+v, in %q, %d lines", s.report(), s.services, s.lines))
	}
	for _, name := range all.names() {
		s := all.services[name]
		told.Services = append(told.Services, fmt.Sprintf("%q %d lines %d %+v errors %d %+v", name, s.index, s.lines.step, s.lines.cells, s.errors.step, s.errors.cells))
	}
	for _, key := range slices.SortedFunc(maps.Keys(all.patterns), func(a, b patternKey) int {
		return cmp.Or(cmp.Compare(a.service, b.service), cmp.Compare(a.shape, b.shape))
	}) {
		p := all.patterns[key]
		told.Patterns = append(told.Patterns, fmt.Sprintf("%s %x %d %q %d %v %d %+v %+v", p.service.name, p.shape, p.first, p.sample, p.level, p.errors, p.counts.step, p.counts.cells, p.loose))
	}
	return told
}

// What a log amounts to depends neither on where it is cut into blocks, nor on the number of workers, nor on whether it can be read at random.
func TestBlocksAndWorkersDoNotMatter(t *testing.T) {
	for name, data := range corpus(t) {
		for _, every := range []bool{false, true} {
			o := testOptions(t)
			o.everyLine, o.workers = every, 1
			_, want := scanned(t, o, file.Bytes("f", data))
			if len(want.Services) == 0 || len(want.Patterns) == 0 {
				t.Fatalf("%s: nothing was read: %+v", name, want)
			}
			for _, size := range []int{64, 1000, 4096, 65536} {
				for _, workers := range []int{1, 2, 3, 8} {
					o.block, o.workers = size, workers
					_, got := scanned(t, o, file.Bytes("f", data))
					if diff := gocmp.Diff(want, got); diff != "" {
						t.Fatalf("%s in blocks of %d by %d workers (-whole +blocks):\n%.3000s", name, size, workers, diff)
					}
				}
				o.piece = size / 3
				_, got := scanned(t, o, file.Bytes("f", data))
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Fatalf("%s in blocks of %d, read in three (-whole +pieces):\n%.3000s", name, size, diff)
				}
				o.piece = 0
				_, got = scanned(t, o, streamed(data))
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Fatalf("%s as a stream, in blocks of %d (-whole +blocks):\n%.3000s", name, size, diff)
				}
			}
		}
	}
}

// streamed is a file that cannot be read at random.
func streamed(data []byte) *file.File {
	return file.New("f", int64(len(data)), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil })
}

// The second pass names each line's pattern as the first counted it, line by line.
func TestEachLine(t *testing.T) {
	for name, data := range corpus(t) {
		for _, f := range []*file.File{file.Bytes("f", data), streamed(data)} {
			o := testOptions(t)
			o.everyLine, o.block = true, 5000
			all, _ := scanned(t, o, f)
			left := map[patternKey]int{}
			for key, p := range all.patterns {
				left[key] = int(p.counts.total()) + int(p.loose.n)
			}
			var got []string
			err := all.eachLine(t.Context(), all.files[0], o, func(key patternKey, line []byte) error {
				left[key]--
				got = append(got, string(line))
				return nil
			})
			if (err != nil) != (all.files[0].err != nil && name != "json") {
				t.Fatalf("%s: %v", name, err)
			}
			for key, n := range left {
				if n != 0 {
					t.Errorf("%s: pattern %+v was counted %d times more often than it was named", name, key, n)
				}
			}
			want := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
			for i := range want {
				want[i] = string(trim([]byte(want[i])))
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("%s: lines (-want +got):\n%.2000s", name, diff)
			}
		}
	}
}

// What the visitor says ends the reading.
func TestEachLineStops(t *testing.T) {
	o := testOptions(t)
	o.everyLine, o.block = true, 500
	all, _ := scanned(t, o, file.Bytes("f", corpus(t)["text"]))
	n := 0
	err := all.eachLine(t.Context(), all.files[0], o, func(patternKey, []byte) error {
		if n++; n == 100 {
			return io.ErrShortWrite
		}
		return nil
	})
	if !errors.Is(err, io.ErrShortWrite) || n != 100 {
		t.Errorf("%d lines, error %v", n, err)
	}
}
