package summary

import "time"

// Schema is the name of the public contract of `pes timeline -f json`. Fields may be added to it; what one means never changes.
const Schema = "pes/timeline/v1"

// Document is the timeline of an incident as JSON. Instants are RFC 3339 in UTC, durations are seconds, an unknown value is null and an
// empty list is []. Every id in a list of evidence is the id of an entry.
type Document struct {
	Schema         string          `json:"schema" jsonschema:"const=pes/timeline/v1"`
	Incident       Incident        `json:"incident"`
	Window         Window          `json:"window"`
	Milestones     Milestones      `json:"milestones"`
	Phases         []PhaseSpan     `json:"phases"`
	Durations      Durations       `json:"durations"`
	Impacts        []Impact        `json:"impacts"`
	Cascade        []Onward        `json:"cascade" jsonschema:"description=The services in the order in which they were hit. The first of all comes first. Empty where that cannot be told"`
	Remainders     []Remainder     `json:"remainders"`
	Attempts       []Attempt       `json:"attempts"`
	Causes         []Cause         `json:"causes"`
	Entries        []Entry         `json:"entries"`
	Silences       []Silence       `json:"silences" jsonschema:"description=Spans of over 30 minutes of the impact in which no entry begins or ends"`
	Contradictions []Contradiction `json:"contradictions"`
	Facts          []Fact          `json:"facts"`
	Remediation    []Item          `json:"remediation"`
	Sources        []SourceReport  `json:"sources"`
	Assumptions    []string        `json:"assumptions"`
}

// Incident is the header.
type Incident struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Kind     *string  `json:"kind" jsonschema:"nullable"`
	Severity *string  `json:"severity" jsonschema:"nullable"`
	Status   string   `json:"status"`
	Timezone string   `json:"timezone"`
	Regions  []string `json:"regions"`
	Services []string `json:"services"`
}

// Window is the half-open span of time that the timeline covers; null is unbounded.
type Window struct {
	From *time.Time `json:"from" jsonschema:"nullable"`
	To   *time.Time `json:"to" jsonschema:"nullable"`
}

// Milestones holds all ten, whatever is known of them.
type Milestones struct {
	Triggered  Milestone `json:"triggered"`
	Onset      Milestone `json:"onset"`
	Detected   Milestone `json:"detected"`
	Notified   Milestone `json:"notified"`
	Declared   Milestone `json:"declared"`
	Engaged    Milestone `json:"engaged"`
	Identified Milestone `json:"identified"`
	Mitigated  Milestone `json:"mitigated"`
	Recovered  Milestone `json:"recovered"`
	Closed     Milestone `json:"closed"`
}

// Milestone is what is known of one milestone. At is null unless the state is known.
type Milestone struct {
	State        string        `json:"state" jsonschema:"enum=known,enum=bounded,enum=unknown,enum=pending,enum=not_applicable,enum=invalid"`
	At           *time.Time    `json:"at" jsonschema:"nullable"`
	Precision    *float64      `json:"precision" jsonschema:"nullable,description=Seconds that the instant is exact to; null is exact to its stamp"`
	NotBefore    *time.Time    `json:"not_before" jsonschema:"nullable"`
	NotAfter     *time.Time    `json:"not_after" jsonschema:"nullable"`
	Evidence     []string      `json:"evidence"`
	Rule         string        `json:"rule"`
	Confidence   *string       `json:"confidence" jsonschema:"nullable"`
	Why          string        `json:"why" jsonschema:"description=One sentence on why this is the answer"`
	DecidedBy    string        `json:"decided_by" jsonschema:"enum=rule,enum=person"`
	By           *string       `json:"by" jsonschema:"nullable,description=The person who decided where that is said"`
	Machine      *Milestone    `json:"machine" jsonschema:"nullable,description=The answer of the rules where a person decided"`
	Alternatives []Alternative `json:"alternatives"`
}

// Alternative is a runner-up.
type Alternative struct {
	At         time.Time `json:"at"`
	Evidence   []string  `json:"evidence"`
	Rule       string    `json:"rule"`
	Confidence string    `json:"confidence"`
	Why        string    `json:"why"`
}

// PhaseSpan is a phase; its end is null while it has none.
type PhaseSpan struct {
	Name string     `json:"name"`
	From *time.Time `json:"from" jsonschema:"nullable"`
	To   *time.Time `json:"to" jsonschema:"nullable"`
	Ends string     `json:"ends" jsonschema:"description=The milestone that ends it"`
}

