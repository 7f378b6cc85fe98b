package loki

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
)

// logQL is a query for lines: {matchers} pipeline.
type logQL struct {
	matchers string
	pipeline string
	given    bool // by the settings
}

var labelName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// parse takes the settings' query apart. The error is a *live.SettingError.
func parse(text string) (logQL, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return logQL{}, nil
	}
	wrong := func(why string) (logQL, error) {
		return logQL{}, &live.SettingError{Key: "query", Text: why, Hint: `query: '{namespace="shop"}'`}
	}
	if text[0] != '{' {
		return wrong("it is no query for lines: a stream selector in braces comes first")
	}
	end := closing(text)
	if end < 0 {
		return wrong("its stream selector has no end")
	}
	q := logQL{strings.Trim(strings.TrimSpace(text[1:end]), ", "), strings.TrimSpace(text[end+1:]), true}
	if q.matchers == "" {
		return wrong("its stream selector is empty, which Loki does not take")
	}
	if q.pipeline != "" && q.pipeline[0] != '|' && q.pipeline[0] != '!' {
		return wrong("after its stream selector comes neither a filter nor a pipeline")
	}
	return q, nil
}

// closing is where the brace that text begins with is closed, outside of strings; -1 if it is not.
func closing(text string) int {
	var quote byte
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case quote == '"' && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '`':
			quote = c
		case c == '}':
			return i
		}
	}
	return -1
}

// selector is the streams, with further matchers.
func (q logQL) selector(more ...string) string {
	all := more
	if q.given || len(more) == 0 { // a matcher for all is of no use beside another
		all = append([]string{q.matchers}, more...)
	}
	return "{" + strings.Join(all, ", ") + "}"
}

// with is the query with further stages at its end.
func (q logQL) with(stages ...string) string { return q.within(nil, stages...) }

// within is the query with further matchers, and further stages at its end.
func (q logQL) within(matchers []string, stages ...string) string {
	parts := []string{q.selector(matchers...)}
	between := " "
	if q.pipeline != "" {
		parts = append(parts, q.pipeline)
	}
	if strings.Contains(q.pipeline, "#") { // it may end with a comment
		between = "\n"
	}
	return strings.Join(append(parts, stages...), between)
}

// nothing is what says of a label that it states nothing: Loki's word for a level that it did not find is "unknown", and for a service "unknown_service".
const nothing = `(unknown|unknown_service)?`

func states(value string) bool {
	return value != "" && value != "unknown" && value != "unknown_service"
}

// one is a condition that the first label of these that states something has one of the values; "" is that none states anything.
func one(labels, values []string) string {
	var ways []string
	values = slices.Sorted(slices.Values(values))
	some := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	for i, l := range labels {
		if len(some) > 0 {
			ways = append(ways, all(append(silent(labels[:i]), l+anyOf(some))))
		}
	}
	if len(some) < len(values) {
		ways = append(ways, all(silent(labels)))
	}
	if len(ways) == 1 {
		return ways[0]
	}
	return "(" + strings.Join(ways, " or ") + ")"
}

// all is several conditions as one.
func all(terms []string) string {
	if len(terms) == 1 {
		return terms[0]
	}
	return "(" + strings.Join(terms, " and ") + ")"
}

// silent are the conditions that none of the labels states anything.
func silent(labels []string) []string {
	var terms []string
	for _, l := range labels {
		terms = append(terms, l+"=~"+strconv.Quote(nothing))
	}
	return terms
}

// anyOf is the rest of a condition that a label has one of the values. Loki's patterns of labels fit a value as a whole.
func anyOf(values []string) string {
	if len(values) == 1 {
		return "=" + strconv.Quote(values[0])
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = regexp.QuoteMeta(v)
	}
	return "=~" + strconv.Quote(strings.Join(quoted, "|"))
}

