package logs

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/pes-dev/pes/collect/file"
	columns "github.com/pes-dev/pes/collect/logs/column"
	"github.com/pes-dev/pes/event"
)

// every is all lines of a set of files by service and shape, those without a stamp included.
type every struct {
	files    []*source
	digests  map[uint64]*source
	kinds    map[lineKind]*alike
	services map[string]bool

	lines, undated, outside, unkept int
	first, last                     int64 // 0 if no line has a stamp
}

// lineKind is the service and the shape of a line.
type lineKind struct {
	service string
	shape   uint64
}

// alike is the lines of one service and shape.
type alike struct {
	lineKind
	sample string // the message of the first of them: the earliest, else the first that was read
	where  place
	level  level
	errors bool
	n      int
	dated  counts
}

func newEvery() *every {
	return &every{digests: map[uint64]*source{}, kinds: map[lineKind]*alike{}, services: map[string]bool{}}
}

// readEvery reads the files of a set. Those whose stamps lack the year or the date are read when it is known where the others stand, if nobody
// has said when it was.
func readEvery(ctx context.Context, set Set, o file.Options) (*every, error) {
	var dated, undated []*file.File
	for _, f := range set.Files {
		h, err := f.Head()
		if err == nil && match(h).Undated {
			undated = append(undated, f)
			continue
		}
		dated = append(dated, f)
	}
	all := newEvery()
	for _, part := range [][]*file.File{dated, undated} {
		for _, f := range inOrder(part, o) {
			all.take(readFile(ctx, f, set.Window, o))
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		if o.Near.IsZero() && all.first > 0 {
			o.Near = event.Window{From: instant(all.first), To: instant(all.last)}
		}
	}
	return all, nil
}

// readFile reads one file. What was read of a file that breaks off is kept.
func readFile(ctx context.Context, f *file.File, w event.Window, o file.Options) *every {
	e := newEvery()
	s := newSource(f, o)
	e.files = []*source{s}
	lines := newLineReader(nil)
	s.err = eachLine(ctx, s, lines, func(_ []byte, r *record, stamped bool) error {
		e.line(r, stamped, w, lineNumber(lines.number))
		return nil
	})
	s.cut, s.lines, s.digest = lines.cut, lines.number, lines.digest.Sum64()
	return e
}

// eachLine gives every line of a file to take, with its record; stamped says that the record has an instant.
func eachLine(ctx context.Context, s *source, lines *lineReader, take func(line []byte, r *record, stamped bool) error) error {
	stream, err := s.file.Open()
	if err != nil {
		return err
	}
	defer stream.Close() //nolint:errcheck // nothing was written
	lines.r = stream
	first := lines.sample(sampleLines)
	s.open(first)
	layout := columns.Learn(first)
	var r record
	for {
		line, err := lines.next()
		if err != nil {
			return ended(err)
		}
		if lines.number%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r = record{}
		bare := trim(line)
		ok := s.parse(bare, &r)
		if !ok {
			r = record{message: bare[layout.Message(bare):]}
		}
		if err := take(line, &r, ok && r.undated == nil); err != nil {
			return err
		}
	}
}

// line counts a line. One without an instant of its own is of the time of the one above it that has one.
func (e *every) line(r *record, stamped bool, w event.Window, number uint32) {
	e.lines++
	s := e.files[0]
	if stamped {
		s.records++
		if s.here = w.Contains(instant(r.at)); s.here {
			e.first, e.last = earliest(e.first, r.at), max(e.last, r.at)
		}
	}
	if !s.here && !w.IsZero() {
		s.outside++
		return
	}
	key := lineKind{string(r.service), shapeOf(r.message)}
	e.services[key.service] = true
	a := e.kind(key)
	if a == nil {
		e.unkept++
		return
	}
	a.n++
	a.level, a.errors = max(a.level, r.level), a.errors || r.isError()
	if !stamped {
		e.undated++
		if a.sample == "" {
			a.sample, a.where = shown(r.message), place{0, number}
		}
		return
	}
	if len(a.dated.cells) == 0 || r.at < a.dated.cells[0].first {
		a.sample, a.where = shown(r.message), place{0, number}
	}
	a.dated.add(r.at, number, 400)
}

func earliest(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// kind is the lines of a key, or nil if there are too many kinds.
func (e *every) kind(key lineKind) *alike {
	a := e.kinds[key]
	if a == nil && len(e.kinds) < maxPatterns {
		a = &alike{lineKind: key, dated: counts{step: int64(10 * time.Second)}}
		e.kinds[key] = a
	}
	return a
}

// take adds what another file holds.
func (e *every) take(o *every) {
	s := o.files[0]
	offset := uint16(len(e.files)) //nolint:gosec // collect keeps files below 65,536
	e.files = append(e.files, s)
	if other := e.digests[s.digest]; other != nil && s.err == nil {
		s.copyOf = other
		return
	}
	e.digests[s.digest] = s
	e.lines += o.lines - s.outside
	e.outside += s.outside
	e.undated += o.undated
	e.unkept += o.unkept
	e.first, e.last = earliest(e.first, o.first), max(e.last, o.last)
	for name := range o.services {
		e.services[name] = true
	}
	for _, x := range o.sorted() {
		to := e.kind(x.lineKind)
		if to == nil {
			e.unkept += x.n
			continue
		}
		if to.n == 0 || x.before(to) {
			to.sample, to.where = x.sample, place{offset, x.where.line}
		}
		to.n += x.n
		to.level, to.errors = max(to.level, x.level), to.errors || x.errors
		to.dated.merge(x.dated, offset, 400)
	}
}

// before says whether a line of a is earlier than all of b.
func (a *alike) before(b *alike) bool {
	return len(a.dated.cells) > 0 && (len(b.dated.cells) == 0 || a.dated.cells[0].first < b.dated.cells[0].first)
}

// sorted is the kinds in an order that hangs on what they are alone.
func (e *every) sorted() []*alike {
	all := make([]*alike, 0, len(e.kinds))
	for _, a := range e.kinds {
		a.dated.limit(400)
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b *alike) int {
		return cmp.Or(cmp.Compare(a.service, b.service), cmp.Compare(a.shape, b.shape))
	})
	return all
}
