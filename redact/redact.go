// Package redact takes secrets out of evidence before anything of it is stored, logged, rendered or sent: passwords in addresses and behind keys,
// tokens of well-known forms, headers, cookies, private keys. It is also the one place where terminal escapes and other controls leave the
// evidence. It looks at the form of what stands there, not at how random it is: commit hashes, trace ids and UUIDs are evidence, and a
// document full of false alarms is of no use. Identities are another matter: they are replaced at rendering, by genre.
package redact

import (
	"maps"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
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

// String is s with every secret replaced by "[redacted:KIND]", and how many there were. The text around them stays as it is, and so does a text
// without any, which is not copied. It takes time in proportion to the text, and leaves alone what it has redacted already.
func String(s string) (string, int) {
	var n Summary
	s = n.text(s)
	return s, n.Total()
}

// Batch makes every text of a batch harmless (valid UTF-8 without controls and invisible characters; one line, except for an event's own
// text) and takes the secrets out: of events with their actors, labels and refs, of series, and of reports with their notes and errors. The
// batch is changed in place; slices and maps that need a change are replaced, not written to, since events may share them.
func Batch(b *event.Batch) Summary {
	var n Summary
	for i := range b.Events {
		n.event(&b.Events[i])
	}
	for i := range b.Series {
		s := &b.Series[i]
		n.lines(&s.Service, &s.Source, &s.Unit)
	}
	for i := range b.Reports {
		r := &b.Reports[i]
		n.lines(&r.Name, &r.Format, &r.Error)
		r.Notes = changed(r.Notes, n.line)
	}
	return n
}

func (n *Summary) event(e *event.Event) {
	n.lines(&e.Source, &e.Service, &e.Actor.ID, &e.Actor.Name)
	e.Text = n.text(plain.Text(e.Text, 0))
	e.Refs = changed(e.Refs, func(r event.Ref) event.Ref {
		n.lines(&r.File, &r.URL)
		return r
	})
	e.Labels = n.labels(e.Labels)
}

func (n *Summary) lines(fields ...*string) {
	for _, f := range fields {
		*f = n.line(*f)
	}
}

func (n *Summary) line(s string) string { return n.text(plain.Line(s, 0)) }

// changed maps a list, and is the list itself if nothing changes.
func changed[T comparable](list []T, to func(T) T) []T {
	out := list
	for i, old := range list {
		if now := to(old); now != old {
			if &out[0] == &list[0] {
				out = slices.Clone(list)
			}
			out[i] = now
		}
	}
	return out
}

// labels redacts values for what they are, and for the key that they stand under. Keys that become equal keep the value of the first.
func (n *Summary) labels(labels map[string]string) map[string]string {
	var out map[string]string
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		key, value := n.line(k), n.label(k, labels[k])
		if key == k && value == labels[k] {
			continue
		}
		if out == nil {
			out = maps.Clone(labels)
		}
		delete(out, k)
		if _, taken := out[key]; !taken {
			out[key] = value
		}
	}
	if out == nil {
		return labels
	}
	return out
}

func (n *Summary) label(key, value string) string {
	value = plain.Line(value, 0)
	kind, sure := keyKind(key)
	if kind == "" || !secret(value, kind, sure, context{delimiter: '=', quoted: true}) {
		return n.text(value)
	}
	if replaced := n.text(value); strings.HasPrefix(replaced, opening) {
		return replaced // of a better-known kind
	}
	n.count(kind)
	return marked(kind)
}

func (n *Summary) count(kind string) {
	if *n == nil {
		*n = Summary{}
	}
	(*n)[kind]++
}

const opening = "[redacted:"

func marked(kind string) string { return opening + kind + "]" }

// text is s without its secrets.
func (n *Summary) text(s string) string {
	var out strings.Builder
	copied := 0
	sc := newScanner(s)
	for {
		found, ok := sc.next()
		if !ok {
			break
		}
		n.count(found.kind)
		out.WriteString(s[copied:found.start])
		out.WriteString(marked(found.kind))
		copied = found.end
	}
	if copied == 0 {
		return s
	}
	out.WriteString(s[copied:])
	return out.String()
}
