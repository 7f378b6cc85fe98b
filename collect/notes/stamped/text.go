package stamped

import (
	"bytes"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Lines are the lines of a text with their numbers, from 1: valid UTF-8, without their ends and trailing blanks, and at most limit bytes long.
func Lines(data []byte, limit int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n := 0
		for raw := range bytes.Lines(data) {
			n++
			if !yield(n, line(raw, limit)) {
				return
			}
		}
	}
}

// Sample is the beginning of a text, up to a line's end: enough to recognise what it is, at a fraction of the cost.
func Sample(data []byte, size int) []byte {
	if len(data) <= size {
		return data
	}
	if i := bytes.LastIndexByte(data[:size], '\n'); i >= 0 {
		return data[:i+1]
	}
	return data[:size]
}

func line(raw []byte, limit int) string {
	if len(raw) > 2*limit {
		head := strings.ToValidUTF8(string(raw[:2*limit]), "\uFFFD")
		return clip(head, len(raw), limit)
	}
	return Clip(strings.ToValidUTF8(strings.TrimRight(string(raw), " \t\r\n"), "\uFFFD"), limit)
}

// Clip cuts a text to at most limit bytes, visibly, and never within a character.
func Clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return clip(s, len(s), limit)
}

func clip(s string, size, limit int) string {
	mark := fmt.Sprintf(" … (cut: %s bytes)", grouped(size))
	end := max(limit-len(mark), 0)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + mark
}

// grouped writes a number with a comma between thousands.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
