package redact

import (
	"strings"
	"unicode/utf8"
)

// span is a secret found: what is to be replaced, and by what kind.
type span struct {
	start, end int
	kind       string
}

// scanner walks a text once. At a byte that a secret's form can hang on (a delimiter, the first letter of a token) it looks closer, over a
// bounded stretch or over one that it then consumes, so that the whole is linear.
type scanner struct {
	s   string
	pos int // the text before it is done with

	cut int // where the text was cut, at the mark that says so; -1 if it was not

	awsUntil int // a secret access key stands near its key id: where to expect one
	jwtUntil int // a run that was found to be no JWT ends here
}

// cutMark is what the mark of a cut text begins with, as the readers of evidence write it. What stands before it may be the beginning of a
// secret that is too short to be known by its form.
const cutMark = " … (cut: "

func newScanner(s string) scanner {
	return scanner{s: s, cut: strings.LastIndex(s, cutMark)}
}

// triggers marks the bytes at which next looks closer.
var triggers = func() (t [256]bool) {
	for _, c := range []byte(":=->'iBb\"| \n\t,\\${([<`pas") {
		t[c] = true
	}
	for _, f := range forms {
		t[f.prefix[0]] = true
	}
	for _, c := range []byte("“«：＝") { // what may stand right behind a name, see gapAt
		t[c] = true
	}
	for c, words := range foreignBy {
		t[c] = t[c] || words != nil
	}
	return t
}()

// next is the next secret; ok is false if there is none.
func (sc *scanner) next() (found span, ok bool) {
	for i := sc.pos; i < len(sc.s); i++ {
		if !triggers[sc.s[i]] && i >= sc.awsUntil {
			continue
		}
		if found, ok := sc.at(i); ok {
			sc.pos = found.end
			return found, true
		}
	}
	sc.pos = len(sc.s)
	return span{}, false
}

// at looks for a secret that hangs on the byte at i.
func (sc *scanner) at(i int) (span, bool) {
	switch sc.s[i] {
	case ':':
		if found, ok := sc.oracle(i); ok {
			return found, true
		}
		if strings.HasPrefix(sc.s[i:], "://") {
			return sc.address(i)
		}
		if found, ok := sc.telegram(i); ok {
			return found, true
		}
		if found, ok := sc.passFile(i); ok {
			return found, true
		}
		if found, ok := sc.pair(i); ok {
			return found, true
		}
		return sc.keyed(i)
	case '=':
		return sc.keyed(i)
	case '-':
		return sc.dash(i)
	case '>':
		return sc.element(i)
	case '\'':
		if found, ok := sc.clause(i); ok {
			return found, true
		}
		return sc.beside(i)
	case '(':
		if found, ok := sc.call(i); ok {
			return found, true
		}
		return sc.beside(i)
	case ' ':
		if sc.ending(i) == 0 {
			return span{}, false
		}
		if found, ok := sc.device(i); ok {
			return found, true
		}
		if found, ok := sc.pair(i); ok {
			return found, true
		}
		return sc.beside(i)
	case '|':
		if found, ok := sc.piped(i); ok {
			return found, true
		}
		return sc.beside(i)
	case '"', '\n', '\t', ',', '\\', '[', '<', '`':
		return sc.beside(i)
	case '$', '{':
		if found, ok := sc.crypt(i); ok {
			return found, true
		}
		return sc.beside(i)
	}
	if sc.s[i] >= utf8.RuneSelf {
		if found, ok := sc.abroad(i); ok {
			return found, ok
		}
		return sc.beside(i)
	}
	if i > sc.pos && word(sc.s[i-1]) {
		return span{}, false
	}
	if strings.HasPrefix(sc.s[i:], "is ") {
		return sc.sentence(i)
	}
	if found, ok := sc.crypt(i); ok {
		return found, true
	}
	if found, ok := sc.token(i); ok {
		return found, true
	}
	if i < sc.awsUntil {
		return sc.awsSecret(i)
	}
	return span{}, false
}

