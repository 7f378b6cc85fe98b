package logs

import (
	"bytes"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// textMarks says what must be done to the text of a JSON string before it is what was meant.
type textMarks uint8

const (
	escaped textMarks = 1 << iota // it has backslashes
	wide                          // it has bytes beyond ASCII, perhaps no UTF-8
)

// pastText is what is behind the JSON string that begins at b[i]; -1 if it is none that encoding/json takes: it is not closed, has a control
// character, or an escape that JSON does not know.
func pastText(b []byte, i int) (end int, marks textMarks) {
	var seen uint64
	for i++; ; {
		var w uint64
		if i >= 0 && i < len(b)-7 {
			w = load(b, i)
		} else {
			w = lastWord(b, i)
		}
		// A byte is a quote or a control character if it is below 0x21 once bit 1 is flipped, which makes 0x20 of a quote and 0x22 of a blank.
		stop := (w^0x02*each-0x21*each)&^w&highs | zeros(w^'\\'*each)
		if stop == 0 {
			seen |= w
			i += 8
			continue
		}
		n := bits.TrailingZeros64(stop) &^ 7
		seen |= w & (1<<n - 1)
		i += n / 8
		switch c := at(b, i); {
		case c == '"':
			if seen&highs != 0 {
				marks |= wide
			}
			return i + 1, marks
		case c != '\\':
			return -1, 0
		}
		n = escapeLength(b[i:])
		if n == 0 {
			return -1, 0
		}
		marks |= escaped
		i += n
	}
}

// escapeLength is how many bytes the escape takes that b begins with; 0 if JSON has none of the kind.
func escapeLength(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if hex4(b[2:]) >= 0 {
			return 6
		}
	}
	return 0
}

// hex4 is the number that the first four bytes of b write in base 16; -1 if they do not.
func hex4(b []byte) (n rune) {
	if len(b) < 4 {
		return -1
	}
	for _, c := range b[:4] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case (c|0x20)-'a' <= 'f'-'a':
			c = (c | 0x20) - 'a' + 10
		default:
			return -1
		}
		n = n<<4 | rune(c)
	}
	return n
}

// appendText appends what the text of a valid JSON string means. As in encoding/json, half a surrogate pair and each byte that is no UTF-8
// become U+FFFD. With oneLine, it stops where the first line that is not blank ends, and leaves out those before it.
func appendText(plain, text []byte, oneLine bool) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return appendValid(plain, text)
		}
		plain = appendValid(plain, text[:i])
		r, n := escape(text[i:])
		text = text[i+n:]
		if r != '\n' || !oneLine {
			plain = utf8.AppendRune(plain, r)
			continue
		}
		if len(bytes.TrimLeft(plain, " \t\r")) > 0 {
			return plain
		}
		plain = plain[:0]
	}
}

// appendValid appends a text with U+FFFD for each byte that is no UTF-8.
func appendValid(plain, text []byte) []byte {
	if utf8.Valid(text) {
		return append(plain, text...)
	}
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			plain = append(plain, text[i])
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		plain = utf8.AppendRune(plain, r)
		i += n
	}
	return plain
}

// escape is the character that the valid escape at the beginning of b stands for, and how many bytes that takes.
func escape(b []byte) (r rune, n int) {
	switch b[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r = hex4(b[2:])
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
			if both := utf16.DecodeRune(r, hex4(b[8:])); both != utf8.RuneError {
				return both, 12
			}
		}
		return utf8.RuneError, 6
	}
	return rune(b[1]), 2
}

// pastNumber is what is behind the JSON number that begins at b[i]; -1 if there is none.
func pastNumber(b []byte, i int) int {
	if at(b, i) == '-' {
		i++
	}
	switch first := at(b, i); {
	case first == '0':
		i++
	case first-'1' < 9:
		i = pastDigits(b, i)
	default:
		return -1
	}
	if at(b, i) == '.' {
		from := i + 1
		if i = pastDigits(b, from); i == from {
			return -1
		}
	}
	if at(b, i)|0x20 == 'e' {
		i++
		if sign := at(b, i); sign == '+' || sign == '-' {
			i++
		}
		from := i
		if i = pastDigits(b, from); i == from {
			return -1
		}
	}
	return i
}

func pastDigits(b []byte, i int) int {
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	return i
}

// at is b[i], or 0 behind the end of b, which no JSON has outside a string.
func at(b []byte, i int) byte {
	if i < len(b) {
		return b[i]
	}
	return 0
}

// pastWord is what is behind a word that stands at b[i]; -1 if it does not.
func pastWord(b []byte, i int, word string) int {
	if end := i + len(word); end <= len(b) && string(b[i:end]) == word {
		return end
	}
	return -1
}

// pastBlanks is what is behind the blanks of JSON at b[i].
func pastBlanks(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}
