package timeline

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

// The order in which evidence comes changes nothing.
func TestOrderOfEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawIncident(t)
		events := d.events
		if len(events) > 1 {
			events = rapid.Permutation(events).Draw(t, "shuffled")
		}
		series := slices.Clone(d.series)
		slices.Reverse(series)
		same(t, Build(d.events, d.series, d.o), Build(events, series, d.o))
	})
}

// The zone in which times are shown is not one in which times with a zone are read.
func TestZoneOfDisplay(t *testing.T) {
	far, err := time.LoadLocation("Pacific/Kiritimati") // fourteen hours ahead
	if err != nil {
		t.Fatal(err)
	}
	behind, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := drawIncident(t)
		there := d.o
		there.Zone = rapid.SampledFrom([]*time.Location{far, behind}).Draw(t, "zone")
		same(t, Build(d.events, d.series, d.o), Build(d.events, d.series, there), gocmp.FilterPath(func(p gocmp.Path) bool {
			return p.Last().String() == ".Due" // a date, which is one of a place
		}, gocmp.Ignore()))
	})
}

// How sources are called, and so how they sort, changes nothing but their names.
func TestNamesOfSources(t *testing.T) {
	rename := map[string]string{"#incident": "z", "#ops": "a", "notes.md": "b", "report.md": "a", "status.json": "c", "git": "0", "app.log": "9", "alerts": "x"}
	rapid.Check(t, func(t *rapid.T) {
		d := drawIncident(t)
		events, series := slices.Clone(d.events), slices.Clone(d.series)
		for i := range events {
			events[i].Source = rename[events[i].Source]
		}
		for i := range series {
			series[i].Source = rename[series[i].Source]
		}
		a, b := Build(d.events, d.series, d.o), Build(events, series, d.o)
		same(t, a, b, gocmp.FilterPath(func(p gocmp.Path) bool { return p.Last().String() == ".Source" }, gocmp.Ignore()),
			gocmp.Transformer("times", func(c Contradiction) []time.Time {
				out := []time.Time{}
				for _, v := range c.Values {
					out = append(out, v.At)
				}
				return out
			}))
	})
}

// What is said is whole: phases in order, citations that stand among the entries, rules that have a name, bounds and periods the right way round.
func TestTimelineIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawIncident(t)
		tl := Build(d.events, d.series, d.o)
		checkPhases(t, tl.Phases)
		checkCitations(t, tl)
		checkMilestones(t, tl, len(d.o.Overrides) > 0)
		for _, r := range deciding(tl) {
			if !slices.Contains(rulesSeen, r) {
				t.Fatalf("the rule %q is not listed", r)
			}
		}
		for _, i := range tl.Impacts {
			if i.From.IsZero() || (!i.To.IsZero() && i.To.Before(i.From)) || i.Wave < 1 || (len(i.Evidence) == 0 && i.FromWhy.Rule != "person") { // what people alone know has no evidence
				t.Fatalf("a period that cannot be: %+v", i)
			}
		}
		for _, du := range tl.Durations {
			if du.State == Known && du.Value < 0 {
				t.Fatalf("%s is %s", du.Name, du.Value)
			}
			if du.Min != nil && du.Max != nil && *du.Min > *du.Max {
				t.Fatalf("%s is between %s and %s", du.Name, *du.Min, *du.Max)
			}
		}
		if !tl.Window.From.IsZero() && !tl.Window.To.IsZero() && tl.Window.To.Before(tl.Window.From) {
			t.Fatalf("the window runs from %s to %s", tl.Window.From, tl.Window.To)
		}
	})
}

var rulesSeen = Rules()

