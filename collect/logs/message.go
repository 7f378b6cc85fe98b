package logs

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pes-dev/pes/collect/file"
)

// Parsed is what a line says that an engine keeps as it was written.
type Parsed struct {
	Text  string
	Level string // that it states in itself, as the family names it: "error"; "" is none
}

// Messages is the messages of lines that an engine keeps as programs wrote them, as reading an export of them would find them: of an object in JSON
// that of the key that says it, of other lines what is left without stamp, level and service, and of several lines in one the first. What is not
// recognised is its own message. The lines are taken for those of one program or of a few: how they are written is told by most of them.
func Messages(lines []string) []Parsed {
	src := newSource(file.Bytes("", nil), file.Options{})
	var first [][]byte
	for _, l := range lines {
		if line := firstLine([]byte(l)); len(line) > 0 && len(first) < sampleLines {
			first = append(first, line)
		}
	}
	src.recognise(first)
	var s scanner
	s.open(src)
	json := &jsonParser{clock: &s.clock}
	all := make([]Parsed, len(lines))
	for i, l := range lines {
		all[i] = s.message([]byte(l[:min(len(l), maxLine)]), json)
	}
	return all
}

// message is the message of one line. An object in JSON needs no time here: the engine has it.
func (s *scanner) message(line []byte, json *jsonParser) Parsed {
	var r record
	line = trim(line)
	whole := firstLine(line)
	if from := unmarked(line); from >= 0 && json.scan.scan(line[from:]) {
		json.fill(line, &r)
		return r.said()
	}
	if ok, _ := s.parse(whole, &r); !ok {
		r = record{message: whole, level: inMessage(whole)}
	}
	return r.said()
}

func (r *record) said() Parsed {
	return Parsed{strings.ToValidUTF8(string(r.message), "\ufffd"), string(r.level.severity())}
}

// Doubtful says of a level, in an engine's own words, that lines which state it are asked what their words say: it is none, or that of a warning.
func Doubtful(level string) bool {
	l := levelValue([]byte(level))
	return l == unsaid || l == warning
}

// AsWritten is a regular expression (RE2 and its kin) for a part of a message as it stands in a line that an engine keeps as it was written: in a text
// of JSON, quotes and what is beyond ASCII may be escaped.
func AsWritten(part string) string {
	var b strings.Builder
	for _, r := range part {
		quoted := regexp.QuoteMeta(string(r))
		switch {
		case r == '"', r == '\\', r == '/':
			b.WriteString(`\\?` + quoted)
		case r == '<', r == '>', r == '&', r >= 0x7f && r <= 0xffff:
			fmt.Fprintf(&b, `(?:%s|\\u(?i:%04x))`, quoted, r)
		case r < ' ':
			fmt.Fprintf(&b, `(?:%s|\\u(?i:%04x)|\\[bfnrt])`, quoted, r)
		default:
			b.WriteString(quoted)
		}
	}
	return b.String()
}

// Failures is a regular expression (RE2 and its kin) that is short enough to be read, and fits all that FailureWords fits: what denies a failure it does
// not see.
const Failures = `(?i)(^|[^a-z0-9])(errors?|err|exception|fatal|panic|traceback|critical|segfault|refused|unreachable|unavailable|failed|failures?|` +
	`timeout|crashed|aborted|oom)([^a-z0-9]|$)|(^|[^a-z0-9])(timed out|out of memory)|[a-z](error|exception)([^a-z0-9]|$)|` +
	`(status|code|http|returned|response|sc)[^a-z0-9]+5[0-9][0-9]([^a-z0-9]|$)|" 5[0-9][0-9]([^a-z0-9]|$)`
