package logs

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// The caps on what is kept, whatever the input is. Together they hold a tally under some 40 MB in the worst case; a day of twenty services
// takes a tenth of that.
const (
	maxService   = 80      // bytes of a service's name
	maxServices  = 1000    // beyond, a record's service is as good as unknown: some field holds ids
	maxPatterns  = 50_000  // beyond, a record is in the rates only
	maxSample    = 512     // bytes of a pattern's first line that are kept; see recall.go for the rest of it
	patternCells = 200_000 // shared by all patterns
	serviceCells = 200_000 // shared by all services, twice: lines and errors
)

// A tally is what one file, or the whole evidence, amounts to: counts by service and by pattern.
type tally struct {
	files    []*source
	digests  map[uint64]*source
	services map[string]*service
	patterns map[patternKey]*pattern
	byIndex  []*service

	first, last int64  // instants of its earliest and latest record; 0 if there is none
	overflow    int    // records whose service is one too many
	forgotten   int    // records that no pattern holds, because there are too many
	full        bool   // no further pattern is taken
	far         uint64 // records that lie too far off the rest; see trimSpan
}

// service is the rates of one service.
type service struct {
	name   string
	index  uint32
	lines  counts
	errors counts
}

// patternKey is the service and the shape of a pattern's lines.
type patternKey struct {
	service uint32
	shape   uint64
}

// pattern is all the lines of one shape and service.
type pattern struct {
	service *service
	shape   uint64
	first   int64  // instant of the earliest line
	sample  string // that line's message, cut
	level   level  // the worst that its lines state
	errors  bool   // some of its lines are errors
	counts  counts
}

func newTally() *tally {
	return &tally{digests: map[uint64]*source{}, services: map[string]*service{}, patterns: map[patternKey]*pattern{}}
}

// add counts a record that has an instant.
func (t *tally) add(r *record, line uint32) {
	t.span(r.at, r.at)
	s := t.service(r.service)
	isError := r.isError()
	s.lines.add(r.at, line, t.lineLimit())
	if isError {
		s.errors.add(r.at, line, t.errorLimit())
	}
	p := t.pattern(s, patternKey{s.index, shapeOf(r.message)})
	if p == nil {
		t.forgotten++
		return
	}
	if p.sample == "" && p.first == 0 || r.at < p.first {
		p.first, p.sample = r.at, shown(r.message)
	}
	p.level = max(p.level, r.level)
	p.errors = p.errors || isError
	p.counts.add(r.at, line, t.patternLimit())
}

func (t *tally) span(first, last int64) {
	if t.first == 0 || first < t.first {
		t.first = first
	}
	t.last = max(t.last, last)
}

func (t *tally) service(name []byte) *service {
	if s := t.services[string(name)]; s != nil {
		return s
	}
	if len(name) > maxService {
		return t.service(cutBytes(name, maxService))
	}
	if !utf8.Valid(name) {
		return t.service(bytes.ToValidUTF8(name, nil))
	}
	if len(t.services) >= maxServices-1 && len(name) > 0 { // one is left for the unknown
		t.overflow++
		return t.service(nil)
	}
	s := &service{
		name: string(name), index: uint32(len(t.byIndex)), //nolint:gosec // at most maxServices
		lines: counts{step: int64(10 * time.Second)}, errors: counts{step: int64(time.Second)},
	}
	t.services[s.name] = s
	t.byIndex = append(t.byIndex, s)
	return s
}

// pattern is the pattern of a key, or nil if there are too many.
func (t *tally) pattern(s *service, key patternKey) *pattern {
	if p := t.patterns[key]; p != nil {
		return p
	}
	if len(t.patterns) >= maxPatterns && !t.full {
		t.forget()
	}
	if t.full {
		return nil
	}
	p := &pattern{service: s, shape: key.shape, counts: counts{step: int64(10 * time.Second)}}
	t.patterns[key] = p
	return p
}

// forget makes room by dropping the patterns that were seen once and are no errors: where nearly every line has a shape of its own, those say
// nothing, and the ones that repeat must not be shut out by them. If that does not help, no more are taken.
func (t *tally) forget() {
	before := len(t.patterns)
	for key, p := range t.patterns {
		if p.counts.total() == 1 && !p.errors {
			delete(t.patterns, key)
			t.forgotten++
		}
	}
	t.full = before-len(t.patterns) < maxPatterns/10
}

// The limits of cells depend on how many share the cap, so that a tally's size has a bound, and a file's tally is never coarser than that of
// the evidence it is merged into.

func (t *tally) patternLimit() int { return min(max(patternCells/max(len(t.patterns), 1), 16), 400) }

func (t *tally) lineLimit() int { return min(max(serviceCells/max(len(t.services), 1), 500), 10_000) }

func (t *tally) errorLimit() int { return min(max(serviceCells/max(len(t.services), 1), 500), 20_000) }

// close brings all counts into the form that does not depend on the order of arrival.
func (t *tally) close() {
	for _, s := range t.services {
		s.lines.limit(t.lineLimit())
		s.errors.limit(t.errorLimit())
	}
	for _, p := range t.patterns {
		p.counts.limit(t.patternLimit())
	}
}

// clip is a text as a string of at most n bytes, whole characters.
func clip(b []byte, n int) string { return string(cutBytes(b, n)) }

func cutBytes(b []byte, n int) []byte {
	if len(b) <= n {
		return b
	}
	for n > 0 && !utf8.RuneStart(b[n]) {
		n--
	}
	return b[:n]
}
