package when

import (
	"bytes"
	"time"
)

// Mention is a time that a text states, or a range of times. Offsets are bytes into the text.
type Mention struct {
	Start, End int           // where its words stand: text[Start:End], with the zone and the date, without "at", "between" or "since"
	From       time.Time     // the instant, or the start of the range, UTC; zero if it was refused (see Problem)
	To         time.Time     // the end of the range, UTC; zero for an instant
	Precision  time.Duration // one second, one minute ("13:42"), one hour ("3 PM"), one day ("on 20 October"); of a range the coarser

	Clock  bool // a time of day is stated, not a date alone
	Date   bool // the date is stated with it or earlier in the text, not inferred from the time of writing
	Zone   bool // the zone is stated with it or elsewhere in the text, not taken from Context
	Approx bool // "about", "around", "approximately", "~", "shortly after"
	Ago    bool // counted back from the time of writing: "20 minutes ago", "for the last hour"

	Problem string // "" or why From is zero: "CST names several zones; …", "25:99 is no time of day"
}

// Context is what a text does not say about its times.
type Context struct {
	At   time.Time      // when it was written; zero if unknown, and then a time without a date is refused
	Zone *time.Location // where its author was, and what settles an ambiguous abbreviation; nil is UTC

	Order Order // of dates in numbers that do not tell it themselves, if anything else does; else Settled or Unsettled
}

// MaxMentions is how many times Find reads of one text; what stands behind them is not read. The longest account of an incident known to us
// states some 400.
const MaxMentions = 4096

// Find reads the times that a text states, in the order in which they stand, up to MaxMentions. It never panics, and is linear in the length
// of the text.
//
// A range ("between 15:15 and 18:22 UTC", "from A to B", "A – B") is one Mention. A zone stated once in a range or a list holds for all of
// it, and a zone stated anywhere holds for the zone-less times behind it, and, if Context.Zone is nil, for those before it. A date holds for
// the times of day behind it, on to the next day where the clock evidently passes midnight; a date that stands apart as the background of
// what is told ("the change deployed on 3 October") does not. Without a date a time of day is the last one that lies no more than three
// hours after the time of writing, so that "next update by 2:45" lies ahead. A date alone is a Mention of a day (Clock is false), and a
// weekday alone is the latest one.
//
// Bare years, months, versions, ratios, ports, durations and the like are no mentions, nor is what stands inside words, paths, addresses or
// code.
func Find(text string, c Context) []Mention { return new(Finder).Find(text, c) }

// Finder finds times in one text after the other and keeps what it needs for that, so that a hundred thousand texts cost no more memory than
// the largest. The zero value is ready; it must not be used by two goroutines at once.
type Finder struct{ f finder }

// Find is like the function of that name.
func (r *Finder) Find(text string, c Context) []Mention {
	f := &r.f
	*f = finder{
		b: append(f.b[:0], text...), context: c, found: f.found[:0], dates: f.dates[:0], unplaced: c.Zone == nil, lastEnd: -1,
	}
	if f.unplaced {
		f.context.Zone = time.UTC
	}
	f.read()
	return f.resolve()
}

// finder reads one text. It goes over it once, looks ahead by a bounded number of bytes at each word, and resolves what it has read at the
// end, when every zone and date of the text is known.
type finder struct {
	b       []byte
	context Context
	found   []spoken
	dates   []statedDate // without a mention of their own: "today", "tomorrow"

	sentence      int // counts sentences
	sentenceStart int // where the present one begins
	noFence       bool
	lastEnd       int     // where the last mention ends
	unplaced      bool    // nothing is known of the author's zone
	textZone      zoneRef // "all times are in PDT"
	back          wordsBack
}

// spoken is a mention as read, not yet resolved.
type spoken struct {
	start, end int
	first      point
	last       point // of a range
	isRange    bool
	ago        agoRef
	isAgo      bool
	approx     bool
	sentence   int
	opening    bool // it stands at the beginning of its sentence: "On October 19, …"
	impact     bool // words of the incident stand before it
	background bool // a date alone, of something that was done then: "deployed on October 3"
	heading    bool // a date that stands alone on its line
}

// point is a time of day, a date, or both.
type point struct {
	date  dateRef
	clock clockRef
}

// statedDate is a date that is no mention.
type statedDate struct {
	at       int
	date     dateRef
	sentence int
}

