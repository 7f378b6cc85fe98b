package plain

import (
	"strings"
	"unicode/utf8"
)

// escape is the length of the terminal sequence that s, which begins with ESC, begins with. The forms are those of ECMA-48, 5th edition. A
// sequence that is broken off loses its introducer and what can be nothing but its parameters; the words behind it stay.
func escape(s string) int {
	if len(s) < 2 {
		return 1
	}
	switch b := s[1]; {
	case b == '[':
		return 2 + controlSequence(s[2:])
	case strings.IndexByte("]PX^_", b) >= 0:
		return 2 + controlString(s[2:])
	case b >= 0x20 && b <= 0x2f: // "ESC ( B": a character set
		n := 2
		for n < len(s) && s[n] >= 0x20 && s[n] <= 0x2f {
			n++
		}
		if n < len(s) && s[n] >= 0x30 && s[n] <= 0x7e {
			n++
		}
		return n
	case b >= 0x30 && b <= 0x7e:
		return 2
	}
	return 1
}

// control8 is the length of a C1 control, the eight-bit form of an escape sequence, that s begins with.
func control8(s string, r rune, size int) int {
	switch r {
	case 0x9b:
		return size + controlSequence(s[size:])
	case 0x90, 0x98, 0x9d, 0x9e, 0x9f:
		return size + controlString(s[size:])
	}
	return size
}

// controlSequence is the length of a CSI sequence behind its introducer: parameters, intermediates, a final byte.
func controlSequence(s string) int {
	n := 0
	for n < len(s) && s[n] >= 0x30 && s[n] <= 0x3f {
		n++
	}
	for n < len(s) && s[n] >= 0x20 && s[n] <= 0x2f {
		n++
	}
	if n < len(s) && s[n] >= 0x40 && s[n] <= 0x7e {
		n++
	}
	return n
}

// controlString is the length of the string of an OSC, DCS, SOS, PM or APC behind its introducer, with its terminator: BEL, ST or the
// eight-bit ST. It is 0 if no terminator comes before the end of the line or another escape, so that an open sequence hides no words. Since
// the search ends at the next escape, all searches together are linear.
func controlString(s string) int {
	for i := 0; i < len(s); {
		switch s[i] {
		case 0x07:
			return i + 1
		case 0x1b:
			if strings.HasPrefix(s[i:], "\x1b\\") {
				return i + 2
			}
			return 0
		case '\n', '\r':
			return 0
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == 0x9c:
			return i + n
		case r >= 0x80 && r < 0xa0:
			return 0
		}
		i += n
	}
	return 0
}
