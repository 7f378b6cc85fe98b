package when

// scanNumeric reads a date of three numbers whose first is not a year of four digits. Dots mean that the day comes first, as wherever they
// are written; of slashes and dashes a number over 12, or an am or pm, decides which is the month, or nothing does.
func scanNumeric(b []byte, i int, s *Stamp, named bool) (end int, sep byte) {
	next := i
	for k := range 3 {
		digits := digitRun(b, next, 5)
		if digits == 0 || (digits > 2 && (k < 2 || digits != 4)) || (k == 2 && digits == 1) {
			return 0, 0
		}
		s.numbersOf.v[k] = int16(number(b, next, digits)) //nolint:gosec // at most four digits
		s.numbersOf.count++
		next += digits
		if k == 2 {
			break
		}
		c := byteAt(b, next)
		if (c != '/' && c != '-' && c != '.') || (k == 1 && c != sep) {
			return 0, 0
		}
		sep = c
		next++
	}
	comma := byteAt(b, next) == ','
	if next = skipGap(b, next); next == 0 {
		return 0, 0
	}
	if end = scanTime(b, next, s, ':', named); end == 0 {
		return 0, 0
	}
	return keepIf(s.order0(sep, comma, hasMeridiem(b, next, end)), end), sep
}

// scanMonthDay reads a date of two numbers: with a dash the month comes first, as Android's logcat writes it.
func scanMonthDay(b []byte, i int, s *Stamp, named bool) (end int, sep byte) {
	if two(b, i) < 0 || two(b, i+3) < 0 {
		return 0, 0
	}
	sep = b[i+2]
	if (sep != '/' && sep != '-' && sep != '.') || byteAt(b, i+5) != ' ' || digitRun(b, i+6, 3) != 2 {
		return 0, 0
	}
	s.numbersOf = dateNumbers{v: [3]int16{int16(two(b, i)), int16(two(b, i+3))}, count: 2} //nolint:gosec // two digits each
	if end = scanTime(b, i+6, s, ':', named); end == 0 {
		return 0, 0
	}
	if sep == '-' {
		r, ok := s.reordered(MonthFirst)
		*s = r
		s.has, s.order = hasDate, Settled
		return keepIf(ok, end), sep
	}
	return keepIf(s.order0(sep, false, hasMeridiem(b, i+6, end)), end), sep
}

// order0 finds the orders in which the numbers are a date, and takes the only one there is. Of several it keeps the first as the date and
// leaves it Unsettled. With am or pm, or a comma before the time ("23/12/24, 17:41:09", as phones write it), nobody begins with the year.
// False is no date at all.
func (s *Stamp) order0(sep byte, comma, meridiem bool) bool {
	orders := []Order{MonthFirst, DayFirst, YearFirst}
	switch {
	case sep == '.' && s.numbersOf.count == 3 && s.numbersOf.v[2] >= 100:
		orders = orders[1:2]
	case meridiem, comma:
		orders = orders[:2]
	}
	has := hasDate
	if s.numbersOf.count == 3 {
		has |= hasYear
	}
	found := 0
	for _, o := range orders {
		r, ok := s.reordered(o)
		if !ok || (found > 0 && r.civil == s.civil) {
			continue // "08/08/2006" is one day in either order
		}
		if found++; found == 1 {
			*s = r
			s.has = has
		}
	}
	if found > 1 && !(meridiem && s.order == MonthFirst) {
		s.order = Unsettled
	}
	return found > 0
}

// hasMeridiem says that am or pm stands in b[i:end], which is a time of day.
func hasMeridiem(b []byte, i, end int) bool {
	for ; i < end; i++ {
		if half, _ := scanMeridiem(b, i); half != 0 {
			return true
		}
	}
	return false
}
