package logs

import "bytes"

// secondsForm is how seconds and their fraction are written, for reading them eight bytes at once. The zero value is for none that fit.
type secondsForm struct {
	like   uint64 // zeros, and the point
	keep   uint64 // a mask for the bytes that there are
	limits uint64 // what makes a byte that differs too much from like reach its top bit
	shift  uint8  // makes eight digits of those that there are
}

// secondsOf is the form of seconds with so many digits behind a point.
func secondsOf(digits int, point byte) (f secondsForm) {
	const (
		anyDigit  = 0x80 - 10
		ofMinute  = 0x80 - 6
		justEqual = 0x80 - 1
	)
	if digits > 5 {
		return secondsForm{}
	}
	f.like, f.keep, f.limits = '0'|'0'<<8, 1<<16-1, ofMinute|anyDigit<<8
	if digits > 0 {
		f.like, f.limits = f.like|uint64(point)<<16, f.limits|justEqual<<16
		f.keep = 1<<(8*(3+digits)) - 1
		f.like |= '0' * (each >> 24 << 24) & f.keep
		f.limits |= anyDigit * (each >> 24 << 24) & f.keep
	}
	f.shift = uint8(8 * (6 - digits)) //nolint:gosec // at most 48
	return f
}

// read is the seconds and their fraction in w, in units of the last digit. ok is false if they are not of the form.
func (f *secondsForm) read(w uint64) (value int64, ok bool) {
	x := (w ^ f.like) & f.keep
	bad := (x | (x&lows + f.limits)) & highs
	d := (x&0xffff | x>>8&^0xffff) << (f.shift & 63) // without the point, behind zeros: eight digits, the first lowest
	d = d*10 + d>>8                                  // pairs, in every other byte
	const pairs = 0x000000ff000000ff
	d = (d&pairs*(100+1000000<<32) + d>>16&pairs*(1+10000<<32)) >> 32
	return int64(d), bad == 0 && f.keep != 0
}

// quickly is the instant and the header of a line whose stamp differs in its seconds alone from the one before, and whose header is known; the
// header is nil otherwise. They are what parse says.
func (p *plainParser) quickly(line []byte) (at int64, header *knownHeader) {
	t := &p.clock.ticks
	q := &t.quick
	i, n := len(t.head), q.n
	if n == 0 || n >= len(line) || cap(line)-n < longestHeader+8 {
		return 0, nil
	}
	wide := line[:n+longestHeader+8]
	if !q.fits(wide, i, n-len(t.tail)) {
		return 0, nil
	}
	of, ok := q.seconds.read(load(wide, i))
	if !ok {
		return 0, nil
	}
	h := p.headers.find(line[n:])
	if h == nil || h.era != t.era && !p.behind(line, n, h) {
		return 0, nil
	}
	return t.minute + of*t.scale, h
}

// behind says whether a stamp ends where a header begins, at line[n:], and remembers it if that is so whatever the header's digits are.
func (p *plainParser) behind(line []byte, n int, h *knownHeader) bool {
	t := &p.clock.ticks
	if !t.ends(line, n) {
		return false
	}
	if word, _ := field(line[n:]); !anyDigit(word) {
		h.era = t.era
	}
	return true
}

// runPlain is run for plain text, most of whose lines are like others but for their message.
func (s *scanner) runPlain(b *block, p *plainParser) {
	s.r = record{}
	for data := b.data; len(data) > 0; {
		if i := bytes.IndexByte(data, '\n'); i > 0 && i <= maxLine {
			line := data[:i]
			if line[i-1] <= ' ' {
				line = trim(line)
			}
			if at, h := p.quickly(line); h != nil {
				data = data[i+1:]
				b.lines++
				p.clock.last = at
				s.record(b, line[p.clock.ticks.quick.n:], at, h)
				continue
			}
		}
		var line []byte
		line, data = b.cutLine(data)
		s.line(b, line)
		s.r = record{}
	}
}

// record counts a record of plain text, which was read quickly; rest is what stands behind its stamp.
func (s *scanner) record(b *block, rest []byte, at int64, h *knownHeader) {
	b.following = 0
	b.records++
	b.at = at
	if !s.within.contains(at) {
		b.outside++
		return
	}
	if h.turn != s.turn {
		h.index, h.turn = b.service(rest[h.from:h.to]), s.turn
	}
	r := &s.r
	r.at, r.level, r.message = at, h.level, rest[h.message:]
	if s.every {
		b.addAlone(h.index, r)
		return
	}
	b.addOf(h.index, r)
}
