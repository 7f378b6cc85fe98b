package redact

import (
	"slices"
	"strings"
)

// maxKey is the longest key that is looked at; "spring.datasource.hikari.data-source-properties.password" has 57 characters.
const maxKey = 64

// secretKey is the end of a key whose value is a secret, in lower case and without what separates its words: "DB_PASSWORD", "dbPassword" and
// "spring.datasource.password" all end in "password".
type secretKey struct {
	suffix string
	kind   string
	sure   bool // the value is a secret whatever it looks like, unless it is a placeholder or a state; else it must look like one
}

var secretKeys = []secretKey{
	{"password", "password", true},
	{"passwd", "password", true},
	{"passphrase", "password", true},
	{"pwd", "password", true},
	{"passcode", "password", true},
	{"passwort", "password", true},
	{"kennwort", "password", true},
	{"motdepasse", "password", true},
	{"passe", "password", false}, // "mot de passe"
	{"contrasena", "password", true},
	{"senha", "password", true},
	{"clave", "password", false},
	{"wachtwoord", "password", true},
	{"losenord", "password", true},
	{"passord", "password", true},
	{"adgangskode", "password", true},
	{"salasana", "password", true},
	{"haslo", "password", true},
	{"heslo", "password", true},
	{"lozinka", "password", true},
	{"jelszo", "password", true},
	{"sifre", "password", true},
	{"storepass", "password", true}, // Java's keytool
	{"keypass", "password", true},
	{"pword", "password", true},
	{"dbpass", "password", true},
	{"userpass", "password", true},
	{"rootpass", "password", true},
	{"adminpass", "password", true},
	{"smtppass", "password", true},
	{"sshpass", "password", true},
	{"requirepass", "password", true}, // Redis
	{"masterauth", "password", true},  // Redis
	{"bindpw", "password", true},      // LDAP
	{"passwordhash", "password", true},
	{"secret", "secret", true},
	{"secretkey", "secret", true},
	{"secretkeybase", "secret", true},
	{"secretaccesskey", "secret", true},
	{"encryptionkey", "secret", true},
	{"signingkey", "secret", true},
	{"authenticationkey", "secret", true}, // of routers
	{"presharedkey", "secret", true},
	{"psk", "secret", false},
	{"masterkey", "secret", true},
	{"secretvalue", "secret", true},
	{"apikey", "api-key", true},
	{"accesskey", "api-key", true},
	{"accountkey", "api-key", true},
	{"subscriptionkey", "api-key", true},
	{"sharedaccesskey", "api-key", true},
	{"routingkey", "api-key", false},
	{"integrationkey", "api-key", false},
	{"servicekey", "api-key", false},
	{"licensekey", "api-key", false},
	{"appkey", "api-key", false},
	{"accesskeyid", "api-key", false},
	{"appid", "api-key", false}, // OpenWeather's and others'; numbers are none
	{"reporterid", "api-key", false},
	{"privatekey", "private-key", true},
	{"mnemonic", "seed-phrase", true},
	{"phrase", "seed-phrase", true}, // of a seed, of a recovery; "passphrase" is longer
	{"token", "token", false},
	{"authtoken", "token", true},
	{"accesstoken", "token", true},
	{"refreshtoken", "token", true},
	{"idtoken", "token", true},
	{"bearertoken", "token", true},
	{"sessiontoken", "token", true},
	{"securitytoken", "token", true},
	{"apitoken", "token", true},
	{"bottoken", "token", true},
	{"csrftoken", "token", false},
	{"jwt", "token", false},
	{"authorization", "authorization", false},
	{"credential", "credential", false},
	{"credentials", "credential", false},
	{"cookie", "cookie", false},
	{"cookies", "cookie", false},
	{"session", "session", false},
	{"sessionid", "session", false},
	{"sessid", "session", false},
	{"sessionkey", "session", true},
	{"signature", "signature", false},
}

// wholeKeys are too short to be the end of a key: "bypass", "aside", "config".
var wholeKeys = []secretKey{
	{"pass", "password", false},
	{"pw", "password", true},
	{"sid", "session", false},
	{"connectsid", "session", false},
	{"sig", "signature", false},
	{"auth", "authorization", false},
	{"xauth", "authorization", false},
}

// harmlessKeys end like a secret's key and are none: a page of a list is asked for with a token.
var harmlessKeys = set(`
	nexttoken nextpagetoken pagetoken continuationtoken synctoken nextsynctoken cursortoken starttoken startingtoken
	idempotencytoken clienttoken clientrequesttoken shardtoken unexpectedtoken invalidtoken stoptoken maxtoken
`)

