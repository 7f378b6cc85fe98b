package when

import "time"

// Length is a length of time that a text states: "43 minutes", "an hour and a half".
type Length struct {
	Start, End int // where its words stand: text[Start:End]
	Value      time.Duration
	Unit       time.Duration // the finest unit it was told in
}

// Lengths reads the lengths of time that a text states, in the order in which they stand, at most limit of them. It is linear in the length of the text.
func Lengths(text string, limit int) []Length {
	b := []byte(text)
	var out []Length
	for i := 0; i < len(b) && len(out) < limit; {
		if !isWord(b[i]) {
			i++
			continue
		}
		if startsText(b, i) && (isDigit(b[i]) || mayBegin(b, i)) {
			if a, end := scanLength(b, i); end > 0 && endsText(b, end) {
				out = append(out, Length{Start: i, End: end, Value: a.back, Unit: a.unit})
				i = end
				continue
			}
		}
		for i < len(b) && isWord(b[i]) {
			i++
		}
	}
	return out
}
