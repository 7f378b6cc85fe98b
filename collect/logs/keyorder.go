package logs

// A program writes the keys of its lines in one order, or in a few. What a key means is therefore looked up once and remembered beside the
// key that it came behind; on later lines it is only compared with what stands there. The answer is that of a look-up, whatever the order.
// JSON and logfmt are read so.

const (
	// maxKeys is how many keys of a file are remembered. Records of Kubernetes, CloudTrail and ECS have some 60; more are data that stand in
	// keys, and are looked up each time.
	maxKeys = 256
	// maxOrder is how often it is learnt what follows a key. Where the order never settles, learning costs more than looking up.
	maxOrder = 4096
	// maxKey is the longest path that is looked up. The longest that roleOf and nests know has 40 bytes.
	maxKey = 64
)

// lineKey is a key that was seen at one place: `"level":` among the keys of the object under a parent, or `level=`.
type lineKey struct {
	spelt  string    // with its quotes, and the colon or the equals sign
	start  [2]uint64 // its first 16 bytes, as words
	mask   [2]uint64 // the bytes of start that it has
	parent *lineKey
	odd    bool // it is not remembered: spelt with escapes, or one too many
	meaning
	next  [2]*lineKey // what came behind it, the last first
	first [2]*lineKey // what came first in an object under it, the last first
}

// meaning is what roleOf, keyOf and nests say of a path.
type meaning struct {
	role  role
	rank  uint8
	unit  timeKey
	nests bool
}

func meaningOf(path []byte) (m meaning) {
	m.role, m.rank = roleOf(path)
	m.unit, m.nests = keyOf(path), nests(path)
	return m
}

// at says whether the key stands at b[i].
func (k *lineKey) at(b []byte, i int) bool {
	if i >= 0 && i < len(b)-15 && len(k.spelt) <= 16 {
		return (load(b, i)^k.start[0])&k.mask[0]|(load(b, i+8)^k.start[1])&k.mask[1] == 0
	}
	return len(b)-i >= len(k.spelt) && string(b[i:i+len(k.spelt)]) == k.spelt
}

// keyOrder is the keys of a file.
type keyOrder struct {
	keys   []*lineKey
	learnt int
}

// learn remembers that spelt, with a meaning under a parent, stands where link is. It returns nil if that is too much.
func (o *keyOrder) learn(link *[2]*lineKey, spelt []byte, parent *lineKey, m meaning) *lineKey {
	if o.learnt == maxOrder {
		return nil
	}
	o.learnt++
	k := o.key(spelt, parent, m)
	if k != nil {
		link[0], link[1] = k, link[0]
	}
	return k
}

func (o *keyOrder) key(spelt []byte, parent *lineKey, m meaning) *lineKey {
	for _, k := range o.keys {
		if k.parent == parent && k.spelt == string(spelt) {
			return k
		}
	}
	if len(o.keys) == maxKeys || len(spelt) > maxKey {
		return nil
	}
	k := &lineKey{spelt: string(spelt), parent: parent, meaning: m}
	for i := range spelt[:min(len(spelt), 16)] {
		k.mask[i/8] |= 0xff << (i % 8 * 8)
	}
	var start [16]byte
	copy(start[:], spelt)
	k.start = [2]uint64{load(start[:], 0), load(start[:], 8)}
	o.keys = append(o.keys, k)
	return k
}
