package cloudwatchlogs

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

// Queries in the language of Logs Insights: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html

// base names the fields, and keeps the lines of a window that q fits. What a query's own bounds cannot say, which are seconds with both ends in, is
// said by a filter.
func (e *engine) base(w event.Window, q logs.Query) string {
	fields := "fields toMillis(@timestamp) as at, coalesce(" + strings.Join(e.levels, ", ") + ") as lvl"
	if len(e.levels) == 1 {
		fields = "fields toMillis(@timestamp) as at, " + e.levels[0] + " as lvl"
	}
	if e.config.Service != "" {
		fields += ", " + e.config.Service + " as svc"
	}
	stages := []string{fields, fmt.Sprintf("filter toMillis(@timestamp) >= %d and toMillis(@timestamp) < %d", millis(w.From), millis(w.To))}
	for _, c := range e.conditions(q) {
		stages = append(stages, "filter "+c)
	}
	return strings.Join(stages, "\n| ")
}

// conditions are what lines must meet.
func (e *engine) conditions(q logs.Query) []string {
	var all []string
	if e.config.Query != "" {
		all = append(all, "("+e.config.Query+")")
	}
	if len(q.Services) > 0 && e.config.Service != "" {
		all = append(all, one("svc", q.Services))
	}
	if len(q.Said) > 0 {
		all = append(all, saying(q.Said))
	}
	if len(q.Words) > 0 {
		parts := make([]string, len(q.Words))
		for i, w := range q.Words {
			parts[i] = logs.AsWritten(w)
		}
		all = append(all, like("(?s)"+strings.Join(parts, ".*")))
	}
	if len(q.Any) > 0 {
		ways := make([]string, len(q.Any))
		for i, w := range q.Any {
			ways[i] = logs.AsWritten(w)
		}
		all = append(all, like("(?i)"+strings.Join(ways, "|")))
	}
	return all
}

// like is a condition that the text of a line has a pattern.
func like(pattern string) string { return "@message like " + regex(pattern) }

// slash is one in a pattern that is not escaped yet.
var slash = regexp.MustCompile(`\\.|/`)

// regex is a pattern between slashes.
func regex(pattern string) string {
	return "/" + slash.ReplaceAllStringFunc(pattern, func(s string) string {
		if s == "/" {
			return `\/`
		}
		return s
	}) + "/"
}

// one is a condition that a field has one of the values; "" is that it has none.
func one(field string, values []string) string {
	var quoted []string
	for _, v := range slices.Sorted(slices.Values(values)) {
		if v != "" {
			quoted = append(quoted, strconv.Quote(v))
		}
	}
	var ways []string
	if len(quoted) > 0 {
		ways = append(ways, field+" in ["+strings.Join(quoted, ", ")+"]")
	}
	if len(quoted) < len(values) {
		ways = append(ways, "isblank("+field+")")
	}
	return "(" + strings.Join(ways, " or ") + ")"
}

// saying is a condition that a line says one of these things of itself.
func saying(said []logs.Said) string {
	var ways, plain []string
	for _, s := range said {
		other := logs.Said{Level: s.Level, Failing: !s.Failing}
		switch {
		case !logs.Doubtful(s.Level), slices.Contains(said, other) && s.Failing:
			plain = append(plain, s.Level)
		case slices.Contains(said, other):
		case s.Failing:
			ways = append(ways, "("+one("lvl", []string{s.Level})+" and "+like(logs.Failures)+")")
		default:
			ways = append(ways, "("+one("lvl", []string{s.Level})+" and @message not like "+regex(logs.Failures)+")")
		}
	}
	if len(plain) > 0 {
		ways = append(ways, one("lvl", plain))
	}
	return "(" + strings.Join(ways, " or ") + ")"
}

// by is what lines are counted by.
func (e *engine) by() string {
	if e.config.Service != "" {
		return "svc, lvl"
	}
	return "@log, lvl"
}

const counting = "stats count(*) as n, sum(@message like %s) as failing, min(toMillis(@timestamp)) as first, max(toMillis(@timestamp)) as last by %s"

// total counts lines by service and level.
func (e *engine) total(w event.Window, q logs.Query) string {
	return e.base(w, q) + "\n| " + fmt.Sprintf(counting, regex(logs.Failures), e.by()) + fmt.Sprintf("\n| limit %d", maxRows)
}

// rates counts lines by step, service and level. Steps lie on the grid of the epoch.
func (e *engine) rates(w event.Window, q logs.Query, step time.Duration) string {
	bin := fmt.Sprintf("bin(%dms) as start, ", step.Milliseconds())
	if step%time.Second == 0 {
		bin = fmt.Sprintf("bin(%ds) as start, ", step/time.Second)
	}
	return e.base(w, q) + "\n| " + fmt.Sprintf(counting, regex(logs.Failures), bin+e.by()) + fmt.Sprintf("\n| limit %d", maxRows)
}

// lines fetches the first n lines, or the last.
func (e *engine) lines(w event.Window, q logs.Query, n int) string {
	order := "asc"
	if q.Last {
		order = "desc"
	}
	return e.base(w, q) + fmt.Sprintf("\n| fields @message, @log\n| sort @timestamp %s\n| limit %d", order, n)
}

// millis is the first millisecond since 1970 that is not before an instant.
func millis(t time.Time) int64 {
	ms := t.UnixMilli()
	if time.UnixMilli(ms).Before(t) {
		ms++
	}
	return ms
}

// floor is the last instant of the absolute grid that is not after t.
func floor(t time.Time, step time.Duration) time.Time {
	ns := t.UnixNano()
	return time.Unix(0, ns-((ns%int64(step))+int64(step))%int64(step)).UTC()
}
