package changepoint_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pes-dev/pes/internal/changepoint"
	"pgregory.net/rapid"
)

// traffic is a day in bins: lines a bin and the share of them that are errors, each a function of the bin.
type traffic struct {
	bins  int
	lines func(bin int) float64
	share func(bin int) float64
}

func (tr traffic) draw(seed uint64) (errors, total []uint32) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for bin := range tr.bins {
		n := poisson(rng, tr.lines(bin))
		var e uint32
		for range n {
			if rng.Float64() < tr.share(bin) {
				e++
			}
		}
		errors, total = append(errors, e), append(total, n)
	}
	return errors, total
}

func poisson(rng *rand.Rand, mean float64) (n uint32) {
	if mean > 500 { // the product below would underflow
		return uint32(max(0, math.Round(mean+math.Sqrt(mean)*rng.NormFloat64())))
	}
	limit := math.Exp(-mean)
	for p := rng.Float64(); p > limit; p *= rng.Float64() {
		n++
	}
	return n
}

func constant(x float64) func(int) float64 { return func(int) float64 { return x } }

// during is x in [from, to), and otherwise else.
func during(from, to int, x, otherwise float64) func(int) float64 {
	return func(bin int) float64 {
		if bin >= from && bin < to {
			return x
		}
		return otherwise
	}
}

type found struct {
	From, To        int
	FromStart, Open bool
}

func summary(intervals []changepoint.Interval) []found {
	var out []found
	for _, v := range intervals {
		out = append(out, found{v.From, v.To, v.FromStart, v.ToEnd})
	}
	return out
}

func TestIntervals(t *testing.T) {
	daily := func(bin int) float64 { return 60 + 50*math.Sin(2*math.Pi*float64(bin)/1440) }
	hourly := func(bin int) float64 {
		if bin%60 == 7 {
			return 0.6
		}
		return 0.005
	}
	for _, tc := range []struct {
		name  string
		tr    traffic
		want  []found
		slack int // bins that an edge may be off
	}{
		{"noise at 1 %", traffic{1440, constant(20), constant(0.01)}, nil, 0},
		{"noise at 1 %, few lines", traffic{1440, constant(2), constant(0.01)}, nil, 0},
		{"noise at 1 %, many lines", traffic{1440, constant(2000), constant(0.01)}, nil, 0},
		{"no errors", traffic{1440, constant(20), constant(0)}, nil, 0},
		{"day and night", traffic{1440, daily, constant(0.01)}, nil, 0},
		{"a surge of traffic", traffic{1440, during(600, 660, 400, 20), constant(0.01)}, nil, 0},
		{"a small daily swing of the share", traffic{1440, constant(200), func(b int) float64 { return daily(b) / 60 * 0.002 }}, nil, 0},
		{"a burst", traffic{1440, constant(20), during(600, 640, 0.4, 0.01)}, []found{{600, 640, false, false}}, 1},
		{"a burst from zero", traffic{1440, constant(20), during(600, 640, 0.2, 0)}, []found{{600, 640, false, false}}, 2},
		{"a burst of one bin", traffic{1440, constant(50), during(600, 601, 0.8, 0.01)}, []found{{600, 601, false, false}}, 0},
		{"a burst with a surge of retries", traffic{1440, during(600, 640, 80, 20), during(600, 640, 0.4, 0.01)}, []found{{600, 640, false, false}}, 1},
		{"two waves", traffic{1440, constant(50), func(b int) float64 {
			return max(during(400, 430, 0.3, 0.01)(b), during(500, 520, 0.3, 0.01)(b))
		}}, []found{{400, 430, false, false}, {500, 520, false, false}}, 1},
		{"not ended", traffic{600, constant(50), during(550, 600, 0.3, 0.01)}, []found{{550, 600, false, true}}, 1},
		{"from the start", traffic{600, constant(50), during(0, 100, 0.3, 0.01)}, []found{{0, 100, true, false}}, 1},
		{"cut closely around the outage", traffic{100, constant(50), during(15, 85, 0.5, 0.01)}, []found{{15, 85, false, false}}, 1},
		{"all of it", traffic{600, constant(50), constant(0.5)}, nil, 0},
		{
			"a ramp",
			traffic{1000, constant(100), func(b int) float64 { return 0.01 + max(0, 0.4*min(1, float64(b-500)/100))*during(500, 700, 1, 0)(b) }},
			[]found{{510, 700, false, false}},
			12,
		},
		{"an hourly job that errs", traffic{1440, constant(20), hourly}, nil, 0},
		{"nothing", traffic{0, constant(0), constant(0)}, nil, 0},
		{"silence", traffic{100, constant(0), constant(0)}, nil, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for seed := range uint64(5) {
				errors, total := tc.tr.draw(seed)
				got := summary(changepoint.Intervals(errors, total, changepoint.Options{Gap: 5, MinRise: 0.01, Serious: 0.05, Tests: 20}))
				near := cmp.Comparer(func(a, b int) bool { return max(a, b)-min(a, b) <= tc.slack })
				if diff := cmp.Diff(tc.want, got, near, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("seed %d (-want +got):\n%s", seed, diff)
				}
			}
		})
	}
}

