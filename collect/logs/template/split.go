package template

import "strings"

// maxWords is how many words of a message are looked at, so that a page of commas costs no more than a sentence. The longest labelled statement known
// has some 80.
const maxWords = 95

// A word is a part of a message that may vary, and what stands between it and the one before.
type word struct {
	glue string // blanks and marks; runs of blanks are one
	text string
	kind kind
	slot bool // it is the value of a key, or quoted
	told bool // it is the value of a key that says what happened
}

// kind is what a word may become.
type kind uint8

const (
	plain kind = iota
	ident      // made up of parts, as people name things in programs
	fixed      // it says what happened, or holds the sentence together: never varies
	state      // true or false: kept apart as long as there are few
	wild       // varies
)

// splitter cuts messages into words. It is used for one message after the other, so that its slice is allocated once.
type splitter struct {
	words []word
	text  string
	at    int
	tail  string // glue behind the last word

	masked   bool // some words are masks
	pathless int  // no path that does not begin like one begins before this offset
}

// split cuts a message into words, masks those of known forms, and joins neighbouring masks. What is too long ends in a mask.
func (s *splitter) split(text string) []word {
	s.words, s.text, s.at, s.tail, s.pathless = s.words[:0], text[:min(len(text), MaxText)], 0, "", 0
	if i := strings.LastIndexByte(s.text, ' '); len(s.text) < len(text) && i > 0 {
		s.text = s.text[:i] // a word that is cut would be another word
	}
	for len(s.words) < maxWords {
		glue, ok := s.glue()
		if rest, empty := s.noValue(glue, ok); empty {
			s.words = append(s.words, word{glue: "=", slot: true})
			glue = rest
		}
		if !ok {
			s.tail = glue
			break
		}
		w := s.next(glue)
		w.glue = glue
		if n := len(s.words); w.slot && n > 0 && isTelling(s.words[n-1].text) {
			w.slot, w.told = false, true
		}
		s.words = append(s.words, w)
	}
	if s.at < len(s.text) || len(s.text) < len(text) {
		s.words, s.tail = append(s.words, word{glue: " ", kind: wild}), ""
	}
	s.classify()
	if s.masked {
		s.collapse()
	}
	return s.words
}

// glue passes over blanks and marks; ok is false at the end of the message.
func (s *splitter) glue() (glue string, ok bool) {
	from := s.at
	for s.at < len(s.text) && !s.begins() {
		s.at++
	}
	return squeeze(s.text[from:s.at]), s.at < len(s.text)
}

// noValue says whether glue holds a key's value that is not there, "user= host=", and what of the glue is left behind it.
func (s *splitter) noValue(glue string, more bool) (rest string, empty bool) {
	if len(s.words) == 0 || len(glue) == 0 || glue[0] != '=' || len(glue) > 1 && glue[1] != ' ' && glue[1] != ',' && glue[1] != ';' {
		return "", false
	}
	if more {
		behind := s.text[s.at:]
		behind = behind[wordLen(behind):]
		if len(glue) == 1 || behind == "" || behind[0] != '=' {
			return "", false
		}
	}
	return glue[1:], true
}

// begins says whether a word begins here: a letter or digit, the sign of a number, the root of a path.
func (s *splitter) begins() bool {
	c := s.text[s.at]
	if wordly(c) {
		return true
	}
	next := byte(0)
	if s.at+1 < len(s.text) {
		next = s.text[s.at+1]
	}
	switch c {
	case '_', '$', '%', '@', '#', '&':
		return wordly(next)
	case '-', '+':
		return next-'0' <= 9 && (s.at == 0 || !wordly(s.text[s.at-1]))
	case '<', '>':
		return next-'0' <= 9 && !closed(s.text[s.at+1:])
	case '/', '~':
		if s.at > 0 && s.text[s.at-1] == '=' && next <= ' ' {
			return true
		}
		return (wordly(next) || next == '/' || next == '_' || next == '.' || next == '-' || next == '*') && (s.at == 0 || !wordly(s.text[s.at-1]))
	case '.':
		return next == '/' || next == '.' && s.at+2 < len(s.text) && s.text[s.at+2] == '/'
	case '\\':
		return next == '\\'
	}
	return false
}

// closed says whether the number at the beginning of s ends in an angle bracket: "<17>" is in brackets, "<1 sec" is not.
func closed(s string) bool {
	i := strings.IndexAny(s[:min(len(s), 40)], " ,>")
	return i >= 0 && s[i] == '>'
}

