package changes_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/changes"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

const (
	id1 = "1d3f2a7b9c0e4d5f6a7b8c9d0e1f2a3b4c5d6e7f"
	id2 = "a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9"
)

func collect(t testing.TB, w event.Window, o file.Options, contents ...string) event.Batch {
	t.Helper()
	var files []*file.File
	for i, c := range contents {
		f := file.Bytes(fmt.Sprintf("changes/%d", i), []byte(c))
		head, err := f.Head()
		if err != nil {
			t.Fatal(err)
		}
		if m := changes.Family().Match(head); m.Score == 0 {
			t.Fatalf("not recognised: %.200s", c)
		}
		files = append(files, f)
	}
	b, err := changes.Family().Collect(t.Context(), files, w, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFormatsOfSeveralLines(t *testing.T) {
	at := time.Date(2025, 10, 20, 6, 40, 0, 0, time.UTC)
	base := func() event.Event {
		return event.Event{
			ID: event.ID(event.Change, id1), Source: "changes/0", Kind: event.Change, At: at, Count: 1, Actor: event.Actor{ID: "ana@shop.example", Name: "Ana Lima"},
			Text: "Raise the pool size", Refs: []event.Ref{{File: "changes/0", Line: 1}}, Labels: map[string]string{"commit": id1},
		}
	}
	with := func(change func(*event.Event)) event.Event {
		ev := base()
		change(&ev)
		return ev
	}
	const head = "commit " + id1 + "\nAuthor: Ana Lima <ana@shop.example>\nDate:   Mon Oct 20 02:40:00 2025 -0400\n\n    Raise the pool size\n"
	tests := map[string]struct {
		in   string
		want event.Event
	}{
		"medium":      {head, base()},
		"with CRLF":   {strings.ReplaceAll(head, "\n", "\r\n"), base()},
		"in colours":  {strings.Replace(head, "commit "+id1, "\x1b[33mcommit "+id1+"\x1b[m\x1b[K", 1), base()},
		"iso":         {strings.Replace(head, "Mon Oct 20 02:40:00 2025 -0400", "2025-10-20 02:40:00 -0400", 1), base()},
		"iso-strict":  {strings.Replace(head, "Mon Oct 20 02:40:00 2025 -0400", "2025-10-20T06:40:00Z", 1), base()},
		"rfc":         {strings.Replace(head, "Mon Oct 20 02:40:00 2025 -0400", "Mon, 20 Oct 2025 02:40:00 -0400", 1), base()},
		"unix":        {strings.Replace(head, "Mon Oct 20 02:40:00 2025 -0400", "1760942400", 1), base()},
		"raw date":    {strings.Replace(head, "Mon Oct 20 02:40:00 2025 -0400", "1760942400 -0400", 1), base()},
		"decorations": {strings.Replace(head, id1, id1+" (HEAD -> main, tag: v4.2)", 1), with(func(e *event.Event) { e.Labels["refs"] = "HEAD -> main, tag: v4.2" })},
		"body and stat": {
			head + "    \n    The checkout ran dry.\n\n    * commit 1234567 was no help\n\n config/pool.yaml | 2 +-\n deploy/run.sh    | 9 ++++---\n 2 files changed, 6 insertions(+), 5 deletions(-)\n",
			with(func(e *event.Event) {
				e.Labels["body"], e.Labels["files"] = "The checkout ran dry.\n\n* commit 1234567 was no help", "2"
			}),
		},
		"names":   {head + "\nconfig/pool.yaml\n_site/run.sh\nREADME\n", with(func(e *event.Event) { e.Labels["files"] = "3" })},
		"numstat": {head + "\n1\t1\tconfig/pool.yaml\n", with(func(e *event.Event) { e.Labels["files"] = "1" })},
		"a diff":  {head + "\ndiff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-commit " + id2 + "\n commit " + id2 + "\n+2 files changed\ndiff --git a/y b/y\n", with(func(e *event.Event) { e.Labels["files"] = "2" })},
		"notes":   {head + "\nNotes:\n    reviewed\n\nconfig/pool.yaml\n", with(func(e *event.Event) { e.Labels["files"] = "1" })},
		"a merge": {strings.Replace(head, "Author:", "Merge: 1234567 89abcde\nAuthor:", 1), with(func(e *event.Event) { e.Labels["merge"] = "true" })},
		"no mail": {strings.Replace(head, " <ana@shop.example>", "", 1), with(func(e *event.Event) { e.Actor.ID = "" })},
		"a revert": {strings.Replace(head, "Raise the pool size\n", "Revert \"Raise the pool size\"\n    \n    This reverts commit "+id2+".\n", 1), with(func(e *event.Event) {
			e.Text = `Revert "Raise the pool size"`
			e.Labels["body"], e.Labels["revert"], e.Labels["reverts"] = "This reverts commit "+id2+".", "true", id2
		})},
		"fuller": {
			"commit " + id1 + "\nAuthor:     Ana Lima <ana@shop.example>\nAuthorDate: Sun Oct 19 10:00:00 2025 +0200\nCommit:     CI <ci@shop.example>\nCommitDate: Mon Oct 20 08:40:00 2025 +0200\n\n    Raise the pool size\n",
			with(func(e *event.Event) { e.Labels["authored"] = "2025-10-19T08:00:00Z" }),
		},
		"raw": {
			"commit " + id1 + "\ntree " + id2 + "\nparent " + id2 + "\nparent " + id2 + "\nauthor Ana Lima <ana@shop.example> 1760942400 -0400\ncommitter CI <ci@shop.example> 1760942400 +0000\n\n    Raise the pool size\n",
			with(func(e *event.Event) { e.Labels["merge"] = "true" }),
		},
		"a graph": {
			"*   commit " + id1 + "\n|\\  Merge: 1234567 89abcde\n| | Author: Ana Lima <ana@shop.example>\n| | Date:   Mon Oct 20 02:40:00 2025 -0400\n| | \n| |     Raise the pool size\n| |     \n| |     * commit is a word\n| | \n",
			with(func(e *event.Event) { e.Labels["merge"], e.Labels["body"] = "true", "* commit is a word" }),
		},
		"the last commit of a graph": {
			"* commit " + id1 + "\n  Author: Ana Lima <ana@shop.example>\n  Date:   Mon Oct 20 02:40:00 2025 -0400\n  \n      Raise the pool size\n", base(),
		},
		"a message of markup": {
			strings.Replace(head, "Raise the pool size", "<script>alert(1)</script> | [x](javascript:y)", 1), with(func(e *event.Event) { e.Text = "<script>alert(1)</script> | [x](javascript:y)" }),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := collect(t, event.Window{}, file.Options{}, tt.in)
			if diff := cmp.Diff([]event.Event{tt.want}, got.Events); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if r := got.Reports[0]; r.Records != 1 || r.Dropped != 0 || r.Error != "" || len(r.Notes) > 0 || r.Format != "git-log" {
				t.Errorf("report %+v", r)
			}
			// The next commit is found behind whatever this one ends with.
			if again := collect(t, event.Window{}, file.Options{}, tt.in+strings.ReplaceAll(strings.ReplaceAll(firstColumn(tt.in)+head, id1, id2), "Raise", "Lower")); len(again.Events) != 2 && name != "a graph" {
				t.Errorf("followed by another: %d commits", len(again.Events))
			}
		})
	}
}

// firstColumn is the mark that a graph's commit line begins with.
func firstColumn(s string) string {
	if strings.HasPrefix(s, "*") {
		return "* "
	}
	return ""
}

func TestLinesWithSeparators(t *testing.T) {
	brief := func(ev event.Event) string {
		return fmt.Sprintf("%s %s <%s> %s", ev.At.Format(time.RFC3339), ev.Actor.Name, ev.Actor.ID, ev.Text)
	}
	tests := map[string]struct{ in, want string }{
		"hash, author, date, subject":  {id1 + "|Ana Lima|Mon Oct 20 02:40:00 2025 -0400|Raise | the pool", "2025-10-20T06:40:00Z Ana Lima <> Raise | the pool"},
		"with a mail":                  {id1 + "\tAna Lima\t<ana@shop.example>\t2025-10-20T06:40:00Z\tRaise", "2025-10-20T06:40:00Z Ana Lima <ana@shop.example> Raise"},
		"as values in quotes":          {`"` + id1 + `","Ana Lima","2025-10-20 02:40:00 -0400","Raise"`, "2025-10-20T06:40:00Z Ana Lima <> Raise"},
		"date first":                   {"1d3f2a7;2025-10-20 02:40:00 -0400;Ana Lima;Raise", "2025-10-20T06:40:00Z Ana Lima <> Raise"},
		"no author":                    {"1d3f2a7|1760942400|Raise", "2025-10-20T06:40:00Z  <> Raise"},
		"author and committer date":    {"1d3f2a7|2025-10-19T06:40:00Z|2025-10-20T06:40:00Z|Ana|Raise", "2025-10-20T06:40:00Z Ana <> Raise"},
		"unit separators":              {id1 + "\x1fAna\x1f1760942400 +0000\x1fRaise", "2025-10-20T06:40:00Z Ana <> Raise"},
		"blanks":                       {"1d3f2a7 2025-10-20 02:40:00 -0400 Raise the pool", "2025-10-20T06:40:00Z  <> Raise the pool"},
		"blanks and a date in default": {"1d3f2a7 (Mon Oct 20 02:40:00 2025 -0400) Raise", "2025-10-20T06:40:00Z  <> Raise"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := collect(t, event.Window{}, file.Options{}, tt.in)
			if len(got.Events) != 1 || brief(got.Events[0]) != tt.want {
				t.Errorf("got %v, report %+v", got.Events, got.Reports[0])
			}
		})
	}
	got := collect(t, event.Window{}, file.Options{}, "1d3f2a7|Raise the pool|Ana|1760942400\n2d3f2a7|Lower it|Ana|1760942401\n3d3f2a7|Fix|Bo|1760942402")
	if diff := cmp.Diff([]string{"Ana: Raise the pool", "Ana: Lower it", "Bo: Fix"}, subjects(got.Events)); diff != "" {
		t.Errorf("subject before author: %s", diff)
	}
}

