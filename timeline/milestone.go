package timeline

import (
	"cmp"
	"time"

	"github.com/pes-dev/pes/event"
)

// chooseMilestones decides all ten: the two that bound the impact first, since the others are looked for between them, then people's
// overrides, then bounds for what stayed unknown.
func (b *builder) chooseMilestones() {
	ms := Milestones{}
	b.milestones = ms
	ms[Onset] = settle(Onset, b.onset())
	ms[Recovered] = settle(Recovered, b.recovered(ms[Onset]))
	ms[Detected] = settle(Detected, b.detected(ms[Onset], ms[Recovered]))
	ms[Notified] = settle(Notified, b.notified(ms[Onset]))
	ms[Declared] = settle(Declared, b.declared())
	ms[Engaged] = settle(Engaged, b.engaged(ms[Detected], ms[Onset], ms[Recovered]))
	ms[Identified] = settle(Identified, b.identified(ms[Onset], ms[Detected], ms[Recovered]))
	ms[Mitigated] = settle(Mitigated, b.mitigated(ms[Onset], ms[Recovered]))
	ms[Closed] = settle(Closed, b.closed(ms[Recovered]))
	ms[Triggered] = settle(Triggered, b.triggered(ms[Onset]))
	b.withoutImpact()
	for _, o := range b.opts.Overrides {
		ms[o.Name] = decided(o, ms[o.Name])
	}
	b.boundUnknown()
}

// withoutImpact says of a near miss and of a false alarm that there was no impact to begin, to lessen or to end. People class them so, and what
// was recovered in them was not service.
func (b *builder) withoutImpact() {
	if b.opts.Kind != "near-miss" && b.opts.Kind != "false-alarm" {
		return
	}
	for _, n := range []Name{Onset, Mitigated, Recovered} {
		b.milestones[n] = &Milestone{Name: n, State: NotApplicable, Reason: Reason{Rule: "no-impact", Words: b.opts.Kind}, Confidence: High}
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
	noticed := earliest(ms[Detected], ms[Engaged], ms[Declared], ms[Notified], ms[Identified])
	ms[Detected].bound(nil, noticed)
	ms[Onset].bound(nil, earliest(ms[Detected], ms[Declared], ms[Notified], ms[Engaged], b.alreadyBad()))
	ms[Engaged].bound(ms[Detected], earliest(ms[Identified], ms[Mitigated]))
	ms[Mitigated].bound(ms[Onset], ms[Recovered])
	if ms[Recovered].State == Unknown {
		b.boundRecovery()
	}
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
// with an alert firing.
func (b *builder) boundRecovery() {
	m := b.milestones[Recovered]
	var last *event.Event
	open := false
	for i := range b.events {
		e := &b.events[i]
		if !isAlert(e) && !isRise(e) {
			continue
		}
		if last == nil || lastSign(e).After(lastSign(last)) {
			last = e
		}
		open = open || (e.Open && b.milestones[Closed].State != Known)
	}
	if last == nil {
		m.bound(nil, b.milestones[Closed])
		return
	}
	if open {
		m.State, m.Evidence, m.Reason = Pending, []string{last.ID}, Reason{Rule: "still-firing", Source: last.Source, Kind: last.Kind, Service: last.Service}
		return
	}
	m.bound(&Milestone{State: Known, At: lastSign(last), Evidence: []string{last.ID}}, b.milestones[Closed])
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
