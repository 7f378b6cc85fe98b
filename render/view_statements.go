package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// sentenceView is a sentence of the document.
type sentenceView struct {
	About string   // In the opening, what it is about: impact, stated, trigger, cause, identified, returned, premature, helped, healed, tried, ended, remainder, noticed, disagreement, unknown or items. Else empty.
	Words string   // The sentence.
	Cited markdown // The sentence with the evidence that it rests on behind it.
}

// factView is a key fact.
type factView struct {
	Label    string   // What it is called.
	Value    string   // What is known.
	Evidence markdown // The evidence, or that people stated it, for a cell.
}

// causeView is what a source states of a cause.
type causeView struct {
	Service  string   // What it is about. Empty if not said.
	Text     string   // What it states, in its words.
	Source   string   // Who says so: a file's name. Empty if not said.
	Hedged   bool     // Whether it is only suspected.
	Evidence markdown // The evidence.
}

// itemView is a remediation item.
type itemView struct {
	ID       string   // Empty if it has none.
	Text     string   // What will be done.
	Type     string   // prevent, detect, mitigate or process. Empty if not said.
	State    string   // open, done or suggested.
	Owner    string   // Who has taken it on, or that nobody has yet.
	Due      string   // By when, as written, or that it has no date.
	Verify   string   // How its effect will be checked. Empty if not said.
	Evidence markdown // The evidence, or that people wrote it, for a cell.
}

// disagreementView is something on which sources disagree.
type disagreementView struct {
	About    string   // What it is about: when impact began.
	Sides    string   // What each says.
	Used     string   // Which one this document goes by, and why.
	Evidence markdown // The evidence, for a cell.
}

// questionView is something that the evidence leaves open.
type questionView struct {
	Question string   // The question.
	Who      string   // Who could answer it.
	Evidence markdown // The evidence that it arises from, for a cell.
}

func (v *view) addStatements(d *document) {
	v.Lede = views(d.Lede, func(s summary.Sentence) sentenceView {
		return sentenceView{aboutLede[s.Rule], summary.Words(s, d.LedeClock()), d.lede(s)}
	})
	v.addFacts(d)
	v.Causes = views(d.Causes, d.causeView)
	v.Changes, v.Well, v.Hard, v.Luck = views(d.Changes, d.sentenceView), views(d.Well, d.sentenceView), views(d.Hard, d.sentenceView), views(d.Luck, d.sentenceView)
	v.Items, v.AnyVerify = views(d.Items, d.itemView), d.AnyVerify()
	v.FirstItems = views(pressing(d.Items), d.itemView)
	v.FirstItemsLeft = len(v.Items) - len(v.FirstItems)
	v.Disagreements = views(d.Disagree, func(x summary.Disagreement) disagreementView {
		return disagreementView{d.words(x.About), d.sides(x), d.used(x), d.cited(x.Evidence)}
	})
	v.Questions = views(d.Questions, func(q summary.Question) questionView {
		return questionView{d.words(q.Ask), q.Who, d.cited(q.Ask.Evidence)}
	})
	v.FirstQuestions = v.Questions[:min(len(v.Questions), maxFirst)]
	v.QuestionsLeft = len(v.Questions) - len(v.FirstQuestions)
}

// aboutLede is what the sentences of the opening are about, by their rules.
var aboutLede = map[string]string{
	"lede-span": "impact", "lede-span-unknown": "impact", "lede-no-impact": "impact", "lede-stated": "stated", "lede-trigger": "trigger",
	"lede-cause": "cause", "lede-cause-hedged": "cause", "lede-no-cause": "cause", "lede-identified": "identified", "lede-identified-by": "identified",
	"lede-returned": "returned", "lede-false-fix": "premature", "lede-helped": "helped", "lede-healed": "healed", "lede-tried": "tried",
	"lede-ended": "ended", "lede-remainder": "remainder", "lede-noticed": "noticed", "lede-disagree": "disagreement", "lede-unknown": "unknown",
	"lede-items": "items",
}

func (v *view) addFacts(d *document) {
	for _, f := range d.KeyFacts {
		fact := factView{f.Label, d.words(f.Value), d.proof(f)}
		v.KeyFacts = append(v.KeyFacts, fact)
		switch f.Topic {
		case "duration":
			v.Durations = append(v.Durations, fact)
		case "number":
			v.Numbers = append(v.Numbers, fact)
		}
	}
	for _, m := range d.Milestones {
		if m.State == timeline.Known {
			v.Date = d.sentence(d.clock.In(m.At).Format("2 January 2006"), grounds(m)[:min(len(grounds(m)), 1)], m.ByPerson)
			if m.Name != timeline.Triggered {
				break // what set it off may have happened weeks before
			}
		}
	}
}

func (d *document) sentenceView(s summary.Sentence) sentenceView {
	return sentenceView{"", d.words(s), d.say(s)}
}

func (d *document) causeView(c timeline.Statement) causeView {
	v := causeView{Service: c.Service, Text: whole(summary.Bare(c.Text, c.Service)), Hedged: c.Hedged, Evidence: d.cite(c.Evidence)}
	if c.Source != "" {
		v.Source = summary.Base(c.Source)
	}
	return v
}

// maxFirst is how many of a kind one page has room for: what somebody keeps in mind who reads it once.
const maxFirst = 4

// pressing are the items that one page shows: open ones that nobody has taken on, open ones, then those that are done.
func pressing(items []timeline.Item) []timeline.Item {
	rank := func(i timeline.Item) int {
		switch {
		case i.State == "done":
			return 2
		case i.State == "suggested":
			return 3
		case i.Owner != "" && i.Due != "":
			return 1
		}
		return 0
	}
	first := slices.SortedStableFunc(slices.Values(items), func(a, b timeline.Item) int { return rank(a) - rank(b) })
	return first[:min(len(first), maxFirst)]
}

// bareItem is an item's text without the remark at its end on who does it by when, which the item has beside it: "(owner: kim, due 2026-03-06)". A
// remark that says anything else stays.
func bareItem(i timeline.Item) string {
	text := strings.TrimRight(i.Text, " .")
	head, remark, ok := cutLast(strings.TrimSuffix(text, ")"), "(")
	if !ok || !strings.HasSuffix(text, ")") || strings.TrimSpace(head) == "" || strings.TrimSpace(remark) == "" {
		return i.Text
	}
	for part := range strings.FieldsFuncSeq(remark, func(r rune) bool { return r == ',' || r == ';' }) {
		key, value, _ := strings.Cut(strings.NewReplacer(":", " ", "=", " ").Replace(strings.TrimSpace(part)), " ")
		value = strings.TrimLeft(strings.TrimSpace(value), "@")
		known := map[string]string{"owner": i.Owner, "due": i.Due, "by": i.Due}[strings.ToLower(key)]
		if known == "" || !strings.EqualFold(value, strings.TrimLeft(known, "@")) {
			return i.Text
		}
	}
	return strings.TrimSpace(head)
}

// cutLast is what stands before and after the last of a separator.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func (d *document) itemView(i timeline.Item) itemView {
	return itemView{i.ID, brief(bareItem(i)), i.Type, cmp.Or(i.State, "open"), holder(i), due(i), i.Verify, d.itemProof(i)}
}
