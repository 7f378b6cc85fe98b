// Package timeline turns evidence into what can be said of an incident: claims read from texts, milestones chosen among candidates, phases,
// impact periods, contradictions, durations. It is pure and deterministic: no clock, no network, no file, no wording. A reason is a rule
// with arguments (Reason); whoever renders it finds the words and the zone.
package timeline

import (
	"time"

	"github.com/pes-dev/pes/event"
)

// Name is the name of a milestone.
type Name string

// The ten milestones in the order in which they are listed. Triggered may lie weeks before Onset.
const (
	Triggered  Name = "triggered"  // what set it off happened
	Onset      Name = "onset"      // impact began
	Detected   Name = "detected"   // the first moment that a monitor or a person noticed
	Notified   Name = "notified"   // the first public notice
	Declared   Name = "declared"   // it was called an incident
	Engaged    Name = "engaged"    // the first response
	Identified Name = "identified" // the cause, or the failing part, was named and held to be it
	Mitigated  Name = "mitigated"  // impact fell below half of its peak and stayed so, or was stated to have
	Recovered  Name = "recovered"  // normal for users, as measured or stated, and it stayed so
	Closed     Name = "closed"     // declared over
)

// Names lists the milestones in their order.
func Names() []Name {
	return []Name{Triggered, Onset, Detected, Notified, Declared, Engaged, Identified, Mitigated, Recovered, Closed}
}

// State says what kind of knowledge a milestone or a duration is.
type State string

// The states. Only a Known milestone has an instant.
const (
	Known         State = "known"
	Bounded       State = "bounded"        // not before, not after, or both
	Unknown       State = "unknown"        // the evidence does not tell
	Pending       State = "pending"        // it has not happened yet
	NotApplicable State = "not_applicable" // it cannot be: nobody mitigates what heals itself
	Invalid       State = "invalid"        // the ends contradict each other
)

// Confidence is how sure a rule is of its answer.
type Confidence string

// The confidences.
const (
	High   Confidence = "high"   // stated in so many words by who should know, or measured
	Medium Confidence = "medium" // follows from the evidence by a rule that is usually right
	Low    Confidence = "low"    // the best there is
)

// Reason is why something was concluded: the rule's name and what it was applied to. Text fields are untrusted.
type Reason struct {
	Rule    string        // "stated-window", "alert-start", "log-rate-rise" …; Rules lists them all
	Source  string        // the source that said it
	Kind    event.Kind    // the kind of that source
	Service string        // whose time it is; "" for the whole incident
	Words   string        // the words it was read from, or the name of the alert
	At      time.Time     // an instant that the rule speaks of, where it is not the answer itself
	Before  float64       // a share or rate before, and …
	After   float64       // … after, for rules on rates
	Unit    string        // of Before and After: "share" (of what was counted, 0 to 1) or "per-minute"
	Counted string        // what a rate is of, where that is not lines of logs: "requests"
	Quiet   time.Duration // the quiet time seen after a recovery; 0 if none was looked for
	Count   int           // how many sources or records agree
}

// Candidate is one possible answer for a milestone.
type Candidate struct {
	At         time.Time
	Precision  time.Duration
	Evidence   []string // ids of entries
	Reason     Reason
	Score      float64 // higher is better; only for comparing candidates of one milestone
	Confidence Confidence
}

// Milestone is what is known of one milestone.
type Milestone struct {
	Name         Name
	State        State
	At           time.Time // set if Known
	Precision    time.Duration
	NotBefore    time.Time // set or zero if Bounded
	NotAfter     time.Time // set or zero if Bounded
	Evidence     []string
	Reason       Reason
	Confidence   Confidence
	Score        float64     // of the candidate that was chosen; 0 if none was
	ByPerson     bool        // decided by incident.yaml
	By           string      // who decided, if said
	Machine      *Milestone  // the rules' own answer where a person decided; else nil
	Alternatives []Candidate // the runners-up, best first
}

// Milestones holds all ten.
type Milestones map[Name]*Milestone

// Phase is the work that ends in a milestone. To is zero while that is unknown or pending.
type Phase struct {
	Name     string // detection, response, diagnosis, mitigation, recovery
	From, To time.Time
	Ends     Name // the milestone that ends it
}

// Duration is the time between two milestones: ttd, tte, tti, ttm, ttr, ttn.
type Duration struct {
	Name     string
	State    State
	Value    time.Duration  // set if Known
	Min, Max *time.Duration // set if Bounded, one or both
	From, To Name
	Evidence []string // what its two ends rest on
}

