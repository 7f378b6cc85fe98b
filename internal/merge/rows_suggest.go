package merge

// propose makes the suggestion under a table: the newly generated rows for those that a person edited and whose facts have changed. An older
// suggestion that nobody took up or edited goes on with it.
func (t *tableMerge) propose() {
	asked := t.asked()
	changed, open := false, false
	suggest := make([]bool, len(t.gen.rows))
	for i, g := range t.of {
		if !t.kept[i] || g < 0 || t.columns.repeats(t.file.rows[i], t.gen.rows[g]) {
			continue
		}
		if asked[keyOf(t.gen.rows[g].cells, 0, t.gen.marker)] {
			suggest[g], open = true, true
		}
		if t.factsChanged(i, g) {
			suggest[g], changed = true, true
		}
	}
	if !changed {
		t.raw = open
		return
	}
	lines := [][]byte{t.gen.head, t.gen.rule}
	for g, r := range t.gen.rows {
		if suggest[g] {
			lines = append(lines, r.line)
			t.counts[Suggested]++
		}
	}
	t.proposal = suggestion(t.gen.marker.name, ofTable, suggestRows, lines)
}

// factsChanged says if what would be generated for a person's row differs from what was generated before.
func (t *tableMerge) factsChanged(i, g int) bool {
	n := t.noted[i]
	return n < 0 || t.record.rows[n].content != hashCells(padded(t.gen.rows[g].cells, len(t.gen.keys)))
}

// asked is the keys of the rows that the suggestion in the file is about.
func (t *tableMerge) asked() map[string]bool {
	keys := map[string]bool{}
	if t.file.proposed == nil {
		return keys
	}
	rows := 0
	for _, l := range quoted(t.file.proposed.lines) {
		if len(l) == 0 || l[0] != '|' {
			continue
		}
		if rows++; rows > 2 {
			keys[keyOf(cellsOf(l), 0, t.file.marker)] = true
		}
	}
	return keys
}
