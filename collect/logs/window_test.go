package logs

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// unseekable is a file that cannot be read at random, and is read whole.
func unseekable(path string, data []byte) *file.File {
	return file.New(path, int64(len(data)), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil })
}

// TestWindowIsWhole: of a sorted file only the window is read, and what is said of it is what the whole file says, down to the line.
func TestWindowIsWhole(t *testing.T) {
	at := func(d time.Duration) time.Time {
		if d < 0 {
			return time.Time{}
		}
		return day.Add(d)
	}
	const open = -1
	for _, as := range []string{"", "json", "logfmt", "access"} {
		data := outage{lines: 75_000, from: 4 * time.Hour, to: 250 * time.Minute, seed: 41, as: as}.write()
		if as == "" {
			data = append(data, bytes.Repeat([]byte("\tat shop.Stock.call(Stock.java:12)\n"), 2000)...)
		}
		if as == "json" {
			data = append(data, `{"ts":"2025-10-20T12:00:00Z","msg":"cut in the mid`...)
		}
		for _, tc := range []struct {
			from, to time.Duration
			events   int
			part     bool
		}{
			{235 * time.Minute, 270 * time.Minute, 2, true},
			{4*time.Hour + 5*time.Second, 241 * time.Minute, 2, true},
			{200 * time.Minute, open, 2, false}, // a day before it is its baseline
			{open, 255 * time.Minute, 2, true},
			{5 * time.Hour, 5*time.Hour + time.Second, 0, true},
			{0, 30 * time.Minute, 0, true},
			{350 * time.Minute, 400 * time.Minute, 0, true},
			{24 * time.Hour, 25 * time.Hour, 0, true},
			{-30 * time.Hour, -29 * time.Hour, 2, false}, // which is no bound
			{0, 6 * time.Hour, 2, false},
		} {
			if as != "" && tc.events > 0 && tc.from != 235*time.Minute { // the search is the same
				continue
			}
			t.Run(fmt.Sprintf("%s from %v to %v", as, tc.from, tc.to), func(t *testing.T) {
				w := event.Window{From: at(tc.from), To: at(tc.to)}
				whole, window := run(t, w, unseekable("a", data)), run(t, w, file.Bytes("a", data))
				if diff := cmp.Diff(whole.Events, window.Events); diff != "" || len(whole.Events) != tc.events {
					t.Errorf("%d events (-whole +window):\n%s", len(whole.Events), diff)
				}
				if diff := cmp.Diff(whole.Series, window.Series); diff != "" {
					t.Errorf("series (-whole +window):\n%s", diff)
				}
				r := window.Reports[0]
				if part := r.Records < whole.Reports[0].Records; part != tc.part || part != strings.Contains(strings.Join(r.Notes, "; "), "window") {
					t.Errorf("report %+v", r)
				}
				if r.Error != "" && r.Error != whole.Reports[0].Error {
					t.Errorf("error %q, want %q", r.Error, whole.Reports[0].Error)
				}
			})
		}
	}
}

// TestWindowInTheHourThatComesTwice: where the clocks are set back, the window begins and ends where it does in the whole file.
func TestWindowInTheHourThatComesTwice(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2025, 10, 25, 19, 0, 0, 0, time.UTC) // the hour from 0:00 to 1:00 UTC is told as that before it
	var b bytes.Buffer
	for i := range 130_000 {
		level := "INFO"
		if i%7 == 0 && i/10_000%3 == 1 {
			level = "ERROR"
		}
		at := begin.Add(time.Duration(i+i%3*20) * 300 * time.Millisecond)
		fmt.Fprintf(&b, "%s %s shop: order %d\n", at.In(berlin).Format("2006-01-02 15:04:05.000"), level, i)
	}
	events := 0
	for from := begin.Add(time.Hour); from.Before(begin.Add(10 * time.Hour)); from = from.Add(55 * time.Minute) {
		w := event.Window{From: from, To: from.Add(20 * time.Minute)}
		var got [2]event.Batch
		for i, f := range []*file.File{unseekable("a", b.Bytes()), file.Bytes("a", b.Bytes())} {
			if got[i], err = Family().Collect(t.Context(), []*file.File{f}, w, file.Options{Zone: berlin}); err != nil {
				t.Fatal(err)
			}
			got[i].Reports = nil
		}
		if diff := cmp.Diff(got[0], got[1]); diff != "" {
			t.Errorf("from %v (-whole +window):\n%s", from, diff)
		}
		events += len(got[1].Events)
	}
	if events == 0 {
		t.Error("no events to compare")
	}
}
