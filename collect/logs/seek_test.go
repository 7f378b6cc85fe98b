package logs

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"pgregory.net/rapid"
)

// endless is a log of any size that is computed where it is read: equal turns of some lines, of which each line with a %s has a stamp of its own.
type endless struct {
	turn  []string      // lines without their ends
	every time.Duration // between two turns
	as    string        // layout of the stamps, whose length never differs
	size  int64
	reads int
	back  int64         // the offset from which on clocks are set back; 0 is never
	by    time.Duration // by how much
}

func (e *endless) lines(turn int64) string {
	at := day.Add(time.Duration(turn) * e.every)
	if e.back > 0 && turn*int64(e.length()) >= e.back {
		at = at.Add(-e.by)
	}
	return strings.ReplaceAll(strings.Join(e.turn, "\n")+"\n", "%s", at.Format(e.as))
}

func (e *endless) length() int {
	return len(strings.ReplaceAll(strings.Join(e.turn, "\n")+"\n", "%s", day.Format(e.as)))
}

func (e *endless) at(offset int64) time.Time {
	return day.Add(time.Duration(offset/int64(e.length())) * e.every)
}

func (e *endless) ReadAt(p []byte, off int64) (int, error) {
	e.reads++
	n, each := 0, int64(e.length())
	for n < len(p) && off < e.size {
		turn := e.lines(off / each)
		m := copy(p[n:], turn[off%each:min(each, e.size-off/each*each)])
		n, off = n+m, off+int64(m)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (e *endless) seeker(t testing.TB, o file.Options) *seeker {
	head := make([]byte, min(e.size, file.HeadSize))
	if _, err := e.ReadAt(head, 0); err != nil {
		t.Fatal(err)
	}
	e.reads = 0
	s, first := sourceOf(head, o)
	return newSeeker(s, first, e, e.size)
}

// sourceOf is a file that begins with some data, and its first lines.
func sourceOf(data []byte, o file.Options) (s *source, first [][]byte) {
	s = newSource(file.Bytes("f", nil), o)
	first = firstLines(file.Head{Data: data[:min(len(data), file.HeadSize)], Whole: len(data) <= file.HeadSize})
	s.recognise(first)
	return s, first
}

func trace(lines int) string { return strings.Repeat("\n\tat shop.Stock.call(Stock.java:12)", lines) }

// TestSeekReads: however large a file is and whatever its lines are, its window is found in at most 80 reads, and little else with it.
func TestSeekReads(t *testing.T) {
	const rfc, clf = "2006-01-02T15:04:05.000Z", "02/Jan/2006:15:04:05 +0000"
	plain := []string{"%s INFO shop: order 1 placed", "%s WARN stock: slow"}
	for _, tc := range []struct {
		name string
		log  endless
	}{
		{"10 GB of text", endless{turn: plain, every: 500 * time.Microsecond, as: rfc, size: 10e9}},
		{"1 TB of text", endless{turn: plain, every: 20 * time.Microsecond, as: rfc, size: 1e12}},
		{"1 TB over a year", endless{turn: plain, every: 3 * time.Millisecond, as: rfc, size: 1e12}},
		{"CRLF", endless{turn: []string{"%s INFO shop: x\r", "%s INFO shop: y\r"}, every: time.Millisecond, as: rfc, size: 10e9}},
		{"JSON", endless{turn: []string{`{"ts":"%s","level":"info","service":"shop","msg":"x"}`}, every: time.Millisecond, as: rfc, size: 10e9}},
		{"logfmt", endless{turn: []string{"ts=%s level=info svc=shop msg=x"}, every: time.Millisecond, as: rfc, size: 10e9}},
		{"access", endless{turn: []string{`10.0.0.1 - - [%s] "GET /api/v1/shop/1 HTTP/1.1" 200 12 "-" "curl/8.5"`}, every: time.Millisecond, as: clf, size: 10e9}},
		{"syslog", endless{turn: []string{"<34>1 %s host shop 12 - - x"}, every: time.Millisecond, as: rfc, size: 10e9}},
		{"old syslog", endless{turn: []string{"%s host shop[12]: x"}, every: 40 * time.Microsecond, as: "Jan _2 15:04:05", size: 10e9}},
		{"stack traces of 200 kB", endless{turn: []string{"%s ERROR shop: x" + trace(6000)}, every: time.Second, as: rfc, size: 10e9}},
		{"lines of 1 MiB", endless{turn: []string{`{"ts":"%s","level":"info","msg":"x","dump":"` + strings.Repeat("x", maxLine-100) + `"}`}, every: time.Second, as: rfc, size: 20e9}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := &tc.log
			mid := e.at(e.size / 3 * 2)
			w := span(event.Window{From: mid, To: mid.Add(50 * time.Minute)})
			s := e.seeker(t, file.Options{Near: w})
			got, sorted := s.find(nanos(w))
			if !sorted || s.err != nil {
				t.Fatalf("sorted %v, error %v", sorted, s.err)
			}
			if e.reads > seekReads {
				t.Errorf("%d reads", e.reads)
			}
			if from, to := e.at(got.from), e.at(got.to); !from.Before(w.From) || to.Before(w.To) {
				t.Errorf("read from %v to %v, want at least from %v to %v", from, to, w.From, w.To)
			}
			perSecond := float64(e.length()) / e.every.Seconds()
			want := int64(perSecond * (w.To.Sub(w.From) + 2*minSlack).Seconds())
			if n := got.to - got.from; n > want+4*seekNear+4*int64(e.length()) {
				t.Errorf("%d bytes, want %d or a little more", n, want)
			}
		})
	}
}

// TestSeekUnsorted: a file whose stamps go back is read whole, wherever the window is.
func TestSeekUnsorted(t *testing.T) {
	e := func(size, back int64, by time.Duration) endless {
		return endless{
			turn: []string{"%s INFO shop: order 1 placed"}, every: 400 * time.Microsecond, as: "2006-01-02T15:04:05.000Z",
			size: size, back: back, by: by,
		}
	}
	all := e(10e9, 0, 0)
	span := all.at(all.size).Sub(day)
	for _, tc := range []struct {
		name string
		log  endless
	}{
		{"a clock set back by a day", e(10e9, 5e9, 24*time.Hour)},
		{"a clock set back by two hours", e(10e9, 5.3e9, 2*time.Hour)},
		{"two machines one after the other", e(10e9, 5e9, span/2)},
		{"the newest first", e(10e9, 1, -span)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.name == "the newest first" {
				tc.log.every = -tc.log.every
			}
			for tenth := range int64(10) {
				at := tc.log.at(tc.log.size / 10 * tenth)
				w := event.Window{From: at, To: at.Add(50 * time.Minute)}
				got, sorted := tc.log.seeker(t, file.Options{}).find(nanos(w))
				if sorted || got != (section{0, tc.log.size}) {
					t.Errorf("from %v: sorted, and only %v is read", w.From, got)
				}
			}
		})
	}
}

