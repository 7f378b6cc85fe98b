package template

import "math/bits"

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
	size := 1 << bits.Len(uint(max(2*n, 16)))
	t.round++
	if size > len(t.entries) || t.round == 0 {
		*t = table{entries: make([]entry, size), shift: 65 - bits.Len(uint(size)), round: 1}
	}
}

// at is the entry of a key.
func (t *table) at(key uint64) *entry {
	mask := len(t.entries) - 1
	for i := int(key * 0x9E3779B97F4A7C15 >> t.shift); ; i = (i + 1) & mask { //nolint:gosec // less than the number of entries
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
