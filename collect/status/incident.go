package status

import (
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/event"
)

// incidentKeys are the keys of an incident that are read. All others are passed over without being kept.
var incidentKeys = map[string]bool{
	"id": true, "name": true, "status": true, "impact": true, "shortlink": true, "components": true,
	"created_at": true, "updated_at": true, "started_at": true, "monitoring_at": true, "resolved_at": true,
	"scheduled_for": true, "scheduled_until": true, "postmortem_body": true, "postmortem_published_at": true,
}

// incident is an incident or a scheduled maintenance of https://developer.statuspage.io, as far as it is used.
type incident struct {
	ID             word        `json:"id"`
	Name           word        `json:"name"`
	Status         word        `json:"status"`
	Impact         word        `json:"impact"`
	Shortlink      word        `json:"shortlink"`
	Components     []component `json:"components"`
	Created        instant     `json:"created_at"`
	Updated        instant     `json:"updated_at"`
	Started        instant     `json:"started_at"`
	Monitoring     instant     `json:"monitoring_at"`
	Resolved       instant     `json:"resolved_at"`
	ScheduledFor   instant     `json:"scheduled_for"`
	ScheduledUntil instant     `json:"scheduled_until"`
	PostmortemBody word        `json:"postmortem_body"`
	Published      instant     `json:"postmortem_published_at"`
}

type component struct {
	Name      word `json:"name"`
	OldStatus word `json:"old_status"` // of an update's components only
	NewStatus word `json:"new_status"`
}

type update struct {
	ID         word        `json:"id"`
	Status     word        `json:"status"`
	Body       word        `json:"body"`
	Created    instant     `json:"created_at"`
	Displayed  instant     `json:"display_at"`
	Updated    instant     `json:"updated_at"`
	Components []component `json:"affected_components"`
}

// at is the time that the page shows for the update; a page's owner may date it back.
func (u update) at() time.Time {
	if !u.Displayed.IsZero() {
		return u.Displayed.Time
	}
	return u.Created.Time
}

// posted is when an incident without updates was posted.
func (i incident) posted() time.Time {
	if !i.Created.IsZero() {
		return i.Created.Time
	}
	return i.Started.Time
}

// post is the event of an update; the zero update stands for the incident itself.
func (i incident) post(u update, line int) post {
	at, text := u.at(), plainText(string(u.Body))
	if at.IsZero() {
		at = i.posted()
	}
	if text == "" {
		text = plainText(string(i.Name)) // an update that only moves a component or the status
	}
	p := post{version: max(sortable(u.Updated.Time), sortable(i.Updated.Time))}
	p.Event = event.Event{
		ID: i.id(u, text), Kind: event.Status, At: at, Text: text, Count: 1,
		Severity: severity(i.Impact), Service: service(u.Components, i.Components), Labels: i.labels(u),
		Refs: []event.Ref{{Line: line}},
	}
	if c := u.Created.Time; !c.IsZero() && !c.Equal(at) {
		p.Reported = c
	}
	if e := u.Updated.Time; e.After(u.Created.Time) && !u.Created.IsZero() {
		p.Revised = e
	}
	if link := string(i.Shortlink); isWeb(link) {
		p.Refs = append(p.Refs, event.Ref{URL: link})
	}
	return p
}

// id is the native key: the update's id, which is the same in every export of it. Without one the post gets an ordinal later.
func (i incident) id(u update, text string) string {
	if u.ID != "" {
		return event.ID(event.Status, string(u.ID))
	}
	if i.ID != "" {
		return event.ID(event.Status, string(i.ID), u.at().Format(time.RFC3339Nano), event.Shape(text))
	}
	return ""
}

func (i incident) labels(u update) map[string]string {
	l := map[string]string{}
	set := func(key, value string) {
		if value != "" {
			l[key] = stamped.Clip(value, maxLabel)
		}
	}
	status := u.Status
	if status == "" {
		status = i.Status
	}
	set("status", strings.ToLower(string(status)))
	set("incident", plainText(string(i.Name)))
	set("incident_id", string(i.ID))
	set("impact", strings.ToLower(string(i.Impact)))
	set("components", strings.Join(names(i.Components, u.Components), ", "))
	if states := changes(u.Components); states != "" {
		l["component_status"] = stamped.Clip(states, maxStates)
	}
	for key, t := range map[string]instant{
		"started_at": i.Started, "monitoring_at": i.Monitoring, "resolved_at": i.Resolved,
		"scheduled_for": i.ScheduledFor, "scheduled_until": i.ScheduledUntil,
	} {
		if !t.IsZero() {
			set(key, t.Format(time.RFC3339))
		}
	}
	return l
}

// names are the distinct names of components in the order in which they are given.
func names(lists ...[]component) []string {
	var out []string
	seen := map[word]bool{}
	for _, list := range lists {
		for _, c := range list {
			if c.Name != "" && !seen[c.Name] {
				seen[c.Name] = true
				out = append(out, string(c.Name))
			}
		}
	}
	return out
}

// changes are the components whose state an update moved, "API: operational → major_outage", or that it confirms as impaired: an update may come
// after the page was moved by hand, or be the first of an export.
func changes(cs []component) string {
	var out []string
	for _, c := range cs {
		if c.Name != "" && c.NewStatus != "" && (c.OldStatus != c.NewStatus || c.NewStatus != "operational") {
			out = append(out, string(c.Name)+": "+string(c.OldStatus)+" → "+string(c.NewStatus))
		}
	}
	return strings.Join(out, "; ")
}

// service is the component that a post is about, if it is about one: the update's own list counts before the incident's.
func service(lists ...[]component) string {
	for _, list := range lists {
		if n := names(list); len(n) > 0 {
			if len(n) == 1 {
				return stamped.Clip(n[0], maxLabel)
			}
			return ""
		}
	}
	return ""
}

// severity maps the four impacts of Statuspage, and "maintenance", onto ours. An impact that is not given says nothing.
func severity(impact word) event.Severity {
	switch strings.ToLower(string(impact)) {
	case "none", "maintenance":
		return event.Info
	case "minor":
		return event.Warning
	case "major":
		return event.Error
	case "critical":
		return event.Critical
	}
	return event.Unsaid
}

// sortable writes an instant so that strings compare as times; "" for the zero time.
func sortable(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000000")
}

// isWeb says whether a link is one that may be shown as an address.
func isWeb(link string) bool {
	rest, ok := strings.CutPrefix(link, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(link, "http://")
	}
	return ok && rest != "" && len(link) <= maxLabel && !strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r == 0x7f })
}
