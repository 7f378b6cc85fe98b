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
// stand in all its rows, names in some; so of each row the rarest words are masked, one, two and so on, and where the outcome is the same for
// enough rows, and in each place enough different words were masked, these places vary.
func (m *miner) several() bool {
	candidates := m.candidates()
	m.found = m.found[:0]
	m.table.reset((maxSeveral + 1) * len(m.rows))
	for i := range m.rows {
		r := &m.rows[i]
		h, c := r.hash, &candidates[i]
		for n := 0; ; n++ {
			m.table.at(h).count++
			m.found = append(m.found, at{row: i, context: h, word: uint32(n)})
			if n == c.n || r.constants()-n <= fewConstants {
				break
			}
			place := int(c.of[n].place)
			h += mix(wildWord, 2*place+1) - mix(r.tokens[place].word, 2*place+1)
		}
	}
	m.found = slices.DeleteFunc(m.found, func(a at) bool { return m.table.at(a.context).count < introducedVariants })
	var statements [][]at
	for group := range m.groups() {
		if m.vary(group, candidates) {
			statements = append(statements, group)
		}
	}
	slices.SortStableFunc(statements, func(a, b []at) int { return cmp.Compare(mostMasked(a), mostMasked(b)) }) // what masks the least comes first
	masked := make([]bool, len(m.rows))
	for _, group := range statements {
		group = slices.DeleteFunc(slices.Clone(group), func(a at) bool { return masked[a.row] })
		if !m.vary(group, candidates) {
			continue
		}
		for _, a := range group {
			masked[a.row] = true
			for _, c := range candidates[a.row].of[:a.word] {
				m.rows[a.row].mask(int(c.place))
			}
		}
	}
	if len(statements) > 0 {
		m.merge()
	}
	return len(statements) > 0
}

// mostMasked is how many words were masked in one of the rows of a group.
func mostMasked(group []at) (n uint32) {
	for _, a := range group {
		n = max(n, a.word)
	}
	return n
}

// vary says whether enough different words were masked in each of the places of a group, and several in some row.
func (m *miner) vary(group []at, candidates []rarest) bool {
	if mostMasked(group) < 2 {
		return false
	}
	words := map[int32]map[uint32]bool{}
	for _, a := range group {
		places := candidates[a.row].of[:a.word]
		for _, c := range places {
			if words[c.place] == nil {
				words[c.place] = map[uint32]bool{}
			}
			words[c.place][m.rows[a.row].tokens[c.place].word] = true
			if m.adjoins(a.row, c, places) {
				return false
			}
		}
	}
	first := group[0]
	constants := m.rows[first.row].constants() - int(first.word)
	for place, distinct := range words {
		enough := m.enough(first.row, int(place), constants)
		if m.seenMasked(group, int(place)) {
			enough = min(enough, maskedVariants)
		}
		if len(distinct) < enough {
			return false
		}
	}
	return true
}

// seenMasked says whether a row of a group has a mask at a place.
func (m *miner) seenMasked(group []at, place int) bool {
	return slices.ContainsFunc(group, func(a at) bool { return m.rows[a.row].tokens[place].word == wildWord })
}

// adjoins says whether another of the places is the next one: two nouns in a row are what a statement is about ("log file", "trace reader").
func (m *miner) adjoins(row int, c candidate, places []candidate) bool {
	return m.rows[row].tokens[c.place+1].glue == blankGlue && slices.ContainsFunc(places, func(o candidate) bool { return o.place == c.place+1 })
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
