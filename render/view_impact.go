package render

import (
	"cmp"
	"strings"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// impactView is a period of impact.
type impactView struct {
	Subject  string   // What it was of: a service, and whether it was not its first period; or the incident.
	Name     string   // The same, without what was said to those inside: of a first period of a service, its name alone.
	Service  string   // The service alone. Empty for a period of the whole incident.
	From     string   // When it began, for a column under ImpactHead.Local.
	Impaired string   // The earlier time from which it was impaired, where a source tells that apart. Else empty.
	To       string   // When it ended, for such a column, or that it was not seen to end.
	Length   string   // How long it was, or that this is unknown.
	Peak     string   // How bad it was at its worst, with its unit where PeakUnit is empty; a dash if that was not measured.
	Known    string   // How its beginning is known.
	Ended    string   // What a source says of its end. Empty if none does.
	Evidence markdown // The evidence, for a cell.

	Span string       // From when to when it was and how bad, as a sentence without its service.
	Told sentenceView // The period as a sentence with its service.
}

// onwardView is a service in the order in which services were hit.
type onwardView struct {
	Service  string   // Its name.
	From     string   // When it was hit, for a column under CascadeHead.Local.
	After    string   // How long after the first; a dash for the first.
	Via      string   // The services by way of which it may have come, by what incident.yaml says they depend on. Empty if none.
	Known    string   // How the time is known.
	Evidence markdown // The evidence, for a cell.
}

// remainderView is something that outlasted the recovery: a backlog, a repair.
type remainderView struct {
	Service  string   // Empty if not said.
	Text     string   // What a source says of it.
	Until    string   // When it ended, with its zone. Empty if not said.
	Evidence markdown // The evidence.
}

func (v *view) addImpact(d *document) {
	t := d.ImpactTimes()
	v.Impacts = views(d.Impacts, func(i timeline.Impact) impactView { return d.impactView(t, i) })
	v.ImpactHead, v.AnyPeak, v.PeakUnit, v.AnyEnded = t.view(), d.AnyPeak(), d.unit, d.AnyEnded()
	c := d.CascadeTimes()
	v.Cascade = views(d.Cascade(), func(o timeline.Onward) onwardView {
		return onwardView{o.Service, c.At(o.At), behind(o), summary.List(o.Via), knownBy(o), d.cited(o.Evidence)}
	})
	v.CascadeHead, v.CascadeLeft = c.view(), d.CascadeLeft()
	v.Remainders = views(d.Timeline.Remainders, d.remainderView)
}

func (d *document) impactView(t times, i timeline.Impact) impactView {
	v := impactView{
		Subject: d.subject(i), Name: strings.TrimSuffix(d.subject(i), ", "+endAnnounced), Service: i.Service, From: t.At(i.From), To: impactTo(t, i), Length: period(i), Peak: peak(i, d.unit),
		Known: known(i), Ended: ended(i), Evidence: d.cited(impactGrounds(i)),
		Span: d.spanOf(i), Told: d.toldImpact(i),
	}
	if !i.Since.IsZero() {
		v.Impaired = t.After(i.From, i.Since)
	}
	return v
}

func (d *document) remainderView(r timeline.Remainder) remainderView {
	v := remainderView{Service: r.Service, Text: brief(summary.Bare(r.Text, r.Service)), Evidence: d.cite(r.Evidence)}
	if !r.Until.IsZero() {
		v.Until = d.at(r.Until)
	}
	return v
}

// attemptView is something that was tried to end the impact.
type attemptView struct {
	At       string   // When, with its zone.
	Service  string   // Empty if not said.
	Text     string   // What was tried, in a source's words.
	Outcome  string   // worked, partial, failed or unknown.
	Evidence markdown // The evidence.
}

func (d *document) attemptView(a timeline.Attempt) attemptView {
	return attemptView{d.at(a.At), a.Service, brief(summary.Bare(a.Text, a.Service)), cmp.Or(a.Outcome, "unknown"), d.cite(a.Evidence)}
}
