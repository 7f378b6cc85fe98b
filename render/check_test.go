package render_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
	"github.com/pes-dev/pes/timeline"
)

func own(source string) templates.Template {
	return templates.Template{Genre: templates.Genre{Name: "own"}, File: "own.md.tmpl", Source: source}
}

// TestMistakesAreToldWithTheirPlaces: each error has the line and the column of what is wrong, and what was probably meant.
func TestMistakesAreToldWithTheirPlaces(t *testing.T) {
	for _, c := range []struct {
		name, source string
		want         []string
	}{
		{"a field of the document", "a\n  {{.Titel}}", []string{`2:5: the document has no field .Titel; did you mean .Title?`}},
		{"a field of a record", "{{range .Items}}\n{{.Text}} {{.Txet}}\n{{end}}", []string{`2:13: a record (item) has no field .Txet; did you mean .Text?`}},
		{"a field of the document in a record", "{{range .Items}}{{.Title}}{{end}}", []string{`1:19: a record (item) has no field .Title, but the document has: write $.Title`}},
		{"a field of a field", "{{.ImpactHead.Local}} {{.ImpactHead.Lokal}} {{.ImpactHead.Local.X}}", []string{
			`1:36: a record (head) has no field .Lokal; did you mean .Local?`, `1:64: a text has no fields, and so no .X`,
		}},
		{"a field of a variable", "é {{$x := .ImpactHead}}{{$x.Lokal}}", []string{`1:28: a record (head) has no field .Lokal`}},
		{"a field of a pipeline", "{{(or .Title).X}}", []string{`a text has no fields, and so no .X`}},
		{"a field nowhere near", "{{.ImpactHead.Qqqqqq}}", []string{"it has .Local, .UTC"}},
		{"an unexported field", "{{.d}}", []string{"the document has no field .d"}},
		{"several", "{{.A1}}\n{{.B1}}\n{{nope}}\n{{len 3}}\n<a {{.ID}}>\n", []string{"1:3:", "2:3:", `3:3: no function "nope"`, "4:3: a number has no length", "5:6: a value within an HTML tag"}},
		{"a function's name", "{{cuont 1 \"x\"}}", []string{`1:3: no function "cuont"; did you mean "count"?`}},
		{"too few values", "{{count 1}}", []string{"count takes at least 2 values, and is given 1"}},
		{"too many values", "{{number 1 2}}", []string{"number takes 1 value, and is given 2"}},
		{"a value of another kind", "{{number .Title}} {{.Title | join .Assumptions}} {{join .Title .Title}}", []string{"1:3: number takes a number in place 1, and is given a text", "join takes a list in place 1, and is given a text"}},
		{"what is no function", "{{.Title 3}} {{.Title | .ID}}", []string{"1:3: .Title is no function", ".ID is no function"}},
		{"a number that is none", "{{number 1.5}} {{number 1e3}} {{number 'a'}}", []string{"1.5 is no whole number", "1e3 is no whole number", "'a' is no whole number"}},
		{"a comparison of different things", "{{if eq .Title 3}}x{{end}}", []string{"1:6: eq compares a text with a number"}},
		{"a comparison of lists", "{{if eq .Items .Items}}x{{end}}", []string{"a list cannot be compared by eq"}},
		{"an order of yes and no", "{{if lt .TwoZones true}}x{{end}}", []string{"yes or no cannot be compared by lt"}},
		{"yes or no", "{{.TwoZones}} {{not .Title}} {{and .Title .TwoZones}}", []string{"1:3: yes or no cannot be printed"}},
		{"a list", "{{.Items}}", []string{"a list cannot be printed: go through it with {{range}}"}},
		{"a record", "{{.ImpactHead}}", []string{"a record (head) cannot be printed; it has .Local, .UTC"}},
		{"the document", "{{.}} {{$}}", []string{"1:3: the document cannot be printed", "1:9: the document"}},
		{"a range over a text", "{{range .Title}}x{{end}}{{range 3}}y{{end}}", []string{"1:9: {{range}} goes through a list, and this is a text", "and this is a number"}},
		{"a variable of two kinds", "{{$x := .Title}}{{$x = 3}}", []string{"$x holds a text, and cannot be set to a number"}},
		{"a variable before it is set", "{{$x := $x}}", []string{"1:9: a variable that has no value yet"}},
		{"a variable that is not there", "{{$x}}", []string{`1:3: undefined variable "$x"`}},
		{"links in a heading", "{{range .Lede}}# {{.Cited}}\n{{end}}", []string{"1:20: links cannot stand here"}},
		{"another template's name", "{{template \"impakt\" .}}", []string{`no template "impakt"; did you mean "impact"?`}},
		{"another template without the document", "{{template \"impact\"}}", []string{`"impact" is called without what it is about: write {{template "impact" .}}`}},
		{"another template with something else", "{{range .Items}}\n{{template \"impact\" .}}\n{{end}}", []string{"the shared piece \"impact\": a record (item) has no field"}},
		{"a template that calls itself", "{{define \"a\"}}{{template \"b\" .}}\n{{end}}{{define \"b\"}}{{template \"a\" .}}\n{{end}}{{template \"a\" .}}", []string{"calls itself, and so would not come to an end"}},
		{"a piece that nobody calls", "{{define \"a\"}}{{.Nope}}\n{{end}}", []string{"1:17: the document has no field .Nope"}},
		{"what is not ended", "a\n{{if .Title}}{{range .Items}}{{end}}\n", []string{"2:1: this has no {{end}}"}},
		{"what is not begun", "a\n b {{end}}", []string{"2:4: unexpected {{end}}"}},
		{"an action that is not closed", "{{.Title\n}}\n{{ x", []string{":3:1: an action that is not closed by }}"}},
		{"a sign", "x {{.Title ! }}", []string{"1:12: unexpected \"!\" in operand"}},
		{"nil", "{{nil}} {{or nil}}", []string{"1:"}},
		{"a place", "x\n\nand <a href=\"{{.Title}}\">", []string{"3:16: a value within an HTML tag cannot be escaped"}},
		{"a place in a text", "x {{.ID}} y\nz <script>", []string{"2:3: scripts"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := render.Check(own(c.source))
			if err == nil {
				t.Fatal("it passed")
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q is not in the error:\n%v", w, err)
				}
			}
			if !strings.Contains(err.Error(), "own.md.tmpl:") && !strings.Contains(c.name, "something else") {
				t.Errorf("the error has no place: %v", err)
			}
		})
	}
}

