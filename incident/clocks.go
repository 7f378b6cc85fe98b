package incident

import (
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// maxClock is the most that a clock can be corrected by: two zones differ by at most 26 hours.
const maxClock = 26 * time.Hour

// Clock is a correction of one source's clock.
type Clock struct {
	// Source is the source as the document's Sources part names it: alerts/webhooks.jsonl.
	Source string
	// Add is what is added to its stamps; negative where its clock is ahead.
	Add time.Duration
}

// clocks reads the corrections, each a source's name and a time with its sign.
func (r *reader) clocks(n ast.Node, c *Config) {
	for _, e := range r.entries(n, "clocks") {
		text, at, ok := r.scalar(e.value, e.key)
		if !ok {
			continue // a key without a value corrects nothing
		}
		by, problem := correction(text)
		if problem != "" {
			r.problem(at, "%s: %q %s; write it like +90s, -1h or +1h30m", cut(e.key), cut(text), problem)
			continue
		}
		c.Clocks = append(c.Clocks, Clock{Source: e.key, Add: by})
	}
}

// correction reads "+90s". The sign must be there: of a clock that is "90s off" nobody can tell what to add.
func correction(text string) (by time.Duration, problem string) {
	text = strings.TrimSpace(text)
	if text == "" || (text[0] != '+' && text[0] != '-') {
		return 0, "has no sign: + where the stamps are to become later, - where earlier"
	}
	by, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, "is no length of time"
	case by.Abs() > maxClock:
		return 0, "is more than two zones can differ by, 26h"
	case by.Abs() < time.Millisecond:
		return 0, "corrects nothing"
	}
	return by, ""
}
