package logs

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math"
	"math/bits"
	"unicode/utf8"
)

// tables are the counts of one block by service and by pattern. They stay when the block is used again, because the next stretch of lines has
// nearly the same services and patterns, and each entry remembers what it was merged into; what was counted earlier is told by its turn.
type tables struct {
	turn uint32 // of what is being counted
	hash hashing

	services []blockService
	names    []uint32 // open addressing: an index into services, plus 1
	seen     []uint32 // services of this turn, in order of their first line

	patterns []blockPattern
	hot      []hotPattern // what each line asks for, of the same patterns
	slots    []uint32     // open addressing: an index into patterns, plus 1
	shapes   []uint32     // patterns of this turn, in order of their first line

	closed  []closedCell // the cells of this turn but for those that are still open, in order of time for each owner
	samples []byte
}

// What a block may leave in its tables for the next one.
const (
	keptPatterns = 8192
	keptServices = 2 * maxServices
	keptCells    = 4096
)

// hashing places entries in tables. It differs from scan to scan, so that nobody can write a log whose entries all collide; nothing but the
// places hangs on it.
type hashing struct {
	seed maphash.Seed
	odd  uint64
}

func newHashing() hashing {
	seed := maphash.MakeSeed()
	return hashing{seed: seed, odd: maphash.String(seed, "pattern") | 1}
}

// places is the mask for places in a table, whose size is a power of two.
func places[T any](table []T) uint64 { return uint64(len(table)) - 1 }

// lane counts the records of one step, that of the last record.
type lane struct {
	from, step int64 // step is 0 before the first record of a turn
	cell       cell
}

// What a cell counts, in the lowest bits of its owner.
const (
	ofLines = iota
	ofErrors
	ofPattern
)

// ownedBy is the index of a service or a pattern, times four, plus what is counted of it.
func ownedBy(index, what uint32) uint32 { return index<<2 | what }

// closedCell is a cell whose lane went on.
type closedCell struct {
	owner uint32
	cell  cell
}

type blockService struct {
	lines, errors           lane
	linesGrain, errorsGrain int64 // the steps to count in; stale ones may be too fine
	key                     nameKey
	name                    string
	turn                    uint32
	to                      *service // in the tally; nil before the first merge
	over                    bool     // it is one too many, and to is the unknown one
}

// hotPattern fills a line of a core's cache: the ones that a block has should stay there.
type hotPattern struct {
	key    uint64 // see tables.pattern
	counts lane
	turn   uint32
	level  level
	errors bool
}

type blockPattern struct {
	service uint32 // index
	n       uint32 // records with an instant; those of the cell that is open are counted when the block is: see tables.sum
	shape   uint64
	first   int64 // the earliest instant
	grain   int64 // the step to count in; a stale one may be too fine
	sample  sample
	loose   loose    // lines before the block's first record
	epoch   uint32   // of the tally, when to was looked up
	to      *pattern // in the tally; nil before the first merge
	level   level
	errors  bool

	looseSample sample
}

// loose is lines without an instant.
type loose struct{ n, first, last uint32 }

// sample is a message in the samples of its tables, cut.
type sample struct{ at, n, whole uint32 }

// begin begins a turn.
func (t *tables) begin() {
	t.turn++
	if len(t.services) > keptServices {
		t.services, t.names, t.patterns, t.hot, t.slots = t.services[:0], nil, t.patterns[:0], t.hot[:0], nil
	}
	if len(t.patterns) > keptPatterns {
		t.patterns, t.hot, t.slots = nil, nil, nil
	}
	if t.names == nil {
		t.names = make([]uint32, 64)
	}
	if t.slots == nil {
		t.slots = make([]uint32, 2048)
	}
	if cap(t.closed) > 4*len(t.closed)+keptCells { // the patterns of the first blocks have finer steps than later ones
		t.closed = nil
	}
	t.seen, t.shapes, t.closed, t.samples = t.seen[:0], t.shapes[:0], t.closed[:0], t.samples[:0]
}

// service is the index of a service.
func (t *tables) service(name []byte) uint32 {
	k := t.hash.name(name)
	mask := places(t.names)
	for at := k.hash >> 32 & mask; ; at = (at + 1) & mask {
		i := t.names[at]
		if i == 0 {
			break
		}
		s := &t.services[i-1]
		if s.key != k || k.n > 16 && s.name != string(name) {
			continue
		}
		if s.turn != t.turn {
			t.enterService(i - 1)
		}
		return i - 1
	}
	return t.newService(name, k)
}

// nameKey is all of a name of at most sixteen bytes, and a hash of a longer one.
type nameKey struct {
	a, b, hash uint64
	n          int
}

func (h *hashing) name(name []byte) (k nameKey) {
	k.n = len(name)
	switch {
	case k.n > 16:
		k.hash = maphash.Bytes(h.seed, name)
		return k
	case k.n > 0 && cap(name) >= 8: // nearly always: it is a part of a line
		wide := name[:max(k.n, 8)]
		keep := ^uint64(0) >> (uint(8-min(k.n, 8)) * 8 & 63)
		k.a, k.b = binary.LittleEndian.Uint64(wide)&keep, binary.LittleEndian.Uint64(wide[len(wide)-8:])&keep
	default:
		k.a, _ = firstEight(name)
		k.b = k.a
	}
	k.hash = (k.a*h.odd ^ bits.RotateLeft64(k.b, 31)) * h.odd
	return k
}

