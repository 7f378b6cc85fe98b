package timeline

import (
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// topics knows what the evidence speaks of: by its alerts, changes and posts the messages are recognised that pass them on.
type topics struct {
	lex      *lexicon
	keys     map[string]string          // services by all their names
	services map[string]bool            // those keys
	alerts   map[string]map[string]bool // name → the services for which an alert of that name fired
	distinct map[string]bool            // names that are no everyday words
	longest  int                        // words of the longest name or service
	values   map[string][]string        // what labels of alerts say → those labels
	seen     map[labelValue]bool        // those labels as they are written
	texts    map[string]topic           // an alert's text → its topic; zero if alerts of several topics have it
	commits  map[string][]int           // the first seven digits of a commit → changes
	versions map[string][]int           // a version → the changes that bring it
	openings map[string][]string        // the first words of a post → the posts that begin with them
	events   []event.Event
	reader   wordReader
}

const (
	// copyWords is how many words in a row must agree before a person's text is a copy. Shorter texts coincide: "This incident has been resolved."
	copyWords = 8
	// botWords is the same for a program, which has nothing to say of its own.
	botWords = 4
	// maxOpenings is how many texts with the same first words are compared. Pages write the same phrases; what follows them differs.
	maxOpenings = 64
	// maxName is how many words of an alert's name are looked for in a message.
	maxName = 8
	// noticeWords is how much of a program's message is searched for names: notices name what they are about in front.
	noticeWords = 60
)

// sameTopics lists the events that may be the same as others, with what they are about, in the order of the events.
func sameTopics(events []event.Event, services []Service, lex *lexicon) []*record {
	if !severalVenues(events) {
		return nil
	}
	t := newTopics(events, services, lex)
	groups := map[topic]*group{}
	about := make([]*group, len(events))
	for i := range events {
		e := &events[i]
		if e.Deleted || time.Duration(e.Precision) > lateText || e.Labels["undated"] == "true" {
			continue
		}
		of := t.of(e)
		if of.key == "" {
			continue
		}
		g := groups[of]
		if g == nil {
			g = &group{way: of.way, number: len(groups), first: e, words: strings.Count(of.key, " ") + 1}
			groups[of] = g
		}
		g.several = g.several || !sameVenue(g.first, e)
		about[i] = g
	}
	return t.records(about)
}

// records are those of the events whose topic is told of in another place too, which are few.
func (t *topics) records(about []*group) []*record {
	n := 0
	for _, g := range about {
		if g != nil && g.several {
			n++
		}
	}
	all, out := make([]record, 0, n), make([]*record, 0, n)
	for i, g := range about {
		if g == nil || !g.several {
			continue
		}
		e := &t.events[i]
		all = append(all, record{index: i, event: e, group: g, rank: rankFor(e, g.way), venue: venueOf(e), at: e.At, loose: time.Duration(e.Precision)})
		if e.Kind == event.Chat && g.way == byAlert {
			all[len(all)-1].says = t.valuesIn(t.reader.read(e.Text))
		}
		out = append(out, &all[len(all)-1])
	}
	return out
}

// severalVenues says whether events come from more than one place: one place says nothing twice.
func severalVenues(events []event.Event) bool {
	for i := range events {
		if !sameVenue(&events[0], &events[i]) {
			return true
		}
	}
	return false
}

// rankFor is how native an event is for what it is about. Of the same words in two channels the first are the original, whoever wrote them.
func rankFor(e *event.Event, by way) int {
	if by == byText && e.Kind == event.Chat {
		return rankBot
	}
	return rankOf(e)
}

func newTopics(events []event.Event, services []Service, lex *lexicon) *topics {
	t := &topics{
		lex: lex, keys: map[string]string{}, services: map[string]bool{}, alerts: map[string]map[string]bool{}, distinct: map[string]bool{}, values: map[string][]string{}, seen: map[labelValue]bool{}, texts: map[string]topic{},
		commits: map[string][]int{}, versions: map[string][]int{}, openings: map[string][]string{}, events: events,
	}
	for _, s := range services {
		t.addService(s.Name)
	}
	for i := range events {
		t.addService(events[i].Service)
	}
	for i := range events {
		switch e := &events[i]; {
		case isAlert(e):
			t.addAlert(e)
		case e.Kind == event.Change:
			t.addChange(e, i)
		case e.Kind == event.Status && !e.Deleted:
			t.addText(t.wordsOf(e))
		}
	}
	return t
}

func (t *topics) addService(name string) {
	if key := t.serviceKey(name); key != "" {
		t.services[key] = true
		t.longest = min(max(t.longest, strings.Count(key, " ")+1), maxName)
	}
}

// serviceKey is serviceKey of a name, found once: evidence names few services very often.
func (t *topics) serviceKey(name string) string {
	key, ok := t.keys[name]
	if !ok {
		key = serviceKey(name)
		t.keys[name] = key
	}
	return key
}

// serviceKey is a service's name without what teams and vendors put around it.
func serviceKey(name string) string {
	w := normal(name)
	var kept []string
	for i := range w.starts {
		if word := w.at(i, 1); !slices.Contains(decorations, word) {
			kept = append(kept, word)
		}
	}
	if len(kept) == 0 {
		return w.text
	}
	return strings.Join(kept, " ")
}

// addText makes a text known as one that others may copy.
func (t *topics) addText(w plainWords) {
	n := min(w.len(), copyWords)
	if n < botWords {
		return
	}
	opening := w.at(0, n)
	if known := t.openings[opening]; len(known) < maxOpenings && !slices.Contains(known, w.text) {
		t.openings[opening] = append(known, w.text)
	}
}

// of is what an event is about.
func (t *topics) of(e *event.Event) topic {
	switch {
	case isAlert(e):
		return t.ofAlert(e)
	case e.Kind == event.Change:
		return changeTopic(e)
	case e.Kind == event.Log || e.Kind == event.Alert:
		return topic{}
	}
	w := t.wordsOf(e)
	if e.Kind == event.Chat && e.Actor.Bot {
		if about := t.ofNotice(w); about.key != "" {
			return about
		}
		if about := t.ofDeployment(e, w); about.key != "" {
			return about
		}
	}
	return t.ofText(e, w)
}

// ofText is the text that an event copies, else its own words where they are many enough to be told from others.
func (t *topics) ofText(e *event.Event, w plainWords) topic {
	program := e.Kind == event.Status || e.Actor.Bot
	if e.Kind != event.Status {
		if copied := t.copied(w, program); copied != "" {
			return topic{byText, copied}
		}
	}
	if w.len() >= copyWords || (program && w.len() >= botWords) {
		return topic{byText, w.text}
	}
	return topic{}
}

// wordsOf is the words of an event's text, without the word with which a page opens its post where that is the post's status, so that a page and a
// feed of it, of which one puts it in front, have the same text.
func (t *topics) wordsOf(e *event.Event) plainWords {
	w := t.reader.read(e.Text)
	if e.Kind == event.Status && w.len() > botWords && w.at(0, 1) == e.Labels["status"] {
		return t.reader.read(w.text[w.starts[1]:])
	}
	return w
}

// copied is the known text that stands whole in another, with little around it: a person's own words beside it would be an observation of
// theirs, while programs set a copy into a form.
func (t *topics) copied(w plainWords, program bool) string {
	if len(t.openings) == 0 {
		return ""
	}
	lead := copyWords + 4
	if program {
		lead *= 2
	}
	for p := 0; p <= lead && p < w.len(); p++ {
		for n := min(copyWords, w.len()-p); n >= botWords; n-- {
			if n < copyWords && !program {
				break
			}
			for _, text := range t.openings[w.at(p, n)] {
				if t.quotes(w, p, text, program) {
					return text
				}
			}
		}
	}
	return ""
}

// quotes says whether a text stands at the p-th word of another, and what is around it says nothing by itself.
func (t *topics) quotes(w plainWords, p int, text string, program bool) bool {
	rest, ok := strings.CutPrefix(w.text[w.starts[p]:], text)
	if !ok || (rest != "" && rest[0] != ' ') {
		return false
	}
	around := append(strings.Fields(w.text[:w.starts[p]]), strings.Fields(rest)...)
	long := strings.Count(text, " ") + 1
	if program {
		return len(around) <= max(3*copyWords, long)
	}
	return len(around) <= max(copyWords, long/4) && !t.saysSomething(around)
}

// saysSomething says whether words hold any cue: "from the status page" holds none.
func (t *topics) saysSomething(list []string) bool {
	ws := make([]word, 0, len(list))
	for _, s := range list {
		if !announced[s] {
			ws = append(ws, word{text: s})
		}
	}
	return len(t.lex.find(nil, ws)) > 0
}

// announced are words that introduce a copy and are cues elsewhere.
var announced = setOf("incident issue event outage status page update updates investigating identified monitoring resolved notice notified")
