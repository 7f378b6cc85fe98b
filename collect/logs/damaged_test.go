package logs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

func TestDamaged(t *testing.T) {
	data := outage{lines: 20_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 7}.write()
	whole := run(t, event.Window{}, file.Bytes("a", data))
	broken := errors.New("device gone")
	gz := packed(data)
	for name, f := range map[string]*file.File{
		"a gzip cut short": file.Bytes("a", gz[:len(gz)*3/4]),
		"a failing disk": file.New("a", 0, func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(bytes.NewReader(data[:len(data)*3/4]), iotest.ErrReader(broken))), nil
		}),
	} {
		b := run(t, event.Window{}, f)
		if b.Reports[0].Error == "" || b.Reports[0].Records == 0 {
			t.Errorf("%s: report %+v", name, b.Reports[0])
		}
		if diff := cmp.Diff(changesOf(whole), changesOf(b)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	b := run(t, event.Window{}, file.New("gone", 0, func() (io.ReadCloser, error) { return nil, broken }))
	if b.Reports[0].Error == "" {
		t.Errorf("a file that does not open: report %+v", b.Reports[0])
	}
}

// TestTornJSON: a file that ends in the middle of a JSON line is damaged, and all that stands before the break is used.
func TestTornJSON(t *testing.T) {
	const line = `{"time":"2025-10-20T07:03:03Z","level":"error","msg":"cannot reach the database"}` + "\n"
	long := `{"time":"2025-10-20T07:03:03Z","level":"error","payload":"` + strings.Repeat("x", 2*file.HeadSize) + `","msg":"m"}` + "\n"
	for _, tc := range []struct {
		name, data string
		records    int
		err        string
	}{
		{"whole", line + line, 2, ""},
		{"without the last newline", line + line[:len(line)-1], 2, ""},
		{"cut", line + line + line[:40], 2, "line 3: JSON ends in the middle: what came before was kept"},
		{"cut in the only line", line[:60], 0, "line 1: JSON ends in the middle: what came before was kept"},
		{"an object that is no record, at the end", line + line + `{"n":1}`, 2, ""},
		{"a line that was cut long before the end", line + line[:40] + "\n" + line, 2, ""},
		{"a first line longer than the head", long + line + line, 3, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := file.Bytes("a", []byte(tc.data))
			h, err := f.Head()
			if err != nil || match(h).Format != "json-lines" {
				t.Fatalf("recognised as %q, %v", match(h).Format, err)
			}
			r := run(t, event.Window{}, f).Reports[0]
			if r.Records != tc.records || r.Error != tc.err || r.Format != "json-lines" {
				t.Errorf("%d records in %s, error %q", r.Records, r.Format, r.Error)
			}
		})
	}
}

// TestTornJSONInGzip: of a stream that is cut, it is the stream that is said to be.
func TestTornJSONInGzip(t *testing.T) {
	var lines bytes.Buffer
	for i := range 20_000 {
		fmt.Fprintf(&lines, `{"time":"2025-10-20T07:03:03Z","level":"info","msg":"request %x done"}`+"\n", i*2654435761)
	}
	gz := packed(lines.Bytes())
	if r := run(t, event.Window{}, file.Bytes("a", gz[:len(gz)/2])).Reports[0]; r.Error != "gzip stream ends in the middle" || r.Records == 0 {
		t.Errorf("report %+v", r)
	}
}

