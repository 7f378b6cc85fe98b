package render

import (
	"cmp"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// milestoneView is a milestone, as far as it is known.
type milestoneView struct {
	Label      string   // What it is called.
	Known      bool     // Whether its time is known.
	At         string   // When it was reached, for a column under MilestoneHead.Local; else its bounds, or that it is unknown.
	UTC        string   // The same for a column in UTC; a dash if it is unknown.
	After      string   // How long after onset, as far as that is known; else a dash.
	Why        string   // How it is known, as sentences, with the rules' own answer where people decided.
	Confidence string   // high, medium, low, or that people decided it; a dash where there is no answer to be sure of.
	Evidence   markdown // The evidence, for a cell.

	Told sentenceView // What is known of it, in one sentence.
}

// phaseView is a phase of the work: detection, response, diagnosis, mitigation or recovery.
type phaseView struct {
	Label    string   // What it is called.
	From     string   // When it began, for a column under PhaseHead.Local; else the bounds of that, or that it is unknown.
	To       string   // When it ended, for such a column.
	Length   string   // How long it was; a dash unless both ends are known.
	Ends     string   // The milestone that ends it.
	Evidence markdown // The evidence of its two ends, for a cell.
}

// consideredView is an answer that was considered for a milestone and not chosen.
type consideredView struct {
	Milestone string   // What the milestone is called.
	When      string   // The time that was not chosen, with its zone.
	Why       string   // How it would have been known, as sentences.
	Evidence  markdown // The evidence.
}

func (v *view) addMilestones(d *document) {
	t := d.MilestoneTimes()
	v.Milestones = views(d.Milestones, func(m *timeline.Milestone) milestoneView { return d.milestoneView(t, m) })
	v.MilestoneHead = t.view()
	for i, at := range []*milestoneView{
		&v.Triggered, &v.Onset, &v.Detected, &v.Notified, &v.Declared, &v.Engaged, &v.Identified, &v.Mitigated, &v.Recovered, &v.Closed,
	} {
		*at = v.Milestones[i]
	}
	p := d.PhaseTimes()
	v.Phases = views(d.Phases, func(x summary.Phase) phaseView { return d.phaseView(p, x) })
	v.PhaseHead = p.view()
	v.Considered = views(d.Considered(), func(c considered) consideredView {
		return consideredView{c.Milestone, c.When, c.Why, d.cite(c.Evidence)}
	})
}

func (d *document) milestoneView(t times, m *timeline.Milestone) milestoneView {
	return milestoneView{
		Label: summary.MilestoneLabel(m.Name), Known: m.State == timeline.Known, Told: d.toldMilestone(m), At: moment(t, m), UTC: momentUTC(t, m), After: d.after(m), Why: d.why(t, m),
		Confidence: cmp.Or(confidence(m), "–"), Evidence: d.held(grounds(m), m.ByPerson),
	}
}

func (d *document) phaseView(t times, p summary.Phase) phaseView {
	v := phaseView{
		Label: summary.PhaseLabel(p.Name), From: d.phaseFrom(t, p), To: d.phaseTo(t, p), Length: "–", Ends: summary.MilestoneLabel(p.Ends),
		Evidence: d.held(p.Evidence, p.Decided),
	}
	if p.Done {
		v.Length = summary.Length(p.Length)
	}
	return v
}
