package template

import (
	"slices"
	"strings"
)

// token is a word by its hashes, so that fifty thousand messages of a hundred words take little room. The last bits of word are its kind.
type token struct{ glue, word uint32 }

const (
	kindBits = 4
	slotBit  = 1 << (kindBits - 1)
	wildWord = uint32(wild)
)

func (t token) kind() kind { return kind(t.word & (slotBit - 1)) }

func (t token) slot() bool { return t.word&slotBit != 0 }

// A row is all messages that are alike as far as is known.
type row struct {
	text   string // the least of its messages
	tokens []token
	count  int // lines
}

// miner holds the rows, which become fewer.
type miner struct {
	rows []row
	of   []int // the row of each line

	names announced
}

// read splits messages into words, and makes a row of those that are alike.
func read(lines []Line) *miner {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(lines[a].Text, lines[b].Text) })
	m := &miner{of: make([]int, len(lines)), names: announce()}
	var s splitter
	for _, i := range order {
		words := s.split(lines[i].Text)
		r := row{text: lines[i].Text, tokens: make([]token, 0, len(words)+1), count: max(lines[i].Count, 1)}
		for _, w := range words {
			r.tokens = append(r.tokens, pack(w))
		}
		r.tokens = append(r.tokens, token{glue: hash(s.tail), word: uint32(fixed)})
		m.of[i] = len(m.rows)
		m.rows = append(m.rows, r)
	}
	m.merge()
	return m
}

func pack(w word) token {
	t := token{glue: hash(w.glue), word: wildWord}
	if w.kind == wild {
		return t
	}
	t.word = hash(w.text)<<kindBits | uint32(w.kind)
	if w.slot {
		t.word |= slotBit
	}
	return t
}

// hash is FNV-1a (draft-eastlake-fnv, section 5), 32 bit.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>15
}

// mix is the finalizer of splitmix64 (Steele, Lea and Flood 2014): it makes a hash of a word and of where it stands.
func mix(word uint32, place int) uint64 {
	h := uint64(word) + uint64(place+1)*0x9E3779B97F4A7C15 //nolint:gosec // places are few
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>27) * 0x94D049BB133111EB
	return h ^ h>>31
}

// sum is the hash of a row's words and marks. It is a sum over places, so that the hash of the same row with another word somewhere takes one step.
func (r *row) sum() uint64 {
	h := uint64(len(r.tokens))
	for i, t := range r.tokens {
		h += mix(t.glue, 2*i) + mix(t.word, 2*i+1)
	}
	return h
}

// merge makes one row of those that have become alike. It keeps the order of the rows.
func (m *miner) merge() {
	index := make(map[uint64]int, len(m.rows))
	became := make([]int, len(m.rows))
	kept := m.rows[:0]
	for i := range m.rows {
		r := m.rows[i]
		h := r.sum()
		j, ok := index[h]
		if ok && slices.Equal(kept[j].tokens, r.tokens) {
			kept[j].count += r.count
			became[i] = j
			continue
		}
		index[h] = len(kept)
		became[i] = len(kept)
		kept = append(kept, r)
	}
	clear(m.rows[len(kept):])
	m.rows = kept
	for i, r := range m.of {
		m.of[i] = became[r]
	}
}

// texts is the template of each row.
func (m *miner) texts() []string {
	texts := make([]string, len(m.rows))
	var s splitter
	for i, r := range m.rows {
		words := s.split(r.text)
		for j := range words {
			if r.tokens[j].kind() == wild {
				words[j].kind = wild
			}
		}
		s.collapse()
		texts[i] = s.String()
	}
	return texts
}
