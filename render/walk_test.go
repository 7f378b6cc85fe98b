package render

import (
	"strings"
	"testing"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// nasty is a text that means something in every place of a document.
const nasty = "`a|b` </a>--> ](x) @here #1 <script>"

func run(t *testing.T, source string) (string, error) {
	t.Helper()
	s := summary.New(&timeline.Timeline{}, summary.Meta{Title: nasty})
	b, err := execute("test.md.tmpl", source, s, Options{})
	return string(b), err
}

func TestValuesAreEscapedForTheirPlace(t *testing.T) {
	text := escape(nasty)
	for _, c := range []struct{ name, source, want string }{
		{"paragraph", "{{.Title}}", text},
		{"list item", "- {{.Title}}", "- " + text},
		{"heading", "## {{.Title}}", "## " + text},
		{"quotation", "> {{.Title}}", "> " + text},
		{"table cell", "|a|\n|---|\n| {{.Title}} |", "|a|\n|---|\n| " + text + " |"},
		{"code span", "x `{{.Title}}` y", "x `` " + nasty + " `` y"},
		{"code span in a cell", "| `{{.Title}}` |", "| " + text + " |"},
		{"link", "[x]({{.Title}})", "[x](#)"},
		{"comment", "<!-- {{.Title}} -->", "<!-- `a|b` /a- ](x) @here #1 script -->"},
		{"a variable", "{{$x := .Title}}{{$x}}", text},
		{"through printf", `{{printf "%s" .Title}}`, text},
		{"through a builtin that escapes for something else", "{{html .Title}}", escape("`a|b` &lt;/a&gt;--&gt; ](x) @here #1 &lt;script&gt;")},
		{"in a called template", "{{define \"x\"}}- {{.Title}}\n{{end}}{{template \"x\" .}}", "- " + text},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := run(t, c.source)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestTemplatesThatCannotBeEscapedAreRefusedByLine(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"an escaper by name", "x\n{{_pesText .Title}}", "test.md.tmpl:2"},
		{"an escaper in a condition", "{{if (_pesCell .Title)}}x{{end}}", "_pesCell"},
		{"a value in an HTML tag", "\n\n<a href=\"{{.Title}}\">x</a>", "test.md.tmpl:3"},
		{"a value in a code block", "```\n{{.Title}}\n```\n", "code block"},
		{"a code span with more than the value", "`x {{.Title}}`", "holds nothing else"},
		{"two values side by side", "{{.Title}}{{.Title}}", "side by side"},
		{"branches that end in different places", "{{if .Title}}`{{else}}x{{end}}a`", "different places"},
		{"a loop that does not meet itself", "{{range .Lede}}<!-- {{end}}-->", "different places"},
		{"an end within a comment", "<!-- {{.Title}}", "ends within"},
		{"a break", "{{range .Lede}}{{break}}{{end}}", "break"},
		{"a call within a line", "{{define \"x\"}}a\n{{end}}b {{template \"x\"}}", "start of a line"},
		{"no template at all", "{{if}}", "test.md.tmpl:1"},
		{"a record", "{{.TimelineHead}}", "cannot be printed"},
		{"a list", "{{.Lede}}", "cannot be printed"},
		{"Markdown in a comment", "<!-- {{range .Lede}}{{.Cited}}{{end}} -->", "only text"},
		{"a field that is not there", "{{.Nope}}", "Nope"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := run(t, c.source)
			if err == nil {
				t.Fatalf("it passed, and wrote %q", got)
			}
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "test.md.tmpl:") {
				t.Errorf("the error is %q, want %q and the template's name and line", err, c.want)
			}
		})
	}
}