func subjects(events []event.Event) (out []string) {
	for _, ev := range events {
		out = append(out, ev.Actor.Name+": "+ev.Text)
	}
	return out
}

func TestWithoutDatesOrZones(t *testing.T) {
	got := collect(t, event.Window{}, file.Options{}, "1d3f2a7 (HEAD -> main) Raise\na0b1c2d Lower\n")
	if r := got.Reports[0]; len(got.Events) != 0 || r.Records != 2 || r.Dropped != 2 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "without a date") {
		t.Errorf("--oneline: %+v", r)
	}
	got = collect(t, event.Window{}, file.Options{}, "commit "+id1+"\nAuthor: Ana <a@b.example>\nCommit: Ana <a@b.example>\n\n    Raise\n")
	if r := got.Reports[0]; len(got.Events) != 0 || r.Dropped != 1 {
		t.Errorf("--pretty=full: %+v", r)
	}
	got = collect(t, event.Window{}, file.Options{}, "commit "+id1+"\nAuthor: Ana <a@b.example>\nDate:   3 days ago\n\n    Raise\n")
	if r := got.Reports[0]; len(got.Events) != 0 || r.Dropped != 1 {
		t.Errorf("--date=relative: %+v", r)
	}
	zone := time.FixedZone("office", -4*3600)
	got = collect(t, event.Window{}, file.Options{Zone: zone}, id1+"|Ana|2025-12-31 21:30:00|over New Year")
	if ev := got.Events[0]; !ev.At.Equal(time.Date(2026, 1, 1, 1, 30, 0, 0, time.UTC)) || !slices.Equal(got.Reports[0].Notes, []string{"dates without a zone read as office"}) {
		t.Errorf("local date: %+v, %v", ev, got.Reports[0].Notes)
	}
	w := event.Window{From: time.Date(2025, 10, 20, 6, 0, 0, 0, time.UTC)}
	got = collect(t, w, file.Options{}, id1+"|Ana|2025-10-20|that day\n"+id2+"|Ana|2025-10-19|the day before")
	if len(got.Events) != 1 || time.Duration(got.Events[0].Precision) != 24*time.Hour {
		t.Errorf("short dates: %+v", got.Events)
	}
}

