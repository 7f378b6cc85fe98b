package logs

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// counted is a tally of a day: so many services with so many patterns each, of which the first few fail for half an hour.
func counted(services, patterns, failing int) *tally {
	rng := rand.New(rand.NewPCG(1, 2))
	t := newTally([]*source{{}}, bounds{})
	start, end := midnight.UnixNano(), midnight.Add(24*time.Hour).UnixNano()
	down := bounds{midnight.Add(14 * time.Hour).UnixNano(), midnight.Add(14*time.Hour + 30*time.Minute).UnixNano()}
	t.span(start, end-1)
	every := func(c *counts, step int64, per func(at int64) float64) {
		for at := start; at < end; at += step {
			if n := drawn(rng, per(at)); n > 0 {
				c.cells = append(c.cells, cell{first: at, last: at + step - 1, firstLine: 1, lastLine: 2, n: uint32(n)})
			}
		}
		c.step = step
	}
	lineCells, patternCells := int64(24*time.Hour)/int64(min(max(serviceCells/services, 500), 8640)), int64(24*time.Hour)/int64(min(max(200_000/(services*patterns), 16), 400))
	for i := range services {
		s, _ := t.service(fmt.Sprintf("service-%d", i))
		every(&s.lines, step(lineCells), func(int64) float64 { return 20 })
		fails := func(at int64) float64 {
			if i < failing && at >= down.from && at < down.to {
				return 8
			}
			return 0.2
		}
		every(&s.errors, step(lineCells), fails)
		for j := range patterns {
			p := t.pattern(s, patternKey{s.index, uint64(j)})
			p.first, p.level, p.errors = start, info, false
			p.sample = fmt.Sprintf("%s %s handles the %s of %s", names[rng.IntN(20)], names[rng.IntN(20)], chores[rng.IntN(36)], chores[rng.IntN(36)])
			if j%10 == 0 {
				p.level, p.errors = erroneous, true
				every(&p.counts, step(patternCells), fails)
				continue
			}
			every(&p.counts, step(patternCells), func(int64) float64 { return 1 })
		}
	}
	return t
}

// step is the step of the grid that is no finer than another.
func step(ns int64) int64 {
	for _, s := range grid() {
		if s >= ns {
			return s
		}
	}
	return ns
}

// BenchmarkJudge is what judging costs beside the scan: on a day of twenty services as a gigabyte of lines holds, and on the most that a tally holds.
func BenchmarkJudge(b *testing.B) {
	for _, bc := range []struct {
		name                        string
		services, patterns, failing int
	}{
		{"a day of twenty services, two fail", 20, 25, 2},
		{"three hundred services, ten fail", 300, 20, 10},
		{"all that is kept, none fails", maxServices - 1, 50, 0},
		{"all that is kept, all fail", maxServices - 1, 50, maxServices - 1},
	} {
		b.Run(bc.name, func(b *testing.B) {
			t := counted(bc.services, bc.patterns, bc.failing)
			b.ReportAllocs()
			for b.Loop() {
				found, series := t.judge(event.Window{})
				kept, _ := capped(found)
				if len(series) != bc.services || len(kept) < min(bc.failing, maxEvents) {
					b.Fatalf("%d series, %d events", len(series), len(kept))
				}
			}
		})
	}
}
