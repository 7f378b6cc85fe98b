package redact_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
)

// draw makes up secrets: the same ones in each run, and none that stands in this repository.
type draw struct{ *rand.Rand }

func newDraw(seed uint64) draw { return draw{rand.New(rand.NewPCG(seed, 5))} }

const (
	lowers  = "abcdefghijklmnopqrstuvwxyz"
	uppers  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	numbers = "0123456789"
	hexes   = numbers + "abcdef"
	lower36 = numbers + lowers
	base62  = lower36 + uppers
	base32  = uppers + "234567"
	base58  = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	url64   = base62 + "-_"
)

// of is n characters of an alphabet, a digit and a letter among them where it has both.
func (d draw) of(alphabet string, n int) string {
	for {
		b := make([]byte, n)
		for i := range b {
			b[i] = alphabet[d.IntN(len(alphabet))]
		}
		s := string(b)
		digit := strings.ContainsAny(s, numbers) || !strings.Contains(alphabet, "5")
		letter := strings.ContainsAny(s, lowers+uppers) || alphabet == numbers
		if n < 6 || digit && letter && !strings.ContainsAny(s[:1]+s[n-1:], "-_") {
			return s
		}
	}
}

func (d draw) hex(n int) string { return d.of(hexes, n) }

func (d draw) uuid() string {
	h := d.hex(32)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}

func (d draw) base64(bytes int) string {
	b := make([]byte, bytes)
	for i := range b {
		b[i] = byte(d.IntN(256))
	}
	return base64.StdEncoding.EncodeToString(b)
}

// password is one as people choose them.
func (d draw) password() string {
	words := []string{"Tr0ub4dor", "correct-Horse7", "Winter2025!", "s3cr3t", "Qwerty#99", "pa55phrase", "L0ngAnd$trange", "hunter2hunter"}
	return words[d.IntN(len(words))] + d.of(lower36, 3)
}

func (d draw) jwt() string {
	enc := base64.RawURLEncoding
	return enc.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + enc.EncodeToString([]byte(`{"sub":"`+d.of(numbers, 10)+`"}`)) + "." + d.of(url64, 43)
}

func (d draw) pem(label, brk string) string {
	var b strings.Builder
	b.WriteString("-----BEGIN " + label + "-----" + brk)
	for range 5 {
		b.WriteString(d.base64(48) + brk)
	}
	return b.String() + d.base64(33) + brk + "-----END " + label + "-----"
}

// luhn completes the number of a card.
func (d draw) card(prefix string, n int) string {
	for {
		s := prefix + d.of(numbers, n-len(prefix))
		sum := 0
		for i := range len(s) {
			x := int(s[len(s)-1-i] - '0')
			if i%2 == 1 {
				x *= 2
			}
			sum += x/10 + x%10
		}
		if sum%10 == 0 {
			return s
		}
	}
}

// secretKind is a kind of secrets: how one looks, and what stands beside it, if it cannot be known without. The kinds of the second half were kept
// aside while the rules were written; nothing was changed for their sake.
type secretKind struct {
	name  string
	make  func(draw) string
	label []string // "" for a secret that its form betrays
	held  bool
}

