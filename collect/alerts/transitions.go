package alerts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pes-dev/pes/internal/clip"
)

// phase is what an alert is in by a record of a change of its state.
type phase int

const (
	calm phase = iota
	pending
	firing
)

// transition is one change of an alert's state, as systems record it that keep such a history: Grafana, CloudWatch.
type transition struct {
	at       time.Time
	from, to phase
	refs     refs
	words    words
}

// changes is what is known of one alert by the changes of its state.
type changes struct {
	labels labels
	place  map[string]string // labels of where it is to be seen, which are not the alert's own
	all    []transition
}

// change takes a change of an alert's state.
func (e *evidence) change(l labels, place map[string]string, t transition, s *source) {
	id := fingerprint(l)
	known := e.changes[id]
	if known == nil {
		known = &changes{labels: l.clipped()}
		e.changes[id] = known
	}
	if e.nchanges++; e.nchanges > maxSightings {
		s.drop(fmt.Sprintf("changes of state beyond %s were left out", clip.Grouped(maxSightings)))
		return
	}
	for k, v := range place {
		if v != "" {
			if known.place == nil {
				known.place = map[string]string{}
			}
			known.place[k] = max(known.place[k], clip.Text(v, maxLabel))
		}
	}
	known.all = append(known.all, t)
}

// addChanges turns changes of state into sightings. An end whose beginning is not there is of an alert that began before what was read, which is
// said of the files that it stands in.
func (e *evidence) addChanges() {
	for _, id := range slices.Sorted(maps.Keys(e.changes)) {
		c := e.changes[id]
		eps, lost := c.episodes()
		for _, at := range lost {
			for _, r := range at {
				e.endless[r.File] = true
			}
		}
		for _, ep := range eps {
			t := e.track(id, c.labels)
			t.stated, t.place = true, c.place
			t.add(ep)
		}
	}
}

// episodes are the stretches of firing, and where the ends without a beginning stand.
func (c *changes) episodes() (eps []episode, lost []refs) {
	slices.SortStableFunc(c.all, func(a, b transition) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(b.from, a.from), cmp.Compare(a.to, b.to), a.words.compare(b.words)) // of two at once the end comes first
	})
	var now *episode
	var since time.Time // when it became pending
	for _, t := range c.all {
		switch {
		case t.to == firing && now == nil:
			now = &episode{start: t.at, stated: t.at, seen: t.at, active: since, open: true, noticed: true, refs: t.refs, words: t.words}
		case t.to == firing: // it goes on, for another reason or in another record
			now.refs, now.words, now.seen = now.refs.with(t.refs), now.words.or(t.words), t.at
		case now != nil:
			now.open, now.end, now.exact, now.seen = false, t.at, true, t.at
			now.refs = now.refs.with(t.refs)
			eps, now = append(eps, *now), nil
		case t.from == firing && !ended(eps, t.at):
			lost = append(lost, t.refs)
		}
		switch t.to {
		case pending:
			since = t.at
		case calm:
			since = time.Time{}
		}
	}
	if now != nil {
		eps = append(eps, *now)
	}
	return eps, lost
}

// ended says whether the last firing ended then: the record of it came twice.
func ended(eps []episode, at time.Time) bool {
	return len(eps) > 0 && !eps[len(eps)-1].end.Before(at)
}

// noteEndless says why an end is missing among the events.
const noteEndless = "ends of alerts that began before the first record were left out"
