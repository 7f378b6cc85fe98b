package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/timeline"
)

// askers are those who are likely to know what the evidence does not tell: by their part in it, and by name where incident.yaml gives one to
// the part or the evidence shows who played it.
type askers struct {
	commander string
	onCall    string
	owners    string // who runs what failed
	voice     string // who speaks to customers
}

// of is who is likely to know when a milestone was reached.
func (a askers) of(n timeline.Name) string {
	switch n {
	case timeline.Triggered, timeline.Onset, timeline.Identified:
		return a.owners
	case timeline.Detected, timeline.Engaged:
		return a.onCall
	case timeline.Notified:
		return a.voice
	}
	return a.commander
}

func askersOf(s *Summary) askers {
	a := askers{
		commander: withName("the incident commander", cmp.Or(holderOf(s, "commander"), speakerOf(s, timeline.Declared))),
		onCall:    withName("who was on call", cmp.Or(holderOf(s, "on-call", "on call", "responder"), speakerOf(s, timeline.Engaged))),
		voice:     withName("who speaks to customers", holderOf(s, "communications", "comms", "support", "customer")),
		owners:    "who runs the failing service",
	}
	failing := ""
	if i := slices.IndexFunc(s.Impacts, func(i timeline.Impact) bool { return i.Service != "" }); i >= 0 {
		failing = line(s.Impacts[i].Service, maxName)
	}
	switch {
	case s.Meta.Kind == "third-party":
		a.owners = "the provider"
	case failing != "" && !severalServices(s):
		a.owners = "who runs " + failing
	}
	return a
}

func severalServices(s *Summary) bool {
	return slices.ContainsFunc(s.Impacts, func(i timeline.Impact) bool { return i.Service != "" && i.Service != s.Impacts[0].Service })
}

func withName(part, name string) string {
	if name == "" || strings.Contains(part, strings.ReplaceAll(name, "-", " ")) {
		return part
	}
	return part + " (" + line(name, maxName) + ")"
}

// holderOf is who held the first role whose name has one of the words in it.
func holderOf(s *Summary, words ...string) string {
	for _, r := range sortedKeys(s.Meta.Roles) {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(r), w) }) {
			return s.Meta.Roles[r]
		}
	}
	return ""
}

// speakerOf is who wrote the message that a milestone rests on.
func speakerOf(s *Summary, n timeline.Name) string {
	m := s.Timeline.Milestones[n]
	for _, e := range s.Timeline.Entries {
		if slices.Contains(m.Evidence, e.ID) && !e.Actor.Bot && ActorName(e.Actor) != "" {
			return ActorName(e.Actor)
		}
	}
	return ""
}
