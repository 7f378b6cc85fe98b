package pes

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/redact/outward"
	"github.com/pes-dev/pes/redact/people"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
)

// identities is a summary as the readers of a genre may see it: people appear as people: in incident.yaml says, and never by name in a nameless
// genre; a public one has no hosts, addresses and internal names either. Nothing moves by that: it is the finished summary whose words change, and
// evidence.jsonl keeps the names.
func (j *job) identities(ev *evidence, s *summary.Summary, g templates.Genre) *summary.Summary {
	naming := j.naming(g)
	if naming == people.ByName && !g.Public {
		return s
	}
	d := people.New(j.known(ev, s, naming))
	s = summary.Map(s, summary.Change{Text: shownBy(d), Actor: d.Actor, Label: func(name, value string) string {
		switch {
		case name == aliases:
			return ""
		case slices.Contains(personLabels, name):
			return d.Who(value)
		}
		return d.Text(value)
	}})
	s.TellRoles(naming == people.ByPseudonym)
	if g.Public {
		return outside(s)
	}
	return s
}

// shownBy is how a directory shows the texts of a summary.
func shownBy(d *people.Directory) func(summary.Content, string) string {
	return func(c summary.Content, text string) string {
		switch c {
		case summary.Who:
			return d.Who(text)
		case summary.Service:
			return d.Service(text)
		case summary.Place:
			return d.Place(text)
		}
		return d.Text(text)
	}
}

// naming is how people appear in a genre.
func (j *job) naming(g templates.Genre) people.Naming {
	switch {
	case g.Nameless, g.Public:
		return people.Nameless
	case j.config.People == "roles":
		return people.ByRole
	case j.config.People == "pseudonyms":
		return people.ByPseudonym
	}
	return people.ByName
}

// known is who is a person in an incident: those who spoke or acted in the evidence, whom incident.yaml names, who holds an item or decided.
func (j *job) known(ev *evidence, s *summary.Summary, n people.Naming) people.Options {
	o := people.Options{Naming: n, Key: j.pseudonymKey()}
	seen := map[people.Sighting]bool{}
	services := map[string]bool{}
	for i := range ev.Events {
		e := &ev.Events[i]
		seen[people.Sighting{Kind: e.Kind, Actor: e.Actor, Aliases: e.Labels[aliases]}] = true
		if e.Kind == event.Chat || e.Kind == event.Note {
			o.Texts = append(o.Texts, e.Text)
		} else {
			services[e.Service] = true // what people tag so may be a name of theirs
		}
		for _, l := range personLabels {
			if v := e.Labels[l]; strings.ContainsAny(v, " @") { // a single word may be a team's, or a program's
				o.Named = append(o.Named, v)
			}
		}
		for _, a := range trailers(e) {
			seen[people.Sighting{Kind: e.Kind, Actor: a}] = true
		}
	}
	for _, x := range j.config.Services {
		services[j.words(x.Name)] = true
	}
	for _, r := range j.config.Roles {
		// A holder may be named by an e-mail address: it is looked up, and not shown.
		o.Roles = append(o.Roles, people.Holder{Role: j.words(r.Name), People: each(r.People, func(n string) string { return plain.Line(n, maxWords) })})
	}
	for _, i := range s.Items {
		o.Named = append(o.Named, i.Owner)
	}
	for _, m := range s.Milestones {
		o.Named = append(o.Named, m.By)
	}
	for x := range seen {
		o.Seen = append(o.Seen, x)
	}
	slices.SortFunc(o.Seen, func(a, b people.Sighting) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Actor.ID, b.Actor.ID), cmp.Compare(a.Actor.Name, b.Actor.Name), cmp.Compare(a.Aliases, b.Aliases))
	})
	o.Services = slices.Sorted(maps.Keys(services))
	return o
}

// aliases is the label of a message that has the other names of its author.
const aliases = "aliases"

// personLabels are labels that hold somebody, in what monitors, pagers and trackers export.
var personLabels = []string{
	"acknowledged_by", "assignee", "assigned_to", "author", "committer", "created_by", "createdBy", "owner", "reporter", "resolved_by",
}

// trailer is a line behind a commit's message that names somebody: "Co-authored-by: Ana Lima <ana@shop.example>".
var trailer = regexp.MustCompile(`\b[A-Z][A-Za-z-]{1,30}-[Bb]y: ([^<>:]{1,120}) <([^<>\s]{1,254})>`)

// trailers are the people whom those lines name.
func trailers(e *event.Event) []event.Actor {
	var out []event.Actor
	for _, m := range trailer.FindAllStringSubmatch(e.Labels["body"], -1) {
		out = append(out, event.Actor{ID: m[2], Name: m[1]})
	}
	return out
}

// pseudonymKey is the key of pseudonyms: the one that is given, else one made of the incident's id, with which anybody who knows the id and guesses
// a name can tell whose pseudonym it is.
func (j *job) pseudonymKey() []byte {
	if j.PseudonymKey != "" {
		return []byte(j.PseudonymKey)
	}
	sum := sha256.Sum256([]byte("pes pseudonyms of an incident\x00" + j.config.ID))
	return sum[:]
}

// outside is a summary for readers outside: without what a private room said, and without the names of machines and places.
func outside(s *summary.Summary) *summary.Summary {
	s.Outward()
	var published []string
	for _, e := range s.Timeline.Entries {
		if e.Kind == event.Status && !e.Private && !e.Deleted {
			published = append(published, e.Text)
		}
	}
	net := outward.New(published, slices.Concat(s.Meta.Regions, s.Meta.Services))
	return summary.Map(s, summary.Change{
		Actor: func(a event.Actor) event.Actor { return event.Actor{Name: net.Text(a.Name), Bot: a.Bot} },
		Label: func(_, value string) string { return net.Text(value) },
		Text: func(c summary.Content, text string) string {
			if c == summary.Place {
				return ""
			}
			return net.Text(text)
		},
	})
}

// refused says why a genre is not made of an incident: what is told outside of a security incident, and when, is not for a program to draft, and who
// restricts a document does not want it told outside.
func (j *job) refused(g templates.Genre) error {
	switch {
	case !g.Public:
		return nil
	case j.KeepSecrets:
		return &Error{Err: errors.New("genre " + g.Name + " is for readers outside: no secret is kept in it"), Usage: true, Hint: "leave out --keep-secrets"}
	case j.config.Kind == "security":
		return &Error{
			Err:   errors.New("genre " + g.Name + " is for readers outside, and incident.yaml says that this is a security incident"),
			Usage: true, Hint: "agree with those who handle security incidents on what is told outside, and when; other genres are for readers inside: -t " + templates.Default,
		}
	case j.config.Distribution == "restricted":
		return &Error{
			Err:   errors.New("genre " + g.Name + " is for readers outside, and incident.yaml restricts the distribution"),
			Usage: true, Hint: "once it may be told outside, set distribution: public in incident.yaml",
		}
	}
	return nil
}

// cautions are what whoever makes a genre should know before it is passed on.
func (j *job) cautions(g templates.Genre) []string {
	if !g.Public || j.config.Distribution != "internal" {
		return nil
	}
	return []string{"incident.yaml: distribution: internal, but genre " + g.Name + " is for readers outside: read it before it is told there"}
}
