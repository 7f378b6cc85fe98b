package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// chooseMilestones decides all ten: the two that bound the impact first, since the others are looked for between them, then people's
// overrides, then bounds for what stayed unknown.
func (b *builder) chooseMilestones() {
	ms := Milestones{}
	b.milestones = ms
	set := func(n Name, cs []Candidate) { ms[n] = b.override(settle(n, cs)) }
	set(Onset, b.onset())
	set(Recovered, b.recovered(ms[Onset]))
	set(Detected, b.detected(ms[Onset], ms[Recovered]))
	set(Notified, b.notified(ms[Onset]))
	set(Declared, b.declared())
	set(Engaged, b.engaged(ms[Detected], ms[Onset], ms[Recovered]))
	set(Identified, b.identified(ms[Onset], ms[Detected], ms[Recovered]))
	set(Mitigated, b.mitigated(ms[Onset], ms[Recovered]))
	set(Closed, b.closed(ms[Recovered]))
	set(Triggered, b.triggered(ms[Onset]))
	b.withoutImpact()
	b.notNeeded()
	b.boundUnknown()
}

// override is a milestone as a person decided it, else as the rules have it. What is looked for after it goes by the decision.
func (b *builder) override(machine *Milestone) *Milestone {
	for _, o := range slices.Backward(b.opts.Overrides) {
		if o.Name == machine.Name {
			return decided(o, machine)
		}
	}
	return machine
}

// replace is another answer of the rules for a milestone; a person's decision on it stands.
func (b *builder) replace(m *Milestone) {
	if was := b.milestones[m.Name]; was.ByPerson {
		was.Machine = m
		return
	}
	b.milestones[m.Name] = m
}

// withoutImpact says of a near miss and of a false alarm that there was no impact to begin, to lessen or to end. People class them so, and what
// was recovered in them was not service.
func (b *builder) withoutImpact() {
	if b.opts.Kind != "near-miss" && b.opts.Kind != "false-alarm" {
		return
	}
	for _, n := range []Name{Onset, Mitigated, Recovered} {
		b.replace(&Milestone{Name: n, State: NotApplicable, Reason: Reason{Rule: "no-impact", Words: b.opts.Kind}, Confidence: High})
	}
}

// decided is a person's decision, with the machine's answer kept beside it.
func decided(o Override, machine *Milestone) *Milestone {
	m := &Milestone{
		Name: o.Name, State: cmp.Or(o.State, Known), At: o.At, Precision: o.Precision, Confidence: High, ByPerson: true, By: o.By, Machine: machine,
		Reason: Reason{Rule: "person", Words: o.Why}, Alternatives: machine.Alternatives,
	}
	if m.State != Known {
		m.At = time.Time{}
	}
	if machine.State == Known && machine.At.Equal(o.At) {
		m.Evidence = machine.Evidence
	}
	return m
}

// boundUnknown says of each unknown milestone what it cannot have been before or after.
func (b *builder) boundUnknown() {
	ms := b.milestones
	noticed := earliest(ms[Detected], ms[Engaged], ms[Declared], ms[Notified], ms[Identified], b.told(ms[Onset]))
	ms[Detected].bound(nil, noticed)
	ms[Onset].bound(nil, earliest(ms[Detected], ms[Declared], ms[Notified], ms[Engaged], b.alreadyBad()))
	ms[Engaged].bound(ms[Detected], earliest(ms[Identified], ms[Mitigated]))
	if ms[Recovered].State == Unknown && !ms[Recovered].ByPerson {
		b.boundRecovery()
	}
	if ms[Recovered].State == Pending {
		for _, n := range []Name{Identified, Mitigated, Closed} {
			ms[n].await(ms[Recovered])
		}
	}
	ms[Mitigated].bound(ms[Onset], ms[Recovered])
}

// told is when an earlier onset is first told of by a record that is dated to the minute, as a bound: whoever wrote it had noticed. Nil if none is.
func (b *builder) told(onset *Milestone) *Milestone {
	if onset.State != Known || onset.ByPerson || len(onset.Evidence) == 0 {
		return nil
	}
	for i := range b.events {
		if e := &b.events[i]; e.ID == onset.Evidence[0] && time.Duration(e.Precision) < time.Hour && e.At.After(onset.At.Add(onset.Precision)) {
			if e.Kind == event.Chat || e.Kind == event.Status || e.Kind == event.Note {
				return &Milestone{State: Known, At: e.At, Evidence: []string{e.ID}}
			}
		}
	}
	return nil
}

// alreadyBad is the first measured sign of impact that was there when its evidence began, as a bound; nil if there is none.
func (b *builder) alreadyBad() *Milestone {
	for _, e := range b.rises {
		if e.Labels["from_start"] == "true" {
			return &Milestone{State: Known, At: e.At, Evidence: []string{e.ID}}
		}
	}
	return nil
}

// boundRecovery says of an unknown recovery that it came after the last sign of impact, or that it is still to come where the evidence ends
// with an alert firing, or with a post that says so.
func (b *builder) boundRecovery() {
	m := b.milestones[Recovered]
	closed := b.milestones[Closed].State == Known
	var last *event.Event
	open := false
	for _, e := range b.ownSigns(b.milestones[Onset]) {
		if last == nil || lastSign(e).After(lastSign(last)) {
			last = e
		}
		open = open || (e.Open && !closed)
	}
	if open {
		m.pend("still-firing", last)
		return
	}
	if post := b.lastPost(); post != nil && !closed && ongoing(post) && (last == nil || !post.At.Before(lastSign(last).Add(-sameIncident))) {
		m.pend("still-open", post)
		return
	}
	if last == nil {
		m.bound(nil, b.milestones[Closed])
		return
	}
	m.bound(&Milestone{State: Known, At: lastSign(last), Evidence: []string{last.ID}}, b.milestones[Closed])
}

// pend says of a milestone that it is still to come, by the event that shows it.
func (m *Milestone) pend(rule string, e *event.Event) {
	m.State, m.Evidence = Pending, []string{e.ID}
	m.Reason = Reason{Rule: rule, Source: e.Source, Kind: e.Kind, Service: e.Service, Words: e.Labels["status"]}
}

// await says of an unknown milestone that it is still to come where another that it does not outlast is.
func (m *Milestone) await(o *Milestone) {
	if m.State == Unknown && !m.ByPerson {
		m.State, m.Evidence, m.Reason = Pending, slices.Clone(o.Evidence), o.Reason
	}
}

// lastPost is the last post of a status page; nil if there is none.
func (b *builder) lastPost() *event.Event {
	for i := len(b.events) - 1; i >= 0; i-- {
		if e := &b.events[i]; e.Kind == event.Status && !e.Deleted {
			return e
		}
	}
	return nil
}

// ongoing says whether a post's own state is that of an incident that is not over, as Statuspage names them.
func ongoing(e *event.Event) bool {
	switch e.Labels["status"] {
	case "investigating", "identified", "monitoring":
		return true
	}
	return false
}

func lastSign(e *event.Event) time.Time {
	if e.Until.IsZero() {
		return e.At
	}
	return e.Until
}

// earliest is the known milestone with the earliest time, nil if none is known.
func earliest(ms ...*Milestone) *Milestone {
	var out *Milestone
	for _, m := range ms {
		if m != nil && m.State == Known && (out == nil || m.At.Before(out.At)) {
			out = m
		}
	}
	return out
}
