package merge

import (
	"strconv"
	"strings"
)

// lastSection is the name of the section under which stands what has no other place.
const lastSection = "kept"

// unhashed stands for a hash until it is known.
var unhashed = strings.Repeat("a", blockHash)

func mark(generated []byte) []byte {
	named := parse(nameBlocks(parse(generated)))
	for _, s := range named.sections {
		if s.marker == nil {
			continue
		}
		s.marker.hash = s.hash
		named.all[s.at] = []byte(s.marker.String() + named.eol)
		for _, p := range s.parts {
			if p.table != nil {
				p.table.marker.hash = p.table.hash()
				named.all[p.table.from] = []byte(p.table.marker.String() + named.eol)
			}
		}
	}
	w := writer{eol: named.eol}
	w.raw(named.all...)
	l := newLedger(named)
	l.generation = digest(strings.ReplaceAll(w.buf.String(), "\r\n", "\n"), blockHash)
	w.gap()
	for _, s := range l.lines() {
		w.line(s)
	}
	return withBOM(named.bom, w.buf.Bytes())
}

// nameBlocks writes a document with a marker for each section and table, but without hashes.
func nameBlocks(d *document) []byte {
	w := writer{eol: d.eol}
	w.raw(d.all[:d.preamble.to]...)
	sections, tables := namer{lastSection: 1}, namer{}
	for i, s := range d.sections {
		if w.buf.Len() > 0 {
			w.oneBlank()
		}
		name := ""
		switch {
		case s.marker != nil:
			name = s.marker.name
		case s.level == 1 && i == 0:
			name = "title"
		default:
			name = slug(s.heading)
		}
		name = sections.unique(name)
		w.raw(d.all[s.from:s.body]...)
		w.line("")
		w.line(marker{kind: sectionMarker, name: name, hash: unhashed}.String())
		w.line("")
		d.nameTables(&w, s, name, tables)
	}
	w.raw(d.all[d.tail:]...)
	w.trim()
	return withBOM(d.bom, w.buf.Bytes())
}

// nameTables writes what stands under a heading, with a marker before each table.
func (d *document) nameTables(w *writer, s *section, section string, names namer) {
	var stated marker
	begun := false
	for i := s.body; i < s.to; i++ {
		if m, ok := parseMarker(d.all[i]); ok && d.class[i] == markup {
			if m.kind == tableMarker {
				stated = m
			}
			continue
		}
		if isBlank(d.all[i]) {
			if begun {
				w.raw(d.all[i])
			}
			continue
		}
		begun = true
		t := d.tableAt(marker{}, i-1, s.to)
		if t == nil {
			w.raw(d.all[i])
			stated = marker{}
			continue
		}
		name := stated.name
		if name == "" {
			name = section + "/" + slug(strings.TrimRight(t.keys[0], "\x00"))
		}
		w.oneBlank()
		w.line(marker{kind: tableMarker, name: names.unique(name), hash: unhashed, more: stated.more}.String())
		w.line("")
		w.raw(d.all[i:t.to]...)
		stated = marker{}
		i = t.to - 1
	}
}

// oneBlank ends what is written with one blank line.
func (w *writer) oneBlank() {
	w.trim()
	w.gap()
}

func (w *writer) trim() {
	w.endLine()
	if w.buf.Len() > 0 {
		w.trailing()
	}
}

// namer counts the names that were given.
type namer map[string]int

// unique is a name, with a number behind it if it was given before.
func (n namer) unique(name string) string {
	n[name]++
	if n[name] == 1 {
		return name
	}
	for i := n[name]; ; i++ {
		if s := name + "-" + strconv.Itoa(i); n[s] == 0 {
			n[name], n[s] = i, 1
			return s
		}
	}
}

// slug is a text as a name. What has no letter or digit of ASCII is named by its hash.
func slug(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	name := strings.Join(words, "-")
	const longest = 60
	name = strings.TrimRight(name[:min(len(name), longest)], "-")
	if name == "" {
		return "h-" + digest(s, rowHash)
	}
	return name
}