func (sc *scanner) dash(i int) (span, bool) {
	rest := sc.s[i:]
	switch {
	case strings.HasPrefix(rest, "-----BEGIN "):
		return sc.privateKey(i)
	case i > 0 && !blank(sc.s[i-1]) && !quote(sc.s[i-1]):
		return span{}, false
	}
	if found, ok := sc.command(i); ok {
		return found, true
	}
	return sc.flag(i)
}

// privateKey finds a private key in PEM or PGP armour, across lines or escaped newlines. One that is cut loses all that follows: a line of
// base64 cannot be told from the next.
func (sc *scanner) privateKey(i int) (span, bool) {
	label, _, ok := strings.Cut(sc.s[i+len("-----BEGIN "):min(len(sc.s), i+64)], "-----")
	if !ok || !strings.Contains(label, "PRIVATE KEY") {
		return span{}, false
	}
	closing := "-----END " + label + "-----"
	n := strings.Index(sc.s[i:], closing)
	if n < 0 {
		return span{i, len(sc.s), "private-key"}, true
	}
	return span{i, i + n + len(closing), "private-key"}, true
}

// maxLook bounds what is looked at around a delimiter: no key, no user name and no port is longer.
const maxLook = 256

// address finds the password of "scheme://user:password@host", with i at the colon of "://".
func (sc *scanner) address(i int) (span, bool) {
	start := i + len("://")
	end := start
	for end < len(sc.s) && end-start < 4*maxLook && !blank(sc.s[end]) && strings.IndexByte("/?#\"'<>`", sc.s[end]) < 0 {
		end++
	}
	colon := strings.IndexByte(sc.s[start:end], ':')
	if n := strings.IndexByte(sc.s[start:end], '@'); n > 0 && (colon < 0 || n < colon) {
		if !bearerUser(sc.s[start : start+n]) {
			return span{}, false
		}
		return span{start, start + n, "url-token"}, true
	}
	if colon < 0 {
		return span{}, false
	}
	colonAt := start + colon
	from := colonAt + 1
	at := strings.LastIndexByte(sc.s[from:end], '@')
	if at < 0 && end < len(sc.s) && strings.IndexByte("/?#", sc.s[end]) >= 0 && !digits(sc.s[from:end]) {
		at = sc.lateAt(from, end) // a password with a slash in it
	}
	if at < 0 && end == sc.cut && !digits(sc.s[from:end]) {
		at = end - from // what would follow the password was cut off
	}
	if at <= 0 {
		return span{}, false
	}
	password := sc.s[from : from+at]
	if masked(password) {
		return span{}, false
	}
	if user := sc.s[start:colonAt]; bearerUser(user) {
		return span{start, from + at, "url-password"}, true // both halves are drawn by lot, and who knows which of them is public
	}
	return span{from, from + at, "url-password"}, true
}

// lateAt is where, behind from, the last "@" of an address stands whose password holds what should have been escaped; -1 if there is none.
func (sc *scanner) lateAt(from, end int) int {
	limit := min(len(sc.s), end+maxLook)
	for end < limit && !blank(sc.s[end]) && !quote(sc.s[end]) && sc.s[end] != '<' && sc.s[end] != '>' {
		end++
	}
	return strings.LastIndexByte(sc.s[from:end], '@')
}

// flag finds the value of "--password value" and of "-storepass value"; "--password=value" is found at its "=".
func (sc *scanner) flag(i int) (span, bool) {
	start := i + 1
	if strings.HasPrefix(sc.s[start:], "-") {
		start++
	}
	end := start
	for end < len(sc.s) && end-i < maxKey && (word(sc.s[end]) || sc.s[end] == '-') {
		end++
	}
	if end < start+len("pass") || end >= len(sc.s) || sc.s[end] != ' ' {
		return span{}, false
	}
	kind, sure := keyKind(sc.s[start:end])
	if kind == "" || strings.HasPrefix(sc.s[end+1:], "-") {
		return span{}, false
	}
	if !sure && kind == "password" {
		v := sc.value(end + 1)
		sure = start > i+1 || !numeric(sc.s[v.start:v.end], 8) // "-pass 12"
	}
	return sc.valueOf(kind, sure, end+1, context{delimiter: ' '})
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func quote(c byte) bool { return c == '"' || c == '\'' || c == '`' }

func word(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
