package alerts

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// pagerDutyIncidents is an answer of PagerDuty's REST API, version 2, to /incidents, or to /incidents/ID.
var pagerDutyIncidents = format{
	name: "pagerduty-incidents",
	match: func(j file.JSON) int {
		if has(j.Paths, "incidents.urgency", "incidents.service", "incidents.created_at") || has(j.Paths, "incident.urgency", "incident.service", "incident.created_at") {
			return 95
		}
		return 0
	},
	paths: []string{"incidents[]", "incident"},
	read:  readPage,
}

// pagerDutyLog is an answer to /log_entries, or to /incidents/ID/log_entries: what was done about incidents, and by whom.
var pagerDutyLog = format{
	name: "pagerduty-log-entries",
	match: func(j file.JSON) int {
		if has(j.Paths, "log_entries.type", "log_entries.created_at", "log_entries.agent") {
			return 95
		}
		return 0
	},
	paths: []string{"log_entries[]", "log_entry"},
	read:  readLogEntry,
}

// pagerDutyNotes is an answer to /incidents/ID/notes, which does not say of which incident.
var pagerDutyNotes = format{
	name: "pagerduty-notes",
	match: func(j file.JSON) int {
		if has(j.Paths, "notes.content", "notes.created_at", "notes.user") {
			return 85
		}
		return 0
	},
	paths: []string{"notes[]"},
	read:  readPageNote,
}

// reference is how PagerDuty names one thing within another.
type reference struct {
	ID      text `json:"id"`
	Type    text `json:"type"`
	Summary text `json:"summary"`
	HTMLURL text `json:"html_url"`
}

func (r reference) actor() event.Actor {
	return event.Actor{
		ID: clip.Text(string(r.ID), maxLabel), Name: clip.Text(string(r.Summary), maxLabel),
		Bot: r.Type != "" && !strings.HasPrefix(string(r.Type), "user"),
	}
}

// paged is an incident as PagerDuty writes it.
type paged struct {
	ID               text      `json:"id"`
	Summary          text      `json:"summary"`
	Title            text      `json:"title"`
	HTMLURL          text      `json:"html_url"`
	CreatedAt        stamp     `json:"created_at"`
	UpdatedAt        stamp     `json:"updated_at"`
	ResolvedAt       stamp     `json:"resolved_at"`
	LastStatusChange stamp     `json:"last_status_change_at"`
	Status           text      `json:"status"`
	Urgency          text      `json:"urgency"`
	Priority         reference `json:"priority"`
	Service          reference `json:"service"`
	EscalationPolicy reference `json:"escalation_policy"`
}

// pagerIncident is an incident of PagerDuty as far as all records of it tell.
type pagerIncident struct {
	paged
	triggered, resolved time.Time // by its log; zero if that does not say
	refs                refs
}

func readPage(e jsonstream.Element, s *source) error {
	var p paged
	if err := e.Decode(&p); err != nil {
		return mistyped(err)
	}
	if p.ID == "" || p.CreatedAt.IsZero() {
		return errors.New("an incident without an id or a created_at")
	}
	known := s.evidence.page(string(p.ID), s)
	if known == nil {
		return nil
	}
	if !known.UpdatedAt.After(p.UpdatedAt.Time) {
		known.paged = p
	}
	known.refs = known.refs.with(s.at(e, string(p.HTMLURL)))
	return nil
}

// at is where a record stands, and the page that it names.
func (s *source) at(e jsonstream.Element, address string) refs {
	out := refs{{File: s.path, Line: e.Line}}
	if u, ok := page(address); ok {
		out = append(out, event.Ref{URL: u})
	}
	return out
}

// page is what is known of an incident; nil if there are too many.
func (e *evidence) page(id string, s *source) *pagerIncident {
	if known := e.pages[id]; known != nil {
		return known
	}
	if len(e.pages) >= maxEvents {
		s.drop("incidents beyond " + clip.Grouped(maxEvents) + " were left out")
		return nil
	}
	e.pages[id] = &pagerIncident{}
	return e.pages[id]
}

// logEntry is an entry of an incident's log.
type logEntry struct {
	ID        text        `json:"id"`
	Type      text        `json:"type"`
	Summary   text        `json:"summary"`
	CreatedAt stamp       `json:"created_at"`
	HTMLURL   text        `json:"html_url"`
	Agent     reference   `json:"agent"`
	Incident  reference   `json:"incident"`
	Service   reference   `json:"service"`
	Assignees []reference `json:"assignees"`
	Channel   struct {
		Type    text `json:"type"`
		Summary text `json:"summary"`
		Content text `json:"content"`
	} `json:"channel"`
}

