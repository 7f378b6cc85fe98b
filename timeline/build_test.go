package timeline

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

var day = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

// at is a time of the tests' day.
func at(clock string) time.Time {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return day.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}

// note, chat, post and alert make events as the families make them.
func note(clock, text string) event.Event {
	return event.Event{
		ID: event.ID(event.Note, clock, text), Source: "notes.md", Kind: event.Note, At: at(clock), Precision: event.Duration(time.Minute), Text: text, Count: 1,
	}
}

func chat(clock, who, text string) event.Event {
	return event.Event{
		ID: event.ID(event.Chat, clock, text), Source: "chat", Kind: event.Chat, At: at(clock), Text: text, Count: 1, Actor: event.Actor{ID: "U" + who, Name: who},
	}
}

func post(clock, status, text string) event.Event {
	return event.Event{
		ID: event.ID(event.Status, clock, text), Source: "status.json", Kind: event.Status, At: at(clock), Text: text, Count: 1,
		Labels: map[string]string{"status": status, "incident": "Trouble"},
	}
}

func alert(from, to, service, name string) event.Event {
	e := event.Event{
		ID: event.ID(event.Alert, from, service, name), Source: "alerts", Kind: event.Alert, At: at(from), Service: service, Severity: event.Critical, Text: name,
		Count: 1, Labels: map[string]string{"alertname": name},
	}
	if to == "" {
		e.Open = true
		return e
	}
	e.Until = at(to)
	return e
}

// rise is a measured rise of a service's error rate.
func rise(from, to, service string) event.Event {
	return event.Event{
		ID: event.ID(event.Log, from, service), Source: "app.log", Kind: event.Log, At: at(from), Until: at(to), Service: service, Severity: event.Error,
		Text: "connection refused", Count: 500,
		Labels: map[string]string{"change": "error-rate-rise", "unit": "share", "before": "0.01", "during": "0.4", "peak": "0.6"},
	}
}

// hush is a service that logged nothing for a while.
func hush(from, to, service string) event.Event {
	e := rise(from, to, service)
	e.ID, e.Severity, e.Text = event.ID(event.Log, from, service, "silence"), event.Warning, "no lines for a while"
	e.Labels = map[string]string{"change": "silent", "unit": "per-minute", "before": "60", "during": "0"}
	return e
}

// incident is evidence of every kind on one small outage.
func incident() []event.Event {
	return []event.Event{
		rise("14:02", "14:48", "payments"),
		alert("14:05", "14:52", "payments", "PaymentErrors"),
		chat("14:07", "ana", "looking into it"),
		chat("14:09", "ana", "declaring an incident, SEV2"),
		post("14:15", "investigating", "We are investigating failed payments."),
		chat("14:20", "ben", "might be the database?"),
		note("14:26", "Rolled back the release, which did not help"),
		chat("14:40", "ben", "root cause is the connection pool, which the release made too small"),
		note("14:46", "Mitigated: pool size restored"),
		post("14:55", "resolved", "This incident has been resolved."),
		chat("15:10", "ana", "closing the incident, thanks all"),
		note("15:20", "Action item: alert on pool exhaustion (owner: ben, by 2026-04-01)"),
	}
}

func TestBuild(t *testing.T) {
	tl := Build(incident(), nil, Options{})
	want := map[Name]string{
		Onset: "14:02", Detected: "14:05", Notified: "14:15", Declared: "14:09", Engaged: "14:07", Identified: "14:40", Mitigated: "14:46",
		Recovered: "14:48", Closed: "15:10",
	}
	for _, n := range Names() {
		m := tl.Milestones[n]
		if m == nil {
			t.Fatalf("milestone %s is missing", n)
		}
		got := ""
		if m.State == Known {
			got = m.At.Format("15:04")
		}
		if got != want[n] {
			t.Errorf("%s = %q by %q, want %q", n, got, m.Reason.Rule, want[n])
		}
	}
	if len(tl.Attempts) == 0 || tl.Attempts[0].Outcome != "failed" {
		t.Errorf("attempts = %+v, want the roll-back that did not help first", tl.Attempts)
	}
	if len(tl.Items) != 1 || tl.Items[0].Owner != "ben" || tl.Items[0].Due != "2026-04-01" || tl.Items[0].Type != "detect" {
		t.Errorf("items = %+v, want one to detect, of ben, due 2026-04-01", tl.Items)
	}
	if len(tl.Causes) == 0 || tl.Causes[0].Service != "" || tl.Causes[0].Hedged {
		t.Errorf("causes = %+v, want the statement on the pool first", tl.Causes)
	}
}

func TestOverrideKeepsTheMachinesAnswer(t *testing.T) {
	tl := Build(incident(), nil, Options{Overrides: []Override{{Name: Onset, At: at("13:58"), By: "ana", Why: "first failed order"}}})
	m := tl.Milestones[Onset]
	if !m.ByPerson || !m.At.Equal(at("13:58")) || m.Machine == nil || !m.Machine.At.Equal(at("14:02")) {
		t.Errorf("onset = %+v, want 13:58 by a person beside 14:02 by the machine", m)
	}
	if tl.Durations[0].Value != 7*time.Minute {
		t.Errorf("ttd = %v, want 7m counted from the person's onset", tl.Durations[0].Value)
	}
}