var secretKindsPlanted = []secretKind{
	{"aws key id", func(d draw) string { return "AKIA" + d.of(base32, 16) }, nil, false},
	{"aws secret", func(d draw) string { return d.base64(30) }, []string{"aws_secret_access_key", "AWS secret key", "secretAccessKey"}, false},
	{"github", func(d draw) string { return "ghp_" + d.of(base62, 36) }, nil, false},
	{"gitlab", func(d draw) string { return "glpat-" + d.of(url64, 20) }, nil, false},
	{"slack", func(d draw) string { return "xoxb-" + d.of(numbers, 12) + "-" + d.of(numbers, 12) + "-" + d.of(base62, 24) }, nil, false},
	{"slack webhook", func(d draw) string { return "hooks.slack.com/services/T" + d.of(uppers+numbers, 8) + "/B" + d.of(uppers+numbers, 10) + "/" + d.of(base62, 24) }, nil, false},
	{"stripe", func(d draw) string { return "sk_live_" + d.of(base62, 24) }, nil, false},
	{"google", func(d draw) string { return "AIza" + d.of(url64, 35) }, nil, false},
	{"openai", func(d draw) string { return "sk-proj-" + d.of(base62, 48) }, nil, false},
	{"jwt", func(d draw) string { return d.jwt() }, nil, false},
	{"password", func(d draw) string { return d.password() }, []string{"password", "db_password", "smtp.pass", "ADMIN_PWD", "spring.datasource.password"}, false},
	{"url password", func(d draw) string { return "postgres://app:" + d.password() + "@db-1.internal:5432/shop" }, nil, false},
	{"bearer", func(d draw) string { return "Authorization: Bearer " + d.of(url64, 40) }, nil, false},
	{"basic", func(d draw) string { return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("svc:"+d.password())) }, nil, false},
	{"hex api key", func(d draw) string { return d.hex(32) }, []string{"api_key", "stripe key", "algolia_admin_key", "X-Api-Key", "DATADOG_APP_KEY", "apikey"}, false},
	{"uuid key", func(d draw) string { return d.uuid() }, []string{"heroku_api_key", "client_secret", "HEROKU_KEY", "auth token"}, false},
	{"lower 40", func(d draw) string { return d.of(lower36, 40) }, []string{"airbrake_user_key", "accessToken", "token", "vendor_secret", "customerio secret"}, false},
	{"email", func(d draw) string { return d.of(lowers, 6) + "." + d.of(lowers, 7) + "@example.com" }, nil, false},
	{"card", func(d draw) string { return d.card("4", 16) }, nil, false},
	{"card in fours", func(d draw) string { c := d.card("5"+d.of("12345", 1), 16); return c[:4] + " " + c[4:8] + " " + c[8:12] + " " + c[12:] }, nil, false},
	{"pem", func(d draw) string { return d.pem("RSA PRIVATE KEY", "\n") }, nil, false},

	{"azure storage", func(d draw) string { return d.base64(64) }, []string{"AccountKey", "storage account key"}, true},
	{"azure ad", func(d draw) string { return d.of(base62, 3) + "8Q~" + d.of(base62, 34) }, []string{"client secret", "AZURE_CLIENT_SECRET"}, true},
	{"gcp service account", func(d draw) string { return d.pem("PRIVATE KEY", `\n`) }, nil, true},
	{"sendgrid", func(d draw) string { return "SG." + d.of(url64, 22) + "." + d.of(url64, 43) }, nil, true},
	{"mailgun", func(d draw) string { return "key-" + d.hex(32) }, nil, true},
	{"mailchimp", func(d draw) string { return d.hex(32) + "-us1" + d.of(numbers, 1) }, []string{"mailchimp_api_key", "mc key"}, true},
	{"twilio", func(d draw) string { return d.hex(32) }, []string{"twilio_auth_token", "twilio token"}, true},
	{"invented prefix", func(d draw) string { return d.of(lowers, 4) + "_" + d.of(base62, 36) }, nil, true},
	{"invented prefix in two", func(d draw) string { return d.of(lowers, 3) + "_live_" + d.of(base62, 28) }, nil, true},
	{"invented dashes", func(d draw) string { return d.of(lowers, 3) + "-sk-" + d.of(base62, 32) }, nil, true},
	{"base62 alone", func(d draw) string { return d.of(base62, 44) }, nil, true},
	{"base64 alone", func(d draw) string { return d.base64(48) }, nil, true},
	{"base58 wallet", func(d draw) string { return "5K" + d.of(base58, 49) }, nil, true},
	{"totp seed", func(d draw) string { return d.of(base32, 32) }, []string{"otp secret", "totp_secret", "seed"}, true},
	{"wireguard", func(d draw) string { return d.base64(32) }, []string{"PrivateKey", "PresharedKey"}, true},
	{"ethereum", func(d draw) string { return "0x" + d.hex(64) }, []string{"private key", "ETH_PRIVATE_KEY"}, true},
	{"telegram", func(d draw) string { return d.of(numbers[1:], 1) + d.of(numbers, 8) + ":AA" + d.of(url64, 33) }, nil, true},
	{"discord bot", func(d draw) string { return "M" + d.of(base62, 23) + "." + d.of(base62, 6) + "." + d.of(url64, 38) }, nil, true},
	{"redis url", func(d draw) string { return "redis://:" + d.password() + "@cache-2:6379/0" }, nil, true},
	{"odbc", func(d draw) string { return "Driver={SQL Server};Server=db1;Uid=app;Pwd=" + d.password() + ";" }, nil, true},
	{"sas", func(d draw) string { return "https://acc.blob.core.windows.net/c?sv=2024-11-04&se=2026-01-01&sig=" + strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(d.base64(32)) }, nil, true},
	{"bcrypt", func(d draw) string { return "$2b$12$" + d.of(base62, 53) }, nil, true},
	{"sha512crypt", func(d draw) string { return "$6$" + d.of(base62, 12) + "$" + d.of(base62, 86) }, nil, true},
	{"cookie", func(d draw) string { return "Cookie: _sess=" + d.of(base62, 26) + "; theme=dark" }, nil, true},
	{"pgp", func(d draw) string { return d.pem("PGP PRIVATE KEY BLOCK", "\n") }, nil, true},
	{"docker auth", func(d draw) string { return base64.StdEncoding.EncodeToString([]byte("deploy:" + d.password() + d.of(base62, 8))) }, []string{"auth", "_auth"}, true},
	{"npmrc", func(d draw) string { return "//registry.example.com/:_authToken=" + d.uuid() }, nil, true},
	{"netrc", func(d draw) string { return "machine api.example.com login bob password " + d.password() }, nil, true},
	{"pgpass", func(d draw) string { return "db.example.com:5432:shop:app:" + d.password() }, nil, true},
	{"curl user", func(d draw) string { return "curl -sS --user bob:" + d.password() + " https://api.example.com/v1" }, nil, true},
	{"mysql flag", func(d draw) string { return "mysqldump -h db -u root -p" + d.password() + " shop" }, nil, true},
	{"iban", func(draw) string { return "DE89" + "3704" + "0044" + "0532" + "0130" + "00" }, nil, true},
	{"ssn", func(d draw) string { return "5" + d.of(numbers, 2) + "-2" + d.of(numbers, 1) + "-4" + d.of(numbers, 3) }, []string{"SSN", "social security number"}, true},
	{"webhook path", func(d draw) string { return "https://events.example.net/hook/" + d.of(base62, 32) }, nil, true},
	{"sentry dsn", func(d draw) string { return "https://" + d.hex(32) + "@o" + d.of(numbers, 6) + ".ingest.example.io/" + d.of(numbers, 6) }, nil, true},
}

