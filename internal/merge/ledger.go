package merge

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ledger says what a document was generated with, so that what a person deleted or edited is known without the generated text itself. It
// stands in a comment at the end of the document:
//
//	<!-- pes:ledger 1 GENERATION
//	preamble HASH
//	section NAME HASH
//	table NAME STATE ALIGNMENT COLUMN:HEAD …
//	rows KEY:CONTENT …
//	-->
//
// What is no longer generated but was left in the file by a person, or deleted, stays on record, so that it does not come back if it is
// generated again: such sections are "was NAME HASH", such rows stand in lines of "were".
type ledger struct {
	generation string
	preamble   string
	sections   []noted
	tables     []*notedTable
	byName     map[string]*notedTable // made when first asked
}

type noted struct {
	name, hash string
	gone       bool // not in this generation
}

type notedTable struct {
	name    string
	state   string // generated, left or removed
	align   string
	columns []notedColumn
	rows    []notedRow
}

// The states of a table on record.
const (
	generatedTable = "generated"
	leftTable      = "left"    // no longer generated, and in the file, or deleted by a person
	removedTable   = "removed" // no longer generated and taken out of the file: only the rows that a person deleted are on record
)

type notedColumn struct{ key, head string }

type notedRow struct {
	key, content string
	gone         bool
}

var (
	ledgerForm = regexp.MustCompile(`^<!--\s*pes:ledger 1(?:\s+([a-z2-7]{10}))?\s*$`)
	entryForm  = regexp.MustCompile(`^(?:preamble [a-z2-7]{10}|(?:section|was) [a-z0-9/-]+ [a-z2-7]{10}|` +
		`table [a-z0-9/-]+ (?:generated|left|removed) [nlcr]+(?: [a-z2-7]{8}:[a-z2-7]{8})+|(?:rows|were)(?: [a-z2-7]{8}:[a-z2-7]{8})+)$`)
)

const rowsOnLine = 7 // of the ledger: a line of some 130 characters

func isLedgerStart(line []byte) bool {
	return len(line) <= 1024 && bytes.HasPrefix(line, []byte("<!--")) && bytes.Contains(line, marked) && ledgerForm.Match(trimEnd(line))
}

// readLedger reads the ledger that begins at a line and returns the line after it. Only lines that are a ledger's are taken out of the text: what
// else stands among them is a person's.
func (d *document) readLedger(lines [][]byte, from int) int {
	l := &ledger{generation: string(ledgerForm.FindSubmatch(trimEnd(lines[from]))[1])}
	d.ledger = l
	d.taken = append(d.taken, from+1)
	for i := from + 1; i < len(lines); i++ {
		s := trimEnd(lines[i])
		switch {
		case string(s) == "-->":
			d.taken = append(d.taken, i+1)
			return i + 1
		case isLedgerStart(lines[i]):
			return i
		case entryForm.Match(s):
			l.read(strings.Fields(string(s)))
			d.taken = append(d.taken, i+1)
		default:
			d.all = append(d.all, lines[i])
		}
	}
	return len(lines)
}

func (l *ledger) read(f []string) {
	switch f[0] {
	case "preamble":
		l.preamble = f[1]
	case "section", "was":
		l.sections = append(l.sections, noted{name: f[1], hash: f[2], gone: f[0] == "was"})
	case "table":
		t := &notedTable{name: f[1], state: f[2], align: f[3]}
		for _, c := range f[4:] {
			key, head, _ := strings.Cut(c, ":")
			t.columns = append(t.columns, notedColumn{key, head})
		}
		l.tables = append(l.tables, t)
	case "rows", "were":
		if len(l.tables) == 0 {
			return
		}
		t := l.tables[len(l.tables)-1]
		for _, r := range f[1:] {
			key, content, _ := strings.Cut(r, ":")
			t.rows = append(t.rows, notedRow{key: key, content: content, gone: f[0] == "were"})
		}
	}
}

func (l *ledger) lines() []string {
	out := []string{"<!-- pes:ledger 1 " + l.generation}
	if l.preamble != "" {
		out = append(out, "preamble "+l.preamble)
	}
	for _, s := range l.sections {
		word := "section"
		if s.gone {
			word = "was"
		}
		out = append(out, fmt.Sprintf("%s %s %s", word, s.name, s.hash))
	}
	for _, t := range l.tables {
		columns := make([]string, len(t.columns))
		for i, c := range t.columns {
			columns[i] = c.key + ":" + c.head
		}
		out = append(out, fmt.Sprintf("table %s %s %s %s", t.name, t.state, t.align, strings.Join(columns, " ")))
		out = appendRows(out, "rows", t.rows, false)
		out = appendRows(out, "were", t.rows, true)
	}
	return append(out, "-->")
}

func appendRows(out []string, word string, rows []notedRow, gone bool) []string {
	var pairs []string
	for _, r := range rows {
		if r.gone == gone {
			pairs = append(pairs, r.key+":"+r.content)
		}
	}
	for some := range slices.Chunk(pairs, rowsOnLine) {
		out = append(out, word+" "+strings.Join(some, " "))
	}
	return out
}

// table is what is on record of a table; nil if nothing is, or if the ledger is lost.
func (l *ledger) table(name string) *notedTable {
	if l == nil {
		return nil
	}
	if l.byName == nil {
		l.byName = map[string]*notedTable{}
		for _, t := range slices.Backward(l.tables) {
			l.byName[t.name] = t
		}
	}
	return l.byName[name]
}

// newLedger records a generated document.
func newLedger(d *document) *ledger {
	l := &ledger{preamble: d.hashPreamble()}
	for _, s := range d.sections {
		if s.marker == nil {
			continue
		}
		l.sections = append(l.sections, noted{name: s.marker.name, hash: s.hash})
		for _, p := range s.parts {
			if p.table != nil {
				l.tables = append(l.tables, noteTable(p.table))
			}
		}
	}
	return l
}

func noteTable(t *table) *notedTable {
	n := &notedTable{name: t.marker.name, state: generatedTable, align: t.align}
	for i, k := range t.keys {
		n.columns = append(n.columns, notedColumn{key: digest(k, rowHash), head: digest(t.names[i], rowHash)})
	}
	for _, r := range t.rows {
		n.rows = append(n.rows, notedRow{key: digest(keyOf(r.cells, 0, t.marker), rowHash), content: hashCells(padded(r.cells, len(t.keys)))})
	}
	return n
}

func hashCells(cells []string) string { return digest(strings.Join(cells, "\x1f"), rowHash) }
