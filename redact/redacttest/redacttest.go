// Package redacttest makes up secrets and what looks like them, for tests of what is left of either. The same ones come out of each run, and none
// stands in this repository.
package redacttest

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
)

// Draw makes up strings: the same ones for the same seed.
type Draw struct{ *rand.Rand }

// New starts with a seed.
func New(seed uint64) Draw { return Draw{rand.New(rand.NewPCG(seed, 5))} } //nolint:gosec // the same ones in each run

// Alphabets that keys are written in.
const (
	Lowers  = "abcdefghijklmnopqrstuvwxyz"
	Uppers  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	Numbers = "0123456789"
	Hexes   = Numbers + "abcdef"
	Lower36 = Numbers + Lowers
	Base62  = Lower36 + Uppers
	Base32  = Uppers + "234567"
	Base58  = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	URL64   = Base62 + "-_"
)

// Of is n characters of an alphabet, a digit and a letter among them where it has both.
func (d Draw) Of(alphabet string, n int) string {
	for {
		b := make([]byte, n)
		for i := range b {
			b[i] = alphabet[d.IntN(len(alphabet))]
		}
		s := string(b)
		digit := strings.ContainsAny(s, Numbers) || !strings.Contains(alphabet, "5")
		letter := strings.ContainsAny(s, Lowers+Uppers) || alphabet == Numbers
		if n < 6 || digit && letter && !strings.ContainsAny(s[:1]+s[n-1:], "-_") {
			return s
		}
	}
}

// Hex is n hexadecimal digits.
func (d Draw) Hex(n int) string { return d.Of(Hexes, n) }

// UUID is one of version 4.
func (d Draw) UUID() string {
	h := d.Hex(32)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}

// Base64 is so many bytes in base64.
func (d Draw) Base64(bytes int) string {
	b := make([]byte, bytes)
	for i := range b {
		b[i] = byte(d.Uint32()) //nolint:gosec // the lowest byte
	}
	return base64.StdEncoding.EncodeToString(b)
}

// password is one as people choose them.
func (d Draw) password() string {
	words := []string{"Tr0ub4dor", "correct-Horse7", "Winter2025!", "s3cr3t", "Qwerty#99", "pa55phrase", "L0ngAnd$trange", "hunter2hunter"}
	return words[d.IntN(len(words))] + d.Of(Lower36, 3)
}

func (d Draw) jwt() string {
	enc := base64.RawURLEncoding
	return enc.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + enc.EncodeToString([]byte(`{"sub":"`+d.Of(Numbers, 10)+`"}`)) + "." + d.Of(URL64, 43)
}

func (d Draw) pem(label, brk string) string {
	var b strings.Builder
	b.WriteString("-----BEGIN " + label + "-----" + brk)
	for range 5 {
		b.WriteString(d.Base64(48) + brk)
	}
	return b.String() + d.Base64(33) + brk + "-----END " + label + "-----"
}

