package merge

import (
	"bytes"
	"unicode/utf8"
)

const bom = "\uFEFF"

// withBOM is a text with a byte order mark before it, if it had one.
func withBOM(had bool, text []byte) []byte {
	if !had {
		return text
	}
	return append([]byte(bom), text...)
}

// readable says why a document cannot be read; nil if it can.
func readable(document []byte) error {
	if len(document) > MaxSize || bytes.Count(document, []byte{'\n'}) > maxLines {
		return &Error{Err: ErrTooLarge}
	}
	if utf8.Valid(document) {
		return nil
	}
	line, rest := 1, document
	for len(rest) > 0 {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		rest = rest[n:]
	}
	return &Error{Line: line, Err: ErrEncoding}
}

// conflict is the line at which a conflict of version control begins, counted from 1; 0 if there is none. A line of seven "<" is no Markdown;
// seven "=" also underline a heading and seven ">" begin a quote in a quote, so that these count only together.
func conflict(d *document) int {
	middle := 0
	for i, l := range d.all {
		if d.inCode(i) {
			continue
		}
		s := trimEnd(l)
		switch {
		case conflictMark(s, '<'):
			return d.number(i)
		case string(s) == "=======" && middle == 0:
			middle = d.number(i)
		case conflictMark(s, '>') && middle > 0:
			return middle
		}
	}
	return 0
}

func conflictMark(s []byte, c byte) bool {
	const width = 7 // of the marks that git, Mercurial and Subversion write
	return len(s) >= width && run(s[:width], c) == width && (len(s) == width || s[width] == ' ')
}
