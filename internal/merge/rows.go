package merge

// tableMerge is the merge of one table. The file's table or the generated one may be missing, and so may the record and the base.
type tableMerge struct {
	file, gen, base *table
	record          *notedTable
	columns         *columns

	intact bool // the file's table is as it was generated

	noted []int  // of each row of the file: its row on record, -1
	of    []int  // of each row of the file: its generated row, -1
	kept  []bool // of each row of the file: a person's
	drop  []bool // of each row of the file: ours, and no longer generated
	ofOld []int  // of each row on record: its generated row, -1
	fresh []bool // of each generated row: it is new

	lines    [][]byte // the merged table, without its marker
	proposal [][]byte // and the suggestion under it
	raw      bool     // the suggestion is the file's, as it stands
	rescued  bool     // its rows stand under the last heading
	counts   map[Kind]int
}

// mergeTable merges a table that is in the file, or was generated, or both.
func mergeTable(file, gen, base *table, record *notedTable) *tableMerge {
	t := &tableMerge{file: file, gen: gen, base: base, record: record, counts: map[Kind]int{}}
	if file == nil {
		t.file = &table{marker: gen.marker, head: gen.head, rule: gen.rule, names: gen.names, keys: gen.keys, align: gen.align}
	}
	t.columns = matchColumns(t.file, gen, record)
	t.match()
	t.judge()
	if gen == nil {
		t.leftover()
		return t
	}
	t.columns.settle(t.worth)
	t.compose()
	t.propose()
	return t
}

// match finds what each row is: on record, and newly generated.
func (t *tableMerge) match() {
	first := t.columns.first()
	file := make([]keyed, len(t.file.rows))
	for i, r := range t.file.rows {
		cells, whole := t.columns.known(r)
		file[i].key = digest(keyOf(r.cells, first, t.file.marker), rowHash)
		if whole {
			file[i].content = hashCells(cells)
		}
	}
	var old, gen []keyed
	if t.record != nil {
		for _, r := range t.record.rows {
			old = append(old, keyed{r.key, r.content})
		}
	}
	if t.gen != nil {
		for _, r := range noteTable(t.gen).rows {
			gen = append(gen, keyed{r.key, r.content})
		}
	}
	t.noted, t.ofOld = pair(file, old, nil, nil), pair(old, gen, nil, nil)
	t.of, t.fresh = filled(len(file)), make([]bool, len(gen))
	skipFile, skipGen := make([]bool, len(file)), make([]bool, len(gen))
	for i, n := range t.noted {
		if n >= 0 {
			t.of[i], skipFile[i] = t.ofOld[n], true
		}
	}
	for _, g := range t.ofOld {
		if g >= 0 {
			skipGen[g] = true
		}
	}
	for i, g := range pair(file, gen, skipFile, skipGen) {
		if g >= 0 {
			t.of[i], skipGen[g] = g, true
		}
	}
	for g := range t.fresh {
		t.fresh[g] = !skipGen[g]
	}
	t.kept, t.drop = make([]bool, len(file)), make([]bool, len(file))
	t.intact = t.file.marker.hash != "" && t.file.marker.hash == t.file.hash()
	for i, k := range file {
		n := t.noted[i]
		same := t.intact || n >= 0 && (k.content == old[n].content || t.sameAsBase(i))
		t.kept[i] = !same
	}
}

// sameAsBase says if a row of the file is that of the base in the columns that are left; false if there is no base.
func (t *tableMerge) sameAsBase(i int) bool {
	n, r := t.noted[i], t.file.rows[i]
	if t.base == nil || n >= len(t.base.rows) || t.record.rows[n].gone || len(r.cells) > len(t.file.keys) {
		return false
	}
	for j, at := range t.columns.place {
		if at >= 0 && cell(r.cells, at) != cell(t.base.rows[n].cells, j) {
			return false
		}
	}
	return true
}

// judge decides which rows are a person's and which are gone.
func (t *tableMerge) judge() {
	for i, g := range t.of {
		if g >= 0 {
			t.kept[i] = t.kept[i] && !t.columns.agrees(t.file.rows[i], t.gen.rows[g])
			continue
		}
		t.kept[i] = t.kept[i] || t.filled(i)
		t.drop[i] = !t.kept[i]
	}
}

// filled says if a person wrote something into a row, in a column of their own.
func (t *tableMerge) filled(i int) bool {
	for c, own := range t.columns.own {
		if own && cell(t.file.rows[i].cells, c) != "" {
			return true
		}
	}
	return false
}

