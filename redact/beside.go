package redact

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// beside finds the password that stands behind its name with no delimiter of a key between them: in a table, an argument, the next line, a
// sentence, a file such as .netrc. The name ends before i.
func (sc *scanner) beside(i int) (span, bool) {
	if sc.ending(i)&endsName == 0 {
		return span{}, false
	}
	kind, sure := keyKind(sc.s[sc.wordStart(i):i])
	if kind != "password" && (kind != "secret" || !sure) {
		return span{}, false
	}
	if from := sc.about(i); from > 0 {
		return sc.passwordAt(from, kind, sure)
	}
	from := i
	for range 4 { // "value", and a number as Cisco's for how what follows is enciphered
		for from < len(sc.s) && from-i < maxGap {
			n := gapAt(sc.s[from:])
			if n == 0 {
				break
			}
			from += n
		}
		n := run(sc.s[from:min(len(sc.s), from+maxKey)], "-")
		w := strings.ToLower(sc.s[from : from+n])
		if at := sc.delimited(from + n); at > 0 && strings.HasSuffix(w, "value") {
			return sc.valueOf(kind, true, at, context{delimiter: '='}) // {"name":"DB_PASSWORD","value":"…"}
		}
		if !between[w] && (len(w) != 1 || classOf(w[0]) != 'd' || from+1 >= len(sc.s) || sc.s[from+1] != ' ') {
			break
		}
		from += n
	}
	return sc.passwordAt(from, kind, sure)
}

// passwordAt is the bare word at from if it may be a password: behind a name that may be another word ("pass"), it must look more like one.
func (sc *scanner) passwordAt(from int, kind string, sure bool) (span, bool) {
	end := sc.bareEnd(from, min(len(sc.s), from+maxValue))
	v := strings.TrimRight(sc.s[from:end], ".,!?)(")
	if n := strings.IndexFunc(v, func(r rune) bool { return r >= firstEastern || strings.ContainsRune("“”„«»", r) }); n >= 0 {
		v = v[:n]
	}
	if !likePassword(v) || masked(v) || !sure && !certain(v) || kind == "secret" && !shapeOf(v).random() && !strong(v) {
		return span{}, false
	}
	if rest := sc.s[from+len(v):]; strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "(") {
		return span{}, false // the next key
	}
	return span{from, from + len(v), kind}, true
}

// nextLine is the password that stands alone in the line behind its name's, with or without what a chat writes around code; i is at that line's end.
func (sc *scanner) nextLine(i int) (span, bool) {
	from := i
	for from < len(sc.s) && from-i < maxGap && (blank(sc.s[from]) || quote(sc.s[from])) {
		from++
	}
	found, ok := sc.passwordAt(from, "password", true)
	if ok && found.end < len(sc.s) && strings.IndexByte("\n\r`\"'", sc.s[found.end]) < 0 {
		return span{}, false
	}
	return found, ok
}

// firstEastern is the first of the characters of scripts that have no blanks between words (CJK Radicals Supplement and on).
const firstEastern = 0x2e80

// about is where the value stands of a name whose owner stands between them: "password for root is …", "Passwort für den Admin: …", "password
// (admin): …", "password changed to …"; 0 if no owner does. The name ends before i.
func (sc *scanner) about(i int) int {
	rest := sc.s[i:min(len(sc.s), i+maxBefore)]
	if rest == "" || rest[0] != ' ' {
		return 0
	}
	at := 1
	for hops := range maxHops {
		n := strings.IndexAny(rest[at:], " \n")
		if n <= 0 || rest[at+n] == '\n' {
			return 0
		}
		w := strings.ToLower(rest[at : at+n])
		at += n + 1
		switch {
		case hops == 0 && !owners[w] && w[0] != '(':
			return 0
		case copulas[w], len(w) > 2 && w[len(w)-1] == ':':
			return i + at
		case strings.ContainsAny(w, ".;!?") && strings.ContainsAny(w[len(w)-1:], ".;!?"):
			return 0
		}
	}
	return 0
}

// owners begin what says whose a password is, or what became of it.
var owners = set(`for of to on at in from für fuer von vom zum zur de del della para pour du des voor till för per changed rotated updated geändert`)

// copulas stand before a value.
var copulas = set(`is was are = : - now ist war lautet es era est é è são är er is: to`)

