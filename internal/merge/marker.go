package merge

import (
	"bytes"
	"fmt"
	"regexp"
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

var (
	markerForm   = regexp.MustCompile(`^ {0,3}<!--\s*pes:(section|table|suggestion)\s+([a-z0-9/-]+)(?:\s+([a-z2-7]{10}))?(?:\s+(by=evidence|of=table))?\s*-->\s*$`)
	documentForm = regexp.MustCompile(`^ {0,3}<!--\s*pes:document(?:\s+[a-z]+=[^\s>]*)*\s*-->\s*$`)
	genreForm    = regexp.MustCompile(`\sgenre=([^\s>]+)`)
)

// marked is the start of every comment of ours.
var marked = []byte("pes:")

func parseMarker(line []byte) (marker, bool) {
	if len(line) > 1024 || !bytes.Contains(line, marked) {
		return marker{}, false
	}
	m := markerForm.FindSubmatch(trimEnd(line))
	if m == nil {
		return marker{}, false
	}
	return marker{kind: string(m[1]), name: string(m[2]), hash: string(m[3]), more: string(m[4])}, true
}

func isDocumentLine(line []byte) bool {
	return len(line) <= 1024 && bytes.Contains(line, marked) && documentForm.Match(trimEnd(line))
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
