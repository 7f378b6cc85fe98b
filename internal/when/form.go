package when

import "time"

// form is one way of writing a stamp, of those that machines and people use. The order is that of Detect: the more telling first. From
// formClock on, a stamp has no date.
type form uint8

const (
	formNone      form = iota
	formISO            // 2025-10-20T02:48:11.123+02:00, 2025/10/20 02:48:11, 2025-10-20 02:48 UTC
	formCompact        // 20251020T024811Z, 20251020 024811, 20251020-02:48:11
	formYearName       // 2025 Oct 20 02:48:11
	formNameDay        // Oct 20 02:48:11, Mon Oct 20 02:48:11 EDT 2025, October 20, 2025 2:48 am
	formDayName        // 20 Oct 2025 02:48:11, Mon, 20-Oct-25 02:48:11 GMT, 20/Oct/2025:02:48:11 +0000
	formKlog           // I1020 02:48:11.123456
	formNumeric        // 10/20/2025 02:48:11, 20.10.2025 02:48, 17/06/09 20:10:40
	formMonthDay       // 03-17 16:13:38.811, 10/20 02:48:11
	formShort          // 081109 203615
	formEpoch          // 1760928491, 1760928491.123, 1760928491123
	formClock          // 13:42, 13:42:05.250, 1:42 pm
	formClockBare      // 1342Z
	formHour           // 1 pm
	formClockDot       // 15.26
	formCount
)

// noYear is the separator of a form of words whose year is not stated, so that a layout pins whether it is.
const noYear = '?'

// dateNumbers is a date of numbers as written.
type dateNumbers struct {
	v     [3]int16
	count uint8
}

// scan reads a stamp of the form at b[i:] into an empty s. It returns where the stamp ends, 0 if there is none, and what separates the
// parts of its date. Names of zones are looked for only if named is set.
func (f form) scan(b []byte, i int, s *Stamp, named bool) (end int, sep byte) {
	switch f {
	case formISO:
		return scanISO(b, i, s, named)
	case formCompact:
		return scanCompact(b, i, s, named), 0
	case formYearName:
		return scanYearName(b, i, s, named), 0
	case formNameDay:
		return scanNameDay(b, i, s, named)
	case formDayName:
		return scanDayName(b, i, s, named)
	case formKlog:
		return scanKlog(b, i, s)
	case formNumeric:
		return scanNumeric(b, i, s, named)
	case formMonthDay:
		return scanMonthDay(b, i, s, named)
	case formShort:
		return scanShort(b, i, s, named), 0
	case formEpoch:
		return scanEpoch(b, i, s)
	case formClock:
		return scanClockAlone(b, i, s, named), 0
	case formClockBare:
		return scanClockBare(b, i, s), 0
	case formHour:
		return scanHour(b, i, s, named), 0
	case formClockDot:
		return scanClockDot(b, i, s), 0
	}
	return 0, 0
}

// scanISO reads a date with the year first, and a time of day behind a T, blanks, "_" or "-".
func scanISO(b []byte, i int, s *Stamp, named bool) (end int, sep byte) {
	if i+15 > len(b) || digitRun(b, i, 5) != 4 {
		return 0, 0
	}
	sep = b[i+4]
	if (sep != '-' && sep != '/' && sep != '.') || b[i+7] != sep {
		return 0, 0
	}
	if !s.setDate(number(b, i, 4), two(b, i+5), two(b, i+8)) {
		return 0, 0
	}
	i += 10
	clockSep := byte(':')
	switch b[i] {
	case 'T', 't':
		i++
	case '_':
		i++
	case '-':
		i++
		if byteAt(b, i+2) == '.' {
			clockSep = '.' // 2005-06-03-15.42.50.675872, as DB2 writes it
		}
	default:
		if i = skipGap(b, i); i == 0 {
			return 0, 0
		}
	}
	return scanTime(b, i, s, clockSep, named), sep
}