func TestUnknownStaysUnknown(t *testing.T) {
	tl := Build([]event.Event{chat("09:00", "ana", "good morning"), chat("09:05", "ben", "hi")}, nil, Options{})
	for n, m := range tl.Milestones {
		if m.State == Known {
			t.Errorf("%s is known (%s by %s) although nothing happened", n, m.At, m.Reason.Rule)
		}
	}
	for _, d := range tl.Durations {
		if d.State == Known {
			t.Errorf("%s is known although nothing happened", d.Name)
		}
	}
}

func TestStillFiringIsPending(t *testing.T) {
	tl := Build([]event.Event{alert("14:05", "", "payments", "PaymentErrors")}, nil, Options{})
	if s := tl.Milestones[Recovered].State; s != Pending {
		t.Errorf("recovered is %s, want pending", s)
	}
}

func TestAlertStormFolds(t *testing.T) {
	var storm []event.Event
	for i := range 10_000 {
		e := alert("14:05", "14:50", fmt.Sprintf("svc-%d", i%40), fmt.Sprintf("Alert%d", i%500))
		e.At = e.At.Add(time.Duration(i) * 30 * time.Millisecond)
		e.ID = event.ID(event.Alert, fmt.Sprint(i))
		storm = append(storm, e)
	}
	tl := Build(storm, nil, Options{})
	if n := len(tl.Entries); n > stormRows {
		t.Errorf("10,000 alerts became %d entries, want at most %d", n, stormRows)
	}
	total := 0
	for _, e := range tl.Entries {
		total += e.Count
	}
	if total != 10_000 {
		t.Errorf("the entries stand for %d alerts, want all 10,000", total)
	}
	if tl.Milestones[Detected].Evidence[0] != storm[0].ID {
		t.Error("detection does not rest on the storm's first alert")
	}
}

func TestWaves(t *testing.T) {
	tl := Build([]event.Event{
		rise("14:00", "14:30", "payments"), rise("14:35", "14:50", "payments"), rise("16:00", "16:20", "payments"),
	}, nil, Options{})
	type wave struct {
		Wave     int
		From, To string
	}
	var got []wave
	for _, i := range tl.Impacts {
		got = append(got, wave{i.Wave, i.From.Format("15:04"), i.To.Format("15:04")})
	}
	if d := cmp.Diff([]wave{{1, "14:00", "14:50"}, {2, "16:00", "16:20"}}, got); d != "" {
		t.Errorf("waves, short gaps bridged (-want +got):\n%s", d)
	}
}

// The order in which events are given changes nothing, phases are ordered and do not overlap, and every id that is cited is an entry.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.Permutation(incident()).Draw(t, "events")
		events = events[:rapid.IntRange(0, len(events)).Draw(t, "kept")]
		shuffled := rapid.Permutation(events).Draw(t, "shuffled")
		a, b := Build(events, nil, Options{}), Build(shuffled, nil, Options{})
		if d := cmp.Diff(a, b); d != "" {
			t.Fatalf("another order gives another timeline:\n%s", d)
		}
		inOrderWithoutOverlap(t, a)
		ids := map[string]bool{}
		for _, e := range a.Entries {
			ids[e.ID] = true
		}
		for _, id := range cited(a) {
			if !ids[id] {
				t.Fatalf("%s is cited and is no entry", id)
			}
		}
	})
}

// cited lists every id in any evidence list.
func cited(t *Timeline) []string {
	var out []string
	milestones := func(ms Milestones) {
		for _, m := range ms {
			out = append(out, m.Evidence...)
			for _, a := range m.Alternatives {
				out = append(out, a.Evidence...)
			}
		}
	}
	milestones(t.Milestones)
	for _, d := range t.Durations {
		out = append(out, d.Evidence...)
	}
	for _, i := range t.Impacts {
		out = append(append(out, i.Evidence...), i.EndedBy...)
		milestones(i.Milestones)
	}
	for _, s := range t.Silences {
		out = append(out, s.Evidence...)
		for _, id := range []string{s.After, s.Before} {
			if id != "" {
				out = append(out, id)
			}
		}
	}
	for _, o := range t.Cascade {
		out = append(out, o.Evidence...)
	}
	for _, r := range t.Remainders {
		out = append(out, r.Evidence...)
	}
	for _, a := range t.Attempts {
		out = append(out, a.Evidence...)
	}
	for _, c := range t.Contradictions {
		out = append(out, c.Evidence...)
	}
	for _, f := range t.Facts {
		out = append(out, f.Evidence...)
	}
	for _, c := range t.Causes {
		out = append(out, c.Evidence...)
	}
	for _, i := range t.Items {
		out = append(out, i.Evidence...)
	}
	return out
}