// A quiet day of twenty services must stay quiet: errors in clumps of three, as a retried request leaves them, are not outages.
func TestIntervalsOfClumpedNoise(t *testing.T) {
	for seed := range uint64(40) {
		errors, total := traffic{1440, constant(30), constant(0.003)}.draw(seed)
		for i := range errors {
			errors[i] *= 3
			total[i] += errors[i]
		}
		if got := changepoint.Intervals(errors, total, changepoint.Options{Gap: 5, MinRise: 0.01, Serious: 0.05, Tests: 20}); len(got) > 0 {
			t.Errorf("seed %d: %+v", seed, got)
		}
	}
}

func TestIntervalRates(t *testing.T) {
	errors, total := traffic{1000, constant(1000), during(400, 500, 0.4, 0.01)}.draw(3)
	got := changepoint.Intervals(errors, total, changepoint.Options{})
	if len(got) != 1 {
		t.Fatalf("%d intervals, want 1", len(got))
	}
	v := got[0]
	for _, c := range []struct {
		name      string
		got, want float64
	}{{"before", v.Before, 0.01}, {"during", v.During, 0.4}, {"peak", v.Peak, 0.44}} {
		if math.Abs(c.got-c.want) > 0.1*c.want {
			t.Errorf("%s is %.4f, want about %.4f", c.name, c.got, c.want)
		}
	}
}

