package redact

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// shape is what a word looks like without regard to what it means. What tells a random key from a name is how often it changes between capitals,
// small letters and digits: a random one of all 62 does so at 62 of 100 places, one of small letters and digits at 40, one in base32 at 30;
// names of classes (HttpServletRequest2) at some 33, of machines and files at 20 and less. Entropy, which scanners look at, does not tell them
// apart at such lengths: 32 characters of English have 4 bits each, 32 of hexadecimal have less.
type shape struct {
	n       int  // letters and digits
	digits  int  //
	upper   int  //
	changes int  // neighbours that are of different classes
	longest int  // how many letters and digits stand together at most
	hex     bool // nothing but hexadecimal digits of one case, and what joins them: a hash, a UUID, an id of a trace
}

func shapeOf(v string) shape {
	s := shape{hex: true}
	together := 0
	var last, letters byte
	for i := range len(v) {
		c := v[i]
		class := classOf(c)
		if class == 0 {
			last, together = 0, 0
			continue
		}
		s.n++
		switch class {
		case 'd':
			s.digits++
		case 'u':
			s.upper++
		}
		if class != 'd' {
			s.hex = s.hex && c|0x20 <= 'f' && (letters == 0 || letters == class)
			letters = class
		}
		if last != 0 && last != class {
			s.changes++
		}
		last = class
		together++
		s.longest = max(s.longest, together)
	}
	return s
}

// classOf is 'd' of a digit, 'u' of a capital, 'l' of a small letter, 0 of all else.
func classOf(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return 'd'
	case c >= 'A' && c <= 'Z':
		return 'u'
	case c >= 'a' && c <= 'z':
		return 'l'
	}
	return 0
}

// random says whether a word looks drawn by lot. The bounds lie two deviations below what such words of 20 characters have, or above what names
// have, whichever is more.
func (s shape) random() bool {
	letters := s.n - s.digits
	if s.hex || s.digits == 0 || letters == 0 {
		return false
	}
	if s.upper > 0 && s.upper < letters { // capitals and small letters
		return s.often(40)
	}
	if s.n >= 24 {
		return s.often(16)
	}
	return s.often(20)
}

func (s shape) often(percent int) bool { return s.n > 1 && 100*s.changes >= percent*(s.n-1) }

// alone says whether a word is a key by its looks, with nothing beside it that says so: 28 characters are what a key of 160 bits has in base62, 32
// one of 160 bits in base32, and ids seldom. Names that people made have words of some length in them.
func (s shape) alone() bool {
	if s.n < 28 || s.longest < 10 || !s.random() {
		return false
	}
	if s.upper > 0 && s.upper < s.n-s.digits {
		return s.often(45)
	}
	return s.longest >= 32 && s.often(22)
}

// readable says whether v is base64 of a text: what programs carry, not what they prove themselves with.
func readable(v string) bool {
	b, ok := unbase64(v)
	if !ok || len(b) < 8 || !utf8.Valid(b) {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// unbase64 decodes base64 of either alphabet, with or without padding.
func unbase64(v string) ([]byte, bool) {
	v = strings.TrimRight(v, "=")
	if len(v)%4 == 1 {
		return nil, false
	}
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(v, "-_") {
		encoding = base64.RawURLEncoding
	}
	b, err := encoding.DecodeString(v)
	return b, err == nil
}
