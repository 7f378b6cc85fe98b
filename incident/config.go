package incident

import (
	"time"

	"github.com/pes-dev/pes/event"
)

// Config is incident.yaml: what people know of an incident and decide about it. Every key is optional; the zero value is an incident of
// which nothing is known but its evidence.
type Config struct {
	// Title is the incident in a few words.
	Title string `yaml:"title"`
	// ID is what the organisation calls it: INC-1234.
	ID string `yaml:"id"`
	// Kind is one of Kinds.
	Kind string `yaml:"kind"`
	// Severity is in the organisation's own words: SEV1, P2, critical.
	Severity string `yaml:"severity"`
	// Status is how far the document has come; one of Statuses.
	Status string `yaml:"status"`
	// Timezone is the incident's zone: America/New_York. Stamps without a zone are read in it, and times are shown in it. Nil if not said.
	Timezone *time.Location `yaml:"timezone"`
	// Window is the stretch of time that the evidence is looked at in; found from the evidence if not given.
	Window Window `yaml:"window"`
	// Regions are the places that were hit: us-east-1.
	Regions []string `yaml:"regions"`
	// Services are those that were hit or took part, each a name or a mapping.
	Services []Service `yaml:"services"`
	// Impact is what it cost, in numbers or words.
	Impact Impact `yaml:"impact"`
	// Roles says who did what: incident_commander, communications, scribe … each a name or a list of names.
	Roles []Role `yaml:"roles"`
	// People is how people appear in the documents and the timeline; one of Peoples. names are as in the evidence. roles are those of the key roles,
	// and codes for who has none. pseudonyms are codes for everybody, made with the key in PES_PSEUDONYM_KEY. evidence.jsonl keeps the names.
	People string `yaml:"people"`
	// Distribution is who may read the document; one of Distributions.
	Distribution string `yaml:"distribution"`
	// Sources are live systems to collect from, each with its kind: prometheus: https://prom.example.com, or kind: and url:. Credentials are never
	// written here: token_env, token_file, token_command.
	Sources []Source `yaml:"sources"`
	// Clocks are corrections of sources whose clocks are wrong, by the source's name: what to add to its stamps, with its sign (+90s, -1h).
	Clocks []Clock `yaml:"clocks"`
	// Milestones are people's decisions; they win over what the rules find. Each is a time, or a mapping.
	Milestones []Milestone `yaml:"milestones"`
	// Actions are remediation items, each a sentence or a mapping.
	Actions []Action `yaml:"actions"`
	// Redact names what must not be stored or shown, beyond the secrets that pes knows by itself.
	Redact Redact `yaml:"redact"`
	// Lexicon adds words to what pes understands of messages, by what they mean, in any language; a phrase that begins with "-" is taken away.
	// "*" behind a word stands for any ending, "~" for at most two words between two others.
	Lexicon []Words `yaml:"lexicon"`
	// Templates is a folder with genres of the user's own.
	Templates string `yaml:"templates"`
	// Publish are wikis and trackers to publish to. Credentials are never written here.
	Publish []Target `yaml:"publish"`
}

// Window is a stretch of time as people give it; either end may be left out.
type Window struct {
	// From is the first instant.
	From time.Time `yaml:"from"`
	// To is the first instant after it.
	To time.Time `yaml:"to"`
}

// Event is the window in the form that all stages speak.
func (w Window) Event() event.Window { return event.Window{From: w.From, To: w.To} }

// Service is a service of the incident.
type Service struct {
	// Name is what the evidence calls it.
	Name string `yaml:"name"`
	// DependsOn are the services that it needs.
	DependsOn []string `yaml:"depends_on"`
}

// Impact is what the incident cost. The values are people's words: "142,000", "about 3 %", "none".
type Impact struct {
	// RequestsFailed is how many requests failed.
	RequestsFailed string `yaml:"requests_failed"`
	// Customers is how many customers were hit.
	Customers string `yaml:"customers"`
	// Tickets is how many support tickets it made.
	Tickets string `yaml:"tickets"`
	// DataLost is what data was lost.
	DataLost string `yaml:"data_lost"`
}

// Role is a role in the response and who had it.
type Role struct {
	Name   string
	People []string
}

// Target is a system outside that pes can talk to. What its settings mean is for the package that talks to it to say.
type Target struct {
	// Name is how the document and errors call it.
	Name string `yaml:"name"`
	// Settings holds its other keys: texts, booleans, lists and mappings. A number is a text, as it was written.
	Settings map[string]any `yaml:"-"`

	// Places is where in incident.yaml each key stands, without texts; "" is the target as a whole.
	Places map[string]Problem `yaml:"-"`
}

// Source is a target that evidence comes from. One that has no name is called by its kind.
type Source Target

// Milestone is a person's decision on a milestone.
type Milestone struct {
	// Name is one of MilestoneNames.
	Name string `yaml:"-"`
	// At is when; zero if State says that there is no such time.
	At time.Time `yaml:"at"`
	// State is "", "unknown" or "not_applicable"; only with "" has it a time.
	State string `yaml:"state"`
	// Why is the reason, in the person's words.
	Why string `yaml:"why"`
	// By is who decided.
	By string `yaml:"by"`

	// Precision is that of the time as it was written.
	Precision time.Duration `yaml:"-"`
}

// Action is a remediation item.
type Action struct {
	// ID is how people refer to it; made from the text if not given.
	ID string `yaml:"id"`
	// Text is what is to be done.
	Text string `yaml:"text"`
	// Type is one of ActionTypes.
	Type string `yaml:"type"`
	// Owner is who sees to it.
	Owner string `yaml:"owner"`
	// Priority is in the organisation's own words.
	Priority string `yaml:"priority"`
	// Due is the date by which it is to be done.
	Due string `yaml:"due"`
	// Verify is how one will know that it works.
	Verify string `yaml:"verify"`
	// Tracker is its issue's key or address.
	Tracker string `yaml:"tracker"`
	// State is one of ActionStates; open if not said.
	State string `yaml:"state"`
}

// Redact names what must not be stored or shown.
type Redact struct {
	// Names are words such as customers' names: whole words in any case, with their plural and possessive.
	Names []string `yaml:"names"`
	// Patterns are regular expressions (RE2); what one matches is taken out, or its first group if it has one.
	Patterns []string `yaml:"patterns"`
}

// Kinds lists what an incident can be.
func Kinds() []string {
	return []string{"availability", "data", "security", "third-party", "near-miss", "false-alarm"}
}

// Statuses lists how far a document can have come.
func Statuses() []string { return []string{"draft", "in-review", "final"} }

// Peoples lists how people can appear in a document.
func Peoples() []string { return []string{"names", "roles", "pseudonyms"} }

// Distributions lists who may read a document.
func Distributions() []string { return []string{"public", "internal", "restricted"} }

// MilestoneNames lists the milestones in their order.
func MilestoneNames() []string {
	return []string{
		"triggered", "onset", "detected", "notified", "declared", "engaged", "identified", "mitigated", "recovered", "closed",
	}
}

// MilestoneStates lists what a person can say of a milestone instead of a time.
func MilestoneStates() []string { return []string{"unknown", "not_applicable"} }

// ActionTypes lists what a remediation item can be for.
func ActionTypes() []string { return []string{"prevent", "detect", "mitigate", "process"} }

// ActionStates lists how far a remediation item can have come.
func ActionStates() []string { return []string{"open", "done", "suggested"} }
