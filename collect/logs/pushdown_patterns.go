package logs

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// maxShapes is how many shapes are asked for at once, as many as are mined of one service.
const maxShapes = maxMinedService

// patterns asks for the patterns of the services that changed, and for what is grave by its own word in any.
func (a *asking) patterns(changed map[string][]event.Window) error {
	shaper, ok := a.engine.(Shaper)
	if !ok {
		shaper = &miner{Engine: a.engine, a: a, changed: changed, found: map[string][]mined{}}
	}
	step := time.Duration(finestFor(a.span))
	var names []string
	for name := range changed {
		names = append(names, name)
	}
	if len(names) > 0 {
		q := Query{Services: a.natives(names)}
		if err := a.whole(shaper, changed, q, step); err != nil {
			return err
		}
		if err := a.closer(shaper, changed, q, int64(step)); err != nil {
			return err
		}
	}
	for _, q := range a.graveQueries() {
		shapes, err := shaper.Shapes(a.ctx, a.span, q, step, maxShapes)
		if err != nil {
			return err
		}
		shapes = slices.DeleteFunc(shapes, func(s Shape) bool {
			return a.tally.patterns[a.key(s)] != nil && slices.Contains(names, a.named(s.Service))
		})
		a.take(shapes, step)
	}
	a.tally.close()
	return nil
}

// whole asks for the shapes of services in the whole span. Lines that are neither errors nor warnings are most of all; where the changed stretches are a
// small part, these are only asked for some way around: what came and went with a change did so there, and what was there before is not told,
// whenever it began.
func (a *asking) whole(shaper Shaper, changed map[string][]event.Window, q Query, step time.Duration) error {
	type question struct {
		w    event.Window
		said []Said
	}
	questions := []question{{w: a.span}}
	around, lasts := a.around(changed, step)
	said, rest := a.of(warned, failedMildly, failed), a.of(uneventful)
	if 2*lasts < a.span.To.Sub(a.span.From) && len(said) > 0 && len(rest) > 0 {
		questions[0].said = said
		for _, w := range around {
			questions = append(questions, question{w, rest})
		}
	}
	for _, x := range questions {
		q.Said = x.said
		shapes, err := shaper.Shapes(a.ctx, x.w, q, step, maxShapes)
		if err != nil {
			return err
		}
		a.take(shapes, step)
	}
	return nil
}

// around is the changed stretches with four times as long before them and behind them, at least an hour, and how long they are together.
func (a *asking) around(changed map[string][]event.Window, step time.Duration) (all []event.Window, lasts time.Duration) {
	wide := map[string][]event.Window{}
	for name, of := range changed {
		for _, w := range of {
			more := max(4*w.To.Sub(w.From), time.Hour)
			wide[name] = append(wide[name], event.Window{From: w.From.Add(-more), To: w.To.Add(more)})
		}
	}
	all = a.stretches(wide, int64(step))
	for _, w := range all {
		lasts += w.To.Sub(w.From)
	}
	return all, lasts
}

// finestFor is the finest step of which a pattern has no more cells in a window than it may.
func finestFor(w event.Window) int64 {
	for _, step := range grid() {
		if step >= patternStep && (w.To.UnixNano()-1-floor(w.From.UnixNano(), step))/step < maxCells {
			return step
		}
	}
	return grid()[len(grid())-1]
}

// graveQueries is what finds the lines that are news by their own word.
func (a *asking) graveQueries() []Query {
	var queries []Query
	if said := a.saying(func(s Said) bool { return levelValue([]byte(s.Level)) == critical }); len(said) > 0 {
		queries = append(queries, Query{Said: said})
	}
	mere := a.saying(func(s Said) bool { return s.class() == failed && levelValue([]byte(s.Level)) != critical })
	if len(mere) > 0 {
		queries = append(queries, Query{Said: mere, Any: deadlyWords()})
	}
	return queries
}

// named is the tally's name of a service that the engine named.
func (a *asking) named(native string) string {
	for name, natives := range a.native {
		if slices.Contains(natives, native) {
			return name
		}
	}
	return native
}

// take adds shapes to the tally.
func (a *asking) take(shapes []Shape, step time.Duration) {
	for i := range shapes {
		sortBins(shapes[i].Bins)
	}
	slices.SortFunc(shapes, compareShapes)
	for _, s := range shapes {
		if len(s.Bins) == 0 {
			continue
		}
		service := a.tally.services[a.named(s.Service)]
		if service == nil {
			continue // an engine that changed its mind
		}
		key := patternKey{service.index, shapeOf([]byte(s.Text))}
		p := a.tally.pattern(service, key)
		if p == nil {
			a.tally.forgotten += int(s.total()) //nolint:gosec // a count
			continue
		}
		p.level = max(p.level, levelValue([]byte(s.Level)))
		p.errors = p.errors || s.class() == failed
		a.fill(p, s, step)
	}
}

