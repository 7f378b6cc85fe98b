package pes

import (
	"strings"

	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/redact"
)

// maxShown is how much of a line is shown.
const maxShown = 64 << 10

// clean is a text of a log as it may be shown, and as patterns are made of: harmless to look at, and without secrets.
func (j *job) clean(s string) string {
	s = plain.Line(s, maxShown)
	if redact.KeyLine(s) {
		return "[redacted:private-key]"
	}
	s, _ = j.rules.String(s)
	return s
}

// lineCleaner cleans the lines of a log one after another, and knows when it is within a private key.
type lineCleaner struct {
	job  *job
	key  bool
	long int // how many lines the key has so far
}

// maxKeyLines is how many lines a private key can have: one of RSA with 16,384 bits has 200.
const maxKeyLines = 250

func (c *lineCleaner) line(s string) string {
	switch {
	case strings.Contains(s, "-----END ") && c.key:
		c.key = false
		return c.job.clean(s)
	case c.key:
		if c.long++; c.long < maxKeyLines {
			return "[redacted:private-key]"
		}
		c.key = false
	}
	if i := strings.Index(s, "-----BEGIN "); i >= 0 {
		c.key, c.long = strings.Contains(s[i:], "PRIVATE KEY") && !strings.Contains(s[i:], "-----END "), 0
	}
	return c.job.clean(s)
}
