package when

// pointFlags is what the words between a date and its time of day say.
type pointFlags struct {
	between bool // "On December 15, between 15:15": a range is to come
	approx  bool
	bare    bool // the time of day is an hour with nothing behind it
}

// scanPoint reads a date with its time of day, a time of day with its date, or one of the two.
func scanPoint(b []byte, i int) (p point, end int, flags pointFlags) {
	if d, next := scanDate(b, i); next > 0 {
		p.date = d
		return scanClockBehind(b, p, next)
	}
	if p, end = scanNumericPoint(b, i); end > 0 {
		return p, end, flags
	}
	c, next := scanClockText(b, i)
	if next == 0 {
		return point{}, 0, flags
	}
	p.clock = c
	d, dateEnd := scanDateBehind(b, next, c)
	if dateEnd == 0 {
		return p, next, flags
	}
	p.date = d
	if c.zone.kind == zoneNone {
		dateEnd = p.clock.zoneBehind(b, dateEnd) // "11:48 PM on October 19 PDT"
	}
	return p, dateEnd, flags
}

// scanClockBehind reads the time of day that belongs to the date before it.
func scanClockBehind(b []byte, p point, dateEnd int) (_ point, end int, flags pointFlags) {
	at, flags := skipJoint(b, dateEnd)
	if at == 0 {
		return p, dateEnd, pointFlags{}
	}
	c, end := scanClockText(b, at)
	if end == 0 && flags.between {
		if c, end = scanBareHour(b, at); end > 0 {
			flags.bare = true
		}
	}
	if end == 0 {
		return p, dateEnd, pointFlags{}
	}
	c.told = c.told && c.problem == ""
	p.clock = c
	return p, end, flags
}

// skipJoint passes over what stands between a date and its time of day: a T, a comma, "at", "between", "at approximately". 0 is none.
func skipJoint(b []byte, i int) (next int, flags pointFlags) {
	c := byteAt(b, i)
	if (c == 'T' || c == 't' || c == '_' || c == ':') && isDigit(byteAt(b, i+1)) {
		return i + 1, flags
	}
	if c == ',' || c == ':' {
		i++
	}
	at := skipSpaces(b, i, true)
	if at == i {
		return 0, flags
	}
	if n := dashAt(b, at); n > 0 && spaceAt(b, at+n) > 0 && byteAt(b, i) != '\n' {
		at = skipSpaces(b, at+n, false) // "October 19 - 11:48 PM"
	}
	for range 3 {
		next, word := jointWord(b, at)
		if next == 0 {
			break
		}
		flags.approx = flags.approx || word == jointApprox
		flags.between = flags.between || word == jointBetween
		at = skipSpaces(b, next, true)
	}
	return at, flags
}

type jointKind uint8

const (
	jointPlain jointKind = iota
	jointApprox
	jointBetween
)

func jointWord(b []byte, i int) (end int, kind jointKind) {
	if c := byteAt(b, i); c == '~' || c == '@' {
		kind = jointPlain
		if c == '~' {
			kind = jointApprox
		}
		return i + 1, kind
	}
	for _, w := range [...]struct {
		word string
		kind jointKind
	}{
		{"at", jointPlain},
		{"from", jointBetween},
		{"between", jointBetween},
		{"starting", jointPlain},
		{"beginning", jointPlain},
		{"by", jointPlain},
		{"around", jointApprox},
		{"about", jointApprox},
		{"approximately", jointApprox},
		{"approx.", jointApprox},
		{"approx", jointApprox},
		{"roughly", jointApprox},
		{"circa", jointApprox},
		{"ca.", jointApprox},
		{"um", jointPlain},
	} {
		if end, ok := foldWord(b, i, w.word); ok {
			return end, w.kind
		}
	}
	return 0, 0
}

