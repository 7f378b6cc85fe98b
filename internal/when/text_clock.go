package when

import (
	"fmt"
	"time"
)

// clockRef is a time of day as a sentence states it.
type clockRef struct {
	civil     civil // its time of day alone
	precision time.Duration
	half      byte // 'a', 'p', or 0 if neither am nor pm is written
	bare      bool // an hour without anything, "3" of "between 3 and 4 PM"
	plain     bool // "1405" or "14.05", which is a time only as an end of a range that another such ends
	zone      zoneRef
	problem   string
	stated    bool
	told      bool // it is a time of day only if a zone or a word like "at" says so: it would be out of range, or be a duration
}

// scanClockText reads a time of day at b[i:] with the zone behind it.
func scanClockText(b []byte, i int) (c clockRef, end int) {
	if !isDigit(byteAt(b, i)) {
		return scanClockWord(b, i)
	}
	digits := digitRun(b, i, 7)
	next := i + digits
	mark := byteAt(b, next)
	switch {
	case digits == 4:
		return scanFourDigits(b, i)
	case digits > 2:
		return clockRef{}, 0
	case mark == ':' && two(b, next+1) >= 0:
		return scanColonClock(b, i, digits)
	case (mark == '.' || mark|0x20 == 'h') && two(b, next+1) >= 0 && digitRun(b, next+1, 3) == 2:
		return scanMarkedClock(b, i, digits)
	}
	return scanHourText(b, i, digits)
}

// scanColonClock reads "13:42", "2:48:11.250 am".
func scanColonClock(b []byte, i, digits int) (c clockRef, end int) {
	c.stated = true
	hour, minute := number(b, i, digits), two(b, i+digits+1)
	c.civil = civil{hour: hour, minute: minute}
	c.precision = time.Minute
	end = i + digits + 3
	if byteAt(b, end) == ':' && two(b, end+1) >= 0 {
		c.civil.second, c.precision = two(b, end+1), time.Second
		end += 3
		if m := byteAt(b, end); m != ':' {
			end = scanFraction(b, end, &c.civil, &c.precision)
		}
	}
	words := end
	if end = c.meridiem(b, end); end == words {
		if next, ok := foldAny(b, skipSpaces(b, end, false), "uhr", "hrs", "hours", "h"); ok {
			end = next
		}
	}
	end = c.zoneBehind(b, end)
	if (c.half != 0 || c.zone.kind != zoneNone) && byteAt(b, end) == '/' {
		return c.checked(b[i:words]), end
	}
	if !endsText(b, end) {
		return clockRef{}, 0
	}
	return c.checked(b[i:words]), end
}

// checked is the time of day with its problem, if there is none such. 24:00 is the end of a day; a leap second is the one before it.
func (c clockRef) checked(words []byte) clockRef {
	midnight := c.civil.hour == 24 && c.civil.minute == 0 && c.civil.second == 0 && c.half == 0
	if c.civil.hour < 0 || (c.civil.hour > 23 && !midnight) || c.civil.minute > 59 || c.civil.second > 60 {
		half := map[byte]string{'a': " am", 'p': " pm"}[c.half]
		c.problem = fmt.Sprintf("%s%s is no time of day", words, half)
		c.told = c.half == 0 && c.zone.kind == zoneNone
	}
	c.civil.second = min(c.civil.second, 59)
	return c
}

// scanMarkedClock reads "15.30 Uhr", "3.15 pm" and "15h30". A number with a full stop is a time only if what stands behind it says so, and
// "2h30" is a duration more often than not.
func scanMarkedClock(b []byte, i, digits int) (c clockRef, end int) {
	mark := b[i+digits]
	c.stated = true
	c.civil = civil{hour: number(b, i, digits), minute: two(b, i+digits+1)}
	c.precision = time.Minute
	if c.civil.hour > 23 || c.civil.minute > 59 {
		return clockRef{}, 0
	}
	start := i + digits + 3
	end = start
	if at, ok := foldWord(b, skipSpaces(b, end, false), "uhr"); ok {
		end = at
	}
	if mark == '.' {
		end = c.meridiem(b, end)
		if at, ok := foldAny(b, skipSpaces(b, end, false), "o'clock", "o’clock"); ok {
			end = at
		}
	}
	end = c.zoneBehind(b, end)
	if !endsText(b, end) || c.civil.hour < 0 || (mark == '.' && end == start) || (mark != '.' && digits == 1) {
		return clockRef{}, 0
	}
	c.told = mark != '.' && end == start
	return c, end
}

