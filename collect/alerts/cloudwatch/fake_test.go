package cloudwatch_test

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"
)

// item is a change of an alarm's state.
type item struct {
	at       time.Time
	name     string
	typ      string
	from, to string
	reason   string
}

// fake is a CloudWatch as far as it is asked for the history of alarms, in the protocol that its SDK speaks (Smithy RPC v2 CBOR).
type fake struct {
	items        []item
	descriptions map[string]string
	refuse       string // an operation that is refused
	loop         bool   // every page leads to itself
	mu           sync.Mutex
	asked        []string
}

// note remembers a question.
func (f *fake) note(question string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, question)
}

// alarm has an alarm go from state to state at times of 20 October 2025, or of a day of October before it: "19 23:00:00".
func (f *fake) alarm(name, typ string, changes ...string) {
	for i := 0; i+2 < len(changes); i += 3 {
		f.items = append(f.items, item{clock(changes[i]), name, typ, changes[i+1], changes[i+2], "Threshold Crossed: 1 datapoint [12.0] was greater than the threshold (5.0)."})
	}
}

func clock(text string) time.Time {
	if !strings.Contains(text, " ") {
		text = "20 " + text
	}
	t, err := time.Parse("2006-01 02 15:04:05.999", "2025-10 "+text)
	if err != nil {
		panic(err)
	}
	return t
}

func (f *fake) handler(t testing.TB) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		op := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
		body, _ := io.ReadAll(r.Body)
		in := cbor.Map{}
		if v, err := cbor.Decode(body); err == nil {
			in, _ = v.(cbor.Map)
		}
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		w.Header().Set("Content-Type", "application/cbor")
		if r.Header.Get("Smithy-Protocol") != "rpc-v2-cbor" || op == f.refuse {
			fail(w, http.StatusForbidden, "com.amazonaws.cloudwatch#AccessDenied", "not authorized to perform: cloudwatch:"+op)
			return
		}
		switch op {
		case "DescribeAlarmHistory":
			w.Write(cbor.Encode(f.history(in)))
		case "DescribeAlarms":
			f.note("describe")
			w.Write(cbor.Encode(f.alarms(in)))
		default:
			t.Errorf("asked for %s", r.URL.Path)
		}
	})
}

// fail answers with an error as CloudWatch does.
func fail(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	w.Header().Set("Content-Type", "application/cbor")
	w.WriteHeader(status)
	w.Write(cbor.Encode(cbor.Map{"__type": cbor.String(code), "message": cbor.String(message)}))
}

func (f *fake) history(in cbor.Map) cbor.Map {
	from, to := stamp(in["StartDate"]), stamp(in["EndDate"])
	name, _ := in["AlarmName"].(cbor.String)
	token, _ := in["NextToken"].(cbor.String)
	scan, _ := in["ScanBy"].(cbor.String)
	most, _ := cbor.AsInt32(in["MaxRecords"])
	f.note(fmt.Sprintf("history %s %s %s %s", name, from.Format("02T15:04:05.000"), to.Format("02T15:04:05.000"), token))
	var found []item
	for _, i := range f.items {
		if !i.at.Before(from) && !i.at.After(to) && (name == "" || i.name == string(name)) && slices.Contains(texts(in["AlarmTypes"]), i.typ) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b item) int {
		if scan == "TimestampDescending" {
			a, b = b, a
		}
		return a.at.Compare(b.at)
	})
	start, _ := strconv.Atoi(string(token))
	end := min(start+int(cmp.Or(most, 100)), len(found))
	list := cbor.List{}
	for _, i := range found[min(start, end):end] {
		list = append(list, cbor.Map{
			"AlarmName": cbor.String(i.name), "AlarmType": cbor.String(i.typ), "HistoryItemType": cbor.String("StateUpdate"),
			"Timestamp":      &cbor.Tag{ID: 1, Value: cbor.Float64(float64(i.at.UnixMilli()) / 1000)},
			"HistorySummary": cbor.String("Alarm updated from " + i.from + " to " + i.to),
			"HistoryData":    cbor.String(fmt.Sprintf(`{"version":"1.0","oldState":{"stateValue":%q,"stateReason":"x"},"newState":{"stateValue":%q,"stateReason":%q}}`, i.from, i.to, i.reason)),
		})
	}
	out := cbor.Map{"AlarmHistoryItems": list}
	if end < len(found) || f.loop {
		out["NextToken"] = cbor.String(strconv.Itoa(end))
		if f.loop {
			out["NextToken"] = cbor.String("again")
		}
	}
	return out
}

func (f *fake) alarms(in cbor.Map) cbor.Map {
	list := cbor.List{}
	for _, name := range texts(in["AlarmNames"]) {
		if d, ok := f.descriptions[name]; ok {
			list = append(list, cbor.Map{"AlarmName": cbor.String(name), "AlarmDescription": cbor.String(d), "StateValue": cbor.String("OK")})
		}
	}
	return cbor.Map{"MetricAlarms": list, "CompositeAlarms": cbor.List{}}
}

func stamp(v cbor.Value) time.Time {
	tag, ok := v.(*cbor.Tag)
	if !ok {
		return time.Time{}
	}
	f, err := cbor.AsFloat64(tag.Value)
	if err != nil {
		n, _ := cbor.AsInt64(tag.Value)
		f = float64(n)
	}
	return time.UnixMilli(int64(f*1000 + 0.5)).UTC()
}

func texts(v cbor.Value) []string {
	var out []string
	list, _ := v.(cbor.List)
	for _, one := range list {
		if s, ok := one.(cbor.String); ok {
			out = append(out, string(s))
		}
	}
	return out
}
