package redact

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token finds a token that begins at i, where a word begins.
func (sc *scanner) token(i int) (span, bool) {
	rest := sc.s[i:]
	if len(rest) < 2 || rest[1] >= 128 || seconds[rest[0]][rest[1]/64]>>(rest[1]%64)&1 == 0 {
		return span{}, false
	}
	for _, f := range byLetter[rest[0]] {
		if !strings.HasPrefix(rest, f.prefix) {
			continue
		}
		if f.kind == "jwt" {
			return sc.jwt(i)
		}
		if found, ok := sc.form(i, f); ok {
			return found, true
		}
	}
	if len(rest) > 6 && (rest[0] == 'B' || rest[0] == 'b') {
		return sc.scheme(i)
	}
	return span{}, false
}

// maxBody is how much of what follows a prefix is looked at before it is known to be a secret.
const maxBody = 256

func (sc *scanner) form(i int, f form) (span, bool) {
	body := i + len(f.prefix)
	end := body + run(sc.s[body:min(len(sc.s), body+maxBody)], f.also)
	if end == sc.cut && end > body && len(f.prefix) > len("SK") {
		return span{i, end, f.kind}, true
	}
	for end > body && !word(sc.s[end-1]) && sc.s[end-1] != '=' {
		end-- // the full stop of a sentence, the dash of a list
	}
	n := end - body
	if n < f.least || (f.most > 0 && n > f.most) || !opaque(sc.s[body:end], f) {
		return span{}, false
	}
	switch f.kind {
	case "aws-access-key":
		sc.awsUntil = end + maxLook
	}
	if n >= maxBody-1 {
		end += run(sc.s[end:], f.also) // more than was looked at, and it is consumed now
	}
	switch f.kind {
	case "slack-webhook", "discord-webhook", "teams-webhook", "webhook":
		return span{body, end, f.kind}, true // the host stays, for people to know where
	}
	return span{i, end, f.kind}, true
}

// opaque says whether what follows a prefix is no words: "sk-learn-pipeline-for-scoring" begins like a key. AWS's ids are in capitals, and
// hexadecimal ones are what they say.
func opaque(body string, f form) bool {
	switch f.kind {
	case "aws-access-key":
		return strings.ToUpper(body) == body && !strings.Contains(body, "_")
	case "twilio-key", "databricks-token", "digitalocean-token", "mailgun-key", "infracost-key", "adobe-secret":
		return strings.Trim(body, "0123456789abcdef-") == ""
	case "api-key", "vault-token", "resend-key", "mercadopago-token", "notion-token", "facebook-token", "render-key", "duffel-token", "crates-io-token", "alibaba-key", "tencent-key":
		s := shapeOf(body) // the prefix is a word, or short
		return s.random() || s.hex && s.n >= 32
	}
	return strings.ContainsAny(body, "0123456789")
}

// run is how many bytes of s can belong to a token.
func run(s, also string) int {
	n := 0
	for n < len(s) && (word(s[n]) || strings.IndexByte(also, s[n]) >= 0) {
		n++
	}
	return n
}

// jwt finds a JSON Web Token (RFC 7519): three parts of base64url, of which the first two are JSON objects and the last may be empty or cut.
func (sc *scanner) jwt(i int) (span, bool) {
	if i < sc.jwtUntil {
		return span{}, false
	}
	header := i + run(sc.s[i:], "-")
	if !strings.HasPrefix(sc.s[header:], ".eyJ") {
		sc.jwtUntil = header
		return span{}, false
	}
	end := header + 1 + run(sc.s[header+1:], "-")
	if end < len(sc.s) && sc.s[end] == '.' {
		end += 1 + run(sc.s[end+1:], "-")
	}
	return span{i, end, "jwt"}, true
}

// scheme finds the credential behind "Bearer" or "Basic", in a header or out of it.
func (sc *scanner) scheme(i int) (span, bool) {
	rest := sc.s[i:]
	name, kind := "bearer ", "bearer-token"
	if !foldPrefix(rest, name) {
		if name, kind = "basic ", "basic-credentials"; !foldPrefix(rest, name) {
			return span{}, false
		}
	}
	start := i + len(name)
	end := start + run(sc.s[start:], "-._~+/=")
	if end < len(sc.s) && sc.s[end] == ':' {
		return span{}, false // "bearer token1: …" is prose
	}
	end = start + len(strings.TrimRight(sc.s[start:end], ".-"))
	credential := sc.s[start:end]
	switch {
	case masked(credential), kind == "bearer-token" && !unlikeWords(credential):
		return span{}, false
	case kind == "basic-credentials" && !basic(credential) && (end != sc.cut || !base64Text(credential)):
		return span{}, false
	}
	if known, ok := sc.token(start); ok && known.end >= end {
		kind = known.kind
	}
	return span{start, end, kind}, true
}

func foldPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// basic says whether a credential is "user:password" in base64 (RFC 7617): "basic troubleshooting" is not.
func basic(credential string) bool {
	if len(credential) < 4 || len(credential) > 4*maxLook {
		return false
	}
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(credential, "="))
	return err == nil && utf8.Valid(b) && strings.Contains(string(b), ":")
}

// base64Text says whether a credential that was cut is the beginning of text in base64.
func base64Text(credential string) bool {
	b, err := base64.RawStdEncoding.DecodeString(credential[:len(credential)/4*4])
	return err == nil && !bytes.ContainsFunc(b, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) })
}

// telegram finds a bot's token, "8 to 10 digits:35 characters that begin with AA", with i at the colon.
func (sc *scanner) telegram(i int) (span, bool) {
	const length = 35
	if !strings.HasPrefix(sc.s[i+1:], "AA") {
		return span{}, false
	}
	start := i
	for start > sc.pos && i-start < 11 && sc.s[start-1] >= '0' && sc.s[start-1] <= '9' {
		start--
	}
	n := run(sc.s[i+1:min(len(sc.s), i+2+length)], "-")
	if digits := i - start; digits < 8 || digits > 10 || (n != length && i+1+n != sc.cut) {
		return span{}, false
	}
	return span{start, i + 1 + n, "telegram-token"}, true
}

// awsSecret finds a secret access key at i: forty characters of base64 near a key id. A commit hash is as long, and hexadecimal.
func (sc *scanner) awsSecret(i int) (span, bool) {
	const length = 40
	if !word(sc.s[i]) || (i > 0 && strings.IndexByte("/+", sc.s[i-1]) >= 0) {
		return span{}, false
	}
	body := sc.s[i:min(len(sc.s), i+length+1)]
	n := run(body, "/+")
	if (n != length && i+n != sc.cut) || strings.Contains(body[:n], "_") || !mixed(body[:n]) {
		return span{}, false
	}
	return span{i, i + n, "aws-secret-key"}, true
}

// mixed says whether s holds capitals, small letters and digits.
func mixed(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.ToLower(s) != s && strings.ToUpper(s) != s
}
