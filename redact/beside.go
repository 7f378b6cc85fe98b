package redact

import "strings"

// beside finds the password that stands behind its name with no delimiter of a key between them: in a table, an argument, the next line, a
// sentence, a file such as .netrc. The name ends before i.
func (sc *scanner) beside(i int) (span, bool) {
	if i < sc.pos+len("pwd") || !endsName(sc.s[:i]) {
		return span{}, false
	}
	kind, sure := keyKind(sc.s[sc.wordStart(i):i])
	if !sure || (kind != "password" && kind != "secret") {
		return span{}, false
	}
	from := i
	for range 4 { // "value", and a number as Cisco's for how what follows is enciphered
		for from < len(sc.s) && from-i < maxGap && strings.IndexByte(" \t\n\"'`|,()>*:=&\\", sc.s[from]) >= 0 {
			from++
		}
		n := run(sc.s[from:min(len(sc.s), from+maxKey)], "-")
		w := sc.s[from : from+n]
		if len(w) != 1 && !between[strings.ToLower(w)] {
			break
		}
		from += n
	}
	end := sc.bareEnd(from, min(len(sc.s), from+maxValue))
	v := strings.TrimRight(sc.s[from:end], ".,!?)(")
	if !likePassword(v) || masked(v) || kind == "secret" && !shapeOf(v).random() {
		return span{}, false
	}
	if rest := sc.s[from+len(v):]; strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "(") {
		return span{}, false // the next key
	}
	return span{from, from + len(v), kind}, true
}

// maxGap is how much may stand between a name and its value besides words: quotes, brackets, an indented line.
const maxGap = 48

// between are the words that may.
var between = set(`value val is was to be now new old set text type string const and the for`)

// endsName lets go of all words but those that beside is about, by their last two letters.
func endsName(s string) bool {
	switch s[len(s)-2:] {
	case "rd", "RD", "wd", "WD", "et", "ET", "se", "SE", "de", "DE", "ss", "SS":
		return true
	}
	return false
}

// likePassword says whether a bare word may be a password, and no number, name or version.
func likePassword(v string) bool {
	return unlikeWords(v) && len(v) <= 128 && !strings.ContainsAny(v, "[]{}") && !strings.Contains(v, "://") && strings.Trim(v, "0123456789.,:-/%") != "" && !shapeOf(v).hex
}

// phrase finds the twelve words or more that a wallet is made of (BIP 39 has 12 to 24, of three to eight letters), behind start.
func (sc *scanner) phrase(start int) (span, bool) {
	for start < len(sc.s) && strings.IndexByte(" \t\"'`=:>", sc.s[start]) >= 0 {
		start++
	}
	end, words := start, 0
	for words < 24 {
		n := 0
		for end+n < len(sc.s) && n < 9 && classOf(sc.s[end+n]) == 'l' {
			n++
		}
		if n < 3 || n > 8 {
			break
		}
		words++
		end += n
		if end == len(sc.s) || sc.s[end] != ' ' && sc.s[end] != ',' {
			break
		}
		for end < len(sc.s) && end-start < maxQuoted && (sc.s[end] == ' ' || sc.s[end] == ',') {
			end++
		}
	}
	if words < 12 {
		return span{}, false
	}
	return span{start, start + len(strings.TrimRight(sc.s[start:end], " ,")), "seed-phrase"}, true
}
