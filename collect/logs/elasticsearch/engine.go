package elasticsearch

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
)

// engine is a system as logs.Ask asks it. It is not for concurrent use.
type engine struct {
	*source
	fields  fields
	version string

	notes      []string
	asked      live.Queries
	incomplete error // why an answer was not of all shards
	slice      int   // how many steps are counted at once; 0 is as many as at first
}

// What is asked at once. An answer has as many buckets as a system gives at most (search.max_buckets is 65,535, and 10,000 where it was lowered), and
// lines up to index.max_result_window.
const (
	maxBuckets = 10_000
	maxLines   = 10_000
	firstSlice = 500 // steps: with twenty services and levels they fill an answer
	// maxAll is how many bytes of answers are read: of few lines (250,000) all are fetched, and a document has some 2 kB.
	maxAll = 1 << 30
)

// Extent asks how many lines there are, and for the first and the last.
func (e *engine) Extent(ctx context.Context, w event.Window) (logs.Extent, error) {
	var x logs.Extent
	for _, last := range []bool{false, true} {
		body := e.linesBody(w, logs.Query{}, 1, last)
		body["track_total_hits"] = true
		a, err := e.search(ctx, body)
		if err != nil || len(a.Hits.Hits) == 0 {
			return logs.Extent{}, err
		}
		x.N = a.Hits.Total.Value
		at, err := a.Hits.Hits[0].at()
		if err != nil {
			return logs.Extent{}, e.strange(err)
		}
		if last {
			x.Last = at
		} else {
			x.First = at
		}
	}
	return x, nil
}

// oldest is when the first line was written of all that there are; zero if there is none.
func (e *engine) oldest(ctx context.Context) (time.Time, error) {
	a, err := e.search(ctx, object{"size": 0, "track_total_hits": false, "aggs": object{"first": object{"min": object{"field": e.fields.time}}}})
	if err != nil || a.Aggs.First.Value == nil {
		return time.Time{}, err
	}
	return time.UnixMilli(int64(*a.Aggs.First.Value)).UTC(), nil
}

// Rates counts the lines by service and level in one go: by steps first, so that what an answer has no room for is asked by time.
func (e *engine) Rates(ctx context.Context, w event.Window, q logs.Query, step time.Duration) ([]logs.Bin, error) {
	if e.slice == 0 {
		e.slice = firstSlice
	}
	bins := tally{}
	e.asked.Tell(e.described(e.ratesBody(w, q, step)))
	for from := w.From; from.Before(w.To); {
		part := event.Window{From: from, To: w.To}
		if end := floor(from, step).Add(time.Duration(e.slice) * step); end.Before(w.To) {
			part.To = end
		}
		n, err := e.count(ctx, part, q, step, bins)
		if err != nil {
			return nil, err
		}
		switch from = part.To; {
		case n > maxBuckets:
			e.slice = max(e.slice/2, 1)
		case n < maxBuckets/4:
			e.slice = min(2*e.slice, 1<<20)
		}
	}
	list := bins.list(e.fields.nanos)
	if len(q.Said) > 0 {
		list = slices.DeleteFunc(list, func(b logs.Bin) bool { return !slices.Contains(q.Said, b.Said) })
	}
	return list, nil
}

// The names of the sources of a composite aggregation.
func serviceKey(i int) string { return fmt.Sprintf("service%d", i) }
func levelKey(i int) string   { return fmt.Sprintf("level%d", i) }

// ratesBody is the question how many lines there are by step, service and level.
func (e *engine) ratesBody(w event.Window, q logs.Query, step time.Duration) object {
	// Steps are in milliseconds, and lie on the grid of the epoch in UTC: https://www.elastic.co/guide/en/elasticsearch/reference/current/search-aggregations-bucket-datehistogram-aggregation.html
	sources := []any{object{"start": object{"date_histogram": object{"field": e.fields.time, "fixed_interval": fmt.Sprintf("%dms", step.Milliseconds())}}}}
	for i, f := range e.fields.services {
		sources = append(sources, object{serviceKey(i): object{"terms": object{"field": f, "missing_bucket": true}}})
	}
	for i, f := range e.fields.levels {
		sources = append(sources, object{levelKey(i): object{"terms": object{"field": f, "missing_bucket": true}}})
	}
	ends := object{"first": object{"min": object{"field": e.fields.time}}, "last": object{"max": object{"field": e.fields.time}}}
	return object{
		"size": 0, "track_total_hits": false, "query": e.filter(w, q),
		"aggs": object{"rates": object{
			"composite": object{"size": maxBuckets, "sources": sources},
			"aggs": object{
				"failing": object{"filter": e.failing(), "aggs": ends},
				"well":    object{"filter": object{"bool": object{"must_not": []any{e.failing()}}}, "aggs": ends},
			},
		}},
	}
}

// count counts the lines of a part of a window, and returns how many buckets they are in.
func (e *engine) count(ctx context.Context, w event.Window, q logs.Query, step time.Duration, bins tally) (int, error) {
	body := e.ratesBody(w, q, step)
	composite := body["aggs"].(object)["rates"].(object)["composite"].(object) //nolint:forcetypeassert // just made
	n := 0
	var pages live.Pages
	for {
		a, err := e.search(ctx, body)
		if err != nil {
			return n, err
		}
		if a.Aggs.Rates == nil {
			return n, e.strange(errAnswer)
		}
		for _, b := range a.Aggs.Rates.Buckets {
			if err := e.take(b, w, step, bins); err != nil {
				return n, e.strange(err)
			}
		}
		n += len(a.Aggs.Rates.Buckets)
		if len(a.Aggs.Rates.Buckets) < maxBuckets || len(a.Aggs.Rates.AfterKey) == 0 {
			return n, nil
		}
		if err := pages.Next(string(a.Aggs.Rates.AfterKey)); err != nil {
			return n, err
		}
		composite["after"] = a.Aggs.Rates.AfterKey
	}
}

