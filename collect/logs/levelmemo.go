package logs

// levelMemo remembers which levels the words mean that stood in a level's place: a log has a handful of them. Words of up to eight bytes are
// remembered whole, so that one comparison verifies them; longer ones are looked up each time.
type levelMemo struct {
	words  [16]uint64
	levels [16]level
}

// of is levelValue(s).
func (m *levelMemo) of(s []byte) level {
	if len(s) == 0 || len(s) > 8 || s[len(s)-1] == 0 { // the zeros behind a word's end must not be the word's own
		return levelValue(s)
	}
	w := word(s, 0)
	i := w * 0x9e3779b97f4a7c15 >> 60 // 2^64 over the golden ratio spreads words over the places (Knuth, 6.4)
	if m.words[i] != w {
		m.words[i], m.levels[i] = w, levelValue(s)
	}
	return m.levels[i]
}
