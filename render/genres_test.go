package render_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
	"github.com/pes-dev/pes/timeline"
)

// The tests of this file hold for every genre of every incident: those of samples/, and incidents of which there is little to say, or much.

// oneEntry is an incident of a single message.
func oneEntry() *summary.Summary {
	e := entrySpec{"E-00000001", utc(7, 0), event.Chat, "room", "", "", "checkout is slow"}.entry(true)
	return summary.New(&timeline.Timeline{Entries: []timeline.Entry{e}}, summary.Meta{})
}

// unknownOnset is the outage without what is known of its beginning, and with all that can be the case of a milestone.
func unknownOnset(t *testing.T) *summary.Summary {
	t.Helper()
	tl := outageTimeline()
	tl.Milestones[timeline.Onset] = &timeline.Milestone{Name: timeline.Onset, State: timeline.Unknown}
	tl.Milestones[timeline.Mitigated] = &timeline.Milestone{Name: timeline.Mitigated, State: timeline.NotApplicable, Reason: timeline.Reason{Rule: "not-needed"}}
	tl.Milestones[timeline.Recovered] = &timeline.Milestone{Name: timeline.Recovered, State: timeline.Pending, Reason: timeline.Reason{Rule: "not-yet"}}
	tl.Milestones[timeline.Notified] = &timeline.Milestone{Name: timeline.Notified, State: timeline.Invalid}
	tl.Phases, tl.Durations, tl.Cascade = nil, nil, nil
	tl.Impacts = []timeline.Impact{
		{Service: "web", Wave: 1, To: utc(8, 0), Evidence: []string{"E-00000004"}},
		{Service: "web", Wave: 2, From: utc(9, 1), Evidence: []string{"E-00000004"}},
		{Service: "db", Wave: 1, From: utc(9, 25), To: utc(9, 1), Evidence: []string{"E-00000009"}},
		{Wave: 1, Evidence: []string{"E-00000006"}},
	}
	return summary.New(tl, summary.Meta{Zone: newYork(t)})
}

// secret is an incident of kind security, of which people know who did what.
func security(t *testing.T) *summary.Summary {
	t.Helper()
	tl := outageTimeline()
	tl.Milestones[timeline.Detected] = &timeline.Milestone{
		Name: timeline.Detected, State: timeline.Known, At: utc(6, 50), ByPerson: true, By: "Zebedee Quillfeather", Reason: timeline.Reason{Rule: "person"},
	}
	for i := range tl.Entries {
		e := &tl.Entries[i]
		e.Actor = event.Actor{ID: "U0ZEBEDEE", Name: "Zebedee Quillfeather"}
		if e.Kind == event.Alert {
			e.Kind, e.Text = event.Chat, "I see a breach"
		}
	}
	tl.Items[1].Owner = "Zebedee Quillfeather"
	return summary.New(tl, summary.Meta{Kind: "security", Zone: newYork(t), Roles: map[string]string{"commander": "Zebedee Quillfeather"}})
}

// manyServices is an incident of 300 services.
func manyServices() *summary.Summary {
	tl := outageTimeline()
	for i := range 300 {
		name := fmt.Sprintf("service-%03d", i)
		from := utc(7, 0).Add(time.Duration(i) * time.Second)
		tl.Impacts = append(tl.Impacts, timeline.Impact{Service: name, Wave: 1, From: from, To: utc(12, 0), Evidence: []string{"E-00000006"}})
		tl.Cascade = append(tl.Cascade, timeline.Onward{Service: name, At: from, After: from.Sub(utc(6, 48)), Evidence: []string{"E-00000006"}})
	}
	return summary.New(tl, summary.Meta{})
}

