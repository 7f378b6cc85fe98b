package render

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// document is the summary, and how its times are told.
type document struct {
	*summary.Summary
	Zone     string // the incident's zone as a table's header names it: "EDT" where one offset holds throughout, else "America/New_York"
	TwoZones bool   // the incident's zone is not UTC, so that tables have a column for each
	Rest     []timeline.Entry
	Left     int // entries that the appendix leaves out

	clock   summary.Clock
	first   map[string]time.Time // when the first period of impact of each service began
	unit    string               // of all peaks; "" if they differ
	uniform bool                 // one offset holds throughout
	outward bool                 // no id of evidence is printed
	listed  map[string]bool      // ids that the list of evidence has
	linked  map[string]bool      // ids of which the document has a place to lead to; of all entries before it was written once
	printed map[string]bool      // ids that the document links to; nil before it was written once

	supporting *bool // whether the template asks for the list of what the document cites
}

func newDocument(s *summary.Summary, o Options) *document {
	d := &document{Summary: s, clock: s.Clock, TwoZones: !s.Clock.IsUTC(), listed: map[string]bool{}, linked: map[string]bool{}, supporting: new(bool)}
	d.outward = o.outward
	d.Zone, d.uniform = zoneName(s)
	d.first, d.unit = map[string]time.Time{}, d.PeakUnit()
	for _, i := range s.Impacts {
		if first, seen := d.first[i.Service]; !seen || i.From.Before(first) {
			d.first[i.Service] = i.From
		}
	}
	limit := cmp.Or(max(o.MaxAppendix, 0), defaultAppendix)
	d.Rest = s.Appendix[:min(len(s.Appendix), limit)]
	d.Left = len(s.Appendix) - len(d.Rest)
	for _, e := range s.Evidence {
		d.listed[e.ID] = true
	}
	for _, e := range s.Timeline.Entries {
		d.linked[e.ID] = true
	}
	return d
}

// zoneName is the abbreviation in force, where it is the same at all instants that tables show.
func zoneName(s *summary.Summary) (name string, uniform bool) {
	name = ""
	for _, t := range instants(s) {
		z := s.Clock.Zone(t)
		if name != "" && name != z {
			return s.Clock.Name(), false
		}
		name = z
	}
	return cmp.Or(name, s.Clock.Name()), true
}

func instants(s *summary.Summary) []time.Time {
	var out []time.Time
	add := func(ts ...time.Time) {
		for _, t := range ts {
			if !t.IsZero() {
				out = append(out, t)
			}
		}
	}
	for _, m := range s.Milestones {
		add(m.At, m.NotBefore, m.NotAfter)
	}
	for _, i := range s.Impacts {
		add(i.From, i.To, i.Since)
	}
	for _, o := range s.Timeline.Cascade {
		add(o.At)
	}
	for _, p := range s.Phases {
		add(p.From, p.To)
	}
	for _, e := range s.Timeline.Entries {
		add(e.At)
	}
	return out
}

// idForm is what ids look like; one of another form is shown, and leads nowhere.
var idForm = regexp.MustCompile(`^E-[0-9a-z]{1,16}$`)

// maxCited is how many pieces of evidence a sentence or a row shows, the most telling; the JSON of the timeline has them all.
const maxCited = 3

// cite is links to the rows of the list of evidence, and plain ids where the document has no such row.
func (d *document) cite(ids []string) markdown {
	if d.outward {
		return markdown{}
	}
	var parts []string
	for _, id := range ids[:min(len(ids), maxCited)] {
		if idForm.MatchString(id) && d.linked[id] {
			parts = append(parts, "["+id+"](#"+strings.ToLower(id)+")")
			continue
		}
		parts = append(parts, escape(id))
	}
	if more := len(ids) - maxCited; more > 0 {
		parts = append(parts, "+"+summary.Number(more))
	}
	return markdown{strings.Join(parts, " ")}
}

// cited is cite for a cell of a table, which is never empty.
func (d *document) cited(ids []string) markdown {
	if c := d.cite(ids); c.source != "" {
		return c
	}
	return markdown{"–"}
}

// settings is the evidence of what people say in incident.yaml.
func (d *document) settings() markdown {
	if d.outward {
		return markdown{"–"}
	}
	return markdown{"incident.yaml"}
}

// ids are ids of evidence as text.
func (d *document) ids(list ...string) string {
	if d.outward {
		return ""
	}
	return strings.Join(list, " ")
}

// say is a sentence with its evidence.
func (d *document) say(s summary.Sentence) markdown {
	return d.told(d.words(s), s)
}

