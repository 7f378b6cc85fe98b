package template

import (
	"bytes"
	"strings"
)

// isState says whether a word is one of two that a condition has.
func isState(w string) bool {
	switch w {
	case "true", "false", "True", "False", "TRUE", "FALSE", "yes", "no", "Yes", "No", "on", "off", "On", "Off", "ON", "OFF":
		return true
	}
	return false
}

// longestFixed bounds what is looked up.
const longestFixed = 24

// isFixed says whether a word tells what happened or how it went, or holds a sentence together. Such words are a statement's own: whatever else
// varies, "opened" and "closed", "accepted" and "refused" are two statements.
func isFixed(w string) bool {
	if len(w) > longestFixed {
		return false
	}
	switch w {
	case "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT", "SELECT", "INSERT", "UPDATE", "CREATE", "DROP", "ALTER":
		return true
	}
	var lowered [longestFixed]byte
	last := lastPart(w)
	for i := range len(last) {
		lowered[i] = last[i]
		if last[i]-'A' <= 'Z'-'A' {
			lowered[i] |= 0x20
		}
	}
	lower := lowered[:len(last)]
	if len(last) > 4 && (bytes.HasSuffix(lower, []byte("ed")) || bytes.HasSuffix(lower, []byte("ing"))) {
		return true
	}
	switch string(lower) {
	// How it went.
	case "ok", "okay", "success", "successful", "successfully", "fail", "fails", "failure", "error", "errors", "exception", "fault", "fatal", "critical", "warning",
		"timeout", "timeouts", "abort", "aborts", "panic", "crash", "reset", "lost", "found", "missing", "done", "complete", "incomplete", "pass",
		"up", "down", "ready", "healthy", "unhealthy", "alive", "dead", "available", "unavailable", "reachable", "unreachable", "online", "offline",
		"active", "inactive", "valid", "invalid", "good", "bad", "open", "close", "start", "stop", "begin", "end", "unknown", "deny", "accept",
		"reject", "refuse", "allow", "broken", "dropped":
		return true
	// What holds a sentence together.
	case "a", "an", "the", "of", "to", "for", "from", "in", "into", "at", "by", "with", "without", "and", "or", "not", "is", "was", "are", "were", "be", "been",
		"has", "have", "had", "will", "would", "can", "cannot", "could", "should", "must", "may", "as", "if", "then", "when", "while", "because", "due", "via",
		"per", "this", "that", "it", "its", "but", "after", "before", "until", "since", "than", "does", "did", "do", "so", "out", "over", "under":
		return len(w) == len(last)
	}
	return false
}

// isTelling says whether a key is one whose value says what happened, and so is a statement's own.
func isTelling(key string) bool {
	switch key {
	case "msg", "message", "event", "action", "op", "operation", "method", "type", "kind", "status", "state", "result", "outcome", "cmd", "command", "level",
		"severity", "err", "error", "code", "reason", "verb", "phase":
		return true
	}
	return false
}

// lastPart is the last of the parts that a name is made of: "Failed" of "JobFailed", "failed" of "payment.failed".
func lastPart(w string) string {
	for i := len(w) - 1; i > 0; i-- {
		if !wordly(w[i]) {
			return w[i+1:]
		}
		if w[i]-'A' <= 'Z'-'A' && w[i-1]-'a' <= 'z'-'a' {
			return w[i:]
		}
	}
	return w
}

// infinitive says whether a word is a verb for the words before it: "failed to open", "could not open", "cannot open".
func (s *splitter) infinitive(i int) bool {
	if s.words[i].glue != " " {
		return false
	}
	before := s.words[i-1].text
	if len(before) > len("couldn't") {
		return false
	}
	switch strings.ToLower(before) {
	case "cannot", "can't", "not", "could", "will", "can", "should", "must", "would", "couldn't", "didn't", "doesn't", "won't":
		return true
	case "to":
	default:
		return false
	}
	if i < 2 {
		return false
	}
	switch strings.ToLower(s.words[i-2].text) {
	case "failed", "fails", "failure", "unable", "able", "trying", "tried", "try", "tries", "attempt", "attempting", "attempts", "attempted", "going", "need", "needs",
		"want", "wants", "about", "refused", "refusing", "ready", "waiting", "allowed", "required", "likely", "error", "supposed", "continue", "used":
		return true
	}
	return false
}

// announced is the words by which a sentence announces a name, packed.
type announced struct{ prepositions, nouns map[uint32]bool }

func announce() announced {
	set := func(words ...string) map[uint32]bool {
		packed := make(map[uint32]bool, len(words))
		for _, w := range words {
			packed[word{text: w, kind: kindOf(w)}.pack()] = true
		}
		return packed
	}
	return announced{
		prepositions: set("for", "of", "to", "from", "by", "on", "in", "at", "with", "as", "the", "via", "into"),
		nouns: set("user", "users", "account", "group", "role", "owner", "host", "node", "server", "machine", "client", "peer", "domain", "cluster", "zone", "region",
			"file", "directory", "folder", "path", "volume", "device", "disk", "interface", "database", "table", "schema", "index", "key", "topic", "queue",
			"channel", "stream", "bucket", "partition", "service", "unit", "process", "program", "module", "package", "plugin", "driver", "class", "method", "function",
			"job", "task", "thread", "worker", "pod", "container", "image", "namespace", "deployment", "tenant", "customer", "project", "repository", "branch"),
	}
}
