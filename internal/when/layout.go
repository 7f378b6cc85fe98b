package when

import (
	"bytes"
	"strconv"
	"strings"
)

// Layout is how one source writes the stamp at the start of its lines. It is found once a source and then pinned: a line that does not fit
// has no stamp. The zero Layout fits nothing. Layouts are comparable: two lines of one layout are equal in it.
type Layout struct {
	form  form
	open  byte  // the bracket, quote or Markdown mark before it, 0 for none
	sep   byte  // between the numbers of the date, of the forms that vary in it
	named bool  // a zone's name stands behind it
	order Order // of the forms whose date is three numbers of two digits, or two
}

// Order is which number of a date is which, of a layout whose dates are numbers alone.
type Order uint8

// The orders. A date is Settled if its layout leaves no choice.
const (
	Settled    Order = iota
	Unsettled        // "10/11/2025": no line has yet said which number is the month
	MonthFirst       // 10/20/2025, 10/20/25
	DayFirst         // 20/10/2025, 20/10/25
	YearFirst        // 17/06/09, as Spark writes it
)

// String is how a date in this order is written.
func (o Order) String() string {
	switch o {
	case Unsettled:
		return "unsettled"
	case MonthFirst:
		return "month/day/year"
	case DayFirst:
		return "day/month/year"
	case YearFirst:
		return "year/month/day"
	}
	return "settled"
}

// Detect finds the layout of the stamp that a line begins with. Surrounding brackets belong to the layout.
//
// A date of numbers alone whose day and month may be swapped is settled by a number over 12 or by an am or pm behind it (who writes those
// writes the month first); dots say that the day comes first. Otherwise the layout is Unsettled: see Layout.Order.
func Detect(line []byte) (Layout, bool) {
	i := skipBOM(line)
	l := Layout{named: true}
	i, l.open = scanOpen(line, i)
	first := byteAt(line, i)
	if !isDigit(first) && !isLetter(first) {
		return Layout{}, false
	}
	for f := formISO; f < formCount; f++ {
		var s Stamp
		end, sep := f.scan(line, i, &s, true)
		if end == 0 || !ends(line, end) {
			continue
		}
		l.form, l.sep, l.order = f, sep, s.order
		l.named = s.named
		return l, true
	}
	return Layout{}, false
}

// Scan reads the stamp at the start of a line, and how many bytes it takes with the blanks behind it. It allocates nothing, but for a zone
// given as "America/New_York".
func (l Layout) Scan(line []byte) (s Stamp, n int, ok bool) {
	i := skipBOM(line)
	if l.open != 0 {
		var open byte
		if i, open = scanOpen(line, i); open != l.open {
			return Stamp{}, 0, false
		}
	}
	end, sep := l.form.scan(line, i, &s, l.named)
	if end == 0 || sep != l.sep || !ends(line, end) {
		return Stamp{}, 0, false
	}
	if s.order != l.order && l.order > Unsettled {
		if s, ok = s.reordered(l.order); !ok {
			return Stamp{}, 0, false
		}
	}
	if l.open != 0 {
		for end < len(line) && line[end] == closing(l.open) {
			end++
		}
	}
	for end < len(line) && isBlank(line[end]) {
		end++
	}
	return s, end, true
}

// Undated says that the layout's stamps lack the year or the date, or do not say which number of the date is the month, so that they can be
// resolved only near dated evidence.
func (l Layout) Undated() bool {
	return l.ClockOnly() || l.sep == noYear || l.form == formMonthDay || l.order == Unsettled
}

// ClockOnly says that the layout's stamps are a time of day without a date: "13:42".
func (l Layout) ClockOnly() bool { return l.form >= formClock && l.form < formCount }

// Order is which number of the date is which. A caller that meets an Unsettled layout can ask Detect of later lines, whose day may be over
// 12, and go on with WithOrder; or leave it to Stamp.Resolve, which settles a date by what is near.
func (l Layout) Order() Order { return l.order }

// WithOrder is the layout with its dates read in an order. Of a layout that leaves no choice it is the layout itself.
func (l Layout) WithOrder(o Order) Layout {
	if l.order != Settled {
		l.order = o
	}
	return l
}

// skipBOM is where a line begins behind a byte order mark.
func skipBOM(b []byte) int {
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		return 3
	}
	return 0
}

// scanOpen passes over a bracket or quote before a stamp, or the one or two marks of Markdown's emphasis.
func scanOpen(b []byte, i int) (next int, open byte) {
	c := byteAt(b, i)
	if closing(c) == 0 {
		return i, 0
	}
	i++
	if (c == '*' || c == '_') && byteAt(b, i) == c {
		i++
	}
	return i, c
}

func closing(open byte) byte {
	switch open {
	case '[':
		return ']'
	case '(':
		return ')'
	case '<':
		return '>'
	case '"', '\'', '`', '*', '_':
		return open
	}
	return 0
}

// ends says that a stamp may end at b[i:]: not inside a word, a longer number, a version or an address.
func ends(b []byte, i int) bool {
	if i >= len(b) {
		return true
	}
	c := b[i]
	if c == '_' {
		return byteAt(b, i+1) == '_' || !isWord(byteAt(b, i+1)) // Markdown's emphasis
	}
	if isWord(c) {
		return false
	}
	if c == '.' || c == ':' || c == '/' || c == ',' {
		return !isDigit(byteAt(b, i+1))
	}
	return c != '%'
}

// reordered is the stamp with its date's numbers read in another order; ok is false if that is no date.
func (s Stamp) reordered(o Order) (Stamp, bool) {
	n := s.numbersOf
	c := &s.civil
	switch {
	case n.count == 2 && o == MonthFirst:
		c.month, c.dom = int(n.v[0]), int(n.v[1])
	case n.count == 2 && o == DayFirst:
		c.month, c.dom = int(n.v[1]), int(n.v[0])
	case n.count == 3 && o == MonthFirst:
		c.year, c.month, c.dom = int(n.v[2]), int(n.v[0]), int(n.v[1])
	case n.count == 3 && o == DayFirst:
		c.year, c.month, c.dom = int(n.v[2]), int(n.v[1]), int(n.v[0])
	case n.count == 3 && o == YearFirst && n.v[2] < 100:
		c.year, c.month, c.dom = int(n.v[0]), int(n.v[1]), int(n.v[2])
	default:
		return s, false
	}
	if n.count == 3 && c.year < 100 {
		c.year += 2000
	}
	s.order = o
	return s, validDay(c.year, c.month, c.dom) && (n.count == 2 || plausibleYear(c.year))
}

func plausibleYear(y int) bool { return y >= minYear && y <= maxYear }

// numbers is the date as it was written, for an error.
func (s Stamp) numbers() string {
	var out strings.Builder
	for i, v := range s.numbersOf.v[:s.numbersOf.count] {
		if i > 0 {
			out.WriteString("/")
		}
		out.WriteString(twoDigits(int(v)))
	}
	return strconv.Quote(out.String())
}
