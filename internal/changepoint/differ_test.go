package changepoint_test

import (
	"math/rand/v2"
	"testing"

	"github.com/pes-dev/pes/internal/changepoint"
)

func TestDiffer(t *testing.T) {
	for _, tc := range []struct {
		name  string
		a, b  changepoint.Segment
		tests int
		want  bool
	}{
		{"nothing", changepoint.Segment{Exposure: 60}, changepoint.Segment{Exposure: 60}, 1, false},
		{"the same", changepoint.Segment{Count: 100, Exposure: 60}, changepoint.Segment{Count: 104, Exposure: 60}, 1, false},
		{"the same rate in a shorter time", changepoint.Segment{Count: 1000, Exposure: 600}, changepoint.Segment{Count: 100, Exposure: 60}, 1, false},
		{"the same count in a shorter time", changepoint.Segment{Count: 100, Exposure: 600}, changepoint.Segment{Count: 100, Exposure: 60}, 1, true},
		{"from nothing to four", changepoint.Segment{Exposure: 60}, changepoint.Segment{Count: 4, Exposure: 60}, 1, false},
		{"from nothing to five", changepoint.Segment{Exposure: 60}, changepoint.Segment{Count: 5, Exposure: 60}, 1, true},
		{"from nothing to five, among a thousand", changepoint.Segment{Exposure: 60}, changepoint.Segment{Count: 5, Exposure: 60}, 1000, false},
		{"ten after a short look", changepoint.Segment{Exposure: 1}, changepoint.Segment{Count: 10, Exposure: 600}, 1, false},
		{"no exposure", changepoint.Segment{}, changepoint.Segment{Count: 10, Exposure: 60}, 1, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := changepoint.Differ(tc.a, tc.b, 0, tc.tests); got != tc.want {
				t.Errorf("Differ = %v", got)
			}
			if got := changepoint.Differ(tc.b, tc.a, 0, tc.tests); got != tc.want {
				t.Errorf("the other way round Differ = %v", got)
			}
		})
	}
}

// TestDifferIsRarelyWrong: of counts that come of one rate, about one in a hundred pairs seems to differ.
func TestDifferIsRarelyWrong(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const pairs = 5000
	wrong, clumped := 0, 0
	for range pairs {
		a := changepoint.Segment{Count: uint64(poisson(rng, 40)), Exposure: 2000}
		b := changepoint.Segment{Count: uint64(poisson(rng, 20)), Exposure: 1000}
		if changepoint.Differ(a, b, 0, 1) {
			wrong++
		}
		a.Count, b.Count = 7*a.Count, 7*b.Count // each in a clump of seven, whose variance is 49 times that of one by one, at 7 times the mean
		if changepoint.Differ(a, b, 7, 1) {
			clumped++
		}
	}
	for _, n := range []int{wrong, clumped} {
		if n < pairs/200 || n > pairs/50 {
			t.Errorf("%d of %d pairs", n, pairs)
		}
	}
}

func TestScatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var single, clumps []uint32
	for range 2000 {
		n := poisson(rng, 12)
		single, clumps = append(single, n), append(clumps, 7*n)
	}
	for _, tc := range []struct {
		name     string
		count    []uint32
		from, to float64
	}{
		{"nothing", nil, 1, 1},
		{"too few", []uint32{0, 100}, 1, 1},
		{"silence", make([]uint32, 10), 1, 1},
		{"more even than chance", []uint32{5, 5, 5, 5}, 1, 1},
		{"one by one", single, 1, 1.1},
		{"clumps of seven", clumps, 6, 8},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := changepoint.Scatter(tc.count); got < tc.from || got > tc.to {
				t.Errorf("%.2f", got)
			}
		})
	}
}
