package timeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

// drawn is a random incident: some hours in which several services fail, people talk, a page is updated and an account is written, with all
// that goes wrong in such records. Every time that a text states has its zone, so that it is the same instant wherever it is read.
type drawn struct {
	events []event.Event
	series []event.Series
	o      Options
}

// drawIncident draws an incident.
func drawIncident(t *rapid.T) drawn {
	d := &drawing{
		t:        t,
		onset:    rapid.SampledFrom(onsets).Draw(t, "onset"),
		services: rapid.Permutation(serviceNames).Draw(t, "services")[:rapid.IntRange(1, 4).Draw(t, "service count")],
	}
	d.length = rapid.IntRange(1, 600).Draw(t, "minutes")
	for range rapid.IntRange(0, 4).Draw(t, "rises") {
		d.rise()
	}
	for range rapid.IntRange(0, 6).Draw(t, "alerts") {
		d.alert()
	}
	for range rapid.IntRange(0, 25).Draw(t, "messages") {
		d.say(event.Chat, chatter)
	}
	for range rapid.IntRange(0, 6).Draw(t, "posts") {
		d.say(event.Status, posts)
	}
	for range rapid.IntRange(0, 15).Draw(t, "notes") {
		d.say(event.Note, noted)
	}
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		d.say(event.Change, changes)
	}
	out := drawn{d.events, d.series, d.options()}
	t.Log(out)
	return out
}

// String is what a person reads when a property fails: the events in order of time.
func (d drawn) String() string {
	ordered := slices.SortedFunc(slices.Values(d.events), event.Compare)
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n", d.o)
	for _, e := range ordered {
		fmt.Fprintf(&b, "%s %s..%s open=%v %s %s %s %v: %s\n", e.ID, clock(e.At), clock(e.Until), e.Open, e.Kind, e.Source, e.Service, e.Labels, e.Text)
	}
	return b.String()
}

// The onsets are ordinary, or where calendars turn: midnight, New Year, a leap day, the hours in which clocks change in Europe and America.
var onsets = []time.Time{
	time.Date(2025, 10, 20, 6, 48, 0, 0, time.UTC), time.Date(2025, 12, 31, 23, 40, 0, 0, time.UTC), time.Date(2024, 2, 28, 22, 15, 30, 0, time.UTC),
	time.Date(2025, 3, 30, 0, 50, 0, 0, time.UTC), time.Date(2025, 10, 26, 0, 30, 0, 0, time.UTC), time.Date(2025, 11, 2, 5, 30, 0, 0, time.UTC),
	time.Date(2026, 3, 10, 14, 2, 7, 0, time.UTC),
}

// Some names hold others, or are told apart by little.
var serviceNames = []string{"checkout", "checkout-worker", "Payments", "Amazon DynamoDB", "dynamodb", "session store", "EC2", "api", "search"}

// drawing is an incident that is being drawn.
type drawing struct {
	t        *rapid.T
	onset    time.Time
	length   int // minutes
	services []string
	events   []event.Event
	series   []event.Series
}

func (d *drawing) one(label string, from []string) string {
	return rapid.SampledFrom(from).Draw(d.t, label)
}

// when is some time around the incident, mostly within it, to the minute as notes have it or finer; several events may fall on one instant.
func (d *drawing) when() time.Time {
	at := d.onset.Add(time.Duration(rapid.IntRange(-30, d.length+90).Draw(d.t, "minute")) * time.Minute)
	switch rapid.IntRange(0, 19).Draw(d.t, "place") {
	case 0:
		return at.Add(-20 * time.Hour)
	case 1:
		return at.Add(50 * time.Hour)
	case 2, 3, 4:
		return at.Add(time.Duration(rapid.IntRange(0, 59_999).Draw(d.t, "millis")) * time.Millisecond)
	}
	return at
}

func (d *drawing) add(e event.Event) {
	e.Count = max(e.Count, 1)
	e.ID = event.ID(e.Kind, fmt.Sprint(len(d.events)), e.Text)
	e.Refs = []event.Ref{{File: e.Source, Line: len(d.events) + 1}}
	d.events = append(d.events, e)
}

