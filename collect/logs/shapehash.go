package logs

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// The two multipliers of MurmurHash3's 64-bit finalizer (Austin Appleby, public domain).
const (
	mixA = 0xff51afd7ed558ccd
	mixB = 0xc4ceb9fe1a85ec53
)

// anyNumber stands for every word that holds a digit.
const anyNumber = 0x2a * (each >> 8)

// shapeHash is a cheap hash of a message's shape, for telling lines apart while they are read. A word ends at a blank, a control character or
// "="; all words with a digit are one and the same, and so are one blank and several. It is finer than templates are, which are mined of one
// message of each shape.
func shapeHash(message []byte) uint64 {
	m := slack(message[:min(len(message), maxShape)])
	n := len(m) - 8
	h := uint64(fnvBasis)
	for at := 0; at < n; {
		w := binary.LittleEndian.Uint64(m[at:])
		if n-at < 8 {
			w &= 1<<(8*(n-at)&63) - 1 // a zero ends the last word
		}
		end := below(w, ' '+1) | equal(w, '=')
		if end == 0 {
			var length int
			w, length = longWord(m[at:], n-at)
			h = (h ^ w) * mixB
			h ^= h >> 32
			at += length
			continue
		}
		k := bits.TrailingZeros64(end) // the highest bit of the byte behind the word
		at += k>>3 + 1
		w = w << (63 - k&63) // the word and what ends it
		if w>>56 <= ' ' && k == 7 {
			continue
		}
		if decimal(w) != 0 {
			w = w&(0xff<<56) | anyNumber
		}
		h = (h ^ w) * mixB
		h ^= h >> 32
	}
	return h
}

// longWord is a hash of the word of at least eight bytes that b begins with, and of what ends it, and its length with that. b has n bytes and
// eight more.
func longWord(b []byte, n int) (h uint64, length int) {
	digits := uint64(0)
	for {
		w := binary.LittleEndian.Uint64(b[length:])
		if n-length < 8 {
			w &= 1<<(8*(n-length)&63) - 1
		}
		end := below(w, ' '+1) | equal(w, '=')
		if end == 0 {
			digits |= decimal(w)
			h = (h ^ w) * mixA
			h ^= h >> 32
			length += 8
			continue
		}
		k := bits.TrailingZeros64(end)
		w = w << (63 - k&63)
		length = min(length+k>>3+1, n)
		if digits|decimal(w) != 0 {
			return w&(0xff<<56) | anyNumber, length
		}
		h = (h ^ w) * mixA
		return h ^ h>>32, length
	}
}

// slack is b with eight bytes more, whatever they are, so that eight can be loaded anywhere in b.
func slack(b []byte) []byte {
	n := len(b) + 8
	if n <= cap(b) { // nearly always: it is a part of a line
		return b[:n]
	}
	return append(slices.Clip(b), make([]byte, 8)...)
}
