package notes

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// readText reads notes in Markdown or plain text.
func readText(data []byte, o file.Options) reading {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	p := parse(data, o)
	near, stated := when.Span{From: o.Near.From, To: o.Near.To}, false
	entries := timedEntries(p.items)
	r := reading{records: p.over + p.presences, dropped: p.over + p.presences}
	if p.presences > 0 {
		r.note("%d lines on who came and went left out", p.presences)
	}
	if near.IsZero() && (len(entries) == 0 || stamped.Undated(entries)) {
		if day, line := p.statedDay(o.Zone); !day.IsZero() {
			near, stated = day, true
			r.note("line %d: its date is taken for the times without one", line)
		}
	}
	for _, n := range stamped.Resolve(entries, stamped.Options{Zone: o.Zone, Near: near, Order: p.order}) {
		r.note("%s", n)
	}
	if near.IsZero() { // for what stands above the first heading with a date
		near, _ = p.statedDay(o.Zone)
		stated = true
	}
	w := writer{o: o, near: near, stated: stated, entries: entries, days: datedHeadings(entries), tags: tagsOf(p.items), order: p.order, r: &r, capped: p.over}
	for _, it := range p.items {
		w.write(it)
	}
	w.finish()
	if reasons, refused := stamped.Refusal(entries); refused > 0 {
		r.err = fmt.Errorf("%d notes refused: %s", refused, reasons)
	}
	return r
}

func timedEntries(items []item) []stamped.Entry {
	var out []stamped.Entry
	for _, it := range items {
		if it.timed {
			out = append(out, it.entry)
		}
	}
	return out
}

// datedHeadings are the days of the headings, by line, as far as Resolve gave them their year.
func datedHeadings(entries []stamped.Entry) map[int]stamped.Day {
	days := map[int]stamped.Day{}
	for _, e := range entries {
		if e.Day.Year != 0 {
			days[e.From] = e.Day
		}
	}
	return days
}

// writer makes events of items.
type writer struct {
	o       file.Options
	near    when.Span
	stated  bool // near is the day that the text states
	entries []stamped.Entry
	days    map[int]stamped.Day
	tags    tags
	order   when.Order // of dates in numbers
	r       *reading

	seen int       // how many entries were looked at for last
	last time.Time // when the last note above was made; zero if none was

	wordless, untimed, capped int

	unreal  int    // lines that begin with a time that cannot be, or that lies in a year in which there were no incidents
	example string // the first of these times

	undated int // events that stand at a time which is not theirs
}

func (w *writer) write(it item) {
	text := it.text()
	if text == "" {
		if it.timed {
			w.r.records++
			w.r.dropped++
			w.wordless++
		}
		return
	}
	w.r.records++
	e, ok := w.event(it, text)
	switch {
	case !ok:
		w.r.dropped++
	case len(w.r.events) == maxEvents:
		w.r.dropped++
		w.capped++
	default:
		w.r.events = append(w.r.events, e)
	}
}

func (w *writer) finish() {
	if w.wordless > 0 {
		w.r.note("%d times without words left out", w.wordless)
	}
	if w.unreal > 0 {
		w.r.note("%d lines left out that begin with a time which cannot be, such as %s", w.unreal, w.example)
	}
	if w.untimed > 0 {
		w.r.note("%d lines without a time left out", w.untimed)
	}
	if w.undated > 0 {
		w.r.note("%d lines without a time of their own stand at the date of their heading, or the time above them", w.undated)
	}
	if w.capped > 0 {
		w.r.note("more than %d notes: %d left out", maxEvents, w.capped)
	}
}

// event is the event of an item; ok is false if it has none.
func (w *writer) event(it item, text string) (e event.Event, ok bool) {
	e = event.Event{Kind: event.Note, Text: text, Count: 1, Labels: labels(it, text), Refs: []event.Ref{{Line: it.entry.Line}}}
	if it.timed {
		it.entry = w.entries[it.after]
		if it.entry.At.IsZero() {
			return e, false
		}
		e.At, e.Until = it.entry.At, it.entry.Until
		e.Precision = event.Duration(it.entry.Stamp.Precision())
		w.labelZone(&e, it)
		w.tags.apply(&e)
		return e, true
	}
	w.labelZone(&e, it)
	day := cmp.Or(w.days[it.entry.From], it.entry.Day.In(cmp.Or(w.above(it), w.near), w.o.Zone))
	if it.marked == "" && !w.statesTimes(text, it, day) && !tellsLength.MatchString(text) {
		w.leaveOut(text)
		return e, false
	}
	return e, w.placeUndated(&e, it, day)
}

