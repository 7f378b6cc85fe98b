package merge

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestTimeIsLinear compares the time that hostile documents take with that for an eighth of them: linear work takes eight times as long, quadratic
// 64 times. Times are the best of several, and the bound lies between the two.
func TestTimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	old, late := marking(t, first), []byte(marking(t, second))
	many := func(s string) func(int) string {
		return func(n int) string { return strings.Repeat(s, n/len(s)) }
	}
	for name, form := range map[string]func(int) string{
		"brackets":    many("[a](b"),
		"quotes":      many("> "),
		"list marks":  many("- "),
		"nested":      func(n int) string { return strings.Repeat("- ", n/4) + "a\n" + strings.Repeat("\n", n/2) },
		"blank lines": many("\n"),
		"blanks": func(n int) string {
			return strings.Repeat("- a\n  - b\n    - c\n", 20) + strings.Repeat(strings.Repeat(" ", 1000)+"\n", n/1000)
		},
		"lazy":        func(n int) string { return strings.Repeat("> ", n/4) + "a\n" + strings.Repeat("b\n", n/4) },
		"headings":    many("# a\n"),
		"underlines":  many("a\n=\n"),
		"fences":      func(n int) string { return fences(n) },
		"comments":    many("<!-- "),
		"markers":     many("\n<!-- pes:section summary aaaaaaaaaa -->\n"),
		"tables":      many("\n<!-- pes:table timeline aaaaaaaaaa -->\n\n| a |\n|---|\n| b |\n"),
		"table marks": many("<!-- pes:table timeline aaaaaaaaaa -->\n"),
		"suggestions": many("\n<!-- pes:suggestion summary aaaaaaaaaa -->\n\n> a\n"),
		"bars":        func(n int) string { return strings.Repeat("|", n/2) + "\n" + strings.Repeat("|-", n/4) + "|\n" },
		"columns":     func(n int) string { return columnsOf(n / 8) },
		"rows":        func(n int) string { return strings.Repeat("| same | row |\n", n/15) },
		"ledgers":     many("<!-- pes:ledger 1 aaaaaaaaaa\nsection summary aaaaaaaaaa\n-->\n"),
		"open ledger": many("<!-- pes:ledger 1 aaaaaaaaaa\n"),
		"own heads":   func(n int) string { return strings.Repeat("\n## Summary\n", n/12) },
		"backslashes": many("\\"),
	} {
		for place, put := range map[string]func(string) string{
			"in a section": func(s string) string { return strings.Replace(old, "- It was", "- It was\n\n"+s+"\n", 1) },
			"in a table": func(s string) string {
				return strings.Replace(old, "| Tickets | 12 |\n", "| Tickets | 12 |\n"+s+"\n", 1)
			},
			"in a ledger": func(s string) string { return strings.Replace(old, "\n-->\n", "\n"+s+"\n-->\n", 1) },
		} {
			const size, times = 1 << 17, 8
			small, large := []byte(put(form(size/times))), []byte(put(form(size)))
			ratio := slower(t, small, large, late)
			for range 3 { // a machine that does other things at once makes one of them slow, but not each time
				if ratio > times*times/2 {
					ratio = min(ratio, slower(t, small, large, late))
				}
			}
			if ratio > times*times/2 {
				t.Errorf("%s %s: %d times the size takes %.1f times as long", name, place, times, ratio)
			}
		}
	}
}

// slower is how much longer a document takes than another, by the best of two runs each.
func slower(t *testing.T, small, large, late []byte) float64 {
	t.Helper()
	best := func(edited []byte) time.Duration {
		shortest := time.Hour
		for range 2 {
			begin := time.Now()
			if _, err := Merge(edited, nil, late); err != nil {
				t.Fatal(err)
			}
			shortest = min(shortest, time.Since(begin))
		}
		return shortest
	}
	const floor = 2 * time.Millisecond // below it, the fixed cost hides what grows
	return float64(best(large)) / float64(max(best(small), floor))
}

// fences opens ever shorter fences, none of which closes another.
func fences(n int) string {
	var b strings.Builder
	for width := 0; b.Len() < n; width++ {
		b.WriteString(strings.Repeat("`", 603-width%600) + "\nx\n")
	}
	return b.String()
}

func columnsOf(n int) string {
	var b strings.Builder
	b.WriteString("\n<!-- pes:table own aaaaaaaaaa -->\n\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "|%d", i)
	}
	b.WriteString("|\n" + strings.Repeat("|-", n/2) + "|\n")
	return b.String()
}
