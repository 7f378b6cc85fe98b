package pagerduty_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts/pagerduty"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// outage is an incident that is acknowledged, escalated, spoken of and resolved, one that is over before the window and one that began before it.
func outage() *fake {
	f := &fake{notes: map[string][]map[string]any{}}
	ana, bo, timeout := ref("UANA", "user", "Ana Lima"), ref("UBO", "user", "Bo Ek"), ref("PTICKET", "service", "tickets")
	f.incident("PIN41", 41, "Tickets cannot be sold", "06:51:00", "09:31:10")
	f.incident("PIN39", 39, "Disk of the archive fills", "01:00:00", "02:00:00")
	f.incident("PIN40", 40, "Queue grows", "05:00:00", "")
	f.entry("L1", "trigger", "06:51:00", "PIN41", timeout)
	f.entry("L2", "notify", "06:51:02", "PIN41", timeout)
	f.entry("L3", "escalate", "06:56:00", "PIN41", timeout, "assignees", []any{ref("UANA", "user", "Ana Lima")})
	f.entry("L4", "acknowledge", "06:58:20", "PIN41", ana)
	f.entry("L5", "annotate", "07:40:05", "PIN41", bo, "channel", map[string]any{"type": "note", "summary": "found it: the lock table …"})
	f.entry("L6", "resolve", "09:31:10", "PIN41", ana)
	f.entry("L7", "acknowledge", "10:00:00", "PIN41", ana)
	f.notes["PIN41"] = []map[string]any{{
		"id": "PNOTE1", "user": bo, "content": "found it: the lock table of the ticket database is full", "created_at": "2025-10-20T07:40:05Z", "channel": map[string]any{"summary": "The PagerDuty website"},
	}}
	return f
}

var env = map[string]string{"PAGERDUTY_TOKEN": livetest.Secret}

func TestConformance(t *testing.T) {
	t.Parallel()
	livetest.Run(t, livetest.Subject{
		Kind: pagerduty.Kind(), Serve: func(t *testing.T) http.Handler { return outage().handler(t) }, Env: env, Least: 5,
	})
}

