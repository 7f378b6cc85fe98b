package status

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

const dashboard = `Parcel Cloud status - Labels (eu-north)
All times are PDT

Mar 10 1:20 AM PDT We have restored the print queue. Between 10:55 PM PDT on March 9 and 1:05 AM PDT, labels were late.

The queue of late labels is still being worked off. Customers may see old labels until then.

12:40 AM PDT We continue to work on the print queue.
[12:05 AM PDT] We have identified the cause of the delays,
and are working on it.
11:30 PM PDT We are investigating slow labels in eu-north.
`

const history = `Incident history

Resolved - This incident has been resolved.
Mar 10, 2025 - 08:20 UTC

Identified - The issue has been identified and a fix is being implemented.
Mar 10, 07:05 UTC

Investigating - We are investigating slow labels.
Posted Mar 10, 2025 - 06:30 UTC
`

func TestPosts(t *testing.T) {
	tests := map[string]struct {
		text  string
		o     file.Options
		want  []string
		notes []string
		err   string
	}{
		"newest first, no year, over midnight": {
			text: dashboard, o: file.Options{Near: near(t, "2025-03-10T08:00:00Z")},
			want: []string{
				"2025-03-10T06:30:00Z We are investigating slow labels in eu-north.",
				"2025-03-10T07:05:00Z We have identified the cause of the delays,",
				"2025-03-10T07:40:00Z We continue to work on the print queue.",
				"2025-03-10T08:20:00Z We have restored the print queue. Between 10:55 PM PDT on March 9 and 1:05 AM PDT, labels were late.",
			},
			notes: []string{
				"line 4: dates without a year read as of 2025", "the newest entries stand first",
				"line 11: 11:30 PM PDT below 12:05 AM PDT read as the previous day",
			},
		},
		"oldest first": {
			text: "11:30 PM PDT We are investigating.\n12:05 AM PDT We are working on it.\n\n12:40 AM PDT We have restored it.\n",
			o:    file.Options{Near: near(t, "2025-03-10T08:00:00Z")},
			want: []string{"2025-03-10T06:30:00Z We are investigating.", "2025-03-10T07:05:00Z We are working on it.", "2025-03-10T07:40:00Z We have restored it."},
			notes: []string{
				"times without a date read as from 2025-03-10 on, the day nearest to the incident",
				"line 2: 12:05 AM PDT below 11:30 PM PDT read as the next day",
			},
		},
		"over New Year": {
			text:  "Jan 1 12:20 AM PST We have fixed it.\n\nDec 31 11:50 PM PST We are investigating.\n",
			o:     file.Options{Near: near(t, "2026-01-01T08:00:00Z")},
			want:  []string{"2026-01-01T07:50:00Z We are investigating.", "2026-01-01T08:20:00Z We have fixed it."},
			notes: []string{"line 3: dates without a year read as of 2025", "line 1: dates without a year read as of 2026", "the newest entries stand first"},
		},
		"a heading states the date": {
			text:  "October 20, 2025 (PDT)\n\n1:10 AM We are seeing recovery.\n12:11 AM We are investigating.\n\nOctober 19, 2025\n\n11:58 PM We are investigating an issue.\n",
			want:  []string{"2025-10-20T06:58:00Z We are investigating an issue.", "2025-10-20T07:11:00Z We are investigating.", "2025-10-20T08:10:00Z We are seeing recovery."},
			notes: []string{"the newest entries stand first"},
		},
		"a header states the zone": {
			text: "Times in America/New_York\n2025-07-01 09:00 We are investigating.\n2025-07-01 09:30 Resolved: we have fixed it.\n",
			want: []string{"2025-07-01T13:00:00Z We are investigating.", "2025-07-01T13:30:00Z Resolved: we have fixed it."},
		},
		"no zone": {
			text: "2025-07-01 09:00 We are investigating.\n", o: file.Options{Zone: zone(t, "Europe/Berlin")},
			want:  []string{"2025-07-01T07:00:00Z We are investigating."},
			notes: []string{"times without a zone read as Europe/Berlin"},
		},
		"no zone at all": {
			text:  "2025-07-01 09:00 We are investigating.\n",
			want:  []string{"2025-07-01T09:00:00Z We are investigating."},
			notes: []string{"times without a zone read as UTC"},
		},
		"nothing is near": {
			text: "Oct 20 12:11 AM PDT We are investigating.\n",
			err:  "a.txt: 1 posts refused: line 1: has times without a year; give window: in incident.yaml or --from",
		},
		"stamps below the posts": {
			text: history,
			want: []string{
				"2025-03-10T06:30:00Z Investigating - We are investigating slow labels.",
				"2025-03-10T07:05:00Z Identified - The issue has been identified and a fix is being implemented.",
				"2025-03-10T08:20:00Z Resolved - This incident has been resolved.",
			},
			notes: []string{"line 7: dates without a year read as of 2025", "the newest entries stand first"},
		},
		"stamps above the posts, with an empty line between": {
			text: "Labels are late\n\nMar 9, 2025 - 23:30 PDT\nInvestigating - We are looking into slow labels.\n\n" +
				"Mar 10, 2025 - 01:20 PDT\nResolved - This incident has been resolved.\n",
			want: []string{
				"2025-03-10T06:30:00Z Investigating - We are looking into slow labels.",
				"2025-03-10T08:20:00Z Resolved - This incident has been resolved.",
			},
		},
		"stamps above the posts, without an empty line": {
			text: "Labels are late\n2025-03-10 08:20 UTC\nResolved - This incident has been resolved.\n" +
				"2025-03-10 06:30 UTC\nInvestigating - We are looking into slow labels.\n",
			want: []string{
				"2025-03-10T06:30:00Z Investigating - We are looking into slow labels.",
				"2025-03-10T08:20:00Z Resolved - This incident has been resolved.",
			},
			notes: []string{"the newest entries stand first"},
		},
		"stamps below the posts, without an empty line": {
			text: "Labels are late\n\nResolved - This incident has been resolved.\n2025-03-10 08:20 UTC\n" +
				"Investigating - We are looking into slow labels.\n2025-03-10 06:30 UTC\n",
			want: []string{
				"2025-03-10T06:30:00Z Investigating - We are looking into slow labels.",
				"2025-03-10T08:20:00Z Resolved - This incident has been resolved.",
			},
			notes: []string{"the newest entries stand first"},
		},
		"the status on a line of its own, and how long ago it was posted": {
			text: "Resolved\nThis incident has been resolved.\nPosted 2 months ago. Mar 10, 2025 - 01:20 PDT\n\n" +
				"Investigating\nWe are looking into slow labels.\nPosted 2 months ago. Mar 09, 2025 - 23:30 PDT\n",
			want: []string{
				"2025-03-10T06:30:00Z Investigating",
				"2025-03-10T08:20:00Z Resolved",
			},
			notes: []string{"the newest entries stand first"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := gather(t, event.Window{}, tt.o, tt.text)
			if diff := cmp.Diff(tt.want, told(b.Events)); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.notes, b.Reports[0].Notes); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if b.Reports[0].Error != tt.err {
				t.Errorf("error %q, want %q", b.Reports[0].Error, tt.err)
			}
		})
	}
}

