package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/pes-dev/pes/redact/gitleaks"
)

// wanted is what of a text is looked for.
type wanted int

const (
	all wanted = iota
	exceptMail
)

// find adds the secrets of a text, in order, without overlaps and without what is redacted already.
func (r *Rules) find(spans []span, s string, what wanted) []span {
	spans = found(spans, s, what, 0)
	if r.names != nil || r.patterns != nil {
		spans = r.own(spans, s)
	}
	return separate(spans, s)
}

// maxNested is how many encodings are undone one in another: a secret in base64 in JSON in an address.
const maxNested = 3

// found adds what the rules of all incidents find, in any order. What several find is of the kind that the first says.
func found(spans []span, s string, what wanted, nested int) []span {
	for sc := newScanner(s); ; {
		f, ok := sc.next()
		if !ok {
			break
		}
		spans = append(spans, f)
	}
	spans = near(spans, s, nested)
	for _, l := range gitleaks.Find(s) {
		if !masked(s[l.Start:l.End]) {
			spans = append(spans, span{l.Start, l.End, l.Rule})
		}
	}
	spans = personal(spans, s, what)
	if nested < maxNested {
		spans = encoded(spans, s, what, nested+1)
	}
	return spans
}

// own adds what people named in incident.yaml.
func (r *Rules) own(spans []span, s string) []span {
	for _, p := range r.patterns {
		group := 2 * min(1, p.NumSubexp())
		for _, m := range p.FindAllStringSubmatchIndex(s, -1) {
			if m[group+1] > m[group] {
				spans = append(spans, span{m[group], m[group+1], "pattern"})
			}
		}
	}
	return names(spans, s, r.names)
}

// done matches what was redacted before.
var done = regexp.MustCompile(`\[redacted:[a-z0-9-]+\]`)

// separate sorts spans and joins those that overlap: what is a part of two secrets is one secret. It leaves out what is in a mark of ours.
func separate(spans []span, s string) []span {
	if len(spans) == 0 {
		return spans
	}
	if strings.Contains(s, opening) {
		spans = outside(spans, s, done.FindAllStringIndex(s, -1))
	}
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	out := spans[:0]
	for _, f := range spans {
		last := len(out) - 1
		if last < 0 || f.start >= out[last].end {
			out = append(out, f)
			continue
		}
		if f.kind == "email" && out[last].kind != "email" {
			continue // what looked like the first half of an address is a password, and what follows it is a host
		}
		if f.rank() < out[last].rank() {
			out[last].kind = f.kind
		}
		out[last].end = max(out[last].end, f.end)
	}
	return out
}

// rank says which of two kinds tells more of a secret that both are found in.
func (f span) rank() int {
	switch f.kind {
	case "key-like", "pattern", "name", "email":
		return 2
	case "token", "api-key", "credential", "secret", "password", "session", "authorization":
		return 1
	}
	return 0
}

// outside cuts marks out of spans: what is left of one stays one if there is a letter or digit in it.
func outside(spans []span, s string, marks [][]int) []span {
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var out []span
	keep := func(start, end int, kind string) {
		if start < end && strings.ContainsFunc(s[start:end], letterOrDigit) {
			out = append(out, span{start, end, kind})
		}
	}
	m := 0
	for _, f := range spans {
		for m < len(marks) && marks[m][1] <= f.start {
			m++
		}
		for _, mark := range marks[m:] {
			if mark[0] >= f.end {
				break
			}
			keep(f.start, mark[0], f.kind)
			f.start = max(f.start, mark[1])
		}
		keep(f.start, f.end, f.kind)
	}
	return out
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