func incidents(t *testing.T) map[string]*summary.Summary {
	t.Helper()
	healed := outageTimeline()
	healed.Attempts, healed.Items, healed.Causes, healed.Facts, healed.Remainders, healed.Contradictions = nil, nil, nil, nil, nil, nil
	return map[string]*summary.Summary{
		"outage": outage(t), "besieged": besieged(t), "status only": statusOnly(t), "nothing": summary.New(&timeline.Timeline{}, summary.Meta{}),
		"one entry": oneEntry(), "unknown onset": unknownOnset(t), "security": security(t), "no zone": summary.New(outageTimeline(), summary.Meta{}),
		"many services": manyServices(), "nothing was done": summary.New(healed, summary.Meta{Zone: newYork(t)}),
		"near miss": summary.New(&timeline.Timeline{Entries: outageEntries(), Milestones: timeline.Milestones{
			timeline.Onset:     {Name: timeline.Onset, State: timeline.NotApplicable, Reason: timeline.Reason{Rule: "no-impact", Words: "near-miss"}},
			timeline.Recovered: {Name: timeline.Recovered, State: timeline.NotApplicable, Reason: timeline.Reason{Rule: "no-impact", Words: "near-miss"}},
		}}, summary.Meta{Kind: "near-miss"}),
	}
}

// everyDocument calls a function with every genre of every incident.
func everyDocument(t *testing.T, check func(t *testing.T, genre templates.Genre, incident, doc string)) {
	t.Helper()
	if written == nil {
		written = writeAll(t)
	}
	for _, g := range templates.List() {
		for incident, doc := range written[g.Name] {
			t.Run(g.Name+"/"+incident, func(t *testing.T) { check(t, g, incident, doc) })
		}
	}
}

// written has all documents by genre and incident, once they are written.
var written map[string]map[string]string

func writeAll(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := incidents(t)
	out := map[string]map[string]string{}
	for _, g := range templates.List() {
		out[g.Name] = map[string]string{}
		for incident, s := range all {
			doc, err := render.Markdown(s, g.Name, render.Options{})
			if err != nil {
				t.Fatalf("%s of %s: %v", g.Name, incident, err)
			}
			out[g.Name][incident] = string(doc)
		}
		for incident, docs := range samples(t) {
			out[g.Name][incident] = docs.genres[g.Name]
		}
	}
	return out
}

var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM))

func parsed(doc string) ast.Node { return gfm.Parser().Parse(text.NewReader([]byte(doc))) }

func TestEveryGenreHasNoEmptyHeading(t *testing.T) {
	everyDocument(t, func(t *testing.T, _ templates.Genre, _, doc string) {
		titles := 0
		for n := parsed(doc).FirstChild(); n != nil; n = n.NextSibling() {
			h, ok := n.(*ast.Heading)
			if !ok {
				continue
			}
			if h.Level == 1 {
				titles++
			}
			title := textOf(h, doc)
			if strings.TrimSpace(title) == "" {
				t.Error("a heading without a text")
			}
			next := h.NextSibling()
			for next != nil && next.Kind() == ast.KindHTMLBlock {
				next = next.NextSibling()
			}
			if below, ok := next.(*ast.Heading); next == nil || ok && below.Level <= h.Level {
				t.Errorf("there is nothing under %q", title)
			}
		}
		if titles != 1 {
			t.Errorf("%d titles", titles)
		}
	})
}

