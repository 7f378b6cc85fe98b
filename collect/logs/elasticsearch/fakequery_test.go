package elasticsearch_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

type matcher func(doc) bool

func (f *fake) list(v any) []matcher {
	var all []matcher
	for _, q := range v.([]any) {
		all = append(all, f.compile(q))
	}
	return all
}

// named are the parts of a question that have a name.
func (f *fake) named(q any) map[string]matcher {
	all := map[string]matcher{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, i := range v {
				walk(i)
			}
		case map[string]any:
			if name, ok := v["_name"].(string); ok {
				all[name] = f.compile(map[string]any{"bool": v})
			}
			for _, i := range v {
				walk(i)
			}
		}
	}
	walk(q)
	return all
}

func (f *fake) compile(q any) matcher {
	never := func(doc) bool { return false }
	o, ok := q.(map[string]any)
	if !ok || len(o) != 1 {
		f.t.Errorf("no question: %v", q)
		return never
	}
	for kind, def := range o {
		d := def.(map[string]any)
		switch kind {
		case "bool":
			return f.boolean(d)
		case "match_none":
			return never
		case "range":
			return f.span(d)
		case "query_string":
			if d["query"] != "namespace:shop" {
				f.t.Errorf("query %v", d)
			}
			return func(d doc) bool { return d.fields["namespace"] == "shop" }
		case "exists":
			field := f.field(d["field"].(string))
			return func(d doc) bool { return d.fields[field] != nil }
		}
		for name, v := range d {
			return f.leaf(kind, f.field(name), v)
		}
	}
	return never
}

func (f *fake) field(name string) string {
	if f.types[name] == "" {
		f.t.Errorf("the field %s, which is not there", name)
	}
	return name
}

func (f *fake) boolean(d map[string]any) matcher {
	var filter, not, should []matcher
	least := 1
	for k, v := range d {
		switch k {
		case "filter":
			filter = f.list(v)
		case "must_not":
			not = f.list(v)
		case "should":
			should = f.list(v)
		case "minimum_should_match":
			least = f.integer(v)
		case "_name":
		default:
			f.t.Errorf("bool with %s", k)
		}
	}
	return func(d doc) bool {
		fits := func(m matcher) bool { return m(d) }
		if slices.ContainsFunc(not, fits) || slices.ContainsFunc(filter, func(m matcher) bool { return !m(d) }) {
			return false
		}
		return len(should) == 0 || least == 0 || slices.ContainsFunc(should, fits)
	}
}

// span is a range of times. A time in milliseconds has its bounds rounded down to them.
func (f *fake) span(d map[string]any) matcher {
	r, ok := d["@timestamp"].(map[string]any)
	if !ok || len(r) != 3 {
		f.t.Errorf("range %v", d)
		return func(doc) bool { return false }
	}
	parse := func(v any) time.Time {
		switch r["format"] {
		case "epoch_millis":
			return time.UnixMilli(int64(f.integer(v)))
		case "strict_date_optional_time_nanos":
			at, err := time.Parse(time.RFC3339Nano, v.(string))
			if err != nil {
				f.t.Error(err)
			}
			if f.types["@timestamp"] == "date" {
				at = at.Truncate(time.Millisecond)
			}
			return at
		}
		f.t.Errorf("range %v", d)
		return time.Time{}
	}
	from, to := parse(r["gte"]), parse(r["lt"])
	return func(d doc) bool { return !d.at.Before(from) && d.at.Before(to) }
}

// leaf is a question to one field.
func (f *fake) leaf(kind, name string, v any) matcher {
	text := func(d doc) string {
		if d.fields[name] == nil {
			return "\x00"
		}
		return fmt.Sprint(d.fields[name])
	}
	isText := strings.Contains(f.types[name], "text")
	if isText != strings.HasPrefix(kind, "match_phrase") {
		f.t.Errorf("%s of %s, which is of the type %s", kind, name, f.types[name])
	}
	switch kind {
	case "term":
		return func(d doc) bool { return text(d) == v }
	case "terms":
		return func(d doc) bool { return slices.Contains(v.([]any), any(text(d))) }
	case "match_phrase":
		words := tokens(v.(map[string]any)["query"].(string))
		return func(d doc) bool { return strings.Contains(d.words[name], words) }
	case "match_phrase_prefix":
		o := v.(map[string]any)
		words := tokens(o["query"].(string))
		if strings.TrimSpace(words) == "" {
			return func(doc) bool { return o["zero_terms_query"] == "all" }
		}
		words = strings.TrimSuffix(words, " ")
		return func(d doc) bool { return strings.Contains(d.words[name], words) }
	case "wildcard", "regexp":
		o := v.(map[string]any)
		pattern := o["value"].(string)
		if kind == "wildcard" {
			pattern = wild(pattern)
		}
		if o["case_insensitive"] == true {
			pattern = "(?i)" + pattern
		}
		re := regexp.MustCompile("(?s)^(?:" + pattern + ")$")
		return func(d doc) bool { return re.MatchString(text(d)) }
	}
	data, _ := json.Marshal(v)
	f.t.Errorf("a question that is not known: %s %s", kind, data)
	return func(doc) bool { return false }
}

func wild(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '*':
			b.WriteString(".*")
		case '?':
			b.WriteString(".")
		case '\\':
			i++
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		default:
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		}
	}
	return b.String()
}
