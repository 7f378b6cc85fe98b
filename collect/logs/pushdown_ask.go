package logs

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// fewLines is how many lines an Exporter is asked for as they are: counting is for what one machine does not read in about a second. Packed, a line
// takes some 50 bytes, so that as many come in a second over 100 Mbit/s, and an engine writes and we read half a million a second.
const fewLines = 250_000

// maxSharpened is how often findings are judged anew because the times of their lines became known better, which may put them elsewhere.
const maxSharpened = 4

// Ask has an engine count, judges the counts as those of files are judged (see judge), and asks for the patterns, and for a few lines, of the
// services that changed. The window is extended before its beginning as it is for files. The batch's events and series bear the source's name, link
// gives an event its references, and the one report has the lines that were counted.
//
// Few lines of an Exporter are read as an export of them would be. Otherwise the timeline is that of an export too, but for this:
//
//   - Services that changed in nothing are counted in the steps of their Series alone, so that none of their lines, but for grave ones, is looked at.
//   - A pattern that began in a changed stretch is counted in steps of ten seconds there, and any other in steps of a four-hundredth of the whole, where
//     files of a few hundred patterns are counted as finely as 400 steps for each allow. So a rise of a line that was always there may be put one
//     such step off.
//   - A change of a pattern is held against the number of patterns of the services that changed and not of all: a little weaker ones are told.
//   - An engine that is no Shaper tells the patterns of some hundred lines of each changed stretch, and those of lines that none of them shows are in
//     the rates alone.
//   - Whatever is said of a text by its words alone is as exact as the engine (see FailureWords).
//
// After an error, the batch is what the answers before it amount to.
func Ask(ctx context.Context, e Engine, source string, w event.Window, link func(event.Event) []event.Ref) (event.Batch, error) {
	return ask(ctx, e, source, w, link, fewLines)
}

func ask(ctx context.Context, e Engine, name string, w event.Window, link func(event.Event) []event.Ref, few uint64) (event.Batch, error) {
	a := asking{ctx: ctx, engine: e, span: span(w)}
	b := event.Batch{Reports: []event.Report{{Name: name, Kind: event.Log}}}
	x, err := e.Extent(ctx, a.span)
	if err != nil || x.N == 0 {
		return b, err
	}
	b.Reports[0].Records = int(min(x.N, 1<<53))
	if exporter, ok := e.(Exporter); ok && x.N <= few {
		b, err = exported(ctx, exporter, a.span, w)
	} else {
		b.Events, b.Series, err = a.judged(x, w)
		b.Reports[0].Notes = a.notes()
	}
	for i := range b.Reports {
		b.Reports[i].Name = name
	}
	for i := range b.Events {
		ev := &b.Events[i]
		ev.Source, ev.Refs = name, nil
		if link != nil {
			ev.Refs = link(*ev)
		}
	}
	for i := range b.Series {
		b.Series[i].Source = name
	}
	return b, err
}

// asking is a question to an engine while it is asked.
type asking struct {
	ctx    context.Context //nolint:containedctx // it is the question's, and lives as long
	engine Engine
	span   event.Window // what is counted
	extent bounds       // the instants of the first line and the last
	tally  *tally
	native map[string][]string  // the engine's names of a service, which are cut where they are long
	said   map[Said]uint64      // what lines say of themselves, and how many do
	mild   map[*service]*counts // warnings that speak of a failure
	warned map[*service]*counts // other warnings
	spots  []spot
	from   map[*counts]*origin // of the spots of services' rates
	beyond int                 // events that were too many
	left   int                 // places in time that are known to a step alone
}

