package render

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// payloads are texts of which each would do harm in some place, if it got there as it is.
var payloads = []string{
	`<script>alert(1)</script>`, `script>alert(1)</script`, `"onmouseover="alert(1)`, `(javascript:alert(1))`, `[x](javascript:alert(1))`, `![x](http://evil.example/p.png)`,
	`javascript:alert(1)`, `//evil.example`, `--> <img src=x onerror=alert(1)>`, `pes:section impact`, `es:section impact`, ":section impact", `<!-- pes:section impact -->`,
	"a\n<!-- pes:section impact -->\nb", "```\n<script>alert(1)</script>", "~~~\n# heading", "`<script>`", "x` <script> `y", "| a | b |", "# heading", "---", "--- \n# x", "=====",
	`lt;script&gt;`, `\`, `\\`, `]`, `](javascript:alert(1))`, `: javascript:alert(1)`, `!`, `@here`, `here`, `www.evil.example`, `ww.evil.example`, `://evil.example`, `s://evil.example`,
	`"]}`, `" : {evil: true}`, "' #", `{{ site.secret }}`, `{ site.secret }}`, `% include x %}`, `.x onclick=alert(1)}`, "> quote", "- item", "1. item", "    code", "[x]: javascript:alert(1)", "",
}

// attacks are templates that try to have a value printed where, or so that, it is not escaped. Each is refused, or what it prints is harmless.
var attacks = map[string]string{
	"a tag by an angle before":              "<{{.Title}}>",
	"a tag by pieces":                       "<{{/* c */}}script {{.Title}}>",
	"a tag by branches":                     "{{if .Title}}<{{else}}x{{end}}a href={{.Title}}>",
	"a tag by a branch behind":              "<{{if .Status}}script{{end}} {{.Title}}>",
	"a > in an attribute":                   "<a title=\"a>{{.Title}}\">x</a>",
	"a tag's name":                          "<a{{.Title}}>",
	"an end tag":                            "<b>x</{{.Title}}>",
	"a declaration":                         "<!{{.Title}}>",
	"an instruction":                        "<?x {{.Title}} ?>",
	"CDATA":                                 "<![CDATA[ {{.Title}} ]]>",
	"a script":                              "<script>\n{{.Title}}\n</script>",
	"a script by branches":                  "<scr{{if .Status}}ipt>{{end}}\n{{.Title}}",
	"a style":                               "<STYLE>\n{{.Title}}",
	"preformatted":                          "<pre>\n\n`{{.Title}}`\n</pre>",
	"code in HTML":                          "<div>\n`{{.Title}}`\n</div>",
	"code in HTML behind an empty value":    "{{.ID}}<div>\n`{{.Title}}`\n</div>",
	"code in HTML behind a branch":          "{{if .ID}}x{{end}}<div>\n`{{.Title}}`\n</div>",
	"code in HTML in a list":                "- <div>\n  `{{.Title}}`\n",
	"code behind a comment":                 "<!-- x --> `{{.Title}}`",
	"code behind a long comment":            "<!-- x\n --> `{{.Title}}`",
	"code behind a template with HTML":      "{{define \"x\"}}<div>\n{{end}}{{template \"x\"}}`{{.Title}}`\n",
	"text in HTML":                          "<div>\n{{.Title}}\n</div>",
	"a code block in HTML":                  "<div>\n```\n{{.Title}}\n```\n</div>",
	"links in HTML":                         "<div>\n{{range .Timeline}}{{.Where}}{{end}}\n</div>",
	"a backslash before":                    `\{{.Title}} ` + "`x`",
	"two backslashes before":                `\\{{.Title}}`,
	"a backslash in a branch":               `{{if .Status}}\{{end}}{{.Title}}`,
	"a link by a value behind brackets":     "[x]{{.Title}}",
	"a link by pieces":                      "[x]{{if .Status}}({{end}}{{.Title}})",
	"a link behind an empty value":          "[x]{{.ID}}({{.Title}})",
	"a link's text":                         "[{{.Title}}](https://x.example/)",
	"a link's address":                      "[x]({{.Title}})",
	"a link's scheme":                       "[x](javascript:{{.Title}})",
	"a link's host":                         "[x](https://{{.Title}}/)",
	"a link's host from the left":           "[x](https://x{{.Title}})",
	"a link to another host":                "[x](/{{.Title}})",
	"a link to another host by branches":    "[x]({{if .ID}}a{{end}}/{{.Title}})",
	"a link's path":                         "[x](https://x.example/{{.Title}})",
	"a link's query":                        "[x](https://x.example/?q={{.Title}})",
	"a link's fragment":                     "[x](#{{.Title}})",
	"a link's title":                        "[x](https://x.example/ \"{{.Title}}\")",
	"an address in angles":                  "[x](<{{.Title}}>)",
	"an address with parentheses":           "[x](https://x.example/(a){{.Title}})",
	"two values as an address":              "[x]({{.Status}}{{if .Status}}{{.Title}}{{end}})",
	"an image":                              "![{{.Title}}](https://x.example/i.png)",
	"an image by a mark before":             "!{{.Title}}",
	"a definition":                          "[x]: {{.Title}}\n\n[x]",
	"a definition over lines":               "[x\ny]: {{.Title}}\n\n[x y]",
	"a definition with its address below":   "[x]:\n{{.Title}}\n\n[x]",
	"a definition behind an empty value":    "{{.ID}}[x]: {{.Title}}\n\n[x]",
	"a definition by pieces":                "[x]{{if .Status}}:{{end}} {{.Title}}\n\n[x]",
	"a bare address":                        "https://x.example/{{.Title}}",
	"a bare host":                           "https://{{.Title}}",
	"a bare host by www":                    "www.{{.Title}}",
	"a bare host by w":                      "w{{.Title}}",
	"a mention":                             "@{{.Title}}",
	"an issue":                              "#{{.Title}}",
	"an entity":                             "&{{.Title}};",
	"an entity by number":                   "&#{{.Title}};",
	"an expression of a site generator":     "{ {{- .Title}}",
	"emphasis":                              "**{{.Title}}** _{{.Title}}_",
	"a comment":                             "<!-- {{.Title}} -->",
	"a comment's first word":                "<!-- p{{.Title}} -->",
	"a mark":                                "<!-- pes:{{.Title}} -->",
	"a mark's name":                         "<!-- pes:section {{.Title}} -->",
	"a part of a mark's name":               "<!-- pes:section a/{{.Title}} -->\n",
	"a mark by a colon behind":              "<!-- {{.Title}}:section x -->",
	"a mark in capitals":                    "<!-- PES:{{.Title}} -->",
	"the document's mark":                   "<!-- pes:document genre={{.Title}} -->",
	"a comment that ends early":             "<!--> {{.Title}} -->",
	"a comment that ends early, again":      "<!---> {{.Title}} -->",
	"a comment that ends by pieces":         "<!-- x --{{if .Status}}>{{end}} {{.Title}} -->",
	"a comment that ends by a value":        "<!-- x -{{.Title}}-> {{.Title}} -->",
	"a comment by pieces":                   "<!-{{if .Status}}- {{end}}{{.Title}} -->",
	"a comment of a section around a value": "<!-- a{{.Title}} -->\n",
	"code":                                  "`{{.Title}}`",
	"code beside code":                      "`{{.Title}}``{{.Title}}`",
	"code beside code by branches":          "`{{.Title}}`{{if .Status}}`{{.Title}}`{{end}}",
	"code with more":                        "`x{{.Title}}`",
	"code with two backticks":               "``{{.Title}}``",
	"code that ends on another line":        "`{{.Title}}\n`",
	"code in a cell":                        "| h | i |\n|---|---|\n| `{{.Title}}` | z |",
	"code in a row without |":               "h | i\n---|---\n`{{.Title}}` | z",
	"code by a backtick in a branch":        "{{if .Status}}`{{end}}{{.Title}}`",
	"code behind links":                     "{{range .Timeline}}{{.Where}}`{{.Text}}`{{end}}",
	"a cell":                                "| h | i |\n|---|---|\n| {{.Title}} | z |",
	"a heading":                             "## {{.Title}}",
	"a heading by a value":                  "#{{.Title}}",
	"a heading with a line under it":        "{{.Title}}\n===",
	"the start of a line":                   "{{.Title}}",
	"the start of an item":                  "- {{.Title}}",
	"behind a number":                       "1{{.Title}}",
	"a code block":                          "```\n{{.Title}}\n```\n",
	"a long code block":                     "`````\n{{.Title}}\n```\nx\n`````\n",
	"a code block of tildes":                "~~~ x\n{{.Title}}\n~~~\n",
	"a code block with more":                "```\na {{.Title}}\n{{.Title}}\n```\n",
	"a code block of lines":                 "```\n{{range .KeyFacts}}{{.Value}}\n{{end}}{{.Title}}\n```\n",
	"a code block in a quotation":           "> ```\n> {{.Title}}\n> ```\n",
	"a code block that its quotation ends":  "> ```\n\n```\n{{.Title}}\n```\n\n{{.Title}}\n",
	"a code block in an item":               "- ```\n  {{.Title}}\n  ```\n",
	"a code block by indentation":           "1. x\n\n   ```\n   {{.Title}}\n   ```\n",
	"a code block that ends far in":         "```\nx\n    ```\n{{.Title}}\n```\n",
	"a code block ended by pieces":          "```\nx\n``{{if .Status}}`{{end}}\n{{.Title}}\n```\n",
	"a code block ended behind an empty":    "```\n{{.ID}}```\n{{.Title}}\n```\n",
	"a code block ended behind a branch":    "```\n{{if .ID}}x{{end}}```\n{{.Title}}\n```\n",
	"a code block opened behind an empty":   "{{.ID}}~~~\n{{.Title}}\n~~~\n{{.Title}}\n~~~\n",
	"a code block opened behind a branch":   "{{if .ID}}x{{end}}~~~\n{{.Title}}\n~~~\n{{.Title}}\n~~~\n",
	"a code block's language":               "```{{.Title}}\nx\n```\n",
	"no code block, by its language":        "``` a`b\n{{.Title}}\n```\n",
	"two values in a code block":            "```\n{{.Title}}{{if .Status}}{{.Title}}{{end}}\n```\n",
	"front matter":                          "---\ntitle: {{.Title}}\n---\n\n{{.Title}}\n",
	"front matter, quoted":                  "---\ntitle: \"{{.Title}}\"\n---\n",
	"front matter, a list":                  "---\nl:\n- {{.Title}}\nm: [{{.Title}}, \"{{.Title}}\"]\n---\n",
	"front matter, a key":                   "---\n{{.Title}}: x\n---\n",
	"front matter, half a value":            "---\nx: a {{.Title}}\n---\n",
	"front matter, quoted by one":           "---\nx: '{{.Title}}'\n---\n",
	"front matter, a block":                 "---\nx: |\n  {{.Title}}\n---\n",
	"front matter, a comment":               "---\n# {{.Title}}\n---\n",
	"front matter behind an empty value":    "{{.ID}}---\nx: {{.Title}}\n---\n",
	"front matter behind a branch":          "{{if .ID}}x{{end}}---\nx: {{.Title}}\n---\n",
	"front matter in a template":            "{{define \"x\"}}---\nx: {{.Title}}\n---\n{{end}}{{template \"x\" .}}",
	"front matter of TOML":                  "+++\nx = {{.Title}}\n+++\n",
	"front matter of JSON":                  "{\"x\": {{.Title}}}\n",
	"a rule":                                "x\n\n---\n\n{{.Title}}\n",
	"a variable from elsewhere":             "{{$x := .Title}}`{{$x}}` <!-- a {{$x}} -->\n",
	"a variable set elsewhere":              "{{$x := \"a\"}}{{range .KeyFacts}}{{$x = .Label}}{{end}}{{$x}}",
	"a block":                               "{{block \"x\" .}}{{.Title}}\n{{end}}`{{.Title}}`",
	"a template in a cell":                  "| {{template \"x\" .}} |{{define \"x\"}}{{.Title}}{{end}}",
	"a template in HTML":                    "<div>\n{{template \"x\" .}}\n</div>{{define \"x\"}}`{{.Title}}`\n{{end}}",
	"a template in a code block":            "```\n{{template \"x\" .}}```\n{{define \"x\"}}{{.Title}}\n{{end}}",
	"an escaper":                            "{{.Title | _pesCode}}",
	"an escaper in parentheses":             "{{(_pesFront .Title)}}",
	"through print":                         "{{printf \"%s\" .Title | print}}",
	"through html":                          "{{html .Title}} {{js .Title}} {{urlquery .Title}}",
	"through call, index and slice":         "{{call .Title}} {{index .Title 0}} {{slice .Title 1}}",
	"through or":                            "{{or .Title .Status}}{{/* x */}}",
	"break":                                 "{{range .KeyFacts}}`{{break}}{{end}}{{.Title}}`",
	"continue":                              "{{range .KeyFacts}}<!-- a {{continue}} -->{{end}}{{.Title}}",
	"a loop whose body changes its start":   "{{range .KeyFacts}}{{$.Title}} \\{{end}}{{.Title}}",
	"a loop that ends with a bracket":       "{{range .KeyFacts}}({{$.Title}}) [x]{{end}}",
	"trim markers":                          "[{{- .Title -}}](\n{{- .Title -}}\n)",
	"trim markers and comments":             "[x]{{- /* c */ -}}({{- /* c */ -}}{{.Title}})",
	"trim markers around a fence":           "```\n{{- .Title -}}\n```\n",
	"marks by a branch":                     "<!-- {{if .Status}}pes:section {{end}}a {{.Title}} -->\n",
	"an autolink":                           "<https://x.example/{{.Title}}>",
	"a footnote":                            "[^1]: {{.Title}}",
	"a backslash in the other branch":       `{{if .ID}}a{{else}}\{{end}}{{.Title}} ` + "`x`",
	"a backslash before code in a branch":   "\\{{if .Status}}`{{.Title}}`{{end}}",
	"HTML in the other branch":              "{{if .ID}}x\n{{else}}<div>\n{{end}}`{{.Title}}`\n",
	"a definition in the other branch":      "{{if .ID}}[a{{else}}a{{end}}]: {{.Title}}\n\n[a]",
	"a definition in one branch":            "{{if .Status}}[a{{else}}a{{end}}]: {{.Title}}\n\n[a]",
	"a comment that ends by pieces in text": "a <!-- x --{{if .Status}}>{{end}} {{.Title}} -->",
	"a code block that ends farther in":     "```\nx\n    ```\n```\n{{.Title}}\n```\n",
	"an address before code":                "https://x.example/`{{.Title}}`",
	"an address before code, in a branch":   "{{if .Status}}https://x.example/{{end}}`{{.Title}}`",
	"a comment between values":              "{{.ID}}{{if .Status}}{{.Title}}{{end}} `{{.Title}}`",
	"a NUL":                                 "\x00{{.Title}}",
}

