package notes

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
)

// TestDatedAccounts dates accounts by what they tell, and not by when they were written, held or published.
func TestDatedAccounts(t *testing.T) {
	tests := map[string]struct {
		text string
		zone string
		want []string
	}{
		"an evening, by a sentence that states its day": {
			"# Post mortem\n\nA bad list caused downtime on 7 February 2015.\n\n- 21:35 merged\n- 22:03 up again\n", "UTC",
			[]string{"2015-02-07T21:35:00Z merged", "2015-02-07T22:03:00Z up again"},
		},
		"a report of later tells of an earlier day": {
			"# Fault report - 30 November 2015\n\nOn 18th November 2015 customers complained that calls failed. It is solved.\n\n## Timeline\n\n09:28 - complaints\n\n10:13 - gateway removed\n", "UTC",
			[]string{"2015-11-18T09:28:00Z complaints section=Timeline", "2015-11-18T10:13:00Z gateway removed section=Timeline"},
		},
		"a change of an earlier day is background": {
			"# Fault report - 30 November 2015\n\nOn 18th November 2015 a release was deployed that made calls fail today. It is solved.\n\n## Timeline\n\n09:28 - complaints\n", "UTC",
			[]string{"2015-11-30T09:28:00Z complaints section=Timeline"},
		},
		"two earlier days tell nothing": {
			"# Fault report - 30 November 2015\n\nCalls failed on 18 November 2015, and errors were seen on 20 November 2015 too.\n\n## Timeline\n\n09:28 - complaints\n", "UTC",
			[]string{"2015-11-30T09:28:00Z complaints section=Timeline"},
		},
		"the day of the retro is another": {
			"# Incident retro\n\n**Incident from:** 2021-02-24\n\n**Retro held:** 2021-02-25\n\n## Timeline\n\n11.13 First alerts\n", "UTC",
			[]string{"2021-02-24T11:13:00Z First alerts section=Timeline"},
		},
		"dates in numbers that lie together": {
			"Outage page\n\nStart Date : 10/01/2018 13:27\nEnd Date : 10/01/2018 14:30\n\n11/01/2018 13:59 - closure report\n", "UTC",
			[]string{
				"2018-01-10T00:00:00Z Start Date : 10/01/2018 13:27", "2018-01-10T00:00:00Z End Date : 10/01/2018 14:30", "2018-01-11T13:59:00Z closure report",
			},
		},
		"a row from one day to the next": {
			"| Server | Down | Back up | Impact |\n| tarn | 8/8/2006 17:00 | 9/8/2006 09:20 | panicked |\n", "Europe/London",
			[]string{"2006-08-08T16:00:00Z/2006-08-09T08:20:00Z tarn | panicked"},
		},
		"the order of a zone's people": {
			"Event date: 3/12/2020\nEvent start: 9:05 AM CDT\nEvent end: 10:20 AM CDT\n", "UTC",
			[]string{"2020-03-12T00:00:00Z Event start: 9:05 AM CDT", "2020-03-12T00:00:00Z Event end: 10:20 AM CDT"},
		},
		"a table of fields": {
			"| Field | Value |\n|---|---|\n| Date | 2020-03-12 |\n| Start | 14:05 UTC |\n| End | 15:20 UTC |\n", "UTC",
			[]string{"2020-03-12T00:00:00Z Start: 14:05 UTC", "2020-03-12T00:00:00Z End: 15:20 UTC"},
		},
		"a sentence that begins with its time and date": {
			"# Review\n\n11 April 2019\n\nAround 14:45 UTC on March 27th, we received reports of slow builds.\n", "UTC",
			[]string{"2019-04-11T00:00:00Z Around 14:45 UTC on March 27th, we received reports of slow builds."},
		},
		"how long it took, without a time": {
			"# Outage 2021-02-08\n\nImpact start: 18:31 UTC\n\n1. Time-to-detect was 6 minutes\n2. We had 40 calls\n", "UTC",
			[]string{"2021-02-08T00:00:00Z Impact start: 18:31 UTC", "2021-02-08T00:00:00Z Time-to-detect was 6 minutes"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, told(gather(t, file.Options{Zone: zone(t, tt.zone)}, tt.text).Events)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An account is known although nothing in it states its year, and what merely has numbers is none.
func TestAccountsWithoutAYear(t *testing.T) {
	tests := map[string]bool{
		"# Delays\n\nOn Thursday, July 17th, between 17:00 UTC and 21:15 UTC, some users had to wait for their mail to arrive.\n":   true,
		"# Delays\n\nOn Thursday, July 17th, 2025, from 1700 to 2115 UTC, some users had to wait for their mail to arrive.\n":       true,
		"# Opening hours\n\nWe are there for all our customers every day. Come in and see for yourself what we have for you.\n":     false,
		"# Recipe\n\nPut it into the oven for 20 minutes and take it out at once. Then wait 5 minutes until it has cooled a bit.\n": false,
	}
	for text, want := range tests {
		if m := match(file.Head{Data: []byte(text), Whole: true}); (m.Score > 0) != want {
			t.Errorf("%q: score %d", text, m.Score)
		}
	}
}
