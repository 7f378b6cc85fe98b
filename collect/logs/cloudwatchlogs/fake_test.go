package cloudwatchlogs_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/live/aws/awstest"
)

// fake is CloudWatch Logs in memory. It evaluates the queries that this package sends, as the documentation of Logs Insights has them, and fails the
// test at any other.
type fake struct {
	t      testing.TB
	groups []string
	events []logEvent // in order of time
	most   int        // rows of an answer; 0 is 10,000
	slow   int        // how often a query is still running when its results are asked for
	status string     // what a query ends as; "" is Complete
	bytes  float64    // that each query scans
	hook   func(w http.ResponseWriter, action string) bool

	mu      sync.Mutex
	queries []startQuery
	asked   map[string]int
	stopped []string
}

type logEvent struct {
	at     time.Time
	group  string
	text   string
	fields map[string]string // that Logs Insights finds in it
}

type startQuery struct {
	LogGroupNames      []string
	QueryString        string
	StartTime, EndTime int64
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	action, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "Logs_20140328.")
	if !ok || r.Method != http.MethodPost {
		f.t.Errorf("%s %s, target %q", r.Method, r.URL, r.Header.Get("X-Amz-Target"))
	}
	if f.hook != nil && f.hook(w, action) {
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	f.mu.Lock()
	defer f.mu.Unlock()
	switch action {
	case "DescribeLogGroups":
		f.describe(w, r)
	case "StartQuery":
		f.start(w, r)
	case "GetQueryResults":
		f.results(w, r)
	case "StopQuery":
		var in struct {
			QueryID string `json:"queryId"`
		}
		f.decode(r, &in)
		f.stopped = append(f.stopped, in.QueryID)
		fmt.Fprint(w, `{"success":true}`)
	default:
		f.t.Errorf("asked for %s", action)
	}
}

func (f *fake) decode(r *http.Request, into any) {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		f.t.Error(err)
	}
}

// describe gives two log groups at a time.
func (f *fake) describe(w http.ResponseWriter, r *http.Request) {
	var in struct{ LogGroupNamePrefix, NextToken string }
	f.decode(r, &in)
	var names []string
	for _, g := range f.groups {
		if strings.HasPrefix(g, in.LogGroupNamePrefix) {
			names = append(names, g)
		}
	}
	from, _ := strconv.Atoi(in.NextToken)
	groups := []any{}
	for _, n := range names[min(from, len(names)):min(from+2, len(names))] {
		groups = append(groups, map[string]any{"logGroupName": n, "creationTime": 1700000000000, "storedBytes": 1})
	}
	out := map[string]any{"logGroups": groups}
	if from+2 < len(names) {
		out["nextToken"] = strconv.Itoa(from + 2)
	}
	json.NewEncoder(w).Encode(out)
}

func (f *fake) start(w http.ResponseWriter, r *http.Request) {
	var in startQuery
	f.decode(r, &in)
	if len(in.LogGroupNames) == 0 || len(in.LogGroupNames) > 50 || len(in.QueryString) > 10_000 {
		awstest.Fail(400, "InvalidParameterException", "too many log groups").ServeHTTP(w, r)
		return
	}
	for _, g := range in.LogGroupNames {
		if !slices.Contains(f.groups, g) {
			awstest.Fail(400, "ResourceNotFoundException", "Log group '"+g+"' does not exist").ServeHTTP(w, r)
			return
		}
	}
	f.queries = append(f.queries, in)
	fmt.Fprintf(w, `{"queryId":"q%d"}`, len(f.queries)-1)
}

func (f *fake) results(w http.ResponseWriter, r *http.Request) {
	var in struct {
		QueryID string `json:"queryId"`
	}
	f.decode(r, &in)
	if f.asked == nil {
		f.asked = map[string]int{}
	}
	f.asked[in.QueryID]++
	n, err := strconv.Atoi(strings.TrimPrefix(in.QueryID, "q"))
	if err != nil || n >= len(f.queries) {
		f.t.Errorf("query %q", in.QueryID)
		return
	}
	if f.asked[in.QueryID] <= f.slow {
		fmt.Fprintf(w, `{"results":[],"status":%q}`, []string{"Scheduled", "Running"}[min(f.asked[in.QueryID]-1, 1)])
		return
	}
	status := f.status
	if status == "" {
		status = "Complete"
	}
	rows := f.evaluate(f.queries[n])
	json.NewEncoder(w).Encode(map[string]any{
		"results": rows, "status": status, "queryLanguage": "CWLI", "statistics": map[string]any{"recordsMatched": len(rows), "recordsScanned": len(f.events), "bytesScanned": f.bytes},
	})
}

