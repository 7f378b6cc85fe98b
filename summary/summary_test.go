package summary_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

func TestEveryCitedIDIsAnEntry(t *testing.T) {
	b, err := json.Marshal(summary.JSON(payments()))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "E-gone0000") {
		t.Error("an id that no entry has is cited")
	}
	var doc any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, e := range doc.(map[string]any)["entries"].([]any) {
		ids[e.(map[string]any)["id"].(string)] = true
	}
	walk(doc, func(key string, v any) {
		list, ok := v.([]any)
		if key != "evidence" && key != "ended_by" {
			return
		}
		if !ok {
			t.Errorf("%s is %v, not a list", key, v)
		}
		for _, id := range list {
			if !ids[id.(string)] {
				t.Errorf("%v is cited and is no entry", id)
			}
		}
	})
}

func walk(v any, visit func(key string, v any)) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			visit(k, x)
			walk(x, visit)
		}
	case []any:
		for _, x := range v {
			walk(x, visit)
		}
	}
}

func TestNothingKnownIsSaidToBeUnknown(t *testing.T) {
	s := summary.New(&timeline.Timeline{}, summary.Meta{})
	d := summary.JSON(s)
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "0001-01-01") {
		t.Errorf("a zero time is printed: %s", b)
	}
	var all map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	ms := all["milestones"].(map[string]any)
	for _, n := range timeline.Names() {
		m, ok := ms[string(n)].(map[string]any)
		if !ok || m["state"] != "unknown" || m["at"] != nil || m["why"] == "" {
			t.Errorf("%s is %v", n, m)
		}
	}
	for _, list := range []string{"phases", "impacts", "remainders", "attempts", "causes", "entries", "contradictions", "facts", "remediation", "sources", "assumptions"} {
		if l, ok := all[list].([]any); !ok || len(l) != 0 {
			t.Errorf("%s is %v, not an empty list", list, all[list])
		}
	}
	var lede []string
	for _, x := range s.Lede {
		lede = append(lede, summary.Words(x, s.Clock))
	}
	want := []string{
		"When impact began and ended, and whom it hit, the evidence does not tell.",
		"No source states a cause.",
		"When it was first noticed is not known from this evidence; when the first public notice came is not known from this evidence.",
		"Not known from this evidence: when it was set off, when it was declared an incident, when the first response began, when impact was mitigated and when it was declared over.",
		"No remediation item is on record.",
	}
	if d := cmp.Diff(want, lede); d != "" {
		t.Errorf("the lede of nothing (-want +got):\n%s", d)
	}
}

func TestLedeOfASmallOutage(t *testing.T) {
	s := payments()
	var lede []string
	for _, x := range s.Lede {
		lede = append(lede, summary.Words(x, s.Clock))
	}
	want := []string{
		"From 31 December 2024, 23:58:30 CET to 1 January 2025, 02:30 CET (2 h 32 min), payments was affected, in two periods.",
		"As people state it in incident.yaml: customers: about 1,200.",
		"No source states a cause.",
		"At 1 Jan 2025 01:10 CET another period of impact began (payments).",
		"One attempt to end it is on record at 1 Jan 2025 00:15 CET: “restarted payments”, which failed.",
		"It was first noticed at 1 Jan 2025 00:01 CET, 2 min 30 s after onset; when the first public notice came is not known from this evidence.",
		"The sources disagree on when service was normal again (1 Jan 2025 02:00 CET or 1 Jan 2025 02:30 CET).",
		"Not known from this evidence: when it was set off, when it was declared an incident, when the first response began and when it was declared over.",
		"One remediation item is on record, none done; the open one lacks an owner or a date.",
	}
	if d := cmp.Diff(want, lede); d != "" {
		t.Errorf("the lede (-want +got):\n%s", d)
	}
}

func TestLedeHasAtMostTenSentences(t *testing.T) {
	tl := *payments().Timeline
	tl.Milestones[timeline.Triggered] = &timeline.Milestone{Name: timeline.Triggered, State: timeline.Known, At: at(1, 0, 0)}
	tl.Milestones[timeline.Identified] = &timeline.Milestone{Name: timeline.Identified, State: timeline.Known, At: at(23, 30, 0)}
	tl.Remainders = []timeline.Remainder{{Text: "backlog"}}
	tl.Contradictions = append(tl.Contradictions, timeline.Contradiction{Subject: "called-over-too-early", Used: 1, Values: []timeline.Value{{At: at(23, 0, 0)}, {At: at(24, 0, 0)}}})
	s := summary.New(&tl, summary.Meta{Impact: summary.Stated{Customers: "3"}})
	if n := len(s.Lede); n != summary.MaxLede {
		t.Errorf("%d sentences", n)
	}
	if s.Lede[0].Rule != "lede-span" || s.Lede[len(s.Lede)-1].Rule != "lede-items" {
		t.Errorf("the first is %s, the last %s", s.Lede[0].Rule, s.Lede[len(s.Lede)-1].Rule)
	}
}

func TestPersonsDecisionKeepsTheMachines(t *testing.T) {
	m := summary.JSON(payments()).Milestones.Detected
	if m.DecidedBy != "person" || *m.By != "kim" || m.Machine == nil || !m.Machine.At.Equal(at(23, 4, 0)) || m.Machine.DecidedBy != "rule" {
		t.Errorf("got %+v, machine %+v", m, m.Machine)
	}
	if want := "Kim decided it in incident.yaml: “the page went out then”."; m.Why != want {
		t.Errorf("why is %q, want %q", m.Why, want)
	}
}

