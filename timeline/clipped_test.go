package timeline

import (
	"slices"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// What a message says by a small grammar, and what it does not although it holds the same words.
func TestClippedTalk(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		role       Role
		want       bool
	}{
		{"points back", "the spooler ran out of inodes, so that's why", RoleFound, true},
		{"points back with what", "a leap second in the feed. that's what broke the parser", RoleFound, true},
		{"points back and means a habit", "we have two of them, that's why we can wait", RoleFound, false},
		{"points back and denies", "that's not the cause", RoleFound, false},
		{"a fault found", "expired cert found in the gateway log", RoleFound, true},
		{"a cause looked for", "root cause investigation started", RoleFound, false},
		{"thanks for a find", "thanks for finding the bug", RoleFault, false},
		{"a full count", "registrations 140/140", RoleOver, true},
		{"a count that is not full", "registrations 12/140", RoleOver, false},
		{"a full count of what may run out", "pool is exhausted, 250 of 250 used", RoleOver, false},
		{"a date", "see the minutes of 7/7/2023", RoleOver, false},
		{"trouble at nothing", "429s at zero", RoleOver, true},
		{"trouble sunk", "5xx back under 1%", RoleOver, true},
		{"trouble back", "5xx are back", RoleOver, false},
		{"an aim", "trying to get it back up first", RoleOver, false},
		{"a decision", "the quickest way to bring the hub back online is a downgrade", RoleOver, false},
		{"a repair of a thing", "restored the template from yesterday's backup", RoleOver, false},
		{"a repair under way", "putting the old model back", RoleOver, false},
		{"a plan in a clause", "attempt: roll back to 4.17.3", RoleOver, false},
		{"again", "all lifts report again", RoleOver, true},
		{"again and again", "it happened again", RoleOver, false},
		{"a part", "login works there", RoleOver, false},
		{"denied", "nothing is back to normal", RoleOver, false},
		{"does not do it", "cameras are not reading plates", RoleReported, true},
		{"people who do not do it", "we are not deploying today", RoleReported, false},
		{"down in a saying", "turtles all the way down", RoleReported, false},
		{"for me", "cart total shows NaN for me", RoleReported, true},
		{"fine for me", "looks good for me", RoleReported, false},
		{"would have", "nobody would have noticed that", RoleNoticed, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
			e := &event.Event{ID: "a", Kind: event.Chat, Text: tt.text, Actor: event.Actor{Name: "ana"}, At: time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)}
			_, claims := r.read(e)
			if got := slices.ContainsFunc(claims, func(c *Claim) bool { return c.Role == tt.role }); got != tt.want {
				t.Errorf("%q does %q: %v, want %v", tt.text, tt.role, got, tt.want)
			}
		})
	}
}

// A word or two that say that it works confirm a repair; without one they are a remark.
func TestConfirmationNeedsRepair(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 3, 10, 14, minute, 0, 0, time.UTC) }
	say := func(id string, minute int, who, text string) event.Event {
		return event.Event{ID: id, Kind: event.Chat, Source: "room", Text: text, Actor: event.Actor{Name: who}, At: at(minute)}
	}
	report, remark := say("a", 0, "ana", "printing is broken on floor 2"), say("c", 9, "ana", "prints")
	for _, tt := range []struct {
		name  string
		words string
		known bool
	}{
		{"after a repair", "cleared the spool folder", true},
		{"after a promise", "will have lunch first", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := Build([]event.Event{report, say("b", 5, "ben", tt.words), remark}, nil, Options{}).Milestones[Recovered]
			if got := m.State == Known && m.At.Equal(at(9)); got != tt.known {
				t.Errorf("recovered %v at %v by %s", m.State, m.At, m.Reason.Rule)
			}
		})
	}
}

// Shares fall to half, or they do not.
func TestHalves(t *testing.T) {
	lex := newLexicon(defaultLexicon)
	for text, want := range map[string]bool{
		"error rate falls from 40 % to 12 %":      true,
		"errors dropped from 40% to 20%":          true,
		"errors dropped from 40% to 30%":          false,
		"availability rises from 40% to 12%":      false,
		"40% of errors from 12% of users to 3%":   false,
		"disk usage is down on all from 9% to 4%": true,
	} {
		var c cutter
		if s := c.sentences(text, lex, nil)[0]; s.halves() != want {
			t.Errorf("%q halves: %v, want %v", text, !want, want)
		}
	}
}

// A sentence of 64 kB costs no more than its length allows.
func TestLongSentence(t *testing.T) {
	for _, part := range []string{"that is what it is the ", "140/140 ", "so it was ", "not reading confirms again ", "found it because of it's the "} {
		text := ""
		for len(text) < maxText {
			text += part
		}
		start := time.Now()
		r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
		r.read(&event.Event{ID: "a", Kind: event.Chat, Text: text, Actor: event.Actor{Name: "ana"}})
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%q: %s", part, d) // quadratic would take minutes
		} else {
			t.Logf("%q: %s", part, d)
		}
	}
}

// A cause that is named when all is over is the cause; one that was named before comes first, and one of another day is another's.
func TestCauseKnownAfterwards(t *testing.T) {
	start := time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)
	note := func(id string, after time.Duration, text string) event.Event {
		return event.Event{ID: id, Kind: event.Note, Source: "notes", Text: text, At: start.Add(after), Precision: event.Duration(time.Minute)}
	}
	before, over := note("a", 0, "users report that printing fails"), note("c", time.Hour, "printing works again for all")
	for _, tt := range []struct {
		name string
		more []event.Event
		want time.Duration // after the start; 0 is no answer
	}{
		{"afterwards", []event.Event{note("d", 3*time.Hour, "root cause found: the spool disk was full")}, 3 * time.Hour},
		{"before and afterwards", []event.Event{note("b", 30*time.Minute, "cause found: the spool disk is full"), note("d", 3*time.Hour, "root cause found: logs were never rotated")}, 30 * time.Minute},
		{"days later", []event.Event{note("d", 50*time.Hour, "root cause found: the spool disk was full")}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := Build(append([]event.Event{before, over}, tt.more...), nil, Options{}).Milestones[Identified]
			if known := m.State == Known; known != (tt.want > 0) || (known && !m.At.Equal(start.Add(tt.want))) {
				t.Errorf("identified %v at %v by %s, want %v after the start", m.State, m.At, m.Reason.Rule, tt.want)
			}
		})
	}
}
