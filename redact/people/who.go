package people

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// This file finds out who is who. Two records are of one person if they have the same native id, the same e-mail address, or the same name; a
// handle is the same as the name that it is made of ("alice.johnson", "Alice Johnson") and as the local part of an address, and a first name alone is
// that of the only person who has it. Whatever speaks
// against it (other ids of the same kind of source, other full names) keeps them apart: one pseudonym for two people would put words into
// somebody's mouth, two for one cost little.

// identify is everybody, in the order of their anchors, and fills in by which names and as which actors they are known.
func (p *Directory) identify(o Options) []*person {
	c := census{at: map[string]int{}}
	for _, s := range o.Seen {
		if !s.Actor.Bot && s.Actor != (event.Actor{}) && !machine(s.Actor.Name) {
			c.sees(s)
		}
	}
	for _, h := range o.Roles {
		for _, n := range h.People {
			c.named(n, true)
		}
	}
	for _, n := range o.Named {
		if p.isPersonal(n) {
			c.named(n, false)
		}
	}
	for _, n := range introduced(o.Texts) {
		if p.isPersonal(n) {
			c.named(n, false)
		}
	}
	joined := c.join()
	for i, x := range joined {
		for _, a := range x.actors {
			p.byActor[a] = int32(i)
		}
	}
	out := make([]*person, len(joined))
	for i, x := range joined {
		out[i] = &x.person
	}
	return out
}

// machine says of a name that it is a program's, where its source does not tell: "release-bot", "GitHub Actions", "Kafka". One word of a program is
// not enough: there are people called Jenkins.
func machine(name string) bool {
	words := nameWords(name)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	if !spaced(name) && (last == "ci" || last == "bot" || words[0] == "bot") {
		return true
	}
	program := false
	for _, w := range words {
		what, isBot := strings.CutSuffix(w, "bot")
		if isBot && what != "" {
			w = what // "deploybot", not "Talbot"
		}
		known := programs[w] || products[w]
		if !known && !commonWords[w] && !roleWords[w] {
			return false
		}
		program = program || known || isBot
	}
	return program
}

// record is one way in which somebody is known, or several that were joined.
type record struct {
	person

	actors []event.Actor
	into   *record // that it was joined into; nil if none
}

func (r *record) root() *record {
	for r.into != nil {
		if r.into.into != nil {
			r.into = r.into.into
		}
		r = r.into
	}
	return r
}

// census is all records, each kind of them once.
type census struct {
	records []*record
	at      map[string]int // what a record is told by → its place
}

// sees adds an actor.
func (c *census) sees(s Sighting) {
	a := s.Actor
	a.Name, a.ID = bounded(a.Name), bounded(a.ID)
	r := c.record(string(s.Kind) + "\x00" + a.ID + "\x00" + a.Name + "\x00" + s.Aliases)
	if r == nil || len(r.actors) > 0 {
		return
	}
	r.actors = []event.Actor{s.Actor}
	if id := nativeID(s.Kind, a); id != "" {
		r.ids = append(r.ids, id)
	}
	r.call(a.Name)
	r.call(a.ID)
	for alias := range strings.SplitSeq(bounded(s.Aliases), "; ") {
		r.call(alias)
	}
	r.acts = true
}

// named adds somebody of whom only a name is known.
func (c *census) named(name string, acts bool) {
	name = strings.TrimSpace(strings.TrimPrefix(bounded(name), "@"))
	if len(nameWords(name)) == 0 {
		return
	}
	if r := c.record("\x00" + name); r != nil {
		r.call(name)
		r.acts = r.acts || acts
	}
}

func (c *census) record(key string) *record {
	if i, ok := c.at[key]; ok {
		return c.records[i]
	}
	if len(c.records) >= maxPeople {
		return nil
	}
	c.at[key] = len(c.records)
	r := &record{}
	c.records = append(c.records, r)
	return r
}

// bounded is the beginning of a name that is too long to be one.
func bounded(s string) string {
	if len(s) <= maxPersonName {
		return s
	}
	return strings.ToValidUTF8(s[:maxPersonName], "")
}

// call adds a name, a handle or an e-mail address.
func (r *record) call(s string) {
	switch at := strings.IndexByte(s, '@'); {
	case s == "" || strings.Contains(s, secret):
	case at > 0 && strings.IndexByte(s[at:], '.') > 0:
		r.mails = append(r.mails, strings.ToLower(s))
	case !slices.Contains(r.names, s) && !opaque(s):
		r.names = append(r.names, s)
	}
}

