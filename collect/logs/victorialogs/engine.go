package victorialogs

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Paths of the API: https://docs.victoriametrics.com/victorialogs/querying/#http-api
const (
	pathQuery  = "select/logsql/query"
	pathFields = "select/logsql/field_names"
	pathValues = "select/logsql/field_values"
)

// engine is a logs.Shaper and a logs.Exporter.
type engine struct {
	client *httpx.Client
	config Config
	env    live.Env
	asked  []string
	schema
}

// row is one line of an answer: fields by name, all texts.
type row map[string]string

// maxRows is how many rows of an answer are taken: 200 services by 1,500 steps.
const maxRows = 300_000

// between is LogsQL's half-open window, to the nanosecond: the arguments start and end of the API are inclusive.
func between(w event.Window) string {
	const layout = "2006-01-02T15:04:05.000000000Z"
	from, to := w.From.UTC(), w.To.UTC()
	if w.From.IsZero() {
		from = time.Unix(0, 0).UTC()
	}
	if w.To.IsZero() {
		to = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return "_time:[" + from.Format(layout) + ", " + to.Format(layout) + ")"
}

// query asks, and has each row of the answer taken.
func (e *engine) query(ctx context.Context, logsQL string, take func(row) error) error {
	if len(e.asked) < 50 && !slices.Contains(e.asked, logsQL) {
		e.asked = append(e.asked, logsQL)
	}
	e.env.Tell(int64(len(e.asked)), 0, "questions")
	call := httpx.Call{Path: pathQuery, Form: url.Values{"query": {logsQL}}, Accept: "application/stream+json"}
	data, header, err := e.client.Do(ctx, call)
	if err != nil {
		return err
	}
	n := 0
	for line := range bytes.Lines(data) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var r row
		if err := json.Unmarshal(line, &r); err != nil {
			return e.client.Misread(call, header, data, err)
		}
		if n++; n > maxRows {
			return &httpx.Error{Request: pathQuery, Cause: fmt.Sprintf("the answer has more than %d rows", maxRows), Fix: "ask for a shorter window, or for less by query:"}
		}
		if err := take(r); err != nil {
			return e.client.Misread(call, header, data, err)
		}
	}
	return nil
}

// Extent is as logs.Engine has it.
func (e *engine) Extent(ctx context.Context, w event.Window) (x logs.Extent, err error) {
	rows := 0
	logsQL := e.config.filter() + " " + between(w) + " | stats count() n, min(_time) a, max(_time) b"
	err = e.query(ctx, logsQL, func(r row) error {
		rows++
		if x.N, err = strconv.ParseUint(r["n"], 10, 64); err != nil || x.N == 0 {
			return err
		}
		if x.First, err = instant(r["a"]); err != nil {
			return err
		}
		x.Last, err = instant(r["b"])
		return err
	})
	if err == nil && rows == 0 {
		err = &httpx.Error{Request: "POST " + pathQuery, Cause: "the answer is empty", Fix: "see whether url: is the right system, in a version that pes knows"}
	}
	return x, err
}

// oldest is when the oldest line that it holds was written.
func (e *engine) oldest(ctx context.Context) (at time.Time, err error) {
	err = e.query(ctx, "* | stats min(_time) a", func(r row) error {
		at, err = instant(r["a"])
		return err
	})
	return at, err
}

func instant(s string) (time.Time, error) { return time.Parse(time.RFC3339Nano, s) }

// version is the server's, as its metrics have it; "" if it does not say.
func (e *engine) version(ctx context.Context) string {
	data, _, err := e.client.Do(ctx, httpx.Call{Path: "metrics", Accept: "text/plain"})
	if err != nil {
		return ""
	}
	for line := range bytes.Lines(data) {
		if rest, ok := bytes.CutPrefix(line, []byte("vm_app_version{")); ok {
			_, rest, _ = bytes.Cut(rest, []byte(`short_version="`))
			version, _, _ := bytes.Cut(rest, []byte(`"`))
			return string(version)
		}
	}
	return ""
}

