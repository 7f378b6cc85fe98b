package logs

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/pes-dev/pes/collect/file"
)

// jsonLines is one JSON object a line, with whichever of the usual keys for time, level, service and message (see jsonkeys.go).
func jsonLines() format {
	return format{
		name: "json-lines",
		match: func(lines [][]byte) file.Match {
			p := &jsonParser{clock: &clock{}}
			t := try(p, lines, func(r *record) bool { return r.speaks() || !p.bare })
			switch {
			case len(lines) == 1 && t.records == 0 && begun(lines[0]):
				return file.Match{Score: 40}
			case !share(t.records, t.lines, 60):
				return file.Match{}
			case share(t.told, t.lines, 60):
				return file.Match{Score: 80, Undated: t.undated == t.records}
			}
			return file.Match{Score: 40, Undated: t.undated == t.records}
		},
		open: func(c *clock, _ [][]byte) parser { return &jsonParser{clock: c} },
	}
}

// begun says whether a line is the beginning of a record: the first of a file may be longer than what is looked at, or cut with the file.
func begun(line []byte) bool {
	var time, other bool
	for key := range (file.Head{Data: line}).JSON().Keys {
		switch role, rank := roleOf([]byte(key)); role {
		case timeRole:
			time = time || rank < 4 // "date" and "created" are keys of much else
		case levelRole, messageRole:
			other = true
		}
	}
	return time && other
}

type jsonParser struct {
	clock  *clock
	scan   jsonScanner
	levels levelMemo
	plain  [roles][]byte // values that are not written as they are meant
	bare   bool          // the last record had no message of its own
}

// bigLine is the length from which a line's values are not kept as room for the next line's.
const bigLine = 64 << 10

func (p *jsonParser) parse(line []byte, r *record) bool {
	from := unmarked(line)
	if from < 0 || !p.scan.scan(line[from:]) || p.scan.found[timeRole].kind == jsonNothing {
		return false
	}
	r.at, r.undated = p.instant()
	if r.at == 0 && r.undated == nil {
		return false
	}
	p.fill(line, r)
	return true
}

// unmarked is where the object begins behind blanks and a byte order mark; -1 if there is none, or it is indented as what continues a record.
func unmarked(line []byte) int {
	const indented = 8
	for n := 0; n < min(len(line), indented); {
		switch {
		case line[n] == '{':
			return n
		case blank(line[n]):
			n++
		case bytes.HasPrefix(line[n:], byteOrderMark):
			n += len(byteOrderMark)
		default:
			return -1
		}
	}
	return -1
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// instant is the record's time. 0 without an error means that the value is no time at all.
func (p *jsonParser) instant() (int64, error) {
	v := &p.scan.found[timeRole]
	if v.kind == jsonNumber {
		return epoch(p.scan.line[v.from:v.to], v.unit), nil
	}
	return p.clock.value(p.text(timeRole), v.unit)
}

// timeKey says what the key of a time reveals about its unit.
type timeKey uint8

const (
	anyUnit timeKey = iota
	micros          // journald's __REALTIME_TIMESTAMP
)

// epoch is the instant of a count since 1970 in seconds, milliseconds, microseconds or nanoseconds, whichever makes it a date between 1973
// and 2200; 0 if none does. Seconds may have a fraction, and stay exact: as a float they would lose nanoseconds.
func epoch(s []byte, key timeKey) int64 {
	whole, fraction, _ := bytes.Cut(s, []byte("."))
	if bytes.ContainsAny(s, "eE") { // 1.7e9: some encoder wrote a float
		f, err := strconv.ParseFloat(string(s), 64)
		if err != nil || f < 0 || f > 1e19 {
			return 0
		}
		whole, fraction = strconv.AppendInt(nil, int64(f), 10), nil
	}
	n, err := strconv.ParseInt(string(whole), 10, 64)
	if err != nil {
		return 0
	}
	const (
		first = 100_000_000   // 1973-03-03, so that the four units cannot be mistaken for each other
		end   = 7_258_118_400 // 2200-01-01
	)
	unit := int64(time.Second)
	if key == micros {
		unit = int64(time.Microsecond)
	}
	for ; unit > 0; unit /= 1000 {
		if perSecond := int64(time.Second) / unit; n >= first*perSecond && n/perSecond < end {
			return n*unit + part(fraction, unit)
		}
		if key == micros {
			break
		}
	}
	return 0
}

// part is the nanoseconds of a decimal fraction of a unit.
func part(digits []byte, unit int64) (n int64) {
	for _, c := range digits {
		unit /= 10
		if c-'0' > 9 {
			return 0
		}
		n += int64(c-'0') * unit
	}
	return n
}

func (p *jsonParser) fill(line []byte, r *record) {
	f := &p.scan.found
	p.bare = f[messageRole].kind == jsonNothing
	switch {
	case p.bare:
		r.message = firstLine(line) // an access log has fields and no message
	case f[messageRole].marks&escaped != 0:
		r.message = firstLine(p.text(messageRole))
	default:
		r.message = trim(bytes.TrimLeft(p.text(messageRole), " ")) // without an escape there is no further line
	}
	if f[serviceRole].kind != jsonNothing {
		r.service = p.text(serviceRole)
	}
	if f[levelRole].kind != jsonNothing {
		r.level = p.level()
	}
	if f[statusRole].kind != jsonNothing {
		r.status = httpStatus(p.text(statusRole))
	}
	if r.level == unsaid && r.status == 0 {
		r.level = inMessage(r.message)
	}
}

func (p *jsonParser) level() level {
	if v := &p.scan.found[levelRole]; v.marks == 0 {
		return p.levels.of(p.scan.line, v.from, v.to)
	}
	word := p.text(levelRole)
	return p.levels.of(word, 0, len(word))
}

// text is the value for a role: a string as it was meant, of a message its first line at least, or a number as it was written.
func (p *jsonParser) text(of role) []byte {
	if v := &p.scan.found[of]; v.marks == 0 {
		return p.scan.line[v.from:v.to]
	}
	return p.meant(of)
}

func (p *jsonParser) meant(of role) []byte {
	v := &p.scan.found[of]
	raw := p.scan.line[v.from:v.to]
	if v.kind == jsonBytes {
		p.plain[of] = appendBytes(p.plain[of][:0], raw)
		return p.plain[of]
	}
	if v.marks == wide && utf8.Valid(raw) {
		return raw
	}
	if cap(p.plain[of]) > bigLine {
		p.plain[of] = nil
	}
	p.plain[of] = appendText(p.plain[of][:0], raw, of == messageRole)
	return p.plain[of]
}

func httpStatus(s []byte) int {
	if len(s) != 3 || !allDigits(s) { // an error of Atoi would be an allocation a line
		return 0
	}
	n, err := strconv.Atoi(string(s))
	if err != nil || n < 100 || n > 599 {
		return 0
	}
	return n
}
