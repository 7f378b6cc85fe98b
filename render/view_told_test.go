package render

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// oct is an instant of 20 October 2025, UTC.
func oct(hour, minute int) time.Time { return time.Date(2025, 10, 20, hour, minute, 0, 0, time.UTC) }

func reachedAt(n timeline.Name, at time.Time, ids ...string) *timeline.Milestone {
	return &timeline.Milestone{Name: n, State: timeline.Known, At: at, Evidence: ids}
}

// viewOf is the view of a timeline whose entries are posts E-1 to E-9, an hour apart.
func viewOf(tl *timeline.Timeline, m summary.Meta) *view {
	for i := range 9 {
		id := "E-" + string(rune('1'+i))
		tl.Entries = append(tl.Entries, timeline.Entry{Event: event.Event{ID: id, At: oct(i, 0), Kind: event.Status, Text: "Post " + id + "."}, Row: true})
	}
	slices.SortStableFunc(tl.Entries, func(a, b timeline.Entry) int { return a.At.Compare(b.At) })
	return newView(newDocument(summary.New(tl, m), Options{}))
}

func TestAMilestoneTellsItselfAsFarAsItIsKnown(t *testing.T) {
	onset := reachedAt(timeline.Onset, oct(7, 0), "E-1", "E-4")
	byPerson := reachedAt(timeline.Detected, oct(7, 5))
	byPerson.ByPerson = true
	byDay := reachedAt(timeline.Triggered, oct(0, 0).AddDate(0, 0, -3), "E-2")
	byDay.Precision = 24 * time.Hour
	byHour := reachedAt(timeline.Triggered, oct(5, 0), "E-2")
	byHour.Precision = time.Hour
	for _, c := range []struct {
		name        string
		m           *timeline.Milestone
		words, with string
	}{
		{"known", reachedAt(timeline.Detected, oct(7, 5), "E-2", "E-3"), "It was first noticed at 20 Oct 07:05 UTC, 5 min after onset.", " E-2 E-1"},
		{"before onset", reachedAt(timeline.Triggered, oct(6, 30), "E-2"), "It was set off at 20 Oct 06:30 UTC, 30 min before onset.", " E-2 E-1"},
		{"at onset", reachedAt(timeline.Detected, oct(7, 0), "E-2"), "It was first noticed at 20 Oct 07:00 UTC, at onset.", " E-2 E-1"},
		{"the onset", reachedAt(timeline.Onset, oct(7, 0), "E-1"), "Impact began at 20 Oct 07:00 UTC.", " E-1"},
		{"to the day", byDay, "It was set off on 17 Oct (the day only).", " E-2"},
		{"to the hour", byHour, "It was set off at 20 Oct 05:00 UTC (to the hour).", " E-2"},
		{"by people", byPerson, "It was first noticed at 20 Oct 07:05 UTC, 5 min after onset.", " E-1 incident.yaml"},
		{"not after", &timeline.Milestone{Name: timeline.Engaged, State: timeline.Bounded, NotAfter: oct(8, 0), Evidence: []string{"E-3"}}, "The first response came at 20 Oct 08:00 UTC or earlier.", " E-3"},
		{"not before", &timeline.Milestone{Name: timeline.Recovered, State: timeline.Bounded, NotBefore: oct(8, 0), Evidence: []string{"E-3"}}, "Service was normal again at 20 Oct 08:00 UTC or later.", " E-3"},
		{"between", &timeline.Milestone{Name: timeline.Mitigated, State: timeline.Bounded, NotBefore: oct(8, 0), NotAfter: oct(9, 0), Evidence: []string{"E-3", "E-4"}}, "Impact was mitigated between 20 Oct 08:00 UTC and 20 Oct 09:00 UTC.", " E-3 E-4"},
		{"bounded by nothing", &timeline.Milestone{Name: timeline.Closed, State: timeline.Bounded}, "It was declared over at a time that the evidence does not tell.", ""},
		{"unknown", &timeline.Milestone{Name: timeline.Identified, State: timeline.Unknown}, "When the cause was named is not known.", ""},
		{"pending", &timeline.Milestone{Name: timeline.Recovered, State: timeline.Pending}, "When service was normal again is still open.", ""},
		{"none to mitigate", &timeline.Milestone{Name: timeline.Mitigated, State: timeline.NotApplicable}, "There was nothing for people to mitigate.", ""},
		{"does not apply", &timeline.Milestone{Name: timeline.Closed, State: timeline.NotApplicable}, "When it was declared over does not apply.", ""},
		{"invalid", &timeline.Milestone{Name: timeline.Declared, State: timeline.Invalid}, "When it was declared an incident is not known.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := viewOf(&timeline.Timeline{Milestones: timeline.Milestones{timeline.Onset: onset, c.m.Name: c.m}}, summary.Meta{})
			told := v.Milestones[slices.Index(timeline.Names(), c.m.Name)].Told
			if told.Words != c.words {
				t.Errorf("words %q\n want %q", told.Words, c.words)
			}
			if got := plainLinks(told.Cited); got != c.words+c.with {
				t.Errorf("cited %q\n want %q", got, c.words+c.with)
			}
		})
	}
}

