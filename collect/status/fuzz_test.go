package status

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

func checkReading(t *testing.T, r reading) {
	t.Helper()
	if r.records != len(r.posts)+r.dropped {
		t.Errorf("%d records, %d posts, %d dropped", r.records, len(r.posts), r.dropped)
	}
	for _, p := range r.posts {
		if p.At.IsZero() || p.At.Location() != time.UTC || p.Refs[0].Line < 1 || len(p.Text) > maxText || !utf8.ValidString(p.Text) {
			t.Errorf("bad post %+v", p)
		}
	}
}

// FuzzPosts feeds the reader of pasted posts any bytes. Its contract: it does not panic; every post is an event or counted as dropped; and no
// time is made up: what the report does not name as assumed is the same in another zone and near another year.
func FuzzPosts(f *testing.F) {
	for _, seed := range []string{dashboard, history, "Dec 31 11:50 PM CST We are investigating.\n\n00:10 We work.\n", "All times in CST\n[03:35 AM] x\n", "\xff# 1\n\x00"} {
		f.Add([]byte(seed))
	}
	tokyo := time.FixedZone("Asia/Tokyo", 9*3600)
	at := time.Date(2024, 7, 3, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = match(file.Head{Data: data, Whole: true})
		one := readPosts(data, file.Options{Near: event.Window{From: at, To: at.Add(time.Hour)}})
		checkReading(t, one)
		assumed := slices.ContainsFunc(one.notes, func(n string) bool {
			return strings.Contains(n, "without a zone") || strings.Contains(n, "without a year") || strings.Contains(n, "without a date") ||
				strings.Contains(n, "near the incident")
		})
		if assumed || one.err != nil || len(one.notes) == maxNotes {
			return
		}
		other := at.AddDate(7, 5, 3)
		two := readPosts(data, file.Options{Zone: tokyo, Near: event.Window{From: other, To: other.Add(time.Hour)}})
		if two.err != nil {
			return
		}
		if diff := cmp.Diff(eventsOf(one.posts), eventsOf(two.posts)); diff != "" {
			t.Errorf("something was assumed and not said; notes %q:\n%s", one.notes, diff)
		}
	})
}

func eventsOf(posts []post) []event.Event {
	out := make([]event.Event, len(posts))
	for i, p := range posts {
		out[i] = p.Event
	}
	return out
}

// FuzzStatuspage feeds the JSON reader any bytes. Its contract: it does not panic, every update is an event or counted as dropped, and what is
// read of a file that is cut is read of the whole file too.
func FuzzStatuspage(f *testing.F) {
	f.Add([]byte(page), 900)
	f.Add([]byte(`[{"incident":{"incidents":[{"incident_updates":[{"id":1,"created_at":"2025-01-01T00:00:00Z"}, 5]}]}}]`), 60)
	f.Add([]byte(`{"incident_updates":{"a":[]},"components":"x","name":[1]}`), 30)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		_ = match(file.Head{Data: data, Whole: true})
		whole := readStatuspage(data, file.Options{})
		checkReading(t, whole)
		if cut < 0 || cut >= len(data) || whole.err != nil {
			return
		}
		part := readStatuspage(data[:cut], file.Options{})
		checkReading(t, part)
		if len(part.posts) > len(whole.posts)+1 { // an incident cut before its updates may stand for itself
			t.Errorf("%d posts of %d", len(part.posts), len(whole.posts))
		}
	})
}

// FuzzPlainText asks that a body without markup is only trimmed, that no tag that a page knows survives, and that the cap holds.
func FuzzPlainText(f *testing.F) {
	for _, seed := range []string{"<p>a</p>", "a < b", "&lt;p&gt;", "<a href='https://x.example'>y</a>", "<<p>>", "\xff<br>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got := plainText(body)
		if len(got) > maxText || !utf8.ValidString(got) {
			t.Errorf("%d bytes, valid %v", len(got), utf8.ValidString(got))
		}
		if !strings.ContainsAny(body, "<&\u00a0") && utf8.ValidString(body) && len(body) < maxText && strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(body), " ") {
			t.Errorf("%q became %q", body, got)
		}
	})
}

func BenchmarkPosts(b *testing.B) {
	text := "All times are PDT\n" + strings.Repeat("Mar 10, 2025 1:20 AM PDT We have restored the print queue. Customers may see old labels until then.\n\n", 500)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if r := readPosts([]byte(text), file.Options{}); len(r.posts) != 500 {
			b.Fatal(len(r.posts))
		}
	}
}

func BenchmarkStatuspage(b *testing.B) {
	text := "[" + strings.Repeat(page+",", 200) + page + "]"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if r := readStatuspage([]byte(text), file.Options{}); len(r.posts) != 603 {
			b.Fatal(len(r.posts))
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
