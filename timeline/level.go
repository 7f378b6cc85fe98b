package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// belowHalf finds when impact fell below half of its peak and stayed so, from the error counts of the services that were hit. It is the definition
// of the milestone, measured: the counts of all of them are added up on one grid, smoothed over a few bins so that a single bin is neither
// peak nor dip, and the last bin at half of the peak or above is where mitigation came. Of a period only what lies within it counts, since
// another wave is another period.
func (b *builder) belowHalf(onset, recovered *Milestone, rises []*event.Event, within event.Window) (Candidate, bool) {
	start, grid, step := b.errorsOf(rises, within)
	if len(grid) == 0 || onset.State != Known {
		return Candidate{}, false
	}
	var ids []string
	counted := rises[0].Labels["counted"]
	for _, e := range rises {
		ids = append(ids, e.ID)
		if e.Labels["counted"] != counted {
			counted = "" // of several things
		}
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
		Reason: Reason{Rule: "log-rate-half", Kind: event.Log, Before: peak / step.Minutes(), After: smoothed[last+1] / step.Minutes(), Unit: "per-minute", Counted: counted, Count: len(ids)},
	}, true
}

// errorsOf adds up the errors of all services with a measured rise within a window, on the coarsest of their grids.
func (b *builder) errorsOf(rises []*event.Event, within event.Window) (start time.Time, grid []float64, step time.Duration) {
	var list []*event.Series
	hit := map[string]bool{}
	for _, e := range rises {
		if hit[e.Service] {
			continue
		}
		hit[e.Service] = true
		for _, s := range b.seriesOf[e.Service] {
			if cmp.Or(s.Unit, "lines") == cmp.Or(e.Labels["counted"], "lines") { // a failure that is logged and metered is one
				list = append(list, s)
			}
		}
	}
	var end time.Time
	for _, s := range list {
		if len(s.Errors) == 0 || s.Step <= 0 {
			continue
		}
		step = max(step, time.Duration(s.Step))
		if start.IsZero() || s.Start.Before(start) {
			start = s.Start
		}
		end = later(end, s.End())
	}
	if step == 0 {
		return start, nil, 0
	}
	start = later(start, within.From).Truncate(step)
	if !within.To.IsZero() {
		end = earlier(end, within.To.Add(2*step)) // what follows the end shows that it fell
	}
	const mostBins = 1 << 16 // beyond it the series are no series of one incident
	if span := end.Sub(start); span < 0 || span > mostBins*step {
		return start, nil, 0
	}
	grid = make([]float64, int(end.Sub(start)/step)+1)
	for _, s := range list {
		if s.Step <= 0 {
			continue
		}
		for i := max(0, int(start.Sub(s.Start)/time.Duration(s.Step))); i < len(s.Errors); i++ {
			at := s.Start.Add(time.Duration(i) * time.Duration(s.Step))
			k := int(at.Sub(start) / step)
			if k >= len(grid) {
				break
			}
			if !at.Before(start) {
				grid[k] += float64(s.Errors[i])
			}
		}
	}
	return start, grid, step
}

// bySeries sorts series by their service.
func bySeries(list []event.Series) map[string][]*event.Series {
	out := map[string][]*event.Series{}
	for i := range list {
		out[list[i].Service] = append(out[list[i].Service], &list[i])
	}
	return out
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
