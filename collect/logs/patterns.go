package logs

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// Set is logs that are looked at as one, and the time of which their lines count. The files are those of one place: a copy of another is
// counted once.
type Set struct {
	Files  []*file.File
	Window event.Window // lines without a stamp belong to the line with one above them; the zero window has all lines
}

// PatternOptions says how to look for patterns. The zero value works.
type PatternOptions struct {
	file.Options
	// Clean makes a text of the logs fit to be shown, before anything is made of it: without secrets, on one line. Nil leaves texts as they are.
	Clean func(string) string
	// Service is the one whose lines count alone; "" is all of them.
	Service string
}

// Patterns is what stands in logs: how often each statement of the programs was written, and when.
type Patterns struct {
	Sets     []SetLines // as they were asked for
	Start    time.Time  // of the trends' first bin, on the absolute UTC grid; zero if no line has a stamp
	Step     time.Duration
	List     []Pattern // the most frequent first, then by template
	Services []string  // whose lines were read, sorted, whichever were asked for; without ""
	Reports  []event.Report
}

// SetLines is the lines of a set that count.
type SetLines struct {
	Lines       int
	Undated     int       // of those, without an instant: they have no stamp, and no line with one is above them
	Outside     int       // lines that were read, and are of another time or of another service
	Unkept      int       // of Lines, in no pattern: there are too many different ones
	First, Last time.Time // of the lines that have a stamp; zero if none has

	// From and To are for how long the set says something, for rates: First and Last, unless a caller knows better.
	From, To time.Time
}

// Pattern is all lines of one template, whichever service wrote them.
type Pattern struct {
	ID       string // "P-" and 8 characters: a hash of the template, the same wherever and whenever the same template is found
	Template string // the constant words, and template.Wild for what varies
	Sample   string // the message of its first line
	Where    event.Ref
	Level    event.Severity // the worst that its lines state; error, if some count as errors that state none
	Services []ServiceLines // the most frequent first; without those that are not known
	Parts    []Part         // of each set
}

// ServiceLines is how many lines of a pattern a service wrote.
type ServiceLines struct {
	Name  string
	Count int
}

// Part is the lines of a pattern in one set.
type Part struct {
	Count       int
	First, Last time.Time // zero if none of them has a stamp
	Trend       []uint32  // how many lines fell into each step from Patterns.Start on; empty if none of them has a stamp
}

// Count is how many lines a pattern has in all sets.
func (p Pattern) Count() (n int) {
	for _, x := range p.Parts {
		n += x.Count
	}
	return n
}

// Level is the level that a word names, in whichever of the ways that logs have; event.Unsaid if it names none.
func Level(word string) event.Severity { return levelOf([]byte(word)).severity() }

// patternID is the id of a template.
func patternID(text string) string {
	return "P-" + strings.TrimPrefix(event.ID(event.Log, "template", text), "E-")
}

// FindPatterns reads sets of logs and finds the patterns of their lines, every line counted, whether it has a stamp or not. The templates are
// those of all sets together, so that they can be compared. A file that cannot be read to its end is named in its report's Error, and what was
// read of it counts; the error is not nil only when ctx is done.
func FindPatterns(ctx context.Context, sets []Set, o PatternOptions) (Patterns, error) {
	f := finder{options: o}
	for _, set := range sets {
		t, err := readSet(ctx, set, o.Options)
		if err != nil {
			return Patterns{}, err
		}
		f.sets = append(f.sets, t)
	}
	f.mine()
	return f.patterns(), nil
}

// sort puts patterns in the order in which they are shown.
func (p *Patterns) sort() {
	slices.SortFunc(p.List, func(a, b Pattern) int {
		return cmp.Or(cmp.Compare(b.Count(), a.Count()), cmp.Compare(a.Template, b.Template))
	})
}
