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

const (
	// gather moves the top bits of eight bytes into the top byte, in order, by multiplication.
	gather = 0x0002040810204081
	// window is how many bytes of a message are looked at together, one bit each.
	window = 64
)

// shapeHash is a cheap hash of a message's shape, for telling lines apart while they are read. A word ends at a blank, a control character or
// "="; all words with a digit are one and the same, and so are one blank and several. It is finer than templates are, which are mined of one
// message of each shape.
//
// Words are found as runs of bits, 64 bytes at a time, and what is hashed of each depends on the others only by how many precede it, so that a
// core works on several at once, and that words with a digit cost nothing.
func shapeHash(message []byte) (h uint64) {
	size := min(len(message), maxShape) + window + 8
	if size > cap(message) { // hardly ever: it is a part of a line
		return shapeHashOfCopy(message)
	}
	m := message[:size]
	words := 0
	for left := len(m) - window - 8; left > 0; left = len(m) - window - 8 {
		b := (*[window + 8]byte)(m)
		word, number, unequal := marks(b, left)
		parts := ^word | ^uint64(0)<<uint(left)
		size := left
		if left >= window {
			if size = bits.Len64(parts); size == 0 {
				var x uint64
				x, size = longWord(m, left, words)
				h += x
				words++
				if size < left && m[size] == '=' {
					h += equalSign(words, 1)
					size++
				}
				m = m[size:]
				continue
			}
		}
		word = ^parts
		ends := parts & (word << 1)
		// A digit is added to its word, a run of ones, so that a carry leaves it at its end.
		h += plainWords(b, parts, ends, ends&^(word+number&word), words)
		if unequal != highs {
			h += equalSigns(b, min(left, window), words, ends)
		}
		words += bits.OnesCount64(ends)
		m = m[size:]
	}
	return h + uint64(words)*fnvPrime
}

// marks are the bytes of a window that are part of a word, and those that are digits, a bit each. n is how many bytes there are; what is behind
// them is marked at random. In unequal, some bit of highs is missing if there is a "=".
func marks(b *[window + 8]byte, n int) (word, number, unequal uint64) {
	unequal = highs
	i := 0
	for ; i < window && i < n; i += 8 {
		w := binary.LittleEndian.Uint64(b[i&(window-1):])
		low := w & lows
		other := low ^ '='*each + lows
		word = word<<8 | ((low+(0x80-' '-1)*each)&other|w)&highs*gather>>56
		number = number<<8 | (low^'0'*each+(0x80-10)*each|w)&highs*gather>>56
		unequal &= other | w
	}
	return bits.ReverseBytes64(word) >> (uint(-i) & 63), bits.ReverseBytes64(^number) >> (uint(-i) & 63), unequal
}

// plainWords is a hash of the words of a window that end before plain. parts is what stands between words, ends are the ends of all, and some
// words precede the window.
func plainWords(b *[window + 8]byte, parts, ends, plain uint64, words int) (h uint64) {
	for ; plain != 0; plain &= plain - 1 {
		before := plain&-plain - 1
		end := bits.TrailingZeros64(plain)
		from := bits.Len64(parts & before)
		length := end - from
		// Of more than eight bytes, the last eight are one number, and the other the length modulo eight, or eight, from the beginning.
		first := binary.LittleEndian.Uint64(b[from&(window-1):]) << (uint(-length*8) & 63)
		last := binary.LittleEndian.Uint64(b[(end-8)&(window-1):]) & uint64((8-length)>>63) //nolint:gosec // all ones or none
		x := first*mixA + last*mixB + uint64(words+bits.OnesCount64(ends&before))           //nolint:gosec // a count
		if length > 16 {
			for j := from + (length-1)&7 + 1; j < end-8; j += 8 {
				x = mixed(x) + binary.LittleEndian.Uint64(b[j&(window-1):])
			}
		}
		h += mixed(x)
	}
	return h
}

func mixed(x uint64) uint64 { return (x ^ x>>32) * mixB }

// equalSigns is a hash of where "=" stands among the words of a window that end at ends, and whether right behind one.
func equalSigns(b *[window + 8]byte, n, words int, ends uint64) (h uint64) {
	for i := 0; i < window && i < n; i += 8 {
		for found := exactly(binary.LittleEndian.Uint64(b[i&(window-1):]), '='); found != 0; found &= found - 1 {
			at := i + bits.TrailingZeros64(found)>>3
			if at >= n {
				return h
			}
			upTo := uint64(2)<<at - 1
			h += equalSign(words+bits.OnesCount64(ends&upTo), ends>>at&1)
		}
	}
	return h
}

// equalSign is a hash of a "=" that some words precede, the last of them directly if behind is 1.
func equalSign(words int, behind uint64) uint64 {
	return mixed(uint64(words)<<1 + behind + '='<<56) //nolint:gosec // a count
}

// longWord is a hash of the word that b begins with, and its length. b has n bytes and eight more, and some words precede it.
func longWord(b []byte, n, words int) (h uint64, length int) {
	digits := uint64(0)
	for {
		w := binary.LittleEndian.Uint64(b[length:])
		if n-length < 8 {
			w &= 1<<(8*(n-length)&63) - 1 // a zero ends the word
		}
		end := below(w, ' '+1) | equal(w, '=')
		if end == 0 {
			digits |= decimal(w)
			h = mixed(h ^ w)
			length += 8
			continue
		}
		k := bits.TrailingZeros64(end) &^ 7
		w &= 1<<k - 1
		length = min(length+k>>3, n)
		if digits|decimal(w) != 0 {
			return 0, length
		}
		return mixed(mixed(h^w) + uint64(words)), length //nolint:gosec // a count
	}
}

// shapeHashOfCopy is shapeHash with room behind the message, so that eight bytes can be loaded anywhere in it.
func shapeHashOfCopy(message []byte) uint64 {
	var roomy [maxShape + window + 8]byte
	return shapeHash(roomy[:copy(roomy[:maxShape], message)])
}