func TestOneCommitInSeveralFiles(t *testing.T) {
	full := "commit " + id1 + "\nAuthor: Ana <a@b.example>\nDate:   1760942400\n\n    Raise\n\n    why\n"
	got := collect(t, event.Window{}, file.Options{}, id1[:9]+"|Ana|1760942400|Raise", full, full, "0000001a|Bo|1760942400|another")
	if len(got.Events) != 2 {
		t.Fatalf("%+v", got.Events)
	}
	i := slices.IndexFunc(got.Events, func(ev event.Event) bool { return ev.ID == event.ID(event.Change, id1) })
	if i < 0 || len(got.Events[i].Refs) != 3 || got.Events[i].Labels["body"] != "why" || got.Events[i].Labels["commit"] != id1 {
		t.Errorf("%+v", got.Events)
	}
}

func TestWindow(t *testing.T) {
	w := event.Window{From: time.Unix(1760942400, 0), To: time.Unix(1760942500, 0)}
	got := collect(t, w, file.Options{}, "a000001|Ana|1760942399|before\na000002|Ana|1760942400|first\na000003|Bo|1760942499|last\na000004|Bo|1760942500|after")
	if diff := cmp.Diff([]string{"Ana: first", "Bo: last"}, subjects(got.Events)); diff != "" {
		t.Error(diff)
	}
	if r := got.Reports[0]; r.Records != 4 || r.Dropped != 0 {
		t.Errorf("report %+v", r)
	}
}

