package timeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

// bot is a program's message in a channel.
func relayed(clock, channel, name, text string) event.Event {
	e := inChannel(clock, channel, name, text)
	e.Actor.Bot = true
	return e
}

// inChannel is a person's message in a channel.
func inChannel(clock, channel, who, text string) event.Event {
	e := chat(clock, who, text)
	e.ID = event.ID(event.Chat, clock, channel, who, text)
	e.Labels = map[string]string{"channel": channel}
	e.Refs = []event.Ref{{File: "slack.zip!/" + channel + "/2026-03-10.json", Line: 1}}
	return e
}

// commit is a change as git has it.
func commit(clock, sha, text string) event.Event {
	return event.Event{
		ID: event.ID(event.Change, sha), Source: "git-log.txt", Kind: event.Change, At: at(clock), Text: text, Count: 1,
		Labels: map[string]string{"commit": sha}, Refs: []event.Ref{{File: "git-log.txt", Line: 1}},
	}
}

func from(source string, e event.Event) event.Event {
	e.Source = source
	e.ID = event.ID(e.Kind, source, e.ID)
	return e
}

func labelled2(e event.Event, k, v string) event.Event {
	labels := maps.Clone(e.Labels)
	if labels == nil {
		labels = map[string]string{}
	}
	labels[k] = v
	e.Labels = labels
	e.ID = event.ID(e.Kind, e.ID, k, v)
	return e
}

const (
	announcement = "We are investigating failed card payments in Europe. Next update in 30 minutes."
	stock        = "A fix has been implemented and we are monitoring the results."
	sha          = "4be91c07d2f5aa31c8e06b7f9d1203c4e5f6a7b8"
)

