package main

import (
	"fmt"
	"io"
	"slices"
)

// metrics is what two contenders can be compared by.
var metrics = map[string]func(c *contender, u usage) float64{
	"speed":  func(c *contender, u usage) float64 { return float64(c.bytes) / u.cpu.Seconds() },
	"cpu":    func(_ *contender, u usage) float64 { return u.cpu.Seconds() },
	"wall":   func(_ *contender, u usage) float64 { return u.wall.Seconds() },
	"memory": func(_ *contender, u usage) float64 { return float64(u.peak) },
}

// of is a metric of a contender, by round.
func (c *contender) of(metric string) (all []float64) {
	for _, u := range c.runs {
		all = append(all, metrics[metric](c, u))
	}
	return all
}

// median is the middle of at least one number, of an even count the mean of the two.
func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func report(w io.Writer, contenders []*contender, ratios []ratio) {
	fmt.Fprintln(w, "| program | MB/s of CPU | CPU s | wall s | peak MB |\n|---|---|---|---|---|")
	for _, c := range contenders {
		if c.err != nil || len(c.runs) == 0 {
			fmt.Fprintf(w, "| %s | did not run | | | |\n", c.name)
			continue
		}
		fmt.Fprintf(w, "| %s | %.0f | %.2f | %.2f | %.0f |\n", c.name, median(c.of("speed"))/1e6, median(c.of("cpu")), median(c.of("wall")), median(c.of("memory"))/1e6)
	}
	if len(ratios) == 0 {
		return
	}
	fmt.Fprintln(w, "\n| ratio, round by round | median | lowest | highest | aim |\n|---|---|---|---|---|")
	for _, r := range ratios {
		if r.a.err != nil || r.b.err != nil {
			continue
		}
		all := r.byRound()
		fmt.Fprintf(w, "| %s | %.2f | %.2f | %.2f | %s |\n", r.title, median(all), slices.Min(all), slices.Max(all), r.aim)
	}
}

// byRound is the ratio in each round: both ran next to each other, so that a slow minute of the machine moves it little.
func (r ratio) byRound() (all []float64) {
	b := r.b.of(r.of)
	for i, a := range r.a.of(r.of) {
		all = append(all, a/b[i])
	}
	return all
}