func TestManyMistakesAreCounted(t *testing.T) {
	err := render.Check(own(strings.Repeat("{{.Nope}}\n", 50)))
	if err == nil || !strings.Contains(err.Error(), "20:3:") || strings.Contains(err.Error(), "21:3:") || !strings.Contains(err.Error(), "and 30 more problems like these") {
		t.Errorf("%v", err)
	}
}

// TestEveryGenrePassesTheCheck, and what is shown of it writes the same document.
func TestEveryGenrePassesTheCheck(t *testing.T) {
	all, err := templates.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range all.List() {
		if err := render.Check(g); err != nil {
			t.Errorf("%s: %v", g.Name, err)
		}
		shown := templates.Template{Genre: g.Genre, File: g.Name + templates.Suffix, Source: g.Shown()}
		for name, s := range summaries(t) {
			want, err := render.Document(s, g, render.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := render.Document(s, shown, render.Options{})
			if err != nil || string(got) != string(want) {
				t.Errorf("%s of %s: what is shown writes another document: %v", g.Name, name, err)
			}
		}
	}
}

func summaries(t *testing.T) map[string]*summary.Summary {
	return map[string]*summary.Summary{
		"an outage":    outage(t),
		"nothing":      summary.New(&timeline.Timeline{}, summary.Meta{}),
		"only a title": summary.New(&timeline.Timeline{}, summary.Meta{Title: "<b>x</b>", Version: "v1.2.3", Kind: "data"}),
	}
}

// TestATemplateCannotAskForTooMuch: what would not end, or fill any memory, is an error soon.
func TestATemplateCannotAskForTooMuch(t *testing.T) {
	deep := "x"
	for range 40 {
		deep = `(join .Assumptions ` + strings.Replace(deep, "x", `"`+strings.Repeat("y", 200)+`"`, 1) + `)`
	}
	double := "{{define \"t0\"}}{{end}}"
	for i := range 40 {
		double += fmt.Sprintf("{{define \"t%d\"}}{{template \"t%d\"}}{{template \"t%d\"}}{{end}}", i+1, i, i)
	}
	loop := func(n int, body string) string {
		return strings.Repeat("{{range $.Evidence}}", n) + body + strings.Repeat("{{end}}", n)
	}
	s := outage(t)
	for len(s.Assumptions) < 400 {
		s.Assumptions = append(s.Assumptions, "something was assumed")
	}
	for len(s.Evidence) < 2000 {
		s.Evidence = append(s.Evidence, s.Evidence...)
	}
	for _, c := range []struct{ name, source, want string }{
		{"loops that print nothing", loop(5, ""), "does not come to an end"},
		{"loops that print", loop(3, "x"), "does not come to an end"},
		{"loops that print much", loop(2, strings.Repeat("x", 1000)+"\n"), "larger than 8 MiB"},
		{"loops with a method", loop(2, "{{with $.InUTC}}{{end}}"), "does not come to an end"},
		{"too many loops", loop(6, ""), "more than five deep"},
		{"a text of texts", "{{$x := \"x\"}}{{range .Assumptions}}{{$x = join $.Assumptions $x}}{{end}}", "join makes a text of more than 256 KiB"},
		{"a text of texts of texts", "{{" + deep + "}}", "join makes a text of more than 256 KiB"},
		{"templates that call each other twice", double + "{{template \"t40\"}}", "does not come to an end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, err := render.Document(s, own(c.source), render.Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "_pes") {
				t.Errorf("%v names a function that no template has", err)
			}
			t.Logf("%v", time.Since(start))
		})
	}
	if _, err := render.Document(s, own(loop(1, "{{.UTC}} {{.Text}}\n")), render.Options{}); err != nil {
		t.Errorf("a plain loop: %v", err)
	}
}