// scanCompact reads ISO 8601's basic form, and those near it.
func scanCompact(b []byte, i int, s *Stamp, named bool) (end int) {
	if i+13 > len(b) || digitRun(b, i, 9) != 8 || !s.setDate(number(b, i, 4), number(b, i+4, 2), number(b, i+6, 2)) {
		return 0
	}
	i += 8
	switch b[i] {
	case 'T', 't', '-', '_', ' ':
		i++
	default:
		return 0
	}
	if byteAt(b, i+2) == ':' {
		return scanTime(b, i, s, ':', named)
	}
	return scanTime(b, i, s, 0, named)
}

// scanYearName reads "2025 Oct 20 02:48:11".
func scanYearName(b []byte, i int, s *Stamp, named bool) (end int) {
	if i+6 > len(b) || digitRun(b, i, 5) != 4 || (b[i+4] != ' ' && b[i+4] != '-') {
		return 0
	}
	month, next := scanMonth(b, i+5)
	if month == 0 || (byteAt(b, next) != ' ' && byteAt(b, next) != '-') {
		return 0
	}
	dom, next := scanDay(b, next+1)
	if dom == 0 || !s.setDate(number(b, i, 4), month, dom) {
		return 0
	}
	if next = skipGap(b, next); next == 0 {
		return 0
	}
	return scanTime(b, next, s, ':', named)
}

// scanNameDay reads the syslog form and those of ctime and date(1), where the year stands at the end, before the time, or nowhere.
func scanNameDay(b []byte, i int, s *Stamp, named bool) (end int, sep byte) {
	start := i
	i = skipWeekday(b, i)
	month, next := scanMonth(b, i)
	if month == 0 || byteAt(b, next) != ' ' {
		return 0, 0
	}
	dom, next := scanDay(b, next+1)
	if dom == 0 {
		return 0, 0
	}
	year := 0
	if year, end = scanYear(b, next); end > 0 {
		next = end
	}
	if next = skipGap(b, next); next == 0 {
		return 0, 0
	}
	if end = scanTime(b, next, s, ':', named); end == 0 {
		return 0, 0
	}
	if year == 0 && i > start {
		// "Mon Oct 20 02:48:11 EDT 2025", as date(1) and ctime have it, always with the weekday. What follows a syslog stamp is a host, even
		// if its name is a number.
		tail := end
		if z, zoneEnd := scanShortZone(b, end+1); zoneEnd > 0 && s.zone.kind == zoneNone && byteAt(b, end) == ' ' {
			if y, yearEnd := scanYear(b, zoneEnd); yearEnd > 0 {
				s.zone, year, end = z, y, yearEnd
			}
		}
		if y, yearEnd := scanYear(b, tail); year == 0 && yearEnd > 0 {
			year, end = y, yearEnd
		}
	}
	if year == 0 {
		return keepIf(s.setMonthDay(month, dom), end), noYear
	}
	return keepIf(s.setDate(year, month, dom), end), 0
}

// scanDayName reads the forms of RFC 1123 and 850, of web servers' logs, and "20 Oct 02:48:11".
func scanDayName(b []byte, i int, s *Stamp, named bool) (end int, sep byte) {
	i = skipWeekday(b, i)
	dom, next := scanDay(b, i)
	joint := byteAt(b, next)
	if dom == 0 || (joint != ' ' && joint != '-' && joint != '/') {
		return 0, 0
	}
	month, next := scanMonth(b, next+1)
	if month == 0 {
		return 0, 0
	}
	year := 0
	if c := byteAt(b, next); c == joint || c == ' ' || c == ',' {
		switch digits := digitRun(b, next+1, 5); {
		case digits == 4 && (joint != ' ' || byteAt(b, next+5) != ':'):
			year, next = number(b, next+1, 4), next+5
		case digits == 2 && c == joint && byteAt(b, next+3) == ' ' && joint == '-':
			year, next = 2000+number(b, next+1, 2), next+3
		case c == ',':
			if year, end = scanYear(b, next); end == 0 {
				return 0, 0
			}
			next = end
		}
	}
	if joint != ' ' && byteAt(b, next) == ':' {
		next++ // 20/Oct/2025:02:48:11
	} else if next = skipGap(b, next); next == 0 {
		return 0, 0
	}
	if end = scanTime(b, next, s, ':', named); end == 0 {
		return 0, 0
	}
	if year == 0 {
		return keepIf(s.setMonthDay(month, dom), end), noYear
	}
	return keepIf(s.setDate(year, month, dom), end), joint
}

