package logs

import (
	"encoding/binary"
	"math/bits"
)

const (
	// shortestHeader and longestHeader are how many bytes a header may have to be remembered, its last colon included.
	shortestHeader, longestHeader = 8, 40
	// headerSlots hold the headers of a few hundred services.
	headerSlots = 1 << headerBits
	headerBits  = 10
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
	slots        []knownHeader
	asked        knownHeader // the one that was not found; its n is 0 if it is none that can be remembered
	at           *knownHeader
}

// knownHeader is a header and what it says. Places are counted from its beginning. It is compared by its first 24 bytes and its last 16, which
// overlap, with 0 for every digit.
type knownHeader struct {
	a, b, c, d, e uint64
	n             uint8
	level         level
	from, to      uint8 // the service; from is to if there is none
	message       uint8
}

// find is the header that b begins with, up to a colon with one blank behind it; nil if it is not known.
func (h *headers) find(b []byte) *knownHeader {
	h.asked.n = 0
	if h.off || cap(b) < longestHeader+8 {
		return nil
	}
	wide := b[:longestHeader+8]
	n := 0
	for i := 0; i < longestHeader; i += 8 {
		if found := equal(binary.LittleEndian.Uint64(wide[i:]), ':'); found != 0 {
			n = i + bits.TrailingZeros64(found)>>3 + 1
			break
		}
	}
	if n < shortestHeader || n+1 >= len(b) || b[n] != ' ' || blank(b[n+1]) {
		return nil
	}
	k := knownHeader{
		a: undigited(wide), b: undigited(wide[min(8, n-8):]), c: undigited(wide[min(16, n-8):]),
		d: undigited(wide[max(n-16, 0):]), e: undigited(wide[n-8:]), n: uint8(n), //nolint:gosec // at most longestHeader
	}
	if x := h.slot(&k); x != nil {
		if x.a == k.a && x.b == k.b && x.c == k.c && x.d == k.d && x.e == k.e && x.n == k.n {
			h.found++
			return x
		}
		h.asked, h.at = k, x
	}
	return nil
}

// slot is where a header is remembered; nil as long as none are.
func (h *headers) slot(k *knownHeader) *knownHeader {
	if h.lines++; h.lines&(headersTried-1) == 0 {
		h.off = 2*h.found < headersTried
		h.found = 0
	}
	if h.slots == nil {
		if h.lines < headersFrom {
			return nil
		}
		h.slots = make([]knownHeader, headerSlots)
	}
	place := k.a*mixA + k.b*mixB + k.c*fnvPrime + k.d*(mixA^mixB) + k.e*(mixA^fnvPrime) + uint64(k.n)<<32
	return &h.slots[(place^place>>29)*mixA>>(64-headerBits)]
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
	*h.at = h.asked
	h.at.level, h.at.message = r.level, uint8(cap(b)-cap(r.message)) //nolint:gosec // in the header, or behind it
	h.at.from, h.at.to = uint8(from), uint8(from+len(r.service))     //nolint:gosec // in the header
}

// undigited is eight bytes with 0 for every digit.
func undigited(b []byte) uint64 {
	w := binary.LittleEndian.Uint64(b)
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
