package timeline

import (
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// room is a conversation: clock, who, what.
func room(lines ...[3]string) []event.Event {
	var out []event.Event
	for _, l := range lines {
		e := event.Event{Kind: event.Chat, Source: "room", At: at(l[0]), Text: l[2], Actor: event.Actor{ID: "U" + l[1], Name: l[1]}, Count: 1}
		e.ID = event.ID(e.Kind, l[0], l[2])
		out = append(out, e)
	}
	return out
}

func TestCourseOfARoom(t *testing.T) {
	for _, tt := range []struct {
		name      string
		events    []event.Event
		milestone Name
		want      string // "" for none
	}{
		{"an end that was taken back", room(
			[3]string{"14:00", "ana", "timeouts in the orders api"}, [3]string{"14:02", "bo", "looking"}, [3]string{"14:10", "bo", "rollback done, we're good"},
			[3]string{"14:20", "ana", "nope, timeouts are back"}, [3]string{"14:50", "bo", "fully recovered"},
		), Recovered, "14:50"},
		{"an end before the room is closed", room(
			[3]string{"14:00", "ana", "uploads hang"}, [3]string{"14:02", "bo", "looking"}, [3]string{"14:40", "bo", "uploads are working again"},
			[3]string{"15:10", "bo", "incident resolved, ticket follows"},
		), Recovered, "14:40"},
		{"the first to see it, not the one who explains", room(
			[3]string{"14:00", "ana", "is it back for you?"}, [3]string{"14:01", "bo", "no"}, [3]string{"14:19", "ana", "aaand it's back for me"},
			[3]string{"14:26", "bo", "i did nothing, it recovered by itself"},
		), Recovered, "14:19"},
		{"a component that is fine is no end", room(
			[3]string{"14:00", "ana", "checkout throws errors"}, [3]string{"14:02", "bo", "redis ok. looking at the gateway"},
		), Recovered, ""},
		{"tests before the trouble are no end", room(
			[3]string{"13:00", "ana", "new proxy is in, tests all fine"}, [3]string{"14:00", "bo", "booking is down"}, [3]string{"14:30", "ana", "rolled back, errors gone"},
		), Recovered, "14:30"},
		{"the message that is answered", room(
			[3]string{"14:00", "ana", "the label printers in hall two are on strike"}, [3]string{"14:04", "bo", "on it"},
		), Detected, "14:00"},
		{"a fault that nobody calls the cause", room(
			[3]string{"14:00", "ana", "scanners fail to log in"}, [3]string{"14:10", "bo", "bind account locked by the policy"}, [3]string{"14:12", "bo", "login fine again"},
		), Identified, "14:10"},
		{"a guess is none", room(
			[3]string{"14:00", "ana", "scanners fail to log in"}, [3]string{"14:10", "bo", "maybe the account is locked"}, [3]string{"14:12", "bo", "login fine again"},
		), Identified, ""},
		{"last month's outage", room([3]string{"14:00", "ana", "the retro of last month's outage is at four"}), Detected, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := Build(tt.events, nil, Options{}).Milestones[tt.milestone]
			got := ""
			if m.State == Known {
				got = m.At.Format("15:04")
			}
			if got != tt.want {
				t.Errorf("%s at %q by %s (%q), want %q", tt.milestone, got, m.Reason.Rule, m.Reason.Words, tt.want)
			}
		})
	}
}

// Who works on it knows before the public is told, and knows better.
func TestPublicEnd(t *testing.T) {
	post := event.Event{ID: "E-post0001", Kind: event.Status, Source: "status", At: at("15:00"), Text: "This incident has been resolved.", Labels: map[string]string{"status": "resolved"}, Count: 1}
	before := append(room([3]string{"14:00", "ana", "getting reports of missing notifications"}, [3]string{"14:44", "bo", "deliveries back to normal"}), post)
	if m := Build(before, nil, Options{}).Milestones[Recovered]; m.State != Known || !m.At.Equal(at("14:44")) {
		t.Errorf("recovered %s by %s, want the room's 14:44", m.At.Format(time.TimeOnly), m.Reason.Rule)
	}
	after := append(room([3]string{"14:00", "ana", "getting reports of missing notifications"}, [3]string{"15:05", "bo", "who posted resolved? orders still failing"},
		[3]string{"15:40", "bo", "orders back to normal"}), post)
	if m := Build(after, nil, Options{}).Milestones[Recovered]; m.State != Known || !m.At.Equal(at("15:40")) {
		t.Errorf("recovered %s by %s, want the room's 15:40", m.At.Format(time.TimeOnly), m.Reason.Rule)
	}
}

// Of two accounts that look back, the one that tells more times is believed, whichever comes first.
func TestTheFullerAccountIsBelieved(t *testing.T) {
	from := func(source string, e event.Event) event.Event {
		e.Source = source
		return e
	}
	brief := from("brief.md", note("18:00", "The outage started at 14:05 UTC."))
	full := []event.Event{
		from("full.md", note("18:00", "The outage started at 14:02 UTC.")), from("full.md", note("18:01", "It was detected at 14:07 UTC.")),
		from("full.md", note("18:02", "The root cause was identified at 14:20 UTC.")), from("full.md", note("18:03", "The outage ended at 14:48 UTC.")),
	}
	m := Build(append(full, brief), nil, Options{}).Milestones[Onset]
	if m.State != Known || m.At.Format("15:04") != "14:02" || m.Score == m.Alternatives[0].Score {
		t.Errorf("onset is %s %s with %v, beside %+v", m.State, m.At, m.Score, m.Alternatives)
	}
}

// What was called well hours before, with no trouble in between, is not called well for the first time.
func TestALookBackIsNoEnd(t *testing.T) {
	talk := []event.Event{
		chat("10:00", "ana", "checkout is down"), chat("10:05", "ben", "looking into it"), chat("10:20", "ben", "rolled back the release"),
		chat("10:25", "ana", "checkout works again"), chat("12:20", "ana", "checkout still works fine"), chat("13:10", "ben", "checkout is back to normal, thanks all"),
	}
	if m := Build(talk, nil, Options{}).Milestones[Recovered]; m.State != Known || m.At.Format("15:04") != "10:25" {
		t.Errorf("recovered %s %s by %s", m.State, m.At, m.Reason.Rule)
	}
	talk = append(talk, chat("12:50", "ana", "checkout is down again"))
	if m := Build(talk, nil, Options{}).Milestones[Recovered]; m.State != Known || m.At.Format("15:04") != "13:10" {
		t.Errorf("after a relapse: recovered %s %s by %s", m.State, m.At, m.Reason.Rule)
	}
}

// What turned bad after an account tells that it was noticed is not its beginning.
func TestNoticedBeforeByAnAccount(t *testing.T) {
	b := newBuilder([]event.Event{post("18:00", "postmortem", "The alarm was noticed at 14:05 UTC. At 14:20 UTC the second node failed. All was over at 14:48 UTC.")}, nil, Options{})
	b.readTexts()
	late := &Claim{Event: &b.events[0], Hindsight: true, From: b.course.told.Add(time.Minute)}
	early := &Claim{Event: &b.events[0], Hindsight: true, From: b.course.told.Add(-time.Minute)}
	if b.course.told.Format("15:04") != "14:05" || !b.noticedBefore(late) || b.noticedBefore(early) {
		t.Errorf("told %s; late %v, early %v", b.course.told, b.noticedBefore(late), b.noticedBefore(early))
	}
}
