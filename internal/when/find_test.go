package when

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// stated is a mention as a test writes it: "words | from .. to | precision flags", the times in UTC. Flags: C clock, D date, Z zone,
// ~ approx, A ago, ! a problem.
func stated(text string, m Mention) string {
	var b strings.Builder
	b.WriteString(text[m.Start:m.End])
	if m.Problem == "" {
		b.WriteString(" | " + m.From.Format("2006-01-02T15:04:05.999"))
		if !m.To.IsZero() {
			b.WriteString(" .. " + m.To.Format("2006-01-02T15:04:05.999"))
		}
	}
	b.WriteString(" | ")
	switch m.Precision {
	case day:
		b.WriteString("1d")
	case 7 * day:
		b.WriteString("7d")
	case time.Hour:
		b.WriteString("1h")
	case time.Minute:
		b.WriteString("1m")
	default:
		b.WriteString(m.Precision.String())
	}
	b.WriteByte(' ')
	for _, f := range []struct {
		set  bool
		flag byte
	}{{m.Clock, 'C'}, {m.Date, 'D'}, {m.Zone, 'Z'}, {m.Approx, '~'}, {m.Ago, 'A'}, {m.Problem != "", '!'}} {
		if f.set {
			b.WriteByte(f.flag)
		}
	}
	return strings.TrimSpace(b.String())
}

func statedAll(text string, c Context) []string {
	var out []string
	for _, m := range Find(text, c) {
		out = append(out, stated(text, m))
	}
	return out
}

// writing is 20 October 2025, 10:00 UTC: 3 am in Seattle, 6 am in New York.
var writing = time.Date(2025, 10, 20, 10, 0, 0, 0, time.UTC)

