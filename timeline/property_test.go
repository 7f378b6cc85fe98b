package timeline

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

// sayings are texts of every role, sense or nonsense where they stand.
var sayings = []string{
	"looking into it", "declaring an incident, SEV2", "might be the database?", "root cause is the connection pool", "rolled back the release, errors are gone",
	"restarted the workers, no effect", "recovered on its own", "incident resolved, all good", "closing the incident", "customers report failed orders", "thanks all",
	"outage begins", "outage ends", "between 10:00 and 11:30 UTC orders failed", "the incident ended at 11:45 UTC", "mitigated: pool size restored",
	"is it fixed?", "all clear", "payments between 09:10 and 09:40 UTC, search between 12:00 and 12:20 UTC had errors", "backlog was gone at 14:00 UTC",
	"orders failing again", "calls stable again", "self-healed", "the alert fires again",
}

// anyEvent is an event of any kind at any minute of a day and a half.
func anyEvent(t *rapid.T, n int) event.Event {
	service := rapid.SampledFrom([]string{"payments", "search", "db", ""}).Draw(t, "service")
	text := rapid.SampledFrom(sayings).Draw(t, "text")
	from := rapid.IntRange(0, 36*60).Draw(t, "minute")
	lasts := time.Duration(rapid.IntRange(1, 200).Draw(t, "lasts")) * time.Minute
	var e event.Event
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		e = note("00:00", text)
	case 1:
		e = chat("00:00", rapid.SampledFrom([]string{"ana", "ben"}).Draw(t, "who"), text)
	case 2:
		e = moved("00:00", rapid.SampledFrom([]string{"investigating", "identified", "monitoring", "resolved", "postmortem"}).Draw(t, "status"),
			rapid.SampledFrom([]string{"", "payments: operational → major_outage", "payments: major_outage → operational; search: operational → degraded_performance"}).Draw(t, "states"))
		e.Text = text
	case 3:
		e = alert("00:00", "00:01", service, "Errors")
		if e.Until = day.Add(lasts); lasts > 190*time.Minute {
			e.Open, e.Until = true, time.Time{}
		}
	case 4:
		e = rise("00:00", "00:01", service)
		e.Until = day.Add(lasts)
		if from == 0 {
			e.Labels["from_start"] = "true"
		}
	case 5:
		e = event.Event{Source: "git", Kind: event.Change, At: day, Text: `Revert "release"`, Count: 1}
	}
	shift := time.Duration(from) * time.Minute
	e.At = e.At.Add(shift)
	if !e.Until.IsZero() {
		e.Until = e.Until.Add(shift)
	}
	e.ID = event.ID(e.Kind, fmt.Sprint(n))
	return e
}

// Whatever is thrown together: the order of the input changes nothing; phases are in order and do not overlap; durations are not negative; every id
// that is cited is an entry; periods end after they begin, and waves are counted; silences are in order; the first of a cascade is its zero.
func TestAnythingAtAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []event.Event
		for n := range rapid.IntRange(0, 25).Draw(t, "events") {
			events = append(events, anyEvent(t, n))
		}
		o := Options{Services: []Service{{Name: "payments", DependsOn: []string{"db"}}, {Name: "search", DependsOn: []string{"payments", "db"}}}}
		if rapid.Bool().Draw(t, "override") {
			n := rapid.SampledFrom(Names()).Draw(t, "milestone")
			o.Overrides = []Override{{Name: n, At: day.Add(time.Duration(rapid.IntRange(0, 36*60).Draw(t, "decided")) * time.Minute), By: "ana"}}
		}
		if rapid.IntRange(0, 5).Draw(t, "kind of incident") == 0 {
			o.Kind = "near-miss"
		}
		series := []event.Series{errorsOf("payments", level(90, uint32(rapid.IntRange(0, 50).Draw(t, "errors")))...)}
		tl := Build(events, series, o)
		if d := cmp.Diff(tl, Build(rapid.Permutation(events).Draw(t, "shuffled"), series, o)); d != "" {
			t.Fatalf("another order gives another timeline:\n%s", d)
		}
		inOrderWithoutOverlap(t, tl)
		ids := map[string]bool{}
		for _, e := range tl.Entries {
			ids[e.ID] = true
		}
		for _, id := range cited(tl) {
			if !ids[id] {
				t.Fatalf("%s is cited and is no entry", id)
			}
		}
		holdPeriods(t, tl)
		for k, s := range tl.Silences {
			if s.To.Sub(s.From) <= longSilence || (k > 0 && s.From.Before(tl.Silences[k-1].To)) {
				t.Fatalf("silence %d, from %v to %v, is short or out of order", k, s.From, s.To)
			}
		}
		if len(tl.Cascade) > 0 && (tl.Cascade[0].After != 0 || len(tl.Cascade[0].Via) > 0 || len(tl.Cascade) == 1) {
			t.Fatalf("the first of the cascade is %+v", tl.Cascade[0])
		}
		for _, c := range tl.Contradictions {
			if len(c.Values) < 2 || c.Used >= len(c.Values) {
				t.Fatalf("%s has %d values and uses %d", c.Subject, len(c.Values), c.Used)
			}
		}
		for _, over := range o.Overrides {
			if m := tl.Milestones[over.Name]; !m.ByPerson || !m.At.Equal(over.At) || m.Machine == nil {
				t.Fatalf("%s = %+v, want a person's %v beside the machine's answer", over.Name, m, over.At)
			}
		}
	})
}

// holdPeriods holds the periods of impact and the durations.
func holdPeriods(t *rapid.T, tl *Timeline) {
	all := tl.Durations
	waves := map[string]bool{}
	for _, i := range tl.Impacts {
		all = append(slices.Clip(all), i.Durations...)
		key := fmt.Sprint(i.Service, i.Wave)
		if waves[key] || i.Wave < 1 {
			t.Fatalf("%s has two waves %d", i.Service, i.Wave)
		}
		waves[key] = true
		if !i.To.IsZero() && i.To.Before(i.From) {
			t.Fatalf("%s ends at %v before it begins at %v", i.Service, i.To, i.From)
		}
	}
	for _, d := range all {
		if d.Value < 0 || (d.State != Known && d.Value != 0) || (d.Min != nil && d.Max != nil && *d.Min > *d.Max) {
			t.Fatalf("%s is %s, %v, from %v to %v", d.Name, d.State, d.Value, d.Min, d.Max)
		}
	}
}