// TestSeekSetBack: a clock that is set back near the window gives it a second piece. It is read, too, or the whole file is.
func TestSeekSetBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, by := range []time.Duration{6 * time.Minute, 20 * time.Minute, time.Hour, 5 * time.Hour} {
		for range 12 {
			e := &endless{turn: []string{"%s INFO shop: order 1 placed"}, every: 400 * time.Microsecond, as: "2006-01-02T15:04:05.000Z", size: 10e9, by: by}
			e.back = rng.Int64N(9e9) / int64(e.length()) * int64(e.length())
			from := e.at(e.back).Add(-by - time.Hour + time.Duration(rng.Int64N(int64(by+2*time.Hour))))
			w := event.Window{From: from, To: from.Add(50 * time.Minute)}
			got, sorted := e.seeker(t, file.Options{}).find(nanos(w))
			if !sorted {
				continue
			}
			offset := func(at time.Time) int64 { return max(int64(at.Sub(day)/e.every)*int64(e.length()), 0) }
			before := section{offset(w.From), min(offset(w.To), e.back)}
			behind := section{max(offset(w.From.Add(by)), e.back), min(offset(w.To.Add(by)), e.size)}
			for _, p := range []section{before, behind} {
				if p.from < p.to && (p.from < got.from || p.to > got.to) {
					t.Errorf("set back by %v at %d: %v is read, and not %v", by, e.back, got, p)
				}
			}
		}
	}
}

