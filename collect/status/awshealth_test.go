package status

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

const (
	healthARN  = "arn:aws:health:us-east-1::event/PRINT/AWS_PRINT_OPERATIONAL_ISSUE/AWS_PRINT_OPERATIONAL_ISSUE_1"
	healthJSON = `{"arn":"` + healthARN + `","service":"PRINT","eventTypeCode":"AWS_PRINT_OPERATIONAL_ISSUE","eventTypeCategory":"issue","region":"us-east-1",
		"startTime":1760943060.5,"endTime":"2025-10-20T09:01:00+00:00","lastUpdatedTime":"2025-10-20T12:00:00.25+02:00","statusCode":"closed","eventScopeCode":"PUBLIC"}`
	healthDetails = `{"successfulSet":[{"event":` + healthJSON + `,"eventDescription":{"latestDescription":"[12:11 AM PDT] We are investigating.\n\n[02:01 AM PDT] Labels print again."}}],"failedSet":[]}`
)

func said(start, updated, words string) string {
	text, _ := json.Marshal(words)
	return `{"successfulSet":[{"event":{"arn":"a","service":"PRINT","eventTypeCode":"AWS_PRINT_OPERATIONAL_ISSUE","eventTypeCategory":"issue","startTime":"` + start + `","lastUpdatedTime":"` + updated +
		`"},"eventDescription":{"latestDescription":` + string(text) + `}}]}`
}

func healthLines(events []event.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, fmt.Sprintf("%s [%s] %s%s", e.At.Format("15:04:05.000"), e.Labels["status"], strings.SplitN(e.Text, "\n", 2)[0], map[string]string{"true": " (began)"}[e.Labels["began"]]))
	}
	return out
}

func TestHealth(t *testing.T) {
	entities := `{"entities":[{"entityArn":"x","eventArn":"` + healthARN + `","entityValue":"i-2","awsAccountId":"1","lastUpdatedTime":1760943600},{"eventArn":"` + healthARN + `","entityValue":"i-1","lastUpdatedTime":1760943000}]}`
	both := []string{"06:51:00.500 [investigating] AWS PRINT operational issue in us-east-1 began (began)", "09:01:00.000 [resolved] AWS PRINT operational issue in us-east-1 ended"}
	whole := []string{both[0], "07:11:00.000 [update] We are investigating.", both[1], "09:01:00.000 [update] Labels print again."}
	tests := map[string]struct {
		in   []string
		want []string
	}{
		"events":             {[]string{`{"events":[` + healthJSON + `],"nextToken":"x"}`}, both},
		"an array of them":   {[]string{`[` + healthJSON + `]`}, both},
		"details":            {[]string{healthDetails}, whole},
		"both":               {[]string{healthDetails, `{"events":[` + healthJSON + `]}`}, whole},
		"affected resources": {[]string{entities}, []string{"07:00:00.000 [update] AWS counts 2 of your resources as affected: i-1, i-2"}},
		"a scheduled change that is on": {
			[]string{`{"events":[{"arn":"a","service":"RDS","eventTypeCode":"AWS_RDS_MAINTENANCE_SCHEDULED","eventTypeCategory":"scheduledChange","region":"global","startTime":1760943060}]}`},
			[]string{"06:51:00.000 [in_progress] AWS RDS maintenance scheduled began"},
		},
		"words over midnight": {
			[]string{said("2025-10-20T06:45:00Z", "2025-10-20T07:40:00Z", "[11:50 PM PDT] We look.\n\n[12:20 AM PDT] We still look.")},
			[]string{"06:45:00.000 [investigating] AWS PRINT operational issue began (began)", "06:50:00.000 [update] We look.", "07:20:00.000 [update] We still look."},
		},
		"words whose times are not the event's": {
			[]string{said("2025-10-20T06:45:00Z", "2025-10-20T07:40:00Z", "[03:00 PM PDT] Tomorrow we look.")},
			[]string{"06:45:00.000 [investigating] AWS PRINT operational issue began (began)", "07:40:00.000 [update] [03:00 PM PDT] Tomorrow we look."},
		},
		"words without times": {
			[]string{said("2025-10-20T06:45:00Z", "2025-10-20T07:40:00Z", "At 7:00 AM UTC labels failed.")},
			[]string{"06:45:00.000 [investigating] AWS PRINT operational issue began (began)", "07:40:00.000 [update] At 7:00 AM UTC labels failed."},
		},
		"times that are none": {[]string{`{"events":[{"arn":"a","eventTypeCode":"X","startTime":"soon","lastUpdatedTime":1e300},{"arn":5,"eventTypeCode":[]},7]}`}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var files []*file.File
			for i, in := range tt.in {
				f := file.Bytes(fmt.Sprint(i), []byte(in))
				if h, _ := f.Head(); match(h).Format != "aws-health" {
					t.Fatalf("taken as %+v", match(h))
				}
				files = append(files, f)
			}
			b, err := collect(t.Context(), files, event.Window{}, file.Options{})
			if diff := cmp.Diff(tt.want, healthLines(b.Events)); diff != "" || err != nil {
				t.Errorf("%s %+v", diff, b.Reports)
			}
		})
	}
	e := readHealth([]byte(healthDetails), file.Options{}).posts[0]
	if e.Service != "PRINT" || e.Labels["incident_id"] != healthARN || e.Labels["region"] != "us-east-1" || e.ID != event.ID(event.Status, healthARN, "began") {
		t.Errorf("%+v", e)
	}
}

// FuzzHealth feeds the reader of AWS Health's answers any bytes. Its contract is that of the other readers: no panic, every record an event or dropped.
func FuzzHealth(f *testing.F) {
	f.Add([]byte(healthDetails))
	f.Add([]byte(`{"events":[` + healthJSON + `,{"event":{}}],"entities":[{"eventArn":"a","entityValue":7,"lastUpdatedTime":-1}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = match(file.Head{Data: data, Whole: true})
		r := readHealth(data, file.Options{})
		checkReading(t, r)
		for _, p := range r.posts {
			if p.ID == "" || p.At.Location() != time.UTC {
				t.Errorf("%+v", p)
			}
		}
	})
}
