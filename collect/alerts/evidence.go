package alerts

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// Caps on untrusted input. Alertmanager's own documentation shows some ten labels of tens of bytes, and annotations of a sentence or two.
const (
	maxText      = 16 << 10
	maxLabel     = 1 << 10
	maxLabels    = 40
	maxSightings = 200_000 // distinct starts of alerts, of all files together
	stampLayout  = time.RFC3339
)

// evidence is what all files together say about alerts.
type evidence struct {
	tracks    map[string]*track // by fingerprint
	samples   map[string]*samples
	silences  map[string]event.Event
	rules     map[string][]saying // what rules say of their alerts, by alertname
	nrules    int
	pages     map[string]*pagerIncident
	told      map[string]event.Event // what was done and said about alerts, by id
	changes   map[string]*changes    // of the states of alerts, by fingerprint
	nchanges  int
	endless   map[string]bool // the files that hold the ends of alerts, and not their beginnings
	evaluated int64           // until when a Prometheus is known to have evaluated its rules, in milliseconds; 0 if it is not
	sampled   bool            // whether any series of ALERTS was read
	unfired   map[string]bool // the files that hold series of alerts which are among no events
	sightings int
}

// track is one alert, that is one label set, over time.
type track struct {
	fingerprint string
	labels      labels
	place       map[string]string // labels of where it is to be seen; nil if nothing says so
	stated      bool              // Alertmanager spoke of it
	byStart     map[int64]int     // index in seen, by the second of start
	seen        []episode
}

func newEvidence() *evidence {
	return &evidence{
		tracks: map[string]*track{}, samples: map[string]*samples{}, silences: map[string]event.Event{}, rules: map[string][]saying{},
		pages: map[string]*pagerIncident{}, told: map[string]event.Event{}, changes: map[string]*changes{}, endless: map[string]bool{}, unfired: map[string]bool{},
	}
}

// add takes one record's word about an alert.
func (e *evidence) add(r record, ep episode, s *source) {
	id := string(r.Fingerprint)
	if id == "" || len(id) > maxLabel {
		id = fingerprint(r.Labels)
	}
	if e.sightings >= maxSightings {
		s.drop(fmt.Sprintf("alerts beyond %s were left out", clip.Grouped(maxSightings)))
		return
	}
	t := e.track(id, r.Labels)
	t.stated = t.stated || !ep.stated.IsZero()
	if t.add(ep) {
		e.sightings++
	}
}

func (e *evidence) track(id string, l labels) *track {
	t := e.tracks[id]
	if t == nil {
		t = &track{fingerprint: id, byStart: map[int64]int{}}
		e.tracks[id] = t
	}
	if c := l.clipped(); t.labels == nil || compareLabels(c, t.labels) < 0 {
		t.labels = c
	}
	return t
}

// add joins a sighting to those of the same start; it says whether it is a new one. Repeated notifications take no memory.
func (t *track) add(ep episode) bool {
	key := ep.start.Unix()
	i, known := t.byStart[key]
	if known && t.seen[i].sinceActive == ep.sinceActive {
		a, b := t.seen[i], ep
		if compareEpisodes(a, b) > 0 {
			a, b = b, a
		}
		t.seen[i] = join(a, b)
		return false
	}
	t.byStart[key] = len(t.seen)
	t.seen = append(t.seen, ep)
	return true
}

func (e *evidence) addSilence(ev event.Event, s *source) {
	if len(e.silences) >= maxEvents && e.silences[ev.ID].ID == "" {
		s.drop(fmt.Sprintf("silences beyond %s were left out", clip.Grouped(maxEvents)))
		return
	}
	old, known := e.silences[ev.ID]
	if !known {
		e.silences[ev.ID] = ev
		return
	}
	if old.Open && !ev.Open { // the later dump knows the end
		old, ev = ev, old
	}
	old.Refs = refs(old.Refs).with(ev.Refs)
	old.Source = min(old.Source, ev.Source)
	e.silences[old.ID] = old
}

// ref is where a record stands, and the page that it links to, if a browser can open that.
func (s *source) ref(e jsonstream.Element, r record) refs {
	at := refs{{File: s.path, Line: e.Line}}
	if u, ok := page(string(r.GeneratorURL)); ok {
		at = append(at, event.Ref{URL: u})
	}
	return at
}

// page is an address that an alert names, if a browser can open it and it holds no credentials.
func page(address string) (string, bool) {
	if len(address) > maxLabel || !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
		return "", false
	}
	u, err := url.Parse(address)
	return address, err == nil && u.Host != "" && u.User == nil
}

// events is everything that touches the window, unsorted.
func (e *evidence) events(w event.Window) []event.Event {
	e.addChanges()
	e.addSamples()
	e.adopt()
	var out []event.Event
	for _, id := range slices.Sorted(maps.Keys(e.tracks)) {
		t := e.tracks[id]
		for _, group := range flapping(merge(t.seen)) {
			out = append(out, t.event(group, e.explain(t.labels)))
		}
	}
	for _, ev := range e.silences {
		out = append(out, ev)
	}
	out = append(out, e.pageEvents()...)
	return slices.DeleteFunc(out, func(ev event.Event) bool { return !touches(w, ev) })
}

// touches says whether an event overlaps the window; what is open goes on.
func touches(w event.Window, ev event.Event) bool {
	end := ev.Until
	if ev.Open && ev.At.Before(w.From) {
		end = w.From
	}
	return w.Overlaps(ev.At, end)
}

// mistyped words that something else stands where an alert is expected. Damage is reported by whoever reads the stream.
func mistyped(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("a %s where an alert is expected", wrong.Value)
	}
	return err
}

func (l labels) clipped() labels {
	c := make(labels, min(len(l), maxLabels))
	for _, k := range sortedKeys(l) {
		if len(c) >= maxLabels && k != "alertname" {
			continue
		}
		c[clip.Text(k, maxLabel)] = clip.Text(l[k], maxLabel)
	}
	if n := l["alertname"]; n != "" {
		c["alertname"] = clip.Text(n, maxLabel)
	}
	return c
}

func (w words) clipped() words {
	w.text = clip.Text(w.text, maxText)
	w.runbook = clip.Text(w.runbook, maxLabel)
	w.url = clip.Text(w.url, maxLabel)
	return w
}

func compareLabels(a, b labels) int { return strings.Compare(joined(a), joined(b)) }

func joined(l labels) string {
	var b strings.Builder
	for _, k := range sortedKeys(l) {
		b.WriteString(k + "\xff" + l[k] + "\xff")
	}
	return b.String()
}
