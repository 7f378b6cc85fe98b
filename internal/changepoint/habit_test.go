package changepoint_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pes-dev/pes/internal/changepoint"
)

// every is x in the first bins of each period, and otherwise else.
func every(period, length int, x, otherwise float64) func(int) float64 {
	return func(bin int) float64 {
		if bin%period < length {
			return x
		}
		return otherwise
	}
}

func most(curves ...func(int) float64) func(int) float64 {
	return func(bin int) (high float64) {
		for _, c := range curves {
			high = max(high, c(bin))
		}
		return high
	}
}

// TestHabits: bins are minutes, of one day or of several.
func TestHabits(t *testing.T) {
	const hour, day = 60, 1440
	for _, tc := range []struct {
		name  string
		tr    traffic
		want  []found
		slack int
	}{
		{"each hour", traffic{day, constant(60), every(hour, 3, 0.2, 0.005)}, nil, 0},
		{"each hour, at night by a tenth of the traffic", traffic{day, during(0, 400, 6, 60), every(hour, 5, 0.2, 0.005)}, nil, 0},
		{"each four hours", traffic{day, constant(20), every(4*hour, 20, 0.2, 0.002)}, nil, 0},
		{"each hour, and an outage", traffic{day, constant(60), most(every(hour, 3, 0.2, 0.005), during(800, 845, 0.4, 0))}, []found{{800, 845, false, false}}, 2},
		{"each hour, only while it is down", traffic{day, constant(60), func(b int) float64 { return 0.005 + every(hour, 5, 0.4, 0)(b)*during(600, 900, 1, 0)(b) }}, []found{{600, 845, false, false}}, 2},
		{"each night of three", traffic{3 * day, constant(20), every(day, 40, 0.2, 0.005)}, nil, 0},
		{"each night of two", traffic{2 * day, constant(20), func(b int) float64 { return during(120, 150, 0.2, 0.005)(b % day) }}, nil, 0},
		{"one night", traffic{day, constant(20), during(120, 150, 0.2, 0.005)}, []found{{120, 150, false, false}}, 2},
		{
			"two afternoons of five hours",
			traffic{2 * day, constant(20), func(b int) float64 { return during(780, 1080, 0.2, 0.005)(b % day) }},
			[]found{{780, 1080, false, false}, {2220, 2520, false, false}},
			3,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for seed := range uint64(5) {
				errors, total := tc.tr.draw(seed)
				o := changepoint.Options{Gap: 5, MinRise: 0.01, Serious: 0.05, Tests: 20, Periods: []int{10, 30, hour, 4 * hour}, Day: day}
				got := summary(changepoint.Intervals(errors, total, o))
				near := cmp.Comparer(func(a, b int) bool { return max(a, b)-min(a, b) <= tc.slack })
				if diff := cmp.Diff(tc.want, got, near, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("seed %d (-want +got):\n%s", seed, diff)
				}
			}
		})
	}
}

// TestPartial: a partial outage is found by its jump; a share that swings as far by the hour is none.
func TestPartial(t *testing.T) {
	swing := func(b int) float64 { return 0.02 + 0.03*max(0, 1-float64(max(b-720, 720-b))/400) }
	for _, tc := range []struct {
		name string
		tr   traffic
		want []found
	}{
		{"2 % to 6 %", traffic{1440, constant(180), during(840, 900, 0.06, 0.02)}, []found{{840, 900, false, false}}},
		{"2 % to 4 %", traffic{1440, constant(180), during(840, 900, 0.04, 0.02)}, nil},
		{"2 % to 5 % and back by the hour", traffic{1440, constant(180), swing}, nil},
		{"2 % by night, 8 % by day", traffic{1440, constant(180), func(b int) float64 { return 0.02 + 0.08*max(0, 1-float64(max(b-720, 720-b))/720) }}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for seed := range uint64(5) {
				errors, total := tc.tr.draw(seed)
				got := summary(changepoint.Intervals(errors, total, changepoint.Options{Gap: 5, MinRise: 0.01, Serious: 0.05, Tests: 20}))
				near := cmp.Comparer(func(a, b int) bool { return max(a, b)-min(a, b) <= 3 })
				if diff := cmp.Diff(tc.want, got, near, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("seed %d (-want +got):\n%s", seed, diff)
				}
			}
		})
	}
}
