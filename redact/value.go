package redact

import (
	"regexp"
	"slices"
	"strings"
)

// value is where a value stands, without the quotes around it.
type value struct {
	start, end int
	quoted     bool
}

// value finds the value that begins at or behind start: behind blanks and the marks of emphasis, quoted or not. The quotes may be escaped,
// as in JSON within JSON. An open quotation goes to the end of its line.
func (sc *scanner) value(start int) value {
	s := sc.s
	for n := 0; start < len(s) && n < 16 && (s[start] == ' ' || s[start] == '\t' || s[start] == '*'); n++ {
		start++
	}
	if start+1 < len(s) && s[start] == '\n' && (s[start+1] == ' ' || s[start+1] == '\t') { // YAML's, in the next line
		for n := 0; start < len(s) && n < 16 && blank(s[start]); n++ {
			start++
		}
		if n := run(s[start:min(len(s), start+maxKey)], "-."); n > 0 && strings.HasPrefix(s[start+n:], ": ") {
			return value{start, start, false} // the first key of what stands under this one
		}
	}
	start = literal(s, start)
	open := start
	for open < len(s) && s[open] == '\\' {
		open++
	}
	if open < len(s) && quote(s[open]) {
		end := sc.closing(open+1, s[start:open+1])
		return value{open + 1, end, true}
	}
	return value{start, sc.bareEnd(start, min(len(s), start+maxValue)), false}
}

// literal is where a value begins behind what languages write before it: f"…", rb'…', @"…", YAML's tag, anchor and mark of a block.
func literal(s string, start int) int {
	if start+2 >= len(s) {
		return start
	}
	switch c := s[start]; {
	case c == '!' || c == '&':
		n := strings.IndexByte(s[start:min(len(s), start+maxKey)], ' ')
		if n > 0 && (c == '&' && run(s[start+1:], "-") == n-1 || yamlTags[s[start+1:start+n]]) {
			start += n + 1
		}
	case c == '|' || c == '>':
		i := start + 1
		for i < len(s) && i < start+4 && strings.IndexByte("+-123456789", s[i]) >= 0 {
			i++
		}
		if i < len(s) && s[i] == '\n' {
			for i < len(s) && i < start+maxKey && blank(s[i]) {
				i++
			}
			start = i
		}
	case strings.IndexByte("fFrRbBuUL@$", c) < 0:
	case quote(s[start+1]):
		start++
	case strings.IndexByte("rRbB", s[start+1]) >= 0 && quote(s[start+2]):
		start += 2
	}
	return start
}

// yamlTags stand before a text in YAML.
var yamlTags = set(`!str !binary vault unsafe`)

// maxValue is how much of a value is looked at before it is known to be a secret. Without a bound "auth=auth=auth=…" would take quadratic time.
const maxValue = 256

// bareEnd is where a value without quotes ends, at limit at the latest.
func (sc *scanner) bareEnd(end, limit int) int {
	for end < limit && !blank(sc.s[end]) && strings.IndexByte("\"'`<>|;", sc.s[end]) < 0 && !sc.ends(end) {
		end++
	}
	return end
}

// closing is where a quotation that opened before start ends: at the next quote of its kind behind as many backslashes as there were before the
// opening one. More of them, or an odd number within plain quotes, escape a quote that belongs to the value.
func (sc *scanner) closing(start int, mark string) int {
	escapes, q := len(mark)-1, mark[len(mark)-1]
	run := 0
	limit := min(len(sc.s), start+maxQuoted)
	for i := start; i < limit; i++ {
		switch sc.s[i] {
		case '\n':
			return i
		case '\\':
			run++
			continue
		case q:
			if run == escapes || (escapes == 0 && run%2 == 0) {
				return i - escapes
			}
		}
		run = 0
	}
	return limit
}

// maxQuoted bounds the search for a closing quote: a key file in one line is shorter.
const maxQuoted = 64 << 10

// ends says whether the byte at i ends an unquoted value. Passwords hold any character, so that a comma or bracket ends one only where what
// follows is the next key, the next element, or nothing.
func (sc *scanner) ends(i int) bool {
	rest := sc.s[i+1:]
	switch sc.s[i] {
	case ',', '&':
		return rest == "" || blank(rest[0]) || startsKey(rest)
	case ')', ']', '}':
		return rest == "" || blank(rest[0]) || strings.IndexByte(",;&.)]}\"'`", rest[0]) >= 0
	}
	return false
}

// startsKey says whether s begins with a name and a delimiter.
func startsKey(s string) bool {
	n := 0
	for n < len(s) && n < maxKey && (word(s[n]) || s[n] == '-' || s[n] == '.') {
		n++
	}
	return n > 0 && n < len(s) && (s[n] == '=' || s[n] == ':')
}

// schemes are the names that stand before the credential in an Authorization header (IANA's registry, and those that vendors made up).
var schemes = []string{"bearer", "basic", "token", "apikey", "api-key", "digest", "negotiate", "ntlm", "geniekey", "splunk", "aws4-hmac-sha256", "sso-key", "dpop"}

// credential narrows the value of an Authorization header to what follows the scheme's name; known is false if there is none.
func (sc *scanner) credential(v value) (_ value, known bool) {
	scheme, rest, ok := strings.Cut(sc.s[v.start:min(len(sc.s), v.start+maxLook)], " ")
	if !ok || rest == "" || !slices.Contains(schemes, strings.ToLower(scheme)) {
		return v, false
	}
	start := v.start + len(scheme) + 1
	if v.quoted {
		return value{min(start, v.end), v.end, true}, true
	}
	return sc.value(start), true
}

