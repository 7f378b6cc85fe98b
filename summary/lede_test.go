package summary_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

func opening(s *summary.Summary, rule string) string {
	for _, x := range s.Lede {
		if x.Rule == rule {
			return summary.Words(x, s.LedeClock())
		}
	}
	return ""
}

// TestLedeTriggerNamesTheChange: what set it off is the change, not what somebody said of it later; where the first evidence is no change made
// then, the words that were read stay.
func TestLedeTriggerNamesTheChange(t *testing.T) {
	said := timeline.Entry{Event: event.Event{ID: "E-said0000", Kind: event.Chat, At: at(23, 30, 0), Text: "the cause is api 4.18"}}
	for _, c := range []struct {
		name, want string
		kind       event.Kind
		made       time.Time
		by         bool
	}{
		{"a change", "“Deploy api 4.18”.", event.Change, at(22, 58, 0), false},
		{"a message", "“the cause is api 4.18”.", event.Chat, at(22, 58, 0), false},
		{"a change of another time", "“the cause is api 4.18”.", event.Change, at(20, 0, 0), false},
		{"set by a person", "“the cause is api 4.18”.", event.Change, at(22, 58, 0), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			tl := &timeline.Timeline{Milestones: timeline.Milestones{}}
			made := timeline.Entry{Event: event.Event{ID: "E-made0000", Kind: c.kind, At: c.made, Text: "Deploy api 4.18"}}
			tl.Entries = []timeline.Entry{made, said}
			tl.Milestones[timeline.Triggered] = &timeline.Milestone{
				Name: timeline.Triggered, State: timeline.Known, At: at(22, 58, 0), Evidence: []string{"E-made0000", "E-said0000"}, ByPerson: c.by,
				Reason: timeline.Reason{Rule: "change-named", Words: "the cause is api 4.18"},
			}
			if got := opening(summary.New(tl, summary.Meta{}), "lede-trigger"); !strings.HasSuffix(got, c.want) {
				t.Errorf("got %q, want it to end in %q", got, c.want)
			}
		})
	}
}

// TestLongestPeriodsAreTheLongest: those that a source chose to tell of are called the longest only where they are.
func TestLongestPeriodsAreTheLongest(t *testing.T) {
	period := func(service, rule string, minutes int) timeline.Impact {
		p := timeline.Impact{Service: service, From: at(23, 0, 0), Evidence: []string{"E-" + service}, FromWhy: timeline.Reason{Rule: rule}}
		if minutes > 0 {
			p.To = p.From.Add(time.Duration(minutes) * time.Minute)
		}
		return p
	}
	for _, c := range []struct {
		name, want string
		more       timeline.Impact
	}{
		{"a shorter one beside them", "the longest those of api and web", period("queue", "log-burst", 5)},
		{"a longer one beside them", "among them those of api and web", period("queue", "log-burst", 45)},
		{"one that was not seen to end", "among them those of api and web", period("queue", "log-burst", 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			tl := &timeline.Timeline{
				Milestones: timeline.Milestones{},
				Impacts:    []timeline.Impact{period("api", "stated-window", 60), period("web", "stated-window", 30), c.more},
			}
			if got := opening(summary.New(tl, summary.Meta{}), "lede-span"); !strings.Contains(got, c.want) {
				t.Errorf("got %q, want it to say %q", got, c.want)
			}
		})
	}
}
