package live

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/plain"
)

// Secrets remembers credentials, to take them out of texts. The zero value, and nil, know none. It is safe for concurrent use.
type Secrets struct {
	mu    sync.RWMutex
	known []string
}

// Lengths of credentials that are taken out of texts. A short one might stand in words, so that it is taken out as a word alone; one that is
// shorter still is no credential, but somebody's attempt.
const (
	shortest = 3
	short    = 6
)

// Add remembers a credential, and what it looks like in an address, in JSON and in base64.
func (s *Secrets) Add(secret string) {
	if s == nil || len(secret) < shortest {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, form := range forms(secret) {
		if !slices.Contains(s.known, form) {
			s.known = append(s.known, form)
		}
	}
}

// forms are the shapes in which systems and libraries quote a credential. A login page is handed the address that was asked for in an address of its
// own, so that escapes are escaped again.
func forms(secret string) []string {
	all := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), url.QueryEscape(url.QueryEscape(secret)), url.QueryEscape(url.PathEscape(secret))}
	for _, escaped := range all[1:] {
		all = append(all, lowerEscapes(escaped))
	}
	if quoted, err := json.Marshal(secret); err == nil {
		all = append(all, string(quoted[1:len(quoted)-1]))
	}
	all = append(all, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret), strings.ReplaceAll(secret, "/", `\/`), html.EscapeString(secret))
	for _, b := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		all = append(all, b.EncodeToString([]byte(secret)))
		for before := range 3 {
			all = append(all, within(b, secret, before)...)
		}
	}
	return all
}

// within is what a credential looks like in the base64 of a longer text, by how many bytes of that stand before it, modulo three: without the letters at
// its ends in which it shares bits with its neighbours. A short one might be of any text.
func within(b *base64.Encoding, secret string, before int) []string {
	const bits = 6
	from, to := (8*before+bits-1)/bits, 8*(before+len(secret))/bits
	if to-from < short {
		return nil
	}
	return []string{b.EncodeToString(append(make([]byte, before), secret...))[from:to]}
}

// lowerEscapes writes %2F as %2f, as some libraries do.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], strings.ToLower(s[i+1:i+3]))
		}
	}
	return string(b)
}

// Clean is a text without the credentials. What is left of two that overlap is no part of either.
func (s *Secrets) Clean(text string) string {
	if s == nil {
		return text
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var hidden []bool
	for _, k := range s.known {
		for from := 0; ; {
			i := strings.Index(text[from:], k)
			if i < 0 {
				break
			}
			i += from
			from = i + 1
			if len(k) < short && !isWord(text, i, len(k)) {
				continue
			}
			if hidden == nil {
				hidden = make([]bool, len(text))
			}
			for j := range len(k) {
				hidden[i+j] = true
			}
			from = i + len(k)
		}
		if n := begun(text, k); n > 0 {
			if hidden == nil {
				hidden = make([]bool, len(text))
			}
			for j := len(text) - len(plain.Mark) - n; j < len(text)-len(plain.Mark); j++ {
				hidden[j] = true
			}
		}
	}
	if hidden == nil {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		switch {
		case !hidden[i]:
			b.WriteByte(text[i])
		case i == 0 || !hidden[i-1]:
			b.WriteString("[credential]")
		}
	}
	return b.String()
}

// begun is how many bytes of a credential stand at the end of a text that was cut in its middle; 0 if none, or too few to tell.
func begun(text, secret string) int {
	const telling = 8
	body, cut := strings.CutSuffix(text, plain.Mark)
	if !cut {
		return 0
	}
	for n := min(len(secret)-1, len(body)); n >= telling; n-- {
		if strings.HasSuffix(body, secret[:n]) {
			return n
		}
	}
	return 0
}

// isWord says of a part of a text that no letter or digit stands beside it.
func isWord(text string, at, length int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+length:])
	within := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return !within(before) && !within(after)
}