// scanKlog reads the header of klog and glog: a letter for the level, month and day or, in newer ones, the year too.
func scanKlog(b []byte, i int, s *Stamp) (end int, sep byte) {
	switch byteAt(b, i) {
	case 'I', 'W', 'E', 'F', 'D', 'C', 'V':
	default:
		return 0, 0
	}
	i++
	ok := false
	switch digitRun(b, i, 9) {
	case 4:
		ok, sep = s.setMonthDay(number(b, i, 2), number(b, i+2, 2)), noYear
		i += 4
	case 8:
		ok = s.setDate(number(b, i, 4), number(b, i+4, 2), number(b, i+6, 2))
		i += 8
	}
	if !ok || byteAt(b, i) != ' ' || digitRun(b, i+1, 3) != 2 {
		return 0, 0
	}
	end = scanTime(b, i+1, s, ':', false)
	return keepIf(s.precision <= time.Second, end), sep
}

// scanShort reads "081109 203615": year, month, day in two digits each.
func scanShort(b []byte, i int, s *Stamp, named bool) (end int) {
	if i+11 > len(b) || digitRun(b, i, 7) != 6 || b[i+6] != ' ' {
		return 0
	}
	if !s.setDate(2000+number(b, i, 2), number(b, i+2, 2), number(b, i+4, 2)) {
		return 0
	}
	i += 7
	if byteAt(b, i+2) == ':' || byteAt(b, i+1) == ':' {
		return scanTime(b, i, s, ':', named) // MySQL's: blank-padded is passed over there
	}
	if digitRun(b, i, 7) != 6 {
		return 0
	}
	return scanTime(b, i, s, 0, named)
}

// scanEpoch reads seconds, milli-, micro- or nanoseconds since 1970, told apart by their number of digits. The separator is that number, so
// that a layout pins the unit.
func scanEpoch(b []byte, i int, s *Stamp) (end int, sep byte) {
	digits := digitRun(b, i, 20)
	if digits != 10 && digits != 13 && digits != 16 && digits != 19 {
		return 0, 0
	}
	seconds, nanos := number(b, i, 10), 0
	s.precision = time.Second
	for n, unit := 10, 100_000_000; n < digits; n++ {
		nanos += int(b[i+n]-'0') * unit
		s.precision = time.Duration(unit)
		unit /= 10
	}
	if seconds < 978307200 || seconds >= 4102444800 { // 2001 to 2100: what else has ten digits is a number
		return 0, 0
	}
	end = i + digits
	if byteAt(b, end) == '.' && isDigit(byteAt(b, end+1)) {
		part, count, next := fraction(b, end+1)
		nanos += part * int(s.precision) / int(time.Second)
		s.precision = max(s.precision/pow10(count), time.Nanosecond)
		end = next
	}
	t := time.Unix(int64(seconds), 0).UTC()
	year, month, dom := t.Date()
	c := civil{year: year, month: int(month), dom: dom, nanosecs: nanos}
	c.hour, c.minute, c.second = t.Clock()
	s.civil, s.epoch, s.has, s.zone = c, true, hasYear|hasDate, zoneRef{kind: zoneOffset}
	return end, byte(digits) //nolint:gosec // at most 19
}

func pow10(n int) time.Duration {
	p := time.Duration(1)
	for range min(n, 9) {
		p *= 10
	}
	return p
}