// Talk from after everything else that states nothing of the incident leaves its milestones alone.
func TestLaterTalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawIncident(t)
		if len(d.events) == 0 {
			return
		}
		last := slices.MaxFunc(d.events, func(x, y event.Event) int { return cmp.Or(lastSign(&x).Compare(lastSign(&y))) })
		e := chat("14:00", "cleo", rapid.SampledFrom([]string{"thanks for the write-up", "see you at the review", "who brings cake?", "👍"}).Draw(t, "talk"))
		e.At = lastSign(&last).Add(3 * time.Hour)
		// Where nobody had said a word before, the first word is one: of whoever answered the alert.
		if !slices.ContainsFunc(d.events, func(e event.Event) bool {
			return e.Kind == event.Chat && !e.Actor.Bot && e.Actor.ID != "" && !e.Deleted
		}) {
			return
		}
		a, b := Build(d.events, d.series, d.o), Build(append(slices.Clone(d.events), e), d.series, d.o)
		for _, n := range Names() {
			if n == Engaged && !slices.Equal(a.Milestones[n].Evidence, b.Milestones[n].Evidence) {
				continue // whoever speaks first after a late detection engages
			}
			if !a.Milestones[n].At.Equal(b.Milestones[n].At) || a.Milestones[n].State != b.Milestones[n].State {
				t.Fatalf("%s moved from %s %s to %s %s", n, a.Milestones[n].State, a.Milestones[n].At, b.Milestones[n].State, b.Milestones[n].At)
			}
		}
	})
}

func same(t *rapid.T, a, b *Timeline, opts ...gocmp.Option) {
	t.Helper()
	if d := gocmp.Diff(a, b, opts...); d != "" {
		t.Fatalf("another timeline:\n%s", d)
	}
}

func checkPhases(t rapid.TB, phases []Phase) {
	t.Helper()
	var last time.Time
	for _, p := range phases {
		if !p.From.IsZero() && p.From.Before(last) {
			t.Fatalf("phase %s begins before %s", p.Name, last)
		}
		if !p.To.IsZero() && (p.To.Before(p.From) || p.To.Before(last)) {
			t.Fatalf("phase %s runs backwards", p.Name)
		}
		if !p.To.IsZero() {
			last = p.To
		}
	}
}

func checkCitations(t rapid.TB, tl *Timeline) {
	t.Helper()
	ids := map[string]bool{}
	for _, e := range tl.Entries {
		if ids[e.ID] {
			t.Fatalf("two entries are called %s", e.ID)
		}
		ids[e.ID] = true
	}
	for _, id := range cited(tl) {
		if !ids[id] {
			t.Fatalf("%s is cited and is no entry", id)
		}
	}
	for _, e := range tl.Entries {
		if e.Under != "" && (!ids[e.Under] || e.Row) {
			t.Fatalf("%s is under %q", e.ID, e.Under)
		}
	}
}

func checkMilestones(t *rapid.T, tl *Timeline, byPerson bool) {
	t.Helper()
	ms := tl.Milestones
	for _, n := range Names() {
		m := ms[n]
		switch {
		case m == nil || m.Name != n:
			t.Fatalf("%s is %+v", n, m)
		case m.State == Known && (m.At.IsZero() || (len(m.Evidence) == 0 && !m.ByPerson)):
			t.Fatalf("%s is known without a time or evidence: %+v", n, m)
		case m.State != Known && !m.At.IsZero():
			t.Fatalf("%s is %s and has a time", n, m.State)
		case m.State == Bounded && !m.NotBefore.IsZero() && !m.NotAfter.IsZero() && m.NotAfter.Before(m.NotBefore):
			t.Fatalf("%s is between %s and %s", n, m.NotBefore, m.NotAfter)
		}
	}
	if byPerson {
		return // people may decide what cannot be; the durations then say that it is invalid
	}
	onset := ms[Onset]
	for _, n := range []Name{Notified, Identified, Mitigated, Recovered} {
		if m := ms[n]; m.State == Known && onset.State == Known && m.At.Before(onset.At) {
			t.Fatalf("%s at %s lies before the onset at %s", n, m.At, onset.At)
		}
	}
	if m, r := ms[Mitigated], ms[Recovered]; m.State == Known && r.State == Known && m.At.After(r.At) {
		t.Fatalf("mitigated at %s, recovered at %s", m.At, r.At)
	}
}
