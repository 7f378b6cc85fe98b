package template

import "strings"

const (
	// rare is how many times as many lines a mask must have as the literal that joins it.
	rare = 5
	// maxAbsorbed is how many places of a row are tried: a page of "a:1,a:1" has a hundred.
	maxAbsorbed = 4
)

// absorb joins a row with a word that stands directly at a mask ("alpha:<*>") to the row that has the mask alone there, if that is the rule and the word
// the exception: a name without a dot among names with one.
func (m *miner) absorb() bool {
	tight := map[uint32]bool{}
	for _, c := range strings.Split(joints, "") {
		tight[hash(c)] = c != " "
	}
	index := make(map[uint64]int, len(m.rows))
	for i := range m.rows {
		index[m.rows[i].sum()] = i
	}
	changed := false
	for i := range m.rows {
		r := &m.rows[i]
		tried := 0
		for j := 0; j+1 < len(r.tokens) && tried < maxAbsorbed; j++ {
			t, next := r.tokens[j], r.tokens[j+1]
			if t.kind() > ident || next.kind() != wild || !tight[next.glue] {
				continue
			}
			tried++
			other := row{tokens: append(append([]token{}, r.tokens[:j]...), r.tokens[j+1:]...)}
			other.tokens[j].glue = t.glue
			if k, ok := index[other.sum()]; ok && m.rows[k].count >= rare*r.count && m.constants(k, j) > 0 {
				r.tokens, r.text = m.rows[k].tokens, m.rows[k].text
				changed = true
				break
			}
		}
	}
	if changed {
		m.merge()
	}
	return changed
}
