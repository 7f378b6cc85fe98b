package when

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFindInTexts(t *testing.T) {
	utc := time.UTC
	pacific, newYork := mustZone(t, "America/Los_Angeles"), mustZone(t, "America/New_York")
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tests := []struct {
		name, text string
		context    Context
		want       []string
	}{
		{
			"a zone of a list", "Alerts fired at 12:00, 12:30 and 12:45 EDT.",
			Context{At: at("2025-10-20T17:00:00Z"), Zone: utc},
			[]string{"12:00 | 2025-10-20T16:00:00 | 1m CZ", "12:30 | 2025-10-20T16:30:00 | 1m CZ", "12:45 EDT | 2025-10-20T16:45:00 | 1m CZ"},
		},
		{
			"a zone carries on", "At 12:26 AM PDT we found it. By 2:24 AM it was mended.",
			Context{At: at("2025-10-20T10:00:00Z"), Zone: utc},
			[]string{"12:26 AM PDT | 2025-10-20T07:26:00 | 1m CZ", "2:24 AM | 2025-10-20T09:24:00 | 1m CZ"},
		},
		{
			"a zone stated later in the sentence", "Errors rose at 06:15 and fell back to normal at 07:22 UTC.",
			Context{At: at("2025-10-20T10:00:00Z"), Zone: pacific},
			[]string{"06:15 | 2025-10-20T06:15:00 | 1m CZ", "07:22 UTC | 2025-10-20T07:22:00 | 1m CZ"},
		},
		{
			"all times", "All times are in UTC.\n- 06:15 it broke\n- 07:22 it was over",
			Context{At: at("2025-10-20T10:00:00Z"), Zone: pacific},
			[]string{"06:15 | 2025-10-20T06:15:00 | 1m CZ", "07:22 | 2025-10-20T07:22:00 | 1m CZ"},
		},
		{
			"a date carries on, over midnight",
			"On October 19, 2025 at 11:48 PM PDT errors rose. At 12:26 AM the cause was found, and at 2:24 AM it was over.",
			Context{At: at("2025-10-23T18:00:00Z"), Zone: utc},
			[]string{
				"October 19, 2025 at 11:48 PM PDT | 2025-10-20T06:48:00 | 1m CDZ", "12:26 AM | 2025-10-20T07:26:00 | 1m CDZ", "2:24 AM | 2025-10-20T09:24:00 | 1m CDZ",
			},
		},
		{
			"a glance back stays on the day", "On 2025-10-20 at 15:15 we rolled back. The first report had come at 15:02.",
			Context{At: at("2025-10-23T18:00:00Z")},
			[]string{"2025-10-20 at 15:15 | 2025-10-20T15:15:00 | 1m CD", "15:02 | 2025-10-20T15:02:00 | 1m CD"},
		},
		{
			"a later range passes midnight", "On 2025-10-20 it broke. Impact lasted from 22:10 to 01:30, and the queue drained by 03:00.",
			Context{At: at("2025-10-23T18:00:00Z")},
			[]string{"2025-10-20 | 2025-10-20T00:00:00 | 1d D", "22:10 to 01:30 | 2025-10-20T22:10:00 .. 2025-10-21T01:30:00 | 1m CD", "03:00 | 2025-10-21T03:00:00 | 1m CD"},
		},
		{
			"a background date does not catch the next sentence", "The trigger was a change deployed on October 3. At 13:42 errors rose.",
			Context{At: at("2025-10-20T14:00:00Z")},
			[]string{"October 3 | 2025-10-03T00:00:00 | 1d D", "13:42 | 2025-10-20T13:42:00 | 1m C"},
		},
		{
			"nor its own", "We rolled back the release of October 3 at 13:42.",
			Context{At: at("2025-10-20T14:00:00Z")},
			[]string{"October 3 at 13:42 | 2025-10-03T13:42:00 | 1m CD"},
		},
		{
			"a background date apart", "The release deployed on October 3 was rolled back, which ended it at 13:42.",
			Context{At: at("2025-10-20T14:00:00Z")},
			[]string{"October 3 | 2025-10-03T00:00:00 | 1d D", "13:42 | 2025-10-20T13:42:00 | 1m C"},
		},
		{
			"the incident's own date, long after", "Summary of the service disruption that occurred on October 19, 2025. At 23:48 errors rose.",
			Context{At: at("2025-10-30T14:00:00Z")},
			[]string{"October 19, 2025 | 2025-10-19T00:00:00 | 1d D", "23:48 | 2025-10-19T23:48:00 | 1m CD"},
		},
		{
			"a date to come", "We will publish a report by October 30. Service was normal at 13:42.",
			Context{At: at("2025-10-20T14:00:00Z")},
			[]string{"October 30 | 2025-10-30T00:00:00 | 1d D", "13:42 | 2025-10-20T13:42:00 | 1m C"},
		},
		{
			"over New Year", "It began at 23:50.",
			Context{At: at("2026-01-01T00:20:00Z")},
			[]string{"23:50 | 2025-12-31T23:50:00 | 1m C"},
		},
		{
			"a year over New Year", "It began on December 31 at 23:50 and lasted until January 1.",
			Context{At: at("2026-01-01T00:20:00Z")},
			[]string{"December 31 at 23:50 | 2025-12-31T23:50:00 | 1m CD", "January 1 | 2026-01-01T00:00:00 | 1d D"},
		},
		{
			"by the writer's calendar", "It began at 23:50.",
			Context{At: at("2025-10-20T07:20:00Z"), Zone: pacific},
			[]string{"23:50 | 2025-10-20T06:50:00 | 1m C"},
		},
		{
			"an hour that is skipped", "At 02:30 it broke.",
			Context{At: at("2025-03-09T08:00:00Z"), Zone: newYork},
			[]string{"02:30 | 2025-03-09T07:30:00 | 1m C"},
		},
		{
			"an hour that comes twice", "At 01:30 it broke.",
			Context{At: at("2025-11-02T08:00:00Z"), Zone: newYork},
			[]string{"01:30 | 2025-11-02T05:30:00 | 1m C"},
		},
		{
			"over the change of clocks", "from 11:00 PM on November 1 to 4:00 AM",
			Context{At: at("2025-11-02T20:00:00Z"), Zone: newYork},
			[]string{"11:00 PM on November 1 to 4:00 AM | 2025-11-02T03:00:00 .. 2025-11-02T09:00:00 | 1m CD"},
		},
		{
			"today gives its day", "Today we had an outage. It began at 01:15 and ended at 02:10.",
			Context{At: at("2025-10-20T23:00:00Z")},
			[]string{"01:15 | 2025-10-20T01:15:00 | 1m CD", "02:10 | 2025-10-20T02:10:00 | 1m CD"},
		},
		{
			"tomorrow gives its day", "Tomorrow at 10:00 and 11:00 we will test.",
			Context{At: at("2025-10-20T23:00:00Z")},
			[]string{"Tomorrow at 10:00 | 2025-10-21T10:00:00 | 1m CD", "11:00 | 2025-10-21T11:00:00 | 1m CD"},
		},
		{
			"nothing near", "At 13:42 it broke, on October 19 at 14:00 too, and 20 minutes ago, and on Monday; on 2025-10-20 it ended at 15:00.",
			Context{},
			[]string{
				"13:42 | 1m C!", "October 19 at 14:00 | 1m C!", "20 minutes ago | 1m CA!", "Monday | 1d !", "2025-10-20 | 2025-10-20T00:00:00 | 1d D",
				"15:00 | 2025-10-20T15:00:00 | 1m CD",
			},
		},
		{
			"an ambiguous zone that the incident uses", "at 10:48 BST",
			Context{At: at("2025-10-20T14:00:00Z"), Zone: mustZone(t, "Europe/London")},
			[]string{"10:48 BST | 2025-10-20T09:48:00 | 1m CZ"},
		},
		{
			"several windows", "Between 06:10 and 06:40 UTC reads failed; one zone took until 07:18, and writes failed from 06:20 to 06:55.",
			Context{At: at("2025-10-20T09:00:00Z"), Zone: pacific},
			[]string{
				"06:10 and 06:40 UTC | 2025-10-20T06:10:00 .. 2025-10-20T06:40:00 | 1m CZ", "07:18 | 2025-10-20T07:18:00 | 1m CZ",
				"06:20 to 06:55 | 2025-10-20T06:20:00 .. 2025-10-20T06:55:00 | 1m CZ",
			},
		},
		{
			"numbers around", "At 07:42, 3 of 14 hosts (21%) in us-east-1 had 1,342 errors; v1.23 went out on 10.20.30.40:8080 in 45 minutes.",
			Context{At: at("2025-10-20T09:00:00Z")},
			[]string{"07:42 | 2025-10-20T07:42:00 | 1m C"},
		},
		{
			"a converted time", "11:48 PM PDT on October 19 (2:48 AM EDT)",
			Context{At: at("2025-10-20T18:00:00Z")},
			[]string{"11:48 PM PDT on October 19 | 2025-10-20T06:48:00 | 1m CDZ", "2:48 AM EDT | 2025-10-20T06:48:00 | 1m CDZ"},
		},
		{
			"lines of a list stay apart", "- detected 06:42\n- 2025-10-20 06:50 acked\n* 06:55\n* 07:00",
			Context{At: at("2025-10-20T18:00:00Z")},
			[]string{"06:42 | 2025-10-20T06:42:00 | 1m C", "2025-10-20 06:50 | 2025-10-20T06:50:00 | 1m CD", "06:55 | 2025-10-20T06:55:00 | 1m CD", "07:00 | 2025-10-20T07:00:00 | 1m CD"},
		},
		{
			"a date in passing", "On Friday, 14 August 2015 from 03:24 to 10:16 PDT connections failed. On 12 August, a rollout was begun. At 07:47, engineers were paged.",
			Context{At: at("2015-08-15T14:00:00Z")},
			[]string{
				"Friday, 14 August 2015 from 03:24 to 10:16 PDT | 2015-08-14T10:24:00 .. 2015-08-14T17:16:00 | 1m CDZ", "12 August | 2015-08-12T07:00:00 | 1d D",
				"07:47 | 2015-08-14T14:47:00 | 1m CDZ",
			},
		},
		{
			"a date in passing holds for its sentence", "On 14 August 2015 at 03:24 it broke. On 12 August at 11:00 a rollout was begun, and paused at 13:00. On 15 August it was over by 01:10.",
			Context{At: at("2015-08-18T14:00:00Z")},
			[]string{
				"14 August 2015 at 03:24 | 2015-08-14T03:24:00 | 1m CD", "12 August at 11:00 | 2015-08-12T11:00:00 | 1m CD", "13:00 | 2015-08-12T13:00:00 | 1m CD",
				"15 August | 2015-08-15T00:00:00 | 1d D", "01:10 | 2015-08-15T01:10:00 | 1m CD",
			},
		},
		{
			"a promise in passing", "On 2 June 2019 at 11:45 it broke. We will be done by Friday 7 June 2019. Loss ended at 16:10.",
			Context{At: at("2019-06-06T14:00:00Z")},
			[]string{"2 June 2019 at 11:45 | 2019-06-02T11:45:00 | 1m CD", "Friday 7 June 2019 | 2019-06-07T00:00:00 | 1d D", "16:10 | 2019-06-02T16:10:00 | 1m CD"},
		},
		{
			"a day in the zone that the text comes to", "On 12 August 2015, it failed. From 11:05am to 11:45am PDT, all of it.",
			Context{At: at("2015-08-15T14:00:00Z")},
			[]string{"12 August 2015 | 2015-08-12T07:00:00 | 1d D", "11:05am to 11:45am PDT | 2015-08-12T18:05:00 .. 2015-08-12T18:45:00 | 1m CDZ"},
		},
		{
			"a zone that comes later, with nothing else known", "By 12:28 PM most was well. By 2:09 PM PDT all was.",
			Context{At: at("2025-10-20T22:00:00Z")},
			[]string{"12:28 PM | 2025-10-20T19:28:00 | 1m CZ", "2:09 PM PDT | 2025-10-20T21:09:00 | 1m CZ"},
		},
		{
			"a zone that comes later, with the author's known", "By 12:28 PM most was well. By 2:09 PM PDT all was.",
			Context{At: at("2025-10-20T22:00:00Z"), Zone: newYork},
			[]string{"12:28 PM | 2025-10-20T16:28:00 | 1m C", "2:09 PM PDT | 2025-10-20T21:09:00 | 1m CZ"},
		},
		{
			"a slack link", "<https://example.slack.com/archives/C1/p1673448593904699|the alert of 06:42>",
			Context{At: at("2025-10-20T18:00:00Z")},
			[]string{"06:42 | 2025-10-20T06:42:00 | 1m C"},
		},
		{
			"the next day", "It broke on 13 January 2026 at 10:05. The node was repaired the next day at 16:00. The day before at 09:00 it was fine.",
			Context{At: at("2026-01-20T14:00:00Z")},
			[]string{
				"13 January 2026 at 10:05 | 2026-01-13T10:05:00 | 1m CD", "the next day at 16:00 | 2026-01-14T16:00:00 | 1m CD", "The day before at 09:00 | 2026-01-13T09:00:00 | 1m CD",
			},
		},
		{
			"a day that is merely named", "On 9 October 2023 we prepared for the following morning. It was up by 17:30.",
			Context{At: at("2023-10-10T00:00:00Z")},
			[]string{"9 October 2023 | 2023-10-09T00:00:00 | 1d D", "17:30 | 2023-10-09T17:30:00 | 1m CD"},
		},
		{
			"the second of two hours, by its abbreviation", "from 1:40 AM EDT to 1:42 AM EST on November 1",
			Context{At: at("2026-11-01T08:00:00Z"), Zone: newYork},
			[]string{"1:40 AM EDT to 1:42 AM EST on November 1 | 2026-11-01T05:40:00 .. 2026-11-01T06:42:00 | 1m CDZ"},
		},
		{
			"a zone in brackets, then the day", "at ten past seven (07:10 BST) on Thursday it stopped (07:30 BST) and more",
			Context{At: at("2026-08-07T13:00:00Z"), Zone: mustZone(t, "Europe/London")},
			[]string{"07:10 BST) on Thursday | 2026-08-06T06:10:00 | 1m CDZ", "07:30 BST | 2026-08-06T06:30:00 | 1m CDZ"},
		},
		{
			"o'clock", "lost already at 6.50 o'clock, version 6.50 is older",
			Context{At: at("2026-04-27T07:50:00Z")},
			[]string{"6.50 o'clock | 2026-04-27T06:50:00 | 1m C"},
		},
		{
			"since a while", "It stands still since 12 minutes. We run it since 2 days and wait 12 minutes.",
			Context{At: at("2026-04-27T07:50:00Z")},
			[]string{"12 minutes | 2026-04-27T07:38:00 | 1m CA"},
		},
		{
			"a date as a heading", "It broke on 8 May 2024 at 13:39.\n\n**04/24/2024**\n\n- 14:00 merged\n\n**4/25/2024**\n\n- 14:35 it broke",
			Context{At: at("2024-05-08T13:39:00Z")},
			[]string{
				"8 May 2024 at 13:39 | 2024-05-08T13:39:00 | 1m CD", "04/24/2024 | 2024-04-24T00:00:00 | 1d D", "14:00 | 2024-04-24T14:00:00 | 1m CD",
				"4/25/2024 | 2024-04-25T00:00:00 | 1d D", "14:35 | 2024-04-25T14:35:00 | 1m CD",
			},
		},
		{
			"another date after a background one", "Introduced on 3 October 2024. On 15 December, at 15:15, it failed.",
			Context{At: at("2025-12-15T18:00:00Z")},
			[]string{"3 October 2024 | 2024-10-03T00:00:00 | 1d D", "15 December, at 15:15 | 2025-12-15T15:15:00 | 1m CD"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, statedAll(tt.text, tt.context)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
