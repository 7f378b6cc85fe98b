package merge

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNothingOfAPersonIsLost lets an editor edit documents of many generations and asks after each merge: every line that a person wrote is
// there, in its section and order; what nobody edited is what was generated; what was deleted does not come back; twice changes no byte.
func TestNothingOfAPersonIsLost(t *testing.T) {
	const seeds, rounds, edits = 60, 4, 12
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 5))
			e := &editor{r: r, touched: map[string]bool{}, deleted: map[string]bool{}}
			f := newFacts(r)
			base := f.document(t)
			doc := base
			for range rounds {
				v := look(doc)
				for range edits {
					v = e.edit(v)
				}
				f = f.late(r)
				generated := f.document(t)
				if r.IntN(3) == 0 {
					base = ""
				}
				result := string(merged(t, v.String(), base, generated).Document)
				e.check(t, v, result, generated)
				if t.Failed() {
					t.Logf("edited:\n%s\nresult:\n%s", v, result)
					return
				}
				doc, base = result, generated
			}
		})
	}
}

// check compares a merged document with what was edited and what was generated.
func (e *editor) check(t *testing.T, edited view, result, generated string) {
	t.Helper()
	got, gen := look(result), look(generated)
	before, after := written(edited), written(got)
	e.allowRescued(t, edited, gen, before, after)
	if d := cmp.Diff(before, after); d != "" {
		t.Errorf("lines that a person wrote (-edited +merged):\n%s", d)
	}
	e.checkBlocks(t, edited, got, gen)
}

// checkBlocks asks that what nobody edited is what was generated, and that what was deleted does not come back.
func (e *editor) checkBlocks(t *testing.T, edited, got, gen view) {
	t.Helper()
	was, is, want, home := blocks(edited), blocks(got), blocks(gen), homes(gen)
	for _, name := range sortedNames(want) {
		_, had := was[name]
		switch {
		case e.deleted[name] && !had:
			if text, ok := is[name]; ok {
				t.Errorf("%s came back:\n%s", name, text)
			}
		case !e.touched[name] && !e.gone(name, home):
			if d := cmp.Diff(want[name], is[name]); d != "" {
				t.Errorf("%s, which nobody edited (-generated +merged):\n%s", name, d)
			}
		}
	}
	for _, l := range got {
		if l.kind == "row" && e.deleted[rowID(l)] && !strings.Contains(l.text, "⟦") {
			t.Errorf("a deleted row came back to %s: %s", l.table, l.text)
		}
	}
}

// allowRescued takes out of both what was put under the last heading, where its section is no longer generated.
func (e *editor) allowRescued(t *testing.T, edited, generated view, before, after map[string][]string) {
	t.Helper()
	const last = "## Kept from earlier versions"
	there := map[string]bool{}
	for _, l := range generated {
		there[l.heading] = true
	}
	was := map[string]string{}
	for _, l := range edited {
		if l.kind == "row" && !there[l.heading] {
			was[strings.TrimRight(l.text, "\n")] = l.heading
		}
	}
	for _, l := range after[last][min(len(before[last]), len(after[last])):] {
		h, ok := was[l]
		if !ok {
			t.Errorf("put under the last heading, though its section is there: %s", l)
		}
		before[h] = slices.DeleteFunc(before[h], func(s string) bool { return s == l })
		if len(before[h]) == 0 {
			delete(before, h)
		}
	}
	if after[last] = before[last]; len(after[last]) == 0 {
		delete(after, last)
	}
}

// gone says if a block may be missing because of what a person did to the section that it is in.
func (e *editor) gone(name string, homes map[string]string) bool {
	section, ok := homes[name]
	return ok && (e.touched["section "+section] || e.deleted["section "+section])
}

// homes is the section of each table.
func homes(v view) map[string]string {
	m := map[string]string{}
	for _, l := range v {
		if l.table != "" {
			m["table "+l.table] = l.section
		}
	}
	return m
}

// written is the lines that a person wrote, each with the heading that it stands under, by heading and then in order: sections may move.
func written(v view) map[string][]string {
	lines := map[string][]string{}
	for _, l := range v {
		if strings.Contains(l.text, "⟦") && l.kind != "heading" {
			lines[l.heading] = append(lines[l.heading], strings.TrimRight(l.text, "\n"))
		}
		if strings.Contains(l.text, "⟦") && l.kind == "heading" {
			lines[l.heading] = append(lines[l.heading], "")
		}
	}
	return lines
}

// blocks is the text of each generated section and table: its lines without blank ones and markers.
func blocks(v view) map[string]string {
	b := map[string]string{}
	for _, l := range v {
		switch {
		case l.section == "":
		case l.kind == "row" || l.kind == "head":
			b["table "+l.table] += l.text
		case l.kind == "prose" || l.kind == "heading" || l.kind == "code":
			b["section "+l.section] += l.text
		}
	}
	return b
}

func sortedNames(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
