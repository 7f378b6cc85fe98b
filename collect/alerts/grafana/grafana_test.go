package grafana_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts/grafana"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// fake is a Grafana as far as it is asked for annotations and for the history of alerts.
type fake struct {
	marks   []map[string]any
	history string // the answer of its history; "" is none, as before 9.4
	refuse  int    // the status of its history, if it is not given
	asked   []string
}

func at(clock string) int64 {
	t, err := time.Parse("2006-01-02 15:04:05", "2025-10-20 "+clock)
	if err != nil {
		panic(err)
	}
	return t.UnixMilli()
}

// mark adds an annotation by somebody.
func (f *fake) mark(clock, login, text string, more ...any) {
	m := map[string]any{
		"id": len(f.marks) + 1, "alertId": 0, "alertName": "", "dashboardId": 0, "dashboardUID": "", "panelId": 0, "userId": 1, "login": login, "email": "", "newState": "", "prevState": "",
		"created": at(clock), "updated": at(clock), "time": at(clock), "timeEnd": at(clock), "text": text, "tags": []string{}, "data": map[string]any{},
	}
	for i := 0; i+1 < len(more); i += 2 {
		m[more[i].(string)] = more[i+1]
	}
	f.marks = append(f.marks, m)
}

// state adds a change of an alert's state.
func (f *fake) state(clock, from, to, text string, more ...any) {
	f.mark(clock, "", text, append([]any{"prevState", from, "newState", to, "alertId", 7}, more...)...)
}

