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

// anyNumber stands for every word that holds a digit.
const anyNumber = 0x2a * each

// shapeHash is a cheap hash of a message's shape, for telling lines apart while they are read. A word ends at a blank, a control character or
// "="; all words with a digit are one and the same. It is finer than templates are, which are mined of one message of each shape.
//
// It finds the ends of all words among 64 bytes first, so that the way from word to word is short, and takes the first and the last eight bytes
// of a word, which overlap in most. All is in one function, because calls would cost as much as the rest.
func shapeHash(message []byte) uint64 {
	m := slack(message[:min(len(message), maxShape)])
	h := uint64(fnvBasis)
	for n := len(m) - 8; n > 0; n = len(m) - 8 {
		var ends uint64
		for i := 0; i < n && i < 64; i += 8 {
			w := binary.LittleEndian.Uint64(m[i:])
			ends |= gather(upTo(w, ' ')|exactly(w, '=')) << (i & 63)
		}
		if n < 64 {
			ends = ends&(1<<n-1) | 1<<n
		}
		at := 0
		for ; ends != 0; ends &= ends - 1 {
			end := bits.TrailingZeros64(ends)
			length := end - at
			from := at
			at = end + 1
			if m[end] == '=' && end < n {
				h = (h ^ '=') * mixA
			}
			if length == 0 {
				continue
			}
			k := min(length, 8)
			cut := uint(64-8*k) & 63                             //nolint:gosec // not negative
			head := binary.LittleEndian.Uint64(m[from:]) << cut  // a word's first eight bytes
			tail := binary.LittleEndian.Uint64(m[end-k:]) << cut // and its last
			digits := decimal(head) | decimal(tail)
			if length > 16 {
				middle, more := middleOf(m[from+8 : end])
				head, digits = head^middle, digits|more
			}
			w := (head*mixA ^ bits.RotateLeft64(tail, 29)) * mixB
			w ^= w >> 32
			if digits != 0 {
				w = anyNumber
			}
			h = (h ^ w) * mixB
			h ^= h >> 31
		}
		if at == 0 {
			var w uint64
			w, at = longWord(m[:n])
			h = (h ^ w) * mixB
		}
		m = m[min(at, n):]
	}
	return h
}

// middleOf is a hash of the bytes of b but for the last eight, and where there are digits in them.
func middleOf(b []byte) (h, digits uint64) {
	for ; len(b) > 8; b = b[8:] {
		w := binary.LittleEndian.Uint64(b)
		digits |= decimal(w)
		h = (h ^ w) * mixA
		h ^= h >> 32
	}
	return h, digits
}

// longWord is the hash of the word that b begins with, and its length.
func longWord(b []byte) (h uint64, length int) {
	digit := false
	for _, c := range b {
		if c <= ' ' || c == '=' {
			break
		}
		digit = digit || c-'0' <= 9
		h = (h ^ uint64(c)) * fnvPrime
		length++
	}
	if digit {
		return anyNumber, length
	}
	return h, length
}

// slack is b with eight bytes more, whatever they are, so that eight can be loaded anywhere in b.
func slack(b []byte) []byte {
	n := len(b) + 8
	if n <= cap(b) { // nearly always: it is a part of a line
		return b[:n]
	}
	return append(b[:len(b):len(b)], make([]byte, 8)...)
}

// wordEnds says which of the first size bytes, at most 64, end a word: a bit a byte. If there are fewer than 64, the one behind them does.
func wordEnds(b []byte, size int) (ends uint64) {
	for i := 0; i < size; i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		ends |= gather(upTo(w, ' ')|exactly(w, '=')) << i
	}
	if size < 64 {
		ends = ends&(1<<size-1) | 1<<size
	}
	return ends
}

// gather makes the high bits of eight bytes a byte.
func gather(highBits uint64) uint64 { return highBits * 0x0002040810204081 >> 56 }
