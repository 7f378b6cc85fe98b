package merge

import (
	"bytes"
	"strings"
)

// columns is how the columns of a table in the file, on record and newly generated belong together. The generated table may be missing.
type columns struct {
	file, gen *table
	record    *notedTable // nil if nothing is known

	noted    []int  // of each column of the file: its column on record, -1
	of       []int  // of each column of the file: its generated column, -1
	place    []int  // of each column on record: its column in the file, -1
	own      []bool // of each column of the file: a person's
	out      []slot // the merged columns
	sameFile bool   // they are the file's, in its order
	sameGen  bool   // they are the generated ones, in their order
}

func matchColumns(file, gen *table, record *notedTable) *columns {
	c := &columns{file: file, gen: gen, record: record}
	n := len(file.keys)
	c.noted, c.of, c.own = filled(n), filled(n), make([]bool, n)
	if record != nil {
		c.place = filled(len(record.columns))
	}
	ids := make([]string, n)
	noted := map[string]int{}
	for i := range c.place {
		noted[record.columns[i].key] = i
	}
	for i, k := range file.keys {
		ids[i] = digest(k, rowHash)
		if j, ok := noted[ids[i]]; ok && c.place[j] < 0 {
			c.noted[i], c.place[j] = j, i
		}
	}
	c.renamed(ids)
	generated := map[string]int{}
	if gen != nil {
		for j, k := range gen.keys {
			generated[digest(k, rowHash)] = j
		}
	}
	for i := range ids {
		if j, ok := generated[ids[i]]; ok {
			c.of[i] = j
			delete(generated, ids[i])
		}
		c.own[i] = c.noted[i] < 0 && c.of[i] < 0
	}
	return c
}

// renamed finds the columns whose head a person has changed: they stand where one on record is missing, in a table of as many columns.
func (c *columns) renamed(ids []string) {
	if len(c.place) != len(ids) {
		return
	}
	for i := range ids {
		if c.noted[i] < 0 && c.place[i] < 0 {
			c.noted[i], c.place[i] = i, i
			ids[i] = c.record.columns[i].key
		}
	}
}

// filled is n times -1.
func filled(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = -1
	}
	return s
}

// first is the column of the file whose cells rows are known by: the first one that is not a person's own.
func (c *columns) first() int {
	best := 0
	for i := range c.own {
		if c.own[i] {
			continue
		}
		if c.noted[i] == 0 || c.noted[i] < 0 && c.of[i] == 0 {
			return i
		}
		if c.own[best] {
			best = i
		}
	}
	return best
}

// known is the cells of a row in the order of the columns on record; false if the file lacks one of them. What stands beyond the last column is a
// person's, and counts.
func (c *columns) known(r row) ([]string, bool) {
	if c.record == nil {
		return padded(r.cells, len(c.file.keys)), true
	}
	cells := make([]string, 0, len(c.place)+1)
	for _, i := range c.place {
		if i < 0 {
			return nil, false
		}
		cells = append(cells, cell(r.cells, i))
	}
	return append(cells, beyond(r.cells, len(c.file.keys))...), true
}

func beyond[T any](cells []T, n int) []T {
	if len(cells) <= n {
		return nil
	}
	return cells[n:]
}

// agrees says if a row of the file says what a generated one does, in the columns that both have.
func (c *columns) agrees(r, generated row) bool {
	if len(r.cells) > len(c.file.keys) {
		return false
	}
	for i, g := range c.of {
		if g >= 0 && cell(r.cells, i) != cell(generated.cells, g) {
			return false
		}
		if g < 0 && !c.own[i] && cell(r.cells, i) != "" {
			return false
		}
	}
	return true
}

// repeats says if a row of the file says all that a generated one does: what a person wrote is in columns that are not generated.
func (c *columns) repeats(r, generated row) bool {
	for _, s := range c.out {
		if s.generated >= 0 && cell(generated.cells, s.generated) != cell(r.cells, s.file) {
			return false
		}
	}
	return len(r.cells) <= len(c.file.keys)
}

// settle decides which columns there are. keep says of a column of the file that is no longer generated that a person's word stands in it.
func (c *columns) settle(keep func(i int) bool) {
	var of, file, order []int
	for i, g := range c.of {
		order = append(order, c.noted[i])
		if g < 0 && !c.own[i] && !keep(i) {
			continue
		}
		of, file = append(of, g), append(file, i)
	}
	fresh := make([]bool, len(c.gen.keys))
	for j, k := range c.gen.keys {
		fresh[j] = !c.onRecord(digest(k, rowHash))
	}
	for _, s := range arrange(of, fresh, ascending(order)) {
		if s.file >= 0 {
			s.file = file[s.file]
		}
		c.out = append(c.out, s)
	}
	c.sameFile, c.sameGen = len(c.out) == len(c.file.keys), len(c.out) == len(c.gen.keys)
	for i, s := range c.out {
		c.sameFile = c.sameFile && s.file == i
		c.sameGen = c.sameGen && s.generated == i
	}
}

