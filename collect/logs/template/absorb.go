package template

import "strings"

// maxAbsorbed is how many places of a row are tried: a page of "a:1,a:1" has a hundred.
const maxAbsorbed = 4

// absorb joins a row with a word that stands directly at a mask ("alpha:<*>") to the row that has the mask alone there, if that is the rule and the word
// the exception: a name without a dot among names with one.
func (m *miner) absorb() bool {
	tight := map[uint32]bool{}
	for _, c := range strings.Split(joints, "") {
		tight[hash(c)] = c != " "
	}
	var index map[uint64]int
	changed := false
	for i := range m.rows {
		r := &m.rows[i]
		tried := 0
		for j := 0; j+1 < len(r.tokens) && tried < maxAbsorbed; j++ {
			if !r.tokens[j].free() || r.tokens[j+1].kind() != wild || !tight[r.tokens[j+1].glue] {
				continue
			}
			if index == nil {
				index = m.index()
			}
			tried++
			if k, ok := index[r.absorbed(j)]; ok && m.rows[k].count >= rare*r.count && m.rows[k].constants() > 0 {
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

// absorbed is the hash of a row without the word at a place, whose glue goes to the next.
func (r *row) absorbed(place int) uint64 {
	h := uint64(len(r.tokens) - 1)
	for j, t := range r.tokens {
		switch {
		case j < place:
			h += mix(t.glue, 2*j) + mix(t.word, 2*j+1)
		case j == place:
			h += mix(t.glue, 2*j)
		case j == place+1:
			h += mix(t.word, 2*place+1)
		default:
			h += mix(t.glue, 2*j-2) + mix(t.word, 2*j-1)
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
