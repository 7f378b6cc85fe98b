package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file finds the statements that came too soon: that it was over, that the public may be told so, that it was an incident.

const (
	// ordinary is how far two records of one moment lie apart without a contradiction: clocks, rounding and the time that it takes to write.
	ordinary = 5 * time.Minute
	// goodWhile is how long an alert may fire on after the end: most resolve within two evaluation and group intervals, some minutes.
	goodWhile = 10 * time.Minute
	// maxFixed is how many statements of one incident are shown that declared an end too early.
	maxFixed = 10
	// maxEndings is how many are looked at: every one is held against every sign.
	maxEndings = 500
	// maxSeries is how many services' errors each of them is held against: where none of so many goes on, the rest would tell no more.
	maxSeries = 100
)

// ending is a statement, at its own time, that the incident is over.
type ending struct {
	at     time.Time
	event  *event.Event
	text   string
	public bool
	whole  bool // of the incident in so many words, and not perhaps of some part of it
	closes bool // it closes the incident, which may come long after the end
}

func (x ending) value() Value {
	return Value{At: x.at, Source: x.event.Source, Text: quoteOf(x.text), Evidence: []string{x.event.ID}}
}

// endings are the statements of an end after the onset, in order of time, one for each event.
func (b *builder) endings() []ending {
	var out []ending
	seen := map[string]bool{}
	onset := b.milestones[Onset]
	add := func(x ending) {
		if !seen[x.event.ID] && afterKnown(x.at, onset) && time.Duration(x.event.Precision) < time.Hour {
			seen[x.event.ID] = true
			out = append(out, x)
		}
	}
	id, known := b.pageIncident()
	for i := range b.events {
		if e := &b.events[i]; isPost(e) && e.Labels["status"] == "resolved" && (!known || e.Labels["incident_id"] == id) {
			add(ending{at: e.At, event: e, text: e.Text, public: true, whole: true})
		}
	}
	for _, c := range b.claims {
		if (c.Role != RoleOver && c.Role != RoleClosed) || !c.Own || c.Service != "" || c.Hedged || c.Part || c.Event.Actor.Bot {
			continue
		}
		if c.Lone && !callsItOver(c.Sentence) {
			continue // "sign-in works again" is said of that
		}
		whole := c.Whole || c.All
		if c.Event.Kind != event.Chat && !whole {
			continue // a line of notes, or a post, on some part of it
		}
		add(ending{at: c.From, event: c.Event, text: c.Sentence, public: c.Event.Kind == event.Status, whole: whole, closes: c.Role == RoleClosed})
	}
	slices.SortFunc(out, func(x, y ending) int { return event.Compare(*x.event, *y.event) })
	return out
}

// pageIncident is the incident of a status page that the post is on which the recovery rests on, if that is one: a page's history holds others.
func (b *builder) pageIncident() (id string, known bool) {
	r := b.milestones[Recovered]
	for i := range b.events {
		if e := &b.events[i]; len(r.Evidence) > 0 && e.ID == r.Evidence[0] {
			return e.Labels["incident_id"], e.Kind == event.Status
		}
	}
	return "", false
}

// endedTooSoon lists the statements of an end while an alert fired or errors went on for a good while, and those that came before the recovery:
// of several that the same thing contradicts the first.
func (b *builder) endedTooSoon(listed []Contradiction) []Contradiction {
	told := map[string]bool{}
	for _, c := range listed {
		for _, v := range c.Values {
			told[v.Evidence[0]] = true // its time is discussed there
		}
	}
	signs := b.ownSigns(b.milestones[Onset])
	w := aftermath{alerts: outlasting(signs, isAlert), rises: outlasting(signs, isRise), first: firstRises(signs)}
	for i := range b.series {
		if s := &b.series[i]; w.first[s.Service] != nil {
			w.series = append(w.series, s)
		}
	}
	slices.SortFunc(w.series, func(x, y *event.Series) int {
		return cmp.Or(w.first[x.Service].At.Compare(w.first[y.Service].At), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Source, y.Source), x.Start.Compare(y.Start))
	})
	w.series = w.series[:min(len(w.series), maxSeries)]
	by := map[string]bool{}
	var out []Contradiction
	endings := b.endings()
	for _, x := range endings[:min(len(endings), maxEndings)] {
		if len(out) == maxFixed {
			break
		}
		c, ok := b.overButWentOn(x, &w)
		if !ok && x.whole && !told[x.event.ID] {
			c, ok = b.overBeforeRecovery(x)
		}
		if ok && !by[c.Values[1].Evidence[0]] {
			by[c.Values[1].Evidence[0]] = true
			out = append(out, c)
		}
	}
	return out
}