// An abbreviation that fits several places is refused unless the incident's zone settles it, and is never UTC.
func TestPostsAmbiguousZone(t *testing.T) {
	const text = "All times in CST\n\n2025-07-01 09:00 We are investigating.\n"
	b := gather(t, event.Window{}, file.Options{}, text)
	if len(b.Events) != 0 || !strings.Contains(b.Reports[0].Error, "line 3: CST names several zones") {
		t.Errorf("%d events, error %q", len(b.Events), b.Reports[0].Error)
	}
	b = gather(t, event.Window{}, file.Options{Zone: zone(t, "Asia/Shanghai")}, text)
	if diff := cmp.Diff([]string{"2025-07-01T01:00:00Z We are investigating."}, told(b.Events)); diff != "" {
		t.Error(diff)
	}
}

func TestPostParts(t *testing.T) {
	b := gather(t, event.Window{}, file.Options{Near: near(t, "2025-03-10T08:00:00Z")}, dashboard)
	last := b.Events[3]
	if !strings.HasSuffix(last.Text, "\n\nThe queue of late labels is still being worked off. Customers may see old labels until then.") {
		t.Errorf("the second paragraph is lost: %q", last.Text)
	}
	if diff := cmp.Diff(map[string]string{"incident": "Parcel Cloud status - Labels (eu-north)", "zone": "America/Los_Angeles"}, last.Labels); diff != "" {
		t.Error(diff)
	}
	if last.Precision != event.Duration(time.Minute) || last.Refs[0] != (event.Ref{File: "a.txt", Line: 4}) {
		t.Errorf("precision %v, refs %v", last.Precision, last.Refs)
	}
}

