package timeline

import (
	"slices"
	"time"
)

// phases cuts the incident at its milestones: detection, response, diagnosis, mitigation, recovery. A phase one of whose ends is unknown has
// a zero there; a phase both of whose ends are unknown, or that would run backwards, is left out. If mitigation came before the cause was
// known, diagnosis ends at the mitigation, and there is no mitigation phase. Work that nobody had to do has no phase either: what healed by
// itself recovers from the last thing that was done.
func phases(ms Milestones) []Phase {
	at := func(n Name) time.Time {
		if ms[n].State == Known {
			return ms[n].At
		}
		return time.Time{}
	}
	onset, detected, engaged := at(Onset), at(Detected), at(Engaged)
	identified, mitigated, recovered := at(Identified), at(Mitigated), at(Recovered)
	diagnosed := Identified
	if !mitigated.IsZero() && (identified.IsZero() || mitigated.Before(identified)) {
		identified, diagnosed = mitigated, Mitigated
	}
	list := []Phase{
		{"detection", onset, detected, Detected},
		{"response", detected, engaged, Engaged},
		{"diagnosis", engaged, identified, diagnosed},
		{"mitigation", identified, mitigated, Mitigated},
		{"recovery", mitigated, recovered, Recovered},
	}
	if diagnosed == Mitigated {
		list = slices.Delete(list, 3, 4)
	}
	if ms[Mitigated].State == NotApplicable {
		list = healing(list, recovered)
	}
	return inOrder(list)
}

// healing are the phases of what nobody mitigated: those that have an end, and a recovery from the last of them on.
func healing(list []Phase, recovered time.Time) []Phase {
	var out []Phase
	var last time.Time
	for _, p := range list {
		if p.Ends == Recovered || p.To.IsZero() || (!recovered.IsZero() && !p.From.IsZero() && !p.From.Before(recovered)) {
			continue
		}
		out = append(out, p)
		last = later(last, p.To)
	}
	if recovered.IsZero() || last.IsZero() || !last.Before(recovered) {
		return out
	}
	return append(out, Phase{"recovery", last, recovered, Recovered})
}

// inOrder drops the phases that run backwards or begin before an earlier one has ended.
func inOrder(list []Phase) []Phase {
	out := list[:0]
	var last time.Time
	for _, p := range list {
		if p.From.IsZero() && p.To.IsZero() {
			continue
		}
		if !p.From.IsZero() && p.From.Before(last) {
			p.From = last
		}
		if !p.To.IsZero() && (p.To.Before(p.From) || p.To.Before(last)) {
			continue
		}
		out = append(out, p)
		for _, t := range []time.Time{p.From, p.To} {
			if t.After(last) {
				last = t
			}
		}
	}
	return out
}

// phaseAt is the name of the phase in which t falls, "" outside of all.
func phaseAt(ps []Phase, t time.Time) string {
	for _, p := range ps {
		if p.From.IsZero() || p.To.IsZero() || t.Before(p.From) || !t.Before(p.To) {
			continue
		}
		return p.Name
	}
	return ""
}

// durationEnds are the durations, each with the milestones that it is measured between.
var durationEnds = []struct {
	name     string
	from, to Name
}{
	{"ttd", Onset, Detected},
	{"tte", Detected, Engaged},
	{"tti", Onset, Identified},
	{"ttm", Onset, Mitigated},
	{"ttr", Onset, Recovered},
	{"ttn", Onset, Notified},
}

// durations measures between milestones. What is known of the ends decides what is known of the duration.
func durations(ms Milestones) []Duration {
	var out []Duration
	get := func(n Name) *Milestone {
		if m := ms[n]; m != nil {
			return m
		}
		return &Milestone{Name: n, State: Unknown}
	}
	for _, d := range durationEnds {
		out = append(out, between(d.name, get(d.from), get(d.to)))
	}
	return out
}

func between(name string, from, to *Milestone) Duration {
	d := Duration{Name: name, State: Unknown, From: from.Name, To: to.Name}
	switch {
	case to.State == NotApplicable || from.State == NotApplicable:
		d.State = NotApplicable
	case to.State == Pending:
		d.State = Pending
	case from.State == Known && to.State == Known:
		d.State, d.Value = Known, to.At.Sub(from.At)
		if d.Value < 0 {
			d.State, d.Value = Invalid, 0
		}
	default:
		d.Min, d.Max = limits(from, to)
		if d.Min != nil || d.Max != nil {
			d.State = Bounded
		}
	}
	if d.State != Unknown {
		d.Evidence = union(from.Evidence, to.Evidence)
	}
	return d
}

// limits are the shortest and the longest that the time between two milestones can have been; nil where nothing limits it. A limit of zero
// or less says nothing.
func limits(from, to *Milestone) (least, most *time.Duration) {
	fromEarly, fromLate := edges(from)
	toEarly, toLate := edges(to)
	if !fromLate.IsZero() && !toEarly.IsZero() && toEarly.After(fromLate) {
		d := toEarly.Sub(fromLate)
		least = &d
	}
	if !fromEarly.IsZero() && !toLate.IsZero() && toLate.After(fromEarly) {
		d := toLate.Sub(fromEarly)
		most = &d
	}
	return least, most
}

// edges are the earliest and the latest that a milestone can have been; zero where nothing limits it.
func edges(m *Milestone) (early, late time.Time) {
	switch m.State {
	case Known:
		return m.At, m.At
	case Bounded:
		return m.NotBefore, m.NotAfter
	}
	return early, late
}

// maxWitnesses is how many pieces of evidence a conclusion cites; more of the same convinces nobody.
const maxWitnesses = 12

// union is the evidence of two findings together, without repetition, capped.
func union(a, b []string) []string {
	if len(a) >= maxWitnesses {
		return a
	}
	out := slices.Clone(a)
	for _, id := range b {
		if len(out) < maxWitnesses && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