// judged is what the evidence amounts to within w.
func (a *asking) judged(x Extent, w event.Window) ([]event.Event, []event.Series, error) {
	a.begin(x)
	if err := a.rates(); err != nil {
		return nil, nil, err
	}
	changed := a.screen()
	err := a.narrow(changed)
	if err == nil {
		err = a.patterns(changed)
	}
	var kept []finding
	var series []event.Series
	for range maxSharpened { // what is made exact may be found to be elsewhere
		var found []finding
		found, series = a.tally.judge(w)
		var beyond map[uint16]int
		kept, beyond = capped(found)
		a.beyond = beyond[0]
		if err != nil {
			break
		}
		var more bool
		if more, err = a.sharpen(kept); !more {
			break
		}
	}
	if err == nil {
		err = a.recall(kept)
	}
	a.coarse(kept)
	return a.tally.named(kept), series, err
}

// begin makes a tally of one source.
func (a *asking) begin(x Extent) {
	a.extent = nanos(a.span)
	if !x.First.IsZero() {
		a.extent.from = max(a.extent.from, x.First.UnixNano())
	}
	a.extent.to--
	if !x.Last.IsZero() {
		a.extent.to = min(a.extent.to, x.Last.UnixNano())
	}
	a.span = event.Window{From: instant(a.extent.from), To: instant(a.extent.to + 1)}
	s := newSource(file.Bytes("", nil), file.Options{})
	a.tally = newTally([]*source{s}, nanos(a.span))
	a.tally.span(a.extent.from, a.extent.to)
	a.native, a.said = map[string][]string{}, map[Said]uint64{}
	a.from = map[*counts]*origin{}
	a.mild, a.warned = map[*service]*counts{}, map[*service]*counts{}
}

// rates asks for the counts of all services.
func (a *asking) rates() error {
	step := time.Duration(boardStep(a.extent.from, a.extent.to, lineStep))
	bins, err := a.engine.Rates(a.ctx, a.span, Query{}, step)
	if err != nil {
		return err
	}
	sortBins(bins)
	for _, bin := range bins {
		a.said[bin.Said] += bin.N
	}
	for _, bin := range bins {
		s := a.service(bin.Service, int64(step))
		s.lines.take(a.cell(bin, step, a.origin(s, nil, &s.lines)), serviceCells)
		switch bin.class() {
		case failed:
			s.errors.take(a.cell(bin, step, a.origin(s, a.of(failed), &s.errors)), serviceCells)
		case failedMildly:
			a.count(a.mild, s, bin, step)
		case warned:
			a.count(a.warned, s, bin, step)
		}
	}
	a.tally.close()
	return nil
}

func (a *asking) count(of map[*service]*counts, s *service, bin Bin, step time.Duration) {
	if of[s] == nil {
		of[s] = &counts{step: int64(step)}
	}
	of[s].take(a.cell(bin, step, nil), serviceCells)
}

// sortBins brings what came in any order into one.
func sortBins(bins []Bin) {
	slices.SortFunc(bins, func(x, y Bin) int {
		return cmp.Or(
			x.Start.Compare(y.Start), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Level, y.Level), compareBools(x.Failing, y.Failing),
			x.First.Compare(y.First), cmp.Compare(x.N, y.N),
		)
	})
}

