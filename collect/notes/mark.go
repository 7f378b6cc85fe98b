package notes

import (
	"regexp"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/internal/when"
)

// cutStamp reads the time at the start of a line. Behind a list mark, "At 13:42 …" is one as well; in a paragraph that begins a sentence.
func cutStamp(text string, listed bool) (stamped.Stamp, string, bool) {
	if listed && len(text) > 3 && strings.EqualFold(text[:3], "at ") {
		text = text[3:]
	}
	st, rest, ok := stamped.Cut(text)
	if !ok || isQuantity(rest, st) || epoch.MatchString(st.Words) || (!st.HasDate() && onDate(rest)) {
		return stamped.Stamp{}, "", false
	}
	return st, rest, true
}

// onDate says whether a text goes on with the date of the time before it, "Around 14:45 UTC on March 27th, we …": then a sentence begins with the time,
// and is read as one.
func onDate(rest string) bool {
	if len(rest) < 3 || !strings.EqualFold(rest[:3], "on ") {
		return false
	}
	const longest = 40                                                                                                    // bytes of a date with its weekday
	found := when.Find(rest[3:min(len(rest), 3+longest)], when.Context{At: time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)}) // a leap year
	return len(found) > 0 && found[0].Start == 0 && found[0].Date
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
