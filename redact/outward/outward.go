// Package outward takes out of texts what is not for readers outside the house: addresses, hosts, paths, channels, tickets, ids. It is a second
// net: what is told outside is chosen by the document's template, and this catches what the chosen texts name all the same. It looks at the form
// of words, so that it may take out too much: a reader outside loses a detail by that, and the house loses nothing.
package outward

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// What stands in the place of what was taken out.
const (
	aMail     = "an e-mail address"
	anAddress = "a network address"
	aServer   = "a server"
	aLink     = "a link"
	aFile     = "a file"
	aPath     = "an internal path"
	aChannel  = "a channel"
	aTicket   = "a ticket"
	aPerson   = "a responder"
	anID      = "an id"
	aSecret   = "a secret"
	aPhone    = "a phone number"
)

// Net is what knows which words were published already and may be said again.
type Net struct {
	posts     []string // what was published, for what has several words
	published map[string]bool
	memo      map[string]string
}

// maxMemo is how many texts are remembered: most stand in several places of a document.
const maxMemo = 100_000

// New makes a net. What the published texts say stays, but for e-mail addresses, private addresses and internal names, which were not meant to be
// there; so do the names that are given, such as regions.
func New(published, names []string) *Net {
	n := &Net{posts: published, published: map[string]bool{}, memo: map[string]string{}}
	for _, text := range published {
		for start, end := word(text, 0); start < end; start, end = word(text, end) {
			if core, _, _ := trim(text[start:end]); core != "" {
				n.published[strings.ToLower(core)] = true
			}
		}
	}
	for _, name := range names {
		for w := range strings.FieldsSeq(name) {
			n.published[strings.ToLower(w)] = true
		}
	}
	return n
}

// Text is a text without what is not for readers outside. It takes time in proportion to the text.
func (n *Net) Text(s string) string {
	if s == "" {
		return ""
	}
	if out, ok := n.memo[s]; ok {
		return out
	}
	out := n.text(s)
	if len(n.memo) < maxMemo {
		n.memo[s] = out
	}
	return out
}

// removed is what stands where package redact took something out.
var removed = regexp.MustCompile(`\[redacted:([a-z0-9-]+)\]`)

// phone is a number that somebody is called by: with a country's code, or as it is written in North America. Others look like any number.
var phone = regexp.MustCompile(`\+\d{1,3}[ ./-]?\(?\d{1,5}\)?(?:[ ./-]?\d{2,8}){1,5}\b|\(\d{3}\) ?\d{3}-\d{4}\b|\b\d{3}-\d{3}-\d{4}\b`)

func (n *Net) text(s string) string {
	if strings.Contains(s, "[redacted:") {
		s = removed.ReplaceAllStringFunc(s, func(mark string) string {
			if mark == "[redacted:email]" {
				return aMail
			}
			return aSecret
		})
	}
	s = phone.ReplaceAllStringFunc(s, func(number string) string {
		if slices.ContainsFunc(n.posts, func(post string) bool { return strings.Contains(post, number) }) {
			return number // a hotline
		}
		return aPhone
	})
	var b strings.Builder
	done, last := 0, ""
	for i := 0; i < len(s); {
		start, end := word(s, i)
		if start == end {
			break
		}
		i = end
		say, from, to, found := n.word(s[start:end])
		if !found {
			last = ""
			continue
		}
		from, to = start+from, start+to
		if say == last && say != "" && blank(s[done:from]) { // "10.0.0.1 10.0.0.2"
			done = to
			continue
		}
		b.WriteString(s[done:from])
		b.WriteString(fitting(&b, s, from, say))
		done, last = to, say
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return tidy(b.String())
}

// fitting is what is said in a place: without its article behind another, with a capital where the text begins.
func fitting(b *strings.Builder, s string, at int, say string) string {
	before := strings.ToLower(strings.TrimRight(b.String()[max(0, b.Len()-8):], " "))
	article, noun, _ := strings.Cut(say, " ")
	for _, d := range []string{"the", "a", "an", "our", "this", "that"} {
		if noun != "" && (before == d || strings.HasSuffix(before, " "+d)) && article != "" {
			return noun
		}
	}
	if at == 0 && say != "" && s[0] >= 'A' && s[0] <= 'Z' {
		return strings.ToUpper(say[:1]) + say[1:]
	}
	return say
}

// word is the next run of ASCII without blanks, at or behind i: machines have names in ASCII, and some scripts no blanks.
func word(s string, i int) (start, end int) {
	for i < len(s) && isBlank(s[i]) {
		i++
	}
	start = i
	for i < len(s) && !isBlank(s[i]) {
		i++
	}
	return start, i
}

func isBlank(c byte) bool { return c <= ' ' || c >= utf8.RuneSelf }

func blank(s string) bool {
	return strings.Trim(s, " \n\t,") == ""
}

// trim is a word without what opens and closes a sentence, a quotation or brackets around it, and where that begins and ends.
func trim(w string) (core string, from, to int) {
	const around = "\"'`()[]{}<>,;!?*|"
	core = strings.TrimLeft(w, around)
	from = len(w) - len(core)
	core = strings.TrimSuffix(strings.TrimRight(core, around+".:"), "'s")
	return core, from, from + len(core)
}

// tidy takes out what is left of a sentence where something without words was taken out: double blanks, empty brackets, blanks before commas.
func tidy(s string) string {
	s = strings.NewReplacer("( )", "", "()", "", "[]", "", "[ ]", "").Replace(s)
	for strings.Contains(s, "  ") {
		s = strings.ReplaceAll(s, "  ", " ")
	}
	s = strings.NewReplacer(" , ", ", ", " . ", ". ", " ; ", "; ").Replace(s)
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutSuffix(s, " ."); ok {
		return rest + "."
	}
	return s
}
