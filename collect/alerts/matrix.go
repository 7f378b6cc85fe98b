package alerts

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// prometheusMatrix is the answer of a range query (/api/v1/query_range), or of raw samples ("ALERTS[6h]"), for the series that Prometheus keeps
// about its alerts: ALERTS, 1 while an alert is pending or firing, and ALERTS_FOR_STATE, whose value is the Unix time at which its
// condition began to hold.
var prometheusMatrix = format{
	name: "prometheus-matrix",
	match: func(j file.JSON) int {
		if has(j.Paths, "data.resultType", "data.result.metric.alertname") || has(j.Paths, "data.result.metric.alertname", "data.result.values") {
			return 95
		}
		return 0
	},
	paths: []string{"data.result[]"},
	read:  readSeries,
	done:  func(s *source) { s.evidence.take(s) },
}

// maxRuns bounds the memory that one file's samples take; regular samples take one run a firing.
const maxRuns = 1 << 20

// matrix is the series of one file.
type matrix struct {
	series []series
	runs   int
}

// series is one alert in one state.
type series struct {
	labels labels
	state  string // "firing", "pending", "active" (ALERTS_FOR_STATE)
	line   int
	runs   []run
	active []activation
}

// activation is a value of ALERTS_FOR_STATE and the samples that bear it, in milliseconds.
type activation struct{ at, first, last int64 }

type rawSeries struct {
	Metric labels      `json:"metric"`
	Values samplesJSON `json:"values"`
}

// samplesJSON is [[time, "value"], …] as it stands.
type samplesJSON []byte

// UnmarshalJSON keeps the bytes, which belong to the decoder until the element is decoded.
func (s *samplesJSON) UnmarshalJSON(b []byte) error {
	*s = append((*s)[:0], b...)
	return nil
}

func readSeries(e jsonstream.Element, s *source) error {
	var raw rawSeries
	if err := e.Decode(&raw); err != nil {
		return mistyped(err)
	}
	one, err := newSeries(raw.Metric)
	if err != nil {
		return err
	}
	one.line = e.Line
	bad := raw.Values.each(one.add)
	if bad > 0 {
		s.note("samples that are no time and number, or not in order, were left out")
	}
	s.matrix.runs += len(one.runs) + len(one.active)
	if s.matrix.runs > maxRuns {
		return fmt.Errorf("more than %s runs of samples", clip.Grouped(maxRuns))
	}
	s.matrix.series = append(s.matrix.series, one)
	return nil
}

// newSeries tells what a series is from its labels. An aggregation drops the metric's name, but keeps alertname if it is of use.
func newSeries(metric labels) (series, error) {
	s := series{labels: labels{}, state: "firing"}
	for k, v := range metric {
		if k != "__name__" && k != "alertstate" {
			s.labels[k] = v
		}
	}
	switch name := metric["__name__"]; {
	case s.labels["alertname"] == "":
		return s, errors.New("a series without an alertname")
	case name == "ALERTS_FOR_STATE":
		s.state = "active"
	case name != "" && name != "ALERTS":
		return s, errors.New("a series other than ALERTS")
	case metric["alertstate"] == "pending":
		s.state = "pending"
	}
	return s, nil
}

// add takes a sample; it says no if it does not come after the one before.
func (s *series) add(ms int64, value float64) bool {
	if s.state != "active" {
		if n := len(s.runs); n > 0 && ms <= s.runs[n-1].last {
			return false
		}
		if value > 0 { // Prometheus 1 wrote 0 for an alert that had ended
			s.runs = appendSample(s.runs, ms)
		}
		return true
	}
	n := len(s.active)
	if n > 0 && ms <= s.active[n-1].last {
		return false
	}
	at := int64(value * 1000)
	if n > 0 && s.active[n-1].at == at {
		s.active[n-1].last = ms
		return true
	}
	if value > 0 && value < maxUnix {
		s.active = append(s.active, activation{at, ms, ms})
	}
	return true
}

// maxUnix is the year 2286 in Unix seconds: whatever is beyond is milliseconds, or nonsense.
const maxUnix = 1e10

// each calls add for every sample, and counts those that are none.
func (s samplesJSON) each(add func(ms int64, value float64) bool) (bad int) {
	rest := bytes.TrimPrefix(bytes.TrimSpace(s), []byte("["))
	for {
		open := bytes.IndexByte(rest, '[')
		if open < 0 {
			return bad
		}
		end := bytes.IndexByte(rest[open:], ']')
		if end < 0 {
			return bad + 1
		}
		if !sample(rest[open+1:open+end], add) {
			bad++
		}
		rest = rest[open+end+1:]
	}
}

func sample(b []byte, add func(ms int64, value float64) bool) bool {
	stamp, value, ok := bytes.Cut(b, []byte(","))
	if !ok {
		return false
	}
	t, err := strconv.ParseFloat(string(bytes.TrimSpace(stamp)), 64)
	if err != nil || !(t > 0 && t < maxUnix) {
		return false
	}
	v, err := strconv.ParseFloat(string(bytes.Trim(value, " \t\r\n\"")), 64)
	return err == nil && !math.IsNaN(v) && add(int64(math.Round(t*1000)), v)
}
