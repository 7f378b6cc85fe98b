package alerts

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/event"
)

// Labels that pes itself puts on an alert. An alert's own label of such a name is kept as "alert_" and the name, so that no rule writer can
// fake them.
const (
	labelEpisodes    = "episodes"     // how often it fired, if more than once
	labelActiveAt    = "active_at"    // when its condition began to hold, RFC 3339
	labelEndedBefore = "ended_before" // its end was not seen, but it fired anew then
	labelState       = "state"        // "pending or firing": the evidence does not tell which
	labelSuppressed  = "suppressed"   // "silenced" or "inhibited": it was never seen otherwise, so nobody was told
	labelRunbook     = "runbook"
	labelFolded      = "folded" // how many alerts one event stands for, beyond the cap
)

func reserved(key string) bool {
	return slices.Contains([]string{
		labelEpisodes, labelActiveAt, labelEndedBefore, labelState, labelSuppressed, labelRunbook, labelFolded, "silence", "matchers", "planned_end", "dashboard_uid", "panel_id", "rule_uid",
	}, key)
}

// event is a group of episodes as one event. by is what the alert's rule says of it, where that is known.
func (t *track) event(group []episode, by words) event.Event {
	first, last := group[0], group[len(group)-1]
	ev := event.Event{
		ID:     event.ID(event.Alert, t.fingerprint, first.identity()),
		Kind:   event.Alert,
		At:     first.start.UTC(),
		Open:   last.open,
		Count:  len(group),
		Labels: t.eventLabels(group),
	}
	ev.Service = t.labels.service()
	ev.Severity = t.labels.severity()
	ev.Precision = event.Duration(first.step)
	if end := last.last(); !last.open && last.before.IsZero() && end.After(ev.At) {
		ev.Until = end.UTC()
	}
	words := first.words
	var at refs
	for _, e := range group {
		words = words.or(e.words)
		at = at.with(e.refs)
	}
	words = words.explained(by)
	ev.Text = words.text
	ev.Refs = at
	ev.Source = sourceOf(at)
	if words.runbook != "" {
		ev.Labels[labelRunbook] = words.runbook
	}
	return ev
}

// identity is the start that the id hangs on, to the second: the API writes fewer digits than a webhook.
func (e episode) identity() string {
	if !e.stated.IsZero() {
		return e.stated.UTC().Format(stampLayout)
	}
	return e.start.UTC().Format(stampLayout)
}

// sourceOf names the first of the files that an event was seen in.
func sourceOf(at refs) string {
	i := slices.IndexFunc(at, func(r event.Ref) bool { return r.File != "" })
	if i < 0 {
		return ""
	}
	return at[i].File
}

func (t *track) eventLabels(group []episode) map[string]string {
	out := make(map[string]string, len(t.labels)+2)
	for k, v := range t.labels {
		if reserved(k) {
			k = "alert_" + k
		}
		out[k] = v
	}
	maps.Copy(out, t.place)
	first, last := group[0], group[len(group)-1]
	if len(group) > 1 {
		out[labelEpisodes] = strconv.Itoa(len(group))
	}
	if !first.active.IsZero() {
		out[labelActiveAt] = first.active.UTC().Format(stampLayout)
	}
	if !last.before.IsZero() {
		out[labelEndedBefore] = last.before.UTC().Format(stampLayout)
	}
	if first.uncertain {
		out[labelState] = "pending or firing"
	}
	if s := first.suppressed; s != "" && !slices.ContainsFunc(group, func(e episode) bool { return e.noticed }) {
		out[labelSuppressed] = s
	}
	return out
}

// service is the first of the labels that name one, in the order in which they are specific: "job" is Prometheus's name of a scrape and often
// the service, but where a service is named it is the better word.
func (l labels) service() string {
	return cmp.Or(l["service"], l["app"], l["job"], l["component"])
}

// severity maps the words that rule writers use for the severity label, or for priority or level where that is missing: Prometheus's mixins
// (critical, warning, info, none), syslog's, Zabbix's, and the numbered ones of incident processes.
func (l labels) severity() event.Severity {
	word := strings.ToLower(strings.TrimSpace(cmp.Or(l["severity"], l["priority"], l["level"])))
	for s, words := range severityWords() {
		if slices.Contains(words, word) {
			return s
		}
	}
	return event.Unsaid
}

func severityWords() map[event.Severity][]string {
	return map[event.Severity][]string{
		event.Critical: {"critical", "crit", "page", "pager", "fatal", "emergency", "emerg", "alert", "disaster", "blocker", "sev0", "sev1", "sev-0", "sev-1", "s1", "p0", "p1"},
		event.Error:    {"error", "err", "major", "high", "sev2", "sev-2", "s2", "p2"},
		event.Warning:  {"warning", "warn", "minor", "medium", "average", "moderate", "ticket", "sev3", "sev-3", "s3", "p3"},
		event.Info:     {"info", "information", "informational", "notice", "low", "none", "sev4", "sev5", "sev-4", "sev-5", "s4", "p4", "p5"},
		event.Debug:    {"debug"},
	}
}

// commonLabels is what all events agree in.
func commonLabels(all []event.Event) map[string]string {
	out := maps.Clone(all[0].Labels)
	for _, ev := range all[1:] {
		maps.DeleteFunc(out, func(k, v string) bool { return ev.Labels[k] != v })
	}
	return out
}
