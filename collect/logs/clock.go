package logs

import (
	"bytes"
	"cmp"
	"errors"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// maxLayouts is how many layouts of stamps one file may mix; more is no log, and looking for yet another on every line would be slow.
const maxLayouts = 4

// clock reads the stamps of one file. The layout is pinned by the first line that has one; a line that fits no pinned layout is looked at once
// more, because files mix what several programs write. It also remembers what had to be assumed.
type clock struct {
	zone *time.Location
	near when.Span

	layouts []when.Layout // the one that fitted last comes first
	ticks   ticks
	noZone  bool  // a stamp stated no zone
	noYear  bool  // a stamp stated no year, or no date
	refused error // the first reason why a stamp could not be resolved
	counted int   // stamps that were refused

	last     time.Time // the instant that was resolved last
	repeated bool      // a stamp of an hour that clocks show twice was read by the order of the lines
	skipped  bool      // a stamp of an hour that clocks never showed was shifted on
	season   string    // a zone that a stamp names as in the other half of the year, and how its clocks are called then: "EST read as … EDT"
}

// errFar is why an instant is none that no log is from: a machine whose clock was not set yet writes 1970. Later code takes 0 for no instant.
var errFar = errors.New("the stamp is not of this age")

// read is the instant of the stamp at the start of line, and how many bytes it takes with the blanks behind it; n is 0 if there is none. An
// error says why a stamp is no instant.
func (c *clock) read(line []byte) (at int64, n int, err error) {
	if at, n = c.ticks.read(line); n > 0 {
		return at, n, nil
	}
	for i, l := range c.layouts {
		s, n, ok := l.Scan(line)
		if !ok {
			continue
		}
		if i > 0 {
			c.layouts[0], c.layouts[i] = c.layouts[i], c.layouts[0]
		}
		at, err = c.resolve(s)
		if err == nil {
			c.ticks.set(line[:n], at)
		}
		return at, n, err
	}
	if len(c.layouts) == maxLayouts {
		return 0, 0, nil
	}
	l, ok := detect(line)
	if !ok {
		return 0, 0, nil
	}
	c.layouts = append(c.layouts, l)
	s, n, ok := l.Scan(line)
	if !ok {
		return 0, 0, nil
	}
	at, err = c.resolve(s)
	return at, n, err
}

// value is the instant that the value of a key states, as a count since 1970 or as a stamp. 0 without an error means that it is no time at all.
func (c *clock) value(s []byte, key timeKey) (int64, error) {
	if at, n := c.ticks.read(s); n > 0 && n == len(s) {
		return at, nil
	}
	if len(s) > 0 && (s[0]-'0' <= 9) && !bytes.ContainsAny(s, "-:/TZ ") {
		return epoch(s, key), nil
	}
	at, n, err := c.read(s)
	if n < len(s) {
		return 0, nil
	}
	return at, err
}

func (c *clock) resolve(s when.Stamp) (int64, error) {
	t, err := s.Resolve(c.zone, c.near)
	if err == nil && (t.Year() <= 1970 || t.Year() > 2200) {
		err = errFar
	}
	if err != nil {
		c.counted++
		if c.refused == nil {
			c.refused = err
		}
		return 0, err
	}
	if !s.HasZone() {
		c.noZone = true
		t = c.unfold(t)
	}
	c.noYear = c.noYear || !s.HasYear()
	c.seasons(s, t)
	c.last = t
	return t.UnixNano(), nil
}

// seasons notes what clocks that are set forward and back made of a stamp.
func (c *clock) seasons(s when.Stamp, t time.Time) {
	c.skipped = c.skipped || s.Skipped(t, c.zone)
	if written, shown, ok := s.OtherSeason(t, c.zone); ok && c.season == "" {
		c.season = written + " read as what clocks there showed on that day (" + shown + ")"
	}
}

// lag is how far behind the line before it a line may be, in the hour that clocks show twice: programs with several threads write their lines a
// little out of order, and an hour that is told twice goes back by most of it.
const lag = 5 * time.Minute

// unfold is the second of the instants at which clocks that are set back show a stamp, if the lines before it are past the first.
func (c *clock) unfold(t time.Time) time.Time {
	if c.last.IsZero() {
		return t
	}
	first, second, ok := when.Twice(t, cmp.Or(c.zone, time.UTC))
	if !ok {
		return t
	}
	c.repeated = true
	if first.Before(c.last.Add(-lag)) {
		return second
	}
	return first
}

// rewind forgets which line came last, for reading a file from its beginning again.
func (c *clock) rewind() {
	c.last, c.repeated, c.skipped, c.season = time.Time{}, false, false, ""
	c.ticks.head = c.ticks.head[:0]
}

// detect finds the layout of a log line's stamp. A log writes seconds, or counts since 1970; a line that begins with "13:42" or with a date
// alone is prose.
func detect(line []byte) (when.Layout, bool) {
	if len(line) == 0 || blank(line[0]) {
		return when.Layout{}, false
	}
	l, ok := when.Detect(line)
	if !ok {
		return l, false
	}
	s, _, ok := l.Scan(line)
	return l, ok && s.Precision() <= time.Second
}

// settle learns from a file's first lines which number of a date is the month, where the first line leaves that open.
func (c *clock) settle(lines [][]byte) {
	for _, line := range lines {
		l, ok := detect(line)
		if !ok || l.Order() <= when.Unsettled {
			continue
		}
		for _, other := range lines {
			if o, ok := detect(other); ok && o.Order() == when.Unsettled && o.WithOrder(l.Order()) == l {
				c.layouts = []when.Layout{l}
				return
			}
		}
	}
}

// ticks reads a stamp that differs from the one before in nothing but its seconds, which is nearly every stamp of a log, without parsing the
// rest of it.
type ticks struct {
	head, tail []byte // what stands before the seconds, and behind their fraction
	digits     int    // of the fraction; 0 for none
	unit       int64  // of the fraction's last digit, or of the seconds, in nanoseconds
	point      byte   // before the fraction
	minute     int64  // the instant of second 0
}

// set remembers a stamp, with the blanks behind it, and its instant.
func (t *ticks) set(stamp []byte, at int64) {
	t.head = t.head[:0]
	i := seconds(stamp)
	if i < 0 {
		return
	}
	end := i + 2
	t.digits = 0
	if end < len(stamp) && (stamp[end] == '.' || stamp[end] == ',') {
		for t.point = stamp[end]; end+1+t.digits < len(stamp) && stamp[end+1+t.digits]-'0' <= 9; {
			t.digits++
		}
		if t.digits == 0 || t.digits > 9 {
			return
		}
		end += 1 + t.digits
	}
	t.unit = int64(time.Second)
	for range t.digits {
		t.unit /= 10
	}
	of := t.value(stamp, i)
	t.minute = at - of
	if of < 0 || t.minute%int64(time.Minute) != 0 { // not the seconds after all, or a zone with seconds in its offset
		return
	}
	t.head = append(t.head, stamp[:i]...)
	t.tail = append(t.tail[:0], stamp[end:]...)
}

// seconds is where the seconds of a stamp stand: the last pair of digits that two pairs precede, parted by colons.
func seconds(stamp []byte) int {
	for i := len(stamp) - 2; i >= 6; i-- {
		if pair(stamp, i) && stamp[i-1] == ':' && pair(stamp, i-3) && stamp[i-4] == ':' && pair(stamp, i-6) && (i+2 == len(stamp) || stamp[i+2]-'0' > 9) {
			return i
		}
	}
	return -1
}

func pair(b []byte, i int) bool { return b[i]-'0' <= 9 && b[i+1]-'0' <= 9 }

// value is the seconds and their fraction at stamp[i:], in nanoseconds; -1 if they are not of the form that is remembered.
func (t *ticks) value(stamp []byte, i int) int64 {
	if !pair(stamp, i) || stamp[i] > '5' {
		return -1
	}
	of := int64(stamp[i]-'0')*10 + int64(stamp[i+1]-'0')
	if t.digits == 0 {
		return of * t.unit
	}
	if stamp[i+2] != t.point {
		return -1
	}
	for _, c := range stamp[i+3 : i+3+t.digits] {
		if c-'0' > 9 {
			return -1
		}
		of = of*10 + int64(c-'0')
	}
	return of * t.unit
}

func (t *ticks) read(line []byte) (at int64, n int) {
	i := len(t.head)
	if i == 0 {
		return 0, 0
	}
	end := i + 2
	if t.digits > 0 {
		end += 1 + t.digits
	}
	n = end + len(t.tail)
	if n > len(line) || !bytes.Equal(line[:i], t.head) || !bytes.Equal(line[end:n], t.tail) {
		return 0, 0
	}
	// Behind the stamp there must be an end: "14:00:03.25" is no stamp of two digits less, nor "14:00:03" the start of "14:00:03.250".
	if n < len(line) && (blank(line[n]) || len(t.tail) == 0 && line[n] > ' ') {
		return 0, 0
	}
	of := t.value(line, i)
	if of < 0 {
		return 0, 0
	}
	return t.minute + of, n
}
