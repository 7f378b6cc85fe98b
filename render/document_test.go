package render_test

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
	"github.com/pes-dev/pes/timeline"
)

// evil is a text that tries every way out of its place.
const evil = "\x1b[2J<script>alert(1)</script> | [x](javascript:y) <!channel> @here\n# h\n| a | b |\n--> ``` `c` ![i](https://i.example/x.png) \u202e https://x.example &amp; {{.}}"

// besieged is the outage with every text from outside replaced by the evil one.
func besieged(t *testing.T) *summary.Summary {
	t.Helper()
	tl := outageTimeline()
	for i := range tl.Entries {
		e := &tl.Entries[i]
		e.Text, e.Service, e.Source, e.Actor = evil, evil, evil, event.Actor{Name: evil}
		e.Also = []timeline.Telling{{ID: evil, Source: evil, Kind: event.Chat, Actor: event.Actor{Name: evil}, Channel: evil}, {ID: fmt.Sprintf("E-also%d", i), Kind: event.Note}}
		e.Stamped = e.At.Add(time.Minute)
		e.Refs = []event.Ref{{File: evil, Line: 3}, {URL: "javascript:alert(1)"}, {URL: "https://chat.example/p1?a=(1)|2"}}
	}
	for _, m := range tl.Milestones {
		m.Reason.Words, m.Reason.Source, m.Reason.Service = evil, evil, evil
	}
	for i := range tl.Impacts {
		tl.Impacts[i].Service, tl.Impacts[i].Ended, tl.Impacts[i].Unit = evil, evil, evil
	}
	for i := range tl.Cascade {
		tl.Cascade[i].Service, tl.Cascade[i].Via, tl.Cascade[i].Why.Rule = evil, []string{evil, evil}, evil
	}
	for i := range tl.Contradictions {
		tl.Contradictions[i].Values[0].Text, tl.Contradictions[i].Service = evil, evil
	}
	tl.Clocks = []timeline.Clock{{Source: evil, Offset: time.Hour, Pairs: 3, Against: evil, Corrected: time.Minute}}
	tl.Items[0] = timeline.Item{ID: evil, Text: evil, Type: evil, State: evil, Owner: evil, Due: evil, Verify: evil}
	tl.Causes[0] = timeline.Statement{Text: evil, Service: evil, Source: evil, Hedged: true}
	tl.Facts[0].Text = evil
	tl.Remainders[0].Text, tl.Attempts[0].Text, tl.Attempts[0].Outcome = evil, evil, evil
	return summary.New(tl, summary.Meta{
		ID: evil, Title: evil, Kind: evil, Severity: evil, Status: evil, Zone: newYork(t), Regions: []string{evil}, Roles: map[string]string{evil: evil},
		Distribution: evil, Impact: summary.Stated{Customers: evil}, Attachments: []string{evil}, Redacted: map[string]int{evil: 1},
		Assumptions: []string{evil}, Version: evil, Sources: []event.Report{{Name: evil, Format: evil, Error: evil, Notes: []string{evil, evil}}},
	})
}

// statusOnly is what a status-only view of an incident gives: hardly anything is known.
func statusOnly(t *testing.T) *summary.Summary {
	t.Helper()
	e := timeline.Entry{Event: event.Event{ID: "E-00000001", At: utc(8, 56), Kind: event.Status, Source: "status.json", Text: "We are investigating."}, Row: true}
	f := timeline.Entry{Event: event.Event{ID: "E-00000002", At: utc(11, 1), Kind: event.Status, Source: "status.json", Text: "Resolved.", Reported: utc(11, 30)}, Row: true}
	return summary.New(&timeline.Timeline{
		Milestones: timeline.Milestones{
			timeline.Onset:     {Name: timeline.Onset, State: timeline.Bounded, NotAfter: utc(8, 56), Evidence: []string{e.ID}, Reason: timeline.Reason{Rule: "bounded-by-neighbours"}},
			timeline.Notified:  known(timeline.Notified, utc(8, 56), timeline.Reason{Rule: "first-notice", Kind: event.Status}, timeline.High, e.ID),
			timeline.Recovered: {Name: timeline.Recovered, State: timeline.Pending},
		},
		Entries: []timeline.Entry{e, f},
	}, summary.Meta{Title: "Codespaces"})
}

