package when

import (
	"fmt"
	"time"
)

// dateRef is a date as a sentence states it, perhaps in part.
type dateRef struct {
	kind             dateKind
	year, month, dom int
	weekday          int // for dateWeekday
	days             int // for dateRelative: -1 is yesterday; for dateWeekday: 1 is "next Monday"
	numbers          dateNumbers
	cut              bool // "Sun", which is a weekday only beside a time of day
	problem          string
}

type dateKind uint8

const (
	dateNone      dateKind = iota
	dateFull               // October 19, 2025
	dateYearless           // October 19
	dateDay                // the 21st
	dateWeekday            // Monday
	dateRelative           // yesterday
	dateUnsettled          // 10/11/2025
	dateBeside             // the next day, the same day: counted from the date told before
)

// scanDate reads a date at b[i:], with the weekday before it where it stands. Numbers that are a date only beside a time of day ("10/20") are
// not read here.
func scanDate(b []byte, i int) (d dateRef, end int) {
	if isDigit(byteAt(b, i)) {
		return scanDateDigits(b, i)
	}
	if weekday, next := scanWeekday(b, i); weekday >= 0 {
		return scanDateWeekday(b, i, weekday, next)
	}
	if d, end = scanMonthDate(b, i); end > 0 {
		return d, end
	}
	return scanDateWord(b, i)
}

// scanDateWeekday reads "Monday, 2015-12-07", "Wednesday 3 February 2016", "Tuesday the 21st" and "Monday" itself.
func scanDateWeekday(b []byte, i, weekday, next int) (d dateRef, end int) {
	at := next
	if byteAt(b, at) == ',' {
		at++
	}
	if gapEnd := skipSpaces(b, at, true); gapEnd > at {
		if isDigit(byteAt(b, gapEnd)) {
			d, end = scanDateDigits(b, gapEnd)
		} else if d, end = scanMonthDate(b, gapEnd); end == 0 {
			d, end = scanDayOfMonth(b, gapEnd)
		}
		if end > 0 {
			return d, end
		}
	}
	cut := next-i < len(dayNames[weekday])
	if cut && !isUpper(b[i]) {
		return dateRef{}, 0
	}
	return dateRef{kind: dateWeekday, weekday: weekday, cut: cut}, next
}

// scanMonthDate reads "October 19", "Oct. 19th, 2025".
func scanMonthDate(b []byte, i int) (d dateRef, end int) {
	month, next := scanMonth(b, i)
	if month == 0 || ((month == 3 || month == 5) && !isUpper(b[i])) { // "may 5 nodes fail", "march 3 times"
		return dateRef{}, 0
	}
	at := skipSpaces(b, next, true)
	if at == next {
		return dateRef{}, 0
	}
	if prefixFold(b, at, "the ") == 4 {
		at += 4
	}
	digits := digitRun(b, at, 3)
	if digits == 0 || digits > 2 {
		return dateRef{}, 0
	}
	d = dateRef{kind: dateYearless, month: month, dom: number(b, at, digits)}
	end = skipOrdinal(b, at+digits)
	if !endsDate(b, end) {
		return dateRef{}, 0
	}
	if year, yearEnd := scanYearBehind(b, end); yearEnd > 0 {
		d.kind, d.year, end = dateFull, year, yearEnd
	}
	return d.checked(), end
}

// scanYearBehind reads the year of a date in words: ", 2025" or " 2025".
func scanYearBehind(b []byte, i int) (year, end int) {
	if byteAt(b, i) == ',' {
		i++
	}
	at := skipSpaces(b, i, true)
	if at == i || digitRun(b, at, 5) != 4 || !endsDate(b, at+4) {
		return 0, 0
	}
	year = number(b, at, 4)
	if !plausibleYear(year) {
		return 0, 0
	}
	return year, at + 4
}

// endsDate says that a date may end at b[i:]: a colon behind it makes it a time, a full stop before a digit a version.
func endsDate(b []byte, i int) bool {
	return endsText(b, i) && (byteAt(b, i) != ':' || !isDigit(byteAt(b, i+1)))
}

// scanDateDigits reads "2025-10-19", "19 October 2025", "19th of October", "20/Oct/2025", "20.10.2025", "10/20/2025".
func scanDateDigits(b []byte, i int) (d dateRef, end int) {
	digits := digitRun(b, i, 5)
	if digits == 4 {
		return scanDateISO(b, i)
	}
	if digits > 2 {
		return dateRef{}, 0
	}
	first, next := number(b, i, digits), i+digits
	joint := byteAt(b, next)
	if (joint == '/' || joint == '.' || joint == '-') && isDigit(byteAt(b, next+1)) {
		return scanDateNumbers(b, first, next)
	}
	at := skipOrdinal(b, next)
	if joint == '-' || joint == '/' {
		at++
	} else if at = skipSpaces(b, at, true); at == next {
		return dateRef{}, 0
	}
	if prefixFold(b, at, "of ") == 3 {
		at += 3
	}
	month, end := scanMonth(b, at)
	if month == 0 || ((month == 3 || month == 5) && !isUpper(b[at])) {
		return dateRef{}, 0
	}
	d = dateRef{kind: dateYearless, month: month, dom: first}
	if byteAt(b, end) == joint && (joint == '-' || joint == '/') && digitRun(b, end+1, 5) == 4 {
		d.kind, d.year, end = dateFull, number(b, end+1, 4), end+5
	} else if year, yearEnd := scanYearBehind(b, end); yearEnd > 0 {
		d.kind, d.year, end = dateFull, year, yearEnd
	}
	if !endsText(b, end) && byteAt(b, end) != ':' {
		return dateRef{}, 0
	}
	return d.checked(), end
}

