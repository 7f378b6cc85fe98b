package render

import (
	"regexp"
	"strings"
	"testing"
)

// pieces are what templates are put together of in FuzzTemplates: what means something in Markdown, values, and ways around them.
var pieces = []string{
	"a", " ", "\n", "\n\n", "<", ">", "</", "[", "]", "(", ")", "[x](", "](", "]:", "[x]: ", "!", "`", "``", "```\n", "~~~\n", "```", "\n```\n", "- ", "> ", "# ", "|", "|---|---|\n", "| ",
	"<div>\n", "</div>", "<b>", "<!-- x ", "<!--", "-->", "--", "-", "\\", "&", ";", "#", "{", "}", ":", "https://x.example/", "https://", "www.", "@", "---\n", "===\n", "1. ", "    ", "\t", "*", "_", "\"", "'", "~", "=", "/",
	"{{.Title}}", "{{.Title}}", "{{.Title}}", "{{$.Title}}", "`{{.Title}}`", "({{.Title}})", "\n{{.Title}}\n", "k: {{.Title}}\n", "{{.ID}}", "{{- .Title -}}", "{{/* c */}}", "{{- /* c */ -}}",
	"{{if .ID}}", "{{if .Status}}", "{{else}}", "{{end}}", "{{range .KeyFacts}}", "{{with .Status}}", "{{range .Assumptions}}", "{{define \"x\"}}", "{{template \"x\" .}}\n", "{{$x := .Title}}", "{{$x}}", "{{range .Timeline}}{{.Where}}{{end}}",
}

func assembled(choice []byte) string {
	var b strings.Builder
	for _, c := range choice {
		b.WriteString(pieces[int(c)%len(pieces)])
	}
	return b.String()
}

var (
	anyTag     = regexp.MustCompile(`<(/?[a-zA-Z][a-zA-Z0-9]*)[^>]*>`)
	anyComment = regexp.MustCompile(`(?s)<!--.*?-->`)
	anyCode    = regexp.MustCompile(`<code>|</code>`) // a text that code cannot hold in every place is printed as text
	anyHref    = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
)

// structure is what Markdown makes of a document without its texts: the elements, and where its links lead to.
func structure(t *testing.T, doc string) (elements string, links []string) {
	t.Helper()
	out := anyCode.ReplaceAllString(anyComment.ReplaceAllString(shown(t, doc), ""), "")
	var b strings.Builder
	for _, m := range anyTag.FindAllStringSubmatch(out, -1) {
		b.WriteString(m[1] + " ")
	}
	for _, m := range anyHref.FindAllStringSubmatch(out, -1) {
		links = append(links, m[1])
	}
	return b.String(), links
}

// testStructure: a document has the same structure whatever its values say: the same elements, and links to the same hosts.
func testStructure(t *testing.T, source, payload string) {
	t.Helper()
	want, wantLinks := structure(t, attacked(t, source, "harmless", ""))
	doc := attacked(t, source, payload, "")
	got, gotLinks := structure(t, doc)
	if got != want || len(gotLinks) != len(wantLinks) {
		t.Errorf("%q made another structure of %q:\n got %s\nwant %s\n%q", payload, source, got, want, doc)
		return
	}
	for i, l := range gotLinks {
		if l != wantLinks[i] && !strings.HasPrefix(l, "#") && !regexp.MustCompile(`^/[^/]|^\.{0,2}/|^https://x\.example/`).MatchString(l) && l != "" {
			t.Errorf("%q made a link to %q of %q: %q", payload, l, source, doc)
		}
	}
}

// FuzzTemplates: of a template that passes the check, whatever it is put together of, a value changes nothing but texts.
func FuzzTemplates(f *testing.F) {
	number := map[string]byte{}
	for i, p := range pieces {
		number[p] = byte(i)
	}
	seed := func(parts ...string) {
		var b []byte
		for _, p := range parts {
			b = append(b, number[p])
		}
		f.Add(b, byte(3))
	}
	seed("{{.Title}}")
	seed("[x](", "{{.Title}}", ")")
	seed("```\n", "{{.Title}}", "\n```\n")
	seed("{{if .ID}}", "a", "{{end}}", "<div>\n", "`{{.Title}}`")
	seed("---\n", "k: {{.Title}}\n", "---\n", "{{.Title}}")
	seed("| ", "{{.Title}}", "|", "\n", "|---|---|\n", "| ", "`{{.Title}}`", "|")
	seed("{{define \"x\"}}", "- ", "{{.Title}}", "\n", "{{end}}", "{{template \"x\" .}}\n")
	seed("> ", "```\n", "> ", "a", "\n", "> ", "```\n")
	f.Fuzz(func(t *testing.T, choice []byte, payload byte) {
		if len(choice) > 40 {
			return
		}
		source := assembled(choice)
		if _, err := parseTemplate("attack.md.tmpl", source); err != nil {
			return
		}
		testStructure(t, source, payloads[int(payload)%(len(payloads)-1)])
	})
}
