package summary

import (
	"maps"
	"slices"

	"github.com/pes-dev/pes/timeline"
)

// known is the set of ids that entries have.
type known map[string]bool

// keep drops ids that no entry has, and repetitions: a citation that leads nowhere is worse than none.
func (k known) keep(ids []string) []string {
	out := make([]string, 0, len(ids))
	seen := make(known, len(ids))
	for _, id := range ids {
		if k[id] && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// clean is a copy of a timeline in which every cited id is the id of an entry, and all ten milestones are there.
func clean(t *timeline.Timeline) *timeline.Timeline {
	k := known{}
	for _, e := range t.Entries {
		k[e.ID] = true
	}
	c := *t
	c.Milestones = k.milestones(t.Milestones)
	for _, n := range timeline.Names() {
		if c.Milestones[n] == nil {
			c.Milestones[n] = &timeline.Milestone{Name: n, State: timeline.Unknown, Evidence: []string{}}
		}
	}
	c.Durations = each(t.Durations, func(d *timeline.Duration) { d.Evidence = k.keep(d.Evidence) })
	c.Impacts = each(t.Impacts, func(i *timeline.Impact) {
		i.Evidence, i.EndedBy = k.keep(i.Evidence), k.keep(i.EndedBy)
		i.Milestones = k.milestones(i.Milestones)
		i.Durations = each(i.Durations, func(d *timeline.Duration) { d.Evidence = k.keep(d.Evidence) })
	})
	c.Cascade = each(t.Cascade, func(o *timeline.Onward) { o.Evidence = k.keep(o.Evidence) })
	c.Remainders = each(t.Remainders, func(r *timeline.Remainder) { r.Evidence = k.keep(r.Evidence) })
	c.Attempts = each(t.Attempts, func(a *timeline.Attempt) { a.Evidence = k.keep(a.Evidence) })
	c.Causes = each(t.Causes, func(s *timeline.Statement) { s.Evidence = k.keep(s.Evidence) })
	c.Contradictions = each(t.Contradictions, func(x *timeline.Contradiction) {
		x.Evidence = k.keep(x.Evidence)
		x.Values = each(x.Values, func(v *timeline.Value) { v.Evidence = k.keep(v.Evidence) })
	})
	c.Facts = each(t.Facts, func(f *timeline.Fact) { f.Evidence = k.keep(f.Evidence) })
	c.Clocks = each(t.Clocks, func(x *timeline.Clock) { x.Evidence = k.keep(x.Evidence) })
	c.Silences = each(t.Silences, func(x *timeline.Silence) {
		x.After, x.Before, x.Evidence = k.one(x.After), k.one(x.Before), k.keep(x.Evidence)
	})
	c.Items = each(t.Items, func(i *timeline.Item) { i.Evidence = k.keep(i.Evidence) })
	return &c
}

// one is an id, unless no entry has it.
func (k known) one(id string) string {
	if !k[id] {
		return ""
	}
	return id
}

func (k known) milestones(ms timeline.Milestones) timeline.Milestones {
	out := timeline.Milestones{}
	for _, n := range slices.Sorted(maps.Keys(ms)) {
		if m := k.milestone(ms[n]); m != nil {
			out[n] = m
		}
	}
	return out
}

func (k known) milestone(m *timeline.Milestone) *timeline.Milestone {
	if m == nil {
		return nil
	}
	c := *m
	c.Evidence = k.keep(m.Evidence)
	c.Alternatives = each(m.Alternatives, func(a *timeline.Candidate) { a.Evidence = k.keep(a.Evidence) })
	if m.Machine != nil {
		machine := *m.Machine
		machine.Machine = nil
		c.Machine = k.milestone(&machine)
	}
	return &c
}

// each is a copy of a slice with a change made to every element.
func each[T any](in []T, change func(*T)) []T {
	out := slices.Clone(in)
	for i := range out {
		change(&out[i])
	}
	return out
}
