package logs

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/pes-dev/pes/collect/file"
)

// accessLog is the Common and the Combined Log Format of Apache and nginx: `host ident user [time] "request" status bytes`, and whatever
// stands behind that: referer, agent, a duration. A virtual host may come first. A status of 500 or more is an error, any other is not: what a
// client did wrong is no failure of the service.
func accessLog() format {
	return format{
		name: "access-log",
		match: func(lines [][]byte) file.Match {
			p := &accessParser{clock: &clock{}}
			var records int
			for _, line := range lines {
				var r record
				if p.parse(line, &r) {
					records++
				}
			}
			if !share(records, len(lines), 60) {
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
	words := 0
	for i, c := range line[:min(len(line), accessHead)] {
		if blank(c) || i > 0 && !blank(line[i-1]) {
			continue
		}
		if c == '[' {
			end := i + bytes.IndexByte(line[i:min(len(line), i+longestStamp)], ']')
			if end > i && bytes.HasPrefix(line[end+1:], []byte(` "`)) && words > 0 {
				return i, end + 2
			}
		}
		if words++; words > accessWords {
			break
		}
	}
	return 0, 0
}

// requestOf reads `"request" status`. Within the request a backslash escapes a quote.
func requestOf(b []byte) (request []byte, status int, ok bool) {
	end := 1
	for end < len(b) && b[end] != '"' {
		if b[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(b) {
		return nil, 0, false
	}
	word, _ := field(b[end+1:])
	if len(word) != 3 || !allDigits(word) {
		return nil, 0, false
	}
	return b[1:end], int(word[0]-'0')*100 + int(word[1]-'0')*10 + int(word[2]-'0'), true
}

// fill makes "GET /cart/# 503 Service Unavailable" of a request: what it did and how that ended, without ids, and without the query, which
// holds secrets. The words of the status keep the patterns of different ends apart, since the number is one that event.Shape masks.
func (p *accessParser) fill(request []byte, r *record) {
	method, rest := field(request)
	target, _ := field(rest)
	p.message = p.message[:0]
	if isMethod(method) && len(target) > 0 {
		p.message = append(append(p.message, method...), ' ')
		path := pathOf(target)
		p.message, r.service = maskPath(p.message, path), serviceOf(path)
	} else {
		p.message = append(p.message, "no HTTP request"...) // "-" after a timeout, or TLS sent to a port without it
	}
	p.message = strconv.AppendInt(append(p.message, ' '), int64(r.status), 10)
	if text := statusText(r.status); text != "" {
		p.message = append(append(p.message, ' '), text...)
	}
	r.message = p.message
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

// pathOf is the path of a request's target, without query, fragment, parameters, scheme and host. Of CONNECT's "host:443" there is none.
func pathOf(target []byte) []byte {
	if i := bytes.IndexAny(target, "?#;"); i >= 0 {
		target = target[:i]
	}
	if i := bytes.Index(target[:min(len(target), len("https://"))], []byte("://")); i > 0 {
		target = target[i+3:]
		return target[max(bytes.IndexByte(target, '/'), 0):]
	}
	return target
}

const (
	maxSegments = 8  // of a path that are kept; deeper ones name things, not routes
	maxSegment  = 40 // bytes; longer ones are tokens or titles
)

// maskPath appends a path with "#" for every segment that may be an id, a name or a token. Only words stay, and the versions of an API lose their
// number, because event.Shape would mask the whole path for a digit in it.
func maskPath(b, path []byte) []byte {
	if len(path) == 0 || path[0] != '/' {
		return append(b, '*') // of the server as a whole, or of a tunnel
	}
	kept := 0
	for segment := range bytes.SplitSeq(path[1:], slash) {
		if kept++; kept > maxSegments {
			return append(b, "/…"...)
		}
		b = append(b, '/')
		switch {
		case isVersion(segment):
			b = append(b, "v#"...)
		case isRoute(segment):
			b = append(b, segment...)
		default:
			b = append(b, '#')
		}
	}
	return b
}

var slash = []byte("/")

// serviceOf is the segment of a path behind "/api/v1/", else the first that can be a name and no file; nil if there is none.
func serviceOf(path []byte) []byte {
	var first, before, last []byte
	kept := 0
	for segment := range bytes.SplitSeq(path, slash) {
		if kept++; kept > maxSegments {
			break
		}
		named := isName(segment) && len(segment) <= maxSegment && bytes.IndexByte(segment, '.') < 0
		if named && isVersion(last) && string(before) == "api" && digits(segment) <= 2 { // "oauth2" is a name, "b81dc9" an id
			return segment
		}
		if named && first == nil && digits(segment) == 0 {
			first = segment
		}
		before, last = last, segment
	}
	return first
}

func isVersion(segment []byte) bool {
	return len(segment) > 1 && len(segment) < 10 && segment[0] == 'v' && segment[1]-'0' <= 9
}

// isRoute says whether a segment is of words alone, and may be shown; an empty one is the end of "/cart/".
func isRoute(segment []byte) bool {
	for _, c := range segment {
		if (c|0x20)-'a' > 'z'-'a' && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return len(segment) <= maxSegment
}

func digits(b []byte) (n int) {
	for _, c := range b {
		if c-'0' <= 9 {
			n++
		}
	}
	return n
}