// Card is a number with a valid last digit.
func (d Draw) Card(prefix string, n int) string {
	for {
		s := prefix + d.Of(Numbers, n-len(prefix))
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

// secretKind is a kind of secrets: how one looks, and what stands beside it, if it cannot be known without. The held ones were kept aside
// while the rules were written: 834 of 942 texts with them were found then, and of what was missed the rules were made that find all of them now.
type secretKind struct {
	name  string
	make  func(Draw) string
	label []string // "" for a secret that its form betrays
	held  bool
}

var secretKindsPlanted = []secretKind{
	{"aws key id", func(d Draw) string { return "AKIA" + d.Of(Base32, 16) }, nil, false},
	{"aws secret", func(d Draw) string { return d.Base64(30) }, []string{"aws_secret_access_key", "AWS secret key", "secretAccessKey"}, false},
	{"github", func(d Draw) string { return "ghp_" + d.Of(Base62, 36) }, nil, false},
	{"gitlab", func(d Draw) string { return "glpat-" + d.Of(URL64, 20) }, nil, false},
	{"slack", func(d Draw) string {
		return "xoxb-" + d.Of(Numbers, 12) + "-" + d.Of(Numbers, 12) + "-" + d.Of(Base62, 24)
	}, nil, false},
	{"slack webhook", func(d Draw) string {
		return "hooks.slack.com/services/T" + d.Of(Uppers+Numbers, 8) + "/B" + d.Of(Uppers+Numbers, 10) + "/" + d.Of(Base62, 24)
	}, nil, false},
	{"stripe", func(d Draw) string { return "sk_live_" + d.Of(Base62, 24) }, nil, false},
	{"google", func(d Draw) string { return "AIza" + d.Of(URL64, 35) }, nil, false},
	{"openai", func(d Draw) string { return "sk-proj-" + d.Of(Base62, 48) }, nil, false},
	{"jwt", func(d Draw) string { return d.jwt() }, nil, false},
	{"password", func(d Draw) string { return d.password() }, []string{"password", "db_password", "smtp.pass", "ADMIN_PWD", "spring.datasource.password"}, false},
	{"url password", func(d Draw) string { return "postgres://app:" + d.password() + "@db-1.internal:5432/shop" }, nil, false},
	{"bearer", func(d Draw) string { return "Authorization: Bearer " + d.Of(URL64, 40) }, nil, false},
	{"basic", func(d Draw) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("svc:"+d.password()))
	}, nil, false},
	{"hex api key", func(d Draw) string { return d.Hex(32) }, []string{"api_key", "stripe key", "algolia_admin_key", "X-Api-Key", "DATADOG_APP_KEY", "apikey"}, false},
	{"uuid key", func(d Draw) string { return d.UUID() }, []string{"heroku_api_key", "client_secret", "HEROKU_KEY", "auth token"}, false},
	{"lower 40", func(d Draw) string { return d.Of(Lower36, 40) }, []string{"airbrake_user_key", "accessToken", "token", "vendor_secret", "customerio secret"}, false},
	{"email", func(d Draw) string { return d.Of(Lowers, 6) + "." + d.Of(Lowers, 7) + "@example.com" }, nil, false},
	{"card", func(d Draw) string { return d.Card("4", 16) }, nil, false},
	{"card in fours", func(d Draw) string {
		c := d.Card("5"+d.Of("12345", 1), 16)
		return c[:4] + " " + c[4:8] + " " + c[8:12] + " " + c[12:]
	}, nil, false},
	{"pem", func(d Draw) string { return d.pem("RSA PRIVATE KEY", "\n") }, nil, false},

	{"azure storage", func(d Draw) string { return d.Base64(64) }, []string{"AccountKey", "storage account key"}, true},
	{"azure ad", func(d Draw) string { return d.Of(Base62, 3) + "8Q~" + d.Of(Base62, 34) }, []string{"client secret", "AZURE_CLIENT_SECRET"}, true},
	{"gcp service account", func(d Draw) string { return d.pem("PRIVATE KEY", `\n`) }, nil, true},
	{"sendgrid", func(d Draw) string { return "SG." + d.Of(URL64, 22) + "." + d.Of(URL64, 43) }, nil, true},
	{"mailgun", func(d Draw) string { return "key-" + d.Hex(32) }, nil, true},
	{"mailchimp", func(d Draw) string { return d.Hex(32) + "-us1" + d.Of(Numbers, 1) }, []string{"mailchimp_api_key", "mc key"}, true},
	{"twilio", func(d Draw) string { return d.Hex(32) }, []string{"twilio_auth_token", "twilio token"}, true},
	{"invented prefix", func(d Draw) string { return d.Of(Lowers, 4) + "_" + d.Of(Base62, 36) }, nil, true},
	{"invented prefix in two", func(d Draw) string { return d.Of(Lowers, 3) + "_live_" + d.Of(Base62, 28) }, nil, true},
	{"invented dashes", func(d Draw) string { return d.Of(Lowers, 3) + "-sk-" + d.Of(Base62, 32) }, nil, true},
	{"base62 alone", func(d Draw) string { return d.Of(Base62, 44) }, nil, true},
	{"base64 alone", func(d Draw) string { return d.Base64(48) }, nil, true},
	{"base58 wallet", func(d Draw) string { return "5K" + d.Of(Base58, 49) }, nil, true},
	{"totp seed", func(d Draw) string { return d.Of(Base32, 32) }, []string{"otp secret", "totp_secret", "seed"}, true},
	{"wireguard", func(d Draw) string { return d.Base64(32) }, []string{"PrivateKey", "PresharedKey"}, true},
	{"ethereum", func(d Draw) string { return "0x" + d.Hex(64) }, []string{"private key", "ETH_PRIVATE_KEY"}, true},
	{"telegram", func(d Draw) string { return d.Of(Numbers[1:], 1) + d.Of(Numbers, 8) + ":AA" + d.Of(URL64, 33) }, nil, true},
	{"discord bot", func(d Draw) string { return "M" + d.Of(Base62, 23) + "." + d.Of(Base62, 6) + "." + d.Of(URL64, 38) }, nil, true},
	{"redis url", func(d Draw) string { return "redis://:" + d.password() + "@cache-2:6379/0" }, nil, true},
	{"odbc", func(d Draw) string { return "Driver={SQL Server};Server=db1;Uid=app;Pwd=" + d.password() + ";" }, nil, true},
	{"sas", func(d Draw) string {
		return "https://acc.blob.core.windows.net/c?sv=2024-11-04&se=2026-01-01&sig=" + strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(d.Base64(32))
	}, nil, true},
	{"bcrypt", func(d Draw) string { return "$2b$12$" + d.Of(Base62, 53) }, nil, true},
	{"sha512crypt", func(d Draw) string { return "$6$" + d.Of(Base62, 12) + "$" + d.Of(Base62, 86) }, nil, true},
	{"cookie", func(d Draw) string { return "Cookie: _sess=" + d.Of(Base62, 26) + "; theme=dark" }, nil, true},
	{"pgp", func(d Draw) string { return d.pem("PGP PRIVATE KEY BLOCK", "\n") }, nil, true},
	{"docker auth", func(d Draw) string {
		return base64.StdEncoding.EncodeToString([]byte("deploy:" + d.password() + d.Of(Base62, 8)))
	}, []string{"auth", "_auth"}, true},
	{"npmrc", func(d Draw) string { return "//registry.example.com/:_authToken=" + d.UUID() }, nil, true},
	{"netrc", func(d Draw) string { return "machine api.example.com login bob password " + d.password() }, nil, true},
	{"pgpass", func(d Draw) string { return "db.example.com:5432:shop:app:" + d.password() }, nil, true},
	{"curl user", func(d Draw) string { return "curl -sS --user bob:" + d.password() + " https://api.example.com/v1" }, nil, true},
	{"mysql flag", func(d Draw) string { return "mysqldump -h db -u root -p" + d.password() + " shop" }, nil, true},
	{"iban", func(Draw) string { return "DE89" + "3704" + "0044" + "0532" + "0130" + "00" }, nil, true},
	{"ssn", func(d Draw) string { return "5" + d.Of(Numbers, 2) + "-2" + d.Of(Numbers, 1) + "-4" + d.Of(Numbers, 3) }, []string{"SSN", "social security number"}, true},
	{"webhook path", func(d Draw) string { return "https://events.example.net/hook/" + d.Of(Base62, 32) }, nil, true},
	{"sentry dsn", func(d Draw) string {
		return "https://" + d.Hex(32) + "@o" + d.Of(Numbers, 6) + ".ingest.example.io/" + d.Of(Numbers, 6)
	}, nil, true},
}

// Contexts are how a secret stands beside its name. %[1]s is the name, %[2]s the secret.
var Contexts = []struct{ Name, Form string }{
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
var bare = []struct{ Name, Form string }{
	{"alone", "%s"},
	{"prose", "somebody pasted %s into the room"},
	{"json", `{"detail":"%s","n":1}`},
	{"quoted", "refused: '%s' (403)"},
	{"list", "- %s\n- other"},
	{"brackets", "call failed [%s] after 3 s"},
}

// Plant is a secret in a text.
type Plant struct {
	Kind, Context, Text string
	Secret              string // what must not be left of it
	Held                bool   // it is of a kind that was kept aside while the rules were written
}

// Planted is secrets of all kinds in all contexts, so many of each.
func Planted(rounds int) []Plant {
	var out []Plant
	d := New(1)
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
				out = append(out, Plant{k.name, c.Name, fmt.Sprintf(c.Form, s), core(s), k.held})
			}
			for _, c := range Contexts {
				if k.label == nil {
					break
				}
				s := k.make(d)
				out = append(out, Plant{k.name, c.Name, fmt.Sprintf(c.Form, k.label[d.IntN(len(k.label))], s), core(s), k.held})
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
