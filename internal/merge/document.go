package merge

import "bytes"

// document is a text cut into a preamble and sections. Every line belongs to exactly one part, the ledger or the tail, so that what is written
// part by part is whole.
type document struct {
	bom     bool
	eol     string
	all     [][]byte // every line but those of the ledger, with its end
	taken   []int    // the numbers of the ledger's lines in the file, from 1
	class   []class  // of each line
	genre   string
	ledger  *ledger
	tail    int // where begins what a person wrote below the ledger; len(all) if nothing
	markers bool
	excess  int  // the line at which there are too many headings and rows; 0 if there are not
	blocks  int  // headings and rows
	open    bool // it ends within a fence or a comment that nobody closed

	preamble section
	sections []*section
	tables   map[string]*table // the first of each name
	home     map[string]int    // and the section that it stands in
}

// section is a heading and what stands under it.
type section struct {
	heading  string // as a reader sees it
	title    string // as it stands
	level    int
	from, to int // lines
	body     int // the line after the heading
	parts    []part
	marker   *marker   // nil if it has none, or one that an earlier section has
	doubled  bool      // its marker is an earlier section's
	at       int       // the marker's line
	hash     string    // of its text
	proposed *proposal // the suggestion for it that nobody edited
}

// part is a run of lines of a section: text, a table with its marker, or a suggestion with the blank lines before it.
type part struct {
	from, to int
	table    *table
	proposal *proposal
}

// proposal is a suggestion.
type proposal struct {
	marker marker
	from   int      // the first of the blank lines before its marker
	at     int      // the marker's line
	to     int      // the line after its quote
	lines  [][]byte // its quote
	ours   bool     // nobody edited it, and it stands where it belongs
}

func parse(src []byte) *document {
	d := &document{tables: map[string]*table{}, home: map[string]int{}}
	rest, found := bytes.CutPrefix(src, []byte(bom))
	d.bom = found
	end := d.takeLedger(split(rest))
	d.class = make([]class, len(d.all))
	d.tail = len(d.all)
	if end > 0 && d.isTail(end) {
		d.tail = end
	}
	d.cut(d.scan())
	return d
}

// scan classes all lines and returns where headings begin and end.
func (d *document) scan() (starts [][2]int) {
	var s scanner
	for i := d.frontMatter(); i < len(d.all); i++ {
		if i == d.tail {
			d.open = s.unclosed()
		}
		d.class[i] = s.line(d.all[i], i)
		switch d.class[i] {
		case heading:
			starts = append(starts, [2]int{i, i + 1})
		case setext:
			starts = append(starts, [2]int{s.start, i + 1})
		}
	}
	if d.tail == len(d.all) {
		d.open = s.unclosed()
	}
	return starts
}

// frontMatter is the number of lines of the YAML block that a document begins with: it is no Markdown, though it looks like it.
func (d *document) frontMatter() int {
	if len(d.all) == 0 || string(trimEnd(d.all[0])) != "---" {
		return 0
	}
	for i := 1; i < len(d.all); i++ {
		switch string(trimEnd(d.all[i])) {
		case "---", "...":
			for j := range i + 1 {
				d.class[j] = code
			}
			return i + 1
		case "":
			if i == 1 {
				return 0 // a thematic break
			}
		}
		if d.all[i][0] == '#' && i == 1 {
			return 0
		}
	}
	return 0
}

// takeLedger takes the lines of the ledger, wherever it stands, out of the text, and returns the line after it; 0 if there is none. Of several, as of
// a document that was pasted twice, the last one counts.
func (d *document) takeLedger(lines [][]byte) int {
	end, mark := 0, -1
	d.all = make([][]byte, 0, len(lines))
	for i := 0; i < len(lines); i++ {
		if !isLedgerStart(lines[i]) {
			d.all = append(d.all, lines[i])
			continue
		}
		mark = i
		i = d.readLedger(lines, i) - 1
		end = len(d.all)
	}
	d.markers = mark >= 0
	d.eol = lineEnd(lines, mark)
	return end
}

// isTail says if what follows the ledger is a person's text that belongs to no section: not a heading, and no marker of ours in it.
func (d *document) isTail(from int) bool {
	first := true
	for i := from; i < len(d.all); i++ {
		if _, ok := parseMarker(d.all[i]); ok {
			return false
		}
		if isDocumentLine(d.all[i]) {
			return false
		}
		if first && !isBlank(d.all[i]) {
			if c := newCursor(d.all[i]); c.indent(4) < 4 && isATX(bytes.TrimLeft(c.s, " \t")) {
				return false
			}
			first = false
		}
	}
	return !first
}

