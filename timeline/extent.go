package timeline

import (
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file finds the two milestones that bound the impact, its onset and the recovery.

// onset: windows and beginnings stated with hindsight, else what was measured, else what one service's account says.
func (b *builder) onset() []Candidate {
	var out []Candidate
	lone := false // only what turned bad first may be the beginning
	for _, c := range b.claims {
		switch {
		case c.Role == RoleWindow && !c.To.IsZero():
			cand := b.candidateOf(c, c.From, "stated-window", scoreWindow-orderLoss(c)-b.lossInPassing(c))
			out = keep(out, b.agreeing(cand))
		case c.Role == RoleBegan && !c.Own && !c.Lone:
			rule := "stated-start"
			if spoken(c.Event) {
				rule = "said-start"
			}
			out = keep(out, b.agreeing(b.candidateOf(c, c.From, rule, scoreStated-orderLoss(c))))
		case c.Role == RoleBegan && c.Lone:
			if !lone && !b.noticedBefore(c) {
				rule := "stated-start"
				if c.Own {
					rule = "noted-start"
				}
				out = keep(out, b.agreeing(b.candidateOf(c, c.From, rule, scoreNoted-lossLone)))
			}
			lone = true
		case c.Role == RoleFault && written(c.Event) && c.Own && ownStamped(c.Event) && !c.Hedged && !b.noticedBefore(c) && b.noticedLater(c) && !b.noticedAtOnce(c):
			out = keep(out, b.candidateOf(c, c.From, "noted-start", scoreSigned)) // what went wrong before anybody noticed is what began it
		case (c.Role == RoleTried || c.Role == RoleChanged) && written(c.Event) && c.Own && ownStamped(c.Event) && mishap(c.Sentence) && !b.noticedBefore(c) && b.noticedLater(c):
			out = keep(out, b.candidateOf(c, c.From, "noted-start", scoreSigned)) // a change that is said to have gone wrong
		case c.Role == RoleBegan && written(c.Event):
			cand := b.agreeing(b.candidateOf(c, c.From, "noted-start", scoreStated-1))
			if b.noticedBefore(c) {
				cand.Score -= lossProvisional
			}
			out = keep(out, cand)
		}
	}
	for i := range b.events {
		if e := &b.events[i]; e.Kind == event.Status && e.Labels["began"] == "true" {
			out = keep(out, eventCandidate(e, e.At, "status-began", scoreSigned)) // whatever the text states comes before it
		}
	}
	for _, e := range b.ownSigns(&Milestone{State: Unknown}) {
		if !isRise(e) || e.Labels["from_start"] == "true" {
			continue // the evidence begins in the middle of it: it may have begun earlier
		}
		cand := eventCandidate(e, e.At, "log-rate-rise", scoreMeasured)
		cand.Reason.rate(e)
		out = keep(out, cand)
	}
	for _, cand := range b.hushedOnset() {
		out = keep(out, cand)
	}
	return rank(out)
}

// orderLoss prefers what an account says first: its summary comes before the details of single products.
func orderLoss(c *Claim) float64 { return 0.5 * float64(min(c.order, 40)) }

// lossInPassing is what a window loses that a line of notes states among many others, each with its own time: it is of something in particular
// more often than of the whole.
func (b *builder) lossInPassing(c *Claim) float64 {
	const several = 4 // lines of one account; fewer are remarks
	if written(c.Event) && ownStamped(c.Event) && b.lines[c.Event.Source] >= several {
		return lossProvisional
	}
	return 0
}

// agreeing adds to a stated beginning that a measured one agrees with it: "23:48" is any moment of that minute.
func (b *builder) agreeing(c Candidate) Candidate {
	i, _ := slices.BinarySearchFunc(b.rises, c.At, func(e *event.Event, at time.Time) int { return e.At.Compare(at) })
	if i < len(b.rises) && b.rises[i].At.Before(c.At.Add(max(c.Precision, time.Second))) {
		c.Score += gainMeasured
		c.Reason.At = b.rises[i].At
	}
	return c
}

// isRise says whether an event is a measured rise of a service's error rate.
func isRise(e *event.Event) bool {
	return e.Kind == event.Log && e.Labels["change"] == "error-rate-rise"
}

// isAlert says whether an event is an alert that somebody could see: a silence is what people did about one, and a suppressed alert told
// nobody.
func isAlert(e *event.Event) bool {
	return e.Kind == event.Alert && e.Labels["silence"] == "" && e.Labels["suppressed"] == ""
}

// rate fills in when a rise began, and what it was from and to. Failures that their programs log as warnings are called so.
func (r *Reason) rate(e *event.Event) {
	r.At, r.Words = e.At, ""
	if isRise(e) && e.Severity == event.Warning {
		r.Words = "failures logged as warnings"
	}
	r.Before, _ = number(e, "before")
	r.After, _ = number(e, "during")
	r.Unit, r.Counted = e.Labels["unit"], e.Labels["counted"]
}

// recovered: ends stated with hindsight, else measured ends, else what notes, posts and messages declared.
func (b *builder) recovered(onset *Milestone) []Candidate {
	var out []Candidate
	for _, c := range b.claims {
		if (onset.State == Known && c.end().Before(onset.At)) || b.nothingBefore(c) || b.undone(c) || b.beforeTrouble(c) {
			continue
		}
		switch {
		case c.Role == RoleWindow && !c.To.IsZero():
			cand := b.candidateOf(c, c.To, "stated-window", scoreWindow-orderLoss(c)-b.lossInPassing(c))
			if b.listedLater(c) {
				cand.Score -= gainAll
			}
			out = keep(out, cand)
		case c.Role == RoleOver && !c.Own:
			cand := b.candidateOf(c, c.From, "stated-end", scoreStated)
			if c.All || c.Fully {
				cand.Score += gainAll
			}
			if b.insideOwnWindow(c) || b.endsLater(c) {
				cand.Score -= gainAll + gainFullness
			}
			out = keep(out, cand)
		case c.Role == RoleOver && written(c.Event):
			cand := b.candidateOf(c, c.From, "noted-end", scoreNoted-gainFullness)
			if cand.Score -= b.lossClosing(c); c.Lone {
				cand.Score -= lossLone
			}
			if c.Fully && c.Service == "" {
				cand.Score += gainWhole
			}
			out = keep(out, cand)
		case c.Role == RoleOver && spoken(c.Event) && c.Service == "":
			cand := b.candidateOf(c, c.From, "resolved-words", scoreSaid)
			if c.Lone {
				cand.Score -= lossLone
			}
			if machine(c.Event) {
				cand.Score -= lossHedged // one monitor's view
			}
			cand.Score -= b.lossClosing(c)
			out = keep(out, cand)
		}
	}
	out = append(out, b.recoveredEvents(onset)...)
	out = slices.DeleteFunc(out, func(c Candidate) bool { return !afterKnown(c.At, onset) }) // a person may have decided the onset
	alerts := firingOf(b.ownSigns(onset))
	for i := range out {
		b.looksQuiet(&out[i])
		alerts.lower(&out[i])
	}
	return rank(out)
}

// nothingBefore says whether a claim of its message's own time comes before everything else: what is over before anything was seen is a
// wrong date.
func (b *builder) nothingBefore(c *Claim) bool {
	return c.Own && len(b.events) > 1 && b.events[0].ID == c.Event.ID
}

// endsLater says whether the same text goes on to tell that all was well only later: "sites were up by 17:30, and tasks fully working by 21:42".
func (b *builder) endsLater(c *Claim) bool {
	for _, o := range b.ofEvent[c.Event.ID] {
		if o.Role == RoleOver && !o.Own && o.order > c.order && (o.Fully || o.All) && !o.Hedged && !c.Whole && o.Service == "" &&
			o.From.After(c.From) && o.From.Sub(c.From) < sameIncident {
			return true
		}
	}
	return false
}

// insideOwnWindow says whether a claim's time lies before the end of a window that the same text states for the whole incident: then it is
// a step on the way and not the end.
func (b *builder) insideOwnWindow(c *Claim) bool {
	for _, w := range b.ofEvent[c.Event.ID] {
		if w.Role == RoleWindow && w.Service == "" && !w.To.IsZero() && w.order < c.order && c.From.Before(w.To) && c.From.After(w.From) {
			return true
		}
	}
	return false
}

// recoveredEvents are the candidates that are events: resolved posts, the end of the last measured rise, the end of the last alert.
func (b *builder) recoveredEvents(onset *Milestone) []Candidate {
	var out []Candidate
	var lastRise, lastAlert *event.Event
	for i := range b.events {
		if e := &b.events[i]; e.Kind == event.Status && e.Labels["status"] == "resolved" {
			out = keep(out, eventCandidate(e, e.At, "status-resolved", scorePost-b.lossPublic(e)))
		}
	}
	for _, e := range b.ownSigns(onset) {
		switch {
		case isRise(e) && (lastRise == nil || lastSign(e).After(lastSign(lastRise))):
			lastRise = e
		case isAlert(e) && !e.Until.IsZero() && e.Severity.Rank() >= event.Warning.Rank() && (lastAlert == nil || e.Until.After(lastAlert.Until)):
			lastAlert = e
		}
	}
	hushed, instead := b.hushedEnd(lastRise)
	for _, cand := range hushed {
		out = keep(out, cand)
	}
	if lastRise != nil && !lastRise.Open && !lastRise.Until.IsZero() && !instead {
		cand := eventCandidate(lastRise, lastRise.Until, "log-rate-end", scoreMeasured)
		cand.Reason.rate(lastRise)
		cand.Reason.At = lastRise.Until
		if lastAlert != nil && lastAlert.Until.After(lastRise.Until.Add(10*time.Minute)) {
			cand.Score -= lossProvisional // an alert outlasted what the logs show
		}
		out = keep(out, cand)
	}
	// An alert that nothing else bears out may have been false: its end is no recovery.
	if lastAlert != nil && (onset.State == Known || len(b.claims) > 0) && !b.anyOpenAlert(lastAlert.Until) {
		out = keep(out, eventCandidate(lastAlert, lastAlert.Until, "alert-end", scoreSigned))
	}
	return out
}

// anyOpenAlert says whether an alert that began before t was never seen to end.
func (b *builder) anyOpenAlert(t time.Time) bool {
	return slices.ContainsFunc(b.events, func(e event.Event) bool { return isAlert(&e) && e.Open && e.At.Before(t) })
}

// looksQuiet notes how long it stayed quiet after a recovery, and takes much from one after which impact began again.
func (b *builder) looksQuiet(c *Candidate) {
	if next := b.impactAfter(c.At); next != nil && next.From.Sub(c.At) < sameIncident {
		c.Reason.Quiet = next.From.Sub(c.At)
		c.Score -= 2 * lossProvisional
		return
	}
	if n := len(b.events); n > 0 {
		if last := lastSign(&b.events[n-1]); last.After(c.At) {
			c.Reason.Quiet = last.Sub(c.At)
		}
	}
}