// Impact is one period of impact: a service, or a wave of it.
type Impact struct {
	Service    string    // "" for the whole incident
	Wave       int       // 1 for the first
	From, To   time.Time // zero if unknown
	FromWhy    Reason
	ToWhy      Reason
	Since      time.Time // impaired from this earlier time on, where a source tells that apart from the period itself; else zero
	Peak       float64
	HasPeak    bool
	Unit       string   // of Peak: "errors/min"
	Ended      string   // what a source says ended it, in its words; "" if none does
	EndedBy    []string // evidence of Ended
	Evidence   []string
	Milestones Milestones
	Durations  []Duration // between its own milestones
}

// Remainder is what outlasted the recovery: a backlog, a repair.
type Remainder struct {
	Text     string
	Service  string
	Until    time.Time
	Evidence []string
}

// Attempt is something that was tried to end the impact.
type Attempt struct {
	At       time.Time
	Text     string
	Service  string
	Outcome  string // failed, partial, worked, unknown
	Evidence []string
}

// Contradiction is a disagreement between sources.
type Contradiction struct {
	Subject  string  // a rule: "onset", "identified", "recovered", "fixed-while-firing" …
	Service  string  // "" for the whole incident
	Values   []Value // at least two, in order of time
	Used     int     // index into Values of the value used; -1 if all are shown side by side
	Reason   Reason  // why that one
	Evidence []string
}

// Value is one side of a contradiction.
type Value struct {
	At       time.Time // zero if it is not a time
	Source   string
	Text     string // the words
	Evidence []string
}

// Fact is a number that a source states.
type Fact struct {
	Text     string
	Value    float64
	Unit     string // "services", "requests", "customers", "%"
	Evidence []string
}

// Statement is a sentence of the evidence that says something the document must not say by itself: a cause, a mechanism.
type Statement struct {
	Text     string
	Service  string
	Source   string
	Hedged   bool // "might be", "suspected"
	Evidence []string
}

// Item is a remediation item.
type Item struct {
	ID       string
	Text     string
	Type     string // prevent, detect, mitigate, process; "" if not said
	State    string // open, done, suggested
	Owner    string
	Priority string
	Due      string // a date, as written
	Verify   string
	Tracker  string
	Origin   string // mined, person, rule
	Evidence []string
}

// Entry is an event in its place in the timeline.
type Entry struct {
	event.Event
	Phase string // the phase in which it falls; "" before onset and after recovery
	Row   bool   // worth one of the rows that people read; the others are in the appendix
	Under string // the id of the row that it is folded under; "" if none

	Also    []Telling // what other sources say of the same thing, joined into this entry, in order of time
	Stamped time.Time // the source's own stamp, where its clock is corrected; else zero
}

// Silence is a span of the impact in which nothing is on record: no entry of any kind begins or ends within it.
type Silence struct {
	From, To time.Time
	After    string   // the id of the last entry that began or ended before it; "" if there is none
	Before   string   // the id of the first that begins or ends after it; "" if there is none
	Going    int      // entries that had begun before and ended after it: alerts that fired on, errors that went on
	Row      bool     // one of the rows that people read
	Evidence []string // what its two ends rest on
}

// Service is what incident.yaml says of a service.
type Service struct {
	Name      string
	DependsOn []string
}

// Override is a person's decision on a milestone.
type Override struct {
	Name      Name
	At        time.Time // zero together with State NotApplicable or Unknown
	Precision time.Duration
	State     State // "" is Known
	By, Why   string
}

// Options is what people know and decide. The zero value is none of it.
type Options struct {
	Title     string
	Kind      string         // availability, data, security, third-party, near-miss, false-alarm; "" if not said
	Zone      *time.Location // the incident's zone; nil is UTC
	Window    event.Window   // as given; zero if it is to be found
	Services  []Service
	Overrides []Override
	Actions   []Item                   // remediation items that people wrote
	Clocks    map[string]time.Duration // source → what to add to its stamps
	Lexicon   []Words                  // what people add to the words that pes understands, and take away
	MaxRows   int                      // how many rows people read, silences among them; 0 is 60, less than 0 is all
}

// Timeline is what can be said of an incident.
type Timeline struct {
	Window         event.Window // as given, else what the evidence spans around the incident
	Milestones     Milestones
	Phases         []Phase
	Durations      []Duration
	Impacts        []Impact
	Cascade        []Onward // the services in the order in which they were hit, the first of all in front
	Remainders     []Remainder
	Attempts       []Attempt
	Causes         []Statement // the most telling first
	Entries        []Entry     // all, in order
	Silences       []Silence   // in order
	Contradictions []Contradiction
	Facts          []Fact
	Items          []Item
	Clocks         []Clock // of the sources of whose clocks something is known, by name
}