func (f *finder) read() {
	b := f.b
	for i := 0; i < len(b) && len(f.found) < MaxMentions; {
		if next := f.skip(i); next > i {
			i = next
			continue
		}
		c := b[i]
		if !isDigit(c) && !isLetter(c) {
			f.boundary(i)
			i++
			continue
		}
		if startsText(b, i) || (f.lastEnd == i-1 && b[i-1] == '/') { // "8:15 AM PDT/11:15 AM EDT"
			if end := f.mention(i, len(b)); end > i {
				i = end
				continue
			}
		}
		for i < len(b) && isWord(b[i]) {
			i++
		}
	}
}

// mention reads one at b[i:] that ends by limit, and returns its end or 0.
func (f *finder) mention(i, limit int) (end int) {
	s, end := f.parse(i)
	if end == 0 || end > limit {
		return 0
	}
	words := f.wordsBefore(s.start)
	before := words.context()
	if s.untold(before) {
		return 0
	}
	s.sentence = f.sentence
	if s.first.date.kind == dateRelative && !s.first.clock.stated && s.first.date.days >= 0 {
		// "today" and "tomorrow" say nothing alone, but give the times behind them their day.
		f.dates = append(f.dates, statedDate{at: i, date: s.first.date, sentence: f.sentence})
		return end
	}
	if s.first.date.kind == dateBeside && !s.first.clock.stated {
		return end // "planned for the following morning" says nothing of the times behind it
	}
	s.approx = s.approx || before.approx
	s.opening = before.opening
	if !s.first.clock.stated && !s.isAgo {
		s.background, s.impact = words.subject()
		s.heading = !s.isRange && ownLine(f.b, s.start, end)
	}
	f.found = append(f.found, s)
	f.lastEnd = end
	if f.b[end-1] == '.' {
		f.boundary(end - 1) // "at 11:45 p.m. We …"
	}
	return end
}

// wordsBefore are the words before b[i] in its sentence; they hold until the next call.
func (f *finder) wordsBefore(i int) *wordsBack {
	f.back.read(f.b, i, f.sentenceStart)
	return &f.back
}

// ownLine says that nothing but marks stands on the line beside b[start:end].
func ownLine(b []byte, start, end int) bool {
	const marks = " \t*_#:-=|>\r"
	for start > 0 && b[start-1] != '\n' {
		if start--; bytes.IndexByte([]byte(marks), b[start]) < 0 {
			return false
		}
	}
	for end < len(b) && b[end] != '\n' {
		if bytes.IndexByte([]byte(marks), b[end]) < 0 {
			return false
		}
		end++
	}
	return end < len(b) // a text that is but a date heads nothing
}

// untold says that what looks like a time is not told to be one.
func (s spoken) untold(before contextWords) bool {
	switch {
	case s.isAgo:
		return false
	case !s.first.clock.stated && (before.repeated || s.first.date.cut):
		return true // "every Monday", "Sun"
	}
	return s.first.clock.told && !s.isRange && s.first.date.kind == dateNone && !before.timed
}

// parse reads the longest mention at b[i:].
func (f *finder) parse(i int) (s spoken, end int) {
	b := f.b
	if isLetter(b[i]) && !mayBegin(b, i) {
		return spoken{}, 0
	}
	if ago, end := scanAgo(b, i); end > 0 {
		return spoken{start: i, end: end, ago: ago, isAgo: true}, end
	}
	first, end, flags := scanPoint(b, i)
	if end == 0 {
		return f.parseBareRange(i)
	}
	s = spoken{start: i, end: end, first: first, approx: flags.approx}
	if r, rangeEnd := f.finishRange(s, flags.between); rangeEnd > 0 {
		return r, rangeEnd
	}
	if flags.bare {
		return spoken{}, 0 // the hour of "On 15 December between 3 and 4" is none without its range
	}
	return s, end
}

// parseBareRange reads a range whose first hour has nothing behind it: "3-4 PM", "between 3 and 4:30 pm".
func (f *finder) parseBareRange(i int) (s spoken, end int) {
	if s, end = f.parsePlainRange(i); end > 0 {
		return s, end
	}
	hour, end := scanBareHour(f.b, i)
	if end == 0 {
		return spoken{}, 0
	}
	return f.finishRange(spoken{start: i, end: end, first: point{clock: hour}}, false)
}