// Rates is as logs.Engine has it. Warnings that speak of a failure are counted by a question of their own: in a filter, and not in a count's
// condition, words are looked up in an index.
func (e *engine) Rates(ctx context.Context, w event.Window, q logs.Query, step time.Duration) ([]logs.Bin, error) {
	if err := e.learn(ctx, w, 0); err != nil {
		return nil, err
	}
	if len(q.Said) == 1 {
		return e.counts(ctx, w, q, step, nil, q.Said[0])
	}
	bins, err := e.counts(ctx, w, q, step, e.classes(q.Said), logs.Said{Level: "info"})
	failing := logs.Said{Level: "warning", Failing: true}
	var warnings uint64
	for _, b := range bins {
		if b.Level == "warning" {
			warnings += b.N
		}
	}
	if err != nil || warnings == 0 {
		return bins, err
	}
	e.byWords = e.byWords || warnings > manyWarnings
	q.Said = []logs.Said{failing}
	of, err := e.counts(ctx, w, q, step, nil, failing)
	if err != nil {
		return nil, err
	}
	if len(of) == 0 && len(q.Services) == 0 {
		e.calm = w
	}
	return apart(bins, of), nil
}

// manyWarnings is from how many warnings on only words that can be looked up tell a failure in one. Each that is looked at for others costs some 200
// ns of the server, so that as many cost as much as all else that is asked.
const manyWarnings = 500_000

// apart takes bins of warnings that speak of a failure out of those of all warnings.
func apart(bins, failing []logs.Bin) []logs.Bin {
	type key struct {
		service string
		start   int64
	}
	n := map[key]uint64{}
	for _, b := range failing {
		n[key{b.Service, b.Start.UnixNano()}] = b.N
	}
	for i, b := range bins {
		if b.Level == "warning" {
			bins[i].N -= min(n[key{b.Service, b.Start.UnixNano()}], b.N)
		}
	}
	bins = slices.DeleteFunc(bins, func(b logs.Bin) bool { return b.N == 0 })
	return append(bins, failing...)
}

// counts counts lines by service and step: those of some classes apart, and the rest.
func (e *engine) counts(ctx context.Context, w event.Window, q logs.Query, step time.Duration, classes []class, rest logs.Said) ([]logs.Bin, error) {
	stats := []string{"count() n"}
	for i, c := range classes {
		stats = append(stats, fmt.Sprintf("count() if (%s) c%d", c.filter, i))
	}
	services := e.by(e.service)
	logsQL := e.fitting(w, q) + " | stats by (" + strings.Join(append(slices.Clone(services), "_time:"+seconds(step)), ", ") + ") " + strings.Join(stats, ", ") +
		" | sort by (" + strings.Join(append(slices.Clone(services), "_time"), ", ") + ")" // in order it is packed better
	var bins []logs.Bin
	err := e.query(ctx, logsQL, func(r row) error {
		start, err := instant(r["_time"])
		if err != nil {
			return err
		}
		left, err := strconv.ParseUint(r["n"], 10, 64)
		if err != nil {
			return err
		}
		bin := logs.Bin{Service: e.serviceOf(r), Start: start}
		for i, c := range classes {
			if bin.N, err = strconv.ParseUint(r[fmt.Sprintf("c%d", i)], 10, 64); err != nil || bin.N > left {
				return cmp.Or(err, errCounts)
			}
			if bin.Said = c.said; bin.N > 0 {
				bins = append(bins, bin)
			}
			left -= bin.N
		}
		if bin.N, bin.Said = left, rest; bin.N > 0 {
			bins = append(bins, bin)
		}
		return nil
	})
	return bins, err
}

var errCounts = errors.New("of its lines, more are of one kind than of all")

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) + "s" }

