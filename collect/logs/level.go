package logs

import (
	"bytes"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/event"
)

// level is how bad a record says it is. The zero value is not said.
type level uint8

const (
	unsaid level = iota
	debug
	info
	warning
	erroneous
	critical
)

func (l level) severity() event.Severity {
	return [...]event.Severity{event.Unsaid, event.Debug, event.Info, event.Warning, event.Error, event.Critical}[l]
}

// isError is the one place that says which records count as errors: those of level error or worse; and of those that state no level, those
// with an HTTP status of 500 or more, or whose message has a word of failure (see failing). A record that states a lower level is none,
// whatever its message says: the program knew better. The rule looks at nothing but the record, so that how lines are spread over files does
// not matter.
func (r *record) isError() bool {
	if r.level != unsaid {
		return r.level >= erroneous
	}
	if r.status > 0 {
		return r.status >= 500
	}
	return failing(r.message)
}

// levelOf is the level that a word names, in any case; unsaid if it names none.
func levelOf(word []byte) level {
	if len(word) < 3 || len(word) > 11 || (word[0]|0x20)-'a' > 'z'-'a' {
		return unsaid
	}
	known := &levelWords[(word[0]|0x20)-'a']
	if known.lengths>>len(word)&1 == 0 {
		return unsaid
	}
	for _, name := range known.words {
		if len(name.word) == len(word) && isLower(word, name.word) {
			return name.level
		}
	}
	return unsaid
}

