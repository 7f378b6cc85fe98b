package when

import "time"

// setDate states a whole date; false if there is no such day.
func (s *Stamp) setDate(year, month, dom int) bool {
	if !plausibleYear(year) || !validDay(year, month, dom) {
		return false
	}
	s.civil.year, s.civil.month, s.civil.dom = year, month, dom
	s.has = hasYear | hasDate
	return true
}

// setMonthDay states a date without its year.
func (s *Stamp) setMonthDay(month, dom int) bool {
	if !validDay(0, month, dom) {
		return false
	}
	s.civil.month, s.civil.dom = month, dom
	s.has = hasDate
	return true
}

// skipWeekday passes over "Mon ", "Mon, " or "Monday, ".
func skipWeekday(b []byte, i int) int {
	day, end := scanWeekday(b, i)
	if day < 0 {
		return i
	}
	if byteAt(b, end) == ',' {
		end++
	}
	if byteAt(b, end) != ' ' {
		return i
	}
	return end + 1
}

// scanDay reads a day of the month, padded with a blank or a zero or not at all, or written "20th".
func scanDay(b []byte, i int) (dom, end int) {
	if byteAt(b, i) == ' ' {
		i++
	}
	n := digitRun(b, i, 3)
	if n == 0 || n > 2 {
		return 0, 0
	}
	dom, end = number(b, i, n), i+n
	if dom == 0 || dom > 31 {
		return 0, 0
	}
	return dom, skipOrdinal(b, end)
}

// skipOrdinal passes over the "st", "nd", "rd" or "th" behind a number.
func skipOrdinal(b []byte, i int) int {
	c, d := byteAt(b, i)|0x20, byteAt(b, i+1)|0x20
	if (c == 's' && d == 't') || (c == 'n' && d == 'd') || (c == 'r' && d == 'd') || (c == 't' && d == 'h') {
		if !isWord(byteAt(b, i+2)) {
			return i + 2
		}
	}
	return i
}

// scanYear reads a year of four digits behind a blank or a comma; a time of day behind a blank is none.
func scanYear(b []byte, i int) (year, end int) {
	if byteAt(b, i) == ',' {
		i++
	}
	if byteAt(b, i) == ' ' {
		i++
	}
	if digitRun(b, i, 5) != 4 || byteAt(b, i+4) == ':' {
		return 0, 0
	}
	if year = number(b, i, 4); !plausibleYear(year) {
		return 0, 0
	}
	return year, i + 4
}

// skipGap passes over what stands between a date and a time: blanks, with a comma before them or "at" among them. 0 is no gap.
func skipGap(b []byte, i int) int {
	if byteAt(b, i) == ',' {
		i++
	}
	start := i
	for i < start+3 && isBlank(byteAt(b, i)) {
		i++
	}
	if i == start {
		return 0
	}
	if byteAt(b, i)|0x20 == 'a' && byteAt(b, i+1)|0x20 == 't' && byteAt(b, i+2) == ' ' {
		return i + 3
	}
	return i
}

// scanTime reads a time of day and the zone behind it. sep stands between its numbers; 0 is none.
func scanTime(b []byte, i int, s *Stamp, sep byte, named bool) (end int) {
	end = scanClock(b, i, &s.civil, &s.precision, sep)
	if end == 0 {
		return 0
	}
	return scanZoneBehind(b, end, s, named)
}

// scanClock reads hours, minutes, and seconds with a fraction where they stand, am or pm too.
func scanClock(b []byte, i int, c *civil, precision *time.Duration, sep byte) (end int) {
	digits := digitRun(b, i, 2)
	if digits == 0 || (digits == 1 && sep == 0) {
		return 0
	}
	hour := number(b, i, digits)
	i += digits
	if sep != 0 {
		if byteAt(b, i) != sep {
			return 0
		}
		i++
	}
	minute := two(b, i)
	if minute < 0 || minute > 59 || hour > 23 {
		return 0
	}
	i += 2
	c.minute, *precision = minute, time.Minute
	if second, next := scanSecond(b, i, sep); next > 0 {
		if second > 60 {
			return 0
		}
		c.second, *precision = min(second, 59), time.Second
		i = scanFraction(b, next, c, precision)
	}
	if isDigit(byteAt(b, i)) {
		return 0
	}
	half, next := scanMeridiem(b, skipBlank(b, i))
	if half != 0 {
		i = next
	}
	c.hour = hour24(hour, half)
	if c.hour < 0 {
		return 0
	}
	return i
}

func scanSecond(b []byte, i int, sep byte) (second, end int) {
	if sep != 0 {
		if byteAt(b, i) != sep {
			return 0, 0
		}
		i++
	}
	if second = two(b, i); second < 0 {
		return 0, 0
	}
	return second, i + 2
}