// cookies widens the value of a Cookie header from its first pair to all of them, up to the end of the line or of the quotation that it stands in.
func (sc *scanner) cookies(v value) value {
	if v.quoted || !strings.HasPrefix(sc.s[v.end:], ";") || !strings.Contains(sc.s[v.start:v.end], "=") {
		return v
	}
	n := strings.IndexAny(sc.s[v.end:], "\r\n\"'`")
	if n < 0 {
		n = len(sc.s) - v.end
	}
	v.end += len(strings.TrimRight(sc.s[v.end:v.end+n], " "))
	return v
}

// context is how a value stands behind its key.
type context struct {
	delimiter byte
	quoted    bool
	prose     bool // words follow
}

// secret says whether a value behind a key of a kind is to be taken out. Where the key is not sure, how the value is written decides: "token=…"
// and "token":"…" are machines' and hold one; behind "token: " anything may stand.
func secret(v, kind string, sure bool, c context) bool {
	if v == "" || masked(v) || yamlReference[v] || !c.quoted && accessor.MatchString(v) || slices.Contains(states, strings.ToLower(strings.Trim(v, ".,!?()"))) || (c.prose && plainWord(v)) {
		return false
	}
	switch kind {
	case "password":
		if v[0] == '/' && strings.Count(v, "/") > 1 && strings.Trim(v, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./_") == "" {
			return false // PWD=/srv/app1
		}
		return sure && !strings.HasPrefix(v, "/") || unlikeWords(v) || signed(v)
	case "secret":
		return !resource(v) // Kubernetes and Vault name secrets by their place
	case "token":
		if !c.quoted && strings.Contains(v, "{") {
			return false // "token=Token{9f4ef63 …": a Java object
		}
		sure = sure || ((c.quoted || c.delimiter != ':') && len(v) >= 6 && !strings.Contains(v, " "))
	case "session":
		if !sure && c.delimiter == ':' && !c.quoted && len(v) < 16 { // OWASP asks of a session's id 64 bits at least; shorter ones number sessions
			return false
		}
	case "cookie":
		sure = strings.Contains(v, "=")
	case "signature":
		return len(v) >= 16 && unlikeWords(v)
	}
	return sure && !numeric(v, 8) || unlikeWords(v)
}

// yamlReference are the tags of YAML behind which stands where a value is kept.
var yamlReference = set(`!Ref !Sub !GetAtt !ImportValue !secret !env_var !reference`)

// accessor matches how a program gets at a value: "lexer.Next()", "user.getPassword()".
var accessor = regexp.MustCompile(`^[a-zA-Z_]\w*(?:(?:\.|->|::)[a-zA-Z_]\w*)+\(\w*\)?;?$`)

// states are the words that stand behind such keys without being a secret. A password that is one of them is not much of a secret.
var states = []string{
	"true", "false", "null", "nil", "none", "undefined", "unknown", "empty", "n/a", "na", "yes", "no", "on", "off", "ok", "set", "unset", "not",
	"expired", "invalid", "incorrect", "wrong", "missing", "required", "rejected", "denied", "failed", "failure", "error", "changed", "reset",
	"rotated", "rotation", "revoked", "refreshed", "valid", "verified", "mismatch", "present", "absent", "optional", "disabled", "enabled",
	"string", "object", "number", "boolean", "bearer", "basic", "token", "password", "secret", "authentication", "success", "succeeded", "updated",
	"created", "deleted", "closed", "opened", "started", "ended", "timeout", "hidden", "the", "a", "is", "was", "has", "for",
}

// masked says whether a value is a placeholder: somebody has redacted it already, or it is filled in elsewhere.
func masked(v string) bool {
	if v == "" || strings.Trim(v, "*xX.-•…#?_") == "" || strings.HasPrefix(v, opening) {
		return true
	}
	if strings.HasPrefix(v, "${") || strings.HasPrefix(v, "$(") || strings.HasPrefix(v, "{{") || strings.HasPrefix(v, "%(") {
		return true
	}
	if (v[0] == '$' || v[0] == '%') && len(v) > 1 && strings.Trim(v[1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ_s%") == "" {
		return true
	}
	if strings.IndexByte("[(<{", v[0]) < 0 {
		return false
	}
	inner := strings.ToLower(strings.Trim(v, "[](){}<>"))
	for _, w := range []string{"redacted", "filtered", "masked", "hidden", "secret", "removed", "obfuscated", "sensitive", "password", "token", "your"} {
		if strings.HasPrefix(inner, w) {
			return true
		}
	}
	return inner == ""
}

// unlikeWords says whether a value looks like a key rather than like something that people or programs say: six characters or more with a digit,
// and more than a number, a date, an address of a machine, or the address of an object in its memory.
func unlikeWords(v string) bool {
	if len(v) < 6 || strings.ContainsAny(v, " \t\n") || numeric(v, 16) || strings.Trim(v, "0123456789-_:.TZ+/") == "" {
		return false
	}
	if strings.HasPrefix(v, "0x") && len(v) <= len("0x")+16 {
		return false
	}
	return strings.ContainsAny(v, "0123456789")
}

// numeric says whether v is a number of fewer than limit digits.
func numeric(v string, limit int) bool { return len(v) < limit && digits(v) }

// plainWord says whether v is a word as people write it: letters alone, with what ends a sentence.
func plainWord(v string) bool {
	return strings.Trim(strings.TrimRight(v, ".,!?)"), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-'") == ""
}

// resource says whether v is a path-like name: "kube-system/default-token".
func resource(v string) bool {
	return strings.Contains(v, "/") && strings.Trim(v, "abcdefghijklmnopqrstuvwxyz0123456789-./_:") == ""
}
