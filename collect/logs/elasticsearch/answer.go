package elasticsearch

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// answer is what a search is answered with.
type answer struct {
	TimedOut *bool `json:"timed_out"`
	Shards   struct {
		Total    int `json:"total"`
		Failed   int `json:"failed"`
		Failures []struct {
			Reason struct {
				Type   string `json:"type"`
				Reason string `json:"reason"`
			} `json:"reason"`
		} `json:"failures"`
	} `json:"_shards"`
	Hits struct {
		Total struct {
			Value uint64 `json:"value"`
		} `json:"total"`
		Hits []hit `json:"hits"`
	} `json:"hits"`
	Aggs struct {
		First struct {
			Value *float64 `json:"value"`
		} `json:"first"`
		Rates *struct {
			AfterKey json.RawMessage `json:"after_key"`
			Buckets  []bucket        `json:"buckets"`
		} `json:"rates"`
	} `json:"aggregations"`
}

// hit is a line.
type hit struct {
	Index   string          `json:"_index"`
	ID      string          `json:"_id"`
	Source  json.RawMessage `json:"_source"`
	Sort    []json.Number   `json:"sort"`
	Matched []string        `json:"matched_queries"`
	When    time.Time       `json:"-"`
}

// bucket is the lines of one step, service and level.
type bucket struct {
	Key     map[string]json.RawMessage `json:"key"`
	Failing counts                     `json:"failing"`
	Well    counts                     `json:"well"`
}

// counts is how many lines there are, and when the first and the last were written, in milliseconds since 1970.
type counts struct {
	N     uint64                  `json:"doc_count"`
	First struct{ Value float64 } `json:"first"`
	Last  struct{ Value float64 } `json:"last"`
}

var errAnswer = errors.New("it lacks what was asked for")

// search asks a question. An answer that is not of all that was asked is taken, and noted as incomplete.
func (e *engine) search(ctx context.Context, body object) (answer, error) {
	var a answer
	// What is closed or not there is an error where it is named, and is passed over where a pattern would fit it.
	q := url.Values{"expand_wildcards": {"open"}, "ignore_unavailable": {"false"}, "allow_no_indices": {"true"}}
	if _, err := e.client.Get(ctx, httpx.Call{Path: e.config.Index + "/_search", Query: q, JSON: body}, &a); err != nil {
		return a, explain(err)
	}
	if a.TimedOut == nil {
		return a, e.strange(errAnswer)
	}
	if e.incomplete != nil {
		return a, nil
	}
	if *a.TimedOut {
		e.incomplete = &httpx.Error{Request: "POST /" + e.config.Index + "/_search", Cause: "it did not finish in time, and answered for a part of the lines", Fix: "ask for a shorter window, or narrow query:"}
	}
	if a.Shards.Failed > 0 {
		why := "no reason is given"
		if f := a.Shards.Failures; len(f) > 0 {
			why = plain.Line(e.env.Secrets.Clean(cmp.Or(f[0].Reason.Reason, f[0].Reason.Type, why)), 200)
		}
		e.incomplete = &httpx.Error{
			Request: "POST /" + e.config.Index + "/_search", Cause: fmt.Sprintf("%d of %d shards did not answer: %s", a.Shards.Failed, a.Shards.Total, why),
			Fix: cmp.Or(fixOf(why), "see whether the cluster is well (GET /_cluster/health), and run it again"),
		}
	}
	return a, nil
}

// strange is the error of an answer that is not one to the question.
func (e *engine) strange(err error) error {
	return &httpx.Error{
		Request: "POST /" + e.config.Index + "/_search", Cause: "the answer is not one to the question: " + plain.Line(err.Error(), 200), Err: err,
		Fix: "see whether url: is the right system, in a version that pes knows",
	}
}

// at is when a line was written: what it was sorted by, in nanoseconds since 1970.
func (h hit) at() (time.Time, error) {
	if len(h.Sort) == 0 {
		return time.Time{}, errAnswer
	}
	ns, err := h.Sort[0].Int64()
	if err != nil {
		return time.Time{}, err
	}
	return time.Unix(0, ns).UTC(), nil
}

// text is the value of a field of a line, by its path, whose parts may be nested or written with dots; of several the first.
func (h hit) text(path string) string {
	var root any
	d := json.NewDecoder(strings.NewReader(string(h.Source)))
	d.UseNumber()
	if d.Decode(&root) != nil {
		return ""
	}
	return scalar(find(root, strings.Split(path, ".")))
}

// find is the value at a path; nil if there is none. Each part of the path is a key, or together with those behind it.
func find(v any, path []string) any {
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	if len(path) == 0 {
		return v
	}
	o, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	for n := len(path); n > 0; n-- {
		if inner, ok := o[strings.Join(path[:n], ".")]; ok {
			if found := find(inner, path[n:]); found != nil {
				return found
			}
		}
	}
	return nil
}

