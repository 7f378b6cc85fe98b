package people

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file tells whether a word is meant as somebody's name: "Will" and "Mark" are words, too, and a service may be called as a person is.

// meant says whether the words between two places are a name there.
func (r *replacer) meant(h *hit, start, end int) bool {
	first, n := utf8.DecodeRuneInString(r.s[start:])
	second, _ := utf8.DecodeRuneInString(r.s[start+n:])
	capital := !unicode.IsLower(first)
	mentioned := start > 0 && r.s[start-1] == '@' && r.free(start-1)
	switch {
	case h.joined && strings.ContainsAny(r.s[start:end], " \n"), !h.turned && strings.Contains(r.s[start:end], ","):
		return false
	case !h.single && !h.capital, mentioned:
		return true
	case h.capital && !r.capitals(start, end):
		return false
	case !h.single:
		return true
	}
	word := string(r.buf)
	if r.p.services[word] || products[word] {
		return capital && beforeNames[r.wordBefore(start)]
	}
	if !ordinary(word) {
		return true
	}
	capital = capital && !unicode.IsUpper(second)
	switch {
	case r.accountOf(start), r.listed(start, end), capital && (r.labelled(start) || r.enclosed(start, end)):
		return true
	case !capital && wordsOnly[word]:
		return beforeNames[r.wordBefore(start)] || afterNames[r.wordAfter(end)]
	case !capital:
		return beforeNames[r.wordBefore(start)]
	case calendar[word]:
		return r.acts(start, end, true) && (!ofTime[r.wordBefore(start)] || speech[r.wordAfter(end)])
	case r.opens(start):
		return r.acts(start, end, false)
	}
	return !determiners[r.wordBefore(start)]
}

// acts says whether a person is meant by what stands around a word. A month is and was, too.
func (r *replacer) acts(start, end int, month bool) bool {
	if beforeNames[r.wordBefore(start)] {
		return true
	}
	switch rest := r.s[end:]; {
	case strings.HasPrefix(rest, "'s "), strings.HasPrefix(rest, "’s "):
		return !month
	case r.opens(start) && (strings.HasPrefix(rest, ": ") || strings.HasPrefix(rest, ", ")):
		return !month || rest[0] == ':'
	}
	after := r.wordAfter(end)
	switch after {
	case "is", "was", "has", "had", "and", "who":
		return !month
	}
	return afterNames[after]
}

// listed says whether a word goes on a list of names: "thanks Hope, chase and april". What a sentence goes on with is no name: "thanks Hope, will do".
func (r *replacer) listed(start, end int) bool {
	if r.last < several || r.lastEnd == 0 || r.lastEnd > start {
		return false
	}
	switch gap := r.s[r.lastEnd:start]; gap {
	case ", ", " and ", ", and ", " & ", "/":
	default:
		return false
	}
	rest := r.s[end:]
	if rest == "" || strings.IndexByte(",.!?;)&\n", rest[0]) >= 0 {
		return true
	}
	return strings.HasPrefix(rest, " and ") || strings.HasPrefix(rest, " & ")
}

// labelled says whether a label stands before a place that a person follows: "owner: Max".
func (r *replacer) labelled(start int) bool {
	before, ok := strings.CutSuffix(r.s[:start], ": ")
	return ok && labelsOfPeople[lastWord(before)]
}

// enclosed says whether brackets hold what stands between two places, and nothing else.
func (r *replacer) enclosed(start, end int) bool {
	return start > 0 && strings.IndexByte("([<", r.s[start-1]) >= 0 && end < len(r.s) && strings.IndexByte(")]>", r.s[end]) >= 0
}

// accounts are what stands before the name of somebody's account or home, in lower case.
var accounts = []string{"/home/", "/users/", "github.com/", "gitlab.com/", "bitbucket.org/", "user=", "user:", "/team/", "/u/", "/~", "\\users\\"}

func (r *replacer) accountOf(start int) bool {
	before := strings.ToLower(r.s[max(0, start-16):start])
	for _, a := range accounts {
		if strings.HasSuffix(before, a) {
			return true
		}
	}
	return false
}

// maxWord is how far is looked for the word beside a name: the longest that the lists hold.
const maxWord = 16

