package elasticsearch_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is an Elasticsearch or OpenSearch in memory. It evaluates the questions that this package asks, as the documentation has them, and fails the
// test at any other.
type fake struct {
	t     testing.TB
	root  string            // the answer at /
	types map[string]string // of fields
	docs  []doc             // in order of time
	hook  func(w http.ResponseWriter, r *http.Request) bool
	most  int // buckets of an answer; 0 is as many as are asked for

	mu       sync.Mutex
	searches int
}

type doc struct {
	id     string
	at     time.Time
	fields map[string]any    // by path, for questions
	source string            // as it was indexed
	words  map[string]string // of text fields, made once
}

const (
	elasticRoot = `{"name":"n1","cluster_name":"c","version":{"number":"8.15.0","build_flavor":"default","lucene_version":"9.11.1"},"tagline":"You Know, for Search"}`
	openRoot    = `{"name":"n1","cluster_name":"c","version":{"distribution":"opensearch","number":"2.17.0","lucene_version":"9.11.1"},"tagline":"The OpenSearch Project: https://opensearch.org/"}`
)

// newFake makes one with documents. Their sources hold the fields nested.
func newFake(t testing.TB, types map[string]string, docs []doc) *fake {
	for i := range docs {
		d := &docs[i]
		if d.id == "" {
			d.id = fmt.Sprintf("d%06d", i)
		}
		d.words = map[string]string{}
		for path, v := range d.fields {
			if strings.Contains(types[path], "text") {
				d.words[path] = tokens(fmt.Sprint(v))
			}
		}
		if d.source == "" {
			d.source = nested(d.fields)
		}
	}
	slices.SortStableFunc(docs, func(a, b doc) int { return a.at.Compare(b.at) })
	return &fake{t: t, root: elasticRoot, types: types, docs: docs}
}

func nested(fields map[string]any) string {
	root := map[string]any{}
	for path, v := range fields {
		if strings.HasSuffix(path, ".keyword") {
			continue
		}
		parts := strings.Split(path, ".")
		o := root
		for _, p := range parts[:len(parts)-1] {
			inner, ok := o[p].(map[string]any)
			if !ok {
				inner = map[string]any{}
				o[p] = inner
			}
			o = inner
		}
		o[parts[len(parts)-1]] = v
	}
	data, _ := json.Marshal(root)
	return string(data)
}

// tokens is what the standard analyzer makes of a text, each word between blanks.
func tokens(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_' || r > 0x7f) })
	return " " + strings.Join(words, " ") + " "
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.hook != nil && f.hook(w, r) {
		return
	}
	index, action, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case r.URL.Path == "/":
		fmt.Fprint(w, f.root)
	case index == "nope":
		refuse(w, 404, "index_not_found_exception", "no such index [nope]")
	case action == "_field_caps" && r.Method == http.MethodGet:
		f.caps(w, r)
	case action == "_search" && r.Method == http.MethodPost:
		f.search(w, r)
	default:
		f.t.Errorf("asked for %s %s", r.Method, r.URL.Path)
		http.NotFound(w, r)
	}
}

func refuse(w http.ResponseWriter, status int, kind, reason string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	why := fmt.Sprintf(`{"type":%q,"reason":%q}`, kind, reason)
	fmt.Fprintf(w, `{"error":{"root_cause":[%s],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":%d}`, why, status)
}

func (f *fake) caps(w http.ResponseWriter, r *http.Request) {
	fields := map[string]map[string]any{}
	for name := range strings.SplitSeq(r.URL.Query().Get("fields"), ",") {
		for kind := range strings.SplitSeq(f.types[name], "|") {
			if kind == "" {
				continue
			}
			if fields[name] == nil {
				fields[name] = map[string]any{}
			}
			fields[name][kind] = map[string]any{"type": kind, "searchable": kind != "object", "aggregatable": kind != "text" && kind != "object" && kind != "match_only_text"}
		}
	}
	json.NewEncoder(w).Encode(map[string]any{"indices": []string{"logs-shop-1"}, "fields": fields})
}

func (f *fake) search(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.searches++
	f.mu.Unlock()
	if q := r.URL.Query(); q.Get("expand_wildcards") != "open" || q.Get("ignore_unavailable") != "false" {
		f.t.Errorf("options %v", q)
	}
	var body map[string]any
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&body); err != nil {
		f.t.Error(err)
	}
	answer := map[string]any{"took": 1, "timed_out": false, "_shards": map[string]any{"total": 2, "successful": 2, "skipped": 0, "failed": 0}}
	match := matcher(func(doc) bool { return true })
	if q, ok := body["query"]; ok {
		match = f.compile(q)
	}
	var found []doc
	for _, d := range f.docs {
		if match(d) {
			found = append(found, d)
		}
	}
	hits := map[string]any{"hits": f.hits(body, found)}
	if body["track_total_hits"] == true {
		hits["total"] = map[string]any{"value": len(found), "relation": "eq"}
	}
	answer["hits"] = hits
	if aggs, ok := body["aggs"].(map[string]any); ok {
		answer["aggregations"] = f.aggregate(aggs, found)
	}
	for k := range body {
		if !slices.Contains([]string{"size", "query", "aggs", "sort", "_source", "track_total_hits"}, k) {
			f.t.Errorf("a question with %s", k)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer)
}