func (d *drawing) rise() {
	e := rise("14:02", "14:48", d.one("service", d.services))
	e.At = d.when()
	e.Until = e.At.Add(time.Duration(rapid.IntRange(1, 180).Draw(d.t, "lasts")) * time.Minute)
	e.Open = rapid.IntRange(0, 5).Draw(d.t, "open") == 0
	if rapid.IntRange(0, 5).Draw(d.t, "from start") == 0 {
		e.Labels["from_start"] = "true"
	}
	d.add(e)
	s := event.Series{Service: e.Service, Source: e.Source, Start: e.At.Truncate(time.Minute).Add(-10 * time.Minute), Step: event.Duration(time.Minute)}
	for i := range rapid.IntRange(1, 240).Draw(d.t, "bins") {
		at := s.Start.Add(time.Duration(i) * time.Minute)
		errors := uint32(1)
		if !at.Before(e.At) && at.Before(e.Until) {
			errors = 200
		}
		s.Errors, s.Total = append(s.Errors, errors), append(s.Total, 1000)
	}
	d.series = append(d.series, s)
}

func (d *drawing) alert() {
	e := alert("14:05", "", d.one("alert of", append([]string{""}, d.services...)), d.one("alert", []string{"HighErrorRate", "ProbeFailed", "QueueDepth"}))
	e.At = d.when()
	if rapid.Bool().Draw(d.t, "ends") {
		e.Open, e.Until = false, e.At.Add(time.Duration(rapid.IntRange(0, 120).Draw(d.t, "fires"))*time.Minute)
	}
	e.Severity = rapid.SampledFrom([]event.Severity{event.Warning, event.Error, event.Critical, event.Unsaid}).Draw(d.t, "severity")
	d.add(e)
}

// say adds a text of one or several sentences.
func (d *drawing) say(kind event.Kind, sentences []string) {
	e := event.Event{Kind: kind, At: d.when(), Labels: map[string]string{}}
	var text []string
	for range rapid.IntRange(1, 3).Draw(d.t, "sentences") {
		text = append(text, d.filled(d.one("sentence", sentences)))
	}
	e.Text = strings.Join(text, d.one("between", []string{". ", "\n", "\n\n", "; ", " - "}))
	switch kind {
	case event.Chat:
		e.Source, e.Actor.ID = d.one("channel", []string{"#incident", "#ops"}), d.one("who", []string{"U1", "U2", ""})
		e.Actor.Bot = rapid.IntRange(0, 7).Draw(d.t, "bot") == 0
		e.Deleted = rapid.IntRange(0, 15).Draw(d.t, "deleted") == 0
	case event.Status:
		e.Source = "status.json"
		e.Labels["status"] = d.one("state", []string{"investigating", "identified", "monitoring", "resolved", "update"})
		e.Labels["incident"] = "Trouble"
	case event.Note:
		e.Source, e.Precision = d.one("file", []string{"notes.md", "report.md"}), event.Duration(time.Minute)
		e.At = e.At.Truncate(time.Minute)
		switch rapid.IntRange(0, 9).Draw(d.t, "kind of note") {
		case 0:
			e.At, e.Precision, e.Labels["undated"] = e.At.Truncate(24*time.Hour), event.Duration(24*time.Hour), "true"
			e.Labels["zone"] = "UTC" // a date alone is one of a place
		case 1:
			e.Until = e.At.Add(time.Hour)
		case 2:
			e.Service = d.one("note of", d.services)
		}
	case event.Change:
		e.Source, e.Labels["commit"], e.Text = "git", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567", text[0]
	case event.Log, event.Alert:
	}
	d.add(e)
}

