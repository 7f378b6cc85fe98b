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

func BenchmarkBuild(b *testing.B)         { benchmark(b, busyRoom) }
func BenchmarkBuildOfClaims(b *testing.B) { benchmark(b, claiming) }

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
