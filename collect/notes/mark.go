package notes

import (
	"regexp"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/notes/stamped"
)

// cutStamp reads the time at the start of a line. Behind a list mark, "At 13:42 …" is one as well; in a paragraph that begins a sentence.
func cutStamp(text string, listed bool) (stamped.Stamp, string, bool) {
	if listed && len(text) > 3 && strings.EqualFold(text[:3], "at ") {
		text = text[3:]
	}
	st, rest, ok := stamped.Cut(text)
	if !ok || isQuantity(rest, st) || epoch.MatchString(st.Words) {
		return stamped.Stamp{}, "", false
	}
	return st, rest, true
}

// epoch is a count of seconds since 1970, which programs write and people do not.
var epoch = regexp.MustCompile(`^\d{9,}`)

var unit = regexp.MustCompile(`^(?i)(?:ms|µs|s|secs?|seconds?|min(?:ute)?s?|hours?|hrs?|days?|%|[kmgt]i?b|req/s|rps|qps|x|times|percent)\b`)

// isQuantity says that "15.26 ms" is no time of day.
func isQuantity(rest string, st stamped.Stamp) bool {
	return strings.Contains(st.Words, ".") && !st.HasDate() && unit.MatchString(rest)
}

// dateOnly says that a stamp is a date without a time of day.
func dateOnly(st stamped.Stamp) bool { return st.Precision() >= 24*time.Hour }

// marks are the words before a colon that mark a measure, and its kind.
var marks = []struct {
	kind string
	expr *regexp.Regexp
}{
	{"action-item", regexp.MustCompile(`^(?i)(?:action(?: item)?s?|ai|remediation(?: item)?s?|corrective actions?|preventi(?:ve|on) (?:actions?|measures?))$`)},
	{"follow-up", regexp.MustCompile(`^(?i)(?:follow[- ]?ups?|next steps?)$`)},
	{"todo", regexp.MustCompile(`^(?i)to[- ]?dos?$`)},
	{"measure", regexp.MustCompile(`^(?i)measures?(?: (?:announced|taken|planned))?$`)},
}

var (
	markStart = regexp.MustCompile(`^[\s*_\[(]*([A-Za-z][A-Za-z -]{0,28}[A-Za-z])(?:\s*[\])])?[\s*_]*(?:[\[(](?i:done|x|closed|completed)[\])])?[\s*_]*:`)
	doneWord  = regexp.MustCompile(`(?i)[\[(](?:done|completed|closed)[\])]|^[\s*_]*[\w -]{0,30}:[\s*_]*done\b|^[\s*_]*done\s*:|\bdone:|✅|✔`)
)

// markOf is the kind of measure that a line announces by the words before its first colon; "" if it announces none.
func markOf(text string) string {
	m := markStart.FindStringSubmatch(text[:min(len(text), 80)])
	if m == nil {
		return ""
	}
	return kindOf(m[1])
}

// listOf is the kind of measures that a heading says its list holds: "Action items"; "" if it says nothing of the kind.
func listOf(heading string) string {
	return kindOf(strings.Trim(heading, " *_:#"))
}

func kindOf(words string) string {
	for _, m := range marks {
		if m.expr.MatchString(strings.TrimSpace(words)) {
			return m.kind
		}
	}
	return ""
}

func isDone(text string) bool { return doneWord.MatchString(text) }