// next reads the word that begins here.
func (s *splitter) next(glue string) word {
	rest := s.text[s.at:]
	if n := s.path(rest); n > 0 {
		if strings.HasSuffix(glue, "'") || strings.HasSuffix(glue, `"`) {
			n = max(n, strings.IndexByte(rest[:min(len(rest), longestQuote)], glue[len(glue)-1]))
		}
		s.at += n
		return word{text: rest[:n], kind: wild}
	}
	if strings.HasSuffix(glue, `"`) || strings.HasSuffix(glue, "'") {
		if n := quotedLen(rest, glue[len(glue)-1]); n > 0 {
			s.at += n
			return word{text: rest[:n], slot: true}
		}
	}
	if n := hexLen(rest); n > 0 {
		s.at += n
		return word{text: rest[:n], kind: wild}
	}
	n := wordLen(rest)
	slot := keyed(glue) || s.at > 0 && bracketed(glue, rest[n:])
	if p := portLen(rest[n:]); p > 0 && strings.IndexByte(rest[:n], '.') > 0 {
		s.at += n + p
		return word{text: rest[:n+p], kind: wild}
	}
	if slot && strings.IndexByte(glue, '=') >= 0 {
		n = max(n, valueLen(rest))
	}
	s.at += n
	return word{text: rest[:n], slot: slot}
}

// bracketed says whether a word stands alone in brackets.
func bracketed(glue, behind string) bool {
	return glue != "" && behind != "" && pairs(glue[len(glue)-1], behind[0])
}

// valueLen is the length of the value of a key: a name with whatever joins its parts.
func valueLen(s string) int {
	n := 0
	for n < len(s) && s[n] > ' ' && strings.IndexByte("\"'<>|()[]{},;=&", s[n]) < 0 && !(s[n] >= 0x80 && isCJK(s[n:])) {
		n++
	}
	for n > 1 && !wordly(s[n-1]) {
		n--
	}
	return n
}

// keyed says whether glue parts a key from its value: "=", or a colon with no blank behind it.
func keyed(glue string) bool {
	if glue == " " || strings.IndexByte(glue, '=') < 0 && strings.IndexByte(glue, ':') < 0 {
		return false
	}
	glue = strings.TrimRight(glue, `"'([{<`)
	return strings.HasSuffix(glue, "=") || strings.HasSuffix(glue, "= ") || strings.HasSuffix(glue, ":")
}

// wordLen is the length of the word at the beginning of s. Marks within it belong to it if they join parts of names; those at its end do not.
func wordLen(s string) int {
	n, last := 0, 0
	if s[0] == '<' || s[0] == '>' {
		n = 1
	}
	cjk := isCJK(s)
	for n < len(s) {
		c := s[n]
		if c >= 0x80 {
			if isCJK(s[n:]) != cjk {
				break
			}
			for n++; n < len(s) && s[n]&0xC0 == 0x80; {
				n++
			}
			last = n
			continue
		}
		if wordly(c) {
			if cjk {
				break
			}
			n++
			last = n
			continue
		}
		if n+1 >= len(s) || cjk || !joins(s, n) {
			break
		}
		n++
	}
	return max(last, 1)
}

// joins says whether the mark at s[n] joins parts of a word.
func joins(s string, n int) bool {
	c, before, behind := s[n], byte(0), s[n+1]
	if n > 0 {
		before = s[n-1]
	}
	switch c {
	case '_', '$', '@', '%', '#', '&', '~', '*', '+', '\\':
		return true
	case '.', '-', '/', '\'':
		return wordly(behind) || behind == '_'
	case ':':
		return behind == ':' || before == ':'
	}
	return false
}

func wordly(c byte) bool { return (c|0x20)-'a' <= 'z'-'a' || c-'0' <= 9 || c >= 0x80 }

// squeeze makes one blank of several, and three marks of a long run of one and the same.
func squeeze(glue string) string {
	same := func(i int) bool {
		return glue[i] <= ' ' && glue[i-1] <= ' ' || i > 2 && glue[i] == glue[i-1] && glue[i] == glue[i-2] && glue[i] == glue[i-3]
	}
	long := false
	for i := 1; i < len(glue) && !long; i++ {
		long = same(i)
	}
	if !long && strings.IndexByte(glue, '\t') < 0 {
		return glue
	}
	b := make([]byte, 0, 16)
	for i := range len(glue) {
		if i > 0 && same(i) {
			continue
		}
		b = append(b, max(glue[i], ' '))
	}
	return string(b)
}

// isCJK says whether s begins with a character of a script that writes no blanks between words: kana, Han, Hangul, full-width forms (U+2E80 to
// U+FFEF but for private ones, and the supplementary ideographs).
func isCJK(s string) bool {
	return len(s) > 2 && (s[0] >= 0xE3 && s[0] <= 0xED || s[0] == 0xE2 && s[1] >= 0xBA || s[0] == 0xEF && s[1] >= 0xBC || s[0] == 0xF0 && s[1] >= 0xA0)
}
