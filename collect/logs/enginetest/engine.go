package enginetest

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

// Subject is an engine under test.
type Subject struct {
	// Engine is one that holds lines, in order of time, and nothing else. Their levels are theirs as written.
	Engine func(t testing.TB, records []Record) logs.Engine
	// Grain is how fine its stamps are: time.Nanosecond.
	Grain time.Duration
	// Loose says that it finds words in any order.
	Loose bool
}

// Run holds an engine to what logs.Engine says, by lines that are made up, and by counting them.
func Run(t *testing.T, s Subject) {
	t.Run("edges", s.edges)
	t.Run("any lines", func(t *testing.T) { rapid.Check(t, func(rt *rapid.T) { s.property(t, rt) }) })
	t.Run("nothing", s.nothing)
}

var six = livetest.Window.From

// edges: bins are half-open, and the window is, whichever part of a step it begins or ends with.
func (s Subject) edges(t *testing.T) {
	const ms, sec = time.Millisecond, time.Second
	var records []Record
	for _, at := range []time.Duration{-ms, 0, 10*sec - ms, 10 * sec, 20 * sec, 25 * sec} {
		records = append(records, Record{At: six.Add(at), Service: "a", Level: "info", Text: "fine"})
	}
	e := s.Engine(t, records)
	for name, tc := range map[string]struct {
		from, to time.Duration
		want     map[time.Duration]uint64
	}{
		"whole steps":        {0, 30 * sec, map[time.Duration]uint64{0: 2, 10 * sec: 1, 20 * sec: 2}},
		"up to an edge":      {0, 20 * sec, map[time.Duration]uint64{0: 2, 10 * sec: 1}},
		"parts":              {ms, 25 * sec, map[time.Duration]uint64{0: 1, 10 * sec: 1, 20 * sec: 1}},
		"a nanosecond more":  {0, 25*sec + 1, map[time.Duration]uint64{0: 2, 10 * sec: 1, 20 * sec: 2}},
		"a nanosecond later": {1, 10*sec + 1, map[time.Duration]uint64{0: 1, 10 * sec: 1}},
		"within one step":    {21 * sec, 26 * sec, map[time.Duration]uint64{20 * sec: 1}},
		"over one edge":      {9 * sec, 11 * sec, map[time.Duration]uint64{0: 1, 10 * sec: 1}},
		"up to one edge":     {9 * sec, 10 * sec, map[time.Duration]uint64{0: 1}},
		"one step":           {10 * sec, 20 * sec, map[time.Duration]uint64{10 * sec: 1}},
		"nothing":            {10 * sec, 10 * sec, map[time.Duration]uint64{}},
		"nobody":             {11 * sec, 12 * sec, map[time.Duration]uint64{}},
	} {
		t.Run(name, func(t *testing.T) {
			w := event.Window{From: six.Add(tc.from), To: six.Add(tc.to)}
			bins, err := e.Rates(t.Context(), w, logs.Query{}, 10*sec)
			if err != nil {
				t.Fatal(err)
			}
			got := map[time.Duration]uint64{}
			var n uint64
			for _, b := range bins {
				got[b.Start.Sub(six)] += b.N
				n += b.N
			}
			if diff := gocmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			lines, err := e.Lines(t.Context(), w, logs.Query{}, 100)
			if err != nil || uint64(len(lines)) != n {
				t.Errorf("error %v, %d lines", err, len(lines))
			}
		})
	}
}

// nothing: of an engine without lines there is nothing to tell.
func (s Subject) nothing(t *testing.T) {
	e := s.Engine(t, nil)
	x, err := e.Extent(t.Context(), livetest.Window)
	if err != nil || x != (logs.Extent{}) {
		t.Errorf("error %v, %+v", err, x)
	}
	bins, err := e.Rates(t.Context(), livetest.Window, logs.Query{Said: []logs.Said{{Failing: true}}}, time.Minute)
	if err != nil || len(bins) > 0 {
		t.Errorf("error %v, %+v", err, bins)
	}
	if lines, err := e.Lines(t.Context(), livetest.Window, logs.Query{}, 5); err != nil || len(lines) > 0 {
		t.Errorf("error %v, %+v", err, lines)
	}
}

// property: what an engine counts, fetches and knows of any lines, by any question, is what counting them by hand shows.
func (s Subject) property(t *testing.T, rt *rapid.T) {
	records := rapid.SliceOfN(rapid.Custom(s.record), 0, 30).Draw(rt, "lines")
	slices.SortStableFunc(records, func(a, b Record) int { return a.At.Compare(b.At) })
	e := s.Engine(t, records)
	w := event.Window{From: six.Add(s.instant(rt, "from")), To: six.Add(time.Minute + s.instant(rt, "to"))}
	q := s.question(rt)
	var want []Record
	for _, r := range records {
		if w.Contains(r.At) && s.fits(r, q) {
			want = append(want, r)
		}
	}
	step := rapid.SampledFrom([]time.Duration{time.Second, 10 * time.Second, time.Minute}).Draw(rt, "step")
	bins, err := e.Rates(rt.Context(), w, q, step)
	if err != nil {
		rt.Fatal(err)
	}
	if diff := gocmp.Diff(silent(counted(want, step), ordered(append([]logs.Bin{}, bins...)))); diff != "" {
		rt.Fatalf("%+v from %s to %s: %s", q, w.From, w.To, diff)
	}
	n := rapid.IntRange(1, 40).Draw(rt, "n")
	for _, last := range []bool{false, true} {
		q.Last = last
		some := want[:min(n, len(want))]
		if last {
			some = want[max(len(want)-n, 0):]
		}
		lines, err := e.Lines(rt.Context(), w, q, n)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := gocmp.Diff(stamps(some), stamps(recorded(lines))); diff != "" {
			rt.Fatalf("%d lines: %s", n, diff)
		}
		for _, l := range lines {
			if !slices.ContainsFunc(want, func(r Record) bool {
				return l.At.Equal(r.At) && l.Service == r.Service && l.Said == said(r) && l.Text == r.Text
			}) {
				rt.Fatalf("there is no line %+v", l)
			}
		}
	}
	if x, err := e.Extent(rt.Context(), w); err != nil || len(q.Services)+len(q.Said)+len(q.Words)+len(q.Any) == 0 && x.N > 0 && (!x.First.Equal(want[0].At) || !x.Last.Equal(want[len(want)-1].At)) {
		rt.Fatalf("error %v, extent %+v", err, x)
	}
}

