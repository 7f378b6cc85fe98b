package awshealth_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/aws/awstest"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/status/awshealth"
	"github.com/pes-dev/pes/event"
)

func at(h, m, s int) time.Time { return time.Date(2025, 10, 20, h, m, s, 0, time.UTC) }

// incident is an event of the fake AWS Health.
type incident struct {
	name, region, service, category string
	start, end, updated             time.Time
	text                            string
	affected                        int
}

func (i incident) arn() string {
	return "arn:aws:health:" + i.region + "::event/" + i.service + "/AWS_" + i.service + "_OPERATIONAL_ISSUE/" + i.name
}

func (i incident) json() map[string]any {
	m := map[string]any{
		"arn": i.arn(), "service": i.service, "eventTypeCode": "AWS_" + i.service + "_OPERATIONAL_ISSUE", "eventTypeCategory": i.category, "region": i.region,
		"startTime": seconds(i.start), "lastUpdatedTime": seconds(i.updated), "statusCode": "open", "eventScopeCode": "PUBLIC",
	}
	if !i.end.IsZero() {
		m["endTime"], m["statusCode"] = seconds(i.end), "closed"
	}
	return m
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// filter is the part of a question that the fake looks at. AWS takes both ends in.
type filter struct {
	StartTimes, EndTimes, LastUpdatedTimes                              []struct{ From, To *float64 }
	Regions, Services, EventTypeCategories, EventStatusCodes, EventArns []string
}

func (f filter) fits(i incident) bool {
	within := func(rs []struct{ From, To *float64 }, t time.Time) bool {
		return len(rs) == 0 || !t.IsZero() && slices.ContainsFunc(rs, func(r struct{ From, To *float64 }) bool {
			return (r.From == nil || seconds(t) >= *r.From) && (r.To == nil || seconds(t) <= *r.To)
		})
	}
	one := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	return within(f.StartTimes, i.start) && within(f.EndTimes, i.end) && within(f.LastUpdatedTimes, i.updated) && one(f.Regions, i.region) && one(f.Services, i.service) &&
		one(f.EventTypeCategories, i.category) && one(f.EventStatusCodes, i.json()["statusCode"].(string))
}

// fake is AWS Health in the spirit of httptest: JSON 1.1 by X-Amz-Target, pages by nextToken, at most ten events a question for details.
type fake struct {
	incidents []incident
	mu        sync.Mutex // of asked
	asked     []string
}

func (f *fake) handler() http.Handler {
	return awstest.Signed(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Filter    filter
			EventArns []string
			NextToken string
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			awstest.Fail(400, "SerializationException", "no JSON").ServeHTTP(w, r)
			return
		}
		_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "AWSHealth_20160804.")
		f.mu.Lock()
		f.asked = append(f.asked, op)
		f.mu.Unlock()
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		switch op {
		case "DescribeEvents":
			out := []any{}
			for _, i := range f.incidents {
				if q.Filter.fits(i) {
					out = append(out, i.json())
				}
			}
			from, _ := strconv.Atoi(q.NextToken)
			to := min(from+2, len(out))
			answer := map[string]any{"events": out[from:to]}
			if to < len(out) {
				answer["nextToken"] = strconv.Itoa(to)
			}
			json.NewEncoder(w).Encode(answer)
		case "DescribeEventDetails":
			if len(q.EventArns) > 10 {
				awstest.Fail(400, "ValidationException", "at most 10").ServeHTTP(w, r)
				return
			}
			set := []any{}
			for _, i := range f.incidents {
				if slices.Contains(q.EventArns, i.arn()) {
					set = append(set, map[string]any{"event": i.json(), "eventDescription": map[string]any{"latestDescription": i.text}})
				}
			}
			json.NewEncoder(w).Encode(map[string]any{"successfulSet": set, "failedSet": []any{}})
		case "DescribeAffectedEntities":
			out := []any{}
			for _, i := range f.incidents {
				for n := range i.affected {
					if slices.Contains(q.Filter.EventArns, i.arn()) {
						out = append(out, map[string]any{"eventArn": i.arn(), "entityValue": fmt.Sprintf("i-%d", n), "lastUpdatedTime": seconds(i.start.Add(10 * time.Minute))})
					}
				}
			}
			json.NewEncoder(w).Encode(map[string]any{"entities": out})
		default:
			awstest.Fail(400, "UnknownOperationException", op).ServeHTTP(w, r)
		}
	}))
}

func usual() *fake {
	f := &fake{incidents: []incident{
		{"before", "us-east-1", "PRINT", "issue", at(1, 0, 0), at(5, 0, 0), at(5, 30, 0), "It was before.", 0},
		{"through", "us-east-1", "PRINT", "issue", at(5, 0, 0), at(11, 0, 0), at(11, 30, 0), "It lasts.", 0},
		{"inside", "us-east-1", "PRINT", "issue", at(6, 0, 0), at(9, 1, 0), at(9, 30, 0), "Labels print again.", 2},
		{"open", "eu-central-1", "QUEUE", "issue", at(9, 59, 59), time.Time{}, at(9, 59, 59), "We are investigating.", 0},
		{"after", "us-east-1", "PRINT", "issue", at(10, 0, 0), at(12, 0, 0), at(12, 0, 0), "It was after.", 0},
		{"notice", "us-east-1", "BILL", "accountNotification", at(7, 0, 0), time.Time{}, at(7, 0, 0), "Your bill.", 0},
	}}
	return f
}

