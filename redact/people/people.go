// Package people replaces the names of people by their roles or by keyed pseudonyms, in texts and where somebody is named. Who is a person, and
// which names are one person's, it finds out from who spoke in the evidence and whom incident.yaml names. What it is given stays as it is:
// identities are replaced where a document is made, and never in the evidence, on which ids and pseudonyms hang.
package people

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// Naming is how people appear.
type Naming int

// The namings. ByName, the zero value, leaves everybody as they are.
const (
	ByName      Naming = iota
	ByRole             // by their role, and who has none by a pseudonym
	ByPseudonym        // by a pseudonym that hangs on the key and on the person's native id, not on the order of appearance
	Nameless           // by their role, and who has none as "a responder": nobody can be told from another
)

// Sighting is somebody whom the evidence names as the one who spoke or acted.
type Sighting struct {
	Kind  event.Kind // of the source, whose ids are its own
	Actor event.Actor

	Aliases string // what else its source calls the actor, parted by "; "
}

// Holder is a role of the response and who held it, as people wrote it: "Ana", "Ana Lima", a handle or an e-mail address each.
type Holder struct {
	Role   string
	People []string
}

// Options is what is known of the people of an incident.
type Options struct {
	Naming   Naming
	Key      []byte     // of pseudonyms; whoever has it can tell whose pseudonym a name would have
	Seen     []Sighting // bots are left out
	Roles    []Holder   // in the order of incident.yaml
	Named    []string   // others who are named as people: owners of items, who decided on a milestone
	Texts    []string   // what people wrote, which names further ones: who is mentioned by a full name, who acknowledged, who commands
	Services []string   // names of services, which stay what they are although somebody is called the same
}

// Directory replaces the names of people. It is made for one incident, and not for use by several goroutines. The zero value replaces nothing.
type Directory struct {
	naming   Naming
	key      []byte
	persons  []*person
	labels   []label
	byName   map[string]int32 // squeezed name, handle or e-mail address → person; several is who shares it
	byActor  map[event.Actor]int32
	names    spellings
	services map[string]bool // squeezed
	memo     map[string]string
}

// several stands for a person where one name has several bearers.
const several int32 = -1

// secret is what the beginning of a secret that was taken out looks like: an address that is gone tells nobody from anybody.
const secret = "[redacted:"

// How much is looked at of names from outside.
const (
	maxPeople     = 50_000
	maxPersonName = 120 // bytes
	maxNameWords  = 6
)

// New makes a directory: it finds out who is who, since one person may be known to the chat by a handle, to git by an e-mail address and to incident.yaml by a first
// name.
func New(o Options) *Directory {
	p := &Directory{naming: o.Naming, key: o.Key}
	if o.Naming == ByName {
		return p
	}
	p.byName, p.byActor, p.memo = map[string]int32{}, map[event.Actor]int32{}, map[string]string{}
	p.services = map[string]bool{}
	for _, s := range o.Services {
		p.services[squeeze(s)] = true
	}
	p.persons = p.identify(o)
	p.index()
	p.name(o.Roles)
	return p
}

// Replaces says whether names are replaced at all.
func (p *Directory) Replaces() bool { return p.naming != ByName }

// Actor is somebody as they may appear: a bot as it is, unless its name holds a person's.
func (p *Directory) Actor(a event.Actor) event.Actor {
	switch {
	case !p.Replaces() || a == (event.Actor{}):
		return a
	case a.Bot, machine(a.Name):
		return event.Actor{ID: p.Text(a.ID), Name: p.Text(a.Name), Bot: a.Bot}
	}
	return event.Actor{Name: p.label(p.whoIs(a)).full()}
}

// Who is a text that names people and nothing else, such as the owner of an item: a person's name is replaced, that of a team is not.
func (p *Directory) Who(s string) string {
	if !p.Replaces() || s == "" {
		return s
	}
	if i, ok := p.find(s); ok {
		return p.label(i).full()
	}
	if a, b, ok := strings.Cut(s, ", "); ok {
		return p.Who(a) + ", " + p.Who(b)
	}
	if part, name, ok := strings.Cut(s, " ("); ok && strings.HasSuffix(name, ")") { // "the incident commander (Ana)"
		part, name = p.Text(part), p.Who(strings.TrimSuffix(name, ")"))
		if part == name {
			return part
		}
		return part + " (" + name + ")"
	}
	return p.Text(s)
}

// whoIs is the person behind an actor.
func (p *Directory) whoIs(a event.Actor) int32 {
	if i, ok := p.byActor[a]; ok {
		return i
	}
	if i, ok := p.find(cmp.Or(a.Name, a.ID)); ok {
		return i
	}
	return several
}

// find is the person of a name, a handle or an e-mail address that is all there is.
func (p *Directory) find(s string) (int32, bool) {
	i, ok := p.byName[nameKey(s)]
	return i, ok
}

// label is how a person appears.
func (p *Directory) label(i int32) label {
	if i < 0 || int(i) >= len(p.labels) {
		return somebody
	}
	return p.labels[i]
}

// label is what stands for a person.
type label struct{ article, noun string }

// somebody is who cannot be told from others.
var somebody = label{"a ", "responder"}

func (l label) full() string { return l.article + l.noun }

// slug is the label as a part of a path, an address or another word.
func (l label) slug() string { return strings.ReplaceAll(strings.ToLower(l.noun), " ", "-") }

// person is what is known of one.
type person struct {
	ids    []string // native ids, with the kind of their source
	mails  []string
	names  []string // as written
	anchor string   // what a pseudonym hangs on
	first  string   // the first letters of the surnames, in lower case
	acts   bool     // was seen to act, and not only named
}

// fullNames are the names of at least two words, folded and without blanks: "O'Neill" is "Oneill".
func (x *person) fullNames() []string {
	var out []string
	for _, n := range x.names {
		if w := nameWords(n); len(w) > 1 && spaced(n) {
			out = append(out, alike.Replace(strings.Join(w, "")))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// alike is a folded name as one letter more or less has it: "mueller" is "müller" without its dots, and so is "muller".
var alike = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "aa", "a")

// nativeID is what a source knows somebody by; "" if by a name or an address only.
func nativeID(k event.Kind, a event.Actor) string {
	if a.ID == "" || a.ID == a.Name || strings.ContainsRune(a.ID, '@') || strings.Contains(a.ID, secret) {
		return ""
	}
	return string(k) + ":" + a.ID
}

// Service is the name of a service, which stays what it is. What only people tag so may be one of theirs.
func (p *Directory) Service(s string) string {
	if !p.Replaces() || p.services[squeeze(s)] {
		return s
	}
	if i, ok := p.find(s); ok {
		return p.label(i).full()
	}
	return p.Text(s)
}

// Place is the name of a file or an address. An address that holds a name leads nowhere without it, and is no link any more.
func (p *Directory) Place(s string) string {
	out := p.Text(s)
	if _, rest, ok := strings.Cut(out, "://"); ok && out != s {
		return rest
	}
	return out
}
