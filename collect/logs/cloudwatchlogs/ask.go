package cloudwatchlogs

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	insights "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// row is one of an answer, by the names of its fields.
type row map[string]string

// batch is how many log groups a query takes.
const batch = 50

// ask runs a query over the log groups that it is about, and returns its rows.
func (e *engine) ask(ctx context.Context, w event.Window, q logs.Query, query string) ([]row, error) {
	var all []row
	for groups := range slices.Chunk(e.about(q), batch) {
		rows, err := e.run(ctx, w, groups, query)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// about is the log groups that a question is about: those of its services, if log groups are services.
func (e *engine) about(q logs.Query) []string {
	if len(q.Services) == 0 || e.config.Service != "" {
		return e.groups
	}
	var groups []string
	for _, s := range q.Services {
		if g, ok := e.services[s]; ok && !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	return groups
}

// run starts a query and waits until it is done. If nobody waits any more, it is stopped: it would go on, and cost, by itself.
func (e *engine) run(ctx context.Context, w event.Window, groups []string, query string) ([]row, error) {
	if e.scanned >= float64(e.config.MaxGB)*gigabyte {
		return nil, &httpx.Error{
			Request: "CloudWatch Logs StartQuery", Cause: fmt.Sprintf("%.1f GB were scanned, and max_gb: is %d", e.scanned/gigabyte, e.config.MaxGB),
			Fix: "ask for a shorter window or fewer log groups, or raise max_gb:, which AWS bills",
		}
	}
	from, to := w.From.Unix(), w.To.Add(time.Second-1).Unix() // whole seconds; the query's own filter is exact
	out, err := e.api.StartQuery(ctx, &insights.StartQueryInput{LogGroupNames: groups, QueryString: &query, StartTime: &from, EndTime: &to})
	if err != nil {
		return nil, e.client.Error(ctx, err)
	}
	if out.QueryId == nil || *out.QueryId == "" {
		return nil, e.strange("a query without an id")
	}
	e.started++
	res, err := e.wait(ctx, *out.QueryId)
	if err != nil {
		e.stop(ctx, *out.QueryId)
		return nil, err
	}
	if res.Statistics != nil && res.Statistics.BytesScanned > 0 {
		e.scanned += res.Statistics.BytesScanned
	}
	rows := make([]row, len(res.Results))
	for i, fields := range res.Results {
		rows[i] = row{}
		for _, f := range fields {
			if f.Field != nil && f.Value != nil {
				rows[i][*f.Field] = *f.Value
			}
		}
	}
	return rows, nil
}

// How often it is asked whether a query is done: nothing is done sooner, and GetQueryResults may be called five times a second.
const (
	firstPause = 250 * time.Millisecond
	lastPause  = 3 * time.Second
)

func (e *engine) wait(ctx context.Context, id string) (*insights.GetQueryResultsOutput, error) {
	pause := cmp.Or(e.env.Pause, firstPause)
	for {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(pause):
		}
		out, err := e.api.GetQueryResults(ctx, &insights.GetQueryResultsInput{QueryId: &id})
		if err != nil {
			return nil, e.client.Error(ctx, err)
		}
		switch out.Status {
		case types.QueryStatusComplete:
			return out, nil
		case types.QueryStatusScheduled, types.QueryStatusRunning:
		case types.QueryStatusTimeout:
			return nil, &httpx.Error{Request: "CloudWatch Logs GetQueryResults", Cause: "the query did not finish within an hour", Fix: "ask for a shorter window or fewer log groups"}
		default:
			return nil, &httpx.Error{
				Request: "CloudWatch Logs GetQueryResults", Cause: "the query ended as " + plain.Line(strconv.Quote(string(out.Status)), 40), Fix: "run it again; if it stays so, paste the query into the console, which says why",
			}
		}
		pause = min(pause*3/2, lastPause)
	}
}

// stop stops a query, whoever waits.
func (e *engine) stop(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_, _ = e.api.StopQuery(ctx, &insights.StopQueryInput{QueryId: &id}) // it may have ended by itself
}

func (e *engine) strange(what string) error {
	return &httpx.Error{
		Request: "CloudWatch Logs GetQueryResults", Cause: "the answer is not one to the query: " + what, Fix: "see whether url: is the service's own endpoint, or leave it out",
	}
}

// counts is what a row counts.
type counts struct {
	n, failing  uint64
	first, last time.Time
}

func (r row) count() (counts, error) {
	var c counts
	var err error
	if c.n, err = r.number("n"); err != nil {
		return c, err
	}
	if c.failing, err = r.number("failing"); err != nil || c.failing > c.n {
		return c, errRow("failing", r["failing"])
	}
	if c.first, err = r.instant("first"); err != nil {
		return c, err
	}
	c.last, err = r.instant("last")
	return c, err
}

func errRow(name, value string) error {
	return &httpx.Error{
		Request: "CloudWatch Logs GetQueryResults", Cause: fmt.Sprintf("the answer is not one to the query: %s is %s", name, plain.Line(strconv.Quote(value), 40)),
		Fix: "see whether url: is the service's own endpoint, or leave it out",
	}
}

// number is a count, which may be written with an exponent.
func (r row) number(name string) (uint64, error) {
	n, err := strconv.ParseFloat(r[name], 64)
	if err != nil || n < 0 || n > 1<<53 || n != math.Trunc(n) {
		return 0, errRow(name, r[name])
	}
	return uint64(n), nil
}

// instant is a time in milliseconds since 1970.
func (r row) instant(name string) (time.Time, error) {
	ms, err := r.number(name)
	if err != nil || ms > math.MaxInt64/uint64(time.Millisecond) {
		return time.Time{}, errRow(name, r[name])
	}
	return time.UnixMilli(int64(ms)).UTC(), nil
}

// group is the log group of a row: @log is ACCOUNT:NAME.
func (r row) group() string {
	if account, name, ok := strings.Cut(r["@log"], ":"); ok && strings.Trim(account, "0123456789") == "" {
		return name
	}
	return r["@log"]
}

// tally is bins by service, what is said, and step.
type tally map[key]*logs.Bin

type key struct {
	service string
	said    logs.Said
	start   int64 // in nanoseconds since 1970
}

func (t tally) add(k key, n uint64, first, last time.Time) {
	if n == 0 {
		return
	}
	b := t[k]
	if b == nil {
		t[k] = &logs.Bin{Service: k.service, Said: k.said, Start: time.Unix(0, k.start).UTC(), First: first, Last: last, N: n}
		return
	}
	b.N += n
	if first.IsZero() || b.First.IsZero() { // of one part it is not known
		b.First, b.Last = time.Time{}, time.Time{}
		return
	}
	if first.Before(b.First) {
		b.First = first
	}
	if last.After(b.Last) {
		b.Last = last
	}
}

func (t tally) list() []logs.Bin {
	var bins []logs.Bin
	for _, b := range t {
		bins = append(bins, *b)
	}
	slices.SortFunc(bins, func(a, b logs.Bin) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Level, b.Level), strings.Compare(strconv.FormatBool(a.Failing), strconv.FormatBool(b.Failing)))
	})
	return bins
}
