package template

import "slices"

const (
	// slotVariants is how many variants of the values of keys and of quoted names make all of them variable. Fewer are kept apart: they are modes, not
	// data. Of 4 to 6, 4 groups labelled logs best.
	slotVariants = 4
	// plainVariants and identVariants are how many different words make a place variable.
	plainVariants = 5
	bareVariants  = 10
	richContext   = 4
	identVariants = 3
	// introducedVariants is how many make a place variable that a preposition and a noun announce as a name's: "for user alice".
	introducedVariants = 3
)

// at names a word of a row.
type at struct {
	row     int
	context uint64 // the hash of all else in the row
	word    uint32
}

// slots masks values of keys and quoted names where there are many variants of them in messages that are else alike.
func (m *miner) slots() bool {
	var all []at
	for i := range m.rows {
		r := &m.rows[i]
		h, any := uint64(len(r.tokens)), false
		for j, t := range r.tokens {
			w := t.word
			if t.slot() && t.kind() <= ident {
				w, any = 0, true
			}
			if t.kind() == wild {
				w = 0
			}
			h += mix(t.glue, 2*j) + mix(w, 2*j+1)
		}
		if any {
			all = append(all, at{row: i, context: h})
		}
	}
	changed := false
	for group := range groups(all) {
		if len(group) < slotVariants {
			continue
		}
		first := m.rows[group[0].row].tokens
		for j := range first {
			if !slices.ContainsFunc(group, func(a at) bool { return m.rows[a.row].tokens[j].word != first[j].word }) {
				continue
			}
			for _, a := range group {
				m.rows[a.row].tokens[j].word = wildWord
			}
			changed = true
		}
	}
	if changed {
		m.merge()
	}
	return changed
}

// places masks words in places where many different ones stand in messages that are else alike.
func (m *miner) places() bool {
	byLen := map[int][]int{}
	for i, r := range m.rows {
		byLen[len(r.tokens)] = append(byLen[len(r.tokens)], i)
	}
	var masks []at // row and, in word, place
	for n, rows := range byLen {
		if len(rows) == 1 {
			continue
		}
		sums := make([]uint64, len(rows))
		for i, r := range rows {
			sums[i] = m.rows[r].sum()
		}
		var all []at
		for j := range n {
			all = all[:0]
			for i, r := range rows {
				t := m.rows[r].tokens[j]
				if k := t.kind(); k == plain || k == ident || k == wild {
					all = append(all, at{r, sums[i] - mix(t.word, 2*j+1), t.word})
				}
			}
			for group := range groups(all) {
				if !m.varies(group, j) {
					continue
				}
				for _, a := range group {
					if a.word != wildWord {
						masks = append(masks, at{row: a.row, word: uint32(j)})
					}
				}
			}
		}
	}
	for _, a := range masks {
		m.rows[a.row].tokens[a.word].word = wildWord
	}
	if len(masks) > 0 {
		m.merge()
	}
	return len(masks) > 0
}

// varies says whether a place is variable whose words differ in rows that are else alike.
func (m *miner) varies(group []at, place int) bool {
	constants := m.constants(group[0].row, place)
	if len(group) < 2 || constants == 0 {
		return false
	}
	var plains, idents, masked, literal int
	for _, a := range group {
		switch kind(a.word & (slotBit - 1)) {
		case wild:
			masked = m.rows[a.row].count
			continue
		case ident:
			idents++
		default:
			plains++
		}
		literal += m.rows[a.row].count
	}
	if plains+idents >= introducedVariants && m.introduced(group[0].row, place) {
		return true
	}
	enough := plainVariants
	if constants < richContext {
		enough = bareVariants
	}
	return plains+idents >= enough || idents >= identVariants || masked > 0 && plains == 0 || masked >= rare*literal
}

// introduced says whether the word at a place is the name of what the two words before it announce: "for user", "on host".
func (m *miner) introduced(row, place int) bool {
	tokens := m.rows[row].tokens
	if place < 2 || tokens[place].glue != hash(" ") || tokens[place-1].glue != hash(" ") {
		return false
	}
	return m.names.prepositions[tokens[place-2].word] && m.names.nouns[tokens[place-1].word]
}

// constants is how many constant words a row has beside the one at a place.
func (m *miner) constants(row, place int) (n int) {
	tokens := m.rows[row].tokens
	for j, t := range tokens[:len(tokens)-1] {
		if j != place && t.kind() != wild {
			n++
		}
	}
	return n
}

// groups yields those that have the same context.
func groups(all []at) func(yield func([]at) bool) {
	slices.SortFunc(all, func(a, b at) int {
		switch {
		case a.context < b.context:
			return -1
		case a.context > b.context:
			return 1
		}
		return a.row - b.row
	})
	return func(yield func([]at) bool) {
		for from := 0; from < len(all); {
			to := from + 1
			for to < len(all) && all[to].context == all[from].context {
				to++
			}
			if !yield(all[from:to]) {
				return
			}
			from = to
		}
	}
}