func (s Subject) instant(t *rapid.T, what string) time.Duration {
	d := time.Duration(rapid.IntRange(-3, 33).Draw(t, what+" in seconds")) * time.Second
	if rapid.Bool().Draw(t, what+" beside it") {
		d += time.Duration(rapid.IntRange(-3, 3).Draw(t, what+" by")) * s.Grain
	}
	return d
}

var texts = []string{
	"request failed", "all is fine", "timeout while reading", "reading while asleep", "connection refused by peer", "peer refused connection", `he said "no"`, "café closed",
}

func (s Subject) record(t *rapid.T) Record {
	return Record{
		At: six.Add(s.instant(t, "line")), Service: rapid.SampledFrom([]string{"a", "b.c", "bxc", ""}).Draw(t, "service"),
		Level: rapid.SampledFrom([]string{"", "error", "WARN", "info"}).Draw(t, "level"), Text: rapid.SampledFrom(texts).Draw(t, "text"),
	}
}

func (s Subject) question(t *rapid.T) logs.Query {
	var q logs.Query
	if rapid.Bool().Draw(t, "of services") {
		q.Services = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b.c", "bxc", ""}), 1, 3, rapid.ID[string]).Draw(t, "services")
	}
	if rapid.Bool().Draw(t, "that say") {
		all := []logs.Said{{}, {Failing: true}, {Level: "error"}, {Level: "WARN"}, {Level: "WARN", Failing: true}, {Level: "info"}}
		q.Said = rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, 4, rapid.ID[logs.Said]).Draw(t, "said")
	}
	if rapid.Bool().Draw(t, "with words") {
		q.Words = rapid.SampledFrom([][]string{{"reading"}, {"timeout", "reading"}, {"refused", "connection"}, {`"no"`}, {"café", "closed"}, {"nowhere"}}).Draw(t, "words")
	}
	if rapid.Bool().Draw(t, "with any") {
		q.Any = rapid.SampledFrom([][]string{{"refused"}, {"fine", "closed"}, {"connection refused", "nowhere"}}).Draw(t, "any")
	}
	return q
}

var failure = regexp.MustCompile(logs.FailureWords)

func said(r Record) logs.Said {
	return logs.Said{Level: r.Level, Failing: logs.Doubtful(r.Level) && failure.MatchString(r.Text)}
}

func (s Subject) fits(r Record, q logs.Query) bool {
	if len(q.Services) > 0 && !slices.Contains(q.Services, r.Service) || len(q.Said) > 0 && !slices.Contains(q.Said, said(r)) {
		return false
	}
	rest := r.Text
	for _, w := range q.Words {
		i := strings.Index(rest, w)
		if i < 0 {
			return false
		}
		if !s.Loose {
			rest = rest[i+len(w):]
		}
	}
	return len(q.Any) == 0 || slices.ContainsFunc(q.Any, func(w string) bool { return strings.Contains(strings.ToLower(r.Text), w) })
}

// silent takes from bins what an engine does not say of them: when the first line and the last came.
func silent(want, got []logs.Bin) (_, _ []logs.Bin) {
	if len(want) == len(got) {
		for i := range want {
			if got[i].First.IsZero() && got[i].Last.IsZero() {
				want[i].First, want[i].Last = time.Time{}, time.Time{}
			}
		}
	}
	return want, got
}

// counted is lines as bins, by hand.
func counted(records []Record, step time.Duration) []logs.Bin {
	type key struct {
		service string
		said    logs.Said
		start   time.Time
	}
	bins := map[key]*logs.Bin{}
	for _, r := range records {
		k := key{r.Service, said(r), r.At.Truncate(step)}
		if bins[k] == nil {
			bins[k] = &logs.Bin{Service: k.service, Said: k.said, Start: k.start, First: r.At}
		}
		bins[k].Last = r.At
		bins[k].N++
	}
	all := []logs.Bin{}
	for b := range maps.Values(bins) {
		all = append(all, *b)
	}
	return ordered(all)
}

func ordered(bins []logs.Bin) []logs.Bin {
	slices.SortFunc(bins, func(a, b logs.Bin) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Level, b.Level), compareBools(a.Failing, b.Failing))
	})
	return bins
}

func compareBools(a, b bool) int {
	if a == b {
		return 0
	}
	if a {
		return 1
	}
	return -1
}

func recorded(lines []logs.Line) []Record {
	all := make([]Record, len(lines))
	for i, l := range lines {
		all[i] = Record{At: l.At}
	}
	return all
}

func stamps(records []Record) []time.Time {
	all := make([]time.Time, len(records))
	for i, r := range records {
		all[i] = r.At.UTC()
	}
	return all
}
