package redact

import "strings"

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