type cell struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// Queries as this package writes them, stage by stage.
var (
	fieldsStage = regexp.MustCompile(`^fields toMillis\(@timestamp\) as at, (?:coalesce\(([a-z., ]+)\)|([a-z.]+)) as lvl(?:, ([a-z.]+) as svc)?$`)
	spanStage   = regexp.MustCompile(`^filter toMillis\(@timestamp\) >= (\d+) and toMillis\(@timestamp\) < (\d+)$`)
	statsStage  = regexp.MustCompile(`^stats count\(\*\) as n, sum\(@message like /(.+)/\) as failing, min\(toMillis\(@timestamp\)\) as first, max\(toMillis\(@timestamp\)\) as last by (?:bin\((\d+m?s)\) as start, )?(@log|svc), lvl$`)
	sortStage   = regexp.MustCompile(`^sort @timestamp (asc|desc)$`)
	limitStage  = regexp.MustCompile(`^limit (\d+)$`)
)

func (f *fake) evaluate(q startQuery) [][]cell {
	stages := strings.Split(q.QueryString, "\n| ")
	names := fieldsStage.FindStringSubmatch(stages[0])
	if names == nil {
		f.t.Errorf("no query that is known: %s", stages[0])
		return nil
	}
	levels := strings.Split(names[1]+names[2], ", ")
	var found []logEvent
	for _, e := range f.events {
		// Both ends of a query's own bounds are in, in seconds.
		if slices.Contains(q.LogGroupNames, e.group) && e.at.Unix() >= q.StartTime && !e.at.After(time.Unix(q.EndTime, 0)) {
			found = append(found, e)
		}
	}
	value := func(e logEvent, name string) string {
		switch name {
		case "lvl":
			for _, l := range levels {
				if e.fields[l] != "" {
					return e.fields[l]
				}
			}
			return ""
		case "svc":
			return e.fields[names[3]]
		}
		f.t.Errorf("the field %s", name)
		return ""
	}
	descending, limit := false, 0
	var stats []string
	for _, s := range stages[1:] {
		switch {
		case spanStage.MatchString(s):
			m := spanStage.FindStringSubmatch(s)
			from, _ := strconv.ParseInt(m[1], 10, 64)
			to, _ := strconv.ParseInt(m[2], 10, 64)
			found = slices.DeleteFunc(found, func(e logEvent) bool { return e.at.UnixMilli() < from || e.at.UnixMilli() >= to })
		case strings.HasPrefix(s, "filter "):
			p := &condition{t: f.t, text: strings.TrimPrefix(s, "filter "), value: value}
			match := p.or()
			p.end()
			found = slices.DeleteFunc(found, func(e logEvent) bool { return !match(e) })
		case statsStage.MatchString(s):
			stats = statsStage.FindStringSubmatch(s)
		case sortStage.MatchString(s):
			descending = strings.HasSuffix(s, "desc")
		case limitStage.MatchString(s):
			limit, _ = strconv.Atoi(strings.TrimPrefix(s, "limit "))
		case s == "fields @message, @log":
		default:
			f.t.Errorf("no stage that is known: %s", s)
		}
	}
	if limit < 1 || limit > 10_000 {
		f.t.Errorf("limit %d", limit)
	}
	if f.most > 0 {
		limit = min(limit, f.most)
	}
	if stats != nil {
		rows := f.stats(stats, found, value)
		return rows[:min(limit, len(rows))]
	}
	if descending {
		slices.Reverse(found)
	}
	rows := [][]cell{}
	for i, e := range found[:min(limit, len(found))] {
		r := []cell{{"at", float(e.at)}, {"@message", e.text}, {"@log", "123456789012:" + e.group}, {"@ptr", fmt.Sprintf("%d-%d-%s", e.at.UnixNano(), i*0, e.text)}}
		for _, name := range []string{"lvl", "svc"} {
			if name == "svc" && names[3] == "" {
				continue
			}
			if v := value(e, name); v != "" {
				r = append(r, cell{name, v})
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// float is a number as Logs Insights writes large ones.
func float(at time.Time) string { return strconv.FormatFloat(float64(at.UnixMilli()), 'E', -1, 64) }

func (f *fake) stats(stage []string, found []logEvent, value func(logEvent, string) string) [][]cell {
	failing := regexp.MustCompile(strings.ReplaceAll(stage[1], `\/`, "/"))
	type group struct {
		by          []cell
		n, failing  int
		first, last time.Time
	}
	groups := map[string]*group{}
	var order []string
	for _, e := range found {
		var by []cell
		if stage[2] != "" {
			step, err := time.ParseDuration(stage[2])
			if err != nil {
				f.t.Error(err)
			}
			by = append(by, cell{"start", e.at.Truncate(step).UTC().Format("2006-01-02 15:04:05.000")})
		}
		if stage[3] == "@log" {
			by = append(by, cell{"@log", "123456789012:" + e.group})
		} else if v := value(e, "svc"); v != "" {
			by = append(by, cell{"svc", v})
		}
		if v := value(e, "lvl"); v != "" {
			by = append(by, cell{"lvl", v})
		}
		k := fmt.Sprint(by)
		g := groups[k]
		if g == nil {
			g = &group{by: by, first: e.at}
			groups[k] = g
			order = append(order, k)
		}
		g.n++
		g.last = e.at
		if failing.MatchString(e.text) {
			g.failing++
		}
	}
	rows := [][]cell{}
	for _, k := range order {
		g := groups[k]
		rows = append(rows, append(slices.Clone(g.by), cell{"n", strconv.Itoa(g.n)}, cell{"failing", strconv.Itoa(g.failing)}, cell{"first", float(g.first)}, cell{"last", float(g.last)}))
	}
	return rows
}

// condition reads what follows filter.
type condition struct {
	t     testing.TB
	text  string
	value func(logEvent, string) string
}

func (p *condition) take(token string) bool {
	p.text = strings.TrimLeft(p.text, " ")
	rest, ok := strings.CutPrefix(p.text, token)
	if ok {
		p.text = rest
	}
	return ok
}

func (p *condition) end() {
	if strings.TrimSpace(p.text) != "" {
		p.t.Errorf("no condition that is known: %s", p.text)
	}
}

func (p *condition) match(re string) string {
	p.text = strings.TrimLeft(p.text, " ")
	m := regexp.MustCompile("^(?:" + re + ")").FindString(p.text)
	p.text = p.text[len(m):]
	return m
}

func (p *condition) or() func(logEvent) bool {
	left := p.and()
	for p.take("or ") {
		l, r := left, p.and()
		left = func(e logEvent) bool { return l(e) || r(e) }
	}
	return left
}

func (p *condition) and() func(logEvent) bool {
	left := p.term()
	for p.take("and ") {
		l, r := left, p.term()
		left = func(e logEvent) bool { return l(e) && r(e) }
	}
	return left
}

func (p *condition) term() func(logEvent) bool {
	switch {
	case p.take("("):
		c := p.or()
		if !p.take(")") {
			p.t.Errorf("no end at %s", p.text)
		}
		return c
	case p.take("isblank("):
		name := p.match(`[a-z]+`)
		p.take(")")
		return func(e logEvent) bool { return p.value(e, name) == "" }
	case p.take("@message "):
		not := p.take("not ")
		if !p.take("like ") {
			p.t.Errorf("no pattern at %s", p.text)
		}
		quoted := p.match(`/(?:[^/\\]|\\.)+/`)
		re := regexp.MustCompile(strings.ReplaceAll(strings.Trim(quoted, "/"), `\/`, "/"))
		return func(e logEvent) bool { return re.MatchString(e.text) != not }
	case p.take(`env = "shop"`):
		return func(e logEvent) bool { return e.fields["env"] == "shop" }
	}
	name := p.match(`[a-z]+`)
	if !p.take("in [") {
		p.t.Errorf("no condition that is known at %s", p.text)
		p.text = ""
		return func(logEvent) bool { return false }
	}
	var values []string
	for !p.take("]") && p.text != "" {
		v, err := strconv.Unquote(p.match(`"(?:[^"\\]|\\.)*"`))
		if err != nil {
			p.t.Errorf("no text at %s", p.text)
			p.text = ""
		}
		values = append(values, v)
		p.take(",")
	}
	return func(e logEvent) bool { return slices.Contains(values, p.value(e, name)) }
}
