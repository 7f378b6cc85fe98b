package when

import (
	"fmt"
	"time"
)

const (
	// AheadWithin is how far after the time of writing a time of day without a date may lie. Status posts promise their next update within
	// the hour or two; three leave room, and a time further ahead is one of yesterday far more often.
	AheadWithin = 3 * time.Hour
	// backWithin is how far behind the last time told the next one may lie on the same day. What is told goes forward but for a glance back;
	// further back, the clock has passed midnight.
	backWithin = 6 * time.Hour
	// farBefore is how long before the time of writing a date is another day's business, unless the text shows that it is its subject.
	farBefore = 36 * time.Hour
)

// resolver turns what was read into instants, in the order of the text.
type resolver struct {
	context Context
	anchor  anchor // what the text is about
	aside   anchor // a date that was stated in passing, and holds for its own sentence
}

// anchor is the date that holds for the times of day behind it.
type anchor struct {
	set        bool
	date       civil     // as stated
	last       time.Time // the latest time of day told on it; zero if none was
	sentence   int
	strong     bool // it was stated with a time of day, at the beginning of a sentence, or of the incident itself
	clocked    bool // it was stated with a time of day
	background bool
	heading    bool // it heads what follows
}

func (f *finder) resolve() []Mention {
	if len(f.found) == 0 {
		return nil
	}
	zones := f.zones()
	r := resolver{context: f.context}
	out := make([]Mention, 0, len(f.found))
	dates := f.dates
	for i, s := range f.found {
		for len(dates) > 0 && dates[0].at < s.start {
			r.stand(dates[0], f.context.Zone)
			dates = dates[1:]
		}
		out = append(out, r.mention(s, zones[i]))
	}
	return out
}

// stand takes "today" or "tomorrow" for the times behind it.
func (r *resolver) stand(d statedDate, loc *time.Location) {
	if c, problem := r.date(d.date, clockRef{}, loc); problem == "" {
		r.hold(anchor{set: true, date: c, sentence: d.sentence, strong: true})
	}
}

// zones finds the zone of each mention that states none: that of its list, of its sentence, of the text before it, of the text as a whole.
func (f *finder) zones() []zoneRef {
	zones := make([]zoneRef, len(f.found))
	for i, s := range f.found {
		zones[i] = s.statedZone()
	}
	for i := len(zones) - 2; i >= 0; i-- {
		next := f.found[i+1]
		if zones[i].kind == zoneNone && next.sentence == f.found[i].sentence && next.start-f.found[i].end <= listGap {
			zones[i] = zones[i+1]
		}
	}
	var carried, ahead zoneRef
	aheadUntil := -1
	for i := range zones {
		if zones[i].kind != zoneNone {
			carried = zones[i]
			continue
		}
		if carried.kind == zoneNone && aheadUntil < i {
			ahead, aheadUntil = f.zoneAhead(zones, i)
		}
		switch {
		case carried.kind != zoneNone:
			zones[i] = carried
		case ahead.kind != zoneNone:
			zones[i] = ahead
		default:
			zones[i] = f.textZone
		}
	}
	// A day without a zone is one of the zone that the text comes to: "On 12 August. … At 11:05 PDT": its midnight is there. So is a time of
	// day, if the text is all that is known of where its author was.
	var behind zoneRef
	for i := len(zones) - 1; i >= 0; i-- {
		if zones[i].kind == zoneNone && (f.unplaced || !f.found[i].first.clock.stated) {
			zones[i] = behind
		} else if zones[i].kind != zoneNone {
			behind = zones[i]
		}
	}
	return zones
}

// listGap is how many bytes may stand between the times of a list: ", and at ".
const listGap = 10

// zoneAhead is the first zone stated behind mention i in its sentence, and the last mention that was looked at, so that no stretch is looked
// over twice.
func (f *finder) zoneAhead(zones []zoneRef, i int) (zoneRef, int) {
	k := i
	for ; k < len(zones) && f.found[k].sentence == f.found[i].sentence; k++ {
		if zones[k].kind != zoneNone {
			return zones[k], k
		}
	}
	return zoneRef{}, k - 1
}

func (s spoken) statedZone() zoneRef {
	if s.first.clock.zone.kind != zoneNone {
		return s.first.clock.zone
	}
	return s.last.clock.zone
}

// mention resolves one.
func (r *resolver) mention(s spoken, zone zoneRef) Mention {
	m := Mention{Start: s.start, End: s.end, Approx: s.approx}
	if s.isAgo {
		return r.ago(m, s.ago)
	}
	m.Clock = s.first.clock.stated
	m.Precision = day
	if m.Clock {
		m.Precision = max(s.first.clock.precision, s.last.clock.precision)
		m.Zone = zone.kind != zoneNone
	}
	if m.Problem = s.problem(); m.Problem != "" {
		return m
	}
	loc, err := zone.location(r.context.At, r.context.Zone)
	if err != nil {
		m.Problem = err.Error()
		return m
	}
	lastLoc := loc
	if z := s.last.clock.zone; z.kind != zoneNone {
		if lastLoc, err = z.location(r.context.At, r.context.Zone); err != nil {
			m.Problem = err.Error()
			return m
		}
	}
	switch {
	case s.isRange:
		m.From, m.To, m.Date, m.Problem = r.span(s, loc, lastLoc)
	default:
		m.From, m.Date, m.Problem = r.point(s, s.first, loc)
		m.From = s.first.clock.zone.settle(m.From, loc)
	}
	if m.Problem == "" && !m.To.IsZero() && m.To.Before(m.From) {
		m.From, m.To, m.Problem = time.Time{}, time.Time{}, "the range ends before it begins"
	}
	if m.Problem != "" {
		m.From, m.To = time.Time{}, time.Time{}
	}
	return m
}