func collect(t *testing.T, f *fake, w event.Window, settings live.Settings) (event.Batch, error) {
	t.Helper()
	server := httptest.NewServer(f.handler(t))
	defer server.Close()
	all := live.Settings{"url": server.URL}
	maps.Copy(all, settings)
	src, err := pagerduty.Kind().Open("pager", all, live.Env{Getenv: func(k string) string { return env[k] }, Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return src.Collect(t.Context(), w)
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

func TestOutage(t *testing.T) {
	f := outage()
	b, err := collect(t, f, livetest.Window, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"05:00:00 open alert tickets/: Queue grows",
		"06:51:00 until 09:31:10 alert tickets/: Tickets cannot be sold",
		"06:56:00 message tickets/tickets: escalated incident #41 to Ana Lima",
		"06:58:20 message tickets/Ana Lima: acknowledged incident #41",
		"07:40:05 message tickets/Bo Ek: found it: the lock table of the ticket database is full",
		"09:31:10 message tickets/Ana Lima: resolved incident #41",
	}
	if diff := cmp.Diff(want, brief(b.Events)); diff != "" {
		t.Error(diff)
	}
	ack := b.Events[3]
	if ack.Actor != (event.Actor{ID: "UANA", Name: "Ana Lima"}) || len(ack.Refs) != 1 || ack.Refs[0].URL != "https://acme.pagerduty.com/incidents/PIN41/log_entries/L4" {
		t.Errorf("the acknowledgement %+v", ack)
	}
	if !b.Events[2].Actor.Bot {
		t.Error("a service escalates as a person")
	}
	if b.Events[1].Severity != event.Error || b.Events[1].Labels["urgency"] != "high" {
		t.Errorf("severity %s, labels %v", b.Events[1].Severity, b.Events[1].Labels)
	}
	wantAsked := []string{"/incidents 0", "/log_entries 0", "/incidents/PIN41/notes"}
	if diff := cmp.Diff(wantAsked, f.asked); diff != "" {
		t.Error(diff)
	}
	if q := b.Reports[0].Asked.Queries; !strings.Contains(q[0], "/incidents?since=2025-10-19T06%3A00%3A00Z") || !strings.Contains(q[0], "time_zone=UTC") {
		t.Errorf("queries %q", q)
	}
}

// TestOlderIncident: an incident that began days before is found by what was done about it in the window.
func TestOlderIncident(t *testing.T) {
	f := outage()
	b, err := collect(t, f, event.Window{From: livetest.Window.From.AddDate(0, 0, 3), To: livetest.Window.To.AddDate(0, 0, 3)}, nil)
	if err != nil || len(b.Events) != 0 {
		t.Fatal(err, brief(b.Events))
	}
	f.log[5]["created_at"] = "2025-10-23T07:00:00Z"
	f.incidents[0]["resolved_at"] = "2025-10-23T07:00:00Z"
	b, err = collect(t, f, event.Window{From: livetest.Window.From.AddDate(0, 0, 3), To: livetest.Window.To.AddDate(0, 0, 3)}, nil)
	if err != nil || len(b.Events) != 2 || b.Events[0].Text != "Tickets cannot be sold" {
		t.Errorf("%v, %q", err, brief(b.Events))
	}
}

func TestServices(t *testing.T) {
	f := outage()
	for _, one := range []map[string]any{f.incidents[2], f.log[3]} {
		one["service"] = ref("POTHER", "service", "other")
	}
	f.log[3]["incident"] = ref("PIN40", "incident", "[#40] Queue grows")
	f.log[2]["service"] = ref("", "service", "") // the incident tells whose it is
	b, err := collect(t, f, livetest.Window, live.Settings{"services": []any{"PTICKET"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Events) != 4 || strings.Contains(strings.Join(brief(b.Events), "\n"), "acknowledged") {
		t.Errorf("events %q", brief(b.Events))
	}
}

// TestMany: all of more records than PagerDuty pages through come, and a server that always has more does not keep it for ever.
func TestMany(t *testing.T) {
	f := outage()
	for i := range 12_000 {
		at := livetest.Window.From.Add(time.Duration(i) * time.Second)
		f.entry(fmt.Sprintf("M%d", i), "notify", at.Format("15:04:05"), "PIN41", ref("UANA", "user", "Ana Lima"))
	}
	b, err := collect(t, f, livetest.Window, nil)
	if err != nil || b.Reports[0].Records < 12_000 || len(b.Events) != 6 {
		t.Errorf("%v, %d records, %d events", err, b.Reports[0].Records, len(b.Events))
	}
	f = outage()
	f.always = true
	if _, err := collect(t, f, livetest.Window, nil); err != nil || len(f.asked) > 300 {
		t.Errorf("%v, %d requests", err, len(f.asked))
	}
}

func TestHostile(t *testing.T) {
	f := outage()
	f.incidents[0]["title"], f.incidents[0]["html_url"] = "<script>\x00</script>", "https://user:pw@acme.pagerduty.com/"
	f.incidents[1]["service"] = map[string]any{"id": "x", "summary": map[string]any{"deep": 1}}
	f.log[3]["agent"] = "nobody"
	f.log[4]["type"] = "unheard_of_log_entry"
	b, err := collect(t, f, livetest.Window, nil)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(b.Events, func(e event.Event) bool { return strings.Contains(e.Text, "script") })
	if i < 0 {
		t.Fatalf("events %q", brief(b.Events))
	}
	for _, r := range b.Events[i].Refs {
		if strings.Contains(r.URL, "@") {
			t.Errorf("ref %+v", r)
		}
	}
}

func TestFlag(t *testing.T) {
	for arg, want := range map[string]string{"PIJ90N7": "map[services:[PIJ90N7]]", "https://acme.pagerduty.com/service-directory/PIJ90N7": "map[services:[PIJ90N7]]", "all": "map[]", "api gateway": ""} {
		got, err := pagerduty.Kind().Flag(arg)
		if (err != nil) != (want == "") || err == nil && fmt.Sprint(got) != want {
			t.Errorf("%s: %v, %v", arg, got, err)
		}
	}
}
