package notes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// gather reads texts as files a.md, b.md … of one folder.
func gather(t *testing.T, o file.Options, texts ...string) event.Batch {
	t.Helper()
	var files []*file.File
	for i, text := range texts {
		files = append(files, file.Bytes(string(rune('a'+i))+".md", []byte(text)))
	}
	b, err := collect(t.Context(), files, event.Window{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// near is a window of a day around an instant.
func near(t *testing.T, s string) event.Window {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return event.Window{From: at.Add(-12 * time.Hour), To: at.Add(12 * time.Hour)}
}

// told is an event as "time text", with the end and the labels where there are some.
func told(events []event.Event) []string {
	var out []string
	for _, e := range events {
		s := e.At.Format(time.RFC3339)
		if !e.Until.IsZero() {
			s += "/" + e.Until.Format(time.RFC3339)
		}
		if e.Service != "" {
			s += " {" + e.Service + "}"
		}
		if e.Actor.Name != "" {
			s += " <" + e.Actor.Name + ">"
		}
		s += " " + e.Text
		for _, k := range slices.Sorted(maps.Keys(e.Labels)) {
			if k == "zone" {
				continue // TestZoneLabel
			}
			s += fmt.Sprintf(" %s=%s", k, e.Labels[k])
		}
		out = append(out, s)
	}
	return out
}

func TestNotes(t *testing.T) {
	tests := map[string]struct {
		text  string
		o     file.Options
		want  []string
		notes []string
		err   string
	}{
		"dated lines in a zone": {
			text: "# Disk full on 2024-07-03\n\n- 2024-07-03 13:42 Team saw the [alert](https://pd.example/1)\n- 2024-07-03 14:03:09 Users report errors\n",
			o:    file.Options{Zone: zone(t, "Europe/London")},
			want: []string{
				"2024-07-03T12:42:00Z Team saw the [alert](https://pd.example/1)", "2024-07-03T13:03:09Z Users report errors",
			},
			notes: []string{"times without a zone read as Europe/London"},
		},
		"marks around the stamp": {
			text: "Date: 2024-07-03\n\n* **13:42** a\n+ `13:43` b\n1. 13:44 - c\n> 13:45: d\n[13:46] e\n13.47 f\n1:48 pm g\n1349Z h\n13:50 — i\n- (13:51) j\n**13:52:** k\n- at 13:53 l\n- ~13:54 m\n",
			want: []string{
				"2024-07-03T13:42:00Z a", "2024-07-03T13:43:00Z b", "2024-07-03T13:44:00Z c", "2024-07-03T13:45:00Z d",
				"2024-07-03T13:46:00Z e", "2024-07-03T13:47:00Z f", "2024-07-03T13:48:00Z g", "2024-07-03T13:49:00Z h",
				"2024-07-03T13:50:00Z i", "2024-07-03T13:51:00Z j", "2024-07-03T13:52:00Z k", "2024-07-03T13:53:00Z l",
				"2024-07-03T13:54:00Z m about=true",
			},
			notes: []string{"times without a zone read as UTC"},
		},
		"forms of a full stamp": {
			text: "- 2024-07-03T13:42:00+02:00 a\n- 2024-07-03 13:43 BST b\n- 3 Jul 2024 13:44 UTC c\n- July 3, 2024 1:45 PM UTC d\n",
			o:    file.Options{Zone: zone(t, "Europe/London")},
			want: []string{"2024-07-03T11:42:00Z a", "2024-07-03T12:43:00Z b", "2024-07-03T13:44:00Z c", "2024-07-03T13:45:00Z d"},
		},
		"headings carry down": {
			text: "# Outage\nAll times in PDT\n\n## Wednesday 3 July 2024\n\n- 23:50 alert\n- 00:10 paged\n\n### Amazon EC2\n\n13:42 launches fail\n\n## 2024-07-05\n- 09:00 fixed\n",
			want: []string{
				"2024-07-03T20:42:00Z launches fail section=Amazon EC2", "2024-07-04T06:50:00Z alert", "2024-07-04T07:10:00Z paged", "2024-07-05T16:00:00Z fixed",
			},
			notes: []string{"line 7: 00:10 below 23:50 read as the next day"},
		},
		"a small step back is out of order, a large one is midnight": {
			text:  "## 2024-07-03\n- 14:05 a\n- 13:50 b\n- 22:00 c\n- 06:30 d\n",
			want:  []string{"2024-07-03T13:50:00Z b", "2024-07-03T14:05:00Z a", "2024-07-03T22:00:00Z c", "2024-07-04T06:30:00Z d"},
			notes: []string{"times without a zone read as UTC", "line 5: 06:30 below 22:00 read as the next day"},
		},
		"newest first": {
			text:  "## 2024-07-03\n- 00:40 c\n- 00:10 b\n- 23:50 a\n- 23:20 z\n",
			want:  []string{"2024-07-02T23:20:00Z z", "2024-07-02T23:50:00Z a", "2024-07-03T00:10:00Z b", "2024-07-03T00:40:00Z c"},
			notes: []string{"times without a zone read as UTC", "the newest entries stand first", "line 4: 23:50 below 00:10 read as the previous day"},
		},
		"no date, near the incident": {
			text:  "- 23:50 alert\n- 00:10 paged\n",
			o:     file.Options{Near: near(t, "2025-01-01T00:00:00Z")},
			want:  []string{"2024-12-31T23:50:00Z alert", "2025-01-01T00:10:00Z paged"},
			notes: []string{"times without a zone read as UTC", "times without a date read as from 2024-12-31 on, the day nearest to the incident", "line 2: 00:10 below 23:50 read as the next day"},
		},
		"no date, nothing near": {
			text: "- 23:50 alert\n- 00:10 paged\n",
			err:  "a.md: 2 notes refused: line 1: has times without a date; give window: in incident.yaml or --from (2 lines)",
		},
		"no year, over New Year": {
			text:  "- 31 Dec 23:50 alert\n- 1 Jan 00:10 paged\n",
			o:     file.Options{Near: near(t, "2025-01-01T00:00:00Z")},
			want:  []string{"2024-12-31T23:50:00Z alert", "2025-01-01T00:10:00Z paged"},
			notes: []string{"times without a zone read as UTC", "line 1: dates without a year read as of 2024", "line 2: dates without a year read as of 2025"},
		},
		"a title states the year": {
			text:  "# Outage of 2024-12-31\n\n- 31 Dec 23:50 alert\n- 1 Jan 00:10 paged\n",
			want:  []string{"2024-12-31T23:50:00Z alert", "2025-01-01T00:10:00Z paged"},
			notes: []string{"times without a zone read as UTC", "line 3: dates without a year read as of 2024", "line 4: dates without a year read as of 2025"},
		},
		"clocks go forward": {
			text:  "## 2024-03-31\n- 00:59 before\n- 02:01 after\n",
			o:     file.Options{Zone: zone(t, "Europe/London")},
			want:  []string{"2024-03-31T00:59:00Z before", "2024-03-31T01:01:00Z after"},
			notes: []string{"times without a zone read as Europe/London"},
		},
		"ranges": {
			text: "## 2024-07-03 (UTC)\n- 13:42-13:50 a\n- 14:00 – 14:05: b\n- 23:50-00:10 c\n- 2024-07-04 10:00 - 2024-07-04 11:00 d\n- 12:00 - 15 pods fail\n",
			want: []string{
				"2024-07-03T13:42:00Z/2024-07-03T13:50:00Z a", "2024-07-03T14:00:00Z/2024-07-03T14:05:00Z b", "2024-07-03T23:50:00Z/2024-07-04T00:10:00Z c",
				"2024-07-04T10:00:00Z/2024-07-04T11:00:00Z d", "2024-07-04T12:00:00Z 15 pods fail",
			},
		},
		"tables": {
			text: "## 2024-07-03\n\n| Time (PDT) | Event |\n|---|:---|\n| 13:42 | disk \\| full |\n| 13:50 PDT | drained |\n\n| Date | Time | What |\n|--|--|--|\n| 2024-07-04 | 09:00 | fixed |\n",
			want: []string{"2024-07-03T20:42:00Z disk | full", "2024-07-03T20:50:00Z drained", "2024-07-04T16:00:00Z fixed"},
		},
		"continuations": {
			text: "## 2024-07-03 (UTC)\n- 13:42 disk full\n  - on node-7\n  and on node-8\n13:50 drained\nby hand\n\n    with care\n\nUnrelated prose.\n",
			want: []string{
				"2024-07-03T13:42:00Z disk full\n- on node-7\nand on node-8", "2024-07-03T13:50:00Z drained\nby hand\nwith care",
			},
			notes: []string{"1 lines without a time left out"},
		},
		"code is quoted, not read": {
			text: "## 2024-07-03 (UTC)\n- 13:42 saw this:\n```\n2024-07-03 13:41:59 ERROR boom\n```\n- 13:50 drained\n",
			want: []string{"2024-07-03T13:42:00Z saw this:\n2024-07-03 13:41:59 ERROR boom", "2024-07-03T13:50:00Z drained"},
		},
		"all of it in code": {
			text: "# 2024-07-03 (UTC)\n```\n13:42 disk full\n13:50 drained\n```\n",
			want: []string{"2024-07-03T13:42:00Z disk full", "2024-07-03T13:50:00Z drained"},
		},
		"marked measures": {
			text: "# 2024-07-03 (UTC)\n13:42 disk full\n13:50 TODO: page the owner\n\nAction item: alert at 80 %\nFollow-up (done): write it down\n- [ ] resize\n- [x] clean up\n\n## Action items\n- buy disks\n\n## Thoughts\n- not a measure\n",
			want: []string{
				"2024-07-03T13:42:00Z disk full", "2024-07-03T13:50:00Z TODO: page the owner marked=todo",
				"2024-07-03T13:50:00Z Action item: alert at 80 % marked=action-item undated=true",
				"2024-07-03T13:50:00Z Follow-up (done): write it down done=true marked=follow-up undated=true",
				"2024-07-03T13:50:00Z resize marked=action-item undated=true",
				"2024-07-03T13:50:00Z clean up done=true marked=action-item undated=true",
				"2024-07-03T13:50:00Z buy disks marked=action-item section=Action items undated=true",
			},
			notes: []string{
				"1 lines without a time left out",
				"5 lines without a time of their own stand at the date of their heading, or the time above them",
			},
		},
		"an account in prose": {
			text: "# Summary\n\nPublished: 2024-07-05 (PDT)\n\nBetween 11:48 PM PDT on July 2 and 2:40 AM PDT on July 3,\nlookups failed.\n\nWe are sorry.\n",
			want: []string{"2024-07-05T07:00:00Z Between 11:48 PM PDT on July 2 and 2:40 AM PDT on July 3,\nlookups failed."},
			notes: []string{
				"1 lines without a time left out",
				"1 lines without a time of their own stand at the date of their heading, or the time above them",
			},
		},
		"transcript": {
			text: "Date: 2024-07-03 (UTC)\n13:42 <alice> disk is full\n13:43 <bob> on it\n13:44 <alice> thanks\n",
			want: []string{"2024-07-03T13:42:00Z <alice> disk is full", "2024-07-03T13:43:00Z <bob> on it", "2024-07-03T13:44:00Z <alice> thanks"},
		},
		"transcript with colons": {
			text: "Date: 2024-07-03 (UTC)\n13:42 alice: disk is full\n13:43 bob: on it\n13:44 alice: thanks\n",
			want: []string{"2024-07-03T13:42:00Z <alice> disk is full", "2024-07-03T13:43:00Z <bob> on it", "2024-07-03T13:44:00Z <alice> thanks"},
		},
		"services": {
			text: "# 2024-07-03 (UTC)\n- 13:42 [checkout] slow\n- 13:43 [search] slow\n- 13:44 [checkout] fine\n- 13:45 all done\n",
			want: []string{
				"2024-07-03T13:42:00Z {checkout} [checkout] slow", "2024-07-03T13:43:00Z {search} [search] slow",
				"2024-07-03T13:44:00Z {checkout} [checkout] fine", "2024-07-03T13:45:00Z all done",
			},
		},
		"services in bold": {
			text: "# 2024-07-03 (UTC)\n- 13:42 **DynamoDB**: slow\n- 13:43 **EC2:** slow\n- 13:44 **DynamoDB**: fine\n- 13:45 **Resolved**: all\n",
			want: []string{
				"2024-07-03T13:42:00Z {DynamoDB} **DynamoDB**: slow", "2024-07-03T13:43:00Z {EC2} **EC2:** slow",
				"2024-07-03T13:44:00Z {DynamoDB} **DynamoDB**: fine", "2024-07-03T13:45:00Z **Resolved**: all",
			},
		},
		"a typo in a date stays": {
			text:  "- 2024-07-03 13:41Z z\n- 2024-07-03 13:42Z a\n- 2023-07-03 13:43Z b\n- 2024-07-03 13:44Z c\n- 2024-07-03 13:45Z y\n- 2024-06-03 13:46Z d\n",
			want:  []string{"2023-07-03T13:43:00Z b", "2024-06-03T13:46:00Z d", "2024-07-03T13:41:00Z z", "2024-07-03T13:42:00Z a", "2024-07-03T13:44:00Z c", "2024-07-03T13:45:00Z y"},
			notes: []string{"line 3: dated a year before its neighbours", "line 6: dated 30 days before its neighbours"},
		},
		"a permalink": {
			text: "- 2024-07-03 13:42Z Declared. https://acme.slack.com/archives/C0123ABCD/p1720014120123456\n",
			want: []string{"2024-07-03T13:42:00Z Declared. https://acme.slack.com/archives/C0123ABCD/p1720014120123456 permalink=https://acme.slack.com/archives/C0123ABCD/p1720014120123456"},
		},
		"not a time": {
			text:  "# 2024-07-03 (UTC)\n- 13:42 a\n- 10.20 ms more\n- 10.0.0.1 is down\n- 3.14 is pi-like\n",
			want:  []string{"2024-07-03T13:42:00Z a"},
			notes: []string{"3 lines without a time left out"},
		},
		"an ambiguous zone": {
			text: "- 2024-07-03 13:42 CST a\n- 2024-07-03 13:43 UTC b\n",
			want: []string{"2024-07-03T13:43:00Z b"},
			err:  "CST names several zones",
		},
		"line ends of Windows": {
			text: "\ufeff# 2024-07-03 (UTC)\r\n\r\n- 13:42 a\r\n- 13:43 b\r\n",
			want: []string{"2024-07-03T13:42:00Z a", "2024-07-03T13:43:00Z b"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := gather(t, tt.o, tt.text)
			if diff := cmp.Diff(tt.want, told(b.Events)); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.notes, b.Reports[0].Notes); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if err := b.Reports[0].Error; !strings.Contains(err, tt.err) || (tt.err == "") != (err == "") {
				t.Errorf("error %q, want %q", err, tt.err)
			}
		})
	}
}

func TestNoteParts(t *testing.T) {
	b := gather(t, file.Options{}, "# Outage\n\n## Detection\n\n- 2024-07-03 13:42Z disk full\n")
	want := []event.Event{{
		ID: b.Events[0].ID, Source: "a.md", Kind: event.Note, At: time.Date(2024, 7, 3, 13, 42, 0, 0, time.UTC), Precision: event.Duration(time.Minute),
		Text: "disk full", Count: 1, Refs: []event.Ref{{File: "a.md", Line: 5}}, Labels: map[string]string{"section": "Detection", "zone": "UTC"},
	}}
	if diff := cmp.Diff(want, b.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]event.Report{{Name: "a.md", Kind: event.Note, Format: "notes", Records: 1}}, b.Reports); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
}

// Notes keep their ids when files are renamed, and equal notes of two files get one each.
func TestIDs(t *testing.T) {
	const one, two = "- 2024-07-03 13:42Z restarted node-7\n- 2024-07-03 13:42Z restarted node-8\n", "- 2024-07-03 13:42Z restarted node-7\n"
	ids := func(texts ...string) (out []string) {
		for _, e := range gather(t, file.Options{}, texts...).Events {
			out = append(out, e.ID+" "+e.Text)
		}
		return out
	}
	first, second := ids(one, two), ids(two, one)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("names matter:\n%s", diff)
	}
	if slices.Sort(first); len(slices.Compact(first)) != 3 {
		t.Errorf("ids are not distinct: %q", first)
	}
}

