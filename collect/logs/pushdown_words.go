package logs

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// What a message says by its words, for engines: regular expressions (RE2) made of the lists that files are read by, so that there is one source.
// Both look at a message's first line that is not empty, as files do.

// FailureWords fits the messages that speak of a failure by a word that is not denied ("0 errors", "error=none"), by the name of an exception, or by
// an HTTP status of 500 or more: just those for which failing holds, as far as they are ASCII.
var FailureWords = func() string {
	var words []string
	for _, w := range slices.Sorted(maps.Keys(failureWords)) {
		if rest := failureWords[w]; rest == "" {
			words = append(words, w)
		}
	}
	value := valueOf(noValues, true)
	assigned := valueOf(noValues, false)
	behind := `(?:$|\n|[^0-9A-Za-z=:\n]|[=:]\s*(?:$|\n)|:[ "']*` + value + `|=[ "']*` + assigned + `)`
	word := `(?:(?i:` + strings.Join(words, "|") + `)|[A-Za-z][0-9A-Za-z]*(?:Error|Exception))` + behind + `|(?i:timed) out|(?i:out) of memory`
	before := `(?:[^\n]*?[^0-9A-Za-z\n])??`
	return `^\s*(?:[^0-9A-Za-z\n]*(?:` + word + `)` + // no word stands before
		`|` + before + wordBut(denying) + `[^0-9A-Za-z\n]+(?:` + word + `)` +
		`|` + before + `(?:` + strings.Join(statuses, "|") + `)[^0-9A-Za-z\n]+5[0-9][0-9](?:$|[^0-9A-Za-z])` +
		`|[^\n]*?" 5[0-9][0-9](?:$|[^0-9A-Za-z]))`
}()

// FailurePhrases is phrases one of which stands in each message that FailureWords fits, in some case, but for the names of exceptions, which end with
// Error or Exception, and for statuses, which stand behind one of StatusWords or behind quotes and a blank.
func FailurePhrases() []string {
	var all []string
	for _, word := range slices.Sorted(maps.Keys(failureWords)) {
		all = append(all, word+failureWords[word])
	}
	return all
}

// StatusWords is the words behind which a number is an HTTP status.
func StatusWords() []string { return slices.Clone(statuses) }

// valueOf is a value behind a word of failure that does not deny it, and may begin with a digit or not.
func valueOf(none []string, digits bool) string {
	var words []string
	for _, w := range none {
		if w != "<nil>" {
			words = append(words, w)
		}
	}
	word := wordBut(words)
	if !digits {
		word = wordButLetters(words)
	}
	return `(?:[^0-9A-Za-z< "'\n]|<(?:$|\n|[^n]|n(?:$|[^i]|i(?:$|[^l]|l(?:$|[^>]|>[0-9A-Za-z]))))|` + word + `(?:$|[^0-9A-Za-z]))`
}

// wordBut is a word of letters and digits that is none of some.
func wordBut(words []string) string { return but(words, `0-9A-Za-z`, false) }

// wordButLetters is one that begins with a letter.
func wordButLetters(words []string) string {
	return but(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w[0] <= '9' }), `A-Za-z`, false)
}

// but is the rest of a word, whose first character is of a class, that is none of some. ends says that it may end here.
func but(words []string, class string, ends bool) string {
	const rest = `[0-9A-Za-z]`
	by := map[byte][]string{}
	for _, w := range words {
		if w != "" {
			by[w[0]] = append(by[w[0]], w[1:])
		}
	}
	firsts := slices.Sorted(maps.Keys(by))
	all := []string{without(class, firsts) + rest + `*`}
	for _, c := range firsts {
		all = append(all, string(c)+but(by[c], `0-9A-Za-z`, !slices.Contains(by[c], "")))
	}
	if len(firsts) == 0 {
		all = []string{`[` + class + `]` + rest + `*`}
	}
	if ends {
		all = append(all, "")
	}
	return `(?:` + strings.Join(all, "|") + `)`
}

// without is a class of characters without some.
func without(class string, not []byte) string {
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; i+2 < len(class); i += 3 {
		from := class[i]
		for c := class[i]; c <= class[i+2]; c++ {
			if !slices.Contains(not, c) {
				continue
			}
			if from < c {
				b.WriteString(string(from) + "-" + string(c-1))
			}
			from = c + 1
		}
		if from <= class[i+2] {
			b.WriteString(string(from) + "-" + string(class[i+2]))
		}
	}
	b.WriteByte(']')
	return b.String()
}

// StatedWords fits the messages that state a level in their first words (see inMessage) that means something: "error", "critical", "warning" or
// "info"; "" is any. It is equal for messages that state one level; of several the first counts to files, and any of them to it.
func StatedWords(meant string) string {
	var names []string
	for _, l := range map[string][]level{
		"error": {erroneous}, "critical": {critical}, "warning": {warning}, "info": {debug, info}, "": {debug, info, warning, erroneous, critical},
	}[meant] {
		names = append(names, strings.Fields(levelNames[l])...)
	}
	level := `(?:` + strings.Join(names, "|") + `)`
	var keys []string
	for _, k := range levelKeys {
		keys = append(keys, regexp.QuoteMeta(k))
	}
	const opens, closes = `[\[(<{"|]`, `[\])>}":|;,]`
	word := `(?:` + opens + `*` + `(?:` + strings.ToUpper(strings.Join(names, "|")) + `)` + closes + `*` +
		`|` + opens + `+(?i:` + level + `)` + closes + `*|(?i:` + level + `)` + closes + `+` +
		`|` + opens + `*(?:` + strings.Join(keys, "|") + `)=` + opens + `*(?i:` + level + `)` + closes + `*` +
		`|\[[^\s=:]*:(?i:` + level + `)` + closes + `*)`
	return `^\s*(?:[^\s]+[ \t]+){0,` + string(rune('0'+messageWords-1)) + `}` + word + `(?:[ \t\r\n]|$)`
}
