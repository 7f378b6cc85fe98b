package summary

import (
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

func TestAlsoSaid(t *testing.T) {
	in := func(channel, name string) timeline.Telling {
		return timeline.Telling{Kind: event.Chat, Channel: channel, Actor: event.Actor{Name: name}}
	}
	for _, tt := range []struct {
		name string
		also []timeline.Telling
		want string
	}{
		{"nobody", nil, ""},
		{"a bot", []timeline.Telling{in("ops", "alert-bot")}, "also told by alert-bot in #ops"},
		{"twice the same", []timeline.Telling{in("ops", "alert-bot"), in("ops", "alert-bot")}, "also told by alert-bot in #ops"},
		{"no names", []timeline.Telling{in("", "ana"), in("ops", ""), in("", "")}, "also told by ana in chat, #ops and in chat"},
		{"other kinds", []timeline.Telling{{Kind: event.Status}, {Kind: event.Note}}, "also told by another source of status posts and notes"},
		{"many", []timeline.Telling{in("a", "x"), in("b", "x"), in("c", "x"), in("d", "x"), in("e", "x")}, "also told by x in #a, x in #b, x in #c and 2 more sources"},
		{"a name with a line break", []timeline.Telling{in("ops", "bot\n# 1")}, "also told by bot # 1 in #ops"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := AlsoSaid(timeline.Entry{Also: tt.also}); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestClockWords(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    timeline.Clock
		want string
	}{
		{"nothing", timeline.Clock{Source: "a"}, ""},
		{
			"off",
			timeline.Clock{Offset: -3 * time.Minute, Spread: 5 * time.Second, Pairs: 4, Against: "alerts.json"},
			"its own stamps are 3 min behind those of alerts.json for 4 things that both tell of, give or take 5 s; " +
				"used as they are: if its clock is the wrong one, clocks: in incident.yaml corrects it",
		},
		{
			"late",
			timeline.Clock{Offset: 20 * time.Minute, Pairs: 4, Against: "alerts.json"},
			"its own stamps are 20 min ahead of those of alerts.json for 4 things that both tell of; " +
				"used as they are: it may pass things on that late; if its clock is wrong, clocks: in incident.yaml corrects it",
		},
		{
			"corrected",
			timeline.Clock{Offset: time.Hour, Pairs: 3, Against: "alerts.json", Zone: true, Corrected: -time.Hour},
			"its own stamps are 1 h ahead of those of alerts.json for 3 things that both tell of; whole hours suggest that they were read in the wrong zone; " +
				"its stamps are corrected by -1h, as incident.yaml says",
		},
		{
			"corrected too little",
			timeline.Clock{Offset: -20 * time.Minute, Pairs: 3, Against: "a", Corrected: 10 * time.Minute, Remains: -10 * time.Minute},
			"its own stamps are 20 min behind those of a for 3 things that both tell of; corrected by +10m, as incident.yaml says, after which they are still 10 min behind",
		},
		{
			"by links",
			timeline.Clock{Offset: -2 * time.Hour, Pairs: 2, Zone: true, Remains: -2 * time.Hour},
			"its own stamps are 2 h behind what the 2 message links beside them say; whole hours suggest that they were read in the wrong zone; " +
				"used as they are: if its clock is the wrong one, clocks: in incident.yaml corrects it",
		},
		{"on people's word", timeline.Clock{Corrected: 90 * time.Second}, "its stamps are corrected by +1m30s, as incident.yaml says"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ClockWords(tt.c); got != tt.want {
				t.Errorf("%q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestClocksStandBesideTheirSources(t *testing.T) {
	tl := timeline.Build([]event.Event{{ID: "E-1", Source: "a.log", Kind: event.Note, At: time.Unix(0, 0).UTC(), Text: "x"}}, nil,
		timeline.Options{Clocks: map[string]time.Duration{"a.log": time.Minute}})
	notes := []string{"first"}
	m := Meta{Sources: []event.Report{{Name: "a.log", Kind: event.Note, Notes: notes}, {Name: "b.log"}}}
	s := New(tl, m)
	if len(s.Sources[0].Notes) != 2 || len(notes) != 1 || len(s.Assumptions) != 1 || s.Sources[1].Clock != nil {
		t.Errorf("sources %+v, assumptions %q", s.Sources, s.Assumptions)
	}
	d := JSON(s)
	if c := d.Sources[0].Clock; c == nil || !c.Corrected || *c.CorrectionSeconds != 60 || c.OffsetSeconds != nil {
		t.Errorf("clock %+v", c)
	}
	if e := d.Entries[0]; e.Stamped == nil || !e.Stamped.Equal(time.Unix(0, 0)) {
		t.Errorf("stamped %v", e.Stamped)
	}
}
