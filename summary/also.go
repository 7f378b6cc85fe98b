package summary

import (
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// maxAlso is how many others a row names that tell of the same thing; the JSON has them all.
const maxAlso = 3

// AlsoSaid says who else tells of what an entry tells: "also told by alert-bot in #ops and a feed of the status page"; "" if nobody does. It is
// untrusted text on one line. Files are not named: renaming one must not change a row, and the entry's places have them.
func AlsoSaid(e timeline.Entry) string {
	var tellers []string
	seen := map[string]bool{}
	for _, t := range e.Also {
		if name := tellerName(t); !seen[name] {
			seen[name] = true
			tellers = append(tellers, name)
		}
	}
	if len(tellers) == 0 {
		return ""
	}
	if more := len(tellers) - maxAlso; more > 0 {
		tellers = append(tellers[:maxAlso:maxAlso], Count(more, "more source"))
	}
	return "also told by " + List(tellers)
}

func tellerName(t timeline.Telling) string {
	switch t.Kind {
	case event.Chat:
		name := line(ActorName(t.Actor), maxName)
		channel := line(t.Channel, maxName)
		switch {
		case channel == "":
			return strings.TrimSpace(name + " in chat")
		case name == "":
			return "#" + channel
		}
		return name + " in #" + channel
	case event.Alert:
		return "another source of alerts"
	case event.Status:
		return "another source of status posts"
	case event.Change:
		return "another source of changes"
	case event.Note:
		return "notes"
	}
	return "another source"
}

// ClockWords says what is known of a source's clock, as a note on that source; "" if there is nothing to say. It is plain text.
func ClockWords(c timeline.Clock) string {
	var parts []string
	if c.Offset != 0 && c.Pairs > 0 {
		parts = append(parts, offsetWords(c))
	}
	if c.Offset != 0 && c.Zone {
		parts = append(parts, "whole hours suggest that they were read in the wrong zone")
	}
	switch {
	case c.Corrected != 0 && c.Remains != 0:
		parts = append(parts, "corrected by "+Correction(c.Corrected)+", as incident.yaml says, after which they are still "+Length(c.Remains.Abs())+" "+side(c.Remains))
	case c.Corrected != 0:
		parts = append(parts, "its stamps are corrected by "+Correction(c.Corrected)+", as incident.yaml says")
	case c.Offset > 0 && c.Against != "" && !c.Zone:
		parts = append(parts, "used as they are: it may pass things on that late; if its clock is wrong, clocks: in incident.yaml corrects it")
	case c.Offset != 0:
		parts = append(parts, "used as they are: if its clock is the wrong one, clocks: in incident.yaml corrects it")
	}
	return strings.Join(parts, "; ")
}

// offsetWords says how far a source's own stamps are off, and what shows it. Of two clocks either may be wrong.
func offsetWords(c timeline.Clock) string {
	s := "its own stamps are " + Length(c.Offset.Abs()) + " " + side(c.Offset)
	if c.Offset > 0 {
		s += " of"
	}
	if c.Against == "" {
		return s + " what the " + countOf(c.Pairs, "message link", "message links") + " beside them say"
	}
	s += " those of " + line(c.Against, maxName) + " for " + Count(c.Pairs, "thing") + " that both tell of"
	if c.Spread >= time.Second {
		s += ", give or take " + Length(c.Spread)
	}
	return s
}

func countOf(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return Number(n) + " " + many
}

func side(d time.Duration) string {
	if d < 0 {
		return "behind"
	}
	return "ahead"
}

// Correction is what is added to the stamps of a clock, as incident.yaml has it: "+1m30s", "-1h".
func Correction(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	if d > 0 {
		return "+" + s
	}
	return s
}

// clocks puts what is known of the sources' clocks beside the sources: a note each, and an assumption where one was corrected.
func (s *Summary) clocks() {
	known := map[string]*timeline.Clock{}
	for i, c := range s.Timeline.Clocks {
		known[c.Source] = &s.Timeline.Clocks[i]
		if c.Corrected != 0 {
			s.Assumptions = append(slices.Clip(s.Assumptions),
				"the clock of "+line(c.Source, maxName)+" is wrong: "+Correction(c.Corrected)+" added to its stamps, as incident.yaml says")
		}
	}
	for i := range s.Sources {
		src := &s.Sources[i]
		c := known[src.Name]
		if c == nil {
			continue
		}
		src.Clock = c
		if words := ClockWords(*c); words != "" {
			src.Notes = append(slices.Clip(src.Notes), words)
		}
	}
}
