package summary

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/timeline"
)

var ledeWords = vocabulary{
	"lede-span": spanWords,
	"lede-span-unknown": func(Args, teller) string {
		return "When impact began and ended, and whom it hit, the evidence does not tell."
	},
	"lede-no-impact": func(a Args, _ teller) string {
		return "No impact is on record; people class it as a " + strings.ReplaceAll(a.Name, "-", " ") + "."
	},
	"lede-stated": func(a Args, _ teller) string {
		return "As people state it in incident.yaml: " + names(a.List, len(a.List)) + "."
	},
	"lede-trigger": triggerWords,
	"lede-cause":   func(a Args, _ teller) string { return "The cause" + by(a.Who) + ": " + quote(a.Text) + "." },
	"called-over": func(a Args, c teller) string {
		return "a source had said" + atTime(a, c) + ": " + quote(a.Text)
	},
	"disagreement": disagreementWords,
	"lede-cause-hedged": func(a Args, _ teller) string {
		return "The cause is only suspected" + by(a.Who) + ": " + quote(a.Text) + "."
	},
	"lede-no-cause":      func(Args, teller) string { return "No source states a cause." },
	"lede-identified":    func(a Args, c teller) string { return "The cause was named at " + c.Time(a.From) + afterOnset(a) + "." },
	"lede-identified-by": identifiedBy,
	"by":                 func(a Args, c teller) string { return "at " + c.Time(a.From) + strings.TrimPrefix(by(a.Who), ",") },
	"lede-returned":      returnedWords,
	"lede-false-fix":     falseFixWords,
	"lede-ended":         endedWords,
	"lede-healed": func(a Args, _ teller) string {
		return "It recovered by itself" + by(a.Who) + ": " + quote(a.Text) + "."
	},
	"lede-helped":      func(a Args, c teller) string { return "What helped: " + strings.Join(c.all(a.More), "; ") + "." },
	"helped":           helpedPart,
	"lede-tried":       triedWords,
	"lede-noticed":     noticedWords,
	"noticed-detected": noticedPart("it was first noticed", "when it was first noticed"),
	"noticed-notified": noticedPart("the first public notice came", "when the first public notice came"),
	"lede-remainder":   remainderWords,
	"lede-unknown":     unknownWords,
	"lede-disagree":    disagreeWords,
	"lede-items":       itemsWords,
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return ", according to " + sourceName(who)
}

func afterOnset(a Args) string {
	if a.Name != "after" {
		return ""
	}
	if a.Length == 0 {
		return ", at onset"
	}
	return ", " + Length(a.Length) + " after onset"
}

func atTime(a Args, c teller) string {
	if a.From.IsZero() {
		return ""
	}
	return " at " + c.Time(a.From)
}

// boundWords: "not before X and not after Y".
func boundWords(a Args, c teller) string {
	m := timeline.Milestone{NotBefore: a.From, NotAfter: a.To}
	return Bounds(&m, func(m timeline.Milestone) string { return c.Time(m.At) })
}

func spanWords(a Args, c teller) string {
	var b strings.Builder
	b.WriteString(whenWords(a, c))
	b.WriteString(", " + whoWords(a))
	if where := names(a.List, 3); where != "" {
		b.WriteString(" in " + where)
	}
	b.WriteString(periodsWords(a))
	return upper(b.String()) + "."
}

