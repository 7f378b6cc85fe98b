package alerts_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// rulesDump is an answer of /api/v1/rules.
const rulesDump = `{"status":"success","data":{"groups":[{"name":"shop","file":"r.yml","interval":60,"rules":[
 {"state":"inactive","name":"PaymentErrors","query":"x > 1","duration":60,"labels":{"severity":"page"},"annotations":{"summary":"Payments fail","description":"{{ $value }} of them","runbook_url":"https://runbooks.example/payments"},"alerts":[],"health":"ok","type":"alerting"},
 {"name":"job:x:rate5m","query":"rate(x[5m])","health":"ok","type":"recording"},
 {"state":"firing","name":"DiskFull","query":"y","annotations":{"summary":"{{ $labels.host }} is full"},"alerts":[{"labels":{"alertname":"DiskFull","job":"db"},"annotations":{"summary":"db-1 is full"},"state":"firing","activeAt":"2025-10-20T06:00:00Z"}],"type":"alerting"}]}]}}`

// evaluated is an answer about until when rules were evaluated.
func evaluated(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"prometheus_rule_group_last_evaluation_timestamp_seconds","rule_group":"r.yml;shop"},"value":[%d,"%d"]}]}}`,
		t.Add(time.Minute).Unix(), t.Unix())
}

func TestRulesGiveWords(t *testing.T) {
	b := collect(t, event.Window{}, matrix(series("firing", "2025-10-20T06:43:00Z", upTo(10)...)), rulesDump)
	want := []string{"20T06:00:00 open x1 db/ db-1 is full", "20T06:43:00 open x1 payments/critical Payments fail"}
	if diff := cmp.Diff(want, brief(b.Events)); diff != "" {
		t.Error(diff)
	}
	if got := b.Events[1].Labels["runbook"]; got != "https://runbooks.example/payments" {
		t.Errorf("runbook %q", got)
	}
	if b.Reports[1].Format != "prometheus-rules" || b.Reports[1].Dropped != 0 {
		t.Errorf("report %+v", b.Reports[1])
	}
}

func TestEvaluationsEndAlerts(t *testing.T) {
	samples := matrix(series("firing", "2025-10-20T06:43:00Z", upTo(10)...))
	tests := map[string]struct {
		until []string
		want  string
	}{
		"went on":            {[]string{"2025-10-20T08:00:00Z"}, "20T06:43:00 20T06:52:00 x1 payments/critical PaymentErrors (service=payments, severity=page)"},
		"stopped with it":    {[]string{"2025-10-20T06:52:20Z"}, "20T06:43:00 open x1 payments/critical PaymentErrors (service=payments, severity=page)"},
		"one of two stopped": {[]string{"2025-10-20T06:52:20Z", "2025-10-20T08:00:00Z"}, "20T06:43:00 open x1 payments/critical PaymentErrors (service=payments, severity=page)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := []string{samples}
			for _, u := range tt.until {
				in = append(in, evaluated(u))
			}
			if diff := cmp.Diff([]string{tt.want}, brief(collect(t, event.Window{}, in...).Events)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