func TestTimelineIsNotChanged(t *testing.T) {
	tl := &timeline.Timeline{Milestones: timeline.Milestones{timeline.Onset: {Name: timeline.Onset, Evidence: []string{"E-gone0000"}}}}
	summary.New(tl, summary.Meta{})
	if len(tl.Milestones) != 1 || len(tl.Milestones[timeline.Onset].Evidence) != 1 {
		t.Errorf("the timeline was changed: %+v", tl.Milestones)
	}
}

func TestEveryRuleOfTheTimelineHasWords(t *testing.T) {
	have := map[string]bool{}
	for _, r := range summary.Rules() {
		have[r] = true
	}
	for _, r := range timeline.Rules() {
		if !have[r] {
			t.Errorf("rule %q has no words", r)
		}
	}
	for _, r := range append(summary.Rules(), "a-rule-of-tomorrow") {
		for _, reason := range []timeline.Reason{
			{Rule: r},
			{Rule: r, Source: "a.md", Kind: event.Alert, Service: "api", Words: "down since 3 PM.", At: at(3, 0, 0), Before: 0.1, After: 12.5, Quiet: time.Hour, Count: 3},
		} {
			got := summary.Why(reason, summary.Clock{})
			if !strings.HasSuffix(got, ".") || strings.HasSuffix(got, "..") || strings.Contains(got, "  ") || strings.Contains(got, "0001") ||
				got[:1] != strings.ToUpper(got[:1]) || strings.Contains(got, "%!") {
				t.Errorf("%s: %q is no sentence", r, got)
			}
		}
	}
}

func TestTexts(t *testing.T) {
	zone := time.FixedZone("", -3*3600)
	c := summary.NewClock(zone, at(12, 0, 0))
	for _, x := range []struct{ got, want string }{
		{summary.Length(0), "0 s"},
		{summary.Length(42 * time.Second), "42 s"},
		{summary.Length(3*time.Minute + 20*time.Second), "3 min 20 s"},
		{summary.Length(time.Hour - time.Millisecond), "1 h"},
		{summary.Length(15*time.Hour + 13*time.Minute + 40*time.Second), "15 h 14 min"},
		{summary.Length(51*time.Hour + time.Minute), "2 d 3 h 1 min"},
		{summary.Length(-time.Minute), "minus 1 min"},
		{summary.Length(math.MinInt64)[:6], "minus "},
		{summary.Number(1234567), "1,234,567"},
		{summary.Number(-1234), "-1,234"},
		{summary.Number(999), "999"},
		{summary.Count(1, "post"), "1 post"},
		{summary.Count(0, "entry", "entries"), "0 entries"},
		{summary.List([]string{"a", "b", "c"}), "a, b and c"},
		{c.Time(at(12, 0, 7)), "31 Dec 09:00:07 UTC-03"},
		{c.Time(time.Time{}), "unknown"},
		{c.Time(at(12, 0, 0).AddDate(1, 0, 0)), "31 Dec 2025 09:00 UTC-03"},
		{c.UTC().Time(at(12, 0, 0)), "31 Dec 12:00 UTC"},
		{c.On(at(12, 0, 0)).Time(at(13, 0, 0)), "10:00 UTC-03"},
		{c.On(at(12, 0, 0)).Span(at(12, 0, 0), at(13, 0, 0)), "09:00 to 10:00 UTC-03"},
		{c.On(at(12, 0, 0)).Span(at(12, 0, 0), at(36, 0, 0)), "09:00 to 1 Jan 2025 09:00 UTC-03"},
		{c.On(at(12, 0, 0)).Stamp(at(12, 0, 0), 24*time.Hour), "31 Dec (the day only)"},
		{summary.Base("chat/export.zip"), "export.zip"},
		{summary.Shorter("one two three four", 12), "one two …"},
		{c.Stamp(at(12, 0, 0), 24*time.Hour), "31 Dec (the day only)"},
		{c.Span(at(12, 0, 0), at(13, 0, 0)), "31 Dec 09:00 to 10:00 UTC-03"},
		{c.Span(at(12, 0, 0), at(36, 0, 0)), "31 Dec 09:00 to 1 Jan 2025 09:00 UTC-03"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestClockOverAChangeOfOffset(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no zone data on this machine")
	}
	fall := time.Date(2025, 10, 26, 0, 30, 0, 0, time.UTC)
	c := summary.NewClock(zone, fall)
	if got, want := c.Span(fall, fall.Add(time.Hour)), "26 Oct 02:30 CEST to 26 Oct 02:30 CET"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHostileTextsAreOnOneLineAndHarmless(t *testing.T) {
	s := hostile()
	for _, list := range [][]summary.Sentence{s.Lede, s.Notices, s.Changes, s.Well, s.Hard, s.Luck, s.Missing} {
		for _, x := range list {
			if w := summary.Words(x, s.Clock); strings.ContainsAny(w, "\n\x1b\x07\u202e\u009b") || len(w) > 4000 {
				t.Errorf("%s: %q", x.Rule, w)
			}
		}
	}
	b, err := json.Marshal(summary.JSON(s))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(b), "\u202e\u009b") {
		t.Error("an override of direction or a C1 control is in the JSON")
	}
}
