package logs

import (
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// Where cells of files have the numbers of lines, cells of an engine have those of spots: twice the index of one, plus 2 for its first line and 3 for
// its last.

// spot is a step in which an engine counted.
type spot struct {
	of        *origin
	start     int64
	step      int64
	firstOnly bool // the instant of its last line is not known
	lastOnly  bool // that of its first
}

// origin is whose lines a spot counts.
type origin struct {
	pattern *pattern // nil for a service's rates
	mined   bool     // its words alone say which lines are the pattern's, and not their shape
	query   Query
	counts  *counts
}

// origin is one for a service's lines that say one of said of themselves; nil is all lines.
func (a *asking) origin(s *service, said []Said, of *counts) *origin {
	o := a.from[of]
	if o == nil {
		o = &origin{counts: of}
		a.from[of] = o
	}
	o.query = Query{Services: a.native[s.name], Said: said}
	return o
}

// cell is what an engine counted in a step as a cell. What it did not say is as wide as the step allows.
func (a *asking) cell(bin Bin, step time.Duration, of *origin) cell {
	p := spot{of: of, start: bin.Start.UnixNano(), step: int64(step), lastOnly: bin.First.IsZero(), firstOnly: bin.Last.IsZero()}
	x := cell{n: uint32(min(bin.N, 1<<32-1))}
	x.first = min(max(p.start, a.extent.from), a.extent.to)
	if !p.lastOnly {
		x.first = bin.First.UnixNano()
	}
	x.last = max(min(p.start+p.step-1, a.extent.to), x.first)
	if !p.firstOnly {
		x.last = max(bin.Last.UnixNano(), x.first)
	}
	if bin.N == 1 && p.lastOnly != p.firstOnly { // the first line is the last
		if p.lastOnly {
			x.first = x.last
		}
		x.last = x.first
		p.lastOnly, p.firstOnly = false, false
	}
	if of == nil {
		return x
	}
	a.spots = append(a.spots, p)
	at := uint32(2 * len(a.spots)) //nolint:gosec // bins of one answer
	x.firstLine, x.lastLine = at, at+1
	return x
}

// spot is what a place of a cell stands for; nil if it is none. last says that it is the last line and not the first.
func (a *asking) spot(p place) (s *spot, last bool) {
	i := int(p.line/2) - 1
	if i < 0 || i >= len(a.spots) {
		return nil, false
	}
	return &a.spots[i], p.line%2 == 1
}

// rough says whether the instant of a place is known to the step alone.
func (a *asking) rough(p place) bool {
	s, last := a.spot(p)
	return s != nil && (last && s.firstOnly || !last && s.lastOnly)
}

// ends is the places that a finding's times are taken from.
func (f finding) ends() []place {
	if len(f.places) == 0 {
		return nil
	}
	return []place{f.places[0], f.places[len(f.places)-1]}
}

// sharpLines is how many lines of a step are asked for, to learn when the first and the last of each pattern came, and of the service's errors.
const sharpLines = 500

// sharpen asks for the lines at which findings begin and end, where the engine has not said when they came. It says whether anything is known better.
func (a *asking) sharpen(found []finding) (more bool, err error) {
	for _, f := range found {
		for _, p := range f.ends() {
			if !a.rough(p) {
				continue
			}
			s, last := a.spot(p)
			w := event.Window{From: instant(s.start), To: instant(s.start + s.step)}
			q := Query{Services: s.of.query.Services, Said: s.of.query.Said, Last: last}
			if slices.ContainsFunc(q.Said, func(x Said) bool { return x.class() == failed }) {
				q.Said = a.of(failed) // the errors of a service are of several levels, as those of a pattern are not
			}
			lines, err := a.engine.Lines(a.ctx, w, q, sharpLines)
			if err != nil {
				return more, err
			}
			if len(lines) < sharpLines {
				a.settle(s, q.Said, lines)
			}
			if a.rough(p) {
				q.Said, q.Words = s.of.query.Said, s.of.query.Words
				if lines, err = a.engine.Lines(a.ctx, w, q, 1); err != nil {
					return more, err
				}
				a.settleOne(s, last, lines)
			}
			more = true
		}
	}
	return more, nil
}

// settle corrects the spots within a step of a service, by all lines of it that say one of said.
func (a *asking) settle(of *spot, said []Said, lines []Line) {
	for i := range a.spots {
		s := &a.spots[i]
		if s.start < of.start || s.start+s.step > of.start+of.step || !s.firstOnly && !s.lastOnly || !slices.Equal(s.of.query.Services, of.of.query.Services) ||
			slices.ContainsFunc(s.of.query.Said, func(x Said) bool { return len(said) > 0 && !slices.Contains(said, x) }) || len(said) > 0 && len(s.of.query.Said) == 0 {
			continue
		}
		var first, last int64
		for _, l := range lines {
			if at := l.At.UnixNano(); at >= s.start && at < s.start+s.step && s.of.counted(l) {
				if first == 0 {
					first = at
				}
				last = at
			}
		}
		if first == 0 {
			continue
		}
		if s.lastOnly {
			s.lastOnly = false
			a.set(s, false, first)
		}
		if s.firstOnly {
			s.firstOnly = false
			a.set(s, true, last)
		}
	}
}

// counted says whether a line of the service is one that was counted.
func (o *origin) counted(l Line) bool {
	return (len(o.query.Said) == 0 || slices.Contains(o.query.Said, l.Said)) && (o.pattern == nil || o.has(l.Text))
}

// has says whether a message is one of the origin's pattern.
func (o *origin) has(text string) bool {
	return holds(text, o.query.Words) && (o.mined || shapeOf([]byte(text)) == o.pattern.shape)
}

func (a *asking) settleOne(s *spot, last bool, lines []Line) {
	if last {
		s.firstOnly = false
	} else {
		s.lastOnly = false
	}
	if len(lines) > 0 {
		a.set(s, last, lines[0].At.UnixNano())
	}
}

// set corrects the cell that a spot was counted in.
func (a *asking) set(s *spot, last bool, at int64) {
	cells := s.of.counts.cells
	i := slices.IndexFunc(cells, func(x cell) bool { return x.first < s.start+s.step && x.last >= s.start })
	if i < 0 || at < s.start || at >= s.start+s.step {
		return
	}
	x := &cells[i]
	if last {
		x.last = max(at, x.first)
		return
	}
	if p := s.of.pattern; p != nil && p.first == x.first {
		p.first = at
	}
	x.first, x.last = at, max(at, x.last)
}

// coarse says of the events whose times are known to a step alone how precise they are.
func (a *asking) coarse(found []finding) {
	for i := range found {
		f := &found[i]
		if len(f.places) == 0 || !a.rough(f.places[0]) {
			continue
		}
		s, _ := a.spot(f.places[0])
		f.event.Precision = event.Duration(s.step)
		a.left++
	}
}

// recall asks for the lines whose text a finding shows and that are not the first of their pattern.
func (a *asking) recall(found []finding) error {
	const alike = 100 // lines of one instant
	for i := range found {
		f := &found[i]
		s, last := a.spot(f.text)
		if s == nil {
			continue
		}
		q := s.of.query
		q.Last = last
		at := f.event.At
		if a.rough(f.text) {
			at = instant(s.start)
		}
		lines, err := a.engine.Lines(a.ctx, event.Window{From: at, To: at.Add(time.Millisecond)}, q, alike)
		if err != nil {
			return err
		}
		k := slices.IndexFunc(lines, func(l Line) bool { return l.At.Equal(f.event.At) && (s.of.pattern == nil || s.of.has(l.Text)) })
		if k < 0 && s.of.pattern != nil && s.of.pattern.made { // what the engine takes for a number may be none to us
			k = slices.IndexFunc(lines, func(l Line) bool { return l.At.Equal(f.event.At) })
		}
		if k >= 0 {
			f.event.Text = shown([]byte(lines[k].Text))
		}
	}
	return nil
}
