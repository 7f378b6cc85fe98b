package redact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// What a private key that stands in several records may have at most: one of RSA with 16,384 bits has 200 lines, and others may speak in between.
const (
	maxKeyLines = 250
	maxBetween  = 20
)

// keysAcross takes out the lines of private keys that stand in several records of one source, such as a log that is read line by line, or a
// message that a room cut in pieces. The record that begins it is redacted by itself.
func (c *cleaner) keysAcross(events []event.Event) {
	if !slices.ContainsFunc(events, func(e event.Event) bool { return opens(e.Text) }) {
		return
	}
	order := make([]int, len(events))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return inSource(&events[a], &events[b]) })
	for n, i := range order {
		if !opens(events[i].Text) {
			continue
		}
		lines, between := 0, 0
		for _, j := range order[n+1:] {
			e := &events[j]
			if place(e) != place(&events[i]) || lines == maxKeyLines || between == maxBetween || opens(e.Text) {
				break
			}
			if !ofKey(e.Text) {
				between++
				continue
			}
			lines, between = lines+1, 0
			ends := strings.Contains(e.Text, "-----END ") || strings.Contains(e.Text, "Private-MAC:")
			e.Text = marked("private-key")
			if ends {
				break
			}
		}
	}
}

// place is where records stand together: a file, or else a source.
func place(e *event.Event) string {
	if len(e.Refs) > 0 && e.Refs[0].File != "" {
		return "f" + e.Refs[0].File
	}
	return "s" + e.Source
}

func inSource(a, b *event.Event) int {
	line := func(e *event.Event) int {
		if len(e.Refs) > 0 {
			return e.Refs[0].Line
		}
		return 0
	}
	return cmp.Or(cmp.Compare(place(a), place(b)), a.At.Compare(b.At), cmp.Compare(line(a), line(b)), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID))
}

// opens says whether a text begins a private key that it does not end.
func opens(s string) bool {
	i := strings.LastIndex(s, "-----BEGIN ")
	if i < 0 {
		i = strings.LastIndex(s, puttyKey)
		return i >= 0 && !strings.Contains(s[i:], "Private-MAC:")
	}
	return strings.Contains(s[i:min(len(s), i+maxArmour)], "PRIVATE KEY") && !strings.Contains(s[i:], "-----END ")
}

// maxArmour is how long the line may be that begins a key: "-----BEGIN SSH2 ENCRYPTED PRIVATE KEY-----" has 42 characters.
const maxArmour = 64

// puttyKey begins a file of PuTTY's, which "Private-MAC" ends.
const puttyKey = "PuTTY-User-Key-File-"

// ofKey says whether a text can be what a private key goes on with: its lines in base64, its headers, its end.
func ofKey(s string) bool {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.Contains(line, "-----END "), KeyLine(line), len(line) < 64 && !strings.Contains(line, " ") && run(line, "+/=") == len(line) && len(line)%4 == 0:
		case headed(line):
		default:
			return false
		}
	}
	return true
}

// headed says whether a line is a header of a key (RFC 1421, section 4.6; PuTTY's manual, appendix C).
func headed(line string) bool {
	for _, h := range []string{"Proc-Type:", "DEK-Info:", "Comment:", "Version:", "Encryption:", "Public-Lines:", "Private-Lines:", "Private-MAC:", "Key-Derivation:", "Argon2-"} {
		if strings.HasPrefix(line, h) {
			return true
		}
	}
	return false
}

// KeyLine says whether a line can be one of a private key's: elsewhere a record's text holds the key as a whole, with what it begins with, but a
// log that is read line by line has each of its lines alone. PEM has 64 characters of base64 in a line, and at most 76 (RFC 7468, section 2, and
// RFC 2045, section 6.8); a word of so many characters that holds no more than hexadecimal digits is a hash.
func KeyLine(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) >= 64 && len(s) <= 76 && run(s, "+/=") == len(s) && !strings.Contains(s, "_") && strings.Trim(s, "0123456789abcdefABCDEF") != ""
}

// maxPublic is how long a block of armour may be that is passed over: a certificate with many names has some 8,000 characters.
const maxPublic = 16 << 10

// publicBlock is the length of the armour that s begins with, if what is in it may be read by all: a certificate, a public key, a signature. Of any other,
// and of one that does not end, it is that of its first word.
func publicBlock(s string) int {
	const begin = "-----BEGIN "
	label, _, ok := strings.Cut(s[len(begin):min(len(s), maxArmour)], "-----")
	if !ok || strings.Contains(label, "PRIVATE") {
		return len(begin)
	}
	closing := "-----END " + label + "-----"
	n := strings.Index(s[:min(len(s), maxPublic)], closing)
	if n < 0 {
		return len(begin)
	}
	return n + len(closing)
}
