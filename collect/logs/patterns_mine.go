package logs

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/pes-dev/pes/collect/logs/template"
	"github.com/pes-dev/pes/event"
)

// finder makes patterns of the lines of sets.
type finder struct {
	options PatternOptions
	sets    []*tally
	mined   []template.Template
	of      map[uint64]int // the template of each shape
}

// mine finds the templates of all shapes together. What it is given is clean: neither a template nor an id is made of a secret.
func (f *finder) mine() {
	var lines []template.Line
	var shapes []uint64
	index := map[uint64]int{}
	for _, t := range f.sets {
		for _, p := range t.sorted() {
			i, ok := index[p.shape]
			if !ok {
				i = len(lines)
				index[p.shape] = i
				shapes = append(shapes, p.shape)
				lines = append(lines, template.Line{Text: f.clean(wholeWords(p.sample))})
			}
			lines[i].Count += p.lines()
		}
	}
	var of []int
	f.mined, of = template.Mine(lines)
	f.of = make(map[uint64]int, len(of))
	for i, shape := range shapes {
		f.of[shape] = of[i]
	}
}

func (f *finder) clean(s string) string {
	if f.options.Clean == nil {
		return s
	}
	return f.options.Clean(s)
}

// patterns adds up the lines of each template.
func (f *finder) patterns() Patterns {
	found := Patterns{Sets: make([]SetLines, len(f.sets))}
	bins := f.bins()
	if bins.step > 0 {
		found.Start, found.Step = instant(bins.from), time.Duration(bins.step)
	}
	drafts := make([]draft, len(f.mined))
	names := map[string]bool{}
	for i, t := range f.sets {
		set := &found.Sets[i]
		for _, p := range t.sorted() {
			names[p.service.name] = true
			if s := f.options.Service; s != "" && s != p.service.name {
				continue
			}
			set.add(p)
			drafts[f.of[p.shape]].add(p, i, f, bins)
		}
		if f.options.Service == "" {
			*set = t.setLines()
		}
		set.Outside = t.allLines() - set.Lines
		set.From, set.To = set.First, set.Last
		for _, s := range t.files {
			r := s.patternReport()
			if !slices.ContainsFunc(found.Reports, func(o event.Report) bool { return o.Name == r.Name && o.Error == r.Error }) { // once for both sides of an instant
				found.Reports = append(found.Reports, r)
			}
		}
	}
	delete(names, "")
	found.Services = slices.Sorted(maps.Keys(names))
	for i, d := range drafts {
		if d.Parts != nil {
			d.Template = f.mined[i].Text
			d.ID = patternID(d.Template)
			found.List = append(found.List, d.pattern(f))
		}
	}
	found.sort()
	return found
}

// add counts the lines of one service and shape.
func (s *SetLines) add(p *pattern) {
	s.Lines += p.lines()
	s.Undated += int(p.loose.n)
	for _, c := range p.counts.cells {
		s.First, s.Last = wider(s.First, s.Last, c)
	}
}

// wider is a span of time that holds a cell, too.
func wider(first, last time.Time, c cell) (time.Time, time.Time) {
	if from := instant(c.first); first.IsZero() || from.Before(first) {
		first = from
	}
	if to := instant(c.last); to.After(last) {
		last = to
	}
	return first, last
}

// draft is a pattern while its lines are added up.
type draft struct {
	Pattern
	services map[string]int
	at       int64 // the instant of the line that the sample is of; 0 if it has none
}

func (d *draft) add(p *pattern, set int, f *finder, bins trendBins) {
	if d.Parts == nil {
		d.Parts = make([]Part, len(f.sets))
		d.services = map[string]int{}
	}
	if d.Where.File == "" || p.first != 0 && (d.at == 0 || p.first < d.at) {
		at := p.beginning()
		d.Sample, d.at = p.sample, p.first
		d.Where = f.sets[set].files[at.file].ref(at.line)
	}
	if l := p.severity(); l.Rank() > d.Level.Rank() {
		d.Level = l
	}
	d.services[p.service.name] += p.lines()
	part := &d.Parts[set]
	part.Count += p.lines()
	if len(p.counts.cells) == 0 {
		return
	}
	if part.Trend == nil {
		part.Trend = make([]uint32, bins.n)
	}
	for _, c := range p.counts.cells {
		bins.spread(c, part.Trend)
		part.First, part.Last = wider(part.First, part.Last, c)
	}
}

// severity is how bad a pattern is: an error also where its lines count as such and state no level.
func (p *pattern) severity() event.Severity {
	if p.errors && p.level < erroneous {
		return event.Error
	}
	return p.level.severity()
}

func (d *draft) pattern(f *finder) Pattern {
	d.Sample = f.clean(d.Sample)
	for name, n := range d.services {
		if name != "" {
			d.Services = append(d.Services, ServiceLines{name, n})
		}
	}
	slices.SortFunc(d.Services, func(a, b ServiceLines) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return d.Pattern
}
