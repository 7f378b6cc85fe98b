package summary

import (
	"math"
	"time"

	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/timeline"
)

// maxText caps one text of the JSON, in bytes; evidence.jsonl has it as long as it was kept.
const maxText = 64 << 10

// JSON is the summary as the public contract has it.
func JSON(s *Summary) Document {
	t, c := s.Timeline, s.Clock
	d := Document{
		Schema:      Schema,
		Incident:    incident(s),
		Window:      Window{From: instant(t.Window.From), To: instant(t.Window.To)},
		Milestones:  milestones(t, c),
		Durations:   durations(t.Durations),
		Assumptions: texts(s.Assumptions),
	}
	d.Phases = list(t.Phases, func(p timeline.Phase) PhaseSpan {
		return PhaseSpan{Name: text(p.Name), From: instant(p.From), To: instant(p.To), Ends: string(p.Ends)}
	})
	d.Impacts = list(t.Impacts, func(i timeline.Impact) Impact { return impact(i, c) })
	d.Cascade = list(t.Cascade, func(o timeline.Onward) Onward {
		return Onward{Service: text(o.Service), At: o.At.UTC(), AfterSeconds: o.After.Seconds(), Why: why(o.Why, c), Via: texts(o.Via), Evidence: ids(o.Evidence)}
	})
	d.Remainders = list(t.Remainders, func(r timeline.Remainder) Remainder {
		return Remainder{Text: text(r.Text), Service: text(r.Service), Until: instant(r.Until), Evidence: ids(r.Evidence)}
	})
	d.Attempts = list(t.Attempts, func(a timeline.Attempt) Attempt {
		return Attempt{At: instant(a.At), Text: text(a.Text), Service: text(a.Service), Outcome: outcomeName(a.Outcome), Evidence: ids(a.Evidence)}
	})
	d.Causes = list(t.Causes, func(x timeline.Statement) Cause {
		return Cause{Text: text(x.Text), Service: text(x.Service), Source: text(x.Source), Hedged: x.Hedged, Evidence: ids(x.Evidence)}
	})
	d.Entries = list(t.Entries, entry)
	d.Silences = list(t.Silences, func(x timeline.Silence) Silence {
		return Silence{
			From: x.From.UTC(), To: x.To.UTC(), Seconds: x.To.Sub(x.From).Seconds(), After: maybe(x.After), Before: maybe(x.Before), Going: x.Going, Row: x.Row,
			Evidence: ids(x.Evidence),
		}
	})
	d.Contradictions = list(s.Disagree, func(x Disagreement) Contradiction { return contradiction(x, c) })
	d.Facts = list(t.Facts, func(f timeline.Fact) Fact {
		return Fact{Text: text(f.Text), Value: finite(f.Value), Unit: text(f.Unit), Evidence: ids(f.Evidence)}
	})
	d.Remediation = list(t.Items, item)
	d.Sources = list(s.Sources, func(r Source) SourceReport {
		return SourceReport{
			Name: text(r.Name), Kind: text(string(r.Kind)), Format: text(r.Format), Events: r.Entries,
			Records: r.Records, Dropped: r.Dropped, Error: maybe(r.Error), Notes: texts(r.Notes), Clock: sourceClock(r.Clock),
		}
	})
	return d
}

func incident(s *Summary) Incident {
	m := s.Meta
	return Incident{
		ID: text(m.ID), Title: text(s.Title), Kind: maybe(m.Kind), Severity: maybe(m.Severity), Status: text(s.Status()),
		Timezone: s.Clock.Name(), Regions: texts(m.Regions), Services: texts(m.Services),
	}
}

func milestones(t *timeline.Timeline, c Clock) Milestones {
	get := func(n timeline.Name) Milestone { return milestone(t.Milestones[n], c) }
	return Milestones{
		Triggered:  get(timeline.Triggered),
		Onset:      get(timeline.Onset),
		Detected:   get(timeline.Detected),
		Notified:   get(timeline.Notified),
		Declared:   get(timeline.Declared),
		Engaged:    get(timeline.Engaged),
		Identified: get(timeline.Identified),
		Mitigated:  get(timeline.Mitigated),
		Recovered:  get(timeline.Recovered),
		Closed:     get(timeline.Closed),
	}
}

func milestone(m *timeline.Milestone, c Clock) Milestone {
	out := Milestone{
		State: string(m.State), Evidence: ids(m.Evidence), Rule: text(m.Reason.Rule), Confidence: maybe(string(m.Confidence)),
		Why: whyMilestone(m, c), DecidedBy: "rule", By: maybe(m.By),
	}
	switch m.State {
	case timeline.Known:
		out.At = instant(m.At)
		out.Precision = seconds(m.Precision, m.Precision > 0)
	case timeline.Bounded:
		out.NotBefore, out.NotAfter = instant(m.NotBefore), instant(m.NotAfter)
	}
	if m.ByPerson {
		out.DecidedBy = "person"
	}
	if m.Machine != nil {
		machine := milestone(m.Machine, c)
		out.Machine = &machine
	}
	out.Alternatives = list(m.Alternatives, func(a timeline.Candidate) Alternative {
		return Alternative{
			At: a.At.UTC(), Evidence: ids(a.Evidence), Rule: text(a.Reason.Rule), Confidence: string(a.Confidence), Why: why(a.Reason, c),
		}
	})
	return out
}

