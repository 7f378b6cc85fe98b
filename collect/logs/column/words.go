package column

import (
	"bytes"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// isCode says whether a word is one that programs write and sentences do not: with digits or marks inside, in capitals, or with a capital inside.
func isCode(w []byte, has class) bool {
	if len(w) == 0 || isOutcome(lastPart(w)) {
		return false
	}
	if has&digit != 0 || has&lower == 0 {
		return true
	}
	inner := w[1:max(1, len(w)-1)]
	return bytes.ContainsAny(inner, "._-/$@:") || bytes.ContainsAny(inner, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

// isOutcome says whether a word tells what happened or how it went; such a word is the message's, wherever it stands. Words in -ing are none: programs are
// called billing and routing.
func isOutcome(w []byte) bool {
	w = bytes.ToLower(bytes.Trim(w, "[]()<>:,. "))
	switch string(w) {
	case "ok", "fail", "done", "pass", "success", "timeout", "start", "stop", "begin", "end", "open", "close", "up", "down", "connect", "disconnect", "lost":
		return true
	}
	return len(w) > 4 && bytes.HasSuffix(w, []byte("ed"))
}

// isLink says whether a word holds a sentence together, as "at" does before a time.
func isLink(w []byte) bool {
	switch string(w) {
	case "a", "the", "of", "to", "for", "from", "in", "at", "on", "by", "with", "and", "is", "was", "since", "until", "not":
		return true
	}
	return false
}

// lastPart is the last of the parts of a name: "failed" of "payment.failed".
func lastPart(w []byte) []byte { return w[bytes.LastIndexAny(w, "._-/")+1:] }

// stamped says whether a line begins with a stamp that has seconds; a date or "13:42" alone is prose.
func stamped(line []byte) bool {
	if len(line) == 0 || blank(line[0]) {
		return false
	}
	layout, ok := when.Detect(line)
	if !ok {
		return false
	}
	s, _, ok := layout.Scan(line)
	return ok && s.Precision() <= time.Second
}
