package alerts

import (
	"cmp"
	"slices"
)

// run is samples at a regular distance, in milliseconds.
type run struct {
	first, last, step int64
	n                 int
}

// appendSample extends the last run if the sample fits its step; scrapes are a few milliseconds off, so a tenth of the step is let pass.
func appendSample(runs []run, t int64) []run {
	if len(runs) == 0 {
		return append(runs, run{first: t, last: t, n: 1})
	}
	l := &runs[len(runs)-1]
	switch d := t - l.last; {
	case l.n == 1:
		l.step = d
	case max(d-l.step, l.step-d) > l.step/10:
		return append(runs, run{first: t, last: t, n: 1})
	}
	l.last = t
	l.n++
	return runs
}

// span is a stretch of time in which an alert was in one state, in milliseconds. Its ends are samples.
type span struct{ from, to, step int64 }

// defaultStep stands in where no two samples tell the distance: Prometheus's default evaluation_interval, a minute.
const defaultStep = 60_000

// missed is how many steps may lie between two samples of one firing: one failed evaluation, and some jitter.
const missed = 2.5

// bridged says whether two samples so far apart belong to one firing.
func bridged(gap, step int64) bool { return float64(gap) <= missed*float64(step) }

// medianStep is the usual distance of samples, and how many distances it was taken from.
func medianStep(runs []run) (step int64, weight int) {
	sorted := slices.Clone(runs)
	slices.SortFunc(sorted, func(a, b run) int { return cmp.Compare(a.step, b.step) })
	for _, r := range sorted {
		weight += r.n - 1
	}
	left := (weight + 1) / 2
	for _, r := range sorted {
		if left -= r.n - 1; left <= 0 && r.n > 1 {
			return r.step, weight
		}
	}
	return 0, 0
}

// spans joins runs, and parts of them, to stretches without a gap. step is the file's usual one; a series that has enough samples of its own
// goes by its own, since rule groups are evaluated at different intervals.
func spans(runs []run, step int64) []span {
	const enough = 3 // two samples alone may be two firings
	if own, weight := medianStep(runs); weight >= enough {
		step = own
	}
	var out []span
	for _, r := range runs {
		if r.n == 1 || bridged(r.step, step) {
			out = append(out, span{r.first, r.last, step})
			continue
		}
		for i := range int64(r.n - 1) {
			out = append(out, span{r.first + i*r.step, r.first + i*r.step, step})
		}
		out = append(out, span{r.last, r.last, step})
	}
	return joinSpans(out)
}

// joinSpans sorts stretches, which may come from several files, and joins those that touch.
func joinSpans(all []span) []span {
	slices.SortFunc(all, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.step, b.step))
	})
	var out []span
	for _, s := range all {
		n := len(out) - 1
		if n < 0 || !bridged(s.from-out[n].to, max(s.step, out[n].step)) {
			out = append(out, s)
			continue
		}
		out[n].to = max(out[n].to, s.to)
		out[n].step = max(out[n].step, s.step)
	}
	return out
}
