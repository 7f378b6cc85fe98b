package timeline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSameWords is how many words of a text are compared. Announcements have some fifty, an account some hundred; what agrees for so long agrees.
const maxSameWords = 300

// plainWords is a text as it is compared: words in lower case with one blank between them. Marks, addresses and the way in which a source sets its
// text are no part of what is said.
type plainWords struct {
	text   string
	starts []int // of each word in text
}

func alphanumeric(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// normal is the words of a text.
func normal(text string) plainWords {
	var r wordReader
	return r.read(text)
}

// wordReader reads the words of texts one after another into the same memory: what it returns holds until it reads again, except for its text.
type wordReader struct {
	text   []byte
	starts []int
}

func (r *wordReader) read(text string) plainWords {
	text = text[:min(len(text), maxText)]
	r.text, r.starts = r.text[:0], r.starts[:0]
	for len(text) > 0 && len(r.starts) < maxSameWords {
		end := 0
		for end < len(text) && !isBlank(text[end]) {
			end++
		}
		if field := text[:end]; !strings.Contains(field, "://") {
			r.words(field)
		}
		text = text[min(end+1, len(text)):]
	}
	if len(r.starts) > maxSameWords {
		r.text, r.starts = r.text[:r.starts[maxSameWords]-1], r.starts[:maxSameWords]
	}
	return plainWords{text: string(r.text), starts: r.starts}
}

// words adds the words of a field.
func (r *wordReader) words(field string) {
	inside := false
	for _, c := range field {
		if !alphanumeric(c) {
			inside = false
			continue
		}
		if !inside {
			if len(r.text) > 0 {
				r.text = append(r.text, ' ')
			}
			r.starts = append(r.starts, len(r.text))
			inside = true
		}
		r.text = utf8.AppendRune(r.text, unicode.ToLower(c))
	}
}

func (w plainWords) len() int { return len(w.starts) }

// at is the words from i on, n of them; "" if there are not so many.
func (w plainWords) at(i, n int) string {
	if i < 0 || n <= 0 || i+n > len(w.starts) {
		return ""
	}
	if i+n == len(w.starts) {
		return w.text[w.starts[i]:]
	}
	return w.text[w.starts[i] : w.starts[i+n]-1]
}

// has says whether one of the words is in a set.
func (w plainWords) has(set map[string]bool) bool {
	for i := range w.starts {
		if set[w.at(i, 1)] {
			return true
		}
	}
	return false
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// contains says whether some words, normal ones, stand in the text.
func (w plainWords) contains(words string) bool {
	return words != "" && strings.Contains(" "+w.text+" ", " "+words+" ")
}
