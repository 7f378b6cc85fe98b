package timeline

import (
	"cmp"
	"slices"

	"github.com/pes-dev/pes/event"
)

// DefaultRows is how many rows people read. Sixty is two screens; published timelines of large incidents have thirty to sixty.
const DefaultRows = 60

// entries puts every event into the timeline, and marks the rows worth reading: whatever a milestone or another conclusion rests on, then
// what tells most. The rest is folded under the row that it belongs to. Silences are rows too, and count as such.
func (b *builder) entries(t *Timeline) []Entry {
	weights := b.weights(t)
	out := make([]Entry, len(b.events))
	order := make([]int, 0, len(b.events))
	for i := range b.events {
		e := &b.events[i]
		out[i] = Entry{Event: *e, Phase: phaseAt(t.Phases, e.At), Also: b.also[e.ID], Stamped: b.stamped(e)}
		if e.Labels["undated"] != "true" || weights[i] >= weightCited || b.opts.MaxRows < 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(weights[y], weights[x]) })
	limit := b.limit(len(out), t.Silences)
	for n, i := range order {
		if n < limit || weights[i] >= weightMust {
			out[i].Row = true
		}
	}
	foldUnderRows(out)
	return out
}

// limit is how many rows there may be beside the silences, the longest of which it makes rows: a fourth of the rows at most, since what
// happened tells more than when nothing did.
func (b *builder) limit(events int, silences []Silence) int {
	if b.opts.MaxRows < 0 {
		for i := range silences {
			silences[i].Row = true
		}
		return events
	}
	limit := cmp.Or(b.opts.MaxRows, DefaultRows)
	longest := make([]*Silence, len(silences))
	for i := range silences {
		longest[i] = &silences[i]
	}
	slices.SortStableFunc(longest, func(x, y *Silence) int { return cmp.Compare(y.To.Sub(y.From), x.To.Sub(x.From)) })
	longest = longest[:min(len(longest), limit/4)]
	for _, s := range longest {
		s.Row = true
	}
	return limit - len(longest)
}

// foldUnderRows names, for each entry that is no row, the row that it belongs to: its thread's, else the last before it of its kind and
// service, else of its kind, else the last before it at all; where there is none before it, the first after it.
func foldUnderRows(out []Entry) {
	type key struct {
		kind    event.Kind
		service string
		any     bool // whatever the service
	}
	first, last, threads := map[key]string{}, map[key]string{}, map[string]string{}
	see := func(k key, id string) {
		if first[k] == "" {
			first[k] = id
		}
	}
	for i := range out {
		if e := &out[i]; e.Row {
			for _, k := range []key{{e.Kind, e.Service, false}, {kind: e.Kind, any: true}, {any: true}} {
				see(k, e.ID)
			}
			if ts := e.Labels["ts"]; ts != "" {
				threads[ts] = e.ID
			}
		}
	}
	for i := range out {
		e := &out[i]
		own, kind, all := key{e.Kind, e.Service, false}, key{kind: e.Kind, any: true}, key{any: true}
		if e.Row {
			last[own], last[kind], last[all] = e.ID, e.ID, e.ID
			continue
		}
		e.Under = cmp.Or(threads[e.Labels["thread"]], last[own], last[kind], last[all], first[own], first[kind], first[all])
	}
}

// The weights of entries: what must be a row, what is cited by a conclusion, then by how much an entry tells.
const (
	weightMust   = 1000 // a milestone rests on it first of all: it is a row, however few there are
	weightAgrees = 500  // a milestone rests on it too
	weightCited  = 100  // an impact, an attempt, a contradiction, a remainder rests on it
)

// maxOnwardRows is how many services of a cascade have rows because of it: a reader follows a dozen.
const maxOnwardRows = 12

// weights says how much each event tells.
func (b *builder) weights(t *Timeline) []float64 {
	byID := map[string]float64{}
	cite := func(w float64, ids ...string) {
		for _, id := range ids {
			byID[id] = max(byID[id], w)
		}
	}
	for _, n := range Names() {
		m := t.Milestones[n]
		cite(weightAgrees, m.Evidence[:min(len(m.Evidence), 2)]...)
		if m.State == Known {
			cite(weightMust, m.Evidence[:min(len(m.Evidence), 1)]...)
		}
	}
	for _, i := range t.Impacts {
		cite(weightCited, i.Evidence[:min(len(i.Evidence), 3)]...)
		cite(weightCited+1, i.EndedBy...)
		for _, m := range i.Milestones {
			cite(weightCited, m.Evidence[:min(len(m.Evidence), 1)]...)
		}
	}
	for _, o := range t.Cascade[:min(len(t.Cascade), maxOnwardRows)] {
		cite(weightCited+3, o.Evidence[:min(len(o.Evidence), 1)]...)
	}
	for _, a := range t.Attempts {
		cite(weightCited+2, a.Evidence...)
	}
	for _, c := range t.Contradictions {
		cite(weightCited+5, c.Evidence[:min(len(c.Evidence), 4)]...)
	}
	for _, r := range t.Remainders {
		cite(weightCited+1, r.Evidence...)
	}
	roles := map[string]float64{}
	for _, c := range b.claims {
		w := roleWeight(c.Role)
		if c.Lone {
			w = min(w, roleWeight(RoleImproved)) // one thing's state
		}
		roles[c.Event.ID] = max(roles[c.Event.ID], w)
	}
	out := make([]float64, len(b.events))
	for i := range b.events {
		e := &b.events[i]
		out[i] = max(byID[e.ID], 0) + roles[e.ID] + ownWeight(e)
		if t.Window.Contains(e.At) {
			out[i] += 5
		}
	}
	return out
}

// roleWeight is how much a message tells by what it does.
func roleWeight(r Role) float64 {
	switch r {
	case RoleDeclared, RoleFound, RoleLessened, RoleOver, RoleBegan, RoleWindow:
		return 12
	case RoleTried, RoleNoticed, RoleReported, RoleImproved, RoleClosed:
		return 8
	case RoleSuspected, RoleEngaged, RoleChanged, RoleRemains:
		return 4
	}
	return 0
}

// ownWeight is how much an event tells by itself.
func ownWeight(e *event.Event) float64 {
	w := 0.0
	switch e.Kind {
	case event.Status, event.Note:
		w = 10
	case event.Alert:
		w = 6 + float64(e.Severity.Rank())
	case event.Log:
		w = 4 + float64(e.Severity.Rank())
		switch {
		case isRise(e):
			w += 15
		case isHush(e):
			w += 10
		}
	case event.Change:
		w = 3
	case event.Chat:
		w = 1
	}
	if e.Labels["pinned"] == "true" {
		w += 15
	}
	if e.Actor.Bot && e.Kind == event.Chat {
		w -= 4
	}
	if e.Deleted {
		w -= 20
	}
	return w
}