func (d *document) words(s summary.Sentence) string { return summary.Words(s, d.clock) }

// lede is a sentence of the opening with its evidence.
func (d *document) lede(s summary.Sentence) markdown {
	return d.told(summary.Words(s, d.LedeClock()), s)
}

func (d *document) told(words string, s summary.Sentence) markdown {
	w := escape(words)
	if c := d.rests(s.Evidence, s.Decided); c.source != "" {
		w += " " + c.source
	}
	return markdown{w}
}

// rests is the evidence of a statement, with incident.yaml behind it where people decided a part.
func (d *document) rests(ids []string, decided bool) markdown {
	c := d.cite(ids)
	if decided && !d.outward {
		c.source = strings.TrimSpace(c.source + " incident.yaml")
	}
	return c
}

// held is rests for a cell of a table, which is never empty.
func (d *document) held(ids []string, decided bool) markdown {
	if c := d.rests(ids, decided); c.source != "" {
		return c
	}
	return markdown{"–"}
}

// why is why a milestone is what it is, with the rules' own answer beside a person's.
func (d *document) why(t times, m *timeline.Milestone) string {
	why := summary.WhyCell(m, d.clock)
	if m.Machine != nil {
		why += " By the rules alone: " + moment(t, m.Machine) + "."
	}
	return why
}

// grounds is the evidence of a milestone, that of the rules' own answer behind that of a person's.
func grounds(m *timeline.Milestone) []string {
	if m.Machine != nil {
		return both(m.Evidence, m.Machine.Evidence)
	}
	return m.Evidence
}

func (d *document) at(t time.Time) string { return d.clock.Time(t) }

func (d *document) span(from, to time.Time) string { return d.clock.Span(from, to) }

// after is how long after onset a milestone was reached.
func (d *document) after(m *timeline.Milestone) string {
	on := d.Timeline.Milestones[timeline.Onset]
	if m.State == timeline.Bounded {
		return d.boundAfter(m.Name)
	}
	if m.State != timeline.Known || on.State != timeline.Known || m.Name == timeline.Onset {
		return "–"
	}
	if m.At.Before(on.At) {
		return summary.Length(on.At.Sub(m.At)) + " before"
	}
	return summary.Length(m.At.Sub(on.At))
}

// boundAfter is the bound of a milestone's time after onset, where there is one.
func (d *document) boundAfter(n timeline.Name) string {
	for _, x := range d.Timeline.Durations {
		if x.From == timeline.Onset && x.To == n && x.State == timeline.Bounded {
			return summary.DurationWords(x.State, summary.Args{Min: x.Min, Max: x.Max})
		}
	}
	return "–"
}

// inFull is the whole text of an entry whose row shows only its beginning, or that has no row.
func inFull(e timeline.Entry) string {
	if row := summary.RowText(e); e.Row && brief(row) == whole(row) {
		return "–"
	}
	return whole(e.Text)
}

// holder is who has taken an item on, and when it is due.
func holder(i timeline.Item) string { return ifOpen(i, i.Owner, "nobody yet") }

func due(i timeline.Item) string { return ifOpen(i, i.Due, "no date") }

func ifOpen(i timeline.Item, value, missing string) string {
	if i.State == "done" {
		missing = "–"
	}
	return cmp.Or(value, missing)
}

// proof is the evidence of a key fact, or that people stated it.
func (d *document) proof(f summary.KeyFact) markdown {
	if f.Stated {
		return d.settings()
	}
	return d.held(f.Value.Evidence, f.Value.Decided)
}

// How much of an untrusted text is shown, in bytes: a row of three lines, a line of the story, a cell beside others, and a paragraph.
const (
	maxBrief = 280
	maxLine  = 160
	maxCell  = 120
	maxWhole = 2000
)

func brief(s string) string { return plain.Line(s, maxBrief) }

func whole(s string) string { return plain.Line(s, maxWhole) }

// cell is a text for a cell beside others.
func cell(s string) string { return summary.Shorter(s, maxCell) }

// what is a row's text and what it does not say by itself.
func (d *document) what(t times, r summary.Row) string {
	return withNotes(r.Says(maxBrief), notes(t, r.Entry, r.Folded))
}

// whatOf is what for an entry that is no row.
func (d *document) whatOf(t times, e timeline.Entry) string {
	return withNotes(brief(summary.RowText(e)), notes(t, e, 0))
}

func withNotes(text, notes string) string {
	if notes == "" {
		return text
	}
	return text + " (" + notes + ")"
}