// TestHostileTemplatesAreAnsweredSoon: 256 KiB of anything is judged without going deep or long.
func TestHostileTemplatesAreAnsweredSoon(t *testing.T) {
	const size = templates.MaxBytes
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, source := range map[string]string{
		"conditions":  fill("{{if .Title}}") + "x",
		"nested":      strings.Repeat("{{if .Title}}", size/21) + strings.Repeat("{{end}}", size/21),
		"withs":       strings.Repeat("{{with .Title}}", size/23) + strings.Repeat("{{end}}", size/23),
		"loops":       strings.Repeat("{{range .Items}}", size/23) + strings.Repeat("{{end}}", size/23),
		"parentheses": "{{" + strings.Repeat("(", 9000) + ".Title" + strings.Repeat(")", 9000) + "}}",
		"pieces":      fill("{{define \"x\"}}{{end}}"),
		"fields":      "{{" + fill(".Title"),
		"mistakes":    fill("{{.Nope}} "),
		"backticks":   fill("`x` "),
		"an address":  "[x](" + fill("a") + ")",
		"a word":      fill("w") + "{{.Title}}",
		"backslashes": fill(`\`) + "{{.Title}}",
		"brackets":    fill("[x]("),
		"a comment":   "<!-- " + fill("-") + "{{.Title}}",
		"a fence":     fill("`") + "\n{{.Title}}",
		"fences":      fill("```\nx\n```\n"),
		"front":       "---\n" + fill("[") + "\n---\n",
		"lines":       fill("\n"),
		"blanks":      fill(" ") + "{{.Title}}",
		"angles":      fill("<"),
		"marks":       fill("- "),
		"quotes":      fill("> ") + "```\n{{.Title}}",
		"many values": fill("{{.Title}} "),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if len(source) > size {
				source = source[:size]
			}
			err := render.Check(own(source)) // an error or none: soon
			t.Logf("%v: %.100v", time.Since(start), err)
		})
	}
}

// TestWhatPassesTheCheckDoesNotFail: every template that passes writes every document, whatever is in it.
func TestWhatPassesTheCheckDoesNotFail(t *testing.T) {
	docs := summaries(t)
	passed, tried := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		source := (&writer{t: rt}).body(3)
		tried++
		if render.Check(own(source)) != nil {
			return
		}
		passed++
		for name, s := range docs {
			if _, err := render.Document(s, own(source), render.Options{}); err != nil {
				rt.Fatalf("%s: %v\n%s", name, err, source)
			}
		}
	})
	t.Logf("%d of %d passed", passed, tried)
	if passed*10 < tried {
		t.Errorf("only %d of %d templates pass: the property says little", passed, tried)
	}
}