// plainLinks is Markdown with its links to evidence as plain ids.
func plainLinks(m markdown) string {
	return linkForm.ReplaceAllString(m.source, "$1")
}

var linkForm = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

func TestTheDayIsToldOnceWhereTheOpeningNamesIt(t *testing.T) {
	v := viewOf(&timeline.Timeline{
		Milestones: timeline.Milestones{timeline.Onset: reachedAt(timeline.Onset, oct(7, 0), "E-1"), timeline.Recovered: reachedAt(timeline.Recovered, oct(8, 0), "E-2")},
		Impacts:    []timeline.Impact{{Service: "web", Wave: 1, From: oct(7, 0), To: oct(8, 0), Evidence: []string{"E-1"}}},
	}, summary.Meta{})
	if got, want := v.Recovered.Told.Words, "Service was normal again at 08:00 UTC, 1 h after onset."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := v.Date.Words, "20 October 2025"; got != want {
		t.Errorf("date %q, want %q", got, want)
	}
	if got, want := v.Impacts[0].Told.Words, "web was affected from 07:00 to 08:00 UTC (1 h)."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestThePeriodOfImpactTellsItselfAsFarAsItIsKnown(t *testing.T) {
	for _, c := range []struct {
		name  string
		i     timeline.Impact
		words string
	}{
		{"whole", timeline.Impact{Service: "web", Wave: 1, From: oct(7, 0), To: oct(8, 30)}, "web was affected from 20 Oct 07:00 to 08:30 UTC (1 h 30 min)."},
		{"a wave", timeline.Impact{Service: "web", Wave: 2, From: oct(7, 0), To: oct(8, 30)}, "web was affected, after an end was announced, from 20 Oct 07:00 to 08:30 UTC (1 h 30 min)."},
		{"open", timeline.Impact{Service: "web", Wave: 1, From: oct(7, 0)}, "web was affected from 20 Oct 07:00 UTC on, and was not seen to recover."},
		{"without a beginning", timeline.Impact{Service: "web", Wave: 1, To: oct(8, 0)}, "web was affected from a time that the evidence does not tell to 20 Oct 08:00 UTC."},
		{"without ends", timeline.Impact{Service: "web", Wave: 1}, "web was affected; from when to when, the evidence does not tell."},
		{"backwards", timeline.Impact{Service: "web", Wave: 1, From: oct(8, 0), To: oct(7, 0)}, "web was affected from 20 Oct 08:00 UTC, and its sources contradict each other on when that ended."},
		{"of the incident", timeline.Impact{Wave: 1, From: oct(7, 0), To: oct(8, 0)}, "There was impact from 20 Oct 07:00 to 08:00 UTC (1 h)."},
		{"impaired before", timeline.Impact{Service: "web", Wave: 1, From: oct(7, 0), To: oct(8, 0), Since: oct(6, 0)}, "web was affected from 20 Oct 07:00 to 08:00 UTC (1 h), and impaired before that from 20 Oct 06:00 UTC on."},
		{"with a share", timeline.Impact{Service: "web", Wave: 1, From: oct(7, 0), To: oct(8, 0), HasPeak: true, Peak: 95, Unit: "% of lines"}, "web was affected from 20 Oct 07:00 to 08:00 UTC (1 h); at its worst, 95 % of its log lines were errors."},
		{"with a rate", timeline.Impact{Service: "web", Wave: 1, From: oct(7, 0), To: oct(8, 0), HasPeak: true, Peak: 212, Unit: "errors/min"}, "web was affected from 20 Oct 07:00 to 08:00 UTC (1 h); at its worst, 212 errors/min."},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := viewOf(&timeline.Timeline{Impacts: []timeline.Impact{c.i}}, summary.Meta{})
			if got := v.Impacts[0].Told.Words; got != c.words {
				t.Errorf("got  %q\nwant %q", got, c.words)
			}
		})
	}
	again := viewOf(&timeline.Timeline{Impacts: []timeline.Impact{
		{Service: "web", Wave: 1, From: oct(5, 0), To: oct(6, 0)}, {Service: "web", Wave: 2, From: oct(7, 0), To: oct(8, 0)},
	}}, summary.Meta{})
	if got, want := again.Impacts[1].Told.Words, "web was affected again from 20 Oct 07:00 to 08:00 UTC (1 h)."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := again.Impacts[1].Span, "From 20 Oct 07:00 to 08:00 UTC (1 h)."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func names[T any](list []T, of func(T) string) []string { return views(list, of) }

