package column

import "bytes"

const (
	// maxColumns is how many columns a header has at most; the longest known, those of supercomputers, have ten.
	maxColumns = 16
	// maxGap is how many columns that have no form of their own may stand before one that has.
	maxGap = 4
	// maxSample and maxHead bound what is learnt from: lines that differ, and bytes of each.
	maxSample = 2000
	maxHead   = 512
	// enough is how many different lines it takes to tell a column without a form from a message.
	enough = 8
)

// Shares of the different lines, in hundredths.
const (
	nearlyAll = 95 // have a column; the rest is what other programs write into the same file
	kept      = 80 // fit a whole header
	most      = 70 // have a column that others lack: fewer, and it is one program's of several
)

// Learn finds the layout of a file by its first lines; those that are empty or indented are passed over. Lines that differ only in their digits
// count once, so that what a busy statement has in its columns is not taken for the file's. Give it a thousand: of twelve
// labelled logs, 50 lines gave eleven the layout that all have, 500 lines all twelve. The first two thousand different ones are looked at.
func Learn(lines [][]byte) Layout {
	l := learner{layout: layout{classes: classesFor(0)}}
	l.lines = l.stampedOf(distinct(lines))
	l.all = len(l.lines)
	if l.all == 0 {
		return Layout{}
	}
	l.at, l.words = make([]int, l.all), make([][]token, l.all)
	l.cells()
	l.prefixed()
	for more := true; more && len(l.steps) < maxColumns; {
		more = l.column()
	}
	l.parts()
	l.relax()
	if len(l.steps) == 0 {
		return Layout{}
	}
	compiled := l.layout // without what was learnt from
	return Layout{&compiled}
}

// relax lets a column of words with digits be without where a surer one follows: "-" and "UNKNOWN" stand there when a program does not know.
func (l *learner) relax() {
	surer := false
	for i := len(l.steps) - 1; i >= 0; i-- {
		s := &l.steps[i]
		if s.want == numbered && surer && (i+1 < l.stamp || i+1 > l.stampEnd) {
			s.want = coded
		}
		surer = surer || s.want&(levelled|ruled|bracketed|tagged) != 0
	}
}

// A learner holds the lines that fit what was learnt so far, and where in each the next column begins.
type learner struct {
	layout

	lines [][]byte
	at    []int
	words [][]token // of each line, one for each step
	all   int       // how many lines there were
	dated bool      // a stamp was seen
	ended bool      // the last column was a name with a colon: nothing but what is sure stands between it and the message
}

// column learns the next column, or the next few.
func (l *learner) column() bool {
	if f, ok := l.sure(0); ok {
		return l.take(step{want: f})
	}
	if l.ended || l.all < enough {
		return false
	}
	if gap, f := l.behindGap(); gap > 0 {
		for range gap {
			l.take(step{want: anything})
		}
		return l.take(step{want: f, seek: f == levelled || f == ruled}) // beyond the head, a further word may stand before it
	}
	for _, f := range []family{levelled, ruled} {
		if l.share(func(line []byte, at int) bool {
			t := l.word(line, at, 0)
			return !isOutcome(line[t.from:t.to]) && (t.is(line, f) || l.seek(line, &t, f))
		}) {
			return l.take(step{want: f, seek: true})
		}
	}
	if l.share(func(line []byte, at int) bool { t := l.word(line, at, 0); return t.is(line, padded) }) {
		return l.take(step{want: padded})
	}
	return l.majority()
}

// majority learns a column that many lines lack, where what else begins a message is hardly taken for it: a level, a bracket group, one of a few names
// with a colon. What follows is learnt of the lines that have it; of the others the message begins there.
func (l *learner) majority() bool {
	for _, f := range []family{levelled, bracketed, tagged} {
		n, names := 0, map[string]bool{}
		for i, line := range l.lines {
			if t := l.word(line, l.at[i], 0); l.fits(line, &t, f) {
				n++
				names[string(t.bare(line))] = true
			}
		}
		if 100*n >= most*len(l.lines) && (f != tagged || 4*len(names) <= n) {
			l.all = n
			return l.take(step{want: f})
		}
	}
	return false
}

