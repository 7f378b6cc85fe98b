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
const anyNumber = 0x2a * each

// shapeHash is a cheap hash of a message's shape, for telling lines apart while they are read. A word ends at a blank, a control character or
// "="; all words with a digit are one and the same. It is finer than templates are, which are mined of one message of each shape.
//
// It finds the ends of all words among 64 bytes first, so that the way from word to word is short, and hashes a word by eight bytes at a time.
func shapeHash(message []byte) uint64 {
	m := slack(message[:min(len(message), maxShape)])
	n := len(m) - 8
	h := uint64(fnvBasis)
	var word uint64 // the hash of what came before in a word that is longer than 64 bytes
	var digit bool  // which had a digit in it
	for from := 0; from < n; {
		size := min(n-from, 64)
		ends, digits := edges(m[from:from+size+8], size)
		at := 0
		for ends>>at != 0 {
			length := bits.TrailingZeros64(ends >> at)
			if sign := m[from+at+length] == '=' && from+at+length < n; length > 0 || sign || word != 0 {
				w := uint64(anyNumber)
				if !digit && digits>>at&(1<<length-1) == 0 {
					w = hashWord(word, m[from+at:], length)
				}
				if sign {
					w += '='
				}
				h = (h ^ w) * mixB
				h ^= h >> 31
				word, digit = 0, false
			}
			at += length + 1
			if at > 63 {
				break
			}
		}
		if at == 0 { // no end in sight
			word, digit = hashWord(word, m[from:], size), digit || digits != 0
			at = size
		}
		from += at
	}
	if digit {
		word = anyNumber
	}
	return (h ^ word) * mixB
}

// slack is b with eight bytes more, whatever they are, so that eight can be loaded anywhere in b.
func slack(b []byte) []byte {
	n := len(b) + 8
	if n <= cap(b) { // nearly always: it is a part of a line
		return b[:n]
	}
	return append(b[:len(b):len(b)], make([]byte, 8)...)
}

// edges says where among the first size bytes, at most 64, those are that end a word, and which are digits: a bit a byte. Behind the last byte
// a word ends in any case.
func edges(b []byte, size int) (ends, digits uint64) {
	for i := 0; i < size; i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		ends |= gather(upTo(w, ' ')|exactly(w, '=')) << i
		digits |= gather(decimal(w)) << i
	}
	if size < 64 {
		ends = ends&(1<<size-1) | 1<<size
	}
	return ends, digits
}

// gather makes the high bits of eight bytes a byte.
func gather(highBits uint64) uint64 { return highBits * 0x0002040810204081 >> 56 }

// hashWord adds a word of n bytes to a hash. Behind it there are eight bytes more.
func hashWord(h uint64, b []byte, n int) uint64 {
	for n > 8 {
		h = (h ^ binary.LittleEndian.Uint64(b)) * mixA
		h ^= h >> 32
		b, n = b[8:], n-8
	}
	h = (h ^ binary.LittleEndian.Uint64(b)<<(64-8*n)) * mixA
	return h ^ h>>32
}

// load is the first eight bytes of b, with zeros for those that it does not have, and how many it has, at most eight.
func load(b []byte) (w uint64, n int) {
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

// upTo is the bytes up to n, which is below 128, exactly.
func upTo(w uint64, n uint64) uint64 { return ^((w&lows + (lows - n*each)) | w) & highs }

// exactly is the bytes c.
func exactly(w uint64, c uint64) uint64 { w ^= c * each; return ^((w&lows + lows) | w) & highs }

// decimal is the digits, exactly.
func decimal(w uint64) uint64 {
	w ^= '0' * each
	return ^((w&lows + (0x80-10)*each) | w) & highs
}
