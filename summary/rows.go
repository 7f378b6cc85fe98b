package summary

import (
	"cmp"
	"maps"
	"slices"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// begins are the milestones in which phases begin.
var begins = map[string]timeline.Name{
	"detection": timeline.Onset, "response": timeline.Detected, "diagnosis": timeline.Engaged, "mitigation": timeline.Identified, "recovery": timeline.Mitigated,
}

// phases are the timeline's, each with its length where it has ended and the evidence of its two ends.
func phases(t *timeline.Timeline) []Phase {
	var out []Phase
	for _, p := range t.Phases {
		q := Phase{Phase: p, Begins: begins[p.Name], Done: !p.From.IsZero() && !p.To.IsZero() && !p.To.Before(p.From)}
		if q.Done {
			q.Length = p.To.Sub(p.From)
		}
		var agree []string
		for _, n := range timeline.Names() {
			m := t.Milestones[n]
			from := m.State == timeline.Known && m.At.Equal(p.From) || p.From.IsZero() && n == q.Begins
			if from || n == p.Ends {
				q.Evidence = union(q.Evidence, firstOf(m.Evidence))
				q.Decided = q.Decided || m.ByPerson
				agree = append(agree, m.Evidence...)
			}
		}
		q.Evidence = union(q.Evidence, agree)
		out = append(out, q)
	}
	return out
}

// impacts are the timeline's, each with its evidence in the order in which a reader needs it: what its start was read from, what measured its
// peak, then what agrees.
func impacts(t *timeline.Timeline) []timeline.Impact {
	rates := map[string]bool{}
	for _, e := range t.Entries {
		rates[e.ID] = isRate(e)
	}
	return each(t.Impacts, func(i *timeline.Impact) {
		i.Evidence = slices.Clone(i.Evidence)
		if !i.HasPeak || len(i.Evidence) < 2 {
			return
		}
		if n := slices.IndexFunc(i.Evidence[1:], func(id string) bool { return rates[id] }); n > 0 {
			id := i.Evidence[n+1]
			i.Evidence = slices.Insert(slices.Delete(i.Evidence, n+1, n+2), 1, id)
		}
	})
}

// rows parts the entries into those that people read, with how many are folded under each, and the rest.
func rows(t *timeline.Timeline) (read []Row, rest []timeline.Entry) {
	folded := map[string]int{}
	for _, e := range t.Entries {
		if !e.Row && e.Under != "" {
			folded[e.Under]++
		}
	}
	samples := sampled(t)
	for _, e := range t.Entries {
		if e.Row {
			read = append(read, Row{Entry: e, Folded: folded[e.ID], Sample: samples[e.ID]})
			continue
		}
		rest = append(rest, e)
	}
	return read, rest
}

// sources counts, for every report, the entries that came of it.
func sources(m Meta, t *timeline.Timeline) []Source {
	type key struct {
		name string
		kind event.Kind
	}
	entries := map[key]int{}
	for _, e := range t.Entries {
		entries[key{e.Source, e.Kind}]++
		for _, o := range e.Also {
			entries[key{o.Source, o.Kind}]++ // it told of it too
		}
	}
	var out []Source
	for _, r := range m.Sources {
		out = append(out, Source{Report: r, Entries: entries[key{r.Name, r.Kind}]})
	}
	slices.SortStableFunc(out, func(a, b Source) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Kind, b.Kind)) })
	return out
}

// maxSources is how many sources a document lists one by one: more than anybody reads. Those of one kind and format are then told in one row.
const maxSources = 200

