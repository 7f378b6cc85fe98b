package prometheus

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// Counted is a question for counts over time, of which a rise of failures is found.
type Counted struct {
	// Query is PromQL that counts what failed in a step, which is written $step in it:
	// sum by (service) (increase(http_requests_total{code=~"5.."}[$step])).
	Query string `yaml:"query"`
	// Total is PromQL that counts all of it, failed or not, with the same labels. If not given, failures are judged by the clock, so that a surge
	// of traffic may look like one of failures.
	Total string `yaml:"total"`
	// Label is the label that names the service. It is service if not given.
	Label string `yaml:"label"`
	// Service is the service that all of it is of, where no label names one.
	Service string `yaml:"service"`
	// Unit is what is counted, in the plural: requests if not given.
	Unit string `yaml:"unit"`
}

const (
	pathRange = "api/v1/query_range"
	stepWord  = "$step"
	// usualStep is the step of counts: four of Prometheus's usual scrapes of 15 seconds, and two of 30, which is what an increase needs.
	usualStep = time.Minute
	// maxServices is how many services one question may have.
	maxServices = 200
	maxUnit     = 60
)

// check completes the settings. The error is a *live.SettingError.
func (c *Counted) check(n int) error {
	c.Label, c.Unit = cmp.Or(c.Label, "service"), clip.Text(cmp.Or(strings.TrimSpace(c.Unit), "requests"), maxUnit)
	for _, q := range []struct{ key, text string }{{"query", c.Query}, {"total", c.Total}} {
		switch {
		case q.text == "" && q.key == "total":
		case q.text == "":
			return &live.SettingError{Key: "series", Text: fmt.Sprintf("item %d has no query", n), Hint: "query: sum by (service) (increase(http_requests_total{code=~\"5..\"}[$step]))"}
		case !strings.Contains(q.text, stepWord):
			return &live.SettingError{Key: "series", Text: fmt.Sprintf("item %d: %s: it does not say $step, so that what it counts is not what happened in a step", n, q.key), Hint: "write the range as [$step]"}
		}
	}
	return nil
}

// counts asks for all series of counts, judges them, and returns what of them lies in the window.
func (s *source) counts(ctx context.Context, w event.Window, a *asking) (events []event.Event, within []event.Series, err error) {
	span := logs.Span(w)
	step := cmp.Or(s.config.Step, usualStep).Truncate(time.Second)
	for span.To.Sub(span.From)/step >= logs.MaxBins-1 {
		step *= 2
	}
	grid := event.Window{From: span.From.Truncate(step), To: span.To.Add(step - 1).Truncate(step)}
	for i, c := range s.config.Series {
		counted, err := a.count(ctx, c, grid, step)
		if err != nil {
			return events, within, fmt.Errorf("series: item %d: %w", i+1, err)
		}
		found := logs.Measured(counted, w)
		for j := range found {
			found[j].Refs = s.graph(c.Query, found[j], step)
		}
		events = append(events, found...)
		for _, one := range counted {
			within = append(within, cut(one, w))
		}
	}
	return events, within, nil
}

// cut is the part of a series that touches a window.
func cut(s event.Series, w event.Window) event.Series {
	step := time.Duration(s.Step)
	from := max(0, int(w.From.Sub(s.Start)/step))
	to := min(len(s.Total), int((w.To.Sub(s.Start)+step-1)/step))
	from = min(from, to)
	s.Start = s.Start.Add(time.Duration(from) * step)
	s.Errors, s.Total = s.Errors[from:to], s.Total[from:to]
	return s
}

