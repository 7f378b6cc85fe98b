package merge

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"html"
	"strings"
)

// Hashes are taken of a canonical text, in which what editors and formatters change by themselves is gone: line ends, blanks at the end of a line
// and runs of them within, runs of empty lines, the character of bullets and thematic breaks, the form of headings, the spaces and dashes of
// tables. A word, a number, an indent or a character of code is never gone.

const (
	blockHash = 10 // characters, of 5 bits each, of a block's hash: no two texts that people write have the same
	rowHash   = 8  // of a row's and a column's, which are compared within a table only
)

var alphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func digest(s string, length int) string {
	sum := sha256.Sum256([]byte(s))
	return alphabet.EncodeToString(sum[:])[:length]
}

// canonical gathers the canonical text of a block.
type canonical struct {
	b     strings.Builder
	blank bool // a blank line is due before the next one
}

func (c *canonical) line(s string) {
	if c.blank && c.b.Len() > 0 {
		c.b.WriteByte('\n')
	}
	c.blank = false
	c.b.WriteString(s)
	c.b.WriteByte('\n')
}

func (c *canonical) add(line []byte, k class) {
	switch {
	case k == code:
		c.line(string(chomp(line)))
	case isBlank(line):
		c.blank = true
	case k == rule:
		c.line("---")
	default:
		c.line(prose(line))
	}
}

// prose is a line of text in its canonical form.
func prose(line []byte) string {
	s := trimEnd(line)
	text := bytes.TrimLeft(s, " \t")
	indent := string(s[:len(s)-len(text)])
	if len(text) > 1 && bytes.IndexByte([]byte("*+-"), text[0]) >= 0 && (text[1] == ' ' || text[1] == '\t') {
		return indent + "- " + spaced(text[1:])
	}
	return indent + spaced(text)
}

// spaced is a text with its runs of blanks folded.
func spaced(s []byte) string { return strings.Join(strings.FieldsFunc(string(s), isSpace), " ") }

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

// hashSection is the hash of a section's text: its heading and what stands under it, with a word for each table and without markers and suggestions.
// A table that is no longer generated, by its marker or as stays says, is no part of it.
func (d *document) hashSection(s *section, stays func(table string) bool) string {
	var c canonical
	c.line(fmt.Sprintf("%s %s", strings.Repeat("#", s.level), s.title))
	c.blank = true
	for _, p := range s.parts {
		switch {
		case p.table != nil:
			c.blank = true
			if p.table.marker.hash != "" && (stays == nil || stays(p.table.marker.name)) {
				c.line("pes:table " + p.table.marker.name)
				c.blank = true
			}
		case p.proposal != nil && p.proposal.ours:
			c.blank = true
		default:
			d.addText(&c, max(p.from, s.body), p.to)
		}
	}
	return digest(c.b.String(), blockHash)
}

// addText adds lines without the markers among them.
func (d *document) addText(c *canonical, from, to int) {
	for i := from; i < to; i++ {
		if d.class[i] == markup && d.isOurs(i) {
			c.blank = true
			continue
		}
		c.add(d.all[i], d.class[i])
	}
}

func (d *document) isOurs(i int) bool {
	_, ok := parseMarker(d.all[i])
	return ok || isDocumentLine(d.all[i])
}

// hashPreamble is the hash of what stands before the first heading beside our own line; "" if there is nothing.
func (d *document) hashPreamble() string {
	var c canonical
	d.addText(&c, 0, d.preamble.to)
	if c.b.Len() == 0 {
		return ""
	}
	return digest(c.b.String(), blockHash)
}

// hashLines is the hash of a suggestion's text.
func hashLines(lines [][]byte) string {
	var c canonical
	for _, l := range lines {
		if s := bytes.TrimSpace(l); len(s) > 0 && s[0] == '|' {
			c.line(strings.Join(canonicalRow(l), " | "))
			continue
		}
		c.add(l, other)
	}
	return digest(c.b.String(), blockHash)
}

// canonicalRow is the cells of a table's line, in which the dashes and colons of a delimiter row do not count.
func canonicalRow(line []byte) []string {
	cells := cellsOf(line)
	for i, cell := range cells {
		if strings.Trim(cell, ":-") == "" && strings.Contains(cell, "-") {
			cells[i] = "-"
		}
	}
	return cells
}

// headingOf is the level of a heading and its text, as it stands.
func (d *document) headingOf(from, to int) (level int, text string) {
	if d.class[to-1] == setext {
		words := make([]string, 0, to-from)
		for _, l := range d.all[from : to-1] {
			words = append(words, spaced(l))
		}
		level = 2
		if bytes.IndexByte(d.all[to-1], '=') >= 0 {
			level = 1
		}
		return level, strings.Join(words, " ")
	}
	s := bytes.TrimLeft(trimEnd(d.all[from]), " ")
	level = run(s, '#')
	s = bytes.TrimSpace(s[level:])
	if end := bytes.TrimRight(s, "#"); len(end) == 0 || len(end) < len(s) && (end[len(end)-1] == ' ' || end[len(end)-1] == '\t') {
		s = bytes.TrimSpace(end)
	}
	return level, spaced(s)
}

// plain is a line of Markdown without comments, escapes and entities.
func plain(s string) string {
	for {
		from := strings.Index(s, "<!--")
		if from < 0 {
			break
		}
		n := strings.Index(s[from:], "-->")
		if n < 0 {
			break
		}
		s = s[:from] + s[from+n+3:]
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return html.UnescapeString(b.String())
}