func subject() livetest.Subject {
	return livetest.Subject{Kind: awshealth.Kind(), Serve: func(*testing.T) http.Handler { return usual().handler() }, Env: awstest.Env(), Least: 5, Refuse: awstest.Refuse()}
}

func TestConformance(t *testing.T) {
	awstest.Isolate(t)
	livetest.Run(t, subject())
}

func ask(t *testing.T, h http.Handler, more live.Settings) (event.Batch, error) {
	t.Helper()
	awstest.Isolate(t)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	s := subject()
	s.Settings = more
	return s.Source(t, server.URL, &live.Secrets{}).Collect(t.Context(), livetest.Window)
}

func texts(b event.Batch) []string {
	var out []string
	for _, e := range b.Events {
		out = append(out, e.At.Format("15:04:05 ")+e.Service+" "+e.Text)
	}
	return out
}

func TestCollect(t *testing.T) {
	f := usual()
	b, err := ask(t, f.handler(), nil)
	want := []string{
		"06:00:00 PRINT AWS PRINT operational issue in us-east-1 began", "06:10:00  AWS counts 2 of your resources as affected: i-0, i-1", "09:01:00 PRINT AWS PRINT operational issue in us-east-1 ended",
		"09:30:00 PRINT Labels print again.", "09:59:59 QUEUE AWS QUEUE operational issue in eu-central-1 began", "09:59:59 QUEUE We are investigating.",
	}
	got := texts(b)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s\n%v", err, diff, f.asked)
	}
	for _, e := range b.Events {
		if len(e.Refs) != 1 || !strings.HasPrefix(e.Refs[0].URL, "https://health.aws.amazon.com/health/home#/event-log?eventID=arn%3Aaws%3Ahealth") {
			t.Errorf("%v", e.Refs)
		}
	}
	q := b.Reports[0].Asked.Queries
	if len(q) != 3 || q[0] != "aws health describe-events --region us-east-1 --filter 'startTimes={to=2025-10-20T10:00:00Z},endTimes={from=2025-10-20T06:00:00Z},eventTypeCategories=issue,scheduledChange,investigation'" {
		t.Errorf("%q", q)
	}
	b, err = ask(t, usual().handler(), live.Settings{"regions": "eu-central-1", "services": "QUEUE", "categories": "issue"})
	if err != nil || len(b.Events) != 2 {
		t.Errorf("%v %q", err, texts(b))
	}
}

func TestMany(t *testing.T) {
	f := &fake{}
	for i := range 35 {
		f.incidents = append(f.incidents, incident{fmt.Sprintf("n%02d", i), "us-east-1", "PRINT", "issue", at(6, i, 0), at(7, i, 0), at(8, i, 0), "x", 0})
	}
	b, err := ask(t, f.handler(), nil)
	if err != nil || len(b.Events) != 3*35 {
		t.Errorf("%v, %d events", err, len(b.Events))
	}
}

// What is older than AWS Health remembers is not covered, so that nothing that was kept of it is dropped.
func TestForgotten(t *testing.T) {
	awstest.Isolate(t)
	server := httptest.NewServer(usual().handler())
	defer server.Close()
	w := event.Window{From: livetest.Now.AddDate(-1, 0, 0), To: livetest.Now}
	b, err := subject().Source(t, server.URL, nil).Collect(t.Context(), w)
	if diff := cmp.Diff([]event.Window{{From: livetest.Now.AddDate(0, 0, -90), To: livetest.Now}}, b.Reports[0].Asked.Covered); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	w.To = livetest.Now.AddDate(0, -6, 0)
	if b, err = subject().Source(t, server.URL, nil).Collect(t.Context(), w); err != nil || len(b.Reports[0].Asked.Covered) != 0 || len(b.Reports[0].Notes) != 1 {
		t.Errorf("%v %+v", err, b.Reports[0])
	}
}

func TestWithoutSupportPlan(t *testing.T) {
	b, err := ask(t, awstest.Signed(awstest.Fail(400, "SubscriptionRequiredException", "")), nil)
	if err == nil || !strings.Contains(b.Reports[0].Error, "SubscriptionRequiredException") || !strings.Contains(b.Reports[0].Fix, "support plan") {
		t.Errorf("%v %+v", err, b.Reports[0])
	}
}

func TestSettings(t *testing.T) {
	many := []any{}
	for i := range 11 {
		many = append(many, fmt.Sprint(i))
	}
	for _, tt := range []struct {
		s    live.Settings
		want string
	}{
		{live.Settings{"regions": many}, "regions"}, {live.Settings{"services": many}, "services"}, {live.Settings{"categories": "outage"}, "categories"},
	} {
		if _, err := awshealth.Kind().Open("x", tt.s, live.Env{}); err == nil || !strings.HasPrefix(err.Error(), tt.want+":") || live.Fix(err) == "" {
			t.Errorf("%v: %v", tt.s, err)
		}
	}
	if s, err := awshealth.Kind().Flag("eu-west-1, us-east-1"); err != nil || fmt.Sprint(s) != "map[regions:[eu-west-1 us-east-1]]" {
		t.Errorf("%v %v", s, err)
	}
}
