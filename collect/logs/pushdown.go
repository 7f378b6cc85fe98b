package logs

import (
	"context"
	"errors"
	"time"

	"github.com/pes-dev/pes/event"
)

// Engine is a system that holds more logs than one machine can read, and counts them where they lie. Windows are half-open, steps lie on the
// absolute UTC grid, and instants are as fine as the engine keeps them.
type Engine interface {
	// Rates counts the lines of w by service and level, a Bin each that is not zero, in any order.
	Rates(ctx context.Context, w event.Window, step time.Duration) ([]Bin, error)

	// Lines returns at most n lines of w that q fits, the first ones in order of time.
	Lines(ctx context.Context, w event.Window, q Query, n int) ([]Line, error)

	// Matching counts the lines of w that q fits, in steps. Only Start, First, Last and N of the result are set.
	Matching(ctx context.Context, w event.Window, q Query, step time.Duration) ([]Bin, error)
}

// Shaper is an Engine that can tell which lines are of one shape by itself, so that no lines need be fetched to find the patterns.
type Shaper interface {
	// Shapes counts the lines of services by level and shape, in steps. Lines of one result are of one shape (see event.Shape); those of one shape
	// may be in several. There are at most n, the most frequent ones.
	Shapes(ctx context.Context, w event.Window, services []string, step time.Duration, n int) ([]Shape, error)
}

// Bin is how many lines of one service and level there were in one step.
type Bin struct {
	Service string
	Level   string    // in the engine's own words; of lines without a level "error" if their text says so (see ErrorWords), else ""
	Start   time.Time // of the step
	First   time.Time // of the first line; zero if the engine cannot say
	Last    time.Time // of the last
	N       uint64
}

// Query says which lines are meant. The zero value is all.
type Query struct {
	Service string   // "" is any
	Level   string   // "" is any
	Words   []string // parts of the message, all of which it holds, in this order, letter by letter
}

// Line is one line.
type Line struct {
	At      time.Time
	Service string
	Level   string
	Text    string
}

// Shape is the lines of one service, level and shape.
type Shape struct {
	Service, Level string
	Text           string // of the first line
	Bins           []Bin  // only Start, First, Last and N are set
}

// ErrorWords is a regular expression (RE2) that fits the text of lines which say by their words that something failed, for lines without a level.
const ErrorWords = `(?i)\b(error|exception|fatal|panic|fail(ed|ure)?|traceback)\b`

// Ask has an engine count, judges the counts as those of files are judged (see judge), and asks for the patterns and a few lines of the services that
// changed. The batch's events and series bear the source's name; its report has the records counted. The window is extended before its
// beginning as it is for files.
func Ask(ctx context.Context, e Engine, source string, w event.Window, link func(event.Event) []event.Ref) (event.Batch, error) {
	return event.Batch{}, errors.New("not yet")
}