// overButWentOn is the contradiction between a statement of an end and what went on after it; false if nothing did.
func (b *builder) overButWentOn(x ending, w *aftermath) (Contradiction, bool) {
	if e := w.alerts.goingOn(x.at); e != nil {
		why := Reason{Rule: "alert-end", Service: e.Service, At: e.Until, Words: quoteOf(e.Text)}
		if e.Until.IsZero() || e.Open {
			why = Reason{Rule: "still-firing", Service: e.Service, Source: e.Source, Kind: e.Kind}
		}
		return b.tooSoon("fixed-while-firing", e.Service, x, Value{At: e.Until, Source: e.Source, Text: quoteOf(e.Text), Evidence: []string{e.ID}}, why), true
	}
	if e := w.rises.goingOn(x.at); e != nil {
		why := Reason{Rule: "log-rate-end", Service: e.Service, Source: e.Source, Kind: e.Kind}
		if e.Open {
			why.Rule = "errors-go-on"
		}
		return b.tooSoon("fixed-while-failing", e.Service, x, Value{At: e.Until, Source: e.Source, Text: quoteOf(e.Text), Evidence: []string{e.ID}}, why), true
	}
	if s, e := w.stillFailing(x.at); e != nil {
		why := Reason{Rule: "errors-go-on", Service: s.Service, Source: s.Source, Kind: event.Log}
		return b.tooSoon("fixed-while-failing", s.Service, x, Value{Source: s.Source, Text: quoteOf(e.Text), Evidence: []string{e.ID}}, why), true
	}
	return Contradiction{}, false
}

// overBeforeRecovery is the contradiction between a statement of an end and a recovery that came after it.
func (b *builder) overBeforeRecovery(x ending) (Contradiction, bool) {
	r := b.milestones[Recovered]
	switch r.Reason.Rule {
	case "status-resolved", "resolved-words", "restored-words", "person":
		return Contradiction{}, false // said later is no later: the public is told, and a person decides, after the end
	}
	if r.State != Known || len(r.Evidence) == 0 || slices.Contains(r.Evidence, x.event.ID) || r.At.Sub(x.at) <= max(ordinary, r.Precision) {
		return Contradiction{}, false
	}
	v := Value{At: r.At, Source: r.Reason.Source, Text: r.Reason.Words, Evidence: r.Evidence}
	return b.tooSoon("resolved-before-recovery", "", x, v, r.Reason), true
}

// firing answers until when alerts fire that had begun by some time.
type firing struct {
	begun []time.Time
	until []time.Time // the latest end of those that had begun
}

// firingOf is made of the signs of an incident, in order: of its alerts that are worse than warnings. One that was not seen to stop may have been
// forgotten, and proves nothing.
func firingOf(signs []*event.Event) firing {
	var f firing
	last := time.Time{}
	for _, e := range signs {
		if isAlert(e) && !e.Open && e.Severity.Rank() >= event.Error.Rank() {
			last = later(last, e.Until)
			f.begun, f.until = append(f.begun, e.At), append(f.until, last)
		}
	}
	return f
}

// lower takes much from an end that was declared, and not measured or told with hindsight, while an alert of the incident fired that went on for
// longer than alerts outlast their cause: half an hour covers the windows over which most are counted.
func (f firing) lower(c *Candidate) {
	switch c.Reason.Rule {
	case "status-resolved", "resolved-words", "noted-end":
	default:
		return
	}
	n, _ := slices.BinarySearchFunc(f.begun, c.At, func(begun, t time.Time) int {
		if begun.After(t) {
			return 1
		}
		return -1
	})
	if n > 0 && f.until[n-1].Sub(c.At) > newWave {
		c.Score -= 2 * lossProvisional
	}
}

// aftermath is what may go on after a statement of an end.
type aftermath struct {
	alerts, rises outlast
	first         map[string]*event.Event // the first rise of each service
	series        []*event.Series         // of the services that have one, in order of it
}

// outlast answers which sign of a kind, of those that had begun by some time, lasts longest.
type outlast struct {
	begun []time.Time
	most  []*event.Event
}

// outlasting is made of the signs of an incident, in order; warnings are left out.
func outlasting(signs []*event.Event, kind func(*event.Event) bool) outlast {
	var o outlast
	var most *event.Event
	for _, e := range signs {
		if !kind(e) || (isAlert(e) && e.Severity.Rank() < event.Error.Rank()) {
			continue
		}
		if most == nil || (!most.Open && (e.Open || e.Until.After(most.Until))) {
			most = e
		}
		o.begun, o.most = append(o.begun, e.At), append(o.most, most)
	}
	return o
}

// goingOn is the sign that had begun by t and lasts longest; nil if it does not go on for a good while after t.
func (o outlast) goingOn(t time.Time) *event.Event {
	n, _ := slices.BinarySearchFunc(o.begun, t.Add(1), time.Time.Compare)
	if n == 0 {
		return nil
	}
	if e := o.most[n-1]; e.Open || e.Until.After(t.Add(goodWhile)) {
		return e
	}
	return nil
}

