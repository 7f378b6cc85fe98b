package notes

import (
	"bytes"
	"regexp"
	"strconv"
)

// bareClock is a line that begins with a time of day as shift logs have it, four digits and nothing between them: "0540 comms fail alarm".
var bareClock = regexp.MustCompile(`(?m)^([ \t]*(?:[-*+•][ \t]+)?(?:\[)?)([01]\d|2[0-3])([0-5]\d)((?:h|hrs)?\]?(?:[ \t]+|[ \t]*[:–—-][ \t]+)[^\s\d])`)

// minBareClocks is how many lines must begin so: four digits are as well a year, an amount or a port, and only a column of them is a clock's.
const minBareClocks = 3

// aNight is the least step back, on such a clock, that is a midnight and not a number out of order: from 23:59 to 06:00.
const aNight = 1200

// withColons writes the bare times of a shift log with a colon, if that is what the text is: a column of them that runs forward, at most over
// one midnight, and is no list of years. ok is false if it is none.
func withColons(data []byte) (out []byte, ok bool) {
	found := bareClock.FindAllSubmatch(data, -1)
	if len(found) < minBareClocks {
		return nil, false
	}
	years, nights, last := 0, 0, -1
	for _, m := range found {
		n, _ := strconv.Atoi(string(m[2]) + string(m[3]))
		if n >= 1900 && n <= 2059 {
			years++
		}
		switch {
		case n < last && last-n < aNight:
			return nil, false
		case n < last:
			nights++
		}
		last = n
	}
	if years == len(found) || nights > 1 || len(found)*3 < bytes.Count(data, []byte("\n")) {
		return nil, false
	}
	return bareClock.ReplaceAll(data, []byte("$1$2:$3$4")), true
}