// story is a row as a line of the story.
func story(r summary.Row) string { return r.Tells(maxLine) }

// source is what kind of evidence a row of the story is, and what rests on it: "status; recovered, at 18:01".
func source(t times, r summary.Row) string {
	return strings.Join(append([]string{kind(r.Entry)}, marks(t, r)...), "; ")
}

// marks are the milestones that rest on a row of the story, with their times where these are not the row's.
func marks(t times, r summary.Row) []string {
	var parts []string
	for _, m := range r.Marks {
		s := strings.ToLower(summary.MilestoneLabel(m.Name))
		if !m.At.IsZero() {
			s += ", at " + t.After(r.At, m.At)
		}
		parts = append(parts, s)
	}
	return parts
}

// silence is what a row says that stands for a silence.
func silence(t times, x *timeline.Silence) string {
	return summary.SilenceWords(*x, t.After(x.From, x.To))
}

// notes says of a row what its text does not: when it ended, how many records it stands for, how many entries are folded under it.
func notes(t times, e timeline.Entry, folded int) string {
	var parts []string
	if !e.Until.IsZero() && e.Until.After(e.At) {
		until := "until " + t.After(e.At, e.Until)
		if e.Kind == event.Alert {
			until += ", " + summary.Length(e.Until.Sub(e.At))
		}
		parts = append(parts, until)
	}
	if e.Open {
		parts = append(parts, "not seen to end")
	}
	if e.Reported.After(e.At) {
		parts = append(parts, "recorded "+t.After(e.At, e.Reported))
	}
	if !e.Stamped.IsZero() {
		parts = append(parts, "stamped "+t.After(e.At, e.Stamped))
	}
	if e.Deleted {
		parts = append(parts, "deleted by its author")
	}
	switch {
	case e.Count > 1 && e.Kind == event.Alert:
		parts = append(parts, summary.Count(e.Count, "alert"))
	case e.Count > 1 && counted(e) != "":
		parts = append(parts, summary.Number(e.Count)+" failed "+counted(e))
	case e.Count > 1 && e.Kind == event.Log:
		parts = append(parts, summary.Count(e.Count, "line"))
	case e.Count > 1:
		parts = append(parts, summary.Count(e.Count, "record"))
	}
	if also := summary.AlsoSaid(e); also != "" {
		parts = append(parts, also)
	}
	if folded > 0 {
		parts = append(parts, "and "+summary.Number(folded)+" more")
	}
	return strings.Join(parts, "; ")
}

// where is where a reader can check an entry: an address as a link, a file with its line as code.
func where(e timeline.Entry) markdown {
	most := 3 + min(len(e.Also), 3) // so that those show who tell of it too: their places come behind the entry's own
	var parts []string
	for _, r := range e.Refs[:min(len(e.Refs), most)] {
		if u, ok := destination(r.URL); ok {
			parts = append(parts, "["+escape(plain.Line(r.URL, 80))+"]("+u+")")
		} else if r.URL != "" {
			parts = append(parts, escape(plain.Line(r.URL, maxBrief)))
		}
		if r.File != "" {
			parts = append(parts, codeSpan(place(r), true))
		}
	}
	if more := len(e.Refs) - most; more > 0 {
		parts = append(parts, "and "+summary.Count(more, "more place"))
	}
	if len(parts) == 0 && e.Source != "" {
		parts = append(parts, escape(plain.Line(e.Source, maxBrief))) // a journal, say, which has no pages
	}
	if len(parts) == 0 {
		parts = append(parts, "not said by its source")
	}
	return markdown{strings.Join(parts, ", ")}
}

func place(r event.Ref) string {
	if r.Line > 0 {
		return fmt.Sprintf("%s:%d", r.File, r.Line)
	}
	return r.File
}

// anchor is where links to an entry lead, those to what was joined into it included: it may have been cited before it was joined. GitHub and
// GitLab keep the id of an empty link, with a prefix that their own links know.
func (d *document) anchor(e timeline.Entry) markdown {
	if d.outward {
		return markdown{"–"}
	}
	if !idForm.MatchString(e.ID) {
		return markdown{escape(e.ID)}
	}
	var b strings.Builder
	for _, o := range e.Also {
		if idForm.MatchString(o.ID) && !d.listed[o.ID] {
			b.WriteString(`<a id="` + strings.ToLower(o.ID) + `"></a>`)
		}
	}
	return markdown{b.String() + `<a id="` + strings.ToLower(e.ID) + `"></a>` + e.ID}
}

func actor(a event.Actor) string { return summary.ActorName(a) }
