package timeline

import (
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// sameIncident is how long it may be quiet within one incident. What begins later than that after everything else has ended is another one,
// whatever it has in common. Eight hours is a shift: those who responded have gone, and whoever comes takes it up anew.
const sameIncident = 8 * time.Hour

// ownSigns are the alerts and the rises of error rates that belong to the incident, in order: those that follow one another, or the work on it,
// without a quiet time longer than sameIncident. An alert of the day after is none of them, nor is one of the day before.
func (b *builder) ownSigns(onset *Milestone) []*event.Event {
	all, worked := b.signs, b.work
	first := b.firstOwn(all, worked, onset)
	if first < 0 {
		return nil
	}
	end := lastSign(all[first])
	for n, e := range all[first:] {
		for len(worked) > 0 && worked[0].Before(e.At) {
			if worked[0].Sub(end) <= sameIncident {
				end = later(end, worked[0])
			}
			worked = worked[1:]
		}
		if e.At.Sub(end) > sameIncident {
			return all[first : first+n]
		}
		end = later(end, lastSign(e))
	}
	return all[first:]
}

// firstOwn is the first sign that belongs to the incident, by its onset, else by when people were at work on it; where neither is known it is
// the first of those that make up the most. -1 is none.
func (b *builder) firstOwn(all []*event.Event, worked []time.Time, onset *Milestone) int {
	switch {
	case onset.State == Known:
		first := slices.IndexFunc(all, func(e *event.Event) bool { return e.Open || !lastSign(e).Before(onset.At.Add(-slack)) })
		if first >= 0 && all[first].At.Sub(onset.At) > sameIncident && !near(worked, all[first].At) {
			return -1 // the first after it is of another incident
		}
		return first
	case len(all) == 0:
		return -1
	case len(worked) == 0:
		return heaviest(all)
	}
	first := slices.IndexFunc(all, func(e *event.Event) bool { return near(worked, e.At) || near(worked, lastSign(e)) })
	if first < 0 && all[0].At.Before(worked[0]) {
		return 0 // people came to it late
	}
	return first
}

// heaviest is the index of the first sign of the run that lasted longest, all its signs added up; of two alike the earlier one. Runs lie more
// than sameIncident apart.
func heaviest(all []*event.Event) int {
	best, start := 0, 0
	var most, sum time.Duration
	var end time.Time
	for i, e := range all {
		if i > 0 && e.At.Sub(end) > sameIncident {
			start, sum = i, 0
		}
		end = later(end, lastSign(e))
		if sum += lastSign(e).Sub(e.At); sum > most {
			best, most = start, sum
		}
	}
	return best
}

// near says whether people were at work on it around t.
func near(worked []time.Time, t time.Time) bool {
	i, _ := slices.BinarySearchFunc(worked, t.Add(-sameIncident), time.Time.Compare)
	return i < len(worked) && worked[i].Sub(t) <= sameIncident
}

// findSigns gathers what ownSigns is asked for again and again: all alerts and rises, and when people worked on it.
func (b *builder) findSigns() {
	for i := range b.events {
		if e := &b.events[i]; isAlert(e) || isRise(e) {
			b.signs = append(b.signs, e)
		}
	}
	b.work = b.worked()
}

// worked are the times at which people worked on it, as they say, and told the public of it, in order.
func (b *builder) worked() []time.Time {
	out := make([]time.Time, 0, len(b.claims)/2)
	for _, c := range b.claims {
		switch c.Role {
		case RoleReported, RoleNoticed, RoleTried, RoleImproved, RoleLessened, RoleBegan, RoleEngaged, RoleDeclared:
			if c.Own {
				out = append(out, c.From)
			}
		}
	}
	for i := range b.events {
		if e := &b.events[i]; e.Kind == event.Status && !e.Deleted && e.Labels["status"] != "postmortem" {
			out = append(out, e.At)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// ofIncident leaves out the periods of impact that measurements and alerts show long after it was over, or long before it began.
func (b *builder) ofIncident() {
	onset, recovered := b.milestones[Onset], b.milestones[Recovered]
	b.impacts = slices.DeleteFunc(b.impacts, func(i Impact) bool {
		switch {
		case i.FromWhy.Rule != "log-rate-rise" && i.FromWhy.Rule != "log-silence" && i.FromWhy.Rule != "alert-start" && i.FromWhy.Rule != "component-state":
			return false // somebody tells of it
		case recovered.State == Known && i.From.Sub(recovered.At) > sameIncident:
			return true
		}
		return onset.State == Known && !i.To.IsZero() && onset.At.Sub(i.To) > sameIncident
	})
	b.findUndoing()
}
