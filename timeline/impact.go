package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// newWave is how long a service must be quiet before impact on it is a new wave and not flapping. Half an hour is the time after which
// responders stand down in the practice of most teams; shorter gaps are one period.
const newWave = 30 * time.Minute

// findImpacts finds the periods of impact of each service: stated with hindsight, else measured, else shown by alerts, else by the states of a
// status page's components. What is stated defines a period; what was measured within it supports it, says how bad it was, and whether the
// service was impaired before.
func (b *builder) findImpacts() {
	by := map[string][]Impact{}
	for _, i := range b.statedPeriods() {
		by[i.Service] = append(by[i.Service], i)
	}
	for s, list := range by {
		by[s] = merged(list, 0)
	}
	b.fold(by, b.measuredPeriods(), false)
	b.fold(by, b.alertedPeriods(), true)
	b.fold(by, b.componentPeriods(), true)
	for _, list := range by {
		b.impacts = append(b.impacts, list...)
	}
	ends := b.endClaims()
	for k := range b.impacts {
		i := &b.impacts[k]
		i.Ended, i.EndedBy = i.endedBy(ends[i.Service])
	}
	slices.SortFunc(b.impacts, func(x, y Impact) int {
		return cmp.Or(x.From.Compare(y.From), cmp.Compare(x.Service, y.Service), x.To.Compare(y.To))
	})
	b.firstEnd = map[string]time.Time{}
	for _, i := range b.impacts {
		if end, seen := b.firstEnd[i.Service]; !i.To.IsZero() && (!seen || i.To.Before(end)) {
			b.firstEnd[i.Service] = i.To
		}
	}
	b.findUndoing()
}

// findUndoing keeps the periods whose beginning undoes what was said before. It is done anew when periods are left out.
func (b *builder) findUndoing() {
	b.undoing = slices.DeleteFunc(slices.Clone(b.impacts), func(i Impact) bool { return b.laggard(&i) })
}

// statedPeriods are the windows that accounts state for a service, and the pairs of a beginning and an end.
func (b *builder) statedPeriods() []Impact {
	var out []Impact
	began := map[string]*Claim{}
	for _, c := range b.claims {
		service := c.Component
		if service == "" || c.Hedged || !c.Hindsight || c.Lone {
			continue
		}
		switch c.Role {
		case RoleWindow:
			if !c.To.IsZero() {
				out = append(out, period(service, c, c, "stated-window", "stated-window"))
			}
		case RoleBegan:
			if began[service] == nil {
				began[service] = c
			}
		case RoleOver:
			if start := began[service]; start != nil && !c.Part && c.From.After(start.From) {
				out = append(out, period(service, start, c, "stated-start", "stated-end"))
				delete(began, service)
			}
		}
	}
	for service, c := range began {
		out = append(out, period(service, c, nil, "stated-start", ""))
	}
	return windowsFirst(out)
}

// period is a stated period of impact from the beginning that one claim states to the end that another does; without the other it is open.
func period(service string, from, to *Claim, fromRule, toRule string) Impact {
	why := func(c *Claim, rule string) Reason {
		return Reason{Rule: rule, Source: c.Event.Source, Kind: c.Event.Kind, Service: service, Words: quoteOf(c.Sentence)}
	}
	i := Impact{Service: service, From: from.From, FromWhy: why(from, fromRule), Evidence: []string{from.Event.ID}}
	if to != nil {
		i.To, i.ToWhy = to.end(), why(to, toRule)
		i.Evidence = union(i.Evidence, []string{to.Event.ID})
	}
	return i
}