// laterEvidence is what still comes in after an incident, and states nothing of its times.
func laterEvidence() []event.Event {
	change := event.Event{ID: event.ID(event.Change, "later"), Source: "git-log.txt", Kind: event.Change, At: at("09:00"), Text: "payments: document the pool size", Count: 1}
	return []event.Event{
		chat("18:00", "cleo", "thanks for the write-up, see you at the review"),
		chat("16:00", "ben", "thanks all"),
		days(1, alert("09:30", "09:55", "catalogue", "CatalogueSlow")),
		days(1, alert("10:30", "", "payments", "PaymentErrors")),
		days(2, rise("03:00", "03:20", "search")),
		days(1, change),
		days(1, chat("09:05", "ana", "the follow-up PR is up for review")),
		days(3, note("11:00", "Review meeting held")),
	}
}

// Evidence from after the end that states nothing of the incident's times leaves its milestones alone; only how long it is seen to have stayed
// quiet, and what else was considered, may differ.
func TestLaterEvidenceChangesNothing(t *testing.T) {
	quiet := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Quiet" || p.Last().String() == ".Alternatives" }, cmp.Ignore())
	incidents := map[string][]event.Event{
		"whole":          incident(),
		"alerts alone":   {alert("14:05", "14:52", "payments", "PaymentErrors"), chat("14:07", "ana", "looking into it"), chat("14:55", "ana", "all good again")},
		"logs and alert": {rise("14:02", "14:48", "payments"), alert("14:05", "14:52", "payments", "PaymentErrors")},
		"posts":          {post("14:15", "investigating", "We are investigating failed payments."), post("14:55", "resolved", "This incident has been resolved.")},
		"an account":     {window("On March 10, 2026, between 14:02 UTC and 14:48 UTC the shop was unavailable.")},
	}
	for name, events := range incidents {
		t.Run(name, func(t *testing.T) {
			before := Build(events, nil, Options{})
			rapid.Check(t, func(t *rapid.T) {
				more := rapid.Permutation(laterEvidence()).Draw(t, "later")
				more = more[:rapid.IntRange(0, len(more)).Draw(t, "kept")]
				after := Build(append(append([]event.Event{}, events...), more...), nil, Options{})
				if d := cmp.Diff(before.Milestones, after.Milestones, quiet); d != "" {
					t.Fatalf("milestones moved (-before +after):\n%s", d)
				}
				if d := cmp.Diff(before.Phases, after.Phases); d != "" {
					t.Fatalf("phases moved (-before +after):\n%s", d)
				}
				if d := cmp.Diff(before.Durations, after.Durations); d != "" {
					t.Fatalf("durations moved (-before +after):\n%s", d)
				}
				if a, b := len(before.Impacts), len(after.Impacts); a != b {
					t.Fatalf("%d periods of impact became %d", a, b)
				}
			})
		})
	}
}

// What a newcomer tripped over: who reports is not who responds, "since about" tells of the beginning, and a time that is none is no time.
func TestNewcomersFindings(t *testing.T) {
	at := func(m *Milestone) string {
		if m.State != Known {
			return string(m.State)
		}
		return m.At.Format("15:04")
	}
	tests := map[string]struct {
		events []event.Event
		of     Name
		want   string
	}{
		"the report is no response":  {[]event.Event{chat("10:00", "ana", "checkout is down"), chat("10:20", "ben", "ack, looking into it")}, Engaged, "10:20"},
		"down since about":           {[]event.Event{chat("10:00", "ana", "checkout is down since about 09:50")}, Onset, "09:50"},
		"... is noticed when said":   {[]event.Event{chat("10:00", "ana", "checkout is down since about 09:50")}, Detected, "10:00"},
		"a time that cannot be read": {[]event.Event{note("10:00", "the outage began at 25:99")}, Onset, "bounded"},
		"who finds":                  {[]event.Event{note("10:00", "Checkout down"), note("10:20", "ben finds the cause: a full disk")}, Identified, "10:20"},
	}
	for name, tt := range tests {
		if got := at(Build(tt.events, nil, Options{}).Milestones[tt.of]); got != tt.want {
			t.Errorf("%s: %s is %s, want %s", name, tt.of, got, tt.want)
		}
	}
}

// An alert that fires and resolves again and again is no silence, though its entry tells only of the first and the last time.
func TestFlappingIsNoSilence(t *testing.T) {
	flaps := alert("10:00", "10:57", "shop", "ShopErrors")
	flaps.Count = 10
	tl := Build([]event.Event{flaps, note("09:59", "outage begins"), note("11:00", "all services recovered, incident over")}, nil, Options{})
	if len(tl.Silences) != 0 {
		t.Errorf("%+v", tl.Silences)
	}
	steady := flaps
	steady.Count = 1
	if tl := Build([]event.Event{steady, note("09:59", "outage begins"), note("11:00", "all services recovered, incident over")}, nil, Options{}); len(tl.Silences) != 1 {
		t.Errorf("an alert that just goes on: %+v", tl.Silences)
	}
}
