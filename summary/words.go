package summary

import (
	"cmp"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// Words words a sentence. The times in it are told by the clock; texts of the evidence stand in quotation marks, on one line, cut visibly.
// What it returns is plain text: whoever prints it escapes it. A rule without words is a programmer's mistake and is named.
func Words(s Sentence, c Clock) string {
	return teller{Clock: c, words: words}.say(s)
}

// teller words sentences that are put together from others.
type teller struct {
	Clock
	words vocabulary
}

func (t teller) say(s Sentence) string {
	say, ok := t.words[s.Rule]
	if !ok {
		return fmt.Sprintf("(no words for %q)", s.Rule)
	}
	return say(s.Args, t)
}

func (t teller) all(list []Sentence) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = t.say(s)
	}
	return out
}

// words has the words of every rule of a Sentence; values of a table have no full stop.
var words = merge(ledeWords, factWords, noticeWords, lessonWords, askWords)

type vocabulary map[string]func(a Args, t teller) string

func merge(vs ...vocabulary) vocabulary {
	out := vocabulary{}
	for _, v := range vs {
		maps.Copy(out, v)
	}
	return out
}

// MilestoneLabel is what a milestone is called in the document.
func MilestoneLabel(n timeline.Name) string {
	if l, ok := milestoneLabels[n]; ok {
		return l
	}
	return upper(string(n))
}

var milestoneLabels = map[timeline.Name]string{
	timeline.Triggered:  "Triggered",
	timeline.Onset:      "Onset of impact",
	timeline.Detected:   "Detected",
	timeline.Notified:   "First public notice",
	timeline.Declared:   "Declared an incident",
	timeline.Engaged:    "First response",
	timeline.Identified: "Cause named",
	timeline.Mitigated:  "Mitigated",
	timeline.Recovered:  "Recovered",
	timeline.Closed:     "Closed",
}

// milestoneClauses say "when …" of a milestone within a sentence.
var milestoneClauses = map[timeline.Name]string{
	timeline.Triggered:  "when it was set off",
	timeline.Onset:      "when impact began",
	timeline.Detected:   "when it was first noticed",
	timeline.Notified:   "when the first public notice was given",
	timeline.Declared:   "when it was declared an incident",
	timeline.Engaged:    "when the first response began",
	timeline.Identified: "when the cause was named",
	timeline.Mitigated:  "when impact was mitigated",
	timeline.Recovered:  "when service was normal again",
	timeline.Closed:     "when it was declared over",
}

// MilestoneClause says "when …" of a milestone: "when impact began".
func MilestoneClause(n timeline.Name) string { return clause(string(n)) }

// milestoneQuestions ask for a milestone.
var milestoneQuestions = map[timeline.Name]string{
	timeline.Triggered:  "When was it set off, and by what?",
	timeline.Onset:      "When did impact begin?",
	timeline.Detected:   "When was it first noticed, and by what?",
	timeline.Notified:   "When was the first public notice given?",
	timeline.Declared:   "When was it declared an incident?",
	timeline.Engaged:    "When did the first response begin?",
	timeline.Identified: "When was the cause named?",
	timeline.Mitigated:  "When was impact mitigated?",
	timeline.Recovered:  "When was service normal again?",
	timeline.Closed:     "When was it declared over?",
}

func question(name string) string {
	return cmp.Or(milestoneQuestions[timeline.Name(name)], upper(clause(name))+"?")
}

func clause(name string) string {
	return cmp.Or(milestoneClauses[timeline.Name(name)], "when it was "+strings.ReplaceAll(line(name, maxName), "-", " "))
}

// subjects say what a contradiction is about.
var subjects = map[string]string{
	"end":                      "when it ended",
	"start":                    "when it began",
	"fixed-while-firing":       "whether it was over",
	"called-over-too-early":    "whether the trouble was over",
	"fixed-while-failing":      "whether it was over",
	"resolved-before-recovery": "whether it was over",
	"public-before-internal":   "whether it was over when the public was told so",
	"declared-before-sign":     "whether there was an incident when it was declared",
	"count":                    "how much was affected",
	"stamp-and-link":           "whether a source's stamps are right",
}

// PhaseLabel is the heading of a phase or of a chapter outside all phases.
func PhaseLabel(name string) string {
	switch name {
	case "before":
		return "Before onset"
	case "during":
		return "While it lasted"
	case "after":
		return "Afterwards"
	case "all":
		return "In order"
	}
	return upper(line(name, maxName))
}

// KindLabel is what the records of a kind are called.
func KindLabel(k event.Kind) string {
	switch k {
	case event.Log:
		return "logs"
	case event.Alert:
		return "alerts"
	case event.Chat:
		return "chat messages"
	case event.Status:
		return "status posts"
	case event.Note:
		return "notes"
	case event.Change:
		return "changes"
	}
	return "unrecognised"
}

// numerals are the small numbers that prose spells out.
var numerals = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}

// spelled is a count as prose has it: "one measure", "six measures", "12 measures".
func spelled(n int, one string) string {
	if n == 1 {
		return "one " + one
	}
	if n >= 0 && n < len(numerals) {
		return numerals[n] + " " + one + "s"
	}
	return Count(n, one)
}

// Bounds words a bound of an instant: "not before X", "not after Y", "between X and Y".
func Bounds(m *timeline.Milestone, tell func(t timeline.Milestone) string) string {
	tellAt := func(t time.Time) string { return tell(timeline.Milestone{At: t, Precision: m.Precision}) }
	switch {
	case m.NotBefore.IsZero() && m.NotAfter.IsZero():
		return "unknown"
	case m.NotBefore.IsZero():
		return "not after " + tellAt(m.NotAfter)
	case m.NotAfter.IsZero():
		return "not before " + tellAt(m.NotBefore)
	}
	return "between " + tellAt(m.NotBefore) + " and " + tellAt(m.NotAfter)
}

// StateWords is what is printed in place of a value that is not known.
func StateWords(s timeline.State) string {
	switch s {
	case timeline.Pending:
		return "pending"
	case timeline.NotApplicable:
		return "not applicable"
	case timeline.Invalid:
		return "invalid (its two ends contradict each other)"
	}
	return "unknown"
}

// DurationWords is a duration as far as it is known: "23 min", "at most 23 min", "pending".
func DurationWords(state timeline.State, a Args) string {
	switch {
	case state == timeline.Known:
		return Length(a.Length)
	case state == timeline.Bounded && a.Min != nil && *a.Min > 0 && a.Max != nil:
		return "at least " + Length(*a.Min) + " and at most " + Length(*a.Max)
	case state == timeline.Bounded && a.Max != nil:
		return "at most " + Length(*a.Max)
	case state == timeline.Bounded && a.Min != nil:
		return "at least " + Length(*a.Min)
	}
	return StateWords(state)
}

// names prints untrusted names in a sentence, the first few and how many more.
func names(list []string, limit int) string {
	var out []string
	for _, n := range list[:min(len(list), limit)] {
		out = append(out, line(n, maxName))
	}
	if more := len(list) - limit; more > 0 {
		out = append(out, Count(more, "more", "more"))
	}
	return List(out)
}
