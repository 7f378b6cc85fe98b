package logs

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/pes-dev/pes/collect/file"
)

// accessLog is the Common and the Combined Log Format of Apache and nginx: `host ident user [time] "request" status bytes`, and whatever
// stands behind that: referer, agent, a duration. A virtual host may come first. A status of 500 or more is an error, any other is not: what a
// client did wrong is no failure of the service.
func accessLog() format {
	return format{
		name: "access-log",
		match: func(lines [][]byte) file.Match {
			t := try(&accessParser{clock: &clock{}}, lines, (*record).speaks)
			if !share(t.records, t.lines, 60) {
				return file.Match{}
			}
			return file.Match{Score: 85}
		},
		open: func(c *clock, _ [][]byte) parser { return &accessParser{clock: c} },
	}
}

const (
	// accessHead is how far into a line its time may begin: some proxies write a chain of addresses for the host.
	accessHead = 512
	// accessWords is how many words may stand before the time: a virtual host, the host, ident and user, and one more. With more, the line is
	// wrapped in a header of its own, such as syslog's, which says more.
	accessWords = 5
	// longestStamp is one in brackets with a weekday and a zone.
	longestStamp = 48
)

type accessParser struct {
	clock   *clock
	message []byte
	endings [1000]string // by status; empty until one is met
}

func (p *accessParser) parse(line []byte, r *record) bool {
	from, to := bracketed(line)
	if to == 0 {
		return false
	}
	request, status, ok := requestOf(line[to:])
	if !ok {
		return false
	}
	at, n, err := p.clock.read(line[from:])
	if from+n != to {
		return false
	}
	r.at, r.undated, r.status = at, err, status
	r.level = info
	if status >= 500 {
		r.level = erroneous
	}
	p.fill(request, r)
	return true
}

// bracketed is where "[time] " begins and where the quote behind it stands; 0 if there is none, or too many words stand before it. An address
// of IPv6 may have brackets as well.
func bracketed(line []byte) (from, to int) {
	head := line[:min(len(line), accessHead)]
	i := pastSpace(head, 0)
	for words := 0; words <= accessWords && i < len(head); words++ {
		if head[i] == '[' && words > 0 {
			end := i + bytes.IndexByte(line[i:min(len(line), i+longestStamp)], ']')
			if end > i && end+2 < len(line) && line[end+1] == ' ' && line[end+2] == '"' {
				return i, end + 2
			}
		}
		i = pastSpace(head, endOfWord(head, i))
	}
	return 0, 0
}

// requestOf reads `"request" status`. Within the request a backslash escapes a quote.
func requestOf(b []byte) (request []byte, status int, ok bool) {
	end, _ := endOfQuoted(b, 0)
	i := pastSpace(b, end+1)
	if i+3 > len(b) || i+3 < len(b) && !blank(b[i+3]) || !allDigits(b[i:i+3]) {
		return nil, 0, false
	}
	return b[1:end], int(b[i]-'0')*100 + int(b[i+1]-'0')*10 + int(b[i+2]-'0'), true
}

// fill makes "GET /cart/# 503 Service Unavailable" of a request: what it did and how that ended, without ids, and without the query, which
// holds secrets. The words of the status keep the patterns of different ends apart, since the number is one that event.Shape masks.
func (p *accessParser) fill(request []byte, r *record) {
	method, rest := field(request)
	target := rest[:endOfWord(rest, 0)]
	p.message = p.message[:0]
	if isMethod(method) && len(target) > 0 {
		p.message = append(append(p.message, method...), ' ')
		p.message, r.service = route(p.message, pathOf(target))
	} else {
		p.message = append(p.message, "no HTTP request"...) // "-" after a timeout, or TLS sent to a port without it
	}
	r.message = append(p.message, p.ending(r.status)...)
	p.message = r.message
}

// ending is how a request ended: " 503 Service Unavailable".
func (p *accessParser) ending(status int) string {
	if p.endings[status] == "" {
		p.endings[status] = strings.TrimSuffix(fmt.Sprintf(" %d %s", status, statusText(status)), " ")
	}
	return p.endings[status]
}

func statusText(status int) string {
	if text := http.StatusText(status); text != "" || status < 500 {
		return text
	}
	return "server error" // of a proxy's own, such as 520
}

// isMethod says whether a word may be an HTTP method; WebDAV's longest has 17 letters.
func isMethod(word []byte) bool {
	for _, c := range word {
		if c-'A' > 'Z'-'A' && c != '-' {
			return false
		}
	}
	return len(word) > 2 && len(word) <= 17
}
