package merge

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A facts is what a generated document is made of. It changes as late evidence would change it.
type facts struct {
	genre    string
	sections []factSection
	next     int
}

type factSection struct {
	heading string
	lines   []string
	tables  []factTable
}

type factTable struct {
	name string
	by   string // "" or by=evidence
	head []string
	rows [][]string
}

func (f *facts) id(kind string) string {
	f.next++
	return fmt.Sprintf("%s-%08d", kind, f.next)
}

func newFacts(r *rand.Rand) *facts {
	f := &facts{genre: "pes"}
	for i, h := range []string{"Disk full on db-3", "Summary", "Key facts", "What happened", "Detection", "Causes", "Items", "Timeline", "Evidence"} {
		s := factSection{heading: strings.Repeat("#", 2-max(0, 1-i)) + " " + h}
		for range r.IntN(4) {
			s.lines = append(s.lines, f.sentence(r))
		}
		for range []int{0, 0, 1, 0, 0, 0, 1, 2, 1}[i] {
			s.tables = append(s.tables, f.table(r))
		}
		f.sections = append(f.sections, s)
	}
	return f
}

func (f *facts) sentence(r *rand.Rand) string {
	s := fmt.Sprintf("Figure %d of %d is known.", r.IntN(100), r.IntN(100))
	return []string{"- " + s, s, "> **For people to judge:** " + s, "- “" + s + "” [E-1](#e-1)"}[r.IntN(4)]
}

func (f *facts) table(r *rand.Rand) factTable {
	t := factTable{name: strings.ToLower(f.id("t")), head: []string{"Time (UTC, 20 Oct)", "What", "Evidence"}}
	switch r.IntN(3) {
	case 0:
		t.by = "by=evidence"
	case 1:
		t.head = []string{"Item", "What", "State"}
	}
	for range 1 + r.IntN(8) {
		t.rows = append(t.rows, f.row(r, t))
	}
	return t
}

func (f *facts) row(r *rand.Rand, t factTable) []string {
	what := fmt.Sprintf("event %d", r.IntN(50))
	if t.head[0] == "Item" {
		return []string{f.id("R"), what, "open"}
	}
	return []string{fmt.Sprintf("10:%02d:%04d", r.IntN(60), r.IntN(10000)), what, "[" + f.id("E") + "](#e)"}
}

// late changes some facts, adds some and takes some away.
func (f *facts) late(r *rand.Rand) *facts {
	g := &facts{genre: f.genre, next: f.next + 1000}
	for i, s := range f.sections {
		if i > 0 && r.IntN(20) == 0 {
			continue
		}
		n := factSection{heading: s.heading}
		for _, l := range s.lines {
			switch r.IntN(8) {
			case 0:
				l = g.sentence(r)
			case 1:
				continue
			case 2:
				n.lines = append(n.lines, g.sentence(r))
			}
			n.lines = append(n.lines, l)
		}
		for _, t := range s.tables {
			if r.IntN(20) > 0 {
				n.tables = append(n.tables, g.lateTable(r, t))
			}
		}
		g.sections = append(g.sections, n)
		if r.IntN(15) == 0 {
			g.sections = append(g.sections, factSection{heading: "## New " + g.id("N"), lines: []string{g.sentence(r)}})
		}
	}
	return g
}

func (f *facts) lateTable(r *rand.Rand, t factTable) factTable {
	n := factTable{name: t.name, by: t.by, head: t.head}
	for _, row := range t.rows {
		row = slices.Clone(row)
		switch r.IntN(6) {
		case 0:
			row[1] += " (late)"
		case 1:
			n.rows = append(n.rows, f.row(r, t))
		case 2:
			continue
		}
		n.rows = append(n.rows, row)
	}
	return n
}

// document renders the facts, marked.
func (f *facts) document(t testing.TB) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- pes:document genre=%s -->\n", f.genre)
	for _, s := range f.sections {
		fmt.Fprintf(&b, "\n%s\n", s.heading)
		for i, l := range s.lines {
			if i == 0 || !strings.HasPrefix(l, "- ") {
				b.WriteByte('\n')
			}
			b.WriteString(l + "\n")
		}
		for _, x := range s.tables {
			fmt.Fprintf(&b, "\n<!-- pes:table %s -->\n", strings.TrimSpace(slug(s.heading)+"/"+x.name+" "+x.by))
			fmt.Fprintf(&b, "\n| %s |\n|%s\n", strings.Join(x.head, " | "), strings.Repeat("---|", len(x.head)))
			for _, row := range x.rows {
				fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
			}
		}
	}
	return marking(t, b.String())
}

