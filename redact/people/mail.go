package people

import (
	"slices"
	"strings"
	"unicode"
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
		dot := 0
		for end < len(s) && end-i <= maxDomain && domainByte(s[end]) {
			if s[end] == '.' && end > i+1 {
				dot = end
			}
			end++
		}
		for end > i+1 && (s[end-1] == '.' || s[end-1] == '-') {
			end--
		}
		if dot = strings.LastIndexByte(s[i+1:end], '.'); start == i || dot < 1 || end-(i+1+dot) < 3 || (len(out) > 0 && start < out[len(out)-1].end) {
			continue
		}
		out = append(out, mailSpan{start, end})
	}
}

func localByte(c byte) bool {
	return isWord(rune(c)) || c >= utf8.RuneSelf || strings.IndexByte(".+-_%'", c) >= 0
}

func domainByte(c byte) bool { return isWord(rune(c)) || c >= utf8.RuneSelf || c == '.' || c == '-' }

// maxMentioned is how many people are learned of mentions.
const maxMentioned = 5_000

// mentioned are the full names by which texts mention people, as exports write it who resolve the ids of users: "@Dana Brandt". Nobody knows a
// handle that is mentioned and nothing else: it may be that of a group.
func mentioned(texts []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range texts {
		for i := 0; len(out) < maxMentioned; i++ {
			at := strings.IndexByte(s[i:], '@')
			if at < 0 {
				break
			}
			i += at
			if name := fullNameAt(s, i+1); name != "" && !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// fullNameAt is a name of two or three words with capitals that are no words of the language; "" if there is none.
func fullNameAt(s string, i int) string {
	end := i
	n := 0
	for ; n < 3; n++ {
		from, to := nextWord(s, end)
		gap := s[min(end, from):from]
		if from == to || (n == 0 && from != i) || (n > 0 && gap != " ") {
			break
		}
		first, _ := utf8.DecodeRuneInString(s[from:])
		if !unicode.IsUpper(first) || (n > 0 && ordinary(foldWord(s[from:to])) && !givenWords[foldWord(s[from:to])]) {
			break
		}
		if n == 0 && roleWords[foldWord(s[from:to])] {
			break
		}
		end = to
	}
	if n < 2 {
		return ""
	}
	return s[i:end]
}
