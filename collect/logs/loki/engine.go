package loki

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// engine is a Loki as logs.Ask asks it, for one window. It is not for concurrent use.
type engine struct {
	*source
	query    logQL
	services []string // the labels of a service's name, in order
	levels   []string // the labels of a level, in order
	stream   []string // the labels that streams have
	none     bool     // there are no streams

	within, extent event.Window // from the first line to the last, of those within a window

	total   uint64 // lines that were counted
	version string
	notes   []string
	asked   live.Queries
}

// What is asked at once.
const (
	// maxPoints is how many steps one query counts in. Loki takes 11,000; with the 500 series that it makes at most (max_query_series) an answer
	// would be far beyond what is read of one.
	maxPoints = 2000
	// maxLines is how many lines are fetched at once: Loki's max_entries_limit_per_query.
	maxLines = 5000
	// maxAll is how many bytes of answers are read: of few lines (250,000) all are fetched, and a long one has 2 kB.
	maxAll = 1 << 30
)

func (e *engine) isStream(label string) bool { return slices.Contains(e.stream, label) }

// all makes the query one for all streams: Loki wants at least one matcher that does not match the empty text.
func (e *engine) all(labels []string) error {
	if len(e.services) != 1 || !e.isStream(e.services[0]) {
		return &httpx.Error{
			Request: "Loki", Cause: "no label is on all streams, so that it must be said which are meant; there are " + strings.Join(labels[:min(len(labels), 10)], ", "),
			Fix: `name them: query: '{namespace="shop"}'`,
		}
	}
	e.query.matchers = e.services[0] + "=~`.+`"
	return nil
}

// Extent asks for the first line and the last. How many there are is what the index says, which knows nothing of pipelines: counting them would cost
// as much as Rates.
func (e *engine) Extent(ctx context.Context, w event.Window) (logs.Extent, error) {
	first, err := e.Lines(ctx, w, logs.Query{}, 1)
	if err != nil || len(first) == 0 {
		return logs.Extent{}, err
	}
	last, err := e.Lines(ctx, w, logs.Query{Last: true}, 1)
	if err != nil || len(last) == 0 {
		return logs.Extent{}, err
	}
	e.within, e.extent = w, event.Window{From: first[0].At, To: last[0].At.Add(1)}
	x := logs.Extent{First: first[0].At, Last: last[0].At, N: 1}
	if size, err := e.stats(ctx, w); err == nil {
		x.N = max(size.Entries, 1)
	}
	return x, ctx.Err()
}

// Rates counts the lines by service and level; those that state none, or a warning, once more by their words.
func (e *engine) Rates(ctx context.Context, w event.Window, q logs.Query, step time.Duration) ([]logs.Bin, error) {
	if e.none {
		return nil, nil
	}
	bins, seen := tally{}, map[string]bool{}
	by := slices.Concat(e.services, e.levels)
	for _, way := range e.ways(logs.Query{Services: q.Services, Words: q.Words, Any: q.Any, Said: levelsOf(q.Said)}) {
		err := e.counts(ctx, w, step, way, by, func(p point) {
			for l := range p.labels {
				seen[l] = true
			}
			bins.add(e.value(e.services, p.labels), e.value(e.levels, p.labels), p.start, p.n)
		})
		if err != nil {
			return nil, err
		}
	}
	doubtful := bins.doubtful()
	if len(doubtful) > 0 {
		for _, way := range e.ways(logs.Query{Services: q.Services, Words: q.Words, Any: q.Any, Said: doubtful}) {
			err := e.counts(ctx, w, step, way, by, func(p point) {
				bins.fail(e.value(e.services, p.labels), e.value(e.levels, p.labels), p.start, p.n)
			})
			if err != nil {
				return nil, err
			}
		}
	}
	list := bins.list()
	if len(q.Said) > 0 {
		list = slices.DeleteFunc(list, func(b logs.Bin) bool { return !slices.Contains(q.Said, b.Said) })
	} else if len(q.Services)+len(q.Words)+len(q.Any) == 0 {
		e.total = bins.total()
		e.services, e.levels = those(e.services, seen), those(e.levels, seen)
	}
	return list, nil
}

