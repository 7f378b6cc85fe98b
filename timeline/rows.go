package timeline

import (
	"cmp"
	"slices"

	"github.com/pes-dev/pes/event"
)

// defaultRows is how many rows people read. Sixty is two screens; published timelines of large incidents have thirty to sixty.
const defaultRows = 60

// entries puts every event into the timeline, and marks the rows worth reading: whatever a milestone or another conclusion rests on, then
// what tells most. The rest is folded under the row that it belongs to.
func (b *builder) entries(t *Timeline) []Entry {
	weights := b.weights(t)
	out := make([]Entry, len(b.events))
	order := make([]int, 0, len(b.events))
	for i, e := range b.events {
		out[i] = Entry{Event: e, Phase: phaseAt(t.Phases, e.At)}
		if e.Labels["undated"] != "true" || weights[i] >= weightCited {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(weights[y], weights[x]) })
	limit := cmp.Or(b.opts.MaxRows, defaultRows)
	for n, i := range order {
		if n < limit || weights[i] >= weightMust {
			out[i].Row = true
		}
	}
	foldUnderRows(out)
	return out
}

// foldUnderRows names, for each entry that is no row, the row before it of the same thread, else of the same kind and service.
func foldUnderRows(out []Entry) {
	type key struct {
		kind    event.Kind
		service string
	}
	lastOf := map[key]string{}
	threads := map[string]string{}
	for i := range out {
		e := &out[i]
		k := key{e.Kind, e.Service}
		if e.Row {
			lastOf[k] = e.ID
			if ts := e.Labels["ts"]; ts != "" {
				threads[ts] = e.ID
			}
			continue
		}
		e.Under = cmp.Or(threads[e.Labels["thread"]], lastOf[k])
	}
}

// The weights of entries: what must be a row, what is cited by a conclusion, then by how much an entry tells.
const (
	weightMust  = 1000 // a milestone rests on it
	weightCited = 100  // an impact, an attempt, a contradiction, a remainder rests on it
)

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
		cite(weightMust, m.Evidence[:min(len(m.Evidence), 2)]...)
	}
	for _, i := range t.Impacts {
		cite(weightCited, i.Evidence[:min(len(i.Evidence), 3)]...)
		cite(weightCited+1, i.EndedBy...)
		for _, m := range i.Milestones {
			cite(weightCited, m.Evidence[:min(len(m.Evidence), 1)]...)
		}
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
		if isRise(e) {
			w += 15
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
