package timeline

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/pes-dev/pes/event"
)

// addAlert makes an alert known by its name, its service and its text.
func (t *topics) addAlert(e *event.Event) {
	name, service := t.alertKey(e)
	if name == "" {
		return
	}
	if t.alerts[name] == nil {
		t.alerts[name] = map[string]bool{}
	}
	t.alerts[name][service] = true
	t.addValues(e)
	t.longest = min(max(t.longest, strings.Count(name, " ")+1), maxName)
	if coined(e.Labels["alertname"]) {
		t.distinct[name] = true
	}
	w := t.reader.read(e.Text)
	if w.len() < botWords {
		return
	}
	about := alertTopic(name, service)
	if known, ok := t.texts[w.text]; ok && known != about {
		about = topic{}
	}
	t.texts[w.text] = about
	t.addText(w)
}

func (t *topics) alertKey(e *event.Event) (name, service string) {
	return t.reader.read(cmp.Or(e.Labels["alertname"], e.Text)).text, t.serviceKey(e.Service)
}

func alertTopic(name, service string) topic { return topic{byAlert, name + "\x00" + service} }

// ofAlert is an alert's name and service. One without a service is that of the only service for which an alert of its name fired.
func (t *topics) ofAlert(e *event.Event) topic {
	name, service := t.alertKey(e)
	if name == "" || e.Labels["folded"] != "" {
		return topic{}
	}
	if others := t.alerts[name]; service == "" && len(others) == 2 {
		for s := range others {
			service = max(service, s) // the other is ""
		}
	}
	return alertTopic(name, service)
}

// coined says whether a name was made up for an alert: it has several words, or a capital, a digit or a sign within: "HighErrorRate",
// "disk_full". A message that says "down" speaks of no alert named down.
func coined(name string) bool {
	for i, r := range name {
		if i > 0 && (unicode.IsUpper(r) || unicode.IsDigit(r) || !unicode.IsLetter(r)) {
			return true
		}
	}
	return false
}

// What programs say of an alert, by their words. A notice that an alert is acknowledged, silenced, handed on or still there is an act or a moment
// of its own, and so is its end. The first word decides, since forms have the rest: "Triggered … Assigned to …", "[FIRING] … Silence". Words
// that only name what it is about decide where no other does: "Alert resolved".
var (
	firingWords = setOf("firing fired triggered triggering alerting opened breached paged")
	alertWords  = setOf("alert alarm problem critical warning page")
	otherWords  = setOf(`acknowledged acked acknowledge assigned reassigned escalated silenced silence muted snoozed suppressed inhibited unsilenced still reminder
		again resolved resolves recovered recovery ok okay closed cleared normal ended over healthy`)
)

// begins says whether a notice is of an alert that began to fire.
func begins(w plainWords) bool {
	named := false
	for i := range w.starts {
		switch word := w.at(i, 1); {
		case firingWords[word]:
			return true
		case otherWords[word]:
			return false
		case alertWords[word]:
			named = true
		}
	}
	return named
}

// ofNotice is the alert that a program's message says has begun to fire; none if it says something else, or speaks of several.
func (t *topics) ofNotice(w plainWords) topic {
	if len(t.alerts) == 0 {
		return topic{}
	}
	head := w
	if head.len() > noticeWords {
		head = plainWords{text: w.text[:w.starts[noticeWords]-1], starts: w.starts[:noticeWords]}
	}
	if !begins(head) {
		return topic{}
	}
	names := t.named(head, func(s string) bool { return t.alerts[s] != nil })
	if len(names) > 1 {
		return topic{}
	}
	if len(names) == 0 {
		return t.texts[t.copied(w, true)]
	}
	return t.ofNamed(names[0], t.named(head, func(s string) bool { return t.services[s] && s != names[0] }))
}

// ofNamed is the topic of an alert's name beside which services are named; none unless it can be one only.
func (t *topics) ofNamed(name string, services []string) topic {
	fired := t.alerts[name]
	var both []string
	for _, s := range services {
		if fired[s] {
			both = append(both, s)
		}
	}
	switch {
	case len(both) == 1:
		return alertTopic(name, both[0])
	case len(both) > 1 || len(fired) > 1 || !t.distinct[name]:
		return topic{}
	case fired[""]:
		return alertTopic(name, "")
	case len(services) > 0:
		return topic{} // it speaks of another service than the alert does
	}
	for only := range fired {
		return alertTopic(name, only)
	}
	return topic{}
}

// named lists the known names that stand in a text, the longest at each place, each once.
func (t *topics) named(w plainWords, known func(string) bool) []string {
	var out []string
	seen := map[string]bool{}
	for i := 0; i < w.len(); {
		step := 1
		for n := min(t.longest, w.len()-i); n > 0; n-- {
			if s := w.at(i, n); known(s) {
				if !seen[s] {
					seen[s] = true
					out = append(out, s)
				}
				step = n
				break
			}
		}
		i += step
	}
	return out
}

// maxValueKeys is how many labels with one value are told apart.
const maxValueKeys = 8

// ofWhat are labels that say what an alert is about and how bad it is, not where; its name and service are looked for by themselves.
var ofWhat = setOf("alertname severity priority level service app job component team")

// addValues makes known what the labels of an alert say of where it fired.
func (t *topics) addValues(e *event.Event) {
	for _, k := range slices.Sorted(maps.Keys(e.Labels)) { // in order, since the cap must not cut at random
		raw := labelValue{k, e.Labels[k]}
		if ofWhat[k] || t.seen[raw] {
			continue
		}
		t.seen[raw] = true
		value := normal(raw.value).text
		if keys := t.values[value]; len(value) > 1 && len(keys) < maxValueKeys && !slices.Contains(keys, k) {
			t.values[value] = append(keys, k)
			t.longest = min(max(t.longest, strings.Count(value, " ")+1), maxName)
		}
	}
}

// valuesIn lists the labels whose values stand in a notice.
func (t *topics) valuesIn(w plainWords) []labelValue {
	var out []labelValue
	for _, v := range t.named(w, func(s string) bool { return t.values[s] != nil }) {
		for _, k := range t.values[v] {
			out = append(out, labelValue{k, v})
		}
	}
	slices.SortFunc(out, func(x, y labelValue) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.value, y.value)) })
	return out
}
