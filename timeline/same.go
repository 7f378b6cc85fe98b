package timeline

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file and the others called same*.go find what several sources say of one thing: an alert in the alert source, in the pager and in a bot's
// message; an announcement on the status page and copied into the chat; a change in the changes file and announced by a bot. It becomes one
// entry, that of the most native source; the others are kept as its tellings, with their places. event.Merge joins records of one id, which are
// one record seen twice; here are records of different ids that say the same.
//
// The way: each event that can take part gets a topic, a key that only events on the same thing share (sameTopics). Within a topic, those that
// lie near enough in time and come from different places are one (joinSame). Where in doubt, nothing is joined: a row too many costs a reader
// a second, a fact that was swallowed costs the truth.

// Telling is what one source said of something that another source's entry tells.
type Telling struct {
	ID      string // the event's own id, which may have been cited before
	Source  string
	Kind    event.Kind
	At      time.Time // by its own source's stamp, corrected if the entry's would be
	Actor   event.Actor
	Channel string // of a message; "" if unknown
	Private bool   // from a private channel or page
}

// record is an event that can be the same as others.
type record struct {
	index int // into the events
	event *event.Event
	group *group        // what it is about
	rank  int           // how native it is: the lowest is the principal
	venue string        // where it was said; one thing is not said twice in one place
	at    time.Time     // its time with the estimated error of its source's clock taken off; for comparing only
	loose time.Duration // precision of at
	says  []labelValue  // of a notice: labels of alerts whose values it names
}

// labelValue is a label with the words of its value.
type labelValue struct{ key, value string }

// topic is what an event is about, exact to the thing. The zero value is nothing that can be told twice.
type topic struct {
	way way
	key string // the alert's name and service, the change's commit or id, or the words
}

// group is the events of one topic.
type group struct {
	way     way
	number  int // in the order of their first events
	first   *event.Event
	several bool // it is told of in several places
	words   int  // how many words it is about, if it is words
}

// way is how a topic was found, which says how far apart in time its records can be.
type way uint8

const (
	byAlert  way = iota + 1 // the name and the service of an alert
	byChange                // a commit or a version
	byText                  // the same words
)

// What lies between a record and its copies.
const (
	// early is how far before the original a copy may be stamped: stamps are rounded, and clocks kept by NTP still differ by some seconds. A
	// message that comes earlier than that is no copy but a source of its own, maybe the very one that the original was written from.
	early = 2 * time.Minute
	// late is how long programs take to pass something on: Alertmanager waits for group_wait (30 s by default) and then for group_interval
	// (5 min), and a deployment is announced at its beginning or its end.
	late = 10 * time.Minute
	// lateText is how late the same words are still a copy and not said again: status pages promise updates every half an hour, and what
	// is said after that stands on its own.
	lateText = 30 * time.Minute
)

// window is how long before and after an original another record of it can lie.
func (w way) window() (before, after time.Duration) {
	switch w {
	case byText:
		return early, lateText
	case byChange:
		return late, late // the announcement may be of the deployment's beginning, and the record of its end
	}
	return early, late
}

// mergeSame makes one event of those that say the same, and lists for each of these what was merged into it, by its id. rs are the records among
// the events; ahead is by how much the clock of a source is estimated to be ahead, which only comparing uses. An event's text, time, count and
// whatever else it says stay those of the principal; it gains places.
func mergeSame(events []event.Event, rs []*record, ahead map[string]time.Duration) ([]event.Event, map[string][]Telling) {
	root := joinSame(rs, ahead)
	if len(root) == 0 {
		return events, nil
	}
	also := map[string][]Telling{}
	refs := map[int][]event.Ref{}
	gone := make([]bool, len(events))
	for _, i := range slices.Sorted(maps.Keys(root)) {
		e, principal := &events[i], root[i]
		gone[i] = true
		refs[principal] = append(refs[principal], e.Refs...)
		id := events[principal].ID
		also[id] = append(also[id], Telling{ID: e.ID, Source: e.Source, Kind: e.Kind, At: e.At, Actor: e.Actor, Channel: e.Labels["channel"], Private: e.Private})
	}
	out := make([]event.Event, 0, len(events)-len(root))
	for i, e := range events {
		if gone[i] {
			continue
		}
		if more, ok := refs[i]; ok {
			e.Refs = allRefs(e.Refs, more)
			sortTellings(also[e.ID])
		}
		out = append(out, e)
	}
	return out, also
}

func sortTellings(ts []Telling) []Telling {
	slices.SortFunc(ts, func(a, b Telling) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return ts
}

// allRefs is the principal's places, and behind them those of the others, sorted, each once: a reader tries the first.
func allRefs(own, more []event.Ref) []event.Ref {
	seen := make(map[event.Ref]bool, len(own)+len(more))
	out := make([]event.Ref, 0, len(own)+len(more))
	slices.SortFunc(more, func(a, b event.Ref) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.URL, b.URL))
	})
	for _, r := range append(slices.Clone(own), more...) {
		if !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}

// The ranks of sources, the most native first: what measured it, what paged for it, what was published, what was said about it.
const (
	rankAlert = iota
	rankPagerAlert
	rankChange
	rankStatus
	rankStatusCopy
	rankPagerBot
	rankBot
	rankPerson
	rankNote
)

func rankOf(e *event.Event) int {
	switch e.Kind {
	case event.Alert:
		if e.Labels["alertname"] == "" {
			return rankPagerAlert // monitors name the rule that fired
		}
		return rankAlert
	case event.Change:
		return rankChange
	case event.Status:
		if e.Labels["incident_id"] == "" {
			return rankStatusCopy // a feed or a copied page; the page's own export names its incidents
		}
		return rankStatus
	case event.Chat:
		switch {
		case e.Actor.Bot && isPager(e.Actor.Name):
			return rankPagerBot
		case e.Actor.Bot:
			return rankBot
		}
		return rankPerson
	}
	return rankNote
}

// pagers are services that wake people, by what their bots are called. A name that is missing here makes a bot an ordinary one,
// which costs nothing where an alert source is among the evidence.
var pagers = []string{"pagerduty", "opsgenie", "victorops", "splunkoncall", "squadcast", "zenduty", "rootly", "firehydrant", "incidentio", "ilert"}

func isPager(name string) bool {
	flat := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !alphanumeric(r) }), "")
	return slices.ContainsFunc(pagers, func(p string) bool { return strings.Contains(flat, p) })
}

func sameVenue(x, y *event.Event) bool {
	return x.Kind == y.Kind && x.Source == y.Source && x.Labels["channel"] == y.Labels["channel"]
}

// venueOf is where something was said: a channel of a chat, else a source.
func venueOf(e *event.Event) string {
	return string(e.Kind) + "\x00" + e.Source + "\x00" + e.Labels["channel"]
}