// cut divides the lines into the preamble and sections, and these into parts.
func (d *document) cut(starts [][2]int) {
	d.preamble = section{to: d.tail}
	for _, h := range starts {
		if d.count(h[0]); d.excess > 0 {
			return
		}
		if h[1] > d.tail {
			break // what is below the ledger belongs to no section, were it the underline of one
		}
		s := &section{from: h[0], body: h[1], to: d.tail}
		s.level, s.title = d.headingOf(h[0], h[1])
		s.heading = plain(s.title)
		if n := len(d.sections); n > 0 {
			d.sections[n-1].to = h[0]
		} else {
			d.preamble.to = h[0]
		}
		d.sections = append(d.sections, s)
	}
	for i := range d.preamble.to {
		if isDocumentLine(d.all[i]) {
			d.markers = true
			if d.genre == "" {
				d.genre = genreOf(d.all[i])
			}
		}
	}
	d.preamble.parts = []part{{to: d.preamble.to}}
	names := map[string]bool{}
	for i, s := range d.sections {
		if d.divide(s, i, names); d.excess > 0 {
			return
		}
		d.markers = d.markers || s.marker != nil || s.doubled || len(s.parts) > 1
	}
	for _, s := range d.sections {
		d.settleProposals(s)
		s.hash = d.hashSection(s, nil)
	}
}

// number is the number of a line in the file, from 1.
func (d *document) number(line int) int {
	n := line + 1
	for _, t := range d.taken {
		if t <= n {
			n++
		}
	}
	return n
}

// count counts a heading or a row at a line.
func (d *document) count(line int) {
	if d.blocks++; d.blocks > maxBlocks && d.excess == 0 {
		d.excess = d.number(line)
	}
}

// bears gives a section its marker: the first in it that no earlier section has. One that has only such markers is a copy.
func (s *section) bears(m marker, line int, taken map[string]bool) {
	if s.marker != nil || taken[m.name] {
		s.doubled = s.marker == nil
		return
	}
	s.marker, s.at, s.doubled = &m, line, false
	taken[m.name] = true
}

// divide finds the parts of a section; names are those that earlier sections have.
func (d *document) divide(s *section, index int, names map[string]bool) {
	from := s.from
	for i := s.body; i < s.to; i++ {
		if d.class[i] != markup {
			continue
		}
		m, ok := parseMarker(d.all[i])
		if !ok {
			continue
		}
		switch m.kind {
		case sectionMarker:
			s.bears(m, i, names)
		case tableMarker:
			t := d.tableAt(m, i, s.to)
			if t == nil || d.tables[m.name] != nil {
				continue
			}
			d.tables[m.name], d.home[m.name] = t, index
			s.parts = append(s.parts, part{from: from, to: i}, part{from: i, to: t.to, table: t})
			from, i = t.to, t.to-1
		case suggestionMarker:
			to := d.quoteAt(i+1, s.to)
			if to == 0 {
				continue
			}
			begin := i
			for begin > from && begin > s.body && isBlank(d.all[begin-1]) {
				begin--
			}
			p := &proposal{marker: m, from: begin, at: i, to: to, lines: d.all[i+1 : to]}
			s.parts = append(s.parts, part{from: from, to: begin}, part{from: begin, to: to, proposal: p})
			from, i = to, to-1
		}
	}
	s.parts = append(s.parts, part{from: from, to: s.to})
}

// quoteAt is the line after the quote that begins at or, after blank lines, below a line; 0 if none does.
func (d *document) quoteAt(i, end int) int {
	for i < end && isBlank(d.all[i]) {
		i++
	}
	from := i
	for i < end && isQuote(d.all[i]) {
		i++
	}
	if i == from {
		return 0
	}
	return i
}

func isQuote(line []byte) bool {
	s := bytes.TrimLeft(line, " ")
	return len(line)-len(s) <= 3 && len(s) > 0 && s[0] == '>'
}

// settleProposals tells the suggestions that are still ours from those that a person edited, moved or copied, which are text. A line right under a quote
// belongs to it for every reader, and is an edit of it.
func (d *document) settleProposals(s *section) {
	seen := map[string]bool{}
	for i := range s.parts {
		p := s.parts[i].proposal
		if p == nil {
			continue
		}
		key := p.marker.name + " " + p.marker.more
		answered := p.to < s.to && !isBlank(d.all[p.to])
		p.ours = !seen[key] && !answered && d.belongs(s, p) && p.marker.hash == hashLines(quoted(p.lines))
		if !p.ours {
			continue
		}
		seen[key] = true
		if p.marker.more == ofTable {
			d.tables[p.marker.name].proposed = p
			continue
		}
		s.proposed = p
	}
}

func (d *document) belongs(s *section, p *proposal) bool {
	if p.marker.more != ofTable {
		return s.marker == nil && !s.doubled || s.marker != nil && s.marker.name == p.marker.name
	}
	for _, q := range s.parts {
		if q.table != nil && q.table.marker.name == p.marker.name {
			return true
		}
	}
	return false
}

// blank says if there is nothing in the document.
func (d *document) blank() bool {
	for _, l := range d.all {
		if !isBlank(l) {
			return false
		}
	}
	return true
}

// ours says if there is any marker of ours in the document.
func (d *document) ours() bool { return d.markers }

func (d *document) inCode(i int) bool { return d.class[i] == code }
