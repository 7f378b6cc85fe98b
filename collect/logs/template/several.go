package template

import (
	"cmp"
	"slices"
)

const (
	// maxSeveral is how many places of a row may turn out to vary at once.
	maxSeveral = 4
	// fewConstants is how many constant words a row must keep for that: "the", "of" and the like among them.
	fewConstants = 2
)

// candidate is a place of a row whose word may vary, and in how many rows that are built alike the word stands there.
type candidate struct{ place, count int }

// several masks words where two places or more vary at once, so that no two rows are else alike: "alice lent the saw to bob". The words of a statement
// stand in all its rows, names in some; so of each row the rarest words are taken away, and where what is left is the same in enough rows, and
// in each place enough different words were taken, these places vary.
func (m *miner) several() bool {
	changed := false
	candidates := m.candidates()
	for n := 2; n <= maxSeveral && !changed; n++ {
		var all []at
		for i, c := range candidates {
			if len(c) < n || m.constants(i, -1)-n < fewConstants {
				continue
			}
			all = append(all, at{row: i, context: m.without(i, c[:n])})
		}
		for group := range groups(all) {
			places := candidates[group[0].row][:n]
			if !m.vary(group, places) {
				continue
			}
			for _, a := range group {
				for _, c := range places {
					m.rows[a.row].mask(c.place)
				}
			}
			changed = true
		}
	}
	if changed {
		m.merge()
	}
	return changed
}

// without is the hash of a row but for some of its places.
func (m *miner) without(row int, places []candidate) uint64 {
	r := &m.rows[row]
	h := r.sum()
	for _, c := range places {
		h -= mix(r.tokens[c.place].word, 2*c.place+1)
	}
	return h
}

// vary says whether enough different words stand in each of the places.
func (m *miner) vary(group []at, places []candidate) bool {
	first := group[0].row
	for _, c := range places {
		enough := m.enough(first, c.place, m.constants(first, -1)-len(places))
		if len(group) < enough {
			return false
		}
		words := map[uint32]bool{}
		for _, a := range group {
			words[m.rows[a.row].tokens[c.place].word] = true
		}
		if len(words) < enough {
			return false
		}
	}
	return true
}

// candidates is the places of each row whose words may vary, those with the rarest words first.
func (m *miner) candidates() [][]candidate {
	of := make([][]candidate, len(m.rows))
	for _, rows := range m.built() {
		if len(rows) < plainVariants {
			continue
		}
		for j := range m.rows[rows[0]].tokens {
			counts := map[uint32]int{}
			for _, i := range rows {
				counts[m.rows[i].tokens[j].word]++
			}
			for _, i := range rows {
				if t := m.rows[i].tokens[j]; t.kind() <= ident {
					of[i] = append(of[i], candidate{j, counts[t.word]})
				}
			}
		}
	}
	for _, c := range of {
		slices.SortFunc(c, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.count, b.count), cmp.Compare(a.place, b.place)) })
	}
	return of
}

// built is the rows that are built alike: as many words, and the same marks between them.
func (m *miner) built() [][]int {
	index := map[uint64]int{}
	var built [][]int
	for i := range m.rows {
		h := uint64(len(m.rows[i].tokens))
		for j, t := range m.rows[i].tokens {
			h += mix(t.glue, j)
		}
		k, ok := index[h]
		if !ok {
			k = len(built)
			index[h] = k
			built = append(built, nil)
		}
		built[k] = append(built[k], i)
	}
	return built
}
