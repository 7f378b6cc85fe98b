package render

import (
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// threeRows is a summary of three posts, of which the second states a cause.
func threeRows(t *testing.T) *summary.Summary {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	tl := &timeline.Timeline{Causes: []timeline.Statement{{Text: "A disk was full.", Evidence: []string{"E-2"}}}}
	for i, id := range []string{"E-1", "E-2", "E-3"} {
		at := time.Date(2025, 10, 20, 22, i, 0, 0, time.UTC)
		tl.Entries = append(tl.Entries, timeline.Entry{Event: event.Event{ID: id, At: at, Kind: event.Status, Text: "Post " + id}, Row: true})
	}
	return summary.New(tl, summary.Meta{Title: "Three rows", Zone: zone})
}

func TestLinksLeadToAPlaceInTheDocumentOrArePlain(t *testing.T) {
	const causes = "{{range .Causes}}{{.Text}} {{.Evidence}}\n{{end}}"
	for _, c := range []struct{ name, source, want string }{
		{"no list of evidence", causes, "A disk was full. E-2\n"},
		{"a list", causes + "{{range .Evidence}}{{.Anchor}}\n{{end}}", "A disk was full. [E-2](#e-2)\n" +
			`<a id="e-1"></a>E-1` + "\n" + `<a id="e-2"></a>E-2` + "\n" + `<a id="e-3"></a>E-3` + "\n"},
		{"a list of what is cited", causes + "{{range .Supporting}}{{.Anchor}}\n{{end}}", "A disk was full. [E-2](#e-2)\n" + `<a id="e-2"></a>E-2` + "\n"},
		{
			"a part of a list", "{{range .Timeline}}{{.Evidence}}\n{{end}}{{range $i, $x := .Evidence}}{{if eq $i 1}}{{$x.Anchor}}\n{{end}}{{end}}",
			"E-1\n[E-2](#e-2)\nE-3\n" + `<a id="e-2"></a>E-2` + "\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := execute("test.md.tmpl", c.source, threeRows(t), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestInUTCTellsEveryTimeInUTC(t *testing.T) {
	const source = "{{.TimelineHead.Local}}{{if .TwoZones}} and {{.TimelineHead.UTC}}{{end}}\n{{range .Timeline}}{{.At}} {{.UTC}}\n{{end}}"
	for _, c := range []struct{ source, want string }{
		{source, "JST, 21 Oct 2025 and UTC, 20 Oct 2025\n07:00 22:00\n07:01 22:01\n07:02 22:02\n"},
		{"{{with .InUTC}}" + source + "{{end}}", "UTC, 20 Oct 2025\n22:00 22:00\n22:01 22:01\n22:02 22:02\n"},
	} {
		got, err := execute("test.md.tmpl", c.source, threeRows(t), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.TrimSpace(string(got)) != strings.TrimSpace(c.want) {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

func TestATemplateMayReplaceASharedPiece(t *testing.T) {
	got, err := execute("test.md.tmpl", "{{define \"impact\"}}mine\n{{end}}{{template \"impact\" .}}{{template \"items\" .}}", threeRows(t), Options{})
	if want := "mine\nNo remediation item is on record.\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}
