package timeline

import (
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file is on services that stop logging. A program that hangs or is gone writes no errors: its silence is what there is to see of it. It is
// the weakest of signs, since programs are also switched off on purpose, and what else was measured or told comes before it; but where the errors
// of a service end in its silence, they did not end in its recovery.

// isHush says whether an event is that a service stopped logging which did so steadily before.
func isHush(e *event.Event) bool { return e.Kind == event.Log && e.Labels["change"] == "silent" }

// ownHushes are the services' silences that belong to the incident: those near to its measured signs, its alerts and the work on it, or all of
// them where there is nothing else.
func (b *builder) ownHushes() []*event.Event {
	if len(b.signs) == 0 && len(b.work) == 0 {
		return b.hushes
	}
	moments := slices.Clone(b.work)
	for _, e := range b.signs {
		moments = append(moments, e.At, lastSign(e))
	}
	slices.SortFunc(moments, time.Time.Compare)
	var out []*event.Event
	for _, e := range b.hushes {
		if near(moments, e.At) || near(moments, lastSign(e)) {
			out = append(out, e)
		}
	}
	return out
}

// followedBy is the silence into which a service fell when its errors ended; nil if it did not.
func followedBy(rise *event.Event, hushes []*event.Event) *event.Event {
	for _, e := range hushes {
		if e.Service == rise.Service && e.At.Sub(lastSign(rise)).Abs() < newWave && (e.Open || lastSign(e).After(lastSign(rise))) {
			return e
		}
	}
	return nil
}

// hushedOnset are the silences as candidates for the onset.
func (b *builder) hushedOnset() []Candidate {
	var out []Candidate
	for _, e := range b.ownHushes() {
		cand := eventCandidate(e, e.At, "log-silence", scoreSigned)
		cand.Reason.rate(e)
		out = keep(out, cand)
	}
	return out
}

// hushedEnd is the end of the last silence as a candidate for the recovery. It counts as measured where the errors that were measured ended in it,
// and then those ended in no recovery: the second result.
func (b *builder) hushedEnd(lastRise *event.Event) (found []Candidate, instead bool) {
	hushes := b.ownHushes()
	if lastRise != nil {
		e := followedBy(lastRise, hushes)
		if e != nil && !e.Open {
			found = keep(found, eventCandidate(e, e.Until, "log-speech", scoreMeasured))
		}
		return found, e != nil
	}
	var last *event.Event
	for _, e := range hushes {
		if last == nil || e.Open || !last.Open && e.Until.After(last.Until) {
			last = e
		}
	}
	if last != nil && !last.Open {
		found = keep(found, eventCandidate(last, last.Until, "log-speech", scoreSigned))
	}
	return found, false
}

// hushedPeriods are the silences as periods of impact.
func (b *builder) hushedPeriods() []Impact {
	var out []Impact
	for _, e := range b.ownHushes() {
		why := Reason{Rule: "log-silence", Source: e.Source, Kind: e.Kind, Service: e.Service}
		why.rate(e)
		end := why
		end.Rule, end.At = "log-speech", e.Until
		i := Impact{Service: b.services.canonical(e.Service), From: e.At, To: e.Until, FromWhy: why, ToWhy: end, Evidence: []string{e.ID}}
		if e.Open {
			i.To = time.Time{}
		}
		out = append(out, i)
	}
	return out
}
