package render_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
)

func at(hour, minute int) *time.Time {
	t := time.Date(2026, 2, 17, hour, minute, 0, 0, time.UTC)
	return &t
}

// shop is the patterns of a log: one steady, one that comes and goes.
func shop() *summary.Patterns {
	trend := func(counts ...uint32) *summary.Trend {
		return &summary.Trend{Start: *at(13, 0), Step: 600, Counts: counts}
	}
	services := []summary.PatternService{{Name: "payments", Count: 1000}, {Name: "orders", Count: 234}}
	return &summary.Patterns{
		Lines: summary.PatternLines{Count: 1300, First: at(13, 0), Last: at(14, 0)}, Total: 2,
		Patterns: []summary.Pattern{
			{
				ID: "P-2tg39dj2", Template: "charge <*> accepted in <*> ms", Count: 1234, Share: 0.9492, First: at(13, 0), Last: at(14, 0), Level: new("info"),
				Services: services, Trend: trend(200, 200, 200, 200, 200, 200, 34), Sample: "charge 17 accepted in 95 ms", File: "app.log", Line: 1,
			},
			{
				ID: "P-qp6rh99d", Template: "no connection free", Count: 66, Share: 0.0508, First: at(13, 20), Last: at(13, 45), Level: new("error"),
				Services: services[:1], Trend: trend(0, 0, 20, 40, 6, 0, 0), Sample: "no connection free", File: "app.log", Line: 40,
			},
		},
	}
}

func patternsTable(t *testing.T, p *summary.Patterns, o render.PatternsOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.PatternsTable(&b, p, o); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(b.String()) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	return strings.Join(lines, "\n")
}

