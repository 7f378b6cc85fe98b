package summary

import (
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// sampled finds, for each entry that tells how a service's error rate changed, the most frequent line of that change: a rate says that something
// broke, its line says what. A line that has a row of its own needs no second.
func sampled(t *timeline.Timeline) map[string]timeline.Entry {
	type key struct{ service, source string }
	lines := map[key][]timeline.Entry{}
	for _, e := range t.Entries {
		if e.Kind == event.Log && e.Labels["template"] != "" {
			k := key{e.Service, e.Source}
			lines[k] = append(lines[k], e)
		}
	}
	out := map[string]timeline.Entry{}
	for _, e := range t.Entries {
		if !isRate(e) {
			continue
		}
		var best timeline.Entry
		for _, l := range lines[key{e.Service, e.Source}] {
			if l.At.Sub(e.At).Abs() <= beginsWith && l.Count > best.Count {
				best = l
			}
		}
		if best.ID != "" && !best.Row {
			out[e.ID] = best
		}
	}
	return out
}

// beginsWith is how near to a change of a rate a line must begin to be what changed it: rates are counted in steps of some seconds to a minute,
// and a quiet service logs a line a minute.
const beginsWith = 2 * time.Minute

// isRate says whether an entry tells of a rate and not of a line.
func isRate(e timeline.Entry) bool {
	return e.Kind == event.Log && e.Labels["during"] != "" && e.Labels["template"] == ""
}

// Cites is the evidence of the row: the entry itself, and the line that it quotes.
func (r Row) Cites() []string {
	if r.Sample.ID == "" {
		return []string{r.ID}
	}
	return []string{r.ID, r.Sample.ID}
}

// Tells is a row as a line of the story: the words that a milestone was read from, where the beginning of its text does not hold them.
func (r Row) Tells(limit int) string {
	if r.Words == "" || strings.Contains(shorter(r.Text, limit), strings.TrimSuffix(r.Words, " …")) {
		return r.Says(limit)
	}
	said := "… " + shorter(r.Words, limit)
	if r.Kind == event.Chat {
		return Speaker(r.Actor) + said
	}
	return said
}

// Says is what a row says: who spoke, or what changed with the line that shows it. It is untrusted.
func (r Row) Says(limit int) string {
	s := shorter(RowText(r.Entry), limit)
	if r.Sample.ID != "" {
		s += ": " + quote(shorter(r.Sample.Text, maxCell))
	}
	return s
}

// RowText is the text of an entry for a row that tells its service elsewhere: a message begins with its author, a change of a rate ends with
// its peak, and a text that begins with the service's name and a colon begins behind it. It is untrusted.
func RowText(e timeline.Entry) string {
	text := strings.TrimSpace(e.Text)
	switch e.Kind {
	case event.Chat:
		return Speaker(e.Actor) + text
	case event.Log:
		if p, ok := ratePeak(e); ok && isRate(e) {
			return text + ", at most " + p
		}
	}
	return withoutService(text, e.Service)
}

// Bare is a text for a place that tells its service: without it in front.
func Bare(text, service string) string { return withoutService(strings.TrimSpace(text), service) }

// withoutService is a text without its beginning "Service: ".
func withoutService(text, service string) string {
	n := len(service)
	if n > 0 && len(text) > n+1 && strings.EqualFold(text[:n], service) && text[n] == ':' {
		return upper(strings.TrimSpace(text[n+1:]))
	}
	return text
}

// Speaker is who spoke, as the beginning of what was said: "on-call-payments: "; a bot is told from a person. Nothing if nobody is named.
func Speaker(a event.Actor) string {
	name := line(ActorName(a), maxName)
	switch {
	case name == "":
		return ""
	case a.Bot:
		return name + " (bot): "
	}
	return name + ": "
}

// ratePeak is the highest rate of an entry's change, as its collector measured it.
func ratePeak(e timeline.Entry) (string, bool) {
	f, err := strconv.ParseFloat(e.Labels["peak"], 64)
	if err != nil || f != f || f < 0 || f > 1e9 {
		return "", false
	}
	if e.Labels["unit"] == "share" {
		return float(100*f) + " %", true
	}
	return float(f) + " a minute", true
}
