package summary

import (
	"strings"

	"github.com/pes-dev/pes/timeline"
)

// questions are what the evidence leaves open: milestones, disagreements that are not settled, items that nobody holds, what is missing.
func questions(s *Summary) []Question {
	var out []Question
	ask := func(who string, x Sentence) { out = append(out, Question{Ask: x, Who: who}) }
	who := askersOf(s)
	for _, m := range s.Milestones {
		x := bound("ask-"+string(m.State), m)
		switch m.State {
		case timeline.Unknown, timeline.Bounded:
			if m.Name == timeline.Identified && len(s.Causes) == 0 {
				continue // what the cause was is asked below
			}
			ask(who.of(m.Name), x)
		case timeline.Pending:
			if m.Name == timeline.Recovered || m.Name == timeline.Closed {
				ask(who.of(m.Name), x)
			}
		}
	}
	for _, d := range s.Disagree {
		if d.Used < 0 {
			ask("who wrote either", Sentence{Rule: "ask-disagree", Args: Args{More: []Sentence{d.About}}, Evidence: d.About.Evidence})
		}
	}
	if !stated(s) {
		ask(who.owners, Sentence{Rule: "ask-cause"})
	}
	if _, ok := widest(s.Timeline); !ok && s.Meta.Impact == (Stated{}) {
		ask(who.voice, Sentence{Rule: "ask-impact"})
	}
	if s.Meta.Kind == "" && s.Meta.Severity == "" {
		ask(who.commander, Sentence{Rule: "ask-class"})
	}
	out = append(out, questionsOfItems(s, who)...)
	return append(out, questionsOfSources(s)...)
}

// maxAsked is how many damaged sources are asked about one by one.
const maxAsked = 10

// questionsOfSources asks for the damaged sources, where there are many for the rest of them together.
func questionsOfSources(s *Summary) []Question {
	var out []Question
	more := 0
	for _, r := range s.Sources {
		switch {
		case r.Error == "":
		case len(out) < maxAsked:
			out = append(out, Question{Ask: Sentence{Rule: "ask-source", Args: Args{Who: r.Name, Text: r.Error}}, Who: "who keeps the source"})
		default:
			more++
		}
	}
	if more > 0 {
		out = append(out, Question{Ask: Sentence{Rule: "ask-sources", Args: Args{Count: more}}, Who: "who keeps the sources"})
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

// questionsOfItems asks once for all items that lack the same things.
func questionsOfItems(s *Summary, who askers) []Question {
	var out []Question
	at := map[string]int{}
	for _, i := range s.Items {
		if i.State == "done" {
			continue
		}
		lacks := lacking(i)
		if lacks == "" {
			continue
		}
		n, ok := at[lacks]
		if !ok {
			n = len(out)
			at[lacks] = n
			out = append(out, Question{Ask: Sentence{Rule: "ask-lacking", Args: Args{Name: lacks}}, Who: who.commander})
		}
		x := &out[n].Ask
		x.Args.List = append(x.Args.List, itemName(i))
		x.Evidence = union(x.Evidence, i.Evidence)
	}
	if len(s.Items) == 0 {
		out = append(out, Question{Ask: Sentence{Rule: "ask-items"}, Who: "everybody who took part"})
	}
	return out
}

// lacking names what nobody has said of an item.
func lacking(i timeline.Item) string {
	var lacks []string
	for _, x := range []struct{ name, value string }{{"owner", i.Owner}, {"due", i.Due}, {"verify", i.Verify}} {
		if strings.TrimSpace(x.value) == "" {
			lacks = append(lacks, x.name)
		}
	}
	return strings.Join(lacks, " ")
}

// itemName is what an item is called by: its id, else the beginning of its text.
func itemName(i timeline.Item) string {
	if i.ID != "" {
		return i.ID
	}
	return "“" + line(i.Text, maxName) + "”"
}
