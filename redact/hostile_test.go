package redact_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/redact"
)

// hostile are texts that are made to take long: whatever a rule looks for, over and over.
func hostile(size int) map[string]string {
	out := map[string]string{}
	for _, s := range []string{
		"password=", "password ", "password\n", "password \"", "a@a@a@", "a.b@c.de ", "@", "-----BEGIN ", "-----BEGIN RSA PRIVATE KEY-----", "%3D", "%253D", `\"`, "\\\n", `\u003d`, "&quot;",
		"a", "A1b2", "key:", "token ", "a1B2c3D4e5F6g7H8i9J0 ", "4111 1111 ", "4111-1111-1111-1112 ", "DE89370400440532", "eyJhbGciOi.", "://a:", "curl -u a:", "$6$", "$2b$10$", "a/b.c/", "key key key ",
		"secret: \n ", "a:1234:b:c:", "[redacted:x]", "-p", "mysql -p", "airtable gitlab adobe stripe ", "{SSHA}", "PuTTY-User-Key-File-", "sk-", "is ", "AKIAIOSFODNN7IOSFODN ", "YWJjZGVmZ2hpamtsbW5vcA", "key=\\", "<password>",
		"auth=", "cookie:x; ", "Authorization: Digest ",
	} {
		out[s] = strings.Repeat(s, size/len(s)+1)[:size]
	}
	return out
}

// TestHostile: sixteen times the text takes about sixteen times as long, where time that grows with the square would be two hundred and fifty-six times.
func TestHostile(t *testing.T) {
	const small, large = 16 << 10, 256 << 10
	took := func(s string) time.Duration {
		best := time.Hour
		for range 2 {
			start := time.Now()
			redact.String(s)
			best = min(best, time.Since(start))
		}
		return best
	}
	long := hostile(large)
	for name, s := range hostile(small) {
		if a, b := took(s), took(long[name]); b > 80*a && b > 500*time.Millisecond {
			t.Errorf("%q: %v, and sixteen times as much %v", name, a, b)
		}
	}
}
