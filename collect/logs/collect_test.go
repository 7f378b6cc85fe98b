package logs

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/gzip"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// day is when the generated logs begin.
var day = time.Date(2025, 10, 20, 6, 0, 0, 0, time.UTC)

// outage is a generated log: six hours of four services, of which shop fails between from and to.
type outage struct {
	lines    int
	from, to time.Duration // since day; zero is no outage
	as       string        // "" is text, else json, logfmt or access
	seed     uint64
}

func (o outage) write() []byte {
	rng := rand.New(rand.NewPCG(o.seed, 7))
	services := []string{"shop", "auth", "stock", "mail"}
	normal := []string{"GET /cart/%d done", "cache hit for key user:%d", "worker %d idle", "sent %d bytes", "listing page %d"}
	var b bytes.Buffer
	span := 6 * time.Hour
	for i := range o.lines {
		after := span * time.Duration(i) / time.Duration(o.lines)
		service, level, text := services[rng.IntN(4)], "INFO", fmt.Sprintf(normal[rng.IntN(5)], rng.IntN(9000))
		switch {
		case rng.IntN(100) == 0:
			level, text = "ERROR", fmt.Sprintf("order %d rejected: no address", rng.IntN(9000))
		case service == "shop" && after >= o.from && after < o.to && rng.IntN(10) < 5:
			level, text = "ERROR", fmt.Sprintf("cannot reach stock at 10.0.0.%d:5432", rng.IntN(200))
		}
		at := day.Add(after)
		switch o.as {
		case "json":
			fmt.Fprintf(&b, `{"ts":%q,"level":%q,"service":%q,"trace":"%016x","msg":%q}`+"\n", at.Format(time.RFC3339Nano), strings.ToLower(level), service, rng.Uint64(), text)
			continue
		case "logfmt":
			fmt.Fprintf(&b, "ts=%s level=%s svc=%s trace=%016x msg=%q\n", at.Format(time.RFC3339Nano), strings.ToLower(level), service, rng.Uint64(), text)
			continue
		case "access":
			status := 200
			if level == "ERROR" {
				status = 503 - 3*strings.Count(text, "order")
			}
			fmt.Fprintf(&b, "10.0.0.%d - - [%s] \"GET /api/v1/%s/%d?sid=%x HTTP/1.1\" %d %d \"-\" \"curl/8.5\" 0.%03d\n", rng.IntN(200), at.Format("02/Jan/2006:15:04:05 -0700"),
				service, rng.IntN(9000), rng.Uint64(), status, rng.IntN(9000), rng.IntN(1000))
			continue
		}
		fmt.Fprintf(&b, "%s %-5s [exec-%d] %s: %s\n", at.Format("2006-01-02 15:04:05.000"), level, rng.IntN(16), service, text)
		if level == "ERROR" && rng.IntN(4) == 0 {
			b.WriteString("java.io.IOException: no answer\n\tat shop.Stock.call(Stock.java:12)\n")
		}
	}
	return b.Bytes()
}