func textOf(n ast.Node, doc string) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if s, ok := n.(*ast.Text); ok && entering {
			b.Write(s.Segment.Value([]byte(doc)))
			if s.SoftLineBreak() {
				b.WriteByte('\n')
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func TestEveryGenreHasWholeTables(t *testing.T) {
	rule := regexp.MustCompile(`^\|(---\|)+$`)
	everyDocument(t, func(t *testing.T, _ templates.Genre, _, doc string) {
		lines := strings.Split(doc, "\n")
		written := 0
		for i, line := range lines {
			if strings.Contains(line, "---|") && !rule.MatchString(line) {
				t.Errorf("a broken rule: %q", line)
			}
			if rule.MatchString(line) {
				written++
				if i < 2 || lines[i-2] != "" || i+1 == len(lines) || !strings.HasPrefix(lines[i+1], "|") {
					t.Errorf("a table without rows, or not apart from what is before it: %q", lines[i-1])
				}
			}
			if strings.HasPrefix(line, "|") && i > 0 && strings.HasPrefix(lines[i-1], "|") && strings.Count(line, "|") != strings.Count(lines[i-1], "|") {
				t.Errorf("a row has other cells than the one before it: %q", line)
			}
			if strings.HasPrefix(line, "|") && strings.Contains(line, "|  |") {
				t.Errorf("an empty cell: %q", line)
			}
		}
		read := 0
		_ = ast.Walk(parsed(doc), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch {
			case !entering:
			case n.Kind() == extast.KindTable:
				read++
			case n.Kind() == ast.KindParagraph && strings.Contains(textOf(n, doc), "|"):
				t.Errorf("a table that is none: %q", textOf(n, doc))
			}
			return ast.WalkContinue, nil
		})
		if read != written {
			t.Errorf("%d tables are written, and %d read", written, read)
		}
	})
}

// inText is what the template's author and the words of this program are responsible for: no quotation, code or address, whose blanks are the
// evidence's.
var inText = regexp.MustCompile("“[^”]*”|`[^`]*`|<!--.*?-->|\\]\\([^)]*\\)|(?m)^ +|^\\|.*$")

func TestEveryGenreIsCleanlyWritten(t *testing.T) {
	everyDocument(t, func(t *testing.T, _ templates.Genre, incident, doc string) {
		for _, bad := range []string{"0001-", "Jan 0001", "<nil>", "<no value>", "%!", "(no words", "“”", "\n\n\n", "  |", " \n", "::"} {
			if i := strings.Index(doc, bad); i >= 0 && (bad != "::" || incident != "besieged") {
				t.Errorf("%q in %q", bad, doc[max(0, i-80):min(len(doc), i+40)])
			}
		}
		if incident == "besieged" {
			return
		}
		for line := range strings.Lines(doc) {
			own := inText.ReplaceAllString(strings.TrimRight(line, "\n"), "x")
			for _, bad := range []string{"  ", " .", " ,", " ;", " :", "..", ",.", "( ", " )", "()", "at at", "from from"} {
				if strings.Contains(own, bad) {
					t.Errorf("%q in %q", bad, line)
				}
			}
		}
	})
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	to := regexp.MustCompile(`\]\(#([^)]*)\)`)
	everyDocument(t, func(t *testing.T, g templates.Genre, _, doc string) {
		places := map[string]bool{}
		for _, m := range anchor.FindAllStringSubmatch(doc, -1) {
			if places[m[1]] {
				t.Errorf("two places are called %s", m[1])
			}
			places[m[1]] = true
		}
		for _, m := range to.FindAllStringSubmatch(doc, -1) {
			if !places[m[1]] {
				t.Errorf("a link to %s leads nowhere", m[1])
			}
		}
		if plain := g.Name == "aws-pes" || g.Name == "executive" || g.Public; plain && len(places) > 0 {
			t.Errorf("%d anchors in a document without a list of evidence", len(places))
		}
	})
}

// TestMarkersNameOnePlaceEach: what people write is found again by the names of sections and tables.
func TestMarkersNameOnePlaceEach(t *testing.T) {
	form := regexp.MustCompile(`^<!-- pes:(section|table) ([a-z0-9/-]+)( [a-z2-7]{10})?( by=evidence)? -->$`)
	everyDocument(t, func(t *testing.T, _ templates.Genre, _, doc string) {
		seen := map[string]bool{}
		lines := strings.Split(doc, "\n")
		for i, line := range lines {
			if !strings.HasPrefix(line, "<!-- pes:") || i == 0 {
				continue
			}
			m := form.FindStringSubmatch(line)
			if m == nil {
				t.Errorf("no marker: %q", line)
				continue
			}
			if key := m[1] + " " + m[2]; seen[key] && !strings.HasPrefix(m[2], "story/") {
				t.Errorf("two places are called %s", key)
			} else {
				seen[key] = true
			}
			if lines[i-1] != "" || lines[i+1] != "" {
				t.Errorf("%s does not stand alone", line)
			}
			if m[1] == "section" && !strings.HasPrefix(lines[i-2], "#") {
				t.Errorf("%s is not under a heading", line)
			}
			if m[1] == "table" && !strings.HasPrefix(lines[i+2], "|") {
				t.Errorf("%s is not before a table", line)
			}
		}
	})
}

// TestNamelessGenresNameNobody: whoever spoke, decided, owns an item or holds a role is not named by the template. What texts quote is made
// nameless before it comes here.
func TestNamelessGenresNameNobody(t *testing.T) {
	for _, g := range templates.List() {
		doc, err := render.Markdown(security(t), g.Name, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		named := strings.Contains(strings.ToLower(string(doc)), "zebedee")
		if g.Nameless && named {
			t.Errorf("%s names somebody", g.Name)
		}
		if g.Name == "pagerduty" && !named {
			t.Error("the list of responders names nobody: the test proves nothing")
		}
	}
}

// TestOnePageIsOnePage holds the genre of one page to its length, however long the incident.
func TestOnePageIsOnePage(t *testing.T) {
	const page = 48 // lines, as an editor counts them
	unseen := regexp.MustCompile(`<!--.*-->\n\n`)
	everyDocument(t, func(t *testing.T, g templates.Genre, incident, doc string) {
		if n := strings.Count(unseen.ReplaceAllString(doc, ""), "\n"); g.Name == "executive" && n > page {
			t.Errorf("%s has %d lines", incident, n)
		}
	})
}

// TestOutwardTemplates: a template of people's own that is for readers outside prints no id of evidence, whatever it asks for: here all that the
// internal genres ask for.
func TestOutwardTemplates(t *testing.T) {
	id := regexp.MustCompile(`(?i)\be-[0-9a-z]{8}\b`)
	for name, s := range summaries(t) {
		for _, g := range templates.List() {
			if g.Public {
				continue
			}
			source, err := templates.Source(g.Name)
			if err != nil {
				t.Fatal(err)
			}
			inside := templates.Template{Genre: templates.Genre{Name: "own"}, File: "own.md.tmpl", Source: source}
			outside := inside
			outside.Public = true
			shown, err := render.Document(s, inside, render.Options{})
			if err != nil {
				t.Fatal(err)
			}
			hidden, err := render.Document(s, outside, render.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if found := id.FindAll(hidden, 3); found != nil {
				t.Errorf("%s of %s, for readers outside: %q", g.Name, name, found)
			}
			if len(s.Timeline.Entries) > 0 && !id.Match(shown) {
				t.Errorf("%s of %s has no id for readers inside", g.Name, name)
			}
		}
	}
}

// TestOutwardFields: no field prints an id there, nor where people decided.
func TestOutwardFields(t *testing.T) {
	const source = "{{range .Timeline}}- {{.IDs}} {{.Evidence}}\n{{end}}{{range .Milestones}}- {{.Evidence}}\n{{end}}" +
		"{{range .Items}}- {{.Evidence}}\n{{end}}{{range .KeyFacts}}- {{.Evidence}}\n{{end}}"
	inward := regexp.MustCompile(`(?i)\be-[0-9a-z]{8}\b|incident\.yaml`)
	s := security(t) // in which people decided
	s.KeyFacts = append(s.KeyFacts, summary.KeyFact{Label: "Customers", Stated: true})
	for _, public := range []bool{false, true} {
		own := templates.Template{Genre: templates.Genre{Name: "own", Public: public}, File: "own.md.tmpl", Source: source}
		doc, err := render.Document(s, own, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		found := inward.FindAllString(string(doc), -1)
		if public && found != nil {
			t.Errorf("for readers outside: %q", found)
		}
		if !public && (len(found) < 10 || !strings.Contains(string(doc), "incident.yaml")) {
			t.Errorf("for readers inside: %q", found)
		}
	}
}
