package when

import "time"

// agoRef is a time counted back from the time of writing.
type agoRef struct {
	back  time.Duration
	unit  time.Duration
	until bool // "for the last 2 hours": it reaches up to the time of writing
}

var countWords = [...]struct {
	word string
	n    float64
}{
	{"half an", 0.5},
	{"half a", 0.5},
	{"a couple of", 2},
	{"couple of", 2},
	{"an", 1},
	{"a", 1},
	{"one", 1},
	{"two", 2},
	{"three", 3},
	{"four", 4},
	{"five", 5},
	{"six", 6},
	{"seven", 7},
	{"eight", 8},
	{"nine", 9},
	{"ten", 10},
	{"eleven", 11},
	{"twelve", 12},
	{"fifteen", 15},
	{"twenty", 20},
	{"thirty", 30},
	{"forty", 40},
	{"forty-five", 45},
	{"fifty", 50},
	{"sixty", 60},
	{"ninety", 90},
}

var units = [...]struct {
	word string
	unit time.Duration
}{
	{"seconds", time.Second},
	{"second", time.Second},
	{"secs", time.Second},
	{"sec", time.Second},
	{"s", time.Second},
	{"minutes", time.Minute},
	{"minute", time.Minute},
	{"mins", time.Minute},
	{"min", time.Minute},
	{"m", time.Minute},
	{"hours", time.Hour},
	{"hour", time.Hour},
	{"hrs", time.Hour},
	{"hr", time.Hour},
	{"h", time.Hour},
	{"days", day},
	{"day", day},
	{"d", day},
	{"weeks", 7 * day},
	{"week", 7 * day},
}

// maxBack is the longest that people count back in words; what is longer is some number.
const maxBack = 366 * day

// scanAgo reads "20 minutes ago", "an hour and a half ago", "1h30m ago" and "last 2 hours" at b[i:].
func scanAgo(b []byte, i int) (a agoRef, end int) {
	for _, word := range [...]string{"last", "past", "previous"} {
		next, ok := foldWord(b, i, word)
		if !ok {
			continue
		}
		at := skipSpaces(b, next, true)
		if at == next {
			return agoRef{}, 0
		}
		if a, end = scanLength(b, at); end == 0 {
			// "the last hour", but neither "the last minute" nor "last week": these are manners of speaking.
			if a.unit, end = scanUnit(b, at); end == 0 || (a.unit != time.Hour && a.unit != time.Minute) {
				return agoRef{}, 0
			}
			if a.back = a.unit; a.unit == time.Minute || !theBefore(b, i) {
				return agoRef{}, 0
			}
		}
		a.until = true
		return a, end
	}
	a, next := scanLength(b, i)
	if next == 0 {
		return agoRef{}, 0
	}
	if sinceBefore(b, i) && a.unit < day && endsText(b, next) {
		return a, next // "it stands still since 12 minutes"
	}
	if end, ok := foldWord(b, skipSpaces(b, next, true), "ago"); ok {
		return a, end
	}
	return agoRef{}, 0
}

// sinceBefore says that "since" stands before b[i], with "about" or the like between them at most.
func sinceBefore(b []byte, i int) bool {
	at := i
	for range 2 {
		for at > 0 && b[at-1] == ' ' {
			at--
		}
		start := at
		for start > 0 && isLetter(b[start-1]) {
			start--
		}
		if at-start == 5 && prefixFold(b, start, "since") == 5 {
			return true
		}
		if !isApproxWord(string(b[start:at])) {
			return false
		}
		at = start
	}
	return false
}

// theBefore says that "the" stands before b[i].
func theBefore(b []byte, i int) bool {
	return i >= 4 && prefixFold(b, i-4, "the ") == 4
}

// scanLength reads a length of time: a count and a unit, and perhaps a second, smaller pair.
func scanLength(b []byte, i int) (a agoRef, end int) {
	n, next := scanCount(b, i)
	if next == 0 {
		return agoRef{}, 0
	}
	unit, end := scanUnit(b, skipSpaces(b, next, true))
	if end == 0 {
		return agoRef{}, 0
	}
	a = agoRef{back: time.Duration(n * float64(unit)), unit: unit}
	if n != float64(int(n)) {
		a.unit = finer(unit) // "half an hour" is told to the minute
	}
	at := skipSpaces(b, end, true)
	if and, ok := foldWord(b, at, "and"); ok {
		at = skipSpaces(b, and, true)
	}
	if half, ok := foldWord(b, at, "a half"); ok {
		a.back += unit / 2
		a.unit, end = finer(unit), half
	} else if n, next = scanCount(b, at); next > 0 {
		if small, smallEnd := scanUnit(b, skipSpaces(b, next, true)); smallEnd > 0 && small < unit {
			a.back += time.Duration(n * float64(small))
			a.unit, end = small, smallEnd
		}
	}
	if a.back <= 0 || a.back > maxBack {
		return agoRef{}, 0
	}
	return a, end
}

// scanCount reads "20", "1.5", "an", "half an", "twenty".
func scanCount(b []byte, i int) (n float64, end int) {
	if digits := digitRun(b, i, 5); digits > 0 {
		if digits > 4 {
			return 0, 0
		}
		n, end = float64(number(b, i, digits)), i+digits
		if byteAt(b, end) == '.' && digitRun(b, end+1, 2) == 1 {
			n, end = n+float64(b[end+1]-'0')/10, end+2
		}
		return n, end
	}
	for _, w := range countWords {
		if next, ok := foldWord(b, i, w.word); ok && (isBlank(byteAt(b, next)) || spaceAt(b, next) > 0 || byteAt(b, next) == '\n') {
			return w.n, next
		}
	}
	return 0, 0
}

func scanUnit(b []byte, i int) (unit time.Duration, end int) {
	for _, u := range units {
		n := len(u.word)
		if prefixFold(b, i, u.word) != n || isLetter(byteAt(b, i+n)) || byteAt(b, i+n) == '_' {
			continue
		}
		return u.unit, i + n
	}
	return 0, 0
}

// finer is the unit below one of time.
func finer(unit time.Duration) time.Duration {
	switch {
	case unit > time.Hour:
		return time.Hour
	case unit > time.Minute:
		return time.Minute
	}
	return time.Second
}