// scanDateISO reads a date with the year first.
func scanDateISO(b []byte, i int) (d dateRef, end int) {
	joint := byteAt(b, i+4)
	if (joint != '-' && joint != '/') || two(b, i+5) < 0 || byteAt(b, i+7) != joint || two(b, i+8) < 0 {
		return dateRef{}, 0
	}
	end = i + 10
	if c := byteAt(b, end); (c == 'T' || c == 't' || c == '_') && isDigit(byteAt(b, end+1)) {
		d = dateRef{kind: dateFull, year: number(b, i, 4), month: two(b, i+5), dom: two(b, i+8)}
		return d.checked(), end
	}
	if joint == '-' && byteAt(b, end) == '/' && two(b, end+1) >= 0 && endsDate(b, end+3) {
		d = dateRef{kind: dateFull, year: number(b, i, 4), month: two(b, i+5), dom: two(b, i+8)}
		return d.checked(), end + 3 // the night of "2024-12-19/20"
	}
	if !endsDate(b, end) {
		return dateRef{}, 0
	}
	d = dateRef{kind: dateFull, year: number(b, i, 4), month: two(b, i+5), dom: two(b, i+8)}
	return d.checked(), end
}

// scanDateNumbers reads three numbers with the year of four digits at the end.
func scanDateNumbers(b []byte, first, next int) (d dateRef, end int) {
	joint := b[next]
	digits := digitRun(b, next+1, 3)
	if digits > 2 {
		return dateRef{}, 0
	}
	second := number(b, next+1, digits)
	next += 1 + digits
	if byteAt(b, next) != joint || digitRun(b, next+1, 5) != 4 || !endsDate(b, next+5) {
		return dateRef{}, 0
	}
	s := Stamp{numbersOf: dateNumbers{v: [3]int16{int16(first), int16(second), int16(number(b, next+1, 4))}, count: 3}} //nolint:gosec // at most four digits each
	if !s.order0(joint, false, false) {
		return dateRef{}, 0
	}
	d = dateRef{kind: dateFull, year: s.civil.year, month: s.civil.month, dom: s.civil.dom, numbers: s.numbersOf}
	if s.order == Unsettled {
		d.kind = dateUnsettled
	}
	return d, next + 5
}

// scanDateWord reads "yesterday", "next Monday", "the 21st".
func scanDateWord(b []byte, i int) (d dateRef, end int) {
	for _, w := range [...]struct {
		word string
		days int
	}{{"yesterday", -1}, {"today", 0}, {"tomorrow", 1}, {"tonight", 0}} {
		if prefixFold(b, i, w.word) == len(w.word) && !isWord(byteAt(b, i+len(w.word))) {
			return dateRef{kind: dateRelative, days: w.days}, i + len(w.word)
		}
	}
	for _, w := range [...]struct {
		word string
		days int
	}{{"the next day", 1}, {"the following day", 1}, {"the day after", 1}, {"the next morning", 1}, {"the following morning", 1}, {"the same day", 0}, {"the day before", -1}, {"the previous day", -1}} {
		if prefixFold(b, i, w.word) == len(w.word) && !isWord(byteAt(b, i+len(w.word))) {
			return dateRef{kind: dateBeside, days: w.days}, i + len(w.word)
		}
	}
	for _, w := range [...]struct {
		word string
		days int
	}{{"next ", 1}, {"last ", 0}} {
		if prefixFold(b, i, w.word) != len(w.word) {
			continue
		}
		if weekday, next := scanWeekday(b, i+len(w.word)); weekday >= 0 {
			return dateRef{kind: dateWeekday, weekday: weekday, days: w.days}, next
		}
	}
	return scanDayOfMonth(b, i)
}

// scanDayOfMonth reads "the 21st".
func scanDayOfMonth(b []byte, i int) (d dateRef, end int) {
	if prefixFold(b, i, "the ") != 4 {
		return dateRef{}, 0
	}
	i += 4
	digits := digitRun(b, i, 3)
	if digits == 0 || digits > 2 {
		return dateRef{}, 0
	}
	end = skipOrdinal(b, i+digits)
	dom := number(b, i, digits)
	if end == i+digits || dom < 1 || dom > 31 || !endsText(b, end) {
		return dateRef{}, 0
	}
	if next := skipSpaces(b, end, true); prefixFold(b, next, "of ") == 3 {
		if month, monthEnd := scanMonth(b, next+3); month > 0 {
			d = dateRef{kind: dateYearless, month: month, dom: dom}
			if year, yearEnd := scanYearBehind(b, monthEnd); yearEnd > 0 {
				d.kind, d.year, monthEnd = dateFull, year, yearEnd
			}
			return d.checked(), monthEnd
		}
	}
	return dateRef{kind: dateDay, dom: dom}, end
}

// checked is the date with its problem, if there is no such day.
func (d dateRef) checked() dateRef {
	switch {
	case d.kind == dateFull && !plausibleYear(d.year):
		d.problem = fmt.Sprintf("the year %d is out of range", d.year)
	case d.month < 1 || d.month > 12:
		d.problem = fmt.Sprintf("there is no month %d", d.month)
	case !validDay(d.year, d.month, d.dom):
		d.problem = fmt.Sprintf("%s has no day %d", time.Month(d.month), d.dom)
		if d.year > 0 {
			d.problem = fmt.Sprintf("%s %d has no day %d", time.Month(d.month), d.year, d.dom)
		}
	}
	return d
}
