package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// considered is an answer that was not chosen for a milestone.
type considered struct {
	Milestone string
	When      string
	Why       string
	Evidence  []string
}

// maxConsidered is how many runners-up of one milestone are shown; the JSON has them all.
const maxConsidered = 2

// Considered lists the answers that were not chosen, the machine's own first where a person decided.
func (d *document) Considered() []considered {
	var out []considered
	for _, m := range d.Milestones {
		if a := m.Machine; a != nil {
			out = append(out, considered{
				summary.MilestoneLabel(m.Name) + ", by the rules alone", d.machineWhen(a), summary.WhyMilestone(a, d.clock), a.Evidence,
			})
		}
		for _, a := range m.Alternatives[:min(len(m.Alternatives), maxConsidered)] {
			out = append(out, considered{summary.MilestoneLabel(m.Name), d.clock.Stamp(a.At, a.Precision), summary.Why(a.Reason, d.clock), a.Evidence})
		}
	}
	return out
}

func (d *document) machineWhen(m *timeline.Milestone) string {
	if m.State == timeline.Known {
		return d.clock.Stamp(m.At, m.Precision)
	}
	return d.moment(m)
}

// period is the length of a period of impact, as far as its ends are known.
func period(i timeline.Impact) string {
	if i.From.IsZero() || i.To.IsZero() {
		return "unknown"
	}
	if i.To.Before(i.From) {
		return summary.StateWords(timeline.Invalid)
	}
	return summary.Length(i.To.Sub(i.From))
}

func peak(i timeline.Impact) string {
	if !i.HasPeak {
		return "unknown"
	}
	return strings.TrimSpace(strconv.FormatFloat(i.Peak, 'g', 4, 64) + " " + i.Unit)
}

func known(i timeline.Impact) string { return summary.Briefly(i.FromWhy) }

// subject is what a period of impact was of, and whether it was not the first: of its service, or of the incident, because a statement had
// called that over before.
func (d *document) subject(i timeline.Impact) string {
	s := cmp.Or(i.Service, "the incident")
	if i.Wave < 2 {
		return s
	}
	for _, o := range d.Impacts {
		if o.Service == i.Service && o.From.Before(i.From) {
			return fmt.Sprintf("%s, wave %d", s, i.Wave)
		}
	}
	return s + ", after it was called over"
}

// confidence of a milestone; none where there is no answer to be sure of.
func confidence(m *timeline.Milestone) string {
	c := string(m.Confidence)
	if m.ByPerson {
		return "decided by people"
	}
	return c
}

func kind(k event.Kind) string { return string(k) }

func only(id string) []string { return []string{id} }

// both joins two lists of ids.
func both(a, b []string) []string {
	out := append([]string{}, a...)
	for _, id := range b {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func outcome(s string) string { return cmp.Or(s, "unknown") }

func number(n int) string { return summary.Number(n) }

// sides are the values of a disagreement.
func (d *document) sides(x summary.Disagreement) string {
	var parts []string
	for _, v := range x.Values {
		parts = append(parts, summary.SideWords(v, d.clock))
	}
	return strings.Join(parts, "; ")
}

// used is the value that the document goes by, and why.
func (d *document) used(x summary.Disagreement) string {
	why := summary.Why(x.Reason, d.clock)
	if x.Used < 0 || x.Used >= len(x.Values) {
		return "All are shown. " + why
	}
	if x.FalseFix() {
		return "It was not. " + why
	}
	v := x.Values[x.Used]
	if v.At.IsZero() {
		return fmt.Sprintf("The account of %s. %s", cmp.Or(v.Source, "an unnamed source"), why)
	}
	return d.clock.Time(v.At) + ". " + why
}

// target is an anchor, or a link to the one that the evidence table has: an id may be the anchor of one row only.
func (d *document) target(id string) markdown {
	if d.listed[id] {
		return d.cite([]string{id})
	}
	return d.anchor(id)
}
