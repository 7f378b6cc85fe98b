package cloudwatchlogs

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"time"

	insights "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
)

// engine is Logs Insights as logs.Ask asks it. It is not for concurrent use.
type engine struct {
	*source
	api      *insights.Client
	groups   []string          // log groups
	services map[string]string // the log group of each service
	levels   []string          // fields
	since    time.Time         // when the oldest log group was made

	combinations int                          // of services and levels; 0 is not known
	known        map[event.Window]logs.Extent // what was counted: it costs as much as to count again
	started      int                          // queries
	scanned      float64
	notes        []string
	asked        live.Queries
}

// maxRows is how many rows a query yields at most: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html
const maxRows = 10_000

// Extent counts all lines, by service and level so that Rates knows how many rows to expect.
func (e *engine) Extent(ctx context.Context, w event.Window) (logs.Extent, error) {
	if x, ok := e.known[w]; ok {
		return x, nil
	}
	var x logs.Extent
	rows, err := e.ask(ctx, w, logs.Query{}, e.total(w, logs.Query{}))
	if err != nil {
		return x, err
	}
	e.combinations = max(len(rows), 1)
	for _, r := range rows {
		c, err := r.count()
		if err != nil {
			return x, err
		}
		x.N += c.n
		if x.First.IsZero() || c.first.Before(x.First) {
			x.First = c.first
		}
		if c.last.After(x.Last) {
			x.Last = c.last
		}
	}
	e.known = map[event.Window]logs.Extent{w: x}
	return x, nil
}

// Rates counts the lines by step, service and level, as many steps at once as fit an answer.
func (e *engine) Rates(ctx context.Context, w event.Window, q logs.Query, step time.Duration) ([]logs.Bin, error) {
	bins := tally{}
	steps := max(maxRows*9/10/max(e.combinations, 1), 1)
	e.asked.Tell(e.rates(w, q, step))
	for from := w.From; from.Before(w.To); {
		part := event.Window{From: from, To: w.To}
		if end := floor(from, step).Add(time.Duration(steps) * step); end.Before(w.To) {
			part.To = end
		}
		rows, err := e.ask(ctx, part, q, e.rates(part, q, step))
		if err != nil {
			return nil, err
		}
		if len(rows) >= maxRows && steps > 1 { // there may be more than it says
			steps = max(steps/4, 1)
			continue
		}
		if len(rows) >= maxRows {
			e.note(fmt.Sprintf("there are more services and levels than the %d rows that a query yields: not all were counted", maxRows))
		}
		for _, r := range rows {
			if err := e.take(r, part, step, bins); err != nil {
				return nil, err
			}
		}
		from = part.To
	}
	list := bins.list()
	if len(q.Said) > 0 {
		list = slices.DeleteFunc(list, func(b logs.Bin) bool { return !slices.Contains(q.Said, b.Said) })
	}
	return list, nil
}

// take adds a row to the bins. Of lines that speak of a failure and others together it is not said which was the first.
func (e *engine) take(r row, w event.Window, step time.Duration, bins tally) error {
	start, err := time.ParseInLocation(time.DateTime+".000", r["start"], time.UTC)
	if err != nil || !floor(start, step).Equal(start) || start.Before(floor(w.From, step)) || !start.Before(w.To) {
		return e.strange(fmt.Sprintf("it counts at %q, which was not asked for", plain.Line(r["start"], 40)))
	}
	c, err := r.count()
	if err != nil {
		return err
	}
	service, level := e.serviceOf(r), r["lvl"]
	if !logs.Doubtful(level) {
		c.failing = 0
	}
	if c.failing > 0 && c.failing < c.n {
		c.first, c.last = time.Time{}, time.Time{}
	}
	bins.add(key{service, logs.Said{Level: level}, start.UnixNano()}, c.n-c.failing, c.first, c.last)
	bins.add(key{service, logs.Said{Level: level, Failing: true}, start.UnixNano()}, c.failing, c.first, c.last)
	return nil
}

// serviceOf is the service of a row.
func (e *engine) serviceOf(r row) string {
	if e.config.Service != "" {
		return r["svc"]
	}
	group := r.group()
	for _, s := range slices.Sorted(maps.Keys(e.services)) {
		if e.services[s] == group {
			return s
		}
	}
	return group
}

