package merge

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A marker is a comment of ours, alone on its line. What has anything beside it is a person's line.
type marker struct {
	kind string // section, table or suggestion
	name string
	hash string // "" where the generator has left it out, or where the block is no longer generated
	more string // by=evidence: the rows of a table are known by it; of=table: a suggestion is for a table
}

const (
	sectionMarker    = "section"
	tableMarker      = "table"
	suggestionMarker = "suggestion"
	copyMarker       = "copy" // of a section or table: it means nothing any more
	byEvidence       = "by=evidence"
	ofTable          = "of=table"
)

var genreForm = regexp.MustCompile(`\sgenre=([^\s>]+)`)

// marked is the start of every comment of ours.
var marked = []byte("pes:")

// comment is the words of a comment that is alone on its line, if it may be one of ours.
func comment(line []byte) []string {
	const longest = 1024
	if len(line) > longest || !bytes.Contains(line, marked) {
		return nil
	}
	s := trimEnd(line)
	text := bytes.TrimLeft(s, " ")
	inner, opened := bytes.CutPrefix(text, []byte("<!--"))
	inner, closed := bytes.CutSuffix(inner, []byte("-->"))
	if len(s)-len(text) > 3 || !opened || !closed {
		return nil
	}
	return strings.Fields(string(inner))
}

func parseMarker(line []byte) (marker, bool) {
	f := comment(line)
	if len(f) < 2 || !all(f[1], isName) {
		return marker{}, false
	}
	kind, ours := strings.CutPrefix(f[0], string(marked))
	m := marker{kind: kind, name: f[1]}
	rest := f[2:]
	if len(rest) > 0 && len(rest[0]) == blockHash && all(rest[0], isHash) {
		m.hash, rest = rest[0], rest[1:]
	}
	if len(rest) > 0 && (rest[0] == byEvidence || rest[0] == ofTable) {
		m.more, rest = rest[0], rest[1:]
	}
	return m, ours && len(rest) == 0 && (kind == sectionMarker || kind == tableMarker || kind == suggestionMarker)
}

func isName(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '/' }

func isHash(r rune) bool { return 'a' <= r && r <= 'z' || '2' <= r && r <= '7' }

func all(s string, is func(rune) bool) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !is(r) }) < 0
}

// isDocumentLine says if a line is the first of our documents: it states nothing but values.
func isDocumentLine(line []byte) bool {
	f := comment(line)
	if len(f) == 0 || f[0] != "pes:document" {
		return false
	}
	return !slices.ContainsFunc(f[1:], func(s string) bool { return strings.IndexByte(s, '=') <= 0 })
}

func genreOf(line []byte) string {
	if m := genreForm.FindSubmatch(line); m != nil {
		return string(m[1])
	}
	return ""
}

func (m marker) String() string {
	s := fmt.Sprintf("<!-- pes:%s %s", m.kind, m.name)
	if m.hash != "" {
		s += " " + m.hash
	}
	if m.more != "" {
		s += " " + m.more
	}
	return s + " -->"
}