// TestAttacks: whatever a template does, what it prints of a value is neither a tag, nor a link to where the value says, nor a mark of ours.
func TestAttacks(t *testing.T) {
	ours := regexp.MustCompile(`(?mi)^[ >]*<!--\s*pes:(section|table|ledger|suggestion)`)
	for name, source := range attacks {
		t.Run(name, func(t *testing.T) {
			if _, err := parseTemplate("attack.md.tmpl", source); err != nil {
				if !strings.Contains(err.Error(), "attack.md.tmpl:") {
					t.Errorf("the error has no place: %v", err)
				}
				t.Log(strings.SplitN(err.Error(), "\n", 2)[0])
				return
			}
			for _, p := range payloads {
				for _, id := range []string{"", "x"} {
					got := attacked(t, source, p, id)
					if ours.MatchString(got) && !ours.MatchString(source) {
						t.Errorf("%q forged a mark: %q", p, got)
					}
					harmless(t, source, p, got)
				}
			}
		})
	}
}

func attacked(t *testing.T, source, payload, id string) string {
	t.Helper()
	at := summary.Meta{Title: payload, ID: id}
	tl := &timeline.Timeline{Entries: []timeline.Entry{hostileEntry(payload)}}
	b, err := execute("attack.md.tmpl", source, summary.New(tl, at), Options{})
	if err != nil {
		t.Fatalf("it passed the check, and failed: %v", err)
	}
	return string(b)
}