func TestAnAccountFollowsTheServicesThatMatter(t *testing.T) {
	period := func(service string, from, to int, rule string) timeline.Impact {
		return timeline.Impact{Service: service, Wave: 1, From: oct(from, 0), To: oct(to, 0), FromWhy: timeline.Reason{Rule: rule}, Evidence: []string{"E-1"}}
	}
	tl := &timeline.Timeline{
		Impacts: []timeline.Impact{
			period("cache", 1, 9, ""), period("DB", 2, 8, "stated-window"), period("web", 3, 7, "stated-window"), period("mail", 4, 5, ""), period("jobs", 4, 8, ""),
			period("DB", 10, 11, "stated-window"), period("", 1, 2, ""),
		},
		Cascade:  []timeline.Onward{{Service: "web", At: oct(3, 0)}, {Service: "db", At: oct(2, 0)}, {Service: "ghost", At: oct(2, 0)}},
		Attempts: []timeline.Attempt{{Service: "mail", Text: "restart", Evidence: []string{"E-1"}}, {Text: "pray", Outcome: "failed", Evidence: []string{"E-2"}}},
		Causes:   []timeline.Statement{{Text: "A disk was full.", Evidence: []string{"E-3"}}},
	}
	v := viewOf(tl, summary.Meta{})
	name := func(s serviceView) string { return s.Name }
	for _, c := range []struct {
		list string
		got  []string
		want []string
	}{
		{"all, in the cascade's order", names(v.Services, name), []string{"web", "DB", "cache", "mail", "jobs"}},
		{"those that lead", names(v.LeadServices, name), []string{"web", "DB", "mail"}},
		{"the others", names(v.OtherServices, name), []string{"cache", "jobs"}},
		{"the first periods", names(v.FirstImpacts, func(i impactView) string { return i.Service }), []string{"cache", "DB", "web", "mail"}},
		{"periods of one", names(v.Services[1].Periods, func(s sentenceView) string { return s.Words[:2] }), []string{"DB", "DB"}},
		{"attempts of none", names(v.Whole.Attempts, func(a attemptView) string { return a.Text }), []string{"pray"}},
		{"attempts of one", names(v.LeadServices[2].Attempts, func(a attemptView) string { return a.Text }), []string{"restart"}},
		{"causes of none", names(v.Whole.Causes, func(c causeView) string { return c.Text }), []string{"A disk was full."}},
	} {
		if d := cmp.Diff(c.want, c.got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.list, d)
		}
	}
	if v.FirstImpactsLeft != 3 {
		t.Errorf("%d periods are left out, want 3", v.FirstImpactsLeft)
	}
}

