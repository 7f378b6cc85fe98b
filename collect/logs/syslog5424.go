package logs

import (
	"bytes"
	"errors"

	"github.com/pes-dev/pes/collect/file"
)

// syslog5424 is "<165>1 2003-10-11T22:14:15.003Z host app procid msgid [data] message" (RFC 5424), with the priority or without, as some
// daemons write files. go-syslog refuses lines without a priority, and is no reader for the hot path.
func syslog5424() format {
	return format{
		name: "syslog-5424",
		match: func(lines [][]byte) file.Match {
			t := try(&ietfParser{clock: &clock{}}, lines, (*record).speaks)
			if !share(t.records, t.lines, 60) {
				return file.Match{}
			}
			return file.Match{Score: 85}
		},
		open: func(c *clock, _ [][]byte) parser { return &ietfParser{clock: c} },
	}
}

// errNil is a record whose sender had no clock (RFC 5424, section 6.2.3).
var errNil = errors.New("the stamp is nil")

type ietfParser struct{ clock *clock }

func (p *ietfParser) parse(line []byte, r *record) bool {
	pri, rest, hasPRI := priority(line)
	if len(rest) < 3 || rest[0] != '1' || rest[1] != ' ' { // the version, 1 since 2009
		return false
	}
	rest = rest[2:]
	at, n, err := p.clock.read(rest)
	if n == 0 || rest[0] == '[' {
		if !hasPRI || !bytes.HasPrefix(rest, []byte("- ")) {
			return false
		}
		at, n, err = 0, 2, errNil
	}
	_, rest = field(rest[n:]) // the host
	app, rest := field(rest)
	_, rest = field(rest) // the process
	msgid, rest := field(rest)
	rest, ok := skipData(rest)
	if !ok || len(msgid) == 0 {
		return false
	}
	if string(app) != "-" {
		r.service = app
	}
	r.at, r.undated = at, err
	r.message = bytes.TrimPrefix(rest, []byte("\xef\xbb\xbf"))
	if hasPRI {
		r.level = syslogLevel(pri & 7)
	}
	r.correct()
	return true
}

// skipData passes over the structured data, "-" or "[id key=\"value\" …]…", in whose values a backslash escapes quotes and brackets.
func skipData(b []byte) (rest []byte, ok bool) {
	if len(b) == 0 {
		return nil, false
	}
	if b[0] == '-' && (len(b) == 1 || b[1] == ' ') {
		return bytes.TrimLeft(b[1:], " "), true
	}
	if b[0] != '[' {
		return nil, false
	}
	for i := 1; i < len(b); i++ {
		switch {
		case b[i] == '"':
			i, _ = endOfQuoted(b, i)
		case b[i] == ']' && (i+1 == len(b) || b[i+1] == ' '):
			return bytes.TrimLeft(b[i+1:], " "), true
		}
	}
	return nil, false
}
