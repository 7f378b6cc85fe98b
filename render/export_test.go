package render_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

func TestCSVHasNoFormulaAndEveryEntry(t *testing.T) {
	texts := []string{"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "plain, \"quoted\"\nnext", "a=b"}
	tl := &timeline.Timeline{}
	for i, x := range texts {
		tl.Entries = append(tl.Entries, timeline.Entry{Event: event.Event{ID: "E-0000000" + string(rune('0'+i)), At: utc(7, i), Text: x}, Row: true})
	}
	var b bytes.Buffer
	if err := render.TimelineCSV(&b, summary.New(tl, summary.Meta{Zone: newYork(t)})); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != len(texts)+1 {
		t.Fatalf("%d records for %d entries", len(records), len(texts))
	}
	for _, r := range records[1:] {
		for _, cell := range r {
			if strings.ContainsAny(strings.TrimSpace(cell)[:min(1, len(strings.TrimSpace(cell)))], "=+-@") || strings.HasPrefix(cell, "＝") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	if got := records[1][0] + " " + records[1][1]; got != "2025-10-20T07:00:00Z 2025-10-20T03:00:00-04:00" {
		t.Errorf("the instants are %s", got)
	}
	if got := records[8][12]; got != `plain, "quoted" next` {
		t.Errorf("the text is %q", got)
	}
}

func TestTerminalTable(t *testing.T) {
	s := outage(t)
	s.Rows[2].Text = "\x1b]0;owned\x07\x1b[2J\u202eevil\u009b31m 接続に失敗しました " + strings.Repeat("long ", 40)
	for _, width := range []int{0, 60, 120, 160} {
		var b bytes.Buffer
		if err := render.TimelineTable(&b, s, render.TerminalOptions{Width: width}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\x07\u202e\u009b") {
			t.Errorf("width %d: a control character reached the terminal", width)
		}
		for line := range strings.Lines(b.String()) {
			if n := twwidth.Width(strings.TrimRight(line, " \n")); width >= 120 && n > width {
				t.Errorf("width %d: a line of %d columns: %q", width, n, line)
			}
		}
		for _, want := range []string{"Onset of impact", "EDT, 20 Oct 2025", "20 Oct 02:48", "unknown", "between 02:48 and 02:51", "E-00000003"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("width %d: %q is missing", width, want)
			}
		}
	}
	var plain, color bytes.Buffer
	if err := render.TimelineTable(&plain, outage(t), render.TerminalOptions{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "outage.table.golden.txt", plain.Bytes())
	if err := render.TimelineTable(&color, outage(t), render.TerminalOptions{Color: true}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(plain.String(), "\x1b") || !strings.Contains(color.String(), "\x1b[32m02:48") {
		t.Error("colours where none were asked for, or none where they were")
	}
}

func TestTimelineAsMarkdown(t *testing.T) {
	got, err := render.TimelineMarkdown(outage(t))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "outage.timeline.golden.md", got)
}
