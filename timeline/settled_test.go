package timeline

import (
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// later is an event of the tests' day, some days after it.
func days(n int, e event.Event) event.Event {
	e.At = e.At.Add(time.Duration(n) * 24 * time.Hour)
	if !e.Until.IsZero() {
		e.Until = e.Until.Add(time.Duration(n) * 24 * time.Hour)
	}
	e.ID = event.ID(e.Kind, "days", e.ID)
	return e
}

func TestSaysByItself(t *testing.T) {
	for text, want := range map[string]bool{
		"It recovered on its own, nobody touched anything.":       true,
		"The API came back by itself at 10:20":                    true,
		"Service recovered without any intervention":              true,
		"Latency returned to normal without manual intervention.": true,
		"the queue healed itself before we could look":            true,
		"resolved itself":                                                 true,
		"Self-healed after four minutes.":                                 true,
		"no manual intervention was needed":                               true,
		"The problem should resolve itself within the hour":               false,
		"It did not recover on its own, so we failed over":                false,
		"did it recover on its own?":                                      false,
		"some of the workers recovered on their own":                      false,
		"it looks like it recovered on its own":                           false,
		"waiting for it to recover on its own":                            false,
		"the pods usually recover by themselves":                          false,
		"No customer action is required.":                                 false,
		"We recovered the cluster. The team restarted it on its own host": false,
		"We restored it, from our own backup":                             false,
	} {
		if got := saysByItself(text) != ""; got != want {
			t.Errorf("%q says that it healed by itself: %v, want %v", text, got, want)
		}
	}
}

func TestNotNeeded(t *testing.T) {
	measured := []event.Event{rise("10:00", "10:20", "shop"), alert("10:02", "10:21", "shop", "ShopErrors")}
	type states map[Name]State
	tests := map[string]struct {
		events []event.Event
		want   states
		rule   string // of mitigated
	}{
		"people say it healed by itself": {
			append(measured, chat("10:05", "ana", "looking into it"), chat("10:25", "ana", "recovered on its own, no idea why")),
			states{Detected: Known, Engaged: Known, Mitigated: NotApplicable, Recovered: Known},
			"self-healed",
		},
		"it was over before anybody came": {
			append(measured, chat("10:30", "ana", "looking into the alert of 10:02, errors are gone")),
			states{Detected: Known, Mitigated: NotApplicable, Recovered: Known},
			"nobody-acted",
		},
		"a cluster tells of its trouble": {
			append(measured, withLabel(change("10:03", "BackOff: restarting", ""), "trouble", "true"), chat("10:30", "ana", "looking into the alert of 10:02, errors are gone")),
			states{Mitigated: NotApplicable},
			"nobody-acted",
		},
		"something was changed": {
			append(measured, change("10:03", "ScalingReplicaSet: scaled up", ""), chat("10:30", "ana", "looking into the alert of 10:02, errors are gone")),
			states{Mitigated: Bounded},
			"bounded-by-neighbours",
		},
		"nothing is known of people": {measured, states{Detected: Known, Mitigated: Bounded, Recovered: Known}, "bounded-by-neighbours"},
		"somebody was there": {
			append(measured, chat("10:05", "ana", "looking into it"), chat("10:25", "ana", "all good again, closing the incident")),
			states{Mitigated: Bounded},
			"bounded-by-neighbours",
		},
		"an attempt worked": {
			append(measured, note("10:12", "Restarted the shop, errors are gone"), chat("10:25", "ben", "the cache recovered on its own afterwards")),
			states{Mitigated: Bounded},
			"bounded-by-neighbours",
		},
		"a mitigation is stated": {
			append(measured, note("10:12", "Mitigated: traffic moved away"), chat("10:25", "ben", "recovered on its own")),
			states{Mitigated: Known},
			"noted-mitigation",
		},
		"said of a part, before the end": {
			append(measured, chat("10:05", "ana", "looking into it"), chat("10:08", "ana", "the cache recovered on its own")),
			states{Mitigated: Bounded},
			"bounded-by-neighbours",
		},
		"noticed only when it was over": {
			[]event.Event{rise("10:00", "10:20", "shop"), chat("13:00", "cleo", "several customers report failed orders this morning")},
			states{Detected: Known, Engaged: NotApplicable, Mitigated: NotApplicable, Recovered: Known},
			"noticed-after",
		},
		"noticed while it lasted, reported again after it": {
			append(measured, chat("13:00", "cleo", "several customers report failed orders this morning")),
			states{Detected: Known, Recovered: Known},
			"nobody-acted",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tl := Build(tt.events, nil, Options{})
			for n, want := range tt.want {
				if got := tl.Milestones[n].State; got != want {
					t.Errorf("%s is %s by %q, want %s", n, got, tl.Milestones[n].Reason.Rule, want)
				}
			}
			if got := tl.Milestones[Mitigated].Reason.Rule; got != tt.rule {
				t.Errorf("mitigated by %q, want %q", got, tt.rule)
			}
			inOrderWithoutOverlap(t, tl)
		})
	}
}