func (c *columns) onRecord(key string) bool {
	if c.record == nil {
		return false
	}
	for _, n := range c.record.columns {
		if n.key == key {
			return true
		}
	}
	return false
}

// head is the merged header and delimiter row: the generated ones but for what a person changed in them.
func (c *columns) head() (head, rule []byte) {
	cells := make([]string, len(c.out))
	align := make([]byte, len(c.out))
	headOurs, alignOurs := c.sameGen, c.sameGen
	headTheirs, alignTheirs := c.sameFile, c.sameFile
	for i, s := range c.out {
		cells[i], align[i] = c.headOf(s), c.alignOf(s)
		headOurs = headOurs && cells[i] == c.gen.names[i]
		alignOurs = alignOurs && align[i] == c.gen.align[i]
		headTheirs = headTheirs && cells[i] == c.file.names[i]
		alignTheirs = alignTheirs && align[i] == c.file.align[i]
	}
	return pick(headOurs, headTheirs, c.gen.head, c.file.head, cells), pick(alignOurs, alignTheirs, c.gen.rule, c.file.rule, rules(align))
}

func pick(ours, theirs bool, generated, file []byte, cells []string) []byte {
	if ours {
		return chomp(generated)
	}
	if theirs {
		return file
	}
	return line(cells)
}

func (c *columns) headOf(s slot) string {
	if s.file < 0 {
		return c.gen.names[s.generated]
	}
	name := c.file.names[s.file]
	if s.generated >= 0 && c.record != nil && c.noted[s.file] >= 0 && digest(name, rowHash) == c.record.columns[c.noted[s.file]].head {
		return c.gen.names[s.generated]
	}
	return name
}

// written says if a person wrote the head of a column of the file, or changed it.
func (c *columns) written(column int) bool {
	n := c.noted[column]
	return n < 0 || digest(c.file.names[column], rowHash) != c.record.columns[n].head
}

func (c *columns) alignOf(s slot) byte {
	if s.file < 0 {
		return c.gen.align[s.generated]
	}
	align := c.file.align[s.file]
	if n := c.noted[s.file]; s.generated >= 0 && c.record != nil && n >= 0 && n < len(c.record.align) && c.record.align[n] == align {
		return c.gen.align[s.generated]
	}
	return align
}

func rules(align []byte) []string {
	cells := make([]string, len(align))
	for i, a := range align {
		cells[i] = map[byte]string{'n': "---", 'l': ":---", 'r': "---:", 'c': ":---:"}[a]
	}
	return cells
}

// line is a row of cells.
func line(cells []string) []byte {
	var b bytes.Buffer
	b.WriteByte('|')
	for _, s := range cells {
		b.WriteByte(' ')
		b.WriteString(s)
		if s != "" {
			b.WriteByte(' ')
		}
		b.WriteByte('|')
	}
	return b.Bytes()
}

// theirs is a person's row in the merged columns: the line as it stands where the columns did not change. What stands beyond the last column, which a
// reader does not see, stays at its end.
func (c *columns) theirs(r row) []byte {
	if c.sameFile {
		return r.line
	}
	raw := rawCells(r.line)
	cells := make([]string, 0, len(c.out))
	for _, s := range c.out {
		cells = append(cells, string(cell(raw, s.file)))
	}
	for _, s := range beyond(raw, len(c.file.keys)) {
		cells = append(cells, string(s))
	}
	return line(cells)
}

// ours is a generated row in the merged columns, with what a person wrote into columns of their own; r is the row as the file has it.
func (c *columns) ours(generated, r row) []byte {
	if c.sameGen {
		return chomp(generated.line)
	}
	cells, raw := make([]string, len(c.out)), rawCells(r.line)
	for i, s := range c.out {
		switch {
		case s.generated >= 0:
			cells[i] = cell(generated.cells, s.generated)
		case s.file >= 0 && c.own[s.file]:
			cells[i] = string(cell(raw, s.file))
		}
	}
	text := line(cells)
	if c.sameFile && strings.Join(cellsOf(text), "\x00") == strings.Join(padded(r.cells, len(cells)), "\x00") {
		return r.line
	}
	return text
}
