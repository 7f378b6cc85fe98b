package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
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

// sameMinute says whether two answers are one to a reader: sources that agree within a minute give no other answer.
func sameMinute(a, b time.Time) bool { return a.Sub(b).Abs() < time.Minute }

// Considered lists the answers that were not chosen, the machine's own first where a person decided.
func (d *document) Considered() []considered {
	var out []considered
	for _, m := range d.Milestones {
		if a := m.Machine; a != nil {
			out = append(out, considered{
				summary.MilestoneLabel(m.Name) + ", by the rules alone", d.machineWhen(a), summary.WhyMilestone(a, d.clock), a.Evidence,
			})
		}
		shown := 0
		for _, a := range m.Alternatives {
			if shown == maxConsidered || (m.State == timeline.Known && sameMinute(a.At, m.At)) {
				continue
			}
			shown++
			out = append(out, considered{summary.MilestoneLabel(m.Name), d.clock.Stamp(a.At, a.Precision), summary.Why(a.Reason, d.clock), a.Evidence})
		}
	}
	return out
}

func (d *document) machineWhen(m *timeline.Milestone) string {
	if m.State == timeline.Known {
		return d.clock.Stamp(m.At, m.Precision)
	}
	return moment(times{clock: d.clock, uniform: false}, m)
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

// PeakUnit is the unit of all peaks, for the header; "" if they differ.
func (d *document) PeakUnit() string {
	unit := ""
	for _, i := range d.Impacts {
		if i.HasPeak && unit != "" && i.Unit != unit {
			return ""
		}
		if i.HasPeak {
			unit = i.Unit
		}
	}
	return unit
}

// peak is how bad a period was at its worst, with its unit where the header has none.
func peak(i timeline.Impact, header string) string {
	if !i.HasPeak {
		return "–"
	}
	n := strconv.FormatFloat(i.Peak, 'g', 4, 64)
	if header != "" {
		return n
	}
	return strings.TrimSpace(n + " " + i.Unit)
}

func known(i timeline.Impact) string { return cmp.Or(summary.Briefly(i.FromWhy), "–") }

// endAnnounced says of a period of impact that a statement had called it over before it began.
const endAnnounced = "after an end was announced"

// subject is what a period of impact was of, and whether it was not the first: of its service, or of the incident, because a statement had
// called that over before.
func (d *document) subject(i timeline.Impact) string {
	s := cmp.Or(i.Service, "the incident")
	if i.Wave < 2 {
		return s
	}
	if first := d.first[i.Service]; first.Before(i.From) {
		return fmt.Sprintf("%s, wave %d", s, i.Wave)
	}
	return s + ", " + endAnnounced
}

// impactTo is when a period of impact ended.
func impactTo(t times, i timeline.Impact) string {
	if i.To.IsZero() {
		return "not seen to end"
	}
	return t.After(i.From, i.To)
}

// impactGrounds is the evidence of a period: what its start and its peak rest on, then what is said of its end, then what agrees.
func impactGrounds(i timeline.Impact) []string {
	n := min(len(i.Evidence), 2)
	if !i.HasPeak {
		n = min(n, 1)
	}
	return both(both(i.Evidence[:n], i.EndedBy), i.Evidence)
}

// ended is what a source says of the end of a period, without the service's name, which the row has.
func ended(i timeline.Impact) string { return cell(summary.Bare(i.Ended, i.Service)) }

// AnyPeak, AnyEnded, AnyVerify and AnyFolded say whether a column or a note would hold anything.
func (d *document) AnyPeak() bool {
	return slices.ContainsFunc(d.Impacts, func(i timeline.Impact) bool { return i.HasPeak })
}

func (d *document) AnyEnded() bool {
	return slices.ContainsFunc(d.Impacts, func(i timeline.Impact) bool { return i.Ended != "" })
}

func (d *document) AnyVerify() bool {
	return slices.ContainsFunc(d.Items, func(i timeline.Item) bool { return i.Verify != "" })
}

func (d *document) AnyFolded() bool {
	return slices.ContainsFunc(d.Rows, func(r summary.Row) bool { return r.Folded > 0 })
}

// itemProof is the evidence of an item, or that people wrote it.
func (d *document) itemProof(i timeline.Item) markdown {
	if len(i.Evidence) == 0 && i.Origin == "person" {
		return d.settings()
	}
	return d.cited(i.Evidence)
}

// confidence of a milestone; none where there is no answer to be sure of.
func confidence(m *timeline.Milestone) string {
	c := string(m.Confidence)
	if m.ByPerson {
		return "decided by people"
	}
	return c
}

// kind is what a row is of. What a meter counted is no log, although its rises are judged alike.
func kind(e timeline.Entry) string {
	if counted(e) != "" {
		return "metric"
	}
	return string(e.Kind)
}

// counted is what a meter counted whose rate an entry tells of, in the plural; "" of all that is no such rate.
func counted(e timeline.Entry) string {
	if e.Kind != event.Log {
		return ""
	}
	return plain.Line(e.Labels["counted"], maxCounted)
}

// maxCounted is how long the word for what was counted may be.
const maxCounted = 60

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
	why := summary.WhyUsed(x.Reason, d.clock)
	if x.Used < 0 || x.Used >= len(x.Values) {
		return "All are shown. " + why
	}
	if x.FalseFix() {
		return why
	}
	v := x.Values[x.Used]
	if v.At.IsZero() {
		return fmt.Sprintf("The account of %s. %s", cmp.Or(v.Source, "an unnamed source"), why)
	}
	return d.clock.Time(v.At) + ". " + why
}

// target is an anchor, or a link to the one that the evidence table has: an id may be the anchor of one row only.
func (d *document) target(e timeline.Entry) markdown {
	if d.listed[e.ID] {
		return d.cite([]string{e.ID})
	}
	return d.anchor(e)
}
