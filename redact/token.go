package redact

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// form is a token that is known by how it begins.
type form struct {
	prefix string
	least  int    // how many characters follow at least
	most   int    // and at most; 0 is no limit
	also   string // what may follow beside letters, digits and "_"
	kind   string
}

// forms are the published ones: each vendor's documentation, or its entry in GitHub's list of patterns for secret scanning. Where a vendor
// states a length it is asked for; otherwise enough characters that no word is meant.
var forms = []form{
	{"AKIA", 16, 16, "", "aws-access-key"},
	{"ASIA", 16, 16, "", "aws-access-key"},
	{"AIza", 35, 35, "-", "google-api-key"},
	{"ATATT3", 40, 0, "-=", "atlassian-token"},
	{"AGE-SECRET-KEY-1", 40, 0, "", "private-key"},
	{"EAACEdEose0cBA", 10, 0, "", "facebook-token"},
	{"GOCSPX-", 20, 0, "-", "google-oauth-secret"},
	{"NRAK-", 20, 0, "", "newrelic-key"},
	{"PMAK-", 20, 0, "-", "postman-key"},
	{"SG.", 40, 0, ".-", "sendgrid-key"},
	{"SK", 32, 32, "", "twilio-key"}, // hexadecimal, see token
	{"dapi", 32, 34, "-", "databricks-token"},
	{"dckr_pat_", 20, 0, "-", "docker-token"},
	{"doo_v1_", 32, 0, "", "digitalocean-token"},
	{"dop_v1_", 32, 0, "", "digitalocean-token"},
	{"dor_v1_", 32, 0, "", "digitalocean-token"},
	{"figd_", 20, 0, "-", "figma-token"},
	{"gho_", 30, 0, "", "github-token"},
	{"ghp_", 30, 0, "", "github-token"},
	{"ghr_", 30, 0, "", "github-token"},
	{"ghs_", 30, 0, "", "github-token"},
	{"ghu_", 30, 0, "", "github-token"},
	{"github_pat_", 30, 0, "", "github-token"},
	{"gldt-", 16, 0, "-", "gitlab-token"},
	{"glpat-", 16, 0, "-.", "gitlab-token"},
	{"glptt-", 16, 0, "-", "gitlab-token"},
	{"glrt-", 16, 0, "-.", "gitlab-token"},
	{"glsa_", 30, 0, "", "grafana-token"},
	{"hf_", 30, 0, "", "huggingface-token"},
	{"hvb.", 20, 0, "-", "vault-token"},
	{"hvs.", 20, 0, "-", "vault-token"},
	{"lin_api_", 30, 0, "", "linear-key"},
	{"npm_", 36, 36, "", "npm-token"},
	{"pk_live_", 16, 0, "", "stripe-key"},
	{"pul-", 40, 40, "", "pulumi-token"},
	{"pypi-", 50, 0, "-", "pypi-token"},
	{"rk_live_", 16, 0, "", "stripe-key"},
	{"rk_test_", 16, 0, "", "stripe-key"},
	{"rubygems_", 40, 0, "", "rubygems-key"},
	{"shpat_", 32, 0, "", "shopify-token"},
	{"shpss_", 32, 0, "", "shopify-token"},
	{"sk-", 20, 0, "-", "api-key"}, // OpenAI, Anthropic and who followed them
	{"sk_live_", 16, 0, "", "stripe-key"},
	{"sk_test_", 16, 0, "", "stripe-key"},
	{"sntrys_", 30, 0, "=+/", "sentry-token"},
	{"sntryu_", 30, 0, "", "sentry-token"},
	{"tskey-", 16, 0, "-", "tailscale-key"},
	{"u+", 18, 18, "-", "pagerduty-token"},
	{"whsec_", 20, 0, "+/=", "webhook-secret"},
	{"xapp-", 20, 0, "-", "slack-token"},
	{"xoxa-", 10, 0, "-", "slack-token"},
	{"xoxb-", 10, 0, "-", "slack-token"},
	{"xoxc-", 10, 0, "-", "slack-token"},
	{"xoxd-", 10, 0, "-%", "slack-token"},
	{"xoxe-", 10, 0, "-", "slack-token"},
	{"xoxe.xoxp-", 10, 0, "-", "slack-token"},
	{"xoxp-", 10, 0, "-", "slack-token"},
	{"xoxr-", 10, 0, "-", "slack-token"},
	{"xoxs-", 10, 0, "-", "slack-token"},
	{"ya29.", 20, 0, "-", "google-oauth-token"},
	// Addresses whose path is the secret: whoever has them may post.
	{"hooks.slack.com/services/", 10, 0, "/-", "slack-webhook"},
	{"hooks.slack.com/triggers/", 10, 0, "/-", "slack-webhook"},
	{"hooks.slack.com/workflows/", 10, 0, "/-", "slack-webhook"},
	{"discord.com/api/webhooks/", 10, 0, "/-", "discord-webhook"},
	{"discordapp.com/api/webhooks/", 10, 0, "/-", "discord-webhook"},
	{"webhook.office.com/webhookb2/", 10, 0, "/-@", "teams-webhook"},
	// JWT is a form of its own, see jwt.
	{"eyJ", 0, 0, "", "jwt"},
}

// byLetter is forms by their first byte, and the first of a letter.
var byLetter = func() (by [256][]form) {
	for _, f := range forms {
		by[f.prefix[0]] = append(by[f.prefix[0]], f)
	}
	return by
}()

// token finds a token that begins at i, where a word begins.
func (sc *scanner) token(i int) (span, bool) {
	rest := sc.s[i:]
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

func (sc *scanner) form(i int, f form) (span, bool) {
	body := i + len(f.prefix)
	end := body + run(sc.s[body:], f.also)
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
	case "slack-webhook", "discord-webhook", "teams-webhook":
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
	case "twilio-key", "databricks-token", "digitalocean-token":
		return strings.Trim(body, "0123456789abcdef-") == ""
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
