package logs

import (
	"context"
	"io"
	"time"

	"github.com/pes-dev/pes/event"
)

// Engine is a system that holds more logs than one machine can read, and counts them where they lie. Windows are half-open, and steps lie on the
// absolute UTC grid: a bin of a minute begins with a minute. It is asked by one goroutine at a time.
type Engine interface {
	// Extent is how many lines w holds, and when the first and the last of them were written. An engine that cannot say when leaves First and Last
	// zero, and the window's ends are taken for them.
	Extent(ctx context.Context, w event.Window) (Extent, error)

	// Rates counts the lines of w that q fits by service and by what they say of themselves, a Bin each that is not zero, in any order.
	Rates(ctx context.Context, w event.Window, q Query, step time.Duration) ([]Bin, error)

	// Lines returns at most n lines of w that q fits, in order of time: the first ones, or with q.Last the last.
	Lines(ctx context.Context, w event.Window, q Query, n int) ([]Line, error)
}

// Shaper is an Engine that can tell which lines are of one shape by itself, so that no lines need be fetched to find the patterns.
type Shaper interface {
	Engine

	// Shapes counts the lines of w that q fits by service, by what they say of themselves and by shape, in steps. Lines of one result are of one shape
	// (see event.Shape); those of one shape may be in several. There are at most n, the most frequent ones, in any order.
	Shapes(ctx context.Context, w event.Window, q Query, step time.Duration, n int) ([]Shape, error)
}

// Exporter is an Engine that can give its lines as an export of it is: in a format that the family recognises.
type Exporter interface {
	Engine
	// Export writes the lines of w in order of time.
	Export(ctx context.Context, w event.Window, to io.Writer) error
}

// Extent is how much a window holds.
type Extent struct {
	First, Last time.Time
	N           uint64
}

// Said is what lines say of how bad they are.
type Said struct {
	Level string // in the engine's own words, "" if none is stated; see Severity for how it is read
	// Failing says that the text speaks of a failure by its words, as FailureWords has it. It is only asked of lines without a level, of which those
	// are errors, and of warnings; of others it is false.
	Failing bool
}

// Bin is how many lines of one service that say one thing of themselves there were in one step.
type Bin struct {
	Service string
	Said
	Start time.Time // of the step
	First time.Time // of the first line; zero if the engine does not say, which costs a question where it matters
	Last  time.Time // of the last; likewise
	N     uint64
}

// Query says which lines are meant: those that all of its parts fit. The zero value is all.
type Query struct {
	Services []string // one of these; none is any, and "" is lines without a service
	Said     []Said   // one of these, which Rates told; none is any
	Words    []string // parts of the message, all of which it holds, in this order, letter by letter
	Any      []string // parts of the message, one of which it holds, in any case; none is any
	Last     bool     // of Lines: the last ones and not the first
}

// Line is one line.
type Line struct {
	At      time.Time
	Service string
	Said    Said
	Text    string // its message, without stamp, level and service
}

// Shape is the lines of one service that say one thing of themselves and have one shape.
type Shape struct {
	Service string
	Said
	Text string // of the first line; see Made
	Made bool   // Text is no line, but one of its shape that the engine made up: where it is shown, the line is asked for
	Bins []Bin  // only Start, First, Last and N are set

	words []string // of a pattern that was mined, which is more than a shape: what all of its lines have
}

// Severity is how bad a line is that states a level, a word, a letter or a number, as it is of files.
func Severity(level string) event.Severity { return levelValue([]byte(level)).severity() }
