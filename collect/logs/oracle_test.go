package logs

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
)

// The simple way of reading what the formats read fast, byte by byte and step by step. The formats must say the same.

func simpleField(b []byte) (word, rest []byte) {
	b = bytes.TrimLeft(b, " \t")
	end := bytes.IndexAny(b, " \t")
	if end < 0 {
		end = len(b)
	}
	return b[:end], bytes.TrimLeft(b[end:], " \t")
}

func simpleAccess(c *clock, line []byte, r *record) bool {
	from, to, words := 0, 0, 0
	for i, b := range line[:min(len(line), accessHead)] {
		if blank(b) || i > 0 && !blank(line[i-1]) {
			continue
		}
		end := bytes.IndexByte(line[i:min(len(line), i+longestStamp)], ']')
		if b == '[' && end > 0 && words > 0 && bytes.HasPrefix(line[i+end+1:], []byte(` "`)) {
			from, to = i, i+end+2
			break
		}
		if words++; words > accessWords {
			break
		}
	}
	if to == 0 {
		return false
	}
	end := to + 1
	for end < len(line) && line[end] != '"' {
		if line[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(line) {
		return false
	}
	status, _ := simpleField(line[end+1:])
	if len(status) != 3 || !allDigits(status) {
		return false
	}
	at, n, err := c.read(line[from:])
	if from+n != to {
		return false
	}
	r.at, r.undated, r.level = at, err, info
	if fmt.Sscan(string(status), &r.status); r.status >= 500 {
		r.level = erroneous
	}
	method, rest := simpleField(line[to+1 : end])
	target, _ := simpleField(rest)
	message := "no HTTP request"
	if isMethod(method) && len(target) > 0 {
		path := simplePath(target)
		message = string(method) + " " + simpleMask(path)
		r.service = simpleService(path)
	}
	text := http.StatusText(r.status)
	if text == "" && r.status >= 500 {
		text = "server error"
	}
	message += " " + string(bytes.TrimLeft(status, "0"))
	if r.status == 0 {
		message += "0"
	}
	if text != "" {
		message += " " + text
	}
	r.message = []byte(message)
	return true
}

func simplePath(target []byte) []byte {
	if i := bytes.IndexAny(target, "?#;"); i >= 0 {
		target = target[:i]
	}
	if i := bytes.Index(target[:min(len(target), len("https://"))], []byte("://")); i > 0 {
		target = target[i+3:]
		return target[max(bytes.IndexByte(target, '/'), 0):]
	}
	return target
}

func simpleDigits(b []byte) (n int) {
	for _, c := range b {
		if c-'0' <= 9 {
			n++
		}
	}
	return n
}

func simpleVersion(segment []byte) bool {
	return len(segment) > 1 && len(segment) < 10 && segment[0] == 'v' && segment[1]-'0' <= 9
}

func simpleMask(path []byte) string {
	if len(path) == 0 || path[0] != '/' {
		return "*"
	}
	masked := ""
	for i, segment := range bytes.Split(path[1:], []byte("/")) {
		route := len(segment) <= maxSegment
		for _, c := range segment {
			route = route && ((c|0x20)-'a' <= 'z'-'a' || c == '-' || c == '_' || c == '.')
		}
		switch {
		case i == maxSegments:
			return masked + "/…"
		case simpleVersion(segment):
			masked += "/v#"
		case route:
			masked += "/" + string(segment)
		default:
			masked += "/#"
		}
	}
	return masked
}

func simpleService(path []byte) (first []byte) {
	segments := bytes.Split(path, []byte("/"))
	for i, segment := range segments[:min(len(segments), maxSegments)] {
		if !isName(segment) || len(segment) > maxSegment || bytes.IndexByte(segment, '.') >= 0 {
			continue
		}
		if i > 1 && simpleVersion(segments[i-1]) && string(segments[i-2]) == "api" && simpleDigits(segment) <= 2 {
			return segment
		}
		if first == nil && simpleDigits(segment) == 0 {
			first = segment
		}
	}
	return first
}

// compareParsers reads lines by a format and in the simple way, each with a clock of its own.
func compareParsers(t *testing.T, f format, simple func(c *clock, line []byte, r *record) bool, lines ...[]byte) {
	t.Helper()
	p, c := f.open(testClock(), nil), testClock()
	for _, line := range lines {
		var got, want record
		isRecord, wanted := p.parse(line, &got), simple(c, line, &want)
		if isRecord != wanted {
			t.Fatalf("%q: a record: %v, want %v", line, isRecord, wanted)
		}
		if !isRecord {
			continue
		}
		if got.at != want.at || got.level != want.level || got.status != want.status || !bytes.Equal(got.service, want.service) ||
			!bytes.Equal(got.message, want.message) || fmt.Sprint(got.undated) != fmt.Sprint(want.undated) {
			t.Fatalf("%q:\ngot  %d %d %d %q %q %v\nwant %d %d %d %q %q %v", line, got.at, got.level, got.status, got.service, got.message, got.undated,
				want.at, want.level, want.status, want.service, want.message, want.undated)
		}
	}
}

func FuzzAccessLogIsReadAsBefore(f *testing.F) {
	stamp := `h - - [20/Oct/2025:07:03:03 +0000] "`
	for _, rest := range []string{
		`GET /api/v1/a?b HTTP/1.1" 503 1`, `GET /api/v2/oauth2/x#y" 200`, `GET /api/v1/b81dc9f0/cart/ 1" 404 -`, `GET /a.php;j=1/b" 520 9`, `CONNECT shop:443" 405 0`,
		`GET https://shop.example/a/b?c" 200`, `GET /a://b/c" 200`, `GET ://x" 200`, `GET x://" 200`, `OPTIONS * HTTP/1.1" 200`, `-" 408 0`, `\"" 400 1`, `\`, `a" 4000`, `a"`, `GET /" 000 1`,
		`GET /1/2/3/4/5/6/7/8/9" 200`, `GET /a/b/c/d/e/f/g/h" 200`, `GET a/b/c/d/e/f/api/v1/h" 200`, `GET /$x/@y/info/error/api/v1/info" 500`, `GET //a//b" 200`, `get /" 200 1`, `GET   /x	y" 	200	`,
		`GET /abcdefghijabcdefghijabcdefghijabcdefghijk" 200`,
	} {
		f.Add([]byte(stamp + rest))
	}
	f.Add([]byte(`[::1] - - [07:03:03] "\"" 200`))
	f.Add([]byte(`h [1] " 1`))
	f.Add([]byte(`a b c d e [20/Oct/2025:07:03:03 +0000] "GET /" 200`))
	f.Add([]byte(`a b c d e f [20/Oct/2025:07:03:03 +0000] "GET /" 200`))
	f.Fuzz(func(t *testing.T, line []byte) { compareParsers(t, accessLog(), simpleAccess, line, line) })
}

// simpleLogfmt is what a line says by roles, its pairs taken one after the other.
func simpleLogfmt(c *clock, line []byte, r *record) bool {
	line = bytes.TrimPrefix(line, byteOrderMark)
	if keyEnd(line) == 0 {
		return false
	}
	var found [roles][]byte
	ranks, unit := [roles]uint8{}, anyUnit
	for rest := line; len(rest) > 0; rest = bytes.TrimLeft(rest, " \t") {
		n := keyEnd(rest)
		if n == 0 {
			_, rest = simpleField(rest)
			continue
		}
		key := rest[:n]
		rest = rest[n+1:]
		var raw []byte
		if quoted := len(rest) > 0 && rest[0] == '"'; quoted {
			end := 1
			for end < len(rest) && rest[end] != '"' {
				if rest[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end, len(rest))
			raw, rest = unescape(nil, rest[1:end]), rest[min(end+1, len(rest)):]
		} else {
			end := bytes.IndexAny(rest, " \t")
			if end < 0 {
				end = len(rest)
			}
			raw, rest = rest[:end], rest[end:]
		}
		role, rank := roleOf(key)
		if role == noRole || len(raw) == 0 || len(found[role]) > 0 && rank > ranks[role] {
			continue
		}
		found[role], ranks[role] = raw, rank
		if role == timeRole {
			unit = keyOf(key)
		}
	}
	if len(found[timeRole]) == 0 {
		return false
	}
	if r.at, r.undated = c.value(found[timeRole], unit); r.at == 0 && r.undated == nil {
		return false
	}
	r.level, r.service, r.status, r.message = levelValue(found[levelRole]), found[serviceRole], httpStatus(found[statusRole]), firstLine(line)
	if len(found[messageRole]) > 0 {
		r.message = firstLine(found[messageRole])
	}
	if r.level == unsaid && r.status == 0 {
		r.level = inMessage(r.message)
	}
	return true
}

func FuzzLogfmtIsReadAsBefore(f *testing.F) {
	stamp := `ts=2025-10-20T07:03:03Z level=info `
	for _, line := range []string{
		stamp + `msg="a \"b\"" svc=x`, stamp + `msg="" err="x"`, stamp + `lvl=error level=warn msg=a msg=b`, stamp + `tls msg="cut`, stamp + `msg="cut \`, stamp + `a="b"c=d =e f= g`,
		stamp + `msg="caf\u00e9 \q\n x" level="e\u0072ror"`, `t=1 @timestamp=1760943783 ts=2`, `msg=a ts=1760943783.5 status=503`, "\xef\xbb\xbf" + stamp, ` ts=1`, `=a ts=1`, `a b ts=1760943783`,
		"ts=1760943783\tlevel=CRITICAL\t\tmsg=\"a\tb\"", stamp + `__REALTIME_TIMESTAMP=1760943783250000`, `__REALTIME_TIMESTAMP=1760943783250000 a.b-c/d=e`,
	} {
		f.Add([]byte(line), []byte(stamp+`svc=x `+line))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		compareParsers(t, logfmt(), simpleLogfmt, first, second, first, second)
	})
}

// What follows structured data is found as by going over it byte by byte.
func FuzzSkipData(f *testing.F) {
	for _, s := range []string{`-`, `- x`, `[a] x`, `[a k="v\"]"][b] x`, `[a k="v] x`, `[a "] x`, `[a]x] y`, `[a k="\`, `[`, `-x`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var want []byte
		wanted, quoted := false, false
		if len(b) > 0 && b[0] == '-' && (len(b) == 1 || b[1] == ' ') {
			want, wanted = b[1:], true
		}
		for i := 0; len(b) > 0 && b[0] == '[' && i < len(b) && !wanted; i++ {
			switch {
			case quoted && b[i] == '\\':
				i++
			case b[i] == '"':
				quoted = !quoted
			case b[i] == ']' && !quoted && (i+1 == len(b) || b[i+1] == ' '):
				want, wanted = b[i+1:], true
			}
		}
		want = bytes.TrimLeft(want, " ")
		if got, ok := skipData(b); ok != wanted || !bytes.Equal(got, want) {
			t.Errorf("%q: %q, %v, want %q, %v", b, got, ok, want, wanted)
		}
	})
}
