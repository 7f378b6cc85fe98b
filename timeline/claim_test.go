package timeline

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// said is what a claim comes to in these tests: its role and its times in UTC, as the day's clock.
type said struct {
	Role     Role
	From, To string
}

func readText(t *testing.T, kind event.Kind, at, text string) []said {
	t.Helper()
	when, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	e := &event.Event{ID: "E-00000000", Kind: kind, At: when, Text: text}
	r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
	var out []said
	_, claims := r.read(e)
	for _, c := range claims {
		s := said{Role: c.Role, From: c.From.UTC().Format("02 15:04")}
		if !c.To.IsZero() {
			s.To = c.To.UTC().Format("02 15:04")
		}
		out = append(out, s)
	}
	return out
}

func TestStatedTimes(t *testing.T) {
	const written = "2026-03-10T18:00:00Z"
	for _, tt := range []struct {
		name, text string
		want       []said
	}{
		{"window", "On March 10, 2026, between 14:02 UTC and 15:31 UTC the search service was degraded.", []said{{RoleWindow, "10 14:02", "10 15:31"}}},
		{"window over midnight", "From 23:40 UTC on March 9 to 01:15 UTC on March 10 uploads failed.", []said{{RoleWindow, "09 23:40", "10 01:15"}}},
		{
			"two verbs, two times", "Monitoring alerted the team at 14:05, and at 14:30 they had identified the root cause.",
			[]said{{RoleNoticed, "10 14:05", ""}, {RoleFound, "10 14:30", ""}},
		},
		{"time first", "At 14:05 UTC, engineers were paged.", []said{{RoleNoticed, "10 14:05", ""}}},
		{"time last", "Engineers were paged within one minute of the start of the outage, at 14:05 UTC.", []said{{RoleNoticed, "10 14:05", ""}}},
		{"start", "The incident started at 14:02 UTC.", []said{{RoleBegan, "10 14:02", ""}}},
		{"start of the work is no onset", "Mitigation began at 14:40 UTC.", nil},
		{"end", "By 15:31 UTC requests were routed as expected and the incident was over.", []said{{RoleOver, "10 15:31", ""}}},
		{"correction", "Service was restored at 15:31 UTC, not 15:20.", []said{{RoleOver, "10 15:31", ""}}},
		{"announcement", "We will provide the next update by 18:45 UTC.", nil},
		{"remainder", "One zone had a backlog that remained until 17:18 UTC.", []said{{RoleRemains, "10 17:18", ""}}},
		{"since", "Uploads hang since 14:02 UTC.", []said{{RoleBegan, "10 14:02", ""}}},
		{"fine since", "Transfers are working fine since 15:20 UTC.", []said{{RoleOver, "10 15:20", ""}}},
		{"from without an end", "From 14:02 UTC payments were rejected.", []said{{RoleBegan, "10 14:02", ""}}},
		{"a range without a known word", "From 14:02 to 15:31 UTC our resolver gave no answers.", []said{{RoleWindow, "10 14:02", "10 15:31"}}},
		{"a meeting is no impact", "The retro is from 14:00 to 15:00 UTC.", nil},
		{
			"two windows", "Storage failed between 07:05 and 09:40 UTC, compute between 08:10 and 13:50 UTC.",
			[]said{{RoleWindow, "10 07:05", "10 13:50"}, {RoleWindow, "10 07:05", "10 09:40"}, {RoleWindow, "10 08:10", "10 13:50"}},
		},
		{"the speaker's own since", "I've been on the bridge since 14:10 UTC.", nil},
		{"denied beginning", "It did not begin at 14:00 UTC.", nil},
		{"wrapped line", "Engineers were paged at\n14:05 UTC and looked.", []said{{RoleNoticed, "10 14:05", ""}}},
		{"question", "Was it fixed at 15:31?", nil},
		{"stable for a while", "Error rates have been at healthy levels for the last 60 minutes.", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, readText(t, event.Status, written, tt.text)); d != "" {
				t.Errorf("claims of %q (-want +got):\n%s", tt.text, d)
			}
		})
	}
}

