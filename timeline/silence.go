package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

const (
	// longSilence is how long nothing must be on record during impact to be worth a row. Half an hour is what many teams and status pages
	// promise at most between two updates.
	longSilence = 30 * time.Minute
	// maxSilences keeps what is said of an incident of weeks in bounds.
	maxSilences = 200
)

// stir is a span in which something is on record: an instant, or the whole of a day or an hour where a record is dated no better.
type stir struct {
	from, to time.Time
	id       string
}

// silences are the spans of more than half an hour between the beginning of impact and its end in which nothing is on record: no event of any
// kind begins or ends then. What had begun before may have gone on.
func (b *builder) silences() []Silence {
	from, to := b.impacted()
	if from.IsZero() || !to.After(from) {
		return nil
	}
	var out []Silence
	quiet, after := from, ""
	for _, s := range append(b.stirs(from, to), stir{from: to, to: to}) {
		if end := earlier(s.from, to); end.Sub(quiet) > longSilence && len(out) < maxSilences {
			out = append(out, b.silence(quiet, end, after, s.id))
		}
		if !s.from.Before(to) {
			break
		}
		quiet, after = later(quiet, s.to), s.id
	}
	return out
}

// silence is a silence between two entries; where it begins or ends with the impact, it rests on what that rests on.
func (b *builder) silence(from, to time.Time, after, before string) Silence {
	s := Silence{From: from, To: to, After: after, Before: before, Going: b.going(from, to)}
	edge := func(id string, at time.Time, n Name) {
		if m := b.milestones[n]; (m.State == Known && m.At.Equal(at)) || (m.State == Bounded && (m.NotAfter.Equal(at) || m.NotBefore.Equal(at))) {
			s.Evidence = union(s.Evidence, m.Evidence[:min(len(m.Evidence), 1)])
		}
		if id != "" {
			s.Evidence = union(s.Evidence, []string{id})
		}
	}
	edge(after, from, Onset)
	edge(before, to, Recovered)
	return s
}

// impacted is from when to when there was impact, as far as the evidence tells: where its end is not known, to the last thing on record.
func (b *builder) impacted() (from, to time.Time) {
	on, re := b.milestones[Onset], b.milestones[Recovered]
	switch on.State {
	case Known:
		from = on.At
	case Bounded:
		from = on.NotAfter
	}
	switch re.State {
	case Known:
		to = re.At
	case Bounded:
		to = re.NotBefore
	case Pending:
		if n := len(b.events); n > 0 {
			to = b.events[n-1].At
		}
	}
	return from, to
}

// stirs are the beginnings and the ends of all events in a span, the last before it and the first after it, in order. An event without a time
// of its own is none.
func (b *builder) stirs(from, to time.Time) []stir {
	var out []stir
	var before, after stir // no event has an empty id
	add := func(s stir) {
		switch {
		case s.to.Before(from):
			if before.id == "" || inTurn(before, s) < 0 {
				before = s
			}
		case s.from.After(to):
			if after.id == "" || inTurn(s, after) < 0 {
				after = s
			}
		default:
			out = append(out, s)
		}
	}
	for i := range b.events {
		e := &b.events[i]
		if e.Labels["undated"] == "true" {
			continue
		}
		s := stir{e.At, e.At, e.ID}
		if e.Kind == event.Alert && e.Count > 1 && e.Until.After(e.At) {
			s.to = e.Until // it began and ended again and again, and its entry tells when only of the first and the last
		}
		if p := time.Duration(e.Precision); p >= time.Hour {
			s.to = e.At.Add(p) // it may have been at any moment of it
		}
		add(s)
		if e.Until.After(e.At) {
			add(stir{e.Until, e.Until, e.ID})
		}
	}
	for _, edge := range []stir{before, after} {
		if edge.id != "" {
			out = append(out, edge)
		}
	}
	slices.SortFunc(out, inTurn)
	return out
}

func inTurn(x, y stir) int {
	return cmp.Or(x.from.Compare(y.from), x.to.Compare(y.to), cmp.Compare(x.id, y.id))
}

// going counts what had begun before a span and had not ended by the end of it.
func (b *builder) going(from, to time.Time) int {
	n := 0
	for i := range b.events {
		e := &b.events[i]
		if e.At.After(from) {
			break
		}
		if (e.Kind == event.Alert || e.Kind == event.Log) && (e.Open || !e.Until.Before(to)) {
			n++
		}
	}
	return n
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
