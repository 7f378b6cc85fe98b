package alerts_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// alarmHistory is what the command line of AWS prints of the history of an alarm, by times and states.
func alarmHistory(name string, changes ...string) string {
	var items []string
	for i := 0; i+2 < len(changes); i += 3 {
		data := fmt.Sprintf(`{"version":"1.0","oldState":{"stateValue":%q,"stateReason":"r"},"newState":{"stateValue":%q,"stateReason":"12 were greater than 5"}}`, changes[i+1], changes[i+2])
		items = append(items, fmt.Sprintf(`{"AlarmName":%q,"AlarmType":"MetricAlarm","Timestamp":"2025-10-20T%s+00:00","HistoryItemType":"StateUpdate","HistorySummary":"s","HistoryData":%q}`, name, changes[i], data))
	}
	return `{"AlarmHistoryItems":[` + strings.Join(items, ",\n") + `]}`
}

func TestTransitions(t *testing.T) {
	const said = "orders-5xx: 12 were greater than 5"
	tests := map[string]struct {
		in   []string
		want []string
	}{
		"latest first":           {[]string{alarmHistory("orders-5xx", "07:30:00", "ALARM", "OK", "06:50:00.250", "OK", "ALARM")}, []string{"20T06:50:00.25 20T07:30:00 x1 / " + said}},
		"not seen to end":        {[]string{alarmHistory("orders-5xx", "06:50:00", "OK", "ALARM")}, []string{"20T06:50:00 open x1 / " + said}},
		"not known any more":     {[]string{alarmHistory("orders-5xx", "06:50:00", "OK", "ALARM", "07:00:00", "ALARM", "INSUFFICIENT_DATA")}, []string{"20T06:50:00 20T07:00:00 x1 / " + said}},
		"twice in two answers":   {[]string{alarmHistory("orders-5xx", "06:50:00", "OK", "ALARM"), alarmHistory("orders-5xx", "06:50:00", "OK", "ALARM", "07:30:00", "ALARM", "OK")}, []string{"20T06:50:00 20T07:30:00 x1 / " + said}},
		"the end twice":          {[]string{alarmHistory("orders-5xx", "06:50:00", "OK", "ALARM", "07:30:00", "ALARM", "OK", "07:30:00", "ALARM", "OK")}, []string{"20T06:50:00 20T07:30:00 x1 / " + said}},
		"flapping":               {[]string{alarmHistory("orders-5xx", "06:50:00", "OK", "ALARM", "06:52:00", "ALARM", "OK", "06:55:00", "OK", "ALARM", "07:30:00", "ALARM", "OK")}, []string{"20T06:50:00 20T07:30:00 x2 / " + said}},
		"with what is written":   {[]string{alarmHistory("orders-5xx", "06:50:00", "OK", "ALARM"), `{"MetricAlarms":[{"AlarmName":"orders-5xx","AlarmDescription":"Orders fail","StateValue":"OK"}]}`}, []string{"20T06:50:00 open x1 / Orders fail"}},
		"only an end":            {[]string{alarmHistory("orders-5xx", "07:30:00", "ALARM", "OK")}, nil},
		"no change of its state": {[]string{strings.Replace(alarmHistory("orders-5xx", "07:30:00", "OK", "ALARM"), "StateUpdate", "ConfigurationUpdate", 1)}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := collect(t, event.Window{}, tt.in...)
			if diff := cmp.Diff(tt.want, brief(b.Events)); diff != "" {
				t.Error(diff)
			}
			if tt.want == nil && len(b.Reports[0].Notes) != 1 {
				t.Errorf("notes %q", b.Reports[0].Notes)
			}
		})
	}
}

const marks = `[{"id":12,"alertId":0,"dashboardUID":"d1","panelId":2,"login":"kofi","newState":"","prevState":"","created":1760943600000,"time":1760943600000,"timeEnd":1760947200000,"text":"load test","tags":["test"]},
 {"id":13,"alertId":3,"alertName":"","panelId":0,"newState":"Alerting","prevState":"Pending","created":1760943660000,"time":1760943660000,"timeEnd":1760943660000,"text":"Slow {alertname=Slow, service=orders} - A=2.000000","tags":[]},
 {"id":14,"panelId":0,"time":"never","text":"x","tags":[]},{"id":15,"panelId":0,"time":1760943600000,"text":" ","tags":[]},7]`

func TestGrafanaAnnotationsFile(t *testing.T) {
	b := collect(t, event.Window{}, marks)
	if diff := cmp.Diff([]string{"20T07:00:00 20T08:00:00 x1 / load test", "20T07:01:00 open x1 orders/ Slow (service=orders)"}, brief(b.Events)); diff != "" {
		t.Error(diff)
	}
	if r := b.Reports[0]; r.Dropped != 3 || b.Events[0].Kind != event.Note || b.Events[0].Labels["dashboard_uid"] != "d1" {
		t.Errorf("report %+v, events %+v", r, b.Events)
	}
}
