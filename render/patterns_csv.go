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
)

// patternsHeader and againstHeader name the columns of PatternsCSV and AgainstCSV. New ones come at the end.
var (
	patternsHeader = []string{
		"id", "count", "share", "first_utc", "last_utc", "level", "services", "template", "sample", "where", "trend_start_utc", "trend_step", "trend",
	}
	againstHeader = []string{
		"change", "id", "before_count", "before_rate", "after_count", "after_rate", "rate_unit", "ratio", "level", "services", "template", "sample", "where",
	}
)

// PatternsCSV writes the patterns of logs as CSV, a line a pattern, with the same care as TimelineCSV. A trend is its counts with blanks
// between them.
func PatternsCSV(w io.Writer, p *summary.Patterns) error {
	records := [][]string{patternsHeader}
	for _, x := range p.Patterns {
		cells := []string{
			x.ID, strconv.Itoa(x.Count), decimal(x.Share), utcCell(x.First), utcCell(x.Last), levelCell(x.Level), servicesCell(x.Services),
			x.Template, x.Sample, whereCell(x), "", "", "",
		}
		if x.Trend != nil {
			n := len(cells)
			cells[n-3], cells[n-2], cells[n-1] = stamp(x.Trend.Start), strconv.Itoa(x.Trend.Step), trendCell(x.Trend.Counts)
		}
		records = append(records, cells)
	}
	return writeCSV(w, records)
}

// AgainstCSV writes what changed as CSV, a line a change.
func AgainstCSV(w io.Writer, a *summary.Against) error {
	records := [][]string{againstHeader}
	for _, x := range a.Changes {
		ratio := ""
		if x.Ratio != nil {
			ratio = decimal(*x.Ratio)
		}
		records = append(records, []string{
			x.Change, x.ID, strconv.Itoa(x.Before.Count), decimal(x.Before.Rate), strconv.Itoa(x.After.Count), decimal(x.After.Rate), a.RateUnit, ratio,
			levelCell(x.Level), servicesCell(x.Services), x.Template, x.Sample, whereCell(x.Pattern),
		})
	}
	return writeCSV(w, records)
}

func writeCSV(w io.Writer, records [][]string) error {
	c := csv.NewWriter(w)
	for _, cells := range records {
		for i, cell := range cells {
			cells[i] = harmlessCell(plain.Line(cell, maxText))
		}
		if err := c.Write(cells); err != nil {
			return fmt.Errorf("writing the patterns as CSV: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("writing the patterns as CSV: %w", err)
	}
	return nil
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }

func utcCell(t *time.Time) string {
	if t == nil {
		return ""
	}
	return stamp(t.UTC())
}

func levelCell(l *string) string {
	if l == nil {
		return ""
	}
	return *l
}

func servicesCell(all []summary.PatternService) string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Name
	}
	return strings.Join(names, " ")
}

func whereCell(p summary.Pattern) string { return place(event.Ref{File: p.File, Line: p.Line}) }

func trendCell(counts []uint32) string {
	cells := make([]string, len(counts))
	for i, n := range counts {
		cells[i] = strconv.FormatUint(uint64(n), 10)
	}
	return strings.Join(cells, " ")
}