func TestNoticedAfterHasAnHonestTTD(t *testing.T) {
	tl := Build([]event.Event{rise("10:00", "10:20", "shop"), chat("13:00", "cleo", "several customers report failed orders this morning")}, nil, Options{})
	got := map[string]State{}
	for _, d := range tl.Durations {
		got[d.Name] = d.State
		if d.Name == "ttd" && d.Value != 3*time.Hour {
			t.Errorf("ttd = %v, want 3h", d.Value)
		}
	}
	for name, want := range map[string]State{"ttd": Known, "ttr": Known, "tte": NotApplicable, "ttm": NotApplicable} {
		if got[name] != want {
			t.Errorf("%s is %s, want %s", name, got[name], want)
		}
	}
	var names []string
	for _, p := range tl.Phases {
		names = append(names, p.Name)
	}
	if s := strings.Join(names, " "); s != "detection" {
		t.Errorf("phases = %q, want detection alone: the rest is no work that anybody did", s)
	}
}

func TestPersonOverNotNeeded(t *testing.T) {
	events := []event.Event{rise("10:00", "10:20", "shop"), alert("10:02", "10:21", "shop", "ShopErrors"), chat("10:25", "ana", "recovered on its own")}
	tl := Build(events, nil, Options{Overrides: []Override{{Name: Mitigated, At: at("10:15"), By: "ana"}}})
	m := tl.Milestones[Mitigated]
	if !m.ByPerson || !m.At.Equal(at("10:15")) || m.Machine == nil || m.Machine.State != NotApplicable {
		t.Errorf("mitigated = %+v, want 10:15 by a person beside the machine's not_applicable", m)
	}
	tl = Build(incident(), nil, Options{Overrides: []Override{{Name: Mitigated, State: NotApplicable, By: "ana"}, {Name: Engaged, State: Unknown}}})
	if m := tl.Milestones[Mitigated]; m.State != NotApplicable || m.Machine == nil || !m.Machine.At.Equal(at("14:46")) {
		t.Errorf("mitigated = %+v, want not_applicable beside the machine's 14:46", m)
	}
	if m := tl.Milestones[Engaged]; m.State != Unknown || m.Machine.State != Known {
		t.Errorf("engaged = %+v, want unknown, as the person says, beside the machine's answer", m)
	}
}

// What is looked for after onset goes by the onset that a person decided.
func TestOverrideLeadsTheOthers(t *testing.T) {
	events := []event.Event{note("14:30", "outage begins"), alert("14:05", "14:52", "shop", "ShopErrors"), note("15:00", "outage ends")}
	if m := Build(events, nil, Options{}).Milestones[Detected]; m.State == Known && m.At.Before(at("14:30")) {
		t.Fatalf("detected at %v, before the onset of 14:30", m.At)
	}
	tl := Build(events, nil, Options{Overrides: []Override{{Name: Onset, At: at("14:00")}}})
	if m := tl.Milestones[Detected]; m.State != Known || !m.At.Equal(at("14:05")) {
		t.Errorf("detected = %+v, want 14:05 after the onset that a person decided", m)
	}
}

func TestPending(t *testing.T) {
	tests := map[string]struct {
		events []event.Event
		want   State
		rule   string
	}{
		"the last post is monitoring": {[]event.Event{post("14:00", "investigating", "Errors."), post("14:30", "monitoring", "A fix is in.")}, Pending, "still-open"},
		"an alert fires":              {[]event.Event{alert("14:05", "", "shop", "ShopErrors"), chat("14:07", "ana", "looking into it")}, Pending, "still-firing"},
		"resolved":                    {[]event.Event{post("14:00", "investigating", "Errors."), post("14:30", "resolved", "It is over.")}, Known, "status-resolved"},
		"closed by people":            {[]event.Event{post("14:00", "investigating", "Errors."), chat("15:00", "ana", "closing the incident")}, Bounded, "bounded-by-neighbours"},
		"an alert of the next day":    {[]event.Event{alert("14:05", "14:20", "shop", "ShopErrors"), chat("14:07", "ana", "looking into it"), days(1, alert("14:05", "", "cdn", "CDNErrors"))}, Known, "alert-end"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tl := Build(tt.events, nil, Options{})
			m := tl.Milestones[Recovered]
			if m.State != tt.want || m.Reason.Rule != tt.rule {
				t.Errorf("recovered is %s by %q, want %s by %q", m.State, m.Reason.Rule, tt.want, tt.rule)
			}
			if s := tl.Milestones[Mitigated].State; tt.want == Pending && s != Pending && s != Known {
				t.Errorf("mitigated is %s while recovery is pending", s)
			}
		})
	}
}

// inOrderWithoutOverlap holds the phases of a timeline.
func inOrderWithoutOverlap(t interface{ Fatalf(string, ...any) }, tl *Timeline) {
	var last time.Time
	for _, p := range tl.Phases {
		for _, x := range []time.Time{p.From, p.To} {
			if x.IsZero() {
				continue
			}
			if x.Before(last) {
				t.Fatalf("phase %s (%v to %v) begins or ends before %v", p.Name, p.From, p.To, last)
			}
			last = x
		}
	}
}
