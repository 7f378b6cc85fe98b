package logs

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// ticks reads a stamp that differs from the one before in nothing but its seconds, which is nearly every stamp of a log, without parsing the
// rest of it.
type ticks struct {
	head, tail []byte // what stands before the seconds, and behind their fraction
	digits     int    // of the fraction; 0 for none
	point      byte   // before the fraction
	minute     int64  // the instant of second 0
	scale      int64  // nanoseconds of the last digit
	quick      quick

	layout when.Layout
	known  [64]follower // words that were seen behind the stamp, and are no part of it
	era    uint32       // how often they were forgotten
	tried  []byte
}

// forget forgets the stamp, but not the words.
func (t *ticks) forget() {
	t.head = t.head[:0]
	t.quick = quick{}
}

// set remembers a stamp, with the blanks behind it, and its instant.
func (t *ticks) set(stamp []byte, at int64) {
	t.forget()
	i := seconds(stamp)
	if i < 0 {
		return
	}
	end := i + 2
	t.digits = 0
	if end < len(stamp) && (stamp[end] == '.' || stamp[end] == ',') {
		for t.point = stamp[end]; end+1+t.digits < len(stamp) && stamp[end+1+t.digits]-'0' <= 9; {
			t.digits++
		}
		if t.digits == 0 || t.digits > 9 {
			return
		}
		end += 1 + t.digits
	}
	t.scale = int64(time.Second)
	for range t.digits {
		t.scale /= 10
	}
	of := t.value(stamp, i)
	t.minute = at - of
	if of < 0 || t.minute%int64(time.Minute) != 0 { // not the seconds after all, or a zone with seconds in its offset
		return
	}
	t.head = append(t.head, stamp[:i]...)
	t.tail = append(t.tail[:0], stamp[end:]...)
	t.quick = quickly(t.head, t.tail, len(stamp))
	t.quick.seconds = secondsOf(t.digits, t.point)
}

// quick is a stamp as numbers of eight bytes, which are compared faster than bytes are.
type quick struct {
	first, middle, last uint64 // of what stands before the seconds; they may overlap
	tail, keep          uint64 // what stands behind, and a mask for it
	n                   int    // of the stamp; 0 if it is too short or too long for this
	seconds             secondsForm
}

func quickly(head, tail []byte, n int) quick {
	if len(head) < 8 || len(head) > 24 || len(tail) > 8 {
		return quick{}
	}
	q := quick{n: n, keep: 1<<(8*len(tail)) - 1}
	q.first = binary.LittleEndian.Uint64(head)
	q.middle = binary.LittleEndian.Uint64(head[min(8, len(head)-8):])
	q.last = binary.LittleEndian.Uint64(head[len(head)-8:])
	q.tail, _ = firstEight(tail)
	return q
}

// fits says whether a line, which has eight bytes behind the stamp, begins with the stamp but for its seconds; they stand at line[i:].
func (q *quick) fits(line []byte, i, end int) bool {
	return binary.LittleEndian.Uint64(line[i-8:]) == q.last && binary.LittleEndian.Uint64(line) == q.first &&
		binary.LittleEndian.Uint64(line[min(8, i-8):]) == q.middle && binary.LittleEndian.Uint64(line[end:])&q.keep == q.tail
}

// seconds is where the seconds of a stamp stand: the last pair of digits that two pairs precede, parted by colons.
func seconds(stamp []byte) int {
	for i := len(stamp) - 2; i >= 6; i-- {
		if pair(stamp, i) && stamp[i-1] == ':' && pair(stamp, i-3) && stamp[i-4] == ':' && pair(stamp, i-6) && (i+2 == len(stamp) || stamp[i+2]-'0' > 9) {
			return i
		}
	}
	return -1
}

func pair(b []byte, i int) bool { return b[i]-'0' <= 9 && b[i+1]-'0' <= 9 }

// value is the seconds and their fraction at stamp[i:], in nanoseconds; -1 if they are not of the form that is remembered.
func (t *ticks) value(stamp []byte, i int) int64 {
	if !pair(stamp, i) || stamp[i] > '5' {
		return -1
	}
	of := int64(stamp[i]-'0')*10 + int64(stamp[i+1]-'0')
	if t.digits == 0 {
		return of * t.scale
	}
	if stamp[i+2] != t.point {
		return -1
	}
	for _, c := range stamp[i+3 : i+3+t.digits] {
		if c-'0' > 9 {
			return -1
		}
		of = of*10 + int64(c-'0')
	}
	return of * t.scale
}