// worth says if a person's word stands in a column of the file, or over it.
func (t *tableMerge) worth(column int) bool {
	if t.record != nil && t.columns.written(column) {
		return true
	}
	for i, r := range t.file.rows {
		if !t.kept[i] || cell(r.cells, column) == "" {
			continue
		}
		n, j := t.noted[i], t.columns.noted[column]
		if n < 0 || j < 0 || t.base == nil || n >= len(t.base.rows) || t.record.rows[n].gone || cell(r.cells, column) != cell(t.base.rows[n].cells, j) {
			return true
		}
	}
	return false
}

// compose writes the merged rows.
func (t *tableMerge) compose() {
	head, rule := t.columns.head()
	t.lines = append(t.lines, head, rule)
	var of, file []int
	for i, g := range t.of {
		if t.drop[i] {
			t.counts[Removed]++
			continue
		}
		of, file = append(of, g), append(file, i)
	}
	for _, s := range arrange(of, t.fresh, t.follows()) {
		switch {
		case s.file < 0:
			t.counts[Added]++
			t.lines = append(t.lines, t.columns.ours(t.gen.rows[s.generated], row{}))
		case t.kept[file[s.file]]:
			t.counts[Kept]++
			t.lines = append(t.lines, t.columns.theirs(t.file.rows[file[s.file]]))
		default:
			i := file[s.file]
			if t.noted[i] >= 0 && t.record.rows[t.noted[i]].content != hashCells(padded(t.gen.rows[s.generated].cells, len(t.gen.keys))) {
				t.counts[Replaced]++
			}
			t.lines = append(t.lines, t.columns.ours(t.gen.rows[s.generated], t.file.rows[i]))
		}
	}
	there := t.there(false)
	for n, g := range t.ofOld {
		if g >= 0 && !there[n] {
			t.counts[Deleted]++
		}
	}
}

// follows says if the generated order holds: a person moved no row, and none of theirs would change places with another.
func (t *tableMerge) follows() bool {
	noted, kept := filled(len(t.of)), filled(len(t.of))
	for i := range t.of {
		if n := t.noted[i]; n >= 0 && !t.record.rows[n].gone {
			noted[i] = n
		}
		if t.kept[i] {
			kept[i] = t.of[i]
		}
	}
	return ascending(noted) && ascending(kept)
}

// leftover is what stays of a table that is no longer generated: a person's rows, under the head that they had.
func (t *tableMerge) leftover() {
	for c := range t.file.names {
		if t.lines == nil && !t.intact && t.columns.written(c) {
			t.lines = append(t.lines, t.file.head, t.file.rule)
		}
	}
	for i, r := range t.file.rows {
		if t.record == nil {
			t.kept[i], t.drop[i] = true, false // not on record, so not ours to shorten
		}
		if !t.kept[i] {
			t.counts[Removed]++
			continue
		}
		if t.lines == nil {
			t.lines = append(t.lines, t.file.head, t.file.rule)
		}
		t.lines = append(t.lines, r.line)
		t.counts[Kept]++
	}
}

// there says of each row on record if the file has it, or has it and it is dropped.
func (t *tableMerge) there(dropped bool) []bool {
	there := make([]bool, len(t.ofOld))
	for i, n := range t.noted {
		if n >= 0 && (!dropped || t.drop[i]) {
			there[n] = true
		}
	}
	return there
}

// note is what the ledger will say of the table; nil if nothing.
func (t *tableMerge) note() *notedTable {
	there, dropped := t.there(false), t.there(true)
	var out *notedTable
	switch {
	case t.gen != nil:
		out = noteTable(t.gen)
	case t.record == nil:
		return nil
	default:
		out = &notedTable{name: t.record.name, state: leftTable, align: t.record.align, columns: t.record.columns}
		if t.lines == nil || t.rescued {
			out.state = removedTable
		}
	}
	if t.record == nil {
		return out
	}
	for n, g := range t.ofOld {
		old := t.record.rows[n]
		switch {
		case g >= 0 && !there[n]:
			out.rows[g].content = old.content // if the row comes back by a person's hand, it is known as what it was
		case g < 0 && !dropped[n] && !(t.rescued && there[n]):
			out.rows = append(out.rows, notedRow{key: old.key, content: old.content, gone: true})
		}
	}
	if out.state == removedTable && len(out.rows) == 0 {
		return nil
	}
	return out
}