func (t *tables) enterService(i uint32) {
	s := &t.services[i]
	s.turn = t.turn
	s.lines.step, s.errors.step = 0, 0
	t.seen = append(t.seen, i)
}

func (t *tables) newService(name []byte, k nameKey) uint32 {
	if len(name) > maxService || !utf8.Valid(name) {
		if plain := bytes.ToValidUTF8(cutBytes(name, maxService), nil); len(plain) < len(name) {
			return t.service(plain)
		}
	}
	i := uint32(len(t.services)) //nolint:gosec // fewer than a block has lines
	t.services = append(t.services, blockService{key: k, name: string(name), linesGrain: lineStep, errorsGrain: errorStep})
	if 2*len(t.services) > len(t.names) {
		t.names = make([]uint32, 2*len(t.names))
		for j := range t.services[:i] {
			t.placeService(uint32(j))
		}
	}
	t.placeService(i)
	t.enterService(i)
	return i
}

func (t *tables) placeService(i uint32) {
	mask := places(t.names)
	at := t.services[i].key.hash >> 32 & mask
	for t.names[at] != 0 {
		at = (at + 1) & mask
	}
	t.names[at] = i + 1
}

// pattern is the index of the pattern of a service and a shape. Two that have one key are taken for one, as are two messages of one shape hash.
func (t *tables) pattern(service uint32, shape uint64) uint32 {
	key := shape + uint64(service)*fnvPrime
	mask := places(t.slots)
	for at := key * t.hash.odd >> 32 & mask; ; at = (at + 1) & mask {
		i := t.slots[at]
		if i == 0 {
			break
		}
		p := &t.hot[i-1]
		if p.key != key {
			continue
		}
		if p.turn != t.turn {
			t.enterPattern(i - 1)
		}
		return i - 1
	}
	return t.newPattern(service, shape, key)
}

func (t *tables) enterPattern(i uint32) {
	p, hot := &t.patterns[i], &t.hot[i]
	p.n, p.loose.n, p.first = 0, 0, math.MaxInt64
	hot.turn, hot.level, hot.errors = t.turn, unsaid, false
	hot.counts.step = 0
	t.shapes = append(t.shapes, i)
}

// sum finishes what the patterns of a turn amount to.
func (t *tables) sum() {
	for _, i := range t.shapes {
		p, hot := &t.patterns[i], &t.hot[i]
		p.level, p.errors = hot.level, hot.errors
		if hot.counts.step > 0 {
			p.n += hot.counts.cell.n
		}
	}
}

func (t *tables) newPattern(service uint32, shape, key uint64) uint32 {
	i := uint32(len(t.patterns)) //nolint:gosec // fewer than a block has lines, and those kept
	t.patterns = append(t.patterns, blockPattern{service: service, shape: shape, grain: patternStep})
	t.hot = append(t.hot, hotPattern{key: key})
	if 4*len(t.patterns) > len(t.slots) { // mostly empty: the first place is the right one
		t.slots = make([]uint32, 2*len(t.slots))
		for j := range t.hot[:i] {
			t.placePattern(uint32(j))
		}
	}
	t.placePattern(i)
	t.enterPattern(i)
	return i
}

func (t *tables) placePattern(i uint32) {
	mask := places(t.slots)
	at := t.hot[i].key * t.hash.odd >> 32 & mask
	for t.slots[at] != 0 {
		at = (at + 1) & mask
	}
	t.slots[at] = i + 1
}

// keep copies the beginning of a message, as much of it as is ever shown.
func (t *tables) keep(message []byte) sample {
	at := len(t.samples)
	t.samples = append(t.samples, message[:min(len(message), maxSample+1)]...)
	return sample{uint32(at), uint32(len(t.samples) - at), uint32(len(message))} //nolint:gosec // of a block
}

// follows counts a record that falls into the lane's step and is not older than the last there, as nearly all are, and says whether it did.
func (l *lane) follows(at int64, line uint32) bool {
	if uint64(at-l.from) >= uint64(l.step) || at < l.cell.last { //nolint:gosec // what is before from becomes huge
		return false
	}
	l.cell.n++
	l.cell.last, l.cell.lastLine = at, line
	return true
}

// add counts a record that falls into the lane's step, and says whether it did.
func (l *lane) add(at int64, line uint32) bool {
	if uint64(at-l.from) >= uint64(l.step) { //nolint:gosec // what is before from becomes huge
		return false
	}
	c := &l.cell
	c.n++
	if at >= c.last {
		c.last, c.lastLine = at, line
		return true
	}
	if at < c.first {
		c.first, c.firstLine = at, line
	}
	return true
}

// next closes a lane's cell and opens that of a record, of a step.
func (t *tables) next(l *lane, owner uint32, step, at int64, line uint32) {
	if l.step > 0 {
		t.closed = append(t.closed, closedCell{owner, l.cell})
	}
	l.step = step
	l.from = floor(at, step)
	l.cell = cell{first: at, last: at, firstLine: line, lastLine: line, n: 1}
}