// Durations holds all six.
type Durations struct {
	TTD Duration `json:"ttd"`
	TTE Duration `json:"tte"`
	TTI Duration `json:"tti"`
	TTM Duration `json:"ttm"`
	TTR Duration `json:"ttr"`
	TTN Duration `json:"ttn"`
}

// Duration is the time between two milestones, in seconds. Seconds is null unless the state is known.
type Duration struct {
	State      string   `json:"state" jsonschema:"enum=known,enum=bounded,enum=unknown,enum=pending,enum=not_applicable,enum=invalid"`
	Seconds    *float64 `json:"seconds" jsonschema:"nullable"`
	MinSeconds *float64 `json:"min_seconds" jsonschema:"nullable"`
	MaxSeconds *float64 `json:"max_seconds" jsonschema:"nullable"`
	From       string   `json:"from"`
	To         string   `json:"to"`
	Evidence   []string `json:"evidence"`
}

// Impact is one period of impact. Its milestones are those that are told for it.
type Impact struct {
	Service    string               `json:"service"`
	Wave       int                  `json:"wave"`
	From       *time.Time           `json:"from" jsonschema:"nullable"`
	To         *time.Time           `json:"to" jsonschema:"nullable"`
	Since      *time.Time           `json:"since" jsonschema:"nullable,description=Impaired from this earlier time on"`
	FromWhy    string               `json:"from_why"`
	ToWhy      string               `json:"to_why"`
	Peak       *float64             `json:"peak" jsonschema:"nullable"`
	Unit       string               `json:"unit"`
	Ended      *string              `json:"ended" jsonschema:"nullable,description=What a source says ended it"`
	EndedBy    []string             `json:"ended_by"`
	Evidence   []string             `json:"evidence"`
	Milestones map[string]Milestone `json:"milestones"`
	Durations  Durations            `json:"durations" jsonschema:"description=Between the milestones of the period"`
}

// Onward is a service's place in the order in which services were hit. That it followed another does not say that it was caused by it.
type Onward struct {
	Service      string    `json:"service"`
	At           time.Time `json:"at"`
	AfterSeconds float64   `json:"after_seconds" jsonschema:"description=Since the first was hit; negative for what began before it"`
	Why          string    `json:"why"`
	Via          []string  `json:"via" jsonschema:"description=Its dependencies in incident.yaml that were impaired when it was hit; empty where none was"`
	Evidence     []string  `json:"evidence"`
}

// Remainder is what outlasted the recovery.
type Remainder struct {
	Text     string     `json:"text"`
	Service  string     `json:"service"`
	Until    *time.Time `json:"until" jsonschema:"nullable"`
	Evidence []string   `json:"evidence"`
}

// Attempt is something that was tried to end the impact.
type Attempt struct {
	At       *time.Time `json:"at" jsonschema:"nullable"`
	Text     string     `json:"text"`
	Service  string     `json:"service"`
	Outcome  string     `json:"outcome" jsonschema:"enum=failed,enum=partial,enum=worked,enum=unknown"`
	Evidence []string   `json:"evidence"`
}

// Cause is a statement of a cause in the words of a source.
type Cause struct {
	Text     string   `json:"text"`
	Service  string   `json:"service"`
	Source   string   `json:"source"`
	Hedged   bool     `json:"hedged"`
	Evidence []string `json:"evidence"`
}

// Entry is one event of the timeline.
type Entry struct {
	ID       string     `json:"id"`
	At       time.Time  `json:"at"`
	Until    *time.Time `json:"until" jsonschema:"nullable"`
	Open     bool       `json:"open"`
	Reported *time.Time `json:"reported" jsonschema:"nullable"`
	Phase    string     `json:"phase"`
	Row      bool       `json:"row" jsonschema:"description=One of the rows that people read"`
	Under    *string    `json:"under" jsonschema:"nullable,description=The id of the row that it is folded under"`
	Kind     string     `json:"kind"`
	Source   string     `json:"source"`
	Service  string     `json:"service"`
	Severity string     `json:"severity"`
	Actor    string     `json:"actor"`
	Text     string     `json:"text"`
	Count    int        `json:"count"`
	Refs     []Ref      `json:"refs" jsonschema:"description=Where a reader can check it: the places of all who tell of it"`
	Also     []string   `json:"also" jsonschema:"description=The ids of what other sources say of the same thing: they are no entries of their own"`
	Tellings []Telling  `json:"tellings" jsonschema:"description=The same as also in parts"`
	Stamped  *time.Time `json:"stamped" jsonschema:"nullable,description=The own stamp of its source where people corrected that clock"`
}