// those is the labels that lines were seen to have: what is asked later is shorter without the others.
func those(labels []string, seen map[string]bool) []string {
	some := slices.DeleteFunc(slices.Clone(labels), func(l string) bool { return !seen[l] })
	if len(some) == 0 {
		return labels
	}
	return some
}

// levelsOf is what lines say, whatever their words.
func levelsOf(said []logs.Said) []logs.Said {
	var all []logs.Said
	for _, s := range said {
		for _, failing := range []bool{false, true} {
			if both := (logs.Said{Level: s.Level, Failing: failing}); (logs.Doubtful(s.Level) || !failing) && !slices.Contains(all, both) {
				all = append(all, both)
			}
		}
	}
	return all
}

// value is what the first of the labels says that states something; "" if none does.
func (e *engine) value(labels []string, of map[string]string) string {
	for _, l := range labels {
		if states(of[l]) {
			return of[l]
		}
	}
	return ""
}

// Lines fetches the first lines that q fits, or the last.
func (e *engine) Lines(ctx context.Context, w event.Window, q logs.Query, n int) ([]logs.Line, error) {
	if e.none || n <= 0 {
		return nil, nil
	}
	var all []found
	for _, way := range e.ways(q) {
		lines, err := e.fetch(ctx, w, way, n, q.Last)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	sortLines(all)
	if q.Last {
		all = all[max(len(all)-n, 0):]
	}
	return e.lines(all[:min(n, len(all))]), nil
}

// lines is lines as the family has them.
func (e *engine) lines(all []found) []logs.Line {
	texts := make([]string, len(all))
	for i, f := range all {
		texts[i] = f.text
	}
	lines := make([]logs.Line, len(all))
	for i, m := range logs.Messages(texts) {
		f := all[i]
		said := logs.Said{Level: e.value(e.levels, f.labels)}
		said.Failing = logs.Doubtful(said.Level) && failure.MatchString(f.text)
		lines[i] = logs.Line{At: time.Unix(0, f.at).UTC(), Service: e.value(e.services, f.labels), Said: said, Text: m.Text}
	}
	return lines
}

var failure = regexp.MustCompile(logs.FailureWords)

// tally is counts by service, what is said, and step.
type tally map[key]uint64

type key struct {
	service string
	said    logs.Said
	start   int64 // in nanoseconds since 1970
}

func (t tally) add(service, level string, start time.Time, n uint64) {
	t[key{service, logs.Said{Level: level}, start.UnixNano()}] += n
}

// fail counts lines as such whose words speak of a failure, of those that were counted.
func (t tally) fail(service, level string, start time.Time, n uint64) {
	from := key{service, logs.Said{Level: level}, start.UnixNano()}
	n = min(n, t[from])
	t[from] -= n
	t[key{service, logs.Said{Level: level, Failing: true}, start.UnixNano()}] += n
}

// doubtful is the levels that were counted of whose lines it is asked what their words say.
func (t tally) doubtful() []logs.Said {
	levels := map[string]bool{}
	for k := range t {
		if logs.Doubtful(k.said.Level) {
			levels[k.said.Level] = true
		}
	}
	var all []logs.Said
	for _, l := range slices.Sorted(maps.Keys(levels)) {
		all = append(all, logs.Said{Level: l, Failing: true})
	}
	return all
}

func (t tally) total() (n uint64) {
	for _, k := range t {
		n += k
	}
	return n
}

func (t tally) list() []logs.Bin {
	var bins []logs.Bin
	for k, n := range t {
		if n > 0 {
			bins = append(bins, logs.Bin{Service: k.service, Said: k.said, Start: time.Unix(0, k.start).UTC(), N: n})
		}
	}
	slices.SortFunc(bins, func(a, b logs.Bin) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Level, b.Level), cmp.Compare(word(a.Failing), word(b.Failing)))
	})
	return bins
}

func word(b bool) string { return strconv.FormatBool(b) }

// point is a count of one step.
type point struct {
	labels map[string]string
	start  time.Time
	n      uint64
}

