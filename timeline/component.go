package timeline

import (
	"strings"

	"github.com/pes-dev/pes/event"
)

// Impaired states of a status page's component, as https://developer.statuspage.io names them. Under maintenance is none: that is announced work.
var impaired = map[string]bool{"degraded_performance": true, "partial_outage": true, "major_outage": true}

// maxComponents is how many components of one post are read: pages of large vendors have some hundreds.
const maxComponents = 500

// componentState is the state that a post gives to a component.
type componentState struct{ name, state string }

// componentStates reads what collectors keep of a post's components, "API: operational → major_outage; Search: …": the new states, in order. A
// name may hold ";" and ":" itself.
func componentStates(e *event.Event) []componentState {
	const arrow = " → "
	var out []componentState
	name := ""
	for part := range strings.SplitSeq(e.Labels["component_status"], "; ") {
		name += part
		head, state, ok := cutLast(name, arrow)
		if !ok {
			name += "; "
			continue
		}
		if service, _, ok := cutLast(head, ": "); ok && service != "" && len(out) < maxComponents {
			out = append(out, componentState{service, state})
		}
		name = ""
	}
	return out
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// isPost says whether an event is a post of a status page that stands.
func isPost(e *event.Event) bool { return e.Kind == event.Status && !e.Deleted }

// isNotice says whether the public read a post at its time. One that is dated to the beginning was written later.
func isNotice(e *event.Event) bool { return isPost(e) && e.Labels["began"] != "true" }

// componentPeriods are the spans in which a status page showed a component as impaired, from the post that says so to the one that takes it back,
// or that resolves its incident. A page follows what happens at some distance: they are what the public was told.
func (b *builder) componentPeriods() []Impact {
	var out []Impact
	open := map[string]int{}        // by service: the index of its open period
	opened := map[string][]string{} // by incident: the services that its posts showed as impaired
	end := func(service string, e *event.Event, rule, words string) {
		i := &out[open[service]]
		i.To = e.At
		i.ToWhy = Reason{Rule: rule, Source: e.Source, Kind: e.Kind, Service: service, Words: words}
		i.Evidence = union(i.Evidence, []string{e.ID})
		delete(open, service)
	}
	for n := range b.events {
		e := &b.events[n]
		if !isPost(e) {
			continue
		}
		for _, c := range componentStates(e) {
			service := b.services.canonical(c.name)
			_, known := open[service]
			switch {
			case impaired[c.state] && !known:
				open[service] = len(out)
				opened[e.Labels["incident_id"]] = append(opened[e.Labels["incident_id"]], service)
				why := Reason{Rule: "component-state", Source: e.Source, Kind: e.Kind, Service: service, Words: c.state}
				out = append(out, Impact{Service: service, From: e.At, FromWhy: why, Evidence: []string{e.ID}})
			case impaired[c.state]:
				out[open[service]].Evidence = union(out[open[service]].Evidence, []string{e.ID})
			case known && c.state == "operational":
				end(service, e, "component-state", c.state)
			}
		}
		if e.Labels["status"] != "resolved" {
			continue
		}
		for _, service := range opened[e.Labels["incident_id"]] {
			if _, ok := open[service]; ok {
				end(service, e, "status-resolved", quoteOf(e.Text))
			}
		}
		delete(opened, e.Labels["incident_id"])
	}
	return out
}