// Telling is what another source says of what an entry tells.
type Telling struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Source  string    `json:"source"`
	Actor   string    `json:"actor"`
	Channel string    `json:"channel"`
}

// Silence is a span of the impact in which no entry of any kind begins or ends; it is no entry itself.
type Silence struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Seconds  float64   `json:"seconds"`
	After    *string   `json:"after" jsonschema:"nullable,description=The id of the last entry that begins or ends before it"`
	Before   *string   `json:"before" jsonschema:"nullable,description=The id of the first entry that begins or ends after it"`
	Evidence []string  `json:"evidence" jsonschema:"description=What its two ends rest on"`
	Going    int       `json:"going" jsonschema:"description=How many alerts and log entries had begun before and went on"`
	Row      bool      `json:"row" jsonschema:"description=One of the rows that people read"`
}

// Ref is where a reader can check an entry.
type Ref struct {
	File string `json:"file"`
	Line int    `json:"line" jsonschema:"description=From 1; 0 is the file as a whole"`
	URL  string `json:"url"`
}

// Contradiction is a disagreement between sources; used is null where all sides are shown and none is preferred.
type Contradiction struct {
	Subject  string   `json:"subject"`
	Service  string   `json:"service"`
	Text     string   `json:"text"`
	Values   []string `json:"values"`
	Used     *string  `json:"used" jsonschema:"nullable,description=One of values"`
	Why      string   `json:"why"`
	Sides    []Side   `json:"sides" jsonschema:"description=The same as values in parts"`
	Evidence []string `json:"evidence"`
}

// Side is one side of a contradiction.
type Side struct {
	At       *time.Time `json:"at" jsonschema:"nullable"`
	Source   string     `json:"source"`
	Text     string     `json:"text"`
	Evidence []string   `json:"evidence"`
}

// Fact is a number that a source states.
type Fact struct {
	Text     string   `json:"text"`
	Value    float64  `json:"value"`
	Unit     string   `json:"unit"`
	Evidence []string `json:"evidence"`
}

// Item is a remediation item.
type Item struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Type     *string  `json:"type" jsonschema:"nullable"`
	State    string   `json:"state"`
	Owner    *string  `json:"owner" jsonschema:"nullable"`
	Priority *string  `json:"priority" jsonschema:"nullable"`
	Due      *string  `json:"due" jsonschema:"nullable"`
	Verify   *string  `json:"verify" jsonschema:"nullable"`
	Tracker  *string  `json:"tracker" jsonschema:"nullable"`
	Origin   string   `json:"origin"`
	Evidence []string `json:"evidence"`
}

// SourceReport is how reading one source went.
type SourceReport struct {
	Name    string       `json:"name"`
	Kind    string       `json:"kind" jsonschema:"description=Empty for a file that no family recognised"`
	Format  string       `json:"format"`
	Events  int          `json:"events"`
	Records int          `json:"records"`
	Dropped int          `json:"dropped"`
	Error   *string      `json:"error" jsonschema:"nullable"`
	Notes   []string     `json:"notes"`
	Clock   *SourceClock `json:"clock" jsonschema:"nullable,description=What is known of its clock; null where nothing is"`
}

// SourceClock is how far a source's own stamps are from what else tells of the same things, and what people correct them by. An offset of null
// is not claimed: too little is shared or what is shared agrees.
type SourceClock struct {
	OffsetSeconds     *float64 `json:"offset_seconds" jsonschema:"nullable,description=How far its own stamps are ahead; negative if behind"`
	SpreadSeconds     *float64 `json:"spread_seconds" jsonschema:"nullable,description=The median distance of single offsets from it"`
	Pairs             int      `json:"pairs" jsonschema:"description=How many things both tell of"`
	Against           *string  `json:"against" jsonschema:"nullable,description=The source it was compared with; null if with links to messages or nothing"`
	WholeHours        bool     `json:"whole_hours" jsonschema:"description=The offset is one of whole hours, as of a wrong zone"`
	Corrected         bool     `json:"corrected"`
	CorrectionSeconds *float64 `json:"correction_seconds" jsonschema:"nullable,description=What incident.yaml adds to its stamps"`
	RemainingSeconds  *float64 `json:"remaining_seconds" jsonschema:"nullable,description=What is still off after the correction where that can be told"`
	Evidence          []string `json:"evidence"`
}