func TestFindForms(t *testing.T) {
	pacific := mustZone(t, "America/Los_Angeles")
	tests := []struct {
		text string
		want []string
	}{
		// times of day
		{"At 12:26 AM PDT, we identified the trigger.", []string{"12:26 AM PDT | 2025-10-20T07:26:00 | 1m CZ"}},
		{"At 13:42 it broke", []string{"13:42 | 2025-10-19T20:42:00 | 1m C"}},
		{"since about 13:40", []string{"13:40 | 2025-10-19T20:40:00 | 1m C~"}},
		{"It began ~02:40", []string{"02:40 | 2025-10-20T09:40:00 | 1m C~"}},
		{"shortly after 02:40 we saw", []string{"02:40 | 2025-10-20T09:40:00 | 1m C~"}},
		{"By 3:01 PM, all", []string{"3:01 PM | 2025-10-19T22:01:00 | 1m C"}},
		{"by 3:01pm.", []string{"3:01pm | 2025-10-19T22:01:00 | 1m C"}},
		{"at 11:45 p.m. we", []string{"11:45 p.m. | 2025-10-20T06:45:00 | 1m C"}},
		{"at 11:45 P.M.", []string{"11:45 P.M. | 2025-10-20T06:45:00 | 1m C"}},
		{"Next update by 5:45 AM", []string{"5:45 AM | 2025-10-20T12:45:00 | 1m C"}},
		{"paged `0742Z`, acked", []string{"0742Z | 2025-10-20T07:42:00 | 1m CZ"}},
		{"at 0742 UTC", []string{"0742 UTC | 2025-10-20T07:42:00 | 1m CZ"}},
		{"around 3 PM", []string{"3 PM | 2025-10-19T22:00:00 | 1h C~"}},
		{"around 3 pm Pacific.", []string{"3 pm Pacific | 2025-10-19T22:00:00 | 1h CZ~"}},
		{"at noon", []string{"noon | 2025-10-19T19:00:00 | 1h C"}},
		{"until midnight UTC", []string{"midnight UTC | 2025-10-20T00:00:00 | 1h CZ"}},
		{"at 12 noon EDT", []string{"12 noon EDT | 2025-10-19T16:00:00 | 1h CZ"}},
		{"at 15h30", []string{"15h30 | 2025-10-19T22:30:00 | 1m C"}},
		{"um 15.30 Uhr", []string{"15.30 Uhr | 2025-10-19T22:30:00 | 1m C"}},
		{"um 15 Uhr", []string{"15 Uhr | 2025-10-19T22:00:00 | 1h C"}},
		{"at 3.15pm", []string{"3.15pm | 2025-10-19T22:15:00 | 1m C"}},
		{"14:00:03.250 lost quorum", []string{"14:00:03.250 | 2025-10-19T21:00:03.25 | 1ms C"}},
		{"at 14:00:03", []string{"14:00:03 | 2025-10-19T21:00:03 | 1s C"}},
		{"at 2:48 am edt", []string{"2:48 am edt | 2025-10-20T06:48:00 | 1m CZ"}},
		{"at 2:48\u202fAM\u00a0EDT", []string{"2:48\u202fAM\u00a0EDT | 2025-10-20T06:48:00 | 1m CZ"}},
		{"at 02:48 (EDT)", []string{"02:48 (EDT) | 2025-10-20T06:48:00 | 1m CZ"}},
		{"at 02:48 PDT (UTC-7)", []string{"02:48 PDT (UTC-7) | 2025-10-20T09:48:00 | 1m CZ"}},
		{"at 02:48 (UTC-7)", []string{"02:48 (UTC-7) | 2025-10-20T09:48:00 | 1m CZ"}},
		{"at 11:48 GMT+2", []string{"11:48 GMT+2 | 2025-10-20T09:48:00 | 1m CZ"}},
		{"at 02:48 US/Pacific", []string{"02:48 US/Pacific | 2025-10-20T09:48:00 | 1m CZ"}},
		{"as of 02:11\nUS/Pacific.", []string{"02:11\nUS/Pacific | 2025-10-20T09:11:00 | 1m CZ"}},
		{"at 02:48 US/Pacific time.", []string{"02:48 US/Pacific time | 2025-10-20T09:48:00 | 1m CZ"}},
		{"at 05:48 America/New_York.", []string{"05:48 America/New_York | 2025-10-20T09:48:00 | 1m CZ"}},
		{"at 5:48 AM Eastern Daylight Time", []string{"5:48 AM Eastern Daylight Time | 2025-10-20T09:48:00 | 1m CZ"}},
		{"at 11:48 Central European Summer Time", []string{"11:48 Central European Summer Time | 2025-10-20T09:48:00 | 1m CZ"}},
		{"at 02:48 PST we", []string{"02:48 PST | 2025-10-20T09:48:00 | 1m CZ"}},
		{"at 10:48 BST", []string{"10:48 BST | 1m CZ!"}},
		{"at 13:42 Pacific Northwest clusters", []string{"13:42 | 2025-10-19T20:42:00 | 1m C"}},
		{"Start:02:42", []string{"02:42 | 2025-10-20T09:42:00 | 1m C"}},
		{"(02:42)", []string{"02:42 | 2025-10-20T09:42:00 | 1m C"}},
		{"**02:42** paged", []string{"02:42 | 2025-10-20T09:42:00 | 1m C"}},

		{"shut down at 7:33p ET", []string{"7:33p ET | 2025-10-19T23:33:00 | 1m CZ"}},
		{"down from 1405 to 1520 UTC", []string{"1405 to 1520 UTC | 2025-10-19T14:05:00 .. 2025-10-19T15:20:00 | 1m CZ"}},
		{"down between 14.05 and 15.20.", []string{"14.05 and 15.20 | 2025-10-19T21:05:00 .. 2025-10-19T22:20:00 | 1m C"}},
		{"between 9:38 -10:35 UTC", []string{"9:38 -10:35 UTC | 2025-10-20T09:38:00 .. 2025-10-20T10:35:00 | 1m CZ"}},
		{"in the night of 2025-10-19/20", []string{"2025-10-19/20 | 2025-10-19T07:00:00 | 1d D"}},

		{"8:15 AM PDT/11:15 AM EDT", []string{"8:15 AM PDT | 2025-10-19T15:15:00 | 1m CZ", "11:15 AM EDT | 2025-10-19T15:15:00 | 1m CZ"}},
		{"um 02:10 Uhr", []string{"02:10 Uhr | 2025-10-20T09:10:00 | 1m C"}},
		{"at 02:10h", []string{"02:10h | 2025-10-20T09:10:00 | 1m C"}},
		{"at 13:75 PM", []string{"13:75 PM | 1m C!"}},
		{"at 13:10 AM", []string{"13:10 AM | 1m C!"}},
		{"at 13:10 PM", []string{"13:10 PM | 2025-10-19T20:10:00 | 1m C"}},

		// dates with times of day
		{"10/19/25 11:48 PM", []string{"10/19/25 11:48 PM | 2025-10-20T06:48:00 | 1m CD"}},
		{"23:48 on 10/19", []string{"23:48 on 10/19 | 2025-10-20T06:48:00 | 1m CD"}},
		{"on February 18 at 10:00", []string{"February 18 at 10:00 | 2025-02-18T18:00:00 | 1m CD"}},
		{"by January 5 at 10:00", []string{"January 5 at 10:00 | 2026-01-05T18:00:00 | 1m CD"}},
		{"October 19, 11:48 PM PDT", []string{"October 19, 11:48 PM PDT | 2025-10-20T06:48:00 | 1m CDZ"}},
		{"11:48 PM PDT on October 19", []string{"11:48 PM PDT on October 19 | 2025-10-20T06:48:00 | 1m CDZ"}},
		{"at 11:48 PM on October 19 PDT.", []string{"11:48 PM on October 19 PDT | 2025-10-20T06:48:00 | 1m CDZ"}},
		{"11:48 PM PDT, Oct. 19th", []string{"11:48 PM PDT, Oct. 19th | 2025-10-20T06:48:00 | 1m CDZ"}},
		{"On October 19, at approximately 11:48 PM PDT", []string{"October 19, at approximately 11:48 PM PDT | 2025-10-20T06:48:00 | 1m CDZ~"}},
		{"at 4:05 AM on the 21st", []string{"4:05 AM on the 21st | 2025-10-21T11:05:00 | 1m CD"}},
		{"yesterday at 22:10", []string{"yesterday at 22:10 | 2025-10-20T05:10:00 | 1m CD"}},
		{"at 22:10 yesterday", []string{"22:10 yesterday | 2025-10-20T05:10:00 | 1m CD"}},
		{"today, 01:10", []string{"today, 01:10 | 2025-10-20T08:10:00 | 1m CD"}},
		{"Monday, 2015-12-07 22:00 US/Pacific", []string{"Monday, 2015-12-07 22:00 US/Pacific | 2015-12-08T06:00:00 | 1m CDZ"}},
		{"2016-10-13 15:30 US/Pacific", []string{"2016-10-13 15:30 US/Pacific | 2016-10-13T22:30:00 | 1m CDZ"}},
		{"2025-10-20T06:48:00Z", []string{"2025-10-20T06:48:00Z | 2025-10-20T06:48:00 | 1s CDZ"}},
		{"2025-10-20T06:48:00.25-04:00", []string{"2025-10-20T06:48:00.25-04:00 | 2025-10-20T10:48:00.25 | 10ms CDZ"}},
		{"2025-10-20 06:48:00 UTC", []string{"2025-10-20 06:48:00 UTC | 2025-10-20T06:48:00 | 1s CDZ"}},
		{"2025-10-20 06:48:00 +0000 UTC", []string{"2025-10-20 06:48:00 +0000 | 2025-10-20T06:48:00 | 1s CDZ"}},
		{"20/Oct/2025:02:48:11 -0400", []string{"20/Oct/2025:02:48:11 -0400 | 2025-10-20T06:48:11 | 1s CDZ"}},
		{"10/19 23:48 PDT", []string{"10/19 23:48 PDT | 2025-10-20T06:48:00 | 1m CDZ"}},
		{"10/19/2025 at 11:48 PM", []string{"10/19/2025 at 11:48 PM | 2025-10-20T06:48:00 | 1m CD"}},
		{"19.10.2025 um 23:48 Uhr", []string{"19.10.2025 um 23:48 Uhr | 2025-10-20T06:48:00 | 1m CD"}},
		{"Sunday at 23:10", []string{"Sunday at 23:10 | 2025-10-20T06:10:00 | 1m CD"}},
		{"Mon Oct 20 02:48:11 PDT", []string{"Mon Oct 20 02:48:11 PDT | 2025-10-20T09:48:11 | 1s CDZ"}},

		// dates alone
		{"shipped Oct 19", []string{"Oct 19 | 2025-10-19T07:00:00 | 1d D"}},
		{"on 19 October 2025", []string{"19 October 2025 | 2025-10-19T07:00:00 | 1d D"}},
		{"the 19th of October", []string{"the 19th of October | 2025-10-19T07:00:00 | 1d D"}},
		{"on 2025-10-19.", []string{"2025-10-19 | 2025-10-19T07:00:00 | 1d D"}},
		{"on Friday", []string{"Friday | 2025-10-17T07:00:00 | 1d D"}},
		{"yesterday", []string{"yesterday | 2025-10-19T07:00:00 | 1d D"}},
		{"October 19-21, 2025", []string{"October 19-21, 2025 | 2025-10-19T07:00:00 .. 2025-10-21T07:00:00 | 1d D"}},
		{"from October 19 to October 21", []string{"October 19 to October 21 | 2025-10-19T07:00:00 .. 2025-10-21T07:00:00 | 1d D"}},

		// ranges
		{"between 15:15 UTC and 18:22 UTC", []string{"15:15 UTC and 18:22 UTC | 2025-10-19T15:15:00 .. 2025-10-19T18:22:00 | 1m CZ"}},
		{"between 15:15 and 18:22 UTC", []string{"15:15 and 18:22 UTC | 2025-10-19T15:15:00 .. 2025-10-19T18:22:00 | 1m CZ"}},
		{
			"from 11:49 PM PDT on October 19 to 2:24 AM PDT on October 20",
			[]string{"11:49 PM PDT on October 19 to 2:24 AM PDT on October 20 | 2025-10-20T06:49:00 .. 2025-10-20T09:24:00 | 1m CDZ"},
		},
		{"from 11:49 PM to 2:24 AM PDT", []string{"11:49 PM to 2:24 AM PDT | 2025-10-20T06:49:00 .. 2025-10-20T09:24:00 | 1m CZ"}},
		{"from 11:49 PM to 2:24 AM on October 20", []string{"11:49 PM to 2:24 AM on October 20 | 2025-10-20T06:49:00 .. 2025-10-20T09:24:00 | 1m CD"}},
		{
			"On December 15, 2025, between 15:15 and 18:22 UTC",
			[]string{"December 15, 2025, between 15:15 and 18:22 UTC | 2025-12-15T15:15:00 .. 2025-12-15T18:22:00 | 1m CDZ"},
		},
		{
			"On Monday 25 July 2016 between 17:03 and 18:14 PDT",
			[]string{"Monday 25 July 2016 between 17:03 and 18:14 PDT | 2016-07-26T00:03:00 .. 2016-07-26T01:14:00 | 1m CDZ"},
		},
		{
			"On Wednesday 3 February 2016, from 18:37 PST to 18:55 PST",
			[]string{"Wednesday 3 February 2016, from 18:37 PST to 18:55 PST | 2016-02-04T02:37:00 .. 2016-02-04T02:55:00 | 1m CDZ"},
		},
		{
			"On Wednesday, 12 August 2015 from 11:05am to 11:45am PDT",
			[]string{"Wednesday, 12 August 2015 from 11:05am to 11:45am PDT | 2015-08-12T18:05:00 .. 2015-08-12T18:45:00 | 1m CDZ"},
		},
		{"from 14:21 to 15:11 PDT", []string{"14:21 to 15:11 PDT | 2025-10-19T21:21:00 .. 2025-10-19T22:11:00 | 1m CZ"}},
		{"17:03–18:14 PDT", []string{"17:03–18:14 PDT | 2025-10-20T00:03:00 .. 2025-10-20T01:14:00 | 1m CZ"}},
		{"17:03-18:14 PDT", []string{"17:03-18:14 PDT | 2025-10-20T00:03:00 .. 2025-10-20T01:14:00 | 1m CZ"}},
		{"01:00-02:00", []string{"01:00-02:00 | 2025-10-20T08:00:00 .. 2025-10-20T09:00:00 | 1m C"}},
		{"17:03 - 18:14 PDT", []string{"17:03 - 18:14 PDT | 2025-10-20T00:03:00 .. 2025-10-20T01:14:00 | 1m CZ"}},
		{"22:00 - 24:00 UTC", []string{"22:00 - 24:00 UTC | 2025-10-19T22:00:00 .. 2025-10-20T00:00:00 | 1m CZ"}},
		{"11:05-11:45am PDT", []string{"11:05-11:45am PDT | 2025-10-19T18:05:00 .. 2025-10-19T18:45:00 | 1m CZ"}},
		{"from 11:30 to 1:15 PM", []string{"11:30 to 1:15 PM | 2025-10-19T18:30:00 .. 2025-10-19T20:15:00 | 1m C"}},
		{"between 3 and 4 PM", []string{"3 and 4 PM | 2025-10-19T22:00:00 .. 2025-10-19T23:00:00 | 1h C"}},
		{"3-4 PM", []string{"3-4 PM | 2025-10-19T22:00:00 .. 2025-10-19T23:00:00 | 1h C"}},
		{"On Oct 19 from 3 to 5 PM PDT", []string{"Oct 19 from 3 to 5 PM PDT | 2025-10-19T22:00:00 .. 2025-10-20T00:00:00 | 1h CDZ"}},
		{"from 11:49 PM until 2:24", []string{"11:49 PM until 2:24 | 2025-10-20T06:49:00 .. 2025-10-20T09:24:00 | 1m C"}},
		{"between about 15:15 and approximately 18:22", []string{"15:15 and approximately 18:22 | 2025-10-19T22:15:00 .. 2025-10-20T01:22:00 | 1m C~"}},
		{"from 22:00 EDT to 20:00 PDT", []string{"22:00 EDT to 20:00 PDT | 2025-10-20T02:00:00 .. 2025-10-20T03:00:00 | 1m CZ"}},
		{"from 2025-10-20T06:48:00Z to 2025-10-20T09:40:00Z", []string{"2025-10-20T06:48:00Z to 2025-10-20T09:40:00Z | 2025-10-20T06:48:00 .. 2025-10-20T09:40:00 | 1s CDZ"}},

		// counted back
		{"20 minutes ago", []string{"20 minutes ago | 2025-10-20T09:40:00 | 1m CA"}},
		{"about an hour ago", []string{"an hour ago | 2025-10-20T09:00:00 | 1h C~A"}},
		{"half an hour ago", []string{"half an hour ago | 2025-10-20T09:30:00 | 1m CA"}},
		{"an hour and a half ago", []string{"an hour and a half ago | 2025-10-20T08:30:00 | 1m CA"}},
		{"1h30m ago", []string{"1h30m ago | 2025-10-20T08:30:00 | 1m CA"}},
		{"2 hours and 5 minutes ago", []string{"2 hours and 5 minutes ago | 2025-10-20T07:55:00 | 1m CA"}},
		{"for the last 2 hours", []string{"last 2 hours | 2025-10-20T08:00:00 .. 2025-10-20T10:00:00 | 1h CA"}},
		{"for the past hour", []string{"past hour | 2025-10-20T09:00:00 .. 2025-10-20T10:00:00 | 1h CA"}},
		{"3 days ago", []string{"3 days ago | 2025-10-17T10:00:00 | 1d A"}},
		{"two weeks ago", []string{"two weeks ago | 2025-10-06T10:00:00 | 7d A"}},

		// what is no time of day, and says it is
		{"at 25:99 UTC", []string{"25:99 UTC | 1m CZ!"}},
		{"at 25:99 it fell", []string{"25:99 | 1m C!"}},
		{"on February 30, 2025", []string{"February 30, 2025 | 1d !"}},
		{"until 9999-12-31", []string{"9999-12-31 | 1d !"}},
		{"on 10/11/2024", []string{"10/11/2024 | 1d !"}},
		{"from 15:00 on Oct 20 to 14:00 on Oct 20", []string{"15:00 on Oct 20 to 14:00 on Oct 20 | 1m CD!"}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, statedAll(tt.text, Context{At: writing, Zone: pacific})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindNothing(t *testing.T) {
	texts := []string{
		"", " ", "no time at all", "in 2025", "Q4 2025", "v1.23", "version 10.15.7", "port 8080", "10.20.30.40", "10.20.30.40:8080", "a ratio of 3:1", "a 16:9 screen", "16:10:1",
		"for 20 minutes", "11 minutes after that", "15% of 1342 hosts", "2 % of requests", "24/7", "we won 3:2", "may fail", "May", "march on", "the may 5 rule", "between 1.25 and 2.40 seconds", "between 14.05 and 15.20 GB", "from 1405 to 1520", "hosts 1405 and 1520", "from 10.20 to 10.30 releases",
		"https://example.slack.com/archives/C01/p1673448593904699", "https://example.com/2025-10-20/13:42", "see http://x/?t=13:42 for", "/var/log/2025-10-20/13:42.log",
		"./run-2025-10-20.sh", "logs/2025-10-20.txt", "C:\\logs\\2025-10-20", "deploy-2025-10-20-1342", "commit 1342a0f9", "sha 20251020134205", "id=13:42", "user@13:42",
		"```\n2025-10-20 13:42:00 ERROR x\n```", "run `date -d 13:42 +%s` now", "build 2025.10.20", "$3 PM", "1342", "0742", "at 1342 we", "took 2h30", "lasted 15h30",
		"12:34:56:78:9a:bc", "fe80::12:34", "1.5 hours", "in 5 minutes", "5 minutes later", "every Monday", "a second", "the last minute", "at last", "second to none",
		"13:42x", "x13:42", "13:421", "113:42", "13:4", "25:99", "99:99", "#1342", "9999999999", "Sun Microsystems", "the sun sat", "#13:42", "19.10.", "3.15", "10.15 released",
		"PM", "am", "5 am-bitious goals", "1 a", "GMT", "UTC+2", "noontime", "midnights", "afternoon", "next week", "weeks", "Oct 2025", "October", "Oct 19.5", "today", "tomorrow",
		"5 May-bugs", "1-2", "3 to 5", "between 3 and 5", "from 1 to 10", "10/11", "10/20", "1/2 of the hosts", "2025-13-45x", "12345678901234567890",
	}
	for _, text := range texts {
		if got := statedAll(text, Context{At: writing}); got != nil {
			t.Errorf("%q states %q", text, got)
		}
	}
}
