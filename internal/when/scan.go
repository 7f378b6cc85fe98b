package when

// The primitives that stamps and sentences share. All take the whole text and a place in it, look ahead by a bounded number of bytes, and
// allocate nothing.

func isDigit(c byte) bool  { return c-'0' <= 9 }
func isLetter(c byte) bool { return (c|0x20)-'a' <= 'z'-'a' }
func isUpper(c byte) bool  { return c-'A' <= 'Z'-'A' }
func isBlank(c byte) bool  { return c == ' ' || c == '\t' }

// isWord says that a byte belongs to a word of ASCII. Bytes of longer characters do not: most that stand beside a time are dashes, quotes and
// blanks.
func isWord(c byte) bool { return isDigit(c) || isLetter(c) || c == '_' }

// byteAt is b[i], or 0 outside of b.
func byteAt(b []byte, i int) byte {
	if i < 0 || i >= len(b) {
		return 0
	}
	return b[i]
}

// digitRun counts the digits at b[i:], up to most.
func digitRun(b []byte, i, most int) int {
	n := 0
	for n < most && i+n < len(b) && isDigit(b[i+n]) {
		n++
	}
	return n
}

// number is the value of n digits at b[i:], which must be there.
func number(b []byte, i, n int) int {
	v := 0
	for _, c := range b[i : i+n] {
		v = v*10 + int(c-'0')
	}
	return v
}

// two is the value of exactly two digits at b[i:], or -1.
func two(b []byte, i int) int {
	if i+2 > len(b) || !isDigit(b[i]) || !isDigit(b[i+1]) {
		return -1
	}
	return int(b[i]-'0')*10 + int(b[i+1]-'0')
}

// fraction reads the digits of a second's fraction at b[i:], any number of them, and says how fine they are.
func fraction(b []byte, i int) (nanos int, digits, end int) {
	scale := 100_000_000
	for i < len(b) && isDigit(b[i]) {
		nanos += int(b[i]-'0') * scale
		scale /= 10
		digits++
		i++
	}
	return nanos, digits, i
}

// monthNames are in lower case; the first three letters tell them apart.
var monthNames = [12]string{
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
}

// dayNames are in lower case, from Sunday as time.Weekday counts; the first three letters tell them apart.
var dayNames = [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// scanMonth reads the name of a month, whole or cut to three letters ("Sept" too), and a full stop behind a cut one.
func scanMonth(b []byte, i int) (month, end int) {
	if i+3 > len(b) || !isLetter(b[i]) {
		return 0, 0
	}
	for m, name := range monthNames {
		n := prefixFold(b, i, name)
		if n < 3 {
			continue
		}
		if end = i + n; isWord(byteAt(b, end)) {
			return 0, 0
		}
		if n != len(name) && n != 3 && (n != 4 || m != 8) {
			return 0, 0
		}
		if n != len(name) && byteAt(b, end) == '.' {
			end++
		}
		return m + 1, end
	}
	return 0, 0
}

// scanWeekday reads the name of a day of the week, whole or cut ("Mon", "Tues", "Thurs").
func scanWeekday(b []byte, i int) (weekday, end int) {
	if i+3 > len(b) || !isLetter(b[i]) {
		return -1, 0
	}
	for d, name := range dayNames {
		n := prefixFold(b, i, name)
		if n < 3 {
			continue
		}
		if end = i + n; isWord(byteAt(b, end)) || (n > 5 && n != len(name)) {
			return -1, 0
		}
		if n != len(name) && byteAt(b, end) == '.' {
			end++
		}
		return d, end
	}
	return -1, 0
}

// prefixFold counts how many letters of name, which is in lower case, stand at b[i:] in either case.
func prefixFold(b []byte, i int, name string) int {
	n := 0
	for n < len(name) && i+n < len(b) && b[i+n]|0x20 == name[n] {
		n++
	}
	return n
}

// scanMeridiem reads "am", "PM", "a.m.", "p.m" at b[i:]. A clock before noon is 'a', after it 'p', and 0 is none.
func scanMeridiem(b []byte, i int) (half byte, end int) {
	half = byteAt(b, i) | 0x20
	if half != 'a' && half != 'p' {
		return 0, 0
	}
	i++
	dotted := byteAt(b, i) == '.'
	if dotted {
		i++
	}
	if byteAt(b, i)|0x20 != 'm' {
		return 0, 0
	}
	i++
	if dotted && byteAt(b, i) == '.' {
		i++
	}
	if isWord(byteAt(b, i)) {
		return 0, 0
	}
	return half, i
}

// hour24 is the hour of the day that an hour with am or pm behind it means, or -1. A pm behind a 24-hour clock ("13:42 PM") says nothing
// new and is passed over; an am is a contradiction.
func hour24(hour int, half byte) int {
	switch {
	case half == 0:
		return hour
	case hour == 12 && half == 'a':
		return 0
	case hour >= 12 && half == 'p' && hour < 24:
		return hour
	case hour > 12 || (hour == 0 && half == 'p'):
		return -1
	case half == 'p':
		return hour + 12
	}
	return hour
}

// keepIf is end, or 0 for nothing if what was read is no time.
func keepIf(ok bool, end int) int {
	if !ok {
		return 0
	}
	return end
}
