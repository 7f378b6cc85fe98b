package render_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// The fixture is a cloud region's outage of 20 October 2025 as public accounts tell it, in our own words, as the timeline would give it.

func newYork(t *testing.T) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// utc is a minute of 20 October 2025, or of the day after where the hour is beyond 23.
func utc(hour, minute int) time.Time { return time.Date(2025, 10, 20, hour, minute, 0, 0, time.UTC) }

type entrySpec struct {
	id      string
	at      time.Time
	kind    event.Kind
	source  string
	service string
	phase   string
	text    string
}

func (e entrySpec) entry(row bool) timeline.Entry {
	return timeline.Entry{
		Event: event.Event{
			ID: e.id, At: e.at, Kind: e.kind, Source: e.source, Service: e.service, Text: e.text, Count: 1, Precision: event.Duration(time.Minute),
			Refs: []event.Ref{{File: "evidence/" + e.source, Line: 1 + int(e.at.Unix()/60)%97}},
		},
		Phase: e.phase, Row: row,
	}
}

const (
	account   = "vendor-account.md"
	dashboard = "dashboard.txt"
)

func outageEntries() []timeline.Entry {
	var out []timeline.Entry
	for _, e := range []entrySpec{
		{"E-00000001", utc(2, 10), event.Change, "git.log", "web", "", "Raise the size of the image cache"},
		{"E-00000002", utc(6, 47), event.Note, account, "redshift", "", "Redshift: from 11:47 PM PDT queries and cluster calls returned errors."},
		{"E-00000003", utc(6, 48), event.Note, account, "dynamodb", "detection", "DynamoDB: between 11:48 PM and 2:40 AM PDT a latent race in the automation of its DNS left the regional endpoint's record empty; new connections failed."},
		{"E-00000004", utc(6, 49), event.Log, "canary.jsonl", "dynamodb-canary", "detection", "dial tcp: lookup dynamodb.us-east-1.amazonaws.com: no such host"},
		{"E-00000005", utc(6, 51), event.Alert, "alerts.json", "lambda", "detection", "CanaryFailing lambda"},
		{"E-00000006", utc(7, 11), event.Status, dashboard, "", "detection", "We are investigating increased error rates and latencies for multiple services in the US-EAST-1 Region."},
		{"E-00000007", utc(7, 38), event.Note, account, "dynamodb", "diagnosis", "12:38 AM: engineers had found the state of DynamoDB's DNS to be the source of the outage."},
		{"E-00000008", utc(9, 1), event.Status, dashboard, "dynamodb", "mitigation", "A potential root cause is identified: DNS resolution of the DynamoDB endpoint."},
		{"E-00000009", utc(9, 25), event.Note, account, "dynamodb", "mitigation", "2:25 AM: all DNS information of DynamoDB was restored."},
		{"E-0000000a", utc(10, 35), event.Status, dashboard, "", "mitigation", "The underlying DNS issue has been fully mitigated; launches of new EC2 instances still fail at elevated rates."},
		{"E-0000000b", utc(11, 14), event.Note, account, "ec2", "mitigation", "4:14 AM: incoming work was throttled and hosts of the lease manager were restarted one by one."},
		{"E-0000000c", utc(12, 30), event.Note, account, "nlb", "mitigation", "NLB: between 5:30 AM and 2:09 PM health checks removed healthy capacity; connections failed."},
		{"E-0000000d", utc(13, 52), event.Note, account, "nlb", "mitigation", "6:52 AM: monitoring noticed the failing health checks."},
		{"E-0000000e", utc(16, 36), event.Note, account, "nlb", "recovery", "9:36 AM: automatic failover on health checks was turned off, which ended the connection errors."},
		{"E-0000000f", utc(20, 50), event.Note, account, "ec2", "recovery", "EC2: between 2:25 AM and 1:50 PM launches failed; impaired from 11:48 PM."},
		{"E-0000000g", utc(22, 53), event.Status, dashboard, "", "", "By 3:01 PM all 142 services had returned to normal operations. Between 11:49 PM and 2:24 AM error rates were increased; the trigger was identified at 12:26 AM."},
		{"E-0000000h", utc(35, 5), event.Note, account, "redshift", "", "Redshift: the last impaired clusters were restored at 4:05 AM on 21 October."},
		{"E-0000000j", utc(40, 0), event.Note, account, "dynamodb", "", "Measure announced, done: the DNS automation is turned off worldwide."},
		{"E-0000000k", utc(40, 1), event.Note, account, "nlb", "", "Measure announced: limit how much capacity a load balancer may drop at once."},
	} {
		out = append(out, e.entry(true))
	}
	for i := range 3 {
		e := entrySpec{"E-0000001" + string(rune('a'+i)), utc(7, 20+i), event.Log, "canary.jsonl", "ec2-canary", "diagnosis", "RunInstances: request failed | status=503"}.entry(false)
		if i > 0 {
			e.Under = "E-00000004"
		}
		out = append(out, e)
	}
	out[3].Until, out[3].Count, out[3].Severity = utc(9, 40), 18422, event.Error
	out[4].Open = true
	return out
}

