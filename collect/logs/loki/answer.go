package loki

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/internal/httpx"
)

// answer is what Loki says to a query.
type answer struct {
	Status string `json:"status"`
	Data   struct {
		ResultType string          `json:"resultType"`
		Result     json.RawMessage `json:"result"`
	} `json:"data"`
	Warnings []string `json:"warnings"` // since 3.4; a part of the data could not be asked
}

// maxAddress is how long a question may be as a part of an address; a longer one is sent as a form. Proxies take addresses up to 4 or 8 KiB.
const maxAddress = 2000

// ask asks for one type of result. Of an instant, a vector is as good as a matrix.
func (e *engine) ask(ctx context.Context, path string, q url.Values, want string) (answer, error) {
	var a answer
	call := httpx.Call{Path: path, Query: q}
	if len(q.Encode()) > maxAddress {
		call = httpx.Call{Path: path, Form: q}
	}
	header, err := e.client.Get(ctx, call, &a)
	if err != nil {
		return a, explain(err)
	}
	if a.Status != "success" || a.Data.ResultType != want {
		return a, e.client.Misread(httpx.Call{Path: path}, header, nil, fmt.Errorf("status %q, result %q where %q was asked for", a.Status, a.Data.ResultType, want))
	}
	for _, w := range a.Warnings {
		e.note("Loki warns: " + w)
	}
	return a, nil
}

// series is a result of counting.
type series struct {
	Metric map[string]string `json:"metric"`
	Values []value           `json:"values"`
	Value  *value            `json:"value"` // of a vector
}

// value is a count, and the end of what was counted.
type value struct {
	at time.Time
	n  uint64
}

var errValue = errors.New("a count that is none")

// UnmarshalJSON reads [seconds, "count"].
func (v *value) UnmarshalJSON(data []byte) error {
	var pair []json.RawMessage
	var text string
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return errValue
	}
	at, err := strconv.ParseFloat(string(pair[0]), 64)
	if err != nil || math.Abs(at) > 1<<33 {
		return errValue
	}
	if err := json.Unmarshal(pair[1], &text); err != nil {
		return err
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 || n > 1<<53 || n != math.Trunc(n) {
		return errValue
	}
	*v = value{time.UnixMilli(int64(math.Round(at * 1000))).UTC(), uint64(n)}
	return nil
}

// matrix asks for counts.
func (e *engine) matrix(ctx context.Context, path string, q url.Values) ([]series, error) {
	want := "matrix"
	if path == pathQuery {
		want = "vector"
	}
	a, err := e.ask(ctx, path, q, want)
	if err != nil {
		return nil, err
	}
	var all []series
	if err := json.Unmarshal(a.Data.Result, &all); err != nil {
		return nil, e.client.Misread(httpx.Call{Path: path}, nil, a.Data.Result, err)
	}
	for i := range all {
		if all[i].Value != nil {
			all[i].Values = append(all[i].Values, *all[i].Value)
		}
	}
	return all, nil
}

// stream is a result of lines.
type stream struct {
	Stream map[string]string `json:"stream"`
	Values []entry           `json:"values"`
}

// entry is a line.
type entry struct {
	at     int64 // in nanoseconds since 1970
	text   string
	labels map[string]string // what it has of its own: structured metadata, and what a parser found
}

var errEntry = errors.New("a line that is none")

// UnmarshalJSON reads ["nanoseconds", "line"], or ["nanoseconds", "line", {labels}] as Loki answers where it tells the labels of lines apart from those of
// streams.
func (e *entry) UnmarshalJSON(data []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	if len(parts) != 2 && len(parts) != 3 {
		return errEntry
	}
	var at string
	if err := errors.Join(json.Unmarshal(parts[0], &at), json.Unmarshal(parts[1], &e.text)); err != nil {
		return err
	}
	ns, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return errEntry
	}
	e.at = ns
	if len(parts) == 2 {
		return nil
	}
	var own map[string]json.RawMessage
	if err := json.Unmarshal(parts[2], &own); err != nil {
		return err
	}
	e.labels = map[string]string{}
	for key, v := range own {
		var text string
		if json.Unmarshal(v, &text) == nil {
			e.labels[key] = text
			continue
		}
		var group map[string]string // {"structuredMetadata": {…}, "parsed": {…}}
		if json.Unmarshal(v, &group) == nil {
			maps.Copy(e.labels, group)
		}
	}
	return nil
}

// streams asks for lines.
func (e *engine) streams(ctx context.Context, q url.Values) ([]stream, error) {
	a, err := e.ask(ctx, pathRange, q, "streams")
	if err != nil {
		return nil, err
	}
	if bytes.Equal(bytes.TrimSpace(a.Data.Result), []byte("null")) {
		return nil, nil
	}
	var all []stream
	if err := json.Unmarshal(a.Data.Result, &all); err != nil {
		return nil, e.client.Misread(httpx.Call{Path: pathRange}, nil, a.Data.Result, err)
	}
	return all, nil
}

// refusals is what Loki says no with, and what to do about it.
// https://grafana.com/docs/loki/latest/operations/request-validation-rate-limits/ and pkg/util/validation in its source.
var refusals = []struct{ words, fix string }{
	{"no org id", "it serves several tenants: name yours by headers: {X-Scope-OrgID: NAME}"},
	{"maximum of series", "name the label of the service by service: (several labels make more series), narrow query:, or have max_query_series raised"},
	{"maximum number of series", "narrow query: to fewer services, or have max_query_series raised"},
	{"query time range exceeds", "ask for a shorter window, or have max_query_length raised"},
	{"would read too many bytes", "narrow query: or the window, or have max_query_bytes_read raised"},
	{"limit on the number of", "narrow query: or the window"},
	{"max entries limit", "have max_entries_limit_per_query at its default of 5000 or above"},
	{"exceeded maximum resolution", "ask for a shorter window"},
	{"pipeline error", "a stage of query: cannot read some lines; end it with | drop __error__, __error_details__, or | __error__=``"},
	{"parse error", "query: is no LogQL that this Loki knows"},
	{"at least one regexp or equality matcher", "narrow the stream selector of query:"},
	{"too many outstanding requests", "it is busy: run it again later; what came is kept"},
	{"deadline exceeded", "it did not finish in time: narrow query: or the window"},
	{"context canceled", "it did not finish in time: narrow query: or the window"},
}

// explain adds what to do about an error of Loki, where its words tell.
func explain(err error) error {
	e, ok := errors.AsType[*httpx.Error](err)
	if !ok || e.Status == 0 {
		return err
	}
	for _, r := range refusals {
		if strings.Contains(strings.ToLower(e.Cause), r.words) {
			told := *e
			told.Fix = r.fix
			return &told
		}
	}
	return err
}
