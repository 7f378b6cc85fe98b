package summary

import (
	"slices"

	"github.com/pes-dev/pes/timeline"
)

// Outward takes out of a summary what readers outside have no use for or were not there to hear: where evidence lies, labels that no document
// reads, and what was said in private channels and pages: the texts of their entries, and every statement that rests on one and repeats its words.
// Times stay: they say when, and not what was said. It changes s, which must be a copy (Map makes one), and drops no entry.
func (s *Summary) Outward() {
	p := private{}
	for _, e := range s.Timeline.Entries {
		if e.Private {
			p[e.ID] = true
		}
		for _, o := range e.Also {
			if o.Private {
				p[o.ID] = true
			}
		}
	}
	for _, list := range []*[]timeline.Entry{&s.Timeline.Entries, &s.Appendix, &s.Evidence} {
		for i := range *list {
			p.entry(&(*list)[i])
		}
	}
	rows := [][]Row{s.Rows}
	for _, c := range s.Story {
		rows = append(rows, c.Rows)
	}
	for _, list := range rows {
		for i := range list {
			p.row(&list[i])
		}
	}
	p.statements(s)
	p.sentences(s)
	for _, m := range s.Timeline.Milestones {
		p.milestone(m)
	}
	for _, list := range [][]timeline.Impact{s.Impacts, s.Timeline.Impacts} {
		for i := range list {
			p.impact(&list[i])
		}
	}
}

// private is the ids of what was said in private.
type private map[string]bool

func (p private) any(ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return p[id] })
}

// read are the labels that documents read.
var read = []string{"status", "undated", "peak", "unit", "before", "during", "template", "change", "from_start", "revert"}

// entry takes the places out of an entry, the words out of a private one, and private tellings out of another.
func (p private) entry(e *timeline.Entry) {
	e.Refs = nil
	e.Also = slices.DeleteFunc(e.Also, func(o timeline.Telling) bool { return o.Private })
	labels := map[string]string{}
	for _, k := range read {
		if v, ok := e.Labels[k]; ok {
			labels[k] = v
		}
	}
	e.Labels = labels
	if !e.Private {
		return
	}
	bare := timeline.Entry{Event: e.Event, Phase: e.Phase, Row: e.Row, Under: e.Under, Stamped: e.Stamped}
	bare.Text, bare.Source, bare.Service, bare.Actor.ID, bare.Actor.Name, bare.Refs, bare.Labels = "", "", "", "", "", nil, nil
	*e = bare
}

func (p private) row(r *Row) {
	if r.Private || r.Sample.Private {
		r.Words = ""
	}
	p.entry(&r.Entry)
	p.entry(&r.Sample)
}

// statements are dropped where they rest on something private.
func (p private) statements(s *Summary) {
	t := s.Timeline
	drop(&s.Causes, func(x timeline.Statement) bool { return p.any(x.Evidence) })
	drop(&t.Causes, func(x timeline.Statement) bool { return p.any(x.Evidence) })
	drop(&s.Items, func(x timeline.Item) bool { return p.any(x.Evidence) })
	drop(&t.Items, func(x timeline.Item) bool { return p.any(x.Evidence) })
	drop(&t.Attempts, func(x timeline.Attempt) bool { return p.any(x.Evidence) })
	drop(&t.Remainders, func(x timeline.Remainder) bool { return p.any(x.Evidence) })
	drop(&t.Facts, func(x timeline.Fact) bool { return p.any(x.Evidence) })
	drop(&t.Contradictions, func(x timeline.Contradiction) bool { return p.any(x.Evidence) })
	drop(&s.Disagree, func(x Disagreement) bool { return p.any(x.Evidence) })
}

// sentences are dropped where they repeat words of something private.
func (p private) sentences(s *Summary) {
	for _, list := range []*[]Sentence{&s.Lede, &s.Notices, &s.Changes, &s.Well, &s.Hard, &s.Luck} {
		drop(list, p.repeats)
	}
	drop(&s.KeyFacts, func(x KeyFact) bool { return p.repeats(x.Value) })
	drop(&s.Questions, func(x Question) bool { return p.any(x.Ask.Evidence) })
}

func (p private) repeats(x Sentence) bool {
	return p.any(x.Evidence) && quotes(x)
}

// quotes says whether a sentence holds words of the evidence.
func quotes(x Sentence) bool {
	return x.Args.Text != "" || slices.ContainsFunc(x.Args.More, quotes)
}

func (p private) milestone(m *timeline.Milestone) {
	if m == nil {
		return
	}
	if p.any(m.Evidence) {
		m.Reason = bareReason(m.Reason)
	}
	drop(&m.Alternatives, func(c timeline.Candidate) bool { return p.any(c.Evidence) })
	p.milestone(m.Machine)
}

func (p private) impact(i *timeline.Impact) {
	if p.any(i.Evidence) {
		i.FromWhy, i.ToWhy = bareReason(i.FromWhy), bareReason(i.ToWhy)
	}
	if p.any(i.EndedBy) {
		i.Ended, i.EndedBy = "", nil
	}
	for _, m := range i.Milestones {
		p.milestone(m)
	}
}

// bareReason is a reason without the words that it was read from and who said them.
func bareReason(r timeline.Reason) timeline.Reason {
	r.Source, r.Words = "", ""
	return r
}

func drop[T any](list *[]T, private func(T) bool) { *list = slices.DeleteFunc(*list, private) }