func TestWindow(t *testing.T) {
	text := "- 2024-07-03 13:42Z a\n- 2024-07-03 13:43Z b\n- 2024-07-03 13:44Z c\n"
	w := event.Window{From: time.Date(2024, 7, 3, 13, 43, 0, 0, time.UTC), To: time.Date(2024, 7, 3, 13, 44, 0, 0, time.UTC)}
	b, err := collect(t.Context(), []*file.File{file.Bytes("a.md", []byte(text))}, w, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2024-07-03T13:43:00Z b"}, told(b.Events)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2 notes outside of the window left out"}, b.Reports[0].Notes); diff != "" {
		t.Error(diff)
	}
}

func TestCollectStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := collect(ctx, []*file.File{file.Bytes("a", nil)}, event.Window{}, file.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestCaps(t *testing.T) {
	b := gather(t, file.Options{}, "- 2024-07-03 13:42Z "+strings.Repeat("x", 2<<20)+"\n")
	if n := len(b.Events[0].Text); n > maxText || !strings.HasSuffix(b.Events[0].Text, " … (cut: 2,097,173 bytes)") {
		t.Errorf("%d bytes", n)
	}
	b = gather(t, file.Options{}, "- 2024-07-03 13:42Z a\n"+strings.Repeat("  more and more\n", 100_000))
	if n := len(b.Events[0].Text); n > maxText || !strings.Contains(b.Events[0].Text[n-40:], "(cut: ") {
		t.Errorf("%d bytes, ends in %q", n, b.Events[0].Text[n-40:])
	}
	b = gather(t, file.Options{}, strings.Repeat("- 2024-07-03 13:42Z a\n", maxEvents+5))
	if len(b.Events) != maxEvents || b.Reports[0].Dropped != 5 || b.Reports[0].Records != maxEvents+5 {
		t.Errorf("%d events, %d dropped of %d", len(b.Events), b.Reports[0].Dropped, b.Reports[0].Records)
	}
}

func TestMatch(t *testing.T) {
	tests := map[string]struct {
		text    string
		at      int // the score is at least that; 0 is none at all
		below   int
		undated bool
	}{
		"list":                {"- 2024-07-03 13:42 a\n- 2024-07-03 13:50 b\n", 80, 100, false},
		"list without a date": {"- 13:42 a\n- 13:50 b\n", 80, 100, true},
		"date in a heading":   {"## 2024-07-03\n13:42 a\n13:50 b\n", 70, 100, false},
		"year missing":        {"## 3 July\n13:42 a\n13:50 b\n", 70, 100, true},
		"plain":               {"2024-07-03 13:42 we saw the disk fill\n2024-07-03 13:50 we drained the node\n", 60, 80, false},
		"transcript":          {"13:42:05 <alice> hi\n13:42:09 <bob> hi\n", 70, 100, true},
		"prose with times":    {"# Account of 2024-07-03\n\nAt 13:42 UTC the disk was full.\n", 40, 60, false},
		"measures":            {"# Review\n\nAction item: buy disks\n", 40, 60, true},
		"log":                 {"2024-07-03 13:42:05 ERROR api: timeout\n2024-07-03 13:42:06 INFO api: ok\n", 0, 1, false},
		"syslog":              {"Jul  3 13:42:05 node7 kernel[1]: full\nJul  3 13:42:06 node7 sshd[22]: ok\n", 0, 1, false},
		"logfmt":              {"2024-07-03T13:42:05Z level=error msg=full\n", 0, 1, false},
		"git log":             {"commit 1111111111111111111111111111111111111111\nAuthor: A <a@x.example>\nDate:   Wed Jul 3 13:42:05 2024 +0000\n\n    13:42 fix\n", 0, 1, false},
		"JSON":                {`{"13:42": "a"}`, 0, 1, false},
		"array":               {`[{"time": "13:42"}]`, 0, 1, false},
		"prose":               {"# About\n\nThis project makes coffee.\n", 0, 1, false},
		"binary":              {"\x00\x01\x02\x0313:42 a\x00\x00", 0, 1, false},
		"nothing":             {" \n", 0, 1, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h, err := file.Bytes("x", []byte(tt.text)).Head()
			if err != nil {
				t.Fatal(err)
			}
			m := Family().Match(h)
			if m.Score < tt.at || m.Score >= tt.below || m.Undated != tt.undated {
				t.Errorf("got %+v, want a score from %d to below %d, undated %v", m, tt.at, tt.below, tt.undated)
			}
		})
	}
}

