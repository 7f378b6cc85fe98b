package logs

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

var quietDays = flag.Int("quiet-days", 5, "how many made-up days without an incident TestQuietDays judges")

// TestQuietDays measures how often a day on which nothing happened is given an incident. The days differ in all that days differ in: traffic by the
// hour and surges, shares of errors that drift, errors in clumps and batches, jobs each quarter of an hour, hour and night, deploys, services
// that log now and then. With -quiet-days=500 it says the rate; the few that run by default must be quiet altogether.
func TestQuietDays(t *testing.T) {
	if testing.Short() {
		t.Skip("what is judged here is arithmetic, and large")
	}
	alarms, rows := 0, 0
	for seed := range uint64(*quietDays) {
		rng := rand.New(rand.NewPCG(seed, 17))
		s := scene{span: 24 * time.Hour}
		for i := range 4 + rng.IntN(12) {
			s.cast = append(s.cast, ordinary(rng, fmt.Sprintf("svc-%c", 'a'+i), s.span))
		}
		data, _ := s.write(seed)
		alarmed := false
		for _, e := range run(t, event.Window{}, file.Bytes("app.log", data)).Events {
			rows++
			if c := e.Labels["change"]; c == changeErrorRate || c == changeSilent {
				alarmed = true
			}
			t.Logf("day %d: %s %s %s – %s %s (%d)", seed, e.Service, e.Labels["change"], e.At.Format("15:04:05"), e.Until.Format("15:04:05"), e.Text, e.Count)
		}
		if alarmed {
			alarms++
		}
	}
	t.Logf("%d of %d quiet days alarmed, %d rows", alarms, *quietDays, rows)
	if 100*alarms > *quietDays {
		t.Errorf("%d of %d quiet days alarmed, at most one in a hundred may", alarms, *quietDays)
	}
}

// ordinary is a service to which nothing happens, of one of the kinds that there are.
func ordinary(rng *rand.Rand, name string, span time.Duration) actor {
	logUniform := func(low, high float64) float64 { return low * math.Pow(high/low, rng.Float64()) }
	a := actor{name: name, clump: 1}
	a.lines = daily(logUniform(0.002, 1.5), rng.Float64()*0.95)
	a.noise = drifting(rng, span, logUniform(0.0005, 0.06), rng.Float64()*0.35)
	kind := rng.IntN(10)
	a.name += "-" + []string{"steady", "retries", "batches", "deploy", "surge", "jobs", "cron", "loaded", "rare", "plain"}[kind]
	switch kind {
	case 1:
		a.clump = 2 + rng.IntN(4)
	case 2:
		a.clump = 10 + rng.IntN(40)
		a.noise = always(logUniform(0.00005, 0.001))
	case 3:
		a.deploy = time.Duration(rng.Int64N(int64(span)))
	case 4: // a surge
		from := time.Duration(rng.Int64N(int64(span)))
		a.lines = either(a.lines, between(from, from+time.Duration(rng.Int64N(int64(2*time.Hour))), 5*logUniform(0.01, 1), 0))
	case 5: // a job within a service
		period := []time.Duration{5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}[rng.IntN(7)]
		from := time.Duration(rng.Int64N(int64(period / 2)))
		a.noise = either(a.noise, repeated(period, between(from, from+period/time.Duration(4+rng.IntN(20)), logUniform(0.02, 0.5), 0)))
	case 6: // a service that is a job
		period := []time.Duration{10 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 24 * time.Hour}[rng.IntN(5)]
		from := time.Duration(rng.Int64N(int64(period / 2)))
		a.lines = repeated(period, between(from, from+period/time.Duration(4+rng.IntN(30)), logUniform(0.05, 1), 0))
		a.noise = always(logUniform(0.01, 0.3))
	case 7: // errors follow the traffic
		a.noise = daily(logUniform(0.001, 0.05), rng.Float64()*0.8)
	case 8: // it hardly speaks
		a.lines = always(logUniform(1.0/3600, 20.0/3600))
		a.noise = always(rng.Float64() * 0.3)
	}
	return a
}

// drifting is a share that wanders about a mean, by so much of its logarithm, and forgets in an hour where it was.
func drifting(rng *rand.Rand, span time.Duration, mean, by float64) curve {
	const step = 5 * time.Minute
	keep := math.Exp(-float64(step) / float64(time.Hour))
	x := by * rng.NormFloat64()
	shares := make([]float64, span/step+1)
	for i := range shares {
		shares[i] = mean * math.Exp(x)
		x = keep*x + by*math.Sqrt(1-keep*keep)*rng.NormFloat64()
	}
	return func(t time.Duration) float64 { return shares[t/step] }
}
