package elasticsearch

import (
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

// object is a part of a question, in the query language that both systems have:
// https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl.html
type object = map[string]any

// within keeps the lines of a window. The bounds of a time in milliseconds are rounded up, for the system would round them down: a line at a whole
// millisecond is before a bound just behind it.
func (e *engine) within(w event.Window) object {
	if e.fields.nanos {
		const layout = "2006-01-02T15:04:05.000000000Z"
		return object{"range": object{e.fields.time: object{
			"gte": w.From.UTC().Format(layout), "lt": w.To.UTC().Format(layout), "format": "strict_date_optional_time_nanos",
		}}}
	}
	return object{"range": object{e.fields.time: object{"gte": millis(w.From), "lt": millis(w.To), "format": "epoch_millis"}}}
}

// millis is the first millisecond since 1970 that is not before an instant.
func millis(t time.Time) int64 {
	ms := t.UnixMilli()
	if time.UnixMilli(ms).Before(t) {
		ms++
	}
	return ms
}

// filter keeps the lines of a window that q fits, of those that the settings mean.
func (e *engine) filter(w event.Window, q logs.Query) object {
	all := []any{e.within(w)}
	if e.config.Query != "" {
		all = append(all, object{"query_string": object{"query": e.config.Query}})
	}
	if len(q.Services) > 0 {
		all = append(all, one(e.fields.services, q.Services))
	}
	if len(q.Said) > 0 {
		all = append(all, e.saying(q.Said))
	}
	for _, w := range q.Words {
		all = append(all, e.holds(w, true))
	}
	if len(q.Words) > 1 && e.exact() {
		all = append(all, e.ordered(q.Words))
	}
	if len(q.Any) > 0 {
		var ways []any
		for _, w := range q.Any {
			ways = append(ways, e.holds(w, false))
		}
		all = append(all, either(ways))
	}
	return object{"bool": object{"filter": all}}
}

func either(ways []any) object {
	if len(ways) == 1 {
		if o, ok := ways[0].(object); ok {
			return o
		}
	}
	return object{"bool": object{"should": ways, "minimum_should_match": 1}}
}

// one keeps lines whose first field of these that there is has one of the values; "" is lines that have none of the fields.
func one(names, values []string) object {
	some := slices.DeleteFunc(slices.Sorted(slices.Values(values)), func(v string) bool { return v == "" })
	var ways []any
	for i, n := range names {
		if len(some) == 0 {
			break
		}
		found := object{"filter": []any{object{"terms": object{n: some}}}}
		if i > 0 {
			found["must_not"] = present(names[:i])
		}
		ways = append(ways, object{"bool": found})
	}
	if len(some) < len(values) {
		ways = append(ways, object{"bool": object{"must_not": present(names)}})
	}
	if len(ways) == 0 {
		return object{"match_none": object{}}
	}
	return either(ways)
}

// present are conditions that a line has one of the fields, with something in it.
func present(names []string) []any {
	all := []any{}
	for _, n := range names {
		all = append(all, object{"bool": object{"filter": []any{object{"exists": object{"field": n}}}, "must_not": []any{object{"term": object{n: ""}}}}})
	}
	return all
}

// saying keeps lines that say one of these things of themselves.
func (e *engine) saying(said []logs.Said) object {
	var ways []any
	var plain []string
	for _, s := range said {
		other := logs.Said{Level: s.Level, Failing: !s.Failing}
		switch {
		case !logs.Doubtful(s.Level), slices.Contains(said, other) && s.Failing:
			plain = append(plain, s.Level)
		case slices.Contains(said, other):
		case s.Failing:
			ways = append(ways, object{"bool": object{"filter": []any{one(e.fields.levels, []string{s.Level}), e.failing()}}})
		default:
			ways = append(ways, object{"bool": object{"filter": []any{one(e.fields.levels, []string{s.Level})}, "must_not": []any{e.failing()}}})
		}
	}
	if len(plain) > 0 {
		ways = append(ways, one(e.fields.levels, plain))
	}
	return either(ways)
}

// exact says whether letters are compared in all fields of messages.
func (e *engine) exact() bool {
	return !slices.ContainsFunc(e.fields.messages, func(f field) bool { return !f.exact })
}

// holds keeps lines with a part of a message. Letters are compared in their case if the part is meant as it is written.
func (e *engine) holds(part string, cased bool) object {
	var ways []any
	for _, f := range e.fields.messages {
		if f.exact {
			ways = append(ways, like(f.name, "*"+escaped(part)+"*", cased))
			continue
		}
		// A part without any word, such as an arrow, says nothing; the last word of it may go on, as that of "order" in "order17". A thousand words that
		// begin alike are looked at.
		ways = append(ways, object{"match_phrase_prefix": object{f.name: object{"query": part, "max_expansions": 1000, "zero_terms_query": "all"}}})
	}
	return either(ways)
}

// ordered keeps lines with parts in their order.
func (e *engine) ordered(parts []string) object {
	var pattern strings.Builder
	for _, p := range parts {
		pattern.WriteString("*" + escaped(p))
	}
	var ways []any
	for _, f := range e.fields.messages {
		ways = append(ways, like(f.name, pattern.String()+"*", true))
	}
	return either(ways)
}

func like(name, pattern string, cased bool) object {
	o := object{"value": pattern}
	if !cased {
		o["case_insensitive"] = true
	}
	return object{"wildcard": object{name: o}}
}

// escaped is a text in a pattern of wildcards. Before what JSON may escape, and in place of it, there may be anything.
func escaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '*', r == '?':
			b.WriteString(`\` + string(r))
		case r == '"', r == '/':
			b.WriteString("*" + string(r))
		case r == '\\', r == '<', r == '>', r == '&', r < ' ', r >= 0x7f:
			b.WriteByte('*')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// The words by which a line says that something failed, as near to logs.Failures as an index comes: words that an index made of a text; and in the
// expressions of Lucene, which fit a value as a whole.
var (
	failureWords = []string{
		"error", "errors", "err", "exception", "fatal", "panic", "traceback", "critical", "segfault", "refused", "unreachable", "unavailable", "failed",
		"failure", "failures", "timeout", "timed out", "crashed", "aborted", "oom", "out of memory",
	}
	failurePattern = "(.*[^A-Za-z0-9])?(" + strings.Join(failureWords, "|") + ")([^A-Za-z0-9].*)?|.*[A-Za-z](error|exception)([^A-Za-z0-9].*)?"
)

// nameFailing is how an answer tells that a line speaks of a failure.
const nameFailing = "failing"

// failing keeps lines whose words say that something failed.
func (e *engine) failing() object {
	var ways []any
	for _, f := range e.fields.messages {
		if f.exact {
			ways = append(ways, object{"regexp": object{f.name: object{"value": failurePattern, "case_insensitive": true}}})
			continue
		}
		for _, w := range failureWords {
			ways = append(ways, object{"match_phrase": object{f.name: object{"query": w}}})
		}
	}
	return object{"bool": object{"should": ways, "minimum_should_match": 1, "_name": nameFailing}}
}
