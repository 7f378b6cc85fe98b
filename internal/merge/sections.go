package merge

import "slices"

// state is what becomes of a section of the file.
type state uint8

const (
	theirs  state = iota // a person's, of no generated one: stays as it is
	edited               // generated, and a person changed its text: stays, and the tables in it are merged
	ours                 // generated, and untouched: replaced
	retired              // ours, and no longer generated: removed
)

// placed is a section of the file and what it is.
type placed struct {
	*section
	state state
	name  string // "" for a person's
	gen   int    // the generated section, -1
	was   string // the hash of the version that it came from; "" if that is unknown
}

// merger is one merge.
type merger struct {
	file, base, gen *document
	record          *ledger // what is known of the file's last generation; nil if nothing
	trusted         bool    // base is what the file began with, so that its rows are those on record
	sections        []placed
	genIndex        map[string]int
	present         map[string]bool  // names of sections that are in the file, or will be
	noted           map[string]noted // sections on record
	order           []slot
	tables          map[string]*tableMerge
	inPlace         map[string]bool // tables that are written where the file has them
	placed          map[string]bool // tables that are written at all
	w               writer
	changes         []Change
	gone            []Change
	rescue          [][]byte
}

func merge(file, base, gen *document) Result {
	m := &merger{file: file, base: base, gen: gen, record: file.ledger, tables: map[string]*tableMerge{}, inPlace: map[string]bool{}, placed: map[string]bool{}}
	m.w.eol = file.eol
	m.trusted = base != nil && base.ledger != nil && (file.ledger == nil || file.ledger.generation == base.ledger.generation)
	if m.record == nil && m.trusted {
		m.record = base.ledger
	}
	m.index()
	m.identify()
	m.arrangeSections()
	m.placeTables()
	m.write()
	return Result{Document: withBOM(file.bom, m.w.buf.Bytes()), Changes: append(m.changes, m.gone...)}
}

func (m *merger) index() {
	m.genIndex = map[string]int{}
	for i, s := range m.gen.sections {
		if s.marker != nil {
			m.genIndex[s.marker.name] = i
		}
	}
	m.noted = map[string]noted{}
	if m.record == nil {
		return
	}
	for _, n := range m.record.sections {
		if _, ok := m.noted[n.name]; !ok {
			m.noted[n.name] = n
		}
	}
}

// identify says of each section of the file which it is and whose.
func (m *merger) identify() {
	m.present = map[string]bool{}
	for _, s := range m.file.sections {
		if s.marker != nil {
			m.present[s.marker.name] = true
		}
	}
	byHash, byHeading := m.lost(m.present)
	for _, s := range m.file.sections {
		p := placed{section: s, gen: -1}
		switch {
		case s.marker != nil:
			p.name, p.was = s.marker.name, s.marker.hash
		default:
			p.name = take(byHash, s.hash, m.present)
			if p.name == "" {
				p.name = take(byHeading, s.heading, m.present)
			}
			p.was = m.noted[p.name].hash
		}
		m.judge(&p)
		m.sections = append(m.sections, p)
	}
}

// lost is the names of sections whose markers are nowhere in the file, by what they are known by without one: their text, or their heading.
func (m *merger) lost(present map[string]bool) (byHash, byHeading map[string][]string) {
	byHash, byHeading = map[string][]string{}, map[string][]string{}
	if m.record != nil {
		for _, n := range m.record.sections {
			if !present[n.name] {
				byHash[n.hash] = append(byHash[n.hash], n.name)
			}
		}
	}
	for _, s := range m.gen.sections {
		if s.marker != nil && !present[s.marker.name] {
			byHash[s.hash] = append(byHash[s.hash], s.marker.name)
			byHeading[s.heading] = append(byHeading[s.heading], s.marker.name)
		}
	}
	return byHash, byHeading
}

// take is the first name under a key that no section of the file has, and gives it to the one that asks.
func take(names map[string][]string, key string, present map[string]bool) string {
	for len(names[key]) > 0 {
		name := names[key][0]
		names[key] = names[key][1:]
		if !present[name] {
			present[name] = true
			return name
		}
	}
	return ""
}

func (m *merger) judge(p *placed) {
	p.state = theirs
	if p.name == "" || p.name == lastSection {
		return
	}
	fits := p.was != "" && p.was == p.hash
	g, generated := m.genIndex[p.name]
	switch {
	case generated:
		p.gen, p.state = g, edited
		if fits || m.file.hashSection(p.section, m.generates) == m.gen.sections[g].hash {
			p.state = ours
		}
	case fits && m.noted[p.name].hash == p.hash:
		p.state = retired
	}
}

