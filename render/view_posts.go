package render

import (
	"cmp"
	"slices"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// postView is a public post.
type postView struct {
	At       string   // When, with the zone, and without the date where the opening has named the day.
	Text     string   // What it says.
	Evidence markdown // The evidence, for a cell.
}

// personView is somebody who took part.
type personView struct {
	Name     string   // The name, as the evidence or incident.yaml has it.
	Role     string   // The role, as incident.yaml has it. Empty if it has none.
	Evidence markdown // The first message, or that people stated the role, for a cell.
}

// maxPosts is how many posts a document shows: a page that updates twice an hour fills a day with so many. The timeline has them all.
const maxPosts = 48

func (v *view) addPosts(d *document) {
	public := map[string]bool{}
	for _, e := range d.Timeline.Entries {
		if e.Kind != event.Status || e.Deleted || e.Private || undated(e) {
			continue
		}
		public[e.ID] = true
		if len(v.Posts) < maxPosts {
			v.Posts = append(v.Posts, postView{d.LedeClock().Time(e.At), whole(e.Text), d.cited([]string{e.ID})})
		}
	}
	posted := func(ids []string) bool {
		return len(ids) > 0 && !slices.ContainsFunc(ids, func(id string) bool { return !public[id] })
	}
	for _, c := range append(slices.Clone(d.Causes), d.named()...) {
		if cause := d.causeView(c); posted(c.Evidence) && !slices.ContainsFunc(v.PostedCauses, func(o causeView) bool { return o.Text == cause.Text }) {
			v.PostedCauses = append(v.PostedCauses, cause)
		}
	}
	for _, i := range d.Items {
		if posted(i.Evidence) {
			v.PostedItems = append(v.PostedItems, d.itemView(i))
		}
	}
	v.People = d.people()
}

// named is what sources say where they name the cause: a post may do so in a sentence that only dates it.
func (d *document) named() []timeline.Statement {
	var out []timeline.Statement
	m := d.Timeline.Milestones[timeline.Identified]
	add := func(r timeline.Reason, ids []string) {
		if r.Words != "" && r.Kind == event.Status && len(ids) > 0 {
			out = append(out, timeline.Statement{Text: r.Words, Service: r.Service, Source: r.Source, Evidence: ids[:1]})
		}
	}
	if m.Machine != nil {
		m = m.Machine
	}
	if m.State == timeline.Known {
		add(m.Reason, m.Evidence)
	}
	for _, a := range m.Alternatives {
		add(a.Reason, a.Evidence)
	}
	return out
}

// people are those who wrote in the rooms of the incident, by name, and those to whom incident.yaml gives a role.
func (d *document) people() []personView {
	first := map[string]string{}
	for _, e := range d.Timeline.Entries {
		if name := actor(e.Actor); e.Kind == event.Chat && !e.Actor.Bot && name != "" && first[name] == "" && d.inIncident(e) {
			first[name] = e.ID
		}
	}
	roles := map[string][]string{}
	for role, name := range d.Meta.Roles {
		roles[name] = append(roles[name], role)
	}
	var out []personView
	for name, id := range first {
		slices.Sort(roles[name])
		out = append(out, personView{name, join(roles[name], ", "), d.cited([]string{id})})
	}
	for name, held := range roles {
		if first[name] == "" && name != "" {
			slices.Sort(held)
			out = append(out, personView{name, join(held, ", "), d.settings()})
		}
	}
	slices.SortFunc(out, func(a, b personView) int { return cmp.Compare(a.Name, b.Name) })
	return out[:min(len(out), maxPeople)]
}

// maxPeople is how many people a document lists.
const maxPeople = 100

// inIncident says whether an entry falls between onset and close, as far as these are known: who spoke in the room on another day took no part.
func (d *document) inIncident(e timeline.Entry) bool {
	from, to := d.Timeline.Milestones[timeline.Onset], d.Timeline.Milestones[timeline.Closed]
	if to.State != timeline.Known {
		to = d.Timeline.Milestones[timeline.Recovered]
	}
	return (from.State != timeline.Known || !e.At.Before(from.At)) && (to.State != timeline.Known || !e.At.After(to.At))
}
