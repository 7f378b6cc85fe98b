package redact

import (
	"maps"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
)

// Batch makes every text of a batch harmless (valid UTF-8 without controls and invisible characters; one line, except for an event's own
// text) and takes the secrets out: of events with their actors, labels and refs, of series, and of reports with their notes and errors. The
// batch is changed in place; slices and maps that need a change are replaced, not written to, since events may share them. No id changes.
func Batch(b *event.Batch, o Options) Summary { return New(o).Batch(b) }

// Batch is as the function of that name.
func (r *Rules) Batch(b *event.Batch) Summary {
	c := cleaner{rules: r}
	if !r.off {
		c.keysAcross(b.Events)
	}
	for i := range b.Events {
		c.event(&b.Events[i])
	}
	for i := range b.Series {
		s := &b.Series[i]
		c.lines(&s.Service, &s.Source, &s.Unit)
	}
	for i := range b.Reports {
		r := &b.Reports[i]
		c.lines(&r.Name, &r.Format, &r.Error, &r.Fix)
		r.Notes = changed(r.Notes, c.line)
		if r.Asked != nil {
			asked := *r.Asked
			c.lines(&asked.System, &asked.Version)
			asked.Queries = changed(asked.Queries, c.line)
			r.Asked = &asked
		}
	}
	return c.found
}

func (c *cleaner) event(e *event.Event) {
	c.lines(&e.Source, &e.Service)
	e.Actor.ID = c.identity(plain.Line(e.Actor.ID, 0))
	e.Actor.Name = c.name(plain.Line(e.Actor.Name, 0))
	e.Text = c.text(plain.Text(e.Text, 0))
	e.Refs = changed(e.Refs, func(r event.Ref) event.Ref {
		c.lines(&r.File, &r.URL)
		return r
	})
	e.Labels = c.labels(e.Labels)
}

// name is who somebody is called. Whoever is known by an e-mail address alone keeps what stands before the "@": it is a name, and no address.
func (c *cleaner) name(s string) string {
	if user, _, ok := strings.Cut(s, "@"); ok && user != "" && !c.rules.off && mailbox(s) {
		s = user
	}
	return c.text(s)
}

func (c *cleaner) lines(fields ...*string) {
	for _, f := range fields {
		*f = c.line(*f)
	}
}

func (c *cleaner) line(s string) string { return c.text(plain.Line(s, 0)) }

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
func (c *cleaner) labels(labels map[string]string) map[string]string {
	var out map[string]string
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		key, value := c.line(k), c.label(k, labels[k])
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

func (c *cleaner) label(key, value string) string {
	value = plain.Line(value, 0)
	if c.rules.off {
		return c.text(value)
	}
	before := plain.Line(key, 0) + "=" // as a rule reads it that looks for names of values
	replaced := c.text(value)
	kind, sure := keyKind(key)
	if kind != "" && secret(value, kind, sure, context{delimiter: '=', quoted: true}) {
		if strings.HasPrefix(replaced, opening) {
			return replaced // of a better-known kind
		}
		c.found.count(kind)
		return marked(kind)
	}
	if replaced != value || len(value) < minRun {
		return replaced
	}
	for _, f := range near(nil, before+value, 0) {
		if f.start >= len(before) {
			c.found.count(f.kind)
			return marked(f.kind)
		}
	}
	return value
}
