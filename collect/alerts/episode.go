package alerts

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

const (
	// flapGap is how short a break between two firings of an alert makes them one event: two of Alertmanager's default group_interval (5 minutes),
	// within which people hear of the end and of the new start at about the same time.
	flapGap = 10 * time.Minute
	// maxFor is how long after its condition began to hold an alert may fire: the longest "for" of the rules that ship with Prometheus,
	// node_exporter and kubernetes mixins is an hour.
	maxFor = time.Hour
	// slack is what two stamps of one moment may differ by: the API writes milliseconds, webhooks nanoseconds.
	slack = time.Second
)

// episode is one firing of one alert, as far as the sightings of it that were read tell.
type episode struct {
	start  time.Time     // when it fired
	stated time.Time     // its startsAt in Alertmanager, which its id hangs on; zero if only samples show it
	active time.Time     // when its condition began to hold; zero if unknown
	end    time.Time     // zero if unknown
	exact  bool          // whether end was stated, not sampled
	open   bool          // not seen to end
	before time.Time     // it had ended before this, since it fired anew then; zero if end says more
	seen   time.Time     // the last moment at which it is known to have fired
	step   time.Duration // of the samples that start was taken from; zero if it was stated

	sinceActive bool   // start is only when the condition began to hold
	uncertain   bool   // it may have been pending only
	suppressed  string // "silenced" or "inhibited"
	noticed     bool   // it was also seen unsuppressed

	words words
	refs  refs
}

// last is the last moment that the episode is known to have lasted to.
func (e episode) last() time.Time {
	if e.end.After(e.seen) {
		return e.end
	}
	return e.seen
}

// same says whether b, which does not start before a, is the same firing. One alert fires once at a time, so overlapping ones are the same:
// two Prometheus servers of a pair evaluate a rule at different moments, and Alertmanager keeps the earlier start.
func same(a, b episode) bool {
	gap := b.start.Sub(a.start)
	if gap <= max(slack, a.step, b.step) || b.start.Before(a.last()) {
		return true
	}
	return a.sinceActive && !b.sinceActive && gap <= maxFor
}

// join makes one episode of two sightings of it; a does not start after b.
func join(a, b episode) episode {
	j := a
	tolerance := max(slack, a.step, b.step)
	if (a.sinceActive && !b.sinceActive) || (a.stated.IsZero() && !b.stated.IsZero() && b.start.Sub(a.start) <= tolerance) {
		j.start, j.step = b.start, b.step
	}
	if b.start.Truncate(time.Millisecond).Equal(a.start) {
		j.start = b.start // the same stamp with all its digits
	}
	j.sinceActive = a.sinceActive && b.sinceActive
	j.uncertain = a.uncertain && b.uncertain
	j.stated = earliest(a.stated, b.stated)
	j.active = earliest(a.active, b.active)
	j.seen = latest(a.seen, b.seen)
	j.end, j.exact = joinEnds(a, b, tolerance)
	j.open = a.open && b.open
	if !j.open && !j.end.IsZero() && j.seen.After(j.end.Add(tolerance)) && (a.open || b.open) {
		j.open, j.end, j.exact = true, time.Time{}, false // seen to fire after an end that one source stated
	}
	j.suppressed = max(a.suppressed, b.suppressed)
	j.noticed = a.noticed || b.noticed
	j.words = a.words.or(b.words)
	j.refs = a.refs.with(b.refs)
	return j
}

// joinEnds takes the later end, or the stated one where samples agree with it.
func joinEnds(a, b episode, tolerance time.Duration) (time.Time, bool) {
	if a.end.IsZero() || (!b.end.IsZero() && b.end.After(a.end)) {
		a, b = b, a
	}
	if !a.exact && b.exact && a.end.Sub(b.end) <= tolerance {
		return b.end, true
	}
	return a.end, a.exact
}

// merge makes of all sightings of one alert its episodes, in order.
func merge(sightings []episode) []episode {
	slices.SortFunc(sightings, compareEpisodes)
	var out []episode
	for _, s := range sightings {
		if n := len(out); n > 0 && same(out[n-1], s) {
			out[n-1] = join(out[n-1], s)
			continue
		}
		out = append(out, s)
	}
	for i := range len(out) - 1 {
		if out[i].open {
			out[i].open, out[i].before = false, out[i+1].start
		}
	}
	return out
}

func compareEpisodes(a, b episode) int {
	return cmp.Or(a.start.Compare(b.start), b.stated.Compare(a.stated), a.end.Compare(b.end), a.seen.Compare(b.seen), a.active.Compare(b.active),
		a.words.compare(b.words), cmp.Compare(a.suppressed, b.suppressed))
}

// flapping groups episodes that are so close that they are one event.
func flapping(all []episode) [][]episode {
	var groups [][]episode
	for i, e := range all {
		if i > 0 && e.start.Sub(all[i-1].last()) <= flapGap {
			n := len(groups) - 1
			groups[n] = append(groups[n], e)
			continue
		}
		groups = append(groups, []episode{e})
	}
	return groups
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// words is what an alert says of itself. Annotations hold values of the moment, so that notifications of one episode differ in them.
type words struct {
	text, runbook, url string
	derived            bool // made from the labels
	late               bool // from the notification of the end
}

func wordsOf(r record) words {
	w := words{text: r.describe(), runbook: r.runbook(), derived: len(r.Annotations) == 0, url: string(r.GeneratorURL)}
	return w.clipped()
}

// or is the words to show: a firing's before an end's, and what a person wrote before what labels say.
func (w words) or(o words) words {
	if w.compare(o) > 0 {
		w, o = o, w
	}
	w.runbook = cmp.Or(w.runbook, o.runbook)
	return w
}

func (w words) compare(o words) int {
	return cmp.Or(compareBool(w.derived, o.derived), compareBool(w.late, o.late), cmp.Compare(len(w.text), len(o.text)), cmp.Compare(w.text, o.text),
		cmp.Compare(w.runbook, o.runbook), cmp.Compare(w.url, o.url))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// maxRefs is how many places of one event are kept: its notifications repeat every few hours, and one of them suffices to check it.
const maxRefs = 20

// refs is a sorted list of places without duplicates.
type refs []event.Ref

func (r refs) with(o refs) refs {
	all := append(slices.Clone(r), o...)
	slices.SortFunc(all, compareRefs)
	all = slices.Compact(all)
	return all[:min(len(all), maxRefs)]
}

// compareRefs puts addresses last: a file of the incident folder is at hand.
func compareRefs(a, b event.Ref) int {
	return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}
