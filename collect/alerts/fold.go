package alerts

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// maxEvents is how many events of alerts are kept. The timeline shows some sixty rows; five thousand is far beyond what it chooses among, and
// small enough that a storm costs nothing.
const maxEvents = 5000

// fold brings events below the cap: the largest groups of one alertname and service become one event each, until the rest fits, so that the
// rare alerts, which say most, stay what they are. What is beyond the cap even then is counted as dropped by the file it came from.
func fold(events []event.Event, reports []event.Report) []event.Event {
	if len(events) <= maxEvents {
		return events
	}
	slices.SortFunc(events, event.Compare)
	groups := grouped(events)
	over := len(events) - maxEvents
	var out []event.Event
	folded := 0
	for _, g := range groups {
		if over <= 0 || len(g) < 2 {
			out = append(out, g...)
			continue
		}
		over -= len(g) - 1
		folded += len(g)
		out = append(out, foldGroup(g))
	}
	note(reports, fmt.Sprintf("%s alerts of many label sets were folded by alertname and service", clip.Grouped(folded)))
	slices.SortFunc(out, event.Compare)
	if len(out) <= maxEvents {
		return out
	}
	for _, ev := range out[maxEvents:] {
		if i := slices.IndexFunc(reports, func(r event.Report) bool { return r.Name == ev.Source }); i >= 0 {
			reports[i].Dropped += ev.Count
		}
	}
	note(reports, fmt.Sprintf("%s alerts beyond the cap of %s were left out, the latest ones", clip.Grouped(len(out)-maxEvents), clip.Grouped(maxEvents)))
	return out[:maxEvents]
}

// grouped is the events by alertname and service, the largest groups first.
func grouped(events []event.Event) [][]event.Event {
	type key struct{ name, service string }
	index := map[key]int{}
	var groups [][]event.Event
	for _, ev := range events {
		k := key{cmp.Or(ev.Labels["alertname"], ev.Text), ev.Service}
		if ev.Labels["silence"] != "" || ev.Kind != event.Alert {
			k.name = "apart " + ev.ID // what people did is not folded
		}
		i, known := index[k]
		if !known {
			i = len(groups)
			index[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], ev)
	}
	slices.SortStableFunc(groups, func(a, b []event.Event) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), event.Compare(a[0], b[0]))
	})
	return groups
}

// foldGroup makes one event of several, which are in order.
func foldGroup(g []event.Event) event.Event {
	first := g[0]
	out := first
	out.Labels = commonLabels(g)
	out.Labels[labelFolded] = strconv.Itoa(len(g))
	out.Count = 0
	at := refs{}
	for _, ev := range g {
		out.Count += ev.Count
		out.Open = out.Open || ev.Open
		out.Until = latest(out.Until, ev.Until)
		if ev.Severity.Rank() > out.Severity.Rank() {
			out.Severity = ev.Severity
		}
		if len(at) < maxRefs {
			at = at.with(ev.Refs)
		}
	}
	if out.Open {
		out.Until = time.Time{}
	}
	out.Refs = at
	out.ID = event.ID(event.Alert, "folded", first.Labels["alertname"], first.Service, first.At.Format(stampLayout))
	out.Text = clip.Text(fmt.Sprintf("%s (and %s more of %s)", first.Text, clip.Grouped(len(g)-1), cmp.Or(first.Labels["alertname"], "the same name")), maxText)
	return out
}

func note(reports []event.Report, n string) {
	for i := range reports {
		if reports[i].Records > 0 {
			reports[i].Notes = append(reports[i].Notes, n)
		}
	}
}
