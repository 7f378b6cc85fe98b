package summary

import (
	"strings"

	"github.com/pes-dev/pes/timeline"
)

// askers says who is likely to know when a milestone was reached.
var askers = map[timeline.Name]string{
	timeline.Triggered:  "who runs the failing service",
	timeline.Onset:      "who runs the failing service",
	timeline.Detected:   "who was on call",
	timeline.Notified:   "who speaks to customers",
	timeline.Declared:   "the incident commander",
	timeline.Engaged:    "who was on call",
	timeline.Identified: "who runs the failing service",
	timeline.Mitigated:  "the incident commander",
	timeline.Recovered:  "the incident commander",
	timeline.Closed:     "the incident commander",
}

// questions are what the evidence leaves open: milestones, disagreements that are not settled, items that nobody holds, what is missing.
func questions(s *Summary) []Question {
	var out []Question
	ask := func(who string, x Sentence) { out = append(out, Question{Ask: x, Who: who}) }
	for _, m := range s.Milestones {
		x := bound("ask-"+string(m.State), m)
		switch m.State {
		case timeline.Unknown, timeline.Bounded:
			ask(askers[m.Name], x)
		case timeline.Pending:
			if m.Name == timeline.Recovered || m.Name == timeline.Closed {
				ask(askers[m.Name], x)
			}
		}
	}
	for _, d := range s.Disagree {
		if d.Used < 0 {
			ask("who wrote either", Sentence{Rule: "ask-disagree", Args: Args{More: []Sentence{d.About}}, Evidence: d.About.Evidence})
		}
	}
	if !stated(s) {
		ask("who runs the failing service", Sentence{Rule: "ask-cause"})
	}
	if _, ok := widest(s.Timeline); !ok && s.Meta.Impact == (Stated{}) {
		ask("who speaks to customers", Sentence{Rule: "ask-impact"})
	}
	out = append(out, questionsOfItems(s)...)
	for _, r := range s.Sources {
		if r.Error != "" {
			ask("who keeps the source", Sentence{Rule: "ask-source", Args: Args{Who: r.Name, Text: r.Error}})
		}
	}
	return out
}

// stated says whether a source states a cause without hedging.
func stated(s *Summary) bool {
	for _, c := range s.Causes {
		if !c.Hedged {
			return true
		}
	}
	return false
}

// questionsOfItems asks once for all items that lack the same thing.
func questionsOfItems(s *Summary) []Question {
	var out []Question
	for _, lack := range []struct {
		rule string
		has  func(timeline.Item) string
	}{
		{"ask-owner", func(i timeline.Item) string { return i.Owner }},
		{"ask-due", func(i timeline.Item) string { return i.Due }},
		{"ask-verify", func(i timeline.Item) string { return i.Verify }},
	} {
		x := Sentence{Rule: lack.rule}
		for _, i := range s.Items {
			if i.State != "done" && strings.TrimSpace(lack.has(i)) == "" {
				x.Args.Count++
				x.Args.List = append(x.Args.List, itemName(i))
				x.Evidence = union(x.Evidence, i.Evidence)
			}
		}
		if x.Args.Count > 0 {
			out = append(out, Question{Ask: x, Who: "the incident commander"})
		}
	}
	if len(s.Items) == 0 {
		out = append(out, Question{Ask: Sentence{Rule: "ask-items"}, Who: "everybody who took part"})
	}
	return out
}

// itemName is what an item is called by: its id, else the beginning of its text.
func itemName(i timeline.Item) string {
	if i.ID != "" {
		return i.ID
	}
	return "“" + line(i.Text, maxName) + "”"
}