// periodsWords says how many periods of impact there were, and which services had the longest. Their times are in a table of their own.
func periodsWords(a Args) string {
	var list []string
	for _, p := range a.More {
		if name := line(p.Args.Who, maxName); p.Rule == "period" && name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	switch {
	case a.Of == 0:
		return ""
	case len(list) < 2:
		return ", in " + spelled(a.Of, "period")
	case len(list) == a.Of:
		return ", in " + spelled(a.Of, "period") + ", those of " + List(list)
	}
	if slices.ContainsFunc(a.More, func(p Sentence) bool { return p.Rule == "period" && p.Args.Name == someOf }) {
		return ", in " + spelled(a.Of, "period") + ", among them those of " + List(list)
	}
	return ", in " + spelled(a.Of, "period") + ", the longest those of " + List(list)
}

func spelledBare(n int) string { return strings.TrimSuffix(spelled(n, ""), " s") }

// whenWords is the first half of the first sentence, for each way in which start and end may be known.
func whenWords(a Args, c teller) string {
	if !a.From.IsZero() && !a.To.IsZero() && a.Length > 0 {
		return "from " + c.LongSpan(a.From, a.To) + " (" + Length(a.Length) + ")"
	}
	tell := c.Long
	return startWords(a, tell) + endWords(a, tell)
}

// startWords and endWords tell the two ends of the impact as far as they are known.
func startWords(a Args, tell func(time.Time) string) string {
	if !a.From.IsZero() {
		return "from " + tell(a.From)
	}
	if b, ok := boundOf(a, "start-bound"); ok {
		return "from " + aboutWhen(b, tell)
	}
	return "from a time that the evidence does not tell"
}

func endWords(a Args, tell func(time.Time) string) string {
	if !a.To.IsZero() {
		return " to " + tell(a.To)
	}
	if b, ok := boundOf(a, "end-bound"); ok {
		return " to " + aboutWhen(b, tell)
	}
	if timeline.State(a.Name) == timeline.Pending {
		return ", and not seen to have ended"
	}
	return " to a time that the evidence does not tell"
}

func boundOf(a Args, rule string) (Args, bool) {
	for _, s := range a.More {
		if s.Rule == rule && (!s.Args.From.IsZero() || !s.Args.To.IsZero()) {
			return s.Args, true
		}
	}
	return Args{}, false
}

// aboutWhen is a bounded instant within a sentence: "X or earlier", "X or later", "some time between X and Y".
func aboutWhen(a Args, tell func(time.Time) string) string {
	switch {
	case a.From.IsZero():
		return tell(a.To) + " or earlier"
	case a.To.IsZero():
		return tell(a.From) + " or later"
	}
	return "some time between " + tell(a.From) + " and " + tell(a.To)
}

// whoWords is who was hit: a stated number, else the services by name.
func whoWords(a Args) string {
	if a.Count > 0 {
		verb, noun := " were affected", a.Who
		if a.Count == 1 {
			verb, noun = " was affected", strings.TrimSuffix(noun, "s")
		}
		return Number(a.Count) + " " + line(noun, maxName) + verb
	}
	for _, s := range a.More {
		if s.Rule != "value-list" {
			continue
		}
		if len(s.Args.List) == 1 {
			return names(s.Args.List, 1) + " was affected"
		}
		return names(s.Args.List, 5) + " were affected"
	}
	return "there was impact (no source states how much)"
}

func triggerWords(a Args, c teller) string {
	s := "What set it off happened at " + c.Time(a.From)
	if a.Name == "before" {
		s += ", " + Length(a.Length) + " before onset"
	}
	return s + colon(a.Text) + "."
}

func identifiedBy(a Args, c teller) string {
	return "The cause was named " + List(c.all(a.More)) + "."
}

func returnedWords(a Args, c teller) string {
	var s strings.Builder
	s.WriteString("At " + c.Time(a.From) + " another period of impact began")
	if a.Who != "" {
		s.WriteString(" (" + line(a.Who, maxName) + ")")
	}
	if !a.To.IsZero() {
		s.WriteString(", noticed at " + c.Time(a.To))
	}
	for _, x := range a.More {
		s.WriteString(", though " + c.say(x))
	}
	return s.String() + "."
}

func falseFixWords(a Args, c teller) string {
	s := "A source said" + atTime(a, c) + ": " + quote(a.Text)
	s += thenWords(a, c)
	if a.Who != "" {
		s += " (" + line(a.Who, maxName) + ")"
	}
	return s + colon(a.List[0]) + "."
}

// thenWords is what came of a claim that all was well.
func thenWords(a Args, c teller) string {
	what, when := "; impact began again", " at "
	switch a.Name {
	case "fixed-while-firing":
		what, when = ", while an alert was firing", " until "
	case "fixed-while-failing":
		what, when = ", while errors went on in the logs", " until "
	case "resolved-before-recovery":
		what, when = "; service was normal again", " at "
	}
	if a.To.IsZero() {
		return what
	}
	return what + when + c.Time(a.To)
}

func endedWords(a Args, c teller) string {
	s := "Impact"
	if a.Who != "" {
		s += " on " + line(a.Who, maxName)
	}
	return s + " ended at " + c.Time(a.To) + "; a source says of its end: " + quote(a.Text) + "."
}

func helpedPart(a Args, c teller) string {
	s := quote(a.Text)
	if !a.From.IsZero() {
		s = "at " + c.Time(a.From) + ", " + s
	}
	if a.Name == "partial" {
		s += " (in part)"
	}
	return s
}

func triedWords(a Args, c teller) string {
	s := "One attempt to end it is on record"
	if a.Count > 1 {
		s = upper(spelled(a.Count, "attempt")) + " to end it are on record, the last"
	}
	return s + atTime(a, c) + ": " + quote(a.Text) + outcome(a.Name) + "."
}

func outcome(name string) string {
	switch name {
	case "failed":
		return ", which failed"
	case "partial":
		return ", which helped in part"
	case "worked":
		return ", which worked"
	}
	return ", with an outcome that no source states"
}

func noticedWords(a Args, c teller) string { return upper(strings.Join(c.all(a.More), "; ")) + "." }

func noticedPart(known, when string) func(Args, teller) string {
	return func(a Args, c teller) string {
		switch timeline.State(a.Name) {
		case timeline.Bounded:
			if !a.From.IsZero() && !a.To.IsZero() {
				return known + " " + boundWords(a, c)
			}
			return known + " at " + aboutWhen(a, c.Time)
		case timeline.Pending:
			return when + " is pending"
		case timeline.NotApplicable:
			return when + " does not apply"
		case timeline.Unknown, timeline.Invalid:
			return when + " is not known from this evidence"
		}
		s := known + " at " + c.Time(a.From) + afterOnset(a)
		if a.Text == "over" {
			s += ", when it was over"
		}
		return s
	}
}

func remainderWords(a Args, c teller) string {
	s := "What outlasted the recovery"
	if a.Who != "" {
		s += " (" + line(a.Who, maxName) + ")"
	}
	if !a.To.IsZero() {
		s += " ended at " + c.Time(a.To)
	}
	return s + ": " + quote(withoutService(a.Text, a.Who)) + "."
}

func unknownWords(a Args, _ teller) string {
	var list []string
	for _, n := range a.List {
		list = append(list, cmp.Or(milestoneClauses[timeline.Name(n)], subjects[n], clause(n)))
	}
	return "Not known from this evidence: " + List(list) + "."
}

func disagreeWords(a Args, c teller) string {
	s := "The sources disagree on "
	if a.Name == "also" {
		s = "The sources also disagree on "
	}
	list := c.all(a.More)
	if a.Count > 0 {
		list = append(list, spelled(a.Count, "other point"))
	}
	return s + List(list) + "."
}

// disagreementWords is the point of a disagreement, with the times that the sides give: "when impact began (02:48 EDT or 02:49 EDT)".
func disagreementWords(a Args, c teller) string {
	var times []string
	for _, side := range a.More[1:] {
		if side.Args.From.IsZero() {
			return c.say(a.More[0])
		}
		times = append(times, c.Time(side.Args.From))
	}
	return c.say(a.More[0]) + " (" + strings.Join(times, " or ") + ")"
}

func itemsWords(a Args, _ teller) string {
	if a.Count == 0 {
		return "No remediation item is on record."
	}
	verb := "are"
	if a.Count == 1 {
		verb = "is"
	}
	s := upper(spelled(a.Count, "remediation item")) + " " + verb + " on record"
	open := a.Count - a.Of
	switch {
	case open == 0 && a.Count == 1:
		return s + ", and it is done."
	case open == 0:
		return s + ", all of them done."
	case a.Of > 0:
		s += ": " + spelledBare(a.Of) + " done, " + spelledBare(open) + " open"
	default:
		s += ", none done"
	}
	return s + unowned(len(a.List), open) + "."
}

// unowned says how many of the open items nobody has taken on by a date.
func unowned(n, open int) string {
	switch {
	case n == 0:
		return ""
	case open == 1:
		return "; the open one lacks an owner or a date"
	case n == open:
		return "; none of those open has both an owner and a date"
	case n == 1:
		return "; one of those open lacks an owner or a date"
	}
	return "; " + spelledBare(n) + " of those open lack an owner or a date"
}
