package alerts_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

const (
	incidentsDump = `{"incidents":[{"id":"PQ1","type":"incident","incident_number":7,"title":"Orders hang","summary":"[#7] Orders hang","html_url":"https://acme.pagerduty.com/incidents/PQ1",
 "created_at":"2025-10-20T02:50:00-04:00","updated_at":"2025-10-20T07:00:00Z","status":"acknowledged","urgency":"low","priority":{"id":"P5","type":"priority_reference","summary":"P1"},
 "service":{"id":"PS","type":"service_reference","summary":"orders"}}],"limit":25,"offset":0,"more":false}`
	incidentLater = `{"incident":{"id":"PQ1","title":"Orders hang","html_url":"https://acme.pagerduty.com/incidents/PQ1","created_at":"2025-10-20T06:50:00Z","updated_at":"2025-10-20T08:00:00Z",
 "status":"resolved","last_status_change_at":"2025-10-20T07:55:00Z","urgency":"low","priority":null,"service":{"id":"PS","summary":"orders"}}}`
	logDump = `{"log_entries":[
 {"id":"R1","type":"trigger_log_entry","summary":"Triggered","created_at":"2025-10-20T06:50:00Z","agent":{"id":"PS","type":"service_reference","summary":"orders"},"incident":{"id":"PQ1","type":"incident_reference","summary":"[#7] Orders hang","html_url":"https://acme.pagerduty.com/incidents/PQ1"},"service":{"id":"PS","summary":"orders"},"channel":{"type":"api"}},
 {"id":"R2","type":"acknowledge_log_entry_reference","summary":"Acknowledged by Kofi","created_at":"2025-10-20T06:54:00Z","agent":{"id":"U1","type":"user_reference","summary":"Kofi Mensah"},"incident":{"id":"PQ1","summary":"[#7] Orders hang"}},
 {"id":"R3","type":"annotate_log_entry","created_at":"2025-10-20T07:01:00Z","agent":{"id":"U1","type":"user_reference","summary":"Kofi Mensah"},"incident":{"id":"PQ1","summary":"[#7] Orders hang"},"channel":{"type":"note","content":"the queue's disk is full"}},
 {"id":"R4","type":"notify_log_entry","created_at":"2025-10-20T06:50:02Z","agent":{"id":"PS","type":"service_reference"},"incident":{"id":"PQ1"}},
 {"id":"R5","type":"resolve_log_entry","created_at":"2025-10-20T07:55:00Z","agent":{"id":"PS","type":"service_reference","summary":"orders"},"incident":{"id":"PQ1","summary":"[#7] Orders hang"}},
 {"id":"R6","type":"something else","created_at":"2025-10-20T07:55:00Z"},{"type":7},"x"],"more":false}`
	notesDump = `{"notes":[{"id":"N1","user":{"id":"U1","type":"user_reference","summary":"Kofi Mensah"},"channel":{"summary":"The PagerDuty website"},"content":"the queue's disk is full","created_at":"2025-10-20T07:01:00Z"}]}`
)

// spoken is what a test looks at of what people did: when, who, and the words.
func spoken(events []event.Event) []string {
	var out []string
	for _, ev := range events {
		if ev.Kind != event.Alert {
			out = append(out, ev.At.Format("15:04")+" "+ev.Actor.Name+" ("+ev.Service+"): "+ev.Text)
		}
	}
	return out
}

func TestPagerDuty(t *testing.T) {
	acts := []string{
		"06:54 Kofi Mensah (orders): acknowledged incident #7", "07:01 Kofi Mensah (orders): the queue's disk is full", "07:55 orders (orders): resolved incident #7",
	}
	tests := map[string]struct {
		in     []string
		alert  string
		spoken []string
	}{
		"all":               {[]string{incidentsDump, incidentLater, logDump, notesDump}, "20T06:50:00 20T07:55:00 x1 orders/info Orders hang", acts},
		"the log alone":     {[]string{logDump}, "20T06:50:00 20T07:55:00 x1 orders/ [#7] Orders hang", acts},
		"still open":        {[]string{incidentsDump}, "20T06:50:00 open x1 orders/critical Orders hang", nil},
		"resolved later":    {[]string{incidentLater, incidentsDump}, "20T06:50:00 20T07:55:00 x1 orders/info Orders hang", nil},
		"notes of anything": {[]string{notesDump}, "", []string{"07:01 Kofi Mensah (): the queue's disk is full"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := collect(t, event.Window{}, tt.in...)
			var found []event.Event
			for _, ev := range b.Events {
				if ev.Kind == event.Alert {
					found = append(found, ev)
				}
			}
			if diff := cmp.Diff(tt.alert, strings.Join(brief(found), "\n")); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.spoken, spoken(b.Events)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPagerDutyDamage(t *testing.T) {
	b := collect(t, event.Window{}, logDump)
	if r := b.Reports[0]; r.Records != 8 || r.Dropped != 3 || len(r.Notes) == 0 {
		t.Errorf("report %+v", r)
	}
}