func TestSame(t *testing.T) {
	payments := alert("14:05", "14:52", "payments", "PaymentErrors")
	for _, tt := range []struct {
		name string
		in   []event.Event
		want [][]int // what becomes one entry, the principal first; the rest stays alone
	}{
		{"an alert, a bot and the pager", []event.Event{
			relayed("14:06", "alerts", "alert-bot", "[FIRING:1] PaymentErrors (payments, critical)"), payments,
			relayed("14:05", "ops", "PagerDuty", "Triggered: PaymentErrors on payments. Assigned to ana"),
		}, [][]int{{1, 2, 0}}},
		{"a pager's own record", []event.Event{
			payments, from("opsgenie.json", labelled2(alert("14:06", "14:50", "payments", "PaymentErrors"), "team", "shop")),
		}, [][]int{{0, 1}}},
		{"two alerts of one name on two services", []event.Event{
			payments, alert("14:05", "14:40", "search", "PaymentErrors"),
			relayed("14:06", "alerts", "alert-bot", "[FIRING:1] PaymentErrors (search, critical)"),
		}, [][]int{{1, 2}}},
		{"which of two services is not said", []event.Event{
			payments, alert("14:05", "14:40", "search", "PaymentErrors"), relayed("14:06", "alerts", "alert-bot", "[FIRING:2] PaymentErrors"),
		}, nil},
		{"another service than the alert's", []event.Event{
			payments, rise("14:00", "14:30", "search"), relayed("14:06", "alerts", "alert-bot", "[FIRING:1] PaymentErrors (search, critical)"),
		}, nil},
		{"two instances, one of them named", []event.Event{
			labelled2(payments, "instance", "web-1"), labelled2(payments, "instance", "web-2"),
			relayed("14:06", "alerts", "alert-bot", "[FIRING:1] PaymentErrors payments on web-2"),
		}, [][]int{{1, 2}}},
		{"two instances, none of them named", []event.Event{
			labelled2(payments, "instance", "web-1"), labelled2(payments, "instance", "web-2"),
			relayed("14:06", "alerts", "alert-bot", "[FIRING:1] PaymentErrors payments"),
		}, nil},
		{"two alert sources, two instances", []event.Event{
			labelled2(payments, "instance", "web-1"), from("other.json", labelled2(payments, "instance", "web-2")),
		}, nil},
		{"another cluster than the alert's", []event.Event{
			labelled2(payments, "cluster", "eu-1"), labelled2(alert("11:00", "11:30", "payments", "PaymentErrors"), "cluster", "us-2"),
			relayed("14:06", "alerts", "alert-bot", "[FIRING:1] PaymentErrors payments us-2"),
		}, nil},
		{"a firing and its end", []event.Event{payments, relayed("14:08", "alerts", "alert-bot", "[RESOLVED] PaymentErrors (payments)")}, nil},
		{"a notice that comes again", []event.Event{
			payments, relayed("14:06", "alerts", "alert-bot", "[FIRING:1] PaymentErrors (payments)"),
			relayed("14:09", "alerts", "alert-bot", "[FIRING:1] PaymentErrors (payments)"),
			relayed("15:06", "alerts", "alert-bot", "[FIRING:1] PaymentErrors (payments)"),
		}, [][]int{{0, 1}}},
		{"an acknowledgement is an act", []event.Event{payments, relayed("14:06", "ops", "PagerDuty", "ana acknowledged PaymentErrors on payments, still firing")}, nil},
		{"a person who saw the alert", []event.Event{payments, inChannel("14:06", "ops", "ana", "paged for PaymentErrors on payments, firing since 14:05")}, nil},
		{"an everyday word is no name", []event.Event{
			alert("14:05", "14:52", "payments", "down"), relayed("14:06", "alerts", "ci", "build triggered: the site goes down for maintenance"),
		}, nil},
		{"an announcement copied into the chat", []event.Event{
			post("14:10", "investigating", announcement), inChannel("14:12", "ops", "ana", "status page: "+announcement),
		}, [][]int{{0, 1}}},
		{"a feed of the status page", []event.Event{
			labelled2(post("14:10", "investigating", announcement), "incident_id", "x1"),
			from("feed.txt", post("14:10", "investigating", "Investigating - "+announcement)),
			relayed("14:11", "status", "statuspage", "New incident: Payments\nInvestigating\n"+announcement+"\nhttps://status.example/i/1"),
		}, [][]int{{0, 1, 2}}},
		{"a note that quotes a post", []event.Event{
			post("14:10", "investigating", announcement), note("14:11", "posted: \""+announcement+"\""),
		}, [][]int{{0, 1}}},
		{"a copy with an observation", []event.Event{
			post("14:10", "investigating", announcement), inChannel("14:12", "ops", "ana", announcement+" It fails in Asia too."),
		}, nil},
		{"said before it was announced", []event.Event{
			inChannel("13:50", "ops", "ana", announcement), post("14:10", "investigating", announcement),
		}, nil},
		{"the same words an hour later", []event.Event{
			post("14:10", "investigating", announcement), inChannel("15:12", "ops", "ana", announcement),
		}, nil},
		{"a page that repeats itself", []event.Event{
			post("14:10", "monitoring", announcement), post("14:20", "monitoring", announcement), inChannel("14:21", "ops", "ana", announcement),
		}, [][]int{{1, 2}}},
		{"one word more is another statement", []event.Event{
			post("14:10", "resolved", "The failed card payments in Europe have now been resolved."),
			inChannel("14:12", "ops", "ana", "The failed card payments in Europe have not now been resolved."),
		}, nil},
		{"two vendors with the words of one software", []event.Event{
			post("14:10", "monitoring", stock), from("vendor.json", labelled2(post("14:12", "monitoring", stock), "incident", "Delayed mail")),
			relayed("14:13", "feeds", "rss", "Mail vendor: "+stock), inChannel("14:14", "ops", "ana", "from the mail vendor: "+stock),
		}, nil},
		{"stock words under the incident's name", []event.Event{
			post("14:10", "monitoring", stock), relayed("14:13", "feeds", "rss", "Trouble: "+stock), inChannel("14:14", "ops", "ana", stock),
		}, [][]int{{0, 1, 2}}},
		{"short words coincide", []event.Event{
			inChannel("14:10", "ops", "ana", "+1"), inChannel("14:10", "inc", "ben", "+1"), inChannel("14:11", "inc", "cy", "looking into it"), inChannel("14:11", "ops", "dan", "looking into it"),
		}, nil},
		{"a person's own verdict in a page's words", []event.Event{
			post("14:10", "resolved", "This incident has been resolved."), inChannel("14:12", "ops", "ana", "This incident has been resolved."),
		}, nil},
		{"a message in two channels", []event.Event{
			inChannel("14:10", "ops", "ana", "SEV2: card payments fail in Europe, join inc-42 for the call"),
			relayed("14:11", "general", "relay", "SEV2: card payments fail in Europe, join inc-42 for the call"),
		}, [][]int{{0, 1}}},
		{"a deployment and its announcement", []event.Event{
			commit("13:58", sha, "Deploy payments 2026.10.2"), relayed("14:00", "deploys", "release-bot", "payments 2026.10.2 is live ("+sha[:7]+")"),
		}, [][]int{{0, 1}}},
		{"a version says it, too", []event.Event{
			commit("13:58", sha, "Deploy payments 2026.10.2"), relayed("14:00", "deploys", "release-bot", "Deployed payments v2026.10.2 to production"),
		}, [][]int{{0, 1}}},
		{"a version of something else", []event.Event{
			commit("13:58", sha, "Deploy payments 2026.10.2"), relayed("14:00", "deploys", "release-bot", "Deployed search v2026.10.2 to production"),
		}, nil},
		{"a roll-back names what it takes away", []event.Event{
			commit("13:58", sha, "Deploy payments 2026.10.2"), relayed("14:00", "deploys", "release-bot", "Rolled back payments, was "+sha[:7]),
		}, nil},
		{"a deployment hours after its commit", []event.Event{
			commit("09:58", sha, "Deploy payments 2026.10.2"), relayed("14:00", "deploys", "release-bot", "Deployed payments v2026.10.2, "+sha[:7]),
		}, nil},
		{"a deployment that failed", []event.Event{
			commit("13:58", sha, "Deploy payments 2026.10.2"), relayed("14:00", "deploys", "release-bot", "Deploy of "+sha[:7]+" failed"),
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var want [][]string
			for _, group := range tt.want {
				ids := []string{tt.in[group[0]].ID}
				var others []string
				for _, i := range group[1:] {
					others = append(others, tt.in[i].ID)
				}
				slices.Sort(others)
				want = append(want, append(ids, others...))
			}
			tl := Build(tt.in, nil, Options{})
			var got [][]string
			for _, e := range tl.Entries {
				if len(e.Also) == 0 {
					continue
				}
				var others []string
				for _, o := range e.Also {
					others = append(others, o.ID)
				}
				slices.Sort(others)
				got = append(got, append([]string{e.ID}, others...))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("entries that stand for several (-want +got):\n%s", diff)
			}
			for _, e := range tl.Entries {
				for _, in := range tt.in {
					if in.ID == e.ID && !in.At.Equal(e.At) {
						t.Errorf("%s moved from %v to %v", e.ID, in.At, e.At)
					}
				}
			}
		})
	}
}