// filled puts services and times in the places of a sentence: %s is a service, %t a time, %w a range.
func (d *drawing) filled(s string) string {
	for strings.Contains(s, "%") {
		i := strings.IndexByte(s, '%')
		if i+1 == len(s) || !strings.ContainsRune("stw", rune(s[i+1])) {
			return s
		}
		var by string
		switch s[i+1] {
		case 's':
			by = d.one("spoken of", d.services)
		case 't':
			by = d.stated(d.when())
		case 'w':
			from := d.when()
			by = "between " + d.stated(from) + " and " + d.stated(from.Add(time.Duration(rapid.IntRange(-5, 300).Draw(d.t, "range"))*time.Minute))
		}
		s = s[:i] + by + s[i+2:]
	}
	return s
}

// stated is a time as people write it, with its zone.
func (d *drawing) stated(at time.Time) string {
	return at.Format(d.one("style", []string{
		"15:04 UTC", "3:04 PM UTC", "15:04Z", "15:04:05 UTC", "2006-01-02 15:04 UTC", "2006-01-02T15:04:05Z", "January 2, 2006, 15:04 UTC", "15:04 UTC on January 2",
	}))
}

func (d *drawing) options() Options {
	o := Options{Kind: d.one("kind", []string{"", "", "", "third-party", "false-alarm"}), MaxRows: rapid.SampledFrom([]int{0, 3, 60}).Draw(d.t, "rows")}
	for i, s := range d.services {
		given := Service{Name: s}
		if i > 0 && rapid.Bool().Draw(d.t, "depends") {
			given.DependsOn = []string{d.services[i-1]}
		}
		if rapid.Bool().Draw(d.t, "given") {
			o.Services = append(o.Services, given)
		}
	}
	if rapid.IntRange(0, 5).Draw(d.t, "decided") == 0 {
		o.Overrides = []Override{{Name: rapid.SampledFrom(Names()).Draw(d.t, "milestone"), At: d.when(), By: "ana"}}
	}
	return o
}

// What is said, by kind: with traps, half sentences and times in places where they mean something else.
var chatter = []string{
	"users report that %s is down", "seeing errors on %s since %t", "is anyone else seeing this?", "looking into it", "declaring an incident, SEV2", "I'm IC",
	"might be %s", "maybe DNS?", "root cause is the connection pool of %s", "the certificate of %s expired at %t", "not the root cause after all",
	"rolled back %s", "rolling back %s now", "that did not help", "error rates are recovering", "%s is recovering", "most of %s works again", "not resolved yet",
	"is it fixed?", "should be resolved by %t", "mitigated", "%s is back to normal", "all clear, everything is back to normal", "incident resolved",
	"it was over at %t, not %t", "next update by %t", "closing the incident, thanks all", "> incident resolved", "20 minutes ago %s was fine", "lunch?", "👍",
	"we failed over %s at %t and it helped", "FYI the vendor says \"this incident has been resolved\"", "Action item: alert on the pool (owner: ben, by %t)",
}

var posts = []string{
	"We are investigating elevated error rates for %s", "The cause has been identified and a fix is being implemented", "Next update by %t",
	"A fix has been implemented and we are monitoring", "We have mitigated the impact on %s", "This incident has been resolved", "%w customers of %s saw errors",
	"Most services have recovered", "We expect full recovery by %t", "On review, %s was affected %w", "All services were operating normally by %t",
	"One zone had a backlog that remained until %t", "Error rates peaked at 12 %",
}

var noted = []string{
	"Outage begins", "The incident started at %t", "%s errors, users report failures", "Monitoring alerted the team at %t", "Declared an incident", "Ana takes the lead",
	"Root cause identified: %s ran out of connections", "Cause found at %t", "Rolled back %s, which did not help", "Mitigated: pool restored", "Mitigated at %t",
	"%s recovered", "All services recovered", "Incident resolved", "Service was restored at %t", "%w the incident affected all customers", "%s failed %w",
	"Backlog of %s cleared at %t", "Follow-up: test the pool", "The retro is at %t", "Nothing was resolved", "142 services and 1,266 requests were affected",
}

var changes = []string{"Raise the retry limit of %s", "Revert \"Raise the retry limit of %s\"", "Deploy %s 4.18.0", "docs"}
