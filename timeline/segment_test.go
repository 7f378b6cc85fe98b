package timeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// Times in accounts, by the label, the line or the part of the sentence that they belong to.
func TestTimesOfAccounts(t *testing.T) {
	const written = "2026-03-10T18:00:00Z"
	for _, tt := range []struct {
		name, text string
		want       []said
	}{
		{"labels on one line", "Timeline: Start: 3/10/26 7:18 AM UTC Resolved: 3/10/26 at 7:55 AM UTC", []said{{RoleBegan, "10 07:18", ""}, {RoleOver, "10 07:55", ""}}},
		{"labels in a list", "- Detected: 14:05 UTC\n- Mitigated at: 14:20 UTC\n- Restored: 14:31 UTC", []said{{RoleNoticed, "10 14:05", ""}, {RoleLessened, "10 14:20", ""}, {RoleOver, "10 14:31", ""}}},
		{"a table", "Impact start | 14:02 UTC\n\nImpact end | 14:40 UTC", []said{{RoleBegan, "10 14:02", ""}, {RoleOver, "10 14:40", ""}}},
		{"a window with a label", "When: 14:02 - 14:40 UTC", []said{{RoleWindow, "10 14:02", "10 14:40"}}},
		{"a label of something else", "Next update: 14:40 UTC", nil},
		{"when it was published", "Published: 14:40 UTC", nil},
		{
			"a list of times", "08:14 Portal answers with error 500\n09:05 Cause recognised: the table space of the database is full\n09:42 Portal works without restrictions",
			[]said{{RoleBegan, "10 08:14", ""}, {RoleFound, "10 09:05", ""}, {RoleOver, "10 09:42", ""}},
		},
		{
			"a time behind, a time before", "We determined the cause, an expired key, at 11:40 UTC, and by 12:12 UTC most sign-ins were succeeding.",
			[]said{{RoleFound, "10 11:40", ""}, {RoleLessened, "10 12:12", ""}},
		},
		{"what was found out about users is noticed, not found", "At 14:10 UTC we found that customers saw errors.", nil},
		{"counted on", "The change was reverted at 14:33 UTC, and within one minute all traffic was back to normal.", []said{{RoleTried, "10 14:33", ""}, {RoleOver, "10 14:34", ""}, {RoleLessened, "10 14:33", ""}}},
		{"a length", "The outage started at 14:02 UTC. It lasted 43 minutes.", []said{{RoleBegan, "10 14:02", ""}, {RoleOver, "10 14:45", ""}}},
		{"a length of something else", "The outage started at 14:02 UTC. We monitored it for 43 minutes.", []said{{RoleBegan, "10 14:02", ""}}},
		{"stopped", "At 10:05 UTC builds stopped being picked up.", []said{{RoleBegan, "10 10:05", ""}}},
		{"again is no beginning", "At 12:30 UTC builds stalled again.", nil},
		{"first sign", "The first failed order is from 06:58 UTC.", []said{{RoleBegan, "10 06:58", ""}}},
		{"first report", "The first report was from 06:58 UTC.", []said{{RoleNoticed, "10 06:58", ""}}},
		{"half", "At 13:55 UTC the error rate falls from 40 % to 12 %.", []said{{RoleLessened, "10 13:55", ""}}},
		{"not half", "At 13:55 UTC the error rate falls from 40 % to 32 %.", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []said
			for _, s := range readText(t, event.Note, written, tt.text) {
				if s.From != "10 18:00" { // what it may say of its own time is not asked here
					got = append(got, s)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("claims of %q (-want +got):\n%s", tt.text, d)
			}
		})
	}
}