// scanFourDigits reads "1342Z" and "1342 UTC": four digits are a time only with their zone.
func scanFourDigits(b []byte, i int) (c clockRef, end int) {
	hour, minute := two(b, i), two(b, i+2)
	if hour > 23 || minute > 59 {
		return clockRef{}, 0
	}
	c = clockRef{civil: civil{hour: hour, minute: minute}, precision: time.Minute, stated: true}
	start := i + 4
	if end, ok := foldWord(b, skipSpaces(b, start, false), "hrs"); ok {
		start = end
	} else if byteAt(b, start)|0x20 == 'h' && !isWord(byteAt(b, start+1)) && hour < 10 && b[i] == '0' {
		start++ // "0930h"; "1500h" may be a duration
	}
	end = c.zoneBehind(b, start)
	if end == start && start == i+4 || !endsText(b, end) {
		return clockRef{}, 0
	}
	return c, end
}

// scanHourText reads "3 PM", "15 Uhr", "12 noon".
func scanHourText(b []byte, i, digits int) (c clockRef, end int) {
	if digits > 2 {
		return clockRef{}, 0
	}
	c = clockRef{civil: civil{hour: number(b, i, digits)}, precision: time.Hour, stated: true}
	at := skipSpaces(b, i+digits, false)
	if c.civil.hour == 12 && at > i+digits {
		if noon, next := scanClockWord(b, at); next > 0 {
			return noon, next
		}
	}
	if next, ok := foldWord(b, at, "uhr"); ok && c.civil.hour < 24 {
		end = c.zoneBehind(b, next)
		return c, end
	}
	if c.civil.hour == 0 || c.civil.hour > 12 {
		return clockRef{}, 0
	}
	end = c.meridiem(b, i+digits)
	if c.half == 0 {
		return clockRef{}, 0
	}
	end = c.zoneBehind(b, end)
	if !endsText(b, end) {
		return clockRef{}, 0
	}
	return c, end
}

// scanClockWord reads "noon" and "midnight".
func scanClockWord(b []byte, i int) (c clockRef, end int) {
	for _, w := range [...]struct {
		word string
		hour int
	}{{"noon", 12}, {"midday", 12}, {"midnight", 0}} {
		if end, ok := foldWord(b, i, w.word); ok {
			c = clockRef{civil: civil{hour: w.hour}, precision: time.Hour, half: 'x', stated: true}
			end = c.zoneBehind(b, end)
			if !endsText(b, end) {
				return clockRef{}, 0
			}
			return c, end
		}
	}
	return clockRef{}, 0
}

// scanPlainClock reads "1405" and "14.05" with nothing behind them but perhaps a zone.
func scanPlainClock(b []byte, i int) (c clockRef, end int) {
	digits, minutes := digitRun(b, i, 5), i+2
	switch {
	case digits == 2 && byteAt(b, i+2) == '.' && digitRun(b, i+3, 3) == 2:
		minutes++
	case digits != 4:
		return clockRef{}, 0
	}
	hour, minute := two(b, i), two(b, minutes)
	if hour > 23 || minute > 59 {
		return clockRef{}, 0
	}
	c = clockRef{civil: civil{hour: hour, minute: minute}, precision: time.Minute, stated: true, plain: true}
	if end = c.zoneBehind(b, minutes+2); !endsText(b, end) {
		return clockRef{}, 0
	}
	return c, end
}

// scanBareHour reads an hour with nothing behind it, the first of a range whose second says what it is: "between 3 and 4 PM".
func scanBareHour(b []byte, i int) (c clockRef, end int) {
	digits := digitRun(b, i, 3)
	if digits == 0 || digits > 2 {
		return clockRef{}, 0
	}
	hour := number(b, i, digits)
	if hour > 23 {
		return clockRef{}, 0
	}
	return clockRef{civil: civil{hour: hour}, precision: time.Hour, bare: true, stated: true}, i + digits
}

// meridiem reads am or pm behind the numbers, and sets the hour that they mean, -1 for none.
func (c *clockRef) meridiem(b []byte, i int) (end int) {
	half, end := scanMeridiem(b, skipSpaces(b, i, false))
	if last := byteAt(b, i) | 0x20; half == 0 && (last == 'a' || last == 'p') && i >= 3 && b[i-3] == ':' && !isWord(byteAt(b, i+1)) {
		half, end = last, i+1 // "7:33p ET"
	}
	if half == 0 {
		return i
	}
	c.half = half
	c.civil.hour = hour24(c.civil.hour, half)
	return end
}

// zoneBehind reads the zone behind a time of day, and one more in brackets behind that ("PDT (UTC-7)"): the offset of two says more.
func (c *clockRef) zoneBehind(b []byte, i int) (end int) {
	z, end := scanZoneText(b, i)
	if end == 0 {
		return i
	}
	c.zone = z
	if z.kind == zoneName {
		if more, next := scanZoneText(b, end); next > 0 && more.kind == zoneOffset && byteAt(b, next-1) == ')' {
			c.zone, end = more, next
		}
	}
	return end
}
