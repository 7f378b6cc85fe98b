package timeline

import (
	"strconv"
	"strings"

	"github.com/pes-dev/pes/event"
)

// This file reads what monitors and other programs post into rooms.

// botActs is what a bot's message does: an alert that it passes on is a monitor that noticed. Whatever else bots say they copy.
func botActs(e *event.Event, s *sentence) []act {
	h := s.hit(cueFiring, -1)
	if h == nil {
		h = s.marked()
	}
	if low := s.belowUsual(); low != nil {
		return []act{{role: RoleNoticed, clause: s.words[low.from].clause}}
	}
	if ended := s.cleared(e); ended != nil {
		return []act{{role: RoleOver, clause: s.words[ended.from].clause, lone: true}}
	}
	if h == nil && s.at == 0 && len(s.words) > 0 && pages(e) {
		h = &hit{cueFiring, 0, 1}
	}
	if h == nil || s.has(cueOver) || s.anyWord(0, len(s.words), "closed", "ok", "ready", "recovered", "clear") || s.before(cueNot, h.from, 3) {
		return nil
	}
	return []act{{role: RoleNoticed, clause: s.words[h.from].clause}}
}

// pages says whether a program is there to call people: whatever it says is an alarm, or the end of one.
func pages(e *event.Event) bool {
	name := strings.ToLower(e.Actor.Name)
	return strings.Contains(name, "pager") || strings.Contains(name, "alert") || strings.Contains(name, "monitor")
}

// marked is the mark of an alert that a message begins with: "[P3] …", "[WARN] …", "ALERT: …".
func (s *sentence) marked() *hit {
	for i := range min(2, len(s.words)) {
		switch s.words[i].text {
		case "alert", "alarm", "warn", "warning", "crit", "p1", "p2", "p3", "p4", "p5", "sev1", "sev2", "sev3":
			return &hit{cueFiring, i, i + 1}
		}
	}
	return nil
}

// machine says whether a program wrote a message. In logs of conversations only its name can tell.
func machine(e *event.Event) bool {
	if e.Actor.Bot {
		return true
	}
	name := strings.ToLower(e.Actor.Name)
	if strings.HasPrefix(name, "bot-") || strings.HasPrefix(name, "bot_") {
		return true
	}
	for _, end := range []string{"bot", "-ci", "alerts", "alert", "pager", "monitor", "monitoring"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

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