// count asks for what failed and for all of it, on the grid.
func (a *asking) count(ctx context.Context, c Counted, grid event.Window, step time.Duration) ([]event.Series, error) {
	failed, err := a.bins(ctx, c.Query, c, grid, step)
	if err != nil {
		return nil, err
	}
	total := map[string][]uint32{}
	if c.Total != "" {
		if total, err = a.bins(ctx, c.Total, c, grid, step); err != nil {
			return nil, err
		}
	}
	names := slices.Sorted(maps.Keys(failed))
	for _, name := range slices.Sorted(maps.Keys(total)) {
		if failed[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []event.Series
	for _, name := range names {
		one := event.Series{Service: name, Source: a.name, Unit: c.Unit, Start: grid.From, Step: event.Duration(step), Errors: failed[name], Total: total[name]}
		n := int(grid.To.Sub(grid.From) / step)
		if one.Errors == nil {
			one.Errors = make([]uint32, n)
		}
		if one.Total == nil {
			one.Total = make([]uint32, n)
		}
		if c.Total != "" {
			for i, e := range one.Errors {
				one.Total[i] = max(one.Total[i], e) // both are rounded by themselves
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// bins asks for counts by service. A value is of the step that ends at its time.
func (a *asking) bins(ctx context.Context, promql string, c Counted, grid event.Window, step time.Duration) (map[string][]uint32, error) {
	promql = strings.ReplaceAll(promql, stepWord, length(step))
	a.queries = append(a.queries, fmt.Sprintf("%s from %s to %s every %s", promql, instant(grid.From.Add(step)), instant(grid.To), length(step)))
	call := httpx.Call{Path: pathRange, Query: url.Values{
		"query": {promql}, "start": {instant(grid.From.Add(step))}, "end": {instant(grid.To)}, "step": {strconv.FormatFloat(step.Seconds(), 'f', -1, 64)},
	}}
	body, header, err := a.client.JSON(ctx, call)
	if err != nil {
		return nil, err
	}
	var got answer
	if err := got.read(body); err != nil {
		return nil, a.client.Misread(call, header, body, err)
	}
	a.warned(got)
	out := map[string][]uint32{}
	var odd int
	for _, one := range got.Data.Result {
		name := c.Service
		if name == "" {
			var labels map[string]json.RawMessage
			_ = json.Unmarshal(one.Metric, &labels)    // what has no labels has no service
			_ = json.Unmarshal(labels[c.Label], &name) // nor has what is no text
			name = plain.Line(clip.Text(name, maxName), maxName)
		}
		if out[name] == nil {
			if len(out) >= maxServices {
				a.note("more than %d services in the answer to one question: the rest was left out", maxServices)
				continue
			}
			out[name] = make([]uint32, int(grid.To.Sub(grid.From)/step))
		}
		odd += fill(out[name], one.Values, grid.From, step)
	}
	if odd > 0 {
		a.note("values that are no counts (negative, not a number, or without end) were taken for none: %s", clip.Grouped(odd))
	}
	return out, nil
}

// maxName is how long a service's name may be.
const maxName = 200

// fill adds values to bins, rounded to whole counts, and says how many are none.
func fill(bins []uint32, values json.RawMessage, from time.Time, step time.Duration) (odd int) {
	var samples [][2]json.RawMessage
	if json.Unmarshal(values, &samples) != nil {
		return 1
	}
	for _, s := range samples {
		at, err := strconv.ParseFloat(string(s[0]), 64)
		v, valueErr := strconv.ParseFloat(strings.Trim(string(s[1]), `"`), 64)
		i := int(math.Round((at-seconds(from))/step.Seconds())) - 1
		switch {
		case err != nil, valueErr != nil, math.IsNaN(v), math.IsInf(v, 0), v < 0:
			odd++
		case i >= 0 && i < len(bins):
			bins[i] = uint32(min(float64(bins[i])+math.Round(v), math.MaxUint32))
		}
	}
	return odd
}

// graph is where counts can be looked at.
func (s *source) graph(promql string, e event.Event, step time.Duration) []event.Ref {
	if s.config.URL == "" {
		return nil
	}
	end := cmp.Or(e.Until, e.At).Add(time.Hour)
	q := url.Values{
		"g0.expr": {strings.ReplaceAll(promql, stepWord, length(step))}, "g0.tab": {"0"},
		"g0.range_input": {length(end.Sub(e.At) + time.Hour)}, "g0.end_input": {end.Format(time.DateTime)},
	}
	return []event.Ref{{URL: strings.TrimSuffix(s.config.URL, "/") + "/graph?" + q.Encode()}}
}
