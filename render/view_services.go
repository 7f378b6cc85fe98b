package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// serviceView is a service that was hit, with what is told of it.
type serviceView struct {
	Name     string         // Its name.
	Key      string         // Its name as a part of a marker's: small letters, digits and hyphens.
	Periods  []sentenceView // Its periods of impact, each as a sentence.
	Said     []quoteView    // What public posts and notes say happened there, in order of time, at most twelve.
	Attempts []attemptView  // What was tried there, where Said does not tell it.
	Causes   []causeView    // What sources state of causes there, where Said does not tell it.
}

// quoteView is what a source says.
type quoteView struct {
	At       string   // When, with the zone, and without the date where the opening has named the day.
	Text     string   // The words.
	Evidence markdown // The evidence.
}

// maxSaid is how many quotations on one service a document has room for: a page of them.
const maxSaid = 12

// addServices makes the services of the periods of impact, in the order in which they were hit.
func (v *view) addServices(d *document) {
	order := d.inOrder()
	leads := d.leading(order)
	about := d.about(order)
	for _, name := range order {
		s := d.serviceView(name, about[serviceKey(name)])
		v.Services = append(v.Services, s)
		if leads[serviceKey(name)] {
			v.LeadServices = append(v.LeadServices, s)
			continue
		}
		v.OtherServices = append(v.OtherServices, s)
	}
	v.Whole = d.serviceView("", about[""])
	first := firstImpacts(d.Impacts, leads)
	t := d.ImpactTimes()
	v.FirstImpacts = views(first, func(i timeline.Impact) impactView { return d.impactView(t, i) })
	v.FirstImpactsLeft = len(d.Impacts) - len(first)
}

// told is what is told of a service.
type told struct {
	periods  []timeline.Impact
	said     []timeline.Entry
	attempts []timeline.Attempt
	causes   []timeline.Statement
}

// about is what is told of each service, by its key; of none by "". Where one service was hit, what names none is about it.
func (d *document) about(order []string) map[string]*told {
	out := map[string]*told{"": {}}
	for _, name := range order {
		out[serviceKey(name)] = &told{}
	}
	if len(order) == 1 {
		out[""] = out[serviceKey(order[0])]
	}
	of := func(service string) *told { return cmp.Or(out[serviceKey(service)], &told{}) }
	for _, i := range d.Impacts {
		of(i.Service).periods = append(of(i.Service).periods, i)
	}
	for _, a := range d.Timeline.Attempts {
		of(a.Service).attempts = append(of(a.Service).attempts, a)
	}
	for _, c := range d.Causes {
		of(c.Service).causes = append(of(c.Service).causes, c)
	}
	for key, said := range d.saidOf(order) {
		of(key).said = said
	}
	if len(order) == 1 {
		out[""] = &told{}
	}
	return out
}

func (d *document) serviceView(name string, about *told) serviceView {
	v := serviceView{Name: name, Key: markerKey(name)}
	quoted := map[string]bool{}
	for _, i := range about.periods {
		v.Periods = append(v.Periods, d.toldImpact(i))
	}
	for _, e := range about.said {
		quoted[e.ID] = true
		v.Said = append(v.Said, quoteView{d.LedeClock().Time(e.At), whole(summary.Bare(e.Text, e.Service)), d.cite([]string{e.ID})})
	}
	for _, a := range about.attempts {
		if !restsOn(a.Evidence, quoted) {
			v.Attempts = append(v.Attempts, d.attemptView(a))
		}
	}
	for _, c := range about.causes {
		if !restsOn(c.Evidence, quoted) {
			v.Causes = append(v.Causes, d.causeView(c))
		}
	}
	return v
}

// markerKey is a name with hyphens in place of what a marker's name cannot hold, and cut: it tells sections apart, and nobody reads it.
func markerKey(name string) string {
	const longest = 60
	key := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
	return strings.Trim(key[:min(len(key), longest)], "-")
}

// restsOn says whether the first piece of evidence, from which a statement was read, is among some.
func restsOn(ids []string, among map[string]bool) bool { return len(ids) > 0 && among[ids[0]] }

// serviceKey is a service's name as it is compared: sources write the same one in capitals and without.
func serviceKey(s string) string { return strings.ToLower(s) }