// lastLetters marks the letters that secret keys end in, in both cases, to let go of all other words at once.
var lastLetters = func() (t [256]bool) {
	for _, k := range slices.Concat(secretKeys, wholeKeys) {
		c := k.suffix[len(k.suffix)-1]
		t[c], t[c-'a'+'A'] = true, true
	}
	return t
}()

// keysBy is secretKeys by their last letter.
var keysBy = func() (by [256][]secretKey) {
	for _, k := range secretKeys {
		c := k.suffix[len(k.suffix)-1]
		by[c] = append(by[c], k)
	}
	return by
}()

// keyKind is the kind of secret that a key announces, and whether for sure; "" if none.
func keyKind(key string) (kind string, sure bool) {
	if key == "" || len(key) > maxKey || !lastLetters[key[len(key)-1]] {
		return "", false
	}
	var buf [maxKey]byte
	name := keyName(buf[:0], key)
	if len(name) == 0 {
		return "", false
	}
	best := secretKey{}
	for _, k := range keysBy[name[len(name)-1]] {
		if len(k.suffix) > len(best.suffix) && len(k.suffix) <= len(name) && string(name[len(name)-len(k.suffix):]) == k.suffix {
			best = k
		}
	}
	if c := name[len(name)-1]; best.suffix == "" && (c == 'w' || c == 's') {
		if last, _ := lastWords(key); last == "pw" || last == "pass" {
			best = secretKey{last, "password", last == "pw"} // "DB_PW"; "bypass" is another word
		}
	}
	if best.suffix == "" {
		if i := slices.IndexFunc(wholeKeys, func(k secretKey) bool { return k.suffix == string(name) }); i >= 0 {
			best = wholeKeys[i]
		}
	}
	if best.suffix != "" && harmlessKeys[string(name)] {
		return "", false
	}
	return best.kind, best.sure
}

// harmlessKey says whether a key is one that ends like a secret's and is none.
func harmlessKey(key string) bool {
	var buf [maxKey]byte
	return len(key) <= maxKey && harmlessKeys[string(keyName(buf[:0], key))]
}