func stated(rule, source, words string) timeline.Reason {
	return timeline.Reason{Rule: rule, Source: source, Kind: event.Note, Words: words}
}

func known(n timeline.Name, at time.Time, r timeline.Reason, c timeline.Confidence, ids ...string) *timeline.Milestone {
	return &timeline.Milestone{Name: n, State: timeline.Known, At: at, Precision: time.Minute, Reason: r, Confidence: c, Evidence: ids}
}

func outageMilestones() timeline.Milestones {
	post := func(rule, words string) timeline.Reason {
		return timeline.Reason{Rule: rule, Source: dashboard, Kind: event.Status, Words: words}
	}
	ms := timeline.Milestones{
		timeline.Onset: known(timeline.Onset, utc(6, 48), stated("stated-window", account, "between 11:48 PM and 2:40 AM PDT"), timeline.High, "E-00000003"),
		timeline.Detected: {
			Name: timeline.Detected, State: timeline.Bounded, NotBefore: utc(6, 48), NotAfter: utc(6, 51), Evidence: []string{"E-00000003", "E-00000005"},
			Reason: timeline.Reason{Rule: "bounded-by-neighbours"},
		},
		timeline.Notified:   known(timeline.Notified, utc(7, 11), post("first-notice", "We are investigating increased error rates"), timeline.High, "E-00000006"),
		timeline.Engaged:    known(timeline.Engaged, utc(7, 11), post("engaged-by-post", ""), timeline.Low, "E-00000006"),
		timeline.Identified: known(timeline.Identified, utc(7, 38), stated("stated-cause", account, "12:38 AM: engineers had found the state of DynamoDB's DNS"), timeline.High, "E-00000007"),
		timeline.Mitigated:  known(timeline.Mitigated, utc(16, 36), stated("noted-mitigation", account, "9:36 AM: automatic failover on health checks was turned off"), timeline.Medium, "E-0000000e"),
		timeline.Recovered:  known(timeline.Recovered, utc(22, 1), post("stated-end", "By 3:01 PM all 142 services had returned to normal operations"), timeline.High, "E-0000000g"),
		timeline.Closed:     known(timeline.Closed, utc(22, 53), post("last-notice", ""), timeline.Low, "E-0000000g"),
	}
	ms[timeline.Onset].Alternatives = []timeline.Candidate{
		{At: utc(6, 47), Precision: time.Minute, Evidence: []string{"E-00000002"}, Reason: timeline.Reason{Rule: "stated-start", Source: account, Kind: event.Note, Service: "redshift", Words: "from 11:47 PM PDT"}, Confidence: timeline.Medium},
		{At: utc(6, 49), Precision: time.Minute, Evidence: []string{"E-0000000g"}, Reason: post("stated-window", "Between 11:49 PM and 2:24 AM"), Confidence: timeline.Medium},
	}
	return ms
}

func outageDurations() []timeline.Duration {
	least, most := time.Duration(0), 3*time.Minute
	return []timeline.Duration{
		{Name: "ttd", State: timeline.Bounded, Min: &least, Max: &most, From: timeline.Onset, To: timeline.Detected, Evidence: []string{"E-00000003", "E-00000005"}},
		{Name: "tte", State: timeline.Unknown, From: timeline.Detected, To: timeline.Engaged},
		{Name: "tti", State: timeline.Known, Value: 50 * time.Minute, From: timeline.Onset, To: timeline.Identified, Evidence: []string{"E-00000003", "E-00000007"}},
		{Name: "ttm", State: timeline.Known, Value: utc(16, 36).Sub(utc(6, 48)), From: timeline.Onset, To: timeline.Mitigated, Evidence: []string{"E-00000003", "E-0000000e"}},
		{Name: "ttn", State: timeline.Known, Value: 23 * time.Minute, From: timeline.Onset, To: timeline.Notified, Evidence: []string{"E-00000003", "E-00000006"}},
		{Name: "ttr", State: timeline.Known, Value: utc(22, 1).Sub(utc(6, 48)), From: timeline.Onset, To: timeline.Recovered, Evidence: []string{"E-00000003", "E-0000000g"}},
	}
}

