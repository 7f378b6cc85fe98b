package template

import (
	"cmp"
	"slices"
)

// maxJoined is how many sets of places are tried on a row: those of the statements with the most lines.
const maxJoined = 8

// join lets rows join a statement whose places were learnt from others: once "lent the saw to" is known to have names around it, one message with other
// names is enough.
func (m *miner) join() bool {
	changed := false
	index := make(map[uint64]int, len(m.rows))
	for i := range m.rows {
		index[m.rows[i].sum()] = i
	}
	for _, rows := range m.built() {
		for _, set := range m.sets(rows) {
			for _, i := range rows {
				h, ok := m.masked(i, set)
				if !ok {
					continue
				}
				if k, ok := index[h]; ok && k != i && m.rows[k].learnt == set {
					m.rows[i].tokens, m.rows[i].learnt = m.rows[k].tokens, set
					changed = true
				}
			}
		}
	}
	if changed {
		m.merge()
	}
	return changed
}

// sets is the sets of places that rows were learnt to have, those of the most lines first.
func (m *miner) sets(rows []int) []places {
	lines := map[places]int{}
	for _, i := range rows {
		if set := m.rows[i].learnt; set != (places{}) {
			lines[set] += m.rows[i].count
		}
	}
	sets := make([]places, 0, len(lines))
	for set := range lines {
		sets = append(sets, set)
	}
	slices.SortFunc(sets, func(a, b places) int {
		return cmp.Or(cmp.Compare(lines[b], lines[a]), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	return sets[:min(len(sets), maxJoined)]
}

// masked is the hash of a row with a set of places masked; ok is false if a word there says what happened, or nothing would change.
func (m *miner) masked(row int, set places) (h uint64, ok bool) {
	r := &m.rows[row]
	h = r.sum()
	for j, t := range r.tokens {
		if !set.has(j) {
			continue
		}
		if k := t.kind(); k != wild && k > ident {
			return 0, false
		}
		ok = ok || t.word != wildWord
		h += mix(wildWord, 2*j+1) - mix(t.word, 2*j+1)
	}
	return h, ok
}
