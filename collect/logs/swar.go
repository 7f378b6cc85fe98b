package logs

import (
	"encoding/binary"
	"math/bits"
)

// Text is looked at eight bytes at a time, each word holding the first byte lowest (SWAR: SIMD within a register). A test marks bytes by their top
// bits. Where a test subtracts, only the lowest mark is sure: what is above it may come of a carry.
const (
	each  = 0x0101010101010101
	highs = 0x80 * each
	lows  = 0x7f * each
)

// load is the eight bytes at b[i], which must be there. It is spelt out because the compiler makes one instruction of it and no check where
// the caller has compared i with both ends of b, which it does not of a slice.
func load(b []byte, i int) uint64 {
	return uint64(b[i]) | uint64(b[i+1])<<8 | uint64(b[i+2])<<16 | uint64(b[i+3])<<24 |
		uint64(b[i+4])<<32 | uint64(b[i+5])<<40 | uint64(b[i+6])<<48 | uint64(b[i+7])<<56
}

// eightAt is the eight bytes at b[i], with zeros behind the end of b.
func eightAt(b []byte, i int) uint64 {
	if i >= 0 && i < len(b)-7 {
		return load(b, i)
	}
	return lastWord(b, i)
}

// lastWord is the bytes at b[i], of which there are less than eight, with zeros behind the end of b.
func lastWord(b []byte, i int) (w uint64) {
	if n := len(b); n >= 8 { // i may be past the end: a shift by 64 and more leaves nothing
		return load(b, n-8) >> (8 * uint(i+8-n))
	}
	for n := len(b) - 1; n >= i; n-- {
		w = w<<8 | uint64(b[n])
	}
	return w
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

// below is exact up to and including the first byte that is meant, for n up to 128.
func below(w uint64, n uint64) uint64 { return (w - n*each) &^ w & highs }

// equal is exact up to and including the first byte that is meant.
func equal(w uint64, c uint64) uint64 { return zeros(w ^ c*each) }

// zeros is exact up to and including the first byte that is zero.
func zeros(w uint64) uint64 { return (w - each) &^ w & highs }

// exactly is the bytes c.
func exactly(w uint64, c uint64) uint64 { w ^= c * each; return ^((w&lows + lows) | w) & highs }

// decimal is the digits, exactly.
func decimal(w uint64) uint64 {
	w ^= '0' * each
	return ^((w&lows + (0x80-10)*each) | w) & highs
}

// blanks marks the blanks and tabs in w.
func blanks(w uint64) uint64 { return zeros(w^' '*each) | zeros(w^'\t'*each) }

// endOfWord is where the word ends that stands at b[i]: at the first blank, or at the end of b.
func endOfWord(b []byte, i int) int {
	for i >= 0 && i < len(b)-7 {
		if stop := blanks(load(b, i)); stop != 0 {
			return i + bits.TrailingZeros64(stop)/8
		}
		i += 8
	}
	return min(i+bits.TrailingZeros64(blanks(lastWord(b, i)))/8, len(b)) // 64 bits where there is none
}

// plainWord is endOfWord, and says whether the word is plain: it has a letter in lower case or no letter at all, and no equals sign.
func plainWord(b []byte, i int) (end int, plain bool) {
	var lower, upper, signs uint64
	for last := false; !last; i += 8 {
		var w uint64
		if last = i >= len(b)-7; last {
			w = lastWord(b, i)
		} else {
			w = load(b, i)
		}
		inLower, inUpper, inSigns := inRange(w, 'a', 'z'), inRange(w, 'A', 'Z'), zeros(w^'='*each)
		if stop := blanks(w); stop != 0 {
			before := stop&-stop - 1
			lower, upper, signs = lower|inLower&before, upper|inUpper&before, signs|inSigns&before
			return i + bits.TrailingZeros64(stop)/8, signs == 0 && (lower != 0 || upper == 0)
		}
		lower, upper, signs = lower|inLower, upper|inUpper, signs|inSigns
	}
	return len(b), signs == 0 && (lower != 0 || upper == 0)
}

// inRange marks the bytes of w from first to last, which are ASCII. All marks are sure.
func inRange(w, first, last uint64) uint64 {
	low := w &^ highs
	return (low + (0x80-first)*each) &^ (low + (0x80-last-1)*each) &^ w & highs
}

// endOfQuoted is where the quote stands that closes the one at b[i], or len(b) if none does. A backslash takes what follows it for what it is.
func endOfQuoted(b []byte, i int) (end int, escaped bool) {
	for i++; ; {
		var w uint64
		if i >= 0 && i < len(b)-7 {
			w = load(b, i)
		} else {
			w = lastWord(b, i)
		}
		stop := zeros(w^'"'*each) | zeros(w^'\\'*each)
		if stop == 0 {
			if i += 8; i >= len(b) {
				return len(b), escaped
			}
			continue
		}
		if i += bits.TrailingZeros64(stop) / 8; b[i] == '"' {
			return i, escaped
		}
		escaped = true
		if i += 2; i >= len(b) {
			return len(b), true
		}
	}
}

// pastSpace is where b goes on behind the blanks and tabs at b[i].
func pastSpace(b []byte, i int) int {
	for i < len(b) && blank(b[i]) {
		i++
	}
	return i
}