func documents(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, s := range map[string]*summary.Summary{
		"outage": outage(t), "besieged": besieged(t), "status only": statusOnly(t), "nothing": summary.New(&timeline.Timeline{}, summary.Meta{}),
	} {
		b, err := render.Markdown(s, "", render.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = string(b)
	}
	return out
}

func TestRowsOfATableHaveAsManyCells(t *testing.T) {
	for name, doc := range documents(t) {
		cells := 0
		for line := range strings.Lines(doc) {
			if !strings.HasPrefix(line, "|") {
				cells = 0
				continue
			}
			n := strings.Count(line, "|")
			if cells == 0 {
				cells = n
			}
			if n != cells {
				t.Errorf("%s: a row of %d cells among rows of %d: %q", name, n-1, cells-1, line)
			}
		}
	}
}

var (
	tag     = regexp.MustCompile(`<(/?[a-zA-Z!][^\s>]*)[^>]*>`)
	href    = regexp.MustCompile(`href="([^"]*)"`)
	anchor  = regexp.MustCompile(`<a id="([^"]*)">`)
	allowed = map[string]bool{
		"p": true, "h1": true, "h2": true, "h3": true, "ul": true, "li": true, "strong": true, "blockquote": true, "code": true, "a": true,
		"table": true, "thead": true, "tbody": true, "tr": true, "th": true, "td": true, "!--": true,
	}
)

func TestOnlyOurOwnMarkupIsInTheDocument(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Linkify, extension.Footnote), goldmark.WithRendererOptions(gmhtml.WithUnsafe()))
	everyDocument(t, func(t *testing.T, _ templates.Genre, incident, doc string) {
		var b bytes.Buffer
		if err := md.Convert([]byte(doc), &b); err != nil {
			t.Fatal(err)
		}
		html := b.String()
		for _, m := range tag.FindAllStringSubmatch(html, -1) {
			if !allowed[strings.TrimPrefix(m[1], "/")] {
				t.Errorf("an element %s", m[0])
			}
		}
		for _, m := range href.FindAllStringSubmatch(html, -1) {
			ours := strings.HasPrefix(m[1], "#") // that they lead somewhere is tested with the genres
			if !ours && incident == "besieged" && m[1] != "https://chat.example/p1?a=%281%29%7C2" {
				t.Errorf("a link to %s", m[1])
			}
		}
	})
}

func TestNothingOfGoOrOfATerminalIsInTheDocument(t *testing.T) {
	for name, doc := range documents(t) {
		for _, bad := range []string{"0001-", "Jan 0001", "<nil>", "<no value>", "%!", "None\n", "null", "(no words", "\x1b", "\u202e", "  |", "“”", "\n\n\n", ".. "} {
			if strings.Contains(doc, bad) {
				i := strings.Index(doc, bad)
				t.Errorf("%s: %q in %q", name, bad, doc[max(0, i-60):min(len(doc), i+40)])
			}
		}
	}
}

// TestTimesOfTheDocumentAreThoseOfTheEvidence: no time of day is printed that is not an instant of the timeline, in the incident's zone or in
// UTC, or stands in a text of the evidence.
func TestTimesOfTheDocumentAreThoseOfTheEvidence(t *testing.T) {
	tl := outageTimeline()
	have := map[string]bool{}
	add := func(ts ...time.Time) {
		for _, x := range ts {
			have[x.UTC().Format("15:04")] = true
			have[x.In(newYork(t)).Format("15:04")] = true
		}
	}
	clock := regexp.MustCompile(`\b\d{1,2}:\d\d\b`)
	for _, m := range tl.Milestones {
		add(m.At, m.NotBefore, m.NotAfter)
		for _, a := range m.Alternatives {
			add(a.At)
		}
	}
	for _, i := range tl.Impacts {
		add(i.From, i.To, i.Since)
	}
	for _, p := range tl.Phases {
		add(p.From, p.To)
	}
	for _, c := range tl.Contradictions {
		for _, v := range c.Values {
			add(v.At)
		}
	}
	for _, e := range tl.Entries {
		add(e.At, e.Until)
		for _, x := range clock.FindAllString(e.Text, -1) {
			have[x] = true
		}
	}
	refs := regexp.MustCompile("`[^`]*`")
	for _, x := range clock.FindAllString(refs.ReplaceAllString(documents(t)["outage"], ""), -1) {
		if !have[x] {
			t.Errorf("%s is in the document and nowhere in the evidence", x)
		}
	}
}

