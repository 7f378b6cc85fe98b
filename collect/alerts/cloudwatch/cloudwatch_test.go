package cloudwatch_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts/cloudwatch"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/aws/awstest"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

func outage() *fake {
	f := &fake{descriptions: map[string]string{"tickets-5xx": "More than one sale of twenty fails"}}
	f.alarm("tickets-5xx", "MetricAlarm", "06:51:10.123", "OK", "ALARM", "09:31:10", "ALARM", "OK")
	f.alarm("web-down", "CompositeAlarm", "06:52:00", "OK", "ALARM", "09:32:00", "ALARM", "INSUFFICIENT_DATA")
	f.alarm("queue-age", "MetricAlarm", "18 03:00:00", "OK", "ALARM", "06:20:00", "ALARM", "OK")
	f.alarm("disk-full", "MetricAlarm", "08:00:00", "INSUFFICIENT_DATA", "ALARM", "14:00:00", "ALARM", "OK")
	f.alarm("too-late", "MetricAlarm", "10:00:00", "OK", "ALARM")
	return f
}

func TestConformance(t *testing.T) {
	awstest.Isolate(t)
	livetest.Run(t, livetest.Subject{
		Kind: cloudwatch.Kind(), Serve: func(t *testing.T) http.Handler { return awstest.Signed(outage().handler(t)) }, Env: awstest.Env(), Least: 4,
		Refuse: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fail(w, http.StatusForbidden, "com.amazonaws.cloudwatch#InvalidClientTokenId", "The security token included in the request is invalid.")
		}),
	})
}

func collect(t *testing.T, f *fake, settings live.Settings) (event.Batch, error) {
	t.Helper()
	awstest.Isolate(t)
	server := httptest.NewServer(f.handler(t))
	defer server.Close()
	all := live.Settings{"url": server.URL}
	maps.Copy(all, settings)
	src, err := cloudwatch.Kind().Open("aws", all, live.Env{
		Getenv: func(k string) string { return awstest.Env()[k] }, Now: func() time.Time { return livetest.Now }, Pause: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return src.Collect(t.Context(), livetest.Window)
}

func brief(events []event.Event) []string {
	var out []string
	for _, e := range events {
		until := "-"
		if e.Open {
			until = "open"
		} else if !e.Until.IsZero() {
			until = e.Until.Format("15:04:05")
		}
		out = append(out, fmt.Sprintf("%s %s %s", e.At.Format("02T15:04:05.999"), until, e.Text))
	}
	return out
}

const crossed = ": Threshold Crossed: 1 datapoint [12.0] was greater than the threshold (5.0)."

var want = []string{
	"18T03:00:00 06:20:00 queue-age" + crossed,
	"20T06:51:10.123 09:31:10 More than one sale of twenty fails",
	"20T06:52:00 09:32:00 web-down" + crossed,
	"20T08:00:00 14:00:00 disk-full" + crossed,
}

func TestHistory(t *testing.T) {
	f := outage()
	b, err := collect(t, f, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, brief(b.Events)); diff != "" {
		t.Error(diff)
	}
	wantAsked := []string{
		"history  19T06:00:00.000 21T09:59:59.999 ",
		"history queue-age 20T06:00:00.000 19T05:59:59.999 ", // 30 days back
		"describe",
	}
	if diff := cmp.Diff(wantAsked, f.asked); diff != "" {
		t.Error(diff)
	}
	if got, want := b.Events[1].Refs[0].URL, "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/tickets-5xx"; got != want {
		t.Errorf("ref %s, want %s", got, want)
	}
	if b.Events[2].Labels["alarm_type"] != "composite" || b.Events[2].Open {
		t.Errorf("composite %+v", b.Events[2])
	}
	if q := b.Reports[0].Asked.Queries[0]; !strings.HasSuffix(q, "--start-date 2025-10-19T06:00:00Z --end-date 2025-10-21T09:59:59.999Z") {
		t.Errorf("query %s", q)
	}
}

func TestNamedAlarms(t *testing.T) {
	b, err := collect(t, outage(), live.Settings{"alarms": []any{"web-down", "disk-full"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[2:], brief(b.Events)); diff != "" {
		t.Error(diff)
	}
}

func TestPages(t *testing.T) {
	f := &fake{}
	for i := range 250 {
		f.alarm(fmt.Sprintf("alarm-%03d", i), "MetricAlarm", "07:00:00", "OK", "ALARM", "07:30:00", "ALARM", "OK")
	}
	b, err := collect(t, f, nil)
	if err != nil || len(b.Events) != 250 {
		t.Errorf("%v, %d events", err, len(b.Events))
	}
	f.loop = true
	if b, err := collect(t, f, nil); err == nil || !strings.Contains(b.Reports[0].Error, "lead back") || len(b.Events) == 0 {
		t.Errorf("a page loop: %v, %d events", err, len(b.Events))
	}
}

// TestRights: descriptions that may not be read cost no history; a history that may not be read says what right is missing.
func TestRights(t *testing.T) {
	f := outage()
	f.refuse = "DescribeAlarms"
	b, err := collect(t, f, nil)
	if err != nil || len(b.Events) != 4 || len(b.Reports[0].Notes) == 0 {
		t.Errorf("%v, %d events, notes %q", err, len(b.Events), b.Reports[0].Notes)
	}
	f.refuse = "DescribeAlarmHistory"
	if b, err = collect(t, f, nil); err == nil || !strings.Contains(b.Reports[0].Fix, "cloudwatch:DescribeAlarmHistory") {
		t.Errorf("%v, fix %q", err, b.Reports[0].Fix)
	}
}
