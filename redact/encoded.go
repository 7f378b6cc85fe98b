package redact

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// encoded adds the secrets that are written in an encoding of addresses ("password%3Dx"), of JSON within JSON ("\u0070assword"), of HTML, or over
// two lines with a backslash between them.
func encoded(spans []span, s string, what wanted, nested int) []span {
	text, places := decode(s)
	if places == nil {
		return spans
	}
	for _, f := range found(nil, text, what, nested) {
		spans = append(spans, span{places[f.start], places[f.end], f.kind})
	}
	return spans
}

// decode undoes the encodings of s, and says of each byte of the result, and of its end, where in s it begins; nil if there is nothing to undo.
func decode(s string) (text string, places []int) {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '\\') < 0 && strings.IndexByte(s, '&') < 0 {
		return s, nil
	}
	var out []byte
	copied := 0
	for i := 0; i < len(s); {
		r, n := escapeAt(s[i:])
		if n == 0 {
			i++
			continue
		}
		for ; copied < i; copied++ {
			out, places = append(out, s[copied]), append(places, copied)
		}
		before := len(out)
		out = append(out, r...)
		for range len(out) - before {
			places = append(places, i)
		}
		i += n
		copied = i
	}
	if copied == 0 || string(out)+s[copied:] == s {
		return s, nil
	}
	for ; copied < len(s); copied++ {
		out, places = append(out, s[copied]), append(places, copied)
	}
	return string(out), append(places, len(s))
}

// escapeAt is what an escape at the beginning of s stands for, and how long it is; 0 if there is none.
func escapeAt(s string) (string, int) {
	switch s[0] {
	case '%':
		if len(s) >= 3 {
			if c, err := strconv.ParseUint(s[1:3], 16, 8); err == nil {
				return string([]byte{byte(c)}), 3
			}
		}
	case '\\':
		switch {
		case strings.HasPrefix(s, "\\\n"): // the line goes on in the next
			n := 2
			for n < min(len(s), maxIndent) && (s[n] == ' ' || s[n] == '\t') {
				n++
			}
			return "", n
		case len(s) >= 2 && strings.IndexByte(`/\"'nrt`, s[1]) >= 0:
			return unescaped[s[1]], 2
		case len(s) >= 6 && s[1] == 'u':
			if r, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				return string(utf8.AppendRune(nil, rune(r))), 6
			}
		}
	case '&':
		if end := strings.IndexByte(s[:min(len(s), 10)], ';'); end > 2 {
			if text := html.UnescapeString(s[:end+1]); text != s[:end+1] {
				return text, end + 1
			}
		}
	}
	return "", 0
}

// unescaped is what JSON's escapes of one letter stand for. An escaped backslash stays one: it may stand before a quote.
var unescaped = [256]string{'/': "/", '\\': `\\`, '"': "\"", '\'': "'", 'n': "\n", 'r': " ", 't': "\t"}

// maxIndent is how far the next line may be indented.
const maxIndent = 64

// within is the kind of a secret that is in a word in base64, as Kubernetes and Docker keep them; "" if there is none.
func within(v string, nested int) string {
	if nested >= maxNested || len(v) < 20 || shapeOf(v).hex || !readable(v[:16]) || !readable(v) {
		return ""
	}
	text, _ := unbase64(v)
	inner := found(nil, string(text), exceptMail, nested+1)
	if len(inner) == 0 {
		return ""
	}
	return slices.MinFunc(inner, func(a, b span) int { return a.start - b.start }).kind
}
