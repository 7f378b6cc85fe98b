package alerts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pes-dev/pes/internal/clip"
)

// samples is what all range queries together say about one label set.
type samples struct {
	labels  labels
	firing  []span
	pending []span
	active  []activation
	end     int64 // the last sample of any series in a file that holds this one: nothing is known beyond
	refs    refs
}

// take files a matrix that was read to its end.
func (e *evidence) take(s *source) {
	var all []run
	var end int64
	for _, one := range s.matrix.series {
		all = append(all, one.runs...)
		end = max(end, one.last())
	}
	step, _ := medianStep(all)
	if step == 0 {
		step = defaultStep
	}
	for _, one := range s.matrix.series {
		e.takeSeries(one, step, end, s)
	}
	s.matrix = matrix{}
}

func (e *evidence) takeSeries(one series, step, end int64, s *source) {
	id := fingerprint(one.labels)
	known := e.samples[id]
	if known == nil {
		if len(e.samples) >= maxSightings {
			s.drop(fmt.Sprintf("alerts beyond %s were left out", clip.Grouped(maxSightings)))
			return
		}
		known = &samples{labels: one.labels.clipped()}
		e.samples[id] = known
	}
	known.end = max(known.end, end)
	known.refs = known.refs.with(refs{{File: s.path, Line: one.line}})
	switch one.state {
	case "firing":
		known.firing = append(known.firing, spans(one.runs, step)...)
	case "pending":
		known.pending = append(known.pending, spans(one.runs, step)...)
	default:
		known.active = append(known.active, one.active...)
		return
	}
	e.sampled = true
}

func (s series) last() int64 {
	if s.state == "active" && len(s.active) > 0 {
		return s.active[len(s.active)-1].last
	}
	if len(s.runs) > 0 {
		return s.runs[len(s.runs)-1].last
	}
	return 0
}

// addSamples turns samples into sightings.
func (e *evidence) addSamples() {
	for _, id := range slices.Sorted(maps.Keys(e.samples)) {
		s := e.samples[id]
		s.end = max(s.end, e.evaluated)
		eps := s.episodes()
		if len(eps) == 0 && !e.sampled {
			eps = s.activations()
		}
		for _, ep := range eps {
			e.track(id, s.labels).add(ep)
		}
		if t := e.tracks[id]; t != nil {
			t.activate(s)
			continue
		}
		for _, r := range s.refs {
			e.unfired[r.File] = true
		}
	}
}

// episodes are the stretches of firing. The first sample is up to one step after the alert fired, which is the precision; one that reaches the
// last sample of its file was not seen to end.
func (s *samples) episodes() []episode {
	pending := joinSpans(s.pending)
	var out []episode
	for _, f := range joinSpans(s.firing) {
		ep := episode{
			start: milli(f.from), seen: milli(f.to), end: milli(f.to), step: time.Duration(f.step) * time.Millisecond,
			refs: s.refs, words: words{text: clip.Text(s.labels.describe(), maxText), derived: true}, noticed: true,
		}
		if f.to > s.end-f.step {
			ep.open, ep.end = true, time.Time{}
		}
		i, _ := slices.BinarySearchFunc(pending, f.from, func(p span, t int64) int { return cmp.Compare(p.from, t) })
		if i > 0 && pending[i-1].to <= f.from && bridged(f.from-pending[i-1].to, f.step) {
			ep.active = milli(pending[i-1].from)
		}
		out = append(out, ep)
	}
	return out
}

// activations are the stretches of an alert of which only ALERTS_FOR_STATE was kept: it was pending or firing, and began to be then.
func (s *samples) activations() []episode {
	var out []episode
	for _, a := range s.active {
		ep := episode{
			start: milli(a.at), active: milli(a.at), seen: milli(a.last), end: milli(a.last), sinceActive: true, uncertain: true,
			refs: s.refs, words: words{text: clip.Text(s.labels.describe(), maxText), derived: true}, noticed: true,
		}
		if a.last >= s.end {
			ep.open, ep.end = true, time.Time{}
		}
		out = append(out, ep)
	}
	return out
}

// activate tells the track's episodes when their condition began to hold.
func (t *track) activate(s *samples) {
	slices.SortFunc(s.active, func(a, b activation) int { return cmp.Or(cmp.Compare(a.last, b.last), cmp.Compare(a.at, b.at)) })
	for i := range t.seen {
		ep := &t.seen[i]
		step := ep.step.Milliseconds()
		from, to := ep.start.UnixMilli(), ep.last().UnixMilli()
		j, _ := slices.BinarySearchFunc(s.active, from-step, func(a activation, t int64) int { return cmp.Compare(a.last, t) })
		if j < len(s.active) && s.active[j].at <= from && s.active[j].first <= to+step {
			ep.active = earliest(ep.active, milli(s.active[j].at))
		}
	}
}

func milli(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
