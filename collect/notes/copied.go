package notes

import (
	"regexp"
	"strings"

	"github.com/pes-dev/pes/collect/notes/stamped"
)

// Chat that was copied out of a window has who spoke and when on a line of its own, and the words below it:
//
//	Ana (ops) — 06/09/2024 6:47 PM      ana  14:02      [14:02] ana      Ana Ruiz
//	login is broken                     on it           on it              2:02 PM
//	                                                                     on it
var (
	spokenAt = regexp.MustCompile(`^[ \t>]*([^\s<>\[\]|#*:][^<>\[\]|\n]{0,40}?)(?:\s*[—–]\s*|[ \t]{2,}|\t+|\s*,\s+|\s+(?:at|@)\s+|\s+\[|\s+\()((?:(?:today|yesterday) at )?(?:[\d./-]{6,10},?[ T])?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?)[\])]?[ \t]*$`)
	onlyAt   = regexp.MustCompile(`^\s*\[?(\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?)\]?\s*$`)
	relative = regexp.MustCompile(`(?i)^(?:today|yesterday) at `)
)

// minCopied is how many such lines make a copy of a chat: one or two are signatures.
const minCopied = 3

// withSpeakers writes a copied chat as a transcript, a line for each message with its time first, as clients' logs have it. Lines keep their
// numbers. ok is false if the text is none.
func withSpeakers(data []byte) (out []byte, ok bool) {
	lines := make([]string, 0, 256)
	for _, line := range stamped.Lines(data, maxText) {
		lines = append(lines, line)
	}
	headers := 0
	for i := 0; i < len(lines); i++ {
		name, at, used := header(lines, i)
		if used == 0 || i+used >= len(lines) || strings.TrimSpace(lines[i+used]) == "" {
			continue
		}
		headers++
		for k := range used {
			lines[i+k] = ""
		}
		lines[i+used] = at + " <" + name + "> " + strings.TrimSpace(lines[i+used])
		i += used
	}
	if headers < minCopied {
		return nil, false
	}
	return []byte(strings.Join(lines, "\n")), true
}

// header reads who spoke and when at line i, and how many lines say so; 0 if none does.
func header(lines []string, i int) (name, at string, used int) {
	if m := spokenAt.FindStringSubmatch(lines[i]); m != nil && strings.ContainsFunc(m[1], isLetter) {
		return strings.TrimSpace(m[1]), relative.ReplaceAllString(m[2], ""), 1
	}
	if i+1 == len(lines) {
		return "", "", 0
	}
	m := onlyAt.FindStringSubmatch(lines[i+1])
	if n := strings.TrimSpace(lines[i]); m != nil && isName(n) {
		return n, m[1], 2
	}
	return "", "", 0
}

// isName says whether a line may be a person's name: a few words without an end of a sentence.
func isName(s string) bool {
	return s != "" && len(s) <= 40 && len(strings.Fields(s)) <= 4 && !strings.ContainsAny(s, ".!?:;<>[]|#*") && strings.ContainsFunc(s, isLetter)
}

func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' || r >= 0xc0 }