// contexts are how a secret stands beside its name. %[1]s is the name, %[2]s the secret.
var contexts = []struct{ name, form string }{
	{"code", "%[1]s = '%[2]s'"},
	{"yaml", "%[1]s: %[2]s"},
	{"json", `{"%[1]s":"%[2]s","n":1}`},
	{"logfmt", "level=info %[1]s=%[2]s user=7"},
	{"json in json", `{"msg":"{\"%[1]s\":\"%[2]s\"}"}`},
	{"xml", "<%[1]s>%[2]s</%[1]s>"},
	{"xml attributes", `<add key="%[1]s" value="%[2]s" />`},
	{"call", `client.set("%[1]s", "%[2]s")`},
	{"ruby", "'%[1]s' => '%[2]s',"},
	{"go", `%[1]s := "%[2]s"`},
	{"prose", "the %[1]s is %[2]s, please rotate it"},
	{"kubernetes", "- name: %[1]s\n  value: %[2]s"},
	{"name and value", `{"name": "%[1]s", "value": "%[2]s"}`},
	{"table", "| %[1]s | %[2]s |"},
	{"next line", "%[1]s:\n\t%[2]s"},
	{"chat", "*%[1]s*: `%[2]s`"},
	{"comment", "// old %[1]s %[2]s"},
	{"query", "GET /v1/x?%[1]s=%[2]s&page=2 500"},
}

// bare are texts around a secret that its form betrays.
var bare = []struct{ name, form string }{
	{"alone", "%s"},
	{"prose", "somebody pasted %s into the room"},
	{"json", `{"detail":"%s","n":1}`},
	{"quoted", "refused: '%s' (403)"},
	{"list", "- %s\n- other"},
	{"brackets", "call failed [%s] after 3 s"},
}

// planted are secrets in texts: the text, and what must not be left of it.
type plant struct {
	kind, context, text, secret string
	held                        bool
}

func planted(rounds int) []plant {
	var out []plant
	d := newDraw(1)
	for range rounds {
		for _, k := range secretKindsPlanted {
			for i, c := range bare {
				if k.label != nil {
					break
				}
				s := k.make(d)
				if strings.ContainsAny(s, "\n") && i > 1 {
					continue // keys have lines of their own
				}
				out = append(out, plant{k.name, c.name, fmt.Sprintf(c.form, s), core(s), k.held})
			}
			for _, c := range contexts {
				if k.label == nil {
					break
				}
				s := k.make(d)
				out = append(out, plant{k.name, c.name, fmt.Sprintf(c.form, k.label[d.IntN(len(k.label))], s), core(s), k.held})
			}
		}
	}
	return out
}

// core is the part of a text of ours that is the secret, where words are around it.
func core(s string) string {
	for _, cut := range []string{"Bearer ", "Basic ", "postgres://app:", "redis://:", "Pwd=", "_sess=", "_authToken=", "password ", ":shop:app:", "--user bob:", "-u root -p", "sig=", "/hook/", "services/", "https://"} {
		if i := strings.Index(s, cut); i >= 0 {
			s = s[i+len(cut):]
			break
		}
	}
	if strings.HasPrefix(s, "-----BEGIN") {
		return s[40:80]
	}
	n := strings.IndexAny(s, "@; ")
	if n > 0 && strings.Trim(s[:n], "0123456789") != "" && !strings.Contains(s, "@example.com") {
		return s[:n]
	}
	return s
}

func base64Of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