// isLower says whether lower is what b is in lower case; both are equally long.
func isLower(b []byte, lower string) bool {
	for i, c := range b {
		if c-'A' <= 'Z'-'A' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

type levelWord struct {
	word  string
	level level
}

// levelNames is the names of levels: those of syslog (RFC 5424, table 2), log4j, Python, .NET, Go's zap and glog, and PostgreSQL.
var levelNames = [...]string{
	debug:     "trace trc debug dbg verbose verb fine finer finest debug1 debug2 debug3 debug4 debug5",
	info:      "info inf information notice note log config statement success",
	warning:   "warn wrn warning",
	erroneous: "error err eror severe failure",
	critical:  "critical crit crt fatal ftl alert emerg emergency panic dpanic",
}

// levelWords is those names by their first letter, and the lengths that those have, a bit each.
var levelWords = func() (by [26]struct {
	lengths uint16
	words   []levelWord
},
) {
	for l, names := range levelNames {
		for name := range strings.FieldsSeq(names) {
			of := &by[name[0]-'a']
			of.lengths |= 1 << len(name)
			of.words = append(of.words, levelWord{name, level(l)})
		}
	}
	return by
}()

// syslogLevel is the level of a syslog severity, 0 to 7 (RFC 5424, section 6.2.1).
func syslogLevel(n int) level {
	switch {
	case n < 0 || n > 7:
		return unsaid
	case n <= 2:
		return critical
	case n == 3:
		return erroneous
	case n == 4:
		return warning
	case n <= 6:
		return info
	}
	return debug
}

// levelValue is the level that the value of a key states: a word, a letter or a number.
func levelValue(s []byte) level {
	if allDigits(s) {
		n, err := strconv.Atoi(string(s))
		if err != nil {
			return unsaid
		}
		return numberedLevel(n)
	}
	if len(s) == 1 {
		return letterLevel(s[0])
	}
	return levelOf(s)
}

// numberedLevel is the level of a number in a field named level: 0 to 7 are syslog's (GELF, journald), 10 to 60 those of bunyan and pino.
func numberedLevel(n int) level {
	switch {
	case n <= 7:
		return syslogLevel(n)
	case n < 30:
		return debug
	case n < 40:
		return info
	case n < 50:
		return warning
	case n < 60:
		return erroneous
	}
	return critical
}

// messageWords is how many words of a message are looked at for a level.
const messageWords = 6

// inMessage finds a level that a message carries in its first words, as where syslog wraps a program's own line: "ERROR", "[error]", "Error:",
// "level=error". A word in lower case counts only with brackets, a colon or a key: "an error occurred" states no level.
func inMessage(message []byte) level {
	begun, from := 0, 0    // words, and where the last of them begins
	before := uint64(0x80) // whether a blank stands before the next eight bytes, as a top bit; the message's beginning is as good as one
	for i := 0; i < len(message); {
		w := eightAt(message, i)
		spaces, tells := exactly(w, ' ')|exactly(w, '\t'), levelMarks(w)
		starts := (spaces<<8 | before) &^ spaces & highs
		if tells != 0 {
			starts &= tells ^ (tells - 1) // of the words up to the one that tells
		}
		if starts != 0 {
			begun += bits.OnesCount64(starts)
			from = i + (63-bits.LeadingZeros64(starts))/8
		}
		if begun > messageWords {
			return unsaid
		}
		if tells == 0 {
			i, before = i+8, spaces>>56
			continue
		}
		end, l := wordLevel(message, from)
		if l != unsaid {
			return l
		}
		i, before = end, 0
	}
	return unsaid
}

// levelMarks marks the bytes of which a word has one that states a level: capitals, brackets, signs and quotes, and a few that lie among them.
func levelMarks(w uint64) uint64 {
	return inRange(w, 'A', ']') | inRange(w, ':', '>') | inRange(w, '{', '}') | inRange(w, '(', ',') | zeros(w^'"'*each)
}

// wordLevel is where the word at b[i] ends, and its statedLevel. Nearly every word is a plain one without marks, which states nothing.
func wordLevel(b []byte, i int) (end int, l level) {
	end, plain := plainWord(b, i)
	if plain && !opens(b[i]) && !closes(b[end-1]) {
		return end, unsaid
	}
	return end, statedLevel(b[i:end])
}

// statedLevel is the level that a word of a header states.
func statedLevel(word []byte) level {
	bare, marked := unmark(word)
	if len(bare) < 3 {
		return unsaid
	}
	l := levelOf(bare)
	if l != unsaid && (marked || upper(bare)) {
		return l
	}
	for i, c := range bare {
		switch {
		case c == '=' && levelKey(bare[:i]):
			value, _ := unmark(bare[i+1:])
			return levelOf(value)
		case c == ':' && marked && word[0] == '[': // Apache's [core:error]
			return levelOf(bare[i+1:])
		}
	}
	return unsaid
}

// levelName says whether a word is one that hardly begins a sentence, in any case.
func levelName(word []byte) bool {
	switch string(bytes.ToLower(word[:min(len(word), 11)])) {
	case "trace", "debug", "info", "notice", "warn", "warning", "error", "critical", "fatal":
		return true
	}
	return false
}

func levelKey(key []byte) bool {
	return slices.Contains(levelKeys, string(key))
}

var levelKeys = []string{"level", "lvl", "severity", "Level", "LEVEL", "loglevel", "log.level"}

// unmark takes brackets, quotes, and a colon, comma or bar behind it off a word; marked says that there was one.
func unmark(word []byte) (bare []byte, marked bool) {
	n := len(word)
	for len(word) > 0 && opens(word[0]) {
		word = word[1:]
	}
	for len(word) > 0 && closes(word[len(word)-1]) {
		word = word[:len(word)-1]
	}
	return word, len(word) < n
}

func opens(c byte) bool { return opening[c] }

func closes(c byte) bool { return closing[c] }

var (
	opening = [256]bool{'[': true, '(': true, '<': true, '{': true, '"': true, '|': true}
	closing = [256]bool{']': true, ')': true, '>': true, '}': true, '"': true, ':': true, '|': true, ';': true, ',': true}
)

func upper(word []byte) bool {
	for _, c := range word {
		if c-'a' <= 'z'-'a' {
			return false
		}
	}
	return true
}