// The same posts under other names, and in another order of files, have the same ids.
func TestPostIDs(t *testing.T) {
	o := file.Options{Near: near(t, "2025-03-10T08:00:00Z")}
	const other = "Mar 10 12:40 AM PDT We continue to work on the print queue.\n"
	ids := func(texts ...string) (out []string) {
		for _, e := range gather(t, event.Window{}, o, texts...).Events {
			out = append(out, e.ID+e.Text)
		}
		return out
	}
	one, two := ids(dashboard, other), ids(other, dashboard)
	if diff := cmp.Diff(one, two); diff != "" || len(one) != 5 {
		t.Errorf("%d events:\n%s", len(one), diff)
	}
}

func TestStatusWord(t *testing.T) {
	tests := map[string]string{
		"Resolved - it works": "resolved", "[RESOLVED] it works": "resolved", "Investigating: we look": "investigating",
		"**Monitoring** - a fix": "monitoring", "In progress - upgrade": "in_progress", "Post-mortem: why": "postmortem",
		"Resolved an issue": "", "We identified - and fixed - it": "", "Update\nmore": "update", "Resolved": "resolved", "Resolved it": "",
	}
	for text, want := range tests {
		if got := statusWord(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestPlainText(t *testing.T) {
	tests := map[string]string{
		"a<br>b<br/>c":                                       "a\nb\nc",
		"<p>a</p>\n<p>b</p>":                                 "a\n\nb",
		"<ul><li>a</li><li>b</li></ul>":                      "- a\n\n- b",
		"5 &lt; 6 &amp; R&D":                                 "5 < 6 & R&D",
		"&lt;script&gt;x&lt;/script&gt;":                     "<script>x</script>",
		"map<string, int> and <nil>":                         "map<string, int> and <nil>",
		"<!-- hidden -->shown":                               "shown",
		`<a href="javascript:x">here</a>`:                    "here",
		`<a href="https://x.example/a?b=1&amp;c=2">here</a>`: "here (https://x.example/a?b=1&c=2)",
		`<a href="https://x.example">https://x.example</a>`:  "https://x.example",
		"<small>Mar <var data-var='date'>4</var></small>":    "Mar 4",
		"a <b": "a <b",
		"":     "",
	}
	for body, want := range tests {
		if got := plainText(body); got != want {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	}
	if got := plainText(strings.Repeat("é", maxText)); len(got) > maxText || !strings.HasSuffix(got, " … (cut: 131,072 bytes)") {
		t.Errorf("%d bytes, ends in %q", len(got), got[len(got)-40:])
	}
	if got := plainText(strings.Repeat("<a ", 100_000)); len(got) > maxText {
		t.Errorf("%d bytes", len(got))
	}
}
