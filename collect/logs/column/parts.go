package column

import (
	"bytes"
	"slices"
)

// parts finds the columns of the stamp, the level and the service among those learnt, in the lines that fit them.
func (l *learner) parts() {
	for i := range l.steps {
		switch {
		case l.stamp == 0 && l.mostly(i, func(line []byte, t *token) bool { return stamped(line[t.from:]) }):
			l.stamp, l.stampEnd = i+1, i+1
		case l.level == 0 && l.mostly(i, func(line []byte, t *token) bool { return isLevel(t.bare(line)) }):
			l.level = i + 1
		}
	}
	for i := l.stamp; l.stamp > 0 && i < len(l.steps); i++ {
		if l.mostly(i, func(line []byte, t *token) bool { return isClock(line[t.from:t.to]) }) {
			l.stampEnd = i + 1
			break
		}
		if !l.mostly(i, func(line []byte, t *token) bool { return t.is(line, numbered) }) {
			break
		}
	}
	l.service = l.serviceOf()
	for _, n := range []int{l.stamp, l.stampEnd, l.level, l.service} {
		if n > 0 {
			l.steps[n-1].part = true
		}
	}
}

// mostly says whether a step's word is something in nearly all lines.
func (l *learner) mostly(step int, is func(line []byte, t *token) bool) bool {
	n := 0
	for i, line := range l.lines {
		if is(line, &l.words[i][step]) {
			n++
		}
	}
	return 100*n >= nearlyAll*len(l.lines)
}

// isClock says whether a word is the time of day that ends a stamp: two colons between digits, and no date before them.
func isClock(w []byte) bool {
	return len(w) >= 8 && w[2] == ':' && w[5] == ':' && w[0]-'0' <= 9
}

// serviceOf is the step that names the program or the part of it which wrote a line; 0 if none does. A name with a colon is one; else it is the last
// column before the message that holds names, and fewer of them than there are different lines.
func (l *learner) serviceOf() int {
	for i, s := range l.steps {
		if s.want == tagged {
			return i + 1
		}
	}
	for i, s := range slices.Backward(l.steps) {
		if i+1 == l.level || i+1 == l.stamp || s.want == ruled || s.want == numbered {
			continue
		}
		names := map[string]bool{}
		if l.mostly(i, func(line []byte, t *token) bool {
			name := t.bare(line)
			names[string(name)] = true
			return isName(name)
		}) && 2*len(names) <= max(len(l.lines), 2) {
			return i + 1
		}
	}
	return 0
}

// isName says whether a word may name a program: letters first, and no blanks.
func isName(w []byte) bool {
	return len(w) > 1 && (w[0]|0x20)-'a' <= 'z'-'a' && !bytes.ContainsAny(w, " \t=") && !isLevel(w) && !isCalendar(w)
}
