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
	services map[string]bool            // known services
	alerts   map[string]map[string]bool // name → the services for which an alert of that name fired
	distinct map[string]bool            // names that are no everyday words
	longest  int                        // words of the longest name or service
	texts    map[string]string          // an alert's text → its topic; "" if alerts of several topics have it
	commits  map[string][]int           // the first seven digits of a commit → changes
	versions map[string][]int           // a version → the changes that bring it
	openings map[string][]string        // the first words of a post → the posts that begin with them
	events   []event.Event
}

const (
	// copyWords is how many words in a row must agree before a person's text is a copy. Shorter texts coincide: "This incident has been resolved."
	copyWords = 8
	// botWords is the same for a program, which has nothing to say of its own.
	botWords = 4
	// maxOpenings is how many texts with the same first words are compared. Pages write the same phrases; what follows them differs.
	maxOpenings = 8
	// maxName is how many words of an alert's name are looked for in a message.
	maxName = 8
	// noticeWords is how much of a program's message is searched for names: notices name what they are about in front.
	noticeWords = 60
)

// sameTopics lists the events that may be the same as others, with what they are about.
func sameTopics(events []event.Event, services []Service, lex *lexicon) []record {
	if !severalVenues(events) {
		return nil
	}
	t := newTopics(events, services, lex)
	var out []record
	for i := range events {
		e := &events[i]
		if e.Deleted || time.Duration(e.Precision) > lateText || e.Labels["undated"] == "true" {
			continue
		}
		if topic, by := t.of(e); topic != "" {
			out = append(out, record{
				index: i, event: e, topic: topic, way: by, rank: rankFor(e, by), venue: venueOf(e), at: e.At, loose: time.Duration(e.Precision),
			})
		}
	}
	return shared(out)
}

// shared is the records whose topic another one has too, which are few, with their topics numbered.
func shared(rs []record) []record {
	type count struct{ n, group int }
	counts := make(map[string]count, len(rs))
	for i := range rs {
		c, ok := counts[rs[i].topic]
		if !ok {
			c.group = len(counts)
		}
		c.n++
		counts[rs[i].topic] = c
	}
	var out []record
	for _, r := range rs {
		if c := counts[r.topic]; c.n > 1 {
			r.group = c.group
			out = append(out, r)
		}
	}
	return out
}

// rankFor is how native an event is for what it is about. Of the same words in two channels the first are the original, whoever wrote them.
func rankFor(e *event.Event, by way) int {
	if by == byText && e.Kind == event.Chat {
		return rankBot
	}
	return rankOf(e)
}

func severalVenues(events []event.Event) bool {
	return slices.ContainsFunc(events, func(e event.Event) bool {
		first := &events[0]
		return e.Kind != first.Kind || e.Source != first.Source || e.Labels["channel"] != first.Labels["channel"]
	})
}

func newTopics(events []event.Event, services []Service, lex *lexicon) *topics {
	t := &topics{
		lex: lex, services: map[string]bool{}, alerts: map[string]map[string]bool{}, distinct: map[string]bool{}, texts: map[string]string{},
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
			t.addText(wordsOf(e))
		}
	}
	return t
}

func (t *topics) addService(name string) {
	if name == "" {
		return
	}
	if key := serviceKey(name); key != "" {
		t.services[key] = true
		t.longest = min(max(t.longest, strings.Count(key, " ")+1), maxName)
	}
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

// of is what an event is about, and how that was found; "" if it can be the same as nothing.
func (t *topics) of(e *event.Event) (string, way) {
	switch {
	case isAlert(e):
		return t.ofAlert(e), byAlert
	case e.Kind == event.Change:
		return changeTopic(e), byChange
	case e.Kind == event.Log || e.Kind == event.Alert:
		return "", byText
	}
	w := wordsOf(e)
	if e.Kind == event.Chat && e.Actor.Bot {
		if topic := t.ofNotice(w); topic != "" {
			return topic, byAlert
		}
		if topic := t.ofDeployment(e, w); topic != "" {
			return topic, byChange
		}
	}
	return t.ofText(e, w), byText
}

// ofText is the text that an event copies, else its own words where they are many enough to be told from others.
func (t *topics) ofText(e *event.Event, w plainWords) string {
	program := e.Kind == event.Status || e.Actor.Bot
	if e.Kind != event.Status {
		if copied := t.copied(w, program); copied != "" {
			return "text\x00" + copied
		}
	}
	if w.len() >= copyWords || (program && w.len() >= botWords) {
		return "text\x00" + w.text
	}
	return ""
}

// wordsOf is the words of an event's text, without the word with which a page opens its post where that is the post's status, so that a page and a
// feed of it, of which one puts it in front, have the same text.
func wordsOf(e *event.Event) plainWords {
	w := normal(e.Text)
	if e.Kind == event.Status && w.len() > botWords && w.at(0, 1) == e.Labels["status"] {
		return normal(w.text[w.starts[1]:])
	}
	return w
}

// copied is the known text that stands whole in another, with little around it: a person's own words beside it would be an observation of
// theirs, while programs set a copy into a form.
func (t *topics) copied(w plainWords, program bool) string {
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
	return len(t.lex.find(ws)) > 0
}

// announced are words that introduce a copy and are cues elsewhere.
var announced = setOf("incident issue event outage status page update updates investigating identified monitoring resolved notice notified")
