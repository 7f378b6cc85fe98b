package logs

import (
	"bytes"
	"strconv"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/valyala/fastjson"
)

// jsonLines is one JSON object a line, with whichever of the usual keys for time, level, service and message (see jsonkeys.go).
func jsonLines() format {
	return format{
		name: "json-lines",
		match: func(lines [][]byte) file.Match {
			p := newJSONParser(&clock{})
			var objects, told, undated int
			for _, line := range lines {
				var r record
				if !p.parse(line, &r) {
					continue
				}
				objects++
				if r.level != unsaid || len(r.service) > 0 || r.status > 0 || !p.bare {
					told++
				}
				if r.undated != nil {
					undated++
				}
			}
			switch {
			case len(lines) == 1 && objects == 0 && begun(lines[0]):
				return file.Match{Score: 40}
			case !share(objects, len(lines), 60):
				return file.Match{}
			case share(told, len(lines), 60):
				return file.Match{Score: 80, Undated: undated == objects}
			}
			return file.Match{Score: 40, Undated: undated == objects}
		},
		open: func(c *clock, _ [][]byte) parser { return newJSONParser(c) },
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
	parser fastjson.Parser
	path   []byte // of the key that is looked at, "log.level"
	found  found
	bare   bool // the last record had no message of its own
	number []byte
	visits [maxNesting + 1]func(key []byte, v *fastjson.Value) // one a depth, made once: a closure a line would be an allocation a line
}

// found is the best value yet for each role; a lower rank is better, and of equal ranks the last value wins, as in encoding/json.
type found struct {
	time, level, service, message, status      *fastjson.Value
	timeRank, levelRank, serviceRank, messages uint8
	timeKey                                    timeKey
}

const (
	// maxNesting is how deep the usual keys are nested: {"kubernetes": {"labels": {"app": …}}}.
	maxNesting = 3
	// bigLine is the length from which a line's parse tree, some 50 times its size at worst, is not kept for the next line.
	bigLine = 64 << 10
)

func newJSONParser(c *clock) *jsonParser {
	p := &jsonParser{clock: c}
	for d := range p.visits {
		p.visits[d] = func(key []byte, v *fastjson.Value) { p.visit(d, key, v) }
	}
	return p
}

func (p *jsonParser) parse(line []byte, r *record) bool {
	if i := bytes.IndexByte(line[:min(len(line), 8)], '{'); i < 0 || len(bytes.TrimLeft(line[:i], " \t\xef\xbb\xbf")) > 0 {
		return false
	}
	v, err := p.parser.ParseBytes(bytes.TrimLeft(line, " \t\xef\xbb\xbf"))
	if len(line) > bigLine {
		p.parser = fastjson.Parser{} // v keeps what it needs until the next line
	}
	if err != nil {
		return false
	}
	object, err := v.Object()
	if err != nil {
		return false
	}
	p.found = found{timeRank: none, levelRank: none, serviceRank: none, messages: none}
	p.path = p.path[:0]
	object.Visit(p.visits[0])
	if p.found.time == nil {
		return false
	}
	r.at, r.undated = p.instant()
	if r.at == 0 && r.undated == nil {
		return false
	}
	p.fill(line, r)
	return true
}

// visit looks at one key of an object at a depth, and goes down where usual keys are nested.
func (p *jsonParser) visit(depth int, key []byte, v *fastjson.Value) {
	parent := len(p.path)
	p.path = append(p.path, key...)
	f := &p.found
	switch role, rank := roleOf(p.path); role {
	case timeRole:
		if rank <= f.timeRank && scalar(v) {
			f.time, f.timeRank, f.timeKey = v, rank, keyOf(p.path)
		}
	case levelRole:
		if rank <= f.levelRank && scalar(v) {
			f.level, f.levelRank = v, rank
		}
	case serviceRole:
		if rank <= f.serviceRank && v.Type() == fastjson.TypeString {
			f.service, f.serviceRank = v, rank
		}
	case messageRole:
		if rank <= f.messages && v.Type() == fastjson.TypeString {
			f.message, f.messages = v, rank
		}
	case statusRole:
		if scalar(v) {
			f.status = v
		}
	}
	if depth < maxNesting && v.Type() == fastjson.TypeObject && nests(p.path) {
		p.path = append(p.path, '.')
		if o, err := v.Object(); err == nil {
			o.Visit(p.visits[depth+1])
		}
	}
	p.path = p.path[:parent]
}

func scalar(v *fastjson.Value) bool {
	return v.Type() == fastjson.TypeString || v.Type() == fastjson.TypeNumber
}

// instant is the record's time. 0 without an error means that the value is no time at all.
func (p *jsonParser) instant() (int64, error) {
	v := p.found.time
	if v.Type() == fastjson.TypeNumber {
		p.number = v.MarshalTo(p.number[:0])
		return epoch(p.number, p.found.timeKey), nil
	}
	return p.clock.value(v.GetStringBytes(), p.found.timeKey)
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
	f := &p.found
	p.bare = f.message == nil
	r.message = firstLine(line) // an access log has fields and no message
	if f.message != nil {
		r.message = firstLine(f.message.GetStringBytes())
	}
	if f.service != nil {
		r.service = f.service.GetStringBytes()
	}
	r.level = p.level()
	if f.status != nil {
		r.status = httpStatus(p.text(f.status))
	}
	if r.level == unsaid && r.status == 0 {
		r.level = inMessage(r.message)
	}
}

func (p *jsonParser) level() level {
	v := p.found.level
	if v == nil {
		return unsaid
	}
	return levelValue(p.text(v))
}

// text is a string's bytes, or a number as it was written.
func (p *jsonParser) text(v *fastjson.Value) []byte {
	if v.Type() == fastjson.TypeString {
		return v.GetStringBytes()
	}
	p.number = v.MarshalTo(p.number[:0])
	return p.number
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
