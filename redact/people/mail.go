package people

import (
	"strings"
	"unicode/utf8"
)

// mailSpan is where an e-mail address stands.
type mailSpan struct{ start, end int }

// The longest parts of an address (RFC 5321, section 4.5.3.1).
const (
	maxLocal  = 64
	maxDomain = 255
)

// mailSpans are the e-mail addresses of a text, in order.
func mailSpans(s string) []mailSpan {
	var out []mailSpan
	for i := 0; ; i++ {
		at := strings.IndexByte(s[i:], '@')
		if at < 0 {
			return out
		}
		i += at
		start, end := i, i+1
		for start > 0 && i-start < maxLocal && localByte(s[start-1]) {
			start--
		}
		for start < i && !isWord(rune(s[start])) && s[start] < utf8.RuneSelf {
			start++
		}
		for end < len(s) && end-i <= maxDomain && domainByte(s[end]) {
			end++
		}
		for end > i+1 && (s[end-1] == '.' || s[end-1] == '-') {
			end--
		}
		if dot := strings.LastIndexByte(s[i+1:end], '.'); start == i || dot < 1 || end-(i+1+dot) < 3 || (len(out) > 0 && start < out[len(out)-1].end) {
			continue
		}
		out = append(out, mailSpan{start, end})
	}
}

func localByte(c byte) bool {
	return isWord(rune(c)) || c >= utf8.RuneSelf || strings.IndexByte(".+-_%'", c) >= 0
}

func domainByte(c byte) bool { return isWord(rune(c)) || c >= utf8.RuneSelf || c == '.' || c == '-' }
