package template

// maxAbsorbed is how many places of a row are tried: a page of "a:1,a:1" has a hundred.
const maxAbsorbed = 4

// absorb joins a row with a word that stands directly at a mask ("alpha:<*>", "<*>:all") to the row that has the mask alone there, if that is the rule
// and the word the exception: a name without a dot among names with one, a value with an appendix.
func (m *miner) absorb() bool {
	var index map[uint64]int
	changed := false
	for i := range m.rows {
		r := &m.rows[i]
		tried := 0
		for j := 0; j+1 < len(r.tokens) && tried < maxAbsorbed; j++ {
			from, to := m.swallowed(r, j)
			if from == to {
				continue
			}
			if index == nil {
				index = m.index()
			}
			tried++
			if k, ok := index[r.cut(from, to)]; ok && m.rows[k].count >= rare*r.count && m.rows[k].constants() > 0 {
				r.become(&m.rows[k])
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

// swallowed is the words that the mask beside the word at a place would swallow with it: the word itself, and a mask behind it if there is one
// on both sides. They are none if the word stands at no mask.
func (m *miner) swallowed(r *row, place int) (from, to int) {
	tokens := r.tokens
	joined := func(i int) bool { return tokens[i].kind() == wild && m.joints[tokens[i].glue] }
	switch {
	case !tokens[place].free():
	case place > 0 && tokens[place-1].kind() == wild && m.joints[tokens[place].glue] && tokens[place].glue != blankGlue:
		if joined(place + 1) {
			return place, place + 2
		}
		return place, place + 1
	case joined(place+1) && tokens[place+1].glue != blankGlue:
		return place, place + 1
	}
	return 0, 0
}

// cut is the hash of a row without some of its words. If a mask follows, it stands where the first of them stood.
func (r *row) cut(from, to int) uint64 {
	n := to - from
	h := uint64(len(r.tokens) - n) //nolint:gosec // not negative
	for j, t := range r.tokens {
		switch {
		case j < from:
			h += mix(t.glue, 2*j) + mix(t.word, 2*j+1)
		case j >= to:
			glue := t.glue
			if j == to && t.kind() == wild {
				glue = r.tokens[from].glue
			}
			h += mix(glue, 2*(j-n)) + mix(t.word, 2*(j-n)+1)
		}
	}
	return h
}

// index is the rows by their hash.
func (m *miner) index() map[uint64]int {
	index := make(map[uint64]int, len(m.rows))
	for i := range m.rows {
		index[m.rows[i].hash] = i
	}
	return index
}
