package render

import (
	"bytes"
	"html"
	"net/url"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/pes-dev/pes/internal/plain"
)

// shown is what goldmark makes of Markdown.
func shown(t *testing.T, source string) string {
	t.Helper()
	var b bytes.Buffer
	if err := reader().Convert([]byte(source), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// between is what a reader sees between two pieces of HTML; false if there is anything but text.
func between(out, open, shut string) (string, bool) {
	inside, ok := strings.CutPrefix(out, open)
	inside, ok2 := strings.CutSuffix(inside, shut)
	inside = rawHTML.ReplaceAllString(inside, "")
	return html.UnescapeString(inside), ok && ok2 && !strings.ContainsAny(inside, "<>")
}

// morePlaces are where a text may stand beside the spots of a line: what is made of it there, what a reader gets, and which text he is to see.
var morePlaces = []struct {
	name       string
	source     func(s string) string
	open, shut string
	want       func(s string) string
}{
	{name: "link text", source: func(s string) string { return "[" + escape(s) + "](https://x.example/)\n" }, open: `<p><a href="https://x.example/">`, shut: "</a></p>\n", want: fold},
	{name: "link text within", source: func(s string) string { return "[a " + escape(s) + " b](https://x.example/)\n" }, open: `<p><a href="https://x.example/">a `, shut: " b</a></p>\n", want: fold},
	{name: "behind brackets", source: func(s string) string { return "[x]" + breaker + escape(s) + "\n" }, open: "<p>[x]", shut: "</p>\n", want: fold},
	{name: "behind an exclamation mark", source: func(s string) string { return "!" + breaker + escape(s) + "\n" }, open: "<p>!", shut: "</p>\n", want: fold},
	{name: "behind another value", source: func(s string) string { return escape("x w") + breaker + escape(s) + "\n" }, open: "<p>x w", shut: "</p>\n", want: fold},
	{name: "HTML", source: func(s string) string { return "<div>\n" + escapeHTML(s) + "\n</div>\n" }, open: "<div>\n", shut: "\n</div>\n", want: fold},
	{name: "what might be HTML", source: func(s string) string { return "a " + escapeHTML(s) + " b\n" }, open: "<p>a ", shut: " b</p>\n", want: fold},
	{name: "the start of what might be HTML", source: func(s string) string { return escapeHTML(s) + "\n" }, open: "<p>", shut: "</p>\n", want: fold},
	{name: "code block", source: func(s string) string { return codeBlock("", s) + "\n" }, open: "<pre><code>", shut: "\n</code></pre>\n", want: func(s string) string {
		return inBlock.Replace(strings.TrimRight(plain.Text(s, maxText), " \n"))
	}},
	{name: "code block of a language", source: func(s string) string { return "a\n" + codeBlock("sh", s) + "\nb\n" }, open: `<p>a</p>
<pre><code class="language-sh">`, shut: "\n</code></pre>\n<p>b</p>\n", want: func(s string) string {
		return inBlock.Replace(strings.TrimRight(plain.Text(s, maxText), " \n"))
	}},
	{name: "line of a code block", source: func(s string) string { return "```\n" + codeLine(s) + "\n```\n\nx\n" }, open: "<pre><code>", shut: "\n</code></pre>\n<p>x</p>\n", want: func(s string) string { return takenApart(fold(s)) }},
	{name: "line of a code block of tildes", source: func(s string) string { return "~~~\na " + codeLine(s) + "\n~~~\n\nx\n" }, open: "<pre><code>a ", shut: "\n</code></pre>\n<p>x</p>\n", want: func(s string) string { return takenApart(fold(s)) }},
}

func testPlaces(t *testing.T, s string) {
	t.Helper()
	for _, p := range morePlaces {
		want := p.want(s)
		if want == "" {
			continue
		}
		source := p.source(s)
		if got, ok := between(shown(t, source), p.open, p.shut); !ok || got != want {
			t.Errorf("%s: %q became %q, of which a reader sees %q, want %q", p.name, s, source, shown(t, source), want)
		}
	}
	testFront(t, s)
	testPiece(t, s)
}

// testFront: a reader of YAML has the text, and one who takes front matter for Markdown sees no tag and no link.
func testFront(t *testing.T, s string) {
	t.Helper()
	var got struct {
		K string
		L []string
	}
	front := "k: " + yamlText(s) + "\nl: [" + yamlText(s) + ", \"x\"]\n"
	if err := yaml.Unmarshal([]byte(front), &got); err != nil || got.K != fold(s) || len(got.L) != 2 || got.L[0] != fold(s) {
		t.Errorf("front matter: %q became %q, and that %q, %v", s, front, got, err)
	}
	out := strings.NewReplacer("<hr>", "", "<h2>", "", "</h2>", "", "<p>", "", "</p>", "").Replace(shown(t, "---\n"+front+"---\n"))
	if strings.ContainsAny(out, "<>") {
		t.Errorf("front matter: %q became %q, of which Markdown makes %q", s, front, out)
	}
}

// testPiece: what a value adds to an address is one name of its path, or one value of its query, and nothing else.
func testPiece(t *testing.T, s string) {
	t.Helper()
	out := shown(t, "[x](https://x.example/"+addressPiece(s)+"/b?q="+addressPiece(s)+"&amp;r=1) y\n")
	address, ok := strings.CutPrefix(out, `<p><a href="`)
	address, rest, ok2 := strings.Cut(address, `"`)
	u, err := url.Parse(html.UnescapeString(address))
	if !ok || !ok2 || rest != ">x</a> y</p>\n" || err != nil || u.Host != "x.example" || u.Path != "/"+fold(s)+"/b" || u.Query().Get("q") != fold(s) || u.Query().Get("r") != "1" {
		t.Errorf("address: %q became %q, %v", s, out, err)
	}
}

func TestReaderSeesExactlyTheTextInEveryPlace(t *testing.T) {
	for _, s := range append(append([]string{}, hostile...), payloads...) {
		testPlaces(t, s)
	}
}

// FuzzPlaces: in link texts, code blocks, HTML, addresses and front matter, too, a reader sees exactly the text, and nothing is made of it.
func FuzzPlaces(f *testing.F) {
	for _, s := range append(append([]string{}, hostile...), payloads...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2048 { // as in FuzzEscape
			return
		}
		testPlaces(t, s)
	})
}

// FuzzMark: whatever stands in a comment, a name or a mark, it is that comment, and no other mark of ours.
func FuzzMark(f *testing.F) {
	for _, s := range payloads {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range []string{"<!-- of " + comment(s) + " -->", "<!-- pes:document genre=x version=" + markerWord(s) + " -->", "<!-- pes:section a/" + markerName(s) + " -->"} {
			inside, ok := strings.CutPrefix(m, "<!-- ")
			inside, ok2 := strings.CutSuffix(inside, " -->")
			if !ok || !ok2 || strings.Contains(inside, "--") || strings.ContainsAny(inside, "<>\n") {
				t.Errorf("%q became %q", s, m)
			}
		}
		if strings.Contains(markerWord(s), " ") || strings.Contains(markerWord(s), ":") || strings.Trim(markerName(s), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%q became the words %q and %q of a mark", s, markerWord(s), markerName(s))
		}
	})
}
