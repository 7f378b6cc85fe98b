package render

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gmhtml "github.com/yuin/goldmark/renderer/html"

	"github.com/pes-dev/pes/internal/plain"
)

// reader is a Markdown engine with everything switched on that could make something of a text.
func reader() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Linkify, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithAttribute(), parser.WithHeadingAttribute()),
		goldmark.WithRendererOptions(gmhtml.WithUnsafe()),
	)
}

// spots are where a text may stand: what surrounds it in Markdown, and in the HTML that a reader gets.
var spots = []struct {
	name, before, after, open, shut string
	how                             func(string) string
}{
	{"paragraph", "", "\n", "<p>", "</p>", escape},
	{"within a paragraph", "a ", " b\n", "<p>a ", " b</p>", escape},
	{"list item", "- ", "\n", "<ul>\n<li>", "</li>\n</ul>", escape},
	{"heading", "## ", "\n", "<h2>", "</h2>", escapeHeading},
	{"quotation", "> ", "\n", "<blockquote>\n<p>", "</p>\n</blockquote>", escape},
	{"cell", "| h | i |\n|---|---|\n| ", " | z |\n", "<tbody>\n<tr>\n<td>", "</td>\n<td>z</td>", escape},
}

var rawHTML = regexp.MustCompile(`<!-- -->`)

// seen is the text that a reader sees in the place, and false if there is anything but text in it.
func seen(t *testing.T, source, open, shut string) (string, bool) {
	t.Helper()
	var b bytes.Buffer
	if err := reader().Convert([]byte(source), &b); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	_, out, ok := strings.Cut(out, open)
	if !ok {
		return b.String(), false
	}
	inside, _, ok := strings.Cut(out, shut)
	inside = rawHTML.ReplaceAllString(inside, "")
	if !ok || strings.ContainsAny(inside, "<>") {
		return b.String(), false
	}
	return html.UnescapeString(inside), true
}

func fold(s string) string { return strings.Join(strings.Fields(plain.Line(s, maxText)), " ") }

var hostile = []string{
	`<script>alert(1)</script> | [x](javascript:y) <!channel> @here`,
	"# heading", "- item", "1. item", "1) item", "+ item", "* item", "> quote", "=== ", "---", "***", "```", "~~~", "    code", "\tcode", "| a | b |", ": definition",
	"https://example.com/x?a=b&c=d", "http://a.example", "www.example.com", "WWW.example.com/x_y_z", "ftp://x.example", "mailto:a@b.example", "a.b+c@d.example", "xmpp:a@b.example",
	"@name", "mail @name, please", "a@b", "#123", "owner/repo#123", "GH-12", "$x^2$ and $y$", "cost $5 and $6", "&amp; &lt; &#64; &copy;", "a&", "&", "_a_ __b__ a_b_c _", "*a* **b** ~c~ ~~d~~",
	"[link](http://x.example)", "![image](http://x.example/i.png)", "[ref]", "[^1]", "[[wiki]]", "[ ] task", "[x] task", "a\\", "\\", "{}", "{a=b}", "x {a=b}", `{"a": "b"}`, "\\\\|", "\\|", "`|`", "``` ` ```", "a  \nb", "a\n\nb", "a\r\n# b", "a\tb",
	"{#id .class}", "text {#id}", "{{ site.secret }}", "{% include x %}", "<!-- comment", "-->", "<a id=\"x\">", "</td>", "&nbsp;", ":smile:", "title #", "title ##", "a \\# b",
	"\x1b[31mred\x1b[0m", "\u202ereversed", "\x00nul", "\xff\xfe", "接続に失敗しました | 失敗", "e\u0301 👩‍👩‍👧", "\u2028line", "\u00a0", "|", "||", "\\\\\\|", "a|", "|-|-|", "0", "12345678901. x", "(c)", "--", "...", "\"q\" 'q'",
	"a:// b", "https:", "//x.example", "x@", "1.", "1)", "-", "+", "#", ":", "=", "^", "!", "!\\[", "[", "]", "(", ")", "a_", "_", "__init__.py", "snake_case_name", "C:\\path\\to", "${HOME}/$(id)",
}

func TestReaderSeesExactlyTheText(t *testing.T) {
	for _, p := range spots {
		for _, s := range hostile {
			check(t, p.name, p.before+p.how(s)+p.after, p.open, p.shut, s)
		}
	}
}