// scanFraction reads the fraction of a second behind a full stop, a comma, or a colon with three digits (as some Java logs have it).
func scanFraction(b []byte, i int, c *civil, precision *time.Duration) (end int) {
	mark := byteAt(b, i)
	if (mark != '.' && mark != ',' && mark != ':') || !isDigit(byteAt(b, i+1)) || (mark == ':' && digitRun(b, i+1, 4) != 3) {
		return i
	}
	nanos, digits, end := fraction(b, i+1)
	c.nanosecs = nanos
	*precision = max(time.Second/pow10(digits), time.Nanosecond)
	return end
}

func skipBlank(b []byte, i int) int {
	if byteAt(b, i) == ' ' {
		return i + 1
	}
	return i
}

// scanZoneBehind reads the zone behind a time of day, if any, and returns where the time ends with it: an offset or Z at once behind it, an
// offset of four digits behind a blank, or a name behind a blank.
func scanZoneBehind(b []byte, i int, s *Stamp, named bool) (end int) {
	switch c := byteAt(b, i); {
	case (c == 'Z' || c == 'z') && !isWord(byteAt(b, i+1)):
		s.zone = zoneRef{kind: zoneOffset}
		return i + 1
	case c == '+', c == '-' && s.precision <= time.Second && s.has != 0:
		// Behind "13:42" a minus is the dash of a range.
		if offset, end := scanOffset(b, i, offsetHours); end > 0 && ends(b, end) {
			s.zone = zoneRef{kind: zoneOffset, offset: offset}
			return end
		}
		return i
	}
	at := skipBlank(b, i)
	if at == i && byteAt(b, i) != '[' && !named {
		return i
	}
	if offset, end := scanOffset(b, at, offsetStrict); at > i && end > 0 && ends(b, end) {
		s.zone = zoneRef{kind: zoneOffset, offset: offset}
		return skipZoneName(b, end)
	}
	if !named {
		return i
	}
	paren := byteAt(b, at) == '('
	if paren {
		at++
	}
	z, end := scanShortZone(b, at)
	if end == 0 {
		z, end = scanIANA(b, at)
	}
	if end == 0 || (paren && byteAt(b, end) != ')') {
		return i
	}
	if paren {
		end++
	}
	s.zone, s.named = z, true
	return end
}

// skipZoneName passes over the name that some write behind an offset, "-0400 EDT" or "+0000 (UTC)": the offset has said it all.
func skipZoneName(b []byte, i int) int {
	at := skipBlank(b, i)
	if at == i {
		return i
	}
	paren := byteAt(b, at) == '('
	if paren {
		at++
	}
	_, end := scanShortZone(b, at)
	if end == 0 || (paren && byteAt(b, end) != ')') {
		return i
	}
	if paren {
		end++
	}
	return end
}

// scanClockAlone reads "13:42".
func scanClockAlone(b []byte, i int, s *Stamp, named bool) (end int) {
	return scanTime(b, i, s, ':', named)
}

// scanClockBare reads "1342Z". Four digits are a time only with the zone behind them, and of zones only those that no one takes for
// anything else.
func scanClockBare(b []byte, i int, s *Stamp) (end int) {
	if digitRun(b, i, 5) != 4 {
		return 0
	}
	end = scanTime(b, i, s, 0, true)
	if s.zone.kind == zoneNone {
		return 0
	}
	return end
}

// scanHour reads "1 pm".
func scanHour(b []byte, i int, s *Stamp, named bool) (end int) {
	digits := digitRun(b, i, 3)
	if digits == 0 || digits > 2 {
		return 0
	}
	half, end := scanMeridiem(b, skipBlank(b, i+digits))
	hour := number(b, i, digits)
	if half == 0 || hour == 0 || hour > 12 {
		return 0
	}
	s.civil.hour, s.precision = hour24(hour, half), time.Hour
	return scanZoneBehind(b, end, s, named)
}

// scanClockDot reads "15.26". It looks like a number, so it must have two digits on both sides and no unit behind it.
func scanClockDot(b []byte, i int, s *Stamp) (end int) {
	if digitRun(b, i, 3) != 2 || digitRun(b, i+3, 3) != 2 {
		return 0
	}
	end = scanTime(b, i, s, '.', false)
	if end == 0 || s.precision != time.Minute || hasUnit(b, end) {
		return 0
	}
	return end
}

// hasUnit says that a unit of measure stands behind a number.
func hasUnit(b []byte, i int) bool {
	i = skipBlank(b, i)
	n := i
	for n < len(b) && n < i+8 && isLetter(b[n]) {
		n++
	}
	switch string(b[i:n]) {
	case "ms", "us", "ns", "s", "sec", "secs", "seconds", "min", "minutes", "h", "hours", "days", "percent", "x", "B", "kB", "KB", "MB", "GB",
		"TB", "KiB", "MiB", "GiB", "rps", "qps", "Mbps", "Gbps", "req", "requests", "C", "F", "USD", "EUR":
		return true
	}
	return byteAt(b, i) == '%'
}