// wordBefore is the word that a blank parts from a place behind it, folded; "" if there is none.
func (r *replacer) wordBefore(i int) string {
	if i < 2 || r.s[i-1] != ' ' {
		return ""
	}
	return lastWord(r.s[:i-1])
}

// lastWord is the word that a text ends with, folded; "" if there is none.
func lastWord(s string) string {
	start := len(s)
	for start > 0 && len(s)-start <= maxWord && isWord(rune(s[start-1])) {
		start--
	}
	return foldWord(s[start:])
}

// wordAfter is the word that a blank parts from a place before it, folded; "" if there is none.
func (r *replacer) wordAfter(i int) string {
	if i >= len(r.s) || r.s[i] != ' ' {
		return ""
	}
	end := i + 1
	for end < len(r.s) && end-i <= maxWord && isWord(rune(r.s[end])) {
		end++
	}
	return foldWord(r.s[i+1 : end])
}

// opens says whether a sentence, or an item of a list, begins at a place.
func (r *replacer) opens(i int) bool {
	for range 4 {
		if i == 0 {
			return true
		}
		before, n := utf8.DecodeLastRuneInString(r.s[:i])
		if strings.ContainsRune(".!?:;\n•–—-*>(#|", before) {
			return true
		}
		if !unicode.IsSpace(before) && !strings.ContainsRune("\"'“‘„«_", before) {
			return false
		}
		i -= n
	}
	return false
}

// starts says whether a sentence begins at a place, as one does that has a capital.
func (r *replacer) starts(i int) bool {
	before := strings.TrimRight(r.s[:i], " \"'“‘„*_>")
	if before == "" {
		return true
	}
	last, n := utf8.DecodeLastRuneInString(before)
	switch last {
	case '.', '!', '?', '\n', '•':
		return true
	case '-', '–', '—':
		line := strings.TrimRight(before[:len(before)-n], " ")
		return line == "" || strings.HasSuffix(line, "\n")
	}
	return false
}

// possessed says whether an apostrophe alone makes a genitive of the name before it.
func (r *replacer) possessed(i int) bool {
	return strings.HasPrefix(r.s[i:], "' ") || r.s[i:] == "'"
}

// machine says whether a name is a part of a path, an address or another word, where blanks and articles would break what it is.
func (r *replacer) machine(m match) bool {
	if m.start > 0 && r.s[m.start] != '@' {
		c := r.s[m.start-1]
		if strings.IndexByte("/\\_=~%&", c) >= 0 {
			return true
		}
		if (c == '-' || c == '.') && m.start > 1 && isWord(rune(r.s[m.start-2])) {
			return true
		}
	}
	rest := r.s[m.end:]
	if rest == "" {
		return false
	}
	if strings.IndexByte("/\\_=@", rest[0]) >= 0 {
		return true
	}
	return (rest[0] == '-' || rest[0] == '.') && len(rest) > 1 && isWord(rune(rest[1]))
}

// again says whether somebody is named once more where a name was just replaced, and where that ends: "Alice Johnson (alice)", "Alice M. Johnson",
// "Alice <alice@…>". What closes the brackets goes with it.
func (r *replacer) again(m match) (bool, int) {
	if m.who < 0 || r.last != m.who || m.say != "" || r.lastEnd >= m.start || r.done > m.start {
		return false, 0
	}
	gap := strings.TrimSuffix(strings.TrimSpace(r.s[r.lastEnd:m.start]), "@")
	switch {
	case gap == "(" && strings.HasPrefix(r.s[m.end:], ")"), gap == "<" && strings.HasPrefix(r.s[m.end:], ">"):
		return true, m.end + 1
	case gap == "", len(gap) <= 2 && gap[0] >= 'A' && gap[0] <= 'Z' && (len(gap) == 1 || gap[1] == '.'):
		return true, m.end
	}
	return false, 0
}

// capitals says whether all words between two places have a capital, or are joined as those of a handle are.
func (r *replacer) capitals(start, end int) bool {
	name := r.s[start:end]
	if strings.ContainsAny(name, "._-+") && !strings.Contains(name, " ") {
		return true
	}
	for i := 0; i < len(name); {
		from, to := nextWord(name, i)
		if first, _ := utf8.DecodeRuneInString(name[from:]); unicode.IsLower(first) {
			return false
		}
		i = to
	}
	return true
}