func TestActs(t *testing.T) {
	const at = "2026-03-10T14:20:00Z"
	own := func(roles ...Role) []said {
		var out []said
		for _, r := range roles {
			out = append(out, said{Role: r, From: "10 14:20"})
		}
		return out
	}
	for _, tt := range []struct {
		name string
		kind event.Kind
		text string
		want []said
	}{
		{"declared", event.Chat, "Declaring an incident, SEV1", own(RoleDeclared)},
		{"plan", event.Chat, "this will be resolved by the rollback once it is through", nil},
		{"not yet", event.Chat, "not resolved yet", own(RoleRelapse)},
		{"question", event.Chat, "is it fixed?", nil},
		{"guess", event.Chat, "might be caused by DNS", own(RoleSuspected)},
		{"cause", event.Chat, "root cause is an expired certificate on the broker", own(RoleFound)},
		{"rolled back", event.Chat, "rolled back checkout to the previous release", own(RoleTried)},
		{"recovering", event.Chat, "error rates are recovering", own(RoleImproved)},
		{"all clear", event.Chat, "all clear, everything is back to normal", own(RoleOver)},
		{"one pod", event.Chat, "that pod is back up", nil},
		{"an alert's end", event.Note, "Resolved status for the CPU alert", own(RoleNoticed)},
		{"note resolved", event.Note, "Incident resolved", own(RoleOver)},
		{"note repaired", event.Note, "Incident repaired", own(RoleLessened)},
		{"outage begins", event.Note, "the last proxy is taken out for maintenance OUTAGE BEGINS", own(RoleBegan)},
		{"denied cause", event.Chat, "the root cause is still unknown", nil},
		{"cause in another clause than a denial", event.Chat, "Root cause: the standby could not take over", own(RoleFound)},
		{"guess taken back", event.Note, "replication was ruled out as the cause", nil},
		{"since without a time", event.Note, "pods are left over since the hub has lost track of errors", nil},
		{"improved, then over", event.Chat, "that helped, all errors are gone", own(RoleOver, RoleImproved)},
		{"outage ends", event.Note, "the vast majority of traffic is no longer routed there OUTAGE ENDS", own(RoleOver)},
		{"with a word between", event.Note, "Declared security incident, SEV1", own(RoleDeclared)},
		{"clipped", event.Note, "cron job disabled", own(RoleTried)},
		{"a mechanism", event.Note, "The failover worked, but requests failed", nil},
		{"quoted words", event.Chat, `their page says "all clear, everything is back to normal"`, nil},
		{"a share", event.Note, "about 80% of stores are back online", own(RoleLessened, RoleImproved)},
		{"denied, then said", event.Note, "the poller, which did not come back by itself, is restored", own(RoleOver)},
		{"quote", event.Chat, "> all clear, everything is back to normal\nwho said that", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, readText(t, tt.kind, at, tt.text)); d != "" {
				t.Errorf("acts of %q (-want +got):\n%s", tt.text, d)
			}
		})
	}
}

// A bot that passes on an alert is a monitor that noticed; whatever else it says is copied.
func TestBots(t *testing.T) {
	r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
	for text, want := range map[string][]Role{
		"BookingErrors is firing":                    {RoleNoticed},
		"RESOLVED: BookingErrors firing for 12 min":  nil,
		"All clear, the incident is resolved":        nil,
		"Declaring an incident: booking errors, SEV": nil,
	} {
		var got []Role
		e := &event.Event{ID: "E-00000000", Kind: event.Chat, At: at("14:00"), Text: text, Actor: event.Actor{ID: "B1", Bot: true}}
		_, claims := r.read(e)
		for _, c := range claims {
			got = append(got, c.Role)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("acts of the bot's %q (-want +got):\n%s", text, d)
		}
	}
}

// A line of notes is dated by itself: a time in the cause that it names is part of the cause.
func TestCauseWithATimeOfItsOwn(t *testing.T) {
	n := note("14:40", "Root cause identified: the writer applies refunds twice, since 09:30")
	r := &reader{lex: newLexicon(defaultLexicon), zone: time.UTC, services: newServices(nil, nil)}
	_, claims := r.read(&n)
	for _, c := range claims {
		if c.Role == RoleFound && !c.From.Equal(at("14:40")) {
			t.Errorf("the cause was found at %s, want the note's own 14:40", c.From)
		}
	}
}
