package merge

import "bytes"

// write puts the merged document together.
func (m *merger) write() {
	m.retire()
	m.writePreamble()
	last := -2 // the section of the file that was written last as a person left it
	for i, s := range m.order {
		if m.file.open && i == len(m.order)-1 {
			m.writeLastSection()
		}
		kept := s.file >= 0 && m.sections[s.file].state != ours
		if !kept || s.file != last+1 {
			m.w.gap()
		}
		last = -2
		switch {
		case !kept:
			m.writeOurs(s)
		default:
			m.writeKept(&m.sections[s.file])
			last = s.file
		}
	}
	if !m.file.open {
		m.writeLastSection()
	}
	m.w.gap()
	for _, l := range m.ledger().lines() {
		m.w.line(l)
	}
	m.w.raw(m.file.all[m.file.tail:]...)
}

// writePreamble writes what stands before the first heading: our own line is the newly generated one, anything else a person's, unless it was
// generated and nobody edited it.
func (m *merger) writePreamble() {
	hash := m.file.hashPreamble()
	old := ""
	if m.record != nil {
		old = m.record.preamble
	}
	if hash == old || hash == m.gen.hashPreamble() {
		m.w.own(m.gen.all[:m.gen.preamble.to]...)
		return
	}
	m.changes = append(m.changes, Change{Kind: Kept})
	var line []byte
	for _, l := range m.gen.all[:m.gen.preamble.to] {
		if line == nil && isDocumentLine(l) {
			line = l
		}
	}
	front := m.file.frontMatter()
	at := front
	for i := range m.file.preamble.to {
		if m.file.class[i] == markup && isDocumentLine(m.file.all[i]) {
			at = i
			break
		}
	}
	for i, l := range m.file.all[:m.file.preamble.to] {
		if i == at && line != nil {
			m.w.own(line)
		}
		if m.file.class[i] == markup && isDocumentLine(l) {
			continue
		}
		if i == at && i == front && line != nil && !isBlank(l) {
			m.w.line("")
		}
		m.w.raw(l)
	}
	if at == m.file.preamble.to && line != nil {
		m.w.own(line)
	}
}

// writeOurs writes a section as it is generated, with its tables merged.
func (m *merger) writeOurs(s slot) {
	gen := m.gen.sections[s.generated]
	change := Change{Kind: Added, Section: gen.heading, Name: gen.marker.name}
	if s.file >= 0 {
		change.Kind = Replaced
	}
	if s.file < 0 || m.sections[s.file].hash != gen.hash {
		m.changes = append(m.changes, change)
	}
	left := m.leftovers(s.file)
	for _, p := range gen.parts {
		if p.table == nil {
			m.w.own(m.gen.all[p.from:p.to]...)
			continue
		}
		name := p.table.marker.name
		if m.inPlace[name] || !m.placed[name] {
			continue
		}
		if t := m.file.tables[name]; t != nil && m.file.home[name] == s.file {
			left = m.writeLeftovers(gen.heading, left, t.from)
		}
		m.writeTable(gen.heading, p.table.marker, m.tables[name])
	}
	m.writeLeftovers(gen.heading, left, len(m.file.all))
}

// leftovers is the tables of a section that have no place in its newly generated text.
func (m *merger) leftovers(section int) []*table {
	if section < 0 {
		return nil
	}
	var left []*table
	for _, p := range m.sections[section].parts {
		if p.table != nil && !m.placed[p.table.marker.name] {
			left = append(left, p.table)
		}
	}
	return left
}

// writeLeftovers writes what people put into tables that are no longer generated, if these stood before a line of the file, and returns the rest.
func (m *merger) writeLeftovers(heading string, left []*table, line int) []*table {
	for len(left) > 0 && left[0].from < line {
		t := m.tables[left[0].marker.name]
		if t.lines == nil {
			m.report(heading, left[0].marker.name, t)
		} else {
			m.w.oneBlank()
			m.writeTable(heading, left[0].marker, t)
			m.w.line("")
		}
		left = left[1:]
	}
	return left
}

// writeTable writes a merged table with its marker and the suggestion under it.
func (m *merger) writeTable(heading string, mark marker, t *tableMerge) {
	m.report(heading, mark.name, t)
	if t.gen == nil {
		mark.hash = ""
	}
	m.w.line(mark.String())
	m.w.line("")
	for _, l := range t.lines {
		m.writeRow(l)
	}
	switch {
	case t.proposal != nil:
		m.w.line("")
		m.w.own(t.proposal...)
	case t.raw:
		p := t.file.proposed
		m.w.raw(m.file.all[p.from:p.to]...)
		m.w.endLine()
	}
}