// writer writes templates at random, most of them right.
type writer struct{ t *rapid.T }

func (w *writer) pick(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(w.t, label)
}

func (w *writer) body(depth int) string {
	var b strings.Builder
	for range rapid.IntRange(0, 3).Draw(w.t, "n") {
		b.WriteString(w.node(depth))
	}
	return b.String()
}

var (
	texts  = []string{".Title", ".ID", ".Kind", "$.Title", ".PeakUnit", ".Text", ".At", ".Label", ".Why", ".Name", ".Service", ".ImpactHead.Local", "\"x\"", "(or .Title .ID)", "(list .Assumptions)", "(.InUTC).Title", "$.InUTC.Zone", "(number 3)", "(join $.Assumptions \"-\")", "$x", "."}
	lists  = []string{".Items", ".Timeline", ".Story", ".Rows", ".Milestones", ".Impacts", ".Assumptions", "$.Sources", ".Evidence", ".Supporting", ".InUTC.Timeline", "$.Questions", ".Lede", ".Causes", "$x"}
	linked = []string{".Cited", ".Evidence", ".Where", ".Anchor"}
	yes    = []string{".TwoZones", "(not .Title)", "(eq .Title \"x\" .ID)", "(lt (len .Title) 3)", "(and .Title .TwoZones)", "(ne .AppendixLeft 0)", "(gt (len .Items) 0)", "(eq .TwoZones true)", "(and .Items .Title)"}
)

func (w *writer) value() string {
	return w.pick("value", append(append(append(append([]string{}, texts...), lists...), linked...), yes...)...)
}

func (w *writer) text() string {
	if rapid.IntRange(0, 9).Draw(w.t, "wrong") == 0 {
		return w.value()
	}
	return w.pick("text", texts...)
}

func (w *writer) node(depth int) string {
	if depth == 0 {
		return w.leaf()
	}
	switch rapid.IntRange(0, 7).Draw(w.t, "node") {
	case 0:
		return fmt.Sprintf("{{range %s}}%s{{end}}", w.pick("list", lists...), w.body(depth-1))
	case 1:
		return fmt.Sprintf("{{range $i, $x := %s}}%s{{$i}} {{else}}%s{{end}}", w.pick("list", lists...), w.body(depth-1), w.body(depth-1))
	case 2:
		return fmt.Sprintf("{{if %s}}%s{{else}}%s{{end}}", w.value(), w.body(depth-1), w.body(depth-1))
	case 3:
		return fmt.Sprintf("{{with %s}}%s{{end}}", w.value(), w.body(depth-1))
	case 4:
		return fmt.Sprintf("\n{{template %q %s}}\n", w.pick("piece", "impact", "timeline", "items", "evidence", "status", "story"), w.pick("dot", ".", "$", ".InUTC", ".Title", "$x"))
	case 5:
		return fmt.Sprintf("{{$x := %s}}%s", w.value(), w.body(depth-1))
	}
	return w.leaf()
}

func (w *writer) leaf() string {
	switch rapid.IntRange(0, 9).Draw(w.t, "leaf") {
	case 0:
		return "\n\n"
	case 1:
		return fmt.Sprintf("`{{%s}}` ", w.text())
	case 2:
		return fmt.Sprintf("\n| {{%s}} |\n", w.value())
	case 3:
		return fmt.Sprintf("\n# {{%s}}\n", w.text())
	case 4:
		return fmt.Sprintf("[{{%s}}]({{%s}}) ", w.text(), w.text())
	case 5:
		return fmt.Sprintf("\n```\n{{%s}}\n```\n", w.text())
	case 6:
		return fmt.Sprintf("{{count (len %s) \"x\"}} {{%s}} ", w.value(), w.pick("link", linked...))
	case 7:
		return fmt.Sprintf("{{$x = %s}}", w.text())
	}
	return fmt.Sprintf("{{%s}} ", w.text())
}
