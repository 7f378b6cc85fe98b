package merge

import (
	"bytes"
	"regexp"
)

// What a suggestion begins with, for whoever reads the document.
const (
	suggestText = "The facts behind this have changed. pes would now write what follows; take over what fits, then delete this quote:"
	suggestRows = "The facts behind rows of this table have changed. pes would now write these; take over what fits, then delete this quote:"
)

var anchorForm = regexp.MustCompile(`<a id="[^"]*">\s*</a>`)

// suggestion is a suggestion's lines: its marker and a quote. Anchors are left out, as the document has them elsewhere.
func suggestion(name, more, first string, lines [][]byte) [][]byte {
	quote := [][]byte{[]byte("> " + first), []byte(">")}
	for _, l := range lines {
		l = anchorForm.ReplaceAll(trimEnd(l), nil)
		if len(l) == 0 {
			quote = append(quote, []byte(">"))
			continue
		}
		quote = append(quote, append([]byte("> "), l...))
	}
	m := marker{kind: suggestionMarker, name: name, hash: hashLines(quoted(quote)), more: more}
	return append([][]byte{[]byte(m.String()), nil}, quote...)
}

// quoted is what a quote's lines say.
func quoted(lines [][]byte) [][]byte {
	out := make([][]byte, 0, len(lines))
	for _, l := range lines {
		s := bytes.TrimLeft(l, " ")
		if len(s) > 0 && s[0] == '>' {
			s = bytes.TrimPrefix(s[1:], []byte(" "))
		}
		out = append(out, s)
	}
	return out
}

// trimBlank is lines without the blank ones at both ends.
func trimBlank(lines [][]byte) [][]byte {
	for len(lines) > 0 && isBlank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && isBlank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}