// problem is what is wrong with a mention as it was written.
func (s spoken) problem() string {
	for _, p := range [...]string{s.first.date.problem, s.first.clock.problem, s.last.date.problem, s.last.clock.problem} {
		if p != "" {
			return p
		}
	}
	return ""
}

func (r *resolver) ago(m Mention, a agoRef) Mention {
	m.Ago, m.Clock, m.Precision = true, a.unit < day, a.unit
	if r.context.At.IsZero() {
		m.Problem = "it is counted back from the time of writing, which is unknown"
		return m
	}
	at := r.context.At.UTC()
	m.From = at.Add(-a.back)
	if a.until {
		m.To = at
	}
	return m
}

// point resolves a time of day, a date, or both, and lets its date hold for what follows.
func (r *resolver) point(s spoken, p point, loc *time.Location) (t time.Time, dated bool, problem string) {
	if p.date.kind == dateNone {
		return r.clock(s, p.clock, loc)
	}
	c, problem := r.date(p.date, p.clock, loc)
	if problem != "" {
		return t, false, problem
	}
	a := anchor{
		set: true, date: c, sentence: s.sentence, background: s.background, clocked: p.clock.stated,
		strong: p.clock.stated || s.opening || s.isRange || s.impact || s.heading, heading: s.heading,
	}
	t = p.clock.on(c).in(loc)
	if p.clock.stated {
		a.last = t
	}
	r.hold(a)
	return t, true, ""
}

// hold lets a date hold for what follows. Once the text has told a time of day with its date, a mere date is in passing, unless time has
// gone on to it: "On 14 August from 03:24 to 10:16 … On 12 August a rollout had … At 07:47 we …".
func (r *resolver) hold(a anchor) {
	if a.heading {
		a.background, a.clocked = false, true
		r.anchor, r.aside = a, anchor{}
		return
	}
	main := r.anchor
	if a.clocked || !main.set || !main.clocked {
		r.anchor = a
		return
	}
	noon, mainNoon := a.noon(), main.noon()
	switch {
	case noon.Equal(mainNoon):
		a.clocked = true
		r.anchor = a
	case a.background || noon.Before(mainNoon) || (!r.context.At.IsZero() && noon.Sub(r.context.At) > farBefore):
		r.aside = a
	default:
		r.anchor = a
	}
}

func (a anchor) noon() time.Time {
	c := a.date
	c.hour, c.minute, c.second, c.nanosecs = 12, 0, 0, 0
	return c.at(0)
}

// active is the date that holds for a time of day, nil if none does.
func (r *resolver) active(s spoken) *anchor {
	if r.aside.set && r.aside.sentence == s.sentence && r.carries(r.aside, s) {
		return &r.aside
	}
	if r.carries(r.anchor, s) {
		return &r.anchor
	}
	return nil
}

// on is the time of day on a date.
func (c clockRef) on(date civil) civil {
	out := c.civil
	out.year, out.month, out.dom = date.year, date.month, date.dom
	return out
}

// clock resolves a time of day without a date.
func (r *resolver) clock(s spoken, c clockRef, loc *time.Location) (t time.Time, dated bool, problem string) {
	if a := r.active(s); a != nil {
		a.last = r.onAnchor(*a, c, loc)
		return a.last, true, ""
	}
	if r.context.At.IsZero() {
		return t, false, "it states no date, and when it was written is unknown"
	}
	return r.nearWriting(c, loc), false, ""
}

// nearWriting is the last occurrence of a time of day up to a little after the time of writing.
func (r *resolver) nearWriting(c clockRef, loc *time.Location) time.Time {
	limit := r.context.At.Add(AheadWithin)
	today := c.civil.onDay(r.context.At.In(loc))
	for n := 1; n > -1; n-- {
		if t := today.addDays(n).in(loc); !t.After(limit) {
			return t
		}
	}
	return today.addDays(-1).in(loc)
}

// carries says that a date stated before holds for a time of day without one.
func (r *resolver) carries(a anchor, s spoken) bool {
	at := r.context.At
	if !a.set {
		return false
	}
	same := a.sentence == s.sentence
	if at.IsZero() {
		return same || !a.background
	}
	far := at.Sub(a.noon()) > farBefore
	ahead := a.noon().Sub(at) > farBefore
	switch {
	case a.background:
		return same && !far || !same && !far && !ahead
	case same:
		return true
	case ahead:
		return a.clocked
	}
	return !far || a.strong
}

// onAnchor is a time of day on a date stated before, or on the next day where the clock has passed midnight since the last time told, or on
// the day before where it would otherwise lie in the future.
func (r *resolver) onAnchor(a anchor, c clockRef, loc *time.Location) time.Time {
	date := a.date
	if !a.last.IsZero() {
		date = civil{}.onDay(a.last.In(loc))
	}
	on := c.on(date)
	t := on.in(loc)
	if a.last.IsZero() {
		return t
	}
	limit := r.context.At.Add(AheadWithin)
	known := !r.context.At.IsZero()
	if a.last.Sub(t) > backWithin {
		if next := on.addDays(1).in(loc); !known || !next.After(limit) {
			return next
		}
	}
	if known && t.After(limit) && !a.last.After(limit) {
		return on.addDays(-1).in(loc)
	}
	return t
}

func noYearProblem(d dateRef) string {
	return fmt.Sprintf("%s %d states no year, and when it was written is unknown", time.Month(d.month), d.dom)
}