func outageImpacts() []timeline.Impact {
	window := func(service, words string) timeline.Reason {
		return timeline.Reason{Rule: "stated-window", Source: account, Kind: event.Note, Service: service, Words: words}
	}
	return []timeline.Impact{
		{
			Service: "dynamodb", Wave: 1, From: utc(6, 48), To: utc(9, 40), Evidence: []string{"E-00000003"}, FromWhy: window("dynamodb", "between 11:48 PM and 2:40 AM PDT"),
			Ended: "all DNS information of DynamoDB was restored", EndedBy: []string{"E-00000009"}, Peak: 212, HasPeak: true, Unit: "errors/min",
		},
		{
			Service: "ec2", Wave: 1, From: utc(9, 25), To: utc(20, 50), Since: utc(6, 48), Evidence: []string{"E-0000000f"},
			FromWhy: window("ec2", "between 2:25 AM and 1:50 PM launches failed"),
		},
		{
			Service: "nlb", Wave: 1, From: utc(12, 30), To: utc(21, 9), Evidence: []string{"E-0000000c"}, FromWhy: window("nlb", "between 5:30 AM and 2:09 PM"),
			Ended: "automatic failover on health checks was turned off", EndedBy: []string{"E-0000000e"},
			Milestones: timeline.Milestones{timeline.Detected: known(timeline.Detected, utc(13, 52), stated("stated-detection", account, "monitoring noticed"), timeline.High, "E-0000000d")},
		},
	}
}

func outageContradictions() []timeline.Contradiction {
	return []timeline.Contradiction{
		{
			Subject: "onset", Used: 0, Reason: stated("stated-window", account, "between 11:48 PM and 2:40 AM PDT"), Evidence: []string{"E-00000003", "E-0000000g"},
			Values: []timeline.Value{
				{At: utc(6, 48), Source: account, Text: "between 11:48 PM and 2:40 AM PDT", Evidence: []string{"E-00000003"}},
				{At: utc(6, 49), Source: dashboard, Text: "Between 11:49 PM and 2:24 AM", Evidence: []string{"E-0000000g"}},
			},
		},
		{
			Subject: "identified", Used: 1, Reason: stated("stated-cause", account, "12:38 AM"), Evidence: []string{"E-0000000g", "E-00000007"},
			Values: []timeline.Value{
				{At: utc(7, 26), Source: dashboard, Text: "the trigger was identified at 12:26 AM", Evidence: []string{"E-0000000g"}},
				{At: utc(7, 38), Source: account, Text: "12:38 AM: engineers had found", Evidence: []string{"E-00000007"}},
			},
		},
		{
			Subject: "called-over-too-early", Service: "nlb", Used: 1, Evidence: []string{"E-0000000a", "E-0000000c"},
			Reason: timeline.Reason{Rule: "impact-began-again", Service: "nlb", At: utc(12, 30)},
			Values: []timeline.Value{
				{At: utc(10, 35), Source: dashboard, Text: "The underlying DNS issue has been fully mitigated", Evidence: []string{"E-0000000a"}},
				{At: utc(12, 30), Source: account, Text: "between 5:30 AM and 2:09 PM health checks removed healthy capacity", Evidence: []string{"E-0000000c"}},
			},
		},
	}
}

