package logs

import (
	"bytes"
	"encoding/json"
)

// maxRecord is how many bytes of following lines belong to a record: a deep stack trace. More is a dump, and counted as dropped.
const maxRecord = 64 << 10

// scanner reads the lines of blocks. Each worker has one.
type scanner struct {
	within bounds
	every  bool // count lines that are no record, and records without an instant; and by patterns alone
	piece  int64

	source *source
	clock  clock
	main   parser
	header heading // of the source, where patterns are asked for
	others []parser
	words  memo
	turn   uint32 // of the block that is scanned
	r      record // one for all lines: it escapes into the parsers
}

// scan fills in what the block's lines amount to. last is the instant of the last stamp before them; blind, it is not known, and the block says
// whether it must be.
func (s *scanner) scan(b *block, last int64, blind bool) {
	s.open(b.source)
	s.turn++
	s.clock.begin(last, blind)
	b.pieces(s.piece, func() { s.run(b) })
	b.remarks, b.clock, b.again = s.clock.remarks, s.clock.last, s.clock.lost
}

// pieces calls run for each piece of the block's lines, when it stands in b.data.
func (b *block) pieces(size int64, run func()) {
	if b.reader == nil {
		run()
		return
	}
	for from := b.from; from < b.to && b.err == nil; from += size {
		b.read(b.reader, from, min(from+size, b.to), b.source.size)
		run()
	}
}

// open makes parsers for a file, which have seen its first lines, and pins the layouts of its stamps.
func (s *scanner) open(src *source) {
	if s.source == src {
		return
	}
	s.source, s.others = src, nil
	s.clock = clock{zone: src.zone, near: src.near, words: &s.words}
	for i, f := range formats() {
		if f.alone && i != src.format {
			continue
		}
		p := f.open(&s.clock, src.first)
		if i == src.format {
			s.main = p
			continue
		}
		s.others = append(s.others, p)
	}
	for _, line := range src.first {
		s.r = record{}
		s.parse(line, &s.r)
	}
	s.clock.pinned = true
	if s.every {
		s.header = s.learn(firstOf(src.head, headLines))
	}
}

// parse reads a line in the file's own format, else in any, and says in which.
func (s *scanner) parse(line []byte, r *record) (ok, mixed bool) {
	if s.main.parse(line, r) {
		return true, false
	}
	if len(line) == 0 || blank(line[0]) { // what is indented continues what is above it
		return false, false
	}
	for _, p := range s.others {
		*r = record{}
		if p.parse(line, r) {
			return true, true
		}
	}
	return false, false
}

func (s *scanner) run(b *block) {
	if p, plain := s.main.(*plainParser); plain && (!s.every || s.header.agrees) {
		s.runPlain(b, p)
		return
	}
	for rest := b.data; len(rest) > 0; {
		var line []byte
		line, rest = b.cutLine(rest)
		s.line(b, line)
	}
}

var newline = []byte{'\n'}

// cutLine cuts the first line off the rest of a block's data.
func (b *block) cutLine(data []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(data, newline)
	b.lines++
	if len(line) > maxLine {
		line = line[:maxLine]
		b.cut++
	}
	return trim(line), rest
}

// line counts a line.
func (s *scanner) line(b *block, line []byte) {
	r := &s.r
	*r = record{}
	ok, mixed := s.parse(line, r)
	if mixed {
		b.mixed++
	}
	if s.every {
		s.header.cut(line, r, ok, mixed)
	}
	if !ok {
		s.follow(b, line)
		if s.every {
			s.loose(b, r)
		}
		return
	}
	b.following = 0
	if r.undated != nil {
		b.dropped++
		b.lead.record = b.lead.record || b.records == 0
		if s.every {
			s.loose(b, r)
		}
		return
	}
	b.records++
	b.at = r.at
	if !s.within.contains(r.at) {
		b.outside++
		return
	}
	if s.every {
		b.addAlone(b.service(r.service), r)
		return
	}
	b.add(r)
}

// loose counts a line without an instant of its own: it is of the time of the record above it. Of the first lines of a block that is not known
// yet: see merging.above.
func (s *scanner) loose(b *block, r *record) {
	switch {
	case b.records == 0:
		b.addLoose(r)
	case s.within.contains(b.at):
		r.at = b.at
		b.addToPattern(b.service(r.service), r, r.isError())
	}
}

// follow takes a line that is no record: it belongs to the record above it, if there is one and it is not too long already. Of the first lines
// of a block that is not known yet: see source.lead.
func (s *scanner) follow(b *block, line []byte) {
	if len(line) == 0 {
		return
	}
	b.following += len(line)
	object := s.source.isJSON() && line[0] == '{'
	if object && b.torn && b.err == nil && !json.Valid(line) {
		b.broken = b.lines // it counts if it is the last line
	}
	switch l := &b.lead; {
	case b.records > 0:
		if object || b.following > maxRecord {
			b.dropped++
		}
	case l.record || b.following > maxRecord:
		l.lines++
		if object || b.following > maxRecord {
			l.late++
		}
	default:
		l.lines++
		l.lengths = append(l.lengths, uint32(len(line))<<1|bit(object)) //nolint:gosec // at most maxLine
	}
}

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// name notes the pattern of every line, and counts nothing.
func (s *scanner) name(b *block) {
	s.open(b.source)
	s.clock.begin(0, true)
	b.pieces(s.piece, func() { s.nameLines(b) })
}

func (s *scanner) nameLines(b *block) {
	for rest := b.data; len(rest) > 0; {
		var line []byte
		line, rest = b.cutLine(rest)
		s.r = record{}
		ok, mixed := s.parse(line, &s.r)
		s.header.cut(line, &s.r, ok, mixed)
		b.keys = append(b.keys, inLine{service: b.service(s.r.service), shape: shapeHash(s.r.message)})
	}
}
