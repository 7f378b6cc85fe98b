package template

import (
	"cmp"
	"slices"
)

const (
	// slotVariants is how many variants of the values of keys and of quoted names make all of them variable. Fewer are kept apart: they are modes, not
	// data. Of 4 to 6, 4 groups labelled logs best.
	slotVariants = 4
	// stateVariants is how many variants of what is true or false in a row are kept apart: of more than two conditions nobody tells the cases.
	stateVariants = 5
	// plainVariants is how many different words make a place variable in a row that has richContext other words which do not vary; in a shorter one
	// it takes bareVariants, since short statements differ in one word by chance ("cupboard opened", "window opened"). identVariants is how many names
	// do that are made up of parts, but for a sentence's first word and beside one other word, where it takes plainVariants of them.
	plainVariants = 5
	richContext   = 3
	bareVariants  = 10
	identVariants = 3
	// introducedVariants is how many it takes behind a preposition and a noun ("for user alice"), framedVariants behind one of them and before another
	// preposition ("for alice from", "user alice from"): grammar says that a name stands there.
	introducedVariants = 3
	framedVariants     = 4
	// maskedVariants is how many it takes where words with digits were seen as well: the place is known to vary. Two, not three, since it grouped the
	// messages of ten thousand statements from the sources of Go programs better, and made hardly any two of them one.
	maskedVariants = 2
	// rare is how many times as many lines a mask must have as the literals that join it.
	rare = 5
)

// at names a word of a row, or a row.
type at struct {
	row     int
	context uint64 // the hash of all else in the row
	word    uint32
}

// slots masks values of keys and quoted names where there are many variants of them in messages that are else alike, and likewise what is true or
// false.
func (m *miner) slots() bool {
	slots := m.together(func(t token) bool { return t.slot() && t.free() }, slotVariants)
	states := m.together(func(t token) bool { return t.kind() == state }, stateVariants)
	return slots || states
}

// together masks the words of a sort if there are many variants of all of them together.
func (m *miner) together(is func(token) bool, variants int) bool {
	m.found = m.found[:0]
	for i := range m.rows {
		r := &m.rows[i]
		h, some := r.hash, false
		for j, t := range r.tokens {
			if is(t) {
				h, some = h-mix(t.word, 2*j+1)+mix(wildWord, 2*j+1), true
			}
		}
		if some {
			m.found = append(m.found, at{row: i, context: h})
		}
	}
	changed := false
	for group := range m.groups() {
		if len(group) < variants {
			continue
		}
		first := m.rows[group[0].row].tokens
		for j := range first {
			if !slices.ContainsFunc(group, func(a at) bool { return m.rows[a.row].tokens[j].word != first[j].word }) {
				continue
			}
			for _, a := range group {
				m.rows[a.row].mask(j)
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
	var masks []at // row and, in word, place
	for _, rows := range m.built() {
		if len(rows) == 1 {
			continue
		}
		for j := range len(m.rows[rows[0]].tokens) - 1 {
			m.contexts(rows, j)
			for group := range m.groups() {
				if !m.varies(group, j) {
					continue
				}
				for _, a := range group {
					if a.word != wildWord {
						masks = append(masks, at{row: a.row, word: uint32(j)}) //nolint:gosec // a place
					}
				}
			}
		}
	}
	for _, a := range masks {
		m.rows[a.row].mask(int(a.word))
	}
	if len(masks) > 0 {
		m.merge()
	}
	return len(masks) > 0
}

// contexts finds the rows that share with another all but the word at a place.
func (m *miner) contexts(rows []int, place int) {
	m.found = m.found[:0]
	m.table.reset(len(rows))
	for _, i := range rows {
		if t := m.rows[i].tokens[place]; t.free() || t.kind() == wild {
			a := at{i, m.rows[i].without(place), t.word}
			m.table.at(a.context).count++
			m.found = append(m.found, a)
		}
	}
	m.found = slices.DeleteFunc(m.found, func(a at) bool { return m.table.at(a.context).count < 2 })
}

// varies says whether a place is variable whose words differ in rows that are else alike.
func (m *miner) varies(group []at, place int) bool {
	constants := m.rows[group[0].row].constants()
	if m.rows[group[0].row].tokens[place].kind() != wild {
		constants--
	}
	if constants == 0 {
		return false
	}
	var plains, idents, masked, literal int
	for _, a := range group {
		r := &m.rows[a.row]
		switch r.tokens[place].kind() {
		case wild:
			if r.learnt.has(place) {
				return len(group) > 1
			}
			masked = r.count
			continue
		case ident:
			idents++
		default:
			plains++
		}
		literal += r.count
	}
	if masked > 0 && (plains == 0 || masked >= rare*literal) {
		return literal > 0
	}
	if masked > 0 && (constants >= fewConstants && plains+idents >= maskedVariants || plains+idents >= plainVariants) {
		return true
	}
	if place == 0 || constants == 1 {
		return idents >= plainVariants || plains+idents >= m.enough(group[0].row, place, constants)
	}
	return idents >= identVariants || plains+idents >= m.enough(group[0].row, place, constants)
}

// enough is how many different words make a place of a row variable, by what stands around it.
func (m *miner) enough(row, place, constants int) int {
	tokens := m.rows[row].tokens
	before := func(n int, of map[uint32]bool) bool {
		return place >= n && of[tokens[place-n].word] && tokens[place-n+1].glue == blankGlue
	}
	noun, preposition := before(1, m.names.nouns), before(1, m.names.prepositions)
	behind := m.names.prepositions[tokens[place+1].word] && tokens[place+1].glue == blankGlue
	switch {
	case noun && before(2, m.names.prepositions):
		return introducedVariants
	case (noun || preposition) && behind:
		return framedVariants
	case constants >= richContext:
		return plainVariants
	}
	return bareVariants
}

// groups yields those found that have the same context, and are several.
func (m *miner) groups() func(yield func([]at) bool) {
	all := m.found
	slices.SortFunc(all, func(a, b at) int { return cmp.Or(cmp.Compare(a.context, b.context), cmp.Compare(a.row, b.row)) })
	return func(yield func([]at) bool) {
		for from := 0; from < len(all); {
			to := from + 1
			for to < len(all) && all[to].context == all[from].context {
				to++
			}
			if to > from+1 && !yield(all[from:to]) {
				return
			}
			from = to
		}
	}
}