func TestPatternsTable(t *testing.T) {
	want := `2 patterns in 1,300 lines, 2026-02-17 13:00:00 to 14:00:00 UTC

 Id          Count  Share  Trend    Level  Service      First     Last      Pattern
 P-2tg39dj2  1,234  94.9%  ██████▂  info   payments +1  13:00:00  14:00:00  charge <*> accepted in <*> ms
                                                                            charge 17 accepted in 95 ms
 P-qp6rh99d     66   5.1%  ··▄█▂··  error  payments     13:20:00  13:45:00  no connection free`
	if diff := cmp.Diff(want, patternsTable(t, shop(), render.PatternsOptions{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	zone := patternsTable(t, shop(), render.PatternsOptions{Zone: newYork(t)})
	if !strings.Contains(zone, "2026-02-17 08:00:00 to 09:00:00 EST") || !strings.Contains(zone, " 08:20:00  08:45:00 ") {
		t.Errorf("in New York:\n%s", zone)
	}
}

// TestPatternsTableOfLittle: a column that says nothing of any pattern is left out.
func TestPatternsTableOfLittle(t *testing.T) {
	p := &summary.Patterns{Lines: summary.PatternLines{Count: 3}, Total: 1, Patterns: []summary.Pattern{{ID: "P-2tg39dj2", Template: "up", Count: 3, Share: 1, Sample: "up"}}}
	want := `1 pattern in 3 lines

 Id          Count   Share  Pattern
 P-2tg39dj2      3  100.0%  up`
	if diff := cmp.Diff(want, patternsTable(t, p, render.PatternsOptions{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPatternsTableFits: on any terminal no line is wider than it, the pattern and its id are there, and what is left out is said.
func TestPatternsTableFits(t *testing.T) {
	p := shop()
	p.Patterns[0].Template = strings.Repeat("接続に失敗 <*> ", 40)
	for i := range 100 {
		x := p.Patterns[1]
		x.ID = fmt.Sprintf("P-%08d", i)
		p.Patterns = append(p.Patterns, x)
	}
	p.Total = len(p.Patterns)
	for _, width := range []int{60, 80, 100, 120, 200} {
		for _, height := range []int{1, 24, 60} {
			o := render.PatternsOptions{TerminalOptions: render.TerminalOptions{Width: width, Color: true}, Height: height}
			lines := strings.Split(patternsTable(t, p, o), "\n")
			if len(lines) > max(height, 16) {
				t.Errorf("%d × %d: %d lines", width, height, len(lines))
			}
			shown := 0
			for _, line := range lines[1:] { // a title may be longer
				if w := twwidth.Width(line); w > width {
					t.Errorf("%d × %d: %d columns in %q", width, height, w, line)
				}
				if strings.HasPrefix(line, " P-") {
					shown++
				}
			}
			if shown == 0 || !strings.Contains(lines[len(lines)-1], fmt.Sprintf("%d more patterns: --limit 0 shows all", p.Total-shown)) {
				t.Errorf("%d × %d: %d patterns shown, and it ends in %q", width, height, shown, lines[len(lines)-1])
			}
		}
	}
}

func TestPatternsTableIsHarmless(t *testing.T) {
	p := shop()
	evil := "\x1b]0;owned\x07\x1b[2J\u202eevil\u009b31m\x0b\x0c\x85\u2028"
	p.Patterns[0].Template, p.Patterns[0].Sample = evil+" <*>", evil
	p.Patterns[0].Services[0].Name = evil
	a := &summary.Against{Before: summary.Span{Name: evil}, After: summary.Span{Name: evil}, Changes: []summary.PatternChange{{Change: "new", Pattern: p.Patterns[0]}}}
	var against bytes.Buffer
	if err := render.AgainstTable(&against, a, render.PatternsOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{patternsTable(t, p, render.PatternsOptions{}), against.String()} {
		if strings.ContainsAny(out, "\x1b\x07\u202e\u009b\x0b\x0c\u0085\u2028") {
			t.Errorf("a control character reached the terminal: %q", out)
		}
	}
}

// grown is what changed, a pattern of each kind, n of the first.
func grown(n int) *summary.Against {
	ratio, traffic := 9.5, 1.25
	lines := summary.PatternLines{Count: 500}
	a := &summary.Against{
		Before: summary.Span{Name: "old.log", From: at(12, 0), To: at(13, 0), Lines: lines}, After: summary.Span{Name: "new.log", From: at(13, 0), To: at(14, 0), Lines: lines},
		RateUnit: "lines/min", Traffic: &traffic, Total: summary.AgainstTotals{New: n, Gone: 1, Grown: 1, RareNew: 3},
	}
	for range n {
		a.Changes = append(a.Changes, summary.PatternChange{Change: "new", After: summary.Rate{Count: 66, Rate: 1.1}, Pattern: shop().Patterns[1]})
	}
	return &summary.Against{
		Before: a.Before, After: a.After, RateUnit: a.RateUnit, Traffic: a.Traffic, Total: a.Total,
		Changes: append(
			a.Changes,
			summary.PatternChange{Change: "gone", Before: summary.Rate{Count: 1500, Rate: 25}, Pattern: shop().Patterns[1]},
			summary.PatternChange{Change: "grown", Before: summary.Rate{Count: 130, Rate: 2.1666}, After: summary.Rate{Count: 1234, Rate: 20.5666}, Ratio: &ratio, Pattern: shop().Patterns[0]},
		),
	}
}

func TestAgainstTable(t *testing.T) {
	var b bytes.Buffer
	if err := render.AgainstTable(&b, grown(1), render.PatternsOptions{}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"What changed from old.log to new.log: 1 new, 1 gone, 1 grown, 0 shrunk",
		"before: 500 lines, 2026-02-17 12:00:00 to 13:00:00 UTC",
		"after:  500 lines, 2026-02-17 13:00:00 to 14:00:00 UTC",
		"",
		" Change  Id          Before  /min  After  /min  Times  Level  Service      Pattern                       ",
		" new     P-qp6rh99d       0     0     66   1.1         error  payments     no connection free            ",
		" gone    P-qp6rh99d   1,500    25      0     0         error  payments     no connection free            ",
		" grown   P-2tg39dj2     130   2.2  1,234    21   ×9.5  info   payments +1  charge <*> accepted in <*> ms ",
		"                                                                           charge 17 accepted in 95 ms   ",
		"the usual pattern is 1.2 times as frequent",
		"too rare or too uneven to tell from chance: 3 of the later span alone, 0 of the earlier",
		"",
	}
	if diff := cmp.Diff(want, strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAgainstTableShowsEachKind: however many patterns are new, those that are gone or grown have their place on a low terminal.
func TestAgainstTableShowsEachKind(t *testing.T) {
	var b bytes.Buffer
	if err := render.AgainstTable(&b, grown(100), render.PatternsOptions{Height: 20}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n new ", "\n gone ", "\n grown ", " more changes: --limit 0 shows all"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, &b)
		}
	}
}

func TestPatternsCSV(t *testing.T) {
	p := shop()
	p.Patterns[1].Template, p.Patterns[1].Sample, p.Patterns[1].File = "=cmd|' /C calc'!A0", "@SUM(A1)", "-evil.log"
	var b bytes.Buffer
	if err := render.PatternsCSV(&b, p); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"id", "count", "share", "first_utc", "last_utc", "level", "services", "template", "sample", "where", "trend_start_utc", "trend_step", "trend"},
		{
			"P-2tg39dj2", "1234", "0.9492", "2026-02-17T13:00:00Z", "2026-02-17T14:00:00Z", "info", "payments orders", "charge <*> accepted in <*> ms",
			"charge 17 accepted in 95 ms", "app.log:1", "2026-02-17T13:00:00Z", "600", "200 200 200 200 200 200 34",
		},
		{
			"P-qp6rh99d", "66", "0.0508", "2026-02-17T13:20:00Z", "2026-02-17T13:45:00Z", "error", "payments", "'=cmd|' /C calc'!A0",
			"'@SUM(A1)", "'-evil.log:40", "2026-02-17T13:00:00Z", "600", "0 0 20 40 6 0 0",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAgainstCSV(t *testing.T) {
	var b bytes.Buffer
	if err := render.AgainstCSV(&b, grown(1)); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(got) != 4 {
		t.Fatalf("%d records, %v", len(got), err)
	}
	want := []string{
		"grown", "P-2tg39dj2", "130", "2.1666", "1234", "20.5666", "lines/min", "9.5", "info", "payments orders", "charge <*> accepted in <*> ms",
		"charge 17 accepted in 95 ms", "app.log:1",
	}
	if diff := cmp.Diff(want, got[3]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