// fits are the stages that keep lines with the words, in their order, and with any of the others. Loki finds a plain text much faster than a pattern, so
// that the longest word is asked for first.
func fits(words, others []string) []string {
	var stages, ordered []string
	var longest string
	for _, w := range words {
		p := logs.AsWritten(w)
		if ordered = append(ordered, p); p == regexp.QuoteMeta(w) && len(w) > len(longest) {
			longest = w
		}
	}
	if longest != "" {
		stages = append(stages, "|= "+strconv.Quote(longest))
	}
	if len(ordered) > 1 || len(ordered) == 1 && longest == "" {
		stages = append(stages, "|~ "+strconv.Quote("(?s)"+strings.Join(ordered, ".*")))
	}
	if len(others) > 0 {
		ways := make([]string, len(others))
		for i, w := range others {
			ways[i] = logs.AsWritten(w)
		}
		stages = append(stages, "|~ "+strconv.Quote("(?i)"+strings.Join(ways, "|")))
	}
	return stages
}

// ways are the queries that together are for the lines that q fits, each line in one of them: whether lines speak of a failure by their words is a
// question to those alone that state no level, or a warning.
func (e *engine) ways(q logs.Query) []string {
	var matchers, stages []string
	switch {
	case len(q.Services) == 0:
	case len(e.services) == 1 && e.isStream(e.services[0]) && !slices.Contains(q.Services, ""):
		matchers = append(matchers, e.services[0]+anyOf(slices.Sorted(slices.Values(q.Services))))
	default:
		stages = append(stages, "| "+one(e.services, q.Services))
	}
	stages = append(fits(q.Words, q.Any), stages...)
	if len(q.Said) == 0 {
		return []string{e.query.within(matchers, stages...)}
	}
	stages = slices.Clip(stages)
	var ways []string
	for _, g := range groups(q.Said) {
		more := append(stages, "| "+one(e.levels, g.levels))
		if g.words != "" {
			more = append(more, g.words)
		}
		ways = append(ways, e.query.within(matchers, more...))
	}
	return ways
}

// group is levels, and what is asked of the words of lines that state one of them.
type group struct {
	levels []string
	words  string // a stage; "" is that nothing is asked
}

// The stages that keep lines whose words say that something failed, and those whose words do not. The short expression, which fits more, is much faster
// than the exact one, and what people are told.
var (
	short   = "|~ `" + logs.Failures + "`"
	failing = short + " |~ `" + logs.FailureWords + "`"
	well    = "!~ `" + logs.FailureWords + "`"
)

// legible is a query with short expressions for long ones.
func legible(query string) string {
	return strings.ReplaceAll(strings.ReplaceAll(query, failing, short), well, "!"+short[1:])
}

// groups puts together what is asked for in the same way.
func groups(said []logs.Said) []group {
	both, bad, good := group{}, group{words: failing}, group{words: well}
	for _, s := range said {
		other := logs.Said{Level: s.Level, Failing: !s.Failing}
		switch {
		case !logs.Doubtful(s.Level):
			both.levels = append(both.levels, s.Level)
		case slices.Contains(said, other):
			if s.Failing {
				both.levels = append(both.levels, s.Level)
			}
		case s.Failing:
			bad.levels = append(bad.levels, s.Level)
		default:
			good.levels = append(good.levels, s.Level)
		}
	}
	return slices.DeleteFunc([]group{both, bad, good}, func(g group) bool { return len(g.levels) == 0 })
}

// counted counts the lines of a query by labels, in each step. See the package's comment for the offset.
func counted(query string, step, offset time.Duration, labels []string) string {
	return "sum by (" + strings.Join(labels, ", ") + ") (count_over_time(" + query + " [" + duration(step) + "] offset " + duration(offset) + "))"
}

// duration is a length of time as LogQL has it.
func duration(d time.Duration) string {
	switch {
	case d%time.Second == 0:
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	case d%time.Millisecond == 0:
		return strconv.FormatInt(int64(d/time.Millisecond), 10) + "ms"
	}
	return strconv.FormatInt(int64(d), 10) + "ns"
}