func readLogEntry(e jsonstream.Element, s *source) error {
	var l logEntry
	if err := e.Decode(&l); err != nil {
		return mistyped(err)
	}
	kind, isEntry := strings.CutSuffix(strings.TrimSuffix(string(l.Type), "_reference"), "_log_entry")
	if l.ID == "" || l.CreatedAt.IsZero() || !isEntry {
		return errors.New("an entry of a log without an id, a type or a created_at")
	}
	if kind == "notify" {
		s.note("notifications of single people were left out")
		return nil
	}
	if l.Incident.ID != "" {
		p := s.evidence.page(string(l.Incident.ID), s)
		if p == nil {
			return nil
		}
		p.logged(kind, l)
		p.refs = p.refs.with(s.at(e, string(l.Incident.HTMLURL)))
	}
	if kind == "trigger" {
		return nil // it is the incident
	}
	ev := l.event(kind)
	ev.Refs = s.at(e, cmp.Or(string(l.HTMLURL), string(l.Incident.HTMLURL)))
	s.evidence.tell(ev, s)
	return nil
}

// logged completes an incident by an entry of its log.
func (p *pagerIncident) logged(kind string, l logEntry) {
	if p.ID == "" {
		p.ID, p.Summary, p.HTMLURL, p.Service = l.Incident.ID, l.Incident.Summary, l.Incident.HTMLURL, l.Service
	}
	switch kind {
	case "trigger":
		p.triggered = earliest(p.triggered, l.CreatedAt.Time)
	case "resolve":
		p.resolved = latest(p.resolved, l.CreatedAt.Time)
	}
}

// event is what was done about an incident, as a message by whoever did it: an acknowledgement is an answer to the page, and a note is said to all who
// look at the incident.
func (l logEntry) event(kind string) event.Event {
	ev := event.Event{
		ID: event.ID(event.Chat, "pagerduty", string(l.ID)), Kind: event.Chat, At: l.CreatedAt.Time, Count: 1,
		Service: clip.Text(string(l.Service.Summary), maxLabel), Actor: l.Agent.actor(),
		Labels: map[string]string{"action": clip.Text(kind, maxLabel), "pagerduty_incident": clip.Text(string(l.Incident.ID), maxLabel)},
	}
	ev.Text = clip.Text(l.describe(kind), maxText)
	if kind == "annotate" {
		ev.ID, ev.Text = pageNoteID(l.Agent, l.CreatedAt), clip.Text(strings.TrimSpace(l.said()), maxText)
	}
	return ev
}

// said is the words of a note, where the entry has them.
func (l logEntry) said() string {
	return string(cmp.Or(l.Channel.Content, l.Channel.Summary, l.Summary))
}

// maxAssignees is how many people an escalation is told to go to.
const maxAssignees = 10

// describe says what was done. An incident is named by its number alone: its title may say anything.
func (l logEntry) describe(kind string) string {
	incident := "the incident"
	if n, _, ok := strings.Cut(strings.TrimPrefix(string(l.Incident.Summary), "["), "]"); ok && strings.HasPrefix(n, "#") && len(n) < 20 {
		incident = "incident " + n
	}
	to := ""
	if n := min(len(l.Assignees), maxAssignees); n > 0 {
		names := make([]string, n)
		for i, a := range l.Assignees[:n] {
			names[i] = string(a.Summary)
		}
		to = " to " + strings.Join(names, ", ")
	}
	switch kind {
	case "acknowledge":
		return "acknowledged " + incident
	case "unacknowledge":
		return "nobody acts on " + incident + " any more: the time for it ran out"
	case "resolve":
		return "resolved " + incident
	case "escalate":
		return "escalated " + incident + to
	case "assign", "reassign", "delegate":
		return "assigned " + incident + to
	case "snooze":
		return "snoozed " + incident
	case "exhaust_escalation_path":
		return "nobody answered the pages of " + incident + ": all who could be asked were"
	}
	return cmp.Or(strings.TrimSpace(string(l.Summary)), strings.ReplaceAll(kind, "_", " "))
}

