package timeline

import (
	"strings"
	"unicode"
)

// maxSameWords is how many words of a text are compared. Announcements have some fifty, an account some hundred; what agrees for so long agrees.
const maxSameWords = 300

// plainWords is a text as it is compared: words in lower case with one blank between them. Marks, addresses and the way in which a source sets its
// text are no part of what is said.
type plainWords struct {
	text   string
	starts []int // of each word in text
}

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// normal is the words of a text.
func normal(text string) plainWords {
	var w plainWords
	var b strings.Builder
	text = text[:min(len(text), maxText)]
	for field := range strings.FieldsSeq(text) {
		if len(w.starts) >= maxSameWords {
			break
		}
		if strings.Contains(field, "://") {
			continue
		}
		for word := range strings.FieldsFuncSeq(field, func(r rune) bool { return !alphanumeric(r) }) {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			w.starts = append(w.starts, b.Len())
			b.WriteString(strings.ToLower(word))
		}
	}
	w.text = b.String()
	if len(w.starts) > maxSameWords {
		w.text, w.starts = w.text[:w.starts[maxSameWords]-1], w.starts[:maxSameWords]
	}
	return w
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
