package timeline

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// gather brings the events into the form that the stages read: clocks corrected as people say, in order, what is the same joined, storms
// folded. The clocks are compared before anything is joined, since a source with a wrong clock is known by what it shares with others.
func (b *builder) gather(events []event.Event) {
	fixes := b.fixes(events)
	events, b.series = correct(events, b.series, fixes)
	ordered := inOrderOfTime(events)
	rs := sameTopics(ordered, b.opts.Services, b.lex)
	compared := compareClocks(rs)
	b.clocks = clocksOf(compared, fixes)
	joined, also := mergeSame(ordered, rs, ahead(compared))
	b.also = also
	b.events, b.seriesOf = foldStorms(joined, also), bySeries(b.series)

	byLinks, disagree := stampsByLinks(findLinks(ordered, fixes), fixes)
	b.clocks = withLinks(b.clocks, byLinks)
	b.stamps = disagree
	if len(b.clocks)+len(b.stamps) > 0 {
		b.citeEntries()
	}
}

// fixes is what people correct clocks by, of the sources that there are.
func (b *builder) fixes(events []event.Event) map[string]time.Duration {
	if len(b.opts.Clocks) == 0 {
		return nil
	}
	out := map[string]time.Duration{}
	for i := range events {
		if by := b.opts.Clocks[events[i].Source]; by != 0 {
			out[events[i].Source] = by
		}
	}
	return out
}

// stamped is an event's own stamp, where that was corrected.
func (b *builder) stamped(e *event.Event) time.Time {
	if by := b.opts.Clocks[e.Source]; by != 0 {
		return e.At.Add(-by)
	}
	return time.Time{}
}

// corrected is the zone in which the author of notes or posts writes whose stamps people moved by whole quarters of an hour, as zones differ: the
// times in the texts were read in the same wrong zone as the stamps. A clock that was wrong by anything else is not what people write down.
func (r *reader) corrected(e *event.Event, zone *time.Location) *time.Location {
	by := r.fixes[e.Source]
	if by == 0 || by%(15*time.Minute) != 0 || (e.Kind != event.Note && e.Kind != event.Status) {
		return zone
	}
	_, offset := e.At.In(zone).Zone()
	return time.FixedZone("", offset-int(by/time.Second))
}

// withLinks adds what links tell to what comparing with other sources told: of a source of which both tell, the comparison, which rests on more.
func withLinks(clocks, byLinks []Clock) []Clock {
	all := map[string]Clock{}
	for _, c := range byLinks {
		all[c.Source] = c
	}
	for _, c := range clocks {
		if _, ok := all[c.Source]; !ok || c.Pairs > 0 {
			all[c.Source] = c
		}
	}
	return slices.SortedFunc(maps.Values(all), func(x, y Clock) int { return strings.Compare(x.Source, y.Source) })
}

// moveTellings gives to one id what was joined into several events.
func moveTellings(also map[string][]Telling, group []event.Event, id string) {
	var all []Telling
	for i := range group {
		all = append(all, also[group[i].ID]...)
		delete(also, group[i].ID)
	}
	if len(all) > 0 {
		also[id] = sortTellings(all)
	}
}

// citeEntries makes the evidence of clocks and stamps ids of entries: what was joined is cited as what it became, what was folded is left out.
func (b *builder) citeEntries() {
	entry := map[string]string{}
	for i := range b.events {
		id := b.events[i].ID
		entry[id] = id
		for _, t := range b.also[id] {
			entry[t.ID] = id
		}
	}
	for i := range b.clocks {
		var ids []string
		for _, id := range b.clocks[i].Evidence {
			if e := entry[id]; e != "" {
				ids = append(ids, e)
			}
		}
		b.clocks[i].Evidence = union(nil, ids)
	}
	for i := range b.stamps {
		b.stamps[i].id = entry[b.stamps[i].event.ID]
	}
}