func compareBools(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// service is the tally's service of a name that the engine gave.
func (a *asking) service(native string, step int64) *service {
	name := string(bytes.ToValidUTF8(cutBytes([]byte(native), maxService), nil))
	s, over := a.tally.service(name)
	if len(s.lines.cells) == 0 {
		s.lines.step, s.errors.step = max(s.lines.step, step), max(s.errors.step, step)
	}
	if over {
		a.tally.overflow++
	}
	if !slices.Contains(a.native[s.name], native) {
		a.native[s.name] = append(a.native[s.name], native)
		if f := a.tally.files[0]; !slices.Contains(f.services, s.name) {
			f.services = append(f.services, s.name)
		}
	}
	return s
}

// class is what lines are to the judge by what they say of themselves.
type class uint8

const (
	uneventful class = iota
	warned
	failedMildly
	failed
)

func (s Said) class() class {
	switch l := levelValue([]byte(s.Level)); {
	case l >= erroneous, l == unsaid && s.Failing:
		return failed
	case l == warning && s.Failing:
		return failedMildly
	case l == warning:
		return warned
	}
	return uneventful
}

// of is all that lines of some classes say of themselves, in order.
func (a *asking) of(classes ...class) []Said {
	return a.saying(func(s Said) bool { return slices.Contains(classes, s.class()) })
}

func (a *asking) saying(holds func(Said) bool) []Said {
	var all []Said
	for s := range a.said {
		if holds(s) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(x, y Said) int { return cmp.Or(cmp.Compare(x.Level, y.Level), compareBools(x.Failing, y.Failing)) })
	return all
}

// screen finds the services that may have changed, and when: it judges the rates as they are, as if no errors ever came in clumps.
func (a *asking) screen() map[string][]event.Window {
	t := a.tally
	for s, c := range a.mild {
		t.patterns[patternKey{s.index, 1}] = &pattern{service: s, shape: 1, first: c.cells[0].first, sample: "failed", level: warning, counts: *c}
	}
	for s, c := range a.warned {
		t.patterns[patternKey{s.index, 2}] = &pattern{service: s, shape: 2, first: c.cells[0].first, sample: "slow", level: warning, counts: *c}
	}
	t.trimSpan()
	b := newBoard(t)
	changed := map[string][]event.Window{}
	for name, all := range b.episodes(b.intervals()) {
		for _, e := range all {
			changed[name] = append(changed[name], event.Window{From: e.from, To: e.to})
		}
	}
	clear(t.patterns)
	return changed
}

// narrow asks for the errors of the services that changed, second by second.
func (a *asking) narrow(changed map[string][]event.Window) error {
	limit := a.tally.errorLimit()
	by := map[int64][]string{}
	for name := range changed {
		s := a.tally.services[name]
		if step := finest(s.errors, limit); len(s.errors.cells) > 0 && step < s.errors.step {
			by[step] = append(by[step], name)
		}
	}
	for _, step := range grid() {
		if len(by[step]) == 0 {
			continue
		}
		bins, err := a.engine.Rates(a.ctx, a.span, Query{Services: a.natives(by[step]), Said: a.of(failed)}, time.Duration(step))
		if err != nil {
			return err
		}
		for _, name := range by[step] {
			a.tally.services[name].errors = counts{step: step}
		}
		sortBins(bins)
		for _, bin := range bins {
			s := a.tally.services[string(bytes.ToValidUTF8(cutBytes([]byte(bin.Service), maxService), nil))]
			if s == nil {
				continue // an engine that changed its mind
			}
			s.errors.take(a.cell(bin, time.Duration(step), a.origin(s, a.of(failed), &s.errors)), serviceCells)
		}
	}
	a.tally.close()
	return nil
}

// finest is the finest step below that of some counts in which they have no more than limit cells for sure.
func finest(c counts, limit int) int64 {
	for _, step := range grid() {
		if step >= c.step {
			break
		}
		most := 0
		for _, x := range c.cells {
			most += int(min(int64(x.n), c.step/step))
		}
		if most <= limit {
			return step
		}
	}
	return c.step
}

// natives is the engine's names of services, in order.
func (a *asking) natives(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, a.native[name]...)
	}
	slices.Sort(all)
	return all
}

// notes is what is to be known of the evidence.
func (a *asking) notes() []string {
	notes := []string{"counted where they lie: only the lines of what changed were looked at"}
	if a.tally == nil {
		return notes
	}
	if a.beyond > 0 {
		notes = append(notes, group(a.beyond)+" further changes of patterns are in the rates only")
	}
	if a.left > 0 {
		notes = append(notes, group(a.left)+" times are known to the step alone in which the lines were counted")
	}
	if a.tally.overflow > 0 {
		notes = append(notes, "more than "+group(maxServices)+" services in the logs: the rest of them was taken for one without a name")
	}
	return notes
}
