package notes

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// TestForms reads accounts and transcripts in the forms in which people keep and copy them.
func TestForms(t *testing.T) {
	tests := map[string]struct {
		text string
		zone string
		want []string
	}{
		"an IRC client's log": {
			"--- Log opened Tue Mar 05 08:12:44 2024\n08:12 -!- ana [~ana@10.8.0.4] has joined #ops\n08:41 < ana> is mail slow?\n08:41 < ben> yes\n23:58 < ana> still slow\n" +
				"--- Day changed Wed Mar 06 2024\n00:02 < ben> fixed\n00:03 -!- ana is now known as ana_\n00:09 -!- ben changed the topic of #ops to: all good\n--- Log closed Wed Mar 06 00:10:00 2024\n",
			"Europe/Berlin",
			[]string{
				"2024-03-05T07:41:00Z <ana> is mail slow?", "2024-03-05T07:41:00Z <ben> yes", "2024-03-05T22:58:00Z <ana> still slow", "2024-03-05T23:02:00Z <ben> fixed",
				"2024-03-05T23:09:00Z -!- ben changed the topic of #ops to: all good",
			},
		},
		"a date in numbers that another line settles": {
			"# Stall\n\n## Timeline (PST), 01/16/2024 - 02/28/2024\n\n01-10-2024\n\n\t7:32 PM - the queue stalled\n\t7:42 PM - moving again\n", "UTC",
			[]string{"2024-01-11T03:32:00Z the queue stalled", "2024-01-11T03:42:00Z moving again"},
		},
		"a title with a year of two digits": {
			"# Website outage 5-26-21\n\n- 04:52 PM UTC hard down\n- 05:15 PM UTC stalled job found\n", "UTC",
			[]string{"2021-05-26T16:52:00Z hard down", "2021-05-26T17:15:00Z stalled job found"},
		},
		"dated by a sentence, not by the byline": {
			"# Broken downloads\n\nJuly 21, 2023 - the team\n\nOn 2023-07-20 between 12:17 and 12:30 UTC all downloads were broken.\n\n## Timeline\n- 12:17 deployed\n- 12:28 rolled back\n", "UTC",
			[]string{
				"2023-07-20T12:17:00Z On 2023-07-20 between 12:17 and 12:30 UTC all downloads were broken. undated=true",
				"2023-07-20T12:17:00Z deployed section=Timeline", "2023-07-20T12:28:00Z rolled back section=Timeline",
			},
		},
		"a year from the byline": {
			"# Outage on 20th December\n\nWe started on 1 June 2018, and this was our second outage.\n\n- 02:55 errors\n- 09:02 restarted\n\nPublished December 23, 2020\n", "UTC",
			[]string{"2020-12-20T02:55:00Z errors", "2020-12-20T09:02:00Z restarted"},
		},
		"a window in the title alone": {
			"# Monitoring outage November 30 06:35 – 14:43 UTC\n\nSome failures were not seen.\n\nFiled by Jules, December 1, 2020\n", "UTC",
			[]string{"2020-11-30T00:00:00Z Monitoring outage November 30 06:35 – 14:43 UTC section="},
		},
		"a form": {
			"# Loss of a region\n\nImpact Start Date (UTC) 2021-02-08T18:31\nImpact End Date (UTC) 2021-02-08T19:17\n", "UTC",
			[]string{"2021-02-08T18:31:00Z Impact Start Date (UTC) 2021-02-08T18:31 undated=true", "2021-02-08T18:31:00Z Impact End Date (UTC) 2021-02-08T19:17 undated=true"},
		},
		"a shift log": {
			"SHIFT LOG Sat 2022-10-08 (all times ADT)\n2340  pump 11 comms alarm\n0006  called the tech\n0040  breaker tripped\n0105  all polling\n", "America/Halifax",
			[]string{"2022-10-09T02:40:00Z pump 11 comms alarm", "2022-10-09T03:06:00Z called the tech", "2022-10-09T03:40:00Z breaker tripped", "2022-10-09T04:05:00Z all polling"},
		},
		"a copy of a chat's window": {
			"mod chat, June 9 2024\n\nBeetle — 06/09/2024 6:47 PM\nlogin broken?\nMs.Frizz (admin) — 06/09/2024 6:51 PM\nrestarting\nand watching\nBeetle — 06/09/2024 7:02 PM\nis it back?\n", "America/Denver",
			[]string{"2024-06-10T00:47:00Z <Beetle> login broken?", "2024-06-10T00:51:00Z <Ms.Frizz (admin)> restarting\nand watching", "2024-06-10T01:02:00Z <Beetle> is it back?"},
		},
		"a copy with names above times": {
			"2024-08-02\n\nDewi Ayu\n  1:12 PM\nOTP is not arriving\nBagus\n  1:14 PM\n98 % elsewhere\nDewi Ayu\n  1:24 PM\ngot one\n", "Asia/Jakarta",
			[]string{"2024-08-02T06:12:00Z <Dewi Ayu> OTP is not arriving", "2024-08-02T06:14:00Z <Bagus> 98 % elsewhere", "2024-08-02T06:24:00Z <Dewi Ayu> got one"},
		},
		"a phone's export": {
			"[23/12/24, 17:41:09] Shop 12: cards dead\n[23/12/24, 17:42:30] Shop 07: same here\n[23/12/24, 17:54:37] HQ Gio: pool cleared\n", "Europe/Rome",
			[]string{"2024-12-23T16:41:09Z <Shop 12> cards dead", "2024-12-23T16:42:30Z <Shop 07> same here", "2024-12-23T16:54:37Z <HQ Gio> pool cleared"},
		},
		"times on lines of their own": {
			"# 2017-03-20 (UTC)\n\n12:44\n\nStudents report errors\n\n13:11\n\n- New nodes are online\n", "UTC",
			[]string{"2017-03-20T12:44:00Z Students report errors", "2017-03-20T13:11:00Z - New nodes are online"},
		},
		"comments of a ticket": {
			"# Heavy load\n\n- 2021-05-14 mat: cannot open the site\n- 2021-05-14 norm: it was down from 06:11 to 06:18 UTC\n", "UTC",
			[]string{"2021-05-14T00:00:00Z 2021-05-14 norm: it was down from 06:11 to 06:18 UTC"},
		},
		// What looks alike and is none of these.
		"a list of years":        {"# History (2024-07-03)\n2019 founded\n2020 grew\n2021 moved\n- 13:42 x\n", "UTC", []string{"2024-07-03T13:42:00Z x"}},
		"amounts":                {"# 2024-07-03 (UTC)\n- 13:42 a\n1200 users\n1100 left\n1300 came\n", "UTC", []string{"2024-07-03T13:42:00Z a\n1200 users\n1100 left\n1300 came"}},
		"nobody says whose turn": {"# 26-05-21\n- 13:42 a\n", "UTC", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := gather(t, file.Options{Zone: zone(t, tt.zone)}, tt.text)
			got := told(b.Events)
			if len(tt.want) == 1 && strings.HasSuffix(tt.want[0], " section=") {
				tt.want[0] = strings.TrimSuffix(tt.want[0], " section=")
				for i := range got {
					got[i], _, _ = strings.Cut(got[i], " section=")
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRecognised: what TestForms reads is known for notes by its content, and a program's log with the same stamps is not.
func TestRecognised(t *testing.T) {
	tests := map[string]struct {
		text string
		want bool
	}{
		"phone":            {"[23/12/24, 17:41:09] Shop 12: cards dead\n[23/12/24, 17:42:30] Shop 07: same here\n", true},
		"shift log":        {"SHIFT LOG 2022-10-08\n2340  pump 11 comms alarm\n0006  called the tech\n0105  all polling\n", true},
		"window":           {"Ana  14:02\nit is down\nBen  14:03\nlooking\nAna  14:09\nback\n", true},
		"a log's levels":   {"[23/12/24, 17:41:09] ERROR: pool empty\n[23/12/24, 17:42:30] ERROR: pool empty\n[23/12/24, 17:43:30] INFO: ok\n", false},
		"amounts":          {"1200 users\n1100 left\n1300 came\n900 went\n", false},
		"prices, no times": {"Apples — 3\nPears — 4\nPlums — 5\n", false},
	}
	for name, tt := range tests {
		if got := match(file.Head{Data: []byte(tt.text)}); (got.Score >= 60) != tt.want {
			t.Errorf("%s: score %d", name, got.Score)
		}
	}
}

// The order of lines within a minute stays, whichever way the file runs, and under any name.
func TestOrderWithinAMinute(t *testing.T) {
	forward := "# 2024-07-03 (UTC)\n13:42 is it back?\n13:42 no\n13:43 yes\n13:43 great\n"
	backward := "# 2024-07-03 (UTC)\n13:43 great\n13:43 yes\n13:42 no\n13:42 is it back?\n"
	want := []string{"is it back?", "no", "yes", "great"}
	for _, text := range []string{forward, backward} {
		var got []string
		for _, e := range gather(t, file.Options{Zone: time.UTC}, text).Events {
			got = append(got, e.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	e := gather(t, file.Options{Zone: time.UTC}, "# 2024-07-03 (UTC)\n13:42 alone\n").Events[0]
	if e.Seq != 0 || e.Kind != event.Note {
		t.Errorf("a note alone in its minute has place %d", e.Seq)
	}
}