func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case []any:
		if len(v) > 0 {
			return scalar(v[0])
		}
	}
	return ""
}

// first is the value of the first of the fields that has one.
func (h hit) first(names []string) string {
	for _, n := range names {
		if text := h.text(n); text != "" {
			return text
		}
	}
	return ""
}

// bare is fields as lines have them, without the part that a mapping made for counting.
func bare(names []string) []string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = strings.TrimSuffix(n, ".keyword")
	}
	return all
}

// start is when a bucket's step begins, in milliseconds since 1970.
func (b bucket) start() (int64, error) {
	var ms int64
	if err := json.Unmarshal(b.Key["start"], &ms); err != nil {
		return 0, errAnswer
	}
	if ms < 0 || ms > math.MaxInt64/int64(time.Millisecond) {
		return 0, errAnswer
	}
	return ms, nil
}

// text is the first of n values of a bucket's key that is there.
func (b bucket) text(n int, name func(int) string) string {
	for i := range n {
		d := json.NewDecoder(strings.NewReader(string(b.Key[name(i)])))
		d.UseNumber()
		var v any
		if d.Decode(&v) != nil {
			continue
		}
		if text := scalar(v); text != "" {
			return text
		}
	}
	return ""
}

func (c counts) ends() (first, last time.Time, err error) {
	for _, v := range []float64{c.First.Value, c.Last.Value} {
		if v <= 0 || v > math.MaxInt64/float64(time.Millisecond) {
			return first, last, errAnswer
		}
	}
	return time.UnixMilli(int64(c.First.Value)).UTC(), time.UnixMilli(int64(c.Last.Value)).UTC(), nil
}

// tally is bins by service, what is said, and step.
type tally map[key]*logs.Bin

type key struct {
	service string
	said    logs.Said
	start   int64 // in nanoseconds since 1970
}

func (t tally) add(k key, n uint64, first, last time.Time) {
	b := t[k]
	if b == nil {
		b = &logs.Bin{Service: k.service, Said: k.said, Start: time.Unix(0, k.start).UTC(), First: first, Last: last}
		t[k] = b
	}
	b.N += n
	if first.Before(b.First) {
		b.First = first
	}
	if last.After(b.Last) {
		b.Last = last
	}
}

// list is the bins in order. Of times in nanoseconds an aggregation tells the milliseconds alone, which is worse than nothing.
func (t tally) list(nanos bool) []logs.Bin {
	var bins []logs.Bin
	for _, b := range t {
		if nanos {
			b.First, b.Last = time.Time{}, time.Time{}
		}
		bins = append(bins, *b)
	}
	slices.SortFunc(bins, func(a, b logs.Bin) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Level, b.Level), cmp.Compare(number(a.Failing), number(b.Failing)))
	})
	return bins
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// floor is the last instant of the absolute grid that is not after t.
func floor(t time.Time, step time.Duration) time.Time {
	ns := t.UnixNano()
	return time.Unix(0, ns-((ns%int64(step))+int64(step))%int64(step)).UTC()
}

// status is that of an answer which says no; 0 if there is none.
func status(err error) int {
	if e, ok := errors.AsType[*httpx.Error](err); ok {
		return e.Status
	}
	return 0
}

// refusals is what both systems say no with, and what to do about it.
var refusals = []struct{ words, fix string }{
	{"no such index", "there is no such index, alias or data stream: see index:, and GET /_cat/indices"},
	{"closed", "an index is closed: open it, or name others by index:"},
	{"too many buckets", "ask for a shorter window, or have search.max_buckets raised"},
	{"data too large", "it is short of memory: ask for a shorter window, or run it again later; what came is kept"},
	{"rejected execution", "it is busy: run it again later; what came is kept"},
	{"failed to parse query", "query: is not in Lucene's syntax"},
	{"fielddata", "nothing can be counted by a field of the type text: name one of the type keyword by service: or level:"},
	{"text fields are not optimised", "nothing can be counted by a field of the type text: name one of the type keyword by service: or level:"},
	{"expensive_queries", "the message is of the type keyword and search.allow_expensive_queries is off: name a field of the type text by message:"},
	{"is unauthorized for", "give whom the credentials are of the right to read the index (read, and view_index_metadata)"},
	{"no permissions for", "give whom the credentials are of the right to read the index (indices:data/read/search, and indices:data/read/field_caps)"},
}

func fixOf(words string) string {
	lower := strings.ToLower(words)
	for _, r := range refusals {
		if strings.Contains(lower, r.words) {
			return r.fix
		}
	}
	return ""
}

// explain adds what to do about an error where its words tell.
func explain(err error) error {
	e, ok := errors.AsType[*httpx.Error](err)
	if !ok || e.Status == 0 || e.Status == http.StatusUnauthorized {
		return err
	}
	fix := fixOf(e.Cause)
	if fix == "" {
		return err
	}
	told := *e
	told.Fix = fix
	return &told
}
