package timeline

import (
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// oneSentence reads a text of one sentence.
func oneSentence(t *testing.T, text string) *sentence {
	t.Helper()
	sents := new(cutter).sentences(text, newLexicon(defaultLexicon), nil)
	if len(sents) != 1 {
		t.Fatalf("%q has %d sentences, want 1", text, len(sents))
	}
	return sents[0]
}

func TestStanding(t *testing.T) {
	for _, tt := range []struct {
		text    string
		want    condition
		relapse bool
	}{
		// Well, without a verb that a list could hold.
		{text: "all machines sell tickets again", want: well},
		{text: "errors gone", want: well},
		{text: "no more timeouts", want: well},
		{text: "aaand it's back for me", want: well},
		{text: "orders back to normal", want: well},
		{text: "error rate back to baseline", want: well},
		{text: "cache flushed, assignments are flowing like normal", want: well},
		{text: "the portal works without restrictions", want: well},
		{text: "logins fine now", want: well},
		{text: "stable.", want: well},
		{text: "all good", want: well},
		{text: "ls works!", want: well},
		{text: "queue empty, delivery times normal", want: well},
		{text: "students are able to connect", want: well},
		{text: "push success 99.2%", want: well},

		// In part.
		{text: "most stores are back online", want: better},
		{text: "killed the vacuum, latency dropping fast, most requests are fine now", want: better},
		{text: "messages flowing, 4000 left", want: better},
		{text: "notebooks slowly come back online", want: better},

		// Bad.
		{text: "the gateway does not send", want: bad},
		{text: "the api stopped accepting orders", want: bad},
		{text: "nobody on the second floor can print", want: bad},
		{text: "nope, timeouts are back", want: bad, relapse: true},
		{text: "errors still not gone", want: bad, relapse: true},
		{text: "orders still failing", want: bad, relapse: true},
		{text: "calls dropping again", want: bad, relapse: true},
		{text: "not resolved yet", want: bad, relapse: true},
		{text: "it is not back", want: bad, relapse: true},

		// Neither: what looks like it.
		{text: "redis ok", want: unsaid},
		{text: "working on it again", want: unsaid},
		{text: "ok, let me look at the graphs", want: unsaid},
		{text: "we should be back to normal in ten minutes", want: unsaid},
		{text: "once it is back online we restart the consumers", want: unsaid},
		{text: "that pod is back up", want: unsaid},
		{text: "back and forth with the vendor", want: unsaid},
		{text: "resets over and over", want: unsaid},
		{text: "push success 71%", want: unsaid},
		{text: "engineers are processing the tickets of the day", want: unsaid},
		{text: "it fills up again", want: unsaid},
	} {
		t.Run(tt.text, func(t *testing.T) {
			got := oneSentence(t, tt.text).standing()
			if got.condition != tt.want || got.relapse != tt.relapse {
				t.Errorf("%q: condition %d, relapse %v; want %d, %v", tt.text, got.condition, got.relapse, tt.want, tt.relapse)
			}
		})
	}
}

// A text that is all clauses, cues and times costs no more than its length should.
func BenchmarkHostileTexts(b *testing.B) {
	r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
	for _, unit := range []string{"errors are back, ", "at 14:05 errors gone and ", "most 60% works again ", "first error 14:05 ", "Resolved: 14:05 | "} {
		b.Run(strings.TrimSpace(unit), func(b *testing.B) {
			e := &event.Event{ID: "E-00000000", Kind: event.Note, At: at("14:20"), Text: strings.Repeat(unit, maxText/len(unit))}
			b.SetBytes(int64(len(e.Text)))
			for b.Loop() {
				r.read(e)
			}
		})
	}
}

func TestTimesOfOneSentenceAreCapped(t *testing.T) {
	r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
	e := &event.Event{ID: "E-00000000", Kind: event.Note, At: at("14:20"), Text: strings.Repeat("the incident began at 14:05 and ", 1000)}
	if _, claims := r.read(e); len(claims) == 0 || len(claims) > 2*maxTimes {
		t.Errorf("%d claims of a sentence with a thousand times, want some, and at most %d", len(claims), 2*maxTimes)
	}
}