func durations(ds []timeline.Duration) Durations {
	get := func(name string) Duration {
		d := durationOf(ds, name)
		out := Duration{State: string(d.State), From: string(d.From), To: string(d.To), Evidence: ids(d.Evidence)}
		out.Seconds = seconds(d.Value, d.State == timeline.Known)
		if d.State == timeline.Bounded && d.Min != nil {
			out.MinSeconds = seconds(*d.Min, true)
		}
		if d.State == timeline.Bounded && d.Max != nil {
			out.MaxSeconds = seconds(*d.Max, true)
		}
		return out
	}
	return Durations{TTD: get("ttd"), TTE: get("tte"), TTI: get("tti"), TTM: get("ttm"), TTR: get("ttr"), TTN: get("ttn")}
}

func impact(i timeline.Impact, c Clock) Impact {
	out := Impact{
		Service: text(i.Service), Wave: i.Wave, From: instant(i.From), To: instant(i.To), Since: instant(i.Since),
		FromWhy: why(i.FromWhy, c), ToWhy: why(i.ToWhy, c), Unit: text(i.Unit), Ended: maybe(i.Ended),
		EndedBy: ids(i.EndedBy), Evidence: ids(i.Evidence), Milestones: map[string]Milestone{},
		Durations: durations(i.Durations),
	}
	if i.HasPeak {
		peak := finite(i.Peak)
		out.Peak = &peak
	}
	for n, m := range i.Milestones {
		out.Milestones[string(n)] = milestone(m, c)
	}
	return out
}

func entry(e timeline.Entry) Entry {
	out := Entry{
		ID: text(e.ID), At: e.At.UTC(), Until: instant(e.Until), Open: e.Open, Reported: instant(e.Reported), Phase: text(e.Phase), Row: e.Row,
		Under: maybe(e.Under), Kind: text(string(e.Kind)), Source: text(e.Source), Service: text(e.Service), Severity: text(string(e.Severity)),
		Actor: text(ActorName(e.Actor)), Text: text(e.Text), Count: max(e.Count, 1), Refs: []Ref{},
	}
	out.Stamped = instant(e.Stamped)
	out.Also = list(e.Also, func(o timeline.Telling) string { return text(o.ID) })
	out.Tellings = list(e.Also, func(o timeline.Telling) Telling {
		return Telling{
			ID: text(o.ID), At: o.At.UTC(), Kind: text(string(o.Kind)), Source: text(o.Source), Actor: text(ActorName(o.Actor)), Channel: text(o.Channel),
		}
	})
	for _, r := range e.Refs {
		out.Refs = append(out.Refs, Ref{File: text(r.File), Line: r.Line, URL: text(r.URL)})
	}
	return out
}

func sourceClock(c *timeline.Clock) *SourceClock {
	if c == nil {
		return nil
	}
	claimed := c.Pairs > 0 && c.Offset != 0
	return &SourceClock{
		OffsetSeconds: seconds(c.Offset, claimed), SpreadSeconds: seconds(c.Spread, claimed), Pairs: c.Pairs, Against: maybe(c.Against),
		WholeHours: claimed && c.Zone, Corrected: c.Corrected != 0, CorrectionSeconds: seconds(c.Corrected, c.Corrected != 0),
		RemainingSeconds: seconds(c.Remains, c.Corrected != 0 && c.Remains != 0), Evidence: ids(c.Evidence),
	}
}

func contradiction(d Disagreement, c Clock) Contradiction {
	out := Contradiction{
		Subject: text(d.Subject), Service: text(d.Service), Evidence: ids(d.Evidence), Why: why(d.Reason, c),
		Text: "The sources disagree on " + Words(d.About, c) + ".",
	}
	out.Values = list(d.Values, func(v timeline.Value) string { return SideWords(v, c) })
	if d.Used >= 0 && d.Used < len(out.Values) {
		out.Used = &out.Values[d.Used]
	}
	out.Sides = list(d.Values, func(v timeline.Value) Side {
		return Side{At: instant(v.At), Source: text(v.Source), Text: text(v.Text), Evidence: ids(v.Evidence)}
	})
	return out
}

func item(i timeline.Item) Item {
	return Item{
		ID: text(i.ID), Text: text(i.Text), Type: maybe(i.Type), State: text(i.State), Owner: maybe(i.Owner), Priority: maybe(i.Priority),
		Due: maybe(i.Due), Verify: maybe(i.Verify), Tracker: maybe(i.Tracker), Origin: text(i.Origin), Evidence: ids(i.Evidence),
	}
}

func outcomeName(s string) string {
	switch s {
	case "failed", "partial", "worked":
		return s
	}
	return "unknown"
}

func list[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	for i := range in {
		out[i] = f(in[i])
	}
	return out
}

func ids(in []string) []string { return list(in, text) }

func texts(in []string) []string { return list(in, text) }

// text is an untrusted text fit to be printed: JSON's own escapes leave overrides of direction and C1 controls as they are.
func text(s string) string { return plain.Text(s, maxText) }

// maybe is null for what is not said.
func maybe(s string) *string {
	if s == "" {
		return nil
	}
	s = text(s)
	return &s
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func seconds(d time.Duration, known bool) *float64 {
	if !known {
		return nil
	}
	s := d.Seconds()
	return &s
}

// finite is a number that JSON can hold.
func finite(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}

// why words a reason without the file's name: that stands in the entry it cites, and renaming a file must not change a milestone.
func why(r timeline.Reason, c Clock) string {
	r.Source = ""
	return Why(r, c)
}

// whyMilestone is why for a milestone, by whomever it was decided.
func whyMilestone(m *timeline.Milestone, c Clock) string {
	unnamed := *m
	unnamed.Reason.Source = ""
	return WhyMilestone(&unnamed, c)
}
