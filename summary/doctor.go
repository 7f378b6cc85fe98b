package summary

import (
	"time"

	"github.com/pes-dev/pes/event"
)

// DoctorSchema is the schema of what a look at live systems found. It is a contract: fields may be added, none is removed or renamed.
const DoctorSchema = "pes/doctor/v1"

// Doctor is what a look at live systems found.
type Doctor struct {
	Schema  string       `json:"schema" jsonschema:"const=pes/doctor/v1"`
	Window  event.Window `json:"window"`            // that would be asked for
	Assumed bool         `json:"assumed,omitempty"` // nobody gave a window: it is the last hour, and collecting wants one
	Sources []Checked    `json:"sources"`
}

// Checked is what was found of one system.
type Checked struct {
	Name       string     `json:"name"`
	System     string     `json:"system"` // its kind: "prometheus"
	Kind       string     `json:"kind"`   // of what it yields: "alert"
	Version    string     `json:"version,omitempty"`
	Reachable  *bool      `json:"reachable" jsonschema:"nullable"`    // null if nobody could ask, for want of a credential
	Authorized *bool      `json:"authorized" jsonschema:"nullable"`   // its credentials are good, or it wants none; null if it cannot be reached
	Since      *time.Time `json:"since" jsonschema:"nullable"`        // how far back it sees; null if it does not say
	Skew       *float64   `json:"skew_seconds" jsonschema:"nullable"` // what its clock is ahead of this machine's; null if it does not say
	Asks       []string   `json:"asks,omitempty"`                     // what collecting would ask
	Notes      []string   `json:"notes,omitempty"`
	Findings   []Finding  `json:"findings"` // what is to be mended
}

// Finding is one thing that is to be mended, and how; Fix is "" if nobody knows.
type Finding struct {
	Text string `json:"text"`
	Fix  string `json:"fix,omitempty"`
}
