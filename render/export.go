package render

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// csvHeader names the columns of TimelineCSV. New ones come at the end.
var csvHeader = []string{
	"at_utc", "at_local", "until_utc", "open", "phase", "row", "under", "kind", "source", "service", "severity", "actor", "text", "count", "id", "where", "also", "stamped",
}

// TimelineCSV writes every entry of the timeline as CSV (RFC 4180), the instants as RFC 3339. No cell is a formula to a spreadsheet: one that
// would begin like a formula gets an apostrophe in front (CWE-1236).
func TimelineCSV(w io.Writer, s *summary.Summary) error {
	c := csv.NewWriter(w)
	if err := c.Write(csvHeader); err != nil {
		return fmt.Errorf("writing the timeline as CSV: %w", err)
	}
	for _, e := range s.Timeline.Entries {
		if err := c.Write(csvRecord(e, s.Clock)); err != nil {
			return fmt.Errorf("writing the timeline as CSV: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("writing the timeline as CSV: %w", err)
	}
	return nil
}

func csvRecord(e timeline.Entry, c summary.Clock) []string {
	cells := []string{
		stamp(e.At.UTC()), stamp(c.In(e.At)), stamp(e.Until.UTC()), strconv.FormatBool(e.Open), e.Phase, strconv.FormatBool(e.Row), e.Under,
		string(e.Kind), e.Source, e.Service, string(e.Severity), summary.ActorName(e.Actor), e.Text, strconv.Itoa(max(e.Count, 1)), e.ID, places(e.Refs),
		alsoIDs(e), stamp(c.In(e.Stamped)),
	}
	for i, cell := range cells {
		cells[i] = harmlessCell(plain.Line(cell, maxText))
	}
	return cells
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// harmlessCell puts an apostrophe before what a spreadsheet would take for a formula. Blanks in front do not stop every spreadsheet, nor does
// a wide form of the sign.
func harmlessCell(s string) string {
	t := strings.TrimSpace(s)
	if strings.HasPrefix(s, "\t") || strings.IndexAny(t, "=+-@＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}

// alsoIDs are the ids of what was joined into an entry.
func alsoIDs(e timeline.Entry) string {
	ids := make([]string, len(e.Also))
	for i, t := range e.Also {
		ids[i] = t.ID
	}
	return strings.Join(ids, " ")
}

// places are refs as text, one after another.
func places(refs []event.Ref) string {
	var out []string
	for _, r := range refs {
		if r.URL != "" {
			out = append(out, r.URL)
		}
		if r.File != "" {
			out = append(out, place(r))
		}
	}
	return strings.Join(out, " ")
}

// timelineTemplate is the timeline alone, as a table that can be pasted into a page. Its first line is our marker, so that a copy kept in the
// incident folder is not read as notes.
const timelineTemplate = `<!-- pes:timeline -->

| {{.TimelineHead.Local}} | {{if .TwoZones}}{{.TimelineHead.UTC}} | {{end}}Phase | Kind | Service | What | Evidence |
|---|{{if .TwoZones}}---|{{end}}---|---|---|---|---|
{{range .Timeline -}}
| {{.At}} | {{if $.TwoZones}}{{.UTC}} | {{end}}{{or .Phase "–"}} | {{.Kind}} | {{or .Service "–"}} | {{.Text}} | {{.IDs}} |
{{end}}`

// TimelineMarkdown writes the rows of the timeline as a Markdown table.
func TimelineMarkdown(s *summary.Summary) ([]byte, error) {
	return execute("timeline.md.tmpl", timelineTemplate, s, Options{})
}