// TestWhatNamesNoServiceIsAboutTheOnlyOne: where one service was hit, the accounts are of it, but not the talk, what was deleted and the items.
func TestWhatNamesNoServiceIsAboutTheOnlyOne(t *testing.T) {
	tl := &timeline.Timeline{
		Impacts:  []timeline.Impact{{Service: "web", Wave: 1, From: oct(1, 0), To: oct(2, 0), Evidence: []string{"E-1"}}},
		Attempts: []timeline.Attempt{{Text: "restart", Evidence: []string{"E-2"}}, {Text: "rollback", Evidence: []string{"E-chat"}}},
		Items:    []timeline.Item{{Text: "more disks", Evidence: []string{"E-3"}}},
		Entries: []timeline.Entry{
			{Event: event.Event{ID: "E-chat", At: oct(0, 1), Kind: event.Chat, Text: "looking"}, Row: true},
			{Event: event.Event{ID: "E-gone", At: oct(0, 2), Kind: event.Status, Text: "oops", Deleted: true}, Row: true},
			{Event: event.Event{ID: "E-note", At: oct(0, 3), Kind: event.Note, Text: "web: the disk is full", Service: "Web"}, Row: true},
			{Event: event.Event{ID: "E-other", At: oct(0, 4), Kind: event.Note, Text: "about mail", Service: "mail"}, Row: true},
			{Event: event.Event{ID: "E-undated", At: oct(0, 5), Kind: event.Note, Text: "some day", Labels: map[string]string{"undated": "true"}}, Row: true},
		},
	}
	v := viewOf(tl, summary.Meta{})
	got := names(v.Services[0].Said, func(q quoteView) string { return q.Text })
	want := []string{"Post E-1.", "The disk is full", "Post E-2.", "Post E-4.", "Post E-5.", "Post E-6.", "Post E-7.", "Post E-8.", "Post E-9."}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("said (-want +got):\n%s", d)
	}
	if got := names(v.Services[0].Attempts, func(a attemptView) string { return a.Text }); !cmp.Equal(got, []string{"rollback"}) {
		t.Errorf("attempts that are not quoted: %q", got)
	}
	if len(v.Whole.Attempts) != 0 {
		t.Errorf("told twice: %v", v.Whole.Attempts)
	}
}

func TestPostsArePublicOnes(t *testing.T) {
	status := func(id string, change func(*event.Event)) timeline.Entry {
		e := event.Event{ID: id, At: oct(10, 0), Kind: event.Status, Text: "Text of " + id}
		change(&e)
		return timeline.Entry{Event: e, Row: true}
	}
	tl := &timeline.Timeline{
		Entries: []timeline.Entry{
			status("E-private", func(e *event.Event) { e.Private = true }),
			status("E-deleted", func(e *event.Event) { e.Deleted = true }),
			status("E-note", func(e *event.Event) { e.Kind = event.Note }),
			status("E-public", func(*event.Event) {}),
		},
		Causes: []timeline.Statement{
			{Text: "inside", Evidence: []string{"E-note"}},
			{Text: "both", Evidence: []string{"E-public", "E-note"}},
			{Text: "secret", Evidence: []string{"E-private"}},
			{Text: "none"},
			{Text: "told", Evidence: []string{"E-public"}},
		},
		Items: []timeline.Item{{Text: "inside", Evidence: []string{"E-note"}}, {Text: "by people", Origin: "person"}, {Text: "told", Evidence: []string{"E-public"}}},
		Milestones: timeline.Milestones{timeline.Identified: {
			Name: timeline.Identified, State: timeline.Known, At: oct(5, 0), Evidence: []string{"E-note"}, Reason: timeline.Reason{Kind: event.Note, Words: "inside"},
			Alternatives: []timeline.Candidate{
				{Evidence: []string{"E-public", "E-note"}, Reason: timeline.Reason{Kind: event.Status, Words: "at 5 we saw why"}},
				{Evidence: []string{"E-private"}, Reason: timeline.Reason{Kind: event.Status, Words: "secret"}},
				{Evidence: []string{"E-public"}, Reason: timeline.Reason{Kind: event.Status, Words: "told"}},
			},
		}},
	}
	identified := tl.Milestones[timeline.Identified]
	tl.Milestones[timeline.Identified] = &timeline.Milestone{
		Name: timeline.Identified, State: timeline.Known, At: oct(4, 0), ByPerson: true, Reason: timeline.Reason{Rule: "person", Words: "I say so"}, Machine: identified,
	}
	v := viewOf(tl, summary.Meta{})
	if got := v.Posts[len(v.Posts)-1].Text; len(v.Posts) != 10 || got != "Text of E-public" {
		t.Errorf("%d posts, the last %q", len(v.Posts), got)
	}
	if got := names(v.PostedCauses, func(c causeView) string { return c.Text }); !cmp.Equal(got, []string{"told", "at 5 we saw why"}) {
		t.Errorf("causes: %q", got)
	}
	if got := names(v.PostedItems, func(i itemView) string { return i.Text }); !cmp.Equal(got, []string{"told"}) {
		t.Errorf("items: %q", got)
	}
}