// fitting is the filter of a query's lines.
func (e *engine) fitting(w event.Window, q logs.Query) string {
	parts := []string{e.config.filter(), between(w)}
	if len(q.Services) > 0 {
		parts = append(parts, e.ofServices(q.Services))
	}
	if len(q.Said) > 0 {
		var said []string
		for _, s := range q.Said {
			said = append(said, e.filterOf(w, s))
		}
		parts = append(parts, "("+strings.Join(said, " or ")+")")
	}
	if len(q.Words) > 0 {
		var rx strings.Builder
		for i, word := range q.Words {
			if i > 0 {
				rx.WriteString("(?s:.*)")
			}
			rx.WriteString(literal(word))
		}
		for _, word := range q.Words { // what is looked up by its words is found without looking at each line
			if phrase(word) {
				parts = append(parts, quote(word))
			}
		}
		parts = append(parts, "_msg:~"+quote(rx.String()))
	}
	if len(q.Any) > 0 {
		parts = append(parts, anyOf(q.Any))
	}
	return strings.Join(parts, " ")
}

// anyOf is the filter of lines that hold one of some phrases, in any case. Phrases are looked up in the usual cases before any line is looked at.
func anyOf(phrases []string) string {
	var known, exact []string
	for _, p := range phrases {
		exact = append(exact, literal(p))
		p = strings.TrimRight(p, ":")
		for _, form := range []string{p, strings.ToLower(p), strings.ToUpper(p[:1]) + p[1:], strings.ToUpper(p)} {
			form = quote(form)
			if strings.ContainsAny(p, " -") {
				form += "*" // of one word alone, a beginning is not looked up
			}
			if !slices.Contains(known, form) {
				known = append(known, form)
			}
		}
	}
	return "(" + strings.Join(known, " or ") + ") _msg:~" + quote("(?i)(?:"+strings.Join(exact, "|")+")")
}

// Lines is as logs.Engine has it.
func (e *engine) Lines(ctx context.Context, w event.Window, q logs.Query, n int) ([]logs.Line, error) {
	if err := e.learn(ctx, w, 0); err != nil {
		return nil, err
	}
	desc := ""
	if q.Last {
		desc = " desc"
	}
	fields := append([]string{"_time", "_msg"}, slices.Concat(e.by(e.service), e.by(e.level), e.by(e.status))...)
	logsQL := e.fitting(w, q) + fmt.Sprintf(" | sort by (_time%s, _msg%s) limit %d | fields %s", desc, desc, n, strings.Join(fields, ", "))
	var lines []logs.Line
	err := e.query(ctx, logsQL, func(r row) error {
		at, err := instant(r["_time"])
		if err != nil {
			return err
		}
		text := logs.Message(r["_msg"])
		lines = append(lines, logs.Line{At: at, Service: e.serviceOf(r), Text: text, Said: e.saidOf(r, text)})
		return nil
	})
	if q.Last {
		slices.Reverse(lines)
	}
	return lines, err
}

// Export is as logs.Exporter has it. Which fields there are is asked for the sake of links.
func (e *engine) Export(ctx context.Context, w event.Window, to io.Writer) error {
	if err := e.learn(ctx, w, 0); err != nil {
		return err
	}
	logsQL := e.config.filter() + " " + between(w) + " | sort by (_time, _msg)"
	e.asked = append(e.asked, logsQL)
	body, err := e.client.Stream(ctx, httpx.Call{Path: pathQuery, Form: url.Values{"query": {logsQL}}, Accept: "application/stream+json"})
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // it was only read
	in := bufio.NewReaderSize(body, 256<<10)
	if first, _ := in.Peek(1); len(first) > 0 && first[0] != '{' {
		quote, _ := in.Peek(200)
		return &httpx.Error{Request: pathQuery, Cause: "the answer is no JSON that is known: " + strconv.Quote(string(quote)), Fix: "see whether url: is the right system, in a version that pes knows"}
	}
	n, whole := int64(0), true
	for {
		line, err := in.ReadSlice('\n')
		if _, bad := to.Write(line); bad != nil {
			return bad
		}
		if len(line) > 0 {
			whole = err == nil
		}
		if err == nil {
			if n++; n%10_000 == 0 {
				e.env.Tell(n, 0, "lines")
			}
			continue
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) && !whole { // it gives up in the middle when a query takes longer than -search.maxQueryDuration
			return &httpx.Error{Request: "POST " + pathQuery, Cause: "the answer ended in the middle of a line", Fix: "ask for a shorter window, or for less by query:"}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
}