// writeRow writes a row; a person's keeps its line end.
func (m *merger) writeRow(l []byte) {
	m.w.raw(l)
	m.w.endLine()
}

// writeKept writes a section as a person left it, with the tables in it merged and the suggestion for it renewed.
func (m *merger) writeKept(p *placed) {
	m.changes = append(m.changes, Change{Kind: Kept, Section: p.heading, Name: p.name})
	proposal, renew := m.proposal(p)
	written := false
	for _, q := range p.parts {
		switch {
		case q.table != nil:
			m.writeTableInPlace(p, q)
		case q.proposal != nil && q.proposal.ours && q.proposal.marker.more == ofTable:
			if m.tables[q.proposal.marker.name] == nil {
				m.w.raw(m.file.all[q.from:q.to]...)
				continue
			}
			m.separate(q.proposal.marker.name)
		case q.proposal != nil && q.proposal.ours && p.gen >= 0:
			if !renew {
				m.w.raw(m.file.all[q.from:q.to]...)
				continue
			}
			if proposal == nil {
				m.separate(p.name)
				continue
			}
			m.w.endLine()
			m.w.line("")
			m.w.own(proposal...)
			written = true
		default:
			m.writeText(p, q)
		}
	}
	if p.name == lastSection {
		m.writeRescued()
	}
	if proposal == nil {
		return
	}
	m.changes = append(m.changes, Change{Kind: Suggested, Section: p.heading, Name: p.name})
	if written {
		return
	}
	m.w.endLine()
	rest := m.w.trailing()
	m.w.line("")
	m.w.own(proposal...)
	if len(rest) == 0 {
		rest = []byte(m.w.eol)
	}
	m.w.buf.Write(rest)
}

// writeText writes a part of a kept section as it is. Its marker, which may have to be put back under the heading, gets the hash of the version
// that is generated now.
func (m *merger) writeText(p *placed, q part) {
	mark := ""
	if p.state == edited {
		mark = m.gen.sections[p.gen].marker.String()
	}
	for i := q.from; i < q.to; i++ {
		if p.marker == nil && i == p.body && q.from < i && mark != "" {
			m.putBack(mark, !isBlank(m.file.all[i]))
		}
		switch own := p.marker != nil && i == p.at; {
		case own && mark != "":
			m.w.line(mark)
			continue
		case !own && m.doubled(i):
			k, _ := parseMarker(m.file.all[i])
			m.w.line(marker{kind: copyMarker, name: k.name}.String())
			continue
		}
		m.w.raw(m.file.all[i])
	}
	if p.marker == nil && q.from < p.body && q.to == p.body && mark != "" {
		m.putBack(mark, false)
	}
}

// doubled says if a line is a marker that stands elsewhere too, as in a section that was copied. It is marked as a copy, as the order of
// sections may change, and the copy would then be taken for the section.
func (m *merger) doubled(line int) bool {
	if m.file.class[line] != markup {
		return false
	}
	k, ok := parseMarker(m.file.all[line])
	switch {
	case !ok:
		return false
	case k.kind == sectionMarker:
		return m.present[k.name]
	case k.kind == tableMarker:
		return m.file.tables[k.name] != nil || m.placed[k.name]
	}
	return false
}

// separate holds the place of something of ours that goes, if a marker whose table is missing stands before it: else the marker would have what
// comes next.
func (m *merger) separate(gone string) {
	b := trimEnd(m.w.buf.Bytes())
	if k, ok := parseMarker(b[bytes.LastIndexByte(b, '\n')+1:]); ok && k.kind != sectionMarker {
		m.w.line(marker{kind: copyMarker, name: gone}.String())
	}
}

func (m *merger) putBack(mark string, blankAfter bool) {
	m.w.line("")
	m.w.line(mark)
	if blankAfter {
		m.w.line("")
	}
}

// writeTableInPlace writes a table of a kept section where it stands.
func (m *merger) writeTableInPlace(p *placed, q part) {
	name := q.table.marker.name
	t := m.tables[name]
	if t == nil && p.state == edited && m.record.table(name) != nil {
		m.leftover(q.table)
		t = m.tables[name]
		if t.lines == nil {
			m.report(p.heading, name, t)
			m.separate(name)
			return
		}
	}
	if t == nil {
		m.w.raw(m.file.all[q.from:q.to]...)
		return
	}
	mark := q.table.marker
	if t.gen != nil {
		mark = t.gen.marker
	}
	m.writeTable(p.heading, mark, t)
}
