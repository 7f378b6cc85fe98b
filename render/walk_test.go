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
		{"code span", "x `{{.Title}}` y", "x " + text + " y"},
		{"code span without a |", "x `{{.Status}}` y", "x `draft` y"},
		{"code span in a cell", "| `{{.Title}}` |", "| " + text + " |"},
		{"link", "[x]({{.Title}})", "[x](#)"},
		{"comment", "<!-- of {{.Title}} -->", "<!-- of `a|b` /a- ](x) @here #1 script -->"},
		{"code block", "```\n{{.Title}}\n```", "```\n" + nasty + "\n```\n"},
		{"a line of a code block", "```sh\n# {{.Title}}\n```", "```sh\n# " + nasty + "\n```\n"},
		{"link text", "[{{.Title}}](https://x.example)", "[" + text + "](https://x.example)"},
		{"a part of an address", "[x](https://x.example/{{.Title}}?a={{.Status}})", "[x](https://x.example/%60a%7Cb%60%20%3C%2Fa%3E--%3E%20%5D%28x%29%20%40here%20%231%20%3Cscript%3E?a=draft)"},
		{"front matter", "---\ntitle: {{.Title}}\nquoted: \"{{.Status}}\"\nlist: [{{range .KeyFacts}}{{.Label}}, {{end}}\"{{.Status}}\"]\nn: {{len .Title}}\n---\n", "---\ntitle: \"" + `\x60a\x7cb\x60 \x3c/a\x3e--\x3e \x5d(x) \x40here \x231 \x3cscript\x3e` + "\"\nquoted: \"draft\"\nlist: ["},
		{"the document's mark", "<!-- pes:document genre=x version={{.Title}} -->", "<!-- pes:document genre=x version=ab/a-xhere1script -->"},
		{"HTML", "<td>{{.Status}} {{.Title}}</td>", "<td>draft &#96;a&#124;b&#96; &#60;&#47;a&#62;&#45;&#45;&#62; &#93;&#40;x&#41; &#64;<!-- -->here &#35;<!-- -->1 &#60;script&#62;</td>"},
		{"a variable", "{{$x := .Title}}{{$x}}", text},
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
		{"a value behind a fence", "```{{.Title}}\nx\n```\n", "code block"},
		{"a value in a quoted code block", "> ```\n> {{.Title}}\n> ```\n", "code block"},
		{"a function that nobody needs", "{{printf \"%s\" .Title | print}}", "printf is not"},
		{"a builtin that escapes for something else", "{{html .Title}}", "escaped already"},
		{"a code span with more than the value", "`x {{.Title}}`", "holds nothing else"},
		{"two values side by side", "{{.Title}}{{.Title}}", "side by side"},
		{"branches that end in different places", "{{if .Title}}`{{else}}x{{end}}a`", "different places"},
		{"a loop that does not meet itself", "{{range .Lede}}<!-- {{end}}-->", "different places"},
		{"an end within a comment", "<!-- x {{.Title}}", "ends within"},
		{"a break", "{{range .Lede}}{{break}}{{end}}", "break"},
		{"a call within a line", "{{define \"x\"}}a\n{{end}}b {{template \"x\"}}", "start of a line"},
		{"front matter behind what may be empty", "{{.ID}}---\nx: {{.Title}}\n---\n", "first thing in the document"},
		{"front matter behind an empty branch", "{{if .Title}}{{else}}x{{end}}---\nx: {{.Title}}\n---\n", "first thing in the document"},
		{"a code block behind what may be empty", "{{.ID}}~~~\n{{.Title}}\n~~~\n", "every line of a code block"},
		{"a backslash in one branch", "{{if .Title}}\\{{else}}a{{end}}{{.Title}}", "a backslash before a value"},
		{"a backslash in the other branch", "{{if .Title}}a{{else}}\\{{end}}{{.Title}}", "a backslash before a value"},
		{"no template at all", "{{if}}", "test.md.tmpl:1"},
		{"a record", "{{.TimelineHead}}", "cannot be printed"},
		{"a list", "{{.Lede}}", "cannot be printed"},
		{"Markdown in a comment", "<!-- x {{range .Lede}}{{.Cited}}{{end}} -->", "only text"},
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