// behindGap looks for a sure column behind a few that have no form of their own. Before the first stamp these may be any words but those that
// hold a sentence together, since every line of a log has its stamp before its message; behind it they must be plain (see there).
func (l *learner) behindGap() (gap int, f family) {
	for gap := 1; gap <= maxGap && !l.dated; gap++ {
		if l.stampAt(gap) && l.none(gap, isLink) {
			return gap, numbered
		}
	}
	if f, _ := l.sure(1); f == tagged && l.few() {
		return 1, tagged
	}
	for gap := 1; gap <= maxGap && l.plain(gap-1); gap++ {
		if f, ok := l.sure(gap); ok {
			if f == numbered && !l.named(gap) || !l.none(gap, isOutcome) {
				break
			}
			return gap, f
		}
	}
	return 0, 0
}

// few says whether the next column, directly behind the stamp, holds names and each of them many times: syslog's machines. Before a name with a colon
// these may be any words but those that say what happened.
func (l *learner) few() bool {
	if !l.dated || len(l.steps) == 0 || l.steps[len(l.steps)-1].want != numbered {
		return false
	}
	names := map[string]bool{}
	named := l.share(func(line []byte, at int) bool {
		t := l.word(line, at, 0)
		w := line[t.from:t.to]
		names[string(w)] = true
		return t.has&lower != 0 && (t.has&upper == 0 || isCode(w, t.has)) && !isOutcome(w)
	})
	return named && 4*len(names) <= len(l.lines)
}

// none says whether the next words, up to the one that stands gap words on, are not of a sort.
func (l *learner) none(gap int, is func([]byte) bool) bool {
	for g := range gap {
		if !l.share(func(line []byte, at int) bool { t := l.word(line, at, g); return !is(line[t.from:t.to]) }) {
			return false
		}
	}
	return true
}

// stampAt says whether a stamp begins gap words on.
func (l *learner) stampAt(gap int) bool {
	return l.share(func(line []byte, at int) bool { t := l.word(line, at, gap); return stamped(line[t.from:]) })
}

// sure is the family of the column that stands gap words on.
func (l *learner) sure(gap int) (family, bool) {
	for _, f := range families() {
		if l.ended && f == tagged {
			continue
		}
		if l.share(func(line []byte, at int) bool { t := l.word(line, at, gap); return l.fits(line, &t, f) }) {
			return f, true
		}
	}
	return 0, false
}

// fits says whether a word may be of a column of a family. Behind a dash or a name with a colon a word with letters begins the message.
func (l *learner) fits(line []byte, t *token, f family) bool {
	switch {
	case !t.is(line, f):
		return false
	case f == bracketed || f == tagged:
		return !isOutcome(t.bare(line))
	case f == numbered && len(l.steps) > 0 && l.steps[len(l.steps)-1].want&(ruled|tagged) != 0:
		return t.has&(lower|upper) == 0 || isCalendar(line[t.from:t.to])
	}
	return true
}

// word is the word that stands gap words on.
func (l *layout) word(line []byte, at, gap int) (t token) {
	t.next = at
	for range gap + 1 {
		l.classes.read(line, t.next, &t)
	}
	return t
}

func (l *learner) share(is func(line []byte, at int) bool) bool {
	n := 0
	for i, line := range l.lines {
		if is(line, l.at[i]) {
			n++
		}
	}
	return n > 0 && 100*n >= nearlyAll*len(l.lines)
}

// take adds a step, and leaves lines out that do not fit it. It adds none if too few would be left.
func (l *learner) take(s step) bool {
	l.dated = l.dated || l.stampAt(0)
	fits := func(line []byte, t *token) bool {
		return t.is(line, s.want) || s.seek && l.seek(line, t, s.want)
	}
	n, empty := 0, 0
	for i, line := range l.lines {
		if t := l.word(line, l.at[i], 0); fits(line, &t) {
			n++
			if t.next == len(line) {
				empty++
			}
		}
	}
	if 100*n < kept*l.all || 2*empty > n {
		return false
	}
	n = 0
	for i, line := range l.lines {
		if t := l.word(line, l.at[i], 0); fits(line, &t) {
			l.lines[n], l.at[n], l.words[n] = line, t.next, append(l.words[i], t)
			n++
		}
	}
	l.lines, l.at, l.words = l.lines[:n], l.at[:n], l.words[:n]
	l.steps = append(l.steps, s)
	l.ended = l.ended || s.want == tagged
	return true
}