// inOrder are the services of the periods of impact: those of the cascade in its order, then the others by their first period.
func (d *document) inOrder() []string {
	hit, seen := map[string]string{}, map[string]bool{}
	for _, i := range d.Impacts {
		if _, ok := hit[serviceKey(i.Service)]; !ok && strings.TrimSpace(plain.Line(i.Service, 0)) != "" { // it is a heading
			hit[serviceKey(i.Service)] = i.Service
		}
	}
	var out []string
	add := func(name string) {
		if known, ok := hit[serviceKey(name)]; ok && !seen[serviceKey(name)] {
			seen[serviceKey(name)] = true
			out = append(out, known)
		}
	}
	for _, o := range d.Timeline.Cascade {
		add(o.Service)
	}
	for _, i := range d.Impacts {
		add(i.Service)
	}
	return out
}

// maxNamed is how many services an account follows where the summary names none as those of the longest periods: as many as a sentence of the opening
// names. With those that people tried to mend there are at most maxLeading, as an account of more has no thread.
const (
	maxNamed   = 3
	maxLeading = 6
)

// leading are the services that an account of the incident follows: those whose periods its first sentence names, and those that people tried to
// mend. Where there are none, the first that were hit.
func (d *document) leading(order []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range d.Lede {
		for _, p := range s.Args.More {
			if s.Rule == "lede-span" && p.Rule == "period" {
				out[serviceKey(p.Args.Who)] = true
			}
		}
	}
	for _, a := range d.Timeline.Attempts {
		if a.Service != "" && len(out) < maxLeading {
			out[serviceKey(a.Service)] = true
		}
	}
	if !slices.ContainsFunc(order, func(name string) bool { return out[serviceKey(name)] }) {
		for _, name := range order[:min(len(order), maxNamed)] {
			out[serviceKey(name)] = true
		}
	}
	return out
}

// saidOf is what public posts and notes say of each service, in order of time: the accounts. What a room said at the time is people's talk, and
// what announces remediation is told with the items. Of many, those that the story tells come first.
func (d *document) saidOf(order []string) map[string][]timeline.Entry {
	items, story := map[string]bool{}, map[string]bool{}
	for _, i := range d.Items {
		for _, id := range i.Evidence {
			items[id] = true
		}
	}
	for _, c := range d.Story {
		for _, r := range c.Rows {
			story[r.ID] = true
		}
	}
	out := map[string][]timeline.Entry{}
	for _, e := range d.Timeline.Entries {
		key := serviceKey(e.Service)
		if key == "" && len(order) == 1 {
			key = serviceKey(order[0])
		}
		account := e.Kind == event.Status || e.Kind == event.Note
		if account && key != "" && !e.Deleted && !items[e.ID] && !undated(e) && d.listed[e.ID] {
			out[key] = append(out[key], e)
		}
	}
	for key, list := range out {
		slices.SortStableFunc(list, func(a, b timeline.Entry) int { return compareBool(story[b.ID], story[a.ID]) })
		list = list[:min(len(list), maxSaid)]
		slices.SortStableFunc(list, func(a, b timeline.Entry) int { return a.At.Compare(b.At) })
		out[key] = list
	}
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// firstImpacts are the periods that one page shows, in order of time: of each service that the account follows the longest, then the longest of
// the others.
func firstImpacts(all []timeline.Impact, leads map[string]bool) []timeline.Impact {
	long := slices.SortedStableFunc(slices.Values(all), func(a, b timeline.Impact) int { return cmp.Compare(lasted(b), lasted(a)) })
	taken := map[string]bool{}
	var first, rest []timeline.Impact
	for _, i := range long {
		if key := serviceKey(i.Service); leads[key] && !taken[key] {
			taken[key] = true
			first = append(first, i)
			continue
		}
		rest = append(rest, i)
	}
	first = append(first, rest...)
	first = first[:min(len(first), maxFirst)]
	slices.SortStableFunc(first, func(a, b timeline.Impact) int { return a.From.Compare(b.From) })
	return first
}

// lasted is how long a period was, for an order: one that was not seen to end is the longest.
func lasted(i timeline.Impact) int64 {
	switch {
	case i.From.IsZero():
		return -1
	case i.To.IsZero():
		return 1 << 62
	}
	return int64(i.To.Sub(i.From))
}
