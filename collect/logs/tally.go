package logs

import (
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
	maxCells     = 400     // of one pattern
	serviceCells = 200_000 // shared by all services, twice: lines and errors
)

// The finest steps that are counted in.
const (
	lineStep    = int64(10 * time.Second)
	errorStep   = int64(time.Second)
	patternStep = int64(10 * time.Second)
)

// A tally is what the evidence amounts to: counts by service and by pattern.
type tally struct {
	files    []*source
	within   bounds // what counts
	cells    int    // that a pattern has at most
	services map[string]*service
	patterns map[patternKey]*pattern

	first, last int64  // instants of its earliest and latest record; 0 if there is none
	overflow    int    // records whose service is one too many
	forgotten   int    // records that no pattern holds, because there are too many
	full        bool   // no further pattern is taken
	most        int    // patterns there ever were at once
	epoch       uint32 // how often patterns were forgotten
	far         uint64 // records that lie too far off the rest; see trimSpan
}

// service is the rates of one service.
type service struct {
	name   string
	index  uint32
	lines  counts
	errors counts
	file   *source // that it was last seen in
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
	first   int64  // instant of the earliest line; 0 if none has an instant
	sample  string // that line's message, cut
	level   level  // the worst that its lines state
	errors  bool   // some of its lines are errors
	made    bool   // sample is no line, but like one
	counts  counts
	loose   cell // lines without an instant, which are counted only if every line is: n, and the first and the last in the order of the files
}

func newTally(files []*source, within bounds) *tally {
	for i, s := range files {
		s.index = uint16(i) // collect keeps files below 65,536
	}
	return &tally{files: files, within: within, cells: maxCells, services: map[string]*service{}, patterns: map[patternKey]*pattern{}}
}

func (t *tally) span(first, last int64) {
	if t.first == 0 || first < t.first {
		t.first = first
	}
	t.last = max(t.last, last)
}

// service is the service of a name. over says that there are too many, and that it is the unknown one.
func (t *tally) service(name string) (s *service, over bool) {
	if s := t.services[name]; s != nil {
		return s, false
	}
	if len(t.services) >= maxServices-1 && len(name) > 0 { // one is left for the unknown
		s, _ = t.service("")
		return s, true
	}
	s = &service{
		name: name, index: uint32(len(t.services)), //nolint:gosec // at most maxServices
		lines: counts{step: lineStep}, errors: counts{step: errorStep},
	}
	t.services[name] = s
	return s, false
}

// pattern is the pattern of a key, or nil if there are too many.
func (t *tally) pattern(s *service, key patternKey) *pattern {
	if p := t.patterns[key]; p != nil {
		return p
	}
	if t.full || len(t.patterns) >= maxPatterns {
		return nil
	}
	p := &pattern{service: s, shape: key.shape, counts: counts{step: patternStep}}
	t.patterns[key] = p
	t.most = max(t.most, len(t.patterns))
	return p
}

// makeRoom makes room for n more patterns by dropping those that were seen once and are no errors, and says whether it had to: where nearly
// every line has a shape of its own, those say nothing, and the ones that repeat must not be shut out by them. If that does not help, no more
// are taken.
func (t *tally) makeRoom(n int) bool {
	before := len(t.patterns)
	if before+n <= maxPatterns || t.full {
		return false
	}
	for key, p := range t.patterns {
		if p.counts.total()+uint64(p.loose.n) == 1 && !p.errors {
			delete(t.patterns, key)
			t.forgotten++
		}
	}
	t.epoch++
	t.full = before-len(t.patterns) < maxPatterns/10
	return true
}

// The limits of cells depend on how many share the cap, so that a tally's size has a bound. They only ever get lower, so that what is counted
// early is in the end as coarse as what is counted late.

func (t *tally) patternLimit() int { return min(max(patternCells/max(t.most, 1), 16), t.cells) }

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
	for _, s := range t.files {
		s.beCopy()
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
