package template

import "slices"

const (
	// maxSeveral is how many places of a row may turn out to vary at once.
	maxSeveral = 4
	// fewConstants is how many constant words a row must keep for that: "the", "of" and the like among them.
	fewConstants = 2
)

// candidate is a place of a row whose word may vary, and in how many rows that are built alike the word stands there.
type candidate struct{ place, count int32 }

// rarest is the candidates of a row with the rarest words, the rarest first.
type rarest struct {
	of [maxSeveral]candidate
	n  int
}

func (r *rarest) add(c candidate) {
	i := r.n
	for i > 0 && r.of[i-1].count > c.count {
		i--
	}
	if i == maxSeveral {
		return
	}
	r.n = min(r.n+1, maxSeveral)
	copy(r.of[i+1:r.n], r.of[i:])
	r.of[i] = c
}

// several masks words where two places or more vary at once, so that no two rows are else alike: "alice lent the saw to bob". The words of a statement
// stand in all its rows, names in some; so of each row the rarest words are taken away, and where what is left is the same in enough rows, and
// in each place enough different words were taken, these places vary.
func (m *miner) several() bool {
	candidates := m.candidates()
	for n := 2; n <= maxSeveral; n++ {
		m.found = m.found[:0]
		m.table.reset(len(m.rows))
		for i := range m.rows {
			if c := &candidates[i]; c.n >= n && m.rows[i].constants()-n >= fewConstants {
				a := at{row: i, context: m.rows[i].withoutAll(c.of[:n])}
				m.table.at(a.context).count++
				m.found = append(m.found, a)
			}
		}
		m.found = slices.DeleteFunc(m.found, func(a at) bool { return m.table.at(a.context).count < introducedVariants })
		changed := false
		for group := range m.groups() {
			places := candidates[group[0].row].of[:n]
			if !m.vary(group, places) {
				continue
			}
			for _, a := range group {
				for _, c := range places {
					m.rows[a.row].mask(int(c.place))
				}
			}
			changed = true
		}
		if changed {
			m.merge()
			return true
		}
	}
	return false
}

// withoutAll is the hash of a row but for some of its places.
func (r *row) withoutAll(places []candidate) uint64 {
	h := r.hash
	for _, c := range places {
		h -= mix(r.tokens[c.place].word, 2*int(c.place)+1)
	}
	return h
}

// vary says whether enough different words stand in each of the places.
func (m *miner) vary(group []at, places []candidate) bool {
	first := group[0].row
	constants := m.rows[first].constants() - len(places)
	for _, c := range places {
		enough := m.enough(first, int(c.place), constants)
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

// candidates is the rarest words of each row.
func (m *miner) candidates() []rarest {
	of := make([]rarest, len(m.rows))
	for _, rows := range m.built() {
		if len(rows) < introducedVariants {
			continue
		}
		for j := range m.rows[rows[0]].tokens {
			m.table.reset(len(rows))
			for _, i := range rows {
				m.table.at(uint64(m.rows[i].tokens[j].word)).count++
			}
			for _, i := range rows {
				if t := m.rows[i].tokens[j]; t.free() {
					of[i].add(candidate{int32(j), int32(m.table.at(uint64(t.word)).count)}) //nolint:gosec // at most the number of rows
				}
			}
		}
	}
	return of
}
