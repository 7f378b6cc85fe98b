package when

import "strings"

// scanZoneText reads a zone behind a time in a sentence: at once behind it an offset or "Z", behind a blank those, an abbreviation, an IANA
// name, or a name written out ("Pacific Time"), any of them in brackets. end is 0 if there is none.
func scanZoneText(b []byte, i int) (z zoneRef, end int) {
	if c := byteAt(b, i); c == '+' || c == '-' {
		// Behind "13:42" a minus is the dash of a range, behind "06:48:11" or "T06:48" it is that of an offset.
		offset, next := scanOffset(b, i, offsetStrict)
		if next > 0 && endsText(b, next) && isDigit(byteAt(b, i-1)) && (c == '+' || exactBefore(b, i)) {
			return zoneRef{kind: zoneOffset, offset: offset}, next
		}
		return zoneRef{}, 0
	}
	at := skipSpaces(b, i, true)
	paren := byteAt(b, at) == '(' || byteAt(b, at) == '['
	if paren {
		at++
	}
	if z, end = scanZoneName(b, at, at > i); end == 0 {
		return zoneRef{}, 0
	}
	if !paren {
		return z, end
	}
	if byteAt(b, end) != ')' && byteAt(b, end) != ']' {
		return zoneRef{}, 0
	}
	return z, end + 1
}

// exactBefore says that the time of day that ends at b[i] has seconds, or a T before it.
func exactBefore(b []byte, i int) bool {
	colons := 0
	for k := i - 1; k >= 0 && k > i-24; k-- {
		switch c := b[k]; {
		case c == ':':
			colons++
		case c == 'T' || c == 't':
			return true
		case !isDigit(c) && c != '.' && c != ',':
			return colons >= 2
		}
	}
	return colons >= 2
}

// scanZoneName reads a zone at b[i:]; apart says that a blank stands before it.
func scanZoneName(b []byte, i int, apart bool) (z zoneRef, end int) {
	c := byteAt(b, i)
	switch {
	case c == 'Z' || c == 'z' && !apart:
		if !isWord(byteAt(b, i+1)) {
			return zoneRef{kind: zoneOffset}, i + 1
		}
	case c == '+' || c == '-':
		if offset, next := scanOffset(b, i, offsetStrict); apart && next > 0 && endsText(b, next) && !(c == '-' && endsRange(b, offset, next)) {
			return zoneRef{kind: zoneOffset, offset: offset}, next
		}
		return zoneRef{}, 0
	case !isLetter(c):
		return zoneRef{}, 0
	}
	if z, end = scanIANA(b, i); end > 0 {
		if word, ok := foldWord(b, skipSpaces(b, end, false), "time"); ok {
			end = word // "US/Pacific time"
		}
		return z, end
	}
	if z, end = scanShortZone(b, i); end > 0 {
		if !endsText(b, end) && byteAt(b, end) != '/' {
			return zoneRef{}, 0
		}
		return z, end
	}
	if z, end = scanLowerZone(b, i); end > 0 {
		return z, end
	}
	if !apart {
		return zoneRef{}, 0
	}
	return scanSpelledZone(b, i)
}

// scanLowerZone reads an abbreviation in lower case, "2:48 am edt", of those that are no words.
func scanLowerZone(b []byte, i int) (z zoneRef, end int) {
	n := 0
	for n < 6 && isLetter(byteAt(b, i+n)) {
		n++
	}
	if n < 3 || n > 5 || !endsText(b, i+n) {
		return zoneRef{}, 0
	}
	var upper [5]byte
	for k := range n {
		if isUpper(b[i+k]) {
			return zoneRef{}, 0
		}
		upper[k] = b[i+k] &^ 0x20
	}
	a, known := abbreviations()[string(upper[:n])]
	if !known || a.word || a.name == "WEST" {
		return zoneRef{}, 0
	}
	if a.name == "UTC" || a.name == "GMT" {
		return zoneRef{kind: zoneOffset}, i + n
	}
	return zoneRef{kind: zoneName, name: a.name}, i + n
}

// endsRange says that what looks like an offset west of Greenwich, and ends at b[end], is the end of a range: "9:38 -10:35 UTC". Its minutes are no
// quarter of an hour, or a zone stands behind it.
func endsRange(b []byte, offset, end int) bool {
	if offset%(15*60) != 0 {
		return true
	}
	at := skipSpaces(b, end, false)
	_, next := scanShortZone(b, at)
	return at > end && next > 0
}

// maxSpelledWords is how many words the longest written-out name has before "time": "central european summer".
const maxSpelledWords = 3

// scanSpelledZone reads "Pacific Time", "Central European Summer Time", and "Pacific" or "Eastern" alone where nothing follows that would
// make it another name ("Pacific Northwest").
func scanSpelledZone(b []byte, i int) (z zoneRef, end int) {
	if c := b[i] | 0x20; !strings.ContainsRune("abceghijkmlpsuw", rune(c)) {
		return zoneRef{}, 0
	}
	at := i
	for range maxSpelledWords {
		n := at
		for n < len(b) && n < at+12 && isLetter(b[n]) {
			n++
		}
		if n == at {
			break
		}
		name := strings.ToLower(strings.Join(strings.Fields(string(b[i:n])), " "))
		next := skipSpaces(b, n, true)
		if timeEnd, ok := foldWord(b, next, "time"); ok && next > n {
			if known(name) {
				return zoneRef{kind: zoneName, name: name + " time"}, timeEnd
			}
			return zoneRef{}, 0
		}
		if isUpper(b[i]) && at == i && bareZone(name) && endsName(b, n) {
			return zoneRef{kind: zoneName, name: name + " time"}, n
		}
		if next == n {
			break
		}
		at = next
	}
	return zoneRef{}, 0
}

func known(name string) bool {
	return spelled()[name] != "" || spelledPlaces()[name] != ""
}

func bareZone(name string) bool {
	return name == "pacific" || name == "eastern" || name == "central" || name == "mountain"
}

// endsName says that no word follows that would belong to a name before it.
func endsName(b []byte, i int) bool {
	if !endsText(b, i) {
		return false
	}
	at := skipSpaces(b, i, true)
	if at >= len(b) || !isWord(b[at]) {
		return true
	}
	_, ok := foldAny(b, at, "on", "and", "to", "until", "till", "through", "today", "yesterday", "we", "when", "the", "our", "for", "after",
		"with", "as")
	return ok
}
