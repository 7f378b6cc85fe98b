package logs

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/pes-dev/pes/collect/file"
)

// logfmt is `ts=2025-10-20T06:48:11Z level=error svc=api msg="no route"`, as logrus, go-kit, slog's TextHandler, Heroku and Grafana's programs
// write it, with the keys of jsonkeys.go. A line without a time is no record.
func logfmt() format {
	return format{
		name: "logfmt",
		match: func(lines [][]byte) file.Match {
			p := &logfmtParser{clock: &clock{}}
			t := try(p, lines, func(r *record) bool { return r.speaks() || p.found[messageRole].to > 0 })
			m := file.Match{Undated: t.undated == t.records}
			switch {
			case share(t.told, t.lines, 60):
				m.Score = 80
			case share(t.told, t.lines, 30): // between stack traces; notes that quote a log are surer
				m.Score = 50
			case share(t.records, t.lines, 60):
				m.Score = 40
			default:
				return file.Match{}
			}
			return m
		},
		open: func(c *clock, _ [][]byte) parser { return &logfmtParser{clock: c} },
	}
}

type logfmtParser struct {
	clock  *clock
	order  keyOrder
	top    lineKey // before the first
	odd    lineKey // the key that is looked at, where it is not remembered
	levels levelMemo
	found  [roles]value
	plain  [roles][]byte // values without their escapes
}

// value is the best value yet for a role; as with JSON a lower rank is better, and of equal ranks the last value wins.
type value struct {
	from, to int // in the line; 0 if there is none
	escaped  bool
	rank     uint8
	unit     timeKey
}

func (p *logfmtParser) parse(line []byte, r *record) bool {
	line = bytes.TrimPrefix(line, byteOrderMark)
	if !p.pairs(line) || p.found[timeRole].to == 0 {
		return false
	}
	r.at, r.undated = p.clock.value(p.value(line, timeRole), p.found[timeRole].unit)
	if r.at == 0 && r.undated == nil {
		return false
	}
	r.level, r.service, r.status = p.level(line), p.value(line, serviceRole), httpStatus(p.value(line, statusRole))
	r.message = line // an access log has fields and no message
	if p.found[messageRole].to > 0 {
		r.message = p.value(line, messageRole)
	}
	r.message = firstLine(r.message)
	if r.level == unsaid && r.status == 0 {
		r.level = inMessage(r.message)
	}
	return true
}

// pairs finds the values in a line, and says whether it begins with a pair: prose may well hold one, but hardly begins so.
func (p *logfmtParser) pairs(line []byte) bool {
	p.found = [roles]value{}
	link := &p.top.next
	for i := 0; i < len(line); i = pastSpace(line, i) {
		k := link[0]
		if k != nil && k.at(line, i) {
			i += len(k.spelt)
		} else {
			n := keyEnd(line[i:])
			if n == 0 && i == 0 {
				return false
			}
			if n == 0 { // a key alone, or what is none
				i = endOfWord(line, i)
				continue
			}
			k = p.key(line[i:i+n+1], link)
			i += n + 1
		}
		if !k.odd {
			link = &k.next
		}
		i = p.take(line, i, k)
	}
	return len(line) > 0
}

// key looks up a key, which ends with its equals sign, that is not the one to be expected.
func (p *logfmtParser) key(spelt []byte, link *[2]*lineKey) *lineKey {
	if k := link[1]; k != nil && k.spelt == string(spelt) {
		link[0], link[1] = k, link[0]
		return k
	}
	m := meaningOf(spelt[:len(spelt)-1])
	if k := p.order.learn(link, spelt, nil, m); k != nil {
		return k
	}
	p.odd = lineKey{odd: true, meaning: m}
	return &p.odd
}

// take reads the value at line[i], bare or in quotes, and returns where it ends. A quote that is never closed, as where a file is cut, holds
// the rest of the line.
func (p *logfmtParser) take(line []byte, i int, k *lineKey) (end int) {
	from, to, escaped := i, 0, false
	if at(line, i) == '"' {
		from++
		to, escaped = endOfQuoted(line, i)
		end = min(to+1, len(line))
	} else {
		to = endOfWord(line, i)
		end = to
	}
	have := &p.found[k.role]
	if k.role == noRole || to == from || have.to > 0 && k.rank > have.rank {
		return end
	}
	have.from, have.to, have.escaped, have.rank, have.unit = from, to, escaped, k.rank, k.unit
	return end
}

// keyEnd is where the "=" stands of the key that b begins with; 0 if it begins with none.
func keyEnd(b []byte) int {
	const longest = 80
	for i, c := range b[:min(len(b), longest)] {
		switch {
		case c == '=':
			return i
		case alnum(c) || c == '_' || c == '@':
		case i > 0 && (c == '.' || c == '-' || c == '/'):
		default:
			return 0
		}
	}
	return 0
}

func (p *logfmtParser) level(line []byte) level {
	v := &p.found[levelRole]
	if v.escaped {
		return levelValue(p.value(line, levelRole))
	}
	return p.levels.of(line, v.from, v.to)
}

// value is the value for a role as it was meant; empty if there is none.
func (p *logfmtParser) value(line []byte, of role) []byte {
	v := &p.found[of]
	raw := line[v.from:v.to]
	if !v.escaped {
		return raw
	}
	p.plain[of] = unescape(p.plain[of][:0], raw)
	return p.plain[of]
}

// unescape appends what b means, whose escapes are Go's and JSON's. One that is neither stays as it is.
func unescape(plain, b []byte) []byte {
	for {
		i := bytes.IndexByte(b, '\\')
		if i < 0 || i+1 == len(b) {
			return append(plain, b...)
		}
		plain = append(plain, b[:i]...)
		b = b[i:]
		if b[1] == '/' || b[1] == '\'' {
			plain, b = append(plain, b[1]), b[2:]
			continue
		}
		const longest = len(`\U0010ffff`)
		head := string(b[:min(len(b), longest)])
		char, multibyte, rest, err := strconv.UnquoteChar(head, '"')
		switch {
		case err != nil:
			plain, b = append(plain, '\\'), b[1:]
			continue
		case char < utf8.RuneSelf || !multibyte:
			plain = append(plain, byte(char)) //nolint:gosec // below 256: a byte written as "\xff", or ASCII
		default:
			plain = utf8.AppendRune(plain, char)
		}
		b = b[len(head)-len(rest):]
	}
}
