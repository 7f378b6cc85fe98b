package summary

import "time"

// PatternsSchema and AgainstSchema are the names of the public contracts of `pes patterns -f json`, without and with --against. Fields may be
// added to them; what one means never changes.
const (
	PatternsSchema = "pes/patterns/v1"
	AgainstSchema  = "pes/patterns-against/v1"
)

// Patterns is what stands in logs. Instants are RFC 3339 in UTC, steps are seconds, an unknown value is null and an empty list is [].
type Patterns struct {
	Schema   string       `json:"schema" jsonschema:"const=pes/patterns/v1"`
	Window   Window       `json:"window" jsonschema:"description=The time that was asked for"`
	Lines    PatternLines `json:"lines"`
	Total    int          `json:"total" jsonschema:"description=How many patterns there are; the list may be shorter where a limit was asked for"`
	Patterns []Pattern    `json:"patterns"`
	Sources  []LogSource  `json:"sources"`
}

// PatternLines is the lines that the patterns are of.
type PatternLines struct {
	Count   int        `json:"count" jsonschema:"description=All lines that count: of the window and of the service that were asked for"`
	Undated int        `json:"undated" jsonschema:"description=Of these without an instant: they have no stamp and stand below no line with one"`
	Unkept  int        `json:"unkept" jsonschema:"description=Of these in no pattern since there were too many different ones"`
	First   *time.Time `json:"first" jsonschema:"nullable"`
	Last    *time.Time `json:"last" jsonschema:"nullable"`
}

// Pattern is all lines of one template.
type Pattern struct {
	ID       string           `json:"id" jsonschema:"description=The same wherever the same template is found"`
	Template string           `json:"template" jsonschema:"description=The constant words; <*> stands for what varies"`
	Count    int              `json:"count"`
	Share    float64          `json:"share" jsonschema:"description=Of all lines that count; 1 is all of them"`
	First    *time.Time       `json:"first" jsonschema:"nullable"`
	Last     *time.Time       `json:"last" jsonschema:"nullable"`
	Level    *string          `json:"level" jsonschema:"nullable,enum=debug,enum=info,enum=warning,enum=error,enum=critical,description=The worst that its lines state; error for lines that speak of a failure and state none"`
	Services []PatternService `json:"services"`
	Trend    *Trend           `json:"trend" jsonschema:"nullable"`
	Sample   string           `json:"sample" jsonschema:"description=The message of its first line without secrets"`
	File     string           `json:"file" jsonschema:"description=Where the sample is"`
	Line     int              `json:"line"`
}

// PatternService is how many lines of a pattern a service wrote.
type PatternService struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Trend is counts over time: bin i covers Step seconds from Start + i·Step on. All trends of a document have the same bins.
type Trend struct {
	Start  time.Time `json:"start"`
	Step   int       `json:"step"`
	Counts []uint32  `json:"counts"`
}

// LogSource is how the reading of one file went.
type LogSource struct {
	Name   string   `json:"name"`
	Format string   `json:"format"`
	Error  *string  `json:"error" jsonschema:"nullable"`
	Notes  []string `json:"notes"`
}

// Against is what changed from one span of logs to another.
type Against struct {
	Schema   string          `json:"schema" jsonschema:"const=pes/patterns-against/v1"`
	At       *time.Time      `json:"at" jsonschema:"nullable,description=The instant before and after which lines are compared; null where files are"`
	Before   Span            `json:"before"`
	After    Span            `json:"after"`
	RateUnit string          `json:"rate_unit" jsonschema:"enum=lines/min,enum=lines/1000 lines,description=Lines without stamps are counted against all lines and not against the clock"`
	Traffic  *float64        `json:"traffic" jsonschema:"nullable,description=How many times as frequent the usual pattern became: the median of those in both spans. A change is one against the clock and against this. Null where too few patterns are in both"`
	Total    AgainstTotals   `json:"total"`
	Changes  []PatternChange `json:"changes" jsonschema:"description=count and share and first and last and trend are those of the later span; of a pattern that is gone those of the earlier"`
	Sources  []LogSource     `json:"sources"`
}

// Span is one side of a comparison.
type Span struct {
	Name  string       `json:"name"`
	From  *time.Time   `json:"from" jsonschema:"nullable"`
	To    *time.Time   `json:"to" jsonschema:"nullable"`
	Lines PatternLines `json:"lines"`
}

// AgainstTotals is how many patterns changed; the list of changes may be shorter where a limit was asked for.
type AgainstTotals struct {
	New      int `json:"new"`
	Gone     int `json:"gone"`
	Grown    int `json:"grown"`
	Shrunk   int `json:"shrunk"`
	RareNew  int `json:"rare_new" jsonschema:"description=Patterns of the later span alone that are too rare or too uneven to be called new"`
	RareGone int `json:"rare_gone" jsonschema:"description=Patterns of the earlier span alone that are too rare or too uneven to be called gone"`
}

// PatternChange is a pattern that is not what it was.
type PatternChange struct {
	Change string   `json:"change" jsonschema:"enum=new,enum=gone,enum=grown,enum=shrunk"`
	Before Rate     `json:"before"`
	After  Rate     `json:"after"`
	Ratio  *float64 `json:"ratio" jsonschema:"nullable,description=The rate after over the rate before; null where one of them is none"`
	Pattern
}

// Rate is how often a pattern was written.
type Rate struct {
	Count int     `json:"count"`
	Rate  float64 `json:"rate"`
}