func outageTimeline() *timeline.Timeline {
	return &timeline.Timeline{
		Window:     event.Window{From: utc(2, 0), To: utc(41, 0)},
		Milestones: outageMilestones(),
		Phases: []timeline.Phase{
			{Name: "detection", From: utc(6, 48), To: utc(7, 11), Ends: timeline.Detected},
			{Name: "diagnosis", From: utc(7, 11), To: utc(7, 38), Ends: timeline.Identified},
			{Name: "mitigation", From: utc(7, 38), To: utc(16, 36), Ends: timeline.Mitigated},
			{Name: "recovery", From: utc(16, 36), To: utc(22, 1), Ends: timeline.Recovered},
		},
		Durations: outageDurations(),
		Impacts:   outageImpacts(),
		Cascade: []timeline.Onward{
			{Service: "dynamodb", At: utc(6, 48), Why: stated("stated-window", account, ""), Evidence: []string{"E-00000003"}},
			{Service: "redshift", At: utc(6, 47), After: -time.Minute, Why: stated("stated-start", account, ""), Evidence: []string{"E-00000002", "E-00000003"}},
			{Service: "nlb", At: utc(12, 30), After: 5*time.Hour + 42*time.Minute, Why: stated("stated-window", account, ""), Via: []string{"ec2", "dynamodb"}, Evidence: []string{"E-0000000c", "E-00000003"}},
		},
		Silences: []timeline.Silence{
			{From: utc(7, 38), To: utc(9, 1), After: "E-00000007", Before: "E-00000008", Going: 2, Row: true, Evidence: []string{"E-00000007", "E-00000008"}},
			{From: utc(9, 25), To: utc(10, 35), After: "E-00000009", Before: "E-0000000a", Evidence: []string{"E-00000009", "E-0000000a"}},
			{From: utc(20, 50), To: utc(22, 1), After: "E-0000000f", Row: true, Evidence: []string{"E-0000000f", "E-0000000g"}},
		},
		Remainders: []timeline.Remainder{
			{Text: "the last impaired clusters were restored at 4:05 AM on 21 October", Service: "redshift", Until: utc(35, 5), Evidence: []string{"E-0000000h"}},
		},
		Attempts: []timeline.Attempt{
			{At: utc(11, 14), Text: "incoming work was throttled and hosts of the lease manager were restarted one by one", Service: "ec2", Outcome: "partial", Evidence: []string{"E-0000000b"}},
			{At: utc(16, 36), Text: "automatic failover on health checks was turned off", Service: "nlb", Outcome: "worked", Evidence: []string{"E-0000000e"}},
		},
		Causes: []timeline.Statement{
			{Text: "a latent race in the automation of its DNS left the regional endpoint's record empty", Service: "dynamodb", Source: account, Evidence: []string{"E-00000003"}},
			{Text: "A potential root cause is identified: DNS resolution of the DynamoDB endpoint", Source: dashboard, Hedged: true, Evidence: []string{"E-00000008"}},
		},
		Entries:        outageEntries(),
		Contradictions: outageContradictions(),
		Facts:          []timeline.Fact{{Text: "142 services affected", Value: 142, Unit: "services", Evidence: []string{"E-0000000g"}}},
		Items: []timeline.Item{
			{ID: "R1", Text: "the DNS automation is turned off worldwide", Type: "prevent", State: "done", Origin: "mined", Evidence: []string{"E-0000000j"}},
			{ID: "R2", Text: "limit how much capacity a load balancer may drop at once", State: "open", Origin: "mined", Evidence: []string{"E-0000000k"}},
		},
	}
}

func outage(t *testing.T) *summary.Summary {
	t.Helper()
	return summary.New(outageTimeline(), summary.Meta{
		ID: "2025-10-20-us-east-1", Title: "Outage of DynamoDB, EC2 and load balancers in us-east-1", Kind: "third-party", Severity: "SEV-1",
		Zone: newYork(t), Regions: []string{"us-east-1"}, Roles: map[string]string{"incident commander": "on-call lead"},
		Sources: []event.Report{
			{Name: account, Kind: event.Note, Format: "dated-notes", Records: 14, Notes: []string{"times without a zone read as America/Los_Angeles"}},
			{Name: dashboard, Kind: event.Status, Format: "dashboard", Records: 4},
			{Name: "canary.jsonl", Kind: event.Log, Format: "json-lines", Records: 120331, Dropped: 2, Error: "unexpected end of the gzip stream after 1,048,576 bytes"},
			{Name: "alerts.json", Kind: event.Alert, Format: "alertmanager-webhook", Records: 12},
			{Name: "git.log", Kind: event.Change, Format: "git-log", Records: 3},
			{Name: "blob.bin", Notes: []string{"not recognised: no text"}},
		},
		Attachments: []string{"graph.png"}, Redacted: map[string]int{"bearer-token": 2, "password": 1}, Assumptions: []string{"dates without a year are of 2025"},
		Version: "0.1.0",
	})
}