func TestPeopleAreThoseWhoTookPart(t *testing.T) {
	said := func(id, name string, at time.Time, bot bool) timeline.Entry {
		return timeline.Entry{Event: event.Event{ID: id, At: at, Kind: event.Chat, Text: "x", Actor: event.Actor{Name: name, Bot: bot}}}
	}
	v := viewOf(&timeline.Timeline{
		Milestones: timeline.Milestones{timeline.Onset: reachedAt(timeline.Onset, oct(7, 0), "E-1"), timeline.Recovered: reachedAt(timeline.Recovered, oct(8, 0), "E-2")},
		Entries: []timeline.Entry{
			said("E-early", "early", oct(6, 0), false), said("E-bot", "bot", oct(7, 10), true), said("E-kim", "kim", oct(7, 10), false),
			said("E-kim2", "kim", oct(7, 20), false), said("E-ana", "ana", oct(7, 30), false), said("E-late", "late", oct(9, 0), false),
		},
	}, summary.Meta{Roles: map[string]string{"scribe": "kim", "d": "kim", "c": "kim", "b": "kim", "a": "kim", "commander": "kim", "support": "sam"}})
	var got []string
	for _, p := range v.People {
		got = append(got, p.Name+"|"+p.Role+"|"+plainLinks(p.Evidence))
	}
	if d := cmp.Diff([]string{"ana||E-ana", "kim|a, b, c, commander, d, scribe|E-kim", "sam|support|incident.yaml"}, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestListsAreCapped: an incident of a thousand posts and people gives no document of a thousand rows, and the account of a service keeps what
// the story tells.
func TestListsAreCapped(t *testing.T) {
	tl := &timeline.Timeline{
		Milestones: timeline.Milestones{timeline.Onset: reachedAt(timeline.Onset, oct(0, 0), "E-1")},
		Impacts:    []timeline.Impact{{Service: "web", Wave: 1, From: oct(0, 0), Evidence: []string{"E-1"}}},
	}
	for i := range 1000 {
		at := oct(9, 0).Add(time.Duration(i) * time.Second)
		tl.Entries = append(tl.Entries,
			timeline.Entry{Event: event.Event{ID: fmt.Sprintf("E-s%d", i), At: at, Kind: event.Status, Text: "still at it"}, Row: true},
			timeline.Entry{Event: event.Event{ID: fmt.Sprintf("E-c%d", i), At: at, Kind: event.Chat, Text: "hi", Actor: event.Actor{Name: fmt.Sprint("p", i)}}})
	}
	for i := range 20 {
		name := fmt.Sprint("service", i)
		tl.Impacts = append(tl.Impacts, timeline.Impact{Service: name, Wave: 1, From: oct(1, 0), To: oct(2, 0), Evidence: []string{"E-1"}})
		tl.Attempts = append(tl.Attempts, timeline.Attempt{Service: name, Text: "x", Evidence: []string{"E-1"}})
	}
	if v := viewOf(tl, summary.Meta{}); len(v.LeadServices) > maxLeading || len(v.LeadServices)+len(v.OtherServices) != 21 {
		t.Errorf("an account of %d services, and %d others", len(v.LeadServices), len(v.OtherServices))
	}
	tl.Impacts, tl.Entries = tl.Impacts[:1], tl.Entries[9:]
	tl.Attempts = []timeline.Attempt{{At: oct(9, 16), Text: "still at it", Service: "web", Evidence: []string{"E-s999"}}}
	v := viewOf(tl, summary.Meta{})
	said := v.Services[0].Said
	if len(v.Posts) != maxPosts || len(v.People) != maxPeople || len(said) != maxSaid {
		t.Errorf("%d posts, %d people, %d quotations", len(v.Posts), len(v.People), len(said))
	}
	if got := plainLinks(said[len(said)-1].Evidence); got != "E-s999" {
		t.Errorf("the last quotation is %s, want that which the story tells", got)
	}
}

func TestWhatTheDocumentDoesNotListIsNotQuoted(t *testing.T) {
	tl := &timeline.Timeline{
		Impacts: []timeline.Impact{{Service: "web", Wave: 1, From: oct(0, 0), Evidence: []string{"E-1"}}},
		Entries: []timeline.Entry{{Event: event.Event{ID: "E-aside", At: oct(0, 5), Kind: event.Note, Service: "web", Text: "aside"}}},
	}
	for _, q := range viewOf(tl, summary.Meta{}).Services[0].Said {
		if q.Text == "aside" {
			t.Error("an entry of the appendix is quoted")
		}
	}
}

// TestTheDateIsThatOfTheImpact, and not that of what set it off weeks before.
func TestTheDateIsThatOfTheImpact(t *testing.T) {
	ms := timeline.Milestones{timeline.Triggered: reachedAt(timeline.Triggered, oct(0, 0).AddDate(0, 0, -20), "E-1")}
	if got := viewOf(&timeline.Timeline{Milestones: ms}, summary.Meta{}).Date.Words; got != "30 September 2025" {
		t.Errorf("of the trigger alone: %q", got)
	}
	ms[timeline.Onset], ms[timeline.Closed] = reachedAt(timeline.Onset, oct(7, 0), "E-2"), reachedAt(timeline.Closed, oct(50, 0), "E-3")
	if got := viewOf(&timeline.Timeline{Milestones: ms}, summary.Meta{}).Date.Words; got != "20 October 2025" {
		t.Errorf("%q", got)
	}
}

func TestTheFirstItemsAreThoseThatNobodyHasTakenOn(t *testing.T) {
	item := func(id, state, owner, due string) timeline.Item {
		return timeline.Item{ID: id, Text: "x", State: state, Owner: owner, Due: due}
	}
	v := viewOf(&timeline.Timeline{Items: []timeline.Item{
		item("suggested", "suggested", "", ""), item("done", "done", "", ""), item("held", "open", "kim", "2025-11-01"), item("free", "open", "", ""),
		item("undated", "", "kim", ""), item("free2", "open", "", ""),
	}}, summary.Meta{})
	if got := names(v.FirstItems, func(i itemView) string { return i.ID }); !cmp.Equal(got, []string{"free", "undated", "free2", "held"}) || v.FirstItemsLeft != 2 {
		t.Errorf("%q, and %d left", got, v.FirstItemsLeft)
	}
	if len(v.FirstQuestions) > maxFirst || len(v.FirstQuestions)+v.QuestionsLeft != len(v.Questions) {
		t.Errorf("%d questions of %d, %d left", len(v.FirstQuestions), len(v.Questions), v.QuestionsLeft)
	}
}