func TestReports(t *testing.T) {
	head := "2025-10-20 07:03:03 INFO a: b\n2025-10-20 07:03:04 INFO a: c\n"
	for _, tc := range []struct {
		name, data string
		want       event.Report
	}{
		{"a zone is assumed", head, event.Report{Format: "plain-text", Records: 2, Notes: []string{"times without a zone read as UTC"}}},
		{
			"lines before the first stamp", "banner\n" + head + head + head,
			event.Report{Format: "plain-text", Records: 6, Dropped: 1, Notes: []string{"times without a zone read as UTC", "1 line is no log record"}},
		},
		{
			"CRLF and a BOM", "\xef\xbb\xbf" + strings.ReplaceAll(head, "\n", "\r\n"),
			event.Report{Format: "plain-text", Records: 2, Notes: []string{"times without a zone read as UTC"}},
		},
		{
			"formats mixed", head + head + `{"ts":"2025-10-20T07:03:05Z","msg":"x"}` + "\n",
			event.Report{Format: "plain-text", Records: 5, Notes: []string{"times without a zone read as UTC", "1 line is in another format"}},
		},
		{
			"half a JSON line", strings.Repeat(`{"ts":"2025-10-20T07:03:05Z","level":"info","msg":"x"}`+"\n", 3) + `{"ts":"2025-10`,
			event.Report{
				Format: "json-lines", Records: 3, Dropped: 1, Notes: []string{"1 line is no log record"},
				Error: "line 4: JSON ends in the middle: what came before was kept",
			},
		},
		{
			"no year and nothing near", "Oct 20 07:03:03 h cron[1]: a\nOct 20 07:03:04 h cron[1]: b\n",
			event.Report{
				Format: "syslog-3164", Dropped: 2, Error: "the stamp states no year, and nothing dated is near it",
				Notes: []string{"2 stamps were not understood, the first: the stamp states no year, and nothing dated is near it"},
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.want.Name, tc.want.Kind = "f", event.Log
			if diff := cmp.Diff([]event.Report{tc.want}, run(t, event.Window{}, file.Bytes("f", []byte(tc.data))).Reports); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Copies of a log, packed or not, are counted once.
func TestCopies(t *testing.T) {
	data := outage{lines: 5000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 10}.write()
	one := run(t, event.Window{}, file.Bytes("app.log", data))
	two := run(t, event.Window{}, file.Bytes("old/app.log.gz", packed(data)), file.Bytes("app.log", data))
	if diff := cmp.Diff(one.Series, two.Series); diff != "" {
		t.Errorf("series (-one +two):\n%s", diff)
	}
	if got := two.Reports[1].Notes; !slices.Contains(got, "same content as app.log, counted once") {
		t.Errorf("notes %q", got)
	}
}

// Stamps without a year are read near the incident, over the turn of the year; the hour that a clock going back shows twice, and lines out of
// order, do no harm.
func TestTurns(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, layout string
		from         time.Time
	}{
		{"New Year", "Jan _2 15:04:05", time.Date(2025, 12, 31, 22, 0, 0, 0, zone)},
		{"clocks go back", "2006-01-02 15:04:05", time.Date(2025, 11, 2, 0, 0, 0, 0, zone)},
		{"clocks go forward", "2006-01-02 15:04:05", time.Date(2025, 3, 9, 0, 0, 0, 0, zone)},
		{"midnight", "15:04:05", time.Date(2025, 10, 20, 22, 0, 0, 0, zone)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b bytes.Buffer
			for i := range 4 * 3600 / 10 {
				at := tc.from.Add(time.Duration(i^1) * 10 * time.Second) // each second line comes too early
				fmt.Fprintf(&b, "%s ERROR app: lost %d\n", at.In(zone).Format(tc.layout), i)
			}
			near := event.Window{From: tc.from, To: tc.from.Add(4 * time.Hour)}
			got, err := Family().Collect(t.Context(), []*file.File{file.Bytes("f", b.Bytes())}, event.Window{}, file.Options{Zone: zone, Near: near})
			if err != nil {
				t.Fatal(err)
			}
			var n uint32
			for _, s := range got.Series {
				if s.Start.Before(tc.from.Add(-time.Hour)) || s.End().After(near.To.Add(time.Hour)) {
					t.Errorf("series from %v to %v", s.Start, s.End())
				}
				for _, e := range s.Errors {
					n += e
				}
			}
			if n != 4*360 || got.Reports[0].Dropped > 0 {
				t.Errorf("%d of 1440 errors, report %+v", n, got.Reports[0])
			}
		})
	}
}

// Nothing that a file holds makes the tally grow without bound, and what was given up is said.
func TestHostile(t *testing.T) {
	many := func(n int, line func(i int) string) []byte {
		var b bytes.Buffer
		for i := range n {
			b.WriteString(line(i))
		}
		return b.Bytes()
	}
	stamp := func(i int) string {
		return day.Add(time.Duration(i) * time.Millisecond).Format("2006-01-02T15:04:05.000Z")
	}
	letters := func(i int) string {
		var w []byte
		for ; i > 0; i /= 26 {
			w = append(w, byte('a'+i%26))
		}
		return string(w)
	}
	for _, tc := range []struct {
		name string
		data []byte
		note string
	}{
		{"every word different", many(130_000, func(i int) string { return stamp(i) + " ERROR x: " + letters(i+1e6) + "\n" }), "patterns in the logs"},
		{"every service different", many(5000, func(i int) string {
			return fmt.Sprintf(`{"ts":%q,"level":"info","service":"s%d","msg":"x"}`+"\n", stamp(i), i)
		}), "services in the logs"},
		{"lone dates far off", append(many(5000, func(i int) string { return stamp(i) + " INFO x: y\n" }), "2001-01-01T00:00:00Z INFO x: y\n2140-01-01T00:00:00Z INFO x: y\n"...), "30 days off"},
		{"a line of many megabytes", append(many(10, func(i int) string { return stamp(i) + " INFO x: y\n" }), bytes.Repeat([]byte("x"), 5<<20)...), "cut at"},
		{"a trace without end", append(many(10, func(i int) string { return stamp(i) + " INFO x: y\n" }), bytes.Repeat([]byte("  at x\n"), 30_000)...), "no log records"},
		{"deep JSON", append(many(10, func(i int) string { return fmt.Sprintf(`{"ts":%q,"level":"info","msg":"x"}`+"\n", stamp(i)) }), `{"a":`+strings.Repeat("[", 500_000)+"\n"...), "no log record"},
		{"zeros", append(many(10, func(i int) string { return stamp(i) + " INFO x: y\n" }), make([]byte, 3<<20)...), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := run(t, event.Window{}, file.Bytes("f", tc.data))
			notes := strings.Join(b.Reports[0].Notes, "; ")
			if !strings.Contains(notes, tc.note) || b.Reports[0].Error != "" {
				t.Errorf("report %+v, want a note with %q", b.Reports[0], tc.note)
			}
			if len(b.Events) > maxEvents || len(b.Series) > maxServices {
				t.Errorf("%d events, %d series", len(b.Events), len(b.Series))
			}
			for _, s := range b.Series {
				if len(s.Total) > maxBins || len(s.Total) != len(s.Errors) || s.Start.UnixNano()%int64(s.Step) != 0 {
					t.Fatalf("series of %d bins from %v by %v", len(s.Total), s.Start, s.Step)
				}
			}
		})
	}
}

// Of ten patterns that burst in a service the most telling have rows, of all services' two hundred at most, and the rest is said to be
// in the rates.
func TestCap(t *testing.T) {
	for _, services := range []int{1, 40} {
		var b bytes.Buffer
		for i := range 80_000 {
			at := day.Add(time.Duration(i) * 250 * time.Millisecond).Format("2006-01-02T15:04:05.000Z")
			service := fmt.Sprintf("app-%c%c", 'a'+i%services/26, 'a'+i%services%26)
			fmt.Fprintf(&b, "%s INFO %s: fine\n", at, service)
			if i >= 40_000 && i < 52_000 {
				fmt.Fprintf(&b, "%s ERROR %s: lost %c\n", at, service, 'a'+i/40%10)
			}
		}
		got := run(t, event.Window{}, file.Bytes("f", b.Bytes()))
		if want := min(services*(maxTelling+1), maxEvents); len(got.Events) != want {
			t.Errorf("%d services: %d events, want %d", services, len(got.Events), want)
		}
		rises := 0
		for _, e := range got.Events {
			if e.Labels["change"] == changeErrorRate {
				rises++
			}
		}
		if rises != services {
			t.Errorf("%d services: %d rises", services, rises)
		}
		if notes := strings.Join(got.Reports[0].Notes, "; "); !strings.Contains(notes, "further changes") {
			t.Errorf("%d services: notes %q", services, notes)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Family().Collect(ctx, []*file.File{file.Bytes("f", outage{lines: 20_000}.write())}, event.Window{}, file.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}
