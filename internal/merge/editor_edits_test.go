package merge

import (
	"slices"
	"strings"
)

// edit does one thing that people do. It returns the document as it is then.
func (e *editor) edit(v view) view {
	kinds := []func(view) view{
		e.word, e.word, e.cell, e.cell, e.paragraph, e.paragraph, e.section, e.deleteRow, e.ownRow, e.move, e.rewrite, e.deleteSection, e.rename, e.deleteLine, e.swapRows,
	}
	return look(kinds[e.r.IntN(len(kinds))](v).String())
}

func (e *editor) word(v view) view {
	i := e.pick(v, "prose")
	if i < 0 {
		return v
	}
	s := strings.TrimRight(v[i].text, "\n")
	at := strings.LastIndexByte(s, ' ') + 1
	v[i].text = s[:at] + e.mark() + s[at:] + "\n"
	e.touch(v[i])
	return v
}

func (e *editor) cell(v view) view {
	i := e.pick(v, "row")
	if i < 0 {
		return v
	}
	cells := strings.Split(v[i].text, "|")
	k := 2 + e.r.IntN(max(1, len(cells)-3))
	if k >= len(cells)-1 {
		return v
	}
	cells[k] = " " + strings.TrimSpace(cells[k]+" "+e.mark()) + " "
	v[i].text = strings.Join(cells, "|")
	e.touch(v[i])
	return v
}

// texts are what people put into documents; every line has a mark.
var texts = []string{
	"A paragraph ⟦⟧\nof two lines ⟦⟧\n",
	"A hard break ⟦⟧  \nand another ⟦⟧\\\nline ⟦⟧\n",
	"- a list ⟦⟧\n    - nested ⟦⟧\n\n      with a paragraph ⟦⟧\n",
	"> a quote ⟦⟧\n> # with a heading ⟦⟧\n",
	"```sh ⟦⟧\n# no heading ⟦⟧\n<!-- pes:section summary aaaaaaaaaa ⟦⟧ -->\n```\n",
	"<details ⟦⟧>\n\nhidden ⟦⟧\n\n</details ⟦⟧>\n",
	"<!-- a note ⟦⟧ -->\n",
	"| own ⟦⟧ | table ⟦⟧ |\n|---|:--|\n| a ⟦⟧ | `x\\|y` |\n",
	"\tindented ⟦⟧\n",
	"1. one ⟦⟧\n2. two ⟦⟧\n",
	"* * *\n\nafter a rule ⟦⟧\n",
	"[ref⟦⟧]: https://example.com/\n",
}

func (e *editor) text() string {
	s := texts[e.r.IntN(len(texts))]
	for strings.Contains(s, "⟦⟧") {
		s = strings.Replace(s, "⟦⟧", e.mark(), 1)
	}
	return s
}

// between is a place between blocks, where a paragraph can be put.
func (e *editor) between(v view) int {
	var at []int
	for i := 1; i < len(v); i++ {
		if v[i].kind == "blank" && (v[i-1].kind == "prose" || v[i-1].kind == "row" || v[i-1].kind == "marker" && strings.Contains(v[i-1].text, "pes:section")) {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return -1
	}
	return at[e.r.IntN(len(at))]
}

func (e *editor) paragraph(v view) view {
	i := e.between(v)
	if i < 0 || v[i].heading == "" {
		return v
	}
	e.touched["section "+v[i].section] = true
	return slices.Insert(v, i, viewLine{text: "\n" + e.text()})
}

func (e *editor) section(v view) view {
	i := e.pick(v, "heading")
	if i < 0 {
		return v
	}
	level := []string{"##", "###", "##"}[e.r.IntN(3)]
	return slices.Insert(v, i, viewLine{text: level + " Own " + e.mark() + "\n\n" + e.text() + "\n"})
}

func (e *editor) deleteRow(v view) view {
	i := e.pick(v, "row")
	if i < 0 || strings.Contains(v[i].text, "⟦") {
		return v
	}
	if v.only(i) {
		e.deleted[rowID(v[i])] = true
	}
	e.touch(v[i])
	return slices.Delete(v, i, i+1)
}

func (e *editor) ownRow(v view) view {
	i := e.pick(v, "row")
	if i < 0 {
		return v
	}
	e.touch(v[i])
	return slices.Insert(v, i+1, viewLine{text: "| " + e.mark() + " | of mine | – |\n"})
}

func (e *editor) swapRows(v view) view {
	i := e.pick(v, "row")
	if i < 0 || i+1 >= len(v) || v[i+1].kind != "row" {
		return v
	}
	e.touch(v[i])
	v[i], v[i+1] = v[i+1], v[i]
	return v
}

// move cuts a section out and pastes it before another.
func (e *editor) move(v view) view {
	i := e.pick(v, "heading")
	if i < 0 || v[i].section == "title" || v[i].section == "kept" {
		return v
	}
	end := v.ends(i)
	cut := slices.Clone(v[i:end])
	if last := cut[len(cut)-1]; last.kind != "blank" {
		cut = append(cut, viewLine{text: "\n"})
	}
	v = slices.Delete(v, i, end)
	to := e.pick(v, "heading")
	if to < 0 {
		return slices.Insert(v, i, cut...)
	}
	return slices.Insert(v, to, cut...)
}

// rewrite replaces all prose of a section.
func (e *editor) rewrite(v view) view {
	i := e.pick(v, "heading")
	if i < 0 {
		return v
	}
	end := v.ends(i)
	var out view
	for _, l := range v[i+1 : end] {
		if l.kind != "prose" || strings.Contains(l.text, "⟦") {
			out = append(out, l)
		}
	}
	e.touched["section "+v[i].section] = true
	at := 0
	for at < len(out) && (out[at].kind == "blank" || out[at].kind == "marker" && strings.Contains(out[at].text, "pes:section")) {
		at++
	}
	out = slices.Insert(out, at, viewLine{text: "\n" + e.text() + "\n" + e.text() + "\n"})
	return slices.Replace(v, i+1, end, out...)
}

func (e *editor) deleteSection(v view) view {
	i := e.pick(v, "heading")
	if i < 0 || e.r.IntN(3) > 0 || v[i].section == "title" {
		return v
	}
	e.forget(v[i:v.ends(i)])
	return slices.Delete(v, i, v.ends(i))
}

// forget notes that what stands in some lines is gone by a person's hand.
func (e *editor) forget(v view) {
	for _, l := range v {
		if l.section != "" {
			e.deleted["section "+l.section] = true
		}
		if l.table != "" {
			e.deleted["table "+l.table] = true
		}
	}
}

func (e *editor) rename(v view) view {
	i := e.pick(v, "heading")
	if i < 0 {
		return v
	}
	if v[i].section == lastSection {
		return v
	}
	v[i].text = strings.TrimRight(v[i].text, "\n") + " " + e.mark() + "\n"
	e.touched["section "+v[i].section] = true
	return v
}

func (e *editor) deleteLine(v view) view {
	i := e.pick(v, "prose")
	if i < 0 || strings.Contains(v[i].text, "⟦") {
		return v
	}
	e.touch(v[i])
	return slices.Delete(v, i, i+1)
}
