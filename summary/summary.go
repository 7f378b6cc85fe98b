// Package summary is the Post-Event Summary as data: what the document says, in the order in which it says it, with the evidence of every
// statement and no markup. It also holds the public JSON contract of `pes timeline -f json`. It is pure: the same timeline gives the same
// summary, and nothing in it is invented where the evidence is silent.
package summary

import (
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// Meta is what the evidence does not say: what people wrote into incident.yaml, and how the evidence was read. The zero value is none of it.
type Meta struct {
	ID           string
	Title        string
	Kind         string // availability, data, security, third-party, near-miss, false-alarm; "" if not said
	Severity     string
	Status       string         // draft, in-review, final; "" is draft
	Zone         *time.Location // nil is UTC
	Regions      []string
	Services     []string
	Roles        map[string]string // role → who held it
	Distribution string
	Impact       Stated
	Sources      []event.Report
	Attachments  []string       // files that are no evidence but belong to the incident: pictures, PDFs
	Redacted     map[string]int // kind of secret → how many were removed
	Assumptions  []string       // what was assumed when the evidence was read
	Version      string         // of pes
}

// Stated is the impact as people state it in incident.yaml, in their words; "" is not stated, which is not the same as "0".
type Stated struct {
	RequestsFailed string
	Customers      string
	Tickets        string
	DataLost       string
}

// Summary is the Post-Event Summary as data. Every id in it is the id of an entry of its Timeline.
type Summary struct {
	Meta     Meta
	Timeline *timeline.Timeline // the timeline without ids that no entry has, and with all ten milestones
	Clock    Clock              // of the incident's zone

	Title        string     // never empty
	Lede         []Sentence // at most MaxLede
	KeyFacts     []KeyFact
	Impacts      []timeline.Impact
	Phases       []Phase
	Milestones   []*timeline.Milestone // all ten, in order
	Story        []Chapter
	Notices      []Sentence // how customers were told
	Changes      []Sentence // what was changed shortly before onset: no cause by itself
	Causes       []timeline.Statement
	Well         []Sentence // observations for people to judge …
	Hard         []Sentence
	Luck         []Sentence
	Items        []timeline.Item
	Disagree     []Disagreement
	Questions    []Question
	Rows         []Row            // what people read
	Appendix     []timeline.Entry // the rest
	Evidence     []timeline.Entry // what anything but the appendix cites, in order of time
	Sources      []Source
	Missing      []Sentence // kinds of evidence of which there is none
	NotEvidence  []string   // attachments
	SecretsFound []Removed
	Assumptions  []string
}

// KeyFact is a row of the key-facts table: our name for it, and what is known.
type KeyFact struct {
	Topic  string // impact, where, services, number, duration, people or distribution
	Label  string
	Value  Sentence
	Stated bool // by people in incident.yaml, and not by the evidence
}

// Phase is a phase with its length; Length is meant only if Done.
type Phase struct {
	timeline.Phase
	Begins   timeline.Name // the milestone in which it begins, where none was missed
	Done     bool
	Length   time.Duration
	Evidence []string // of the milestones at its two ends
	Decided  bool     // people decided one of them
}

// Row is one row of the timeline that people read.
type Row struct {
	timeline.Entry
	Folded int            // how many entries are folded under it
	Sample timeline.Entry // the line that shows the change of a rate; zero for other rows
	Marks  []Mark         // the milestones that rest on it, in a chapter of the story
	Words  string         // of its text, those that the first of these was read from
}

// Mark is a milestone that rests on a row first of all. At is zero where it is the row's own time.
type Mark struct {
	Name timeline.Name
	At   time.Time
}

// Chapter is a part of the story: the rows of one phase that something in the document rests on.
type Chapter struct {
	Phase    string // a phase's name; "before", "during" or "after" the impact; "all" where its ends are unknown
	From, To time.Time
	Evidence []string // of From and To
	Decided  bool     // people decided one of them
	Rows     []Row
}

// Disagreement is a contradiction with the words for what it is about.
type Disagreement struct {
	timeline.Contradiction
	About Sentence
}

// Question is something that the evidence leaves open, and who could answer it.
type Question struct {
	Ask Sentence
	Who string
}

// Source is how reading one source went, with how many entries of the timeline it gave.
type Source struct {
	event.Report
	Entries int
	Clock   *timeline.Clock // what is known of its clock; nil if nothing
	Files   int             // how many sources a row stands for that tells of several; 0 for one of its own
}

// Removed counts the secrets of one kind that were taken out.
type Removed struct {
	Kind  string
	Count int
}

// New makes the summary of a timeline. It copies what it changes: t is left as it is.
func New(t *timeline.Timeline, m Meta) *Summary {
	clean := clean(t)
	s := &Summary{
		Meta:        m,
		Timeline:    clean,
		Clock:       NewClock(m.Zone, around(clean)),
		Title:       title(m, clean),
		Impacts:     impacts(clean),
		Causes:      clean.Causes,
		Items:       clean.Items,
		NotEvidence: m.Attachments,
		Assumptions: m.Assumptions,
	}
	for _, n := range timeline.Names() {
		s.Milestones = append(s.Milestones, clean.Milestones[n])
	}
	s.Phases = phases(clean)
	s.Disagree = disagreements(clean)
	s.Rows, s.Appendix = rows(clean)
	s.Sources = sources(m, clean)
	s.clocks()
	s.SecretsFound = removed(m)
	s.Missing = missingKinds(m, clean)
	s.Notices = notices(clean)
	s.Changes = changes(clean)
	s.Well, s.Hard, s.Luck = lessons(s)
	s.KeyFacts = keyFacts(s)
	s.Lede = lede(s)
	s.Story = story(s)
	s.Questions = questions(s)
	s.Evidence = evidence(s)
	return s
}

// around is an instant of the incident, for telling which year needs no saying.
func around(t *timeline.Timeline) time.Time {
	for _, n := range []timeline.Name{timeline.Onset, timeline.Detected, timeline.Notified, timeline.Recovered} {
		if m := t.Milestones[n]; m.State == timeline.Known {
			return m.At
		}
	}
	if !t.Window.From.IsZero() {
		return t.Window.From
	}
	if len(t.Entries) > 0 {
		return t.Entries[0].At
	}
	return time.Time{}
}

// title is what people called the incident, else its day.
func title(m Meta, t *timeline.Timeline) string {
	if m.Title != "" {
		return m.Title
	}
	at := around(t)
	if at.IsZero() {
		return "Untitled incident"
	}
	c := NewClock(m.Zone, time.Time{})
	return "Incident of " + c.In(at).Format("2 January 2006")
}
