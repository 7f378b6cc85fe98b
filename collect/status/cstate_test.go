package status

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

const cstatePage = `---
section: issue
title: Slow uploads
date: 2022-05-22T05:32:40-04:00
resolved: true
resolvedWhen: 2022-05-22T09:10:00-04:00
affected:
  - Uploads
severity: disrupted
---
Uploads took minutes, from a full disk on one node.

*Investigating* - We are looking into it. {{< track "2022-05-22T05:40:00-04:00" >}}

*Resolved* - The disk was
replaced. {{% track "2022-05-22 13:10:00Z" %}}
`

func TestCState(t *testing.T) {
	b, err := collect(t.Context(), []*file.File{file.Bytes("a.md", []byte(cstatePage))}, event.Window{}, file.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range b.Events {
		got = append(got, e.At.Format(time.RFC3339)+" "+e.Labels["status"]+" {"+e.Service+"} "+string(e.Severity)+" "+e.Text)
	}
	want := []string{
		"2022-05-22T09:32:40Z investigating {Uploads} error Slow uploads",
		"2022-05-22T09:40:00Z investigating {Uploads} error *Investigating* - We are looking into it.",
		"2022-05-22T13:10:00Z resolved {Uploads} error *Resolved* - The disk was\nreplaced.",
		"2022-05-22T13:10:00Z resolved {Uploads} error Uploads took minutes, from a full disk on one node.",
	}
	if d := cmp.Diff(want, got, cmp.Transformer("set", func(s []string) map[string]bool {
		m := map[string]bool{}
		for _, x := range s {
			m[x] = true
		}
		return m
	})); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if m := match(file.Head{Data: []byte(cstatePage), Whole: true}); m.Format != "cstate" {
		t.Errorf("read as %q", m.Format)
	}
}

// The pages of Netlify's StatusKit have the same updates below front matter in TOML.
func TestStatusKit(t *testing.T) {
	const page = "+++\ntitle = \"Slow assets\"\ndate = 2021-02-10T20:10:01.000Z\nseverity = \"partial-outage\"\naffectedsystems = [\n  \"CDN\"\n]\nresolved = true\n+++\n\n" +
		"Assets are slow. We are looking into it.\n\n**Resolved**: All is well. {{< track \"2021-02-10T22:10:00.000Z\" >}}\n"
	if m := match(file.Head{Data: []byte(page), Whole: true}); m.Format != "cstate" {
		t.Fatalf("read as %q", m.Format)
	}
	var got []string
	for _, p := range readCState([]byte(page), file.Options{Zone: time.UTC}).posts {
		got = append(got, p.At.UTC().Format(time.RFC3339)+" "+p.Labels["status"]+" {"+p.Service+"} "+p.Text)
	}
	want := []string{
		"2021-02-10T20:10:01Z investigating {CDN} Slow assets", "2021-02-10T22:10:00Z resolved {CDN} **Resolved**: All is well.",
		"2021-02-10T20:10:01Z investigating {CDN} Assets are slow. We are looking into it.",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// A page that was written when all was over is dated to the beginning; one that speaks of the moment, or has updates, is dated by its first post.
func TestBackdatedPage(t *testing.T) {
	const front = "---\ntitle: Logins down\ndate: 2022-08-20 12:40:00\nseverity: down\nresolved: true\nresolvedWhen: 2022-08-20 12:53:00\n---\n"
	for body, want := range map[string]string{
		"A disk was full, and has been enlarged.\n":                                          "true",
		"We are investigating failing logins.\n":                                             "",
		"A disk was full.\n\n*Resolved* - Enlarged. {{< track \"2022-08-20 12:53:00\" >}}\n": "",
	} {
		if got := readCState([]byte(front+body), file.Options{Zone: time.UTC}).posts[0].Labels["began"]; got != want {
			t.Errorf("%q: began %q, want %q", body, got, want)
		}
	}
}

// An account within a post of a copied page keeps its times, which begin lines of their own.
func TestAccountInCopiedPage(t *testing.T) {
	const copied = "# Slow alerts\nIncident Report for Example\n\n## Postmortem\n\nAt 13:20 we upgraded the queue.\n\nAround 13:25 we noticed that alerts were slow.\nPosted May 26, 2017 - 13:41 UTC\n\n" +
		"## Resolved\nAll is well.\nPosted May 24, 2017 - 14:34 UTC\n"
	b, err := collect(t.Context(), []*file.File{file.Bytes("a.md", []byte(copied))}, event.Window{}, file.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range b.Events {
		got = append(got, e.At.Format(time.RFC3339)+" "+e.Labels["status"]+" "+e.Text)
	}
	want := []string{
		"2017-05-24T14:34:00Z resolved All is well.",
		"2017-05-26T13:41:00Z postmortem At 13:20 we upgraded the queue.\n\nAround 13:25 we noticed that alerts were slow.",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// A page whose bare times stand below their posts, the newest first, headed by the day on which the incident began.
func TestBareTimesBelow(t *testing.T) {
	const page = "Tuesday May 12, 2020\n\nUsers cannot connect\n\nIssue summary:\nFrom 4:45 p.m. PDT to 5:33 p.m. PDT, customers were not able to connect to us.\n\n8:31 AM PDT\n\n" +
		"We have fully restored service for all of our users.\n\n5:33 PM PDT\n\nUsers cannot connect. We are investigating the cause of it.\n\n5:02 PM PDT\n\nUsers report timeouts. We are working to get things back to normal.\n\n4:53 PM PDT\n\nServices affected\n"
	b, err := collect(t.Context(), []*file.File{file.Bytes("a.md", []byte(page))}, event.Window{}, file.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range b.Events {
		first, _, _ := strings.Cut(e.Text, ".")
		got = append(got, e.At.Format(time.RFC3339)+" "+first)
	}
	want := []string{
		"2020-05-12T23:53:00Z Users report timeouts", "2020-05-13T00:02:00Z Users cannot connect", "2020-05-13T00:33:00Z We have fully restored service for all of our users",
		"2020-05-13T15:31:00Z Users cannot connect\n\nIssue summary:\nFrom 4:45 p",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// An open incident has no end; what cannot be read is said by line, and the rest is kept.
func TestCStateBroken(t *testing.T) {
	tests := map[string]struct {
		page   string
		events int
		err    string
	}{
		"open":           {strings.Replace(cstatePage, "resolved: true", "resolved: false", 1), 4, ""},
		"no such day":    {strings.Replace(cstatePage, "2022-05-22T05:40", "2022-05-32T05:40", 1), 3, "line 13: track:"},
		"an end unread":  {strings.Replace(cstatePage, "resolvedWhen: 2022-05-22T09:10:00-04:00", "resolvedWhen: soon", 1), 4, "resolvedWhen"},
		"no start":       {strings.Replace(cstatePage, "date: 2022-05-22T05:32:40-04:00", "date: last week", 1), 0, "line 1: date"},
		"a title, a lot": {strings.Replace(cstatePage, "Slow uploads", strings.Repeat("x", 5000), 1), 4, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := readCState([]byte(tt.page), file.Options{Zone: time.UTC})
			if len(r.posts) != tt.events || (r.err == nil) != (tt.err == "") || (r.err != nil && !strings.Contains(r.err.Error(), tt.err)) {
				t.Errorf("%d posts, %v", len(r.posts), r.err)
			}
		})
	}
	for _, other := range []string{"---\ntitle: A post\ndate: 2022-05-22\n---\nHello.\n", "---\nresolved: true\n---\n", "---\ntitle: [\ndate: x\nresolved: true\n---\n", "--- a\n"} {
		if m := matchCState(file.Head{Data: []byte(other), Whole: true}); m.Score != 0 {
			t.Errorf("%q is taken for an incident", other)
		}
	}
}

// Copies of Statuspage's own pages: the status is a heading above the post, and "Posted …" stands below it.
func TestCopiedStatuspage(t *testing.T) {
	const copied = "# Errors on upload\nIncident Report for Example\n\n## Resolved\nThis is fixed since 14:02 UTC.\n\nAll is well.\nPosted Jun 04, 2024 - 14:25 UTC\n\n## Investigating\nUploads fail.\nPosted Jun 04, 2024 - 13:05 UTC\n"
	b, err := collect(t.Context(), []*file.File{file.Bytes("a.md", []byte(copied))}, event.Window{}, file.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range b.Events {
		got = append(got, e.At.Format(time.RFC3339)+" "+e.Labels["status"]+" ["+e.Labels["incident"]+"] "+e.Text)
	}
	want := []string{
		"2024-06-04T13:05:00Z investigating [Errors on upload] Uploads fail.",
		"2024-06-04T14:25:00Z resolved [Errors on upload] This is fixed since 14:02 UTC.\n\nAll is well.",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if m := match(file.Head{Data: []byte(copied), Whole: true}); m.Score < 80 {
		t.Errorf("score %d", m.Score)
	}
}

// FuzzCState: reading never panics, and every post has a time and words.
func FuzzCState(f *testing.F) {
	f.Add([]byte(cstatePage))
	f.Add([]byte("---\ndate: 2022-05-22\nresolved: true\n---\n{{< track \"x\" >}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if matchCState(file.Head{Data: data, Whole: true}).Score == 0 {
			return
		}
		for _, p := range readCState(data, file.Options{Zone: time.UTC}).posts {
			if p.At.IsZero() || p.Text == "" {
				t.Fatalf("%+v", p.Event)
			}
		}
	})
}
