package logs

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/changepoint"
)

// ChangeKind is what became of a pattern from one set of logs to another.
type ChangeKind string

// The kinds of changes, in the order in which they are told.
const (
	New    ChangeKind = "new"
	Gone   ChangeKind = "gone"
	Grown  ChangeKind = "grown"
	Shrunk ChangeKind = "shrunk"
)

// ChangeKinds lists the kinds.
func ChangeKinds() []ChangeKind { return []ChangeKind{New, Gone, Grown, Shrunk} }

// Change is a pattern that is not what it was.
type Change struct {
	Pattern
	Kind   ChangeKind
	Before Rate
	After  Rate
}

// Rate is how often a pattern was written in a set.
type Rate struct {
	Count int
	Rate  float64 // lines a minute, or in a thousand lines where Comparison.Untimed
}

// Comparison is the changes from the first set of patterns to the second.
type Comparison struct {
	Changes []Change   // by kind, the worst first
	Untimed bool       // the lines of a set have no stamps, so that rates are in a thousand lines and not a minute
	Spans   [2]float64 // how long each set lasts in minutes, or how many thousand lines it has
	// Traffic is how many times as frequent the usual pattern became: the median of those that are in both sets. A change is one against the
	// clock and against that, so that neither a busier day nor a flood of one pattern makes all others change. 0 is not known: too few are in both.
	Traffic float64
	Few     map[ChangeKind]int // patterns that are new or gone, but too rare or too uneven to say that it is no chance
}

const (
	// minChanged is the least number of lines of an error or a warning that is new, gone or changed, minChangedOther of others. They are those
	// of bursts: fewer than five is what a single retried request leaves, and any deploy brings others by the dozen.
	minChanged, minChangedOther = minBurst, 10
	// changedRatio is how many times as frequent a pattern must have become, or as rare; as in changepoint, where the reason stands.
	changedRatio = 3
	// usualLines and usualPatterns are from how many lines in both sets a pattern, and from how many such patterns on, tell the traffic: the
	// median of fewer is that of chance.
	usualLines, usualPatterns = 10, 5
)

// Compare finds what changed between two sets. p must be of two.
func Compare(p Patterns) Comparison {
	c := comparison{Comparison: Comparison{Few: map[ChangeKind]int{}}}
	c.measure(p)
	for _, x := range p.List {
		if bad(x.Level) {
			c.bad++
		}
	}
	c.others = len(p.List) - c.bad
	c.Traffic = c.usual(p.List)
	for _, x := range p.List {
		c.judge(x)
	}
	slices.SortStableFunc(c.Changes, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(slices.Index(ChangeKinds(), a.Kind), slices.Index(ChangeKinds(), b.Kind)),
			cmp.Compare(b.Level.Rank(), a.Level.Rank()), cmp.Compare(b.Count(), a.Count()), cmp.Compare(a.Template, b.Template),
		)
	})
	return c.Comparison
}

// comparison is a Comparison in the making.
type comparison struct {
	Comparison
	exposure    [2]uint64 // milliseconds, or lines
	first, last int       // bins of the trends that the first set covers
	bad, others int       // patterns
}

// measure finds what the counts of the sets are to be held against: how long the sets last, or where that is not known how many lines they
// have.
func (c *comparison) measure(p Patterns) {
	for _, s := range p.Sets {
		c.Untimed = c.Untimed || s.lasting() < time.Second || 2*s.Undated > s.Lines
	}
	if before := p.Sets[0]; p.Step > 0 && !before.From.IsZero() {
		c.first, c.last = int(before.From.Sub(p.Start)/p.Step), int(before.To.Sub(p.Start)/p.Step)
	}
	for i, s := range p.Sets {
		if c.Untimed {
			c.exposure[i], c.Spans[i] = uint64(s.Lines), float64(s.Lines)/1000 //nolint:gosec // a count
			continue
		}
		c.exposure[i], c.Spans[i] = uint64(s.lasting().Milliseconds()), s.lasting().Minutes() //nolint:gosec // never negative
	}
}

// lasting is for how long a set says something.
func (s SetLines) lasting() time.Duration { return s.To.Sub(s.From) }

func bad(l event.Severity) bool { return l.Rank() >= event.Warning.Rank() }

// usual is how many times as frequent the usual pattern is in the second set.
func (c *comparison) usual(list []Pattern) float64 {
	var ratios []float64
	for _, p := range list {
		if before, after := p.Parts[0].Count, p.Parts[1].Count; before >= usualLines && after >= usualLines {
			ratios = append(ratios, c.ratio(before, after))
		}
	}
	if len(ratios) < usualPatterns {
		return 0
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}

func (c *comparison) ratio(before, after int) float64 {
	return float64(after) / float64(c.exposure[1]) * float64(c.exposure[0]) / float64(before)
}

// judge adds a pattern to the changes if it is one.
func (c *comparison) judge(p Pattern) {
	before, after := p.Parts[0].Count, p.Parts[1].Count
	least, tests := minChangedOther, c.others
	if bad(p.Level) {
		least, tests = minChanged, 1 // an error overlooked costs more than one looked at in vain
	}
	kind := c.direction(before, after)
	if kind == "" {
		return
	}
	scatter := c.scatter(p)
	if max(before, after) < least || !c.differ(before, after, 1, scatter, tests) || !c.differ(before, after, cmp.Or(c.Traffic, 1), scatter, tests) {
		if kind == New || kind == Gone {
			c.Few[kind]++
		}
		return
	}
	c.Changes = append(c.Changes, Change{Pattern: p, Kind: kind, Before: c.rate(0, before), After: c.rate(1, after)})
}

// direction is what a pattern would be said to be, if it is not by chance; "" for one that is much the same.
func (c *comparison) direction(before, after int) ChangeKind {
	switch {
	case before == 0 && after == 0:
		return ""
	case before == 0:
		return New
	case after == 0:
		return Gone
	}
	traffic := cmp.Or(c.Traffic, 1)
	switch r := c.ratio(before, after); {
	case r >= changedRatio*max(traffic, 1):
		return Grown
	case r*changedRatio <= min(traffic, 1):
		return Shrunk
	}
	return ""
}

// differ says whether the rates differ by more than chance where the traffic is so many times what it was.
func (c *comparison) differ(before, after int, traffic, scatter float64, tests int) bool {
	a := changepoint.Segment{Count: uint64(before), Exposure: c.exposure[0]}                                      //nolint:gosec // never negative
	b := changepoint.Segment{Count: uint64(after), Exposure: uint64(math.Ceil(float64(c.exposure[1]) * traffic))} //nolint:gosec // likewise
	return changepoint.Differ(a, b, scatter, tests)
}

// scatter is by how much more than chance a pattern scattered before: a batch that fails writes hundreds of lines at once, and four such batches
// after one are no sign of anything. What it does afterwards does not count, for that may be what is looked for.
func (c *comparison) scatter(p Pattern) float64 {
	const fewest = 5 // bins, of which the first and the last are left out: the set covers only a part of them
	from, to := c.first, min(c.last, len(p.Parts[0].Trend)-1)
	if to-from+1 < fewest {
		return 1
	}
	return changepoint.Scatter(p.Parts[0].Trend[from+1 : to])
}

func (c *comparison) rate(set, count int) Rate {
	if count == 0 {
		return Rate{}
	}
	return Rate{Count: count, Rate: float64(count) / c.Spans[set]}
}