// take adds a bucket to the bins.
func (e *engine) take(b bucket, w event.Window, step time.Duration, bins tally) error {
	ms, err := b.start()
	if err != nil {
		return err
	}
	start := time.UnixMilli(ms).UTC()
	if !floor(start, step).Equal(start) || start.Before(floor(w.From, step)) || !start.Before(w.To) {
		return fmt.Errorf("it counts at %s, which was not asked for", start.Format(time.RFC3339Nano))
	}
	service, level := b.text(len(e.fields.services), serviceKey), b.text(len(e.fields.levels), levelKey)
	for _, part := range []struct {
		counts
		failing bool
	}{{b.Failing, true}, {b.Well, false}} {
		if part.N == 0 {
			continue
		}
		first, last, err := part.ends()
		if err != nil {
			return err
		}
		said := logs.Said{Level: level, Failing: part.failing && logs.Doubtful(level)}
		bins.add(key{service, said, start.UnixNano()}, part.N, first, last)
	}
	return nil
}

// Lines fetches the first lines that q fits, or the last.
func (e *engine) Lines(ctx context.Context, w event.Window, q logs.Query, n int) ([]logs.Line, error) {
	if n <= 0 {
		return nil, nil
	}
	e.asked.Tell(e.described(e.linesBody(w, q, min(n, maxLines), q.Last)))
	hits, over, err := logs.Paging[hit]{
		Most: maxLines, Grain: e.grain(), Last: q.Last,
		Page: func(ctx context.Context, w event.Window, n int) ([]hit, error) { return e.page(ctx, w, q, n) },
		At:   func(h hit) time.Time { return h.When },
		ID:   func(h hit) string { return h.Index + "\x00" + h.ID },
	}.Fetch(ctx, w, n)
	if err != nil {
		return nil, err
	}
	if len(over) > 0 {
		e.note(fmt.Sprintf("more than %d lines bear the stamp %s: the rest of them was not fetched", maxLines, over[0].Format(time.RFC3339Nano)))
	}
	// Those of one stamp come as they lie in their shards, which is not the same in each copy of one.
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(a.When.Compare(b.When), cmp.Compare(a.Index, b.Index), cmp.Compare(a.ID, b.ID))
	})
	return e.lines(hits), nil
}

func (e *engine) grain() time.Duration {
	if e.fields.nanos {
		return time.Nanosecond
	}
	return time.Millisecond
}

// linesBody is the question for lines. Their times are asked for in nanoseconds, whatever the type of the field.
func (e *engine) linesBody(w event.Window, q logs.Query, n int, last bool) object {
	order := "asc"
	if last {
		order = "desc"
	}
	sources := slices.Concat(bare(e.fields.services), bare(e.fields.levels))
	for _, m := range e.fields.messages {
		sources = append(sources, m.name)
	}
	filter := e.filter(w, q)
	filter["bool"].(object)["should"] = []any{e.failing()} //nolint:forcetypeassert // just made; which lines speak of a failure is told, and asked of none
	filter["bool"].(object)["minimum_should_match"] = 0    //nolint:forcetypeassert // as above
	return object{
		"size": n, "track_total_hits": false, "query": filter, "_source": sources,
		"sort": []any{object{e.fields.time: object{"order": order, "numeric_type": "date_nanos"}}},
	}
}

func (e *engine) page(ctx context.Context, w event.Window, q logs.Query, n int) ([]hit, error) {
	a, err := e.search(ctx, e.linesBody(w, q, n, q.Last))
	if err != nil {
		return nil, err
	}
	for i := range a.Hits.Hits {
		if a.Hits.Hits[i].When, err = a.Hits.Hits[i].at(); err != nil {
			return nil, e.strange(err)
		}
	}
	return a.Hits.Hits, nil
}

// lines is hits as the family has them.
func (e *engine) lines(hits []hit) []logs.Line {
	texts := make([]string, len(hits))
	for i, h := range hits {
		for _, m := range e.fields.messages {
			if texts[i] = h.text(m.name); texts[i] != "" {
				break
			}
		}
	}
	lines := make([]logs.Line, len(hits))
	for i, m := range logs.Messages(texts) {
		h := hits[i]
		said := logs.Said{Level: h.first(bare(e.fields.levels))}
		said.Failing = logs.Doubtful(said.Level) && slices.Contains(h.Matched, nameFailing)
		lines[i] = logs.Line{At: h.When, Service: h.first(bare(e.fields.services)), Said: said, Text: m.Text}
	}
	return lines
}

// described is a question as it can be pasted into the console of Kibana or Dashboards.
func (e *engine) described(body object) string {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // of texts and numbers alone
	}
	return "POST /" + e.config.Index + "/_search " + string(data)
}

// maxNotes is how many notes a report gets of what the system says.
const maxNotes = 5

func (e *engine) note(text string) {
	text = plain.Line(e.env.Secrets.Clean(text), 300)
	if len(e.notes) < maxNotes && !slices.Contains(e.notes, text) {
		e.notes = append(e.notes, text)
	}
}
