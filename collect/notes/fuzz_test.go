package notes

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// FuzzText feeds the reader any bytes. Its contract: it does not panic; every record is an event or counted as dropped; texts are valid UTF-8
// and within the cap; and no time is made up: what the report does not name as assumed is the same in another zone and near another year.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"# Outage on 2024-07-03\n\n- 13:42 disk full\n- 2024-07-03 13:50 BST drained\n\nTODO: x\n",
		"All times in PDT\n**Oct 19**\n* **11:48 PM** - 2:40 AM start\n* 12:11 AM next\n",
		"| Time (UTC) | What |\n|--|--|\n| 2024-07-03 | 13:42 | x |\n| 13:42 | 13:50 | x |\n",
		"31 Dec 23:50 a\n1 Jan 00:10 b\n10/11/2025 10:00 c\n", "Published: 2024-07-05\n\nAt 11:48 PM PDT on July 2 it failed.\n",
		"13:42 <alice> hi\n13:43 alice: hi\n```\n13:44 x\n<!-- \n1342Z\n", "\xff\xfe\x00", "2024-02-30 25:61 x\n~13:42 x\n(13:42) x",
	} {
		f.Add([]byte(seed))
	}
	tokyo := time.FixedZone("Asia/Tokyo", 9*3600)
	at := time.Date(2024, 7, 3, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = match(file.Head{Data: data, Whole: true})
		one := readText(data, file.Options{Near: event.Window{From: at, To: at.Add(time.Hour)}})
		if one.records != len(one.events)+one.dropped {
			t.Errorf("%d records, %d events, %d dropped", one.records, len(one.events), one.dropped)
		}
		for _, e := range one.events {
			if e.At.IsZero() || e.At.Location() != time.UTC || e.Refs[0].Line < 1 || len(e.Text) > maxText || !utf8.ValidString(e.Text) || e.Text == "" {
				t.Errorf("bad event %+v", e)
			}
			if !e.Until.IsZero() && e.Until.Before(e.At) {
				t.Errorf("ends before it begins: %+v", e)
			}
		}
		assumed := slices.ContainsFunc(one.notes, func(n string) bool {
			return strings.Contains(n, "without a zone") || strings.Contains(n, "without a year") || strings.Contains(n, "without a date") ||
				strings.Contains(n, "without a time of their own") || strings.Contains(n, "near the incident")
		})
		if assumed || one.err != nil || len(one.notes) == maxNotes {
			return
		}
		other := at.AddDate(7, 5, 3)
		two := readText(data, file.Options{Zone: tokyo, Near: event.Window{From: other, To: other.Add(time.Hour)}})
		if two.err != nil {
			return
		}
		if diff := cmp.Diff(one.events, two.events); diff != "" {
			t.Errorf("something was assumed and not said; notes %q:\n%s", one.notes, diff)
		}
	})
}

func BenchmarkText(b *testing.B) {
	text := "# Disk full on 2024-07-03 (UTC)\n\n" + strings.Repeat("- 13:42 **checkout**: node-7 is full, see https://x.example/a\n  and so is node-8\n\nProse without a time.\n", 500)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if r := readText([]byte(text), file.Options{}); len(r.events) != 500 {
			b.Fatal(len(r.events))
		}
	}
}

// BenchmarkMatchLog is what every log file of a folder costs this family.
func BenchmarkMatchLog(b *testing.B) {
	line := "2024-07-03T13:42:05.123Z ERROR checkout: payment failed order=123 after=250ms\n"
	h := file.Head{Data: []byte(strings.Repeat(line, file.HeadSize/len(line)))}
	b.SetBytes(int64(len(h.Data)))
	b.ReportAllocs()
	for b.Loop() {
		if m := match(h); m.Score != 0 {
			b.Fatal(m)
		}
	}
}
