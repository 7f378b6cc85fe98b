package logs

// levelMemo remembers which levels the words mean that stood in a level's place: a log has a handful of them. Words of up to eight bytes are
// remembered whole, so that one comparison verifies them; longer ones are looked up each time.
type levelMemo struct {
	words  [16]uint64
	levels [16]level
}

// of is levelValue(b[from:to]).
func (m *levelMemo) of(b []byte, from, to int) level {
	n := to - from
	if n < 1 || n > 8 || b[to-1] == 0 { // the zeros behind a word's end must not be the word's own
		return levelValue(b[from:to])
	}
	var w uint64
	if from >= 0 && from < len(b)-7 {
		w = load(b, from) & (1<<(8*uint(n)) - 1)
	} else {
		w = lastWord(b[:to], from)
	}
	i := w * 0x9e3779b97f4a7c15 >> 60 // 2^64 over the golden ratio spreads words over the places (Knuth, 6.4)
	if m.words[i] != w {
		m.words[i], m.levels[i] = w, levelValue(b[from:to])
	}
	return m.levels[i]
}