func run(t testing.TB, w event.Window, files ...*file.File) event.Batch {
	t.Helper()
	batch, err := Family().Collect(t.Context(), files, w, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range batch.Events {
		if e.ID == "" || e.Source == "" || len(e.Refs) == 0 || len(e.Refs) > 3 || e.Count < 1 || e.Text == "" || e.At.Location() != time.UTC {
			t.Errorf("incomplete event %+v", e)
		}
	}
	return batch
}

func changesOf(b event.Batch) (got []string) {
	for _, e := range b.Events {
		got = append(got, fmt.Sprintf("%s %s %s", e.Service, e.Labels["change"], event.Shape(e.Text)))
	}
	return got
}

func TestOutage(t *testing.T) {
	for _, o := range []outage{
		{lines: 20_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 1},
		{lines: 20_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 2, as: "json"},
		{lines: 20_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 2, as: "logfmt"},
		{lines: 20_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 2, as: "access"},
		{lines: 60_000, from: 5 * time.Hour, to: 315 * time.Minute, seed: 3},
	} {
		b := run(t, event.Window{}, file.Bytes("app.log", o.write()))
		var rise, appeared *event.Event
		for i := range b.Events {
			switch e := &b.Events[i]; e.Labels["change"] {
			case changeErrorRate:
				rise = e
			case changeAppeared:
				appeared = e
			}
		}
		if len(b.Events) != 2 || rise == nil || appeared == nil {
			t.Fatalf("%+v: got %q, want a rise and what appeared", o, changesOf(b))
		}
		for _, e := range []*event.Event{rise, appeared} {
			if d := e.At.Sub(day.Add(o.from)); d < 0 || d > 45*time.Second { // shop errs every nine seconds
				t.Errorf("%s: onset %v after the true one", e.Labels["change"], d)
			}
			if d := day.Add(o.to).Sub(e.Until); d < 0 || d > 45*time.Second {
				t.Errorf("%s: end %v before the true one", e.Labels["change"], d)
			}
			if e.Service != "shop" || e.Severity != event.Error || e.Open {
				t.Errorf("%+v", e)
			}
		}
		template, says := "cannot reach stock at #:#", "10.0.0."
		if o.as == "access" {
			template, says = "GET /api/v#/shop/# # Service Unavailable", "503"
		}
		if got := appeared.Labels["template"]; got != template {
			t.Errorf("template %q", got)
		}
		if !strings.Contains(appeared.Text, says) {
			t.Errorf("text %q is no line's", appeared.Text)
		}
		if got := b.Reports[0]; got.Records != o.lines || got.Dropped != 0 || got.Error != "" {
			t.Errorf("report %+v", got)
		}
		if len(b.Series) != 4 {
			t.Errorf("%d series, want 4", len(b.Series))
		}
	}
}

// The reference is where the text of the event stands.
func TestReferenceIsTheLine(t *testing.T) {
	data := outage{lines: 20_000, from: 2 * time.Hour, to: 3 * time.Hour, seed: 4}.write()
	lines := bytes.Split(data, []byte("\n"))
	for _, e := range run(t, event.Window{}, file.Bytes("app.log", data)).Events {
		if e.Labels["change"] == changeErrorRate {
			continue
		}
		if line := lines[e.Refs[0].Line-1]; !bytes.Contains(line, []byte(e.Text)) {
			t.Errorf("line %d is %q, and does not say %q", e.Refs[0].Line, line, e.Text)
		}
	}
}

func TestQuietDay(t *testing.T) {
	for seed := range uint64(6) {
		if got := changesOf(run(t, event.Window{}, file.Bytes("a", outage{lines: 30_000, seed: seed}.write()))); len(got) > 0 {
			t.Errorf("seed %d: %q", seed, got)
		}
	}
}

// A pattern that was there before and became frequent has the text of the first line of its burst, which the tally did not keep.
func TestRoseTextIsRecalled(t *testing.T) {
	var b bytes.Buffer
	for i := range 3000 {
		at := day.Add(time.Duration(i) * 4 * time.Second)
		fmt.Fprintf(&b, "%s INFO app: step %d\n", at.Format(time.RFC3339), i)
		if i%400 == 0 || i >= 2000 && i < 2200 {
			fmt.Fprintf(&b, "%s WARN app: queue %d is long\n", at.Format(time.RFC3339), i)
		}
	}
	got := run(t, event.Window{}, file.Bytes("a", b.Bytes())).Events
	if len(got) != 1 || got[0].Labels["change"] != changeRose || got[0].Text != "queue 2000 is long" {
		t.Errorf("got %+v, want one rise that begins with line 2000", got)
	}
}

func TestSilentService(t *testing.T) {
	var b bytes.Buffer
	for i := range 6000 {
		at := day.Add(time.Duration(i) * 2 * time.Second).Format(time.RFC3339)
		fmt.Fprintf(&b, "%s INFO web: page %d\n", at, i)
		if i < 3000 || i >= 4000 {
			fmt.Fprintf(&b, "%s INFO db: query %d\n", at, i)
		}
	}
	got := run(t, event.Window{}, file.Bytes("a", b.Bytes())).Events
	if len(got) != 1 || got[0].Labels["change"] != changeSilent || got[0].Service != "db" || got[0].Open {
		t.Fatalf("got %+v, want one silence of db", got)
	}
	if from, to := day.Add(2999*2*time.Second), day.Add(4000*2*time.Second); !got[0].At.Equal(from) || !got[0].Until.Equal(to) {
		t.Errorf("silence from %v to %v, want %v to %v", got[0].At, got[0].Until, from, to)
	}
}

// A log that ends is no silence, as long as no other log of its services goes on.
func TestEndOfALogIsNoSilence(t *testing.T) {
	long, short := outage{lines: 20_000, seed: 8}.write(), new(bytes.Buffer)
	for i := range 2000 {
		fmt.Fprintf(short, "%s INFO other: turn %d\n", day.Add(time.Duration(i)*2*time.Second).Format(time.RFC3339), i)
	}
	if got := changesOf(run(t, event.Window{}, file.Bytes("a", long), file.Bytes("b", short.Bytes()))); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestSingleCriticalLine(t *testing.T) {
	data := outage{lines: 5000, seed: 9}.write()
	data = append(data, day.Add(6*time.Hour).Format("2006-01-02 15:04:05.000")+" FATAL [exec-3] stock: out of memory\n"...)
	got := run(t, event.Window{}, file.Bytes("a", data)).Events
	if len(got) != 1 || got[0].Severity != event.Critical || got[0].Labels["change"] != changeAppeared {
		t.Errorf("got %+v, want the one fatal line", got)
	}
}

// Rotating, splitting, renaming, packing and shuffling files changes nothing but references and sources.
func TestHowLinesAreSpreadOverFilesDoesNotMatter(t *testing.T) {
	data := outage{lines: 20_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 5}.write()
	want := run(t, event.Window{}, file.Bytes("app.log", data))
	if len(want.Events) == 0 {
		t.Fatal("no events to compare")
	}
	ignore := cmpopts.IgnoreFields(event.Event{}, "Refs", "Source")
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 8 {
		var files []*file.File
		rest := data
		for n := 0; len(rest) > 0; n++ {
			cut := min(len(rest), 100_000+rng.IntN(400_000))
			if i := bytes.Index(rest[cut:], []byte("\n20")); i >= 0 && cut < len(rest) { // not between a record and its stack trace
				cut += i + 1
			} else {
				cut = len(rest)
			}
			part := rest[:cut]
			if rng.IntN(2) == 0 {
				part = packed(part)
			}
			files = append(files, file.Bytes(fmt.Sprintf("%d/%x.%d", round, rng.Uint32(), n), part))
			rest = rest[cut:]
		}
		rng.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		got := run(t, event.Window{}, files...)
		if diff := cmp.Diff(want.Events, got.Events, ignore); diff != "" {
			t.Fatalf("%d files: events (-want +got):\n%s", len(files), diff)
		}
		if diff := cmp.Diff(want.Series, got.Series); diff != "" {
			t.Fatalf("%d files: series (-want +got):\n%s", len(files), diff)
		}
	}
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func TestWindow(t *testing.T) {
	data := outage{lines: 20_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 6}.write()
	w := event.Window{From: day.Add(110 * time.Minute), To: day.Add(200 * time.Minute)}
	b := run(t, w, file.Bytes("a", data))
	if len(b.Events) != 2 {
		t.Errorf("got %q, want the rise and what appeared", changesOf(b))
	}
	for _, s := range b.Series {
		if s.Start.Before(w.From.Add(-time.Duration(s.Step))) || s.End().After(w.To.Add(time.Duration(s.Step))) {
			t.Errorf("series from %v to %v outlasts the window", s.Start, s.End())
		}
	}
	later := event.Window{From: day.Add(200 * time.Minute), To: day.Add(300 * time.Minute)}
	if got := changesOf(run(t, later, file.Bytes("a", data))); len(got) > 0 {
		t.Errorf("after the outage: %q", got)
	}
}

// Whatever a file holds, it is read without a panic, twice alike, and its events and series keep their promises.
func FuzzCollect(f *testing.F) {
	f.Add(outage{lines: 60, from: time.Hour, to: 2 * time.Hour}.write())
	f.Add(outage{lines: 60, from: time.Hour, to: 2 * time.Hour, as: "json"}.write())
	f.Add(outage{lines: 60, from: time.Hour, to: 2 * time.Hour, as: "logfmt"}.write())
	f.Add(outage{lines: 60, from: time.Hour, to: 2 * time.Hour, as: "access"}.write())
	f.Add([]byte("<34>1 2025-10-20T07:03:03Z h a - - - x\nOct 20 07:03:03 h b[1]: y\n07:03:03 z\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		one, two := run(t, event.Window{}, file.Bytes("f", data)), run(t, event.Window{}, file.Bytes("f", data))
		if diff := cmp.Diff(one, two); diff != "" {
			t.Errorf("two readings differ:\n%s", diff)
		}
		for _, e := range one.Events {
			if !e.Until.IsZero() && e.Until.Before(e.At) {
				t.Errorf("ends before it begins: %+v", e)
			}
		}
	})
}

func BenchmarkCollect(b *testing.B) {
	for _, bc := range []struct {
		name string
		o    outage
	}{
		{"text", outage{lines: 300_000, from: 2 * time.Hour, to: 150 * time.Minute}},
		{"json", outage{lines: 200_000, from: 2 * time.Hour, to: 150 * time.Minute, as: "json"}},
		{"logfmt", outage{lines: 200_000, from: 2 * time.Hour, to: 150 * time.Minute, as: "logfmt"}},
		{"access", outage{lines: 200_000, from: 2 * time.Hour, to: 150 * time.Minute, as: "access"}},
	} {
		b.Run(bc.name, func(b *testing.B) {
			data := bc.o.write()
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				run(b, event.Window{}, file.Bytes("f", data))
			}
		})
	}
}

// In the night in which clocks go back, an hour of local times comes twice; the lines go on.
func TestClocksGoBack(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2025, 10, 25, 22, 30, 0, 0, time.UTC)
	from, to := begin.Add(140*time.Minute), begin.Add(170*time.Minute) // 02:50 before, to 02:20 after
	rng := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	for at := begin; at.Before(begin.Add(5 * time.Hour)); at = at.Add(time.Duration(1+rng.IntN(3)) * time.Second) {
		level, text := "INFO", "order placed"
		if !at.Before(from) && at.Before(to) && rng.IntN(10) < 7 {
			level, text = "ERROR", "order refused"
		}
		fmt.Fprintf(&b, "%s %s shop: %s\n", at.In(berlin).Format("2006-01-02 15:04:05"), level, text)
	}
	batch, err := Family().Collect(t.Context(), []*file.File{file.Bytes("a.log", b.Bytes())}, event.Window{}, file.Options{Zone: berlin})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range batch.Events {
		if e.At.Sub(from).Abs() > 30*time.Second || e.Until.Sub(to).Abs() > 30*time.Second {
			t.Errorf("%s from %s to %s", e.Text, e.At, e.Until)
		}
	}
	if len(batch.Events) != 2 {
		t.Errorf("%d events", len(batch.Events))
	}
	want := []string{"times without a zone read as Europe/Berlin", "times that the clocks showed twice told apart by the order of the lines"}
	if diff := cmp.Diff(want, batch.Reports[0].Notes); diff != "" {
		t.Error(diff)
	}
}

// TestSeasons: what clocks made of a stamp that they never showed, and of a zone called as in the other half of the year, is said.
func TestSeasons(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, stamp string
		want        []string
	}{
		{"clocks go forward", "2025-03-09 02:%02d:00", []string{
			"times without a zone read as America/New_York", "times that the clocks never showed read as those that they showed instead",
		}},
		{"standard time's name in summer", "2025-07-01 10:%02d:00 EST", []string{"EST read as what clocks there showed on that day (EDT)"}},
		{"an ordinary hour", "2025-07-01 10:%02d:00 EDT", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			for i := range 60 {
				fmt.Fprintf(&b, tt.stamp+" INFO shop: order placed\n", i)
			}
			batch, err := Family().Collect(t.Context(), []*file.File{file.Bytes("a.log", b.Bytes())}, event.Window{}, file.Options{Zone: newYork})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, batch.Reports[0].Notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}