// tooSoon is a contradiction between a statement of an end and what came of it. The side that is taken is that of what came, unless the recovery
// is put where the statement has it.
func (b *builder) tooSoon(subject, service string, x ending, then Value, why Reason) Contradiction {
	c := Contradiction{Subject: subject, Service: service, Values: []Value{x.value(), then}, Used: 1, Reason: why}
	if r := b.milestones[Recovered]; r.State == Known && !r.At.After(x.at) {
		c.Used = 0
	}
	c.Evidence = union([]string{x.event.ID}, then.Evidence)
	return c
}

// firstRises are the first rise of each service.
func firstRises(signs []*event.Event) map[string]*event.Event {
	out := map[string]*event.Event{}
	for _, e := range signs {
		if isRise(e) && out[e.Service] == nil {
			out[e.Service] = e
		}
	}
	return out
}

// stillFailing is a series of errors that goes on at half of its worst or more for a good while after t, with the rise that it belongs to.
// It sees what a rise does not that ends with its evidence, or that was cut.
func (w *aftermath) stillFailing(t time.Time) (*event.Series, *event.Event) {
	for _, s := range w.series {
		if e := w.first[s.Service]; !e.At.After(t) && failsOn(s, e.At, t) {
			return s, e
		}
	}
	return nil, nil
}

// failsOn says whether a series counts, in all of the good while that begins a good while after t, at least half of the errors per bin that it
// counted at its worst from its rise to t.
func failsOn(s *event.Series, from, t time.Time) bool {
	const enough = 10 // errors a bin at the worst: fewer have no shape
	step := time.Duration(s.Step)
	if step <= 0 || len(s.Errors) == 0 {
		return false
	}
	bin := func(at time.Time) int { return int(at.Sub(s.Start) / step) }
	first, now := max(bin(from), 0), bin(t)
	late, end := bin(t.Add(goodWhile)), bin(t.Add(2*goodWhile))
	if now <= first || now >= len(s.Errors) || end >= len(s.Errors) || late <= now {
		return false // the series does not reach that far
	}
	worst := slices.Max(s.Errors[first:now])
	return worst >= enough && 2*slices.Min(s.Errors[now:end+1]) >= worst
}

// publicBeforeInternal says that the public was told of the end before those who responded said so among themselves.
func (b *builder) publicBeforeInternal() []Contradiction {
	var public, internal *ending
	for _, x := range b.endings() {
		switch {
		case x.public && public == nil:
			public = &x
		case !x.public && internal == nil && !x.closes:
			internal = &x
		}
	}
	if public == nil || internal == nil || internal.at.Sub(public.at) <= ordinary || internal.at.Sub(public.at) > sameIncident {
		return nil
	}
	c := Contradiction{
		Subject: "public-before-internal", Values: []Value{public.value(), internal.value()}, Used: -1,
		Reason:   Reason{Rule: "told-too-soon", At: internal.at},
		Evidence: []string{public.event.ID, internal.event.ID},
	}
	for i, v := range c.Values {
		if r := b.milestones[Recovered]; r.State == Known && v.At.Equal(r.At) {
			c.Used = i
		}
	}
	return []Contradiction{c}
}

// declaredBeforeSign says that it was called an incident before the first sign of it: one of the two times is wrong, or evidence is missing.
func (b *builder) declaredBeforeSign() []Contradiction {
	d := b.milestones[Declared]
	if d.State != Known || len(d.Evidence) == 0 || (b.milestones[Onset].State != Known && len(b.alerts)+len(b.rises) == 0) {
		return nil // where there are words alone, the first sign may be one that was not understood
	}
	first := b.firstOfAll()
	if first == nil || slices.Contains(first.Evidence, d.Evidence[0]) || first.At.Sub(d.At) <= max(ordinary, d.Precision) {
		return nil
	}
	return []Contradiction{{
		Subject: "declared-before-sign", Used: -1, Reason: Reason{Rule: "no-sign-before", At: first.At},
		Values: []Value{
			{At: d.At, Source: d.Reason.Source, Text: d.Reason.Words, Evidence: d.Evidence},
			{At: first.At, Source: first.Reason.Source, Text: first.Reason.Words, Evidence: first.Evidence},
		},
		Evidence: union(d.Evidence, first.Evidence),
	}}
}

// firstOfAll is the first sign of the incident: its onset, its detection, its first alert or rise, or the first text that speaks of impact.
func (b *builder) firstOfAll() *Milestone {
	list := []*Milestone{b.milestones[Onset], b.milestones[Detected]}
	sign := func(e *event.Event) {
		if e != nil {
			list = append(list, &Milestone{State: Known, At: e.At, Evidence: []string{e.ID}, Reason: Reason{Source: e.Source, Kind: e.Kind, Words: quoteOf(e.Text)}})
		}
	}
	var all []*event.Event
	all = append(all, b.alerts...)
	all = append(all, b.rises...)
	if len(all) > 0 {
		sign(slices.MinFunc(all, func(x, y *event.Event) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID)) }))
	}
	sign(b.firstSign)
	for _, c := range b.claims {
		if c.Own && (c.Role == RoleReported || c.Role == RoleNoticed || c.Role == RoleEngaged) {
			sign(c.Event)
			break
		}
	}
	return earliest(list...)
}
