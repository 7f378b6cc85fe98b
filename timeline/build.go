package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// Build makes a timeline of events that are already merged and free of secrets. The order of events does not matter, and neither does the
// name of their sources.
func Build(events []event.Event, series []event.Series, o Options) *Timeline {
	b := newBuilder(events, series, o)
	b.readTexts()
	b.findImpacts()
	b.chooseMilestones()
	b.ofIncident()
	b.numberWaves()
	b.describePeriods()

	t := &Timeline{Milestones: b.milestones, Impacts: b.impacts, Window: b.window()}
	t.Phases = phases(b.milestones)
	t.Durations = durations(b.milestones)
	t.Cascade = b.cascade()
	t.Remainders = b.remainders()
	t.Attempts = b.attempts()
	t.Causes = b.causes()
	t.Contradictions = b.contradictions()
	t.Facts = b.facts()
	t.Items = b.items()
	t.Clocks = b.clocks
	t.Silences = b.silences()
	t.Entries = b.entries(t)
	return t
}

// builder holds what the stages of one Build share.
type builder struct {
	opts     Options
	zone     *time.Location
	events   []event.Event        // in order, what is the same joined, storms folded
	also     map[string][]Telling // what was joined, by the id that it became
	clocks   []Clock
	stamps   []linked // stamps that disagree with the links beside them
	series   []event.Series
	seriesOf map[string][]*event.Series // the same, by service
	services *services
	lex      *lexicon
	claims   []*Claim            // in order of time
	ofEvent  map[string][]*Claim // the same, by the id of their event, in order of the text
	alerts   []*event.Event
	rises    []*event.Event // measured rises of error rates
	hushes   []*event.Event // services that stopped logging
	fullness map[string]float64
	tagged   map[string]bool // sources of notes whose lines name services

	said      []statement // on the cause
	numbers   factSet
	verdicts  []verdict            // on attempts, in order
	refutedAt map[string]time.Time // when it was last said of a word that it is not the cause
	firstSign *event.Event         // the first text that speaks of impact
	lines     map[string]int       // how many lines of notes each source has
	course    course
	signs     []*event.Event // alerts and measured rises, in order
	work      []time.Time    // when people were at work on it, in order
	took      map[Name]took
	repairs   []time.Time // when people told of a repair, in order

	impacts    []Impact
	undoing    []Impact             // those whose beginning undoes what was said before, in order
	firstEnd   map[string]time.Time // of the periods of a service
	milestones Milestones
}

func newBuilder(events []event.Event, series []event.Series, o Options) *builder {
	b := &builder{
		opts: o, zone: cmp.Or(o.Zone, time.UTC), lex: newLexicon(defaultLexicon), series: series, numbers: factSet{at: map[factKey]int{}},
		fullness: map[string]float64{}, tagged: map[string]bool{}, ofEvent: map[string][]*Claim{}, lines: map[string]int{},
		refutedAt: map[string]time.Time{}, took: map[Name]took{},
	}
	b.lex.own = newVocabulary(o.Lexicon)
	b.gather(events)
	b.services = newServices(o.Services, b.events)
	return b
}

// inOrderOfTime is the events in order; they are copied only where they are not, since a long incident's take some 30 MB.
func inOrderOfTime(events []event.Event) []event.Event {
	sorted := true
	for i := 1; i < len(events) && sorted; i++ {
		sorted = byTime(&events[i-1], &events[i]) <= 0
	}
	if sorted {
		return events
	}
	order := make([]*event.Event, len(events))
	for i := range events {
		order[i] = &events[i]
	}
	slices.SortFunc(order, byTime)
	out := make([]event.Event, len(events))
	for i, e := range order {
		out[i] = *e
	}
	return out
}

// byTime is event.Compare without a copy of both events, except where their instants are the same.
func byTime(x, y *event.Event) int {
	if c := x.At.Compare(y.At); c != 0 {
		return c
	}
	return event.Compare(*x, *y)
}

// readTexts reads every text once, for claims, statements of the cause and numbers.
func (b *builder) readTexts() {
	const telling = 4 // one message in some four tells something of the incident, in rooms of incidents
	b.claims = make([]*Claim, 0, len(b.events)/telling)
	b.ofEvent = make(map[string][]*Claim, len(b.events)/telling)
	r := &reader{lex: b.lex, zone: b.zone, services: b.services, fixes: b.opts.Clocks, lasted: lastPosts(b.events)}
	for i := range b.events {
		e := &b.events[i]
		switch {
		case isAlert(e):
			b.alerts = append(b.alerts, e)
		case isRise(e):
			b.rises = append(b.rises, e)
		case isHush(e):
			b.hushes = append(b.hushes, e)
		case e.Kind == event.Note && e.Service != "":
			b.tagged[e.Source] = true
		}
		if written(e) {
			b.lines[e.Source]++
		}
		sents, claims := r.read(e)
		if len(claims) > 0 {
			b.claims = append(b.claims, claims...)
			b.ofEvent[e.ID] = claims
		}
		if len(sents) > 0 && marked(e) == "" && !e.Actor.Bot {
			b.noteVerdict(e, sents)
			b.noteRefutations(e, sents)
			b.noteCauses(e, sents)
			b.noteFacts(e, sents)
			b.noteSign(e, sents)
			b.noteTook(e, sents)
			b.noteRepair(e, sents)
		}
	}
	slices.SortStableFunc(b.claims, func(x, y *Claim) int {
		return cmp.Or(x.From.Compare(y.From), byTime(x.Event, y.Event), cmp.Compare(x.order, y.order))
	})
	b.dropIdle()
	b.noteCourse()
	b.findSigns()
	b.weighAccounts()
}

// weighAccounts finds how full each account is, as a share of the fullest.
func (b *builder) weighAccounts() {
	most := 0.0
	for _, c := range b.claims {
		if c.Hindsight {
			b.fullness[account(c.Event)]++
			most = max(most, b.fullness[account(c.Event)])
		}
	}
	for k := range b.fullness {
		b.fullness[k] /= most
	}
}

// account names the account that an event is part of: a file of notes is one account, and so is every post by itself.
func account(e *event.Event) string {
	if e.Kind == event.Note {
		return "note\x00" + e.Source
	}
	return e.ID
}

// window is the window given, else what the milestones and impacts span, with half an hour around it.
func (b *builder) window() event.Window {
	w := b.opts.Window
	var from, to time.Time
	see := func(t time.Time) {
		if t.IsZero() {
			return
		}
		if from.IsZero() || t.Before(from) {
			from = t
		}
		if t.After(to) {
			to = t
		}
	}
	for name, m := range b.milestones {
		if name != Triggered && m.State == Known {
			see(m.At)
		}
	}
	for _, i := range b.impacts {
		see(i.From)
		see(i.To)
	}
	if from.IsZero() {
		for i := range b.events {
			see(b.events[i].At)
		}
	}
	const margin = 30 * time.Minute // enough to see what preceded and what stayed quiet; a convention, not a measurement
	if w.From.IsZero() && !from.IsZero() {
		w.From = from.Add(-margin).Truncate(time.Minute)
	}
	if w.To.IsZero() && !to.IsZero() {
		w.To = to.Add(margin).Truncate(time.Minute)
	}
	return w
}
