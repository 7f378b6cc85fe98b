package timeline

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestAccountTimes reads the times of sentences as reports and postmortems have them, and of such as look alike.
func TestAccountTimes(t *testing.T) {
	const writtenAt = "2026-03-10T18:00:00Z"
	for _, tt := range []struct {
		name, text string
		want       []said
	}{
		{"a cause and its effect", "14:35: The migration causes a crash loop.", []said{{RoleBegan, "10 14:35", ""}}},
		{"what was found to cause it", "At 14:35 we found that the migration causes a crash loop.", []said{{RoleFound, "10 14:35", ""}}},
		{"people experience it", "Around 05:20 we experienced a series of faults.", []said{{RoleBegan, "10 05:20", ""}}},
		{"since another thing", "All posts since that backup was taken (02:02) are lost.", nil},
		{"lost data has its hours", "Any data between 05:20 and 11:25 from the database is lost.", nil},
		{"held until it broke", "Batteries held until 02:31, when all servers went offline.", []said{{RoleBegan, "10 02:31", ""}}},
		{"delayed until", "This delayed escalation of the incident until 11:40.", nil},
		{"a symptom identified", "At 13:30 an issue was identified by the support team.", []said{{RoleNoticed, "10 13:30", ""}}},
		{"a cause identified", "At 13:30 the cause was identified by the support team.", []said{{RoleFound, "10 13:30", ""}}},
		{"a field without a colon", "Impact End Date (UTC) 2026-03-10T15:17", []said{{RoleOver, "10 15:17", ""}}},
		{"a range with dots", "The impact ended at 3:17 p.m. UTC for all users.", []said{{RoleOver, "10 15:17", ""}}},
		{"two zones side by side", "At 10:37 UTC, 11:37 CET, the server stopped responding.", []said{{RoleBegan, "10 10:37", ""}, {RoleBegan, "10 10:37", ""}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := &event.Event{ID: "E-00000000", Kind: event.Note, At: instant(t, writtenAt), Precision: event.Duration(24 * time.Hour), Text: tt.text}
			r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
			var got []said
			_, claims := r.read(e)
			for _, c := range claims {
				if c.Role != RoleTried && c.Role != RoleEngaged {
					got = append(got, said{c.Role, c.From.UTC().Format("02 15:04"), ""})
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A text that is dated by the day, or stands at the time of a note above it, tells of that day and of the night beside it.
func TestTimesOfADayAccount(t *testing.T) {
	for _, tt := range []struct {
		name, at string
		undated  bool
		text     string
		want     string
	}{
		{"later than the note above", "2026-03-10T14:15:00Z", true, "At 14:36 the team was alerted.", "10 14:36"},
		{"earlier than the note above", "2026-03-10T14:15:00Z", true, "At 09:10 the team was alerted.", "10 09:10"},
		{"past midnight, after a late note", "2026-03-10T23:50:00Z", true, "At 00:20 the team was alerted.", "11 00:20"},
		{"before midnight, after an early note", "2026-03-10T00:30:00Z", true, "At 23:50 the team was alerted.", "09 23:50"},
		{"in the evening of its day", "2026-03-10T00:00:00Z", false, "At 22:10 the team was alerted.", "10 22:10"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := &event.Event{ID: "E-00000000", Kind: event.Note, At: instant(t, tt.at), Precision: event.Duration(24 * time.Hour), Text: tt.text, Labels: map[string]string{}}
			if tt.undated {
				e.Labels["undated"] = "true"
			}
			r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
			_, claims := r.read(e)
			if len(claims) != 1 || claims[0].From.UTC().Format("02 15:04") != tt.want {
				t.Errorf("%v, want one at %s", claims, tt.want)
			}
		})
	}
}

// A list of regions lasts as long as its last; a list of two incidents does not.
func TestListedWindows(t *testing.T) {
	build := func(lines ...string) *Milestone {
		var es []event.Event
		for i, l := range lines {
			es = append(es, event.Event{
				ID: fmt.Sprintf("E-%08d", i), Kind: event.Note, At: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC), Precision: event.Duration(24 * time.Hour), Text: l, Source: "a.md",
			})
		}
		return Build(es, nil, Options{}).Milestones[Recovered]
	}
	if m := build("Frankfurt: 10:40 – 11:15 UTC", "Dublin: 10:52 – 12:10 UTC", "Oregon: 11:05 – 11:40 UTC"); m.At.Format("15:04") != "12:10" {
		t.Errorf("recovered %s %s, want 12:10", m.State, m.At)
	}
	if m := build("First: 02:40 – 03:15 UTC", "Second: 10:52 – 12:10 UTC"); m.At.Format("15:04") != "03:15" {
		t.Errorf("recovered %s %s, want 03:15", m.State, m.At)
	}
}

// How long it took counts from a stated beginning, and from nothing else.
func TestCountedFromTheBeginning(t *testing.T) {
	note := func(text string) event.Event {
		return event.Event{
			ID: fmt.Sprintf("E-%08d", len(text)), Kind: event.Note, At: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC), Precision: event.Duration(24 * time.Hour), Text: text, Source: "a.md",
		}
	}
	with := Build([]event.Event{note("The outage lasted from 10:02 to 10:45 UTC."), note("Time to detect: 6 minutes. It took 11 minutes to identify the cause.")}, nil, Options{}).Milestones
	if d := with[Detected]; d.State != Known || d.At.Format("15:04") != "10:08" {
		t.Errorf("detected %s %s, want 10:08", d.State, d.At)
	}
	if d := with[Identified]; d.State != Known || d.At.Format("15:04") != "10:13" {
		t.Errorf("identified %s %s, want 10:13", d.State, d.At)
	}
	if d := Build([]event.Event{note("Time to detect: 6 minutes.")}, nil, Options{}).Milestones[Detected]; d.State == Known {
		t.Errorf("detected %s without a beginning", d.At)
	}
}
