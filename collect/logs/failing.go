package logs

import (
	"bytes"
	"slices"
)

// failing says whether a message that comes without any level speaks of a failure: one of a few words of failure that is not denied ("0
// errors", "error=none"), the name of an exception class, or an HTTP status of 500 or more where a status stands. It is linear in the message.
func failing(message []byte) bool {
	var before []byte // the word before this one
	for i := 0; i < len(message); {
		if !alnum(message[i]) {
			i++
			continue
		}
		j := i + 1
		for j < len(message) && alnum(message[j]) {
			j++
		}
		word := message[i:j]
		switch {
		case word[0] >= '0' && word[0] <= '9':
			if serverError(word) && (statusKey(before) || i >= 2 && message[i-1] == ' ' && message[i-2] == '"') {
				return true
			}
		case failureWord(word, message[j:]) && !denied(before, message[j:]):
			return true
		}
		before, i = word, j
	}
	return false
}

func alnum(c byte) bool { return (c|0x20)-'a' <= 'z'-'a' || c-'0' <= 9 }

// failureWord says whether a word, with what stands behind it, is one of failure. Lower and upper case, and a capital first letter, are alike.
func failureWord(word, behind []byte) bool {
	n := len(word)
	if n < 3 {
		return false
	}
	if n > 5 && bytes.HasSuffix(word, []byte("Error")) || n > 9 && bytes.HasSuffix(word, []byte("Exception")) {
		return true
	}
	if n > 12 {
		return false
	}
	var lower [12]byte
	for i, c := range word {
		if c-'A' <= 'Z'-'A' {
			c |= 0x20
		}
		lower[i] = c
	}
	rest, ok := failureWords[string(lower[:n])]
	return ok && bytes.HasPrefix(behind, []byte(rest))
}

// failureWords is the words of failure, in lower case, and what must stand right behind them.
var failureWords = map[string]string{
	"error": "", "errors": "", "err": "", "exception": "", "fatal": "", "panic": "", "traceback": "", "critical": "", "segfault": "", "refused": "",
	"unreachable": "", "unavailable": "", "failed": "", "failure": "", "failures": "", "timeout": "", "crashed": "", "aborted": "", "oom": "",
	"timed": " out", "out": " of memory",
}

// The words before a word of failure that deny it, the values behind it that do, and the words before a status.
var (
	denying  = []string{"0", "no", "No", "without", "zero"}
	noValues = []string{"0", "none", "nil", "null", "false", "<nil>"}
	statuses = []string{"status", "Status", "code", "HTTP", "http", "statusCode", "returned", "response", "sc"}
)

// denied says that a word of failure is a count of none, or a field that is empty or a setting ("timeout=30s").
func denied(before, behind []byte) bool {
	if slices.Contains(denying, string(before)) {
		return true
	}
	if len(behind) < 2 || (behind[0] != '=' && behind[0] != ':') {
		return false
	}
	value := bytes.TrimLeft(behind[1:], ` "'`)
	if len(value) == 0 || behind[0] == '=' && value[0] == ' ' {
		return true
	}
	for _, none := range noValues {
		if bytes.HasPrefix(value, []byte(none)) && (len(value) == len(none) || !alnum(value[len(none)])) {
			return true
		}
	}
	return value[0]-'0' <= 9 && behind[0] == '='
}

// serverError says whether a word is an HTTP status of 500 to 599.
func serverError(word []byte) bool {
	return len(word) == 3 && word[0] == '5' && word[1]-'0' <= 9 && word[2]-'0' <= 9
}

func statusKey(word []byte) bool { return slices.Contains(statuses, string(word)) }
