package logs

import (
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/changepoint"
)

// maxBins is how many bins a series has at most: change points are quadratic in them (see changepoint.Detect).
const maxBins = 1500

// board is the merged evidence on one grid, on which everything is judged.
type board struct {
	*tally
	start, step int64
	bins        int
	rates       []rates    // in order of the services' names
	patterns    []*pattern // in order of their first lines
	statements  *statements
}

// rates is one service's counts on the board's grid.
type rates struct {
	*service
	errors, lines []uint32
	from, to      int  // the bins that its evidence covers
	sporadic      bool // it is silent most of the time, so that its lines are measured against the clock and not against each other
}

func newBoard(t *tally) *board {
	b := &board{tally: t, step: lineStep, patterns: t.sorted()}
	b.statements = newStatements(b.patterns)
	for _, s := range t.services {
		b.step = max(b.step, s.lines.step, s.errors.step)
	}
	b.step = boardStep(t.first, t.last, b.step)
	b.start = floor(t.first, b.step)
	b.bins = int((t.last-b.start)/b.step) + 1
	cover := t.coverage()
	for _, name := range t.names() {
		s := t.services[name]
		r := rates{service: s, errors: b.spread(s.errors), lines: b.spread(s.lines)}
		r.from, r.to = b.bin(cover[name].from), b.bin(cover[name].to)+1
		r.sporadic = usual(r.lines[r.from:r.to]) == 0
		b.rates = append(b.rates, r)
	}
	return b
}

// boardStep is the step of a board from a first record to a last, of a grid that is no finer than some.
func boardStep(first, last, step int64) int64 {
	for (last-floor(first, step))/step >= maxBins && coarser(step) != step {
		step = coarser(step)
	}
	return step
}

// bin is the bin that holds an instant; one outside of the board is in the bin next to it.
func (b *board) bin(at int64) int {
	return int(min(max((at-b.start)/b.step, 0), int64(b.bins-1)))
}

// at is the instant at which a bin begins.
func (b *board) at(bin int) int64 { return b.start + int64(bin)*b.step }

// spread puts counts onto the board's grid, which is as coarse as theirs or coarser.
func (b *board) spread(c counts) []uint32 {
	bins := make([]uint32, b.bins)
	for _, x := range c.cells {
		if i := (x.first - b.start) / b.step; x.first >= b.start && i < int64(b.bins) {
			bins[i] = plus(bins[i], x.n)
		}
	}
	return bins
}

func usual(bins []uint32) uint32 {
	if len(bins) == 0 {
		return 0
	}
	sorted := slices.Clone(bins)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

// exposure is what a service's errors and patterns are counted against: all its lines, so that a surge of traffic is no change; or the
// seconds that pass, where there are mostly no lines.
func (b *board) exposure(r rates) []uint32 {
	if !r.sporadic {
		return r.lines
	}
	return slices.Repeat([]uint32{uint32(b.step / int64(time.Second))}, b.bins) //nolint:gosec // at most 100 days
}

// coverage is from when to when the evidence would show a service's lines if there were any. Services that share a file, or share one with one
// that shares one, are covered together: a log that goes on without a service shows its silence, a log that ends does not.
func (t *tally) coverage() map[string]bounds {
	parent := map[string]string{}
	var root func(name string) string
	root = func(name string) string {
		up, ok := parent[name]
		if !ok || up == name {
			return name
		}
		parent[name] = root(up)
		return parent[name]
	}
	for _, f := range t.files {
		for _, name := range f.services {
			parent[root(name)] = root(f.services[0])
		}
		if f.after != nil && len(f.services) > 0 && len(f.after.services) > 0 { // one log in several files
			parent[root(f.services[0])] = root(f.after.services[0])
		}
	}
	cover := map[string]bounds{}
	for name, s := range t.services {
		for _, x := range s.lines.cells {
			if x.first < t.first || x.last > t.last {
				continue
			}
			c, ok := cover[root(name)]
			if !ok {
				c = bounds{x.first, x.last}
			}
			cover[root(name)] = bounds{min(c.from, x.first), max(c.to, x.last)}
		}
	}
	for name := range t.services {
		c, ok := cover[root(name)]
		if !ok {
			c = bounds{t.first, t.first}
		}
		cover[name] = c
	}
	return cover
}

// series is the rates as the timeline and the figure read them, within the window.
func (b *board) series(w event.Window) []event.Series {
	from, to := 0, b.bins
	if !w.From.IsZero() {
		from = b.bin(w.From.UnixNano())
	}
	if !w.To.IsZero() {
		to = b.bin(w.To.UnixNano()-1) + 1
	}
	if from >= to {
		return nil
	}
	var all []event.Series
	for _, r := range b.rates {
		if !slices.ContainsFunc(r.lines[from:to], func(n uint32) bool { return n > 0 }) {
			continue
		}
		all = append(all, event.Series{
			Service: r.name, Source: "logs", Unit: "lines", Start: instant(b.at(from)), Step: event.Duration(b.step),
			Errors: r.errors[from:to], Total: r.lines[from:to],
		})
	}
	return all
}

func instant(ns int64) time.Time { return time.Unix(0, ns).UTC() }

// changeOptions is what counts as a change on a grid of this step, for so many sequences.
func changeOptions(step int64, tests int) changepoint.Options {
	o := changepoint.Options{Gap: int(int64(pause) / step), Tests: tests}
	for _, p := range periods {
		if n := int64(p) / step; n >= 4 && int64(p)%step == 0 { // with fewer bins a job fills too much of its turn to be told from none
			o.Periods = append(o.Periods, int(n))
		}
	}
	if day := int64(24 * time.Hour); day%step == 0 {
		o.Day = int(day / step)
	}
	return o
}

// periods are at which jobs come again: those that people write into crontabs.
var periods = []time.Duration{
	5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 6 * time.Hour, 8 * time.Hour, 12 * time.Hour,
}

// pause is how short a time of quiet does not part two waves, and how long one must last to be a silence: five minutes, Alertmanager's
// default group_interval and the time after which it takes an alert that is not repeated as resolved.
const pause = 5 * time.Minute