// A file that cannot be read, or not to its end, is named, and what was read of it is kept.
func TestUnreadable(t *testing.T) {
	text := "# 2024-07-03 (UTC)\n" + strings.Repeat("- 13:42 disk full\n", 10)
	broken := file.New("b.md", 0, func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("the disk is full")))), nil
	})
	missing := file.New("c.md", 0, func() (io.ReadCloser, error) { return nil, errors.New("no such file") })
	b, err := collect(t.Context(), []*file.File{missing, broken}, event.Window{}, file.Options{})
	if err != nil || len(b.Events) != 10 {
		t.Fatalf("%d events, %v", len(b.Events), err)
	}
	for i, want := range []string{"b.md: the disk is full", "c.md: no such file"} {
		if got := b.Reports[i].Error; got != want {
			t.Errorf("error %q, want %q", got, want)
		}
	}
}

// The zone in which a note is written is kept for the times in its text.
func TestZoneLabel(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"stamp", "# Outage\n- 2024-07-03 13:42 PDT disk full since 13:40\n", "America/Los_Angeles"},
		{"offset", "# Outage\n- 2024-07-03T13:42:00+02:00 disk full since 13:40\n", "UTC+02:00"},
		{"heading", "# Outage (times in UTC)\n## 2024-07-03\n- 13:42 disk full since 13:40\n", "UTC"},
		{"none", "# Outage\n## 2024-07-03\n- 13:42 disk full since 13:40\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := gather(t, file.Options{Zone: zone(t, "Europe/Paris")}, tt.text)
			if len(b.Events) != 1 || b.Events[0].Labels["zone"] != tt.want {
				t.Errorf("events = %+v, want one with the zone %q", b.Events, tt.want)
			}
		})
	}
}