// keyName appends a key in lower case, without what separates its words.
func keyName(dst []byte, key string) []byte {
	for i := range len(key) {
		c := key[i]
		if c == '_' || c == '-' || c == '.' || c == ' ' {
			continue
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// keyed finds the value of "key=value", "key: value" and their like, with i at the delimiter.
func (sc *scanner) keyed(i int) (span, bool) {
	key, before := sc.keyBefore(i)
	if key == "" || strings.HasSuffix(sc.s[:before], opening) { // "[redacted:token]" is no key
		return span{}, false
	}
	kind, sure := keyKind(key)
	if kind == "seed-phrase" {
		return sc.phrase(i + 1)
	}
	if strings.EqualFold(key, "key") && before > sc.pos && sc.s[before-1] == ' ' { // "API key: …"
		kind, sure = keyKind(sc.s[sc.wordStart(before-1):before-1] + key)
	}
	if kind == "" {
		return span{}, false
	}
	if key == "PASS" && strings.HasPrefix(sc.s[i:], ": Test") {
		return span{}, false // Go's
	}
	c := context{delimiter: sc.s[i]}
	start := i + 1
	switch {
	case c.delimiter == ':' && (strings.HasPrefix(sc.s[start:], ":") || strings.HasPrefix(sc.s[start:], "=") || sc.s[i-1] == ':'):
		return span{}, false // "Session::open" is a name, and ":=" is looked at with its "="
	case c.delimiter == ':' && before > 0 && strings.IndexByte(":/", sc.s[before-1]) >= 0 && start < len(sc.s) && !blank(sc.s[start]):
		return span{}, false // an ARN, a URN, an image's tag
	}
	for start < len(sc.s) && (sc.s[start] == '=' || sc.s[start] == '>') { // "==", "=>"
		start++
	}
	return sc.valueOf(kind, sure, start, c)
}

// valueOf finds the secret behind a key of a kind and its delimiter.
func (sc *scanner) valueOf(kind string, sure bool, start int, c context) (span, bool) {
	v := sc.value(start)
	switch kind {
	case "authorization":
		v, sure = sc.credential(v)
	case "cookie":
		v = sc.cookies(v)
	}
	if strings.HasPrefix(sc.s[v.start:], "-----BEGIN ") {
		return sc.privateKey(v.start) // its lines go on behind the value
	}
	if v.start == v.end && !v.quoted && kind == "password" {
		return sc.nextLine(v.start)
	}
	c.quoted = v.quoted
	c.prose = !v.quoted && c.delimiter == ':' && v.start > start && sc.proseFollows(v.end)
	if !secret(sc.s[v.start:v.end], kind, sure, c) {
		return span{}, false
	}
	if known, ok := sc.token(v.start); ok && known.start == v.start && known.end >= v.end {
		return known, true
	}
	if !v.quoted {
		v.end = sc.bareEnd(v.end, len(sc.s)) // it may be longer than what was looked at, and it is consumed now
	}
	return span{v.start, v.end, kind}, true
}

// element finds the content of "<password>…</password>", with i at the first ">". The name may be an attribute's, too: <entry key="password">.
func (sc *scanner) element(i int) (span, bool) {
	tag := strings.LastIndexByte(sc.s[max(sc.pos, i-maxLook):i], '<')
	if tag < 0 {
		return span{}, false
	}
	kind, sure := elementKind(sc.s[max(sc.pos, i-maxLook)+tag+1 : i])
	if kind == "" {
		return span{}, false
	}
	const cdata = "<![CDATA["
	if rest := sc.s[i+1:]; strings.HasPrefix(rest, cdata) {
		n := strings.Index(rest[:min(len(rest), maxQuoted)], "]]>")
		if n <= len(cdata) || masked(rest[len(cdata):n]) {
			return span{}, false
		}
		return span{i + 1 + len(cdata), i + 1 + n, kind}, true
	}
	if !strings.HasPrefix(sc.s[sc.value(i+1).end:], "</") {
		return span{}, false
	}
	return sc.valueOf(kind, sure, i+1, context{delimiter: '='})
}

// elementKind is the kind of secret that an element of XML holds, by its name or by the attribute that names it.
func elementKind(tag string) (kind string, sure bool) {
	n := strings.IndexAny(tag, " \t\n")
	if n < 0 {
		n = len(tag)
	}
	if kind, sure = keyKind(tag[strings.LastIndexByte(tag[:n], ':')+1 : n]); kind != "" || tag == "" {
		return kind, sure
	}
	for attribute := range strings.FieldsSeq(tag[n:]) {
		key, value, _ := strings.Cut(attribute, "=")
		if key == "name" || key == "key" || key == "id" {
			return keyKind(strings.Trim(value, "\"'"))
		}
	}
	return "", false
}

// clause finds the password of SQL's "PASSWORD '…'" and "IDENTIFIED BY '…'", with i at the quote.
func (sc *scanner) clause(i int) (span, bool) {
	if i == sc.pos || sc.s[i-1] != ' ' {
		return span{}, false
	}
	end := i - 1
	start := sc.wordStart(end)
	word := strings.ToLower(sc.s[start:end])
	if word != "password" && (word != "by" || !strings.EqualFold(sc.s[max(sc.pos, start-len("identified ")):start], "identified ")) {
		return span{}, false
	}
	return sc.valueOf("password", true, i, context{delimiter: '='})
}

// sentence finds the secret in "the password is …", with i at "is". Most that follows is a word on how the password is.
func (sc *scanner) sentence(i int) (span, bool) {
	key, _ := sc.keyBefore(i)
	kind, _ := keyKind(key)
	if kind == "" {
		return span{}, false
	}
	if v := sc.value(i + len("is ")); !unlikeWords(sc.s[v.start:v.end]) {
		return span{}, false
	}
	return sc.valueOf(kind, false, i+len("is "), context{delimiter: ':'})
}

// keyBefore is the word that ends before i, and where it begins; "" if it is none that a secret's key can be. Behind it may stand blanks, and what
// closes a quotation, an index or emphasis.
func (sc *scanner) keyBefore(i int) (key string, start int) {
	end := i
	if end > sc.pos && sc.s[i] == '=' && sc.s[end-1] == ':' {
		end--
	}
	for n := 0; n < 6 && end > sc.pos && strings.IndexByte(" \"'`\\]*?!+|", sc.s[end-1]) >= 0; n++ {
		end--
	}
	if end <= sc.pos || !lastLetters[sc.s[end-1]] {
		return "", end
	}
	start = sc.wordStart(end)
	return sc.s[start:end], start
}

// wordStart is where the key that ends at end begins.
func (sc *scanner) wordStart(end int) int {
	start := end
	for start > sc.pos && end-start <= maxKey && (word(sc.s[start-1]) || sc.s[start-1] == '-' || sc.s[start-1] == '.') {
		start--
	}
	return start
}

// proseFollows says whether words follow, so that what stands before them is one too: "token: expired for user 12".
func (sc *scanner) proseFollows(end int) bool {
	rest := sc.s[end:]
	if len(rest) < 2 || rest[0] != ' ' {
		return false
	}
	next, _, _ := strings.Cut(rest[1:min(len(rest), maxLook)], " ")
	return next != "" && !strings.ContainsAny(next, "=:")
}
