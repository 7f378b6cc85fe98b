package timeline

import (
	"testing"

	"github.com/pes-dev/pes/event"
)

// FuzzBuild: whatever a message, a line of notes and a post say, the timeline is whole: nothing panics, what is concluded cites entries, and phases
// are in order.
func FuzzBuild(f *testing.F) {
	for _, text := range roomTalk {
		f.Add(text, "rolled back at 14:40, errors gone", "This incident has been resolved.")
	}
	f.Add("works", "not resolved yet; is it back? no", "Between 14:02 and 14:48 UTC payments failed.")
	f.Add("it did not begin at 14:00 but already at 13:47", "Time to detect: 6 minutes", "Start: 2026-03-10T14:02Z\nEnd: 25:99")
	f.Add("“all clear” > quoted\nALERT: [FIRING] x", "2 % of 40 % from 100% to 0", "\u202e\u0000\xff 13:42")
	f.Fuzz(func(t *testing.T, said, noted, posted string) {
		events := incident()
		events = append(events, chat("14:20", "ana", said), note("14:21", noted), post("14:22", "update", posted))
		for i := range events {
			events[i].ID = event.ID(events[i].Kind, "fuzz", string(rune(i)))
		}
		tl := Build(events, nil, Options{})
		checkCitations(t, tl)
		checkPhases(t, tl.Phases)
	})
}