// opaque says of an id that nobody would call somebody by it: "U0AB12CD", "1234567", a UUID.
func opaque(s string) bool {
	upper := true
	digits := 0
	for _, r := range s {
		upper = upper && (r < 'a' || r > 'z') && r < 0x80
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits*2 >= len(s) || (upper && digits > 0 && len(s) >= 6)
}

// keys are what a record can be joined by, the surest first.
func (r *record) keys(strength int) []string {
	var out []string
	switch strength {
	case 0:
		out = append(out, r.ids...)
		for _, m := range r.mails {
			out = append(out, "mail:"+m)
		}
	case 1:
		out = append(out, r.fullNames()...)
	case 2:
		for _, n := range r.names {
			out = append(out, alike.Replace(squeeze(n)))
		}
		for _, m := range r.mails {
			if local := localPart(m); personal(local) {
				out = append(out, alike.Replace(squeeze(local)))
			}
		}
	case 3:
		for _, n := range r.names {
			if w := nameWords(n); len(w) > 0 {
				out = append(out, w[0])
			}
		}
		for _, m := range r.mails {
			if local := localPart(m); len(r.names) == 0 && personal(local) {
				out = append(out, foldedWords(local)[0])
			}
		}
	}
	return out
}

// join makes one of the records of each person. Keys are taken in their order, and a key whose records contradict each other joins none.
func (c *census) join() []*record {
	for strength := range 4 {
		sharing := map[string][]*record{}
		var keys []string
		for _, r := range c.records {
			if r.into != nil {
				continue
			}
			for _, k := range r.keys(strength) {
				if sharing[k] == nil {
					keys = append(keys, k)
				}
				sharing[k] = append(sharing[k], r)
			}
		}
		slices.Sort(keys)
		for _, k := range keys {
			if k != "" && agree(sharing[k], strength) {
				merge(sharing[k])
			}
		}
	}
	var out []*record
	for _, r := range c.records {
		if r.into == nil && r.tidy() {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *record) int {
		return cmp.Or(cmp.Compare(a.anchor, b.anchor), slices.Compare(a.names, b.names))
	})
	return out
}

// agree says whether records that share a key can be of one person: those that came from one kind of source have one id there, and there is one
// full name at most. A native id and an address need no more.
func agree(rs []*record, strength int) bool {
	if strength == 0 {
		return true
	}
	ids := map[string]string{}
	full := ""
	seen := map[*record]bool{}
	for _, r := range rs {
		r = r.root()
		if seen[r] {
			continue
		}
		seen[r] = true
		for _, id := range r.ids {
			kind, _, _ := strings.Cut(id, ":")
			if other := ids[kind]; other != "" && other != id {
				return false
			}
			ids[kind] = id
		}
		for _, n := range r.fullNames() {
			if full != "" && full != n {
				return false
			}
			full = n
		}
	}
	return true
}

// merge joins records. The roots' lists grow only by what is new, so that all joins together are cheap.
func merge(rs []*record) {
	first := rs[0].root()
	for _, r := range rs[1:] {
		r = r.root()
		if r == first {
			continue
		}
		r.into = first
		first.ids, first.mails = united(first.ids, r.ids), united(first.mails, r.mails)
		first.names, first.actors = united(first.names, r.names), append(first.actors, r.actors...)
		first.acts = first.acts || r.acts
	}
}

// maxCalled is how many names of one person are kept; joining looks at all of them.
const maxCalled = 1000

func united(a, b []string) []string {
	for _, s := range b {
		if len(a) < maxCalled && !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// tidy puts what is known in order and finds the anchor: what the source of the conversation knows somebody by, since that stays when people
// change their names, else an address, else a name. Of whom nothing is known nothing can be told.
func (r *record) tidy() bool {
	for _, l := range [][]string{r.ids, r.mails, r.names} {
		slices.Sort(l)
	}
	switch {
	case len(r.ids) > 0:
		r.anchor = r.ids[0]
		if i := slices.IndexFunc(r.ids, func(id string) bool { return strings.HasPrefix(id, string(event.Chat)+":") }); i >= 0 {
			r.anchor = r.ids[i]
		}
	case len(r.mails) > 0:
		r.anchor = "mail:" + r.mails[0]
	case len(r.names) > 0:
		r.anchor = "name:" + squeeze(r.names[0])
	}
	return r.anchor != ""
}