func (m *merger) generates(table string) bool { return m.gen.tables[table] != nil }

// arrangeSections decides the order, and which generated sections stand in it.
func (m *merger) arrangeSections() {
	old := map[string]int{}
	if m.record != nil {
		for i, n := range m.record.sections {
			if !n.gone {
				old[n.name] = i
			}
		}
	}
	there := make([]bool, len(m.gen.sections))
	var of, file, order []int
	for i, p := range m.sections {
		if n, ok := old[p.name]; ok {
			order = append(order, n)
		}
		if p.state == retired {
			continue
		}
		of, file = append(of, p.gen), append(file, i)
		if p.gen >= 0 {
			there[p.gen] = true
		}
	}
	fresh := make([]bool, len(m.gen.sections))
	for g, s := range m.gen.sections {
		if s.marker == nil {
			continue
		}
		_, known := m.noted[s.marker.name]
		fresh[g] = !there[g] && !known && !m.hollow(s)
		if !there[g] && known {
			m.gone = append(m.gone, Change{Kind: Deleted, Section: s.heading, Name: s.marker.name})
		}
	}
	for _, s := range arrange(of, fresh, ascending(order)) {
		if s.file >= 0 {
			s.file = file[s.file]
		} else {
			m.present[m.gen.sections[s.generated].marker.name] = true
		}
		m.order = append(m.order, s)
	}
	m.keepOpenLast()
}

// hollow says if a generated section that the file lacks would have nothing but a heading, because its tables stand elsewhere in what a person
// keeps: under another heading that a template gave them, or where somebody moved them.
func (m *merger) hollow(s *section) bool {
	tables := 0
	for _, p := range s.parts {
		if p.table == nil {
			if len(trimBlank(m.prose(s, p))) > 0 {
				return false
			}
			continue
		}
		tables++
		home, ok := m.file.home[p.table.marker.name]
		if !ok || m.sections[home].state == ours || m.sections[home].state == retired {
			return false
		}
	}
	return tables > 0
}

// keepOpenLast puts the file's last section last if a fence or a comment in it is open: what came after would be part of it to every reader.
func (m *merger) keepOpenLast() {
	last := slot{len(m.sections) - 1, -1}
	at := slices.IndexFunc(m.order, func(s slot) bool { return s.file >= 0 && s.file == last.file })
	if !m.file.open || at < 0 || m.sections[last.file].state == ours {
		return
	}
	last = m.order[at]
	m.order = append(slices.Delete(m.order, at, at+1), last)
}

// placeTables merges the tables and decides where each stands: where a person left it, if the section there is kept, else where it was generated.
func (m *merger) placeTables() {
	for _, p := range m.sections {
		if p.state != theirs && p.state != edited {
			continue
		}
		for _, q := range p.parts {
			if q.table == nil {
				continue
			}
			name := q.table.marker.name
			m.inPlace[name], m.placed[name] = true, true
			m.mergeTable(name)
		}
	}
	for _, s := range m.order {
		if s.generated < 0 || s.file >= 0 && m.sections[s.file].state != ours {
			continue
		}
		for _, q := range m.gen.sections[s.generated].parts {
			if q.table == nil || m.inPlace[q.table.marker.name] || m.deleted(q.table.marker.name) {
				continue
			}
			m.placed[q.table.marker.name] = true
			m.mergeTable(q.table.marker.name)
		}
	}
	for _, p := range m.sections {
		for _, q := range p.parts {
			if q.table != nil && !m.placed[q.table.marker.name] {
				m.leftover(q.table)
			}
		}
	}
}

// deleted says if a person has deleted a table that is generated.
func (m *merger) deleted(name string) bool {
	n := m.record.table(name)
	return m.file.tables[name] == nil && n != nil && n.state != removedTable
}

func (m *merger) mergeTable(name string) {
	file, gen := m.file.tables[name], m.gen.tables[name]
	if gen == nil {
		return
	}
	m.tables[name] = mergeTable(file, gen, m.baseTable(name), m.record.table(name))
}

// leftover merges a table that has no place among what is generated. One that is not on record is not ours to shorten.
func (m *merger) leftover(t *table) {
	record := m.record.table(t.marker.name)
	m.tables[t.marker.name] = mergeTable(t, nil, m.baseTable(t.marker.name), record)
}

func (m *merger) baseTable(name string) *table {
	if !m.trusted {
		return nil
	}
	return m.base.tables[name]
}