// tags are the elements that the templates above write themselves, or that Markdown makes of what they write.
var tags = regexp.MustCompile(`<(/?[a-zA-Z!?][^>]*)>`)

// allowed says of a tag of the HTML whether it may be there: ours, without an attribute that a payload could have made.
var allowed = regexp.MustCompile(`^(/?(p|b|i|em|strong|del|h[1-6]|ul|li|blockquote|hr ?/?|table|thead|tbody|tr|th|td|pre|code|br ?/?|section|div|dl|dt|dd|sup|ol( start="\d+")?|div class="footnotes" role="doc-endnotes")|/a|` +
	`a id="e-[0-9a-z]+"|a href="[^"]*"( class="[^"]*" role="doc-(noteref|backlink)")?|img src="https://x\.example/i\.png" alt="[^"]*" ?/?|code class="language-[a-z]+"|li id="fn:1"|h\d id="[^"]*"|!--[\s\S]*--)$`)

var links = regexp.MustCompile(`<a href="([^"]*)"`)

func harmless(t *testing.T, source, payload, doc string) {
	t.Helper()
	var b bytes.Buffer
	if err := reader().Convert([]byte(doc), &b); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, tag := range tags.FindAllStringSubmatch(regexp.MustCompile(`(?s)<!--.*?-->`).ReplaceAllString(html, ""), -1) {
		if !allowed.MatchString(tag[1]) && !strings.Contains(source, tag[0]) {
			t.Errorf("%q made the tag %q in %q of %q", payload, tag[0], html, doc)
		}
	}
	for _, l := range links.FindAllStringSubmatch(html, -1) {
		if !regexp.MustCompile(`^(https://x\.example/|#|/[^/]|$)`).MatchString(l[1]) {
			t.Errorf("%q made a link to %q in %q of %q", payload, l[1], html, doc)
		}
	}
	if strings.Contains(html, "<h1") && !strings.Contains(source, "===") && !strings.HasPrefix(source, "#") && !strings.Contains(source, "\n---") {
		t.Errorf("%q made a heading in %q of %q", payload, html, doc)
	}
}

func hostileEntry(payload string) timeline.Entry {
	e := timeline.Entry{Row: true}
	e.ID, e.Kind, e.Text, e.At = "E-00000001", event.Note, payload, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	e.Refs = []event.Ref{{File: payload, URL: payload}}
	return e
}
