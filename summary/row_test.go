package summary_test

import (
	"strings"
	"testing"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

func TestRowsSayWhatTheirKindCallsFor(t *testing.T) {
	rate := map[string]string{"change": "error-rate", "unit": "share", "before": "0.01", "during": "0.4", "peak": "0.97"}
	for _, c := range []struct {
		name string
		in   event.Event
		want string
	}{
		{"a person", event.Event{Kind: event.Chat, Actor: event.Actor{Name: "on-call-db"}, Text: "ack"}, "on-call-db: ack"},
		{"a bot", event.Event{Kind: event.Chat, Actor: event.Actor{ID: "B1", Bot: true}, Text: "firing"}, "B1 (bot): firing"},
		{"nobody", event.Event{Kind: event.Chat, Text: "ack"}, "ack"},
		{"a rate", event.Event{Kind: event.Log, Text: "errors rose from 1 % to 40 % of lines", Labels: rate}, "errors rose from 1 % to 40 % of lines, at most 97 %"},
		{"a peak that is no number", event.Event{Kind: event.Log, Text: "x", Labels: map[string]string{"during": "1", "peak": "NaN"}}, "x"},
		{"the service in front", event.Event{Kind: event.Note, Service: "Search", Text: "search: queries fail"}, "Queries fail"},
		{"the service alone", event.Event{Kind: event.Note, Service: "search", Text: "search:"}, "search:"},
		{"the service within", event.Event{Kind: event.Note, Service: "search", Text: "searching"}, "searching"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := summary.RowText(timeline.Entry{Event: c.in}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// searching is an outage whose rate, line and alert tell of the same minute.
func searching() *summary.Summary {
	e := func(id string, minute int, k event.Kind, text string, row bool, labels map[string]string) timeline.Entry {
		return timeline.Entry{
			Event: event.Event{ID: id, At: at(10, minute, 0), Kind: k, Source: string(k), Service: "search", Text: text, Count: 5, Labels: labels}, Row: row, Phase: "detection",
		}
	}
	return summary.New(&timeline.Timeline{
		Milestones: timeline.Milestones{
			timeline.Onset:    {Name: timeline.Onset, State: timeline.Known, At: at(10, 0, 0), Evidence: []string{"E-rate0000"}},
			timeline.Detected: {Name: timeline.Detected, State: timeline.Known, At: at(10, 0, 0), Evidence: []string{"E-alert000"}},
			timeline.Recovered: {
				Name: timeline.Recovered, State: timeline.Known, At: at(10, 40, 0), Evidence: []string{"E-post0000"},
				Reason: timeline.Reason{Rule: "stated-end", Words: "By 10:40 UTC all was well"},
			},
		},
		Phases: []timeline.Phase{{Name: "detection", From: at(10, 0, 0), To: at(11, 0, 0), Ends: timeline.Detected}},
		Entries: []timeline.Entry{
			e("E-rate0000", 0, event.Log, "errors rose", true, map[string]string{"during": "0.4", "peak": "0.5", "unit": "share"}),
			e("E-line0000", 0, event.Log, "no shard answers", false, map[string]string{"template": "no shard answers"}),
			e("E-alert000", 0, event.Alert, "SearchFails", true, nil),
			e("E-post0000", 50, event.Status, strings.Repeat("Much was said first. ", 12)+"By 10:40 UTC all was well.", true, nil),
		},
	}, summary.Meta{})
}

func TestARateShowsItsLineAndCitesIt(t *testing.T) {
	r := searching().Rows[0]
	if got, want := r.Says(200), "errors rose, at most 50 %: “no shard answers”"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if c := r.Cites(); len(c) != 2 || c[1] != "E-line0000" {
		t.Errorf("cites %v", c)
	}
}

func TestStoryTellsAMomentOnceAndTheWordsThatCount(t *testing.T) {
	rows := searching().Story[0].Rows
	if len(rows) != 2 || rows[0].ID != "E-alert000" {
		t.Fatalf("the story has %d rows, the first of %s", len(rows), rows[0].ID)
	}
	if m := rows[0].Marks; len(m) != 1 || m[0].Name != timeline.Detected || !m[0].At.IsZero() {
		t.Errorf("the alert is marked %v", m)
	}
	if got, want := rows[1].Tells(100), "… By 10:40 UTC all was well"; got != want {
		t.Errorf("the post tells %q, want %q", got, want)
	}
	if m := rows[1].Marks; len(m) != 1 || !m[0].At.Equal(at(10, 40, 0)) {
		t.Errorf("the post is marked %v", m)
	}
}

func TestWhatRestsOnADecisionSaysSo(t *testing.T) {
	s := payments()
	for _, f := range s.KeyFacts {
		if strings.HasPrefix(f.Label, "Time to detect") && !f.Value.Decided {
			t.Error("the time to detect does not say that people decided when it was detected")
		}
	}
	if !s.Phases[0].Decided {
		t.Error("the phase does not say that people decided its end")
	}
}

func TestOpeningNamesTheDayOnce(t *testing.T) {
	if c := searching().LedeClock(); c.Time(at(10, 0, 0)) != "10:00 UTC" || c.Time(at(34, 0, 0)) != "1 Jan 2025 10:00 UTC" {
		t.Errorf("got %q and %q", c.Time(at(10, 0, 0)), c.Time(at(34, 0, 0)))
	}
	if c := payments().LedeClock(); c.Time(at(23, 0, 0)) != "1 Jan 2025 00:00 CET" {
		t.Errorf("over New Year: %q", c.Time(at(23, 0, 0)))
	}
}

func TestOpeningCitesAtMostThree(t *testing.T) {
	for name, s := range map[string]*summary.Summary{"payments": payments(), "searching": searching()} {
		for _, x := range s.Lede[1:] {
			if len(x.Evidence) > 3 && x.Rule != "lede-items" {
				t.Errorf("%s: %s cites %v", name, x.Rule, x.Evidence)
			}
		}
	}
}

func TestAQuestionNamesWhoCouldAnswer(t *testing.T) {
	who := map[string]string{}
	tl := *searching().Timeline
	s := summary.New(&tl, summary.Meta{Kind: "third-party", Roles: map[string]string{"incident commander": "kim", "communications": "lee"}})
	for _, q := range s.Questions {
		who[summary.Words(q.Ask, s.Clock)] = q.Who
	}
	for ask, want := range map[string]string{
		"When was it set off, and by what?":       "the provider",
		"When was it declared an incident?":       "the incident commander (kim)",
		"When was the first public notice given?": "who speaks to customers (lee)",
	} {
		if who[ask] != want {
			t.Errorf("%q: %q, want %q; all: %v", ask, who[ask], want, who)
		}
	}
}