// Lines fetches the first lines that q fits, or the last.
func (e *engine) Lines(ctx context.Context, w event.Window, q logs.Query, n int) ([]logs.Line, error) {
	rows, err := e.fetch(ctx, w, q, n)
	if err != nil {
		return nil, err
	}
	lines := make([]logs.Line, len(rows))
	for i, p := range messages(rows) {
		r := rows[i]
		said := logs.Said{Level: r.row["lvl"]}
		said.Failing = logs.Doubtful(said.Level) && failure.MatchString(r.row["@message"])
		lines[i] = logs.Line{At: r.at, Service: e.serviceOf(r.row), Said: said, Text: p.Text}
	}
	return lines, nil
}

var failure = regexp.MustCompile(logs.Failures)

func messages(rows []line) []logs.Parsed {
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = r.row["@message"]
	}
	return logs.Messages(texts)
}

// line is a row that is a line.
type line struct {
	at  time.Time
	row row
}

func (e *engine) fetch(ctx context.Context, w event.Window, q logs.Query, n int) ([]line, error) {
	if n <= 0 {
		return nil, nil
	}
	e.asked.Tell(e.lines(w, q, min(n, maxRows)))
	rows, over, err := logs.Paging[line]{
		Most: maxRows, Grain: time.Millisecond, Last: q.Last,
		Page: func(ctx context.Context, w event.Window, n int) ([]line, error) { return e.page(ctx, w, q, n) },
		At:   func(l line) time.Time { return l.at },
		ID:   func(l line) string { return l.row["@ptr"] + "\x00" + l.row["@log"] + "\x00" + l.row["@message"] },
	}.Fetch(ctx, w, n)
	if len(over) > 0 {
		e.note(fmt.Sprintf("more than %d lines bear the stamp %s: the rest of them was not fetched", maxRows, over[0].Format(time.RFC3339Nano)))
	}
	slices.SortStableFunc(rows, func(a, b line) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.row["@log"], b.row["@log"])) })
	return rows, err
}

// page fetches lines in the order in which they are asked for: the last first if q says so.
func (e *engine) page(ctx context.Context, w event.Window, q logs.Query, n int) ([]line, error) {
	rows, err := e.ask(ctx, w, q, e.lines(w, q, n))
	if err != nil {
		return nil, err
	}
	all := make([]line, len(rows))
	for i, r := range rows {
		at, err := r.instant("at")
		if err != nil {
			return nil, e.strange("a line without a time")
		}
		all[i] = line{at, r}
	}
	slices.SortStableFunc(all, func(a, b line) int { // of several batches of log groups
		if q.Last {
			a, b = b, a
		}
		return a.at.Compare(b.at)
	})
	return all[:min(n, len(all))], nil
}

// exportRows is how many lines are expected of a query of an export: fewer than it yields, for they are not spread evenly.
const exportRows = maxRows / 2

// Export writes the lines of w as JSON lines.
func (e *engine) Export(ctx context.Context, w event.Window, to io.Writer) error {
	x, err := e.Extent(ctx, w)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(to)
	defer out.Flush()                //nolint:errcheck // flushed below
	parts := int(x.N/exportRows) + 1 //nolint:gosec // logs.Ask exports few lines alone
	length := (w.To.Sub(w.From)/time.Duration(parts) + time.Second).Truncate(time.Millisecond)
	for from := w.From; from.Before(w.To); from = from.Add(length) {
		part := event.Window{From: from, To: from.Add(length)}
		if part.To.After(w.To) {
			part.To = w.To
		}
		rows, err := e.fetch(ctx, part, logs.Query{}, int(x.N)+maxRows) //nolint:gosec // as above
		for i, p := range messages(rows) {
			if err := e.write(out, rows[i], p); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		e.env.Tell(int64(from.Sub(w.From)/time.Second), int64(w.To.Sub(w.From)/time.Second), "seconds of logs")
	}
	return out.Flush()
}

func (e *engine) write(out io.Writer, l line, p logs.Parsed) error {
	record := map[string]string{"time": l.at.Format(time.RFC3339Nano), "message": p.Text}
	if service := e.serviceOf(l.row); service != "" {
		record["service"] = service
	}
	if level := cmp.Or(l.row["lvl"], p.Level); level != "" {
		record["level"] = level
	}
	data, err := json.Marshal(record)
	if err != nil {
		return err
	}
	_, err = out.Write(append(data, '\n'))
	return err
}

const maxNotes = 5

func (e *engine) note(text string) {
	if len(e.notes) < maxNotes && !slices.Contains(e.notes, text) {
		e.notes = append(e.notes, text)
	}
}