// plain says whether the column that stands gap words on may be one without a form of its own: one word in all lines, or words that a sentence
// does not have.
func (l *learner) plain(gap int) bool {
	t := l.word(l.lines[0], l.at[0], gap)
	first := l.lines[0][t.from:t.to]
	if l.share(func(line []byte, at int) bool {
		t := l.word(line, at, gap)
		return bytes.Equal(line[t.from:t.to], first)
	}) {
		return true
	}
	return l.share(func(line []byte, at int) bool { t := l.word(line, at, gap); return isCode(line[t.from:t.to], t.has) })
}

// named says whether the columns before the one that stands gap words on hold names with marks inside. A column with digits is a weak hold: sentences
// have numbers, too, in the same place if they are alike, and "START job 17" differs from "STOP job 17".
func (l *learner) named(gap int) bool {
	for g := range gap {
		if !l.share(func(line []byte, at int) bool {
			t := l.word(line, at, g)
			return t.has&(mark|digit) != 0 && isCode(line[t.from:t.to], t.has)
		}) {
			return false
		}
	}
	return true
}

// prefixed finds names that stand before the stamp with nothing but a colon between, as grep writes the file's.
func (l *learner) prefixed() {
	behind := func(line []byte, _ int) bool {
		i := bytes.IndexByte(line[:min(len(line), maxBracket)], ':')
		return i > 0 && bytes.IndexByte(line[:i], ' ') < 0 && !stamped(line) && stamped(line[i+1:])
	}
	if !l.share(behind) {
		return
	}
	l.prefix = true
	for i, line := range l.lines {
		l.at[i] = bytes.IndexByte(line, ':') + 1
	}
}

// cells finds out whether commas or semicolons part the columns: three of them with no blank behind, and at most the one of a stamp before.
func (l *learner) cells() {
	for _, delim := range []byte{',', ';'} {
		if l.share(func(line []byte, _ int) bool { return celledBy(line, delim) }) {
			l.classes = classesFor(delim)
			return
		}
	}
}

func celledBy(line []byte, delim byte) bool {
	n, blanks := 0, 0
	for i, c := range line {
		if blank(c) {
			blanks++
		}
		if c != delim {
			continue
		}
		if blanks > 1 || i+1 == len(line) || blank(line[i+1]) {
			return false
		}
		if n++; n == 3 {
			return true
		}
	}
	return false
}

// stampedOf is the lines that have a stamp in the same place, if most have: what is written below them, a stack trace or a table, has no header.
func (l *layout) stampedOf(lines [][]byte) [][]byte {
	for gap := range maxGap + 1 {
		var fit [][]byte
		for _, line := range lines {
			if t := l.word(line, 0, gap); stamped(line[t.from:]) {
				fit = append(fit, line)
			}
		}
		if 2*len(fit) > len(lines) {
			return fit
		}
	}
	return lines
}

// distinct is the lines that differ in more than digits, without the indented ones.
func distinct(lines [][]byte) [][]byte {
	seen := map[string]bool{}
	var sample [][]byte
	var masked []byte
	for _, line := range lines {
		if len(line) == 0 || blank(line[0]) || len(sample) == maxSample {
			continue
		}
		line = line[:min(len(line), maxHead)]
		masked = masked[:0]
		for _, c := range line {
			if c-'0' <= 9 {
				if n := len(masked); n > 0 && masked[n-1] == '0' {
					continue
				}
				c = '0'
			}
			masked = append(masked, c)
		}
		if !seen[string(masked)] {
			seen[string(masked)] = true
			sample = append(sample, line)
		}
	}
	return sample
}
