package timeline

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// Clock is what is known of the clock of a source: how far its stamps are from those of another that tells of the same things, and what people
// correct it by.
type Clock struct {
	Source    string
	Offset    time.Duration // how far its own stamps are ahead, negative if behind; zero if nothing is claimed
	Spread    time.Duration // the median distance of the single offsets from Offset
	Pairs     int           // how many things both tell of, each once
	Against   string        // the source that it was compared with; "" if with the links in its own texts
	Zone      bool          // it is off by whole hours, as a stamp is that was read in the wrong zone
	Corrected time.Duration // what incident.yaml adds to its stamps; zero if nothing
	Remains   time.Duration // what is still off after that; zero if nothing that can be told
	Evidence  []string      // entries that show it, some
}

const (
	// minPairs is how many things two sources must both tell of before their clocks are compared: with two, one may be a coincidence and
	// nothing tells which.
	minPairs = 3
	// maxClocksEvidence is how many entries are named that show a clock's error.
	maxClocksEvidence = 5
	// smallest is the least error that is claimed: NTP keeps clocks far nearer than that, and what is less changes no milestone by a minute.
	smallest = 30 * time.Second
	// keyReach and textReach are how far apart the two records of one thing may be stamped: a wrong date and any wrong zone for what has a
	// key, the largest difference of zones for what has its words only.
	keyReach  = 24 * time.Hour
	textReach = 14 * time.Hour
)

// correct adds to the stamps of sources what people say that their clocks lack, and to their series, in whole steps of their grid. The events
// and series are copied where they change.
func correct(events []event.Event, series []event.Series, fixes map[string]time.Duration) ([]event.Event, []event.Series) {
	if len(fixes) == 0 {
		return events, series
	}
	events, series = slices.Clone(events), slices.Clone(series)
	for i := range events {
		e := &events[i]
		by := fixes[e.Source]
		for _, t := range []*time.Time{&e.At, &e.Until, &e.Reported, &e.Revised} {
			if !t.IsZero() {
				*t = t.Add(by)
			}
		}
	}
	for i := range series {
		s := &series[i]
		s.Start = s.Start.Add(fixes[s.Source].Round(max(time.Duration(s.Step), 1)))
	}
	return events, series
}

// comparison is how two sources differ on what both tell of.
type comparison struct {
	a, b   string // the more native source, and the other
	pairs  int
	offset time.Duration // of b against a
	spread time.Duration
	off    bool // by more than passing things on takes
	shown  []string
}

// pair is one thing as two sources stamp it.
type pair struct {
	first  int // index of the event of the more native one
	id     string
	offset time.Duration
	delay  time.Duration // how long passing it on may take
	loose  time.Duration
}

// compareClocks compares the sources that tell of the same things, by what can be mistaken for nothing else: one record of it in each place.
func compareClocks(rs []*record) []comparison {
	type key struct{ a, b string }
	pairs := map[key][]pair{}
	for _, group := range byGroup(rs) {
		places := byVenue(group)
		first := places[0]
		for _, other := range places[1:] {
			k := key{first[0].event.Source, other[0].event.Source}
			if k.a != k.b {
				pairs[k] = append(pairs[k], pairsOf(first, other)...)
			}
		}
	}
	var out []comparison
	for _, k := range slices.SortedFunc(maps.Keys(pairs), func(x, y key) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }) {
		if c, ok := compare(k.a, k.b, pairs[k]); ok {
			out = append(out, c)
		}
	}
	return out
}

// byGroup parts records by what they are about, in order.
func byGroup(rs []*record) [][]*record {
	sorted := slices.SortedStableFunc(slices.Values(rs), func(x, y *record) int {
		return cmp.Or(cmp.Compare(x.group.number, y.group.number), cmp.Compare(x.index, y.index))
	})
	return slices.Collect(runs(sorted, func(x, y *record) bool { return x.group == y.group }))
}

