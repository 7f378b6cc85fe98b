package summary

import (
	"github.com/pes-dev/pes/timeline"
)

// ledeUnknown names the milestones that the evidence does not tell, other than those that another sentence says this of.
func ledeUnknown(s *Summary) []Sentence {
	var names []string
	for _, m := range s.Milestones {
		switch m.Name {
		case timeline.Onset, timeline.Recovered, timeline.Detected, timeline.Notified:
			continue
		case timeline.Identified:
			if len(s.Causes) == 0 {
				continue
			}
		}
		if m.State == timeline.Unknown {
			names = append(names, string(m.Name))
		}
	}
	if len(s.Timeline.Facts) == 0 && len(s.Impacts) > 0 && s.Meta.Impact == (Stated{}) {
		names = append(names, "count")
	}
	if len(names) == 0 {
		return nil
	}
	return []Sentence{{Rule: "lede-unknown", Args: Args{List: names}}}
}

// maxCited is how many pieces of evidence a sentence of the opening rests on.
const maxCited = 3

// ledeDisagree names the points on which sources disagree with what each says, as many as one sentence can cite, and counts the others. What
// other sentences have told is left out.
func ledeDisagree(s *Summary) []Sentence {
	x := Sentence{Rule: "lede-disagree"}
	returned := len(ledeReturned(s)) > 0
	for _, d := range s.Disagree {
		if (d.Subject == string(timeline.Identified) && timed(d.Values)) || (d.FalseFix() && (returned || len(ledeFalseFix(s)) > 0)) {
			x.Args.Name = "also"
			continue
		}
		part := Sentence{Rule: "disagreement", Args: Args{More: []Sentence{d.About}}}
		var ids []string
		for _, v := range d.Values {
			part.Args.More = append(part.Args.More, Sentence{Rule: "side", Args: Args{From: v.At}, Evidence: v.Evidence})
			ids = union(ids, firstOf(v.Evidence))
		}
		all := union(x.Evidence, ids)
		if len(all) > maxCited && len(x.Args.More) > 0 {
			x.Args.Count++
			continue
		}
		x.Args.More, x.Evidence = append(x.Args.More, part), all
	}
	if len(x.Args.More) == 0 {
		return nil
	}
	return []Sentence{x}
}

// ledeItems counts what will be done, and how much of it nobody has taken on.
func ledeItems(s *Summary) Sentence {
	x := Sentence{Rule: "lede-items"}
	for _, i := range s.Items {
		if i.State == "suggested" {
			continue
		}
		x.Args.Count++
		x.Evidence = union(x.Evidence, i.Evidence)
		if i.State == "done" {
			x.Args.Of++
			continue
		}
		if i.Owner == "" || i.Due == "" {
			x.Args.List = append(x.Args.List, itemName(i))
		}
	}
	return x
}
