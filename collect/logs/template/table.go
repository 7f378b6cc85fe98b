package template

// table counts keys. It is cleared in no time, so that a column of words after the other can be counted.
type table struct {
	entries []entry
	shift   int
	round   uint32
}

type entry struct {
	key   uint64
	count uint32
	round uint32
}

// reset empties the table, and makes room for n keys.
func (t *table) reset(n int) {
	size, shift := 16, 60
	for size < 2*n {
		size, shift = size*2, shift-1
	}
	t.round++
	if size > len(t.entries) || t.round == 0 {
		*t = table{entries: make([]entry, size), round: 1}
	}
	for t.shift = 64; 1<<(64-t.shift) < len(t.entries); t.shift-- {
	}
}

// at is the entry of a key.
func (t *table) at(key uint64) *entry {
	mask := len(t.entries) - 1
	for i := int(key * 0x9E3779B97F4A7C15 >> t.shift); ; i = (i + 1) & mask {
		e := &t.entries[i]
		if e.round != t.round {
			*e = entry{key: key, round: t.round}
			return e
		}
		if e.key == key {
			return e
		}
	}
}
