package prometheus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

const (
	// longest is how much is asked for at once: a day of an alert that is evaluated every 15 seconds is some 6,000 samples.
	longest = 24 * time.Hour
	// shortest is what a question is not cut below: if that is too much, so is the rest.
	shortest = 5 * time.Minute
	// edge is how near to the end of what was asked for an alert's samples must come for more of it to be asked: the ten minutes within which two
	// firings are one event, and five for the distance of samples.
	edge = 15 * time.Minute
	// farBack is how far before the window the beginning of an alert is looked for, farAhead how far behind it the end.
	farBack, farAhead = 7 * 24 * time.Hour, 24 * time.Hour
	// maxNames is how many alerts are named in a question, and maxMatcher how many bytes their names take; of more, all are asked for.
	maxNames, maxMatcher = 40, 2 << 10
)

// stretch asks for the samples of a half-open stretch of time, of some alerts or, with nil, of all, in as many questions as it takes.
func (a *asking) stretch(ctx context.Context, w event.Window, names []string) error {
	step := longest
	for from := w.From; from.Before(w.To); {
		to := from.Add(min(step, w.To.Sub(from)))
		err := a.raw(ctx, from, to, names)
		if tooMuch(err) && step/2 >= shortest {
			step = min(step, to.Sub(from)) / 2
			continue
		}
		if err != nil {
			return err
		}
		from = to
		a.env.Tell(int64(from.Sub(w.From)/time.Minute), int64(w.To.Sub(w.From)/time.Minute), "minutes of alerts")
	}
	return nil
}

// tooMuch says whether less may be asked for with more success: Prometheus, Thanos, Mimir and VictoriaMetrics answer 422 when a query meets a limit on samples.
func tooMuch(err error) bool {
	return errors.Is(err, httpx.ErrTooLarge) || status(err) == http.StatusUnprocessableEntity
}

// raw asks one question. The samples of a range selector are those after its beginning, from Prometheus 3 on, and up to its end: a millisecond is
// the finest that there is, so that one less at both ends is the half-open stretch. Before Prometheus 3 the sample right before it comes as well.
func (a *asking) raw(ctx context.Context, from, to time.Time, names []string) error {
	promql, at := a.selector(names)+"["+length(to.Sub(from))+"]", to.Add(-time.Millisecond)
	a.queries = append(a.queries, promql+" @ "+instant(at))
	body, got, err := a.query(ctx, promql, at)
	if err != nil {
		return err
	}
	if got.Data.ResultType != "matrix" {
		return &httpx.Error{Request: "GET " + pathQuery, Cause: "a range of samples is answered with a " + plain.Line(got.Data.ResultType, 40), Fix: "see whether url: is a Prometheus"}
	}
	a.warned(got)
	if !a.samples.add(body, got) {
		return &httpx.Error{Request: "GET " + pathQuery, Cause: fmt.Sprintf("the samples are more than %d MiB", maxBytes>>20), Fix: "ask for a shorter window, or for fewer alerts by match:"}
	}
	return nil
}

// warned notes what an answer says of what is missing in it.
func (a *asking) warned(got answer) {
	for _, w := range got.Warnings {
		a.note("it warns that the answer may be incomplete: %s", plain.Line(a.env.Secrets.Clean(w), 300))
	}
	if got.IsPartial {
		a.note("it says that its answer is incomplete: one of its stores did not answer")
	}
}

// selector is the series that Prometheus keeps of alerts, or of some of them.
func (a *asking) selector(names []string) string {
	matchers := []string{`__name__=~"ALERTS|ALERTS_FOR_STATE"`}
	if len(names) > 0 && len(names) <= maxNames {
		quoted := make([]string, len(names))
		for i, n := range names {
			quoted[i] = regexp.QuoteMeta(n)
		}
		if one := strings.Join(quoted, "|"); len(one) <= maxMatcher {
			matchers = append(matchers, "alertname=~"+strconv.Quote(one))
		}
	}
	if m := strings.Trim(strings.TrimSpace(a.config.Match), "{}"); m != "" {
		matchers = append(matchers, m)
	}
	return "{" + strings.Join(matchers, ",") + "}"
}

// length is a duration as every version of PromQL reads it: a number and one unit.
func length(d time.Duration) string {
	for _, u := range []struct {
		name string
		d    time.Duration
	}{{"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}} {
		if d%u.d == 0 {
			return fmt.Sprintf("%d%s", d/u.d, u.name)
		}
	}
	return fmt.Sprintf("%dms", d.Milliseconds())
}

// around asks on for the alerts that were firing when the window began, until their beginnings are found, and for those that were firing when it
// ended, until their ends are. It returns the end of what was asked for.
func (a *asking) around(ctx context.Context) (until time.Time, err error) {
	back := a.window.From
	for reach := time.Hour; a.window.From.Sub(back) < farBack; reach = min(4*reach, longest) {
		names := a.samples.alerts(func(p part) bool { return p.first < seconds(back.Add(edge)) })
		if len(names) == 0 {
			break
		}
		if err := a.stretch(ctx, event.Window{From: back.Add(-reach), To: back}, names); err != nil {
			return back, err
		}
		back = back.Add(-reach)
	}
	if names := a.samples.alerts(func(p part) bool { return p.first < seconds(back.Add(edge)) }); back.Before(a.window.From) && len(names) > 0 {
		a.note("alerts that began more than %d days before the window are shown from then on: %s", farBack/(24*time.Hour), plain.Line(strings.Join(names, ", "), 200))
	}
	return a.ahead(ctx)
}

func (a *asking) ahead(ctx context.Context) (until time.Time, err error) {
	until = a.window.To
	end := until.Add(farAhead)
	if now := a.env.Time(); !now.IsZero() && now.Before(end) {
		end = now
	}
	for reach := time.Hour; until.Before(end); reach *= 4 {
		names := a.samples.alerts(func(p part) bool { return p.last >= seconds(until.Add(-edge)) })
		if len(names) == 0 {
			break
		}
		to := until.Add(min(reach, end.Sub(until)))
		if err := a.stretch(ctx, event.Window{From: until, To: to}, names); err != nil {
			return until, err
		}
		until = to
	}
	return until, nil
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// alerts are the names of alerts of which a part of the samples fits.
func (s *samples) alerts(fits func(part) bool) []string {
	found := map[string]bool{}
	for metric, parts := range s.bySeries {
		var m struct {
			Name  string `json:"__name__"`
			Alert string `json:"alertname"`
		}
		if json.Unmarshal([]byte(metric), &m) != nil || m.Name == "ALERTS_FOR_STATE" || m.Alert == "" {
			continue
		}
		if slices.ContainsFunc(parts, fits) {
			found[m.Alert] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}
