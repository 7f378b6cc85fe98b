// Package event holds the records that every stage of pes speaks: what a source said happened (Event), how often things went wrong over time
// (Series), and what reading a source amounted to (Report). It is a leaf: collectors fill it, the timeline reads it, and evidence.jsonl is
// its form on disk. Nothing in it judges or words anything.
package event

import (
	"cmp"
	"time"
)

// Kind is the family of the source that an event came from.
type Kind string

// The kinds, one for each family of collectors.
const (
	Log    Kind = "log"
	Alert  Kind = "alert"
	Chat   Kind = "message"
	Status Kind = "status"
	Note   Kind = "note"
	Change Kind = "change"
)

// Kinds lists the kinds in the order in which events of one instant are shown: what machines saw first, then what people said.
func Kinds() []Kind { return []Kind{Change, Log, Alert, Chat, Status, Note} }

// Severity is how bad a record says it is, in five steps; the zero value is "not said".
type Severity string

// The severities in rising order. Sources' own words are mapped onto these by ParseSeverity.
const (
	Unsaid   Severity = ""
	Debug    Severity = "debug"
	Info     Severity = "info"
	Warning  Severity = "warning"
	Error    Severity = "error"
	Critical Severity = "critical"
)

// Rank orders severities: 0 for Unsaid up to 5 for Critical.
func (s Severity) Rank() int {
	switch s {
	case Debug:
		return 1
	case Info:
		return 2
	case Warning:
		return 3
	case Error:
		return 4
	case Critical:
		return 5
	}
	return 0
}

// Actor is who or what spoke. ID is the source's own id and the anchor of a pseudonym; Name is what people see. Both are untrusted text, and
// either may be empty.
type Actor struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	Bot  bool   `json:"bot,omitempty"`
}

// Ref is a place where a reader can check an event: a file of the incident folder (a path with slashes, relative to the folder; inside an
// archive "export.zip!/general/2025-10-20.json") and a line in it, or an address. Line counts from 1; 0 means the file as a whole.
type Ref struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Event is one thing that happened, as one source saw it.
type Event struct {
	ID        string            `json:"id"`                 // "E-" and 8 characters; see ID
	Source    string            `json:"source"`             // name of the source that reported it
	Kind      Kind              `json:"kind"`               //
	At        time.Time         `json:"at"`                 // when, by the source's own stamp, UTC; never moved to a time that its text states
	Precision Duration          `json:"precision,omitzero"` // of At: a note's "13:42" is a minute; zero is exact to the stamp
	Seq       int               `json:"seq,omitempty"`      // its place, from 1, among its source's records that bear the same coarse time; 0 if At tells
	Until     time.Time         `json:"until,omitzero"`     // when it ended; zero for an instant
	Open      bool              `json:"open,omitempty"`     // begun and not seen to end: an alert that still fires
	Reported  time.Time         `json:"reported,omitzero"`  // when it was recorded, where the source dates it back; zero if the same
	Service   string            `json:"service,omitempty"`  // "" if unknown
	Severity  Severity          `json:"severity,omitempty"` //
	Actor     Actor             `json:"actor,omitzero"`     //
	Text      string            `json:"text"`               // untrusted plain text; may hold newlines
	Count     int               `json:"count,omitempty"`    // how many raw records it stands for; at least 1
	Refs      []Ref             `json:"refs,omitempty"`     // where a reader can check it; sorted, no duplicates
	Labels    map[string]string `json:"labels,omitempty"`   // untrusted
	Private   bool              `json:"private,omitempty"`  // from a private channel or page
	Revised   time.Time         `json:"revised,omitzero"`   // last edit; zero if never
	Deleted   bool              `json:"deleted,omitempty"`  // taken back by its author
}

// Compare orders events by instant, kind, place in their source, and id. It does not look at the source's name or file, so that renaming a
// file moves nothing.
func Compare(a, b Event) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(kindRank(a.Kind), kindRank(b.Kind)), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID))
}

func kindRank(k Kind) int {
	for i, x := range Kinds() {
		if x == k {
			return i
		}
	}
	return len(Kinds())
}

// Series is counts over time on an absolute UTC grid: Start is a multiple of Step since the Unix epoch, and bin i covers
// [Start+i·Step, Start+(i+1)·Step). Errors and Total have the same length. The change-point step and the figure read it.
type Series struct {
	Service string    `json:"service"`
	Source  string    `json:"source"`
	Unit    string    `json:"unit"` // what is counted: "lines"
	Start   time.Time `json:"start"`
	Step    Duration  `json:"step"`
	Errors  []uint32  `json:"errors"`
	Total   []uint32  `json:"total"`
}

// End is the first instant after the series' last bin.
func (s Series) End() time.Time {
	return s.Start.Add(time.Duration(len(s.Total)) * time.Duration(s.Step))
}

// Report is what reading one source amounted to, for the document's Sources section.
type Report struct {
	Name    string   `json:"name"`              // as Event.Source
	Kind    Kind     `json:"kind,omitempty"`    // "" for a file that no family recognised
	Format  string   `json:"format,omitempty"`  // "slack-export", "json-lines" …
	Records int      `json:"records"`           // raw records read
	Dropped int      `json:"dropped,omitempty"` // raw records that could not be used, or were folded beyond a cap
	Notes   []string `json:"notes,omitempty"`   // what was assumed or cut: "times without a zone read as America/New_York"
	Error   string   `json:"error,omitempty"`   // why it is incomplete; "" if it was read whole
	Fix     string   `json:"fix,omitempty"`     // what to do about the error; "" if nobody knows
	Asked   *Asked   `json:"asked,omitempty"`   // of a live source: what it was asked; nil for one that was read from files
}

// Asked is what a live source was asked.
type Asked struct {
	System  string   `json:"system"`            // the kind of system: "prometheus"
	Queries []string `json:"queries,omitempty"` // in the system's own language, without secrets
	Covered []Window `json:"covered,omitempty"` // the stretches of which nothing is missing, in order of time
	Version string   `json:"version,omitempty"` // the system's, where it says
	Key     string   `json:"key,omitempty"`     // a hash of the settings that decide what is asked: another one, and what is kept is of another question
}

// Batch is what a collector returns: what happened, how often, and how the reading went, a report a source.
type Batch struct {
	Events  []Event
	Series  []Series
	Reports []Report
}

// Add appends another batch.
func (b *Batch) Add(o Batch) {
	b.Events = append(b.Events, o.Events...)
	b.Series = append(b.Series, o.Series...)
	b.Reports = append(b.Reports, o.Reports...)
}
