package redact_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/redact"
)

// filler stands in for a token's random part, so that no scanner of this repository takes a test for a leak.
func filler(n int) string { return strings.Repeat("aB3dE5gH7j", n/10+1)[:n] }

func TestString(t *testing.T) {
	hex := strings.Repeat("0a1b2c3d", 5)
	jwt := "eyJ" + filler(20) + ".eyJ" + filler(30) + "." + filler(40)
	for _, tt := range []struct{ name, in, want string }{
		// Addresses.
		{"database address", "dial postgres://app:s3cr:t@db.internal:5432/shop?sslmode=on failed", "dial postgres://app:[redacted:url-password]@db.internal:5432/shop?sslmode=on failed"},
		{"no user", "redis://:hunter2@cache:6379/0", "redis://:[redacted:url-password]@cache:6379/0"},
		{"a slash in the password", "amqp://guest:pa/ss@mq:5672/vhost", "amqp://guest:[redacted:url-password]@mq:5672/vhost"},
		{"query", "GET https://x.example/a?token=abc123def&page=2 500", "GET https://x.example/a?token=[redacted:token]&page=2 500"},
		{"presigned", "https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=" + hex + hex[:24] + "&x=1", "https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=[redacted:signature]&x=1"},
		{"shared access signature", "https://a.blob.core.windows.net/c?sv=2024-11-04&sig=" + filler(30) + "%2B%3D", "https://a.blob.core.windows.net/c?sv=2024-11-04&sig=[redacted:signature]"},

		// Keys.
		{"assignment", "DB_PASSWORD=hunter2 started", "DB_PASSWORD=[redacted:password] started"},
		{"spaces", "password = hunter2", "password = [redacted:password]"},
		{"quoted", `passwd: "correct horse battery"`, `passwd: "[redacted:password]"`},
		{"quoted with an escape", `password="a\"b" user=x`, `password="[redacted:password]" user=x`},
		{"quoted with a backslash at its end", `password="a\\" user="x"`, `password="[redacted:password]" user="x"`},
		{"single quotes", "PASSWORD='x y';", "PASSWORD='[redacted:password]';"},
		{"open quotation", "password=\"abc def\nnext line", "password=\"[redacted:password]\nnext line"},
		{"JSON", `{"user":"bob","password":"hunter2","n":1}`, `{"user":"bob","password":"[redacted:password]","n":1}`},
		{"JSON within JSON", `{"msg":"{\"api_key\":\"` + filler(20) + `\",\"n\":1}"}`, `{"msg":"{\"api_key\":\"[redacted:api-key]\",\"n\":1}"}`},
		{"camel case", "clientSecret: abcdefgh,", "clientSecret: [redacted:secret],"},
		{"property", "spring.datasource.password=hunter2", "spring.datasource.password=[redacted:password]"},
		{"index", `"user[password]"=>"hunter2"`, `"user[password]"=>"[redacted:password]"`},
		{"Go", `token := "abcdef1234"`, `token := "[redacted:token]"`},
		{"form", "user=bob&password=a&b&next=/", "user=bob&password=[redacted:password]&next=/"},
		{"list", "auth(password=hun,ter2, user=bob)", "auth(password=[redacted:password], user=bob)"},
		{"in braces", "{password=hunter2}", "{password=[redacted:password]}"},
		{"chat", "the *password*: `hunter2` please rotate", "the *password*: `[redacted:password]` please rotate"},
		{"two words", "API key: " + filler(12), "API key: [redacted:api-key]"},
		{"flag", "mysqldump --password hunter2 --user x", "mysqldump --password [redacted:password] --user x"},
		{"curl", "curl -u admin:hunter2 https://x.example", "curl -u admin:[redacted:password] https://x.example"},
		{"element", "<user>bob</user><db:password>hunter2</db:password>", "<user>bob</user><db:password>[redacted:password]</db:password>"},
		{"SQL", "ALTER ROLE app WITH PASSWORD 'hunter2'; CREATE USER a IDENTIFIED BY 'x y'", "ALTER ROLE app WITH PASSWORD '[redacted:password]'; CREATE USER a IDENTIFIED BY '[redacted:password]'"},
		{"sentence", "the password is hunter2, the token is now void", "the password is [redacted:password], the token is now void"},
		{"environment", "export AWS_SECRET_ACCESS_KEY=" + filler(40) + "\nX=1", "export AWS_SECRET_ACCESS_KEY=[redacted:secret]\nX=1"},
		{"no space", "password:hunter2", "password:[redacted:password]"},
		{"connection string", "Server=db;User Id=sa;Password=Ab;Encrypt=true", "Server=db;User Id=sa;Password=[redacted:password];Encrypt=true"},
		{"storage account", "AccountName=a;AccountKey=" + filler(60) + "==;EndpointSuffix=x", "AccountName=a;AccountKey=[redacted:api-key];EndpointSuffix=x"},
		{"the last word of a key", `{"DB_PW":"hunter2", "smtpPass":"hunter2", "bypass":"hunter2"}`, `{"DB_PW":"[redacted:password]", "smtpPass":"[redacted:password]", "bypass":"hunter2"}`},
		{"a mark within", `password="Tr0ub4dor [redacted:x] 3"`, `password="[redacted:password][redacted:x][redacted:password]"`},
		{"session", "session_id=4f1c2ab9e7d0 ok", "session_id=[redacted:session] ok"},

		// Headers.
		{"bearer", "Authorization: Bearer " + filler(24), "Authorization: Bearer [redacted:authorization]"},
		{"bearer alone", "sent bearer " + filler(24) + ", got 401", "sent bearer [redacted:bearer-token], got 401"},
		{"basic", "authorization: Basic dXNlcjpodW50ZXIy", "authorization: Basic [redacted:authorization]"},
		{"basic alone", "header was Basic dXNlcjpodW50ZXIy.", "header was Basic [redacted:basic-credentials]."},
		{"in quotes", `-H "Authorization: Token token=abc123def456" https://x`, `-H "Authorization: Token [redacted:authorization]" https://x`},
		{"in JSON", `{"Authorization":"Bearer ` + filler(24) + `"}`, `{"Authorization":"Bearer [redacted:authorization]"}`},
		{"cookie", "Cookie: sid=abc; theme=dark\nHost: x", "Cookie: [redacted:cookie]\nHost: x"},
		{"set-cookie", "Set-Cookie: a=b; Path=/; HttpOnly", "Set-Cookie: [redacted:cookie]"},
		{"header of a vendor", "X-Vault-Token: " + filler(26), "X-Vault-Token: [redacted:token]"},

		// Forms.
		{"AWS", "key AKIA" + strings.Repeat("IOSF", 4) + " / " + filler(40) + " leaked", "key [redacted:aws-access-key] / [redacted:aws-secret-key] leaked"},
		{"GitHub", "pushed with ghp_" + filler(36) + ".", "pushed with [redacted:github-token]."},
		{"GitHub, fine-grained", "github_pat_" + filler(60), "[redacted:github-token]"},
		{"GitHub behind a key", "token=ghs_" + filler(36), "token=[redacted:github-token]"},
		{"GitLab", "glpat-" + filler(20), "[redacted:gitlab-token]"},
		{"Slack", "xoxb-" + "123456789012-" + filler(24), "[redacted:slack-token]"},
		{"Slack webhook", "https://hooks.slack.com/services/T0/B0/" + filler(24) + " 404", "https://hooks.slack.com/services/[redacted:slack-webhook] 404"},
		{"Stripe", "sk_live_" + filler(24), "[redacted:stripe-key]"},
		{"Google", "AIza" + filler(35), "[redacted:google-api-key]"},
		{"Anthropic", "sk-ant-api03-" + filler(40), "[redacted:api-key]"},
		{"SendGrid", "SG." + filler(22) + "." + filler(43), "[redacted:sendgrid-key]"},
		{"npm", "npm_" + filler(36), "[redacted:npm-token]"},
		{"PyPI", "pypi-" + filler(90), "[redacted:pypi-token]"},
		{"JWT", "sent " + jwt + " twice", "sent [redacted:jwt] twice"},
		{"JWT, cut", "sent eyJ" + filler(20) + ".eyJ" + filler(9), "sent [redacted:jwt]"},
		{"Twilio", "SK" + hex[:32], "[redacted:twilio-key]"},
		{"DigitalOcean", "dop_v1_" + hex + hex[:24], "[redacted:digitalocean-token]"},
		{"Telegram", "https://api.telegram.org/bot123456789:AA" + filler(33) + "/sendMessage", "https://api.telegram.org/bot[redacted:telegram-token]/sendMessage"},
		{"PEM", "key:\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nnext", "key:\n[redacted:private-key]\nnext"},
		{"PEM in JSON", `{"private_key":"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n","id":1}`, `{"private_key":"[redacted:private-key]\n","id":1}`},
		{"PEM in a quotation of several lines", "private_key: \"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\"", "private_key: \"[redacted:private-key]\""},
		{"PEM, cut", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\nbnNz", "[redacted:private-key]"},
		{"several", "password=a1 token=abc123def ghp_" + filler(36), "password=[redacted:password] token=[redacted:token] [redacted:github-token]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, n := redact.String(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if want := strings.Count(tt.want, "[redacted:") - strings.Count(tt.in, "[redacted:"); n != want {
				t.Errorf("%d secrets, want %d", n, want)
			}
			if again, n := redact.String(got); again != got || n != 0 {
				t.Errorf("again: %q", again)
			}
		})
	}
}

func TestNoFalseAlarm(t *testing.T) {
	for _, s := range []string{
		"",
		"reverted 9fceb02d0ae598e95dc970b74767f19372d61af8 in main",
		"commit: 9fceb02d0ae598e95dc970b74767f19372d61af8",
		"request 7d444840-9dc0-11d1-b245-5ffdce74fad2 failed",
		"trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7",
		"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/DbMain-AbCdEf",
		"arn:aws:iam::123456789012:role/token:reader1234",
		"token expired", "token: expired", "error: invalid token", "token=expired", "auth: token expired for user 12 at 10:04:11",
		"password incorrect", "password: incorrect", "password: must hold a digit", "wrong password for bob",
		"secret rotation done", "secret: rotation done", "secret=kube-system/default-token", "secrets=3",
		"next_token=abc123def456", "nextPageToken: CAUQAA12", "max_tokens=4096", "token_count: 512", "token: 512",
		"unexpected token: '}'", "Unexpected token '<', \"<html>\" is not valid JSON",
		"password=******", "password=${DB_PASSWORD}", "password: $DB_PASSWORD", "password={{ .Values.password }}", "password=<redacted>", "token=[FILTERED]",
		"password=", "password: ", "password=null", `{"password":null,"token":""}`, "has_password=true",
		"PWD=/srv/app", "at com.example.Password.check(Password.java:123)", "session.go:88: closed", "Session::open1234", "Secret::new()",
		"https://example.com:8443/a@b", "https://example.com/user:name@host", "git@github.com:org/repo.git", "http://[::1]:9093/api",
		"session: 2025-10-20", "session: opened for user root", "cookie: none", "bypass=fallback1234", "signature: mismatch",
		"basic authentication is off", "Basic troubleshooting guide", "the bearer of this message", "Bearer authentication",
		"sk-learn-pipeline-for-scoring-of-things", "eyJust a word", "SGML. Nothing", "docker run -u 1000:1000 image", "AKIA is a prefix",
		"-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
		"image registry.example.com/team/secret:1.2.3", "https://hooks.slack.com/services/ is down",
		"use <password> here", "a > b, secret > 3", "the password is wrong", "the token is expired since 10:04", "said 'no'", "moved by 'bob'",
		"token=Token{9f4ef63 ActivityRecord{de9231d}}", "sessionid: 0x14ed93111f20005", "Session: 30546174_4043256588 initialized", "session: worker-7 done",
		"the token. " + "9fceb02d0ae598e95dc970b74767f19372d61af8 is in main", "new token\n\n\n\n" + "9fceb02d0ae598e95dc970b74767f19372d61af8",
		"4111 11 1111 111111", "blk_-4111111111111111 gone",
		"PagerDuty key: value", "monkey: banana12", "E-7k2q4m1x", "10:04:11 error: 503",
	} {
		if got, n := redact.String(s); got != s || n != 0 {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestBatch(t *testing.T) {
	const secret, kept = "hunter2hunter2", "kept"
	labels := map[string]string{"api_key": secret, "url": "https://u:" + secret + "@h/", "service": kept, "\x1b[1mcolour": "a\x07b"}
	b := event.Batch{
		Events: []event.Event{
			{
				Source: "a?token=" + secret, Service: "password=" + secret, Text: "token=" + secret + "\n\x1b[31mred\x1b[0m \u202ex", Labels: labels,
				Actor: event.Actor{ID: "token=" + secret, Name: "bot\npassword=" + secret},
				Refs:  []event.Ref{{File: "a.log", Line: 3}, {URL: "https://h/x?access_token=" + secret}},
			},
			{Text: kept, Labels: labels},
		},
		Series:  []event.Series{{Source: "password=" + secret, Service: "password=" + secret}},
		Reports: []event.Report{{Name: "password=" + secret, Error: "GET https://u:" + secret + "@h/: 401", Notes: []string{kept, "token=" + secret}}},
	}
	before := len(labels)
	n := redact.Batch(&b, redact.Options{})
	if want := (redact.Summary{"api-key": 2, "url-password": 3, "password": 5, "token": 5}); cmp.Diff(want, n) != "" {
		t.Error(cmp.Diff(want, n))
	}
	if n.Total() != 15 || cmp.Diff([]string{"api-key", "password", "token", "url-password"}, n.Kinds()) != "" {
		t.Errorf("%d of %v", n.Total(), n.Kinds())
	}
	e := b.Events[0]
	if e.Text != "token=[redacted:token]\nred x" || e.Actor.Name != "bot password=[redacted:password]" {
		t.Errorf("text %q, name %q", e.Text, e.Actor.Name)
	}
	want := map[string]string{"api_key": "[redacted:api-key]", "url": "https://u:[redacted:url-password]@h/", "service": kept, "colour": "ab"}
	if diff := cmp.Diff(want, e.Labels); diff != "" {
		t.Error(diff)
	}
	if len(labels) != before || labels["api_key"] != secret {
		t.Error("the map that events share was written to")
	}
	var out strings.Builder
	if err := event.Write(&out, b); err == nil && strings.Contains(out.String(), secret) {
		t.Errorf("a secret is left: %s", out.String())
	}
	if again := redact.Batch(&b, redact.Options{}); again != nil {
		t.Errorf("again: %v", again)
	}
}

// FuzzString: nothing is taken out that is not counted, and redacting again leaves the marks as they are. It may find more: a mark is shorter than
// what it stands for, so that a word before it comes nearer to what stands behind.
func FuzzString(f *testing.F) {
	f.Add("password=\"a\\\"b\" token=ghp_" + filler(36))
	f.Add("Authorization: Bearer abc123def456; Cookie: a=b; c=d")
	f.Add("a://b:c/d@e:f@g -----BEGIN PRIVATE KEY-----")
	f.Add("eyJa.eyJb.c AKIA" + strings.Repeat("IOSF", 4) + " " + filler(40))
	f.Add("[redacted:token]=abc123 --secret 'x")
	f.Fuzz(func(t *testing.T, s string) {
		got, n := redact.String(s)
		if (n == 0) != (got == s) {
			t.Fatalf("%d secrets in %q: %q", n, s, got)
		}
		again, m := redact.String(got)
		if strings.Count(again, "[redacted:") != strings.Count(got, "[redacted:")+m && !strings.Contains(s, "[redacted:") {
			t.Fatalf("%q, and again %q", got, again)
		}
		if m == 0 != (again == got) {
			t.Fatalf("%q, and again %d in %q", got, m, again)
		}
	})
}

func BenchmarkString(b *testing.B) {
	line := "2025-10-20T06:48:11.123Z level=error service=checkout msg=\"connection refused\" host=10.0.3.17:5432 trace_id=4bf92f3577b34da6a3ce929d0e0e4736 status=503 path=/api/v1/cart\n"
	for name, s := range map[string]string{
		"clean":    strings.Repeat(line, 100),
		"json":     strings.Repeat(`{"time":"2025-10-20T06:48:11Z","level":"error","service":"checkout","message":"connection refused","status":503}`+"\n", 100),
		"secrets":  strings.Repeat("password=hunter2 "+line, 100),
		"colons":   strings.Repeat("://", 6000),
		"keys":     strings.Repeat("password=\\\"", 2000),
		"jwt":      strings.Repeat("eyJ-", 5000),
		"pem":      strings.Repeat("-----BEGIN X ", 1500),
		"password": strings.Repeat("password:", 2000),
		"auth":     strings.Repeat("auth=", 4000),
		"cookie":   strings.Repeat("cookie:x; ", 2000),
		"aws":      strings.Repeat("AKIAIOSFIOSFIOSFIOSF ", 1000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				redact.String(s)
			}
		})
	}
}

// TestCutSecrets: a text that was cut in the middle of a secret does not keep the beginning of it, however little is left of its form.
func TestCutSecrets(t *testing.T) {
	for _, tt := range []struct{ before, secret string }{
		{"see ", "ghp_" + filler(36)},
		{"see ", "AIza" + filler(35)},
		{"see ", "AKIA" + strings.ToUpper(filler(16))},
		{"AKIA" + strings.ToUpper(filler(16)) + " with ", filler(40)},
		{"see ", "npm_" + filler(36)},
		{"see ", "SG." + filler(22) + "." + filler(43)},
		{"bot ", "123456789:AA" + filler(33)},
		{"postgres://admin:", "Tr0ub4dor&3-horse@db.example/app"},
		{"Authorization: Basic ", "YWRtaW46VHIwdWI0ZG9yJjMtaG9yc2U="},
		{"post to https://hooks.slack.com/services/", "T" + filler(8) + "/B" + filler(8) + "/" + filler(24)},
		{"password=", "Tr0ub4dor&3-horse"},
	} {
		const least = 14 // of a secret, from which on its beginning is of use
		for n := least; n < len(tt.secret) && tt.secret[n-1] != '@'; n++ {
			text := tt.before + tt.secret[:n] + " … (cut: 70,000 bytes)"
			if got, _ := redact.String(text); strings.Contains(got, tt.secret[:least]) {
				t.Errorf("%q stays %q", text, got)
			}
		}
	}
	for _, text := range []string{"SKILL … (cut: 70,000 bytes)", "see http://db:5432 … (cut: 70,000 bytes)", "basic troubleshooting … (cut: 70,000 bytes)"} {
		if got, n := redact.String(text); n > 0 {
			t.Errorf("%q became %q", text, got)
		}
	}
}
