// Package clip cuts text from outside to a size, so that a reader sees that and how much was cut.
package clip

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Text is s if it has at most limit bytes, and otherwise as much of its beginning as fits before " … (cut: 1,048,576 bytes)", which counts all
// of s. It cuts between characters. A limit too small for the mark leaves the mark alone.
func Text(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	mark := fmt.Sprintf(" … (cut: %s bytes)", Grouped(len(s)))
	end := max(limit-len(mark), 0)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + mark
}

// Grouped writes a number with a comma between thousands.
func Grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count is a number with what is counted: 1 line, 1,200 lines.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Grouped(n) + " " + many
}
