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
			var records, told, undated int
			for _, line := range lines {
				var r record
				if !p.parse(line, &r) {
					continue
				}
				records++
				if r.level != unsaid || len(r.service) > 0 || r.status > 0 || p.found[messageRole].raw != nil {
					told++
				}
				if r.undated != nil {
					undated++
				}
			}
			m := file.Match{Undated: undated == records}
			switch {
			case share(told, len(lines), 60):
				m.Score = 80
			case share(told, len(lines), 30): // between stack traces; notes that quote a log are surer
				m.Score = 50
			case share(records, len(lines), 60):
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
	clock *clock
	found [roles]value
	plain [roles][]byte // values without their escapes
}

// value is the best value yet for a role; as with JSON a lower rank is better, and of equal ranks the last value wins.
type value struct {
	raw     []byte // nil if there is none
	escaped bool
	rank    uint8
	key     timeKey
}

func (p *logfmtParser) parse(line []byte, r *record) bool {
	line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	if keyEnd(line) == 0 { // prose may well hold a pair, but hardly begins with one
		return false
	}
	p.found = [roles]value{}
	for rest := line; len(rest) > 0; {
		rest = p.pair(rest)
	}
	if p.found[timeRole].raw == nil {
		return false
	}
	r.at, r.undated = p.clock.value(p.value(timeRole), p.found[timeRole].key)
	if r.at == 0 && r.undated == nil {
		return false
	}
	r.level, r.service, r.status = levelValue(p.value(levelRole)), p.value(serviceRole), httpStatus(p.value(statusRole))
	r.message = firstLine(line) // an access log has fields and no message
	if p.found[messageRole].raw != nil {
		r.message = firstLine(p.value(messageRole))
	}
	if r.level == unsaid && r.status == 0 {
		r.level = inMessage(r.message)
	}
	return true
}

// pair takes the next pair, or the next word if it is a key alone, and returns what stands behind it.
func (p *logfmtParser) pair(b []byte) (rest []byte) {
	if blank(b[0]) {
		return bytes.TrimLeft(b, " \t")
	}
	n := keyEnd(b)
	if n == 0 {
		_, rest = field(b)
		return rest
	}
	v := value{}
	key := b[:n]
	v.raw, v.escaped, rest = valueOf(b[n+1:])
	role, rank := roleOf(key)
	if have := p.found[role]; len(v.raw) > 0 && (have.raw == nil || rank <= have.rank) {
		v.rank, v.key = rank, keyOf(key)
		p.found[role] = v
	}
	return rest
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

// valueOf reads a value, bare or in quotes. A quote that is never closed, as where a file is cut, holds the rest of the line.
func valueOf(b []byte) (raw []byte, escaped bool, rest []byte) {
	if len(b) == 0 || b[0] != '"' {
		end := 0
		for end < len(b) && !blank(b[end]) {
			end++
		}
		return b[:end], false, b[end:]
	}
	b = b[1:]
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			escaped = true
			i++
		case '"':
			return b[:i], escaped, b[i+1:]
		}
	}
	return b, escaped, nil
}

// value is the value for a role as it was meant; empty if there is none.
func (p *logfmtParser) value(of role) []byte {
	v := p.found[of]
	if !v.escaped {
		return v.raw
	}
	p.plain[of] = unescape(p.plain[of][:0], v.raw)
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
