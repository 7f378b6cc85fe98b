package logs

import (
	"bytes"
	"encoding/binary"
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
)

// memo remembers what was said about words. It is exact: words are compared byte by byte.
type memo struct {
	judged int
	sets   []memoSet
}

type memoSet [2]struct {
	key  wordKey
	word word
}

// wordKey is the bytes of a word of at most memoised bytes: its first eight, those behind them and its last eight, which may overlap.
type wordKey struct {
	a, b, c uint64
	n       uint8
}

func keyed(b []byte) wordKey {
	n := len(b)
	k := wordKey{n: uint8(n)} //nolint:gosec // at most memoised
	switch {
	case n > 16:
		k.b, k.c = binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[n-8:])
		k.a = binary.LittleEndian.Uint64(b)
	case n >= 8:
		k.a, k.b = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:])
	default:
		k.a = fewer(b)
	}
	return k
}

// fewer is the bytes of b, which has fewer than eight.
func fewer(b []byte) uint64 {
	if cap(b) >= 8 { // nearly always: it is a part of a line
		return binary.LittleEndian.Uint64(b[:8]) & (1<<(8*len(b)) - 1)
	}
	w, _ := load(b)
	return w
}

// of is what judge says about a word that is not empty.
func (m *memo) of(b []byte) word {
	if len(b) > memoised || m.sets == nil {
		return m.judge(b)
	}
	k := keyed(b)
	set := &m.sets[(k.a^k.b*mixB^k.c+uint64(k.n))*mixA>>56]
	if set[0].key == k {
		return set[0].word
	}
	if set[1].key == k {
		return set[1].word
	}
	set[1] = set[0]
	set[0].key, set[0].word = k, judge(b)
	return set[0].word
}

func (m *memo) judge(b []byte) word {
	if m.judged++; m.judged == memoFrom {
		m.sets = make([]memoSet, memoSets)
	}
	return judge(b)
}
