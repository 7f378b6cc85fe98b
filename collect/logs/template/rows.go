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

// free says whether a word may turn out to vary.
func (t token) free() bool { return t.kind() <= ident }

// A row is all messages that are alike as far as is known. Its last token is what stands behind the last word.
type row struct {
	text   string // the least of its messages
	tokens []token
	hash   uint64 // of the tokens: a sum over places, so that the hash with another word in one of them takes one step
	count  int    // lines
	learnt places
}

// places is a set of places of a row: those at which different words were seen, as opposed to words of a form that always varies.
type places [(maxWords + 2 + 63) / 64]uint64

func (p *places) add(place int) { p[place/64] |= 1 << (place % 64) }

func (p *places) has(place int) bool { return p[place/64]&(1<<(place%64)) != 0 }

func (p *places) join(others places) {
	for i, w := range others {
		p[i] |= w
	}
}

// mask makes a place of a row variable.
func (r *row) mask(place int) {
	r.hash = r.with(place, wildWord)
	r.tokens[place].word = wildWord
	r.learnt.add(place)
}

// become makes a row the same as another.
func (r *row) become(other *row) {
	r.text, r.tokens, r.hash, r.learnt = other.text, slices.Clone(other.tokens), other.hash, other.learnt
}

// with is the hash of a row with another word at a place, without of one with none.
func (r *row) with(place int, word uint32) uint64 { return r.without(place) + mix(word, 2*place+1) }

func (r *row) without(place int) uint64 { return r.hash - mix(r.tokens[place].word, 2*place+1) }

// constants is how many constant words a row has.
func (r *row) constants() (n int) {
	for _, t := range r.tokens[:len(r.tokens)-1] {
		if t.kind() != wild {
			n++
		}
	}
	return n
}

func hashOf(tokens []token) uint64 {
	h := uint64(len(tokens))
	for i, t := range tokens {
		h += mix(t.glue, 2*i) + mix(t.word, 2*i+1)
	}
	return h
}

// miner holds the rows, which become fewer.
type miner struct {
	rows   []row
	of     []int // the row of each line
	names  announced
	joints map[uint32]bool // glue that joins masks, if it is one mark
	found  []at            // reused
	table  table
}

// read splits messages into words, and makes a row of those that are alike.
func read(lines []Line) *miner {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(lines[a].Text, lines[b].Text) })
	m := &miner{of: make([]int, len(lines)), names: announce(), joints: map[uint32]bool{}}
	for c := range strings.SplitSeq(joints, "") {
		m.joints[hash(c)] = true
	}
	var s splitter
	for _, i := range order {
		r := row{text: lines[i].Text, tokens: pack(&s, lines[i].Text), count: max(lines[i].Count, 1)}
		r.hash = hashOf(r.tokens)
		m.of[i] = len(m.rows)
		m.rows = append(m.rows, r)
	}
	m.merge()
	return m
}

func pack(s *splitter, text string) []token {
	words := s.split(text)
	tokens := make([]token, 0, len(words)+1)
	for j, w := range words {
		if j > 0 && w.glue == " " && len(w.text) > 3 && (words[j-1].kind == wild || words[j-1].kind <= ident) {
			w.text = strings.TrimSuffix(w.text, "s") // "1 file", "2 files"; what is no mask yet may become one
		}
		tokens = append(tokens, token{glue: hash(w.glue), word: w.pack()})
	}
	return append(tokens, token{glue: hash(s.tail), word: uint32(fixed)})
}

func (w word) pack() uint32 {
	if w.kind == wild {
		return wildWord
	}
	packed := hash(w.text)<<kindBits | uint32(w.kind)
	if w.slot {
		packed |= slotBit
	}
	return packed
}

// hash is FNV-1a (draft-eastlake-fnv, section 5), 32 bit.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>15
}

var blankGlue = hash(" ")

// mix is the finalizer of splitmix64 (Steele, Lea and Flood 2014): it makes a hash of a word and of where it stands.
func mix(word uint32, place int) uint64 {
	h := uint64(word) + uint64(place+1)*0x9E3779B97F4A7C15 //nolint:gosec // places are few
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>27) * 0x94D049BB133111EB
	return h ^ h>>31
}

// merge makes one row of those that have become alike. It keeps the order of the rows.
func (m *miner) merge() {
	index := make(map[uint64]int, len(m.rows))
	became := make([]int, len(m.rows))
	kept := m.rows[:0]
	for i := range m.rows {
		r := m.rows[i]
		j, ok := index[r.hash]
		if ok && slices.Equal(kept[j].tokens, r.tokens) {
			kept[j].count += r.count
			kept[j].learnt.join(r.learnt)
			became[i] = j
			continue
		}
		index[r.hash] = len(kept)
		became[i] = len(kept)
		kept = append(kept, r)
	}
	clear(m.rows[len(kept):])
	m.rows = kept
	for i, r := range m.of {
		m.of[i] = became[r]
	}
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
