package logs

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// word is what the rules of a header say about a word, whatever stands around it.
type word struct {
	from, to int32 // where the word stands without its marks; see unmark
	stated   level // that it states by itself; see statedLevel
	alone    level // that it states where it is alone in a column
	is       wordKind
}

// wordKind is a set of what a word may be.
type wordKind uint8

const (
	isSeparator wordKind = 1 << iota
	isDigits             // without its marks
	isLetter             // one byte without its marks: see loneLetter
	isNamed              // without its marks, it may be the name of a program
	isService            // it is in brackets, and may be the name of a service there
	isLogger             // without a colon at its end, it may be the name of a logger
	hasColon             // at its end
)

// judge applies the rules to a word that is not empty.
func judge(b []byte) word {
	bare, _ := unmark(b)
	from := cap(b) - cap(bare)
	w := word{from: int32(from), to: int32(from + len(bare)), stated: statedLevel(b)} //nolint:gosec // of a line
	if l := levelOf(bare); l != unsaid && levelName(bare) {
		w.alone = l
	}
	name := isName(bare)
	logger, colon := bytes.CutSuffix(b, []byte(":"))
	w.set(isSeparator, separator(b))
	w.set(isDigits, allDigits(bare))
	w.set(isLetter, len(bare) == 1)
	w.set(isNamed, name)
	w.set(isService, name && b[0] == '[' && !anyDigit(bare) && string(bare) != "main")
	w.set(isLogger, loggerName(logger))
	w.set(hasColon, colon)
	return w
}

func (w *word) set(is wordKind, so bool) {
	if so {
		w.is |= is
	}
}

const (
	// memoised is the length up to which words are remembered, in bytes.
	memoised = 24
	// memoSets, with two words each, hold the services and threads of most programs.
	memoSets = 256
	// memoFrom is how many words are judged before any are remembered: for a small file, the memory costs more than it saves.
	memoFrom = 1000
	// room is how many bytes there must be behind a line for its words to be looked up, whatever they are.
	room = memoised + 8
)

// memo remembers what was said about words of up to 24 bytes. It is exact: words are compared byte by byte.
type memo struct {
	judged int
	sets   [][2]remembered
	other  word // the last one that is not remembered
}

// remembered is a word, with zeros behind its end.
type remembered struct {
	a, b, c uint64
	n       int32
	word    word
}

// next finds the next word of line at i or behind it: line[start:end] is the word, and what follows begins at after. With brackets, a bracket is
// a word, whatever is in it; see column. Without a word, start is end.
func (m *memo) next(line []byte, i int, brackets bool) (w *word, start, end, after int) {
	for i < len(line) && blank(line[i]) {
		i++
	}
	if m.sets == nil || cap(line)-len(line) < room || i >= len(line) {
		return m.judge(line, i, brackets)
	}
	x, y := uint64(' '*each), uint64('\t'*each)
	inBrackets := brackets && line[i] == '['
	if inBrackets {
		x, y = ']'*each, ']'*each
	}
	var k remembered
	b := line[i : i+memoised]
	n := 0
	k.a = binary.LittleEndian.Uint64(b)
	found := zeros(k.a^x) | zeros(k.a^y)
	if found == 0 {
		n, k.b = 8, binary.LittleEndian.Uint64(b[8:])
		if found = zeros(k.b^x) | zeros(k.b^y); found == 0 {
			n, k.c = 16, binary.LittleEndian.Uint64(b[16:])
			found = zeros(k.c^x) | zeros(k.c^y)
		}
	}
	n += bits.TrailingZeros64(found) >> 3
	if found == 0 || n > len(line)-i {
		if n = len(line) - i; inBrackets || n >= memoised {
			return m.judge(line, i, brackets)
		}
	}
	k.cut(n)
	end = i + n
	if inBrackets {
		if bytes.IndexByte(line[i+1:end], '[') >= 0 { // brackets within brackets
			return m.judge(line, i, brackets)
		}
		if end++; end < len(line) && !blank(line[end]) && line[end] != ':' {
			return m.judge(line, i, brackets)
		}
		k.n++
	}
	for after = end; after < len(line) && (blank(line[after]) || inBrackets && line[after] == ':'); {
		after++
	}
	set := &m.sets[(k.a^k.b*mixB^k.c+uint64(k.n))*mixA>>56] //nolint:gosec // a length
	if e := &set[0]; e.a == k.a && e.b == k.b && e.n == k.n && e.c == k.c {
		return &e.word, i, end, after
	}
	if e := &set[1]; e.a == k.a && e.b == k.b && e.n == k.n && e.c == k.c {
		return &e.word, i, end, after
	}
	set[1] = set[0]
	k.word = judge(line[i:end])
	set[0] = k
	return &set[0].word, i, end, after
}

// cut leaves n bytes of a word.
func (k *remembered) cut(n int) {
	k.n = int32(n) //nolint:gosec // at most memoised
	keep := uint64(1)<<(8*n&63) - 1
	switch n >> 3 {
	case 0:
		k.a, k.b, k.c = k.a&keep, 0, 0
	case 1:
		k.b, k.c = k.b&keep, 0
	case 2:
		k.c &= keep
	}
}

// judge is next for words that are not remembered.
func (m *memo) judge(line []byte, i int, brackets bool) (w *word, start, end, after int) {
	if m.judged++; m.judged == memoFrom {
		m.sets = make([][2]remembered, memoSets)
	}
	cut := field
	if brackets {
		cut = column
	}
	b, rest := cut(line[i:])
	start = cap(line) - cap(b)
	if len(b) == 0 {
		return &m.other, start, start, start
	}
	m.other = judge(b)
	return &m.other, start, start + len(b), len(line) - len(rest)
}
