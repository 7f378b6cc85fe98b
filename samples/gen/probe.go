package main

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// A probe is one try of a canary, or one request of a service.
type probe struct {
	at      time.Time
	service string
	share   float64 // of probes that failed around then
	failed  bool
	latency int // milliseconds
	pick    int // a random number for whoever words the line
}

// A point says how large a share of probes fails at an instant. Between two points the share changes evenly; two points at one instant are
// a jump.
type point struct {
	at    time.Time
	share float64
}

// A curve is how the share of failures went over the day, its points in order.
type curve []point

// share is the share of failures at t; before the first point it is the first one's, after the last the last one's.
func (c curve) share(t time.Time) float64 {
	for i, p := range c {
		if t.Before(p.at) {
			if i == 0 {
				return p.share
			}
			before := c[i-1]
			return before.share + (p.share-before.share)*float64(t.Sub(before.at))/float64(p.at.Sub(before.at))
		}
	}
	return c[len(c)-1].share
}

// A canary tries a service at even intervals.
type canary struct {
	service string
	every   time.Duration
	latency int // of a success, milliseconds: the middle of what is seen
	curve   curve
}

// run is every probe of the canary in [from, to), in order. The first probe after a jump up fails and so does the last before a jump down,
// so that what is measured agrees with the curve to the interval.
func (c canary) run(from, to time.Time, seed uint64) []probe {
	r := random(seed)
	var probes []probe
	for t := from; t.Before(to); t = t.Add(c.every) {
		at := t.Add(time.Duration(r.IntN(400)) * time.Millisecond)
		p := probe{at: at, service: c.service, share: c.curve.share(at)}
		p.failed, p.pick = r.Float64() < p.share, r.IntN(1<<16)
		p.latency = c.latency/2 + r.IntN(c.latency)
		probes = append(probes, p)
	}
	for i := 1; i < len(c.curve); i++ {
		if !c.curve[i].at.Equal(c.curve[i-1].at) {
			continue
		}
		failEdge(probes, c.curve[i].at, c.curve[i].share > c.curve[i-1].share)
	}
	return probes
}

// failEdge makes the probe next to a jump at t fail: the first after it where the share rises, the last before it where it falls.
func failEdge(probes []probe, t time.Time, rises bool) {
	for i := range probes {
		if probes[i].at.Before(t) {
			continue
		}
		if !rises {
			i--
		}
		if i >= 0 {
			probes[i].failed = true
		}
		return
	}
}

// random is a reproducible source of numbers.
func random(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 0x5eed))
}

// clock reads the instants of one UTC day: clock("2025-10-20")("06:48:03").
func clock(day string) func(string) time.Time {
	return func(hms string) time.Time {
		t, err := time.Parse("2006-01-02 15:04:05", day+" "+hms)
		if err != nil {
			panic(fmt.Sprintf("a time in the generator's own tables: %v", err))
		}
		return t
	}
}