// byVenue parts the records of one thing by where they were said, the most native place first. Names do not decide.
func byVenue(group []*record) [][]*record {
	sorted := slices.SortedStableFunc(slices.Values(group), func(x, y *record) int { return cmp.Compare(x.venue, y.venue) })
	places := slices.Collect(runs(sorted, func(x, y *record) bool { return x.venue == y.venue }))
	slices.SortStableFunc(places, func(x, y []*record) int {
		return cmp.Or(cmp.Compare(x[0].rank, y[0].rank), cmp.Compare(x[0].index, y[0].index))
	})
	return places
}

// runs parts a list where its elements differ.
func runs[T any](list []T, same func(x, y T) bool) func(yield func([]T) bool) {
	return func(yield func([]T) bool) {
		for start := 0; start < len(list); {
			end := start + 1
			for end < len(list) && same(list[start], list[end]) {
				end++
			}
			if !yield(list[start:end:end]) {
				return
			}
			start = end
		}
	}
}

// pairsOf pairs the records of two places that have one counterpart each within reach; both lists are in order of time.
func pairsOf(first, other []*record) []pair {
	reach := keyReach
	if first[0].group.way == byText {
		reach = textReach
	}
	var out []pair
	for i := range other {
		k := only(first, other[i].event.At, reach)
		if k < 0 || only(other, first[k].event.At, reach) != i {
			continue
		}
		if first[k].group.way == byChange && first[k].event.Kind != other[i].event.Kind {
			continue // between a commit and its deployment lies work
		}
		x, y := first[k], other[i]
		_, delay := y.group.way.window()
		if y.group.way == byText && (y.event.Kind == event.Status || y.event.Actor.Bot) {
			delay = late // a program
		}
		out = append(out, pair{first: x.index, id: x.event.ID, offset: y.event.At.Sub(x.event.At), delay: delay, loose: max(x.loose, y.loose)})
	}
	return out
}

// only is the index of the only record within reach of a time; -1 if there is none, or several.
func only(list []*record, t time.Time, reach time.Duration) int {
	i, _ := slices.BinarySearchFunc(list, t.Add(-reach), func(r *record, t time.Time) int { return r.event.At.Compare(t) })
	if i == len(list) || list[i].event.At.After(t.Add(reach)) {
		return -1
	}
	if i+1 < len(list) && !list[i+1].event.At.After(t.Add(reach)) {
		return -1
	}
	return i
}

// compare is what pairs say of two sources, if they are enough. Each thing counts once, in however many channels it was told.
func compare(a, b string, pairs []pair) (comparison, bool) {
	slices.SortFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.first, y.first), cmp.Compare(x.offset.Abs(), y.offset.Abs()))
	})
	pairs = slices.CompactFunc(pairs, func(x, y pair) bool { return x.first == y.first })
	if programs := slices.DeleteFunc(slices.Clone(pairs), func(p pair) bool { return p.delay > late }); len(programs) >= minPairs {
		pairs = programs // people take their time
	}
	if len(pairs) < minPairs {
		return comparison{}, false
	}
	c := comparison{a: a, b: b, pairs: len(pairs)}
	var offsets []time.Duration
	delay, loose := time.Duration(0), smallest
	for _, p := range pairs {
		offsets = append(offsets, p.offset)
		delay, loose = max(delay, p.delay), max(loose, p.loose)
		if len(c.shown) < maxClocksEvidence {
			c.shown = append(c.shown, p.id)
		}
	}
	c.offset = median(offsets)
	for i := range offsets {
		offsets[i] = (offsets[i] - c.offset).Abs()
	}
	c.spread = median(offsets)
	c.off = isOff(c.offset, c.spread, delay, loose)
	return c, true
}

// isOff says whether an offset cannot be the time that passing on takes, nor rounding, nor scatter: nothing is passed on before it is there, and
// offsets that scatter by more than a quarter of themselves have other reasons than a clock.
func isOff(offset, spread, delay, loose time.Duration) bool {
	if offset > 0 && offset <= delay+loose {
		return false
	}
	return offset.Abs() > loose && 4*spread <= offset.Abs()
}

