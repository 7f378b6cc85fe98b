package merge

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// table is a GFM table that bears a marker.
type table struct {
	marker   marker
	from, to int // lines, with the marker's
	head     []byte
	rule     []byte
	names    []string // of the columns: the header cells as they stand
	keys     []string // what columns are known by
	align    string   // a letter a column: n, l, c, r
	rows     []row
	proposed *proposal // the suggestion for it that nobody edited
}

type row struct {
	line  []byte
	cells []string // in their canonical form
}

// tableAt is the table that stands directly under the marker at a line; nil if none does.
func (d *document) tableAt(m marker, at, end int) *table {
	i := at + 1
	for i < end && isBlank(d.all[i]) {
		i++
	}
	if i+1 >= end || d.class[i] != para || d.class[i+1] != more {
		return nil
	}
	names, align := cellsOf(d.all[i]), alignOf(d.all[i+1])
	if len(names) == 0 || len(names) != len(align) {
		return nil
	}
	t := &table{marker: m, from: at, head: d.all[i], rule: d.all[i+1], names: names, align: align, keys: keysOf(names)}
	t.to = i + 2
	for t.to < end && d.class[t.to] == more && d.excess == 0 {
		d.count(t.to)
		t.rows = append(t.rows, row{line: d.all[t.to], cells: cellsOf(d.all[t.to])})
		t.to++
	}
	return t
}

var delimiterRow = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$`)

// alignOf is the alignments that a delimiter row states; "" if it is none.
func alignOf(line []byte) string {
	if !delimiterRow.Match(line) || bytes.IndexByte(line, '|') < 0 && bytes.IndexByte(line, ':') < 0 {
		return ""
	}
	cells := cellsOf(line)
	align := make([]byte, len(cells))
	for i, c := range cells {
		align[i] = "nlrc"[btoi(strings.HasPrefix(c, ":"))+2*btoi(strings.HasSuffix(c, ":"))]
	}
	return string(align)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cellsOf is the cells of a row, with blanks folded.
func cellsOf(line []byte) []string {
	raw := rawCells(line)
	cells := make([]string, len(raw))
	for i, c := range raw {
		cells[i] = spaced(c)
	}
	return cells
}

// rawCells is the cells of a row as they stand. A bar after a backslash is text.
func rawCells(line []byte) [][]byte {
	s := bytes.TrimSpace(line)
	if len(s) > 0 && s[0] == '|' {
		s = s[1:]
	}
	cells := make([][]byte, 0, bytes.Count(s, []byte{'|'})+1)
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, bytes.TrimSpace(s[from:i]))
			from = i + 1
		}
	}
	if rest := bytes.TrimSpace(s[min(from, len(s)):]); len(rest) > 0 {
		cells = append(cells, rest)
	}
	return cells
}

// keysOf is what columns are known by: the text of their heads up to the first bracket or comma, after which dates and zones stand. Equal ones
// are told apart by their order.
func keysOf(names []string) []string {
	keys := make([]string, len(names))
	seen := map[string]int{}
	for i, n := range names {
		if cut := strings.IndexAny(n, "(,"); cut > 0 {
			n = n[:cut]
		}
		key := strings.ToLower(strings.TrimSpace(n))
		seen[key]++
		keys[i] = key + strings.Repeat("\x00", seen[key]-1)
	}
	return keys
}

// hash is the hash of all that a table says.
func (t *table) hash() string {
	var b strings.Builder
	b.WriteString(strings.Join(t.names, "\x1f"))
	for _, r := range t.rows {
		b.WriteByte('\n')
		b.WriteString(strings.Join(padded(r.cells, len(t.names)), "\x1f"))
	}
	return digest(b.String(), blockHash)
}

// padded is the cells of a row that may lack some at its end.
func padded(cells []string, n int) []string {
	for len(cells) < n {
		cells = append(slices.Clip(cells), "")
	}
	return cells
}

func cell[T string | []byte](cells []T, i int) T {
	if i < 0 || i >= len(cells) {
		var none T
		return none
	}
	return cells[i]
}

var (
	ownID      = regexp.MustCompile(`\b[ER]-[0-9a-z]{8}\b`)
	evidenceID = regexp.MustCompile(`\bE-[0-9a-z]{8}\b`)
)

// keyOf is what a row is known by: the id in its first cell, else the first evidence that it cites, where the table is known by evidence or
// the first cell says nothing, else the first cell.
func keyOf(cells []string, first int, m marker) string {
	head := cell(cells, first)
	if id := ownID.FindString(head); id != "" {
		return id
	}
	if m.more == byEvidence || strings.Trim(head, "-–— ") == "" {
		for _, c := range cells {
			if id := evidenceID.FindString(c); id != "" {
				return id
			}
		}
	}
	return "=" + head
}