// noisy draws a log in the order of time but for lines that come late, with all that stands between records.
func noisy(rt *rapid.T, zone *time.Location) (data []byte, o file.Options) {
	var (
		seed   = rapid.Uint64().Draw(rt, "seed")
		as     = rapid.SampledFrom([]string{"text", "json", "logfmt", "access", "syslog", "bare"}).Draw(rt, "format")
		late   = rapid.SampledFrom([]time.Duration{0, time.Second, time.Minute, minSlack}).Draw(rt, "late")
		gap    = rapid.SampledFrom([]time.Duration{time.Second, 20 * time.Second, 3 * time.Minute}).Draw(rt, "gap")
		long   = rapid.SampledFrom([]int{0, 300, 10_000}).Draw(rt, "long")
		traces = rapid.SampledFrom([]int{0, 3, 200}).Draw(rt, "traces")
		end    = rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(rt, "end")
		begin  = time.Date(2025, 10, 25, 18, 0, 0, 0, time.UTC)
	)
	rng := rand.New(rand.NewPCG(seed, 1))
	var b bytes.Buffer
	line := func(at time.Time, i int) {
		text := fmt.Sprintf("order %d %s", i, strings.Repeat("x", rng.IntN(long*(1+rng.IntN(2))/2+1)))
		local := at.In(zone)
		switch as {
		case "text":
			fmt.Fprintf(&b, "%s INFO shop: %s", local.Format("2006-01-02 15:04:05.000"), text)
		case "bare":
			fmt.Fprintf(&b, "%s %s", local.Format("01/02/2006 15:04:05"), text)
		case "json":
			fmt.Fprintf(&b, `{"ts":%q,"level":"info","service":"shop","msg":%q}`, at.Format(time.RFC3339Nano), text)
		case "logfmt":
			fmt.Fprintf(&b, "ts=%s level=info svc=shop msg=%q", at.Format(time.RFC3339Nano), text)
		case "access":
			fmt.Fprintf(&b, `10.0.0.1 - - [%s] "GET /shop/%d HTTP/1.1" 200 12 "-" "curl/8.5"`, local.Format("02/Jan/2006:15:04:05 -0700"), i)
		case "syslog":
			fmt.Fprintf(&b, "%s host shop[12]: %s", local.Format(time.Stamp), text)
		}
		b.WriteString(end)
		if traces > 0 && rng.IntN(20) == 0 {
			for range rng.IntN(traces) {
				b.WriteString("\tat shop.Stock.call(Stock.java:12)" + end)
			}
		}
		switch rng.IntN(200) {
		case 0:
			b.WriteString(end)
		case 1:
			b.Write(make([]byte, rng.IntN(4000)))
			b.WriteString(end)
		}
	}
	at := begin
	size := rng.IntN(200_000)
	for i := 0; i == 0 || b.Len() < size; i++ {
		at = at.Add(time.Duration(rng.Int64N(int64(gap))))
		if i == 0 || rng.IntN(10) > 0 || late == 0 {
			line(at, i)
			continue
		}
		line(at.Add(-time.Duration(rng.Int64N(int64(late)))), i)
	}
	return b.Bytes(), file.Options{Zone: zone, Near: event.Window{From: begin, To: at}}
}

// inWindow is the records of a piece of a file that are in a window, with where they stand.
func inWindow(data []byte, src *source, p section, w bounds) (records []string) {
	var sc scanner
	sc.open(src)
	sc.clock.begin(0, false)
	offset := p.from
	for line := range bytes.Lines(data[p.from:p.to]) {
		sc.r = record{}
		r := &sc.r
		if ok, _ := sc.parse(trim(bytes.TrimSuffix(line, []byte("\n"))), r); ok && r.undated == nil && r.at >= w.from && r.at < w.to {
			records = append(records, fmt.Sprintf("%d: %d %s %.60s", offset, r.at, r.service, r.message))
		}
		offset += int64(len(line))
	}
	return records
}

// TestSeekIsWhole: what the part of a sorted file says of the window is what the whole file says, through late lines, traces, holes, an hour
// that comes twice, and every format.
func TestSeekIsWhole(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	sought := 0
	rapid.Check(t, func(rt *rapid.T) {
		zone := rapid.SampledFrom([]*time.Location{time.UTC, berlin}).Draw(rt, "zone")
		data, o := noisy(rt, zone)
		all := o.Near.To.Sub(o.Near.From)
		from := o.Near.From.Add(time.Duration(rapid.Float64Range(-0.1, 1.1).Draw(rt, "from") * float64(all)))
		w := nanos(event.Window{From: from, To: from.Add(time.Duration(rapid.Float64Range(0, 0.3).Draw(rt, "length") * float64(all)))})
		src, first := sourceOf(data, o)
		s := newSeeker(src, first, bytes.NewReader(data), int64(len(data)))
		s.near, s.want = 4<<10, 500
		got, sorted := s.find(w)
		if s.reads > seekReads || got.from > got.to {
			rt.Errorf("%d reads, %v", s.reads, got)
		}
		if sorted && got.to-got.from < int64(len(data)) {
			sought++
		}
		whole := inWindow(data, src, section{0, int64(len(data))}, w)
		if diff := cmp.Diff(whole, inWindow(data, src, got, w)); diff != "" {
			rt.Errorf("%v of %d bytes (-whole +sought):\n%s", got, len(data), diff)
		}
	})
	if sought == 0 {
		t.Error("no file was sought in")
	}
	t.Logf("%d sought", sought)
}