// median sorts the list.
func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	n := len(list)
	if n%2 == 1 {
		return list[n/2]
	}
	return (list[n/2-1] + list[n/2]) / 2
}

// clocksOf says whose clock is off. Of two sources it may be either: the less native one is named, and the other as what it was compared with.
// A source that differs alike from all others, of which there are several, is the one itself.
func clocksOf(cs []comparison, fixes map[string]time.Duration) []Clock {
	found := map[string]Clock{}
	claim := func(c Clock) {
		c.Remains = c.Offset // until incident.yaml's part is known
		old, ok := found[c.Source]
		if !ok || cmp.Or(cmp.Compare(c.Pairs, old.Pairs), cmp.Compare(old.Against, c.Against)) > 0 {
			found[c.Source] = c
		}
	}
	for _, group := range slices.Collect(runs(cs, func(x, y comparison) bool { return x.a == y.a })) {
		if oddOneOut(group) {
			most := slices.MaxFunc(group, func(x, y comparison) int { return cmp.Compare(x.pairs, y.pairs) })
			claim(Clock{Source: most.a, Offset: -most.offset, Spread: most.spread, Pairs: most.pairs, Against: most.b, Evidence: most.shown})
			continue
		}
		for _, c := range group {
			if c.off || fixes[c.b] != 0 {
				claim(Clock{Source: c.b, Offset: c.offset, Spread: c.spread, Pairs: c.pairs, Against: c.a, Evidence: c.shown})
			}
			if fixes[c.a] != 0 && !c.off {
				claim(Clock{Source: c.a, Offset: -c.offset, Spread: c.spread, Pairs: c.pairs, Against: c.b, Evidence: c.shown})
			}
		}
	}
	return settleClocks(found, cs, fixes)
}

// oddOneOut says whether one source differs from several others, and from all of them alike.
func oddOneOut(group []comparison) bool {
	if len(group) < 2 {
		return false
	}
	for _, c := range group {
		if !c.off || (c.offset-group[0].offset).Abs() > max(smallest, group[0].offset.Abs()/4) {
			return false
		}
	}
	return true
}

// settleClocks takes from each offset what incident.yaml has added, so that it tells of the source's own stamps.
func settleClocks(found map[string]Clock, cs []comparison, fixes map[string]time.Duration) []Clock {
	off := map[string]bool{}
	for _, c := range cs {
		off[c.a+"\x00"+c.b] = c.off
	}
	for s, by := range fixes {
		c := found[s]
		c.Source, c.Corrected = s, by
		found[s] = c
	}
	var out []Clock
	for _, s := range slices.Sorted(maps.Keys(found)) {
		c := found[s]
		if !off[c.Against+"\x00"+c.Source] && !off[c.Source+"\x00"+c.Against] {
			c.Remains = 0
		}
		if c.Pairs > 0 {
			c.Offset -= c.Corrected
		}
		c.Zone = wholeHours(c.Offset)
		out = append(out, c)
	}
	return out
}

// wholeHours says whether an offset is one of whole hours, give or take what passing on takes.
func wholeHours(offset time.Duration) bool {
	hours := (offset + early) / time.Hour
	if offset+early < 0 {
		hours-- // division goes towards zero
	}
	return hours != 0 && offset-hours*time.Hour <= late
}

// ahead is by how much the stamps of sources are ahead of those of the more native ones, as far as nothing but a clock explains it: what comes
// before it happened, or whole hours later. A source that is later by any other time may pass things on that late, and what it says then is
// said then.
func ahead(cs []comparison) map[string]time.Duration {
	out, pairs := map[string]time.Duration{}, map[string]int{}
	for _, c := range cs {
		if c.off && (c.offset < 0 || wholeHours(c.offset)) && c.pairs > pairs[c.b] {
			out[c.b], pairs[c.b] = c.offset, c.pairs
		}
	}
	return out
}
