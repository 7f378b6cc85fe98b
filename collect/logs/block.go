package logs

import "github.com/pes-dev/pes/collect/file"

const (
	// blockSize is how much of a file a worker takes at once: enough for what a block costs by itself, a few hundred thousand instructions, to
	// vanish among its lines, and little enough for a log of a hundred megabytes to keep many cores busy.
	blockSize = 8 << 20
	// pieceSize is how much of it is read at once: little enough to stay in a core's cache.
	pieceSize = 256 << 10
	// streamSize is the block of a stream, which is unpacked before a worker takes it.
	streamSize = 1 << 20
)

// block is a stretch of one file on its way: cut by the feed, scanned by a worker, and merged in the order of the files. It belongs to one
// goroutine at a time. What it amounts to depends on nothing but its lines and the file's head, so that neither the number of workers nor
// which of them took it changes anything.
type block struct {
	source *source
	reader *file.Reader // of the file, if the block is still to be read; nil if its data are there, or it opens the file itself
	from   int64        // it owns the lines that begin in [from, to) of the file's text
	to     int64
	whole  bool // it is all of its file, which is not open yet
	last   bool // no block of the file follows

	buf   []byte
	data  []byte // its lines, or those of a piece of it, in buf
	torn  bool   // the last line has no newline since the file ends there
	err   error  // why the file's text ends with this block, before its end
	ready chan struct{}

	result
	tables
}

// result is what the lines of a block amount to, beside its tables. Lines are numbered within the block, from 1.
type result struct {
	lines            uint32
	first, latest    int64 // instants of the earliest and the latest record that counts; 0 if there is none
	records, outside int
	at               int64 // the instant of the last record, within the window or not
	mixed, dropped   int
	cut              int
	lead             lead
	following        int      // bytes of the lines that follow the last record, or of all if there is none
	broken           uint32   // the last line, if it is the beginning of a JSON object; else 0
	remarks          remarks  // of the clock
	clock            int64    // the instant of the last stamp; 0 if there is none
	again            bool     // a stamp can be read only after the lines before the block
	keys             []inLine // of each line, if they are asked for
}

// lead is the lines before a block's first record. Whether they belong to a record depends on the block before.
type lead struct {
	lines   int      // how many are not empty
	lengths []uint32 // of the first of them, times two, plus one for those that are dropped in any case
	late    int      // of the others, how many are dropped if there is a record in an earlier block
	record  bool     // a record without an instant stands among them: from there on, nothing depends on the block before
}

// clear makes the block ready for other lines. What memory it has it keeps.
func (b *block) clear() {
	lengths, keys := b.lead.lengths[:0], b.keys[:0]
	b.result = result{lead: lead{lengths: lengths}, keys: keys}
	b.begin()
}

// inLine is the pattern of a line.
type inLine struct {
	service uint32 // index
	shape   uint64
}

// add counts a record that has an instant within the window.
func (b *block) add(r *record) { b.addOf(b.service(r.service), r) }

// addOf is add for a record of a service.
func (b *block) addOf(i uint32, r *record) {
	b.reach(r.at)
	s := &b.services[i]
	isError := r.isError()
	if !s.lines.follows(r.at, b.lines) && !s.lines.add(r.at, b.lines) {
		b.next(&s.lines, ownedBy(i, ofLines), s.linesGrain, r.at, b.lines)
	}
	if isError && !s.errors.add(r.at, b.lines) {
		b.next(&s.errors, ownedBy(i, ofErrors), s.errorsGrain, r.at, b.lines)
	}
	b.addToPattern(i, r, isError)
}

// addAlone is add without the rates of services.
func (b *block) addAlone(i uint32, r *record) {
	b.reach(r.at)
	b.addToPattern(i, r, r.isError())
}

// reach widens the span of the block's records.
func (b *block) reach(at int64) {
	if b.first == 0 || at < b.first {
		b.first = at
	}
	b.latest = max(b.latest, at)
}

// addToPattern counts a record by the pattern of a service.
func (b *block) addToPattern(i uint32, r *record, isError bool) {
	j := b.pattern(i, shapeHash(r.message))
	p := &b.hot[j]
	p.level = max(p.level, r.level)
	p.errors = p.errors || isError
	if !p.counts.follows(r.at, b.lines) {
		b.addOther(j, r)
	}
}

// addOther counts a record of a pattern that begins a cell, or is older than the last.
func (b *block) addOther(j uint32, r *record) {
	p, counts := &b.patterns[j], &b.hot[j].counts
	if !counts.add(r.at, b.lines) {
		if counts.step > 0 {
			p.n += counts.cell.n
		}
		b.next(counts, ownedBy(j, ofPattern), p.grain, r.at, b.lines)
	}
	if counts.cell.firstLine == b.lines && r.at < p.first {
		p.first, p.sample = r.at, b.keep(r.message)
	}
}

// addLoose counts a line before the block's first record.
func (b *block) addLoose(r *record) {
	j := b.pattern(b.service(r.service), shapeHash(r.message))
	p, hot := &b.patterns[j], &b.hot[j]
	if p.loose.n == 0 {
		p.loose.first, p.looseSample = b.lines, b.keep(r.message)
	}
	p.loose.last = b.lines
	p.loose.n++
	hot.level = max(hot.level, r.level)
	hot.errors = hot.errors || r.isError()
}
