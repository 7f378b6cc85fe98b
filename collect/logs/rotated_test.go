package logs

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// namings are ways of naming the i-th of n files of a log, from the oldest.
var namings = map[string]func(i, n int) string{
	"numbers": func(i, n int) string {
		if i == n-1 {
			return "app.log"
		}
		return fmt.Sprintf("app.log.%d", n-1-i)
	},
	"dates": func(i, _ int) string { return fmt.Sprintf("app-%d.log", 20251001+i) },
	"a date and numbers": func(i, _ int) string {
		return fmt.Sprintf("app.2025-10-20.%d.log", i)
	},
	"a date, and numbers that count back": func(i, n int) string {
		return fmt.Sprintf("app.log-20251020.%d", n-i)
	},
	"times": func(i, _ int) string { return fmt.Sprintf("app.log.2025-10-20-%02d", i) },
}

// rotated cuts a log into files of some lines each, between any two lines, and packs some of them.
func rotated(data []byte, name func(i, n int) string, n int, seed uint64) []*file.File {
	rng := rand.New(rand.NewPCG(seed, 1))
	var files []*file.File
	for i := range n {
		part := data
		if i < n-1 {
			at := len(data) / (n - i)
			part = data[:at+bytes.IndexByte(data[at:], '\n')+1]
		}
		data = data[len(part):]
		if path := name(i, n); i < n-1 && rng.IntN(2) == 0 {
			files = append(files, file.Bytes(path+".gz", packed(part)))
		} else {
			files = append(files, file.Bytes(path, part))
		}
	}
	rng.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	return files
}

// TestRotated: a rotated log says what the log would say in one file, however its files are named and packed: the seams lose no line, neither
// of a stack trace nor of an hour that the clocks show twice.
func TestRotated(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2025, 10, 25, 22, 30, 0, 0, time.UTC)
	from, to := begin.Add(130*time.Minute), begin.Add(160*time.Minute) // 02:40 before, to 02:10 after
	rng := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	for at := begin; at.Before(begin.Add(5 * time.Hour)); at = at.Add(time.Duration(200+rng.IntN(3000)) * time.Millisecond) {
		level, text := "INFO", "order placed"
		if !at.Before(from) && at.Before(to) && rng.IntN(10) < 7 {
			level, text = "ERROR", "order refused"
		}
		fmt.Fprintf(&b, "%s %s shop: %s\n", at.In(berlin).Format("2006-01-02 15:04:05.000"), level, text)
		for range rng.IntN(4) {
			b.WriteString("\tat shop.Stock.call(Stock.java:12)\n")
		}
	}
	collect := func(files ...*file.File) (batch event.Batch, records, dropped int) {
		t.Helper()
		batch, err := Family().Collect(t.Context(), files, event.Window{}, file.Options{Zone: berlin})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range batch.Reports {
			records, dropped = records+r.Records, dropped+r.Dropped
		}
		return batch, records, dropped
	}
	want, records, _ := collect(file.Bytes("app.log", b.Bytes()))
	if len(want.Events) != 2 {
		t.Fatalf("%d events in one file", len(want.Events))
	}
	ignore := cmpopts.IgnoreFields(event.Event{}, "Refs", "Source")
	for how, name := range namings {
		for _, n := range []int{2, 7, 24} {
			t.Run(fmt.Sprintf("%d files with %s", n, how), func(t *testing.T) {
				got, read, dropped := collect(rotated(b.Bytes(), name, n, uint64(n))...)
				if diff := cmp.Diff(want.Events, got.Events, ignore); diff != "" {
					t.Errorf("events (-one file +rotated):\n%s", diff)
				}
				if diff := cmp.Diff(want.Series, got.Series); diff != "" {
					t.Errorf("series (-one file +rotated):\n%s", diff)
				}
				if read != records || dropped > 0 || len(got.Reports) != n {
					t.Errorf("%d records and %d dropped lines of %d in %d reports", read, dropped, records, len(got.Reports))
				}
			})
		}
	}
}

// TestRotatedWindow: of a rotated log only the packed files around the window are read to their ends, and the result is that of all.
func TestRotatedWindow(t *testing.T) {
	data := outage{lines: 60_000, from: 200 * time.Minute, to: 220 * time.Minute, seed: 61}.write()
	w := event.Window{From: day.Add(195 * time.Minute), To: day.Add(215 * time.Minute)}
	want := run(t, w, file.Bytes("app.log", data))
	const n = 24 // of a quarter of an hour each
	for how, name := range namings {
		t.Run(how, func(t *testing.T) {
			var files []*file.File
			for i, rest := 0, data; i < n; i++ {
				at := len(rest) / (n - i)
				part := rest[:min(at+bytes.IndexByte(append(rest[at:], '\n'), '\n')+1, len(rest))]
				rest = rest[len(part):]
				files = append(files, file.Bytes(name(i, n)+".gz", packed(part)))
			}
			got := run(t, w, files...)
			if diff := cmp.Diff(want.Events, got.Events, cmpopts.IgnoreFields(event.Event{}, "Refs", "Source")); diff != "" || len(got.Events) == 0 {
				t.Errorf("events (-one file +rotated):\n%s", diff)
			}
			if diff := cmp.Diff(want.Series, got.Series); diff != "" {
				t.Errorf("series (-one file +rotated):\n%s", diff)
			}
			passed := 0
			for _, r := range got.Reports {
				if slices.Contains(r.Notes, "nothing of it is of the window: only looked into") && r.Records == 0 {
					passed++
				}
			}
			if len(got.Reports) != n || passed < 8 { // but for the window, its baseline and an hour on either side
				t.Errorf("%d of %d files passed over", passed, len(got.Reports))
			}
		})
	}
}

// TestNamesThatLie: files whose names look like those of one log and are of several, or in another order, are all read.
func TestNamesThatLie(t *testing.T) {
	w := event.Window{From: day.Add(3 * time.Hour), To: day.Add(4 * time.Hour)}
	logs := func(name func(i int) string, late time.Duration) (files []*file.File) {
		for i := range 6 {
			data := outage{lines: 5000, seed: uint64(i)}.write()
			at := bytes.Index(data, []byte(day.Add(time.Duration(5-i)*late).Format("15:04"))) // the first is begun last
			at = bytes.LastIndexByte(data[:at], '\n') + 1
			files = append(files, file.Bytes(name(i), packed(data[at:])))
		}
		return files
	}
	for _, tc := range []struct {
		name string
		as   func(i int) string
		late time.Duration
	}{
		{"six machines", func(i int) string { return fmt.Sprintf("web-%d.log.gz", i) }, 10 * time.Minute},
		{"six machines with dots", func(i int) string { return fmt.Sprintf("web.%d.gz", i) }, 10 * time.Minute},
		{"six machines with dots and an ending", func(i int) string { return fmt.Sprintf("web.%d.log.gz", i) }, 10 * time.Minute},
		{"six folders", func(i int) string { return fmt.Sprintf("web%d/app.log.%d.gz", i, i) }, 10 * time.Minute},
		{"six logs of a day", func(i int) string { return fmt.Sprintf("svc%d-20251020.log.gz", i) }, 10 * time.Minute},
		{"counting forth without a date", func(i int) string { return fmt.Sprintf("app.log.%d.gz", 6-i) }, 10 * time.Minute},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, r := range run(t, w, logs(tc.as, tc.late)...).Reports {
				if r.Records == 0 || strings.Contains(strings.Join(r.Notes, "; "), "only looked into") {
					t.Errorf("report %+v", r)
				}
			}
		})
	}
}
