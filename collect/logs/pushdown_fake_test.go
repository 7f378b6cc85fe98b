package logs

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// memory is an engine that holds the lines of an export.
type memory struct {
	lines []Line   // in order of time
	raw   [][]byte // as the export has them
	vague bool     // it says of no bin when its first and last lines came
	fails int      // after how many questions it fails; 0 is never
	asked []string
}

// memoryOf is an engine with the lines of an export in JSON.
func memoryOf(data []byte) *memory {
	m := &memory{}
	p := &jsonParser{clock: &clock{}}
	for raw := range bytes.Lines(data) {
		var r record
		if !p.parse(trim(raw), &r) || r.undated != nil {
			continue
		}
		said := Said{Level: string(r.level.severity())}
		if r.level == unsaid || r.level == warning {
			said.Failing = failing(r.message)
		}
		if r.level == unsaid && r.status > 0 {
			said.Failing = r.isError()
		}
		m.lines = append(m.lines, Line{At: instant(r.at), Service: string(r.service), Said: said, Text: string(r.message)})
		m.raw = append(m.raw, raw)
	}
	order := make([]int, len(m.lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return m.lines[i].At.Compare(m.lines[j].At) })
	sorted := memory{}
	for _, i := range order {
		sorted.lines, sorted.raw = append(sorted.lines, m.lines[i]), append(sorted.raw, m.raw[i])
	}
	return &sorted
}

var errMemory = errors.New("the engine is out of order")

func (m *memory) ask(what string) error {
	m.asked = append(m.asked, what)
	if m.fails > 0 && len(m.asked) > m.fails {
		return errMemory
	}
	return nil
}

// of is the indices of the lines of a window.
func (m *memory) of(w event.Window) (from, to int) {
	at := func(l Line, t time.Time) int { return l.At.Compare(t) }
	from, _ = slices.BinarySearchFunc(m.lines, w.From, at)
	to, _ = slices.BinarySearchFunc(m.lines, w.To, at)
	return from, to
}

func (m *memory) Extent(_ context.Context, w event.Window) (Extent, error) {
	from, to := m.of(w)
	if from == to {
		return Extent{}, m.ask("extent")
	}
	return Extent{m.lines[from].At, m.lines[to-1].At, uint64(to - from)}, m.ask("extent")
}

func (m *memory) fits(l *Line, q Query) bool {
	if len(q.Services) > 0 && !slices.Contains(q.Services, l.Service) || len(q.Said) > 0 && !slices.Contains(q.Said, l.Said) || !holds(l.Text, q.Words) {
		return false
	}
	if len(q.Any) == 0 {
		return true
	}
	lower := strings.ToLower(l.Text)
	return slices.ContainsFunc(q.Any, func(s string) bool { return strings.Contains(lower, s) })
}

type memoryKey struct {
	service string
	said    Said
	shape   uint64
	start   int64
}

func (m *memory) count(w event.Window, q Query, step time.Duration, shape func(string) uint64) (map[memoryKey]*Bin, map[memoryKey]string) {
	bins, texts := map[memoryKey]*Bin{}, map[memoryKey]string{}
	from, to := m.of(w)
	for i := range m.lines[from:to] {
		l := &m.lines[from+i]
		if !m.fits(l, q) {
			continue
		}
		k := memoryKey{l.Service, l.Said, shape(l.Text), 0}
		if _, ok := texts[k]; !ok {
			texts[k] = l.Text
		}
		k.start = floor(l.At.UnixNano(), int64(step))
		b := bins[k]
		if b == nil {
			b = &Bin{Service: l.Service, Said: l.Said, Start: instant(k.start)}
			if !m.vague {
				b.First = l.At
			}
			bins[k] = b
		}
		if !m.vague {
			b.Last = l.At
		}
		b.N++
	}
	return bins, texts
}

func (m *memory) Rates(_ context.Context, w event.Window, q Query, step time.Duration) ([]Bin, error) {
	counted, _ := m.count(w, q, step, func(string) uint64 { return 0 })
	var bins []Bin
	for _, b := range counted {
		bins = append(bins, *b)
	}
	return bins, m.ask("rates")
}

func (m *memory) Lines(_ context.Context, w event.Window, q Query, n int) ([]Line, error) {
	var found []Line
	from, to := m.of(w)
	for i := from; i < to && len(found) < n; i++ {
		l := &m.lines[i]
		if q.Last {
			l = &m.lines[to-1-(i-from)]
		}
		if m.fits(l, q) {
			found = append(found, *l)
		}
	}
	if q.Last {
		slices.Reverse(found)
	}
	return found, m.ask("lines")
}

// shaping is a memory that is a Shaper too.
type shaping struct{ *memory }

func (m shaping) Shapes(_ context.Context, w event.Window, q Query, step time.Duration, n int) ([]Shape, error) {
	bins, texts := m.count(w, q, step, func(text string) uint64 { return shapeHash([]byte(text)) })
	shapes := map[memoryKey]*Shape{}
	for k, b := range bins {
		k.start = 0
		if shapes[k] == nil {
			shapes[k] = &Shape{Service: k.service, Said: k.said, Text: texts[k]}
		}
		shapes[k].Bins = append(shapes[k].Bins, Bin{Start: b.Start, First: b.First, Last: b.Last, N: b.N})
	}
	var all []Shape
	for _, s := range shapes {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(x, y Shape) int { return cmp.Compare(y.total(), x.total()) })
	return all[:min(len(all), n)], m.ask("shapes")
}

// exporting is a memory that gives its lines away.
type exporting struct{ *memory }

func (m exporting) Export(_ context.Context, w event.Window, to io.Writer) error {
	from, end := m.of(w)
	for _, raw := range m.raw[from:end] {
		if _, err := to.Write(raw); err != nil {
			return err
		}
	}
	return m.ask("export")
}

// both is a memory that knows shapes and gives its lines away.
type both struct {
	*memory
	shaper   shaping
	exporter exporting
}

func (m both) Shapes(ctx context.Context, w event.Window, q Query, step time.Duration, n int) ([]Shape, error) {
	return m.shaper.Shapes(ctx, w, q, step, n)
}

func (m both) Export(ctx context.Context, w event.Window, to io.Writer) error {
	return m.exporter.Export(ctx, w, to)
}
