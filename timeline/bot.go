package timeline

import (
	"strconv"
	"strings"

	"github.com/pes-dev/pes/event"
)

// This file reads what monitors post into rooms.

// usualShare is the least share of successes, in percent, that a probe tells of while nothing is wrong. Services promise more; below it users notice.
const usualShare = 95

// belowUsual is where a program tells of a share of successes that is too small: "checkout 55% ok".
func (s *sentence) belowUsual() *hit {
	for i := range s.words {
		n, ok := strings.CutSuffix(s.words[i].text, "%")
		if !ok || i+1 >= len(s.words) {
			continue
		}
		switch s.words[i+1].text {
		case "ok", "success", "successful", "up", "available", "availability", "healthy", "passing":
		default:
			continue
		}
		if v, err := strconv.ParseFloat(n, 64); err == nil && v < usualShare {
			return &hit{cueFiring, i, i + 2}
		}
	}
	return nil
}

// cleared is the word by which a monitor's message says that what it watches is well again: "RECOVERY: api-1/http OK", "P1 login OK in all regions". What
// was deployed, built or tested is no such thing, nor is a share of less than all.
func (s *sentence) cleared(e *event.Event) *hit {
	if !pages(e) && s.marked() == nil && !s.anyWord(0, len(s.words), "recovery", "recovered", "probe", "check", "synthetic", "synthetics", "healthcheck") {
		return nil
	}
	if s.anyWord(0, len(s.words), "deploy", "deployed", "build", "job", "pipeline", "merge", "merged", "test", "not", "no", "down", "critical", "crit", "firing", "failed", "failing", "error",
		"errors", "unreachable", "problem") || s.belowUsual() != nil {
		return nil
	}
	for i, w := range s.words {
		switch w.text {
		case "ok", "recovered", "recovery", "up", "green", "healthy", "cleared", "resolved":
			return &hit{cueOver, i, i + 1}
		}
	}
	return nil
}