// What was copied is neither a second witness nor an act of whoever copied it.
func TestACopyIsNoAct(t *testing.T) {
	in := []event.Event{
		alert("14:05", "14:52", "payments", "PaymentErrors"),
		post("14:10", "investigating", announcement),
		inChannel("14:11", "ops", "ana", announcement),
		inChannel("14:20", "ops", "ben", "looking into it"),
	}
	tl := Build(in, nil, Options{})
	if m := tl.Milestones[Engaged]; !m.At.Equal(at("14:20")) {
		t.Errorf("engaged at %v by %s, want 14:20: who pastes an announcement has not begun to work on it", m.At, m.Reason.Rule)
	}
}

// anySaid draws from few words, places and times, so that much is the same and much is nearly so.
func anySaid() *rapid.Generator[event.Event] {
	return rapid.Custom(func(t *rapid.T) event.Event {
		clock := fmt.Sprintf("%02d:%02d", 14+rapid.IntRange(0, 1).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
		service := rapid.SampledFrom([]string{"", "payments", "search"}).Draw(t, "service")
		channel := rapid.SampledFrom([]string{"ops", "inc"}).Draw(t, "channel")
		name := rapid.SampledFrom([]string{"PaymentErrors", "disk_full"}).Draw(t, "name")
		var e event.Event
		switch rapid.IntRange(0, 6).Draw(t, "form") {
		case 0:
			e = labelled2(alert(clock, "", service, name), "instance", rapid.SampledFrom([]string{"a", "b"}).Draw(t, "instance"))
		case 1:
			e = relayed(clock, channel, rapid.SampledFrom([]string{"PagerDuty", "alert-bot"}).Draw(t, "bot"), "[FIRING] "+name+" "+service)
		case 2:
			e = post(clock, "investigating", announcement)
		case 3:
			e = inChannel(clock, channel, "ana", rapid.SampledFrom([]string{"", "fyi: "}).Draw(t, "lead")+announcement)
		case 4:
			e = note(clock, announcement)
		case 5:
			e = commit(clock, sha, "Deploy payments 2026.10.2")
		default:
			e = relayed(clock, channel, "release-bot", "payments 2026.10.2 is live "+sha[:7])
		}
		e.Refs = []event.Ref{{File: "f", Line: rapid.IntRange(1, 500).Draw(t, "line")}}
		return from(rapid.SampledFrom([]string{"one", "two", "three"}).Draw(t, "source"), e)
	})
}

// Whatever is joined: the order of the input does not matter, no place is lost, every id is an entry or was joined into one, once, and every
// piece of evidence is an entry.
func TestSameProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfNDistinct(anySaid(), 0, 30, func(e event.Event) string { return e.ID }).Draw(t, "events")
		o := Options{}
		if rapid.Bool().Draw(t, "corrected") {
			o.Clocks = map[string]time.Duration{"two": time.Duration(rapid.IntRange(-120, 120).Draw(t, "by")) * time.Minute}
		}
		tl := Build(slices.Clone(events), nil, o)
		other := Build(rapid.Permutation(events).Draw(t, "shuffled"), nil, o)
		if diff := cmp.Diff(tl, other); diff != "" {
			t.Fatalf("another order, another timeline: %s", diff)
		}
		entries, joined, refs := map[string]bool{}, map[string]bool{}, map[event.Ref]bool{}
		for _, e := range tl.Entries {
			entries[e.ID] = true
			for _, r := range e.Refs {
				refs[r] = true
			}
		}
		for _, e := range tl.Entries {
			for _, a := range e.Also {
				if joined[a.ID] || entries[a.ID] {
					t.Fatalf("%s is told twice", a.ID)
				}
				joined[a.ID] = true
			}
		}
		for _, e := range events {
			if !entries[e.ID] && !joined[e.ID] {
				t.Fatalf("%s is lost", e.ID)
			}
			if !refs[e.Refs[0]] {
				t.Fatalf("the place %v is lost", e.Refs[0])
			}
		}
		ids := cited(tl)
		for _, c := range tl.Clocks {
			ids = append(ids, c.Evidence...)
		}
		for _, id := range ids {
			if !entries[id] {
				t.Fatalf("%s is evidence and no entry", id)
			}
		}
	})
}

