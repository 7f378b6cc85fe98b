package merge

import "slices"

// retire takes out the sections that are no longer generated; what a person wrote into their tables is rescued.
func (m *merger) retire() {
	for _, p := range m.sections {
		if p.state != retired {
			continue
		}
		m.gone = append(m.gone, Change{Kind: Removed, Section: p.heading, Name: p.name})
		for _, q := range p.parts {
			if q.table == nil || m.placed[q.table.marker.name] {
				continue
			}
			t := m.tables[q.table.marker.name]
			if t.lines == nil {
				continue
			}
			t.rescued = true
			m.gone = append(m.gone, Change{Kind: Rescued, Section: p.heading, Table: true, Rows: t.counts[Kept], Name: q.table.marker.name})
			m.rescue = append(m.rescue, nil, []byte("From “"+p.heading+"”:"), nil)
			m.rescue = append(m.rescue, t.lines...)
		}
	}
}

// writeLastSection writes what has no place under a heading of its own, if the file has none yet.
func (m *merger) writeLastSection() {
	if len(m.rescue) == 0 {
		return
	}
	m.w.gap()
	m.w.line("## Kept from earlier versions")
	m.w.line("")
	m.w.line(marker{kind: sectionMarker, name: lastSection}.String())
	m.writeRescued()
}

// writeRescued writes what has no place at the end of the section that is written last.
func (m *merger) writeRescued() {
	if len(m.rescue) == 0 {
		return
	}
	m.w.trim()
	for _, l := range m.rescue {
		if l == nil {
			m.w.line("")
			continue
		}
		m.writeRow(l)
	}
	m.w.line("")
	m.rescue = nil
}

// report lists what happened to a table.
func (m *merger) report(heading, name string, t *tableMerge) {
	for _, k := range []Kind{Kept, Replaced, Suggested, Added, Removed, Deleted} {
		if n := t.counts[k]; n > 0 {
			m.changes = append(m.changes, Change{Kind: k, Section: heading, Table: true, Rows: n, Name: name})
		}
	}
}

// proposal is the suggestion for a kept section. With renew false, the one in the file stays as it is.
func (m *merger) proposal(p *placed) (lines [][]byte, renew bool) {
	if p.state != edited {
		return nil, false
	}
	gen := m.gen.sections[p.gen]
	if p.was == gen.hash {
		return nil, false
	}
	var text [][]byte
	for _, q := range gen.parts {
		name := ""
		if q.table != nil {
			name = q.table.marker.name
		}
		switch {
		case name == "":
			text = append(text, m.prose(gen, q)...)
		case m.file.tables[name] == nil && !m.deleted(name):
			text = append(text, q.table.lines(m.gen)...)
		}
	}
	text = trimBlank(text)
	if len(text) == 0 {
		return nil, true
	}
	return suggestion(p.name, "", suggestText, text), true
}

// prose is the lines of a part of a generated section without its heading and marker.
func (m *merger) prose(s *section, q part) [][]byte {
	var out [][]byte
	for i := max(q.from, s.body); i < q.to; i++ {
		if m.gen.class[i] == markup && m.gen.isOurs(i) {
			continue
		}
		if isBlank(m.gen.all[i]) && len(out) > 0 && isBlank(out[len(out)-1]) {
			continue
		}
		out = append(out, m.gen.all[i])
	}
	return out
}

// lines is a table without its marker.
func (t *table) lines(d *document) [][]byte { return trimBlank(d.all[t.from+1 : t.to]) }

// ledger is what the next merge has to know of this one.
func (m *merger) ledger() *ledger {
	l := newLedger(m.gen)
	l.sections = slices.DeleteFunc(l.sections, m.awaited)
	if m.gen.ledger != nil {
		l.generation = m.gen.ledger.generation
	}
	for i, n := range l.tables {
		t := m.tables[n.name]
		if t == nil && m.record.table(n.name) != nil {
			t = mergeTable(nil, m.gen.tables[n.name], nil, m.record.table(n.name))
		}
		if t != nil && t.gen != nil {
			l.tables[i] = t.note()
		}
	}
	if m.record == nil {
		return l
	}
	retiredNames := map[string]bool{lastSection: true}
	for _, p := range m.sections {
		if p.state == retired {
			retiredNames[p.name] = true
		}
	}
	for _, n := range m.record.sections {
		if _, ok := m.genIndex[n.name]; !ok && !retiredNames[n.name] {
			l.sections = append(l.sections, noted{name: n.name, hash: n.hash, gone: true})
			retiredNames[n.name] = true
		}
	}
	for _, r := range m.record.tables {
		if m.gen.tables[r.name] != nil || m.record.table(r.name) != r {
			continue
		}
		if n := m.left(r); n != nil {
			l.tables = append(l.tables, n)
		}
	}
	return l
}

// awaited says of a section of the new generation that it was left out as hollow: nobody deleted it, and it comes when it has something to say.
func (m *merger) awaited(n noted) bool {
	if _, known := m.noted[n.name]; known || m.present[n.name] {
		return false
	}
	return m.hollow(m.gen.sections[m.genIndex[n.name]])
}

// left is what stays on record of a table that is no longer generated.
func (m *merger) left(r *notedTable) *notedTable {
	if t := m.tables[r.name]; t != nil {
		return t.note()
	}
	n := &notedTable{name: r.name, state: r.state, align: r.align, columns: r.columns}
	if n.state == generatedTable {
		n.state = leftTable
	}
	for _, row := range r.rows {
		n.rows = append(n.rows, notedRow{key: row.key, content: row.content, gone: true})
	}
	return n
}
