package timeline

import (
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// belowHalf finds when impact fell below half of its peak and stayed so, from the error counts of the services that were hit. It is the definition
// of the milestone, measured: the counts of all of them are added up on one grid, smoothed over a few bins so that a single bin is neither
// peak nor dip, and the last bin at half of the peak or above is where mitigation came. Service "" is all of them; a service's own errors count
// from onset to recovery only, since another wave is another period.
func (b *builder) belowHalf(onset, recovered *Milestone, service string) (Candidate, bool) {
	start, grid, step, ids := b.errorsOfImpacted(service)
	if service != "" {
		start, grid = span(start, grid, step, onset, recovered)
	}
	if len(grid) == 0 || onset.State != Known {
		return Candidate{}, false
	}
	// A handful of errors has no shape: bins are put together until the worst of them holds enough.
	const enough, coarsest = 10, 10 * time.Minute
	smoothed := smooth(grid)
	for slices.Max(smoothed) < enough && 2*step <= coarsest {
		grid, step = halved(grid), 2*step
		smoothed = smooth(grid)
	}
	peak := slices.Max(smoothed)
	if peak < enough {
		return Candidate{}, false
	}
	last := -1
	for i, v := range smoothed {
		if v >= peak/2 {
			last = i
		}
	}
	at := start.Add(time.Duration(last+1) * step)
	if recovered.State == Known && at.After(recovered.At) && at.Sub(recovered.At) <= 2*step {
		at = recovered.At // it fell at once, and the grid is coarser than the end
	}
	if last+1 >= len(grid) || !at.After(onset.At) || (recovered.State == Known && at.After(recovered.At)) {
		return Candidate{}, false
	}
	return Candidate{
		At: at, Precision: step, Evidence: ids[:min(len(ids), 4)], Score: scoreAlert,
		Reason: Reason{Rule: "log-rate-half", Kind: event.Log, Before: peak / step.Minutes(), After: smoothed[last+1] / step.Minutes(), Unit: "per-minute", Count: len(ids)},
	}, true
}

// errorsOfImpacted adds up the errors of all services with a measured rise, or of one, on the coarsest of their grids, with the ids of the rises.
func (b *builder) errorsOfImpacted(service string) (start time.Time, grid []float64, step time.Duration, ids []string) {
	hit := map[string]bool{}
	for _, e := range b.rises {
		if service != "" && b.services.canonical(e.Service) != service {
			continue
		}
		hit[e.Service] = true
		ids = append(ids, e.ID)
	}
	var end time.Time
	for _, s := range b.series {
		if !hit[s.Service] || len(s.Errors) == 0 || s.Step <= 0 {
			continue
		}
		step = max(step, time.Duration(s.Step))
		if start.IsZero() || s.Start.Before(start) {
			start = s.Start
		}
		if s.End().After(end) {
			end = s.End()
		}
	}
	const mostBins = 1 << 16 // beyond it the series are no series of one incident
	if step == 0 || end.Sub(start) > mostBins*step {
		return start, nil, 0, nil
	}
	start = start.Truncate(step)
	grid = make([]float64, int(end.Sub(start)/step)+1)
	for _, s := range b.series {
		if !hit[s.Service] || s.Step <= 0 {
			continue
		}
		for i, n := range s.Errors {
			at := s.Start.Add(time.Duration(i) * time.Duration(s.Step))
			if k := int(at.Sub(start) / step); k >= 0 && k < len(grid) {
				grid[k] += float64(n)
			}
		}
	}
	return start, grid, step, ids
}

// span cuts a grid to what lies between two milestones; one that is not known cuts nothing.
func span(start time.Time, grid []float64, step time.Duration, onset, recovered *Milestone) (time.Time, []float64) {
	if len(grid) == 0 {
		return start, grid
	}
	from, to := 0, len(grid)
	if onset.State == Known {
		from = min(max(0, int(onset.At.Sub(start)/step)), to)
	}
	if recovered.State == Known {
		to = min(max(from, int(recovered.At.Sub(start)/step)+2), to)
	}
	return start.Add(time.Duration(from) * step), grid[from:to]
}

// halved adds up each two bins.
func halved(in []float64) []float64 {
	out := make([]float64, (len(in)+1)/2)
	for i, v := range in {
		out[i/2] += v
	}
	return out
}

// smooth is the mean over five bins, the middle one and two on each side.
func smooth(in []float64) []float64 {
	out := make([]float64, len(in))
	for i := range in {
		from, to := max(0, i-2), min(len(in), i+3)
		sum := 0.0
		for _, v := range in[from:to] {
			sum += v
		}
		out[i] = sum / float64(to-from)
	}
	return out
}