// tellsLength is how accounts say how long after the beginning it was noticed, or the cause found, without a time of day.
var tellsLength = regexp.MustCompile(`(?i)\b(?:time[- ]to[- ](?:detect|identif|diagnos)\w*\b[^.\d\n]{0,24}\d|m?tt[di]\b[^.\d\n]{0,24}\d|took [^.\n]{0,30}\d+ ?min\w* to (?:detect|notice|identify|find|determine|diagnose|locate)\b)`)

// timeLike is how a line begins that was meant to have a time: 25:99, 9999-12-31T23:59:59Z.
var timeLike = regexp.MustCompile(`^(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?Z?|\d{1,2}:\d{2}(?::\d{2})?)\b`)

// leaveOut counts a line that has no time, or one that is none.
func (w *writer) leaveOut(text string) {
	words := timeLike.FindString(text)
	if words == "" {
		w.untimed++
		return
	}
	w.unreal++
	w.example = cmp.Or(w.example, words)
}

// labelZone names the zone in which the note states its times, for those in its text.
func (w *writer) labelZone(e *event.Event, it item) {
	if zone := it.entry.ZoneLabel(w.o.Zone); zone != "" {
		e.Labels["zone"] = zone
	}
}

// above is the instant of the note which was made last before an item, as a span; zero if there is none. That is the one above it, or the
// first of the file where the newest stand first.
func (w *writer) above(it item) when.Span {
	if n := len(w.entries); it.after > 0 && w.entries[0].At.After(w.entries[n-1].At) && !w.entries[n-1].At.IsZero() {
		return when.Span{From: w.entries[0].At, To: w.entries[0].At}
	}
	for ; w.seen < it.after; w.seen++ { // items come in the order of their lines
		if at := w.entries[w.seen].At; !at.IsZero() {
			w.last = at
		}
	}
	return when.Span{From: w.last, To: w.last}
}

// placeUndated gives an item without a time the date of its heading, else the time of the note above it, else the end of the incident.
func (w *writer) placeUndated(e *event.Event, it item, day stamped.Day) bool {
	const aDay = event.Duration(24 * time.Hour)
	above := w.above(it)
	dated := day.Year != 0
	if it.marked != "" && !above.IsZero() && (!dated || above.From.After(day.Start(w.zoneOf(it)))) {
		dated = false // a measure was noted when the timeline had come as far as that
	}
	switch {
	case dated:
		e.At, e.Precision = day.Start(w.zoneOf(it)), aDay
	case !above.IsZero():
		e.At, e.Precision = above.From, aDay
	case !w.near.IsZero():
		e.At, e.Precision = w.nearTime().UTC(), aDay
		dated = w.stated && w.near.To.After(w.near.From)
	default:
		w.r.err = cmp.Or(w.r.err, fmt.Errorf("line %d: %s; give window: in incident.yaml or --from", it.entry.Line, stamped.NoDate))
		return false
	}
	if it.marked != "" || !dated {
		e.Labels["undated"] = "true"
	}
	w.undated++
	return true
}

// nearTime is where what nothing dates is placed: at the day that the text states, else at the end of the incident.
func (w *writer) nearTime() time.Time {
	if w.stated {
		return w.near.From
	}
	return cmp.Or(w.near.To, w.near.From)
}

func (w *writer) zoneOf(it item) *time.Location { return cmp.Or(it.entry.Zone, w.o.Zone) }

// statesTimes says whether a paragraph states a time of day whose date is known: by the paragraph, or by the heading above.
func (w *writer) statesTimes(text string, it item, day stamped.Day) bool {
	for _, m := range when.Find(text, when.Context{At: w.writtenAt(it, day), Zone: w.zoneOf(it), Order: w.order}) {
		if m.Clock && !m.Ago && !m.From.IsZero() {
			return true
		}
	}
	return false
}

// writtenAt is when a paragraph was written, as far as it is known: it dates the times that the paragraph states. Of a day that is its end,
// so that all of its times lie in the past.
func (w *writer) writtenAt(it item, day stamped.Day) time.Time {
	if day.Year != 0 {
		return day.Start(w.zoneOf(it)).Add(24*time.Hour - time.Second)
	}
	return cmp.Or(w.above(it).From, w.near.To)
}

var permalink = regexp.MustCompile(`https?://[^\s()<>|"'\]]{1,200}/archives/[A-Z0-9]{6,20}/p\d{16}(?:\?[^\s()<>|"'\]]{0,200})?`)

func labels(it item, text string) map[string]string {
	l := map[string]string{}
	set := func(key, value string) {
		if value != "" {
			l[key] = value
		}
	}
	set("section", it.section)
	set("marked", it.marked)
	if strings.Contains(text, "/archives/") {
		set("permalink", permalink.FindString(text))
	}
	if it.marked != "" && it.done {
		l["done"] = "true"
	}
	if it.entry.Stamp.About {
		l["about"] = "true"
	}
	return l
}
