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
	var all []*event.Event
	for i := range b.events {
		if e := &b.events[i]; isAlert(e) || isRise(e) {
			all = append(all, e)
		}
	}
	worked := b.worked()
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

// firstOwn is the first sign that belongs to the incident, by its onset, else by when people were first at work on it; where neither is known it
// is the first of all. -1 is none.
func (b *builder) firstOwn(all []*event.Event, worked []time.Time, onset *Milestone) int {
	from := time.Time{}
	switch {
	case onset.State == Known:
		from = onset.At.Add(-slack)
	case len(worked) > 0:
		from = worked[0].Add(-sameIncident)
	}
	return slices.IndexFunc(all, func(e *event.Event) bool { return e.Open || !lastSign(e).Before(from) })
}

// worked are the times at which people worked on it, as they say, in order.
func (b *builder) worked() []time.Time {
	var out []time.Time
	for _, c := range b.claims {
		switch c.Role {
		case RoleReported, RoleNoticed, RoleTried, RoleImproved, RoleLessened, RoleBegan, RoleEngaged, RoleDeclared:
			if c.Own {
				out = append(out, c.From)
			}
		}
	}
	return out // claims are in order of time
}

// ofIncident leaves out the periods of impact that measurements and alerts show long after it was over, or long before it began.
func (b *builder) ofIncident() {
	onset, recovered := b.milestones[Onset], b.milestones[Recovered]
	b.impacts = slices.DeleteFunc(b.impacts, func(i Impact) bool {
		switch {
		case i.FromWhy.Rule != "log-rate-rise" && i.FromWhy.Rule != "alert-start" && i.FromWhy.Rule != "component-state":
			return false // somebody tells of it
		case recovered.State == Known && i.From.Sub(recovered.At) > sameIncident:
			return true
		}
		return onset.State == Known && !i.To.IsZero() && onset.At.Sub(i.To) > sameIncident
	})
}
