package pes

import (
	"strings"

	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/redact"
)

// maxShown is how much of a line is shown.
const maxShown = 64 << 10

// clean is a text of a log as it may be shown, and as patterns are made of: harmless to look at, and without secrets.
func clean(s string) string {
	s = plain.Line(s, maxShown)
	if keyMaterial(s) {
		return "[redacted:private-key]"
	}
	s, _ = redact.String(s)
	return s
}

// keyMaterial says whether a line can be one of a private key's: elsewhere a record's text holds the key as a whole, with what it begins with,
// but a log that is read line by line has each of its lines alone. PEM has 64 characters of base64 in a line, and at most 76 (RFC 7468, section
// 2, and RFC 2045, section 6.8); a word of so many characters that holds no more than hexadecimal digits is a hash.
func keyMaterial(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) >= 64 && len(s) <= 76 && strings.Trim(s, base64) == "" && strings.Trim(s, "0123456789abcdefABCDEF") != ""
}

const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

// lineCleaner cleans the lines of a log one after another, and knows when it is within a private key.
type lineCleaner struct {
	key  bool
	long int // how many lines the key has so far
}

// maxKeyLines is how many lines a private key can have: one of RSA with 16,384 bits has 200.
const maxKeyLines = 250

func (c *lineCleaner) line(s string) string {
	switch {
	case strings.Contains(s, "-----END ") && c.key:
		c.key = false
		return clean(s)
	case c.key:
		if c.long++; c.long < maxKeyLines {
			return "[redacted:private-key]"
		}
		c.key = false
	}
	if i := strings.Index(s, "-----BEGIN "); i >= 0 {
		c.key, c.long = strings.Contains(s[i:], "PRIVATE KEY") && !strings.Contains(s[i:], "-----END "), 0
	}
	return clean(s)
}
