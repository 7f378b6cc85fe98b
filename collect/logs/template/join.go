package template

import (
	"cmp"
	"math/bits"
	"slices"
)

// maxJoined is how many sets of places are tried on a row: those of the statements with the most lines.
const maxJoined = 8

// join lets rows join a statement whose places were learnt from others: once "lent the saw to" is known to have names around it, one message with other
// names is enough.
func (m *miner) join() bool {
	changed := false
	var index map[uint64]int
	for _, rows := range m.built() {
		for _, set := range m.sets(rows) {
			if index == nil {
				index = m.index()
			}
			for _, i := range rows {
				h, ok := m.rows[i].masked(set)
				if !ok {
					continue
				}
				if k, ok := index[h]; ok && k != i && m.rows[k].learnt == set {
					m.rows[i].become(&m.rows[k])
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
	if len(rows) == 1 {
		return nil
	}
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
	slices.SortFunc(sets, func(a, b places) int { return cmp.Or(cmp.Compare(lines[b], lines[a]), slices.Compare(a[:], b[:])) })
	return sets[:min(len(sets), maxJoined)]
}

// masked is the hash of a row with a set of places masked; ok is false if a word there says what happened, or nothing would change.
func (r *row) masked(set places) (h uint64, ok bool) {
	h = r.hash
	for i, w := range set {
		for ; w != 0; w &= w - 1 {
			j := 64*i + bits.TrailingZeros64(w)
			t := r.tokens[j]
			if t.word == wildWord {
				continue
			}
			if !t.free() {
				return 0, false
			}
			h, ok = h-mix(t.word, 2*j+1)+mix(wildWord, 2*j+1), true
		}
	}
	return h, ok
}
