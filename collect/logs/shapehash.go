package logs

import (
	"encoding/binary"
	"math/bits"
)

// The two multipliers of MurmurHash3's 64-bit finalizer (Austin Appleby, public domain).
const (
	mixA = 0xff51afd7ed558ccd
	mixB = 0xc4ceb9fe1a85ec53
)

// eight times a byte, and its high and its low seven bits: for looking at eight bytes at once.
const (
	each  = 0x0101010101010101
	highs = 0x8080808080808080
	lows  = 0x7f7f7f7f7f7f7f7f
)

// anyNumber stands for every word that holds a digit.
const anyNumber = 0x2a

// shapeHash is a cheap hash of a message's shape, for telling lines apart while they are read. A word ends at a blank, a control character or
// "="; all words with a digit are one and the same. It is finer than templates are, which are mined of one message of each shape.
func shapeHash(message []byte) uint64 {
	m := message[:min(len(message), maxShape)]
	h := uint64(fnvBasis)
	for len(m) > 0 {
		var word, digits, end uint64
		i := 0
		for {
			w, n := firstEight(m[i:])
			end = below(w, ' '+1) | equal(w, '=') // the bytes beyond the message's end are 0, and end the word too
			d := decimal(w)
			if end != 0 {
				k := bits.TrailingZeros64(end) &^ 7
				keep := uint64(1)<<k - 1
				digits |= d & keep
				word = (word ^ w&keep) * mixA
				i += k >> 3
				if n > k>>3 {
					end = w >> k & 0xff
				} else {
					end = 0
				}
				break
			}
			digits |= d
			word = (word ^ w) * mixA
			word ^= word >> 32
			i += 8
		}
		if i > 0 || end == '=' {
			word ^= word >> 32
			if digits != 0 {
				word = anyNumber
			}
			if end == '=' {
				word += '='
			}
			h = (h ^ word) * mixB
			h ^= h >> 31
		}
		if i >= len(m) {
			break
		}
		m = m[i+1:]
	}
	return h
}

// firstEight is the first eight bytes of b, with zeros for those that it does not have, and how many it has, at most eight.
func firstEight(b []byte) (w uint64, n int) {
	if len(b) >= 8 {
		return binary.LittleEndian.Uint64(b), 8
	}
	for i, c := range b {
		w |= uint64(c) << (8 * i)
	}
	return w, len(b)
}

// The masks below have the high bit of every byte of w that is meant.

// below is exact up to and including the first byte that is meant, for n up to 128.
func below(w uint64, n uint64) uint64 { return (w - n*each) &^ w & highs }

// equal is exact up to and including the first byte that is meant.
func equal(w uint64, c uint64) uint64 { w ^= c * each; return (w - each) &^ w & highs }

// decimal is the digits, exactly.
func decimal(w uint64) uint64 {
	w ^= '0' * each
	return ^((w&lows + (0x80-10)*each) | w) & highs
}
