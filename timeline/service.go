package timeline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// services knows the names under which the evidence speaks of services, so that "Amazon DynamoDB", "dynamodb" and "DynamoDB" are one.
type services struct {
	short   map[string]string // names as shown, by their words in lower case
	longest int               // how many words the longest name has
}

// newServices gathers names: those of incident.yaml first, since people chose them, then what logs, alerts, notes and components call
// themselves.
func newServices(given []Service, events []event.Event) *services {
	s := &services{short: map[string]string{}}
	for _, g := range given {
		s.add(g.Name)
	}
	var found []string
	for i := range events {
		if n := events[i].Service; n != "" {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	for _, n := range slices.Compact(found) {
		if s.canonical(n) == n {
			s.add(n)
		}
	}
	return s
}

func (s *services) add(name string) {
	words := nameWords(name)
	if len(words) == 0 || s.short[strings.Join(words, " ")] != "" {
		return
	}
	s.short[strings.Join(words, " ")] = name
	s.longest = max(s.longest, min(len(words), maxNameWords))
}

// maxNameWords is how many words of a text can name a service: vendors' longest names have six.
const maxNameWords = 8

// named is the longest known name that begins at one of the first words; of several, the first by its letters.
func (s *services) named(words []string, first int) string {
	best, length := "", 0
	var room [80]byte
	for i := range min(first, len(words)) {
		key := room[:0]
		for n := 1; n <= min(s.longest, len(words)-i); n++ {
			if n > 1 {
				key = append(key, ' ')
			}
			key = append(key, words[i+n-1]...)
			if name := s.short[string(key)]; name != "" && (n > length || (n == length && name < best)) {
				best, length = name, n
			}
		}
	}
	return best
}

// nameWords cuts a name into words in lower case: "session-store" and "Session Store" have the same.
func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '.' || r == '/' })
}

// appendNameWords appends the words of a word of a sentence, which is in lower case already.
func appendNameWords(dst []string, w string) []string {
	if !strings.ContainsAny(w, "-_.") {
		return append(dst, w)
	}
	return append(dst, nameWords(w)...)
}

// canonical is the name under which a service is known, or the name itself.
func (s *services) canonical(name string) string {
	words := nameWords(name)
	if known := s.short[strings.Join(words, " ")]; known != "" {
		return known
	}
	plain := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(decorations, w) })
	if known := s.short[strings.Join(plain, " ")]; known != "" {
		return known
	}
	return name
}

// decorations are words that vendors and teams put around a service's name without naming another service. "api" and "worker" are not
// among them: "checkout-worker" is not "checkout".
var decorations = []string{
	"amazon", "aws", "azure", "canary", "cloud", "cluster", "gcp", "google", "microsoft", "probe", "prod", "production", "service", "services", "svc", "the",
}

// of is the service that a sentence of an event speaks of: the event's own, else a known name that opens the sentence. A name further back
// is something that is spoken of, not who speaks.
func (s *services) of(e *event.Event, sent *sentence) string {
	if e.Kind == event.Status && e.Labels["incident"] != "" {
		return "" // a status page's incident is the incident, whichever component it names
	}
	if e.Service != "" {
		return s.canonical(e.Service)
	}
	if s.longest == 0 {
		return ""
	}
	var first [12]string
	words := first[:0]
	for _, w := range sent.words[:min(6, len(sent.words))] {
		words = appendNameWords(words, w.text)
	}
	return s.named(words, 3)
}

// in is the known service that is named among words of a sentence, the longest name first; "" if none is.
func (s *services) in(words []word) string {
	if s.longest == 0 {
		return ""
	}
	flat := make([]string, 0, len(words))
	for _, w := range words {
		flat = appendNameWords(flat, w.text)
	}
	return s.named(flat, len(flat))
}
