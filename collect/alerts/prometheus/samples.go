package prometheus

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pes-dev/pes/internal/plain"
)

// answer is an answer of the query API. Its warnings say that a part is missing (Thanos, Mimir), as does isPartial (VictoriaMetrics).
type answer struct {
	Status    string   `json:"status"`
	Error     string   `json:"error"`
	Warnings  []string `json:"warnings"`
	IsPartial bool     `json:"isPartial"`
	Data      struct {
		ResultType string   `json:"resultType"`
		Result     []series `json:"result"`
	} `json:"data"`
}

// series is one series of an answer, as it stands.
type series struct {
	Metric json.RawMessage `json:"metric"`
	Values json.RawMessage `json:"values"`
	Value  json.RawMessage `json:"value"`
}

// read decodes an answer. What is no answer of a query is an error.
func (a *answer) read(body []byte) error {
	if err := json.Unmarshal(body, a); err != nil {
		return err
	}
	switch {
	case a.Status != "success":
		return errors.New(cmp.Or(plain.Line(a.Error, 200), "it does not say that it is a success"))
	case a.Data.ResultType == "":
		return errors.New("it holds no result")
	}
	return nil
}

// samples is raw samples of several answers, by series. The zero value is empty.
type samples struct {
	bySeries map[string][]part
	bytes    int
	only     []byte // the body of the only answer that held any
	bodies   int
}

// part is the samples of one series in one answer.
type part struct {
	values      []byte // "[1760943180,"1"],[1760943240,"1"]"
	first, last float64
}

// maxBytes is how many bytes of samples are kept of one source: 64 MiB are some three million samples, a thousand alerts that fire for two days.
const maxBytes = 256 << 20

// add takes an answer; it says no if there are too many.
func (s *samples) add(body []byte, a answer) bool {
	if len(a.Data.Result) == 0 {
		return true
	}
	if s.bytes += len(body); s.bytes > maxBytes {
		return false
	}
	if s.bySeries == nil {
		s.bySeries = map[string][]part{}
	}
	s.only = body
	s.bodies++
	for _, one := range a.Data.Result {
		p := part{values: bytes.TrimSpace(one.Values)}
		p.values = bytes.TrimSuffix(bytes.TrimPrefix(p.values, []byte("[")), []byte("]"))
		var ok bool
		if p.first, p.last, ok = ends(p.values); ok && len(one.Metric) > 0 {
			s.bySeries[string(one.Metric)] = append(s.bySeries[string(one.Metric)], p)
		}
	}
	return true
}

func (s *samples) empty() bool { return len(s.bySeries) == 0 }

// body is all samples as the answer of one query: the very bytes, where one answer held them all. nil is none.
func (s *samples) body() []byte {
	switch s.bodies {
	case 0:
		return nil
	case 1:
		return s.only
	}
	var b bytes.Buffer
	b.WriteString(`{"status":"success","data":{"resultType":"matrix","result":[`)
	for i, metric := range slices.Sorted(maps.Keys(s.bySeries)) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"metric":%s,"values":[`, metric)
		writeParts(&b, s.bySeries[metric])
		b.WriteString("]}\n")
	}
	b.WriteString("]}}")
	return b.Bytes()
}

// writeParts writes the samples of one series in order, each once: ranges are closed on the left before Prometheus 3, so that neighbours share one.
func writeParts(b *bytes.Buffer, parts []part) {
	slices.SortFunc(parts, func(x, y part) int { return cmp.Or(cmp.Compare(x.first, y.first), cmp.Compare(x.last, y.last)) })
	last := -1.0
	for _, p := range parts {
		values := after(p.values, last)
		if len(values) == 0 {
			continue
		}
		if last >= 0 {
			b.WriteByte(',')
		}
		b.Write(values)
		last = p.last
	}
}

// ends are the times of the first and the last sample.
func ends(values []byte) (first, last float64, ok bool) {
	first, ok = timeOf(values)
	if !ok {
		return 0, 0, false
	}
	last, ok = timeOf(values[bytes.LastIndexByte(values, '['):])
	return first, last, ok && last >= first
}

// timeOf is the time of the sample that values begin with.
func timeOf(values []byte) (float64, bool) {
	values = bytes.TrimLeft(values, " \t\r\n,")
	stamp, _, ok := bytes.Cut(bytes.TrimPrefix(values, []byte("[")), []byte(","))
	t, err := strconv.ParseFloat(string(bytes.TrimSpace(stamp)), 64)
	return t, ok && err == nil && t >= 0
}

// after is the samples later than t.
func after(values []byte, t float64) []byte {
	for len(values) > 0 {
		if at, ok := timeOf(values); ok && at > t {
			return bytes.TrimLeft(values, " \t\r\n,")
		}
		end := bytes.IndexByte(values, ']')
		if end < 0 {
			return nil
		}
		values = values[end+1:]
	}
	return nil
}
