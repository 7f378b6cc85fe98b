package logs

import (
	"bytes"

	"github.com/pes-dev/pes/collect/file"
)

// syslog3164 is BSD syslog (RFC 3164): "<34>Oct 11 22:14:15 host tag[pid]: message", with the priority as it is sent and without it as files
// have it, and with an ISO stamp as rsyslog and journalctl write it. The service is the tag; the host is none.
func syslog3164() format {
	return format{
		name: "syslog-3164",
		match: func(lines [][]byte) file.Match {
			// A stack trace or two between the records must not hide them.
			t := try(&bsdParser{clock: &clock{}}, lines, func(r *record) bool { return len(r.service) > 0 })
			if !share(t.told, t.lines, 60) {
				return file.Match{}
			}
			return file.Match{Score: 75, Undated: 2*t.undated > t.records}
		},
		open: func(c *clock, _ [][]byte) parser { return &bsdParser{clock: c} },
	}
}

type bsdParser struct{ clock *clock }

func (p *bsdParser) parse(line []byte, r *record) bool {
	pri, rest, hasPRI := priority(line)
	at, n, err := p.clock.read(rest)
	if n == 0 || rest[0] == '[' {
		return false
	}
	bsdStamp := n == len("Oct 11 22:14:15 ") && rest[3] == ' '
	from := pastSpace(rest, n)
	if from == len(rest) {
		return false
	}
	to, stated := wordLevel(rest, from)
	if host := rest[from:to]; stated != unsaid || host[0] == '[' || host[len(host)-1] == ':' || separator(host) {
		return false
	}
	tag, pid, message := tagOf(rest[pastSpace(rest, to):])
	if !hasPRI && !pid && !bsdStamp { // without these three, much is a stamp and two words
		return false
	}
	r.at, r.undated, r.service, r.message = at, err, tag, message
	if hasPRI {
		r.level = syslogLevel(pri & 7)
	}
	r.correct()
	return true
}

// correct takes the level that the message states over a syslog severity of notice or less, or none: what a program writes to its standard
// output reaches syslog as informational whatever it says.
func (r *record) correct() {
	if r.level > info {
		return
	}
	if stated := inMessage(r.message); stated != unsaid {
		r.level = stated
	}
}

// tagOf reads "tag[pid]: message", "tag: message" or "tag(sub)[pid]: message". Without a tag all is message.
func tagOf(b []byte) (tag []byte, pid bool, message []byte) {
	const longest = 64 // RFC 3164 has 32; Kubernetes and Docker put in longer names
	end := 0
	for end < len(b) && end < longest && !endsTag[b[end]] {
		end++
	}
	rest := b[end:]
	if end == 0 || end == longest || len(rest) == 0 {
		return nil, false, b
	}
	if rest[0] == '(' {
		if i := bytes.IndexByte(rest[:min(len(rest), longest)], ')'); i > 0 {
			rest = rest[i+1:]
		}
	}
	if len(rest) > 0 && rest[0] == '[' {
		i := bytes.IndexByte(rest[:min(len(rest), longest)], ']')
		if i < 0 {
			return nil, false, b
		}
		rest, pid = rest[i+1:], true
	}
	if len(rest) == 0 || rest[0] != ':' {
		return nil, false, b
	}
	return b[:end], pid, rest[pastSpace(rest, 1):]
}

var endsTag = [256]bool{' ': true, '\t': true, '[': true, ':': true, '(': true}

// priority reads "<PRI>", 0 to 191 (RFC 5424, section 6.2.1), at the start of a line.
func priority(line []byte) (pri int, rest []byte, ok bool) {
	if len(line) < 3 || line[0] != '<' {
		return 0, line, false
	}
	for i, c := range line[1:min(len(line), 5)] {
		if c == '>' && i > 0 && pri < 192 {
			return pri, line[i+2:], true
		}
		if c-'0' > 9 {
			break
		}
		pri = pri*10 + int(c-'0')
	}
	return 0, line, false
}