func (f *fake) integer(v any) int {
	n, ok := v.(json.Number)
	i, err := n.Int64()
	if !ok || err != nil {
		f.t.Errorf("no whole number: %v", v)
	}
	return int(i)
}

// hits are the documents of an answer, with which named parts of the question they fit.
func (f *fake) hits(body map[string]any, found []doc) []any {
	n := f.integer(body["size"])
	if n > 10_000 {
		f.t.Errorf("%d lines at once", n)
	}
	all := []any{}
	if n == 0 {
		return all
	}
	order := fmt.Sprint(body["sort"])
	found = slices.Clone(found)
	switch order {
	case "[map[@timestamp:map[numeric_type:date_nanos order:asc]]]":
	case "[map[@timestamp:map[numeric_type:date_nanos order:desc]]]":
		slices.Reverse(found)
	default:
		f.t.Errorf("order %s", order)
	}
	named := f.named(body["query"])
	for _, d := range found[:min(n, len(found))] {
		matched := []string{}
		for name, m := range named {
			if m(d) {
				matched = append(matched, name)
			}
		}
		all = append(all, map[string]any{
			"_index": "logs-shop-1", "_id": d.id, "_score": nil, "_source": json.RawMessage(d.source), "sort": []int64{d.at.UnixNano()}, "matched_queries": matched,
		})
	}
	return all
}

// aggregate evaluates a minimum, or a composite with its parts.
func (f *fake) aggregate(aggs map[string]any, found []doc) map[string]any {
	answer := map[string]any{}
	for name, a := range aggs {
		agg := a.(map[string]any)
		switch {
		case agg["min"] != nil, agg["max"] != nil:
			var v any
			if len(found) > 0 {
				v = float64(found[0].at.UnixMilli())
				if agg["max"] != nil {
					v = float64(found[len(found)-1].at.UnixMilli())
				}
			}
			answer[name] = map[string]any{"value": v}
		case agg["filter"] != nil:
			match := f.compile(agg["filter"])
			var some []doc
			for _, d := range found {
				if match(d) {
					some = append(some, d)
				}
			}
			sub := f.aggregate(agg["aggs"].(map[string]any), some)
			sub["doc_count"] = len(some)
			answer[name] = sub
		case agg["composite"] != nil:
			answer[name] = f.composite(agg["composite"].(map[string]any), agg["aggs"].(map[string]any), found)
		default:
			f.t.Errorf("an aggregation that is not known: %v", agg)
		}
	}
	return answer
}

func (f *fake) composite(c, sub map[string]any, found []doc) map[string]any {
	type source struct {
		name string
		of   func(doc) any
	}
	var sources []source
	for _, s := range c["sources"].([]any) {
		for name, def := range s.(map[string]any) {
			d := def.(map[string]any)
			if h, ok := d["date_histogram"].(map[string]any); ok {
				step, err := time.ParseDuration(h["fixed_interval"].(string))
				if err != nil || h["field"] != "@timestamp" || len(h) != 2 {
					f.t.Errorf("steps %v", h)
				}
				sources = append(sources, source{name, func(d doc) any { return d.at.Truncate(step).UnixMilli() }})
				continue
			}
			t := d["terms"].(map[string]any)
			field := t["field"].(string)
			if t["missing_bucket"] != true || f.types[field] == "" || strings.Contains(f.types[field], "text") {
				f.t.Errorf("terms %v", t)
			}
			sources = append(sources, source{name, func(d doc) any { return d.fields[field] }})
		}
	}
	groups := map[string][]doc{}
	keys := map[string]map[string]any{}
	var order []string
	for _, d := range found {
		key := map[string]any{}
		var sortable strings.Builder
		for _, s := range sources {
			v := s.of(d)
			key[s.name] = v
			fmt.Fprintf(&sortable, "%v\x00", v)
		}
		k := sortable.String()
		if keys[k] == nil {
			keys[k] = key
			order = append(order, k)
		}
		groups[k] = append(groups[k], d)
	}
	slices.Sort(order)
	size := f.integer(c["size"])
	if f.most > 0 {
		size = min(size, f.most)
	}
	if after, ok := c["after"]; ok {
		i := slices.IndexFunc(order, func(k string) bool { return fmt.Sprint(keys[k]) == fmt.Sprint(after) })
		if i < 0 {
			f.t.Errorf("after %v, which is no key", after)
		}
		order = order[i+1:]
	}
	buckets := []any{}
	answer := map[string]any{}
	for _, k := range order[:min(size, len(order))] {
		b := f.aggregate(sub, groups[k])
		b["key"], b["doc_count"] = keys[k], len(groups[k])
		buckets = append(buckets, b)
		answer["after_key"] = keys[k]
	}
	answer["buckets"] = buckets
	return answer
}
