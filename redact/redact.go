// Package redact takes secrets out of evidence before anything of it is stored, logged, rendered or sent: passwords in addresses and behind keys,
// tokens of well-known forms and of those that most vendors use now, headers, cookies, private keys, what a customer's name or a word beside it
// betrays; and what is nobody's business: e-mail addresses, numbers of cards and accounts. It is also the one place where terminal escapes and
// other controls leave the evidence. Commit hashes, trace ids and UUIDs are evidence, unless they are called a secret: a document full of false
// alarms is of no use. Identities are another matter: they are replaced at rendering, by genre.
package redact

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Summary is how many secrets were taken out, by kind: "password", "github-token" …; nil if none were. It is for the document.
type Summary map[string]int

// Total is the number of secrets of all kinds.
func (n Summary) Total() int {
	total := 0
	for _, k := range n {
		total += k
	}
	return total
}

// Kinds are the kinds that were found, sorted.
func (n Summary) Kinds() []string { return slices.Sorted(maps.Keys(n)) }

func (n *Summary) count(kind string) {
	if *n == nil {
		*n = Summary{}
	}
	(*n)[kind]++
}

// Options is what is taken out beyond what every incident's evidence is looked through for. The zero value is nothing more.
type Options struct {
	Names    []string         // of customers and the like: whole words in any case, also in the plural and with a possessive 's
	Patterns []*regexp.Regexp // what they match goes, or their first group if they have one
	Off      bool             // nothing of this is taken out; texts are made harmless to look at all the same

	// Known takes out of a text what the caller knows to be secret, before anything else is looked for, and even if that is Off. It is called for every
	// text, and by any goroutine. Nil knows nothing.
	Known func(string) string
}

// Rules takes secrets out of texts. It may be used by several goroutines at once.
type Rules struct {
	off      bool
	names    *regexp.Regexp // nil for none
	patterns []*regexp.Regexp
	known    func(string) string // nil for none
}

// New makes rules of options.
func New(o Options) *Rules { return &Rules{o.Off, namePattern(o.Names), o.Patterns, o.Known} }

// String is s with every secret replaced by "[redacted:KIND]", and how many there were. The text around them stays as it is, and so does a text
// without any, which is not copied. It takes time in proportion to the text, and leaves alone what it has redacted already.
func (r *Rules) String(s string) (string, int) {
	c := cleaner{rules: r}
	s = c.text(s)
	return s, c.found.Total()
}

// String is s without what every text is looked through for: New(Options{}).String.
func String(s string) (string, int) { return standard.String(s) }

var standard = &Rules{}

const opening = "[redacted:"

func marked(kind string) string { return opening + kind + "]" }

// cleaner takes secrets out of texts and counts them.
type cleaner struct {
	rules *Rules
	found Summary
	spans []span // of the text at hand; kept for its memory
}

// text is s without its secrets.
func (c *cleaner) text(s string) string { return c.without(s, all) }

// identity is an id without its secrets. An e-mail address stays: it is who the actor is, and what replaces identities needs it.
func (c *cleaner) identity(s string) string { return c.without(s, exceptMail) }

func (c *cleaner) without(s string, what wanted) string {
	if c.rules.known != nil && s != "" {
		s = c.rules.known(s)
	}
	if c.rules.off || s == "" {
		return s
	}
	c.spans = c.rules.find(c.spans[:0], s, what)
	if len(c.spans) == 0 {
		return s
	}
	var out strings.Builder
	copied := 0
	for _, found := range c.spans {
		c.found.count(found.kind)
		out.WriteString(s[copied:found.start])
		out.WriteString(marked(found.kind))
		copied = found.end
	}
	out.WriteString(s[copied:])
	return out.String()
}