// compareShapes puts shapes in order of their first lines.
func compareShapes(x, y Shape) int {
	if len(x.Bins) == 0 || len(y.Bins) == 0 {
		return cmp.Compare(len(x.Bins), len(y.Bins))
	}
	a, b := x.Bins[0], y.Bins[0]
	return cmp.Or(
		a.Start.Compare(b.Start), a.First.Compare(b.First), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Text, y.Text),
		cmp.Compare(x.Level, y.Level), compareBools(x.Failing, y.Failing),
	)
}

func (s Shape) total() (n uint64) {
	for _, b := range s.Bins {
		n += b.N
	}
	return n
}

// fill adds the bins of a shape to a pattern.
func (a *asking) fill(p *pattern, s Shape, step time.Duration) {
	p.counts.step = max(p.counts.step, int64(step))
	o := a.originOf(p, s)
	for _, bin := range s.Bins {
		x := a.cell(bin, step, o)
		if p.first == 0 || x.first < p.first {
			p.first, p.sample, p.made = x.first, shown([]byte(s.Text)), s.Made
		}
		p.counts.take(x, maxCells)
	}
}

// originOf is where a shape's lines are found.
func (a *asking) originOf(p *pattern, s Shape) *origin {
	if s.words != nil {
		return &origin{pattern: p, mined: true, counts: &p.counts, query: Query{Services: []string{s.Service}, Said: []Said{s.Said}, Words: s.words}}
	}
	return &origin{pattern: p, counts: &p.counts, query: Query{Services: []string{s.Service}, Said: []Said{s.Said}, Words: words(s.Text)}}
}

// words is the parts of a message that all of its shape have, as far as they stand alone: whole words without a digit, a "=" or a ":".
func words(message string) []string {
	var all []string
	for word := range strings.FieldsSeq(message[:min(len(message), maxSample)]) {
		if !strings.ContainsAny(word, "0123456789=:") {
			all = append(all, word)
		}
	}
	return all
}

// closer asks for the shapes in the changed stretches in finer steps, and puts those in place of the others of each pattern that files of it would be
// counted as finely in.
func (a *asking) closer(shaper Shaper, changed map[string][]event.Window, q Query, step int64) error {
	stretches := a.stretches(changed, step)
	finer := map[*pattern][]cell{}
	for _, w := range stretches {
		fine := finestFor(w)
		if fine >= step {
			continue
		}
		shapes, err := shaper.Shapes(a.ctx, w, q, time.Duration(fine), maxShapes)
		if err != nil {
			return err
		}
		for i := range shapes {
			sortBins(shapes[i].Bins)
		}
		slices.SortFunc(shapes, compareShapes)
		inner := map[*pattern]counts{}
		for _, s := range shapes {
			p := a.tally.patterns[a.key(s)]
			if p == nil {
				continue
			}
			c := counts{step: fine, cells: inner[p].cells}
			o := a.originOf(p, s)
			for _, bin := range s.Bins {
				c.cells = append(c.cells, a.cell(bin, time.Duration(fine), o))
			}
			inner[p] = c
		}
		for p, c := range inner {
			c.settle()
			finer[p] = append(finer[p], c.cells...)
		}
	}
	for p, cells := range finer {
		a.replace(p, cells, stretches, step)
	}
	return nil
}

// replace puts finer cells into a pattern for those of some stretches, unless there would be too many.
func (a *asking) replace(p *pattern, finer []cell, stretches []event.Window, step int64) {
	most := int64(len(finer))
	all := finer
	for _, x := range p.counts.cells {
		if !slices.ContainsFunc(stretches, func(w event.Window) bool { return w.Contains(instant(x.first)) && finestFor(w) < step }) {
			all = append(all, x)
			most += min(int64(x.n), step/patternStep)
		}
	}
	if most > maxCells {
		return
	}
	slices.SortStableFunc(all, cell.compare)
	p.counts.step, p.counts.cells = patternStep, all
	p.first = all[0].first
}

// key is a shape's pattern.
func (a *asking) key(s Shape) patternKey {
	service := a.tally.services[a.named(s.Service)]
	if service == nil {
		return patternKey{shape: shapeOf([]byte(s.Text)), service: 1<<32 - 1}
	}
	return patternKey{service.index, shapeOf([]byte(s.Text))}
}

// stretches is when services changed, with the time before in which what has to do with it may begin, in whole steps. Those that overlap are one.
func (a *asking) stretches(changed map[string][]event.Window, step int64) []event.Window {
	var all []event.Window
	for _, of := range changed {
		for _, w := range of {
			from, to := w.From.Add(-leadTime).UnixNano(), w.To.Add(leadTime).UnixNano()
			from, to = max(floor(max(from, 0), step), a.extent.from), min(floor(to, step)+step, a.extent.to+1)
			all = append(all, event.Window{From: instant(from), To: instant(to)})
		}
	}
	slices.SortFunc(all, func(x, y event.Window) int { return cmp.Or(x.From.Compare(y.From), x.To.Compare(y.To)) })
	out := all[:0]
	for _, w := range all {
		if n := len(out); n > 0 && !out[n-1].To.Before(w.From) {
			if w.To.After(out[n-1].To) {
				out[n-1].To = w.To
			}
			continue
		}
		out = append(out, w)
	}
	return out
}
