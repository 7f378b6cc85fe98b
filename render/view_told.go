package render

import (
	"strings"
	"time"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// reached says of a milestone that it was reached; a time follows.
var reached = map[timeline.Name]string{
	timeline.Triggered:  "It was set off",
	timeline.Onset:      "Impact began",
	timeline.Detected:   "It was first noticed",
	timeline.Notified:   "The first public notice came",
	timeline.Declared:   "It was declared an incident",
	timeline.Engaged:    "The first response came",
	timeline.Identified: "The cause was named",
	timeline.Mitigated:  "Impact was mitigated",
	timeline.Recovered:  "Service was normal again",
	timeline.Closed:     "It was declared over",
}

// missed says of a milestone that it cannot be.
var missed = map[timeline.Name]string{
	timeline.Onset:     "There was no impact.",
	timeline.Mitigated: "There was nothing for people to mitigate.",
	timeline.Recovered: "There was no impact to recover from.",
	timeline.Notified:  "No public notice was called for.",
}

// toldMilestone is a milestone in one sentence, as far as it is known.
func (d *document) toldMilestone(m *timeline.Milestone) sentenceView {
	words, ids, decided := "", grounds(m)[:min(len(grounds(m)), 1)], m.ByPerson
	switch m.State {
	case timeline.Known:
		after, rests := d.toldAfter(m)
		words = reached[m.Name] + preposition(m.Precision) + d.LedeClock().Stamp(m.At, m.Precision) + after + "."
		ids = both(ids, rests)
		decided = decided || after != "" && d.Timeline.Milestones[timeline.Onset].ByPerson
	case timeline.Bounded:
		words, ids = reached[m.Name]+d.toldBounds(m)+".", m.Evidence
	case timeline.Pending:
		words = sentenceCase(summary.MilestoneClause(m.Name)) + " is still open."
	case timeline.NotApplicable:
		words = or(missed[m.Name], sentenceCase(summary.MilestoneClause(m.Name))+" does not apply.")
	default:
		words = sentenceCase(summary.MilestoneClause(m.Name)) + " is not known."
	}
	return d.sentence(words, ids, decided)
}

// sentence is a sentence of this package's own with the evidence that it rests on.
func (d *document) sentence(words string, ids []string, decided bool) sentenceView {
	return sentenceView{Words: words, Cited: d.told(words, summary.Sentence{Evidence: ids, Decided: decided})}
}

func preposition(precision time.Duration) string {
	if precision >= 24*time.Hour {
		return " on "
	}
	return " at "
}

// toldAfter is how long after onset a known milestone was reached, and the evidence of the onset.
func (d *document) toldAfter(m *timeline.Milestone) (words string, ids []string) {
	on := d.Timeline.Milestones[timeline.Onset]
	if m.Name == timeline.Onset || on.State != timeline.Known || m.Precision >= time.Hour || on.Precision >= time.Hour {
		return "", nil
	}
	ids = on.Evidence[:min(len(on.Evidence), 1)]
	switch after := m.At.Sub(on.At); {
	case after > 0:
		return ", " + summary.Length(after) + " after onset", ids
	case after < 0:
		return ", " + summary.Length(-after) + " before onset", ids
	}
	return ", at onset", ids
}

// toldBounds is a bounded instant within a sentence.
func (d *document) toldBounds(m *timeline.Milestone) string {
	switch {
	case m.NotBefore.IsZero() && m.NotAfter.IsZero():
		return " at a time that the evidence does not tell"
	case m.NotBefore.IsZero():
		return " at " + d.LedeClock().Time(m.NotAfter) + " or earlier"
	case m.NotAfter.IsZero():
		return " at " + d.LedeClock().Time(m.NotBefore) + " or later"
	}
	return " between " + d.LedeClock().Time(m.NotBefore) + " and " + d.LedeClock().Time(m.NotAfter)
}

// toldImpact is a period of impact in one sentence.
func (d *document) toldImpact(i timeline.Impact) sentenceView {
	subject := i.Service + " was affected"
	if i.Service == "" {
		subject = "There was impact"
	} else if i.Wave > 1 {
		subject = i.Service + " was affected again"
		if strings.HasSuffix(d.subject(i), endAnnounced) {
			subject = i.Service + " was affected, " + endAnnounced + ","
		}
	}
	return d.sentence(subject+d.toldSpan(i)+toldPeak(i)+".", impactGrounds(i), false)
}

// spanOf is from when to when a period of impact was, as a sentence of a cell that stands beside its service.
func (d *document) spanOf(i timeline.Impact) string {
	return sentenceCase(strings.TrimLeft(d.toldSpan(i), " ;")+toldPeak(i)) + "."
}

func (d *document) toldSpan(i timeline.Impact) string {
	s := " from a time that the evidence does not tell"
	switch {
	case i.From.IsZero() && i.To.IsZero():
		return "; from when to when, the evidence does not tell"
	case i.To.IsZero():
		s = " from " + d.LedeClock().Time(i.From) + " on, and was not seen to recover"
	case i.From.IsZero():
		s += " to " + d.LedeClock().Time(i.To)
	case i.To.Before(i.From):
		s = " from " + d.LedeClock().Time(i.From) + ", and its sources contradict each other on when that ended"
	default:
		s = " from " + d.LedeClock().Span(i.From, i.To) + " (" + summary.Length(i.To.Sub(i.From)) + ")"
	}
	if !i.Since.IsZero() {
		s += ", and impaired before that from " + d.LedeClock().Time(i.Since) + " on"
	}
	return s
}

func toldPeak(i timeline.Impact) string {
	switch {
	case !i.HasPeak:
		return ""
	case i.Unit == "% of lines":
		return "; at its worst, " + peak(i, i.Unit) + " % of its log lines were errors"
	case strings.HasPrefix(i.Unit, "% of "):
		return "; at its worst, " + peak(i, i.Unit) + " " + i.Unit + " failed"
	}
	return "; at its worst, " + peak(i, "")
}

// sentenceCase is a text of ours as a sentence begins.
func sentenceCase(s string) string { return strings.ToUpper(s[:min(len(s), 1)]) + s[min(len(s), 1):] }