func TestSilences(t *testing.T) {
	for _, tc := range []struct {
		name  string
		bins  int
		lines func(int) float64
		want  []found
	}{
		{"steady", 1000, constant(10), nil},
		{"a silence", 1000, during(500, 540, 0, 10), []found{{500, 540, false, false}}},
		{"a silence of a slow source", 1000, during(500, 800, 0, 0.5), []found{{500, 800, false, false}}},
		{"to the end", 1000, during(900, 1000, 0, 10), []found{{900, 1000, false, true}}},
		{"by day only", 1440, func(b int) float64 { return max(0, 20*math.Sin(2*math.Pi*float64(b)/1440)) }, nil},
		{"now and then", 1000, func(b int) float64 { return float64(b % 50 / 49 * 30) }, nil},
		{"too few lines", 1000, during(500, 600, 0, 0.02), nil},
		{"not there yet", 1000, during(0, 500, 0, 10), nil},
		{"nothing", 0, constant(0), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, total := traffic{tc.bins, tc.lines, constant(0)}.draw(1)
			slack := cmp.Comparer(func(a, b int) bool { return max(a, b)-min(a, b) <= 10 })
			if diff := cmp.Diff(tc.want, summary(changepoint.Silences(total)), slack, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestGone(t *testing.T) {
	lines, total := traffic{500, constant(100), during(300, 500, 0, 0.1)}.draw(1)
	segments := changepoint.Detect(lines, total, 1)
	got := changepoint.Gone(segments, nil)
	if len(got) != 1 || got[0].From != 300 || !got[0].ToEnd {
		t.Errorf("got %+v, want one from bin 300 to the end", got)
	}
	burst, total := traffic{500, constant(100), during(100, 120, 0.5, 0)}.draw(1)
	segments = changepoint.Detect(burst, total, 1)
	raised := changepoint.Elevated(segments, burst, total, changepoint.Options{})
	if got := changepoint.Gone(segments, raised); len(got) > 0 {
		t.Errorf("the end of a burst was taken for a silence: %+v", got)
	}
}

func TestEdge(t *testing.T) {
	ones := func(n int) []uint32 {
		e := make([]uint32, n)
		for i := range e {
			e[i] = 1
		}
		return e
	}
	for _, tc := range []struct {
		name          string
		count         []uint32
		before, after float64
		want          int
	}{
		{"rise", []uint32{0, 0, 0, 1, 1, 1}, 0.01, 0.9, 3},
		{"fall", []uint32{1, 1, 1, 0, 0, 0}, 0.9, 0.01, 3},
		{"from nothing", []uint32{0, 0, 1, 0, 1, 1}, 0, 0.8, 2},
		{"a stray error before", []uint32{1, 0, 0, 0, 0, 0, 1, 1, 1}, 0.05, 0.9, 6},
		{"already there", []uint32{1, 1, 1}, 0.01, 0.9, 0},
		{"nothing there", nil, 0.1, 0.9, 0},
	} {
		if got := changepoint.Edge(tc.count, ones(len(tc.count)), tc.before, tc.after); got != tc.want {
			t.Errorf("%s: bin %d, want %d", tc.name, got, tc.want)
		}
	}
}

const maxLong = 700

// Whatever the counts are, segments cover all bins in order and keep all counts, intervals lie apart and in order, and nothing panics.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bin := rapid.OneOf(rapid.Uint32Range(0, 3), rapid.Uint32Range(0, 1000), rapid.Just(uint32(math.MaxUint32)))
		count := rapid.SliceOfN(bin, 0, 60).Draw(t, "count")
		exposure := rapid.SliceOfN(bin, len(count), len(count)).Draw(t, "exposure")
		if rapid.IntRange(0, 9).Draw(t, "long") == 0 { // more bins than are looked at singly
			rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
			for i := range maxLong + rng.IntN(maxLong) {
				count = append(count, uint32(rng.IntN(1+i%97)))
				exposure = append(exposure, uint32(rng.IntN(100)))
			}
		}
		segments := changepoint.Detect(count, exposure, 3)
		at, sum := 0, uint64(0)
		for _, s := range segments {
			if s.From != at || s.To <= s.From {
				t.Fatalf("segment %+v does not follow bin %d", s, at)
			}
			at, sum = s.To, sum+s.Count
		}
		var want uint64
		for _, n := range count {
			want += uint64(n)
		}
		if at != len(count) || sum != want {
			t.Fatalf("segments end at %d of %d and hold %d of %d", at, len(count), sum, want)
		}
		last := 0
		for _, v := range changepoint.Intervals(count, exposure, changepoint.Options{Gap: 2}) {
			if v.From < last || v.To <= v.From || v.To > len(count) || v.PeakBin < v.From || v.PeakBin >= v.To || math.IsNaN(v.Peak) {
				t.Fatalf("interval %+v after bin %d of %d", v, last, len(count))
			}
			last = v.To
		}
		changepoint.Silences(count)
		changepoint.Gone(segments, nil)
	})
}

func BenchmarkDetect(b *testing.B) {
	for _, bc := range []struct {
		name  string
		share func(int) float64
	}{{"quiet", constant(0.05)}, {"burst", during(600, 640, 0.4, 0.05)}} {
		b.Run(bc.name, func(b *testing.B) {
			errors, total := traffic{1500, constant(100), bc.share}.draw(1)
			b.ReportAllocs()
			for b.Loop() {
				changepoint.Detect(errors, total, 20)
			}
		})
	}
}