// scanDateBehind reads the date that belongs to the time of day before it: "on October 19", ", October 19", "yesterday". A date that another
// time of day follows belongs to that one, unless "on" says otherwise.
func scanDateBehind(b []byte, i int, c clockRef) (d dateRef, end int) {
	closing := byteAt(b, i) == ')' // "at ten past seven (07:10 BST) on Thursday"
	if byteAt(b, i) == ',' || closing {
		i++
	}
	at := skipSpaces(b, i, false)
	spaced := at > i
	on, ok := foldWord(b, skipSpaces(b, i, true), "on")
	if closing && !ok {
		return dateRef{}, 0
	}
	if of, isOf := foldWord(b, skipSpaces(b, i, true), "of"); !ok && isOf {
		on, ok = of, true
	}
	if ok {
		at = skipSpaces(b, on, true)
		spaced = at > on
	}
	if !spaced {
		return dateRef{}, 0
	}
	d, end = scanDate(b, at)
	if numbers, next := scanSlashes(b, at); end == 0 && ok && next > 0 {
		d, ok = slashDate(numbers, c)
		return d, keepIf(ok, next)
	}
	if end == 0 || (d.kind == dateDay && !ok) {
		return dateRef{}, 0
	}
	if ok {
		return d, end
	}
	if next, _ := skipJoint(b, end); next > 0 {
		if _, clockEnd := scanClockText(b, next); clockEnd > 0 {
			return dateRef{}, 0
		}
	}
	return d, end
}

// scanNumericPoint reads "10/20 13:42" and "10/20/25 13:42": so few digits are a date only with a time of day beside them.
func scanNumericPoint(b []byte, i int) (p point, end int) {
	numbers, next := scanSlashes(b, i)
	if next == 0 {
		return point{}, 0
	}
	at, _ := skipJoint(b, next)
	if at == 0 {
		return point{}, 0
	}
	c, end := scanClockText(b, at)
	if end == 0 || c.problem != "" || c.told {
		return point{}, 0
	}
	d, ok := slashDate(numbers, c)
	return point{clock: c, date: d}, keepIf(ok, end)
}

// scanSlashes reads two or three numbers of one or two digits with slashes between them.
func scanSlashes(b []byte, i int) (n dateNumbers, end int) {
	for k := range 3 {
		digits := digitRun(b, i, 3)
		if digits == 0 || digits > 2 {
			return n, 0
		}
		n.v[k] = int16(number(b, i, digits)) //nolint:gosec // at most four digits
		n.count++
		i += digits
		if byteAt(b, i) != '/' {
			break
		}
		i++
	}
	return n, keepIf(n.count >= 2 && endsText(b, i) && byteAt(b, i-1) != '/', i)
}

// slashDate is the date of numbers that stand beside a time of day.
func slashDate(n dateNumbers, c clockRef) (dateRef, bool) {
	s := Stamp{numbersOf: n}
	if !s.order0('/', false, c.half == 'a' || c.half == 'p') {
		return dateRef{}, false
	}
	d := dateRef{kind: dateFull, year: s.civil.year, month: s.civil.month, dom: s.civil.dom, numbers: n}
	switch {
	case s.order == Unsettled:
		d.kind = dateUnsettled
	case n.count == 2:
		d.kind, d.year = dateYearless, 0
	}
	return d, true
}

// connector is what joins the ends of a range.
type connector struct {
	and    bool // "and", which joins only behind "between"
	uneven bool // "9:38 -10:35": a range only behind "between" or with its zone
	approx bool
}

// skipConnector passes over what may join the ends of a range: a dash, "to", "until", "till", "through", "and". 0 is none.
func skipConnector(b []byte, i int) (next int, c connector) {
	at := skipSpaces(b, i, false)
	if n := dashAt(b, at); n > 0 {
		after := skipSpaces(b, at+n, false)
		c.uneven = (at == i) != (after == at+n) // "13:42 -14:10" and "13:42- done" are no ranges
		return after, c
	}
	if byteAt(b, i) == ',' {
		i++
	}
	at = skipSpaces(b, i, true)
	if at == i {
		return 0, c
	}
	for _, word := range [...]string{"and", "to", "until", "till", "through", "thru", "bis"} {
		end, ok := foldWord(b, at, word)
		if !ok {
			continue
		}
		c.and = word == "and"
		at = skipSpaces(b, end, true)
		if at == end {
			return 0, c
		}
		for range 2 {
			end, kind := jointWord(b, at)
			if end == 0 || kind == jointBetween {
				break
			}
			c.approx = c.approx || kind == jointApprox
			at = skipSpaces(b, end, true)
		}
		return at, c
	}
	return 0, c
}