// read is the instant of a stamp that is remembered but for its seconds, and how many bytes it takes; n is 0 if line begins with none.
func (t *ticks) read(line []byte) (at int64, n int) {
	i := len(t.head)
	if i == 0 {
		return 0, 0
	}
	end := i + 2
	if t.digits > 0 {
		end += 1 + t.digits
	}
	n = end + len(t.tail)
	if t.quick.n == n && len(line) >= n+8 {
		if !t.quick.fits(line, i, end) {
			return 0, 0
		}
	} else if n > len(line) || string(line[:i]) != string(t.head) || string(line[end:n]) != string(t.tail) {
		return 0, 0
	}
	if !t.ends(line, n) {
		return 0, 0
	}
	of := t.value(line, i)
	if of < 0 {
		return 0, 0
	}
	return t.minute + of, n
}

// ends says whether the stamp ends at line[n:] as surely as the one that is remembered: "14:00:03.25" is no stamp of two digits less, and
// behind "14:00:03 " there may be "PM", "EST" or "-0400".
func (t *ticks) ends(line []byte, n int) bool {
	if n == len(line) {
		return true
	}
	c := line[n]
	if len(t.tail) == 0 {
		return c < ' ' && !blank(c)
	}
	if blank(c) {
		return false
	}
	if blank(line[n-1]) && !zoneBegins(c) {
		return true
	}
	return t.follows(line[n:])
}

// follows says whether b begins with a word that is known to be no part of a stamp before it.
func (t *ticks) follows(b []byte) bool {
	if len(b) >= 8 {
		w := binary.LittleEndian.Uint64(b)
		if end := equal(w, ' ') | equal(w, '\t'); end != 0 {
			n := bits.TrailingZeros64(end) >> 3
			f := follower{a: w & (1<<(8*n&63) - 1), n: n}
			return t.known[f.place()] == f
		}
	}
	f, ok := followerOf(b)
	return ok && t.known[f.place()] == f
}

// zoneBegins says whether a word with this first byte may still belong to the stamp before it: a zone, an offset, am or pm, or a year.
func zoneBegins(c byte) bool {
	return c-'A' <= 'Z'-'A' || c-'0' <= 9 || c == 'a' || c == 'p' || c == '(' || c == '+' || c == '-'
}

// follower is a word that stands behind a stamp, or the first sixteen bytes of it, since no zone is longer, but those with a slash.
type follower struct {
	a, b uint64
	n    int // of the word, but at most 17
}

// followerOf is the word that b begins with. ok is false if its beginning does not tell it from a zone.
func followerOf(b []byte) (f follower, ok bool) {
	word := b[:endOfWord(b, 0)]
	f.n = min(len(word), 17)
	f.a, _ = firstEight(word)
	f.b, _ = firstEight(word[min(len(word), 8):])
	return f, len(word) <= 16 || bytes.IndexByte(word[:16], '/') < 0
}

func (f follower) place() int { return int((f.a ^ f.b) * mixA >> 58) }

// learn remembers a stamp of n bytes and its instant, and that what follows it there is no part of it, if again, which reads a line as the
// clock would without remembering, gives the same stamp whatever stands behind that word.
func (t *ticks) learn(line []byte, n int, at int64, again func(line []byte) (when.Layout, int)) {
	l, _ := again(line)
	t.tried = append(t.tried[:0], t.tail...)
	t.set(line[:n], at)
	if t.layout != l || string(t.tried) != string(t.tail) {
		t.layout, t.known = l, [64]follower{}
		t.era++
	}
	if len(t.head) == 0 || n == len(line) || blank(line[n-1]) && !zoneBegins(line[n]) {
		return
	}
	f, ok := followerOf(line[n:])
	if !ok || f == (follower{}) {
		return
	}
	word, _ := field(line[n:])
	for _, behind := range []string{"", " 2025"} {
		t.tried = append(append(append(t.tried[:0], line[:n]...), word...), behind...)
		if other, m := again(t.tried); other != l || m != n {
			return
		}
	}
	t.known[f.place()] = f
}
