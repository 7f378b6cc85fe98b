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
