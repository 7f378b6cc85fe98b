package timeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// An alert storm is more alerts in a short time than anyone reads. Fifty in ten minutes is five a minute, which is beyond what a person
// takes in even when paid to.
const (
	stormSize = 50
	stormSpan = 10 * time.Minute
	// stormRows is how many rows a storm may take: its first alert, which may be the detection, and the groups that make up most of it.
	stormRows = 6
	// stormRefs is how many places a folded row refers to.
	stormRefs = 5
)

// foldStorms makes a few events of each alert storm: the first alert as it is, the largest services each as one event, the rest as one.
// Events must be in order; so is what it returns. What was joined into a folded alert goes with it, in also.
func foldStorms(events []event.Event, also map[string][]Telling) []event.Event {
	if !stormy(events) {
		return events
	}
	out := make([]event.Event, 0, len(events))
	var storm []event.Event
	var last time.Time
	flush := func() {
		out = append(out, foldStorm(storm, also)...)
		storm = nil
	}
	for _, e := range events {
		if e.Kind != event.Alert {
			out = append(out, e)
			continue
		}
		if len(storm) > 0 && e.At.Sub(last) > stormSpan {
			flush()
		}
		storm = append(storm, e)
		last = e.At
	}
	flush()
	slices.SortStableFunc(out, event.Compare)
	return out
}

// stormy says whether so many alerts began within the span of a storm.
func stormy(events []event.Event) bool {
	var latest [stormSize]time.Time // a ring
	n := 0
	for i := range events {
		if events[i].Kind != event.Alert {
			continue
		}
		at := events[i].At
		latest[n%stormSize] = at
		n++
		if n >= stormSize && at.Sub(latest[n%stormSize]) <= stormSpan {
			return true
		}
	}
	return false
}

// foldStorm folds a run of alerts if it is a storm.
func foldStorm(run []event.Event, also map[string][]Telling) []event.Event {
	if len(run) < stormSize || !dense(run) {
		return run
	}
	out := []event.Event{run[0]}
	groups := map[string][]event.Event{}
	for _, e := range run[1:] {
		groups[e.Service] = append(groups[e.Service], e)
	}
	names := make([]string, 0, len(groups))
	for n := range groups {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(groups[b]), len(groups[a])), cmp.Compare(a, b)) })
	var rest []event.Event
	for i, n := range names {
		if i < stormRows-2 || len(names) <= stormRows-1 {
			out = append(out, foldGroup(groups[n], also))
			continue
		}
		rest = append(rest, groups[n]...)
	}
	if len(rest) > 0 {
		slices.SortStableFunc(rest, event.Compare)
		out = append(out, foldGroup(rest, also))
	}
	return out
}

// dense says whether somewhere in a run as many alerts as make a storm began within its span.
func dense(run []event.Event) bool {
	for i := stormSize - 1; i < len(run); i++ {
		if run[i].At.Sub(run[i-stormSize+1].At) <= stormSpan {
			return true
		}
	}
	return false
}

// foldGroup is one event for a group of alerts: from the first to the last end, with their number and the names that occur most.
func foldGroup(group []event.Event, also map[string][]Telling) event.Event {
	if len(group) == 1 {
		return group[0]
	}
	e := group[0]
	services := map[string]bool{}
	names := map[string]int{}
	e.Count, e.Refs = 0, nil
	e.Until = time.Time{}
	for _, a := range group {
		e.Count += max(a.Count, 1)
		services[a.Service] = true
		names[cmp.Or(a.Labels["alertname"], a.Text)]++
		e.Open = e.Open || a.Open
		if a.Until.After(e.Until) {
			e.Until = a.Until
		}
		if a.Severity.Rank() > e.Severity.Rank() {
			e.Severity = a.Severity
		}
		if len(e.Refs) < stormRefs {
			e.Refs = append(e.Refs, a.Refs...)
		}
	}
	e.Refs = e.Refs[:min(len(e.Refs), stormRefs)]
	if len(services) > 1 {
		e.Service = ""
	}
	e.Text = stormText(names, len(services), e.Count)
	e.Labels = map[string]string{"folded": "alert-storm"}
	e.ID = event.ID(event.Alert, "storm", e.Service, group[0].ID)
	moveTellings(also, group, e.ID)
	return e
}

func stormText(names map[string]int, services, count int) string {
	list := make([]string, 0, len(names))
	for n := range names {
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(names[b], names[a]), cmp.Compare(a, b)) })
	const shown = 3
	text := fmt.Sprintf("%d alerts of %d kinds", count, len(list))
	if services > 1 {
		text += fmt.Sprintf(" from %d services", services)
	}
	if len(list) == 1 {
		text = fmt.Sprintf("%d alerts", count)
	}
	var most []string
	for _, n := range list[:min(shown, len(list))] {
		most = append(most, fmt.Sprintf("%s (%d)", clip(n, 80), names[n]))
	}
	return text + ", most of all " + strings.Join(most, ", ")
}