// fine is the finest that Loki keeps results by: see the package's comment.
const fine = time.Millisecond

// counts counts the lines of a query by labels. Whole steps are counted together; what the window begins or ends with of a step, by itself.
func (e *engine) counts(ctx context.Context, w event.Window, step time.Duration, query string, by []string, each func(point)) error {
	w = e.whole(w, step)
	from, to := ceil(w.From, step), floor(w.To, step)
	if to.Before(from) { // within one step
		return e.part(ctx, w, to, query, by, each)
	}
	shift := fine - 1 // how much earlier what is counted in whole steps begins and ends
	if from.Equal(to) {
		shift = 0
	}
	if w.From.Before(from) {
		if err := e.part(ctx, event.Window{From: w.From, To: from.Add(-shift)}, from.Add(-step), query, by, each); err != nil {
			return err
		}
	}
	for at := from; at.Before(to); at = at.Add(step * maxPoints) {
		part := event.Window{From: at, To: to}
		if end := at.Add(step * maxPoints); end.Before(to) {
			part.To = end
		}
		if err := e.steps(ctx, part, step, query, by, each); err != nil {
			return err
		}
	}
	if to.Before(w.To) {
		return e.part(ctx, event.Window{From: to.Add(-shift), To: w.To}, to, query, by, each)
	}
	return nil
}

// whole is a window that begins with the first line, or ends with the last, as one of whole steps: there are no others in them.
func (e *engine) whole(w event.Window, step time.Duration) event.Window {
	if from := floor(w.From, step); w.From.Equal(e.extent.From) && !from.Before(e.within.From) {
		w.From = from
	}
	if to := ceil(w.To, step); w.To.Equal(e.extent.To) && !to.After(e.within.To) {
		w.To = to
	}
	return w
}

// steps counts in whole steps. Loki stamps each with its end.
func (e *engine) steps(ctx context.Context, w event.Window, step time.Duration, query string, by []string, each func(point)) error {
	expr := counted(query, step, fine, by)
	e.asked.Tell(legible(expr))
	series, err := e.matrix(ctx, pathRange, url.Values{"query": {expr}, "start": {nano(w.From.Add(step))}, "end": {nano(w.To)}, "step": {duration(step)}})
	if err != nil {
		return err
	}
	return points(series, step, w, each)
}

// part counts what the window has of one step, to the nanosecond: results for one instant are not kept.
func (e *engine) part(ctx context.Context, w event.Window, start time.Time, query string, by []string, each func(point)) error {
	if !w.From.Before(w.To) {
		return nil
	}
	expr := counted(query, w.To.Sub(w.From), time.Nanosecond, by)
	series, err := e.matrix(ctx, pathQuery, url.Values{"query": {expr}, "time": {nano(w.To)}})
	if err != nil {
		return err
	}
	for _, s := range series {
		for _, v := range s.Values {
			each(point{s.Metric, start, v.n})
		}
	}
	return nil
}

// points tells the points of series. Loki stamps a range with its end.
func points(series []series, step time.Duration, w event.Window, each func(point)) error {
	for _, s := range series {
		for _, v := range s.Values {
			start := v.at.Add(-step)
			if start.Before(w.From) || !start.Before(w.To) || !floor(start, step).Equal(start) {
				return &httpx.Error{
					Request: "GET /" + pathRange, Cause: fmt.Sprintf("the answer counts at %s, which was not asked for", v.at.UTC().Format(time.RFC3339Nano)),
					Fix: "see whether something between here and Loki changes the times of queries",
				}
			}
			each(point{s.Metric, start, v.n})
		}
	}
	return nil
}

// floor is the last instant of the absolute grid that is not after t.
func floor(t time.Time, step time.Duration) time.Time {
	ns := t.UnixNano()
	r := ns % int64(step)
	if r < 0 {
		r += int64(step)
	}
	return time.Unix(0, ns-r).UTC()
}

// ceil is the first instant of the absolute grid that is not before t.
func ceil(t time.Time, step time.Duration) time.Time {
	f := floor(t, step)
	if f.Before(t) {
		return f.Add(step)
	}
	return f
}
