package summary_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// rowAt is an entry that people read.
func rowAt(id string, hour, minute int) timeline.Entry {
	return timeline.Entry{Event: event.Event{ID: id, At: at(hour, minute, 0), Kind: event.Chat, Text: id}, Row: true}
}

// Silences stand between the rows, those that are rows, in order of time; what they cite are entries.
func TestLines(t *testing.T) {
	s := summary.New(&timeline.Timeline{
		Entries: []timeline.Entry{rowAt("E-1", 3, 0), rowAt("E-2", 4, 0), rowAt("E-3", 4, 10)},
		Silences: []timeline.Silence{
			{From: at(3, 0, 0), To: at(4, 0, 0), After: "E-1", Before: "E-2", Row: true, Evidence: []string{"E-1", "E-2"}},
			{From: at(4, 10, 0), To: at(5, 0, 0), After: "E-3", Before: "E-gone", Going: 1, Row: true, Evidence: []string{"E-3", "E-gone"}},
			{From: at(6, 0, 0), To: at(7, 0, 0)},
		},
	}, summary.Meta{})
	var got []string
	for _, l := range s.Lines() {
		if l.Silence == nil {
			got = append(got, l.Row.ID)
			continue
		}
		got = append(got, "silence "+l.Silence.From.Format("15:04")+" "+strings.Join(l.Silence.Evidence, " "))
	}
	want := []string{"E-1", "silence 03:00 E-1 E-2", "E-2", "E-3", "silence 04:10 E-3"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("lines (-want +got):\n%s", d)
	}
	if d := summary.JSON(s).Silences; len(d) != 3 || d[1].Before != nil || d[2].Row || *d[0].After != "E-1" {
		t.Errorf("silences of the JSON = %+v, want all three, and no id that no entry has", d)
	}
}

func TestSilenceWords(t *testing.T) {
	x := timeline.Silence{From: at(3, 0, 0), To: at(3, 49, 0)}
	if got, want := summary.SilenceWords(x, "03:49"), "nothing on record for 49 min, to 03:49: no entry of any kind begins or ends in this time"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	x.Going = 3
	if got := summary.SilenceWords(x, "03:49"); !strings.HasSuffix(got, "; alerts or errors that had begun before went on") {
		t.Errorf("%q does not say that something went on", got)
	}
}

// Each kind of contradiction has words of its own for what it is about, and for the opening where a statement came too soon.
func TestContradictionsHaveWords(t *testing.T) {
	for subject, want := range map[string]string{
		"fixed-while-firing":       "while an alert was firing until",
		"fixed-while-failing":      "while errors went on in the logs until",
		"called-over-too-early":    "impact began again at",
		"resolved-before-recovery": "service was normal again at",
		"public-before-internal":   "whether it was over when the public was told so",
		"declared-before-sign":     "whether there was an incident when it was declared",
	} {
		s := summary.New(&timeline.Timeline{
			Entries: []timeline.Entry{rowAt("E-1", 3, 0), rowAt("E-2", 4, 0)},
			Contradictions: []timeline.Contradiction{{
				Subject: subject, Used: 1, Evidence: []string{"E-1", "E-2"},
				Values: []timeline.Value{{At: at(3, 0, 0), Text: "all good", Evidence: []string{"E-1"}}, {At: at(4, 0, 0), Text: "not so", Evidence: []string{"E-2"}}},
			}},
		}, summary.Meta{})
		var all strings.Builder
		for _, x := range s.Lede {
			all.WriteString(summary.Words(x, s.Clock) + "\n")
		}
		if !strings.Contains(all.String(), want) {
			t.Errorf("%s: the opening does not say %q:\n%s", subject, want, all.String())
		}
		if about := summary.Words(s.Disagree[0].About, s.Clock); strings.Contains(about, subject) || strings.Contains(about, "-") {
			t.Errorf("%s is about %q: it has no words", subject, about)
		}
	}
}

func TestHealedAndNoticedLate(t *testing.T) {
	known := func(n timeline.Name, hour int, id string) *timeline.Milestone {
		return &timeline.Milestone{Name: n, State: timeline.Known, At: at(hour, 0, 0), Evidence: []string{id}}
	}
	s := summary.New(&timeline.Timeline{
		Entries: []timeline.Entry{rowAt("E-1", 3, 0), rowAt("E-2", 4, 0), rowAt("E-3", 6, 0)},
		Milestones: timeline.Milestones{
			timeline.Onset: known(timeline.Onset, 3, "E-1"), timeline.Recovered: known(timeline.Recovered, 4, "E-2"), timeline.Detected: known(timeline.Detected, 6, "E-3"),
			timeline.Mitigated: {Name: timeline.Mitigated, State: timeline.NotApplicable, Evidence: []string{"E-2"}, Reason: timeline.Reason{Rule: "self-healed", Words: "it came back by itself"}},
		},
		Durations: []timeline.Duration{{Name: "ttd", State: timeline.Known, Value: 3 * time.Hour, From: timeline.Onset, To: timeline.Detected, Evidence: []string{"E-1", "E-3"}}},
	}, summary.Meta{})
	var all strings.Builder
	for _, x := range s.Lede {
		all.WriteString(summary.Words(x, s.Clock) + "\n")
	}
	for _, want := range []string{"3 h after onset, when it was over", "It recovered by itself: “it came back by itself”."} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("the opening does not say %q:\n%s", want, all.String())
		}
	}
}