// delimited is what is behind the delimiter of a key that ends at i, which quotes and blanks may stand before; 0 if there is none.
func (sc *scanner) delimited(i int) int {
	for n := 0; i < len(sc.s) && n < 4 && strings.IndexByte("\"'\\ ", sc.s[i]) >= 0; n++ {
		i++
	}
	if i < len(sc.s) && (sc.s[i] == ':' || sc.s[i] == '=') {
		return i + 1
	}
	return 0
}

// maxGap is how much may stand between a name and its value besides words: quotes, brackets, an indented line.
const maxGap = 48

// gapAt is the length of the sign that s begins with, if it may stand between a name and its value; 0 if it may not.
func gapAt(s string) int {
	if s[0] < utf8.RuneSelf {
		if strings.IndexByte(" \t\n\"'`|,()>*:=&\\[{<", s[0]) >= 0 || s[0] == '-' && len(s) > 1 && (s[1] == ' ' || s[1] == '>') {
			return 1
		}
		return 0
	}
	r, n := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("“”„«»‘’‚–—→：＝「」『』（）【】\u00a0\u3000", r) {
		return n
	}
	return 0
}

// between are the words that may.
var between = set(`value val is was to be now new old set text type string const and the ist es est lautet war`)

// What the last two letters of a word let it be: one of a secret's names, of a router's commands, or of what stands before a user and a password.
const (
	endsName = 1 << iota
	endsDevice
	endsPair
)

// endings lets go of nearly all words by their last two letters, in either case. It is small, so that it stays in the processor's cache.
var endings = func() (t [32][32]byte) {
	add := func(w string, what byte) { t[w[len(w)-2]&31][w[len(w)-1]&31] |= what }
	for _, k := range slices.Concat(secretKeys, wholeKeys) {
		if k.kind == "password" || k.kind == "secret" {
			add(k.suffix, endsName)
		}
	}
	for _, d := range devices {
		add(d.last, endsDevice)
	}
	for w := range pairNames {
		add(w, endsPair)
	}
	return t
}()

// ending is what the word that ends before i may be.
func (sc *scanner) ending(i int) byte {
	if i < sc.pos+2 {
		return 0
	}
	return endings[sc.s[i-2]&31][sc.s[i-1]&31]
}

// likePassword says whether a bare word may be a password, and no number, name or version.
func likePassword(v string) bool {
	return (unlikeWords(v) || signed(v)) && len(v) <= 128 && !position.MatchString(v) && !measure.MatchString(v) && !strings.ContainsAny(v, "[]{}") && !strings.Contains(v, "://") && strings.Trim(v, "0123456789.,:-/%") != "" && !shapeOf(v).hex
}

var (
	position = regexp.MustCompile(`^[\w$/.-]+\.[a-z]{1,5}:\d+\)?$`)                 // in a source: "PasswordService.java:212"
	measure  = regexp.MustCompile(`^(?:v?\d+(?:\.\d+)+[\w.+-]*|\d+[a-zA-Z]{1,3})$`) // a version, or so much of a unit
)

// certain says whether v cannot be the name of a thing with a number, such as "Gate12B".
func certain(v string) bool {
	s := shapeOf(v)
	return strong(v) && strings.ContainsAny(v, "!#$%^&*?+~@") || s.random() && s.longest >= 10
}

// signed says whether v is a word with a sign within that people put into passwords, and nothing else has beside capitals and small letters.
func signed(v string) bool {
	if len(v) < 8 || strings.ContainsAny(v, " \t\n/\\()[]{}<>=:;,|") {
		return false
	}
	n := strings.IndexAny(v[1:len(v)-1], "!#$%^*?")
	return n >= 0 && strings.ToLower(v) != v && strings.ToUpper(v) != v
}

// strong says whether v is drawn by lot, or has what programs ask of passwords: three of capitals, small letters, digits and signs.
func strong(v string) bool {
	if len(v) < 6 || strings.ContainsAny(v, " \t\n") {
		return false
	}
	s := shapeOf(v)
	letters := s.n - s.digits
	sorts := 0
	for _, has := range []bool{s.digits > 0, s.upper > 0, letters > s.upper, strings.ContainsAny(v, "!#$%^&*?+~@")} {
		if has {
			sorts++
		}
	}
	return sorts > 2 || s.random() && s.longest >= 10
}
