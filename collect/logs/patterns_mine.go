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
	sets    []*every
	mined   []template.Template
	of      map[uint64]int // the template of each shape
}

func (f *finder) add(e *every) { f.sets = append(f.sets, e) }

// mine finds the templates of all shapes together. What it is given is clean: neither a template nor an id is made of a secret.
func (f *finder) mine() {
	var lines []template.Line
	var shapes []uint64
	index := map[uint64]int{}
	for _, e := range f.sets {
		for _, a := range e.sorted() {
			i, ok := index[a.shape]
			if !ok {
				i = len(lines)
				index[a.shape] = i
				shapes = append(shapes, a.shape)
				lines = append(lines, template.Line{Text: f.clean(a.sample)})
			}
			lines[i].Count += a.n
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
	p := Patterns{Sets: make([]SetLines, len(f.sets))}
	grid := f.grid()
	if grid.step > 0 {
		p.Start, p.Step = instant(grid.from), time.Duration(grid.step)
	}
	drafts := make([]draft, len(f.mined))
	names := map[string]bool{}
	for i, e := range f.sets {
		set := &p.Sets[i]
		if f.options.Service == "" {
			*set = SetLines{Lines: e.lines, Undated: e.undated, Outside: e.outside, Unkept: e.unkept, First: orZero(e.first), Last: orZero(e.last)}
		}
		for _, a := range e.sorted() {
			d := &drafts[f.of[a.shape]]
			switch f.options.Service {
			case "":
			case a.service:
				set.add(a)
			default:
				continue
			}
			d.add(a, i, len(f.sets), grid, e)
		}
		if f.options.Service != "" {
			set.Outside = e.lines + e.outside - set.Lines
		}
		set.From, set.To = set.First, set.Last
		maps.Copy(names, e.services)
		for _, s := range e.files {
			p.Reports = append(p.Reports, s.patternReport())
		}
	}
	delete(names, "")
	p.Services = slices.Sorted(maps.Keys(names))
	for i, d := range drafts {
		if d.Parts != nil {
			d.Template = f.mined[i].Text
			d.ID = patternID(d.Template)
			d.Sample = f.clean(d.Sample)
			p.List = append(p.List, d.pattern())
		}
	}
	p.sort()
	return p
}

// add counts the lines of one service and shape.
func (s *SetLines) add(a *alike) {
	s.Lines += a.n
	s.Undated += a.n - int(a.dated.total()) //nolint:gosec // lines of files
	for _, c := range a.dated.cells {
		if s.First.IsZero() || instant(c.first).Before(s.First) {
			s.First = instant(c.first)
		}
		if instant(c.last).After(s.Last) {
			s.Last = instant(c.last)
		}
	}
}

// draft is a pattern while its lines are added up.
type draft struct {
	Pattern
	services map[string]int
	dated    bool  // the sample is of a line that has a stamp
	at       int64 // the instant of that line
}

func (d *draft) add(a *alike, set, sets int, g grid60, e *every) {
	if d.Parts == nil {
		d.Parts = make([]Part, sets)
		d.services = map[string]int{}
	}
	dated := len(a.dated.cells) > 0
	var at int64
	if dated {
		at = a.dated.cells[0].first
	}
	if d.Sample == "" || dated && (!d.dated || at < d.at) {
		d.Sample, d.dated, d.at = a.sample, dated, at
		d.Where = event.Ref{File: e.files[a.where.file].file.Path, Line: int(a.where.line)}
	}
	severity := a.level.severity()
	if a.errors && a.level < erroneous {
		severity = event.Error
	}
	if severity.Rank() > d.Level.Rank() {
		d.Level = severity
	}
	d.services[a.service] += a.n
	part := &d.Parts[set]
	part.Count += a.n
	if !dated {
		return
	}
	if part.Trend == nil {
		part.Trend = make([]uint32, g.bins)
	}
	for _, c := range a.dated.cells {
		g.spread(c, part.Trend)
		if part.First.IsZero() || instant(c.first).Before(part.First) {
			part.First = instant(c.first)
		}
		if instant(c.last).After(part.Last) {
			part.Last = instant(c.last)
		}
	}
}

func (d *draft) pattern() Pattern {
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

// patternReport is how the reading of a file went for whoever needs no times: a stamp that was not understood is no failure.
func (s *source) patternReport() event.Report {
	r := s.report()
	if s.err == nil && r.Error != "" {
		r.Notes, r.Error = append(r.Notes, "times were not understood: "+r.Error), ""
	}
	return r
}

func orZero(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return instant(at)
}
