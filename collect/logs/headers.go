package logs

import "math/bits"

const (
	// shortestHeader and longestHeader are how many bytes a header may have to be remembered, its last colon included.
	shortestHeader, longestHeader = 8, 40
	// headerSlots, with two headers each, hold those of a few hundred services.
	headerSlots = 1 << headerBits
	headerBits  = 9
	// headersFrom is how many lines are read before any header is remembered: for a small file, the memory costs more than it saves.
	headersFrom = 1000
	// headersTried is after how many lines it is looked whether it pays.
	headersTried = 1 << 14
)

// headers remembers headers that state a level and end with a logger's colon: what they say depends on nothing behind them. They are compared
// byte by byte, but that all digits are alike, because threads have numbers. No rule of a header asks which digit one is, but that which knows
// PostgreSQL's debug1 to debug5: a header with such a word is not remembered.
type headers struct {
	lines, found int
	off          bool // nearly every header differs: threads have names of their own
	slots        [][2]knownHeader
	asked        knownHeader // the one that was not found; its n is 0 if it is none that can be remembered
	at           *[2]knownHeader
}

// knownHeader is a header and what it says. Places are counted from its beginning. It is compared by its first eight bytes and its last 24,
// which may overlap, and where it is longer by the eight behind the first as well, with 0 for every digit.
type knownHeader struct {
	a, b, c, d, e uint64
	n             uint8
	level         level
	from, to      uint8 // the service; from is to if there is none
	message       uint8

	era   uint32 // of the ticks in which this was seen to be no part of the stamp before it; 0 for none
	turn  uint32 // of the scanner, in which index was looked up; 0 for none
	index uint32 // of the service, in the tables of the block
}

// find is the header that b begins with, up to a colon with one blank behind it; nil if it is not known.
func (h *headers) find(b []byte) *knownHeader {
	h.asked.n = 0
	if h.off || cap(b) < longestHeader+8 {
		return nil
	}
	wide := (*headerBytes)(b[:longestHeader+8])
	n := throughColon(wide)
	if n < shortestHeader || n > longestHeader || n+1 >= len(b) || wide[n] != ' ' || blank(wide[n+1]) {
		return nil
	}
	// The words are no struct: it would be written in pieces and read whole, for which a core has to wait.
	first, second := undigited(load(wide[:], 0)), undigited(load(wide[:], atLeast0(n-24)))
	third, last := undigited(load(wide[:], atLeast0(n-16))), undigited(load(wide[:], n-8))
	var inner uint64
	if n > 32 {
		inner = undigited(load(wide[:], 8))
	}
	x := h.slot(first*mixA + second*mixB + third*fnvPrime + last*(mixA^fnvPrime) + inner*(mixA^mixB) + uint64(n)<<32)
	if x == nil {
		return nil
	}
	for i := range x {
		if k := &x[i]; k.a == first && k.b == second && k.c == third && k.d == last && k.e == inner && int(k.n) == n {
			h.found++
			return k
		}
	}
	k := &h.asked
	k.a, k.b, k.c, k.d, k.e, k.n = first, second, third, last, inner, uint8(n)
	h.at = x
	return nil
}

// atLeast0 is max(n, 0) without a jump, which a core would guess wrong as often as not.
func atLeast0(n int) int { return n &^ (n >> 63) }

// headerBytes are as many bytes as are looked at of a header.
type headerBytes [longestHeader + 8]byte

// throughColon is where b goes on behind its first colon; more than longestHeader if there is none up to there. It asks four words alike: in which
// the colon stands hangs on the service, and a core that guesses it wrong loses more.
func throughColon(b *headerBytes) int {
	n := 24 + firstMarked(equal(load(b[:], 24), ':'))
	if i := firstMarked(equal(load(b[:], 16), ':')); i < 8 {
		n = 16 + i
	}
	if i := firstMarked(equal(load(b[:], 8), ':')); i < 8 {
		n = 8 + i
	}
	if i := firstMarked(equal(load(b[:], 0), ':')); i < 8 {
		n = i
	}
	if n == 32 {
		n += firstMarked(equal(load(b[:], 32), ':'))
	}
	return n + 1
}

// firstMarked is which of eight bytes is the first that is marked; 8 if none is.
func firstMarked(marks uint64) int { return bits.TrailingZeros64(marks) >> 3 }

// slot is where a header is remembered, by a hash; nil as long as none are.
func (h *headers) slot(hash uint64) *[2]knownHeader {
	if h.lines++; h.lines&(headersTried-1) == 0 {
		h.off = 2*h.found < headersTried
		h.found = 0
	}
	if h.slots == nil {
		if h.lines < headersFrom {
			return nil
		}
		h.slots = make([][2]knownHeader, headerSlots)
	}
	return &h.slots[(hash^hash>>29)*mixA>>(64-headerBits)]
}

// remember remembers the header that was asked for, if it ended where it was thought to, and nothing behind it had a say. r is the record that
// was read of b.
func (h *headers) remember(b []byte, ends int, r *record) {
	if h.asked.n == 0 || ends != int(h.asked.n) || numberedLevelIn(b[:ends]) {
		return
	}
	from := 0
	if len(r.service) > 0 {
		from = cap(b) - cap(r.service)
	}
	k := h.asked
	k.level, k.message = r.level, uint8(cap(b)-cap(r.message)) //nolint:gosec // in the header, or behind it
	k.from, k.to = uint8(from), uint8(from+len(r.service))     //nolint:gosec // in the header
	h.at[0], h.at[1] = k, h.at[0]
}

// undigited is eight bytes with 0 for every digit.
func undigited(w uint64) uint64 {
	return w &^ (decimal(w) >> 7 * 0xf)
}

// numberedLevelIn says whether a header may hold one of the levels that have a digit.
func numberedLevelIn(b []byte) bool {
	for i := 1; i < len(b); i++ {
		if b[i]-'0' <= 9 && b[i-1]|0x20 == 'g' {
			return true
		}
	}
	return false
}