func TestCaps(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	got := collect(t, event.Window{}, file.Options{}, "commit "+id1+"\nAuthor: "+long+" <a@b.example>\nDate:   1760942400\n\n    "+long+"\n\n    "+strings.Repeat("body\n    ", 1<<18)+"\n")
	ev := got.Events[0]
	if len(ev.Text) > 4<<10 || len(ev.Labels["body"]) > 4<<10 || len(ev.Actor.Name) > 1<<10 || !strings.Contains(ev.Text, "… (cut: ") || !strings.Contains(ev.Labels["body"], "… (cut: ") {
		t.Errorf("text %d, body %d, actor %d bytes", len(ev.Text), len(ev.Labels["body"]), len(ev.Actor.Name))
	}
	var b strings.Builder
	for i := range 20_010 {
		fmt.Fprintf(&b, "%08xa|Ana|%d|s\n", i, 1760942400+i)
	}
	got = collect(t, event.Window{}, file.Options{}, b.String())
	if len(got.Events) != 20_000 || got.Reports[0].Dropped != 10 {
		t.Errorf("%d events, report %+v", len(got.Events), got.Reports[0])
	}
}

func TestMatchLeavesOthersAlone(t *testing.T) {
	for _, in := range []string{
		"", "{}", "commit to quality", "commit 1234567\nand nothing else", "deadbeef is a word\ndefaced is one too", "1234567 a number\n7654321 another",
		"2025-10-20T06:40:00Z error x", "3f2a9c1b-77aa-4b1c-9d2e-0123456789ab 2025-10-20T06:40:00Z GET /", "# notes\n13:42 commit 1234567 deployed", "1d3f2a7",
	} {
		if m := changes.Family().Match(file.Head{Data: []byte(in), Whole: true}); m.Score != 0 {
			t.Errorf("%q was taken as %s", in, m.Format)
		}
	}
}

func TestReadErrorKeepsWhatCameBefore(t *testing.T) {
	in := "a000001|Ana|1760942399|kept\na000002|Ana|1760942400|kept too\na000003|"
	f := file.New("log", 0, func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(in), iotest.ErrReader(errors.New("disk on fire")))), nil
	})
	b, err := changes.Family().Collect(t.Context(), []*file.File{f}, event.Window{}, file.Options{})
	if err != nil || len(b.Events) != 2 || !strings.Contains(b.Reports[0].Error, "reading log: line 4: disk on fire") {
		t.Errorf("%v, %d events, report %+v", err, len(b.Events), b.Reports)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := changes.Family().Collect(ctx, []*file.File{file.Bytes("a", []byte(id1+"|Ana|1760942400|x"))}, event.Window{}, file.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzCollect: whatever a file holds, nothing panics, and every event has an id, a UTC time, a hash and texts within their caps.
func FuzzCollect(f *testing.F) {
	f.Add([]byte("commit " + id1 + " (tag: v1)\nMerge: a b\nAuthor: Ana <a@b.example>\nDate:   Mon Oct 20 02:40:00 2025 -0400\n\n    Raise\n\n x | 1 +\n 1 file changed\n"))
	f.Add([]byte("*   commit " + id1 + "\n|\\  Author: Ana\n| | Date: 1760942400\n| |\n| |     Raise\n| * commit " + id2 + "\n"))
	f.Add([]byte(id1 + "|Ana|a@b.example|2025-10-20|Raise\n\x1b[33ma0b1c2d\x1b[m 2025-10-20 02:40:00 -0400 Lower"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := changes.Family().Collect(t.Context(), []*file.File{file.Bytes("a", data)}, event.Window{}, file.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range b.Events {
			if ev.ID == "" || ev.At.IsZero() || ev.At.Location() != time.UTC || len(ev.Labels["commit"]) < 7 || len(ev.Text) > 4<<10 {
				t.Fatalf("a broken event: %+v", ev)
			}
		}
	})
}

func BenchmarkCollect(b *testing.B) {
	var s strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&s, "commit %040x\nAuthor: Ana <a@b.example>\nDate:   Mon Oct 20 02:40:00 2025 -0400\n\n    Raise the pool size\n\n pool.yaml | 2 +-\n 1 file changed, 1 insertion(+)\n\n", 0xa0000000+i)
	}
	in := []byte(s.String())
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := changes.Family().Collect(b.Context(), []*file.File{file.Bytes("a", in)}, event.Window{}, file.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
