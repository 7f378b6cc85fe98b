package alerts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// body is a webhook's body with one alert.
func body(status, start, end, extra string) string {
	return fmt.Sprintf(`{"receiver":"oncall","status":%[1]q,"version":"4","alerts":[{"status":%[1]q,"labels":{"alertname":"PaymentErrors","service":"payments",`+
		`"severity":"page","cluster":"eu-1"%[4]s},"annotations":{"summary":"Payments fail","runbook_url":"https://runbooks.example/payments"},`+
		`"startsAt":%[2]q,"endsAt":%[3]q,"generatorURL":"http://prom.example/graph?g0.expr=x"}]}`, status, start, end, extra)
}

const (
	noEnd = "0001-01-01T00:00:00Z"
	dump  = `[{"labels":{"alertname":"PaymentErrors","service":"payments","severity":"page","cluster":"eu-1"},"annotations":{"summary":"Payments fail"},` +
		`"startsAt":"2025-10-20T06:48:30.123Z","endsAt":"2025-10-20T07:09:00Z","updatedAt":"2025-10-20T07:05:00Z","fingerprint":"","status":{"state":"active"}}]`
)

// series is a range query's answer for PaymentErrors as its Prometheus stores it, without the external label cluster: a sample a minute.
func series(state string, from string, minutes ...int) string {
	start, err := time.Parse(time.RFC3339, from)
	if err != nil {
		panic(err)
	}
	var values []string
	for _, m := range minutes {
		values = append(values, fmt.Sprintf(`[%d,"1"]`, start.Add(time.Duration(m)*time.Minute).Unix()))
	}
	return `{"metric":{"__name__":"ALERTS","alertname":"PaymentErrors","alertstate":"` + state + `","service":"payments","severity":"page"},"values":[` +
		strings.Join(values, ",") + `]}`
}

func matrix(series ...string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + strings.Join(series, ",\n") + `]}}`
}

func upTo(n int) []int {
	var out []int
	for i := range n {
		out = append(out, i)
	}
	return out
}

