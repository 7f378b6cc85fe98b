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

// clock reads the stamps of one file. The layouts are pinned by the file's first lines; a later line that fits none of them is looked at for
// itself, because files mix what several programs write, and leaves nothing behind: what a line means shall not depend on lines far from it.
type clock struct {
	zone *time.Location
	near when.Span

	layouts []when.Layout
	pinned  bool // no further layout is taken
	ticks   ticks
	remarks

	words *memo // of the worker, for all files that it reads; nil is none

	last  int64 // the instant of the last stamp; 0 if there was none
	blind bool  // what stands before the first line is not known
	lost  bool  // while blind, a stamp came that can be read only by what stands before it
}

// remarks is what had to be assumed of stamps.
type remarks struct {
	noZone   bool   // a stamp stated no zone
	noYear   bool   // a stamp stated no year, or no date
	repeated bool   // a stamp of an hour that clocks show twice was read by the order of the lines
	skipped  bool   // a stamp of an hour that clocks never showed was shifted on
	season   string // a zone that a stamp names as in the other half of the year, and how its clocks are called then: "EST read as … EDT"
	refused  error  // the first reason why a stamp could not be resolved
	counted  int    // stamps that were refused
}

// and adds the remarks on what follows.
func (r *remarks) and(o remarks) {
	r.noZone = r.noZone || o.noZone
	r.noYear = r.noYear || o.noYear
	r.repeated = r.repeated || o.repeated
	r.skipped = r.skipped || o.skipped
	r.season = cmp.Or(r.season, o.season)
	if r.refused == nil {
		r.refused = o.refused
	}
	r.counted += o.counted
}

// begin makes the clock ready for lines, the first of which follows an instant; 0 is none. Blind, it does not know.
func (c *clock) begin(last int64, blind bool) {
	c.ticks.forget()
	c.remarks, c.last, c.blind, c.lost = remarks{}, last, blind, false
}

// errFar is why an instant is none that no log is from: a machine whose clock was not set yet writes 1970. Later code takes 0 for no instant.
var errFar = errors.New("the stamp is not of this age")

// read is the instant of the stamp at the start of line, and how many bytes it takes with the blanks behind it; n is 0 if there is none. An
// error says why a stamp is no instant.
func (c *clock) read(line []byte) (at int64, n int, err error) {
	if at, n = c.ticks.read(line); n > 0 {
		c.last = at
		return at, n, nil
	}
	if _, s, n, ok := c.scan(line); ok {
		at, err := c.resolve(s)
		if err == nil {
			c.ticks.learn(line, n, at, c.again)
		}
		return at, n, err
	}
	if !c.pinned && len(c.layouts) == maxLayouts {
		return 0, 0, nil
	}
	l, ok := detect(line)
	if !ok {
		return 0, 0, nil
	}
	if !c.pinned {
		c.layouts = append(c.layouts, l)
	}
	s, n, ok := l.Scan(line)
	if !ok {
		return 0, 0, nil
	}
	at, err = c.resolve(s)
	return at, n, err
}

// scan reads a stamp of a pinned layout, without making an instant of it.
func (c *clock) scan(line []byte) (when.Layout, when.Stamp, int, bool) {
	for _, l := range c.layouts {
		if s, n, ok := l.Scan(line); ok {
			return l, s, n, true
		}
	}
	return when.Layout{}, when.Stamp{}, 0, false
}

// again is the layout of the stamp that line begins with, and its length.
func (c *clock) again(line []byte) (when.Layout, int) {
	l, _, n, _ := c.scan(line)
	return l, n
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
	c.last = t.UnixNano()
	return c.last, nil
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
	if c.last == 0 && !c.blind {
		return t
	}
	first, second, ok := when.Twice(t, cmp.Or(c.zone, time.UTC))
	if !ok {
		return t
	}
	c.lost = c.lost || c.blind
	c.repeated = true
	if first.UnixNano() < c.last-int64(lag) {
		return second
	}
	return first
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