// parsePlainRange reads a range between times written as plain numbers: "from 1405 to 1520 UTC", "between 14.05 and 15.20". Numbers of four digits need
// the zone, since they may be years or counts; those with a full stop need the words before them, and no unit behind.
func (f *finder) parsePlainRange(i int) (s spoken, end int) {
	first, end := scanPlainClock(f.b, i)
	if end == 0 {
		return spoken{}, 0
	}
	at, joined := skipConnector(f.b, end)
	if at == 0 || joined.uneven {
		return spoken{}, 0
	}
	last, end := scanPlainClock(f.b, at)
	dotted := byteAt(f.b, i+2) == '.'
	if end == 0 || dotted != (byteAt(f.b, at+2) == '.') {
		return spoken{}, 0
	}
	before := f.wordsBefore(i).context()
	opened := before.between || (before.timed && !joined.and)
	unit := skipSpaces(f.b, end, false)
	switch {
	case last.zone.kind == zoneNone && (!dotted || !opened):
		return spoken{}, 0
	case joined.and && !before.between:
		return spoken{}, 0
	case dotted && last.zone.kind == zoneNone && (isLetter(byteAt(f.b, unit)) && aUnit(f.b, unit)):
		return spoken{}, 0
	}
	return spoken{start: i, end: end, first: point{clock: first}, last: point{clock: last}, isRange: true, approx: joined.approx}, end
}

// aUnit says whether a word at b[i:] makes a measure of the number before it.
func aUnit(b []byte, i int) bool {
	_, ok := foldAny(b, i, "ms", "s", "sec", "secs", "seconds", "min", "minutes", "h", "hours", "percent", "gb", "mb", "tb", "kb", "gbps", "mbps", "gbit", "mbit",
		"million", "billion", "thousand", "times", "version", "releases", "degrees", "k", "m", "eur", "usd", "euros", "dollars")
	return ok
}

// finishRange reads the end of a range behind its start, or 0. between says that "between" was read already.
func (f *finder) finishRange(s spoken, between bool) (spoken, int) {
	b := f.b
	at, joined := skipConnector(b, s.end)
	if at == 0 {
		return spoken{}, 0
	}
	last, end, flags := scanPoint(b, at)
	if end == 0 && !joined.uneven {
		return f.finishDays(s, at)
	}
	if end == 0 {
		return spoken{}, 0
	}
	if joined.and && !between {
		if between = f.wordsBefore(s.start).context().between; !between {
			return spoken{}, 0
		}
	}
	first := &s.first
	switch {
	case joined.uneven && !between && last.clock.zone.kind == zoneNone && !f.wordsBefore(s.start).context().between:
		return spoken{}, 0
	case flags.bare:
		return spoken{}, 0
	case first.clock.stated != last.clock.stated:
		return spoken{}, 0
	case first.clock.bare && last.clock.half != 'a' && last.clock.half != 'p' && !(between && last.clock.zone.kind != zoneNone):
		return spoken{}, 0
	case last.clock.told && last.clock.problem != "":
		return spoken{}, 0
	case !first.clock.stated && (first.date.kind == dateWeekday) != (last.date.kind == dateWeekday):
		return spoken{}, 0
	}
	first.clock.told = false
	s.last, s.isRange, s.end, s.approx = last, true, end, s.approx || joined.approx || flags.approx
	return s, end
}

// finishDays reads "October 19-21, 2025".
func (f *finder) finishDays(s spoken, at int) (spoken, int) {
	d := s.first.date
	digits := digitRun(f.b, at, 3)
	if s.first.clock.stated || d.kind != dateYearless || digits == 0 || digits > 2 {
		return spoken{}, 0
	}
	end := skipOrdinal(f.b, at+digits)
	d.dom = number(f.b, at, digits)
	if !endsDate(f.b, end) || !validDay(0, d.month, d.dom) {
		return spoken{}, 0
	}
	if year, yearEnd := scanYearBehind(f.b, end); yearEnd > 0 {
		d.kind, d.year, end = dateFull, year, yearEnd
		s.first.date.kind, s.first.date.year = dateFull, year
	}
	s.last.date, s.isRange, s.end = d.checked(), true, end
	return s, end
}