// pageNoteID is the id of a note, which is one thing in an incident's log and among its notes, under two ids there.
func pageNoteID(by reference, at stamp) string {
	return event.ID(event.Chat, "pagerduty-note", string(by.ID), at.UTC().Format(stampLayout))
}

func readPageNote(e jsonstream.Element, s *source) error {
	var n struct {
		ID        text      `json:"id"`
		User      reference `json:"user"`
		Content   text      `json:"content"`
		CreatedAt stamp     `json:"created_at"`
	}
	if err := e.Decode(&n); err != nil {
		return mistyped(err)
	}
	if n.ID == "" || n.CreatedAt.IsZero() || strings.TrimSpace(string(n.Content)) == "" {
		return errors.New("a note without an id, a created_at or a content")
	}
	s.evidence.tell(event.Event{
		ID: pageNoteID(n.User, n.CreatedAt), Kind: event.Chat, At: n.CreatedAt.Time, Count: 1, Actor: n.User.actor(),
		Text: clip.Text(strings.TrimSpace(string(n.Content)), maxText), Refs: refs{{File: s.path, Line: e.Line}}, Labels: map[string]string{"action": "note"},
	}, s)
	return nil
}

// tell keeps what is no alert: what people and programs did and said about one. Of two tellings of one thing the longer has the word.
func (e *evidence) tell(ev event.Event, s *source) {
	old, known := e.told[ev.ID]
	if !known && len(e.told) >= maxEvents {
		s.drop("records beyond " + clip.Grouped(maxEvents) + " were left out")
		return
	}
	ev.Source = s.path
	if known {
		ev.Refs, ev.Source = refs(old.Refs).with(ev.Refs), min(ev.Source, old.Source)
		if cmp.Or(cmp.Compare(len(old.Text), len(ev.Text)), strings.Compare(old.Text, ev.Text)) > 0 {
			ev.Text = old.Text
		}
		ev.Service = cmp.Or(ev.Service, old.Service)
		for k, v := range old.Labels {
			ev.Labels[k] = max(v, ev.Labels[k])
		}
	}
	e.told[ev.ID] = ev
}

// event is an incident as one alert, open from when it was triggered until it was resolved.
func (p *pagerIncident) event(id string) (event.Event, bool) {
	at := p.CreatedAt.Time
	if at.IsZero() {
		at = p.triggered
	}
	if at.IsZero() {
		return event.Event{}, false // only its name is known
	}
	words := labels{"priority": strings.TrimSpace(string(p.Priority.Summary)), "severity": ""}
	if words.severity() == event.Unsaid {
		words["priority"] = string(p.Urgency)
	}
	ev := event.Event{
		ID: event.ID(event.Alert, "pagerduty", id), Source: sourceOf(p.refs), Kind: event.Alert, At: at, Count: 1, Refs: p.refs,
		Service: clip.Text(string(p.Service.Summary), maxLabel), Severity: words.severity(),
		Text:   clip.Text(strings.TrimSpace(string(cmp.Or(p.Title, p.Summary, "an incident without a title"))), maxText),
		Labels: map[string]string{},
	}
	for k, v := range map[string]text{
		"pagerduty_incident": text(id), "urgency": p.Urgency, "priority": p.Priority.Summary, "escalation_policy": p.EscalationPolicy.Summary,
	} {
		if v != "" {
			ev.Labels[k] = clip.Text(string(v), maxLabel)
		}
	}
	end := latest(p.ResolvedAt.Time, p.resolved)
	if p.Status == "resolved" && end.IsZero() {
		end = p.LastStatusChange.Time
	}
	switch {
	case p.Status != "resolved" && (p.Status != "" || end.IsZero()):
		ev.Open = true
	case end.After(at):
		ev.Until = end
	}
	return ev, true
}

// pageEvents are the incidents of PagerDuty, and what was done about them.
func (e *evidence) pageEvents() []event.Event {
	var out []event.Event
	for id, p := range e.pages {
		if ev, ok := p.event(id); ok {
			out = append(out, ev)
		}
	}
	for _, ev := range e.told {
		if p := e.pages[ev.Labels["pagerduty_incident"]]; p != nil {
			ev.Service = cmp.Or(ev.Service, clip.Text(string(p.Service.Summary), maxLabel))
		}
		out = append(out, ev)
	}
	slices.SortFunc(out, event.Compare)
	return out
}