// windowsFirst drops what pairs and open beginnings say of a time that a stated window of the same service covers or touches.
func windowsFirst(list []Impact) []Impact {
	var out []Impact
	for _, i := range list {
		if i.FromWhy.Rule == "stated-window" {
			out = append(out, i)
		}
	}
	windows := map[string][]Impact{}
	for _, w := range out {
		windows[w.Service] = append(windows[w.Service], w)
	}
	for service, list := range windows {
		windows[service] = merged(list, 0)
	}
	for _, i := range list {
		if i.FromWhy.Rule != "stated-window" && touching(windows[i.Service], i) < 0 {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(x, y Impact) int {
		return cmp.Or(cmp.Compare(x.Service, y.Service), x.From.Compare(y.From), x.To.Compare(y.To), cmp.Compare(x.Evidence[0], y.Evidence[0]))
	})
	return out
}

// touches says whether two periods overlap or lie less than a new wave apart; an open end reaches as far as it must.
func touches(x, y Impact) bool {
	return (y.To.IsZero() || x.From.Before(y.To.Add(newWave))) && (x.To.IsZero() || y.From.Before(x.To.Add(newWave)))
}

// touching is the index of the first of several periods of one service, apart from one another and in order, that touches another; -1 is none.
func touching(list []Impact, i Impact) int {
	k, _ := slices.BinarySearchFunc(list, i, func(known, i Impact) int {
		if known.To.IsZero() || i.From.Before(known.To.Add(newWave)) {
			return 1
		}
		return -1
	})
	if k < len(list) && touches(list[k], i) {
		return k
	}
	return -1
}

// merged joins the periods of one service that overlap or lie at most gap apart.
func merged(list []Impact, gap time.Duration) []Impact {
	slices.SortStableFunc(list, func(x, y Impact) int { return x.From.Compare(y.From) })
	var out []Impact
	for _, i := range list {
		if n := len(out); n > 0 && (out[n-1].To.IsZero() || !i.From.After(out[n-1].To.Add(gap))) {
			last := &out[n-1]
			last.Evidence = union(last.Evidence, i.Evidence)
			if !last.To.IsZero() && (i.To.IsZero() || i.To.After(last.To)) {
				last.To, last.ToWhy = i.To, i.ToWhy
			}
			last.Peak, last.HasPeak = max(last.Peak, i.Peak), last.HasPeak || i.HasPeak
			last.Unit = cmp.Or(last.Unit, i.Unit)
			continue
		}
		out = append(out, i)
	}
	return out
}

// measuredPeriods are the rises of error rates that the logs show, and the silences.
func (b *builder) measuredPeriods() []Impact {
	out := b.hushedPeriods()
	for _, e := range b.rises {
		why := Reason{Rule: "log-rate-rise", Source: e.Source, Kind: e.Kind, Service: e.Service}
		why.rate(e)
		end := why
		end.Rule, end.At = "log-rate-end", e.Until
		i := Impact{Service: b.services.canonical(e.Service), From: e.At, To: e.Until, FromWhy: why, ToWhy: end, Evidence: []string{e.ID}}
		if e.Open {
			i.To = time.Time{}
		}
		i.Peak, i.HasPeak = number(e, "peak")
		i.Unit = "errors/min"
		if e.Labels["unit"] == "share" {
			i.Peak, i.Unit = 100*i.Peak, "% of "+cmp.Or(why.Counted, "lines")
		}
		out = append(out, i)
	}
	return out
}

// alertedPeriods are the episodes of alerts that name a service.
func (b *builder) alertedPeriods() []Impact {
	var out []Impact
	for _, e := range b.alerts {
		if e.Service == "" || (e.Severity != event.Unsaid && e.Severity.Rank() < event.Error.Rank()) {
			continue // a warning warns of impact; it is none
		}
		why := Reason{Rule: "alert-start", Source: e.Source, Kind: e.Kind, Service: e.Service, Words: quoteOf(e.Text)}
		end := why
		end.Rule = "alert-end"
		out = append(out, Impact{Service: b.services.canonical(e.Service), From: e.At, To: e.Until, FromWhy: why, ToWhy: end, Evidence: []string{e.ID}})
	}
	return out
}

// fold adds found periods to those already known: what touches a known period of its service supports it, the rest are periods of their
// own, short gaps bridged. A late kind of sign (an alert) never widens a period that something better bounds.
func (b *builder) fold(by map[string][]Impact, found []Impact, late bool) {
	fresh := map[string][]Impact{}
	for _, i := range found {
		k := touching(by[i.Service], i)
		if k < 0 {
			fresh[i.Service] = append(fresh[i.Service], i)
			continue
		}
		known := &by[i.Service][k]
		known.Evidence = union(known.Evidence, i.Evidence)
		if i.HasPeak && (!known.HasPeak || i.Peak > known.Peak) {
			known.Peak, known.HasPeak, known.Unit = i.Peak, true, i.Unit
		}
		if late {
			continue
		}
		if i.From.Before(known.From.Add(-5*time.Minute)) && (known.Since.IsZero() || i.From.Before(known.Since)) {
			known.Since = i.From // impaired from then on, though the account's period begins later
		}
		if known.To.IsZero() && i.To.After(known.From) {
			known.To, known.ToWhy = i.To, i.ToWhy
		}
	}
	for s, list := range fresh {
		by[s] = append(by[s], merged(list, newWave)...)
		slices.SortStableFunc(by[s], func(x, y Impact) int { return x.From.Compare(y.From) })
	}
}

// endClaims are what accounts say of ends, mitigations and attempts, by the service that they tell of, in order of time.
func (b *builder) endClaims() map[string][]*Claim {
	out := map[string][]*Claim{}
	for _, c := range b.claims {
		if c.Hindsight && (c.Role == RoleOver || c.Role == RoleLessened || c.Role == RoleTried) {
			out[c.Component] = append(out[c.Component], c)
		}
	}
	return out
}

// endedBy is what an account says of the end of a period, in its words: the claim on its service that lies nearest to it.
func (i *Impact) endedBy(claims []*Claim) (string, []string) {
	if i.To.IsZero() {
		return "", nil
	}
	const near = 5 * time.Minute
	var best *Claim
	for _, c := range claims[firstClaim(claims, i.To.Add(-near)):] {
		gap := c.From.Sub(i.To)
		if gap > near || (best != nil && gap > 0 && gap >= best.From.Sub(i.To).Abs()) {
			break
		}
		if best == nil || gap.Abs() < best.From.Sub(i.To).Abs() {
			best = c
		}
	}
	if best == nil {
		return "", nil
	}
	return quoteOf(best.Sentence), []string{best.Event.ID}
}

// firstClaim is the index of the first of several claims, in order of time, that does not lie before t.
func firstClaim(claims []*Claim, t time.Time) int {
	n, _ := slices.BinarySearchFunc(claims, t, func(c *Claim, t time.Time) int { return c.From.Compare(t) })
	return n
}

// numberWaves counts the waves of each service; impact that begins after a post or a message had called the incident mitigated or over is a
// new wave too, since that was undone.
func (b *builder) numberWaves() {
	premature := b.prematureEnds()
	seen := map[string]int{}
	for k := range b.impacts {
		i := &b.impacts[k]
		seen[i.Service]++
		i.Wave = seen[i.Service]
		after := 1
		if len(premature) > 0 && premature[0].From.Before(i.From) { // claims are in order of time
			after = 2
		}
		i.Wave = max(i.Wave, after)
		seen[i.Service] = i.Wave
	}
}

// prematureEnds are the public posts and unhedged messages that called the incident mitigated or over although impact on another service
// began afterwards, before the recovery.
func (b *builder) prematureEnds() []*Claim {
	onset, recovered := b.milestones[Onset], b.milestones[Recovered]
	if onset == nil || onset.State != Known || recovered.State != Known {
		return nil
	}
	var out []*Claim
	for _, c := range b.claims {
		if (c.Role != RoleLessened && c.Role != RoleOver) || !c.Own || c.Service != "" || c.Hedged || c.Part || c.Event.Kind == event.Note {
			continue
		}
		if !c.All && !c.Whole && !c.Fully {
			continue
		}
		if c.From.After(onset.At) && b.nextImpact(c.From, recovered.At) != nil {
			out = append(out, c)
		}
	}
	return out
}

// nextImpact is the first period that begins after t and before the end, nil if none does.
func (b *builder) nextImpact(t, end time.Time) *Impact {
	if i := b.impactAfter(t.Add(time.Minute)); i != nil && i.From.Before(end) {
		return i
	}
	return nil
}

// impactAfter is the first period that begins after t, nil if none does. One that only a status page tells of may have begun before.
func (b *builder) impactAfter(t time.Time) *Impact {
	k, _ := slices.BinarySearchFunc(b.undoing, t.Add(1), func(i Impact, t time.Time) int { return i.From.Compare(t) })
	if k == len(b.undoing) {
		return nil
	}
	return &b.undoing[k]
}