func collect(t testing.TB, w event.Window, contents ...string) event.Batch {
	t.Helper()
	var files []*file.File
	for i, c := range contents {
		f := file.Bytes(fmt.Sprintf("evidence/%d", i), []byte(c))
		head, err := f.Head()
		if err != nil {
			t.Fatal(err)
		}
		if m := alerts.Family().Match(head); m.Score == 0 {
			t.Fatalf("not recognised: %.200s", c)
		}
		files = append(files, f)
	}
	b, err := alerts.Family().Collect(t.Context(), files, w, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// brief is what a test looks at: when, until, how often, how bad, and the words.
func brief(events []event.Event) []string {
	var out []string
	for _, ev := range events {
		until := "-"
		if ev.Open {
			until = "open"
		}
		if !ev.Until.IsZero() {
			until = ev.Until.Format("02T15:04:05.999")
		}
		out = append(out, fmt.Sprintf("%s %s x%d %s/%s %s", ev.At.Format("02T15:04:05.999"), until, ev.Count, ev.Service, ev.Severity, ev.Text))
	}
	return out
}

func TestEpisodes(t *testing.T) {
	const start = "2025-10-20T06:48:30.123456Z"
	tests := map[string]struct {
		in   []string
		want []string
	}{
		"firing alone is open": {
			[]string{body("firing", start, noEnd, "")}, []string{"20T06:48:30.123 open x1 payments/critical Payments fail"},
		},
		"firing and end are one": {
			[]string{body("firing", start, noEnd, ""), body("resolved", start, "2025-10-20T07:12:00Z", "")},
			[]string{"20T06:48:30.123 20T07:12:00 x1 payments/critical Payments fail"},
		},
		"repeats, as JSON lines with CRLF, and as an array": {
			[]string{
				body("firing", start, noEnd, "") + "\r\n" + body("firing", start, noEnd, "") + "\r\n",
				"[" + body("firing", start, noEnd, "") + ",\n" + body("resolved", start, "2025-10-20T07:12:00Z", "") + "]",
			},
			[]string{"20T06:48:30.123 20T07:12:00 x1 payments/critical Payments fail"},
		},
		"a dump's endsAt is a timeout, and its stamps have fewer digits": {
			[]string{dump, body("firing", start, noEnd, "")}, []string{"20T06:48:30.123 open x1 payments/critical Payments fail"},
		},
		"an offset is no other time": {
			[]string{body("firing", "2025-10-20T02:48:30.123456-04:00", noEnd, ""), body("resolved", start, "2025-10-20T07:12:00Z", "")},
			[]string{"20T06:48:30.123 20T07:12:00 x1 payments/critical Payments fail"},
		},
		"flapping is one event": {
			[]string{
				body("resolved", "2025-10-20T06:00:00Z", "2025-10-20T06:05:00Z", ""), body("resolved", "2025-10-20T06:14:00Z", "2025-10-20T06:15:00Z", ""),
				body("firing", "2025-10-20T06:24:59Z", noEnd, ""),
			},
			[]string{"20T06:00:00 open x3 payments/critical Payments fail"},
		},
		"far apart are two": {
			[]string{body("resolved", "2025-10-20T06:00:00Z", "2025-10-20T06:05:00Z", ""), body("resolved", "2025-10-20T06:15:01Z", "2025-10-20T06:16:00Z", "")},
			[]string{"20T06:00:00 20T06:05:00 x1 payments/critical Payments fail", "20T06:15:01 20T06:16:00 x1 payments/critical Payments fail"},
		},
		"an end unseen, but fired anew": {
			[]string{body("firing", "2025-10-20T06:00:00Z", noEnd, ""), body("firing", "2025-10-20T09:00:00Z", noEnd, "")},
			[]string{"20T06:00:00 - x1 payments/critical Payments fail", "20T09:00:00 open x1 payments/critical Payments fail"},
		},
		"overlapping starts of a pair of servers": {
			[]string{body("resolved", "2025-10-20T06:00:00Z", "2025-10-20T06:30:00Z", ""), body("resolved", "2025-10-20T06:00:15Z", "2025-10-20T06:30:10Z", "")},
			[]string{"20T06:00:00 20T06:30:10 x1 payments/critical Payments fail"},
		},
		"over New Year": {
			[]string{body("firing", "2025-12-31T23:59:59.5Z", noEnd, ""), body("resolved", "2025-12-31T23:59:59.5Z", "2026-01-01T00:10:00Z", "")},
			[]string{"31T23:59:59.5 01T00:10:00 x1 payments/critical Payments fail"},
		},
		"samples alone": {
			[]string{matrix(series("pending", "2025-10-20T06:40:00Z", 0, 1, 2), series("firing", "2025-10-20T06:43:00Z", upTo(10)...), series("firing", "2025-10-20T08:00:00Z", 0))},
			[]string{
				"20T06:43:00 20T06:52:00 x1 payments/critical PaymentErrors (service=payments, severity=page)",
				"20T08:00:00 open x1 payments/critical PaymentErrors (service=payments, severity=page)",
			},
		},
		"one lost sample is no break, three are": {
			[]string{matrix(series("firing", "2025-10-20T06:00:00Z", 0, 1, 2, 4, 5, 9, 10, 11, 60))},
			[]string{
				"20T06:00:00 20T06:11:00 x2 payments/critical PaymentErrors (service=payments, severity=page)",
				"20T07:00:00 open x1 payments/critical PaymentErrors (service=payments, severity=page)",
			},
		},
		"a firing in two chunks": {
			[]string{matrix(series("firing", "2025-10-20T06:00:00Z", upTo(30)...)), matrix(series("firing", "2025-10-20T06:30:00Z", upTo(20)...), series("firing", "2025-10-20T09:00:00Z", 0))},
			[]string{
				"20T06:00:00 20T06:49:00 x1 payments/critical PaymentErrors (service=payments, severity=page)",
				"20T09:00:00 open x1 payments/critical PaymentErrors (service=payments, severity=page)",
			},
		},
		"a webhook and samples, whose labels lack the external one": {
			[]string{body("firing", start, noEnd, ""), body("resolved", start, "2025-10-20T07:00:30Z", ""), matrix(series("firing", "2025-10-20T06:49:00Z", upTo(12)...))},
			[]string{"20T06:48:30.123 20T07:00:30 x1 payments/critical Payments fail"},
		},
		"samples go on after a stated end": {
			[]string{body("resolved", start, "2025-10-20T06:55:00Z", ""), matrix(series("firing", "2025-10-20T06:49:00Z", upTo(60)...), series("pending", "2025-10-20T09:00:00Z", 0))},
			[]string{"20T06:48:30.123 20T07:48:00 x1 payments/critical Payments fail"},
		},
		"two clusters fit the samples: nothing is guessed": {
			[]string{
				body("firing", start, noEnd, ""), strings.ReplaceAll(body("firing", start, noEnd, ""), "eu-1", "eu-2"),
				matrix(series("firing", "2025-10-20T06:49:00Z", upTo(12)...)),
			},
			[]string{
				"20T06:48:30.123 open x1 payments/critical Payments fail", "20T06:48:30.123 open x1 payments/critical Payments fail",
				"20T06:49:00 open x1 payments/critical PaymentErrors (service=payments, severity=page)",
			},
		},
		"prometheus's own list": {
			[]string{`{"status":"success","data":{"alerts":[{"labels":{"alertname":"DiskFull","job":"db"},"annotations":{"description":"91%"},"state":"firing",` +
				`"activeAt":"2025-10-20T06:00:00.5Z"},{"labels":{"alertname":"Slow"},"state":"pending","activeAt":"2025-10-20T06:00:00Z"}]}}`},
			[]string{"20T06:00:00.5 open x1 db/ 91%"},
		},
		"only the state's samples": {
			[]string{matrix(strings.ReplaceAll(strings.ReplaceAll(series("firing", "2025-10-20T06:00:00Z", 0, 1, 2), `"ALERTS"`, `"ALERTS_FOR_STATE"`), `,"1"]`, `,"1760940000"]`))},
			[]string{"20T06:00:00 open x1 payments/critical PaymentErrors (service=payments, severity=page)"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := collect(t, event.Window{}, tt.in...)
			if diff := cmp.Diff(tt.want, brief(got.Events)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			slices.Reverse(tt.in)
			again := collect(t, event.Window{}, tt.in...)
			if diff := cmp.Diff(ids(got.Events), ids(again.Events)); diff != "" {
				t.Errorf("another order of files gives other ids:\n%s", diff)
			}
		})
	}
}

func ids(events []event.Event) (out []string) {
	for _, ev := range events {
		out = append(out, ev.ID)
	}
	return out
}

func TestOneAlertSeenFourWays(t *testing.T) {
	const start = "2025-10-20T06:48:30.123456Z"
	webhook := body("firing", start, noEnd, "")
	forState := strings.ReplaceAll(strings.ReplaceAll(series("firing", "2025-10-20T06:45:00Z", upTo(10)...), `"ALERTS"`, `"ALERTS_FOR_STATE"`), `,"1"]`, `,"1760942610"]`)
	got := collect(t, event.Window{}, webhook, dump, matrix(series("firing", "2025-10-20T06:49:00Z", upTo(8)...)), matrix(forState)).Events
	if len(got) != 1 {
		t.Fatalf("got %d events: %v", len(got), brief(got))
	}
	want := event.Event{
		ID: collect(t, event.Window{}, webhook).Events[0].ID, Source: "evidence/0", Kind: event.Alert, At: time.Date(2025, 10, 20, 6, 48, 30, 123456000, time.UTC),
		Open: true, Service: "payments", Severity: event.Critical, Text: "Payments fail", Count: 1,
		Refs: []event.Ref{
			{File: "evidence/0", Line: 1},
			{File: "evidence/1", Line: 1},
			{File: "evidence/2", Line: 1},
			{File: "evidence/3", Line: 1},
			{URL: "http://prom.example/graph?g0.expr=x"},
		},
		Labels: map[string]string{
			"alertname": "PaymentErrors", "service": "payments", "severity": "page", "cluster": "eu-1", "runbook": "https://runbooks.example/payments",
			"active_at": "2025-10-20T06:43:30Z",
		},
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if id := collect(t, event.Window{}, dump).Events[0].ID; id != want.ID {
		t.Errorf("the API's alert has id %s, the webhook's %s", id, want.ID)
	}
}

func TestSilences(t *testing.T) {
	got := collect(t, event.Window{}, `[{"id":"5d1b","status":{"state":"active"},"comment":"failover <b>drill</b>","createdBy":"oncall-lead","startsAt":"2025-10-20T07:00:00Z",`+
		`"endsAt":"2025-10-20T09:00:00Z","matchers":[{"name":"alertname","value":"Disk.*","isRegex":true,"isEqual":true},{"name":"env","value":"prod","isEqual":false}]},`+
		`{"id":"5d1c","status":{"state":"expired"},"comment":"done","createdBy":"x","startsAt":"2025-10-20T08:00:00Z","endsAt":"2025-10-20T08:10:00Z","matchers":[]},`+
		`{"id":"5d1d","status":{"state":"pending"},"startsAt":"2026-10-20T08:00:00Z","createdBy":"x"},{"comment":"no id"}]`)
	want := []string{
		`20T07:00:00 open x1 /info alerts silenced: failover <b>drill</b> (alertname=~"Disk.*", env!="prod")`,
		"20T08:00:00 20T08:10:00 x1 /info alerts silenced: done ()",
	}
	if diff := cmp.Diff(want, brief(got.Events)); diff != "" {
		t.Error(diff)
	}
	if r := got.Reports[0]; r.Records != 4 || r.Dropped != 1 || got.Events[0].Actor.Name != "oncall-lead" || got.Events[0].Labels["planned_end"] != "2025-10-20T09:00:00Z" {
		t.Errorf("report %+v, event %+v", r, got.Events[0])
	}
}

func TestWindow(t *testing.T) {
	w := event.Window{From: time.Date(2025, 10, 20, 6, 0, 0, 0, time.UTC), To: time.Date(2025, 10, 20, 7, 0, 0, 0, time.UTC)}
	got := collect(t, w,
		body("firing", "2025-10-19T06:00:00Z", noEnd, `,"i":"open since yesterday"`), body("resolved", "2025-10-20T05:00:00Z", "2025-10-20T06:01:00Z", `,"i":"ends within"`),
		body("resolved", "2025-10-20T05:00:00Z", "2025-10-20T05:59:00Z", `,"i":"before"`), body("firing", "2025-10-20T07:00:00Z", noEnd, `,"i":"after"`))
	var kept []string
	for _, ev := range got.Events {
		kept = append(kept, ev.Labels["i"])
	}
	if diff := cmp.Diff([]string{"open since yesterday", "ends within"}, kept); diff != "" {
		t.Error(diff)
	}
}
