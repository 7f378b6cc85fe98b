package timeline

import (
	"fmt"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// roomTalk is what an incident room says, most of it of no use to a timeline; %d is a number that differs from message to message.
var roomTalk = []string{
	"checking the dashboards, error rate of payments is at %d %% since 14:02",
	"anyone else seeing 502s on checkout?",
	"+1",
	"looking at node-%d, nothing odd in its logs so far",
	"I think it might be DNS, cache hit rate fell to %d %%",
	"restarted worker %d, no change",
	"Update: we are continuing to investigate. Next update by 15:30 UTC.\nCustomers in two regions see slow logins; %d tickets so far.",
	"can somebody with access to the load balancer have a look? thanks",
	"rolled back build %d at 14:40, errors are going down",
	"ok",
	"https://grafana.example/d/abc?orgId=%d&from=now-6h",
	"Action item: add an alert on queue depth above %d",
}

// busyRoom is n events of a long, busy incident: nine in ten are chat, the rest alerts, changes and posts.
func busyRoom(n int) []event.Event {
	events := make([]event.Event, 0, n+20)
	for i := range n {
		text := roomTalk[i%len(roomTalk)]
		if len(text) > 20 {
			text = fmt.Sprintf(text+"%.0d", i, 0)
		}
		e := chat("14:10", [...]string{"ana", "ben", "cleo", "dan"}[i%4], text)
		switch i % 30 {
		case 7:
			e.Kind, e.Service, e.Severity = event.Alert, fmt.Sprintf("svc-%d", i%40), event.Warning
			e.Labels = map[string]string{"alertname": "QueueDepth"}
			e.Until = e.At.Add(time.Duration(i+40) * time.Second)
		case 17:
			e.Kind, e.Service = event.Change, fmt.Sprintf("svc-%d", i%40)
		case 27:
			e.Kind = event.Status
		}
		e.At = e.At.Add(time.Duration(i) * time.Second)
		e.ID = event.ID(e.Kind, "bench", fmt.Sprint(i))
		events = append(events, e)
	}
	return append(events, incident()...)
}

// claiming is n messages each of which states a time: the most that texts can ask of a timeline.
func claiming(n int) []event.Event {
	events := busyRoom(n)
	for i := range n {
		events[i].Kind, events[i].Text = event.Chat, roomTalk[0]
	}
	return events
}

// hostile is n events of each of which a timeline could compare every one with all others: alerts that overlap, messages that call it over and bad
// again, rises of distinct services, waves of one service, posts that mark a component each.
func hostile(n int) []event.Event {
	events := make([]event.Event, 0, n)
	for i := range n {
		e := chat("14:10", [...]string{"ana", "ben", "cleo", "dan"}[i%4], "")
		e.At = e.At.Add(time.Duration(i) * time.Second)
		switch i % 8 {
		case 0:
			e.Kind, e.Severity, e.Until, e.Text, e.Labels = event.Alert, event.Critical, e.At.Add(time.Hour), "down", map[string]string{"alertname": fmt.Sprint("A", i)}
			e.Service = fmt.Sprintf("svc-%d", i)
		case 1:
			e.Text = "incident resolved, all clear"
		case 2:
			e.Kind, e.Service, e.Until, e.Text = event.Log, fmt.Sprintf("svc-%d", i), e.At.Add(time.Hour), "connection refused"
			e.Labels = map[string]string{"change": "error-rate-rise", "before": "0.01", "during": "0.4"}
		case 3:
			e.Text = "it went down again"
		case 4:
			e.Kind, e.Text, e.Labels = event.Status, "This incident has been resolved.", map[string]string{"status": "resolved", "incident_id": fmt.Sprint(i)}
		case 5:
			e.Kind, e.Service, e.Severity, e.Text, e.Labels = event.Alert, "shop", event.Critical, "down", map[string]string{"alertname": "B"}
			e.At = e.At.Add(time.Duration(i) * time.Hour / 4)
			e.Until = e.At.Add(time.Minute)
		case 6:
			e.Kind, e.Source, e.Text = event.Note, "notes.md", fmt.Sprintf("shop failed between %s and %s, restarted it", e.At.Format(time.RFC3339), e.At.Add(time.Second).Format(time.RFC3339))
			e.Service = "shop"
		case 7:
			e.Kind, e.Text = event.Status, "Update."
			e.Labels = map[string]string{"status": "investigating", "component_status": fmt.Sprintf("part %d: operational → major_outage", i)}
		}
		e.ID = event.ID(e.Kind, "hostile", fmt.Sprint(i))
		events = append(events, e)
	}
	return events
}

func BenchmarkBuildOfHostile(b *testing.B) { benchmark(b, hostile) }
func BenchmarkBuild(b *testing.B)          { benchmark(b, busyRoom) }
func BenchmarkBuildOfClaims(b *testing.B)  { benchmark(b, claiming) }

func benchmark(b *testing.B, events func(int) []event.Event) {
	for _, n := range []int{1e3, 1e4, 1e5} {
		events := events(n)
		b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Build(events, nil, Options{})
			}
		})
	}
}
