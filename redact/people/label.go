package people

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
)

// name finds the label of everybody.
func (p *Directory) name(roles []Holder) {
	p.labels = make([]label, len(p.persons))
	codes := p.codes()
	for i, x := range p.persons {
		switch {
		case p.naming == ByPseudonym:
			p.labels[i] = label{"", "Responder " + codes[i]}
		case len(x.names) > 0 && p.isRole(x.names[0]):
			p.labels[i] = label{"the ", roleOf(x.names[0])}
		case p.naming == ByRole:
			p.labels[i] = label{"", "Responder " + codes[i]}
		default:
			p.labels[i] = somebody
		}
	}
	if p.naming == ByPseudonym {
		return
	}
	taken := map[int32]bool{}
	for _, h := range roles {
		noun := rolePhrase(h.Role)
		for n, name := range h.People {
			i, ok := p.find(name)
			if !ok || i == several || taken[i] || noun == "" {
				continue
			}
			taken[i] = true
			p.labels[i] = label{"the ", noun}
			if len(h.People) > 1 {
				p.labels[i] = label{"", fmt.Sprintf("%s %d", noun, n+1)}
			}
		}
	}
}

// codeLetters are what codes are made of. They begin with a consonant and hold no vowels, so that none is a word or a number, and no letters that
// are easily taken for others.
const (
	codeFirst   = "BCDFGHJKMNPQRSTVWXZ"
	codeLetters = codeFirst + "23456789"
	codeLength  = 3
)

// codes are the keyed codes of everybody, each as long as it must be to differ from all others of the incident. Who appears does not change who
// has which, but for making two longer that begin alike.
func (p *Directory) codes() []string {
	long := make([]string, len(p.persons))
	count := map[string]int{}
	for i, x := range p.persons {
		long[i] = code(p.key, x.anchor)
		for n := codeLength; n <= len(long[i]); n++ {
			count[long[i][:n]]++
		}
	}
	out := make([]string, len(long))
	for i, c := range long {
		n := codeLength
		for n < len(c) && count[c[:n]] > 1 {
			n++
		}
		out[i] = c[:n]
	}
	return out
}

// code is a keyed hash of what a pseudonym hangs on, in letters: HMAC with SHA-256 (RFC 2104).
func code(key []byte, anchor string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("pes pseudonym\x00" + anchor))
	sum := h.Sum(nil)
	var b strings.Builder
	b.WriteByte(codeFirst[int(sum[0])%len(codeFirst)])
	for _, x := range sum[1:16] {
		b.WriteByte(codeLetters[int(x)%len(codeLetters)])
	}
	return b.String()
}

// rolePhrase is who holds a role, in words: a role that names a task is held by a responder for it.
func rolePhrase(role string) string {
	words := strings.Fields(strings.ToLower(strings.NewReplacer("_", " ", "-", " ").Replace(bounded(role))))
	if len(words) == 0 {
		return ""
	}
	words = onCall(words)
	last := words[len(words)-1]
	for _, end := range []string{"er", "or", "ist"} {
		if strings.HasSuffix(last, end) {
			return strings.Join(words, " ")
		}
	}
	if slices.Contains(holders, last) {
		return strings.Join(words, " ")
	}
	return strings.Join(words, " ") + " responder"
}

// holders are the last words of roles that are people.
var holders = []string{
	"lead", "ic", "sme", "dba", "scribe", "deputy", "liaison", "chief", "head", "admin", "contact", "representative", "agent",
	"president", "cto", "ceo", "ciso", "cio", "secondary", "primary", "shadow", "backup", "sre",
}

// roleOf is a name that names a role, in words: "database-engineer"; "on-call-payments" is the responder who is on call for payments.
func roleOf(name string) string {
	words := onCall(nameWords(name))
	if words[0] == "on-call" {
		words = append(words[1:], words[0])
	}
	if words[len(words)-1] == "on-call" {
		words = append(words, "responder")
	}
	return strings.Join(words, " ")
}

// onCall is the words of a role with "on call", however it is written, as the one word that it is before a noun.
func onCall(words []string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		switch {
		case words[i] == "oncall":
			out = append(out, "on-call")
		case words[i] == "on" && i+1 < len(words) && words[i+1] == "call":
			out = append(out, "on-call")
			i++
		default:
			out = append(out, words[i])
		}
	}
	return out
}

// isRole says whether a name names a role and nobody: "incident-commander", "SRE". Each word is one of a role or a service, and one is of a role.
func (p *Directory) isRole(name string) bool {
	words := nameWords(name)
	role := false
	for _, w := range words {
		switch {
		case roleWords[w]:
			role = true
		case p.services[w]:
		case givenWords[w] || !ordinary(w):
			return false
		}
	}
	return role
}

// isPersonal says whether a text that should name somebody does, and not a team or a service.
func (p *Directory) isPersonal(s string) bool {
	words := nameWords(s)
	if len(words) == 0 || len(words) > maxNameWords || p.services[squeeze(s)] {
		return false
	}
	odd := false
	for _, w := range words {
		if roleWords[w] {
			return false
		}
		odd = odd || !ordinary(w) || givenWords[w]
	}
	return odd
}