func TestZoneDoesNotChangeWhatIsSaid(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	cited := regexp.MustCompile(`E-[0-9a-z]{8}`)
	for _, g := range templates.List() {
		var lines, ids []string
		for _, z := range []*time.Location{newYork(t), tokyo} {
			b, err := render.Markdown(summary.New(outageTimeline(), summary.Meta{Title: "x", Zone: z}), g.Name, render.Options{})
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, strings.Repeat(".", strings.Count(string(b), "\n")))
			ids = append(ids, strings.Join(cited.FindAllString(string(b), -1), " "))
		}
		if lines[0] != lines[1] || ids[0] != ids[1] {
			t.Errorf("%s: another zone changed more than how the times are written", g.Name)
		}
	}
}

// TestTheSameSummaryGivesTheSameBytes, whatever the order of maps.
func TestTheSameSummaryGivesTheSameBytes(t *testing.T) {
	for _, g := range templates.List() {
		var first []byte
		for range 5 {
			b, err := render.Markdown(security(t), g.Name, render.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = b
			}
			if !bytes.Equal(first, b) {
				t.Errorf("%s: the same summary gave other bytes", g.Name)
			}
		}
	}
}

func TestAppendixIsCappedAndSaysSo(t *testing.T) {
	tl := &timeline.Timeline{}
	for i := range 30 {
		tl.Entries = append(tl.Entries, timeline.Entry{Event: event.Event{ID: "E-0000000" + string(rune('0'+i)), At: utc(7, i), Kind: event.Log, Text: "x"}})
	}
	b, err := render.Markdown(summary.New(tl, summary.Meta{}), "", render.Options{MaxAppendix: 10})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), "\n20 more entries are left out here") {
		t.Error("the document does not say that 20 entries are left out")
	}
}

func TestStatusPostsAlone(t *testing.T) {
	b, err := render.Markdown(statusOnly(t), "", render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "status-only.golden.md", b)
}

func BenchmarkMarkdown(b *testing.B) {
	s := summary.New(outageTimeline(), summary.Meta{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := render.Markdown(s, "", render.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestADecisionOfPeopleStandsBesideTheRulesOwnAnswer: the milestone's row has both, and what rests on the decision says so.
func TestADecisionOfPeopleStandsBesideTheRulesOwnAnswer(t *testing.T) {
	tl := outageTimeline()
	was := tl.Milestones[timeline.Detected]
	tl.Milestones[timeline.Detected] = &timeline.Milestone{
		Name: timeline.Detected, State: timeline.Known, At: utc(6, 50), Precision: time.Minute, ByPerson: true, By: "kim", Confidence: timeline.High,
		Reason: timeline.Reason{Rule: "person", Words: "the pager's own log says so"}, Machine: was,
	}
	b, err := render.Markdown(summary.New(tl, summary.Meta{Zone: newYork(t)}), "", render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := "| Detected | 02:50 | 06:50 | 2 min | Kim decided it in incident.yaml: “the pager's own log says so”. By the rules alone: between 02:48 and 02:51. | " +
		"decided by people | [E-00000003](#e-00000003) [E-00000005](#e-00000005) incident.yaml |"
	if !strings.Contains(string(b), want) {
		t.Errorf("no row %s", want)
	}
}

// TestEveryRowOfSeveralDaysHasItsDate: where a table's header names no day, the first cell of every row does.
func TestEveryRowOfSeveralDaysHasItsDate(t *testing.T) {
	clock := regexp.MustCompile(`^\d{1,2}:\d\d`)
	day := regexp.MustCompile(`\d{1,2} [A-Z][a-z]{2} \d{4}`)
	for name, doc := range documents(t) {
		header := ""
		for line := range strings.Lines(doc) {
			if !strings.HasPrefix(line, "|") {
				header = ""
				continue
			}
			header = cmp.Or(header, line)
			if first := strings.TrimSpace(strings.Split(line, "|")[1]); clock.MatchString(first) && !day.MatchString(header) {
				t.Errorf("%s: a row without a date: %q", name, line)
			}
		}
	}
}
