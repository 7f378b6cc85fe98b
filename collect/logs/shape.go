package logs

// maxShape is how much of a message its shape is taken of; what follows is a dump of data.
const maxShape = 2 << 10

// The constants of FNV-1a (draft-eastlake-fnv, section 5), 64 bit.
const (
	fnvBasis = 14695981039346656037
	fnvPrime = 1099511628211
)

// shapeOf is a hash of a message's shape: of what event.Shape makes of it, without making it. Words that hold digits count as one and the
// same, and so does what follows "=" or ":" within a word. It allocates nothing.
func shapeOf(message []byte) uint64 {
	message = message[:min(len(message), maxShape)]
	h := uint64(fnvBasis)
	for i := 0; i < len(message); {
		if space(message[i]) {
			i++
			continue
		}
		var n int
		var w uint64
		w, n = wordShape(message[i:])
		i += n
		h = (h ^ w) * fnvPrime
		h ^= h >> 29 // without this, the product's high bits never reach its low ones
	}
	return h
}

// masked is the hash of a word that holds a digit.
const masked = '#' * fnvPrime

// wordShape hashes the word at the beginning of b, and says how long it is.
func wordShape(b []byte) (w uint64, n int) {
	w = fnvBasis
	digit := false
	key := b[0] != '=' && b[0] != ':' // what follows a sign at the very beginning is no value
	for n < len(b) {
		c := b[n]
		if space(c) {
			break
		}
		if (c == '=' || c == ':') && key && n+1 < len(b) && !space(b[n+1]) {
			if digit {
				w = masked
			}
			for n < len(b) && !space(b[n]) {
				n++
			}
			return (w^uint64(c))*fnvPrime ^ masked, n
		}
		digit = digit || c-'0' <= 9
		w = (w ^ uint64(c)) * fnvPrime
		n++
	}
	if digit {
		return masked, n
	}
	return w, n
}

// space says whether a byte parts words, as strings.Fields has it for ASCII.
func space(c byte) bool { return c == ' ' || c-'\t' <= '\r'-'\t' }