func (f *fake) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/annotations", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		f.asked = append(f.asked, r.URL.RequestURI())
		limit, _ := strconv.Atoi(q.Get("limit"))
		from, _ := strconv.ParseInt(q.Get("from"), 10, 64)
		to, _ := strconv.ParseInt(q.Get("to"), 10, 64)
		var found []map[string]any
		for _, m := range f.marks {
			isAlert := m["alertId"].(int) > 0
			if q.Get("type") == "alert" && !isAlert || q.Get("type") == "annotation" && isAlert || m["time"].(int64) > to && to > 0 || m["timeEnd"].(int64) < from {
				continue
			}
			if slices.ContainsFunc(q["tags"], func(t string) bool { return !slices.Contains(m["tags"].([]string), t) }) {
				continue
			}
			found = append(found, m)
		}
		slices.SortStableFunc(found, func(a, b map[string]any) int { return int(b["time"].(int64) - a["time"].(int64)) })
		json.NewEncoder(w).Encode(append([]map[string]any{}, found[:min(limit, len(found))]...))
	})
	mux.HandleFunc("GET /api/v1/rules/history", func(w http.ResponseWriter, r *http.Request) {
		f.asked = append(f.asked, r.URL.RequestURI())
		if f.history == "" {
			w.WriteHeader(cmp.Or(f.refuse, http.StatusNotFound))
			return
		}
		fmt.Fprint(w, f.history)
	})
	mux.HandleFunc("GET /api/health", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"database":"ok","version":"11.2.0","commit":"x"}`)
	})
	return mux
}

const sales = "TicketSalesFail {alertname=TicketSalesFail, grafana_folder=Web, service=tickets, severity=critical} - A=12.000000"

func outage() *fake {
	f := &fake{}
	f.state("06:49:10", "Normal", "Pending", sales)
	f.state("06:51:10", "Pending", "Alerting", sales, "dashboardUID", "dweb", "panelId", 4)
	f.state("09:31:10", "Alerting", "Normal", sales)
	f.state("05:00:00", "Normal", "Alerting", "QueueGrows {alertname=QueueGrows, service=queue, team=a, b} - A=1.000000")
	f.state("06:20:00", "Alerting", "Normal (MissingSeries)", "QueueGrows {alertname=QueueGrows, service=queue, team=a, b} - A=1.000000")
	f.mark("06:45:00", "", "tickets v812", "tags", []string{"deploy", "service:tickets"})
	f.mark("07:30:00", "ines", "switched to the second database", "dashboardUID", "dweb", "created", at("07:35:00"))
	f.mark("10:00:00", "ines", "all good")
	return f
}

func TestConformance(t *testing.T) {
	t.Parallel()
	livetest.Run(t, livetest.Subject{
		Kind: grafana.Kind(), Serve: func(*testing.T) http.Handler { return livetest.Bearer(outage().handler()) },
		Env: map[string]string{"GRAFANA_TOKEN": livetest.Secret}, Least: 4,
	})
}

func collect(t *testing.T, f *fake, settings live.Settings) event.Batch {
	t.Helper()
	server := httptest.NewServer(f.handler())
	defer server.Close()
	all := live.Settings{"url": server.URL}
	maps.Copy(all, settings)
	src, err := grafana.Kind().Open("graphs", all, live.Env{Now: func() time.Time { return livetest.Now }, Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	b, err := src.Collect(t.Context(), livetest.Window)
	if err != nil {
		t.Fatal(err)
	}
	for i := range b.Events {
		for j, r := range b.Events[i].Refs {
			b.Events[i].Refs[j].URL = strings.Replace(r.URL, server.URL, "", 1)
		}
	}
	return b
}

func brief(events []event.Event) []string {
	var out []string
	for _, e := range events {
		until := ""
		if e.Open {
			until = " open"
		} else if !e.Until.IsZero() {
			until = " until " + e.Until.Format("15:04:05")
		}
		out = append(out, fmt.Sprintf("%s%s %s %s/%s: %s", e.At.Format("15:04:05"), until, e.Kind, e.Service, e.Actor.Name, e.Text))
	}
	return out
}

var want = []string{
	"05:00:00 until 06:20:00 alert queue/: QueueGrows (service=queue, team=a, b)",
	"06:45:00 change tickets/Grafana: tickets v812",
	"06:51:10 until 09:31:10 alert tickets/: TicketSalesFail (grafana_folder=Web, service=tickets, severity=critical)",
	"07:30:00 note /ines: switched to the second database",
}

func TestAnnotations(t *testing.T) {
	b := collect(t, outage(), nil)
	if diff := gocmp.Diff(want, brief(b.Events)); diff != "" {
		t.Error(diff)
	}
	alert, note := b.Events[2], b.Events[3]
	if alert.Severity != event.Critical || alert.Labels["active_at"] != "2025-10-20T06:49:10Z" || alert.Labels["severity"] != "critical" {
		t.Errorf("alert %+v", alert)
	}
	if want := fmt.Sprintf("/d/dweb?from=%d&to=%d&viewPanel=4", at("05:51:10"), at("10:31:10")); alert.Refs[0].URL != want {
		t.Errorf("ref %s, want %s", alert.Refs[0].URL, want)
	}
	if !note.Reported.Equal(time.UnixMilli(at("07:35:00"))) || b.Events[1].Labels["tags"] != "deploy, service:tickets" {
		t.Errorf("note %+v, change %+v", note, b.Events[1])
	}
	if b.Reports[0].Asked.Version != "11.2.0" || len(b.Reports[0].Notes) != 0 {
		t.Errorf("report %+v", b.Reports[0])
	}
}

// line is a change in a history that is kept in Loki.
func line(from, to, title, labels string) string {
	return fmt.Sprintf(`{"schemaVersion":1,"previous":%q,"current":%q,"values":{"A":12},"condition":"C","dashboardUID":"dweb","panelID":4,"fingerprint":"x","ruleTitle":%q,"ruleID":7,"ruleUID":"r7","labels":{%s}}`, from, to, title, labels)
}

// TestHistory: a history that is kept in Loki tells the same as annotations do; what both have is one.
func TestHistory(t *testing.T) {
	const labels = `"alertname":"TicketSalesFail","grafana_folder":"Web","service":"tickets","severity":"critical"`
	f := outage()
	both := collect(t, f, nil).Events
	f.history = fmt.Sprintf(`{"schema":{"name":"states","fields":[{"name":"time","type":"time"},{"name":"line","type":"other"},{"name":"labels","type":"other"}]},"data":{"values":[[%d,%d,%d],[%s,%s,%s],[{},{},{}]]}}`,
		at("06:49:10"), at("06:51:10"), at("09:31:10"), line("Normal", "Pending", "TicketSalesFail", labels), line("Pending", "Alerting", "TicketSalesFail", labels), line("Alerting", "Normal", "TicketSalesFail", labels))
	if diff := gocmp.Diff(brief(both), brief(collect(t, f, nil).Events)); diff != "" {
		t.Errorf("with both: %s", diff)
	}
	f.marks = slices.DeleteFunc(f.marks, func(m map[string]any) bool { return strings.HasPrefix(m["text"].(string), "TicketSales") })
	alone := collect(t, f, nil).Events
	if diff := gocmp.Diff(brief(both), brief(alone)); diff != "" {
		t.Errorf("with the history alone: %s", diff)
	}
	if alone[2].ID != both[2].ID || alone[2].Labels["rule_uid"] != "r7" {
		t.Errorf("%s and %s, labels %v", alone[2].ID, both[2].ID, alone[2].Labels)
	}
}

// TestHistoryRefused: a Grafana that keeps no history apart is well; one that may not be asked for it is told of.
func TestHistoryRefused(t *testing.T) {
	for status, notes := range map[int]int{http.StatusNotFound: 0, http.StatusInternalServerError: 0, http.StatusForbidden: 1} {
		f := outage()
		f.refuse = status
		if b := collect(t, f, nil); len(b.Reports[0].Notes) != notes || len(b.Events) != len(want) {
			t.Errorf("%d: notes %q", status, b.Reports[0].Notes)
		}
	}
}

// TestPages: all of more annotations than one answer holds come, and a thousand of one millisecond do not keep it for ever.
func TestPages(t *testing.T) {
	f := &fake{}
	for i := range 2500 {
		f.mark(fmt.Sprintf("%02d:%02d:%02d", 6+i/3600, i/60%60, i%60), "ines", fmt.Sprintf("mark %d", i))
	}
	if b := collect(t, f, nil); len(b.Events) != 2500 {
		t.Errorf("%d events", len(b.Events))
	}
	f = &fake{}
	for range 2500 {
		f.mark("07:00:00", "ines", "again")
	}
	if b := collect(t, f, nil); len(b.Events) != 1000 || len(b.Reports[0].Notes) == 0 {
		t.Errorf("%d events, notes %q", len(b.Events), b.Reports[0].Notes)
	}
}

func TestTags(t *testing.T) {
	b := collect(t, outage(), live.Settings{"tags": []any{"deploy"}})
	if diff := gocmp.Diff(want[:3], brief(b.Events)); diff != "" {
		t.Error(diff)
	}
}

// TestBeforeNine: alerts of dashboards, in releases before 9, have a name and no labels.
func TestBeforeNine(t *testing.T) {
	f := &fake{}
	f.state("06:51:10", "pending", "alerting", "", "alertName", "Sales alert")
	f.state("07:10:00", "alerting", "ok", "", "alertName", "Sales alert")
	f.state("07:05:00", "alerting", "ok", "", "alertName", "Lost alert", "alertId", 9)
	b := collect(t, f, nil)
	if diff := gocmp.Diff([]string{"06:51:10 until 07:10:00 alert /: Sales alert (grafana_alert=7)"}, brief(b.Events)); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(strings.Join(b.Reports[0].Notes, "\n"), "began before the first record") {
		t.Errorf("notes %q", b.Reports[0].Notes)
	}
}
