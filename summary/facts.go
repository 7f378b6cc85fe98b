package summary

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/timeline"
)

// durationLabels are the durations in the order in which they are shown, with what they are called in full.
var durationLabels = []struct{ name, label string }{
	{"ttd", "Time to detect (onset to detected)"},
	{"ttn", "Time to notify (onset to first public notice)"},
	{"tte", "Time to engage (detected to first response)"},
	{"tti", "Time to identify (onset to cause named)"},
	{"ttm", "Time to mitigate (onset to mitigated)"},
	{"ttr", "Time to recover (onset to recovered)"},
}

// keyFacts are the rows that somebody looks for first. What nobody said has no row; which durations are unknown is a fact, and one row says it.
func keyFacts(s *Summary) []KeyFact {
	var out []KeyFact
	add := func(topic, label string, v Sentence) {
		out = append(out, KeyFact{Topic: topic, Label: label, Value: v})
	}
	text := func(topic, label, value string) {
		if value != "" {
			out = append(out, KeyFact{Topic: topic, Label: label, Value: Sentence{Rule: "value-text", Args: Args{Text: value}}, Stated: true})
		}
	}
	add("impact", "Impact", impactSpan(s.Timeline))
	text("where", "Regions", List(s.Meta.Regions))
	if v, ok := services(s); ok {
		out = append(out, KeyFact{Topic: "services", Label: "Services", Value: v, Stated: len(v.Evidence) == 0})
	}
	for _, x := range numbers(s.Timeline) {
		add("number", "Stated in the evidence", x)
	}
	text("number", "Requests failed (as people state)", s.Meta.Impact.RequestsFailed)
	text("number", "Customers (as people state)", s.Meta.Impact.Customers)
	text("number", "Support tickets (as people state)", s.Meta.Impact.Tickets)
	text("number", "Data lost (as people state)", s.Meta.Impact.DataLost)
	var untold []string
	for _, d := range durationLabels {
		v := durationValue(s.Timeline, d.name)
		if v.Args.Name == string(timeline.Unknown) {
			untold = append(untold, d.label)
			continue
		}
		add("duration", d.label, v)
	}
	if len(untold) > 0 {
		add("duration", "Not known from this evidence", Sentence{Rule: "value-untold", Args: Args{List: untold}})
	}
	var roles []string
	for _, r := range sortedKeys(s.Meta.Roles) {
		roles = append(roles, r+": "+s.Meta.Roles[r])
	}
	text("people", "Roles", strings.Join(roles, "; "))
	text("distribution", "Distribution", s.Meta.Distribution)
	return out
}

// maxNumbers is how many sentences with a number of the impact the key facts show; the JSON has them all.
const maxNumbers = 4

// numbers are the sentences that state how much was affected, each once, however many numbers it holds.
func numbers(t *timeline.Timeline) []Sentence {
	var out []Sentence
	for _, f := range t.Facts {
		i := slices.IndexFunc(out, func(x Sentence) bool { return x.Args.Text == f.Text })
		if i >= 0 {
			out[i].Evidence = union(out[i].Evidence, f.Evidence)
			continue
		}
		if len(out) < maxNumbers {
			out = append(out, Sentence{Rule: "value-text", Args: Args{Text: f.Text}, Evidence: f.Evidence})
		}
	}
	return out
}

// impactSpan is from onset to recovery, as far as each is known.
func impactSpan(t *timeline.Timeline) Sentence {
	on, re := t.Milestones[timeline.Onset], t.Milestones[timeline.Recovered]
	v := Sentence{Rule: "value-span", Evidence: union(firstOf(on.Evidence), firstOf(re.Evidence), on.Evidence, re.Evidence), Decided: on.ByPerson || re.ByPerson}
	if on.State == timeline.Known {
		v.Args.From = on.At
	}
	if re.State == timeline.Known {
		v.Args.To = re.At
	}
	if !v.Args.From.IsZero() && v.Args.To.After(v.Args.From) {
		v.Args.Length = v.Args.To.Sub(v.Args.From)
	}
	v.Args.Name = string(re.State)
	if on.State == timeline.Bounded {
		v.Args.More = append(v.Args.More, bound("start-bound", on))
	}
	if re.State == timeline.Bounded {
		v.Args.More = append(v.Args.More, bound("end-bound", re))
	}
	return v
}

// services are those that had a period of impact, else those that people named in incident.yaml.
func services(s *Summary) (Sentence, bool) {
	var names, ids []string
	for _, i := range s.Impacts {
		if i.Service != "" && !slices.Contains(names, i.Service) {
			names = append(names, i.Service)
			ids = union(ids, i.Evidence)
		}
	}
	if len(names) == 0 {
		names = s.Meta.Services
	}
	return Sentence{Rule: "value-list", Args: Args{List: names}, Evidence: ids}, len(names) > 0
}

func durationOf(ds []timeline.Duration, name string) timeline.Duration {
	for _, d := range ds {
		if d.Name == name {
			return d
		}
	}
	return timeline.Duration{Name: name, State: timeline.Unknown}
}

func durationValue(t *timeline.Timeline, name string) Sentence {
	d := durationOf(t.Durations, name)
	return Sentence{
		Rule:     "value-duration",
		Args:     Args{Name: string(d.State), Length: d.Value, Min: d.Min, Max: d.Max},
		Evidence: endsFirst(t, d),
		Decided:  decided(t, d.From, d.To),
	}
}

// decided says whether people decided one of these milestones.
func decided(t *timeline.Timeline, names ...timeline.Name) bool {
	return slices.ContainsFunc(names, func(n timeline.Name) bool { return t.Milestones[n] != nil && t.Milestones[n].ByPerson })
}

// endsFirst is the evidence of a duration, what its two ends were read from first.
func endsFirst(t *timeline.Timeline, d timeline.Duration) []string {
	var ids []string
	for _, n := range []timeline.Name{d.From, d.To} {
		if m := t.Milestones[n]; m != nil {
			ids = union(ids, firstOf(m.Evidence))
		}
	}
	return union(slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(d.Evidence, id) }), d.Evidence)
}

// since is how long after onset an instant lies; false if onset is unknown or later.
func since(t *timeline.Timeline, at time.Time) (time.Duration, bool) {
	on := t.Milestones[timeline.Onset]
	if on.State != timeline.Known || at.Before(on.At) {
		return 0, false
	}
	return at.Sub(on.At), true
}

// breadth ranks what a stated number counts by how well it says who was hit; a share or a count of failures says less.
var breadth = []string{"services", "customers", "users", "accounts", "tenants", "regions", "requests"}

// widest is the fact that says best who was hit: by what it counts, then the one stated last, as later accounts know more.
func widest(t *timeline.Timeline) (timeline.Fact, bool) {
	order := map[string]int{}
	for i, e := range t.Entries {
		order[e.ID] = i
	}
	last := func(f timeline.Fact) int {
		n := -1
		for _, id := range f.Evidence {
			n = max(n, order[id])
		}
		return n
	}
	rank := func(f timeline.Fact) int { return slices.Index(breadth, strings.ToLower(f.Unit)) }
	var fit []timeline.Fact
	for _, f := range t.Facts {
		if rank(f) >= 0 && f.Value >= 1 && f.Value == float64(int64(f.Value)) {
			fit = append(fit, f)
		}
	}
	if len(fit) == 0 {
		return timeline.Fact{}, false
	}
	return slices.MinFunc(fit, func(a, b timeline.Fact) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(last(b), last(a)), cmp.Compare(b.Value, a.Value))
	}), true
}

func sortedKeys(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
