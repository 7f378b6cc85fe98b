package logs

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// kept is a pattern that was written so often before and after.
type kept struct {
	text          string
	level         event.Severity
	before, after int
}

// compared makes two sets of patterns, the first of so many minutes, the second of so many. Without minutes no line has a stamp.
func compared(minutes [2]int, patterns []kept) Patterns {
	p := Patterns{Sets: make([]SetLines, 2)}
	for i, n := range minutes {
		if n > 0 {
			p.Sets[i].From, p.Sets[i].To = day, day.Add(time.Duration(n)*time.Minute)
		}
	}
	for _, k := range patterns {
		p.Sets[0].Lines += k.before
		p.Sets[1].Lines += k.after
		p.List = append(p.List, Pattern{Template: k.text, Level: k.level, Parts: []Part{{Count: k.before}, {Count: k.after}}})
	}
	if minutes[0] == 0 {
		p.Sets[0].Undated, p.Sets[1].Undated = p.Sets[0].Lines, p.Sets[1].Lines
	}
	return p
}

// steady is patterns that are so many times as frequent after as before.
func steady(n, before, after int) []kept {
	var list []kept
	for i := range n {
		list = append(list, kept{text: fmt.Sprintf("steady %c", 'a'+i), level: event.Info, before: before, after: after})
	}
	return list
}

func TestCompare(t *testing.T) {
	for _, tc := range []struct {
		name     string
		minutes  [2]int
		patterns []kept
		want     []string
		few      map[ChangeKind]int
	}{
		{"nothing changed", [2]int{60, 60}, steady(8, 100, 110), nil, nil},
		{"the same in a tenth of the time", [2]int{600, 60}, steady(8, 1000, 100), nil, nil},
		{
			"an error is new",
			[2]int{60, 60},
			append(steady(8, 100, 100), kept{"no answer", event.Error, 0, 5}),
			[]string{"new no answer"},
			nil,
		},
		{
			"four errors may be chance",
			[2]int{60, 60},
			append(steady(8, 100, 100), kept{"no answer", event.Error, 0, 4}),
			nil,
			map[ChangeKind]int{New: 1},
		},
		{
			"five lines that are no error may be, too",
			[2]int{60, 60},
			append(steady(8, 100, 100), kept{"cache cleared", event.Info, 0, 5}, kept{"cache filled", event.Info, 5, 0}),
			nil,
			map[ChangeKind]int{New: 1, Gone: 1},
		},
		{
			"gone, grown and shrunk, the worst first",
			[2]int{60, 60},
			append(steady(8, 100, 100), kept{"tick", event.Debug, 200, 0}, kept{"retrying", event.Warning, 10, 90}, kept{"sent", event.Info, 90, 20}, kept{"failed", event.Error, 20, 90}),
			[]string{"gone tick", "grown failed", "grown retrying", "shrunk sent"},
			nil,
		},
		{"twice as frequent is not much", [2]int{60, 60}, append(steady(8, 100, 100), kept{"failed", event.Error, 1000, 2000}), nil, nil},
		{
			"a look of a minute does not show what is new in an hour",
			[2]int{1, 60},
			append(steady(8, 10, 600), kept{"rotating keys", event.Error, 0, 12}),
			nil,
			map[ChangeKind]int{New: 1},
		},
		{"a day four times as busy changes nothing", [2]int{60, 60}, steady(8, 100, 400), nil, nil},
		{
			"nor does what keeps its pace on that day",
			[2]int{60, 60},
			append(steady(8, 100, 400), kept{"hourly report", event.Info, 60, 60}),
			nil,
			nil,
		},
		{
			"but a pattern that outgrows the day does",
			[2]int{60, 60},
			append(steady(8, 100, 400), kept{"failed", event.Error, 10, 400}),
			[]string{"grown failed"},
			nil,
		},
		{
			"a flood of one pattern does not make the others rare",
			[2]int{60, 60},
			append(steady(8, 100, 100), kept{"failed", event.Error, 10, 100_000}),
			[]string{"grown failed"},
			nil,
		},
		{
			"half of the traffic is gone, and one pattern stays",
			[2]int{60, 60},
			append(steady(8, 400, 100), kept{"health check", event.Info, 60, 60}),
			nil,
			nil,
		},
		{
			"without stamps, against the number of lines",
			[2]int{},
			append(steady(8, 100, 1000), kept{"failed", event.Error, 0, 100}),
			[]string{"new failed"},
			nil,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := Compare(compared(tc.minutes, tc.patterns))
			var got []string
			for _, x := range c.Changes {
				got = append(got, string(x.Kind)+" "+x.Template)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			if len(c.Few) != len(tc.few) || c.Few[New] != tc.few[New] || c.Few[Gone] != tc.few[Gone] {
				t.Errorf("too few to tell: %v, want %v", c.Few, tc.few)
			}
			if c.Untimed != (tc.minutes[0] == 0) {
				t.Errorf("untimed: %v", c.Untimed)
			}
		})
	}
}

// TestCompareClumps: what comes in batches is no sign of anything where there were batches before; what came steadily is.
func TestCompareClumps(t *testing.T) {
	batches, steadily := make([]uint32, 24), make([]uint32, 24)
	batches[3], batches[15], batches[17], batches[19], batches[20] = 40, 40, 40, 40, 40
	for i := range steadily {
		steadily[i] = 3
		if i >= 12 {
			steadily[i] = 14
		}
	}
	p := compared([2]int{60, 60}, append(steady(8, 100, 100), kept{"batch failed", event.Error, 40, 160}, kept{"request failed", event.Error, 36, 168}))
	p.Start, p.Step = day, 5*time.Minute
	p.Sets[1].From, p.Sets[1].To = day.Add(time.Hour), day.Add(2*time.Hour)
	p.List[8].Parts[0].Trend, p.List[9].Parts[0].Trend = batches, steadily
	c := Compare(p)
	if len(c.Changes) != 1 || c.Changes[0].Template != "request failed" {
		t.Errorf("%+v", c.Changes)
	}
}

func TestCompareRates(t *testing.T) {
	c := Compare(compared([2]int{60, 10}, append(steady(8, 120, 40), kept{"failed", event.Error, 30, 90})))
	if c.Traffic != 2 {
		t.Errorf("the usual pattern is %v times as frequent, want 2", c.Traffic)
	}
	if len(c.Changes) != 1 {
		t.Fatalf("%d changes, want 1", len(c.Changes))
	}
	if got, want := [2]Rate{c.Changes[0].Before, c.Changes[0].After}, ([2]Rate{{30, 0.5}, {90, 9}}); got != want {
		t.Errorf("rates %v, want %v", got, want)
	}
	if few := Compare(compared([2]int{60, 60}, steady(4, 100, 400))); few.Traffic != 0 {
		t.Errorf("four patterns tell a traffic of %v", few.Traffic)
	}
}