// FuzzCopied: comparing texts neither panics nor finds a copy in a text that does not hold the words of the original.
func FuzzCopied(f *testing.F) {
	f.Add(announcement, "status page: "+announcement)
	f.Add("a b c d e f g h", "A, b; C d\ne f g h i")
	f.Add("\xff \u202e İ ﬃ 1 2 3 4 5 6 7 8", strings.Repeat("x ", 400))
	f.Fuzz(func(t *testing.T, original, text string) {
		k := newTopics(nil, nil, newLexicon(defaultLexicon))
		k.addText(normal(original))
		w := normal(text)
		for _, program := range []bool{false, true} {
			if found := k.copied(w, program); found != "" && (found != normal(original).text || !w.contains(found)) {
				t.Errorf("%q was found in %q", found, w.text)
			}
		}
		if n := w.len(); n > maxSameWords || (n > 0 && w.at(0, n) != w.text) {
			t.Errorf("%d words of %q", n, w.text)
		}
	})
}

// BenchmarkSame joins alerts with two bots' notices each, announcements with copies, and much talk; and, as hostile evidence would have it, the
// same words from everywhere at once. Neither may grow faster than its input, but for sorting.
func BenchmarkSame(b *testing.B) {
	for _, kind := range []struct {
		name string
		make func(n int) []event.Event
	}{{"usual", usualEvents}, {"hostile", hostileEvents}} {
		for _, n := range []int{1e3, 1e4, 1e5} {
			b.Run(fmt.Sprintf("%s/%d", kind.name, n), func(b *testing.B) {
				events := kind.make(n)
				slices.SortFunc(events, event.Compare)
				lex := newLexicon(defaultLexicon)
				b.ReportAllocs()
				for b.Loop() {
					rs := sameTopics(events, nil, lex)
					mergeSame(events, rs, ahead(compareClocks(rs)))
				}
			})
		}
	}
}

func usualEvents(n int) []event.Event {
	var out []event.Event
	for i := 0; len(out) < n; i++ {
		clock, service := fmt.Sprintf("%02d:%02d", i/600%24, i/10%60), fmt.Sprintf("svc-%d", i%40)
		add := func(e event.Event) {
			e.ID = fmt.Sprintf("E-%d", len(out))
			e.At = e.At.Add(time.Duration(i) * time.Second)
			out = append(out, e)
		}
		add(alert(clock, "", service, "HighErrorRate"))
		add(relayed(clock, "alerts", "alert-bot", "[FIRING:1] HighErrorRate ("+service+")"))
		add(relayed(clock, "pages", "PagerDuty", "Triggered: HighErrorRate on "+service))
		add(post(clock, "investigating", fmt.Sprintf("%s %d", announcement, i)))
		add(inChannel(clock, "ops", "ana", fmt.Sprintf("%s %d", announcement, i)))
		for range 5 {
			add(inChannel(clock, "ops", "ben", fmt.Sprintf("the pool of %s is at %d of 200 connections and does not go down", service, i)))
		}
	}
	return out[:n]
}

func hostileEvents(n int) []event.Event {
	out := make([]event.Event, n)
	for i := range out {
		switch i % 4 {
		case 0:
			out[i] = alert("14:05", "", "payments", "PaymentErrors")
		case 1:
			out[i] = relayed("14:05", fmt.Sprint(i), "alert-bot", "[FIRING] PaymentErrors payments")
		case 2:
			out[i] = post("14:05", "investigating", announcement+strings.Repeat(" and more", i%20))
		default:
			out[i] = inChannel("14:05", fmt.Sprint(i), "ana", announcement)
		}
		out[i].ID, out[i].Source = fmt.Sprintf("E-%d", i), fmt.Sprint(i%5000)
	}
	return out
}