// An editor is a person who edits a document as text. Whatever they write bears a mark, so that it can be looked for.
type editor struct {
	r       *rand.Rand
	words   int
	touched map[string]bool // blocks that were edited, by "section NAME" and "table NAME"
	deleted map[string]bool // rows that were deleted: their table and their line's id
}

func (e *editor) mark() string {
	e.words++
	return fmt.Sprintf("⟦%d⟧", e.words)
}

// A view is a document as the editor sees it, line by line.
type view []viewLine

type viewLine struct {
	text    string
	kind    string // heading, marker, prose, head, row, suggestion, ledger, blank, code
	heading string // the heading above
	section string // the name of its section, "" if it is the person's own
	table   string
}

// look reads a document without any help from what is tested.
func look(doc string) view {
	var v view
	heading, section, table := "", "", ""
	fenced, ledger, suggesting := false, false, false
	lines := strings.SplitAfter(doc, "\n")
	for i, l := range lines {
		s := strings.TrimRight(l, "\r\n ")
		kind := "prose"
		if ledger && s == "-->" {
			ledger = false
			v = append(v, viewLine{text: l, kind: "ledger"})
			continue
		}
		fields := strings.Fields(s)
		switch {
		case strings.HasPrefix(s, "<!-- pes:ledger") || ledger:
			kind, ledger = "ledger", true
		case strings.HasPrefix(s, "```"):
			kind, fenced, table, suggesting = "code", !fenced, "", false
		case fenced:
			kind = "code"
		case strings.HasPrefix(s, "#"):
			kind, heading, section, table, suggesting = "heading", s, "", "", false
			for j := i + 1; j < min(i+4, len(lines)); j++ {
				if f := strings.Fields(lines[j]); len(f) > 3 && f[1] == "pes:section" {
					section = f[2]
				}
			}
		case strings.HasPrefix(s, "<!-- pes:suggestion"):
			kind, suggesting, table = "suggestion", true, ""
		case strings.HasPrefix(s, "<!-- pes:table"):
			kind, table, suggesting = "marker", fields[2], false
		case strings.HasPrefix(s, "<!-- pes:"):
			kind = "marker"
		case s == "":
			kind = "blank"
			if table != "" && i > 0 && strings.HasPrefix(lines[i-1], "|") {
				table = ""
			}
		case suggesting && strings.HasPrefix(s, ">"):
			kind = "suggestion"
		case strings.HasPrefix(s, "|") && table != "":
			kind = "row"
			if !strings.HasPrefix(lines[i-1], "|") || strings.HasPrefix(s, "|---") {
				kind = "head"
			}
		default:
			suggesting, table = false, ""
		}
		v = append(v, viewLine{text: l, kind: kind, heading: heading, section: section, table: table})
	}
	return v
}

func (v view) String() string {
	var b strings.Builder
	for _, l := range v {
		b.WriteString(l.text)
	}
	return b.String()
}

// pick is a random line of a kind, -1 if there is none.
func (e *editor) pick(v view, kind string) int {
	var at []int
	for i, l := range v {
		if l.kind == kind {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return -1
	}
	return at[e.r.IntN(len(at))]
}

func (e *editor) touch(l viewLine) {
	if l.table != "" {
		e.touched["table "+l.table] = true
		return
	}
	e.touched["section "+l.section] = true
}

// rowID is what an editor knows a row by: its table, its first cell and the first id in it.
func rowID(l viewLine) string {
	id := ""
	for _, f := range strings.FieldsFunc(l.text, func(r rune) bool { return strings.ContainsRune("|[]()<> ", r) }) {
		if id == "" && len(f) == 10 && (strings.HasPrefix(f, "E-") || strings.HasPrefix(f, "R-")) {
			id = f
		}
	}
	return l.table + "|" + strings.Split(l.text+"||", "|")[1] + "|" + id
}

// only says if no other row has a row's id.
func (v view) only(i int) bool {
	for j, l := range v {
		if j != i && l.kind == "row" && l.table == v[i].table && rowID(l) == rowID(v[i]) {
			return false
		}
	}
	return true
}

// ends is the line after the section that a line stands in.
func (v view) ends(i int) int {
	n := slices.IndexFunc(v[i+1:], func(l viewLine) bool { return l.kind == "heading" || l.kind == "ledger" })
	if n < 0 {
		return len(v)
	}
	return i + 1 + n
}
