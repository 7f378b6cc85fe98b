package when

// skipSpaces passes over blanks of any kind, no-break and thin ones among them, and one line's end if newline is set: sentences are wrapped
// anywhere, but what stands on different lines of a list does not belong together. It looks at most 8 characters ahead.
func skipSpaces(b []byte, i int, newline bool) int {
	for range 8 {
		n := spaceAt(b, i)
		switch {
		case n > 0:
			i += n
		case newline && byteAt(b, i) == '\r' && byteAt(b, i+1) == '\n':
			i += 2
			newline = false
		case newline && byteAt(b, i) == '\n':
			i++
			newline = false
		default:
			return i
		}
	}
	return i
}

// spaceAt is the length of the blank at b[i:], 0 if there is none: a space, a tab, U+00A0, U+2000 to U+200A, U+202F.
func spaceAt(b []byte, i int) int {
	switch byteAt(b, i) {
	case ' ', '\t':
		return 1
	case 0xc2:
		if byteAt(b, i+1) == 0xa0 {
			return 2
		}
	case 0xe2:
		if byteAt(b, i+1) == 0x80 && (byteAt(b, i+2) <= 0x8a || byteAt(b, i+2) == 0xaf) && byteAt(b, i+2) >= 0x80 {
			return 3
		}
	}
	return 0
}

// dashAt is the length of the dash at b[i:]: a hyphen, U+2010 to U+2015, U+2212.
func dashAt(b []byte, i int) int {
	switch byteAt(b, i) {
	case '-':
		return 1
	case 0xe2:
		if byteAt(b, i+1) == 0x80 && byteAt(b, i+2) >= 0x90 && byteAt(b, i+2) <= 0x95 {
			return 3
		}
		if byteAt(b, i+1) == 0x88 && byteAt(b, i+2) == 0x92 {
			return 3
		}
	}
	return 0
}

// endsText says that a time in a sentence may end at b[i:]: not inside a word, a number, a version, a path or an address.
func endsText(b []byte, i int) bool {
	switch c := byteAt(b, i); c {
	case '.', ':', ',':
		return !isDigit(byteAt(b, i+1))
	case '/', '-':
		return !isWord(byteAt(b, i+1)) || isDigit(byteAt(b, i+1)) && c == '-'
	case '_':
		return !isWord(byteAt(b, i+1))
	case '%', '@', '=', '\\', '&':
		return false
	default:
		return !isWord(c)
	}
}

// startsText says that a time in a sentence may begin at b[i]: what stands before it is no part of the same word, number, path or address.
func startsText(b []byte, i int) bool {
	before := byteAt(b, i-2)
	switch c := byteAt(b, i-1); c {
	case '.', '/', '\\', '=', '#', '$', '^', '+', '&', '%':
		return false
	case ':':
		return isLetter(before) || before == ' '
	case '-', '@', '_':
		return i == 1 || !isWord(before) && before != '/' && before != '-' && before != '.'
	default:
		return !isWord(c)
	}
}

// foldWord says that a word stands at b[i:] in either case and ends there; end is behind it.
func foldWord(b []byte, i int, word string) (end int, ok bool) {
	end = i + len(word)
	if prefixFold(b, i, word) != len(word) || isWord(byteAt(b, end)) {
		return 0, false
	}
	return end, true
}

// besideAt says that what follows "the" at b[i:] may be a day counted from another: "next", "following", "same", "day", "previous".
func besideAt(b []byte, i int) bool {
	switch byteAt(b, i) | 0x20 {
	case 'n', 'f', 's', 'd', 'p':
		_, ok := foldAny(b, i, "next", "following", "same", "day", "previous")
		return ok
	}
	return false
}

// mayBegin says that a word at b[i:] begins like one that a time may begin with; nearly all words of a text do not.
func mayBegin(b []byte, i int) bool {
	var p [3]byte
	n := 0
	for n < 3 && isLetter(byteAt(b, i+n)) {
		p[n] = b[i+n] | 0x20
		n++
	}
	switch string(p[:n]) {
	case "a", "an":
		return true
	case "the":
		return isDigit(byteAt(b, i+4)) || besideAt(b, i+4)
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
		"sun", "mon", "tue", "wed", "thu", "fri", "sat", "yes", "tod", "tom", "ton", "nex", "las", "pas", "pre", "noo", "mid",
		"hal", "cou", "one", "two", "thr", "fou", "fiv", "six", "sev", "eig", "nin", "ten", "ele", "twe", "fif", "thi", "for":
		return true
	}
	return false
}
