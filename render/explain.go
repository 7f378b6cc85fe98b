package render

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// ExplainTable writes how a milestone was decided, for a terminal: what it is and why, then every candidate with its score, rule and evidence.
func ExplainTable(w io.Writer, s *summary.Summary, name timeline.Name, o TerminalOptions) error {
	term := terminal{document: newDocument(s, Options{}), o: o}
	m := s.Timeline.Milestones[name]
	clock := term.MilestoneTimes()
	head := summary.MilestoneLabel(name) + ": " + moment(clock, m)
	if _, err := fmt.Fprintf(w, "%s\n%s\n\n", term.paint(colorHead, head), summary.WhyMilestone(m, clock.clock)); err != nil {
		return fmt.Errorf("explaining %s: %w", name, err)
	}
	rows := term.candidates(m)
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "No rule found a candidate in the evidence.")
		return err
	}
	if err := term.table(w, []string{"", clock.Head, "Score", "Sure", "Rule", "Evidence", "Why"}, rows); err != nil {
		return fmt.Errorf("explaining %s: %w", name, err)
	}
	return nil
}

// candidates are the rows of a milestone's candidates: what was chosen, by the rules alone where a person decided, and the runners-up.
func (t terminal) candidates(m *timeline.Milestone) [][]string {
	clock := t.MilestoneTimes()
	chosen, mark := m, "used"
	if m.Machine != nil {
		chosen, mark = m.Machine, "by the rules"
	}
	var rows [][]string
	if chosen.State == timeline.Known && chosen.Score != 0 {
		rows = append(rows, []string{
			mark, moment(clock, chosen), score(chosen.Score), cmp.Or(string(chosen.Confidence), "–"), plain.Line(chosen.Reason.Rule, maxService),
			idList(chosen.Evidence), summary.Why(chosen.Reason, clock.clock),
		})
	}
	for _, a := range m.Alternatives {
		at := moment(clock, &timeline.Milestone{State: timeline.Known, At: a.At, Precision: a.Precision})
		rows = append(rows, []string{
			"", at, score(a.Score), cmp.Or(string(a.Confidence), "–"), plain.Line(a.Reason.Rule, maxService), idList(a.Evidence), summary.Why(a.Reason, clock.clock),
		})
	}
	return rows
}

func score(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// idList is the first ids of a list, for a column.
func idList(ids []string) string {
	const shown = 2
	out := plain.Line(strings.Join(ids[:min(len(ids), shown)], " "), maxBrief)
	if more := len(ids) - shown; more > 0 {
		out += fmt.Sprintf(" +%d", more)
	}
	return out
}