func check(t *testing.T, place, source, open, shut, text string) {
	t.Helper()
	if fold(text) == "" {
		return
	}
	got, ok := seen(t, source, open, shut)
	if !ok || got != fold(text) {
		t.Errorf("%s: %q became %q, of which a reader sees %q", place, text, source, got)
	}
}

// FuzzEscape: whatever the text and wherever it stands, a reader sees exactly that text, its white space folded and without control
// characters, and no element, link, mention or entity is made of it.
func FuzzEscape(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2048 { // the engine is quadratic on some texts, and the escaper looks at one character at a time
			return
		}
		for _, p := range spots {
			check(t, p.name, p.before+p.how(s)+p.after, p.open, p.shut, s)
		}
	})
}

// FuzzDestination: what is let through as a link's address makes one link, to a web address, and ends with its parenthesis.
func FuzzDestination(f *testing.F) {
	for _, s := range append(hostile, "https://x.example/a(b)c", "https://x.example/a b", "https://u:p@x.example", "javascript:alert(1)", "https://x.example/\"onclick=", "HTTP://X.example/%zz") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := destination(s)
		if !ok {
			return
		}
		var b bytes.Buffer
		if err := reader().Convert([]byte("[x]("+d+") y\n"), &b); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		if !strings.HasPrefix(out, `<p><a href="http`) || !strings.HasSuffix(out, ">x</a> y</p>\n") || strings.Count(out, "<") != 4 {
			t.Errorf("%q became %q, and that %q", s, d, out)
		}
	})
}

// FuzzComment: what stands in a comment never ends it.
func FuzzComment(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := comment(s)
		if strings.ContainsAny(got, "<>\n") || strings.Contains(got, "--") || strings.HasSuffix(got, "-") {
			t.Errorf("%q became %q", s, got)
		}
	})
}

// FuzzCodeSpan: a reader sees exactly the text, as code or as plain text.
func FuzzCodeSpan(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	code := strings.NewReplacer("<code>", "", "</code>", "")
	f.Fuzz(func(t *testing.T, s string) {
		if fold(s) == "" || len(s) > 2048 {
			return
		}
		for _, cell := range []bool{false, true} {
			source, open, shut := "a "+codeSpan(s, cell)+" b\n", "<p>a ", " b</p>"
			if cell {
				source, open, shut = "| h |\n|---|\n| a "+codeSpan(s, cell)+" b |\n", "<td>a ", " b</td>"
			}
			var b bytes.Buffer
			if err := reader().Convert([]byte(source), &b); err != nil {
				t.Fatal(err)
			}
			_, out, ok := strings.Cut(b.String(), open)
			inside, _, ok2 := strings.Cut(out, shut)
			inside = rawHTML.ReplaceAllString(code.Replace(inside), "")
			if !ok || !ok2 || strings.ContainsAny(inside, "<>") || html.UnescapeString(inside) != fold(s) {
				t.Errorf("%q became %q, and that %q", s, source, b.String())
			}
		}
	})
}

func TestMentionsAndReferencesAreBroken(t *testing.T) {
	// GitHub looks for these in the rendered text, where only a break between two nodes stops it.
	for _, s := range []string{"@name", "a@b.example", "#123", "GH-12", ":smile:", "a:+1:", "x :100: y", ":white_check_mark:", "!12", "see !12", "%1.2", "%\"one\"", "~bug", "&12", "^alert#1", "https://x.example", "www.x.example", "mailto:a"} {
		if got := escape(s); !strings.Contains(got, breaker) {
			t.Errorf("%q is one piece: %q", s, got)
		}
	}
	for _, s := range []string{"02:48", "snake_case", "E-7k2q4m1x", "up 3.5 % (12 of 340)", "key=value", "a - b", "it's", "02:48:11", "at 12:30: up", "50%", "50%off", "wow!", "a!12", "x:5432", "2^10", "api: error: none", "C: x:"} {
		if got := escape(s); got != s {
			t.Errorf("%q needs nothing and became %q", s, got)
		}
	}
}

func BenchmarkEscape(b *testing.B) {
	s := strings.Repeat(`POST https://api.example/v1/pay?a=b failed: {"error": "no such host"} for user_id=42 | retry #3 `, 20)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		escape(s)
	}
}
