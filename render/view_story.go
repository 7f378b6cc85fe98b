package render

import (
	"strings"
	"time"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// chapterView is a part of the story: the rows of one phase that something in the document rests on.
type chapterView struct {
	Name     string        // Its name: that of its phase, or before, during, after or all.
	Label    string        // What it is called: a phase, or that it was before onset, while it lasted or afterwards.
	When     string        // From when to when, with the zone. Empty if unknown.
	Evidence markdown      // The evidence of that; nothing where it is unknown.
	Rows     []tellingView // What is told of it, at most six rows.
}

// tellingView is a row of the story.
type tellingView struct {
	At       string   // When, without the zone, and without the date where the chapter has told it.
	Service  string   // Empty if not said.
	Source   string   // The kind of its evidence, and the milestones that rest on it.
	Text     string   // What happened, in the evidence's words.
	Evidence markdown // The evidence.
}

// rowView is a row of the timeline, or of its appendix.
type rowView struct {
	Marks    string   // Among Moments, the milestones that rest on it. Else empty.
	At       string   // When, for a column under TimelineHead.Local or AppendixHead.Local.
	UTC      string   // The same for a column in UTC.
	Phase    string   // The phase in which it falls. Empty outside all.
	Kind     string   // What kind of evidence it is: log, alert, message, status, note or change; or silence, in which nothing is on record.
	Service  string   // Empty if not said.
	Text     string   // What it says, then in parentheses what its record says beside its text.
	Evidence markdown // The evidence, for a cell. In the appendix links to it lead here, unless they lead to the list of evidence.
	IDs      string   // The ids of the evidence as text, for a cell.
	Where    markdown // Where to check it, for a cell: addresses, files and lines. Nothing for a silence.
}

// evidenceView is a row of the list of evidence.
type evidenceView struct {
	Anchor markdown // Its id, to which links from elsewhere in the document lead.
	UTC    string   // When, for a column under EvidenceHead.UTC.
	Kind   string   // What kind of evidence it is: log, alert, message, status, note or change.
	Who    string   // Who spoke. Empty if not said.
	Where  markdown // Where to check it, for a cell: addresses, files and lines.
	Whole  string   // Its text.
	Text   string   // Its text, where the timeline does not have the whole of it; else a dash.
}

func (v *view) addStory(d *document) {
	v.Story = views(d.Story, d.chapterView)
	v.addMoments(d)
	v.Attempts = views(d.Timeline.Attempts, d.attemptView)
	v.Notices = views(d.Notices, d.sentenceView)
}

// addMoments makes a table of the story.
func (v *view) addMoments(d *document) {
	var rows []summary.Row
	var all []time.Time
	for _, c := range d.Story {
		for _, r := range c.Rows {
			rows, all = append(rows, r), append(all, dated(r.Entry)...)
		}
	}
	t := d.timesOf(all)
	v.Moments = views(rows, func(r summary.Row) rowView {
		return rowView{
			sentenceCase(strings.Join(marks(t, r), "; ")), entryAt(t, r.Entry), entryUTC(t, r.Entry), r.Phase, kind(r.Entry), r.Service, story(r), d.cited(r.Cites()),
			strings.Join(r.Cites(), " "), where(r.Entry),
		}
	})
	v.MomentsHead = t.view()
}

func (d *document) chapterView(c summary.Chapter) chapterView {
	t := d.ChapterTimes(c)
	v := chapterView{Name: c.Phase, Label: summary.PhaseLabel(c.Phase), Evidence: d.rests(c.Evidence, c.Decided)}
	if !c.From.IsZero() {
		v.When = "From " + d.at(c.From)
		if !c.To.IsZero() {
			v.When = d.span(c.From, c.To)
		}
	}
	v.Rows = views(c.Rows, func(r summary.Row) tellingView {
		return tellingView{entryAt(t, r.Entry), r.Service, source(t, r), story(r), d.cite(r.Cites())}
	})
	return v
}

func (v *view) addTimeline(d *document) {
	t := d.RowTimes()
	v.Timeline = views(d.Lines(), func(l summary.Line) rowView { return d.lineView(t, l) })
	v.TimelineHead, v.AnyFolded = t.view(), d.AnyFolded()
	r := d.RestTimes()
	v.Appendix = views(d.Rest, func(e timeline.Entry) rowView {
		return rowView{"", entryAt(r, e), entryUTC(r, e), e.Phase, kind(e), e.Service, d.whatOf(r, e), d.target(e), d.ids(e.ID), where(e)}
	})
	v.AppendixHead, v.AppendixLeft = r.view(), d.Left
	x := d.EvidenceTimes()
	v.Evidence = views(d.Evidence, func(e timeline.Entry) evidenceView { return d.evidenceView(x, e) })
	v.EvidenceHead = x.view()
}

func (d *document) evidenceView(t times, e timeline.Entry) evidenceView {
	return evidenceView{d.anchor(e), stampUTC(t, e), kind(e), actor(e.Actor), where(e), whole(e.Text), inFull(e)}
}

func (d *document) lineView(t times, l summary.Line) rowView {
	if x := l.Silence; x != nil {
		return rowView{
			At: t.At(x.From), UTC: t.UTC(x.From), Kind: "silence", Text: silence(t, x), Evidence: d.cited(x.Evidence), IDs: or(d.ids(x.Evidence...), "–"),
		}
	}
	r := l.Row
	ids := r.Cites()
	return rowView{
		"", entryAt(t, r.Entry), entryUTC(t, r.Entry), r.Phase, kind(r.Entry), r.Service, d.what(t, r), d.cited(ids), d.ids(ids...), where(r.Entry),
	}
}