// Told are the sources as a document lists them: the damaged ones and the first of the others by name, then the rest by kind and format.
func (s *Summary) Told() []Source {
	if len(s.Sources) <= maxSources {
		return s.Sources
	}
	type key struct {
		kind   event.Kind
		format string
		failed bool
	}
	var out []Source
	rest := map[key]*Source{}
	var order []key
	room := maxSources
	for _, pass := range []bool{true, false} { // damaged ones first: they are what somebody must look after
		for _, src := range s.Sources {
			if (src.Error != "") != pass {
				continue
			}
			if room > 0 {
				out, room = append(out, src), room-1
				continue
			}
			k := key{src.Kind, src.Format, pass}
			if rest[k] == nil {
				rest[k] = &Source{Report: event.Report{Kind: src.Kind, Format: src.Format}}
				if pass {
					rest[k].Error = "each could not be read whole: the JSON of the timeline says why"
				}
				order = append(order, k)
			}
			r := rest[k]
			r.Records, r.Dropped, r.Entries, r.Files = r.Records+src.Records, r.Dropped+src.Dropped, r.Entries+src.Entries, r.Files+1
		}
	}
	for _, k := range order {
		r := rest[k]
		r.Name = Count(r.Files, "more source")
		out = append(out, *r)
	}
	return out
}

func removed(m Meta) []Removed {
	var out []Removed
	for _, k := range slices.Sorted(maps.Keys(m.Redacted)) {
		if m.Redacted[k] > 0 {
			out = append(out, Removed{Kind: k, Count: m.Redacted[k]})
		}
	}
	return out
}

// missingKinds names the families of which nothing was found: a summary without alerts reads differently once that is said.
func missingKinds(m Meta, t *timeline.Timeline) []Sentence {
	have := map[event.Kind]bool{}
	for _, e := range t.Entries {
		have[e.Kind] = true
		for _, o := range e.Also {
			have[o.Kind] = true
		}
	}
	for _, r := range m.Sources {
		have[r.Kind] = have[r.Kind] || r.Records > 0 // logs in which nothing changed are there all the same
	}
	var names []string
	for _, k := range event.Kinds() {
		if !have[k] {
			names = append(names, string(k))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []Sentence{{Rule: "missing-kinds", Args: Args{List: names}}}
}

// evidence is every entry that the document cites outside the appendix, the rows included, in the order of the timeline.
func evidence(s *Summary) []timeline.Entry {
	cited := map[string]bool{}
	cite := func(ids []string) {
		for _, id := range ids {
			cited[id] = true
		}
	}
	for _, list := range [][]Sentence{s.Lede, s.Notices, s.Changes, s.Well, s.Hard, s.Luck} {
		for _, x := range list {
			cite(x.Evidence)
		}
	}
	for _, f := range s.KeyFacts {
		cite(f.Value.Evidence)
	}
	for _, m := range s.Milestones {
		citeMilestone(m, cite)
	}
	for _, i := range s.Impacts {
		cite(i.Evidence)
		cite(i.EndedBy)
		for _, m := range i.Milestones {
			citeMilestone(m, cite)
		}
	}
	citeLists(s, cite)
	for _, l := range s.Lines() {
		cite(l.Row.Cites())
		if l.Silence != nil {
			cite(l.Silence.Evidence)
		}
	}
	var out []timeline.Entry
	for _, e := range s.Timeline.Entries {
		if cited[e.ID] {
			out = append(out, e)
		}
	}
	return out
}

func citeMilestone(m *timeline.Milestone, cite func([]string)) {
	cite(m.Evidence)
	for _, a := range m.Alternatives {
		cite(a.Evidence)
	}
	if m.Machine != nil {
		citeMilestone(m.Machine, cite)
	}
}

func citeLists(s *Summary, cite func([]string)) {
	for _, c := range s.Causes {
		cite(c.Evidence)
	}
	for _, o := range s.Timeline.Cascade {
		cite(o.Evidence)
	}
	for _, r := range s.Timeline.Remainders {
		cite(r.Evidence)
	}
	for _, a := range s.Timeline.Attempts {
		cite(a.Evidence)
	}
	for _, f := range s.Timeline.Facts {
		cite(f.Evidence)
	}
	for _, i := range s.Items {
		cite(i.Evidence)
	}
	for _, d := range s.Disagree {
		cite(d.Evidence)
		for _, v := range d.Values {
			cite(v.Evidence)
		}
	}
	for _, q := range s.Questions {
		cite(q.Ask.Evidence)
	}
}

// union is the ids of several lists, each once, in their order.
func union(lists ...[]string) []string {
	out, seen := []string{}, map[string]bool{}
	for _, l := range lists {
		for _, id := range l {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}
